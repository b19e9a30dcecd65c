//===- UpdateKernel.cpp - an optimizer step on a group's shards -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "GPU/TileEmitter.h"
#include "GPU/VectorAccess.h"
#include "UpdateUniforms.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/Matchers.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace fsdp;

namespace {
class UpdateOutliner {
public:
  UpdateOutliner(UpdateOp op, unsigned number, OutlineContext &context)
      : op(op), number(number), context(context),
        kernel(context.library, op.getLoc()), at(op),
        reader(kernel, op, context, at) {}
  LogicalResult run();

private:
  /// A buffer, its segments' offsets and the parameter for it.
  struct Buffer {
    int64_t firstElement;
    Value memref;
  };
  FailureOr<Buffer> addBuffer(const Twine &name, Type type,
                              llvm::function_ref<int64_t(UpdateSegmentAttr)>,
                              plan::Access access);
  LogicalResult check();
  SmallVector<SmallVector<int64_t>> getRows();
  LogicalResult readUniforms();
  void emitLoop();
  void emitTiles();

  UpdateOp op;
  unsigned number;
  OutlineContext &context;
  HookKernel kernel;
  OpBuilder at;
  UniformReader reader;
  SmallVector<Buffer> buffers; ///< Parameter, gradient, states.
};
} // namespace

LogicalResult UpdateOutliner::check() {
  Block &body = op.getBody().front();
  size_t states = op.getStates().size();
  if (body.getNumArguments() != 2 + states + op.getUniforms().size() ||
      body.getTerminator()->getNumOperands() != 1 + states)
    return op.emitOpError()
           << "has a body of " << body.getNumArguments() << " arguments and "
           << body.getTerminator()->getNumOperands() << " results, expected "
           << 2 + states + op.getUniforms().size() << " and " << 1 + states;
  if (!op.getSegments() || op.getSegments()->empty())
    return op.emitOpError() << "has no segments, expected "
                               "fsdp-assign-groups-and-layouts to have run";
  for (unsigned i = 0; i < 2 + states; ++i)
    if (Type type = body.getArgument(i).getType();
        i == 1 ? !type.isF32() : !isa<FloatType>(type))
      return op.emitOpError()
             << "is of " << type << " elements ("
             << (i == 1 ? "gradient" : "parameter or state") << "), expected "
             << (i == 1 ? "f32, as gradients are summed" : "a float");
  return success();
}

FailureOr<UpdateOutliner::Buffer> UpdateOutliner::addBuffer(
    const Twine &name, Type type,
    llvm::function_ref<int64_t(UpdateSegmentAttr)> getOffset,
    plan::Access access) {
  int64_t low = std::numeric_limits<int64_t>::max(), high = 0;
  for (auto segment : op.getSegmentsAttr().getAsRange<UpdateSegmentAttr>()) {
    low = std::min(low, getOffset(segment));
    high = std::max(high, getOffset(segment) + segment.getCount());
  }
  int64_t available = 0;
  FailureOr<Value> ref =
      context.makeRef(at, op, op.getGroup(), name, &available);
  if (failed(ref))
    return failure();
  int64_t size = type.getIntOrFloatBitWidth() / 8;
  if (high * size > available)
    return op.emitOpError()
           << "reaches byte " << high * size << " of @" << op.getGroup() << "."
           << name.str() << ", which has " << available;
  Value memref = kernel.addBuffer(*ref, MemRefType::get({high - low}, type),
                                  {low * size, (high - low) * size}, access);
  return Buffer{low, memref};
}

/// Rows {elements, place in the parameters, in the gradients, in the states}.
SmallVector<SmallVector<int64_t>> UpdateOutliner::getRows() {
  SmallVector<SmallVector<int64_t>> rows;
  for (auto segment : op.getSegmentsAttr().getAsRange<UpdateSegmentAttr>()) {
    SmallVector<int64_t> row = {segment.getCount(),
                                segment.getState() - buffers[0].firstElement,
                                segment.getGrad() - buffers[1].firstElement};
    if (buffers.size() > 2)
      row.push_back(segment.getMoment() - buffers[2].firstElement);
    rows.push_back(row);
  }
  return rows;
}

