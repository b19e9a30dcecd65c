// step_bench.cpp - whole steps on GPUs: their time, and what the host does for them
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/gpu/step_bench.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <vector>

#include "runner/gpu/rank_numbers.h"
#include "runner/gpu/recorded_device.h"
#include "runner/initial_values.h"
#include "runner/report.h"

namespace fsdp_rt::runner {
namespace {

// Before what is measured: graphs are captured, products choose algorithms, memory is touched.
constexpr uint64_t kWarmUps = 5;

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  return values[values.size() / 2];
}

Status Measure(const StepBenchOptions& options, bool graph, const Plan& plan, const BatchSource& batches,
               JsonLines* lines) {
  std::vector<std::unique_ptr<RecordedDevice>> devices(plan.world_size());
  TrainingOptions training;
  training.backend = "cuda";
  training.transport = options.transport;
  training.deadline_ms = options.deadline_ms;
  training.graph = graph;
  training.wrap_device = [&](uint32_t rank, fsdp_rt_device* device) {
    devices[rank] = std::make_unique<RecordedDevice>(device);
    return devices[rank].get();
  };
  TrainingRun run(plan, training);
  FSDP_RT_RETURN_IF_ERROR(run.Create());
  FSDP_RT_RETURN_IF_ERROR(WriteSeededValues(&run, *options.training.seed));
  lines->SetGpu(devices[0]->name());
  std::vector<double> ms, host_us;
  EnqueuedWork work;
  double first_loss = 0;
  for (uint64_t step = 0; step < kWarmUps + options.training.steps; ++step) {
    for (auto& device : devices) device->TakeWork(), device->TakeLaunches();
    const auto begin = std::chrono::steady_clock::now();
    FSDP_RT_RETURN_IF_ERROR(run.RunSync(step, batches));
    FSDP_RT_RETURN_IF_ERROR(run.RunOptimizer(step));
    const std::chrono::duration<double, std::milli> took = std::chrono::steady_clock::now() - begin;
    if (step == 0) first_loss = MeanLoss(run.result());
    if (step < kWarmUps) continue;
    work = devices[0]->TakeWork();
    ms.push_back(took.count());
    host_us.push_back(static_cast<double>(work.host.count()) / 1e3);
  }
  return lines->Write("step", {{"graph", graph},
                               {"ranks", plan.world_size()},
                               {"steps", options.training.steps},
                               {"ms", Median(ms)},
                               {"fastest_ms", *std::min_element(ms.begin(), ms.end())},
                               {"host_us", Median(host_us)},
                               {"graphs", work.graphs},
                               {"launches", work.launches},
                               {"products", work.products},
                               {"copies", work.copies},
                               {"fills", work.fills},
                               {"first_loss", first_loss},
                               {"last_loss", MeanLoss(run.result())}});
}

}  // namespace

Status BenchSteps(const StepBenchOptions& options, JsonLines* lines) {
  Plan plan;
  FSDP_RT_RETURN_IF_ERROR(Plan::LoadFile(options.training.plan, &plan));
  std::unique_ptr<BatchSource> batches;
  FSDP_RT_RETURN_IF_ERROR(options.training.batch.empty() && options.training.data.empty()
                              ? RankNumbers::Open(plan, &batches)
                              : OpenBatches(options.training, plan, &batches));
  FSDP_RT_RETURN_IF_ERROR(Measure(options, /*graph=*/true, plan, *batches, lines));
  return Measure(options, /*graph=*/false, plan, *batches, lines);
}

}  // namespace fsdp_rt::runner
