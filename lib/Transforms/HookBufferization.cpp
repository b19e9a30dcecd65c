//===- HookBufferization.cpp - fsdp ops on buffers ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What one-shot bufferization must know of the ops that fsdp-fuse-hooks makes:
// stats, pack, unpack and grad_norm make new buffers, collectives and updates
// only read their tensors. Nothing of the compute may write into a slot, a
// shard or an unsharded parameter.
//
//===----------------------------------------------------------------------===//

#include "HookBufferization.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Schedule/WireLayout.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"

using namespace mlir;
using namespace mlir::bufferization;
using namespace fsdp;

namespace {

/// Alignment of every buffer, in bytes: a cache line, and what segments of an
/// unsharded buffer are aligned to.
constexpr int64_t kAlignment = 64;

Value allocate(RewriterBase &rewriter, Location loc, MemRefType type) {
  return memref::AllocOp::create(rewriter, loc, type,
                                 rewriter.getI64IntegerAttr(kAlignment));
}

/// A buffer for what a tensor holds.
Value allocateFor(RewriterBase &rewriter, Value tensor) {
  auto type = cast<RankedTensorType>(tensor.getType());
  return allocate(rewriter, tensor.getLoc(),
                  MemRefType::get(type.getShape(), type.getElementType()));
}

Value allocateBytes(RewriterBase &rewriter, Location loc, int64_t bytes) {
  return allocate(rewriter, loc,
                  MemRefType::get({bytes}, rewriter.getI8Type()));
}

/// An op that only reads its tensor operands.
template <typename Model, typename Op>
struct ReaderModel : BufferizableOpInterface::ExternalModel<Model, Op> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &,
                              const AnalysisState &) const {
    return true;
  }
  bool bufferizesToMemoryWrite(Operation *, OpOperand &,
                               const AnalysisState &) const {
    return false;
  }
  AliasingValueList getAliasingValues(Operation *, OpOperand &,
                                      const AnalysisState &) const {
    return {};
  }
};

/// An op whose tensor results are new buffers.
template <typename Model, typename Op>
struct SourceModel : ReaderModel<Model, Op> {
  bool bufferizesToAllocation(Operation *, Value) const { return true; }
  bool isWritable(Operation *, Value, const AnalysisState &) const {
    return false;
  }
  AliasingOpOperandList getAliasingOpOperands(Operation *, Value,
                                              const AnalysisState &) const {
    return {};
  }
};

/// The buffer of the statistics that a pack or unpack takes, if any.
FailureOr<Value> getStatsBuffer(RewriterBase &rewriter, Value stats,
                                const BufferizationOptions &options,
                                BufferizationState &state) {
  if (!stats)
    return Value();
  return getBuffer(rewriter, stats, options, state);
}

/// A result is its operand's buffer.
struct BarrierModel
    : BufferizableOpInterface::ExternalModel<BarrierModel, BarrierOp> {
  bool bufferizesToMemoryRead(Operation *, OpOperand &,
                              const AnalysisState &) const {
    return false;
  }
  bool bufferizesToMemoryWrite(Operation *, OpOperand &,
                               const AnalysisState &) const {
    return false;
  }
  AliasingValueList getAliasingValues(Operation *op, OpOperand &operand,
                                      const AnalysisState &) const {
    return {{op->getResult(operand.getOperandNumber()),
             BufferRelation::Equivalent}};
  }
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    SmallVector<Value> buffers;
    for (Value operand : op->getOperands()) {
      FailureOr<Value> buffer = getBuffer(rewriter, operand, options, state);
      if (failed(buffer))
        return failure();
      buffers.push_back(*buffer);
    }
    replaceOpWithBufferizedValues(rewriter, op, buffers);
    return success();
  }
};

