// kernel_bench.cpp - each kernel of a plan by itself on a GPU: its bits against a CPU, its time against a copy
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/gpu/kernel_bench.h"

#include <algorithm>
#include <map>
#include <memory>
#include <vector>

#include "runner/gpu/rank_numbers.h"
#include "runner/gpu/recorded_device.h"
#include "runner/initial_values.h"

namespace fsdp_rt::runner {
namespace {

using Json = nlohmann::ordered_json;

const char* TransportName(const KernelBenchOptions& options) {
  return options.transport == FSDP_RT_TRANSPORT_PEER ? "peer" : "buffered";
}

// What a run leaves: every byte that the ranks sent, computed and stored.
struct Outcome {
  std::vector<std::vector<std::vector<std::byte>>> slots;  // by group and rank
  std::vector<HostTensor> grads, params;
  std::map<std::string, std::vector<float>> losses;
};

// Makes the ranks and gives the parameters their first values.
Status Begin(TrainingRun* run, const KernelBenchOptions& options, std::unique_ptr<BatchSource>* batches) {
  FSDP_RT_RETURN_IF_ERROR(RankNumbers::Open(run->plan(), batches));
  FSDP_RT_RETURN_IF_ERROR(run->Create());
  return WriteSeededValues(run, options.seed);
}

// One step of a new run with these options.
Status RunOnce(const std::string& path, TrainingOptions training, const KernelBenchOptions& options, Outcome* out) {
  Plan plan;
  FSDP_RT_RETURN_IF_ERROR(Plan::LoadFile(path, &plan));
  training.deadline_ms = options.deadline_ms;
  training.keep_slots = true;
  TrainingRun run(plan, training);
  std::unique_ptr<BatchSource> batches;
  FSDP_RT_RETURN_IF_ERROR(Begin(&run, options, &batches));
  FSDP_RT_RETURN_IF_ERROR(run.RunSync(0, *batches));
  out->losses = run.result().losses;
  FSDP_RT_RETURN_IF_ERROR(run.ReadSlots(&out->slots));
  FSDP_RT_RETURN_IF_ERROR(run.ReadTensors(plan.TensorsOfRole(FSDP_RT_ROLE_GRAD), true, &out->grads));
  FSDP_RT_RETURN_IF_ERROR(run.RunOptimizer(0));
  return run.ReadTensors(plan.TensorsOfRole(FSDP_RT_ROLE_PARAM), true, &out->params);
}

// Counts bytes, and those that differ.
struct ByteComparison {
  uint64_t bytes = 0, different = 0;
  std::string first;  // where

  void Add(const std::string& name, const std::byte* ours, const std::byte* expected, uint64_t count,
           uint64_t expected_count) {
    bytes += count;
    uint64_t wrong = count == expected_count ? 0 : std::max(count, expected_count);
    for (uint64_t i = 0; i < std::min(count, expected_count); ++i) wrong += ours[i] != expected[i];
    different += wrong;
    if (wrong && first.empty()) first = name;
  }

