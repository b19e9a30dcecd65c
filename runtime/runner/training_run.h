// training_run.h - trains a plan with one thread per rank, or with one rank of many processes
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_TRAINING_RUN_H_
#define FSDP_RT_RUNNER_TRAINING_RUN_H_

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "runner/batch_source.h"
#include "runner/host_tensor.h"
#include "runner/plan.h"
#include "runner/rank_threads.h"
#include "runner/rank_world.h"
#include "runner/safetensors.h"
#include "runner/status.h"
#include "runner/trace.h"

namespace fsdp_rt::runner {

// When the gradients of several microbatches are reduced.
enum class Accumulation {
  kWhole,     // once, with the last microbatch; whole gradients are kept
  kScattered  // over the shard axis with every one, over replicas with the last
};

struct TrainingOptions {
  std::string backend = "threads";
  // Where other ranks are processes: this one's. Every call below is then collective.
  std::optional<RankPlace> place;
  fsdp_rt_transport transport = FSDP_RT_TRANSPORT_PEER;
  uint64_t deadline_ms = 60'000;
  bool poison = false;
  uint64_t poison_seed = 0;
  int32_t gemm_threads = 1;
  fsdp_rt_gemm_fn gemm = nullptr;  // null: the runtime's own
  int32_t gemm_algorithm = 0;      // see fsdp_rt_session_options
  bool stop_at_nonfinite_loss = true;
  uint32_t microbatches = 1;
  Accumulation accumulation = Accumulation::kWhole;
  bool keep_slots = false;  // for ReadSlots
  bool graph = false;       // on a device with streams: replay entries as graphs
  bool blocking = false;    // on a device with streams: wait for each command
  // What a rank's session uses in place of the backend's device, which it passes calls on to; outlives the run.
  std::function<fsdp_rt_device*(uint32_t rank, fsdp_rt_device* device)> wrap_device;
};

// What a step leaves behind, rank by rank.
struct StepResult {
  // By loss name ("" for the unnamed one); one value per rank, microbatch by microbatch.
  std::map<std::string, std::vector<float>> losses;
  // What the losses sum over, likewise, where the step says it.
  std::vector<HostTensor> counts;
  // Total gradient norm before clipping; with clipping only.
  std::optional<float> norm;
  // Metrics other than the norm by name: one tensor per rank, or, of a metric that the
  // ranks combine, one for all.
  std::map<std::string, std::vector<HostTensor>> metrics;
  std::map<std::string, HostTensor> combined_metrics;
};

// Drives the sessions of all ranks. Everything is called from one thread; every
// call returns when all ranks are done. After an error the run cannot go on.
class TrainingRun {
 public:
  TrainingRun(Plan plan, const TrainingOptions& options);
  ~TrainingRun();

  Status Create();

  // Writes one full tensor into every rank's chunk. `data` holds FullBytes.
  Status WriteTensor(uint32_t tensor, const void* data);
  // Writes what every rank keeps of a parameter, after parameters were written.
  Status WriteCopy(uint32_t tensor, const void* data);
  // Runs the entry "store.PARAM" on every rank's chunk of `full`, of f32, bf16 or f16 elements, cut in `dim`. A chunk
  // has memory of the host while its entry runs.
  Status StoreParam(const std::string& param, uint32_t dim, const TensorView& full);
  Status SetScalar(const std::string& name, double value);
  Status GetScalar(const std::string& name, double* out);

  // Every microbatch of `step` (from 0): step.sync with the last, before it
  // step.accumulate or step.scatter.
  Status RunSync(uint64_t step, const BatchSource& batches);
  // The entry `init`, which the plan must have: every rank makes its own chunks.
  Status RunInit();
  // Sets the scalar `step` and runs the optimizer, where the plan has one. Of a scaled
  // loss, steps that changed nothing are not counted, and the next step's scale is what
  // the optimizer says.
  Status RunOptimizer(uint64_t step);
  // The entry `eval` with the batches of `step`; what it reports joins the step's
  // metrics, its losses as "eval.loss[.name]".
  Status RunEval(uint64_t step, const BatchSource& batches);
  bool HasEval() const { return eval_ != nullptr; }
  // Trained parameters take the values of their averages, rounded to what they are stored in; called again, their own.
  // Through the host, so that it needs no kernel and no memory on the device.
  Status SwapAverages();
  const StepResult& result() const { return result_; }

