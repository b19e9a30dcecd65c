//===- ReductionFusion.cpp - a group's reduction as a collective ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Without hooks the gradients travel as they are, from where they are computed.
// With a reduce extension of any of them all of the group travel in slots, one
// for each shard: what is one rank's parameters to a gather's pack is one
// shard's chunks of the gradients to a reduction's.
//
//===----------------------------------------------------------------------===//

#include "ReductionFusion.h"
#include "UsedClasses.h"
#include "fsdp/Extensions/GradientParam.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace fsdp;

/// The byte at which one of the `earlier` gradients lies that is the `i`-th,
/// too, cut as that one: it is computed, and lies there, once.
static std::optional<int64_t> findTwin(ReduceGradOp reduce, unsigned i,
                                       const HookContext &context,
                                       ArrayRef<Attribute> earlier) {
  for (auto [other, attr] : llvm::zip(reduce.getGrads(), earlier)) {
    auto segment = cast<GradSegmentAttr>(attr);
    if (other == reduce.getGrads()[i] && segment.getOuter() == context.outer &&
        segment.getChunk() == context.chunk &&
        segment.getInner() == context.inner &&
        segment.getSize() == context.size)
      return segment.getFull();
  }
  return std::nullopt;
}

FailureOr<GradSegmentAttr>
ReductionFusion::addGradient(ReduceGradOp reduce, unsigned i,
                             ArrayRef<Attribute> earlier, Places &places) {
  auto name = cast<FlatSymbolRefAttr>(reduce.getParams()[i]);
  auto param = symbols.lookup<ParamOp>(name.getAttr());
  if (!param || param.getGroupAttr() != reduce.getGroupAttr())
    return reduce.emitOpError()
           << "names parameter " << name << ", which is not in group "
           << reduce.getGroupAttr();
  FailureOr<HookContext> context = HookContext::get(param);
  if (failed(context))
    return failure();
  Type dtype = getElementTypeOrSelf(reduce.getGrads()[i].getType());
  if (!dtype.isF32() && !dtype.isBF16() && !dtype.isF16())
    return reduce.emitOpError()
           << "not supported yet: reduction of the gradient of " << name
           << " in " << dtype << ", expected f32, bf16 or f16";
  int64_t bytes = dtype.getIntOrFloatBitWidth() / 8;
  int64_t count = context->getChunkElements();
  std::optional<int64_t> twin = findTwin(reduce, i, *context, earlier);
  int64_t fullOffset =
      twin ? *twin : places.full.add(count * context->axisSize, bytes);
  int64_t slotOffset = places.slot.add(count, bytes);
  return GradSegmentAttr::get(reduce.getContext(), name, reduce.getInner()[i],
                              context->outer, context->chunk, context->inner,
                              context->size, fullOffset, slotOffset,
                              places.shard.append(count), dtype);
}

/// `grad` as the ranks' whole chunks make it up. Pad rows at the end of the
/// tensor need no bytes of their own; those between outer pieces are made here.
static Value padChunks(OpBuilder &builder, Location loc, Value grad,
                       GradSegmentAttr segment, int64_t shards, int64_t dim) {
  int64_t missing = segment.getChunk() * shards - segment.getSize();
  if (segment.getOuter() == 1 || missing == 0)
    return grad;
  auto type = cast<RankedTensorType>(grad.getType());
  SmallVector<int64_t> shape(type.getShape());
  shape[dim] += missing;
  SmallVector<OpFoldResult> low(type.getRank(), builder.getIndexAttr(0)), high;
  high = low;
  high[dim] = builder.getIndexAttr(missing);
  Value zero = arith::ConstantOp::create(
      builder, loc, builder.getZeroAttr(type.getElementType()));
  return tensor::PadOp::create(
      builder, loc, RankedTensorType::get(shape, type.getElementType()), grad,
      low, high, zero);
}

/// A padded gradient of several outer pieces, chunk after chunk: what goes to
/// one shard is one run of it.
static Value orderByChunk(OpBuilder &builder, Location loc, Value grad,
                          GradSegmentAttr segment, int64_t shards) {
  if (segment.getOuter() == 1 || shards == 1)
    return grad;
  auto type = cast<RankedTensorType>(grad.getType());
  int64_t piece = segment.getPieceElements();
  auto flat = type.clone({type.getNumElements()});
  auto pieces = type.clone({segment.getOuter(), shards, piece});
  ReassociationIndices all =
      llvm::to_vector(llvm::seq<int64_t>(type.getRank()));
  if (type.getRank() > 1)
    grad = tensor::CollapseShapeOp::create(builder, loc, flat, grad,
                                           ArrayRef<ReassociationIndices>(all));
  grad = tensor::ExpandShapeOp::create(
      builder, loc, pieces, grad,
      ArrayRef<ReassociationIndices>(ReassociationIndices{0, 1, 2}));
  Value empty = tensor::EmptyOp::create(
      builder, loc, ArrayRef<int64_t>{shards, segment.getOuter(), piece},
      type.getElementType());
  return linalg::TransposeOp::create(builder, loc, grad, empty,
                                     ArrayRef<int64_t>{1, 0, 2})
      ->getResult(0);
}

