// flag_checks.cpp - what the value of a flag must be, and how a wrong one is reported
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/flag_checks.h"

#include <CLI/Config.hpp>
#include <CLI/Formatter.hpp>
#include <charconv>
#include <cstdio>
#include <string>

namespace fsdp_rt::runner {
namespace {

// Whether all of `text` is a number of T.
template <typename T>
bool ParseAll(const std::string& text, T* out) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *out);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

CLI::Validator WholeNumber(uint64_t least, uint64_t most) {
  auto check = [least, most](const std::string& text) -> std::string {
    uint64_t value = 0;
    if (ParseAll(text, &value) && value >= least && value <= most) return "";
    std::string range = most == UINT64_MAX ? "of at least " + std::to_string(least)
                                           : "from " + std::to_string(least) + " to " + std::to_string(most);
    return "'" + text + "', expected a whole number " + range;
  };
  return CLI::Validator(check, "");
}

CLI::Validator Seconds() {
  constexpr double kYear = 365.0 * 24 * 3600;
  auto check = [](const std::string& text) -> std::string {
    double value = 0;
    if (ParseAll(text, &value) && value > 0 && value <= kYear) return "";
    return "'" + text + "', expected seconds, a number above 0 and up to a year";
  };
  return CLI::Validator(check, "");
}

int ReportParse(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == 0) return app.exit(error);
  std::string message = error.what();
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::ExtrasError)) {
    message = "unknown arguments:";
    for (const std::string& argument : app.remaining()) message += " " + argument;
  }
  const std::string name = app.get_name();
  std::fprintf(stderr, "%s: error: %s; see %s --help\n", name.c_str(), message.c_str(), name.c_str());
  return 1;
}

}  // namespace fsdp_rt::runner
