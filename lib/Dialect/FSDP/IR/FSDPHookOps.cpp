//===- FSDPHookOps.cpp - fused hooks and their bodies ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace fsdp;

/// Bytes of a one-dimensional i8 buffer, -1 if it is something else.
static int64_t getBufferBytes(Type type) {
  auto shaped = dyn_cast<ShapedType>(type);
  if (!shaped || !shaped.hasStaticShape() || shaped.getRank() != 1 ||
      !shaped.getElementType().isInteger(8))
    return -1;
  return shaped.getDimSize(0);
}

static int64_t getElementBytes(Type type) {
  return type.isIntOrFloat() ? llvm::divideCeil(type.getIntOrFloatBitWidth(), 8)
                             : 0;
}

Block::BlockArgListType fsdp::getBodyElements(Region &body) {
  auto arguments = body.getArguments();
  auto *row = llvm::find_if(
      arguments, [](BlockArgument arg) { return arg.getType().isIndex(); });
  return arguments.take_front(row - arguments.begin());
}

Block::BlockArgListType fsdp::getBodyStats(Region &body) {
  return body.getArguments().drop_front(std::min<size_t>(
      getBodyElements(body).size() + 2, body.getNumArguments()));
}

/// The hook bodies of a stats, pack or unpack: `inputs` elements, two indices
/// and `stats` statistics in, `outputs` elements out, for every segment that
/// names one.
template <typename Segment>
static LogicalResult verifyClass(Operation *op, Segment segment, size_t inputs,
                                 size_t stats, size_t outputs) {
  size_t number = segment.getClassIndex();
  if (number >= op->getNumRegions())
    return op->emitOpError()
           << "has a segment of class " << number << " (" << segment.getParam()
           << "), but " << op->getNumRegions() << " bodies";
  Block &body = op->getRegion(number).front();
  auto yield = dyn_cast<YieldOp>(body.back());
  size_t yielded = yield ? yield.getValues().size() : 0;
  if (body.getNumArguments() != inputs + 2 + stats || yielded != outputs)
    return op->emitOpError()
           << "has body " << number << " of " << body.getNumArguments()
           << " arguments that yields " << yielded << " values, expected "
           << inputs + 2 + stats << " (" << inputs
           << " elements, row and valid rows"
           << (stats ? ", " + std::to_string(stats) + " statistics" : "")
           << ") and " << outputs << " for " << segment.getParam();
  for (size_t i : {inputs, inputs + 1})
    if (!body.getArgument(i).getType().isIndex())
      return op->emitOpError()
             << "has body " << number << " whose argument " << i << " is "
             << body.getArgument(i).getType()
             << ", expected index: row and valid rows come last";
  for (size_t i = inputs + 2; i < inputs + 2 + stats; ++i)
    if (!body.getArgument(i).getType().isF32())
      return op->emitOpError()
             << "has body " << number << " whose argument " << i << " is "
             << body.getArgument(i).getType()
             << ", expected f32: a statistic follows the valid rows";
  return success();
}

bool fsdp::hasBlockScope(Region &body, DenseI64ArrayAttr blockWires) {
  return (blockWires && !blockWires.empty()) ||
         !body.front().getOps<BlockReduceOp>().empty();
}

llvm::DenseSet<Value> fsdp::getVaryingValues(Region &body,
                                             ArrayRef<Value> elements) {
  llvm::DenseSet<Value> varying(elements.begin(), elements.end());
  varying.insert(body.getArgument(getBodyElements(body).size())); // the row
  for (Operation &op : body.front())
    if (!isa<BlockReduceOp>(op) &&
        llvm::any_of(op.getOperands(),
                     [&](Value value) { return varying.contains(value); }))
      varying.insert(op.result_begin(), op.result_end());
  return varying;
}

SmallVector<Value> fsdp::getVaryingWires(Region &body,
                                         DenseI64ArrayAttr blockWires) {
  SmallVector<Value> elements;
  for (auto [i, argument] : llvm::enumerate(getBodyElements(body)))
    if (!blockWires ||
        !llvm::is_contained(blockWires.asArrayRef(), static_cast<int64_t>(i)))
      elements.push_back(argument);
  return elements;
}

