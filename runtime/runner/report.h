// report.h - what a run shows: a progress line, a log, the closing table
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_REPORT_H_
#define FSDP_RT_RUNNER_REPORT_H_

#include <cstdint>
#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runner/training_run.h"

namespace fsdp_rt::runner {

// Bytes that one rank receives from the others in one step.
struct WireBytes {
  uint64_t gathered = 0;
  uint64_t gathered_uncompressed = 0;  // the same gathers in the stored dtype
  uint64_t reduced = 0;                // gradients: reduce-scatter and all-reduce
  uint64_t exchanged = 0;              // by collectives of the step's own
};
WireBytes CountWireBytes(const Plan& plan, const std::vector<CollectiveEvent>& collectives);

// Losses averaged over ranks, summed over names: one number to watch.
double MeanLoss(const StepResult& result);

struct StepTiming {
  double seconds;
  std::optional<uint64_t> tokens;
};

// Rewrites one line on a terminal; elsewhere prints about 20 lines per run.
class Progress {
 public:
  explicit Progress(uint64_t steps);
  void Step(uint64_t step, const StepResult& result, double lr, const StepTiming& timing);
  void Finish();

 private:
  uint64_t steps_;
  bool terminal_;
  bool open_ = false;
};

// One JSON object per step and line.
class MetricsLog {
 public:
  Status Open(const std::string& path);
  Status Step(uint64_t step, const StepResult& result, double lr, const StepTiming& timing);
  Status Close();

 private:
  std::string path_;
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_{nullptr, std::fclose};
};

// Two columns, printed to stdout.
void PrintTable(const std::vector<std::pair<std::string, std::string>>& rows);
std::string BytesText(uint64_t bytes);
// Arena bytes of one rank, against what it would hold unsharded.
std::pair<uint64_t, uint64_t> StateBytes(const Plan& plan);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_REPORT_H_