bool ReductionFusion::hasHooks(ReduceGradOp reduce) const {
  return llvm::any_of(reduce.getParams().getAsRange<FlatSymbolRefAttr>(),
                      [&](FlatSymbolRefAttr name) {
                        auto param = symbols.lookup<ParamOp>(name.getAttr());
                        return param && param.getReduceExtension().has_value();
                      });
}

/// The hooks of every gradient; of one without an extension they pass it on.
FailureOr<std::vector<HookBodies::Entry>>
ReductionFusion::findHooks(ArrayAttr grads) {
  std::vector<HookBodies::Entry> hooks;
  for (auto segment : grads.getAsRange<GradSegmentAttr>()) {
    auto param = symbols.lookup<ParamOp>(segment.getParam().getAttr());
    OwningOpRef<ParamOp> gradient =
        getGradientParam(param, std::max<int64_t>(segment.getInnerIndex(), 0));
    FailureOr<HookContext> context = HookContext::get(*gradient);
    if (failed(context))
      return failure();
    FailureOr<HookBodies::Entry> entry =
        bodies.getGradient(*gradient, *context, segment.getDtype());
    if (failed(entry))
      return failure();
    hooks.push_back(*entry);
  }
  return hooks;
}

namespace {
/// The hooks of a group's gradients, and where their wires lie in a slot.
class PackedGradients {
public:
  PackedGradients(ArrayAttr grads, ArrayRef<HookBodies::Entry> hooks)
      : grads(grads), hooks(hooks) {
    WireLayout slot = WireLayout::forSlot();
    for (const HookBodies::Entry &entry : hooks) {
      SmallVector<int64_t> &places = wires.emplace_back();
      for (Type type : entry.wires) {
        auto wire = cast<RankedTensorType>(type);
        places.push_back(
            slot.add(wire.getNumElements(), wire.getElementTypeBitWidth() / 8));
      }
    }
    slotBytes = slot.getBytes();
  }

  int64_t getSlotBytes() const { return slotBytes; }

  /// With the numbers that their bodies get in `used`.
  ArrayAttr getSegments(UsedClasses &used, bool pack) const {
    Builder builder(grads.getContext());
    SmallVector<Attribute> segments;
    for (auto [grad, entry, places] :
         llvm::zip_equal(grads.getAsRange<GradSegmentAttr>(), hooks, wires)) {
      const HookBlocks &blocks = entry.blocks;
      segments.push_back(SegmentAttr::get(
          builder.getContext(),
          used.get(pack ? entry.packClass : entry.unpackClass), grad.getParam(),
          grad.getOuter(), grad.getChunk(), grad.getInner(), grad.getSize(),
          builder.getDenseI64ArrayAttr(grad.getShard()),
          builder.getDenseI64ArrayAttr(places),
          builder.getDenseI64ArrayAttr(grad.getFull()),
          /*stats=*/DenseI64ArrayAttr(), blocks.elements,
          blocks.wires.empty() ? DenseI64ArrayAttr()
                               : builder.getDenseI64ArrayAttr(blocks.wires)));
    }
    return builder.getArrayAttr(segments);
  }

private:
  ArrayAttr grads;
  ArrayRef<HookBodies::Entry> hooks;
  SmallVector<SmallVector<int64_t>> wires; ///< Bytes, per gradient.
  int64_t slotBytes = 0;
};
} // namespace

/// Ignored parameters are whole on every rank, and so are their gradients.
void ReductionFusion::reduceReplicated(ReduceGradOp reduce,
                                       ValueRange gradients, ArrayAttr grads) {
  OpBuilder builder(reduce);
  auto group = symbols.lookup<GroupOp>(reduce.getGroup());
  auto divide = group.getDivide();
  double scale = 1.0 / (divide ? divide->convertToDouble()
                               : group.getRanks().getDataRanks());
  auto all = CollectiveStartOp::create(
      builder, reduce.getLoc(), TokenType::get(builder.getContext()),
      Collective::AllReduce, reduce.getGroup(), Axis::World, gradients, grads,
      builder.getF64FloatAttr(scale), /*ranks=*/nullptr);
  WaitOp::create(builder, reduce.getLoc(), /*sources=*/Type(), all.getToken());
}

