// threads_comm.cpp - offers and all-reduce between threads
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>

#include "float_reduction.h"
#include "threads_world.h"

namespace fsdp_rt {
namespace {

// Phases of one all-reduce.
enum : uint64_t { kArrived = 0, kReduced = 1, kFinished = 2, kPhases = 3 };
// From here on the ranks divide the elements among them and fetch each other's part.
constexpr uint64_t kDivideFrom = 16384;

template <typename Call>
fsdp_rt_status Forward(fsdp_rt_comm* comm, fsdp_rt_error* out_error, Call&& call) {
  return Guard(out_error, [&] { return call(static_cast<ThreadsComm*>(comm)); });
}

void AbortWorld(fsdp_rt_comm* comm, const fsdp_rt_error* why) {
  static_cast<ThreadsComm*>(comm)->world()->Abort(Status(*why));
}

const fsdp_rt_comm_vtable kVtable = {
    sizeof(fsdp_rt_comm_vtable),
    [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, const void* memory, uint64_t bytes, fsdp_rt_error* error) {
      return Forward(comm, error, [&](ThreadsComm* self) { return self->Publish(axis, ticket, memory, bytes); });
    },
    [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, const void** out_sources, fsdp_rt_error* error) {
      return Forward(comm, error, [&](ThreadsComm* self) { return self->Acquire(axis, ticket, out_sources); });
    },
    [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, fsdp_rt_error* error) {
      return Forward(comm, error, [&](ThreadsComm* self) { return self->Release(axis, ticket); });
    },
    [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, fsdp_rt_error* error) {
      return Forward(comm, error, [&](ThreadsComm* self) { return self->Reclaim(axis, ticket); });
    },
    /*all_gather=*/nullptr,
    /*all_to_all=*/nullptr,
    [](fsdp_rt_comm* comm, uint32_t axis, const float* source, float* dest, uint64_t count, uint32_t op, double scale,
       fsdp_rt_error* error) {
      return Forward(comm, error,
                     [&](ThreadsComm* self) { return self->AllReduce(axis, source, dest, count, op, scale); });
    },
    AbortWorld};

}  // namespace

ThreadsComm::ThreadsComm(ThreadsWorld* world, uint32_t rank)
    : fsdp_rt_comm{&kVtable, int32_t(rank), world->replicas(), world->shards()}, world_(world) {}

ThreadsComm::AxisState& ThreadsComm::State(uint32_t axis) {
  AxisState& state = axes_[axis];
  if (!state.boards) state.boards = world_->BoardsOf(axis);
  return state;
}

AxisBoard& ThreadsComm::Board(uint32_t axis, uint32_t member) { return State(axis).boards[RankOf(axis, member)]; }

AxisBoard& ThreadsComm::Own(uint32_t axis) { return State(axis).boards[rank]; }

Status ThreadsComm::CheckCall(uint32_t axis) {
  FSDP_RT_TRY(CheckAxis(axis, world_->size()));
  if (world_->aborted()) return world_->AbortedStatus(rank);
  return {};
}

template <typename Done>
Status ThreadsComm::WaitFor(uint32_t axis, uint32_t member, const std::string& what, Done&& done) {
  uint32_t other = RankOf(axis, member);
  world_->progress(other).WaitUntil(Clock::now() + world_->deadline(), world_->spins(),
                                    [&] { return done() || world_->aborted(); });
  if (done()) return {};
  if (world_->aborted()) return world_->AbortedStatus(rank);
  return Status(FSDP_RT_DEADLINE_EXCEEDED,
                Concat("rank ", other, " did not ", what, " of the ", AxisName(axis), " axis within ",
                       world_->deadline().count(), " ms"),
                int(other));
}

Status ThreadsComm::Publish(uint32_t axis, uint64_t ticket, const void* memory, uint64_t bytes) {
  FSDP_RT_TRY(CheckCall(axis));
  Offer& offer = Own(axis).offers[ticket % kMaxOutstanding];
  if (ticket >= kMaxOutstanding) {
    uint64_t earlier = ticket - kMaxOutstanding + 1;
    for (uint32_t member = 0; member < AxisSize(axis); ++member)
      if (Board(axis, member).offers[ticket % kMaxOutstanding].released.load(std::memory_order_acquire) < earlier)
        return Error(FSDP_RT_UNSUPPORTED, "not supported yet: more than ", kMaxOutstanding,
                     " offers outstanding on the ", AxisName(axis), " axis");
  }
  offer.memory.store(memory, std::memory_order_relaxed);
  offer.bytes.store(bytes, std::memory_order_relaxed);
  offer.published.store(ticket + 1, std::memory_order_release);
  world_->progress(rank).Advance();
  return {};
}

Status ThreadsComm::Acquire(uint32_t axis, uint64_t ticket, const void** out_sources) {
  FSDP_RT_TRY(CheckCall(axis));
  uint64_t bytes = Own(axis).offers[ticket % kMaxOutstanding].bytes.load(std::memory_order_relaxed);
  for (uint32_t member = 0; member < AxisSize(axis); ++member) {
    Offer& offer = Board(axis, member).offers[ticket % kMaxOutstanding];
    FSDP_RT_TRY(WaitFor(axis, member, Concat("publish ticket ", ticket),
                        [&] { return offer.published.load(std::memory_order_acquire) > ticket; }));
    out_sources[member] = offer.memory.load(std::memory_order_relaxed);
    if (uint64_t theirs = offer.bytes.load(std::memory_order_relaxed); theirs != bytes)
      return Status(FSDP_RT_INVALID_ARGUMENT,
                    Concat("rank ", RankOf(axis, member), " offered ", theirs, " bytes as ticket ", ticket, " of the ",
                           AxisName(axis), " axis, this rank ", bytes, "; all ranks must run the same entries"),
                    rank);
  }
  return {};
}

Status ThreadsComm::Release(uint32_t axis, uint64_t ticket) {
  FSDP_RT_TRY(CheckCall(axis));
  Own(axis).offers[ticket % kMaxOutstanding].released.store(ticket + 1, std::memory_order_release);
  world_->progress(rank).Advance();
  return {};
}

Status ThreadsComm::Reclaim(uint32_t axis, uint64_t ticket) {
  FSDP_RT_TRY(CheckCall(axis));
  for (uint32_t member = 0; member < AxisSize(axis); ++member) {
    Offer& offer = Board(axis, member).offers[ticket % kMaxOutstanding];
    FSDP_RT_TRY(WaitFor(axis, member, Concat("release ticket ", ticket),
                        [&] { return offer.released.load(std::memory_order_acquire) > ticket; }));
  }
  return {};
}

void ThreadsComm::EnterPhase(uint32_t axis, uint64_t phase) {
  Own(axis).phase.store(phase + 1, std::memory_order_release);
  world_->progress(rank).Advance();
}

Status ThreadsComm::WaitForPhase(uint32_t axis, uint64_t phase) {
  for (uint32_t member = 0; member < AxisSize(axis); ++member) {
    AxisBoard& board = Board(axis, member);
    FSDP_RT_TRY(WaitFor(axis, member, Concat("reach all-reduce ", phase / kPhases),
                        [&] { return board.phase.load(std::memory_order_acquire) > phase; }));
  }
  return {};
}

Status ThreadsComm::AllReduce(uint32_t axis, const float* source, float* dest, uint64_t count, uint32_t op,
                              double scale) {
  FSDP_RT_TRY(CheckCall(axis));
  if (op > 1) return Error(FSDP_RT_INVALID_ARGUMENT, "all_reduce op ", op, ", expected 0 (sum) or 1 (max)");
  uint64_t base = State(axis).all_reduces++ * kPhases;
  AxisBoard& own = Own(axis);
  own.source.store(source, std::memory_order_relaxed);
  own.dest.store(dest, std::memory_order_relaxed);
  own.count.store(count, std::memory_order_relaxed);
  EnterPhase(axis, base + kArrived);
  FSDP_RT_TRY(WaitForPhase(axis, base + kArrived));

  uint32_t size = AxisSize(axis);
  uint32_t me = RankInAxis(axis, uint32_t(rank));
  std::vector<const float*> sources(size);
  std::vector<float*> dests(size);
  for (uint32_t member = 0; member < size; ++member) {
    if (uint64_t theirs = Board(axis, member).count.load(std::memory_order_relaxed); theirs != count)
      return Error(FSDP_RT_INVALID_ARGUMENT, "rank ", RankOf(axis, member), " all-reduces ", theirs,
                   " elements over the ", AxisName(axis), " axis, this rank ", count,
                   "; all ranks must run the same entries");
    sources[member] = Board(axis, member).source.load(std::memory_order_relaxed);
    dests[member] = Board(axis, member).dest.load(std::memory_order_relaxed);
  }
  if (count < kDivideFrom || size == 1) {
    ReduceFloats(sources, dest, 0, count, op, scale);
  } else {
    // Parts of whole cache lines; each element is reduced once, so all ranks agree bit for bit.
    uint64_t part = (count / size + 15) / 16 * 16;
    auto first = [&](uint32_t member) { return std::min(count, member * part); };
    auto last = [&](uint32_t member) { return member + 1 == size ? count : std::min(count, (member + 1) * part); };
    ReduceFloats(sources, dest, first(me), last(me), op, scale);
    EnterPhase(axis, base + kReduced);
    FSDP_RT_TRY(WaitForPhase(axis, base + kReduced));
    for (uint32_t member = 0; member < size; ++member)
      if (member != me) std::copy(dests[member] + first(member), dests[member] + last(member), dest + first(member));
  }
  EnterPhase(axis, base + kFinished);
  return WaitForPhase(axis, base + kFinished);
}

}  // namespace fsdp_rt
