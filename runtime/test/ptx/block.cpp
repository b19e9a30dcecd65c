// block.cpp - a block's state, the checks around each instruction, and errors that say where
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "block.h"

#include <algorithm>
#include <cstring>

namespace fsdp_ptx {
namespace {

std::string Text(Dim3 d) {
  return "(" + std::to_string(d.x) + ", " + std::to_string(d.y) + ", " + std::to_string(d.z) + ")";
}

template <typename T>
void FillLanes(T* values, uint32_t lanes, const auto& value) {
  for (uint32_t t = 0; t < lanes; ++t) values[t] = static_cast<T>(value(t));
}

}  // namespace

Block::Block(const Kernel& kernel, const Launch& launch, const uint8_t* parameters, MemoryMap* memory,
             const RunOptions& options, RunReport* report)
    : kernel_(kernel),
      program_(KernelAccess::program(kernel)),
      launch_(launch),
      parameters_(parameters),
      options_(options),
      report_(report),
      threads_(static_cast<uint32_t>(launch.block.count())),
      padded_(static_cast<uint32_t>(AlignUp(threads_, kWarpSize))),
      registers_(std::make_unique<uint8_t[]>(size_t{program_.register_bytes} * padded_)),
      frame_(std::make_unique<uint8_t[]>(size_t{program_.frame_bytes} * padded_)),
      return_pc_(program_.functions.size(), std::vector<uint32_t>(padded_)),
      all_(LaneMask::First(threads_)),
      defined_(program_.register_ids),
      all_defined_(program_.register_ids),
      memory_(kernel, launch, padded_, parameters, memory, options),
      budget_(options.instruction_budget) {
  for (const Constant& constant : program_.constants) FillConstant(constant);
}

Dim3 Block::ThreadIndex(uint32_t lane) const {
  const Dim3& b = launch_.block;
  return {lane % b.x, lane / b.x % b.y, lane / b.x / b.y};
}

uint64_t Block::ConstantOf(const Constant& constant, uint32_t lane) const {
  const auto pick = [&](Dim3 d) { return constant.axis == 0 ? d.x : constant.axis == 1 ? d.y : d.z; };
  const uint64_t bit = lane % kWarpSize;
  switch (constant.kind) {
    case Constant::Kind::kValue:
      return constant.value;
    case Constant::Kind::kTid:
      return lane < threads_ ? pick(ThreadIndex(lane)) : 0;
    case Constant::Kind::kNtid:
      return pick(launch_.block);
    case Constant::Kind::kCtaid:
      return pick(index_);
    case Constant::Kind::kNctaid:
      return pick(launch_.grid);
    case Constant::Kind::kLaneId:
      return bit;
    case Constant::Kind::kWarpId:
      return lane / kWarpSize;
    case Constant::Kind::kNwarpId:
      return warps();
    case Constant::Kind::kLaneMask: {
      const uint32_t eq = 1u << bit, lt = eq - 1;
      const uint32_t masks[] = {eq, lt | eq, lt, ~lt, ~(lt | eq)};
      return masks[constant.axis];
    }
    case Constant::Kind::kParameters:
      return reinterpret_cast<uint64_t>(parameters_) + constant.value;
    case Constant::Kind::kDynamicShared:
      return kSpaceBase + AlignUp(program_.shared_bytes, program_.shared_alignment) + constant.value;
  }
  return 0;
}

void Block::FillConstant(const Constant& constant) {
  using Kind = Constant::Kind;
  const bool differs = constant.kind == Kind::kTid || constant.kind == Kind::kLaneId ||
                       constant.kind == Kind::kWarpId || constant.kind == Kind::kLaneMask;
  const uint64_t common = ConstantOf(constant, 0);
  const auto value = [&](uint32_t lane) { return differs ? ConstantOf(constant, lane) : common; };
  switch (constant.bytes) {
    case 1:
      return FillLanes(Lanes<uint8_t>(constant.slot), padded_, value);
    case 2:
      return FillLanes(Lanes<uint16_t>(constant.slot), padded_, value);
    case 4:
      return FillLanes(Lanes<uint32_t>(constant.slot), padded_, value);
    default:
      return FillLanes(Lanes<uint64_t>(constant.slot), padded_, value);
  }
}

Status Block::Run(Dim3 index, uint32_t number) {
  index_ = index;
  memory_.StartBlock(number);
  for (const Constant& constant : program_.constants) {
    if (constant.kind == Constant::Kind::kCtaid) FillConstant(constant);
  }
  std::fill(defined_.begin(), defined_.end(), LaneMask());
  std::fill(all_defined_.begin(), all_defined_.end(), 0);
  exited_ = LaneMask();
  ready_.clear();
  parked_.clear();
  for (Barrier& barrier : barriers_) barrier = Barrier();
  Add(program_.functions.back().entry, all_);
  while (!failed_ && TakeNext()) RunGroup();
  return status_;
}

void Block::SetActive(const LaneMask& lanes) {
  if (lanes == active_) return;
  active_ = lanes;
  full_ = lanes == all_;
  for (uint32_t t = 0; t < padded_; ++t) active_bytes_[t] = lanes.test(t);
}

LaneMask Block::PredicateMask(const Instruction& i) {
  LaneMask mask;
  const uint8_t* values = Lanes<uint8_t>(i.predicate);
  const uint8_t wanted = i.predicate_negated ? 0 : 1;
  for (uint32_t w = 0; w < padded_ / kWarpSize; ++w) {
    uint32_t bits = 0;
    for (uint32_t k = 0; k < kWarpSize; ++k) bits |= static_cast<uint32_t>(values[w * kWarpSize + k] == wanted) << k;
    mask.set_warp(w, bits);
  }
  return mask & current_.lanes;
}

LaneMask Block::UndefinedIn(const Slot& slot, const LaneMask& lanes) const {
  if (slot.id == kNoId || all_defined_[slot.id]) return {};
  return lanes - defined_[slot.id];
}

bool Block::CheckDefined(const Instruction& i) {
  if (!options_.check_uninitialized || i.copies_undefined) return true;
  for (uint32_t k = 0; k < i.sources; ++k) {
    const Slot& slot = i.src[k];
    if (slot.id == kNoId || all_defined_[slot.id]) continue;
    const LaneMask undefined = active_ - defined_[slot.id];
    if (undefined.any()) {
      Fail(Code::kUninitialized, undefined.first(),
           "reads a register (source " + std::to_string(k + 1) + ") that nothing wrote");
      return false;
    }
  }
  return true;
}

void Block::MarkDefined(const Instruction& i) {
  LaneMask undefined;
  if (i.copies_undefined) {
    for (uint32_t k = 0; k < i.sources; ++k) undefined = undefined | UndefinedIn(i.src[k], active_);
  }
  const bool some_undefined = i.copies_undefined && undefined.any();
  for (uint32_t k = 0; k < i.destinations; ++k) {
    const uint32_t id = i.dst[k].id;
    if (id == kNoId) continue;
    if (some_undefined) {
      if (all_defined_[id]) defined_[id] = all_;
      all_defined_[id] = 0;
      defined_[id] = (defined_[id] | active_) - undefined;
    } else if (full_) {
      all_defined_[id] = 1;
    } else if (!all_defined_[id]) {
      defined_[id] = defined_[id] | active_;
    }
  }
}

void Block::Fail(Code code, uint32_t lane, const std::string& what, uint64_t address) {
  if (failed_) return;
  failed_ = true;
  Fault fault;
  fault.kernel = kernel_.name();
  fault.block = index_;
  fault.thread = ThreadIndex(lane);
  fault.address = address;
  if (instruction_) {
    fault.line = instruction_->line;
    for (char c : instruction_->text) fault.instruction += c == '\t' || c == '\n' ? ' ' : c;
  }
  const std::string message = "kernel '" + fault.kernel + "', line " + std::to_string(fault.line) + ": '" +
                              fault.instruction + "', block " + Text(fault.block) + ", thread " + Text(fault.thread) +
                              ": " + what;
  status_ = Status(code, message, std::move(fault));
}

}  // namespace fsdp_ptx