LogicalResult ReductionFusion::reduceSharded(ReduceGradOp reduce,
                                             ValueRange gradients,
                                             ArrayAttr grads) {
  std::vector<HookBodies::Entry> hooks;
  if (hasHooks(reduce)) {
    FailureOr<std::vector<HookBodies::Entry>> found = findHooks(grads);
    if (failed(found))
      return failure();
    hooks = std::move(*found);
  }
  OpBuilder builder(reduce);
  Location loc = reduce.getLoc();
  UsedClasses encode, decode;
  ArrayAttr encoded, decoded;
  IntegerAttr slotBytes;
  if (!hooks.empty()) {
    PackedGradients packed(grads, hooks);
    encoded = packed.getSegments(encode, /*pack=*/true);
    decoded = packed.getSegments(decode, /*pack=*/false);
    slotBytes = builder.getI64IntegerAttr(packed.getSlotBytes());
  }
  auto group = symbols.lookup<GroupOp>(reduce.getGroup());
  Type token = TokenType::get(builder.getContext());
  auto start = CollectiveStartOp::create(
      builder, loc, token, Collective::Reduce, reduce.getGroup(), Axis::Shard,
      gradients, grads, /*scale=*/nullptr, /*ranks=*/nullptr,
      /*add_full=*/nullptr, /*add_shard=*/nullptr, /*keep_full=*/nullptr,
      /*take_full=*/nullptr, /*pack=*/nullptr, /*chunks=*/nullptr,
      /*slots=*/nullptr, /*slots_added=*/nullptr, /*unpack_added=*/nullptr,
      /*slot_offsets=*/nullptr, /*beside=*/nullptr, slotBytes, encoded,
      /*from=*/nullptr, encode.size());
  encode.cloneInto(start->getRegions(), bodies.packClasses);
  auto wait = WaitOp::create(
      builder, loc, SourcesType::get(builder.getContext()), start.getToken());
  // The mean is taken axis by axis; a sum is divided once, by what was asked.
  auto divide = group.getDivide();
  GridAttr grid = group.getRanks();
  double scale = 1.0 / (divide ? divide->convertToDouble() : grid.getShards());
  auto unpack = ReduceUnpackOp::create(builder, loc, reduce.getGroup(),
                                       wait.getSources(), llvm::APFloat(scale),
                                       grads, decoded, decode.size());
  decode.cloneInto(unpack->getRegions(), bodies.unpackClasses);
  if (grid.getReplicas() > 1) {
    auto replicate = CollectiveStartOp::create(
        builder, loc, token, Collective::AllReduce, reduce.getGroup(),
        Axis::Replicate, ValueRange(), /*grads=*/nullptr,
        divide ? builder.getF64FloatAttr(1.0) : FloatAttr(),
        /*ranks=*/nullptr);
    WaitOp::create(builder, loc, /*sources=*/Type(), replicate.getToken());
  }
  return success();
}

LogicalResult ReductionFusion::fuse(ReduceGradOp reduce) {
  Places places;
  SmallVector<Attribute> segments;
  SmallVector<Value> gradients;
  OpBuilder builder(reduce);
  auto group = symbols.lookup<GroupOp>(reduce.getGroup());
  bool packed = !group.getReplicated() && hasHooks(reduce);
  // A replicated parameter is one chunk.
  int64_t shards = group.getReplicated() ? 1 : group.getRanks().getShards();
  for (auto [i, grad] : llvm::enumerate(reduce.getGrads())) {
    FailureOr<GradSegmentAttr> segment =
        addGradient(reduce, i, segments, places);
    if (failed(segment))
      return failure();
    segments.push_back(*segment);
    auto param = symbols.lookup<ParamOp>(segment->getParam().getAttr());
    Value whole = padChunks(builder, reduce.getLoc(), grad, *segment, shards,
                            param.getDim());
    gradients.push_back(
        packed ? orderByChunk(builder, reduce.getLoc(), whole, *segment, shards)
               : whole);
  }
  ArrayAttr grads = builder.getArrayAttr(segments);
  if (group.getReplicated())
    reduceReplicated(reduce, gradients, grads);
  else if (failed(reduceSharded(reduce, gradients, grads)))
    return failure();
  reduce.erase();
  return success();
}
