// status.h - how the runtime reports errors inside; fsdp_rt_error outside
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_STATUS_H_
#define FSDP_RT_SRC_STATUS_H_

#include <new>
#include <sstream>
#include <string>
#include <utility>

#include "fsdp_rt/fsdp_rt.h"

namespace fsdp_rt {

// OK, or an error with the rank and the command (index in its entry) it concerns.
class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(fsdp_rt_status code, std::string message, int rank = -1, int command = -1)
      : code_(code), rank_(rank), command_(command), message_(std::move(message)) {}
  explicit Status(const fsdp_rt_error& error) : Status(error.status, error.message, error.rank, error.command) {}

  bool ok() const { return code_ == FSDP_RT_OK; }
  fsdp_rt_status code() const { return code_; }
  int rank() const { return rank_; }
  int command() const { return command_; }
  const std::string& message() const { return message_; }

  void set_rank(int rank) { rank_ = rank; }
  void set_command(int command) { command_ = command; }
  void Append(const std::string& text) { message_ += text; }

  // Fills `out_error` (may be null) and returns the code.
  fsdp_rt_status Export(fsdp_rt_error* out_error) const;

 private:
  fsdp_rt_status code_ = FSDP_RT_OK;
  int rank_ = -1;
  int command_ = -1;
  std::string message_;
};

template <typename... Parts>
std::string Concat(const Parts&... parts) {
  std::ostringstream stream;
  (stream << ... << parts);
  return stream.str();
}

template <typename... Parts>
Status Error(fsdp_rt_status code, const Parts&... parts) {
  return Status(code, Concat(parts...));
}

#define FSDP_RT_TRY(expression)                                                           \
  do {                                                                                    \
    if (::fsdp_rt::Status try_status = (expression); !try_status.ok()) return try_status; \
  } while (false)

// What a call of `rank` returns once its communicator was aborted because of `why`.
Status AfterAbort(const Status& why, int rank);

// The body of a function of the C ABI: no exception leaves it.
template <typename Body>
fsdp_rt_status Guard(fsdp_rt_error* out_error, Body&& body) {
  try {
    return Status(body()).Export(out_error);
  } catch (const std::bad_alloc&) {
    return Error(FSDP_RT_OUT_OF_MEMORY, "out of memory").Export(out_error);
  } catch (const std::exception& exception) {
    return Error(FSDP_RT_INTERNAL, "unexpected exception: ", exception.what()).Export(out_error);
  }
}

// Calls a function of the C ABI whose last parameter is out_error.
template <typename Function, typename... Args>
Status CallAbi(Function function, Args... args) {
  fsdp_rt_error error{FSDP_RT_OK, -1, -1, ""};
  if (fsdp_rt_status code = function(args..., &error); code != FSDP_RT_OK) {
    error.status = code;
    return Status(error);
  }
  return {};
}

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_STATUS_H_
