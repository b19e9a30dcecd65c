//===- MemoryReport.h - what a plan needs of a rank's memory ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TRANSFORMS_MEMORYREPORT_H
#define FSDP_TRANSFORMS_MEMORYREPORT_H

#include "mlir/IR/BuiltinOps.h"
#include "llvm/Support/raw_ostream.h"

namespace fsdp {

/// Bytes of one rank's arenas, each as large as the entry that needs most of
/// it: what a run without microbatches over peer transport takes.
struct MemoryNeed {
  int64_t state = 0, transient = 0, wire = 0;
  bool offloaded = false; ///< The state is in the host's memory.
  /// More, where each is used: gradients between microbatches, and what
  /// buffered transport gathers into.
  int64_t accumulated = 0, gathered = 0;

  int64_t getTotal() const {
    return (offloaded ? 0 : state) + transient + wire;
  }
};

/// Of a module that `fsdp-plan-memory` went over.
MemoryNeed getMemoryNeed(mlir::ModuleOp module);

/// The arenas, one per line.
void printMemory(mlir::ModuleOp module, llvm::raw_ostream &os);

/// One line per entry in which `fsdp-recompute` changed something.
void printRecomputed(mlir::ModuleOp module, llvm::raw_ostream &os);

} // namespace fsdp

#endif // FSDP_TRANSFORMS_MEMORYREPORT_H
