// golden_case.h - what a golden case says in its case.json
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_PARITY_GOLDEN_CASE_H_
#define FSDP_RT_RUNNER_PARITY_GOLDEN_CASE_H_

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runner/status.h"

namespace fsdp_rt::runner {

struct GoldenCase {
  // Refuses cases that need what is not supported yet, naming it.
  static Status Read(const std::string& folder, GoldenCase* out);

  std::string File(const std::string& name) const { return folder + "/" + name; }
  bool Has(const std::string& name) const;
  // Whether a tensor of init.safetensors is a parameter or an inner tensor of one; else
  // it is a buffer.
  bool IsParameter(const std::string& tensor) const;
  // The index of the group that holds a parameter, in the order of case.json.
  std::optional<uint32_t> GroupOf(const std::string& parameter) const;

  std::string folder, name;
  uint64_t steps = 0;
  uint32_t ranks = 1;
  uint32_t data_ranks = 1;  // those with batches and losses of their own; of a model axis the first
  uint32_t microbatches = 1;
  bool scatters = false;                         // gradients are reduce-scattered with every microbatch
  bool counts = false;                           // gradients are divided by what the losses sum over
  std::vector<std::vector<std::string>> groups;  // parameters in wire order
  std::set<std::string> still;                   // frozen or unused: never change
  std::set<std::string> frozen;                  // no gradient either
  bool several_grids = false;                    // parameters of one fully_shard call on several meshes
  std::vector<std::string> ignored;              // whole on every rank, trained
  std::vector<std::string> losses;               // "" or the inner names
  std::map<std::string, std::string> buffers;    // updated ones: "mean over ranks", "local", ...
  bool evaluates = false;                        // runs `eval` after every step
  std::vector<std::string> metrics;              // what `eval` reports
  std::vector<uint64_t> gradient_steps, parameter_steps;
  bool clips = false;
  // Relative difference to exact arithmetic that rounding alone explains, by kind:
  // loss, grad, norm, param.
  std::map<std::string, double> noise;

  // What the step computes in: "f32", "bf16" or "f16".
  std::string compute_dtype = "f32";
  // 16-bit computation, where two right programs part slowly: every step is compared
  // from FSDP2's own parameters on.
  bool StepByStep() const { return compute_dtype != "f32"; }

  // For the compiler, as on its command line; empty where the case says nothing.
  std::string grid, optimizer, clip_grad_norm, reshard_after_forward, prefetch, grad_divide, reduce_dtype, loss_scale;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_PARITY_GOLDEN_CASE_H_
