// flag_checks.h - what the value of a flag must be, and how a wrong one is reported
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FLAG_CHECKS_H_
#define FSDP_RT_RUNNER_FLAG_CHECKS_H_

#include <CLI/App.hpp>
#include <cstdint>

namespace fsdp_rt::runner {

// A whole number from `least` to `most`, in decimal digits.
CLI::Validator WholeNumber(uint64_t least, uint64_t most);

// Seconds above 0, up to a year: more is a typing error, and nanoseconds stay in 64 bits.
CLI::Validator Seconds();

// Prints help to stdout, or on stderr what is wrong with a flag; returns the exit code.
int ReportParse(const CLI::App& app, const CLI::ParseError& error);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FLAG_CHECKS_H_
