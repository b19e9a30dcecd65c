//===- PlanEntry.cpp - one function to one command list -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PlanEntry.h"

#include "GradientLayout.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fsdp;

StringAttr PlanEntryConverter::getPhase() {
  if (!hasPhases)
    return {};
  return builder.getStringAttr(pastBoundary ? "backward" : "forward");
}

Value PlanEntryConverter::makeAlloc(Location loc, int64_t bytes,
                                    StringRef arena, StringRef name) {
  return plan::AllocOp::create(
      builder, loc, plan::BufferType::get(builder.getContext()),
      builder.getI64IntegerAttr(bytes), builder.getStringAttr(arena), nullptr,
      name.empty() ? nullptr : builder.getStringAttr(name));
}

FailureOr<PlanAddress> PlanEntryConverter::getAddress(Value value,
                                                      Operation *user) {
  if (Value mapped = values.lookupOrNull(value))
    return PlanAddress{mapped, 0};
  if (!isa<MemRefType>(value.getType()))
    return user->emitOpError()
           << "operand of type " << value.getType()
           << " has no address, expected a memref or a plan buffer";
  FailureOr<PlanAddress> address = resolveMemRef(value, user);
  if (failed(address))
    return failure();
  if (Value mapped = values.lookupOrNull(address->root))
    return PlanAddress{mapped, address->offset};
  auto root = roots.find(address->root);
  if (root == roots.end())
    return user->emitOpError() << "operand of type " << value.getType()
                               << " is used before it is allocated";
  return PlanAddress{root->second.root, root->second.offset + address->offset};
}

LogicalResult PlanEntryConverter::placeGradient(CollectiveStartOp reduce,
                                                unsigned index,
                                                GradientBuffer &placed) {
  Value gradient = reduce.getInputs()[index];
  auto segment = cast<GradSegmentAttr>((*reduce.getGrads())[index]);
  int64_t place = getGradientPlace(reduce, segment);
  auto type = dyn_cast<MemRefType>(gradient.getType());
  if (!type || !type.hasStaticShape())
    return reduce.emitOpError()
           << "gradient of " << segment.getParam() << " has type "
           << gradient.getType() << ", expected a memref with a static shape";
  // A replicated parameter is one chunk.
  int64_t shards =
      reduce.getKind() == Collective::Reduce ? getShards(reduce) : 1;
  int64_t rows = segment.getChunk() * shards;
  if (segment.getOuter() != 1 &&
      type.getNumElements() != segment.getOuter() * rows * segment.getInner())
    return reduce.emitOpError()
           << "gradient of " << segment.getParam() << " has type " << type
           << ", expected " << segment.getOuter() << " x " << rows << " x "
           << segment.getInner()
           << " elements, padded to whole chunks by fsdp-fuse-hooks";
  if (!memref::isStaticShapeAndContiguousRowMajor(type))
    return reduce.emitOpError()
           << "not supported yet: a gradient that is not contiguous ("
           << segment.getParam() << " of type " << type << ")";
  int64_t element = getPlanElementBytes(type.getElementType());
  int64_t chunkBytes =
      segment.getOuter() * segment.getChunk() * segment.getInner() * element;
  placed.bytes = std::max(
      placed.bytes, place + int64_t(llvm::alignTo(chunkBytes * shards, 64)));
  placed.slotBytes = std::max(placed.slotBytes, getSlotEnd(segment));
  // Where another gradient lies that is this one, too, nothing is to do.
  bool own = placed.places.contains(place);
  memref::AllocOp alloc =
      own ? memref::AllocOp() : getOwnAllocation(gradient, reduce);
  if (alloc && !roots.contains(alloc.getResult())) {
    roots[alloc.getResult()] = {placed.buffer, place};
    own = true;
  }
  if (own)
    placed.places.insert(place);
  placed.inPlace.push_back(own);
  return success();
}

