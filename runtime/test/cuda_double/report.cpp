// report.cpp - keeps and prints what misuse was found
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "report.h"

#include <algorithm>
#include <cstdio>
#include <deque>
#include <mutex>

namespace cuda_double {
namespace {

std::mutex reports_mutex;

std::deque<std::string>& Reports() {
  static auto* reports = new std::deque<std::string>;
  return *reports;
}

}  // namespace

std::string Hex(unsigned long long address) {
  char text[32];
  std::snprintf(text, sizeof text, "0x%llx", address);
  return text;
}

void ReportMisuse(const std::string& text) {
  std::lock_guard lock(reports_mutex);
  if (std::find(Reports().begin(), Reports().end(), text) != Reports().end()) return;
  Reports().push_back(text);
  std::fprintf(stderr, "cuda double: %s\n", text.c_str());
}

size_t ReportCount() {
  std::lock_guard lock(reports_mutex);
  return Reports().size();
}

const char* Report(size_t index) {
  std::lock_guard lock(reports_mutex);
  return index < Reports().size() ? Reports()[index].c_str() : nullptr;
}

void ClearReports() {
  std::lock_guard lock(reports_mutex);
  Reports().clear();
}

}  // namespace cuda_double
