// stream_executor.h - runs an entry on a device with streams
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The host enqueues the list in its order: a command on its stream, a signal as the record
// of an event, a wait as a stream's wait for it. A gather or reduce is a collective
// (buffered transport) or a barrier after which kernels read the peers' memory (peer
// transport); a reclaim in peer transport is a barrier, too. So every order that the plan
// states, and no other, holds on the device.

#ifndef FSDP_RT_SRC_STREAM_EXECUTOR_H_
#define FSDP_RT_SRC_STREAM_EXECUTOR_H_

#include <cstdint>
#include <vector>

#include "session.h"
#include "stream_state.h"

namespace fsdp_rt {

// Of one entry, for all its runs.
class StreamExecutor {
 public:
  StreamExecutor(fsdp_rt_session* session, uint32_t entry);
  ~StreamExecutor() { ForgetGraph(); }
  StreamExecutor(const StreamExecutor&) = delete;
  StreamExecutor& operator=(const StreamExecutor&) = delete;

  // Blocks until the entry's work is done.
  Status Run(const fsdp_rt_fences* fences);
  // What was captured refers to the communicator.
  void ForgetGraph();

 private:
  // ---- one run
  Status RunOnce(const fsdp_rt_fences* fences);
  Status AskCollectives(Status status);
  Status BringInputs();
  Status Begin(const fsdp_rt_fences* fences);
  Status Prologue();
  Status Epilogue();
  Status End(const fsdp_rt_fences* fences);
  Status WaitFor(fsdp_rt_stream* stream, int command);
  Status TakeOutputs();
  Status CheckAssertions();
  Status CheckPads();
  std::vector<const void*> BindingAddresses() const;

  // ---- the commands
  Status RunEagerly();
  Status Poison(uint32_t index);
  Status Enqueue(uint32_t index);
  Status Enqueue(uint32_t index, const Launch& launch);
  Status Enqueue(uint32_t index, const Gemm& gemm);
  Status Enqueue(uint32_t index, const Gather& gather);
  Status Enqueue(uint32_t index, const Reduce& reduce);
  Status Enqueue(uint32_t index, const Release& release);
  Status Enqueue(uint32_t index, const Reclaim& reclaim);
  Status Enqueue(uint32_t index, const AllReduce& all_reduce);
  Status Enqueue(uint32_t index, const Exchange& exchange);
  Status GatherAndReduce(uint32_t index, const AllReduce& all_reduce);
  Status Enqueue(uint32_t index, const Copy& copy);
  Status Enqueue(uint32_t index, const Fill& fill);
  Status Enqueue(uint32_t index, const Signal& signal);
  Status Enqueue(uint32_t index, const Wait& wait);
  Status Enqueue(uint32_t index, const Deleted& deleted);
  Status PackSlots(uint32_t index, const Reduce& reduce);
  Status CopySegments(uint32_t index, const Reduce& reduce);
  Status CopyRows(fsdp_rt_stream* stream, void* dest, const void* source, uint64_t width, uint64_t height,
                  uint64_t dest_pitch, uint64_t source_pitch);
  Status CopyBytes(fsdp_rt_stream* stream, void* dest, const void* source, uint64_t bytes);

  // ---- graphs: see stream_graph.cpp
  Status RunGraph();
  Status CaptureWhole();
  Status RunSegments();
  Status CaptureSegment(uint32_t first);
  void FindSegments();

  // ---- traces
  Status MarkBegin(uint32_t index);
  Status MarkEnd(uint32_t index);
  Status ReportTrace();

  const Command& command(uint32_t index) const { return entry_.commands[index]; }
  fsdp_rt_stream* StreamOf(uint32_t index) const { return state_.stream(command(index).stream); }
  uint32_t AxisOf(uint32_t index) const;
  Status Barrier(uint32_t index, uint32_t offer);
  Status Located(Status status, int index) const;
  bool traced() const { return session_.options().trace != nullptr; }
  bool uses_graph() const { return session_.options().graph && !session_.poison() && !session_.options().blocking; }
  fsdp_rt_device* device() const { return state_.device(); }
  const fsdp_rt_device_vtable& api() const { return state_.api(); }

  fsdp_rt_session& session_;
  StreamState& state_;
  uint32_t entry_index_;
  const Entry& entry_;
  std::vector<int32_t> assertion_;  // by command: its place among the records, or -1
  uint32_t assertions_ = 0;
  std::vector<bool> reads_, writes_;  // by binding of the entry
  std::vector<uint32_t> used_streams_;
  uint64_t begin_ns_ = 0;          // of the run
  bool collectives_told_ = false;  // the run ends with an error of the communicator itself

  // By command: those that one graph may hold with it, if it is their first; empty for
  // those that it holds besides; only itself for what is enqueued alone.
  std::vector<std::vector<uint32_t>> segments_;
  fsdp_rt_graph* whole_graph_ = nullptr;
  std::vector<fsdp_rt_graph*> segment_graphs_;  // by command
  std::vector<const void*> captured_bindings_;  // addresses, which are part of what was captured
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_STREAM_EXECUTOR_H_