struct StatsModel : SourceModel<StatsModel, StatsOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &,
                          BufferizationState &) const {
    auto stats = cast<StatsOp>(op);
    Value dest = allocateFor(rewriter, stats.getValues());
    auto made = StatsOp::create(rewriter, op->getLoc(), /*values=*/Type(),
                                stats.getCombineAttr(), stats.getInitialAttr(),
                                stats.getSegmentsAttr(), dest,
                                stats.getClasses().size());
    made->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    for (auto [from, to] :
         llvm::zip_equal(stats.getClasses(), made.getClasses()))
      rewriter.inlineRegionBefore(from, to, to.end());
    replaceOpWithBufferizedValues(rewriter, op, dest);
    return success();
  }
};

/// A tensor of `type` at byte `offset` of a buffer of bytes.
Value viewElements(RewriterBase &rewriter, Location loc, Value bytes,
                   int64_t offset, RankedTensorType type) {
  Value at = arith::ConstantIndexOp::create(rewriter, loc, offset);
  return memref::ViewOp::create(
      rewriter, loc, MemRefType::get(type.getShape(), type.getElementType()),
      bytes, at, ValueRange{});
}

/// Copies a wire that ops of the step computed to byte `place` of the slot;
/// what it leaves of its 16 elements is zero.
void copyWire(RewriterBase &rewriter, Location loc, Value wire, Value slot,
              int64_t place, RankedTensorType type) {
  memref::CopyOp::create(rewriter, loc, wire,
                         viewElements(rewriter, loc, slot, place, type));
  int64_t count = type.getNumElements();
  int64_t missing = llvm::alignTo(count, kChunkElementAlignment) - count;
  if (missing == 0)
    return;
  int64_t size = type.getElementTypeBitWidth() / 8;
  Value zero =
      arith::ConstantOp::create(rewriter, loc, rewriter.getI8IntegerAttr(0));
  auto gap = RankedTensorType::get({missing * size}, rewriter.getI8Type());
  linalg::FillOp::create(
      rewriter, loc, zero,
      viewElements(rewriter, loc, slot, place + count * size, gap));
}

struct PackModel : SourceModel<PackModel, PackOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto pack = cast<PackOp>(op);
    FailureOr<Value> stats =
        getStatsBuffer(rewriter, pack.getStats(), options, state);
    if (failed(stats))
      return failure();
    Value dest = allocateFor(rewriter, pack.getSlot());
    if (!pack.getSegments().empty()) {
      auto packed = PackOp::create(rewriter, op->getLoc(), /*slot=*/Type(),
                                   pack.getGroupAttr(), pack.getSegmentsAttr(),
                                   /*wires=*/ValueRange(), /*places=*/nullptr,
                                   *stats, dest, pack.getClasses().size());
      packed->setDiscardableAttrs(op->getDiscardableAttrDictionary());
      for (auto [from, to] :
           llvm::zip_equal(pack.getClasses(), packed.getClasses()))
        rewriter.inlineRegionBefore(from, to, to.end());
    }
    for (auto [i, wire] : llvm::enumerate(pack.getWires())) {
      FailureOr<Value> buffer = getBuffer(rewriter, wire, options, state);
      if (failed(buffer))
        return failure();
      copyWire(rewriter, op->getLoc(), *buffer, dest, (*pack.getPlaces())[i],
               cast<RankedTensorType>(wire.getType()));
    }
    replaceOpWithBufferizedValues(rewriter, op, dest);
    return success();
  }
};

struct KeepModel : SourceModel<KeepModel, KeepOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &,
                          BufferizationState &) const {
    auto keep = cast<KeepOp>(op);
    Value dest = allocateFor(rewriter, keep.getSlots());
    KeepOp::create(rewriter, op->getLoc(), /*slots=*/Type(),
                   keep.getGroupAttr(), keep.getSources(), keep.getRanksAttr(),
                   dest);
    replaceOpWithBufferizedValues(rewriter, op, dest);
    return success();
  }
};

/// The parameter that `op` names and its group; null where there is none.
std::pair<ParamOp, GroupOp> findParam(Operation *op, FlatSymbolRefAttr name) {
  auto param = SymbolTable::lookupNearestSymbolFrom<ParamOp>(op, name);
  if (!param)
    return {};
  return {param, SymbolTable::lookupNearestSymbolFrom<GroupOp>(
                     op, param.getGroupAttr())};
}

