//===- EntryCommands.cpp - an entry as plain data -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "EntryCommands.h"

#include "llvm/ADT/StringSwitch.h"
#include "llvm/ADT/TypeSwitch.h"

using namespace mlir;
using namespace fsdp;

namespace {

/// Reads one entry.
class EntryReader {
public:
  EntryReader(plan::EntryOp entry) : entry(entry) {}
  FailureOr<EntryCommands> read();

private:
  LogicalResult addOp(Operation &op);
  LogicalResult addBuffer(Operation &op);
  LogicalResult addLaunch(plan::LaunchOp op, Command &command);
  LogicalResult addAccess(Operation *op, Command &command, Value buffer,
                          int64_t offset, int64_t bytes, int64_t access);
  LogicalResult addBody(Operation &op, Command &command);
  int getProducer(Value value) {
    return result.commandOf.lookup(value.getDefiningOp());
  }

  plan::EntryOp entry;
  EntryCommands result;
  DenseMap<Value, int> bufferOfValue;
  llvm::DenseMap<StringAttr, int> groups;
};

} // namespace

static Arena getArena(StringRef name) {
  return llvm::StringSwitch<Arena>(name)
      .Case("state", Arena::State)
      .Case("carried", Arena::Carried)
      .Case("accumulated", Arena::Accumulated)
      .Case("wire", Arena::Wire)
      .Case("gathered", Arena::Gathered)
      .Default(Arena::Transient);
}

static int64_t getBindingBytes(plan::BindOp bind) {
  int64_t bytes = llvm::divideCeil(bind.getDtype().getIntOrFloatBitWidth(), 8);
  for (int64_t size : bind.getShape())
    bytes *= size;
  return bytes;
}

LogicalResult EntryReader::addBuffer(Operation &op) {
  CommandBuffer buffer;
  Operation *owner = &op;
  if (auto alloc = dyn_cast<plan::AllocOp>(op)) {
    buffer.arena = getArena(alloc.getArena());
    buffer.bytes = alloc.getBytes();
    buffer.offset = alloc.getOffset() ? int64_t(*alloc.getOffset()) : -1;
  } else if (auto ref = dyn_cast<plan::RefOp>(op)) {
    auto state = SymbolTable::lookupNearestSymbolFrom<plan::StateOp>(
        entry, ref.getStateAttr());
    if (!state)
      return op.emitOpError() << "names @" << ref.getState()
                              << ", expected a plan.state of that name";
    owner = state;
    buffer.arena = getArena(state.getArena());
    buffer.bytes = state.getBytes();
    buffer.offset = state.getOffset() ? int64_t(*state.getOffset()) : -1;
  } else {
    buffer.arena = Arena::Bound;
    buffer.bytes = getBindingBytes(cast<plan::BindOp>(op));
    buffer.offset = result.list.buffers.size();
  }
  // Two references to one state are one buffer.
  auto [place, isNew] =
      result.bufferOf.try_emplace(owner, int(result.list.buffers.size()));
  if (isNew) {
    result.list.buffers.push_back(buffer);
    result.buffers.push_back(owner);
  }
  bufferOfValue[op.getResult(0)] = place->second;
  return success();
}

LogicalResult EntryReader::addAccess(Operation *op, Command &command,
                                     Value buffer, int64_t offset,
                                     int64_t bytes, int64_t access) {
  auto found = bufferOfValue.find(buffer);
  if (found == bufferOfValue.end())
    return op->emitOpError() << "has an operand of type " << buffer.getType()
                             << " that is no buffer, expected plan.alloc, "
                                "plan.ref or plan.bind";
  if (access != plan::NoAccess)
    command.accesses.push_back(
        {found->second, offset, bytes, (access & plan::Write) != 0});
  return success();
}

LogicalResult EntryReader::addLaunch(plan::LaunchOp op, Command &command) {
  for (auto [i, operand] : llvm::enumerate(op.getArgs())) {
    if (isa<plan::SourcesType>(operand.getType()))
      command.sources.push_back(
          {getProducer(operand), op.getOffsets()[i], op.getBytes()[i]});
    else if (isa<plan::BufferType>(operand.getType()) &&
             failed(addAccess(op, command, operand, op.getOffsets()[i],
                              op.getBytes()[i], op.getAccess()[i])))
      return failure();
  }
  return success();
}

