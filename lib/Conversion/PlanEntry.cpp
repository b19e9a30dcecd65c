//===- PlanEntry.cpp - one function to one command list -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PlanEntry.h"

#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fsdp;

/// "step" runs with reduction: its command list is called step.sync.
static StringRef getEntryName(func::FuncOp func) {
  StringRef name = func->getAttrOfType<StringAttr>("fsdp.entry").getValue();
  return name == "step" ? StringRef("step.sync") : name;
}

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

/// An allocation that is this gradient and nothing else, so that it can be
/// moved into the gradient buffer.
static memref::AllocOp getOwnAllocation(Value gradient, Operation *user) {
  auto type = cast<MemRefType>(gradient.getType());
  FailureOr<PlanAddress> address = resolveMemRef(gradient, user);
  if (failed(address) || address->offset != 0)
    return {};
  auto alloc = address->root.getDefiningOp<memref::AllocOp>();
  if (!alloc || getMemRefBytes(alloc.getType()) != getMemRefBytes(type))
    return {};
  return alloc;
}

LogicalResult PlanEntryConverter::placeGradient(CollectiveStartOp reduce,
                                                unsigned index,
                                                GradientBuffer &placed) {
  Value gradient = reduce.getInputs()[index];
  auto segment = cast<GradSegmentAttr>((*reduce.getGrads())[index]);
  auto type = dyn_cast<MemRefType>(gradient.getType());
  if (!type || !type.hasStaticShape())
    return reduce.emitOpError()
           << "gradient of " << segment.getParam() << " has type "
           << gradient.getType() << ", expected a memref with a static shape";
  int64_t shards = grid.getShards();
  int64_t rows = segment.getChunk() * shards;
  if (segment.getOuter() != 1 && rows != segment.getSize())
    return reduce.emitOpError()
           << "not supported yet: a gradient sharded unevenly on a dimension "
              "other than the first ("
           << segment.getParam() << ", " << segment.getSize() << " rows over "
           << shards << " shards)";
  if (!memref::isStaticShapeAndContiguousRowMajor(type))
    return reduce.emitOpError()
           << "not supported yet: a gradient that is not contiguous ("
           << segment.getParam() << " of type " << type << ")";
  int64_t element = getPlanElementBytes(type.getElementType());
  int64_t chunkBytes =
      segment.getOuter() * segment.getChunk() * segment.getInner() * element;
  placed.bytes = std::max(placed.bytes,
                          segment.getFull() +
                              int64_t(llvm::alignTo(chunkBytes * shards, 64)));
  placed.slotBytes =
      std::max(placed.slotBytes,
               segment.getSlot() + int64_t(llvm::alignTo(chunkBytes, 16)));
  memref::AllocOp alloc = getOwnAllocation(gradient, reduce);
  bool own = alloc && !roots.contains(alloc.getResult());
  if (own)
    roots[alloc.getResult()] = {placed.buffer, segment.getFull()};
  placed.inPlace.push_back(own);
  return success();
}

LogicalResult PlanEntryConverter::placeGradients() {
  for (auto reduce : func.getOps<CollectiveStartOp>()) {
    if (reduce.getKind() != Collective::Reduce)
      continue;
    if (!reduce.getGrads() ||
        reduce.getGrads()->size() != reduce.getInputs().size())
      return reduce.emitOpError()
             << "has " << reduce.getInputs().size()
             << " gradients, expected one grad_segment for each";
    GradientBuffer &placed = gradients[reduce];
    placed.buffer = makeAlloc(reduce.getLoc(), 0, "wire",
                              (reduce.getGroup() + ".full_grad").str());
    for (unsigned i = 0, e = reduce.getInputs().size(); i != e; ++i)
      if (failed(placeGradient(reduce, i, placed)))
        return failure();
    placed.buffer.getDefiningOp<plan::AllocOp>().setBytes(placed.bytes);
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
    alloc.setName((op.getGroup() + ".slot").str());
  }
  Value gathered = makeAlloc(op.getLoc(), bytes * grid.getShards(), "gathered",
                             (op.getGroup() + ".gathered").str());
  values.map(op.getToken(),
             plan::GatherOp::create(
                 builder, op.getLoc(),
                 plan::SourcesType::get(builder.getContext()), address->root,
                 gathered, builder.getI64IntegerAttr(address->offset),
                 builder.getI64IntegerAttr(bytes), op.getGroupAttr(),
                 builder.getI64IntegerAttr(plan::GatherStream), getPhase())
                 .getSources());
  return success();
}

