// step_check.h - the numbers of each step of a case against what they must be
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_STEP_CHECK_H_
#define FSDP_RT_RUNNER_FUZZ_STEP_CHECK_H_

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include "runner/fuzz/case_run.h"
#include "runner/fuzz/hook_reference.h"
#include "runner/fuzz/optimizer_reference.h"
#include "runner/fuzz/stored_update.h"
#include "runner/fuzz/tensor_match.h"

namespace fsdp_rt::runner {

// Which built-in extension's numbers an extension must give, where that is not itself.
using HooksLike = std::map<std::string, std::string>;
// Whether a parameter lies with gaps between its rows: one cut unevenly, or in whole blocks, on a later dimension. A
// library may multiply such a matrix by other code than one without, which sums in another order.
bool HasGaps(const FuzzCase& spec, const HooksLike& like);
// Null for an extension without a reference.
const HookReference* HookOf(const std::string& extension, const HooksLike& like, const std::string& inner = "");

// Of one case, step by step. What differs is added to `mismatches`; an error is one of the unsharded execution.
class StepCheck {
 public:
  // `as_stored` makes first values and updates, `unsharded` the rest, from parameters in f32.
  StepCheck(const FuzzCase& spec, const HooksLike& like, UnshardedRun* unsharded, UnshardedRun* as_stored,
            Mismatches* mismatches);

  // What the first step began with.
  Status Begin(const Tensors& initial);
  Status Check(uint64_t step, const StepNumbers& ours);

 private:
  // What ranks and microbatches compute before anything is combined, [microbatch * ranks + rank].
  template <typename Tensor>
  using Parts = std::map<std::string, std::vector<Tensor>>;
  // A combination of a rank's own values: of a microbatch's buffers, and at last of the metrics.
  struct Renewed {
    Parts<std::vector<float>> exact;
    Parts<RoundedTensor> bounded;
  };

  const HookReference& Hook(const std::string& extension) const { return *HookOf(extension, like_); }
  const HookReference& Hook(const CaseParameter& parameter) const {
    return *HookOf(parameter.traits.extension, like_, parameter.inner);
  }
  const CaseParameter& ParameterOf(const std::string& name) const;
  // Of the part that one model rank has.
  ShardPlace PlaceOf(const CaseParameter& parameter) const;
  // Parameters that a step computes with, from those that are stored.
  Tensors Hooked(const Tensors& stored) const;
  // Where the case keeps bits.
  void CompareExact(const std::string& what, const std::string& where, const Tensors& ours, const Tensors& expected) {
    if (keeps_bits_) mismatches_.CompareExact(what, where, ours, expected);
  }
  void CheckHookBounds(const Tensors& stored, const Tensors& hooked);
  void AddBeyondBound(const CaseParameter& parameter, size_t element, float sent, float arrived, double largest);
  // What all ranks keep, in full precision, or after an optimizer's step.
  void LoadCopies(const Tensors& stored);
  void RenewCopies(const Tensors& stored);
  bool KeepsBits(const CaseParameter& parameter, const std::vector<std::vector<float>>& parts) const;

  Status CheckUnsharded(BatchPlace place, const Tensors& hooked, float loss, Parts<std::vector<float>>* gradients,
                        Renewed* renewed);
  void CheckReference(BatchPlace place, const Tensors& hooked, float loss, Parts<RoundedTensor>* gradients,
                      Renewed* renewed);
  std::vector<RoundedTensor> EvaluateGraph(const StepGraph& graph, BatchPlace place, const Tensors& hooked) const;
  void CheckGradients(uint64_t step, const StepNumbers& ours, const Parts<std::vector<float>>& exact,
                      const Parts<RoundedTensor>& bounded);
  // Replaces the buffers of every rank by what ranks made of them.
  void RenewBuffers(const Renewed& renewed, std::map<std::string, RoundedTensor>* bounds);
  void CheckMetrics(uint64_t step, const StepNumbers& ours, const Renewed& renewed);
  void CheckBuffers(uint64_t step, const StepNumbers& ours, const std::map<std::string, RoundedTensor>& bounds);
  Status CheckEvaluation(uint64_t step, const Tensors& parameters, const std::string& what, const Tensors& ours);

  Status CheckUpdate(uint64_t step, const StepNumbers& ours);
  void CheckParameters(uint64_t step, const StepNumbers& ours, bool skips, double clip_factor);
  void CheckAverages(uint64_t step, const StepNumbers& ours, bool skips);
  double CheckNorm(uint64_t step, const StepNumbers& ours, std::optional<float> unsharded);
  void CheckLossScale(uint64_t step, const StepNumbers& ours);

  const FuzzCase& spec_;
  FuzzCase at_scale_;  // with the step's loss scale
  const HooksLike& like_;
  UnshardedRun &unsharded_, &as_stored_;
  Mismatches& mismatches_;
  OptimizerReference optimizer_;
  StoredUpdate stored_update_;
  const StepGraph step_, evaluation_;
  const std::vector<CaseParameter> parameters_;
  // Whether a rank computes the bits that the unsharded step gives, but for what hooks change.
  const bool keeps_bits_;

  Tensors before_;                // the parameters
  Tensors averages_;              // of them
  Tensors exact_;                 // the parameters, before what is stored in 16 bits was rounded
  Tensors copies_;                // what all ranks have of those whose hooks have state
  Tensors stored_;                // as they are kept
  std::vector<Tensors> buffers_;  // by rank
  uint64_t updates_ = 0;          // steps that were not skipped
  float loss_scale_ = 0;          // the next step's
  uint32_t good_steps_ = 0;       // since it last changed
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_STEP_CHECK_H_