LogicalResult PlanEntryConverter::placeGradients() {
  for (auto reduce : func.getOps<CollectiveStartOp>()) {
    if (reduce.getKind() == Collective::Gather ||
        reduce.getAxis() == Axis::Replicate)
      continue;
    if (!reduce.getGrads() ||
        reduce.getGrads()->size() != reduce.getInputs().size())
      return reduce.emitOpError()
             << "has " << reduce.getInputs().size()
             << " gradients, expected one grad_segment for each";
    GradientBuffer &placed = gradients[reduce];
    // The first ones to be left are computed where they will wait, unless they
    // wait in a wider type.
    bool inState =
        leavesWhole(reduce) && !findsWhole(reduce) && !reduce.getKeepFull();
    placed.buffer =
        inState
            ? makeStateRef(reduce.getLoc(), reduce.getGroup() + ".accumulated")
            : makeAlloc(reduce.getLoc(), 0,
                        leavesWhole(reduce) || getSlotsKernel(reduce)
                            ? "transient"
                            : "wire",
                        (reduce.getGroup() + ".full_grad").str());
    for (unsigned i = 0, e = reduce.getInputs().size(); i != e; ++i)
      if (failed(placeGradient(reduce, i, placed)))
        return failure();
    if (auto alloc = placed.buffer.getDefiningOp<plan::AllocOp>())
      alloc.setBytes(placed.bytes);
  }
  return success();
}

LogicalResult PlanEntryConverter::convertCommand(Operation *op) {
  Operation *command = builder.clone(*op);
  SmallVector<int64_t> offsets;
  if (auto launch = dyn_cast<plan::LaunchOp>(op))
    llvm::append_range(offsets, launch.getOffsets());
  else if (auto fill = dyn_cast<plan::FillOp>(op))
    offsets.push_back(fill.getOffset());
  else
    llvm::append_range(
        offsets, op->getAttrOfType<DenseI64ArrayAttr>("offsets").asArrayRef());
  for (auto [i, operand] : llvm::enumerate(op->getOperands())) {
    FailureOr<PlanAddress> address = getAddress(operand, op);
    if (failed(address))
      return failure();
    command->setOperand(i, address->root);
    offsets[i] += address->offset;
  }
  if (auto fill = dyn_cast<plan::FillOp>(command))
    fill.setOffset(offsets.front());
  else
    command->setAttr("offsets", builder.getDenseI64ArrayAttr(offsets));
  if (!isa<plan::AllReduceOp>(op) && getPhase())
    command->setAttr("phase", getPhase());
  // What is never gathered is no group of the plan.
  auto name = command->getAttrOfType<FlatSymbolRefAttr>("group");
  auto group = name ? SymbolTable::lookupNearestSymbolFrom<GroupOp>(func, name)
                    : GroupOp();
  if (group && group.getReplicated())
    command->removeAttr("group");
  return success();
}

LogicalResult PlanEntryConverter::convertGather(CollectiveStartOp op) {
  if (op.getInputs().size() != 1 ||
      !isa<MemRefType>(op.getInputs()[0].getType()))
    return op.emitOpError() << "gather has " << op.getInputs().size()
                            << " operands, expected one slot, a memref";
  Value slot = op.getInputs()[0];
  FailureOr<PlanAddress> address = getAddress(slot, op);
  if (failed(address))
    return failure();
  int64_t bytes = getMemRefBytes(cast<MemRefType>(slot.getType()));
  // Peers read it.
  if (auto alloc = address->root.getDefiningOp<plan::AllocOp>()) {
    alloc.setArena("wire");
    alloc.setName((op.getGroup() + (op.getRanks() ? ".kept" : ".slot")).str());
  }
  int64_t shards = getShards(op);
  int64_t ranks = op.getRanks() ? *op.getRanks() : shards;
  Value gathered = makeAlloc(op.getLoc(), bytes * ranks, "gathered",
                             (op.getGroup() + ".gathered").str());
  values.map(op.getToken(),
             plan::GatherOp::create(
                 builder, op.getLoc(),
                 plan::SourcesType::get(builder.getContext()), address->root,
                 gathered, builder.getI64IntegerAttr(address->offset),
                 builder.getI64IntegerAttr(bytes), op.getGroupAttr(),
                 builder.getI64IntegerAttr(plan::GatherStream), getPhase(),
                 op.getRanksAttr(), builder.getI64IntegerAttr(shards / ranks),
                 builder.getI64IntegerAttr(op.getFrom().value_or(0)))
                 .getSources());
  return success();
}

