// peer_boards.cpp - ranks of one node show each other their memory
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "peer_boards.h"

#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <new>
#include <thread>

namespace fsdp_rt {
namespace {

// Where a process is: those with the same boot of one kernel, and the same numbers of processes, see each other's
// files.
struct Home {
  char boot[40] = "";
  uint64_t processes = 0;
  int32_t process = 0, file = -1;
};

Home FindHome(int file) {
  Home home;
  home.process = getpid();
  home.file = file;
  if (FILE* boot = std::fopen("/proc/sys/kernel/random/boot_id", "r")) {
    if (!std::fgets(home.boot, sizeof(home.boot), boot)) home.boot[0] = 0;
    std::fclose(boot);
  }
  struct stat space{};
  if (stat("/proc/self/ns/pid", &space) == 0) home.processes = space.st_ino;
  return home;
}

PeerBoards* BoardsOf(fsdp_rt_comm* comm) { return static_cast<MpiComm*>(comm)->boards(); }

}  // namespace

PeerBoards::~PeerBoards() {
  for (Peer& peer : peers_) {
    for (const auto& [number, block] : peer.blocks) UnmapBlock(block);
    if (peer.memory.memory) UnmapBlock(peer.memory);
  }
}

Status PeerBoards::Unmappable(const std::string& why) const {
  return Error(FSDP_RT_UNSUPPORTED, "ranks cannot read each other's memory in place: ", why,
               "; choose the transport buffered, or start all ranks on one node, as one user");
}

Status PeerBoards::Create() {
  const uint32_t ranks = WorldSize(*comm_), me = uint32_t(comm_->rank);
  spins_ = ranks <= std::thread::hardware_concurrency() ? Progress::kSpinsAlone : Progress::kSpinsShared;
  peers_.resize(ranks);
  FSDP_RT_TRY(MapBlock(sizeof(PeerBoard), alignof(PeerBoard), /*shared=*/true, &peers_[me].memory));
  new (peers_[me].memory.memory) PeerBoard;
  const Home mine = FindHome(peers_[me].memory.file);
  std::vector<Home> homes(ranks);
  FSDP_RT_TRY(comm_->AllGather(FSDP_RT_AXIS(1, ranks), &mine, homes.data(), sizeof(mine)));
  for (uint32_t rank = 0; rank < ranks; ++rank) {
    if (std::strcmp(homes[rank].boot, homes[0].boot) != 0 || homes[rank].processes != homes[0].processes)
      return Unmappable(Concat("rank ", rank, " is not on the node, or not in the container, of rank 0"));
    peers_[rank].process = homes[rank].process;
    if (rank == me) continue;
    if (Status status = MapBlockOf(homes[rank].process, homes[rank].file, peers_[me].memory.bytes, /*writable=*/true,
                                   &peers_[rank].memory);
        !status.ok())
      return Unmappable(Concat("rank ", rank, ": ", status.message()));
  }
  for (Peer& peer : peers_) peer.board = reinterpret_cast<PeerBoard*>(peer.memory.memory);
  // Files are closed when all have opened them.
  uint8_t here = 1;
  std::vector<uint8_t> all(ranks);
  return comm_->AllGather(FSDP_RT_AXIS(1, ranks), &here, all.data(), 1);
}

Status PeerBoards::Own(uint32_t axis, PeerAxis** out) {
  FSDP_RT_TRY(CheckAxis(axis, WorldSize(*comm_)));
  *out = AxisOf(uint32_t(comm_->rank), axis);
  if (*out) return {};
  for (PeerAxis& place : peers_[comm_->rank].board->axes)
    if (place.axis.load(std::memory_order_relaxed) == 0) {
      place.axis.store(axis, std::memory_order_release);
      *out = &place;
      return {};
    }
  return Error(FSDP_RT_UNSUPPORTED, "not supported yet: offers on more than ", PeerBoard::kMostAxes, " axes");
}

PeerAxis* PeerBoards::AxisOf(uint32_t other, uint32_t axis) {
  Peer& peer = peers_[other];
  const auto known = peer.axes.find(axis);
  if (known != peer.axes.end()) return &peer.board->axes[known->second];
  for (uint32_t place = 0; place < PeerBoard::kMostAxes; ++place)
    if (peer.board->axes[place].axis.load(std::memory_order_acquire) == axis) {
      peer.axes[axis] = place;
      return &peer.board->axes[place];
    }
  return nullptr;
}

Status PeerBoards::Announce(const SharedBlock& block) {
  if (block.number >= PeerBoard::kMostBlocks)
    return Error(FSDP_RT_UNSUPPORTED, "not supported yet: more than ", PeerBoard::kMostBlocks,
                 " blocks of memory allocated in turn");
  PeerBlock& told = peers_[comm_->rank].board->blocks[block.number];
  if (told.bytes.load(std::memory_order_relaxed) != 0) return {};
  told.file.store(block.file, std::memory_order_relaxed);
  told.bytes.store(block.bytes, std::memory_order_relaxed);
  return {};
}

Status PeerBoards::AddressOf(uint32_t other, const PeerOffer& offer, const void** out) {
  Peer& peer = peers_[other];
  const uint32_t number = offer.block.load(std::memory_order_relaxed);
  SharedBlock& block = peer.blocks[number];
  if (!block.memory) {
    const PeerBlock& told = peer.board->blocks[number];
    if (Status status = MapBlockOf(peer.process, told.file.load(), told.bytes.load(), /*writable=*/false, &block);
        !status.ok())
      return Unmappable(Concat("rank ", other, ": ", status.message()));
  }
  *out = block.memory + offer.offset.load(std::memory_order_relaxed);
  return {};
}

template <typename Done>
Status PeerBoards::WaitFor(uint32_t axis, uint32_t member, uint64_t ticket, const char* what, Done&& done) {
  // Between two looks at what MPI brings: that another rank failed, or asks who waits.
  constexpr auto kNewsEvery = std::chrono::milliseconds(5);
  const uint32_t other = RankOfMember(axis, uint32_t(comm_->rank), member);
  const auto end = Clock::now() + comm_->deadline();
  auto arrived = [&] {
    PeerAxis* theirs = AxisOf(other, axis);
    return theirs && done(theirs->offers[ticket % PeerAxis::kMostOutstanding]);
  };
  while (!arrived()) {
    peers_[other].board->progress.WaitUntil(std::min(end, Clock::now() + kNewsEvery), spins_, arrived);
    if (arrived()) return {};
    FSDP_RT_TRY(comm_->CheckFailed());
    if (Clock::now() >= end)
      return Status(FSDP_RT_DEADLINE_EXCEEDED,
                    Concat("rank ", other, " did not ", what, " ticket ", ticket, " of the ", AxisName(axis),
                           " axis within ", comm_->deadline().count(), " ms"),
                    int(other));
  }
  return {};
}

Status PeerBoards::Publish(uint32_t axis, uint64_t ticket, const void* memory, uint64_t bytes) {
  PeerAxis* own = nullptr;
  FSDP_RT_TRY(Own(axis, &own));
  PeerOffer& offer = own->offers[ticket % PeerAxis::kMostOutstanding];
  if (ticket >= PeerAxis::kMostOutstanding) {
    const uint64_t earlier = ticket - PeerAxis::kMostOutstanding + 1;
    for (uint32_t member = 0; member < AxisSize(axis); ++member) {
      PeerAxis* theirs = AxisOf(RankOfMember(axis, uint32_t(comm_->rank), member), axis);
      if (!theirs ||
          theirs->offers[ticket % PeerAxis::kMostOutstanding].released.load(std::memory_order_acquire) < earlier)
        return Error(FSDP_RT_UNSUPPORTED, "not supported yet: more than ", PeerAxis::kMostOutstanding,
                     " offers outstanding on the ", AxisName(axis), " axis");
    }
  }
  SharedBlock block;
  if (!MpiMemory::Find(memory, bytes, &block) || block.file < 0)
    return Error(FSDP_RT_UNSUPPORTED,
                 "memory that this rank's device did not allocate is not shown to other processes: give the session "
                 "fsdp_rt_mpi_rank_device and no arenas, or choose the transport buffered");
  FSDP_RT_TRY(Announce(block));
  offer.block.store(block.number, std::memory_order_relaxed);
  offer.offset.store(uint64_t(static_cast<const uint8_t*>(memory) - block.memory), std::memory_order_relaxed);
  offer.bytes.store(bytes, std::memory_order_relaxed);
  offer.published.store(ticket + 1, std::memory_order_release);
  peers_[comm_->rank].board->progress.Advance();
  return {};
}

Status PeerBoards::Acquire(uint32_t axis, uint64_t ticket, const void** out_sources) {
  PeerAxis* own = nullptr;
  FSDP_RT_TRY(Own(axis, &own));
  const uint64_t place = ticket % PeerAxis::kMostOutstanding;
  const uint64_t bytes = own->offers[place].bytes.load(std::memory_order_relaxed);
  for (uint32_t member = 0; member < AxisSize(axis); ++member) {
    FSDP_RT_TRY(WaitFor(axis, member, ticket, "publish", [&](const PeerOffer& offer) {
      return offer.published.load(std::memory_order_acquire) > ticket;
    }));
    const uint32_t other = RankOfMember(axis, uint32_t(comm_->rank), member);
    const PeerOffer& offer = AxisOf(other, axis)->offers[place];
    if (const uint64_t theirs = offer.bytes.load(std::memory_order_relaxed); theirs != bytes)
      return Status(FSDP_RT_INVALID_ARGUMENT,
                    Concat("rank ", other, " offered ", theirs, " bytes as ticket ", ticket, " of the ", AxisName(axis),
                           " axis, this rank ", bytes, "; all ranks must run the same entries"),
                    comm_->rank);
    FSDP_RT_TRY(AddressOf(other, offer, &out_sources[member]));
  }
  return {};
}

Status PeerBoards::Release(uint32_t axis, uint64_t ticket) {
  PeerAxis* own = nullptr;
  FSDP_RT_TRY(Own(axis, &own));
  own->offers[ticket % PeerAxis::kMostOutstanding].released.store(ticket + 1, std::memory_order_release);
  peers_[comm_->rank].board->progress.Advance();
  return {};
}

Status PeerBoards::Reclaim(uint32_t axis, uint64_t ticket) {
  PeerAxis* own = nullptr;
  FSDP_RT_TRY(Own(axis, &own));
  for (uint32_t member = 0; member < AxisSize(axis); ++member)
    FSDP_RT_TRY(WaitFor(axis, member, ticket, "release", [&](const PeerOffer& offer) {
      return offer.released.load(std::memory_order_acquire) > ticket;
    }));
  return {};
}

void FillOfferTable(fsdp_rt_comm_vtable* table) {
  table->publish = [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, const void* memory, uint64_t bytes,
                      fsdp_rt_error* error) {
    return Guard(error, [&] { return BoardsOf(comm)->Publish(axis, ticket, memory, bytes); });
  };
  table->acquire = [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, const void** out_sources,
                      fsdp_rt_error* error) {
    return Guard(error, [&] { return BoardsOf(comm)->Acquire(axis, ticket, out_sources); });
  };
  table->release = [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, fsdp_rt_error* error) {
    return Guard(error, [&] { return BoardsOf(comm)->Release(axis, ticket); });
  };
  table->reclaim = [](fsdp_rt_comm* comm, uint32_t axis, uint64_t ticket, fsdp_rt_error* error) {
    return Guard(error, [&] { return BoardsOf(comm)->Reclaim(axis, ticket); });
  };
}

}  // namespace fsdp_rt
