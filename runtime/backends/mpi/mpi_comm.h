// mpi_comm.h - one rank of ranks that are processes of MPI
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_MPI_MPI_COMM_H_
#define FSDP_RT_BACKENDS_MPI_MPI_COMM_H_

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "comm_axis.h"
#include "mpi_memory.h"
#include "mpi_notes.h"
#include "mpi_process.h"

namespace fsdp_rt {

class PeerBoards;

// Collectives of MPI, started and then looked after, so that a wait has a deadline and ends when a rank fails. Each
// axis has a communicator of its own; all ranks make the same calls in the same order.
class MpiComm : public fsdp_rt_comm {
 public:
  MpiComm(MpiProcess* process, const fsdp_rt_mpi_rank_options& options);
  ~MpiComm();

  // Collective.
  Status Create();
  MpiMemory* memory() { return &memory_; }
  PeerBoards* boards() { return boards_.get(); }

  // Collective among all ranks: makes the axis's communicator.
  Status Connect(uint32_t axis);
  Status AllGather(uint32_t axis, const void* send, void* receive, uint64_t bytes);
  Status AllToAll(uint32_t axis, const void* send, void* receive, uint64_t bytes);
  Status AllReduce(uint32_t axis, const float* source, float* dest, uint64_t count, uint32_t op, double scale);
  // Any thread.
  void Abort(const Status& why);
  // Waits, at most for the deadline, until all ranks leave. False where they do not, or one failed: communicators are
  // in use then, and this must outlive the process's use of MPI.
  bool Leave();

  // ---- for PeerBoards
  std::chrono::milliseconds deadline() const { return deadline_; }
  // OK, or what a call returns since a rank failed.
  Status CheckFailed();

 private:
  enum class Kind { kAllGather, kAllToAll };

  // Any memory: what MPI may not keep is copied.
  Status Exchange(Kind kind, uint32_t axis, const void* send, void* receive, uint64_t bytes);
  // In place. After an error MPI may still touch the memory.
  Status Run(Kind kind, uint32_t axis, const void* send, void* receive, uint64_t bytes);
  Status Start(Kind kind, MPI_Comm comm, const void* send, void* receive, uint64_t bytes, MPI_Request* out);
  // Until `request` is done; `what` completes "rank 2 did not ...".
  Status Await(MPI_Request* request, uint32_t axis, const std::string& what);
  Status Look(MPI_Request* request, int* out_done);
  // After the deadline: finds out who is missing, or that the request is done after all.
  Status FindMissing(MPI_Request* request, uint32_t axis, const std::string& what);
  // OK, or what a call returns since a rank failed. With MpiMutex held.
  Status TakeNews();
  template <typename T>
  void Keep(std::vector<T> copy) {
    kept_.push_back(std::make_shared<std::vector<T>>(std::move(copy)));
  }
  Status Duplicate(MPI_Comm* out);
  Status CommOf(uint32_t axis, MPI_Comm* out);
  Status AllReduceInParts(uint32_t axis, const float* source, float* dest, uint64_t count, uint32_t op, double scale);

  MpiProcess* process_;
  std::chrono::milliseconds deadline_;
  const bool peers_;
  MPI_Comm notes_comm_ = MPI_COMM_NULL;
  MpiNotes notes_;                      // owns it
  std::map<uint32_t, MPI_Comm> comms_;  // by axis
  MpiMemory memory_;
  std::vector<std::shared_ptr<void>> kept_;  // copies that MPI may still use
  std::unique_ptr<PeerBoards> boards_;       // with peers
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_MPI_MPI_COMM_H_
