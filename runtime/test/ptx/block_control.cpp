// block_control.cpp - control flow of a block: groups of threads, branches, calls, barriers, deadlocks
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>
#include <cstring>

#include "block.h"

namespace fsdp_ptx {

void Block::Add(uint32_t pc, const LaneMask& lanes) {
  const auto at =
      std::lower_bound(ready_.begin(), ready_.end(), pc, [](const Group& g, uint32_t p) { return g.pc > p; });
  if (at != ready_.end() && at->pc == pc) {
    at->lanes = at->lanes | lanes;
  } else {
    ready_.insert(at, {pc, lanes});
  }
}

bool Block::TakeNext() {
  if (ready_.empty() && !ReleaseBarriers()) {
    if (!failed_ && !(exited_ == all_)) ReportDeadlock();
    return false;
  }
  current_ = ready_.back();
  ready_.pop_back();
  return true;
}

// Runs the current group until it ends, waits or meets the next one.
void Block::RunGroup() {
  leave_group_ = false;
  uint32_t turn = 0;
  while (!failed_ && !leave_group_) {
    if (!ready_.empty() && ready_.back().pc <= current_.pc) {
      // The other group is to run first, or stands at the same place and joins this one.
      return Add(current_.pc, current_.lanes);
    }
    Step(program_.code[current_.pc]);
    if (++turn < kSlice || leave_group_) continue;
    turn = 0;
    if (options_.cancel && options_.cancel->load(std::memory_order_relaxed)) {
      Fail(Code::kCancelled, current_.lanes.first(), "cancelled");
    } else if (!ready_.empty()) {
      GiveTurn();
    }
  }
}

// The group may be in a loop that waits for threads at a higher counter: the highest ones run for a while.
void Block::GiveTurn() {
  const Group highest = ready_.front();
  ready_.erase(ready_.begin());
  Add(current_.pc, current_.lanes);
  current_ = highest;
  for (uint32_t k = 0; k < kSlice && !failed_ && !leave_group_; ++k) Step(program_.code[current_.pc]);
}

void Block::Step(const Instruction& i) {
  instruction_ = &i;
  LaneMask taken = current_.lanes;
  if (i.predicated) {
    const LaneMask undefined = options_.check_uninitialized ? UndefinedIn(i.predicate, current_.lanes) : LaneMask();
    if (undefined.any()) return Fail(Code::kUninitialized, undefined.first(), "reads a predicate that nothing wrote");
    taken = PredicateMask(i);
  }
  const uint32_t count = taken.count();
  report_->instructions += 1;
  report_->thread_instructions += count;
  if (count > budget_) {
    return Fail(
        Code::kBudget, taken.first(),
        "the launch's budget of " + std::to_string(options_.instruction_budget) + " thread-instructions is used up");
  }
  budget_ -= count;
  if (count == 0) {
    ++current_.pc;
    return;
  }
  if (i.control == Control::kWarp) {
    if (const LaneMask rest = current_.lanes - taken; rest.any()) Add(current_.pc + 1, rest);
    current_.lanes = taken;
    if (!GatherWarps(i)) return;
    taken = current_.lanes;
  }
  SetActive(taken);
  if (!CheckDefined(i)) return;
  if (i.approximate && !options_.allow_approximate) {
    return Fail(Code::kUnsupported, active_.first(),
                "not supported yet: an approximate operation, whose bits depend on the hardware");
  }
  if (i.run) i.run(*this, i);
  if (failed_) return;
  MarkDefined(i);
  if (i.control == Control::kNext || i.control == Control::kWarp) {
    ++current_.pc;
  } else {
    Leave(i, taken);
  }
}

void Block::Leave(const Instruction& i, const LaneMask& taken) {
  const LaneMask rest = current_.lanes - taken;
  switch (i.control) {
    case Control::kBranch:
      return Branch(taken, i.target);
    case Control::kTrap:
      return Fail(Code::kTrap, taken.first(), "trap");
    default:
      break;
  }
  // These take threads away from the group; the others go on.
  current_.lanes = taken;
  const uint32_t pc = current_.pc;
  if (rest.any()) Add(pc + 1, rest);
  switch (i.control) {
    case Control::kBranchTable:
      BranchTable(i);
      break;
    case Control::kCall:
      return EnterCall(i);
    case Control::kReturn:
      Return(i, taken);
      break;
    case Control::kExit:
      Exit(taken);
      break;
    case Control::kBarrier:
      Arrive(i);
      break;
    default:
      break;
  }
  leave_group_ = true;
}

void Block::Branch(const LaneMask& taken, uint32_t target) {
  const LaneMask rest = current_.lanes - taken;
  if (!rest.any()) {
    current_.pc = target;
    return;
  }
  Add(target, taken);
  current_.lanes = rest;
  ++current_.pc;
}

void Block::BranchTable(const Instruction& i) {
  const std::vector<uint32_t>& table = program_.branch_tables[i.target];
  const uint32_t* index = Lanes<uint32_t>(i.src[0]);
  current_.lanes.ForEach([&](uint32_t lane) {
    if (index[lane] >= table.size()) {
      return Fail(Code::kTrap, lane,
                  "index " + std::to_string(index[lane]) + " of " + std::to_string(table.size()) + " branch targets");
    }
    LaneMask one;
    one.set(lane);
    Add(table[index[lane]], one);
  });
}

void Block::CopyFrame(const std::vector<FrameCopy>& copies, const LaneMask& lanes) {
  for (const FrameCopy& copy : copies) {
    lanes.ForEach([&](uint32_t lane) { std::memmove(Frame(lane) + copy.to, Frame(lane) + copy.from, copy.bytes); });
  }
}

void Block::EnterCall(const Instruction& i) {
  const Call& call = program_.calls[i.target];
  CopyFrame(call.arguments, current_.lanes);
  std::vector<uint32_t>& back = return_pc_[call.function];
  current_.lanes.ForEach([&](uint32_t lane) { back[lane] = current_.pc; });
  current_.pc = program_.functions[call.function].entry;
}

// Threads go back to the calls that they came from, which may differ.
void Block::Return(const Instruction& i, const LaneMask& lanes) {
  const std::vector<uint32_t>& back = return_pc_[i.target];
  LaneMask left = lanes;
  while (left.any()) {
    const uint32_t pc = back[left.first()];
    LaneMask same;
    left.ForEach([&](uint32_t lane) {
      if (back[lane] == pc) same.set(lane);
    });
    left = left - same;
    CopyFrame(program_.calls[program_.code[pc].target].results, same);
    Add(pc + 1, same);
  }
}

void Block::Exit(const LaneMask& lanes) { exited_ = exited_ | lanes; }

void Block::Arrive(const Instruction& i) {
  const uint32_t lane = current_.lanes.first();
  const uint32_t number = i.sources > 0 ? Lanes<uint32_t>(i.src[0])[lane] : 0;
  if (number >= kBarriers) return Fail(Code::kTrap, lane, "barrier " + std::to_string(number) + " of 16");
  if (i.sources > 1 && Lanes<uint32_t>(i.src[1])[lane] != padded_ && Lanes<uint32_t>(i.src[1])[lane] != threads_) {
    return Fail(Code::kUnsupported, lane, "not supported yet: a barrier of a part of the block's threads");
  }
  Barrier& barrier = barriers_[number];
  barrier.arrived.push_back(current_);
  barrier.lanes = barrier.lanes | current_.lanes;
}

// Splits the group into warps whose members are all here, which stay, and the others, which wait for theirs.
bool Block::GatherWarps(const Instruction& i) {
  for (size_t k = 0; k < parked_.size(); ++k) {
    if (parked_[k].pc != current_.pc) continue;
    current_.lanes = current_.lanes | parked_[k].lanes;
    parked_.erase(parked_.begin() + static_cast<ptrdiff_t>(k));
    break;
  }
  if (i.aux[3] == 0) return true;  // activemask, vote without members: whoever is here
  const Slot& member_slot = i.src[i.sources - 1];
  const LaneMask undefined = UndefinedIn(member_slot, current_.lanes);
  if (undefined.any()) {
    Fail(Code::kUninitialized, undefined.first(), "reads a member mask that nothing wrote");
    return false;
  }
  const uint32_t* members = Lanes<uint32_t>(member_slot);
  LaneMask complete;
  for (uint32_t w = 0; w < warps(); ++w) {
    const uint32_t here = current_.lanes.warp(w);
    if (!here) continue;
    uint32_t runs = 0;
    for (uint32_t k = 0; k < kWarpSize; ++k) {
      if (!((here >> k) & 1)) continue;
      const uint32_t lane = w * kWarpSize + k;
      const uint32_t wanted = members[lane] & all_.warp(w);
      if (!((wanted >> k) & 1)) {
        Fail(Code::kDeadlock, lane, "the thread is not in its own member mask");
        return false;
      }
      if (const uint32_t gone = wanted & exited_.warp(w)) {
        Fail(Code::kDeadlock, lane,
             "lane " + std::to_string(std::countr_zero(gone)) + " of the member mask has exited");
        return false;
      }
      if ((wanted & here) == wanted) runs |= 1u << k;
    }
    complete.set_warp(w, runs);
  }
  const LaneMask waiting = current_.lanes - complete;
  if (waiting.any()) parked_.push_back({current_.pc, waiting});
  current_.lanes = complete;
  if (complete.any()) return true;
  leave_group_ = true;
  return false;
}

bool Block::CheckAligned(uint32_t number, const Barrier& barrier) {
  for (uint32_t w = 0; w < warps(); ++w) {
    uint32_t first_pc = 0;
    bool seen = false;
    for (const Group& group : barrier.arrived) {
      if (!group.lanes.warp(w)) continue;
      if (seen && group.pc != first_pc && program_.code[group.pc].aligned) {
        instruction_ = &program_.code[group.pc];
        Fail(Code::kDeadlock, group.lanes.first(),
             "threads of one warp wait for barrier " + std::to_string(number) +
                 " at different instructions, of which this one is .aligned");
        return false;
      }
      first_pc = group.pc;
      seen = true;
    }
  }
  return true;
}

// Nobody can run: a barrier at which all threads wait that have not exited lets them go.
bool Block::ReleaseBarriers() {
  for (uint32_t number = 0; number < kBarriers; ++number) {
    Barrier& barrier = barriers_[number];
    if (!barrier.lanes.any() || !((barrier.lanes | exited_) == all_)) continue;
    if (!CheckAligned(number, barrier)) return false;
    for (const Group& group : barrier.arrived) Add(group.pc + 1, group.lanes);
    barrier = Barrier();
    memory_.BlockBarrier();
    return true;
  }
  return false;
}

void Block::ReportDeadlock() {
  std::string where;
  const auto describe = [&](const Group& group, const std::string& what) {
    if (where.empty()) instruction_ = &program_.code[group.pc];
    where += (where.empty() ? "" : "; ") + std::to_string(group.lanes.count()) + " threads (the first is " +
             std::to_string(group.lanes.first()) + ") wait " + what + " at line " +
             std::to_string(program_.code[group.pc].line);
  };
  LaneMask waiting;
  for (uint32_t number = 0; number < kBarriers; ++number) {
    for (const Group& group : barriers_[number].arrived) {
      describe(group, "for barrier " + std::to_string(number));
      waiting = waiting | group.lanes;
    }
  }
  for (const Group& group : parked_) {
    describe(group, "for lanes of their warp");
    waiting = waiting | group.lanes;
  }
  Fail(Code::kDeadlock, waiting.first(),
       "deadlock: " + where + "; " + std::to_string(exited_.count()) + " threads exited");
}

}  // namespace fsdp_ptx
