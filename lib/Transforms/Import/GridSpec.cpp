//===- GridSpec.cpp - the ranks, from an option or shard.grid -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "GridSpec.h"
#include "NameRule.h"
#include "mlir/Dialect/Shard/IR/ShardOps.h"

using namespace mlir;
using namespace fsdp;

/// What a runtime numbers (FSDP_RT_AXIS); keeps products of sizes far from
/// overflow.
static constexpr int64_t kMaxRanks = 0xffff;

/// A grid of axes: one that shards; one before it replicates; behind both the
/// ranks of a tensor-parallel model.
static FailureOr<GridAttr>
gridOfAxes(MLIRContext *context, ArrayRef<int64_t> axes, EmitError emitError) {
  if (axes.size() > 3)
    return emitError() << "grid of " << axes.size()
                       << " axes, expected one that shards, two of which the "
                          "first replicates, such as '2x4', or these and a "
                          "third of model ranks, such as '1x4x2'";
  int64_t ranks = 1;
  for (int64_t size : axes) {
    if (size < 1)
      return emitError() << "grid axis of " << size
                         << " ranks, expected at least 1";
    if (size > kMaxRanks || (ranks *= size) > kMaxRanks)
      return emitError() << "grid of more than " << kMaxRanks << " ranks";
  }
  int64_t models = axes.size() == 3 ? axes.back() : 1;
  int64_t shards = axes[axes.size() == 1 ? 0 : 1];
  return GridAttr::get(context, ranks / models / shards, shards, models);
}

static InFlightDiagnostic emitBadText(EmitError emitError) {
  return emitError() << "no grid, expected sizes such as '4', '2x4' (the last "
                        "axis shards) or '1x4x2' (the last holds a model's "
                        "parts), or 'replicate=2,shard=4,model=2'";
}

/// `replicate=2,shard=4,model=2`, in any order, each at most once.
static FailureOr<GridAttr> parseNamedAxes(MLIRContext *context, StringRef text,
                                          EmitError emitError) {
  std::optional<int64_t> replicas, shards, models;
  SmallVector<StringRef> parts;
  text.split(parts, ',');
  for (StringRef part : parts) {
    auto [name, value] = part.trim().split('=');
    std::optional<int64_t> *axis = name == "replicate" ? &replicas
                                   : name == "shard"   ? &shards
                                   : name == "model"   ? &models
                                                       : nullptr;
    int64_t size;
    if (!axis || *axis || value.getAsInteger(10, size))
      return emitBadText(emitError);
    *axis = size;
  }
  return gridOfAxes(
      context, {replicas.value_or(1), shards.value_or(1), models.value_or(1)},
      emitError);
}

static FailureOr<GridAttr> parseGrid(MLIRContext *context, StringRef text,
                                     EmitError emitError) {
  text = text.trim();
  if (text.contains('='))
    return parseNamedAxes(context, text, emitError);
  SmallVector<StringRef> parts;
  SmallVector<int64_t> axes;
  text.split(parts, 'x');
  for (StringRef part : parts)
    if (part.getAsInteger(10, axes.emplace_back()))
      return emitBadText(emitError);
  return gridOfAxes(context, axes, emitError);
}

static FailureOr<GridAttr> checkOwnGrid(GridAttr whole, FailureOr<GridAttr> own,
                                        EmitError emitError) {
  if (failed(own))
    return failure();
  if (own->getModels() != 1)
    return emitError() << "grid with a third axis, expected replicas and "
                          "shards alone: all parameters have the same models";
  if (own->getDataRanks() != whole.getDataRanks())
    return emitError() << "grid of " << own->getReplicas() << "x"
                       << own->getShards() << ", expected the "
                       << whole.getDataRanks() << " ranks of "
                       << whole.getReplicas() << "x" << whole.getShards()
                       << ", replicated and cut in another way";
  return GridAttr::get(whole.getContext(), own->getReplicas(), own->getShards(),
                       whole.getModels());
}

FailureOr<GridAttr> fsdp::parseOwnGrid(GridAttr whole, StringRef text,
                                       EmitError emitError) {
  return checkOwnGrid(whole, parseGrid(whole.getContext(), text, emitError),
                      emitError);
}

FailureOr<GridAttr> fsdp::getOwnGrid(GridAttr whole, ArrayRef<int64_t> sizes,
                                     EmitError emitError) {
  if (sizes.empty())
    return emitError() << "grid without sizes, expected replicas and shards, "
                          "such as array<i64: 2, 4>";
  return checkOwnGrid(whole, gridOfAxes(whole.getContext(), sizes, emitError),
                      emitError);
}

FailureOr<GridAttr> fsdp::readGrid(ModuleOp module, StringRef text) {
  MLIRContext *context = module.getContext();
  if (!text.empty())
    return parseGrid(context, text, [&] {
      InFlightDiagnostic diagnostic = mlir::emitError(module.getLoc());
      diagnostic << "--grid: '" << text << "': ";
      return diagnostic;
    });

  auto grids = llvm::to_vector(module.getOps<shard::GridOp>());
  if (grids.empty())
    return GridAttr::get(context, 1, 1, 1);
  if (grids.size() > 1) {
    InFlightDiagnostic diagnostic = mlir::emitError(
        grids[1].getLoc(), "second shard.grid in the module, expected one; "
                           "remove one or choose with --grid");
    diagnostic.attachNote(grids[0].getLoc()) << "the first one";
    return diagnostic;
  }
  shard::GridOp grid = grids.front();
  if (ShapedType::isDynamicShape(grid.getShape()))
    return mlir::emitError(grid.getLoc(),
                           "grid with an axis of unknown size; give every size "
                           "or use --grid");
  return gridOfAxes(context, grid.getShape(),
                    [&] { return mlir::emitError(grid.getLoc()); });
}
