// case_run.cpp - trains a case's plan, and its unsharded twin step by step
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/case_run.h"

#include <cstring>
#include <set>

#include "runner/dtype.h"
#include "runner/float_conversion.h"
#include "runner/parity/reference_gemm.h"

namespace fsdp_rt::runner {
namespace {

constexpr uint64_t kDeadlineMs = 20'000;

TrainingOptions OptionsOf(const FuzzCase& spec, const RunPlace& place, const RunChoice& choice) {
  TrainingOptions options;
  options.backend = place.backend;
  options.transport = choice.buffered ? FSDP_RT_TRANSPORT_BUFFERED : FSDP_RT_TRANSPORT_PEER;
  options.deadline_ms = kDeadlineMs;
  options.poison = choice.poison;
  // Poison is filled in between commands.
  options.graph = place.backend != "threads" && !choice.poison;
  options.poison_seed = spec.seed;
  // A GPU multiplies itself.
  options.gemm = choice.ordered_gemm && place.backend == "threads" ? OrderedGemm : nullptr;
  options.microbatches = spec.microbatches;
  options.accumulation = spec.scatters ? Accumulation::kScattered : Accumulation::kWhole;
  options.stop_at_nonfinite_loss = false;
  return options;
}

// Of 16 bits widened; whole numbers here are small.
std::vector<float> FloatsOf(const HostTensor& tensor) {
  const size_t size = SizeOf(tensor.dtype);
  std::vector<float> values(tensor.data.size() / size);
  for (size_t i = 0; i < values.size(); ++i) {
    const std::byte* element = tensor.data.data() + i * size;
    int64_t whole = 0;
    if (tensor.dtype == FSDP_RT_I64) std::memcpy(&whole, element, sizeof whole);
    values[i] = static_cast<float>(tensor.dtype == FSDP_RT_I64 ? static_cast<double>(whole)
                                                               : ElementAsDouble(tensor.dtype, element));
  }
  return values;
}

// As a tensor of the plan holds them, which is exactly.
std::vector<std::byte> BytesOf(const std::vector<float>& values, fsdp_rt_dtype dtype) {
  std::vector<std::byte> bytes(values.size() * SizeOf(dtype));
  if (dtype == FSDP_RT_I64) {
    const std::vector<int64_t> whole(values.begin(), values.end());
    std::memcpy(bytes.data(), whole.data(), bytes.size());
  } else {
    ConvertFloats(FSDP_RT_F32, reinterpret_cast<const std::byte*>(values.data()), dtype, bytes.data(), values.size());
  }
  return bytes;
}

// By name; a parameter that is stored otherwise is left to ReadStored.
Status ReadFloats(TrainingRun* run, fsdp_rt_role role, Tensors* out) {
  std::vector<uint32_t> numbers = run->plan().TensorsOfRole(role);
  std::erase_if(numbers, [run](uint32_t i) { return run->plan().tensors()[i].source_rank > 0; });
  std::vector<HostTensor> tensors;
  FSDP_RT_RETURN_IF_ERROR(run->ReadTensors(numbers, /*compare_replicas=*/true, &tensors));
  out->clear();
  for (const HostTensor& tensor : tensors) (*out)[tensor.name] = FloatsOf(tensor);
  return {};
}

Status ReadStored(TrainingRun* run, Tensors* out) {
  std::vector<uint32_t> numbers = run->plan().TensorsOfRole(FSDP_RT_ROLE_PARAM);
  std::erase_if(numbers, [run](uint32_t i) { return run->plan().tensors()[i].source_rank == 0; });
  std::vector<HostTensor> tensors;
  FSDP_RT_RETURN_IF_ERROR(run->ReadTensors(numbers, /*compare_replicas=*/true, &tensors));
  for (const HostTensor& tensor : tensors) {
    std::vector<float>& bytes = (*out)[tensor.name];
    for (const std::byte byte : tensor.data) bytes.push_back(static_cast<float>(byte));
  }
  return {};
}

// By the parameter's name.
Status ReadAverages(TrainingRun* run, Tensors* out) {
  const std::vector<Plan::Average> averages = run->plan().Averages();
  std::vector<uint32_t> numbers;
  for (const Plan::Average& average : averages) numbers.push_back(average.ema);
  std::vector<HostTensor> tensors;
  FSDP_RT_RETURN_IF_ERROR(run->ReadTensors(numbers, /*compare_replicas=*/true, &tensors));
  for (size_t i = 0; i < tensors.size(); ++i)
    (*out)[run->plan().tensors()[averages[i].param].name] = FloatsOf(tensors[i]);
  return {};
}

// Of every rank with a batch of its own; those that compute it together must have the same.
Status ReadBuffers(const FuzzCase& spec, TrainingRun* run, Tensors* out) {
  std::vector<std::vector<HostTensor>> buffers;
  FSDP_RT_RETURN_IF_ERROR(run->ReadBuffers(&buffers));
  out->clear();
  for (const std::vector<HostTensor>& ranks : buffers)
    for (size_t rank = 0; rank < ranks.size(); ++rank) {
      const HostTensor& tensor = ranks[rank];
      if (tensor.data != ranks[rank - rank % spec.models].data)
        return Status::Ours("the model ranks' buffers '" + tensor.name + "' differ");
      if (rank % spec.models != 0) continue;
      const std::vector<float> values = FloatsOf(tensor);
      std::vector<float>& all = (*out)[tensor.name];
      all.insert(all.end(), values.begin(), values.end());
    }
  return {};
}

// What was reported under names that begin with `prefix`.
Tensors ReadMetrics(const StepResult& result, const std::string& prefix) {
  Tensors metrics;
  for (const auto& [name, ranks] : result.metrics)
    for (const HostTensor& tensor : ranks)
      if (name.starts_with(prefix)) {
        const std::vector<float> values = FloatsOf(tensor);
        metrics[name].insert(metrics[name].end(), values.begin(), values.end());
      }
  for (const auto& [name, tensor] : result.combined_metrics)
    if (name.starts_with(prefix)) metrics[name] = FloatsOf(tensor);
  return metrics;
}

Status WriteFloats(TrainingRun* run, fsdp_rt_role role, const Tensors& values) {
  for (const uint32_t tensor : run->plan().TensorsOfRole(role)) {
    const fsdp_rt_tensor_info& info = run->plan().tensors()[tensor];
    if (info.source_rank > 0) continue;
    const auto it = values.find(info.name);
    if (it == values.end() || it->second.size() * SizeOf(info.dtype) != FullBytes(info))
      return Status::Ours("the plan has a tensor '" + std::string(info.name) + "' that the case has not");
    FSDP_RT_RETURN_IF_ERROR(run->WriteTensor(tensor, BytesOf(it->second, info.dtype).data()));
  }
  return {};
}

// Every rank stores its chunk of each parameter that is kept as it travels.
Status StoreFloats(TrainingRun* run, const Tensors& values) {
  std::set<std::string> done;
  for (const uint32_t tensor : run->plan().TensorsOfRole(FSDP_RT_ROLE_PARAM)) {
    const fsdp_rt_tensor_info& info = run->plan().tensors()[tensor];
    if (info.source_rank == 0 || !done.insert(info.param).second) continue;
    const std::vector<float>& full = values.at(info.param);
    FSDP_RT_RETURN_IF_ERROR(
        run->StoreParam(info.param, info.source_dim,
                        {FSDP_RT_F32, SourceShapeOf(info), reinterpret_cast<const std::byte*>(full.data()),
                         full.size() * sizeof(float)}));
  }
  return {};
}

Status InitializeFromSeed(const FuzzCase& spec, TrainingRun* run) {
  // Whole numbers up to 2^53.
  FSDP_RT_RETURN_IF_ERROR(run->SetScalar("seed", static_cast<double>(spec.seed >> 11)));
  return run->RunInit();
}

Status Begin(const FuzzCase& spec, TrainingRun* run, Tensors* initial) {
  if (spec.seeded) {
    FSDP_RT_RETURN_IF_ERROR(InitializeFromSeed(spec, run));
  } else {
    FSDP_RT_RETURN_IF_ERROR(WriteFloats(run, FSDP_RT_ROLE_PARAM, InitialValues(spec)));
    FSDP_RT_RETURN_IF_ERROR(StoreFloats(run, InitialValues(spec)));
  }
  FSDP_RT_RETURN_IF_ERROR(WriteFloats(run, FSDP_RT_ROLE_BUFFER, InitialBuffers(spec)));
  if (spec.scale_interval > 0) {
    FSDP_RT_RETURN_IF_ERROR(run->SetScalar("loss_scale", spec.loss_scale));
    FSDP_RT_RETURN_IF_ERROR(run->SetScalar("loss_scale_growth_interval", spec.scale_interval));
  }
  return ReadFloats(run, FSDP_RT_ROLE_PARAM, initial);
}

Status EvaluateStep(const FuzzCase& spec, uint64_t step, const CaseBatches& batches, TrainingRun* run,
                    StepNumbers* numbers) {
  if (!spec.evaluates) return {};
  FSDP_RT_RETURN_IF_ERROR(run->RunEval(step, batches));
  numbers->evaluated = ReadMetrics(run->result(), "eval.");
  return {};
}

Status EvaluateAverages(const FuzzCase& spec, uint64_t step, const CaseBatches& batches, TrainingRun* run,
                        StepNumbers* numbers) {
  if (!spec.evaluates || spec.ema == 0) return {};
  FSDP_RT_RETURN_IF_ERROR(run->SwapAverages());
  FSDP_RT_RETURN_IF_ERROR(run->RunEval(step, batches));
  numbers->evaluated_averages = ReadMetrics(run->result(), "eval.");
  return run->SwapAverages();
}

Status TrainStep(const FuzzCase& spec, uint64_t step, const CaseBatches& batches, TrainingRun* run,
                 StepNumbers* numbers) {
  if (spec.loss_scale > 0) {
    double scale = 0;
    FSDP_RT_RETURN_IF_ERROR(run->GetScalar("loss_scale", &scale));
    numbers->loss_scale = static_cast<float>(scale);
  }
  FSDP_RT_RETURN_IF_ERROR(run->RunSync(step, batches));
  numbers->metrics = ReadMetrics(run->result(), "metric");
  FSDP_RT_RETURN_IF_ERROR(ReadFloats(run, FSDP_RT_ROLE_GRAD, &numbers->gradients));
  FSDP_RT_RETURN_IF_ERROR(ReadBuffers(spec, run, &numbers->buffers));
  numbers->losses = run->result().losses.at("");
  for (const HostTensor& count : run->result().counts)
    numbers->counts.push_back(static_cast<float>(ElementAsDouble(count.dtype, count.data.data())));
  FSDP_RT_RETURN_IF_ERROR(run->RunOptimizer(step));
  numbers->norm = run->result().norm;
  FSDP_RT_RETURN_IF_ERROR(ReadFloats(run, FSDP_RT_ROLE_PARAM, &numbers->parameters));
  FSDP_RT_RETURN_IF_ERROR(ReadAverages(run, &numbers->averages));
  return ReadStored(run, &numbers->stored);
}

}  // namespace

Status TrainCase(const FuzzCase& spec, const std::vector<uint8_t>& bytes, const RunPlace& place,
                 const RunChoice& choice, Tensors* initial, std::vector<StepNumbers>* out) {
  Plan plan;
  FSDP_RT_RETURN_IF_ERROR(Plan::Load(bytes.data(), bytes.size(), "of the case", &plan));
  TrainingRun run(plan, OptionsOf(spec, place, choice));
  FSDP_RT_RETURN_IF_ERROR(run.Create());
  FSDP_RT_RETURN_IF_ERROR(Begin(spec, &run, initial));
  const CaseBatches batches(spec);
  for (uint64_t step = 0; step < spec.steps; ++step) {
    StepNumbers& numbers = out->emplace_back();
    FSDP_RT_RETURN_IF_ERROR(TrainStep(spec, step, batches, &run, &numbers));
    FSDP_RT_RETURN_IF_ERROR(EvaluateStep(spec, step, batches, &run, &numbers));
    FSDP_RT_RETURN_IF_ERROR(EvaluateAverages(spec, step, batches, &run, &numbers));
  }
  return {};
}

Status UnshardedRun::Create(const std::vector<uint8_t>& bytes, const RunPlace& place, bool ordered_gemm) {
  Plan plan;
  FSDP_RT_RETURN_IF_ERROR(Plan::Load(bytes.data(), bytes.size(), "of the unsharded case", &plan));
  RunChoice choice;
  choice.ordered_gemm = ordered_gemm;
  run_ = std::make_unique<TrainingRun>(plan, OptionsOf(spec_, place, choice));
  FSDP_RT_RETURN_IF_ERROR(run_->Create());
  if (spec_.scale_interval == 0) return {};
  return run_->SetScalar("loss_scale_growth_interval", spec_.scale_interval);
}

Status UnshardedRun::Initialize(Tensors* parameters) {
  FSDP_RT_RETURN_IF_ERROR(InitializeFromSeed(spec_, run_.get()));
  return ReadFloats(run_.get(), FSDP_RT_ROLE_PARAM, parameters);
}

Status UnshardedRun::Differentiate(BatchPlace place, const Tensors& parameters, const Tensors& buffers,
                                   float loss_scale, RankNumbers* out) {
  FSDP_RT_RETURN_IF_ERROR(WriteFloats(run_.get(), FSDP_RT_ROLE_PARAM, parameters));
  FSDP_RT_RETURN_IF_ERROR(WriteFloats(run_.get(), FSDP_RT_ROLE_BUFFER, buffers));
  if (loss_scale > 0) FSDP_RT_RETURN_IF_ERROR(run_->SetScalar("loss_scale", loss_scale));
  batches_.Show(place);
  FSDP_RT_RETURN_IF_ERROR(run_->RunSync(place.step, batches_));
  out->loss = run_->result().losses.at("")[0];
  out->metrics = ReadMetrics(run_->result(), "metric");
  FSDP_RT_RETURN_IF_ERROR(ReadBuffers(spec_, run_.get(), &out->buffers));
  return ReadFloats(run_.get(), FSDP_RT_ROLE_GRAD, &out->gradients);
}

Status UnshardedRun::Evaluate(BatchPlace place, const Tensors& parameters, const Tensors& buffers, Tensors* out) {
  FSDP_RT_RETURN_IF_ERROR(WriteFloats(run_.get(), FSDP_RT_ROLE_PARAM, parameters));
  FSDP_RT_RETURN_IF_ERROR(WriteFloats(run_.get(), FSDP_RT_ROLE_BUFFER, buffers));
  batches_.Show(place);
  FSDP_RT_RETURN_IF_ERROR(run_->RunEval(place.step, batches_));
  *out = ReadMetrics(run_->result(), "eval.");
  return {};
}

Status UnshardedRun::Update(uint64_t step, const Tensors& parameters, const Tensors& gradients, Tensors* updated,
                            Tensors* averages, std::optional<float>* norm) {
  FSDP_RT_RETURN_IF_ERROR(WriteFloats(run_.get(), FSDP_RT_ROLE_PARAM, parameters));
  FSDP_RT_RETURN_IF_ERROR(WriteFloats(run_.get(), FSDP_RT_ROLE_GRAD, gradients));
  FSDP_RT_RETURN_IF_ERROR(run_->RunOptimizer(step));
  *norm = run_->result().norm;
  FSDP_RT_RETURN_IF_ERROR(ReadAverages(run_.get(), averages));
  return ReadFloats(run_.get(), FSDP_RT_ROLE_PARAM, updated);
}

}  // namespace fsdp_rt::runner