  // Puts the chunks of replica 0 together, for each tensor given; with
  // `compare_replicas`, it is an error when another replica's bytes differ.
  Status ReadTensors(const std::vector<uint32_t>& tensors, bool compare_replicas, std::vector<HostTensor>* out);

  // Every buffer of the plan, whole, as each rank has it: [buffer][rank].
  Status ReadBuffers(std::vector<std::vector<HostTensor>>* out);

  // What each rank last offered in a gather of each group: [group][rank].
  Status ReadSlots(std::vector<std::vector<std::vector<std::byte>>>* out);

  // Says to other processes that this rank goes no further, and why.
  void Fail(const Status& status) {
    if (world_) world_->Fail(status.message());
  }

  void KeepTrace(bool keep);
  // Of this process's first rank.
  const RankTrace& trace() const { return *ranks_[first_].trace; }
  std::vector<const RankTrace*> traces() const;
  const Plan& plan() const { return plan_; }
  const RankWorld& world() const { return *world_; }

 private:
  struct Rank {
    fsdp_rt_session* session = nullptr;
    std::unique_ptr<RankTrace> trace;
    std::vector<AlignedBytes> bindings;             // one per binding of the plan
    std::vector<std::vector<std::byte>> set_aside;  // while averages stand for them: chunks of parameters
  };

  // Runs `job` on the thread of every rank of this process. Where several ranks fail, the error is that
  // of the rank that failed first, not of those that it took along.
  Status OnRanks(const std::string& what, const std::function<fsdp_rt_status(uint32_t, fsdp_rt_error*)>& job);
  Status CreateSessions();
  Status WriteFull(uint32_t tensor, const void* data);
  bool IsHere(uint32_t rank) const { return rank >= first_ && rank < first_ + here_; }
  // `bytes` of every rank of any process, in their order, of one of this process.
  Status GatherRanks(const void* mine, void* all, uint64_t bytes);
  // Brings what other processes' ranks wrote for their caller in `entry` here.
  Status ShareOutputs(const PlanEntry& entry);
  Status ShareTensor(uint32_t tensor, bool compare_replicas, HostTensor* full);
  fsdp_rt_status BindAll(uint32_t rank, fsdp_rt_error* error);
  // Fills the entry's batch arguments and runs it, on this rank's thread.
  fsdp_rt_status RunOnBatch(uint32_t rank, const PlanEntry& entry, BatchIndex batch, const BatchSource& batches,
                            fsdp_rt_error* error);
  Status RunMicrobatch(const PlanEntry& entry, BatchIndex batch, const BatchSource& batches);
  // Runs the plan's entry "statistics", if it has one, after parameters were written
  // by something else than its optimizer.
  Status RefreshStatistics();
  Status CollectLosses(BatchIndex batch);
  void CollectMetrics(const PlanEntry& entry);
  Status ContinueLossScale();
  HostTensor Output(uint32_t binding, uint32_t rank) const;

  Plan plan_;
  TrainingOptions options_;
  const PlanEntry* sync_ = nullptr;
  const PlanEntry* accumulate_ = nullptr;  // with several microbatches
  const PlanEntry* optimizer_ = nullptr;
  const PlanEntry* eval_ = nullptr;
  std::unique_ptr<RankWorld> world_;
  std::vector<Rank> ranks_;        // of all processes
  uint32_t first_ = 0, here_ = 0;  // those of this process
  std::unique_ptr<RankThreads> threads_;
  StepResult result_;
  uint64_t skipped_steps_ = 0;
  bool parameters_written_ = true;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_TRAINING_RUN_H_
