// nccl_lifecycle.cpp - NCCL's calls about communicators
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>
#include <atomic>
#include <cstdio>
#include <cstring>
#include <map>

#include "exports.h"
#include "nccl_comm.h"
#include "nccl_process.h"
#include "report.h"
#include "settings.h"
#include "stream.h"

namespace fsdp_rt::nccl {

using namespace cuda_double;  // NOLINT: the definitions below are C functions

namespace {

#ifdef CUDA_DOUBLE_NCCL_OLD
constexpr int kVersion = Version(2, 27, 7);
#else
constexpr int kVersion = Version(2, 29, 2);
#endif

std::atomic<int> id_count{0};

// Joins; a rank that may not makes the others' waits end.
ncclResult_t JoinWorld(const std::shared_ptr<World>& world, int rank, Context* context, ncclComm_t* comm) {
  std::string why;
  if (!world->Join(rank, context->device(), &why)) {
    world->Leave(rank, why);
    return FailCall(ncclInvalidUsage, why);
  }
  *comm = static_cast<ncclComm_t>(Comms().Add(std::make_shared<Comm>(world, rank, context)));
  return ncclSuccess;
}

ncclResult_t WaitForCreation(const std::shared_ptr<World>& world, int rank) {
  return world->Meet(rank, "creation", {}).empty() ? world->error(rank) : ncclSuccess;
}

}  // namespace

ncclResult_t ncclGetVersion(int* version) {
  int asked = GetSettings().nccl_version;
  *version = asked ? asked : kVersion;
  return ncclSuccess;
}

ncclResult_t ncclGetUniqueId(ncclUniqueId* id) {
  std::memset(id, 0, sizeof *id);
  // The process's number says where the ranks of several meet.
  std::snprintf(id->internal, sizeof id->internal, "communicator %d@%d", ++id_count, ServeWorlds());
  return ncclSuccess;
}

ncclResult_t ncclCommInitRankConfig(ncclComm_t* comm, int ranks, ncclUniqueId id, int rank, ncclConfig_t* config) {
  CUresult error;
  Context* context = UsableContext("ncclCommInitRankConfig", &error);
  if (!context) return ncclUnhandledCudaError;
  if (config && (config->magic != kConfigMagic || config->size < offsetof(ncclConfig_t, cgaClusterSize))) {
    return FailCall(ncclInvalidArgument, "ncclCommInitRankConfig gets a config that was not initialised");
  }
  std::string name(id.internal, strnlen(id.internal, sizeof id.internal));
  if (ranks < 1 || rank < 0 || rank >= ranks || name.rfind("communicator ", 0) != 0) {
    return FailCall(ncclInvalidArgument, Text("ncclCommInitRankConfig gets rank ", rank, " of ", ranks, " and id '",
                                              name, "'; expected one of ncclGetUniqueId"));
  }
  const size_t at = name.find('@');
  const int process = at == std::string::npos ? 0 : std::atoi(name.c_str() + at + 1);
  std::shared_ptr<World> world = FindWorld(name.substr(0, at), ranks, process);
  if (!world) return FailCall(ncclInvalidArgument, Text("rank ", rank, " joins ", name, " with another size: ", ranks));
  if (ncclResult_t result = JoinWorld(world, rank, context, comm)) return result;
  if (config && config->blocking == 0) {
    Comms().Find(*comm, "ncclCommInitRankConfig")->blocking = false;
    return world->Complete() ? ncclSuccess : ncclInProgress;
  }
  return WaitForCreation(world, rank);
}

ncclResult_t ncclCommSplit(ncclComm_t handle, int color, int key, ncclComm_t* out, ncclConfig_t*) {
  ncclResult_t error;
  std::shared_ptr<Comm> comm = UsableComm(handle, "ncclCommSplit", &error);
  if (!comm) return error;
  *out = nullptr;
  std::string meeting = Text("split ", ++comm->splits);
  auto entries = comm->world->Meet(comm->rank, meeting, {static_cast<uint32_t>(color), static_cast<uint32_t>(key)});
  if (entries.empty()) return comm->world->error(comm->rank);
  if (color == kSplitNoColor) return ncclSuccess;
  std::vector<std::pair<int, int>> members;  // key and old rank
  for (int old = 0; old < comm->world->size(); ++old) {
    if (static_cast<int>(entries[old].first) == color) members.push_back({static_cast<int>(entries[old].second), old});
  }
  std::sort(members.begin(), members.end());
  int rank = static_cast<int>(std::find(members.begin(), members.end(), std::pair{key, comm->rank}) - members.begin());
  auto world = FindWorld(Text(comm->world->name(), " ", meeting, " color ", color), static_cast<int>(members.size()),
                         comm->world->process());
  if (!world) return ncclInvalidUsage;
  if ((error = JoinWorld(world, rank, comm->context, out))) return error;
  return WaitForCreation(world, rank);
}

ncclResult_t ncclCommFinalize(ncclComm_t handle) {
  ncclResult_t error;
  std::shared_ptr<Comm> comm = UsableComm(handle, "ncclCommFinalize", &error);
  if (!comm) return error;
  SynchronizeStreams(comm->context);
  return ncclSuccess;
}

ncclResult_t ncclCommDestroy(ncclComm_t handle) {
  std::shared_ptr<Comm> comm = Comms().Remove(handle, "ncclCommDestroy");
  if (!comm) return ncclInvalidArgument;
  // As the library does, wait for what it still has to do; the wait ends if that fails.
  PointPtr last;
  {
    std::lock_guard lock(comm->sequence->mutex);
    last = comm->sequence->last;
  }
  if (last) last->Wait();
  comm->destroyed = true;
  return ncclSuccess;
}

ncclResult_t ncclCommAbort(ncclComm_t handle) {
  std::shared_ptr<Comm> comm = Comms().Remove(handle, "ncclCommAbort");
  if (!comm) return ncclInvalidArgument;
  comm->aborted = true;
  comm->world->Abort(comm->rank);
  return ncclSuccess;
}

ncclResult_t ncclCommGetAsyncError(ncclComm_t handle, ncclResult_t* error) {
  std::shared_ptr<Comm> comm = Comms().Find(handle, "ncclCommGetAsyncError");
  if (!comm) return ncclInvalidArgument;
  *error = comm->world->error(comm->rank);
  bool under_way = comm->unfinished.exchange(false) || !comm->world->Complete();
  if (*error == ncclSuccess && under_way) *error = ncclInProgress;
  return ncclSuccess;
}

ncclResult_t ncclCommCount(const ncclComm_t handle, int* count) {
  std::shared_ptr<Comm> comm = Comms().Find(handle, "ncclCommCount");
  if (!comm) return ncclInvalidArgument;
  *count = comm->world->size();
  return ncclSuccess;
}

ncclResult_t ncclCommUserRank(const ncclComm_t handle, int* rank) {
  std::shared_ptr<Comm> comm = Comms().Find(handle, "ncclCommUserRank");
  if (!comm) return ncclInvalidArgument;
  *rank = comm->rank;
  return ncclSuccess;
}

ncclResult_t ncclCommCuDevice(const ncclComm_t handle, int* device) {
  std::shared_ptr<Comm> comm = Comms().Find(handle, "ncclCommCuDevice");
  if (!comm) return ncclInvalidArgument;
  *device = comm->context->device();
  return ncclSuccess;
}

const char* ncclGetErrorString(ncclResult_t error) {
  switch (error) {
    case ncclSuccess:
      return "no error";
    case ncclUnhandledCudaError:
      return "unhandled cuda error (run with NCCL_DEBUG=INFO for details)";
    case ncclSystemError:
      return "unhandled system error (run with NCCL_DEBUG=INFO for details)";
    case ncclInternalError:
      return "internal error - please report this issue to the NCCL developers";
    case ncclInvalidArgument:
      return "invalid argument (run with NCCL_DEBUG=WARN for details)";
    case ncclInvalidUsage:
      return "invalid usage (run with NCCL_DEBUG=WARN for details)";
    case ncclRemoteError:
      return "remote process exited or there was a network error";
    case ncclInProgress:
      return "NCCL operation in progress";
  }
  return "unknown result code";
}

const char* ncclGetLastError(ncclComm_t handle) {
  thread_local std::string text;
  std::shared_ptr<Comm> comm = handle ? Comms().Find(handle, "ncclGetLastError") : nullptr;
  text = comm ? comm->world->error_text(comm->rank) : LastError();
  return text.c_str();
}

}  // namespace fsdp_rt::nccl
