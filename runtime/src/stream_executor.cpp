// stream_executor.cpp - one run of an entry on a device with streams
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "stream_executor.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <thread>

#include "command_accesses.h"
#include "command_trace.h"

namespace fsdp_rt {

StreamExecutor::StreamExecutor(fsdp_rt_session* session, uint32_t entry)
    : session_(*session),
      state_(*session->stream_state()),
      entry_index_(entry),
      entry_(session->model().entries[entry]),
      assertion_(entry_.commands.size(), -1),
      reads_(session->model().bindings.size()),
      writes_(session->model().bindings.size()) {
  std::vector<bool> used(session_.model().streams);
  for (uint32_t i = 0; i < entry_.commands.size(); ++i) {
    used[command(i).stream] = true;
    const auto* launch = std::get_if<Launch>(&command(i).body);
    if (launch && session_.model().kernels[launch->kernel].may_assert) assertion_[i] = int32_t(assertions_++);
    for (const MemoryAccess& access : LocalAccesses(command(i))) {
      if (access.range.binding < 0) continue;
      bool whole = access.range.bytes == session_.model().bindings[access.range.binding].bytes;
      if (access.write) writes_[access.range.binding] = true;
      // What is written in part keeps its other bytes.
      if (access.read || !whole) reads_[access.range.binding] = true;
    }
  }
  for (uint32_t stream = 0; stream < used.size(); ++stream)
    if (used[stream]) used_streams_.push_back(stream);
  FindSegments();
}

Status StreamExecutor::Run(const fsdp_rt_fences* fences) {
  collectives_told_ = false;
  Status status = RunOnce(fences);
  return status.ok() ? status : AskCollectives(std::move(status));
}

// What a collective that failed left undone makes commands behind it fail, and a device's error may be seen before the
// communicator knows its own; the cause comes first. An error of another rank stays behind this rank's. Whose
// communicator has told its error goes to tell the others, who may be asking.
Status StreamExecutor::AskCollectives(Status status) {
  constexpr auto kPatience = std::chrono::seconds(1);
  bool meets = std::any_of(entry_.commands.begin(), entry_.commands.end(),
                           [](const Command& command) { return CommunicatorOf(command) != nullptr; });
  if (status.code() != FSDP_RT_INTERNAL || !meets || collectives_told_) return status;
  const auto begin = std::chrono::steady_clock::now();
  Status other;
  do {
    other = CallAbi(session_.comm()->vtable->check, session_.comm(), state_.run(), uint64_t(0));
    if (other.ok()) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  } while (other.ok() && std::chrono::steady_clock::now() - begin < kPatience);
  if (other.ok() || status.message().find(other.message()) != std::string::npos) return status;
  bool foreign = other.code() == FSDP_RT_PEER_FAILED || other.code() == FSDP_RT_ABORTED;
  if (foreign) {
    status.Append(Concat("; meanwhile ", other.message()));
    return status;
  }
  other = Located(std::move(other), -1);
  other.Append(Concat("; after it ", status.message()));
  return other;
}

Status StreamExecutor::RunOnce(const fsdp_rt_fences* fences) {
  FSDP_RT_TRY(CallAbi(api().enter, device()));
  FSDP_RT_TRY(session_.CheckAborted());
  FSDP_RT_TRY(CallAbi(session_.comm()->vtable->begin_run, session_.comm(), state_.NextRun()));
  FSDP_RT_TRY(Located(BringInputs(), -1));
  FSDP_RT_TRY(Located(Begin(fences), -1));
  if (uses_graph()) {
    FSDP_RT_TRY(RunGraph());
  } else {
    FSDP_RT_TRY(Located(Prologue(), -1));
    FSDP_RT_TRY(RunEagerly());
    FSDP_RT_TRY(Located(Epilogue(), -1));
  }
  FSDP_RT_TRY(Located(End(fences), -1));
  FSDP_RT_TRY(WaitFor(state_.stream(0), -1));
  // The plan's work has joined stream 0; what is left elsewhere are events of the last commands.
  for (uint32_t stream : used_streams_) FSDP_RT_TRY(WaitFor(state_.stream(stream), -1));
  FSDP_RT_TRY(CheckAssertions());
  FSDP_RT_TRY(Located(TakeOutputs(), -1));
  FSDP_RT_TRY(ReportTrace());
  return session_.poison() ? CheckPads() : Status();
}

// Nothing of this session runs yet, so blocking copies are safe.
Status StreamExecutor::BringInputs() {
  if (state_.pinned_scalars())
    std::memcpy(state_.pinned_scalars(), session_.scalars(), session_.model().scalars.size() * sizeof(double));
  for (uint32_t binding : entry_.bindings) {
    const uint8_t* host = session_.bound_host_memory(binding);
    if (!host || !reads_[binding]) continue;
    FSDP_RT_TRY(CallAbi(api().upload, device(), static_cast<void*>(state_.binding_memory(binding)),
                        static_cast<const void*>(host), session_.model().bindings[binding].bytes));
  }
  return {};
}

Status StreamExecutor::Begin(const fsdp_rt_fences* fences) {
  fsdp_rt_stream* first = state_.stream(0);
  if (fences && fences->stream) {
    FSDP_RT_TRY(CallAbi(api().record, device(), state_.tail_event(0), static_cast<fsdp_rt_stream*>(fences->stream)));
    FSDP_RT_TRY(CallAbi(api().wait, device(), first, state_.tail_event(0)));
  }
  if (fences && fences->wait)
    FSDP_RT_TRY(CallAbi(api().wait, device(), first, static_cast<fsdp_rt_event*>(fences->wait)));
  if (!traced()) return {};
  begin_ns_ = MonotonicNs();
  if (uses_graph()) return {};
  fsdp_rt_event* base = nullptr;
  FSDP_RT_TRY(state_.TimingEvent(0, &base));
  return CallAbi(api().record, device(), base, first);
}

// On stream 0, before everything: the scalars of this run, clean records, then the other streams.
Status StreamExecutor::Prologue() {
  fsdp_rt_stream* first = state_.stream(0);
  uint64_t scalars = session_.model().scalars.size() * sizeof(double);
  FSDP_RT_TRY(CopyBytes(first, state_.scalars(), state_.pinned_scalars(), scalars));
  if (assertions_ > 0)
    FSDP_RT_TRY(CallAbi(api().fill, device(), first, static_cast<void*>(state_.assertions()), uint8_t(0),
                        uint64_t(assertions_ * sizeof(int32_t))));
  const PlanModel& plan = session_.model();
  for (size_t i = 0; i < plan.arenas.size() && session_.poison(); ++i)
    if (!OutlivesEntries(plan.arenas[i]) && session_.arena(i))
      FSDP_RT_TRY(CallAbi(api().fill, device(), first, static_cast<void*>(session_.arena(i)), uint8_t(0xff),
                          session_.arena_bytes(i)));
  FSDP_RT_TRY(CallAbi(api().record, device(), state_.tail_event(0), first));
  for (uint32_t stream : used_streams_)
    if (stream != 0) FSDP_RT_TRY(CallAbi(api().wait, device(), state_.stream(stream), state_.tail_event(0)));
  return {};
}

// An entry ends quiet: its list has joined every stream into stream 0.
Status StreamExecutor::Epilogue() {
  return CopyBytes(state_.stream(0), state_.pinned_assertions(), state_.assertions(), assertions_ * sizeof(int32_t));
}

Status StreamExecutor::End(const fsdp_rt_fences* fences) {
  fsdp_rt_stream* first = state_.stream(0);
  if (fences && fences->signal)
    FSDP_RT_TRY(CallAbi(api().record, device(), static_cast<fsdp_rt_event*>(fences->signal), first));
  if (!fences || !fences->stream) return {};
  FSDP_RT_TRY(CallAbi(api().record, device(), state_.tail_event(0), first));
  return CallAbi(api().wait, device(), static_cast<fsdp_rt_stream*>(fences->stream), state_.tail_event(0));
}

Status StreamExecutor::WaitFor(fsdp_rt_stream* stream, int command) {
  constexpr int kSpins = 200;  // before the host gives way for longer
  auto start = std::chrono::steady_clock::now();
  for (int spin = 0;; ++spin) {
    int32_t done = 0;
    Status status = CallAbi(api().query, device(), stream, &done);
    if (!status.ok() && command < 0 && !session_.options().blocking)
      status.Append("; one of the commands failed, and which one is known when each is waited for (option blocking)");
    FSDP_RT_TRY(Located(std::move(status), command));
    if (done) return {};
    FSDP_RT_TRY(session_.CheckAborted());
    auto waited = std::chrono::steady_clock::now() - start;
    uint64_t waited_ms = std::chrono::duration_cast<std::chrono::milliseconds>(waited).count();
    Status collectives = CallAbi(session_.comm()->vtable->check, session_.comm(), state_.run(), waited_ms);
    collectives_told_ = !collectives.ok();
    FSDP_RT_TRY(Located(std::move(collectives), command));
    if (spin < kSpins)
      std::this_thread::yield();
    else
      std::this_thread::sleep_for(std::chrono::microseconds(20));
  }
}

Status StreamExecutor::CheckAssertions() {
  const auto* records = reinterpret_cast<const int32_t*>(state_.pinned_assertions());
  const std::vector<Assertion>& assertions = session_.model().assertions;
  for (uint32_t i = 0; i < assertion_.size(); ++i) {
    if (assertion_[i] < 0 || records[assertion_[i]] == 0) continue;
    int64_t assertion = records[assertion_[i]] - 1;
    if (assertion < 0 || size_t(assertion) >= assertions.size())
      return Located(Error(FSDP_RT_INVALID_PLAN, "assertion ", assertion, " failed, which the plan does not describe"),
                     int(i));
    return Located(Error(FSDP_RT_ASSERTION_FAILED, "assertion failed: ", assertions[assertion].message, " (at ",
                         assertions[assertion].location, ")"),
                   int(i));
  }
  return {};
}

Status StreamExecutor::TakeOutputs() {
  for (uint32_t binding : entry_.bindings) {
    uint8_t* host = session_.bound_host_memory(binding);
    if (!host || !writes_[binding]) continue;
    FSDP_RT_TRY(CallAbi(api().download, device(), static_cast<void*>(host),
                        static_cast<const void*>(state_.binding_memory(binding)),
                        session_.model().bindings[binding].bytes));
  }
  return {};
}

Status StreamExecutor::CheckPads() {
  std::vector<uint8_t> chunk;
  for (uint32_t i = 0; i < session_.model().tensors.size(); ++i) {
    const Tensor& tensor = session_.model().tensors[i];
    chunk.resize(tensor.bytes);
    FSDP_RT_TRY(session_.ReadMemory(chunk.data(), session_.TensorMemory(i), tensor.bytes));
    FSDP_RT_TRY(CheckPad(tensor, session_.ShardOf(tensor), chunk.data()));
  }
  return {};
}

// Says where this rank was; an error of another rank keeps that rank's command.
Status StreamExecutor::Located(Status status, int index) const {
  if (status.ok()) return status;
  bool foreign = status.code() == FSDP_RT_PEER_FAILED || status.code() == FSDP_RT_ABORTED;
  if (!foreign && index >= 0) status.set_command(index);
  if (status.rank() < 0) status.set_rank(session_.rank());
  status.Append(Concat(foreign ? "; meanwhile rank " : "; on rank ", session_.rank(), " in ",
                       index >= 0 ? Describe(session_.model(), entry_, index) : Concat("entry ", entry_.name)));
  return status;
}

// ---------------------------------------------------------------- traces

Status StreamExecutor::MarkBegin(uint32_t index) {
  if (!traced()) return {};
  fsdp_rt_event* event = nullptr;
  FSDP_RT_TRY(state_.TimingEvent(1 + 2 * index, &event));
  return CallAbi(api().record, device(), event, StreamOf(index));
}

Status StreamExecutor::MarkEnd(uint32_t index) {
  if (!traced()) return {};
  fsdp_rt_event* event = nullptr;
  FSDP_RT_TRY(state_.TimingEvent(2 + 2 * index, &event));
  return CallAbi(api().record, device(), event, StreamOf(index));
}

// Single commands of a graph have no times: each gets the run's.
Status StreamExecutor::ReportTrace() {
  if (!traced()) return {};
  uint64_t end_ns = MonotonicNs();
  for (uint32_t i = 0; i < entry_.commands.size(); ++i) {
    fsdp_rt_trace_event event = DescribeForTrace(session_, entry_index_, i);
    uint64_t begin_after = 0, end_after = end_ns - begin_ns_;
    if (!uses_graph()) {
      fsdp_rt_event *base = nullptr, *begin = nullptr, *end = nullptr;
      FSDP_RT_TRY(state_.TimingEvent(0, &base));
      FSDP_RT_TRY(state_.TimingEvent(1 + 2 * i, &begin));
      FSDP_RT_TRY(state_.TimingEvent(2 + 2 * i, &end));
      FSDP_RT_TRY(CallAbi(api().elapsed, device(), base, begin, &begin_after));
      FSDP_RT_TRY(CallAbi(api().elapsed, device(), base, end, &end_after));
    }
    event.begin_ns = begin_ns_ + begin_after;
    event.end_ns = begin_ns_ + std::max(begin_after, end_after);
    session_.options().trace(session_.options().trace_context, &event);
  }
  return {};
}

}  // namespace fsdp_rt
