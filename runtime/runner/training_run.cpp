// training_run.cpp - trains a plan with one thread per rank, or with one rank of many processes
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/training_run.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "runner/dtype.h"
#include "runner/float_conversion.h"

namespace fsdp_rt::runner {
namespace {

// Errors that a rank returns because another one failed.
bool IsConsequence(fsdp_rt_status status) { return status == FSDP_RT_PEER_FAILED || status == FSDP_RT_ABORTED; }

}  // namespace

TrainingRun::TrainingRun(Plan plan, const TrainingOptions& options) : plan_(std::move(plan)), options_(options) {}

TrainingRun::~TrainingRun() {
  for (Rank& rank : ranks_) fsdp_rt_session_destroy(rank.session);
  threads_.reset();
}

Status TrainingRun::OnRanks(const std::string& what,
                            const std::function<fsdp_rt_status(uint32_t, fsdp_rt_error*)>& job) {
  std::vector<fsdp_rt_error> errors(here_);
  threads_->Run([&](uint32_t thread) {
    fsdp_rt_error error{};
    error.rank = error.command = -1;
    const fsdp_rt_status status = job(first_ + thread, &error);
    error.status = status;
    errors[thread] = error;
  });
  const fsdp_rt_error* worst = nullptr;
  uint32_t worst_rank = 0;
  for (uint32_t rank = 0; rank < errors.size(); ++rank) {
    if (errors[rank].status == FSDP_RT_OK) continue;
    if (worst && !(IsConsequence(worst->status) && !IsConsequence(errors[rank].status))) continue;
    worst = &errors[rank];
    worst_rank = first_ + rank;
  }
  if (!worst) return {};
  // NCCL tells a process that another one is gone, not which.
  if (const std::string cause = world_->Failure(IsConsequence(worst->status)); !cause.empty())
    return Status::User(what + ": " + cause + "; meanwhile rank " + std::to_string(worst_rank) + ": " + worst->message);
  return Status::FromRuntime(*worst, what + ", rank " + std::to_string(worst->rank >= 0 ? worst->rank : worst_rank));
}

Status TrainingRun::Create() {
  sync_ = plan_.FindEntry("step.sync");
  optimizer_ = plan_.FindEntry("optimizer");
  eval_ = plan_.FindEntry("eval");
  if (!sync_) return Status::User("the plan has no entry 'step.sync'; compile a module with a step");
  if (options_.microbatches > 1) {
    const char* name = options_.accumulation == Accumulation::kWhole ? "step.accumulate" : "step.scatter";
    accumulate_ = plan_.FindEntry(name);
    if (!accumulate_)
      return Status::User("several microbatches: the plan has no entry '" + std::string(name) +
                          "'; compile a step with gradients");
  }
  FSDP_RT_RETURN_IF_ERROR(
      RankWorld::Create(options_.backend, options_.place, plan_, options_.transport, options_.deadline_ms, &world_));
  ranks_.resize(plan_.world_size());
  first_ = options_.place ? options_.place->rank : 0;
  here_ = options_.place ? 1 : plan_.world_size();
  threads_ = std::make_unique<RankThreads>(here_);
  for (uint32_t rank = 0; rank < ranks_.size(); ++rank) ranks_[rank].trace = std::make_unique<RankTrace>(&plan_, rank);
  return CreateSessions();
}

Status TrainingRun::CreateSessions() {
  return OnRanks("creating the session", [this](uint32_t rank, fsdp_rt_error* error) {
    fsdp_rt_session_options options;
    fsdp_rt_session_options_init(&options);
    options.comm = world_->comm(rank);
    options.device = world_->device(rank);
    if (options_.wrap_device) options.device = options_.wrap_device(rank, options.device);
    options.graph = options_.graph;
    options.blocking = options_.blocking;
    options.transport = options_.transport;
    options.poison = options_.poison;
    options.poison_seed = options_.poison_seed + rank;
    options.max_threads = options_.gemm_threads;
    options.gemm = options_.gemm;
    options.gemm_algorithm = options_.gemm_algorithm;
    options.keep_slots = options_.keep_slots;
    options.without_accumulation = options_.microbatches == 1;
    options.trace = RankTrace::Record;
    options.trace_context = ranks_[rank].trace.get();
    const fsdp_rt_status status = fsdp_rt_session_create(plan_.handle(), &options, &ranks_[rank].session, error);
    return status == FSDP_RT_OK ? BindAll(rank, error) : status;
  });
}

fsdp_rt_status TrainingRun::BindAll(uint32_t rank, fsdp_rt_error* error) {
  Rank& state = ranks_[rank];
  for (uint32_t i = 0; i < plan_.bindings().size(); ++i) {
    // A chunk has memory while it is stored.
    const bool chunk = plan_.bindings()[i].kind == FSDP_RT_BIND_CHUNK;
    AlignedBytes& memory = state.bindings.emplace_back(chunk ? 0 : plan_.bindings()[i].bytes);
    if (chunk) continue;
    if (!memory.data()) {
      std::snprintf(error->message, sizeof error->message, "no memory for '%s'", plan_.bindings()[i].name);
      return FSDP_RT_OUT_OF_MEMORY;
    }
    const fsdp_rt_status status = fsdp_rt_session_bind(state.session, i, memory.data(), memory.size(), error);
    if (status != FSDP_RT_OK) return status;
  }
  return FSDP_RT_OK;
}

Status TrainingRun::WriteTensor(uint32_t tensor, const void* data) {
  parameters_written_ = true;
  return WriteFull(tensor, data);
}

// What a copy would be without this is set first, once.
Status TrainingRun::WriteCopy(uint32_t tensor, const void* data) {
  FSDP_RT_RETURN_IF_ERROR(RefreshStatistics());
  return WriteFull(tensor, data);
}

Status TrainingRun::WriteFull(uint32_t tensor, const void* data) {
  return OnRanks(std::string("writing ") + plan_.tensors()[tensor].name, [&](uint32_t rank, fsdp_rt_error* error) {
    return fsdp_rt_session_write_full(ranks_[rank].session, tensor, data, FullBytes(plan_.tensors()[tensor]), error);
  });
}

namespace {

// This shard's rows of a full tensor as `dtype`, zero beyond them; `chunk` rows of dimension `dim`. `out` holds zeros.
void FillChunk(const TensorView& full, uint32_t dim, int64_t chunk, uint32_t shard, fsdp_rt_dtype dtype,
               std::byte* out) {
  uint64_t outer = 1, inner = 1;
  for (size_t i = 0; i < full.shape.size(); ++i)
    if (i != dim) (i < dim ? outer : inner) *= full.shape[i];
  const int64_t rows = full.shape[dim], first = std::min<int64_t>(rows, shard * chunk);
  const uint64_t valid = std::min<int64_t>(chunk, rows - first) * inner;
  for (uint64_t o = 0; o < outer; ++o)
    ConvertFloats(full.dtype, full.data + (o * rows + first) * inner * SizeOf(full.dtype), dtype,
                  out + o * chunk * inner * SizeOf(dtype), valid);
}

}  // namespace

Status TrainingRun::StoreParam(const std::string& param, uint32_t dim, const TensorView& full) {
  const PlanEntry* entry = plan_.FindEntry("store." + param);
  if (!entry || entry->bindings.size() != 1)
    return Status::Ours("the plan has no entry 'store." + param + "' of one binding");
  const uint32_t binding = entry->bindings[0];
  const fsdp_rt_binding_info& info = plan_.bindings()[binding];
  const ShardAxis shards = plan_.ShardsOfParam(param);
  return OnRanks("storing '" + param + "'", [&](uint32_t rank, fsdp_rt_error* error) {
    AlignedBytes memory(info.bytes);
    if (!memory.data()) {
      std::snprintf(error->message, sizeof error->message, "no memory for its chunk");
      return FSDP_RT_OUT_OF_MEMORY;
    }
    FillChunk(full, dim, info.shape[1], shards.ShardOf(rank), info.dtype, memory.data());
    fsdp_rt_session* session = ranks_[rank].session;
    const fsdp_rt_status status = fsdp_rt_session_bind(session, binding, memory.data(), memory.size(), error);
    return status == FSDP_RT_OK ? fsdp_rt_session_run(session, entry->index, nullptr, error) : status;
  });
}

Status TrainingRun::SetScalar(const std::string& name, double value) {
  return OnRanks("setting " + name, [&](uint32_t rank, fsdp_rt_error* error) {
    return fsdp_rt_session_set_scalar(ranks_[rank].session, name.c_str(), value, error);
  });
}

Status TrainingRun::GetScalar(const std::string& name, double* out) {
  fsdp_rt_error error{};
  if (fsdp_rt_session_get_scalar(ranks_[first_].session, name.c_str(), out, &error) != FSDP_RT_OK)
    return Status::FromRuntime(error, "reading " + name);
  return {};
}

Status TrainingRun::RefreshStatistics() {
  const PlanEntry* statistics = plan_.FindEntry("statistics");
  if (!statistics || !parameters_written_) return {};
  parameters_written_ = false;
  return OnRanks("statistics", [&](uint32_t rank, fsdp_rt_error* error) {
    return fsdp_rt_session_run(ranks_[rank].session, statistics->index, nullptr, error);
  });
}

Status TrainingRun::RunSync(uint64_t step, const BatchSource& batches) {
  result_ = StepResult();
  FSDP_RT_RETURN_IF_ERROR(RefreshStatistics());
  for (Rank& rank : ranks_) rank.trace->BeginStep();
  for (uint32_t micro = 0; micro + 1 < options_.microbatches; ++micro)
    FSDP_RT_RETURN_IF_ERROR(RunMicrobatch(*accumulate_, {step, micro}, batches));
  FSDP_RT_RETURN_IF_ERROR(RunMicrobatch(*sync_, {step, options_.microbatches - 1}, batches));
  CollectMetrics(*sync_);
  return {};
}

Status TrainingRun::RunMicrobatch(const PlanEntry& entry, BatchIndex batch, const BatchSource& batches) {
  const std::string micro = options_.microbatches > 1 ? ", microbatch " + std::to_string(batch.micro) : "";
  FSDP_RT_RETURN_IF_ERROR(OnRanks("step " + std::to_string(batch.step) + micro + ", " + entry.info.name,
                                  [&](uint32_t rank, fsdp_rt_error* error) {
                                    ranks_[rank].trace->BeginRun();
                                    return RunOnBatch(rank, entry, batch, batches, error);
                                  }));
  FSDP_RT_RETURN_IF_ERROR(ShareOutputs(entry));
  return CollectLosses(batch);
}

fsdp_rt_status TrainingRun::RunOnBatch(uint32_t rank, const PlanEntry& entry, BatchIndex batch,
                                       const BatchSource& batches, fsdp_rt_error* error) {
  Rank& state = ranks_[rank];
  for (uint32_t binding : entry.bindings)
    if (plan_.bindings()[binding].kind == FSDP_RT_BIND_BATCH)
      batches.Fill(batch, rank / plan_.info().models, plan_.bindings()[binding], state.bindings[binding].data());
  return fsdp_rt_session_run(state.session, entry.index, nullptr, error);
}

Status TrainingRun::RunEval(uint64_t step, const BatchSource& batches) {
  if (!eval_)
    return Status::User("the plan has no entry 'eval'; compile a module with a function of 'fsdp.entry' = \"eval\"");
  FSDP_RT_RETURN_IF_ERROR(RefreshStatistics());
  FSDP_RT_RETURN_IF_ERROR(OnRanks("step " + std::to_string(step) + ", eval", [&](uint32_t rank, fsdp_rt_error* error) {
    return RunOnBatch(rank, *eval_, {step, options_.microbatches - 1}, batches, error);
  }));
  FSDP_RT_RETURN_IF_ERROR(ShareOutputs(*eval_));
  CollectMetrics(*eval_);
  return {};
}

Status TrainingRun::RunInit() {
  const PlanEntry* init = plan_.FindEntry("init");
  if (!init) return Status::User("the plan has no entry 'init'");
  parameters_written_ = true;
  return OnRanks("init", [&](uint32_t rank, fsdp_rt_error* error) {
    return fsdp_rt_session_run(ranks_[rank].session, init->index, nullptr, error);
  });
}

Status TrainingRun::SwapAverages() {
  const std::vector<Plan::Average> averages = plan_.Averages();
  parameters_written_ = true;
  return OnRanks("exchanging parameters and their averages", [&](uint32_t rank, fsdp_rt_error* error) {
    fsdp_rt_session* session = ranks_[rank].session;
    const auto read = [&](uint32_t tensor, std::vector<std::byte>* chunk) {
      chunk->resize(plan_.tensors()[tensor].bytes);
      return fsdp_rt_session_read_chunk(session, tensor, chunk->data(), chunk->size(), error);
    };
    const auto write = [&](uint32_t tensor, const std::vector<std::byte>& chunk) {
      return fsdp_rt_session_write_chunk(session, tensor, chunk.data(), chunk.size(), error);
    };
    std::vector<std::vector<std::byte>> own;
    own.swap(ranks_[rank].set_aside);
    for (size_t i = 0; i < averages.size(); ++i) {
      fsdp_rt_status status = FSDP_RT_OK;
      if (!own.empty()) {
        status = write(averages[i].param, own[i]);
      } else {
        // Both are chunks of one layout, the average in f32 whatever the parameter is stored in.
        std::vector<std::byte> average, &param = ranks_[rank].set_aside.emplace_back();
        status = read(averages[i].param, &param);
        if (status == FSDP_RT_OK) status = read(averages[i].ema, &average);
        if (status != FSDP_RT_OK) return status;
        std::vector<std::byte> rounded(param.size());
        const fsdp_rt_dtype from = plan_.tensors()[averages[i].ema].dtype,
                            to = plan_.tensors()[averages[i].param].dtype;
        ConvertFloats(from, average.data(), to, rounded.data(), rounded.size() / SizeOf(to));
        status = write(averages[i].param, rounded);
      }
      if (status != FSDP_RT_OK) return status;
    }
    return FSDP_RT_OK;
  });
}

Status TrainingRun::RunOptimizer(uint64_t step) {
  if (optimizer_) {
    FSDP_RT_RETURN_IF_ERROR(
        OnRanks("step " + std::to_string(step) + ", optimizer", [&](uint32_t rank, fsdp_rt_error* error) {
          if (plan_.FindScalar("step")) {
            const fsdp_rt_status status = fsdp_rt_session_set_scalar(
                ranks_[rank].session, "step", static_cast<double>(step + 1 - skipped_steps_), error);
            if (status != FSDP_RT_OK) return status;
          }
          return fsdp_rt_session_run(ranks_[rank].session, optimizer_->index, nullptr, error);
        }));
    FSDP_RT_RETURN_IF_ERROR(ShareOutputs(*optimizer_));
    CollectMetrics(*optimizer_);
    return ContinueLossScale();
  }
  return {};
}

// All ranks report the same.
Status TrainingRun::ContinueLossScale() {
  const auto value = [this](const std::string& metric) -> std::optional<double> {
    const auto it = result_.metrics.find(metric);
    if (it == result_.metrics.end()) return std::nullopt;
    return ElementAsDouble(it->second[0].dtype, it->second[0].data.data());
  };
  const bool overflow = value("overflow").value_or(0) != 0;
  if (overflow) ++skipped_steps_;
  const std::optional<double> next = value("loss_scale");
  if (!next) return {};
  double scale = 0, good_steps = 0;
  FSDP_RT_RETURN_IF_ERROR(GetScalar("loss_scale", &scale));
  FSDP_RT_RETURN_IF_ERROR(GetScalar("loss_scale_good_steps", &good_steps));
  FSDP_RT_RETURN_IF_ERROR(SetScalar("loss_scale_good_steps", *next == scale && !overflow ? good_steps + 1 : 0));
  return SetScalar("loss_scale", *next);
}

HostTensor TrainingRun::Output(uint32_t binding, uint32_t rank) const {
  const fsdp_rt_binding_info& info = plan_.bindings()[binding];
  const AlignedBytes& memory = ranks_[rank].bindings[binding];
  return {info.name, info.dtype, ShapeOf(info), {memory.data(), memory.data() + memory.size()}};
}

// Blocks of memory, on this rank's stream beside those of the session, which does not run.
Status TrainingRun::GatherRanks(const void* mine, void* all, uint64_t bytes) {
  const uint32_t everyone = FSDP_RT_AXIS(1, ranks_.size());
  return OnRanks("gathering from the ranks", [&](uint32_t rank, fsdp_rt_error* error) {
    fsdp_rt_comm* comm = world_->comm(rank);
    return comm->vtable->all_gather(comm, everyone, mine, all, bytes, error);
  });
}

Status TrainingRun::ShareOutputs(const PlanEntry& entry) {
  if (here_ == ranks_.size()) return {};
  for (uint32_t binding : entry.bindings) {
    const fsdp_rt_binding_info& info = plan_.bindings()[binding];
    if (info.kind != FSDP_RT_BIND_LOSS && info.kind != FSDP_RT_BIND_METRIC && info.kind != FSDP_RT_BIND_COUNT) continue;
    std::vector<std::byte> all(ranks_.size() * info.bytes);
    FSDP_RT_RETURN_IF_ERROR(GatherRanks(ranks_[first_].bindings[binding].data(), all.data(), info.bytes));
    for (uint32_t rank = 0; rank < ranks_.size(); ++rank) {
      std::vector<AlignedBytes>& bindings = ranks_[rank].bindings;
      while (bindings.size() <= binding) bindings.emplace_back(0);
      if (bindings[binding].size() != info.bytes) bindings[binding] = AlignedBytes(info.bytes);
      std::memcpy(bindings[binding].data(), all.data() + rank * info.bytes, info.bytes);
    }
  }
  return {};
}

// Of a model axis the first rank's: all compute the same of one batch.
Status TrainingRun::CollectLosses(BatchIndex batch) {
  const uint32_t models = plan_.info().models;
  for (uint32_t binding : sync_->bindings) {
    const fsdp_rt_binding_info& info = plan_.bindings()[binding];
    if (info.kind == FSDP_RT_BIND_COUNT)
      for (uint32_t rank = 0; rank < ranks_.size(); rank += models) result_.counts.push_back(Output(binding, rank));
    if (info.kind != FSDP_RT_BIND_LOSS) continue;
    std::vector<float>& losses = result_.losses[info.name];
    for (uint32_t rank = 0; rank < ranks_.size(); rank += models)
      losses.push_back(static_cast<float>(ElementAsDouble(info.dtype, ranks_[rank].bindings[binding].data())));
  }
  if (!options_.stop_at_nonfinite_loss) return {};
  for (const auto& [name, losses] : result_.losses)
    for (uint32_t rank = 0; rank < plan_.data_ranks(); ++rank)
      if (const float loss = losses[batch.micro * plan_.data_ranks() + rank]; !std::isfinite(loss))
        return Status::User("loss " + (name.empty() ? "" : "'" + name + "' ") + "of step " +
                            std::to_string(batch.step) + " on rank " + std::to_string(rank) + " is " +
                            (std::isnan(loss) ? "NaN" : "infinite") +
                            "; check the batch and the initial values, or lower the learning rate");
  return {};
}

void TrainingRun::CollectMetrics(const PlanEntry& entry) {
  for (uint32_t binding : entry.bindings) {
    const fsdp_rt_binding_info& info = plan_.bindings()[binding];
    std::string name = info.name;
    if (info.kind == FSDP_RT_BIND_LOSS && &entry == eval_) {
      name = name.empty() ? "eval.loss" : "eval.loss." + name;
    } else if (info.kind != FSDP_RT_BIND_METRIC) {
      continue;
    }
    if (&entry == optimizer_ && name == "norm") {
      result_.norm = static_cast<float>(ElementAsDouble(info.dtype, ranks_[first_].bindings[binding].data()));
    } else if (info.combined) {
      result_.combined_metrics.insert_or_assign(name, Output(binding, first_));
    } else {
      // An entry that runs again reports anew.
      std::vector<HostTensor>& values = result_.metrics[name];
      values.clear();
      for (uint32_t rank = 0; rank < ranks_.size(); rank += plan_.info().models)
        values.push_back(Output(binding, rank));
    }
  }
}

namespace {

// Puts the rows of `shard` into what may be a part of a tensor and leaves the others alone.
void PlaceChunk(const fsdp_rt_tensor_info& tensor, const std::vector<int64_t>& shape, uint32_t shard,
                const std::byte* chunk, std::byte* part) {
  uint64_t outer = 1, inner = SizeOf(tensor.dtype);
  for (uint32_t i = 0; i < shape.size(); ++i)
    if (i != tensor.dim) (i < tensor.dim ? outer : inner) *= shape[i];
  const int64_t rows = shape[tensor.dim], first = std::min<int64_t>(rows, shard * tensor.chunk);
  const uint64_t valid = std::min<int64_t>(tensor.chunk, rows - first) * inner;
  for (uint64_t o = 0; o < outer; ++o)
    std::memcpy(part + (o * rows + first) * inner, chunk + o * tensor.chunk * inner, valid);
}

// Puts what model index `model` has into the full tensor.
void PlacePart(const fsdp_rt_tensor_info& tensor, const std::vector<int64_t>& shape, uint32_t model,
               const std::vector<std::byte>& part, std::byte* full) {
  uint64_t run = SizeOf(tensor.dtype);
  for (uint32_t i = tensor.model_dim; i < shape.size(); ++i) run *= shape[i];
  for (uint64_t at = 0; at < part.size(); at += run)
    std::memcpy(full + at * tensor.models + model * run, part.data() + at, run);
}

Status DifferentCopies(const std::string& name, uint32_t replica) {
  return Status::Ours("'" + name + "' differs between replica 0 and replica " + std::to_string(replica));
}

}  // namespace

// This process's rank has read what it holds.
Status TrainingRun::ShareTensor(uint32_t tensor, bool compare_replicas, HostTensor* full) {
  const fsdp_rt_tensor_info& info = plan_.tensors()[tensor];
  if (info.replicated) return {};
  std::vector<std::byte> mine(info.bytes), all(ranks_.size() * info.bytes);
  FSDP_RT_RETURN_IF_ERROR(OnRanks("reading tensors", [&](uint32_t rank, fsdp_rt_error* error) {
    return fsdp_rt_session_read_chunk(ranks_[rank].session, tensor, mine.data(), mine.size(), error);
  }));
  FSDP_RT_RETURN_IF_ERROR(GatherRanks(mine.data(), all.data(), info.bytes));
  const ShardAxis shards(info.shards);
  std::vector<int64_t> shape = ShapeOf(info);
  if (info.models > 1) shape[info.model_dim] /= info.models;
  std::vector<std::vector<std::byte>> parts(info.models, std::vector<std::byte>(full->data.size() / info.models));
  std::vector<const std::byte*> first(shards.size * info.models);
  for (uint32_t rank = 0; rank < ranks_.size(); ++rank) {
    const std::byte* chunk = all.data() + rank * info.bytes;
    const uint32_t shard = shards.ShardOf(rank), copy = ShardAxis::CopyOf(info, rank), model = rank % info.models;
    if (copy == 0) {
      PlaceChunk(info, shape, shard, chunk, parts[model].data());
      first[shard * info.models + model] = chunk;
    } else if (compare_replicas && std::memcmp(chunk, first[shard * info.models + model], info.bytes) != 0) {
      return DifferentCopies(full->name, copy);
    }
  }
  if (info.models == 1) full->data = std::move(parts[0]);
  for (uint32_t model = 0; info.models > 1 && model < info.models; ++model)
    PlacePart(info, shape, model, parts[model], full->data.data());
  return {};
}

Status TrainingRun::ReadTensors(const std::vector<uint32_t>& tensors, bool compare_replicas,
                                std::vector<HostTensor>* out) {
  const bool shares = here_ != ranks_.size();
  std::vector<std::vector<HostTensor>> copies;  // by tensor
  for (uint32_t tensor : tensors) {
    const fsdp_rt_tensor_info& info = plan_.tensors()[tensor];
    copies.emplace_back(compare_replicas && !shares ? ranks_.size() / ShardAxis(info.shards).size / info.models : 1,
                        HostTensor{info.name, info.dtype, ShapeOf(info), std::vector<std::byte>(FullBytes(info))});
  }
  FSDP_RT_RETURN_IF_ERROR(OnRanks("reading tensors", [&](uint32_t rank, fsdp_rt_error* error) {
    for (size_t i = 0; i < tensors.size(); ++i) {
      // Shards write different rows of one buffer.
      const uint32_t copy = shares ? 0 : ShardAxis::CopyOf(plan_.tensors()[tensors[i]], rank);
      if (copy >= copies[i].size()) continue;
      std::vector<std::byte>& data = copies[i][copy].data;
      const fsdp_rt_status status =
          fsdp_rt_session_read_full(ranks_[rank].session, tensors[i], data.data(), data.size(), error);
      if (status != FSDP_RT_OK) return status;
    }
    return FSDP_RT_OK;
  }));
  out->clear();
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (shares) FSDP_RT_RETURN_IF_ERROR(ShareTensor(tensors[i], compare_replicas, &copies[i][0]));
    for (uint32_t copy = 1; copy < copies[i].size(); ++copy)
      if (copies[i][copy].data != copies[i][0].data) return DifferentCopies(copies[i][0].name, copy);
    out->push_back(std::move(copies[i][0]));
  }
  return {};
}

