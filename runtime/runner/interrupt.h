// interrupt.h - Ctrl-C ends training between two steps
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_INTERRUPT_H_
#define FSDP_RT_RUNNER_INTERRUPT_H_

namespace fsdp_rt::runner {

// Makes SIGINT and SIGTERM a request. The second one of a kind ends the process at
// once, so that nobody waits for a step that hangs.
void CatchInterrupts();

// The signal that asked to stop, 0 if none did.
int InterruptSignal();

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_INTERRUPT_H_