/// Copies into the group's buffer what is not computed there, unless the kernel
/// that makes the slots reads it where it is.
LogicalResult PlanEntryConverter::copyGradients(CollectiveStartOp op) {
  const GradientBuffer &placed = gradients[op];
  ArrayRef<int64_t> beside;
  if (getSlotsKernel(op) && op.getBeside())
    beside = *op.getBeside();
  for (auto [i, gradient] : llvm::enumerate(op.getInputs())) {
    if (placed.inPlace[i] || llvm::is_contained(beside, int64_t(i)))
      continue;
    auto segment = cast<GradSegmentAttr>((*op.getGrads())[i]);
    FailureOr<PlanAddress> source = getAddress(gradient, op);
    if (failed(source))
      return failure();
    plan::CopyOp::create(builder, op.getLoc(), source->root, placed.buffer,
                         builder.getDenseI64ArrayAttr(
                             {source->offset, getGradientPlace(op, segment)}),
                         builder.getI64IntegerAttr(getMemRefBytes(
                             cast<MemRefType>(gradient.getType()))),
                         builder.getI64IntegerAttr(plan::ComputeStream),
                         getPhase());
  }
  return success();
}

Value PlanEntryConverter::makeStateRef(Location loc, const Twine &name) {
  return plan::RefOp::create(
      builder, loc, plan::BufferType::get(builder.getContext()), name.str());
}

LogicalResult PlanEntryConverter::convertReduce(CollectiveStartOp op) {
  const GradientBuffer &placed = gradients[op];
  if (failed(copyGradients(op)))
    return failure();
  if (leavesWhole(op)) {
    leaveGradients(op);
    absent.insert(op.getToken());
    return success();
  }
  FlatSymbolRefAttr kernel = getSlotsKernel(op);
  if (!op.getSlotsAdded())
    addPending(op);
  if (kernel)
    return reduceSlots(op, kernel);
  int64_t shards = getShards(op);
  SmallVector<int64_t> segments;
  for (auto [i, gradient] : llvm::enumerate(op.getInputs())) {
    auto segment = cast<GradSegmentAttr>((*op.getGrads())[i]);
    auto type = cast<MemRefType>(gradient.getType());
    int64_t piece = segment.getChunk() * segment.getInner() *
                    getPlanElementBytes(type.getElementType());
    segments.append({segment.getFull(), segment.getOuter(), piece,
                     piece * shards, segment.getSlot()});
  }
  Value received = makeAlloc(op.getLoc(), placed.slotBytes * shards, "gathered",
                             (op.getGroup() + ".received").str());
  values.map(
      op.getToken(),
      plan::ReduceOp::create(
          builder, op.getLoc(), plan::SourcesType::get(builder.getContext()),
          placed.buffer, received, builder.getI64IntegerAttr(placed.bytes),
          builder.getI64IntegerAttr(placed.slotBytes),
          builder.getDenseI64ArrayAttr(segments), op.getGroupAttr(),
          builder.getI64IntegerAttr(plan::ReduceStream), op.getChunksAttr())
          .getSources());
  return success();
}

/// Hooks see zeros beyond the valid rows, where nothing was computed. Those
/// between outer pieces are there, and a GPU's pack does not read the others.
void PlanEntryConverter::clearPads(CollectiveStartOp op) {
  auto module = func->getParentOfType<ModuleOp>();
  if (module->hasAttr(gpu::GPUDialect::getContainerModuleAttrName()))
    return;
  for (auto segment : op.getGradsAttr().getAsRange<GradSegmentAttr>()) {
    int64_t row = segment.getInner() * segment.getElementBytes();
    int64_t pads = segment.getChunk() * getShards(op) - segment.getSize();
    if (segment.getOuter() == 1 && pads)
      plan::FillOp::create(builder, op.getLoc(), gradients[op].buffer,
                           builder.getI64IntegerAttr(segment.getFull() +
                                                     segment.getSize() * row),
                           builder.getI64IntegerAttr(pads * row),
                           builder.getI64IntegerAttr(plan::ComputeStream),
                           getPhase());
  }
}

