// nccl_windows.cpp - NCCL's calls about memory and windows
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <unistd.h>

#include "exports.h"
#include "memory.h"
#include "nccl_comm.h"
#include "report.h"
#include "settings.h"
#include "stream.h"

namespace fsdp_rt::nccl {

using namespace cuda_double;  // NOLINT: the definitions below are C functions

namespace {

struct Window {
  std::shared_ptr<Comm> comm;
  uint64_t bytes;
  std::vector<uint64_t> memory;  // by rank: where this process has it; 0: nowhere
};

Registry<Window>& Windows() {
  static auto* windows = new Registry<Window>("window");
  return *windows;
}

// NCCL maps the peers' windows, of whatever process; the double lets the device touch all of the allocations that hold
// them. Where each begins here.
ncclResult_t MapWindows(const std::shared_ptr<Comm>& comm, const Allocation& own, uint64_t address,
                        std::vector<uint64_t>* out) {
  auto pair = [](int high, int low) {
    return uint64_t{static_cast<uint32_t>(high)} << 32 | static_cast<uint32_t>(low);
  };
  const World::Entry file = {pair(getpid(), own.file), address - own.begin};
  const auto files = comm->world->Meet(comm->rank, Text("window ", comm->windows, ", its file"), file);
  const auto places =
      comm->world->Meet(comm->rank, Text("window ", comm->windows, ", its place"), {address, comm->context->device()});
  if (files.empty() || places.empty()) return comm->world->error(comm->rank);
  for (size_t rank = 0; rank < files.size(); ++rank) {
    const bool is_own = static_cast<int>(rank) == comm->rank;
    const int process = static_cast<int>(files[rank].first >> 32), device = static_cast<int>(places[rank].second);
    out->push_back(is_own || GetSettings().peer_access ? places[rank].first : 0);
    if (!out->back() || is_own) continue;
    comm->context->EnablePeer(device);
    if (process == getpid()) continue;
    std::string why;
    AllocationPtr foreign = MapForeign(DeviceContext(device), process, static_cast<int>(files[rank].first), &why);
    if (!foreign) return FailCall(ncclSystemError, Text("ncclCommWindowRegister in ", comm->world->name(), ": ", why));
    out->back() = foreign->begin + files[rank].second;
  }
  // Until all have mapped it, nobody gives memory back.
  const bool all = !comm->world->Meet(comm->rank, Text("window ", comm->windows, ", mapped"), {}).empty();
  return all ? ncclSuccess : comm->world->error(comm->rank);
}

}  // namespace

ncclResult_t ncclMemAlloc(void** memory, size_t bytes) {
  CUresult error;
  Context* context = UsableContext("ncclMemAlloc", &error);
  if (!context || bytes == 0) return context ? ncclInvalidArgument : ncclUnhandledCudaError;
  AllocationPtr allocation = Allocate(context, MemoryKind::kNccl, bytes, &error);
  if (!allocation) {
    LastError() = "Cuda failure 2 'out of memory'";
    return ncclUnhandledCudaError;
  }
  *memory = reinterpret_cast<void*>(allocation->begin);
  return ncclSuccess;
}

ncclResult_t ncclMemFree(void* memory) {
  std::string why;
  AllocationPtr allocation = FindAllocation(reinterpret_cast<uint64_t>(memory), &why);
  if (allocation && !allocation->freed) SynchronizeStreams(allocation->context);
  CUresult error = Free(reinterpret_cast<uint64_t>(memory), MemoryKind::kNccl, "ncclMemFree");
  return error ? ncclInvalidArgument : ncclSuccess;
}

ncclResult_t ncclCommWindowRegister(ncclComm_t handle, void* memory, size_t bytes, ncclWindow_t* out, int flags) {
  ncclResult_t error;
  std::shared_ptr<Comm> comm = UsableComm(handle, "ncclCommWindowRegister", &error);
  if (!comm) return error;
  auto address = reinterpret_cast<uint64_t>(memory);
  std::string why;
  AllocationPtr allocation = FindRange(address, bytes, &why);
  if (!allocation || allocation->kind != MemoryKind::kNccl || allocation->context != comm->context) {
    if (allocation) why = "in " + allocation->Describe() + "; expected memory of ncclMemAlloc on its own device";
    comm->world->Leave(comm->rank, "its window is not in memory of ncclMemAlloc");
    return FailCall(ncclInvalidArgument,
                    Text("ncclCommWindowRegister of ", bytes, " bytes at ", Hex(address), ", ", why));
  }
  auto entries = comm->world->Meet(comm->rank, Text("window ", ++comm->windows), {address, bytes});
  if (entries.empty()) return comm->world->error(comm->rank);
  for (size_t rank = 0; rank < entries.size(); ++rank) {
    if ((flags & kWindowSymmetric) && entries[rank].second != bytes) {
      return FailCall(ncclInvalidUsage,
                      Text("ncclCommWindowRegister in ", comm->world->name(), ": rank ", comm->rank, " registers ",
                           bytes, " bytes and rank ", rank, " ", entries[rank].second));
    }
  }
  auto window = std::make_shared<Window>(Window{comm, bytes, {}});
  if ((error = MapWindows(comm, *allocation, address, &window->memory))) return error;
  *out = static_cast<ncclWindow_t>(Windows().Add(window));
  return comm->Issued();
}

ncclResult_t ncclCommWindowDeregister(ncclComm_t comm, ncclWindow_t handle) {
  std::shared_ptr<Window> window = Windows().Find(handle, "ncclCommWindowDeregister");
  if (!window || window->comm.get() != reinterpret_cast<Comm*>(comm)) return ncclInvalidArgument;
  Windows().Remove(handle, "ncclCommWindowDeregister");
  return ncclSuccess;
}

#ifndef CUDA_DOUBLE_NCCL_OLD
ncclResult_t ncclGetPeerDevicePointer(ncclWindow_t handle, size_t offset, int peer, void** out) {
  std::shared_ptr<Window> window = Windows().Find(handle, "ncclGetPeerDevicePointer");
  if (!window || peer < 0 || peer >= static_cast<int>(window->memory.size())) return ncclInvalidArgument;
  if (offset >= window->bytes) {
    return FailCall(ncclInvalidArgument, Text("ncclGetPeerDevicePointer gets the offset ", offset, " in a window of ",
                                              window->bytes, " bytes"));
  }
  const uint64_t memory = window->memory[peer];
  *out = memory ? reinterpret_cast<void*>(memory + offset) : nullptr;
  return ncclSuccess;
}
#endif

}  // namespace fsdp_rt::nccl
