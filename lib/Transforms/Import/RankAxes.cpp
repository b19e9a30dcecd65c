//===- RankAxes.cpp - the ranks that a step's own collective joins --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "RankAxes.h"

using namespace mlir;
using namespace fsdp;

/// The axis of a grid of three over which one model is in parts.
static constexpr int16_t kModelAxis = 2;

int64_t fsdp::countRanks(ArrayRef<RankAxis> axes) {
  int64_t ranks = 1;
  for (RankAxis axis : axes)
    ranks *= axis.number;
  return ranks;
}

/// How many ranks the model axis of `written` has; none: it has no such axis.
static std::optional<int64_t> getWrittenModels(shard::GridOp written) {
  if (written.getRank() != kModelAxis + 1)
    return std::nullopt;
  return written.getShape()[kModelAxis];
}

/// The step's shapes and numbers are for as many ranks as its grid says.
static LogicalResult checkSizes(Operation *op, shard::GridOp written,
                                ArrayRef<int16_t> chosen, GridAttr grid) {
  auto wrong = [&]() -> InFlightDiagnostic {
    return mlir::emitError(op->getLoc())
           << "'" << op->getName() << "' is on the grid @"
           << written.getSymName() << " of ";
  };
  ArrayRef<int64_t> shape = written.getShape();
  if (shape.size() > kModelAxis + 1)
    return wrong() << shape.size()
                   << " axes, expected at most three: replicas x shards x "
                      "models";
  if (ShapedType::isDynamicShape(shape))
    return wrong() << "unknown size, expected every size to be given";
  int64_t models = getWrittenModels(written).value_or(1), data = 1;
  for (int64_t size : shape.take_front(kModelAxis))
    data *= size;
  if (models != grid.getModels())
    return wrong() << models
                   << " model ranks, but the grid has a model axis of "
                   << grid.getModels()
                   << "; the step's shapes are for as many as it says";
  bool ofModels = chosen == ArrayRef<int16_t>{kModelAxis};
  if (!ofModels && data != grid.getDataRanks())
    return wrong() << data << " replicas and shards, but there are "
                   << grid.getDataRanks()
                   << "; the step's numbers are for as many as it says, change "
                      "one of both";
  return success();
}

FailureOr<RankAxes> fsdp::readSingleAxes(Operation *op, FlatSymbolRefAttr name,
                                         ArrayRef<int16_t> chosen,
                                         GridAttr grid) {
  auto written = SymbolTable::lookupNearestSymbolFrom<shard::GridOp>(op, name);
  if (failed(checkSizes(op, written, chosen, grid)))
    return failure();
  ArrayRef<int64_t> shape = written.getShape();
  RankAxes axes;
  for (int16_t axis : chosen) {
    int64_t distance = 1;
    for (int64_t size : shape.drop_front(axis + 1))
      distance *= size;
    axes.push_back({distance, shape[axis]});
  }
  return axes;
}

FailureOr<RankAxes> fsdp::readRankAxes(Operation *op, FlatSymbolRefAttr name,
                                       ArrayRef<int16_t> chosen,
                                       GridAttr grid) {
  FailureOr<RankAxes> single = readSingleAxes(op, name, chosen, grid);
  if (failed(single))
    return failure();
  RankAxes axes;
  for (RankAxis axis : *single) {
    if (axis.number == 1)
      continue;
    if (!axes.empty() && axes.back().distance == axis.distance * axis.number)
      axes.back() = {axis.distance, axes.back().number * axis.number};
    else
      axes.push_back(axis);
  }
  return axes;
}

LogicalResult fsdp::checkModelParts(ModuleOp module, const StepModel &model,
                                    GridAttr grid) {
  for (auto written : module.getOps<shard::GridOp>()) {
    std::optional<int64_t> models = getWrittenModels(written);
    if (!models || *models == grid.getModels())
      continue;
    for (const auto &[name, param] : model.params)
      if (param.modelDim)
        return mlir::emitError(param.loc)
               << "parameter '" << name.getValue() << "' is one of " << *models
               << " parts of a tensor "
               << "('fsdp.model_dim', @" << written.getSymName()
               << "), but the grid has a model axis of " << grid.getModels()
               << "; the step's shapes are for as many as it says";
  }
  return success();
}
