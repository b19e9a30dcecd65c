// command_trace.h - a command as a trace shows it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_COMMAND_TRACE_H_
#define FSDP_RT_SRC_COMMAND_TRACE_H_

#include <cstdint>

#include "session.h"

namespace fsdp_rt {

// Of CLOCK_MONOTONIC, as trace events use it.
uint64_t MonotonicNs();

// Everything but the times.
fsdp_rt_trace_event DescribeForTrace(const fsdp_rt_session& session, uint32_t entry, uint32_t command);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_COMMAND_TRACE_H_
