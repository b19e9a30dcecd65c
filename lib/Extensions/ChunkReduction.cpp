//===- ChunkReduction.cpp - a hook's reduction of its chunk ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ChunkReduction.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace fsdp;

/// The number that all of `init`'s elements are.
static std::optional<float> getConstantFill(Value init) {
  if (auto fill = init.getDefiningOp<linalg::FillOp>())
    init = fill.getInputs().front();
  else if (auto splat = init.getDefiningOp<tensor::SplatOp>())
    init = splat.getInput();
  else if (auto made = init.getDefiningOp<tensor::FromElementsOp>())
    init = made.getElements().front();
  Attribute constant;
  if (!matchPattern(init, m_Constant(&constant)))
    return std::nullopt;
  if (auto splat = dyn_cast<SplatElementsAttr>(constant))
    constant = splat.getSplatValue<Attribute>();
  auto number = dyn_cast<FloatAttr>(constant);
  if (!number || !number.getType().isF32())
    return std::nullopt;
  return number.getValue().convertToFloat();
}

static std::optional<BlockCombine> getCombine(Operation *op) {
  if (isa_and_nonnull<arith::MaximumFOp>(op))
    return BlockCombine::Max;
  if (isa_and_nonnull<arith::MinimumFOp>(op))
    return BlockCombine::Min;
  if (isa_and_nonnull<arith::AddFOp>(op))
    return BlockCombine::Sum;
  return std::nullopt;
}

std::optional<ReductionBody> ReductionBody::match(linalg::LinalgOp op) {
  if (op.getNumDpsInits() != 1 || op.getNumDpsInputs() == 0)
    return std::nullopt;
  BlockArgument accumulator = op.getRegionOutputArgs().front();
  Operation *made =
      op.getBlock()->getTerminator()->getOperand(0).getDefiningOp();
  std::optional<BlockCombine> combine = getCombine(made);
  std::optional<float> initial = getConstantFill(op.getDpsInits().front());
  if (!combine || !initial || !accumulator.hasOneUse() ||
      *accumulator.user_begin() != made || !accumulator.getType().isF32())
    return std::nullopt;
  Value value = made->getOperand(made->getOperand(0) == accumulator ? 1 : 0);
  return ReductionBody{*combine, value, *initial};
}

FailureOr<ChunkReduction> ChunkReduction::match(
    AllReduceOp reduce,
    llvm::function_ref<InFlightDiagnostic(Location)> emitUnsupported) {
  auto extract = reduce.getValue().getDefiningOp<tensor::ExtractOp>();
  auto op = extract && extract.getIndices().empty()
                ? extract.getTensor().getDefiningOp<linalg::LinalgOp>()
                : linalg::LinalgOp();
  if (!op)
    return emitUnsupported(reduce.getLoc())
           << "combines over the ranks what is not the result of one reduction "
              "of the whole chunk (a linalg op to tensor<f32>, tensor.extract)";
  BlockArgument accumulator = op.getRegionOutputArgs().front();
  auto combine = op.getBlock()
                     ->getTerminator()
                     ->getOperand(0)
                     .getDefiningOp<arith::MaximumFOp>();
  if (op.getNumReductionLoops() != op.getNumLoops() ||
      op.getNumDpsInits() != 1 || !combine || !accumulator.hasOneUse() ||
      *accumulator.user_begin() != combine)
    return emitUnsupported(op->getLoc())
           << "reduces by another body than arith.maximumf of the accumulator "
              "and a value, over all dimensions";
  std::optional<float> initial = getConstantFill(op.getDpsInits().front());
  if (!initial)
    return emitUnsupported(op->getLoc())
           << "begins a reduction at a value that is no constant";
  Value value =
      combine.getLhs() == accumulator ? combine.getRhs() : combine.getLhs();
  return ChunkReduction{op, value, *initial};
}
