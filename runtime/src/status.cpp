// status.cpp - errors of the C ABI
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "status.h"

#include <cstdio>

namespace fsdp_rt {

fsdp_rt_status Status::Export(fsdp_rt_error* out_error) const {
  if (out_error) {
    out_error->status = code_;
    out_error->rank = rank_;
    out_error->command = command_;
    std::snprintf(out_error->message, sizeof(out_error->message), "%s", message_.c_str());
  }
  return code_;
}

Status AfterAbort(const Status& why, int rank) {
  // A rank that comes back after its own failure, or after an abort by the host.
  if (why.code() == FSDP_RT_ABORTED || why.rank() == rank || why.rank() < 0)
    return Status(why.code() == FSDP_RT_ABORTED ? FSDP_RT_ABORTED : FSDP_RT_PEER_FAILED, "aborted: " + why.message(),
                  why.rank(), why.command());
  return Status(FSDP_RT_PEER_FAILED,
                Concat("rank ", why.rank(), " failed (", fsdp_rt_status_name(why.code()), "): ", why.message()),
                why.rank(), why.command());
}

}  // namespace fsdp_rt

extern "C" const char* fsdp_rt_status_name(fsdp_rt_status status) {
  switch (status) {
    case FSDP_RT_OK:
      return "OK";
    case FSDP_RT_INVALID_ARGUMENT:
      return "INVALID_ARGUMENT";
    case FSDP_RT_INVALID_PLAN:
      return "INVALID_PLAN";
    case FSDP_RT_UNSUPPORTED:
      return "UNSUPPORTED";
    case FSDP_RT_OUT_OF_MEMORY:
      return "OUT_OF_MEMORY";
    case FSDP_RT_NOT_FOUND:
      return "NOT_FOUND";
    case FSDP_RT_ASSERTION_FAILED:
      return "ASSERTION_FAILED";
    case FSDP_RT_DEADLINE_EXCEEDED:
      return "DEADLINE_EXCEEDED";
    case FSDP_RT_ABORTED:
      return "ABORTED";
    case FSDP_RT_PEER_FAILED:
      return "PEER_FAILED";
    case FSDP_RT_INTERNAL:
      return "INTERNAL";
  }
  return "UNKNOWN";
}

extern "C" void fsdp_rt_version(uint32_t* out_major, uint32_t* out_minor) {
  if (out_major) *out_major = FSDP_RT_VERSION_MAJOR;
  if (out_minor) *out_minor = FSDP_RT_VERSION_MINOR;
}
