//===- EntryCommands.h - an entry as plain data ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_ENTRYCOMMANDS_H
#define FSDP_LIB_TRANSFORMS_ENTRYCOMMANDS_H

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "fsdp/Schedule/CommandList.h"

#include "mlir/IR/BuiltinOps.h"
#include "llvm/ADT/DenseMap.h"

namespace fsdp {

/// A plan.entry as a command list, and the way back.
struct EntryCommands {
  CommandList list;
  /// The op of each command and of each buffer (plan.alloc, plan.state,
  /// plan.bind).
  std::vector<mlir::Operation *> ops, buffers;
  llvm::DenseMap<mlir::Operation *, int> commandOf, bufferOf;
};

/// Among how many ranks the group of a gather or reduce is cut.
int64_t getGroupShards(mlir::Operation *exchange);

mlir::FailureOr<EntryCommands> readEntry(plan::EntryOp entry);

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_ENTRYCOMMANDS_H