LogicalResult PlanEntryConverter::convertReduce(CollectiveStartOp op) {
  const GradientBuffer &placed = gradients[op];
  SmallVector<int64_t> segments;
  for (auto [i, gradient] : llvm::enumerate(op.getInputs())) {
    auto segment = cast<GradSegmentAttr>((*op.getGrads())[i]);
    auto type = cast<MemRefType>(gradient.getType());
    if (!placed.inPlace[i]) {
      FailureOr<PlanAddress> source = getAddress(gradient, op);
      if (failed(source))
        return failure();
      plan::CopyOp::create(
          builder, op.getLoc(), source->root, placed.buffer,
          builder.getDenseI64ArrayAttr({source->offset, segment.getFull()}),
          builder.getI64IntegerAttr(getMemRefBytes(type)),
          builder.getI64IntegerAttr(plan::ComputeStream), getPhase());
    }
    int64_t piece = segment.getChunk() * segment.getInner() *
                    getPlanElementBytes(type.getElementType());
    segments.append({segment.getFull(), segment.getOuter(), piece,
                     piece * grid.getShards(), segment.getSlot()});
  }
  Value received = makeAlloc(op.getLoc(), placed.slotBytes * grid.getShards(),
                             "gathered", (op.getGroup() + ".received").str());
  values.map(op.getToken(),
             plan::ReduceOp::create(
                 builder, op.getLoc(),
                 plan::SourcesType::get(builder.getContext()), placed.buffer,
                 received, builder.getI64IntegerAttr(placed.bytes),
                 builder.getI64IntegerAttr(placed.slotBytes),
                 builder.getDenseI64ArrayAttr(segments), op.getGroupAttr(),
                 builder.getI64IntegerAttr(plan::ReduceStream))
                 .getSources());
  return success();
}

/// The replicas' mean of a gradient shard, by way of a copy: every rank reads
/// the others' source while it writes its own destination.
LogicalResult PlanEntryConverter::convertAllReduce(CollectiveStartOp op) {
  std::string name = (op.getGroup() + ".grad").str();
  auto state = SymbolTable::lookupNearestSymbolFrom<plan::StateOp>(
      func, builder.getStringAttr(name));
  if (!state)
    return op.emitOpError() << "needs the gradient shard @" << name
                            << ", expected a plan.state of that name";
  Value shard = plan::RefOp::create(
      builder, op.getLoc(), plan::BufferType::get(builder.getContext()), name);
  Value copy = makeAlloc(op.getLoc(), state.getBytes(), "wire",
                         (op.getGroup() + ".replica_grad").str());
  auto stream = builder.getI64IntegerAttr(plan::ReduceStream);
  plan::CopyOp::create(
      builder, op.getLoc(), shard, copy, builder.getDenseI64ArrayAttr({0, 0}),
      builder.getI64IntegerAttr(state.getBytes()), stream, getPhase());
  plan::AllReduceOp::create(
      builder, op.getLoc(), copy, shard, builder.getDenseI64ArrayAttr({0, 0}),
      builder.getI64IntegerAttr(state.getBytes() / 4),
      builder.getStringAttr("sum"),
      builder.getF64FloatAttr(1.0 / grid.getReplicas()),
      builder.getStringAttr("replicate"), stream, op.getGroupAttr(),
      /*label=*/nullptr, TypeAttr::get(builder.getF32Type()),
      /*phase=*/nullptr);
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
  if (isa<plan::LaunchOp, plan::GemmOp, plan::CopyOp, plan::FillOp,
          plan::AllReduceOp>(op))
    return convertCommand(op);
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
    if (wait.getSources())
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
  entry = plan::EntryOp::create(builder, func.getLoc(), getEntryName(func));
  builder.setInsertionPointToStart(&entry.getBody().emplaceBlock());
  hasPhases = func->getAttrOfType<StringAttr>("fsdp.entry") != "optimizer";
  if (failed(bindArguments()) || failed(placeGradients()))
    return failure();
  for (Operation &op : func.getBody().front())
    if (failed(convertOp(&op)))
      return failure();
  storeOutcomes();
  releaseSources();
  return success();
}
