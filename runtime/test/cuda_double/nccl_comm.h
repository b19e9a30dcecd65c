// nccl_comm.h - one rank's communicator
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_NCCL_COMM_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_NCCL_COMM_H_

#include <atomic>
#include <memory>
#include <vector>

#include "command.h"
#include "nccl_world.h"
#include "registry.h"

namespace cuda_double {

class Comm {
 public:
  Comm(std::shared_ptr<World> world, int rank, Context* context)
      : world(std::move(world)), rank(rank), context(context) {}

  const std::shared_ptr<World> world;
  const int rank;
  Context* const context;
  const std::shared_ptr<Sequence> sequence = std::make_shared<Sequence>();
  std::atomic<bool> destroyed{false}, aborted{false};
  std::atomic<uint64_t> splits{0}, windows{0};
  // Without blocking a call returns while NCCL's own thread still issues its work: ncclCommGetAsyncError says when it
  // has. `unfinished` until it was asked.
  std::atomic<bool> blocking{true}, unfinished{false};

  // What a call that was issued returns.
  nccl::ncclResult_t Issued();
  // "rank 1 of communicator 3"
  std::string Describe() const;
  // The command that makes these calls, together.
  static Command Calls(std::shared_ptr<Comm> self, std::vector<NcclCall> calls);

 private:
  void Run(Execution& execution, const std::vector<NcclCall>& calls);
  bool Collective(Execution& execution, const NcclCall& call);
  bool TouchAll(Execution& execution, const NcclCall& call);

  std::atomic<uint64_t> rounds_{0};  // collectives that were executed
};

Registry<Comm>& Comms();
// What ncclGetLastError says to this thread of a call without a communicator.
std::string& LastError();
// Reports the misuse; the error.
ncclResult_t FailCall(ncclResult_t error, const std::string& why);
// A live communicator that may be used now, by a thread whose device is its own; null with the error.
std::shared_ptr<Comm> UsableComm(nccl::ncclComm_t handle, const char* call, ncclResult_t* error);

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_NCCL_COMM_H_
