// executor.h - runs an entry's commands in the order of the list
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_EXECUTOR_H_
#define FSDP_RT_SRC_EXECUTOR_H_

#include <csetjmp>
#include <cstdint>
#include <deque>
#include <vector>

#include "session.h"

namespace fsdp_rt {

// A gather or reduce only publishes; it is completed when something needs it: a later
// command of its stream, or a wait on an event that was signalled after it. Between the
// two this rank computes while the others arrive.
class Executor {
 public:
  Executor(fsdp_rt_session* session, uint32_t entry);
  Status Run();

 private:
  struct Offer {
    uint64_t ticket = 0;
    bool complete = false;
    uint64_t begin_ns = 0;
    std::vector<const void*> sources;  // one per rank of the axis
  };
  struct Event {
    uint32_t stream = 0;
    size_t offers = 0;  // of that stream, issued before the signal
  };
  struct Stream {
    std::vector<uint32_t> issued;  // commands, in order
    size_t completed = 0;
    uint64_t last_end_ns = 0;
  };

  Status RunCommand(uint32_t index);
  Status Execute(uint32_t index, const Launch& launch);
  Status Execute(uint32_t index, const Gemm& gemm);
  Status Execute(uint32_t index, const Gather& gather);
  Status Execute(uint32_t index, const Reduce& reduce);
  Status Execute(uint32_t index, const Release& release);
  Status Execute(uint32_t index, const Reclaim& reclaim);
  Status Execute(uint32_t index, const AllReduce& all_reduce);
  Status Execute(uint32_t index, const Exchange& exchange);
  Status Execute(uint32_t index, const Copy& copy);
  Status Execute(uint32_t index, const Fill& fill);
  Status Execute(uint32_t index, const Signal& signal);
  Status Execute(uint32_t index, const Wait& wait);
  Status Execute(uint32_t index, const Deleted& deleted);

  Status Publish(uint32_t index, const ByteRange& offered);
  // Completes the offers of `stream` up to its first `count`.
  Status CompleteStream(uint32_t stream, size_t count);
  Status Complete(uint32_t index);
  Status FillGathered(uint32_t index, Offer* offer);
  void CopySlots(const Gather& gather, Offer* offer);
  void SplitSources(const Gather& gather, Offer* offer);
  void CopySegments(const Reduce& reduce, Offer* offer);
  Status MoveData(const Gather& gather);
  Status MoveData(const Reduce& reduce);
  void KeepSlot(uint32_t group, const Gather& gather);
  Status RunKernel(const Launch& launch);
  template <typename Read>
  Status ReadRanks(uint32_t index, const uint8_t* source, uint64_t bytes, Read read);
  Status GatherAndReduce(uint32_t index, const AllReduce& all_reduce);

  const Command& command(uint32_t index) const { return entry_.commands[index]; }
  // As communicators number it.
  uint32_t AxisOf(uint32_t index) const;
  uint32_t RanksOf(uint32_t index) const;
  Status Located(Status status, uint32_t index) const;
  uint64_t Now() const;
  void Trace(uint32_t index, uint64_t begin_ns);

  fsdp_rt_session& session_;
  uint32_t entry_index_;
  const Entry& entry_;
  std::vector<Offer> offers_;  // by command
  std::vector<Event> events_;
  std::vector<Stream> streams_;
  std::vector<void*> args_;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_EXECUTOR_H_
