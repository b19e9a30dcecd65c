//===- StoredParams.h - values of parameters that hooks store --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LIB_EXTENSIONS_STOREDPARAMS_H
#define LIB_EXTENSIONS_STOREDPARAMS_H

#include "fsdp/Extensions/HookProof.h"

namespace fsdp {

/// Runs the pre hooks of frozen parameters with `storage` where these get their
/// values, and nowhere else:
/// - an entry "store.NAME" for each, whose argument is this rank's padded
/// chunk,
///   outer x chunk x inner, from a checkpoint of full precision;
/// - in the entry `init`, behind an fsdp.initialize that makes the chunk.
mlir::LogicalResult buildStorage(mlir::ModuleOp module, HookProver &prover);

} // namespace fsdp

#endif // LIB_EXTENSIONS_STOREDPARAMS_H
