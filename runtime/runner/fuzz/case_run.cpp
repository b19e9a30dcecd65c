// case_run.cpp - trains a case's plan, and its unsharded twin step by step
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/case_run.h"

#include <cstring>

#include "runner/dtype.h"
#include "runner/parity/reference_gemm.h"

namespace fsdp_rt::runner {
namespace {

constexpr uint64_t kDeadlineMs = 20'000;

TrainingOptions OptionsOf(const FuzzCase& spec, const RunChoice& choice) {
  TrainingOptions options;
  options.transport = choice.buffered ? FSDP_RT_TRANSPORT_BUFFERED : FSDP_RT_TRANSPORT_PEER;
  options.deadline_ms = kDeadlineMs;
  options.poison = choice.poison;
  options.poison_seed = spec.seed;
  options.gemm = choice.ordered_gemm ? OrderedGemm : nullptr;
  options.microbatches = spec.microbatches;
  options.accumulation = spec.scatters ? Accumulation::kScattered : Accumulation::kWhole;
  options.stop_at_nonfinite_loss = false;
  return options;
}

Status ReadFloats(TrainingRun* run, fsdp_rt_role role, Tensors* out) {
  std::vector<HostTensor> tensors;
  FSDP_RT_RETURN_IF_ERROR(run->ReadTensors(run->plan().TensorsOfRole(role), /*compare_replicas=*/true, &tensors));
  out->clear();
  for (const HostTensor& tensor : tensors) {
    if (tensor.dtype != FSDP_RT_F32)
      return Status::Ours("'" + tensor.name + "' is " + SafetensorsName(tensor.dtype) + "; expected F32");
    std::vector<float>& values = (*out)[tensor.name];
    values.resize(tensor.data.size() / sizeof(float));
    std::memcpy(values.data(), tensor.data.data(), tensor.data.size());
  }
  return {};
}

Status WriteFloats(TrainingRun* run, fsdp_rt_role role, const Tensors& values) {
  for (const uint32_t tensor : run->plan().TensorsOfRole(role)) {
    const fsdp_rt_tensor_info& info = run->plan().tensors()[tensor];
    const auto it = values.find(info.name);
    if (it == values.end() || it->second.size() * sizeof(float) != FullBytes(info))
      return Status::Ours("the plan has a tensor '" + std::string(info.name) + "' that the case has not");
    FSDP_RT_RETURN_IF_ERROR(run->WriteTensor(tensor, it->second.data()));
  }
  return {};
}

}  // namespace

Status TrainCase(const FuzzCase& spec, const std::vector<uint8_t>& bytes, const RunChoice& choice,
                 std::vector<StepNumbers>* out) {
  Plan plan;
  FSDP_RT_RETURN_IF_ERROR(Plan::Load(bytes.data(), bytes.size(), "of the case", &plan));
  TrainingRun run(plan, OptionsOf(spec, choice));
  FSDP_RT_RETURN_IF_ERROR(run.Create());
  FSDP_RT_RETURN_IF_ERROR(WriteFloats(&run, FSDP_RT_ROLE_PARAM, InitialValues(spec)));
  const CaseBatches batches(spec);
  for (uint64_t step = 0; step < spec.steps; ++step) {
    StepNumbers& numbers = out->emplace_back();
    FSDP_RT_RETURN_IF_ERROR(run.RunSync(step, batches));
    FSDP_RT_RETURN_IF_ERROR(ReadFloats(&run, FSDP_RT_ROLE_GRAD, &numbers.gradients));
    FSDP_RT_RETURN_IF_ERROR(run.RunOptimizer(step));
    FSDP_RT_RETURN_IF_ERROR(ReadFloats(&run, FSDP_RT_ROLE_PARAM, &numbers.parameters));
    numbers.losses = run.result().losses.at("");
    for (const HostTensor& count : run.result().counts)
      numbers.counts.push_back(static_cast<float>(ElementAsDouble(count.dtype, count.data.data())));
    numbers.norm = run.result().norm;
  }
  return {};
}

Status UnshardedRun::Create(const std::vector<uint8_t>& bytes, bool ordered_gemm) {
  Plan plan;
  FSDP_RT_RETURN_IF_ERROR(Plan::Load(bytes.data(), bytes.size(), "of the unsharded case", &plan));
  RunChoice choice;
  choice.ordered_gemm = ordered_gemm;
  run_ = std::make_unique<TrainingRun>(plan, OptionsOf(spec_, choice));
  return run_->Create();
}

Status UnshardedRun::Differentiate(BatchPlace place, const Tensors& parameters, float* loss, Tensors* gradients) {
  FSDP_RT_RETURN_IF_ERROR(WriteFloats(run_.get(), FSDP_RT_ROLE_PARAM, parameters));
  batches_.Show(place);
  FSDP_RT_RETURN_IF_ERROR(run_->RunSync(place.step, batches_));
  *loss = run_->result().losses.at("")[0];
  return ReadFloats(run_.get(), FSDP_RT_ROLE_GRAD, gradients);
}

Status UnshardedRun::Update(uint64_t step, const Tensors& parameters, const Tensors& gradients, Tensors* updated,
                            std::optional<float>* norm) {
  FSDP_RT_RETURN_IF_ERROR(WriteFloats(run_.get(), FSDP_RT_ROLE_PARAM, parameters));
  FSDP_RT_RETURN_IF_ERROR(WriteFloats(run_.get(), FSDP_RT_ROLE_GRAD, gradients));
  FSDP_RT_RETURN_IF_ERROR(run_->RunOptimizer(step));
  *norm = run_->result().norm;
  return ReadFloats(run_.get(), FSDP_RT_ROLE_PARAM, updated);
}

}  // namespace fsdp_rt::runner