Status TrainingRun::ReadBuffers(std::vector<std::vector<HostTensor>>* out) {
  const std::vector<uint32_t> buffers = plan_.TensorsOfRole(FSDP_RT_ROLE_BUFFER);
  out->clear();
  for (uint32_t buffer : buffers) {
    const fsdp_rt_tensor_info& info = plan_.tensors()[buffer];
    out->emplace_back(ranks_.size(),
                      HostTensor{info.name, info.dtype, ShapeOf(info), std::vector<std::byte>(FullBytes(info))});
  }
  FSDP_RT_RETURN_IF_ERROR(OnRanks("reading buffers", [&](uint32_t rank, fsdp_rt_error* error) {
    for (size_t i = 0; i < buffers.size(); ++i) {
      std::vector<std::byte>& data = (*out)[i][rank].data;
      const fsdp_rt_status status =
          fsdp_rt_session_read_full(ranks_[rank].session, buffers[i], data.data(), data.size(), error);
      if (status != FSDP_RT_OK) return status;
    }
    return FSDP_RT_OK;
  }));
  for (auto& ranks : *out) {
    if (here_ == ranks_.size()) break;
    const uint64_t bytes = ranks[first_].data.size();
    std::vector<std::byte> all(ranks.size() * bytes);
    FSDP_RT_RETURN_IF_ERROR(GatherRanks(ranks[first_].data.data(), all.data(), bytes));
    for (uint32_t rank = 0; rank < ranks.size(); ++rank)
      std::memcpy(ranks[rank].data.data(), all.data() + rank * bytes, bytes);
  }
  return {};
}

Status TrainingRun::ReadSlots(std::vector<std::vector<std::vector<std::byte>>>* out) {
  out->assign(plan_.groups().size(), std::vector<std::vector<std::byte>>(ranks_.size()));
  return OnRanks("reading slots", [&](uint32_t rank, fsdp_rt_error* error) {
    for (uint32_t group = 0; group < out->size(); ++group) {
      std::vector<std::byte>& slot = (*out)[group][rank];
      slot.resize(plan_.groups()[group].info.slot_bytes);
      const fsdp_rt_status status =
          fsdp_rt_session_read_slot(ranks_[rank].session, group, slot.data(), slot.size(), error);
      if (status != FSDP_RT_OK) return status;
    }
    return FSDP_RT_OK;
  });
}

void TrainingRun::KeepTrace(bool keep) {
  for (Rank& rank : ranks_) rank.trace->set_keep(keep);
}

std::vector<const RankTrace*> TrainingRun::traces() const {
  std::vector<const RankTrace*> traces;
  for (const Rank& rank : ranks_) traces.push_back(rank.trace.get());
  return traces;
}

}  // namespace fsdp_rt::runner
