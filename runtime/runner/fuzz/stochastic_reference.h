// stochastic_reference.h - rounding up or down by a hash, worked out independently
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_STOCHASTIC_REFERENCE_H_
#define FSDP_RT_RUNNER_FUZZ_STOCHASTIC_REFERENCE_H_

#include <cstdint>

namespace fsdp_rt::runner {

// lowbias32 of its bits (github.com/skeeto/hash-prospector).
uint32_t HashOf(float value);
// To one of the whole numbers beside it, up where 24 bits of the hash of the number, as a fraction, are below its
// distance from the lower one; at most 127.
float RoundToWholeStochastically(float value);
// To one of the neighbours in f8E4M3, of a number within 448.
float RoundToF8E4M3Stochastically(float value);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_STOCHASTIC_REFERENCE_H_
