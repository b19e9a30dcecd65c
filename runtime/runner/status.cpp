// status.cpp - what a failing call of the runner says, and whose fault it is
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/status.h"

namespace fsdp_rt::runner {

Status Status::FromRuntime(const fsdp_rt_error& error, const std::string& what) {
  std::string message = what + ": " + error.message;
  switch (error.status) {
    case FSDP_RT_INVALID_ARGUMENT:
    case FSDP_RT_INTERNAL:
      return Ours(message + " (" + fsdp_rt_status_name(error.status) + ")");
    default:
      return User(message);
  }
}

}  // namespace fsdp_rt::runner
