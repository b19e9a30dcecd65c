// interrupt.cpp - Ctrl-C ends training between two steps
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/interrupt.h"

#include <csignal>

namespace fsdp_rt::runner {
namespace {

volatile std::sig_atomic_t requested = 0;

void Request(int number) {
  requested = number;
  std::signal(number, SIG_DFL);
}

}  // namespace

void CatchInterrupts() {
  requested = 0;
  std::signal(SIGINT, Request);
  std::signal(SIGTERM, Request);
}

int InterruptSignal() { return requested; }

}  // namespace fsdp_rt::runner
