// peer_boards.h - ranks of one node show each other their memory
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_MPI_PEER_BOARDS_H_
#define FSDP_RT_BACKENDS_MPI_PEER_BOARDS_H_

#include <array>
#include <atomic>
#include <map>
#include <string>
#include <vector>

#include "mpi_comm.h"
#include "progress.h"

namespace fsdp_rt {

// As threads have them (threads_world.h), in memory that all processes of the node map: what a rank offered and
// released, by ticket, on each axis. A rank stores into its own board and reads those of the others. What it offers
// lies in a block of its device, which the others map when they first read of it.
struct PeerOffer {
  std::atomic<uint64_t> published{0};  // ticket + 1 of the last offer in this place
  std::atomic<uint64_t> released{0};   // ticket + 1 of the last ticket this rank released here
  std::atomic<uint64_t> offset{0}, bytes{0};
  std::atomic<uint32_t> block{0};  // its number
};

struct PeerAxis {
  static constexpr uint64_t kMostOutstanding = 1024;
  std::atomic<uint32_t> axis{0};  // 0: not used yet
  std::array<PeerOffer, kMostOutstanding> offers;
};

struct PeerBlock {
  std::atomic<int32_t> file{-1};
  std::atomic<uint64_t> bytes{0};
};

struct PeerBoard {
  static constexpr uint32_t kMostAxes = 16, kMostBlocks = 1024;
  Progress progress{/*processes=*/true};
  std::array<PeerAxis, kMostAxes> axes;
  std::array<PeerBlock, kMostBlocks> blocks;  // by number; those that were offered
};

class PeerBoards {
 public:
  explicit PeerBoards(MpiComm* comm) : comm_(comm) {}
  ~PeerBoards();
  PeerBoards(const PeerBoards&) = delete;
  PeerBoards& operator=(const PeerBoards&) = delete;

  // Collective. UNSUPPORTED, on every rank, where ranks do not share a node.
  Status Create();

  Status Publish(uint32_t axis, uint64_t ticket, const void* memory, uint64_t bytes);
  Status Acquire(uint32_t axis, uint64_t ticket, const void** out_sources);
  Status Release(uint32_t axis, uint64_t ticket);
  Status Reclaim(uint32_t axis, uint64_t ticket);

 private:
  struct Peer {
    int process = 0;
    SharedBlock memory;  // its board
    PeerBoard* board = nullptr;
    std::map<uint32_t, uint32_t> axes;       // places on the board, by axis
    std::map<uint32_t, SharedBlock> blocks;  // mapped, by number
  };

  // This rank's axis on its own board, made where it is not there yet.
  Status Own(uint32_t axis, PeerAxis** out);
  // That of `other`; null while it has offered nothing there.
  PeerAxis* AxisOf(uint32_t other, uint32_t axis);
  // Before it is offered for the first time.
  Status Announce(const SharedBlock& block);
  Status AddressOf(uint32_t other, const PeerOffer& offer, const void** out);
  // Waits for `member` of `axis` until done(its offer of `ticket`); `what` completes "rank 2 did not ...".
  template <typename Done>
  Status WaitFor(uint32_t axis, uint32_t member, uint64_t ticket, const char* what, Done&& done);
  Status Unmappable(const std::string& why) const;

  MpiComm* comm_;
  int spins_ = 0;
  std::vector<Peer> peers_;  // by rank, this one too
};

// publish to reclaim of a communicator that has boards.
void FillOfferTable(fsdp_rt_comm_vtable* table);

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_MPI_PEER_BOARDS_H_
