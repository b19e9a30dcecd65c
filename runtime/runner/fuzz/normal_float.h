// normal_float.h - QLoRA's NF4 with double quantisation, worked out independently
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_NORMAL_FLOAT_H_
#define FSDP_RT_RUNNER_FUZZ_NORMAL_FLOAT_H_

#include <vector>

namespace fsdp_rt::runner {

// What becomes of one piece of a rank's padded chunk: blocks of 64 elements with a scale each, 256 scales with a step
// each, one mean of scales. Of finite numbers.
std::vector<float> ThroughNormalFloat4(const std::vector<float>& piece);
// The most that an element changes, given the largest one.
double NormalFloat4Bound(double magnitude, double largest);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_NORMAL_FLOAT_H_
