// memory_modifiers.h - modifiers that ld, st, atom and red share
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_MEMORY_MODIFIERS_H_
#define FSDP_RUNTIME_TEST_PTX_MEMORY_MODIFIERS_H_

#include "statement_decoder.h"

namespace fsdp_ptx {

// Semantics, scope, state space, cache hints and vector length, up to the type or operation: fills out.space, strong,
// count.
void TakeMemoryModifiers(StatementDecoder& d);

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_MEMORY_MODIFIERS_H_