/// For a GPU.
void UpdateOutliner::emitTiles() {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  int64_t extent = 0;
  for (const Buffer &buffer : buffers)
    extent = std::max(
        extent, cast<MemRefType>(buffer.memref.getType()).getNumElements());
  TileEmitter tiles(kernel, extent);
  auto getPlace = [&](ArrayRef<Value> columns, size_t buffer, Value element) {
    return tiles.toIndex(
        tiles.add(columns[std::min<size_t>(buffer, 2)], element));
  };
  SmallVector<TileRun> runs;
  for (ArrayRef<int64_t> row : getRows())
    runs.push_back({0, row[0], SmallVector<int64_t>(row.drop_front())});
  auto make = [&](int64_t width) {
    TileClass result;
    result.width = width;
    result.unroll = buffers.size() > 2 ? 2 : 4;
    result.load = [&, width](ArrayRef<Value> columns, Value element) {
      TileClass::Values loaded;
      for (auto [i, buffer] : llvm::enumerate(buffers))
        llvm::append_range(loaded,
                           loadElements(builder, loc, buffer.memref,
                                        getPlace(columns, i, element), width));
      return loaded;
    };
    result.finish = [&, width](ArrayRef<Value> columns, Value element,
                               ArrayRef<Value> loaded) {
      SmallVector<SmallVector<Value>> results(buffers.size() - 1);
      for (int64_t lane = 0; lane < width; ++lane) {
        SmallVector<Value> args;
        for (size_t i = 0; i < buffers.size(); ++i)
          args.push_back(loaded[i * width + lane]);
        llvm::append_range(args, reader.uniforms);
        for (auto [i, value] : llvm::enumerate(
                 kernel.inlineBody(op.getBody(), args, reader.inside)))
          results[i].push_back(value);
      }
      for (auto [i, values] : llvm::enumerate(results)) {
        size_t target = i ? i + 1 : 0; // The gradient is not written.
        storeElements(builder, loc, values, buffers[target].memref,
                      getPlace(columns, target, element));
      }
    };
    return result;
  };
  tiles.addSplit(getVectorWidth(builder.getF32Type()), runs, make);
  tiles.begin();
  tiles.emit();
}

void UpdateOutliner::emitLoop() {
  kernel.forEachRow(getRows(), [&](Value, ArrayRef<Value> columns) {
    kernel.loop(columns[0], [&](Value element) {
      SmallVector<Value> places, args;
      for (auto [i, buffer] : llvm::enumerate(buffers)) {
        places.push_back(
            kernel.add(columns[1 + std::min<size_t>(i, 2)], element));
        args.push_back(kernel.load(buffer.memref, places.back()));
      }
      llvm::append_range(args, reader.uniforms);
      for (auto [i, result] : llvm::enumerate(
               kernel.inlineBody(op.getBody(), args, reader.inside))) {
        size_t target = i ? i + 1 : 0; // The gradient is not written.
        kernel.store(result, buffers[target].memref, places[target]);
      }
    });
  });
}

LogicalResult UpdateOutliner::readUniforms() {
  FailureOr<bool> hoisted =
      context.gpu ? hoistUniforms(op, kernel, context, at, reader) : false;
  if (failed(hoisted))
    return failure();
  return *hoisted ? success() : reader.readAll();
}

LogicalResult UpdateOutliner::run() {
  if (failed(check()))
    return failure();
  auto add = [&](const Twine &name, auto getOffset, plan::Access access) {
    Type type = op.getBody().getArgument(buffers.size()).getType();
    FailureOr<Buffer> buffer = addBuffer(name, type, getOffset, access);
    if (succeeded(buffer))
      buffers.push_back(*buffer);
    return LogicalResult(buffer);
  };
  if (failed(add(
          "param", [](auto s) { return s.getState(); }, plan::ReadWrite)) ||
      failed(add("grad", [](auto s) { return s.getGrad(); }, plan::Read)))
    return failure();
  for (Attribute state : op.getStates())
    if (failed(add(
            getStateName(cast<StringAttr>(state).getValue(), number),
            [](auto s) { return s.getMoment(); }, plan::ReadWrite)))
      return failure();
  if (failed(readUniforms()))
    return failure();
  if (context.gpu)
    emitTiles();
  else
    emitLoop();
  kernel.launch(at, "update", plan::ComputeStream, op.getGroupAttr());
  return success();
}

LogicalResult fsdp::outlineUpdate(UpdateOp op, unsigned number,
                                  OutlineContext &context) {
  return UpdateOutliner(op, number, context).run();
}
