// kernel_call.h - calls a kernel that may fail an assertion
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_KERNEL_CALL_H_
#define FSDP_RT_SRC_KERNEL_CALL_H_

#include <cstdint>
#include <vector>

#include "kernel_library.h"

namespace fsdp_rt {

// Adds the assertion hook behind `args` and calls. -1, or the assertion that failed:
// the kernel is left at once (longjmp), with its outputs half written.
int64_t CallWithAssertions(KernelFunction function, std::vector<void*>* args);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_KERNEL_CALL_H_
