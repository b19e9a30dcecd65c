// status.h - what a failing call of the runner says, and whose fault it is
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_STATUS_H_
#define FSDP_RT_RUNNER_STATUS_H_

#include <string>
#include <utility>

#include "fsdp_rt/fsdp_rt.h"

namespace fsdp_rt::runner {

// kUser: a file, a flag, a value (exit code 1). kOurs: a bug (exit code 2).
enum class Fault { kNone, kUser, kOurs };

class [[nodiscard]] Status {
 public:
  Status() = default;
  static Status User(std::string message) { return Status(Fault::kUser, std::move(message)); }
  static Status Ours(std::string message) { return Status(Fault::kOurs, std::move(message)); }
  // `what` says what was being done, for example "loading step.plan".
  static Status FromRuntime(const fsdp_rt_error& error, const std::string& what);

  bool ok() const { return fault_ == Fault::kNone; }
  Fault fault() const { return fault_; }
  const std::string& message() const { return message_; }
  int exit_code() const { return fault_ == Fault::kNone ? 0 : fault_ == Fault::kUser ? 1 : 2; }

 private:
  Status(Fault fault, std::string message) : fault_(fault), message_(std::move(message)) {}

  Fault fault_ = Fault::kNone;
  std::string message_;
};

// Returns from the enclosing function when `expr` failed.
#define FSDP_RT_RETURN_IF_ERROR(expr)                                              \
  do {                                                                             \
    if (::fsdp_rt::runner::Status status_ = (expr); !status_.ok()) return status_; \
  } while (false)

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_STATUS_H_