/// The bytes of the group's state on this rank.
Value makeShard(RewriterBase &rewriter, Location loc, GroupOp group) {
  auto type =
      MemRefType::get({int64_t(*group.getStateBytes())}, rewriter.getI8Type());
  return ShardSlotOp::create(rewriter, loc, type, group.getSymName());
}

struct ChunkModel : SourceModel<ChunkModel, ChunkOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &,
                          BufferizationState &) const {
    auto chunk = cast<ChunkOp>(op);
    auto [param, group] = findParam(op, chunk.getParamAttr());
    auto type = cast<RankedTensorType>(chunk.getChunk().getType());
    if (!group || !group.getStateBytes() || !param.getLayouts())
      return op->emitOpError()
             << "of a parameter without layouts or of a group without "
                "state_bytes; run fsdp-assign-groups-and-layouts first";
    int64_t size = type.getElementTypeBitWidth() / 8;
    auto layout = cast<LayoutAttr>((*param.getLayouts())[chunk.getInner()]);
    Value shard = makeShard(rewriter, op->getLoc(), group);
    replaceOpWithBufferizedValues(rewriter, op,
                                  viewElements(rewriter, op->getLoc(), shard,
                                               layout.getOffset() * size,
                                               type));
    return success();
  }
};

/// The buffer of one tensor in which a parameter is stored is written here and
/// nowhere else; the step reads it where the shard is.
struct StoreModel : ReaderModel<StoreModel, StoreOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto store = cast<StoreOp>(op);
    auto [param, group] = findParam(op, store.getParamAttr());
    if (!group || !group.getStateBytes() || !param.getStorage())
      return op->emitOpError()
             << "of a parameter without storage or of a group without "
                "state_bytes; run fsdp-assign-groups-and-layouts first";
    Location loc = op->getLoc();
    Value shard = makeShard(rewriter, loc, group);
    for (auto [attr, tensor] :
         llvm::zip_equal(*param.getStorage(), store.getTensors())) {
      FailureOr<Value> buffer = getBuffer(rewriter, tensor, options, state);
      if (failed(buffer))
        return failure();
      auto place = cast<StorageAttr>(attr);
      copyWire(rewriter, loc, *buffer, shard, place.getOffset(),
               place.getType());
    }
    rewriter.eraseOp(op);
    return success();
  }
};

/// GROUP.copies, of the group of `param`.
FailureOr<Value> makeCopies(RewriterBase &rewriter, Operation *op,
                            FlatSymbolRefAttr name, ParamOp &param) {
  GroupOp group;
  std::tie(param, group) = findParam(op, name);
  if (!group || !group.getCopiesBytes() || !param.getCopies())
    return op->emitOpError() << "of a parameter or a group without copies; run "
                                "fsdp-assign-groups-and-layouts first";
  return Value(CopiesOp::create(
      rewriter, op->getLoc(),
      MemRefType::get({int64_t(*group.getCopiesBytes())}, rewriter.getI8Type()),
      group.getSymName()));
}

struct UnshardedModel : SourceModel<UnshardedModel, UnshardedOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &,
                          BufferizationState &) const {
    auto unsharded = cast<UnshardedOp>(op);
    ParamOp param;
    FailureOr<Value> copies =
        makeCopies(rewriter, op, unsharded.getParamAttr(), param);
    if (failed(copies))
      return failure();
    replaceOpWithBufferizedValues(
        rewriter, op,
        viewElements(rewriter, op->getLoc(), *copies,
                     (*param.getCopies())[unsharded.getInner()],
                     cast<RankedTensorType>(unsharded.getFull().getType())));
    return success();
  }
};

