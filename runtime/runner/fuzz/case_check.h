// case_check.h - everything that must hold of one case
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_CASE_CHECK_H_
#define FSDP_RT_RUNNER_FUZZ_CASE_CHECK_H_

#include <map>
#include <string>
#include <vector>

#include "runner/fuzz/fuzz_case.h"

namespace fsdp_rt::runner {

// The compiler, as the tool's main brings it: the runner knows none.
class CaseCompiler {
 public:
  virtual ~CaseCompiler() = default;
  // The case's step as MLIR.
  virtual std::string StepText(const FuzzCase& spec) = 0;
  // fsdp-compile with these flags; what it says goes to `diagnostics`.
  virtual Status Compile(const std::string& step, const std::vector<std::string>& flags, std::vector<uint8_t>* plan,
                         std::string* diagnostics) = 0;
};

struct CheckOptions {
  CaseCompiler* compiler = nullptr;
  // Extensions of the user's own libraries, by the built-in one whose numbers they must give.
  std::map<std::string, std::string> hooks_like;
  std::vector<std::string> flags;   // for the compiler, whatever the case
  std::string backend = "threads";  // where plans run
};

struct Verdict {
  enum class Kind { kPassed, kFailed, kUnsupported };
  Kind kind = Kind::kPassed;
  // Of a failure what failed ("gradients against unsharded execution"), alike for failures of one cause; of what is
  // not supported the feature.
  std::string what;
  std::vector<std::string> details;
  uint64_t exact = 0, bounded = 0;  // numbers compared, bit for bit and within a bound

  bool failed() const { return kind == Kind::kFailed; }
};

// Compiles and trains the case and compares
// - its numbers with those of a run of the same plan by the other transport, and of a second plan by the other
//   schedule: bit for bit;
// - first values from a seed with those that one rank makes: bit for bit;
// - losses, gradients, buffers and metrics of each step, and what its evaluation gives, with those that one rank
// computes of the unsharded step for every rank's batch,
//   from the same parameters, on which hooks acted by hook_reference.h, summed as the design says, in f32 in the order
//   of ranks: bit for bit; and its optimizer's step from there, averages included, likewise (where a norm other than
//   inf clips, whose sum has an order of its own: within rounding);
// - copies that every rank keeps with what hook_reference.h makes of each step, and parameters and moments of 16 bits
//   with torch.optim's formulas in f32, rounded once: bit for bit;
// - all of that with an f64 evaluation of the step and torch.optim's formulas: within a running bound on rounding;
// - what a dynamic loss scale does with torch's rule, and what is not trained, or stored as it travels, with itself.
// `scratch` is a folder for the step.
Verdict CheckCase(const FuzzCase& spec, const CheckOptions& options, const std::string& scratch);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_CASE_CHECK_H_
