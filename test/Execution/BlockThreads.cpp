//===- BlockThreads.cpp - the threads of a GPU's block, on one CPU --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "BlockThreads.h"
#include <algorithm>
#include <ucontext.h>
#include <utility>

using namespace fsdp::test;

static constexpr size_t kStackBytes = 64 * 1024;
static constexpr size_t kWarp = 32;

BlockThreads::BlockThreads(int64_t threads, ThreadOrder order)
    : fibers(threads), order(order) {
  for (int64_t i = 0; i < threads; ++i) {
    // Not filled: most of a stack is never touched.
    fibers[i].stack.reset(new char[kStackBytes]);
    fibers[i].owner = this;
    fibers[i].context = {0, i, barrier, shuffle, &fibers[i]};
  }
}

void BlockThreads::start(unsigned low, unsigned high) {
  auto *fiber =
      reinterpret_cast<Fiber *>(uintptr_t(low) | uintptr_t(high) << 32);
  while (true) {
    (*fiber->owner->body)(fiber->context);
    fiber->owner->wait(*fiber, State::Done);
  }
}

void BlockThreads::wait(Fiber &fiber, State state) {
  fiber.state = state;
  if (!_setjmp(fiber.registers))
    _longjmp(scheduler, 1);
}

/// Until the fiber waits.
void BlockThreads::resume(Fiber &fiber) {
  if (_setjmp(scheduler))
    return;
  if (std::exchange(fiber.isStarted, true))
    _longjmp(fiber.registers, 1);
  ucontext_t context;
  getcontext(&context);
  context.uc_stack.ss_sp = fiber.stack.get();
  context.uc_stack.ss_size = kStackBytes;
  context.uc_link = nullptr;
  auto address = reinterpret_cast<uintptr_t>(&fiber);
  makecontext(&context, reinterpret_cast<void (*)()>(start), 2,
              unsigned(address), unsigned(address >> 32));
  setcontext(&context);
}

void BlockThreads::barrier(void *self) {
  auto *fiber = static_cast<Fiber *>(self);
  fiber->owner->wait(*fiber, State::AtBarrier);
}

int32_t BlockThreads::shuffle(void *self, int32_t value, int32_t distance) {
  auto *fiber = static_cast<Fiber *>(self);
  fiber->value = value;
  fiber->distance = distance;
  fiber->owner->wait(*fiber, State::AtShuffle);
  return fiber->result;
}

/// A warp exchanges once all its lanes are there.
bool BlockThreads::releaseWarps() {
  bool released = false;
  for (size_t warp = 0; warp < fibers.size(); warp += kWarp) {
    auto first = fibers.begin() + warp;
    auto last = fibers.begin() + std::min(fibers.size(), warp + kWarp);
    if (!std::all_of(first, last, [](const Fiber &fiber) {
          return fiber.state == State::AtShuffle;
        }))
      continue;
    for (auto lane = first; lane != last; ++lane)
      lane->result = first[(lane - first) ^ lane->distance].value;
    for (auto lane = first; lane != last; ++lane)
      lane->state = State::Ready;
    released = true;
  }
  return released;
}

/// Threads that are done no longer count.
bool BlockThreads::releaseBlock() {
  bool released = false;
  for (const Fiber &fiber : fibers)
    if (fiber.state != State::AtBarrier && fiber.state != State::Done)
      return false;
  for (Fiber &fiber : fibers)
    if (fiber.state == State::AtBarrier) {
      fiber.state = State::Ready;
      released = true;
    }
  return released;
}

std::string BlockThreads::run(int64_t block,
                              const std::function<void(Context &)> &kernel) {
  body = &kernel;
  for (Fiber &fiber : fibers) {
    fiber.context.block = block;
    // One that waits since a run before would go on with it.
    fiber.isStarted &= fiber.state == State::Done;
    fiber.state = State::Ready;
  }
  do {
    for (size_t i = 0; i < fibers.size(); ++i) {
      bool forward = order == ThreadOrder::Forward;
      Fiber &fiber = fibers[forward ? i : fibers.size() - 1 - i];
      if (fiber.state == State::Ready)
        resume(fiber);
    }
  } while (releaseWarps() || releaseBlock());
  for (const Fiber &fiber : fibers)
    if (fiber.state != State::Done)
      return "thread " + std::to_string(fiber.context.thread) + " of block " +
             std::to_string(block) + " waits for others that do not come";
  return "";
}
