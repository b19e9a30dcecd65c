//===- PlanMemory.cpp - offsets of every buffer in its arena --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "EntryCommands.h"
#include "fsdp/Schedule/ArenaLayout.h"
#include "fsdp/Transforms/Passes.h"

namespace fsdp {
#define GEN_PASS_DEF_PLANMEMORY
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

struct Lifetime {
  int begin = -1, end = -1;
  void touch(int i) {
    begin = begin < 0 ? i : begin;
    end = i;
  }
};

class PlanMemory : public fsdp::impl::PlanMemoryBase<PlanMemory> {
public:
  using PlanMemoryBase::PlanMemoryBase;
  void runOnOperation() override;

private:
  void placeStates();
  LogicalResult placeEntry(plan::EntryOp entry);
};

} // namespace

static std::vector<Lifetime> getLifetimes(const CommandList &list) {
  std::vector<Lifetime> lifetimes(list.buffers.size());
  std::vector<int> collectives;
  for (int i = 0, e = list.commands.size(); i < e; ++i) {
    if (list.commands[i].isCollective())
      collectives.push_back(i);
    for (const CommandAccess &access : list.getLocalAccesses(i))
      lifetimes[access.buffer].touch(i);
    if (list.commands[i].kind == CommandKind::Release)
      lifetimes[list.getOffered(list.commands[i].partner).buffer].touch(i);
  }
  for (size_t i = 0; i < lifetimes.size(); ++i)
    if (list.buffers[i].arena == Arena::Wire ||
        list.buffers[i].arena == Arena::Gathered)
      lifetimes[i].end =
          addReuseSlack(collectives, list.commands.size(), lifetimes[i].end);
  return lifetimes;
}

void PlanMemory::placeStates() {
  llvm::StringMap<int64_t> ends;
  Builder builder(&getContext());
  for (auto state : getOperation().getOps<plan::StateOp>()) {
    int64_t &end = ends[state.getArena()];
    state.setOffset(end);
    end += llvm::alignTo(state.getBytes(), kBufferAlignment);
  }
}

LogicalResult PlanMemory::placeEntry(plan::EntryOp entry) {
  FailureOr<EntryCommands> commands = readEntry(entry);
  if (failed(commands))
    return failure();
  std::vector<Lifetime> lifetimes = getLifetimes(commands->list);
  Builder builder(&getContext());
  NamedAttrList report;
  static constexpr std::pair<Arena, StringLiteral> arenas[] = {
      {Arena::Transient, "transient"},
      {Arena::Wire, "wire"},
      {Arena::Gathered, "gathered"}};
  for (auto [arena, name] : arenas) {
    ArenaLayout layout;
    SmallVector<plan::AllocOp> allocs;
    for (auto [i, buffer] : llvm::enumerate(commands->list.buffers)) {
      if (buffer.arena != arena || lifetimes[i].begin < 0)
        continue;
      layout.add(buffer.bytes, lifetimes[i].begin, lifetimes[i].end);
      allocs.push_back(cast<plan::AllocOp>(commands->buffers[i]));
    }
    layout.place();
    for (auto [alloc, item] : llvm::zip(allocs, layout.getItems()))
      alloc.setOffset(item.offset);
    report.append(
        name, builder.getDictionaryAttr(
                  {builder.getNamedAttr(
                       "sum", builder.getI64IntegerAttr(layout.getSum())),
                   builder.getNamedAttr(
                       "peak", builder.getI64IntegerAttr(layout.getLivePeak())),
                   builder.getNamedAttr("planned", builder.getI64IntegerAttr(
                                                       layout.getPlanned()))}));
  }
  entry->setAttr("memory", report.getDictionary(&getContext()));
  for (auto alloc :
       llvm::make_early_inc_range(entry.getBody().getOps<plan::AllocOp>()))
    if (alloc->use_empty())
      alloc.erase();
  return success();
}

void PlanMemory::runOnOperation() {
  placeStates();
  for (auto entry : getOperation().getOps<plan::EntryOp>())
    if (failed(placeEntry(entry)))
      return signalPassFailure();
}
