// nccl_call.h - one NCCL operation of one rank, and what it does to bytes
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_NCCL_CALL_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_NCCL_CALL_H_

#include <cstdint>
#include <string>
#include <vector>

#include "nccl_api.h"

namespace cuda_double {

namespace nccl = fsdp_rt::nccl;
using nccl::ncclResult_t;

enum class Operation { kAllGather, kReduceScatter, kAllReduce, kBroadcast, kAllToAll, kSend, kReceive };

struct NcclCall {
  Operation operation = Operation::kAllGather;
  const void* send = nullptr;
  void* receive = nullptr;
  uint64_t count = 0;  // as the function takes it
  nccl::ncclDataType_t type = nccl::ncclInt8;
  nccl::ncclRedOp_t reduce = nccl::ncclSum;
  int peer = 0;  // or root

  uint64_t send_address() const { return reinterpret_cast<uint64_t>(send); }
  uint64_t receive_address() const { return reinterpret_cast<uint64_t>(receive); }
  uint64_t piece_bytes() const;  // count elements
  // Of a communicator of `size` ranks.
  uint64_t SendBytes(int size, int rank) const;
  uint64_t ReceiveBytes(int size) const;
  // "all-gather of 128 x bf16"
  std::string Describe() const;
  // Empty if this rank may make the call: types, alignment, which overlap is in place.
  std::string Wrong(int size, int rank) const;
};

// Empty if the two ranks make the same call.
std::string Mismatch(const NcclCall& one, int one_rank, const NcclCall& other, int other_rank);

// What `rank` receives when the ranks make these calls. Reductions add in rank order, in the type
// or, for narrower floats, in f32 that is rounded once.
std::vector<char> Result(const std::vector<NcclCall>& calls, int rank);

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_NCCL_CALL_H_
