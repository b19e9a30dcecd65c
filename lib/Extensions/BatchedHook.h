//===- BatchedHook.h - a post hook for many shards at once ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_EXTENSIONS_BATCHEDHOOK_H
#define FSDP_LIB_EXTENSIONS_BATCHEDHOOK_H

#include "fsdp/Extensions/SpecializedHook.h"

namespace fsdp {

/// Brings the element-wise, padding and concatenating ops of a hook to linalg
/// ops and slices, of which there are few kinds to batch.
void simplifyForBatches(SpecializedHook &hook);

/// A hook for several shards: every value that depends on the shard gets one
/// dimension more, in front. What does not is computed once.
class BatchedHook {
public:
  /// For shards `begin` to `begin` + `count`.
  BatchedHook(mlir::OpBuilder &builder, SpecializedHook &hook, int64_t begin,
              int64_t count)
      : builder(builder), hook(hook), begin(begin), count(count) {}

  /// The argument's value: `batch` x its own shape, or the same for all shards.
  void setBatched(mlir::Value argument, mlir::Value value);
  void setShared(mlir::Value argument, mlir::Value value);
  /// The argument is the index of the shard.
  void setShard(mlir::Value argument);

  /// The first `results` yielded values, with the batch in front. Fails, with
  /// nothing left behind, at an op that has no such form: loops, conditionals,
  /// slices at places that differ by shard.
  mlir::FailureOr<llvm::SmallVector<mlir::Value>> build(unsigned results);

private:
  mlir::LogicalResult add(mlir::Operation *op);
  mlir::LogicalResult addGeneric(mlir::linalg::GenericOp op);
  mlir::LogicalResult addReshape(mlir::Operation *op);
  llvm::SmallVector<mlir::OpFoldResult>
  prepend(llvm::SmallVector<mlir::OpFoldResult> bounds, int64_t first);
  mlir::LogicalResult addSlice(mlir::tensor::ExtractSliceOp op);
  mlir::LogicalResult addInsert(mlir::tensor::InsertSliceOp op);
  mlir::LogicalResult addScalar(mlir::Operation *op);
  mlir::LogicalResult addSplat(mlir::tensor::SplatOp op);

  bool isBatched(mlir::Value value) const { return batched.contains(value); }
  bool usesBatch(mlir::Operation *op) const;
  mlir::Value getBatched(mlir::Location loc, mlir::Value value);
  mlir::RankedTensorType getType(mlir::Type type) const;
  mlir::Value makeEmpty(mlir::Location loc, mlir::Type type);
  void cloneBody(mlir::linalg::GenericOp op, mlir::Block &to,
                 mlir::OpBuilder &at, mlir::Location loc,
                 mlir::ArrayRef<mlir::Value> captured);

  mlir::OpBuilder &builder;
  SpecializedHook &hook;
  int64_t begin, count;
  mlir::IRMapping shared;
  llvm::DenseMap<mlir::Value, mlir::Value> batched;
};

} // namespace fsdp

#endif // FSDP_LIB_EXTENSIONS_BATCHEDHOOK_H
