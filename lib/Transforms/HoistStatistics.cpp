//===- HoistStatistics.cpp - statistics of hooks with the optimizer -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "EntryCommands.h"
#include "ScheduleInputs.h"
#include "fsdp/Transforms/Passes.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

namespace fsdp {
#define GEN_PASS_DEF_HOISTSTATISTICS
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

/// The statistics of one entry: commands in order, the buffers that they share
/// with nobody, and those that the rest of the entry reads.
struct Statistics {
  SmallVector<Operation *> commands;
  SmallVector<Value> results;
};

class HoistStatistics
    : public fsdp::impl::HoistStatisticsBase<HoistStatistics> {
public:
  using HoistStatisticsBase::HoistStatisticsBase;
  void runOnOperation() override;

private:
  FailureOr<Statistics> collect(plan::EntryOp entry,
                                const std::vector<GroupSchedule> &groups);
  SmallVector<plan::StateOp> addStates(const Statistics &statistics);
  void replace(plan::EntryOp entry, const Statistics &statistics,
               SmallVector<plan::StateOp> states);
};

} // namespace

/// What an all-reduce among the statistics needs, and it: what packs share
/// beside that belongs to their gathers.
static std::set<int> closeOverAllReduces(const EntryCommands &commands,
                                         ArrayRef<int> statistics) {
  std::set<int> found;
  std::set<int> buffers;
  for (int i : llvm::reverse(statistics)) {
    const Command &command = commands.list.commands[i];
    bool needed = command.kind == CommandKind::AllReduce ||
                  llvm::any_of(command.accesses, [&](const auto &access) {
                    return access.write && buffers.count(access.buffer);
                  });
    if (!needed)
      continue;
    found.insert(i);
    for (const CommandAccess &access : command.accesses)
      if (!access.write)
        buffers.insert(access.buffer);
  }
  return found;
}

FailureOr<Statistics>
HoistStatistics::collect(plan::EntryOp entry,
                         const std::vector<GroupSchedule> &groups) {
  Statistics result;
  FailureOr<EntryCommands> commands = readEntry(entry);
  if (failed(commands))
    return failure();
  GatherSchedule schedule(commands->list, groups, ScheduleOptions());
  std::set<int> hoisted =
      closeOverAllReduces(*commands, schedule.getStatistics());
  llvm::SetVector<Value> written;
  for (int i : hoisted) {
    Operation *op = commands->ops[i];
    result.commands.push_back(op);
    for (Value operand : op->getOperands())
      if (operand.getDefiningOp<plan::ScalarsOp>())
        return op->emitOpError()
               << "is a statistic of a hook that reads run-time scalars, "
                  "expected none with statistics of the optimizer";
    // State that they keep is any entry's.
    for (const CommandAccess &access : commands->list.commands[i].accesses)
      if (auto alloc =
              dyn_cast<plan::AllocOp>(commands->buffers[access.buffer]);
          alloc && access.write)
        written.insert(alloc.getBuffer());
  }
  for (Value buffer : written)
    if (llvm::any_of(buffer.getUsers(), [&](Operation *user) {
          return !hoisted.count(commands->commandOf.lookup(user));
        }))
      result.results.push_back(buffer);
  return result;
}

/// What the commands compute, whatever entry they stand in: entries of one
/// function have the same, and those of another may.
static std::string describe(const Statistics &statistics) {
  std::string text;
  llvm::raw_string_ostream os(text);
  llvm::MapVector<Value, int> buffers;
  for (Operation *op : statistics.commands) {
    os << op->getName();
    for (Value operand : op->getOperands()) {
      Operation *source = operand.getDefiningOp();
      if (auto ref = dyn_cast<plan::RefOp>(source))
        os << " @" << ref.getState();
      else if (auto table = dyn_cast<plan::TableRefOp>(source))
        os << " table @" << table.getTable();
      else
        os << " #"
           << buffers.try_emplace(operand, int(buffers.size())).first->second;
    }
    os << " " << op->getAttrDictionary() << "\n";
  }
  return text;
}