/// What the segments of a pack or unpack say of blocks fits their bodies, and
/// each other: a class's kernel is one.
static LogicalResult verifyBlocks(Operation *op, ArrayAttr segments) {
  llvm::DenseMap<int64_t, SegmentAttr> first;
  for (auto segment : segments.getAsRange<SegmentAttr>()) {
    int64_t number = segment.getClassIndex();
    if (segment.getBlock() == 0 &&
        hasBlockScope(op->getRegion(number), segment.getBlockWires()))
      return op->emitOpError()
             << "has body " << number << " of block scope for "
             << segment.getParam()
             << ", whose segment says nothing of blocks; expected block = N";
    auto [other, isFirst] = first.try_emplace(number, segment);
    if (!isFirst && other->second.getBlockWires() != segment.getBlockWires())
      return op->emitOpError()
             << "has segments of class " << number << " ("
             << other->second.getParam() << ", " << segment.getParam()
             << ") that differ in blockWires, expected two classes";
  }
  return success();
}

LogicalResult BlockReduceOp::verify() {
  // A body that is being built has no parent yet.
  Operation *parent = getOperation()->getParentOp();
  if (parent && !isa<PackOp, UnpackOp, CollectiveStartOp>(parent))
    return emitOpError() << "stands in '" << parent->getName()
                         << "', expected it in a body of fsdp.pack, "
                            "fsdp.unpack or a reduce";
  if (getPadding() && getCombine() == BlockCombine::Sum)
    return emitOpError() << "of sum has a padding, expected none: elements "
                            "that a block lacks add nothing";
  return success();
}

/// How many statistics `type` holds; -1 if it is no vector of f32.
static int64_t countStats(Type type) {
  auto shaped = dyn_cast<ShapedType>(type);
  if (!shaped || !shaped.hasStaticShape() || shaped.getRank() != 1 ||
      !shaped.getElementType().isF32())
    return -1;
  return shaped.getDimSize(0);
}

/// The statistics that `segment` takes of `stats`, the op's operand or null.
static LogicalResult verifyStatPlaces(Operation *op, SegmentAttr segment,
                                      Value stats) {
  int64_t count = stats ? countStats(stats.getType()) : 0;
  if (count < 0)
    return op->emitOpError()
           << "takes statistics from " << stats.getType()
           << ", expected one dimension of f32, what fsdp.stats yields";
  for (int64_t place : segment.getStatPlaces())
    if (place >= count)
      return op->emitOpError()
             << "has a segment of " << segment.getParam()
             << " that takes statistic " << place << " of " << count
             << (stats ? "" : "; give the op stats(...)");
  return success();
}

LogicalResult StatsOp::verifyRegions() {
  if (bool(getDest()) == bool(getValues()))
    return emitOpError() << "has " << (getDest() ? "both" : "neither")
                         << " a destination and a result, expected one";
  Type type = (getDest() ? Value(getDest()) : getValues()).getType();
  int64_t count = countStats(type);
  if (count != int64_t(getSegments().size()))
    return emitOpError() << "yields " << type << ", expected "
                         << getSegments().size()
                         << " values of f32, one for each segment";
  if (getInitial().size() != getNumRegions())
    return emitOpError() << "has " << getInitial().size()
                         << " initial values and " << getNumRegions()
                         << " bodies, expected one for each";
  llvm::SmallBitVector written(count);
  for (auto segment : getSegments().getAsRange<StatSegmentAttr>()) {
    if (failed(verifyClass(*this, segment, segment.getState().size(),
                           /*stats=*/0, /*outputs=*/1)))
      return failure();
    Block &body = getRegion(segment.getClassIndex()).front();
    Type made = cast<YieldOp>(body.back()).getValues()[0].getType();
    if (!made.isF32())
      return emitOpError() << "has body " << segment.getClassIndex()
                           << " that yields " << made << ", expected f32";
    int64_t value = segment.getValue();
    if (value >= count || written.test(value))
      return emitOpError() << "has a segment of " << segment.getParam()
                           << " whose value is " << value
                           << ", expected each of 0 to " << count - 1
                           << " once";
    written.set(value);
  }
  return success();
}

/// Tensor `i` of a segment: `count` elements from byte `offset` on.
static LogicalResult verifyFits(Operation *op, SegmentAttr segment, size_t i,
                                int64_t offset, int64_t count, Type element,
                                int64_t bytes, StringRef buffer) {
  int64_t end = offset + count * getElementBytes(element);
  if (end <= bytes)
    return success();
  return op->emitOpError() << "puts tensor " << i << " of "
                           << segment.getParam() << " at bytes " << offset
                           << " to " << end << " of a " << buffer << " of "
                           << bytes;
}

