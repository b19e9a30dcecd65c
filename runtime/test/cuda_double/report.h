// report.h - misuse that the doubles found
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_REPORT_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_REPORT_H_

#include <cstddef>
#include <sstream>
#include <string>

namespace cuda_double {

template <typename... Parts>
std::string Text(const Parts&... parts) {
  std::ostringstream stream;
  (stream << ... << parts);
  return stream.str();
}

// "0x7f..."
std::string Hex(unsigned long long address);

// Prints to stderr and keeps; the same text once.
void ReportMisuse(const std::string& text);
size_t ReportCount();
const char* Report(size_t index);
void ClearReports();

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_REPORT_H_
