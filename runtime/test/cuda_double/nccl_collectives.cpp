// nccl_collectives.cpp - NCCL's calls that move data, and groups of them
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <utility>

#include "exports.h"
#include "nccl_comm.h"
#include "report.h"
#include "settings.h"
#include "stream.h"

namespace fsdp_rt::nccl {

using namespace cuda_double;  // NOLINT: the definitions below are C functions

namespace {

// The calls of one communicator in one stream that wait for the end of the thread's group.
struct Pending {
  std::shared_ptr<Comm> comm;
  CUstream stream;
  std::vector<NcclCall> calls;
};

thread_local int group_depth = 0;
thread_local ncclResult_t group_error = ncclSuccess;
thread_local std::vector<Pending> group;

ncclResult_t Issue(const Pending& pending) {
  CUresult error = Submit(pending.stream, "an NCCL call", Comm::Calls(pending.comm, pending.calls));
  return error == cu::CUDA_SUCCESS ? pending.comm->Issued() : ncclUnhandledCudaError;
}

ncclResult_t Check(const char* function, ncclComm_t handle, const NcclCall& call, std::shared_ptr<Comm>* comm) {
  ncclResult_t error;
  *comm = UsableComm(handle, function, &error);
  if (!*comm) return error;
  if (!(*comm)->world->Complete()) {
    ReportMisuse(Text(function, " of ", (*comm)->Describe(), " before its creation is complete"));
    return ncclInvalidUsage;
  }
  if (GetFaults().nccl_call.Strikes((*comm)->context->device())) return ncclInternalError;
  std::string wrong = call.Wrong((*comm)->world->size(), (*comm)->rank);
  if (wrong.empty()) return ncclSuccess;
  ReportMisuse(Text(function, " of ", (*comm)->Describe(), ": ", call.Describe(), " ", wrong));
  return ncclInvalidArgument;
}

ncclResult_t Enter(const char* function, ncclComm_t handle, CUstream stream, const NcclCall& call) {
  std::shared_ptr<Comm> comm;
  ncclResult_t error = Check(function, handle, call, &comm);
  if (group_depth == 0) return error == ncclSuccess ? Issue({comm, stream, {call}}) : error;
  if (error != ncclSuccess) return group_error = error;
  for (Pending& pending : group) {
    if (pending.comm == comm && pending.stream == stream) {
      pending.calls.push_back(call);
      return ncclSuccess;
    }
  }
  group.push_back({comm, stream, {call}});
  return ncclSuccess;
}

}  // namespace

ncclResult_t ncclGroupStart() {
  ++group_depth;
  return ncclSuccess;
}

ncclResult_t ncclGroupEnd() {
  if (group_depth == 0) {
    ReportMisuse("ncclGroupEnd without ncclGroupStart");
    return ncclInvalidUsage;
  }
  if (--group_depth > 0) return ncclSuccess;
  ncclResult_t error = std::exchange(group_error, ncclSuccess);
  std::vector<Pending> issued = std::exchange(group, {});
  for (const Pending& pending : issued) {
    if (error == ncclSuccess || error == ncclInProgress) error = Issue(pending);
  }
  return error;
}

ncclResult_t ncclAllGather(const void* send, void* receive, size_t count, ncclDataType_t type, ncclComm_t comm,
                           CUstream stream) {
  return Enter("ncclAllGather", comm, stream, {Operation::kAllGather, send, receive, count, type, ncclSum, 0});
}

ncclResult_t ncclReduceScatter(const void* send, void* receive, size_t count, ncclDataType_t type, ncclRedOp_t op,
                               ncclComm_t comm, CUstream stream) {
  return Enter("ncclReduceScatter", comm, stream, {Operation::kReduceScatter, send, receive, count, type, op, 0});
}

ncclResult_t ncclAllReduce(const void* send, void* receive, size_t count, ncclDataType_t type, ncclRedOp_t op,
                           ncclComm_t comm, CUstream stream) {
  return Enter("ncclAllReduce", comm, stream, {Operation::kAllReduce, send, receive, count, type, op, 0});
}

ncclResult_t ncclBroadcast(const void* send, void* receive, size_t count, ncclDataType_t type, int root,
                           ncclComm_t comm, CUstream stream) {
  return Enter("ncclBroadcast", comm, stream, {Operation::kBroadcast, send, receive, count, type, ncclSum, root});
}

ncclResult_t ncclSend(const void* send, size_t count, ncclDataType_t type, int peer, ncclComm_t comm, CUstream stream) {
  return Enter("ncclSend", comm, stream, {Operation::kSend, send, nullptr, count, type, ncclSum, peer});
}

ncclResult_t ncclRecv(void* receive, size_t count, ncclDataType_t type, int peer, ncclComm_t comm, CUstream stream) {
  return Enter("ncclRecv", comm, stream, {Operation::kReceive, nullptr, receive, count, type, ncclSum, peer});
}

#ifndef CUDA_DOUBLE_NCCL_OLD
ncclResult_t ncclAlltoAll(const void* send, void* receive, size_t count, ncclDataType_t type, ncclComm_t comm,
                          CUstream stream) {
  return Enter("ncclAlltoAll", comm, stream, {Operation::kAllToAll, send, receive, count, type, ncclSum, 0});
}
#endif

}  // namespace fsdp_rt::nccl
