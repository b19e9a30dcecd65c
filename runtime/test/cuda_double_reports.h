// cuda_double_reports.h - the doubles of CUDA as a test of the backend talks to them
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Real libraries have none of these functions: every call then does nothing.

#ifndef FSDP_RT_TEST_CUDA_DOUBLE_REPORTS_H_
#define FSDP_RT_TEST_CUDA_DOUBLE_REPORTS_H_

#include <string>
#include <utility>
#include <vector>

namespace fsdp_rt::testing {

// Whether FSDP_RT_CUDA_LIBRARIES names the doubles.
bool OnCudaDoubles();
// Waits for everything enqueued; what the doubles found wrong with how they were used.
std::vector<std::string> TakeReports();
// Streams, events, allocations and so on that are alive.
size_t LiveObjects();

// Sets variables of the doubles (FSDP_CUDA_DOUBLE_ is put in front) while it lives.
class DoubleSettings {
 public:
  explicit DoubleSettings(std::vector<std::pair<std::string, std::string>> variables);
  ~DoubleSettings();
  DoubleSettings(const DoubleSettings&) = delete;
  DoubleSettings& operator=(const DoubleSettings&) = delete;

 private:
  std::vector<std::pair<std::string, std::string>> before_;
};

}  // namespace fsdp_rt::testing

#endif  // FSDP_RT_TEST_CUDA_DOUBLE_REPORTS_H_
