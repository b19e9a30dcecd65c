// kernel_call.cpp - calls a kernel that may fail an assertion
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "kernel_call.h"

#include <csetjmp>

namespace fsdp_rt {
namespace {

// What plan.fbs (table Kernel) says the extra argument points to.
struct AssertionHook {
  void (*fail)(void* context, int64_t assertion);
  void* context;
};

struct Landing {
  jmp_buf buffer;
  int64_t assertion = -1;
};

void Fail(void* context, int64_t assertion) {
  auto* landing = static_cast<Landing*>(context);
  landing->assertion = assertion;
  longjmp(landing->buffer, 1);
}

}  // namespace

int64_t CallWithAssertions(KernelFunction function, std::vector<void*>* args) {
  Landing landing;
  AssertionHook hook{Fail, &landing};
  args->push_back(&hook);
  // Only frames of the kernel, which has no destructors, are jumped over.
  if (setjmp(landing.buffer) == 0) function(args->data());
  return landing.assertion;
}

}  // namespace fsdp_rt
