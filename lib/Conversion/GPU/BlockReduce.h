//===- BlockReduce.h - one value from all threads of a block ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_GPU_BLOCKREDUCE_H
#define FSDP_LIB_CONVERSION_GPU_BLOCKREDUCE_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace fsdp {

/// Threads that execute in step and exchange registers.
constexpr int64_t kWarpThreads = 32;

using CombineFn = llvm::function_ref<mlir::Value(mlir::OpBuilder &, mlir::Value,
                                                 mlir::Value)>;

/// Combines `value` of the 32 threads of every warp, or of every `threads`
/// neighbours among them, a power of two; all of them get the result. The order
/// is fixed: a binary tree over the lanes. Of types of 32 bits.
mlir::Value reduceWarp(mlir::OpBuilder &builder, mlir::Location loc,
                       mlir::Value value, CombineFn combine,
                       int64_t threads = kWarpThreads);

/// Combines `value` of all `threads` threads of the block, which all get here.
/// The order is fixed. Every thread gets the result. Uses shared memory, which
/// may be used again after the next barrier.
mlir::Value reduceBlock(mlir::OpBuilder &builder, mlir::Location loc,
                        mlir::Value thread, int64_t threads, mlir::Value value,
                        CombineFn combine);

/// Shared memory of the block, at the top of the function around `builder`.
mlir::Value makeShared(mlir::OpBuilder &builder, mlir::Location loc,
                       llvm::ArrayRef<int64_t> shape, mlir::Type element);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_GPU_BLOCKREDUCE_H
