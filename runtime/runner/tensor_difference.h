// tensor_difference.h - how far two tensors are apart
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_TENSOR_DIFFERENCE_H_
#define FSDP_RT_RUNNER_TENSOR_DIFFERENCE_H_

#include "runner/safetensors.h"

namespace fsdp_rt::runner {

// The largest |ours - expected| over the largest |expected|; infinite for NaN, and
// where expected is zero and ours is not.
double RelativeDifference(const TensorView& ours, const TensorView& expected);

// |ours - expected| over |expected - origin|, L2 norms; `origin` null: zero. Infinite as
// above.
double RelativeNorm(const TensorView& ours, const TensorView& expected, const TensorView* origin);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_TENSOR_DIFFERENCE_H_
