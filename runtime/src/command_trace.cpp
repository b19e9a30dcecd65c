// command_trace.cpp - a command as a trace shows it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "command_trace.h"

#include <ctime>

namespace fsdp_rt {
namespace {

// That a collective received from other ranks.
uint64_t ReceivedBytes(const PlanModel& plan, const Command& command) {
  const uint32_t* communicator = CommunicatorOf(command);
  if (!communicator) return 0;
  uint64_t others = plan.RanksOf(*communicator) - 1;
  if (const auto* gather = std::get_if<Gather>(&command.body)) return others * gather->slot.bytes;
  if (const auto* reduce = std::get_if<Reduce>(&command.body)) return others * reduce->slot_bytes;
  if (const auto* exchange = std::get_if<Exchange>(&command.body)) return exchange->dest.bytes / (others + 1) * others;
  const auto& all_reduce = std::get<AllReduce>(command.body);
  return others * all_reduce.count * DTypeBytes(all_reduce.dtype);
}

}  // namespace

uint64_t MonotonicNs() {
  timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return uint64_t(now.tv_sec) * 1000000000 + now.tv_nsec;
}

fsdp_rt_trace_event DescribeForTrace(const fsdp_rt_session& session, uint32_t entry, uint32_t command) {
  const PlanModel& plan = session.model();
  const Command& done = plan.entries[entry].commands[command];
  fsdp_rt_trace_event event{};
  event.rank = session.rank();
  event.stream = done.stream;
  event.entry = entry;
  event.command = command;
  event.name = CommandName(done);
  event.label = done.label.data();
  if (done.label.empty()) {
    if (const auto* launch = std::get_if<Launch>(&done.body))
      event.label = plan.kernels[launch->kernel].symbol.data();
    else if (done.group >= 0)
      event.label = plan.groups[done.group].name.data();
  }
  event.bytes = ReceivedBytes(plan, done);
  return event;
}

}  // namespace fsdp_rt