/// The wires that are copied lie in the slot, each at a place of its own.
static LogicalResult verifyWirePlaces(PackOp op, int64_t bytes) {
  ArrayRef<int64_t> places = op.getPlaces().value_or(ArrayRef<int64_t>());
  if (places.size() != op.getWires().size())
    return op.emitOpError()
           << "has " << op.getWires().size() << " wires and " << places.size()
           << " places, expected one for each";
  for (auto [i, place, wire] : llvm::enumerate(places, op.getWires())) {
    auto type = cast<ShapedType>(wire.getType());
    int64_t size = getElementBytes(type.getElementType());
    if (!type.hasStaticShape() || size == 0)
      return op.emitOpError() << "has wire " << i << " of type " << type
                              << ", expected a static shape of numbers";
    int64_t end = place + type.getNumElements() * size;
    if (place < 0 || place % 16 || end > bytes)
      return op.emitOpError() << "puts wire " << i << " at bytes " << place
                              << " to " << end << " of a slot of " << bytes
                              << ", expected it inside, at a multiple of 16";
  }
  return success();
}

/// What a body yields fits the wires of `segment` in a slot of `bytes`.
static LogicalResult verifyWires(Operation *op, SegmentAttr segment,
                                 int64_t bytes) {
  Region &body = op->getRegion(segment.getClassIndex());
  auto yield = cast<YieldOp>(body.front().back());
  llvm::DenseSet<Value> varying =
      getVaryingValues(body, llvm::to_vector_of<Value>(getBodyElements(body)));
  for (auto [i, offset] : llvm::enumerate(segment.getWire().asArrayRef())) {
    Value value = yield.getValues()[i];
    if (segment.isBlockWire(i) && varying.contains(value))
      return op->emitOpError()
             << "has body " << segment.getClassIndex() << " whose value " << i
             << " differs within a block, but wire " << i << " of "
             << segment.getParam() << " has one element for each block";
    if (failed(verifyFits(op, segment, i, offset, segment.getWireElements(i),
                          value.getType(), bytes, "slot")))
      return failure();
  }
  return success();
}

LogicalResult PackOp::verifyRegions() {
  if (bool(getDest()) == bool(getSlot()))
    return emitOpError() << "has " << (getDest() ? "both" : "neither")
                         << " a destination and a result, expected one";
  Type type = (getDest() ? Value(getDest()) : getSlot()).getType();
  int64_t bytes = getBufferBytes(type);
  if (bytes < 0)
    return emitOpError() << "writes " << type
                         << ", expected one dimension of i8, the slot";
  if (failed(verifyWirePlaces(*this, bytes)))
    return failure();
  for (auto segment : getSegments().getAsRange<SegmentAttr>()) {
    ArrayRef<int64_t> wires = segment.getWire().asArrayRef();
    if (failed(verifyClass(*this, segment, segment.getState().size(),
                           segment.getStatPlaces().size(), wires.size())) ||
        failed(verifyStatPlaces(*this, segment, getStats())))
      return failure();
    if (failed(verifyWires(*this, segment, bytes)))
      return failure();
  }
  return verifyBlocks(*this, getSegments());
}

LogicalResult UnpackOp::verifyRegions() {
  int64_t bytes = getDest() ? getBufferBytes(getDest().getType()) : 0;
  if (bytes < 0)
    return emitOpError() << "writes " << getDest().getType()
                         << ", expected one dimension of i8, the unsharded "
                            "buffer";
  size_t tensors = 0;
  for (auto segment : getSegments().getAsRange<SegmentAttr>()) {
    ArrayRef<int64_t> full = segment.getFull().asArrayRef();
    tensors += full.size();
    if (full.empty())
      return emitOpError() << "has a segment of " << segment.getParam()
                           << " without full offsets, expected one for each "
                              "inner tensor";
    if (failed(verifyClass(*this, segment, segment.getWire().size(),
                           segment.getStatPlaces().size(), full.size())) ||
        failed(verifyStatPlaces(*this, segment, getStats())))
      return failure();
    if (!getDest())
      continue;
    Block &body = getRegion(segment.getClassIndex()).front();
    auto yield = cast<YieldOp>(body.back());
    for (auto [i, offset] : llvm::enumerate(full))
      if (failed(verifyFits(
              *this, segment, i, offset,
              segment.getOuter() * segment.getSize() * segment.getInner(),
              yield.getValues()[i].getType(), bytes, "unsharded buffer")))
        return failure();
  }
  size_t results = getFull().size();
  if (results != (getDest() ? 0 : tensors))
    return emitOpError() << "has " << results << " results and "
                         << (getDest() ? "a" : "no")
                         << " destination, expected " << tensors
                         << " unsharded tensors, or a destination and none";
  return verifyBlocks(*this, getSegments());
}

