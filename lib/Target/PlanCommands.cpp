//===- PlanCommands.cpp - an entry's commands in the plan file ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PlanTables.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace fsdp;
namespace schema = fsdp_rt::schema;

/// Bit of required_features: a runtime that does not know the field would add
/// integers as floats.
static constexpr uint64_t kTypedAllReduce = 2, kExchanges = 64;

namespace {

/// Writes the commands of one entry, in order.
class EntryWriter {
public:
  EntryWriter(PlanTables &tables, schema::EntryT &entry)
      : tables(tables), entry(entry) {}
  LogicalResult add(Operation &op);

private:
  using Body = schema::CommandBodyUnion;
  template <typename T> LogicalResult set(Operation &op, T body);
  LogicalResult addLaunch(plan::LaunchOp op);
  LogicalResult addGemm(plan::GemmOp op);
  LogicalResult addGather(plan::GatherOp op);
  LogicalResult addReduce(plan::ReduceOp op);
  LogicalResult addAllReduce(plan::AllReduceOp op);
  LogicalResult addExchange(plan::ExchangeOp op);
  LogicalResult addCopy(plan::CopyOp op);
  LogicalResult addFill(plan::FillOp op);
  LogicalResult addBinding(plan::BindOp op);
  std::unique_ptr<schema::RangeT> makeRange(Value buffer, int64_t offset,
                                            int64_t bytes, int64_t access,
                                            Operation *user);
  int32_t getSources(Value sources) { return sourcesIndex.lookup(sources); }

  PlanTables &tables;
  schema::EntryT &entry;
  DenseMap<Value, int32_t> sourcesIndex;
  DenseMap<Value, uint32_t> events;
  DenseMap<Value, int32_t> allocations;
};

} // namespace

/// A range of the plan; of a buffer that lives in this entry it also says
/// which.
std::unique_ptr<schema::RangeT>
EntryWriter::makeRange(Value buffer, int64_t offset, int64_t bytes,
                       int64_t access, Operation *user) {
  auto range = tables.makeRange(buffer, offset, bytes, access, user);
  auto alloc = buffer.getDefiningOp<plan::AllocOp>();
  if (!range || !alloc)
    return range;
  auto [known, isNew] =
      allocations.try_emplace(buffer, entry.allocations.size());
  range->allocation = known->second;
  if (isNew) {
    auto allocation = std::make_unique<schema::AllocationT>();
    allocation->arena = range->arena;
    allocation->offset = *alloc.getOffset();
    allocation->bytes = alloc.getBytes();
    entry.allocations.push_back(std::move(allocation));
  }
  return range;
}

/// What every command carries beside its body.
template <typename T> LogicalResult EntryWriter::set(Operation &op, T body) {
  auto command = std::make_unique<schema::CommandT>();
  command->body.Set(std::move(body));
  command->stream = op.getAttrOfType<IntegerAttr>("stream").getInt();
  if (auto phase = op.getAttrOfType<StringAttr>("phase"))
    command->phase = phase == "forward"    ? schema::Phase::forward
                     : phase == "backward" ? schema::Phase::backward
                                           : schema::Phase::none;
  command->group =
      tables.getGroup(op.getAttrOfType<FlatSymbolRefAttr>("group"));
  if (auto label = op.getAttrOfType<StringAttr>("label"))
    command->label = label.str();
  entry.commands.push_back(std::move(command));
  return success();
}

LogicalResult EntryWriter::addLaunch(plan::LaunchOp op) {
  schema::LaunchT launch;
  launch.kernel = tables.getKernel(op.getKernel());
  for (auto [i, operand] : llvm::enumerate(op.getArgs())) {
    auto arg = std::make_unique<schema::ArgT>();
    if (isa<plan::SourcesType>(operand.getType())) {
      arg->kind = schema::ArgKind::sources;
      arg->sources = getSources(operand);
      // What is read of each source; the table of pointers is no arena.
      arg->range = std::make_unique<schema::RangeT>();
      arg->range->offset = op.getOffsets()[i];
      arg->range->bytes = op.getBytes()[i];
      arg->range->access = schema::Access(op.getAccess()[i]);
    } else if (auto table = operand.getDefiningOp<plan::TableRefOp>()) {
      arg->kind = schema::ArgKind::table;
      arg->table = tables.getTable(table.getTable());
    } else if (isa<plan::ScalarsType>(operand.getType())) {
      arg->kind = schema::ArgKind::scalars;
    } else {
      arg->kind = schema::ArgKind::range;
      arg->range = makeRange(operand, op.getOffsets()[i], op.getBytes()[i],
                             op.getAccess()[i], op);
      if (!arg->range)
        return failure();
    }
    launch.args.push_back(std::move(arg));
  }
  return set(*op, std::move(launch));
}

