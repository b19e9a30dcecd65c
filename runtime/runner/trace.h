// trace.h - what ranks executed, when; counted and, on request, kept
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_TRACE_H_
#define FSDP_RT_RUNNER_TRACE_H_

#include <cstdint>
#include <string>
#include <vector>

#include "runner/plan.h"
#include "runner/status.h"

namespace fsdp_rt::runner {

struct CollectiveEvent {
  enum class Kind { kGather, kReduce, kAllReduce, kExchange };  // the last: of the step's own
  Kind kind;
  std::string entry;
  uint32_t run;  // of an entry, since the step began
  uint32_t command;
  std::string label;  // group, or what an all-reduce is for
  uint64_t bytes;     // received from other ranks
};

// Of one rank; written on that rank's thread.
class RankTrace {
 public:
  RankTrace(const Plan* plan, uint32_t rank) : plan_(plan), rank_(rank) {}

  void set_keep(bool keep) { keep_ = keep; }
  // Forgets the collectives of the step before.
  void BeginStep() {
    collectives_.clear();
    runs_ = 0;
  }
  // Before an entry runs.
  void BeginRun() { ++runs_; }

  const std::vector<fsdp_rt_trace_event>& events() const { return events_; }
  // Those of the last step, entry by entry in the order of the command lists. (Events
  // arrive when a command is complete, which may be later than its place.)
  std::vector<CollectiveEvent> Collectives() const;
  uint32_t rank() const { return rank_; }

  // The fsdp_rt_trace_fn; context is the RankTrace.
  static void Record(void* context, const fsdp_rt_trace_event* event);

 private:
  const Plan* plan_;
  uint32_t rank_;
  bool keep_ = false;
  uint32_t runs_ = 0;
  std::vector<fsdp_rt_trace_event> events_;
  std::vector<CollectiveEvent> collectives_;
};

// Writes the kept events in the Chrome trace format, which Perfetto opens: a
// process per rank, a track per stream.
Status WriteTrace(const std::string& path, const Plan& plan, const std::vector<const RankTrace*>& ranks);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_TRACE_H_
