//===- InsertSync.cpp - waits between streams and ranks -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "EntryCommands.h"
#include "fsdp/Schedule/SyncPlan.h"
#include "fsdp/Transforms/Passes.h"

namespace fsdp {
#define GEN_PASS_DEF_INSERTSYNC
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {
class InsertSync : public fsdp::impl::InsertSyncBase<InsertSync> {
public:
  using InsertSyncBase::InsertSyncBase;
  void runOnOperation() override;
};
} // namespace

/// Planned memory and no waits yet: what planSync asks for.
static LogicalResult checkReady(const EntryCommands &commands) {
  for (auto [i, buffer] : llvm::enumerate(commands.list.buffers))
    if (buffer.offset < 0)
      return commands.buffers[i]->emitOpError()
             << "has no offset, expected fsdp-plan-memory to have run";
  for (auto [i, command] : llvm::enumerate(commands.list.commands))
    if (command.kind == CommandKind::Signal ||
        command.kind == CommandKind::Wait ||
        command.kind == CommandKind::Reclaim)
      return commands.ops[i]->emitOpError()
             << "stands there already, expected fsdp-insert-sync to run once";
  return success();
}

static void insertPoints(plan::EntryOp entry, const EntryCommands &commands,
                         ArrayRef<SyncPoint> points) {
  OpBuilder builder(entry.getContext());
  llvm::DenseMap<int, Value> events;
  for (const SyncPoint &point : points) {
    bool atEnd = point.before == int(commands.ops.size());
    Location loc =
        atEnd ? entry.getLoc() : commands.ops[point.before]->getLoc();
    auto stream = builder.getI64IntegerAttr(point.stream);
    if (point.collective < 0 && !events.contains(point.after)) {
      Operation *after = commands.ops[point.after];
      builder.setInsertionPointAfter(after);
      events[point.after] = plan::SignalOp::create(
          builder, after->getLoc(), plan::EventType::get(builder.getContext()),
          after->getAttrOfType<IntegerAttr>("stream"));
    }
    if (atEnd)
      builder.setInsertionPointToEnd(&entry.getBody().front());
    else
      builder.setInsertionPoint(commands.ops[point.before]);
    if (point.collective >= 0)
      plan::ReclaimOp::create(
          builder, loc, commands.ops[point.collective]->getResult(0), stream);
    else
      plan::WaitOp::create(builder, loc, events[point.after], stream);
  }
}

static LogicalResult insertSync(plan::EntryOp entry) {
  FailureOr<EntryCommands> commands = readEntry(entry);
  if (failed(commands) || failed(checkReady(*commands)))
    return failure();
  SyncPlan plan = planSync(commands->list);
  if (plan.error)
    return entry.emitOpError() << "cannot be synchronized: " << *plan.error;
  insertPoints(entry, *commands, plan.points);
  FailureOr<EntryCommands> ordered = readEntry(entry);
  if (failed(ordered))
    return failure();
  if (auto error = verifySync(ordered->list))
    return entry.emitOpError() << "is not synchronized: " << *error;
  return success();
}

void InsertSync::runOnOperation() {
  for (auto entry : getOperation().getOps<plan::EntryOp>())
    if (failed(insertSync(entry)))
      return signalPassFailure();
}