//===----------------------------------------------------------------------===//
// Reductions
//===----------------------------------------------------------------------===//

/// Segments of a reduction: one for each gradient, where it has any.
static LogicalResult verifyGradSegments(Operation *op, ArrayAttr segments,
                                        ArrayAttr grads) {
  if (segments.size() != grads.size())
    return op->emitOpError()
           << "has " << segments.size() << " segments and " << grads.size()
           << " grad segments, expected one for each gradient";
  for (auto [segment, grad] :
       llvm::zip_equal(segments.getAsRange<SegmentAttr>(),
                       grads.getAsRange<GradSegmentAttr>()))
    if (segment.getParam() != grad.getParam() ||
        segment.getState().asArrayRef() != ArrayRef(grad.getShard()) ||
        segment.getFull().asArrayRef() != ArrayRef(grad.getFull()))
      return op->emitOpError()
             << "has a segment of " << segment.getParam() << " beside " << grad
             << ", expected its parameter, and its shard and full as state and "
                "full";
  return success();
}

LogicalResult CollectiveStartOp::verifyRegions() {
  if (!getSegments()) {
    if (getNumRegions() || getSlotBytes().has_value() != getPack().has_value())
      return emitOpError() << "has " << getNumRegions() << " bodies and "
                           << (getSlotBytes() ? "slot_bytes" : "no slot_bytes")
                           << ", expected segments with bodies and slot_bytes, "
                              "or a pack kernel with slot_bytes";
    return success();
  }
  if (getKind() != Collective::Reduce || !getSlotBytes() ||
      *getSlotBytes() % 16 || !getGrads())
    return emitOpError() << stringifyCollective(getKind())
                         << " has segments, expected a reduce with slot_bytes, "
                            "a multiple of 16";
  if (failed(verifyGradSegments(*this, *getSegments(), *getGrads())))
    return failure();
  for (auto [segment, grad] :
       llvm::zip_equal(getSegments()->getAsRange<SegmentAttr>(),
                       getGrads()->getAsRange<GradSegmentAttr>())) {
    if (failed(verifyClass(*this, segment, /*inputs=*/1, /*stats=*/0,
                           segment.getWire().size())) ||
        failed(verifyWires(*this, segment, *getSlotBytes())))
      return failure();
    Type element = getRegion(segment.getClassIndex()).getArgument(0).getType();
    if (element != grad.getDtype())
      return emitOpError() << "has body " << segment.getClassIndex()
                           << " of elements of " << element << ", expected "
                           << grad.getDtype() << ", the gradient's, for "
                           << segment.getParam();
  }
  return verifyBlocks(*this, *getSegments());
}

LogicalResult ReduceUnpackOp::verifyRegions() {
  if (!getSegments()) {
    if (getNumRegions())
      return emitOpError() << "has " << getNumRegions()
                           << " bodies and no segments, expected both";
    return success();
  }
  if (failed(verifyGradSegments(*this, *getSegments(), getGrads())))
    return failure();
  for (auto segment : getSegments()->getAsRange<SegmentAttr>()) {
    if (failed(verifyClass(*this, segment, segment.getWire().size(),
                           /*stats=*/0, /*outputs=*/1)))
      return failure();
    Block &body = getRegion(segment.getClassIndex()).front();
    Type made = cast<YieldOp>(body.back()).getValues()[0].getType();
    if (!made.isF32())
      return emitOpError() << "has body " << segment.getClassIndex()
                           << " that yields " << made
                           << ", expected f32, in which gradients are summed";
  }
  return verifyBlocks(*this, *getSegments());
}