  void Add(const std::vector<HostTensor>& ours, const std::vector<HostTensor>& expected, const std::string& kind) {
    for (size_t i = 0; i < std::min(ours.size(), expected.size()); ++i)
      Add(kind + " " + ours[i].name, ours[i].data.data(), expected[i].data.data(), ours[i].data.size(),
          expected[i].data.size());
    if (ours.size() != expected.size()) different += 1, first = first.empty() ? "the number of " + kind + "s" : first;
  }
};

Status CheckBits(const KernelBenchOptions& options, JsonLines* lines) {
  Outcome gpu, cpu;
  TrainingOptions training;
  FSDP_RT_RETURN_IF_ERROR(RunOnce(options.cpu_plan, training, options, &cpu));
  training.backend = "cuda";
  training.transport = options.transport;
  training.graph = true;
  training.wrap_device = [&](uint32_t rank, fsdp_rt_device* device) {
    if (rank == 0) lines->SetGpu(RecordedDevice(device).name());
    return device;
  };
  FSDP_RT_RETURN_IF_ERROR(RunOnce(options.plan, training, options, &gpu));
  ByteComparison bits;
  for (size_t group = 0; group < std::min(gpu.slots.size(), cpu.slots.size()); ++group)
    for (size_t rank = 0; rank < std::min(gpu.slots[group].size(), cpu.slots[group].size()); ++rank)
      bits.Add("slot of rank " + std::to_string(rank), gpu.slots[group][rank].data(), cpu.slots[group][rank].data(),
               gpu.slots[group][rank].size(), cpu.slots[group][rank].size());
  bits.Add(gpu.grads, cpu.grads, "gradient");
  bits.Add(gpu.params, cpu.params, "parameter");
  for (const auto& [name, losses] : gpu.losses) {
    const auto it = cpu.losses.find(name);
    const std::vector<float> none, &expected = it == cpu.losses.end() ? none : it->second;
    bits.Add("loss", reinterpret_cast<const std::byte*>(losses.data()),
             reinterpret_cast<const std::byte*>(expected.data()), losses.size() * sizeof(float),
             expected.size() * sizeof(float));
  }
  FSDP_RT_RETURN_IF_ERROR(lines->Write("check", {{"transport", TransportName(options)},
                                                 {"bytes", bits.bytes},
                                                 {"different_bytes", bits.different},
                                                 {"first", bits.first},
                                                 {"passed", bits.different == 0 && bits.bytes > 0}}));
  if (bits.different || bits.bytes == 0)
    return Status::User(options.plan + " and " + options.cpu_plan + ": " + std::to_string(bits.different) + " of " +
                        std::to_string(bits.bytes) + " bytes differ, the first in " +
                        (bits.first.empty() ? "nothing: the step leaves no bytes" : bits.first));
  return {};
}

// What every rank launched in one entry.
struct EntryLaunches {
  std::string name;
  EnqueuedWork work;                               // of rank 0
  std::vector<std::vector<RecordedLaunch>> ranks;  // the same kernels on every rank
};

double GigabytesPerSecond(uint64_t bytes, double us) { return us > 0 ? static_cast<double>(bytes) / us / 1e3 : 0; }

class KernelBench {
 public:
  KernelBench(const KernelBenchOptions& options, JsonLines* lines) : options_(options), lines_(lines) {}
  Status Run();

 private:
  // What the ranks enqueued in the entry that has just run.
  Status Record(const char* entry);
  Status TimeEntry(const EntryLaunches& entry);
  // The kernel of the entry's launches `places`.
  Status TimeKernel(const EntryLaunches& entry, uint32_t kernel, const std::vector<size_t>& places);
  uint64_t LargestTraffic() const;