/// What travels is what a kernel makes of the gradients, a slot for every
/// shard: what hooks make of them, or the gradients themselves with others that
/// are beside them or waited.
LogicalResult PlanEntryConverter::reduceSlots(CollectiveStartOp op,
                                              FlatSymbolRefAttr kernel) {
  if (op.getPack())
    clearPads(op);
  int64_t slot = op.getPack() ? *op.getSlotBytes() : getSlotBytes(op);
  int64_t bytes = slot * getShards(op);
  Value slots = makeAlloc(op.getLoc(), bytes, "wire",
                          (op.getGroup() + ".grad_slots").str());
  SmallVector<Side> sides = {{slots, bytes, plan::Write}};
  ArrayRef<int64_t> beside = op.getBeside().value_or(ArrayRef<int64_t>());
  if (beside.size() < op.getInputs().size())
    sides.push_back({gradients[op].buffer, gradients[op].bytes});
  for (int64_t number : beside) {
    Value gradient = op.getInputs()[number];
    FailureOr<PlanAddress> address = getAddress(gradient, op);
    if (failed(address))
      return failure();
    sides.push_back({address->root,
                     getMemRefBytes(cast<MemRefType>(gradient.getType())),
                     plan::Read, address->offset});
  }
  if (findsWhole(op) && op.getSlotsAdded())
    sides.push_back(getFullGradients(op).second);
  addLaunch(op.getLoc(), kernel, sides, plan::ReduceStream, op.getGroupAttr());
  Value received = makeAlloc(op.getLoc(), bytes, "gathered",
                             (op.getGroup() + ".received").str());
  SmallVector<int64_t> whole = {/*full=*/0, /*outer=*/1, /*piece=*/slot,
                                /*stride=*/bytes, /*slot=*/0};
  values.map(
      op.getToken(),
      plan::ReduceOp::create(
          builder, op.getLoc(), plan::SourcesType::get(builder.getContext()),
          slots, received, builder.getI64IntegerAttr(bytes),
          builder.getI64IntegerAttr(slot), builder.getDenseI64ArrayAttr(whole),
          op.getGroupAttr(), builder.getI64IntegerAttr(plan::ReduceStream),
          /*pack=*/nullptr)
          .getSources());
  return success();
}

/// The gradients of a replicated group, of all ranks, onto its shard. Where
/// nothing is computed, between them, zeros are added.
LogicalResult PlanEntryConverter::reduceReplicated(CollectiveStartOp op,
                                                   Value shard, int64_t bytes) {
  const GradientBuffer &placed = gradients[op];
  if (failed(copyGradients(op)))
    return failure();
  auto stream = builder.getI64IntegerAttr(plan::ComputeStream);
  int64_t end = 0;
  auto clear = [&](int64_t from, int64_t to) {
    if (from < to)
      plan::FillOp::create(
          builder, op.getLoc(), placed.buffer, builder.getI64IntegerAttr(from),
          builder.getI64IntegerAttr(to - from), stream, getPhase());
  };
  for (auto segment : op.getGradsAttr().getAsRange<GradSegmentAttr>()) {
    clear(end, segment.getShard() * 4);
    end = (segment.getShard() +
           segment.getOuter() * segment.getChunk() * segment.getInner()) *
          4;
  }
  clear(end, bytes);
  if (leavesWhole(op)) {
    leaveGradients(op);
    return success();
  }
  addPending(op);
  plan::AllReduceOp::create(
      builder, op.getLoc(), placed.buffer, shard,
      builder.getDenseI64ArrayAttr({0, 0}),
      builder.getI64IntegerAttr(bytes / 4), builder.getStringAttr("sum"),
      op.getScaleAttr(), builder.getStringAttr("world"), stream,
      /*group=*/nullptr,
      /*label=*/nullptr, TypeAttr::get(builder.getF32Type()), getPhase(),
      /*ranks=*/nullptr);
  return success();
}

/// Lets what was reduced last, all of `shard`, be made in `aside` instead:
/// every rank reads the others' source while it writes its own destination.
/// False where no launch makes all of it.
bool PlanEntryConverter::reduceAside(plan::StateOp shard, Value aside) {
  Block &block = entry.getBody().front();
  auto last =
      llvm::find_if(llvm::reverse(block), llvm::IsaPred<plan::LaunchOp>);
  if (last == block.rend())
    return false;
  auto launch = cast<plan::LaunchOp>(*last);
  auto isShard = [&](Value arg) {
    auto ref = arg.getDefiningOp<plan::RefOp>();
    return ref && ref.getState() == shard.getSymName();
  };
  auto dest = llvm::find_if(launch.getArgs(), isShard);
  if (dest == launch.getArgs().end())
    return false;
  unsigned place = dest - launch.getArgs().begin();
  int64_t access = launch.getAccess()[place];
  if (!(access & plan::Write) || launch.getOffsets()[place] != 0 ||
      launch.getBytes()[place] != int64_t(shard.getBytes()))
    return false;
  if (access == plan::Write) {
    aside.getDefiningOp()->moveBefore(launch);
    launch.getArgsMutable()[place].set(aside);
    return true;
  }
  // What waits is added to what came, which is no different sum.
  auto came = launch.getArgs().back().getDefiningOp<plan::AllocOp>();
  if (launch.getArgs().size() != 2 || !came)
    return false;
  aside.getDefiningOp()->moveBefore(came);
  launch.getArgsMutable()[1].set(*dest);
  launch.getArgsMutable()[0].set(aside);
  came.getBuffer().replaceAllUsesWith(aside);
  came.erase();
  return true;
}