LogicalResult EntryWriter::addGemm(plan::GemmOp op) {
  schema::GemmT gemm;
  ArrayRef<int64_t> offsets = op.getOffsets(), bytes = op.getBytes();
  FailureOr<schema::DType> dtype = getDType(op.getDtype(), op);
  gemm.a = makeRange(op.getA(), offsets[0], bytes[0], plan::Read, op);
  gemm.b = makeRange(op.getB(), offsets[1], bytes[1], plan::Read, op);
  gemm.c = makeRange(op.getC(), offsets[2], bytes[2],
                     op.getAccumulate() ? plan::ReadWrite : plan::Write, op);
  if (failed(dtype) || !gemm.a || !gemm.b || !gemm.c)
    return failure();
  gemm.dtype = *dtype;
  gemm.ta = op.getTa();
  gemm.tb = op.getTb();
  gemm.m = op.getM();
  gemm.n = op.getN();
  gemm.k = op.getK();
  gemm.lda = op.getLd()[0];
  gemm.ldb = op.getLd()[1];
  gemm.ldc = op.getLd()[2];
  gemm.batch = op.getBatch();
  gemm.stride_a = op.getBatchStride()[0];
  gemm.stride_b = op.getBatchStride()[1];
  gemm.stride_c = op.getBatchStride()[2];
  gemm.accumulate = op.getAccumulate();
  return set(*op, std::move(gemm));
}

LogicalResult EntryWriter::addGather(plan::GatherOp op) {
  schema::GatherT gather;
  FailureOr<uint32_t> communicator =
      op.getRanks()
          ? tables.getPartCommunicator(*op.getRanks(), op.getGroupAttr(), op)
          : tables.getCommunicator("shard", op.getGroupAttr(), op);
  int64_t ranks =
      op.getRanks() ? *op.getRanks() : tables.getShards(op.getGroupAttr()).size;
  gather.slot =
      makeRange(op.getSlot(), op.getOffset(), op.getBytes(), plan::Read, op);
  gather.gathered =
      makeRange(op.getGathered(), 0, ranks * op.getBytes(), plan::Write, op);
  if (failed(communicator) || !gather.slot || !gather.gathered)
    return failure();
  gather.communicator = *communicator;
  gather.parts = op.getParts();
  gather.from = op.getFrom();
  sourcesIndex[op.getSources()] = entry.commands.size();
  return set(*op, std::move(gather));
}

LogicalResult EntryWriter::addReduce(plan::ReduceOp op) {
  schema::ReduceT reduce;
  FailureOr<uint32_t> communicator =
      tables.getCommunicator("shard", op.getGroupAttr(), op);
  int64_t shards = tables.getShards(op.getGroupAttr()).size;
  reduce.grads = makeRange(op.getGrads(), 0, op.getBytes(), plan::Read, op);
  reduce.received = makeRange(op.getReceived(), 0, shards * op.getSlotBytes(),
                              plan::Write, op);
  if (failed(communicator) || !reduce.grads || !reduce.received)
    return failure();
  reduce.communicator = *communicator;
  reduce.slot_bytes = op.getSlotBytes();
  ArrayRef<int64_t> values = op.getSegments();
  for (size_t i = 0; i + 5 <= values.size(); i += 5)
    reduce.segments.emplace_back(values[i], values[i + 1], values[i + 2],
                                 values[i + 3], values[i + 4]);
  if (op.getPack())
    reduce.pack = tables.getKernel(*op.getPack());
  sourcesIndex[op.getSources()] = entry.commands.size();
  return set(*op, std::move(reduce));
}

LogicalResult EntryWriter::addAllReduce(plan::AllReduceOp op) {
  schema::AllReduceT reduce;
  FailureOr<uint32_t> communicator =
      op.getRanks()
          ? tables.getCommunicator(*op.getRanks(), op)
          : tables.getCommunicator(op.getAxis(), op.getGroupAttr(), op);
  FailureOr<schema::DType> dtype = getDType(op.getDtype(), op);
  int64_t bytes = op.getBytes();
  reduce.source =
      makeRange(op.getSource(), op.getOffsets()[0], bytes, plan::Read, op);
  reduce.dest =
      makeRange(op.getDest(), op.getOffsets()[1], bytes, plan::Write, op);
  if (failed(communicator) || failed(dtype) || !reduce.source || !reduce.dest)
    return failure();
  if (op.getOp() != "sum" && op.getOp() != "max")
    return op.emitOpError()
           << "has op '" << op.getOp() << "', expected sum or max";
  reduce.communicator = *communicator;
  reduce.count = op.getCount();
  reduce.op =
      op.getOp() == "sum" ? schema::ReduceOp::sum : schema::ReduceOp::max;
  reduce.scale = op.getScale().convertToDouble();
  reduce.dtype = *dtype;
  if (*dtype != schema::DType::f32)
    tables.plan.required_features |= kTypedAllReduce;
  return set(*op, std::move(reduce));
}