struct RenewModel : ReaderModel<RenewModel, RenewOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto renew = cast<RenewOp>(op);
    ParamOp param;
    FailureOr<Value> copies =
        makeCopies(rewriter, op, renew.getParamAttr(), param);
    if (failed(copies))
      return failure();
    for (auto [place, tensor] :
         llvm::zip_equal(*param.getCopies(), renew.getTensors())) {
      FailureOr<Value> buffer = getBuffer(rewriter, tensor, options, state);
      if (failed(buffer))
        return failure();
      memref::CopyOp::create(
          rewriter, op->getLoc(), *buffer,
          viewElements(rewriter, op->getLoc(), *copies, place,
                       cast<RankedTensorType>(tensor.getType())));
    }
    rewriter.eraseOp(op);
    return success();
  }
};

struct ShardIndexModel : SourceModel<ShardIndexModel, ShardIndexOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &,
                          BufferizationState &) const {
    Value dest = allocate(rewriter, op->getLoc(),
                          MemRefType::get({}, rewriter.getI64Type()));
    auto index = cast<ShardIndexOp>(op);
    ShardIndexOp::create(rewriter, op->getLoc(), /*index=*/Type(),
                         index.getGroupAttr(), index.getRanksAttr(), dest);
    replaceOpWithBufferizedValues(rewriter, op, dest);
    return success();
  }
};

struct ShardSlotModel : SourceModel<ShardSlotModel, ShardSlotOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &,
                          BufferizationState &) const {
    auto type = cast<RankedTensorType>(op->getResult(0).getType());
    Value slot = ShardSlotOp::create(
        rewriter, op->getLoc(),
        MemRefType::get(type.getShape(), type.getElementType()),
        cast<ShardSlotOp>(op).getGroupAttr());
    replaceOpWithBufferizedValues(rewriter, op, slot);
    return success();
  }
};

/// The full tensor of `type` at byte `offset` of the unsharded buffer. It is
/// stored padded, outer x (shards * chunk) x inner: a prefix unless pad rows
/// lie between the outer pieces.
Value viewFullTensor(RewriterBase &rewriter, Location loc, Value buffer,
                     int64_t offset, RankedTensorType type, SegmentAttr segment,
                     int64_t shards) {
  Value at = arith::ConstantIndexOp::create(rewriter, loc, offset);
  int64_t padded = segment.getChunk() * shards;
  auto plain = MemRefType::get(type.getShape(), type.getElementType());
  bool prefix = segment.getOuter() == 1 || padded == segment.getSize();
  if (prefix || type.getNumElements() !=
                    segment.getOuter() * segment.getSize() * segment.getInner())
    return memref::ViewOp::create(rewriter, loc, plain, buffer, at,
                                  ValueRange{});

  // The sharded dimension is the one before which the sizes multiply to outer.
  SmallVector<int64_t> shape(type.getShape());
  int64_t outer = 1;
  for (int64_t &size : shape) {
    if (outer == segment.getOuter() && size == segment.getSize()) {
      size = padded;
      break;
    }
    outer *= size;
  }
  Value whole = memref::ViewOp::create(
      rewriter, loc, MemRefType::get(shape, type.getElementType()), buffer, at,
      ValueRange{});
  SmallVector<OpFoldResult> zeros(type.getRank(), rewriter.getIndexAttr(0));
  SmallVector<OpFoldResult> ones(type.getRank(), rewriter.getIndexAttr(1));
  SmallVector<OpFoldResult> sizes =
      getAsIndexOpFoldResult(rewriter.getContext(), type.getShape());
  return memref::SubViewOp::create(rewriter, loc, whole, zeros, sizes, ones);
}

