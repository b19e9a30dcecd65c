//===- BlockLoops.h - reductions of a block's elements ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Every machine adds up a block in the order that fsdp.block_reduce states. Of
// a long one parts are added up by themselves, each as a GPU's block of threads
// does it: a thread has four lanes.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_BLOCKLOOPS_H
#define FSDP_LIB_CONVERSION_BLOCKLOOPS_H

#include "BlockBody.h"

namespace fsdp {

/// Elements of a part, of a block that has more.
constexpr int64_t kSumPart = 8192;
/// Lanes of a part, those of a thread and how many threads that is.
constexpr int64_t kSumLanes = 1024, kThreadLanes = 4;
constexpr int64_t kSumThreads = kSumLanes / kThreadLanes;

/// Loops of one thread over elements [first, first + count).
llvm::SmallVector<mlir::Value>
reduceInLoop(HookKernel &kernel, mlir::Value first, mlir::Value count,
             llvm::ArrayRef<BlockReduction> reductions,
             BlockBody::Reduced reduced);

/// Loops of a warp, of which `lane` is one thread. All of them get the result.
llvm::SmallVector<mlir::Value>
reduceInWarp(HookKernel &kernel, mlir::Value lane, mlir::Value first,
             mlir::Value count, llvm::ArrayRef<BlockReduction> reductions,
             BlockBody::Reduced reduced);

/// Loads some neighbours from an element on, and gives their numbers.
using LoadElements = llvm::function_ref<llvm::SmallVector<mlir::Value>(
    mlir::Value element, int64_t width)>;

/// What thread `thread` of kSumThreads has of the part that begins at element
/// `first`, in a block that ends before `end`.
llvm::SmallVector<mlir::Value>
reduceThreadPart(HookKernel &kernel, mlir::Value thread, mlir::Value first,
                 mlir::Value end, llvm::ArrayRef<BlockReduction> reductions,
                 LoadElements load, BlockBody::Reduced reduced);

/// `sums` of one lane of a warp after `values`, those of part `number`.
llvm::SmallVector<mlir::Value>
addToLane(HookKernel &kernel, mlir::Value lane, mlir::Value number,
          llvm::ArrayRef<BlockReduction> reductions, mlir::ValueRange sums,
          mlir::ValueRange values);

/// `values` of all lanes of a warp, combined, for each of them.
llvm::SmallVector<mlir::Value>
reduceOverWarp(HookKernel &kernel, llvm::ArrayRef<BlockReduction> reductions,
               llvm::SmallVector<mlir::Value> values);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_BLOCKLOOPS_H
