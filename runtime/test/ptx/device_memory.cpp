// device_memory.cpp - the state spaces of a launch and the checks of every access
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "device_memory.h"

#include <algorithm>
#include <cstring>

namespace fsdp_ptx {
namespace {

constexpr size_t kMaxRanges = 1 << 16;

std::string Hex(uint64_t value) {
  static constexpr char kDigits[] = "0123456789abcdef";
  std::string text;
  do {
    text.insert(text.begin(), kDigits[value & 15]);
    value >>= 4;
  } while (value);
  return "0x" + text;
}

const char* SpaceName(Space space) {
  switch (space) {
    case Space::kShared:
      return "shared";
    case Space::kLocal:
      return "local";
    case Space::kConst:
      return "constant";
    case Space::kParam:
      return "parameter";
    default:
      return "global";
  }
}

void Merge(std::vector<ByteRange>* ranges) {
  std::sort(ranges->begin(), ranges->end(), [](const ByteRange& a, const ByteRange& b) { return a.begin < b.begin; });
  size_t kept = 0;
  for (const ByteRange& range : *ranges) {
    if (kept && range.begin <= (*ranges)[kept - 1].end) {
      (*ranges)[kept - 1].end = std::max((*ranges)[kept - 1].end, range.end);
    } else {
      (*ranges)[kept++] = range;
    }
  }
  ranges->resize(kept);
}

void Append(uint64_t begin, uint64_t end, std::vector<ByteRange>* ranges) {
  if (!ranges->empty() && ranges->back().end == begin) {
    ranges->back().end = end;
    return;
  }
  if (ranges->size() == ranges->capacity() && ranges->size() >= kMaxRanges) Merge(ranges);
  ranges->push_back({begin, end});
}

}  // namespace

BlockMemory::BlockMemory(const Kernel& kernel, const Launch& launch, uint32_t threads, const uint8_t* parameters,
                         MemoryMap* memory, const RunOptions& options)
    : map_(memory), options_(options), grid_(launch.grid) {
  const Program& program = KernelAccess::program(kernel);
  const uint64_t statics =
      launch.dynamic_shared_bytes ? AlignUp(program.shared_bytes, program.shared_alignment) : program.shared_bytes;
  shared_bytes_ = static_cast<uint32_t>(statics) + launch.dynamic_shared_bytes;
  local_bytes_ = program.local_bytes;
  local_stride_ = static_cast<uint32_t>(AlignUp(local_bytes_, 16));
  shared_ = std::make_unique<uint64_t[]>(shared_bytes_ / 8 + 1);
  local_ = std::make_unique<uint64_t[]>(size_t{local_stride_} * threads / 8 + 1);
  shared_written_.resize(shared_bytes_);
  local_written_.resize(size_t{local_stride_} * threads);
  for (const VariableStorage& variable : KernelAccess::image(kernel).variables) {
    const uint64_t begin = reinterpret_cast<uint64_t>(variable.data);
    regions_.push_back(
        {begin, begin + variable.bytes, variable.data, nullptr, variable.space == Space::kGlobal, variable.space});
  }
  const uint64_t begin = reinterpret_cast<uint64_t>(parameters);
  regions_.push_back(
      {begin, begin + program.parameter_bytes, const_cast<uint8_t*>(parameters), nullptr, false, Space::kParam});
}

void BlockMemory::BlockBarrier() {
  ++epoch_;
  // Shared memory's history is one sequence of epochs over all blocks, which share nothing; it starts again before the
  // number that stamps hold comes round.
  if (++shared_epoch_ == Stamp::kEpochs) {
    shared_epoch_ = 0;
    shared_shadow_ = RaceShadow();
  }
}

void BlockMemory::StartBlock(uint32_t number) {
  BlockBarrier();
  block_ = number;
  epoch_ = 0;
  warp_epochs_.fill(0);
  std::fill(shared_written_.begin(), shared_written_.end(), 0);
  std::fill(local_written_.begin(), local_written_.end(), 0);
}

uint8_t* BlockMemory::Fault(Code code, std::string what) {
  fault_code_ = code;
  fault_ = std::move(what);
  return nullptr;
}

uint8_t* BlockMemory::OutOfBounds(Space space, uint64_t address, uint32_t bytes) {
  return Fault(Code::kOutOfBounds, "access of " + std::to_string(bytes) + " bytes at " + Hex(address) + " outside of " +
                                       SpaceName(space) + " memory (" +
                                       std::to_string(space == Space::kShared ? shared_bytes_ : local_bytes_) +
                                       " bytes from " + Hex(kSpaceBase) + ")");
}

const BlockMemory::Region* BlockMemory::FindRegion(Space space, uint64_t address) {
  const auto fits = [&](const Region& r) {
    return address - r.begin < r.end - r.begin && (space == Space::kGeneric || space == r.space);
  };
  if (fits(regions_[recent_])) return &regions_[recent_];
  for (size_t i = 0; i < regions_.size(); ++i) {
    if (fits(regions_[i])) {
      recent_ = i;
      return &regions_[i];
    }
  }
  Allocation found;
  std::string why = "no live allocation there";
  if ((space != Space::kGlobal && space != Space::kGeneric) || !map_ || !map_->Find(address, &found, &why)) {
    Fault(Code::kOutOfBounds, std::string(SpaceName(space)) + " address " + Hex(address) + ": " + why);
    return nullptr;
  }
  recent_ = regions_.size();
  regions_.push_back(
      {found.begin, found.end, reinterpret_cast<uint8_t*>(found.begin), found.written, found.writable, Space::kGlobal});
  return &regions_.back();
}

bool BlockMemory::CheckWritten(uint8_t* state, uint32_t bytes, AccessKind kind) {
  if (!state) return true;
  if (kind == AccessKind::kWrite || kind == AccessKind::kStrongWrite) {
    std::memset(state, 1, bytes);
    return true;
  }
  return !options_.check_uninitialized || std::memchr(state, 0, bytes) == nullptr;
}

bool BlockMemory::CheckRace(Space space, uint32_t lane, uint64_t address, uint32_t bytes, AccessKind kind) {
  using Kind = RaceShadow::Kind;
  static constexpr Kind kKinds[] = {Kind::kRead, Kind::kWrite, Kind::kStrongRead, Kind::kStrongWrite,
                                    Kind::kStrongWrite};
  const bool shared = space == Space::kShared;
  const uint64_t stamp =
      Stamp::Make(shared ? 0 : block_, shared ? shared_epoch_ : epoch_, lane, warp_epochs_[lane / kWarpSize]);
  RaceShadow& shadow = shared ? shared_shadow_ : global_shadow_;
  bool write = false;
  const uint64_t other = shadow.Access(address, bytes, kKinds[static_cast<int>(kind)], stamp, &write);
  if (!other) return true;
  const uint32_t block = shared ? block_ : Stamp::Block(other);
  const bool many = other & (Stamp::kManyThreads | Stamp::kManyWarps | Stamp::kManyBlocks);
  Fault(Code::kConflict,
        std::string(kind == AccessKind::kRead || kind == AccessKind::kStrongRead ? "reads" : "writes") + " what " +
            (many ? "other threads, the last of them thread " : "thread ") + std::to_string(Stamp::Thread(other)) +
            " of block (" + std::to_string(block % grid_.x) + ", " + std::to_string(block / grid_.x % grid_.y) + ", " +
            std::to_string(block / grid_.x / grid_.y % grid_.z) + ") " + (write ? "wrote" : "read") + " in " +
            SpaceName(space) + " memory at " + Hex(address) + ", and nothing orders the two");
  return false;
}

void BlockMemory::Record(uint64_t address, uint32_t bytes, AccessKind kind) {
  const bool reads = kind == AccessKind::kRead || kind == AccessKind::kStrongRead || kind == AccessKind::kAtomic;
  if (reads) Append(address, address + bytes, &read_);
  if (!reads || kind == AccessKind::kAtomic) Append(address, address + bytes, &write_);
}

uint8_t* BlockMemory::Access(Space space, uint32_t lane, uint64_t address, uint32_t bytes, AccessKind kind) {
  if (address & (bytes - 1)) {
    return Fault(Code::kMisaligned, "access of " + std::to_string(bytes) + " bytes at " + Hex(address) +
                                        ", which is no multiple of " + std::to_string(bytes));
  }
  if (space == Space::kGeneric) {
    if (address - kSharedWindow < kWindowBytes) {
      space = Space::kShared;
      address -= kSharedWindow;
    } else if (address - kLocalWindow < kWindowBytes) {
      space = Space::kLocal;
      address -= kLocalWindow;
    }
  }
  uint8_t* host = nullptr;
  uint8_t* state = nullptr;
  if (space == Space::kShared || space == Space::kLocal) {
    const bool shared = space == Space::kShared;
    const uint64_t size = shared ? shared_bytes_ : local_bytes_, offset = address - kSpaceBase;
    if (offset >= size || bytes > size - offset) return OutOfBounds(space, address, bytes);
    const size_t at = offset + (shared ? 0 : size_t{lane} * local_stride_);
    host = reinterpret_cast<uint8_t*>(shared ? shared_.get() : local_.get()) + at;
    state = (shared ? shared_written_ : local_written_).data() + at;
  } else {
    const Region* region = FindRegion(space, address);
    if (!region) return nullptr;
    const uint64_t offset = address - region->begin;
    if (bytes > region->end - address) {
      return Fault(Code::kOutOfBounds, "access of " + std::to_string(bytes) + " bytes at " + Hex(address) +
                                           " ends outside of [" + Hex(region->begin) + ", " + Hex(region->end) + ")");
    }
    if (kind != AccessKind::kRead && kind != AccessKind::kStrongRead && !region->writable) {
      return Fault(Code::kOutOfBounds, "write to read-only memory at " + Hex(address));
    }
    host = region->host + offset;
    state = region->written ? region->written + offset : nullptr;
    space = region->space;
    if (options_.record_ranges && space == Space::kGlobal) Record(address, bytes, kind);
  }
  if (options_.check_conflicts && (space == Space::kShared || space == Space::kGlobal) &&
      !CheckRace(space, lane, address, bytes, kind)) {
    return nullptr;
  }
  if (!CheckWritten(state, bytes, kind)) {
    return Fault(Code::kUninitialized,
                 std::string("reads ") + SpaceName(space) + " memory at " + Hex(address) + " that nothing wrote");
  }
  return host;
}

std::vector<ByteRange> BlockMemory::TakeRanges(bool written) {
  std::vector<ByteRange> ranges = std::move(written ? write_ : read_);
  Merge(&ranges);
  return ranges;
}

}  // namespace fsdp_ptx