/// The replicas' mean of a gradient shard.
LogicalResult PlanEntryConverter::convertAllReduce(CollectiveStartOp op) {
  std::string name = (op.getGroup() + ".grad").str();
  auto state = SymbolTable::lookupNearestSymbolFrom<plan::StateOp>(
      func, builder.getStringAttr(name));
  if (!state)
    return op.emitOpError() << "needs the gradient shard @" << name
                            << ", expected a plan.state of that name";
  Value shard = plan::RefOp::create(
      builder, op.getLoc(), plan::BufferType::get(builder.getContext()), name);
  if (op.getAxis() == Axis::World)
    return reduceReplicated(op, shard, state.getBytes());
  if (form.leaves != Pending::None)
    return success();
  Value copy = makeAlloc(op.getLoc(), state.getBytes(), "wire",
                         (op.getGroup() + ".replica_grad").str());
  auto stream = builder.getI64IntegerAttr(plan::ReduceStream);
  if (!reduceAside(state, copy))
    plan::CopyOp::create(
        builder, op.getLoc(), shard, copy, builder.getDenseI64ArrayAttr({0, 0}),
        builder.getI64IntegerAttr(state.getBytes()), stream, getPhase());
  plan::AllReduceOp::create(
      builder, op.getLoc(), copy, shard, builder.getDenseI64ArrayAttr({0, 0}),
      builder.getI64IntegerAttr(state.getBytes() / 4),
      builder.getStringAttr("sum"),
      op.getScaleAttr() ? op.getScaleAttr()
                        : builder.getF64FloatAttr(
                              1.0 / getGridOf(op, op.getGroup()).getReplicas()),
      builder.getStringAttr("replicate"), stream, op.getGroupAttr(),
      /*label=*/nullptr, TypeAttr::get(builder.getF32Type()),
      /*phase=*/nullptr, /*ranks=*/nullptr);
  return success();
}

/// What other ranks read of an exchange: in an arena that they can see.
FailureOr<PlanAddress> PlanEntryConverter::offerSource(ExchangeOp op) {
  FailureOr<PlanAddress> source = getAddress(op.getSource(), op);
  if (failed(source))
    return failure();
  if (auto alloc = source->root.getDefiningOp<plan::AllocOp>()) {
    alloc.setArena("wire");
    return source;
  }
  int64_t bytes = getMemRefBytes(cast<MemRefType>(op.getSource().getType()));
  Value offered = makeAlloc(op.getLoc(), bytes, "wire", "step.offered");
  plan::CopyOp::create(builder, op.getLoc(), source->root, offered,
                       builder.getDenseI64ArrayAttr({source->offset, 0}),
                       builder.getI64IntegerAttr(bytes),
                       builder.getI64IntegerAttr(plan::ComputeStream),
                       getPhase());
  return PlanAddress{offered, 0};
}

/// A collective of the step's own, among its compute: whoever reads the result
/// needs it at once, so that a stream of its own would only be waited for.
LogicalResult PlanEntryConverter::convertExchange(ExchangeOp op) {
  auto type = cast<MemRefType>(op.getSource().getType());
  FailureOr<PlanAddress> source = offerSource(op);
  FailureOr<PlanAddress> dest = getAddress(op.getDest(), op);
  if (failed(source) || failed(dest))
    return failure();
  auto stream = builder.getI64IntegerAttr(plan::ComputeStream);
  auto offsets = builder.getDenseI64ArrayAttr({source->offset, dest->offset});
  auto kind = builder.getStringAttr(stringifyExchangeKind(op.getKind()));
  if (op.getKind() == ExchangeKind::Sum || op.getKind() == ExchangeKind::Max) {
    plan::AllReduceOp::create(
        builder, op.getLoc(), source->root, dest->root, offsets,
        builder.getI64IntegerAttr(type.getNumElements()), kind,
        builder.getF64FloatAttr(1.0), builder.getStringAttr("ranks"), stream,
        /*group=*/nullptr, builder.getStringAttr("step"),
        TypeAttr::get(type.getElementType()), getPhase(), op.getRanksAttr());
    return success();
  }
  int64_t pieces =
      op.getKind() == ExchangeKind::AllToAll ? op.getRanks()[1] : 1;
  plan::ExchangeOp::create(
      builder, op.getLoc(), source->root, dest->root, offsets,
      builder.getI64IntegerAttr(getMemRefBytes(type) / pieces), kind,
      op.getRanksAttr(), stream, getPhase());
  return success();
}