struct UnpackModel : SourceModel<UnpackModel, UnpackOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto unpack = cast<UnpackOp>(op);
    auto group = SymbolTable::lookupNearestSymbolFrom<GroupOp>(
        op, unpack.getGroupAttr());
    std::optional<uint64_t> bytes = unpack.getFullBytes();
    if (!bytes && group)
      bytes = group.getFullBytes();
    if (!group || !bytes)
      return op->emitOpError() << "of group '" << unpack.getGroup()
                               << "', which has no full_bytes; run "
                                  "fsdp-assign-groups-and-layouts first";
    GridAttr grid = group.getRanks();
    if (!grid)
      return op->emitOpError() << "in a module without fsdp.grid";

    FailureOr<Value> stats =
        getStatsBuffer(rewriter, unpack.getStats(), options, state);
    if (failed(stats))
      return failure();
    Location loc = op->getLoc();
    Value dest = allocateBytes(rewriter, loc, *bytes);
    auto unpacked = UnpackOp::create(
        rewriter, loc, /*full=*/TypeRange(), unpack.getGroupAttr(),
        unpack.getPhaseAttr(), unpack.getSources(), unpack.getSegmentsAttr(),
        *stats, dest, /*full_bytes=*/nullptr, unpack.getClasses().size());
    unpacked->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    for (auto [from, to] :
         llvm::zip_equal(unpack.getClasses(), unpacked.getClasses()))
      rewriter.inlineRegionBefore(from, to, to.end());

    SmallVector<Value> views;
    for (auto segment : unpack.getSegments().getAsRange<SegmentAttr>())
      for (int64_t offset : segment.getFull().asArrayRef()) {
        if (views.size() == op->getNumResults())
          return op->emitOpError() << "has " << op->getNumResults()
                                   << " results but more inner tensors";
        auto type =
            cast<RankedTensorType>(op->getResult(views.size()).getType());
        views.push_back(viewFullTensor(rewriter, loc, dest, offset, type,
                                       segment, grid.getShards()));
      }
    if (views.size() != op->getNumResults())
      return op->emitOpError()
             << "has " << op->getNumResults() << " results but " << views.size()
             << " inner tensors";
    replaceOpWithBufferizedValues(rewriter, op, views);
    return success();
  }
};

struct GradNormModel : SourceModel<GradNormModel, GradNormOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &,
                          BufferizationState &) const {
    auto norm = cast<GradNormOp>(op);
    Value dest = allocateFor(rewriter, norm.getNorm());
    GradNormOp::create(rewriter, op->getLoc(), /*norm=*/Type(),
                       norm.getGroupsAttr(), norm.getOrdAttr(), dest,
                       norm.getLabelAttr());
    replaceOpWithBufferizedValues(rewriter, op, dest);
    return success();
  }
};

struct ReadScalarModel : SourceModel<ReadScalarModel, ReadScalarOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &,
                          BufferizationState &) const {
    auto scalar = cast<ReadScalarOp>(op);
    Value dest = allocateFor(rewriter, scalar.getValue());
    ReadScalarOp::create(rewriter, op->getLoc(), /*value=*/Type(),
                         scalar.getNameAttr(), scalar.getInitialAttr(), dest);
    replaceOpWithBufferizedValues(rewriter, op, dest);
    return success();
  }
};

/// What travels is read as flat bytes.
Value makeContiguous(RewriterBase &rewriter, Location loc, Value buffer) {
  auto type = cast<MemRefType>(buffer.getType());
  if (type.getLayout().isIdentity())
    return buffer;
  Value copy = allocate(
      rewriter, loc, MemRefType::get(type.getShape(), type.getElementType()));
  memref::CopyOp::create(rewriter, loc, buffer, copy);
  return copy;
}

/// An op without tensor results.
template <typename Model, typename Op>
struct SinkModel : ReaderModel<Model, Op> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    for (OpOperand &operand : op->getOpOperands()) {
      if (!isa<TensorType>(operand.get().getType()))
        continue;
      FailureOr<Value> buffer =
          getBuffer(rewriter, operand.get(), options, state);
      if (failed(buffer))
        return failure();
      // Gradients may begin anywhere in what they are part of.
      bool isRun = isa<CollectiveStartOp>(op) &&
                   memref::isStaticShapeAndContiguousRowMajor(
                       cast<MemRefType>(buffer->getType()));
      Value contiguous =
          isRun ? *buffer : makeContiguous(rewriter, op->getLoc(), *buffer);
      rewriter.modifyOpInPlace(op, [&] { operand.set(contiguous); });
    }
    return success();
  }
};

struct CollectiveStartModel
    : SinkModel<CollectiveStartModel, CollectiveStartOp> {};
