// case_process.h - checks a case in a process of its own
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_CASE_PROCESS_H_
#define FSDP_RT_RUNNER_FUZZ_CASE_PROCESS_H_

#include <sys/types.h>

#include <chrono>
#include <optional>
#include <string>

#include "runner/fuzz/case_check.h"

namespace fsdp_rt::runner {

// A crash or a hang is then a verdict like others.
class CaseProcess {
 public:
  // Makes `scratch` and starts. Must be called before this process starts threads.
  CaseProcess(const FuzzCase& spec, const CheckOptions& options, const std::string& scratch, double deadline_s);
  // Ends the process where it still runs, and removes `scratch`.
  ~CaseProcess();
  CaseProcess(const CaseProcess&) = delete;
  CaseProcess& operator=(const CaseProcess&) = delete;

  // Nothing while it runs.
  std::optional<Verdict> Poll();
  Verdict Wait();

 private:
  Verdict ReadVerdict(int status) const;

  std::string scratch_;
  std::chrono::steady_clock::time_point deadline_;
  double deadline_s_;
  pid_t child_ = -1;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_CASE_PROCESS_H_