LogicalResult EntryReader::addBody(Operation &op, Command &command) {
  auto access = [&](Value buffer, int64_t offset, int64_t bytes, int64_t mode) {
    return addAccess(&op, command, buffer, offset, bytes, mode);
  };
  return TypeSwitch<Operation *, LogicalResult>(&op)
      .Case([&](plan::LaunchOp launch) { return addLaunch(launch, command); })
      .Case([&](plan::GemmOp gemm) {
        ArrayRef<int64_t> offsets = gemm.getOffsets(), bytes = gemm.getBytes();
        command.operations =
            2 * gemm.getBatch() * gemm.getM() * gemm.getN() * gemm.getK();
        return success(
            succeeded(access(gemm.getA(), offsets[0], bytes[0], plan::Read)) &&
            succeeded(access(gemm.getB(), offsets[1], bytes[1], plan::Read)) &&
            succeeded(access(gemm.getC(), offsets[2], bytes[2], plan::Write)));
      })
      .Case([&](plan::CopyOp copy) {
        ArrayRef<int64_t> offsets = copy.getOffsets();
        return success(succeeded(access(copy.getSource(), offsets[0],
                                        copy.getBytes(), plan::Read)) &&
                       succeeded(access(copy.getDest(), offsets[1],
                                        copy.getBytes(), plan::Write)));
      })
      .Case([&](plan::FillOp fill) {
        return access(fill.getDest(), fill.getOffset(), fill.getBytes(),
                      plan::Write);
      })
      .Case([&](plan::GatherOp gather) {
        command.kind = CommandKind::Gather;
        int64_t ranks = gather.getRanks() ? int64_t(*gather.getRanks())
                                          : getGroupShards(gather);
        command.ranks = int(ranks);
        command.parts = gather.getParts();
        return success(
            succeeded(access(gather.getSlot(), gather.getOffset(),
                             gather.getBytes(), plan::Read)) &&
            succeeded(access(gather.getGathered(), 0, ranks * gather.getBytes(),
                             plan::Write)));
      })
      .Case([&](plan::ReduceOp reduce) {
        command.kind = CommandKind::Reduce;
        int64_t ranks = getGroupShards(reduce);
        command.ranks = int(ranks);
        return success(
            succeeded(
                access(reduce.getGrads(), 0, reduce.getBytes(), plan::Read)) &&
            succeeded(access(reduce.getReceived(), 0,
                             ranks * reduce.getSlotBytes(), plan::Write)));
      })
      .Case([&](plan::AllReduceOp reduce) {
        command.kind = CommandKind::AllReduce;
        ArrayRef<int64_t> offsets = reduce.getOffsets();
        int64_t bytes = reduce.getBytes();
        return success(succeeded(access(reduce.getSource(), offsets[0], bytes,
                                        plan::Read)) &&
                       succeeded(access(reduce.getDest(), offsets[1], bytes,
                                        plan::Write)));
      })
      .Case([&](plan::ExchangeOp exchange) {
        command.kind = CommandKind::AllReduce;
        ArrayRef<int64_t> offsets = exchange.getOffsets();
        return success(
            succeeded(access(exchange.getSource(), offsets[0],
                             exchange.getSourceBytes(), plan::Read)) &&
            succeeded(access(exchange.getDest(), offsets[1],
                             exchange.getDestBytes(), plan::Write)));
      })
      .Case([&](plan::ReleaseOp release) {
        command.kind = CommandKind::Release;
        command.partner = getProducer(release.getSources());
        return success();
      })
      .Case([&](plan::ReclaimOp reclaim) {
        command.kind = CommandKind::Reclaim;
        command.partner = getProducer(reclaim.getSources());
        return success();
      })
      .Case([&](plan::SignalOp) {
        command.kind = CommandKind::Signal;
        return success();
      })
      .Case([&](plan::WaitOp wait) {
        command.kind = CommandKind::Wait;
        command.partner = getProducer(wait.getEvent());
        return success();
      })
      .Default([](Operation *other) {
        return other->emitOpError() << "is not a command of a plan";
      });
}

LogicalResult EntryReader::addOp(Operation &op) {
  if (isa<plan::AllocOp, plan::RefOp, plan::BindOp>(op))
    return addBuffer(op);
  if (isa<plan::TableRefOp, plan::ScalarsOp>(op))
    return success();
  Command command;
  if (auto stream = op.getAttrOfType<IntegerAttr>("stream"))
    command.stream = stream.getInt();
  if (auto phase = op.getAttrOfType<StringAttr>("phase"))
    command.phase = phase == "forward"    ? CommandPhase::Forward
                    : phase == "backward" ? CommandPhase::Backward
                                          : CommandPhase::None;
  if (auto group = op.getAttrOfType<FlatSymbolRefAttr>("group")) {
    auto found = groups.find(group.getAttr());
    command.group = found == groups.end() ? -1 : found->second;
  }
  if (failed(addBody(op, command)))
    return failure();
  result.commandOf[&op] = result.ops.size();
  result.ops.push_back(&op);
  result.list.commands.push_back(std::move(command));
  return success();
}

FailureOr<EntryCommands> EntryReader::read() {
  auto module = entry->getParentOfType<ModuleOp>();
  if (auto grid = module->getAttrOfType<GridAttr>("fsdp.grid"))
    result.list.shards = grid.getShards();
  for (auto group : module.getOps<plan::GroupOp>())
    groups.try_emplace(group.getSymNameAttr(), int(groups.size()));
  for (Operation &op : entry.getBody().front())
    if (failed(addOp(op)))
      return failure();
  if (auto error = result.list.check())
    return entry.emitOpError() << *error;
  return std::move(result);
}

int64_t fsdp::getGroupShards(Operation *exchange) {
  auto name = exchange->getAttrOfType<FlatSymbolRefAttr>("group");
  auto group =
      SymbolTable::lookupNearestSymbolFrom<plan::GroupOp>(exchange, name);
  if (group && group.getAxis())
    return group.getAxis()->back();
  auto grid = exchange->getParentOfType<ModuleOp>()->getAttrOfType<GridAttr>(
      "fsdp.grid");
  return grid ? grid.getShards() : 1;
}

FailureOr<EntryCommands> fsdp::readEntry(plan::EntryOp entry) {
  return EntryReader(entry).read();
}