struct DivideGradModel : SinkModel<DivideGradModel, DivideGradOp> {};
struct InitializeModel : SourceModel<InitializeModel, InitializeOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &,
                          BufferizationState &) const {
    auto init = cast<InitializeOp>(op);
    if (!init.getChunk())
      return success();
    Value dest = allocateFor(rewriter, init.getChunk());
    auto made = InitializeOp::create(rewriter, op->getLoc(), /*chunk=*/Type(),
                                     init.getGroupAttr(), init.getParamsAttr(),
                                     init.getInnerAttr(), init.getSeed(),
                                     init.getNumbersAttr(), dest);
    made->setDiscardableAttrs(op->getDiscardableAttrDictionary());
    rewriter.inlineRegionBefore(init.getBody(), made.getBody(),
                                made.getBody().end());
    replaceOpWithBufferizedValues(rewriter, op, dest);
    return success();
  }
};
struct UpdateModel : SinkModel<UpdateModel, UpdateOp> {};

/// What travels is read where it is; the result is the step's own.
struct ExchangeModel : SourceModel<ExchangeModel, ExchangeOp> {
  bool isWritable(Operation *, Value, const AnalysisState &) const {
    return true;
  }
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto exchange = cast<ExchangeOp>(op);
    FailureOr<Value> buffer =
        getBuffer(rewriter, exchange.getSource(), options, state);
    if (failed(buffer))
      return failure();
    Value source = makeContiguous(rewriter, op->getLoc(), *buffer);
    Value dest = allocateFor(rewriter, exchange.getResult());
    ExchangeOp::create(rewriter, op->getLoc(), /*result=*/Type(),
                       exchange.getKind(), exchange.getRanks(), source, dest);
    replaceOpWithBufferizedValues(rewriter, op, dest);
    return success();
  }
};

struct TotalCountModel : SourceModel<TotalCountModel, TotalCountOp> {
  LogicalResult bufferize(Operation *op, RewriterBase &rewriter,
                          const BufferizationOptions &options,
                          BufferizationState &state) const {
    auto total = cast<TotalCountOp>(op);
    FailureOr<Value> count =
        getBuffer(rewriter, total.getCount(), options, state);
    if (failed(count))
      return failure();
    Value dest = allocateFor(rewriter, total.getTotal());
    TotalCountOp::create(rewriter, op->getLoc(), /*total=*/Type(), *count, dest,
                         /*add=*/nullptr);
    replaceOpWithBufferizedValues(rewriter, op, dest);
    return success();
  }
};

} // namespace

void fsdp::registerBufferizableOpInterfaceModels(DialectRegistry &registry) {
  registry.addExtension(+[](MLIRContext *context, FSDPDialect *) {
    BarrierOp::attachInterface<BarrierModel>(*context);
    StatsOp::attachInterface<StatsModel>(*context);
    PackOp::attachInterface<PackModel>(*context);
    ChunkOp::attachInterface<ChunkModel>(*context);
    StoreOp::attachInterface<StoreModel>(*context);
    UnshardedOp::attachInterface<UnshardedModel>(*context);
    RenewOp::attachInterface<RenewModel>(*context);
    ShardIndexOp::attachInterface<ShardIndexModel>(*context);
    ShardSlotOp::attachInterface<ShardSlotModel>(*context);
    UnpackOp::attachInterface<UnpackModel>(*context);
    KeepOp::attachInterface<KeepModel>(*context);
    GradNormOp::attachInterface<GradNormModel>(*context);
    ReadScalarOp::attachInterface<ReadScalarModel>(*context);
    CollectiveStartOp::attachInterface<CollectiveStartModel>(*context);
    ExchangeOp::attachInterface<ExchangeModel>(*context);
    TotalCountOp::attachInterface<TotalCountModel>(*context);
    DivideGradOp::attachInterface<DivideGradModel>(*context);
    InitializeOp::attachInterface<InitializeModel>(*context);
    UpdateOp::attachInterface<UpdateModel>(*context);
    context->loadDialect<arith::ArithDialect, linalg::LinalgDialect,
                         memref::MemRefDialect>();
  });
}