SmallVector<plan::StateOp>
HoistStatistics::addStates(const Statistics &statistics) {
  ModuleOp module = getOperation();
  SymbolTable symbols(module);
  OpBuilder builder(&getContext());
  auto states = module.getOps<plan::StateOp>();
  builder.setInsertionPoint(*states.begin());
  SmallVector<plan::StateOp> result;
  for (Value buffer : statistics.results) {
    auto alloc = buffer.getDefiningOp<plan::AllocOp>();
    auto state = plan::StateOp::create(
        builder, alloc.getLoc(), "hook_statistics", alloc.getBytes(), "state",
        /*moment=*/nullptr, /*offset=*/nullptr);
    symbols.insert(state);
    result.push_back(state);
  }
  return result;
}

/// The commands at the end of `entry`, with their results in states.
static void append(plan::EntryOp entry, const Statistics &statistics,
                   SmallVector<plan::StateOp> states) {
  OpBuilder builder = OpBuilder::atBlockEnd(&entry.getBody().front());
  IRMapping mapping;
  for (auto [buffer, state] : llvm::zip(statistics.results, states))
    mapping.map(buffer,
                plan::RefOp::create(builder, state.getLoc(),
                                    plan::BufferType::get(builder.getContext()),
                                    state.getSymName())
                    .getBuffer());
  for (Operation *op : statistics.commands) {
    for (Value operand : op->getOperands())
      if (!mapping.contains(operand))
        builder.clone(*operand.getDefiningOp(), mapping);
    Operation *copy = builder.clone(*op, mapping);
    copy->removeAttr("phase");
  }
}

/// The rest of the entry reads the states.
void HoistStatistics::replace(plan::EntryOp entry, const Statistics &statistics,
                              SmallVector<plan::StateOp> states) {
  OpBuilder builder = OpBuilder::atBlockBegin(&entry.getBody().front());
  for (auto [buffer, state] : llvm::zip(statistics.results, states)) {
    auto ref = plan::RefOp::create(builder, state.getLoc(),
                                   plan::BufferType::get(builder.getContext()),
                                   state.getSymName());
    Value(buffer).replaceAllUsesWith(ref.getBuffer());
  }
  for (Operation *op : llvm::reverse(statistics.commands))
    op->erase();
  for (Operation &op : llvm::make_early_inc_range(entry.getBody().front()))
    if (isa<plan::AllocOp, plan::RefOp, plan::TableRefOp>(op) && op.use_empty())
      op.erase();
}

void HoistStatistics::runOnOperation() {
  ModuleOp module = getOperation();
  FailureOr<std::vector<GroupSchedule>> groups = readGroups(module);
  if (failed(groups))
    return signalPassFailure();
  auto optimizer = module.lookupSymbol<plan::EntryOp>("optimizer");
  if (!optimizer) {
    module.emitError("statistics of hooks cannot be computed with the "
                     "optimizer: the plan has none; give one with --optimizer");
    return signalPassFailure();
  }
  llvm::StringMap<SmallVector<plan::StateOp>> known;
  // It renews what every rank keeps, too, where extensions have state.
  auto refresh = module.lookupSymbol<plan::EntryOp>("statistics");
  for (auto entry :
       llvm::make_early_inc_range(module.getOps<plan::EntryOp>())) {
    if (entry == optimizer || entry == refresh ||
        entry.getBody().getOps<plan::GatherOp>().empty())
      continue;
    FailureOr<Statistics> statistics = collect(entry, *groups);
    if (failed(statistics))
      return signalPassFailure();
    if (statistics->commands.empty())
      continue;
    auto [place, isNew] = known.try_emplace(describe(*statistics));
    if (isNew) {
      place->second = addStates(*statistics);
      if (!refresh) {
        OpBuilder builder(&getContext());
        builder.setInsertionPointAfter(optimizer);
        refresh =
            plan::EntryOp::create(builder, optimizer.getLoc(), "statistics",
                                  nullptr, nullptr, nullptr);
        refresh.getBody().emplaceBlock();
      }
      append(optimizer, *statistics, place->second);
      append(refresh, *statistics, place->second);
    }
    replace(entry, *statistics, place->second);
  }
}
