//===- BlockThreads.h - the threads of a GPU's block, on one CPU --*- C++ -*-=//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TEST_EXECUTION_BLOCKTHREADS_H
#define FSDP_TEST_EXECUTION_BLOCKTHREADS_H

#include <csetjmp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace fsdp::test {

/// In which order blocks and the threads between two barriers run.
enum class ThreadOrder { Forward, Reversed };

/// Runs the threads of a block as fibers: each until it waits for others at a
/// barrier or a shuffle of its warp, then the next. They change by _longjmp:
/// swapcontext would call the kernel twice a time.
class BlockThreads {
public:
  /// What TestGPUToCPU.cpp describes.
  struct Context {
    int64_t block, thread;
    void (*barrier)(void *self);
    int32_t (*shuffle)(void *self, int32_t value, int32_t distance);
    void *self;
  };

  BlockThreads(int64_t threads, ThreadOrder order);

  /// Calls `body` once for each thread of `block`. Returns an error if threads
  /// wait for others that never come, else "".
  std::string run(int64_t block, const std::function<void(Context &)> &body);

private:
  enum class State { Ready, AtBarrier, AtShuffle, Done };
  struct Fiber {
    Context context;
    BlockThreads *owner;
    State state;
    int32_t value, distance, result;
    bool isStarted = false;
    jmp_buf registers;
    std::unique_ptr<char[]> stack;
  };

  static void start(unsigned low, unsigned high);
  static void barrier(void *self);
  static int32_t shuffle(void *self, int32_t value, int32_t distance);
  void wait(Fiber &fiber, State state);
  void resume(Fiber &fiber);
  bool releaseWarps();
  bool releaseBlock();

  std::vector<Fiber> fibers;
  ThreadOrder order;
  const std::function<void(Context &)> *body = nullptr;
  jmp_buf scheduler;
};

} // namespace fsdp::test

#endif // FSDP_TEST_EXECUTION_BLOCKTHREADS_H
