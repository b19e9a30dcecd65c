//===- ScheduledEntry.cpp - a schedule applied to an entry ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ScheduledEntry.h"

#include "mlir/IR/Builders.h"
#include "mlir/IR/IRMapping.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;
using namespace fsdp;

static bool isIn(plan::GatherOp gather, StringRef phase) {
  return gather.getPhase() == phase;
}

/// A copy of what fills the slot of `gather`, of the gather and of its release,
/// at the end of the entry.
static void cloneGather(plan::GatherOp gather, StringRef phase) {
  OpBuilder builder = OpBuilder::atBlockEnd(gather->getBlock());
  IRMapping mapping;
  Operation *gathered = gather.getGathered().getDefiningOp();
  builder.clone(*gathered, mapping);
  SmallVector<Operation *> copies;
  if (auto slot = gather.getSlot().getDefiningOp<plan::AllocOp>()) {
    builder.clone(*slot, mapping);
    llvm::SetVector<Operation *> packs;
    for (Operation &op : *gather->getBlock())
      if (&op != gather &&
          llvm::is_contained(op.getOperands(), gather.getSlot()))
        packs.insert(&op);
    for (Operation *pack : packs)
      copies.push_back(builder.clone(*pack, mapping));
  }
  Operation *copy = builder.clone(*gather, mapping);
  copies.push_back(copy);
  for (Operation *op : copies)
    op->setAttr("phase", builder.getStringAttr(phase));
  plan::ReleaseOp::create(builder, gather.getLoc(), copy->getResult(0),
                          gather.getStreamAttr());
}

void fsdp::addMissingGathers(plan::EntryOp entry) {
  // A step without gradients has no backward.
  bool hasBackward = false;
  llvm::MapVector<Attribute, SmallVector<plan::GatherOp>> gathers;
  for (Operation &op : entry.getBody().front()) {
    auto phase = op.getAttrOfType<StringAttr>("phase");
    hasBackward |= phase && phase == "backward";
    if (auto gather = dyn_cast<plan::GatherOp>(op))
      gathers[gather.getGroupAttr()].push_back(gather);
  }
  if (!hasBackward)
    return;
  for (auto &[group, list] : gathers) {
    auto has = [&](StringRef phase) {
      return llvm::any_of(list, [&](auto g) { return isIn(g, phase); });
    };
    bool forward = has("forward"), backward = has("backward");
    if (!forward)
      cloneGather(list.front(), "forward");
    if (!backward)
      cloneGather(list.front(), "backward");
  }
}

/// Backward's readers of a kept group take forward's buffer and sources.
static void redirectKept(const EntryCommands &commands,
                         const GatherSchedule &schedule) {
  for (int group = 0, e = schedule.getGroups().size(); group < e; ++group) {
    if (!schedule.getGroups()[group].kept)
      continue;
    const GatherUnit *before = schedule.getUnit(group, CommandPhase::Forward);
    const GatherUnit *after = schedule.getUnit(group, CommandPhase::Backward);
    if (!before || !after)
      continue;
    auto result = [&](int command) {
      return commands.ops[command]->getResult(0);
    };
    result(after->gather)
        .replaceAllUsesExcept(result(before->gather),
                              commands.ops[after->release]);
    if (before->full >= 0 && after->full >= 0)
      commands.buffers[after->full]->getResult(0).replaceAllUsesWith(
          commands.buffers[before->full]->getResult(0));
  }
}

void fsdp::applySchedule(plan::EntryOp entry, const EntryCommands &commands,
                         const GatherSchedule &schedule) {
  redirectKept(commands, schedule);
  Block &block = entry.getBody().front();
  llvm::DenseSet<Operation *> kept;
  for (int i : schedule.getOrder()) {
    commands.ops[i]->moveBefore(&block, block.end());
    kept.insert(commands.ops[i]);
  }
  // Users stand after what they use: a gather goes after its release.
  for (Operation *op : llvm::reverse(commands.ops))
    if (!kept.contains(op))
      op->erase();
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isa<plan::AllocOp, plan::TableRefOp, plan::RefOp>(op) && op.use_empty())
      op.erase();
}
