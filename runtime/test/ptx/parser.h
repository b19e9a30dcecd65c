// parser.h - from a PTX text to its syntax tree
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_PARSER_H_
#define FSDP_RUNTIME_TEST_PTX_PARSER_H_

#include <string_view>

#include "ptx.h"
#include "syntax.h"

namespace fsdp_ptx {

// `text` must outlive the tree. Opcodes and types of operands are not looked at: the decoder does that.
Status ParseModule(std::string_view text, ModuleSyntax* module);

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_PARSER_H_