LogicalResult EntryWriter::addExchange(plan::ExchangeOp op) {
  schema::ExchangeT exchange;
  FailureOr<uint32_t> communicator = tables.getCommunicator(op.getRanks(), op);
  exchange.source = makeRange(op.getSource(), op.getOffsets()[0],
                              op.getSourceBytes(), plan::Read, op);
  exchange.dest = makeRange(op.getDest(), op.getOffsets()[1], op.getDestBytes(),
                            plan::Write, op);
  if (failed(communicator) || !exchange.source || !exchange.dest)
    return failure();
  exchange.communicator = *communicator;
  exchange.kind = op.getKind() == "all_to_all"
                      ? schema::ExchangeKind::all_to_all
                      : schema::ExchangeKind::all_gather;
  tables.plan.required_features |= kExchanges;
  return set(*op, std::move(exchange));
}

LogicalResult EntryWriter::addCopy(plan::CopyOp op) {
  schema::CopyT copy;
  copy.source = makeRange(op.getSource(), op.getOffsets()[0], op.getBytes(),
                          plan::Read, op);
  copy.dest = makeRange(op.getDest(), op.getOffsets()[1], op.getBytes(),
                        plan::Write, op);
  if (!copy.source || !copy.dest)
    return failure();
  return set(*op, std::move(copy));
}

LogicalResult EntryWriter::addFill(plan::FillOp op) {
  schema::FillT fill;
  fill.dest =
      makeRange(op.getDest(), op.getOffset(), op.getBytes(), plan::Write, op);
  return fill.dest ? set(*op, std::move(fill)) : failure();
}

LogicalResult EntryWriter::addBinding(plan::BindOp op) {
  FailureOr<uint32_t> binding = tables.getBinding(op);
  if (failed(binding))
    return failure();
  if (!llvm::is_contained(entry.bindings, *binding))
    entry.bindings.push_back(*binding);
  return success();
}

LogicalResult EntryWriter::add(Operation &op) {
  return TypeSwitch<Operation *, LogicalResult>(&op)
      .Case([&](plan::LaunchOp launch) { return addLaunch(launch); })
      .Case([&](plan::GemmOp gemm) { return addGemm(gemm); })
      .Case([&](plan::GatherOp gather) { return addGather(gather); })
      .Case([&](plan::ReduceOp reduce) { return addReduce(reduce); })
      .Case([&](plan::AllReduceOp reduce) { return addAllReduce(reduce); })
      .Case([&](plan::ExchangeOp exchange) { return addExchange(exchange); })
      .Case([&](plan::CopyOp copy) { return addCopy(copy); })
      .Case([&](plan::FillOp fill) { return addFill(fill); })
      .Case([&](plan::BindOp bind) { return addBinding(bind); })
      .Case([&](plan::ReleaseOp release) {
        schema::ReleaseT body;
        body.sources = getSources(release.getSources());
        return set(op, body);
      })
      .Case([&](plan::ReclaimOp reclaim) {
        schema::ReclaimT body;
        body.sources = getSources(reclaim.getSources());
        return set(op, body);
      })
      .Case([&](plan::SignalOp signal) {
        schema::SignalT body;
        body.event = events[signal.getEvent()] = entry.events++;
        return set(op, body);
      })
      .Case([&](plan::WaitOp wait) {
        schema::WaitT body;
        body.event = events.lookup(wait.getEvent());
        return set(op, body);
      })
      .Case<plan::AllocOp, plan::RefOp, plan::TableRefOp, plan::ScalarsOp>(
          [](auto) { return success(); })
      .Default([](Operation *other) {
        return other->emitOpError() << "is not a command of a plan";
      });
}

LogicalResult fsdp::addEntry(plan::EntryOp op, PlanTables &tables) {
  auto entry = std::make_unique<schema::EntryT>();
  entry->name = op.getSymName().str();
  auto getPending = [](std::optional<StringRef> name) {
    return !name             ? schema::Pending::none
           : *name == "full" ? schema::Pending::full
                             : schema::Pending::partial;
  };
  entry->needs = getPending(op.getNeeds());
  entry->leaves = getPending(op.getLeaves());
  if (op.getBase()) {
    auto base = llvm::find_if(tables.plan.entries, [&](const auto &other) {
      return other->name == *op.getBase();
    });
    if (base == tables.plan.entries.end())
      return op.emitOpError() << "is a form of @" << *op.getBase()
                              << ", expected that entry before it";
    entry->base = base - tables.plan.entries.begin();
  }
  EntryWriter writer(tables, *entry);
  for (Operation &command : op.getBody().front())
    if (failed(writer.add(command)))
      return failure();
  tables.plan.entries.push_back(std::move(entry));
  return success();
}
