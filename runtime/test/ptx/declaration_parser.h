// declaration_parser.h - the grammar of variables, registers, initialisers and operands
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_DECLARATION_PARSER_H_
#define FSDP_RUNTIME_TEST_PTX_DECLARATION_PARSER_H_

#include "syntax.h"
#include "token_stream.h"

namespace fsdp_ptx {

// ".shared .align 16 .b8 name[64] = {...}" without what ends it. False: `in` has the error.
bool ParseDeclaration(TokenStream& in, Declaration* declaration);
// "name", "name<5>", "name[4][2] = {...}": replaces these parts of `declaration`.
bool ParseDeclarator(TokenStream& in, Declaration* declaration);
bool ParseOperand(TokenStream& in, Operand* operand);

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_DECLARATION_PARSER_H_
