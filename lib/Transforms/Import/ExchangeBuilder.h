//===- ExchangeBuilder.h - exchanges and what is around them ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_EXCHANGEBUILDER_H
#define FSDP_LIB_TRANSFORMS_IMPORT_EXCHANGEBUILDER_H

#include "RankAxes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/ImplicitLocOpBuilder.h"
#include <map>

namespace fsdp {

/// Builds what a step's collectives become: `fsdp.exchange`, and tensor ops
/// that bring what travels to the front and what arrived to its place.
class ExchangeBuilder {
public:
  ExchangeBuilder(mlir::Operation *at) : b(at->getLoc(), at) {}

  /// The ranks' values in a new first dimension, in the order of ranks.
  mlir::Value gatherRanks(mlir::Value value, llvm::ArrayRef<RankAxis> axes);
  /// Of `value`, whose first dimension are pieces for the ranks, those of all
  /// ranks for this one, in the order of ranks.
  mlir::Value exchangePieces(mlir::Value value, llvm::ArrayRef<RankAxis> axes);
  /// Dimension `dim` as `ranks` pieces in a new first dimension.
  mlir::Value cut(mlir::Value value, int64_t dim, int64_t ranks);
  /// The inverse: the pieces of the first dimension one after the other in what
  /// is then dimension `dim`.
  mlir::Value join(mlir::Value pieces, int64_t dim);
  /// One of the pieces in the first dimension.
  mlir::Value take(mlir::Value pieces, mlir::OpFoldResult which);

  /// The ranks' values combined by `kind`, which is sum or max, over every
  /// axis.
  mlir::Value combineOver(mlir::Value value, ExchangeKind kind,
                          llvm::ArrayRef<RankAxis> axes);
  /// The first dimension combined, in its order.
  mlir::Value combineFirst(mlir::Value value, mlir::arith::AtomicRMWKind kind);
  /// Each element in another type; null: there is no such conversion.
  mlir::Value convert(mlir::Value value, mlir::Type element);
  mlir::Value divide(mlir::Value value, int64_t divisor);
  /// So that the largest of the results is the result of the smallest; its own
  /// inverse.
  mlir::Value reverseOrder(mlir::Value value);

  mlir::ImplicitLocOpBuilder b;

private:
  mlir::Value transpose(mlir::Value value, llvm::ArrayRef<int64_t> order);
  mlir::Value splat(mlir::ShapedType type, mlir::Attribute value);
};

/// This rank's numbers among others, each read once, at the top of an entry.
class RankIndices {
public:
  RankIndices(mlir::func::FuncOp entry) : entry(entry) {}
  /// Its number among those of `axes`, of which there is one at least.
  mlir::Value read(mlir::Location loc, llvm::ArrayRef<RankAxis> axes);

private:
  mlir::Value readPlace(mlir::ImplicitLocOpBuilder &top, RankAxis axis);

  mlir::func::FuncOp entry;
  mlir::Value last; ///< Of those made so far.
  std::map<std::pair<int64_t, int64_t>, mlir::Value> places;
};

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_EXCHANGEBUILDER_H