LogicalResult PlanEntryConverter::convertOp(Operation *op) {
  if (auto alloc = dyn_cast<memref::AllocOp>(op)) {
    if (!roots.contains(alloc.getResult()))
      roots[alloc.getResult()] = {
          makeAlloc(op->getLoc(), getMemRefBytes(alloc.getType()), "transient"),
          0};
    return success();
  }
  if (auto launch = dyn_cast<plan::LaunchOp>(op))
    return convertLaunch(launch);
  if (isa<plan::GemmOp, plan::CopyOp, plan::FillOp, plan::AllReduceOp>(op))
    return convertCommand(op);
  if (auto total = dyn_cast<TotalCountOp>(op))
    return convertTotalCount(total);
  if (auto exchange = dyn_cast<ExchangeOp>(op))
    return convertExchange(exchange);
  if (isa<plan::RefOp, plan::TableRefOp, plan::ScalarsOp, plan::AllocOp>(op)) {
    builder.clone(*op, values);
    return success();
  }
  if (auto slot = dyn_cast<ShardSlotOp>(op)) {
    values.map(slot.getSlot(),
               plan::RefOp::create(builder, op->getLoc(),
                                   plan::BufferType::get(func.getContext()),
                                   (slot.getGroup() + ".param").str())
                   .getBuffer());
    return success();
  }
  if (auto copies = dyn_cast<CopiesOp>(op)) {
    values.map(copies.getBuffer(),
               makeStateRef(op->getLoc(), copies.getGroup() + ".copies"));
    return success();
  }
  if (auto start = dyn_cast<CollectiveStartOp>(op)) {
    switch (start.getKind()) {
    case Collective::Gather:
      return convertGather(start);
    case Collective::Reduce:
      return convertReduce(start);
    case Collective::AllReduce:
      return convertAllReduce(start);
    }
  }
  if (auto wait = dyn_cast<WaitOp>(op)) {
    if (absent.contains(wait.getToken()))
      absent.insert(wait.getSources());
    else if (wait.getSources())
      values.map(wait.getSources(), values.lookup(wait.getToken()));
    return success();
  }
  if (isa<PhaseBoundaryOp>(op)) {
    pastBoundary = true;
    return success();
  }
  // Resolved where they are used.
  if (isa<func::ReturnOp, arith::ConstantOp, memref::ViewOp, memref::SubViewOp,
          memref::ExpandShapeOp, memref::CollapseShapeOp, memref::CastOp,
          memref::ReinterpretCastOp, memref::TransposeOp, memref::DeallocOp>(
          op))
    return success();
  return op->emitOpError() << "is not a command, expected it inside a kernel";
}

/// After the last command that reads them, on its stream.
void PlanEntryConverter::releaseSources() {
  for (Operation &op :
       llvm::make_early_inc_range(entry.getBody().front().getOperations())) {
    if (!isa<plan::GatherOp, plan::ReduceOp>(op))
      continue;
    Operation *last = &op;
    for (Operation *user : op.getResult(0).getUsers())
      if (last->isBeforeInBlock(user))
        last = user;
    builder.setInsertionPointAfter(last);
    plan::ReleaseOp::create(builder, op.getLoc(), op.getResult(0),
                            last->getAttrOfType<IntegerAttr>("stream"));
  }
}

LogicalResult PlanEntryConverter::convert() {
  entry = makeEntry();
  builder.setInsertionPointToStart(&entry.getBody().emplaceBlock());
  auto name = func->getAttrOfType<StringAttr>("fsdp.entry");
  hasPhases = name != "optimizer" && name != "init" && name != "statistics" &&
              !name.getValue().starts_with("store.");
  if (failed(bindArguments()) || failed(placeGradients()))
    return failure();
  for (Operation &op : func.getBody().front())
    if (failed(convertOp(&op)))
      return failure();
  storeOutcomes();
  releaseSources();
  return success();
}