  const KernelBenchOptions& options_;
  JsonLines* lines_;
  Plan plan_;
  std::vector<std::unique_ptr<RecordedDevice>> devices_;
  std::vector<EntryLaunches> entries_;
  std::unique_ptr<GpuTimer> timer_;
};

Status KernelBench::Run() {
  // First, and gone before the rest: a large group takes half of the GPU's memory.
  if (!options_.cpu_plan.empty()) FSDP_RT_RETURN_IF_ERROR(CheckBits(options_, lines_));
  FSDP_RT_RETURN_IF_ERROR(Plan::LoadFile(options_.plan, &plan_));
  devices_.resize(plan_.world_size());
  TrainingOptions training;
  training.backend = "cuda";
  training.transport = options_.transport;
  training.deadline_ms = options_.deadline_ms;
  training.wrap_device = [this](uint32_t rank, fsdp_rt_device* device) {
    devices_[rank] = std::make_unique<RecordedDevice>(device);
    return devices_[rank].get();
  };
  TrainingRun run(plan_, training);
  std::unique_ptr<BatchSource> batches;
  FSDP_RT_RETURN_IF_ERROR(Begin(&run, options_, &batches));
  FSDP_RT_RETURN_IF_ERROR(Record("init"));
  FSDP_RT_RETURN_IF_ERROR(run.RunSync(0, *batches));
  FSDP_RT_RETURN_IF_ERROR(Record("step.sync"));
  if (plan_.FindEntry("optimizer")) {
    FSDP_RT_RETURN_IF_ERROR(run.RunOptimizer(0));
    FSDP_RT_RETURN_IF_ERROR(Record("optimizer"));
  }
  fsdp_rt_error error{};
  if (devices_[0]->vtable->enter(devices_[0].get(), &error) != FSDP_RT_OK)
    return Status::FromRuntime(error, "measuring");
  FSDP_RT_RETURN_IF_ERROR(GpuTimer::Create(devices_[0]->inner(), options_.timer, LargestTraffic(), &timer_));
  for (const EntryLaunches& entry : entries_) FSDP_RT_RETURN_IF_ERROR(TimeEntry(entry));
  timer_.reset();  // before the device, which the run owns
  return {};
}

Status KernelBench::Record(const char* entry) {
  for (const auto& device : devices_)
    if (device->ordinal() != devices_[0]->ordinal())
      return Status::User("the ranks are on several GPUs; kernels are measured on one: set CUDA_VISIBLE_DEVICES=0");
  lines_->SetGpu(devices_[0]->name());
  EntryLaunches recorded{entry, {}, {}};
  for (size_t rank = 0; rank < devices_.size(); ++rank) {
    const EnqueuedWork work = devices_[rank]->TakeWork();
    if (rank == 0) recorded.work = work;
    recorded.ranks.push_back(devices_[rank]->TakeLaunches());
  }
  // Initial values are made once; what that takes is of no interest.
  if (recorded.name != "init") entries_.push_back(std::move(recorded));
  return {};
}

uint64_t KernelBench::LargestTraffic() const {
  uint64_t bytes = 0;
  for (const fsdp_rt_kernel_info& info : devices_[0]->kernel_infos())
    bytes = std::max(bytes, (info.bytes_read + info.bytes_written) / 2);
  return bytes;
}

Status KernelBench::TimeEntry(const EntryLaunches& entry) {
  const PlanEntry* known = plan_.FindEntry(entry.name);
  FSDP_RT_RETURN_IF_ERROR(lines_->Write("entry", {{"entry", entry.name},
                                                  {"transport", TransportName(options_)},
                                                  {"ranks", plan_.world_size()},
                                                  {"gathers", known ? known->info.gathers : 0},
                                                  {"reduces", known ? known->info.reduces : 0},
                                                  {"launches", entry.work.launches},
                                                  {"copies", entry.work.copies},
                                                  {"fills", entry.work.fills},
                                                  {"products", entry.work.products}}));
  std::map<uint32_t, std::vector<size_t>> places;  // by kernel
  for (size_t i = 0; i < entry.ranks[0].size(); ++i) places[entry.ranks[0][i].kernel].push_back(i);
  for (const auto& [kernel, where] : places) FSDP_RT_RETURN_IF_ERROR(TimeKernel(entry, kernel, where));
  return {};
}

Status KernelBench::TimeKernel(const EntryLaunches& entry, uint32_t kernel, const std::vector<size_t>& places) {
  const fsdp_rt_kernel_info& info = devices_[0]->kernel_infos()[kernel];
  // One rank's launch after the other: each has memory of its own.
  const auto launch = [&](uint32_t sample, fsdp_rt_stream* stream, fsdp_rt_error* error) {
    const size_t rank = sample % devices_.size();
    fsdp_rt_device* device = devices_[rank]->inner();
    return device->vtable->launch(device, stream, devices_[rank]->kernels(), kernel,
                                  entry.ranks[rank][places[0]].args.data(), error);
  };
  GpuTime time, copy;
  FSDP_RT_RETURN_IF_ERROR(timer_->Time(launch, &time));
  const uint64_t bytes = info.bytes_read + info.bytes_written;
  // A copy that reads and writes as many bytes in all.
  const uint64_t copied = std::max<uint64_t>(bytes / 2, 1);
  FSDP_RT_RETURN_IF_ERROR(timer_->TimeCopy(copied, &copy));
  return lines_->Write("kernel", {{"entry", entry.name},
                                  {"transport", TransportName(options_)},
                                  {"ranks", plan_.world_size()},
                                  {"kernel", info.symbol},
                                  {"launches", places.size()},
                                  {"blocks", uint64_t{info.grid[0]} * info.grid[1] * info.grid[2]},
                                  {"threads", uint64_t{info.block[0]} * info.block[1] * info.block[2]},
                                  {"bytes", bytes},
                                  {"us", time.median_us},
                                  {"fastest_us", time.fastest_us},
                                  {"gb_per_s", GigabytesPerSecond(bytes, time.median_us)},
                                  {"copy_us", copy.median_us},
                                  {"copy_gb_per_s", GigabytesPerSecond(2 * copied, copy.median_us)},
                                  {"of_copy", time.median_us > 0 ? copy.median_us / time.median_us : 0}});
}

}  // namespace

Status BenchKernels(const KernelBenchOptions& options, JsonLines* lines) { return KernelBench(options, lines).Run(); }

}  // namespace fsdp_rt::runner
