// random_case.h - a case from a seed
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_RANDOM_CASE_H_
#define FSDP_RT_RUNNER_FUZZ_RANDOM_CASE_H_

#include "runner/fuzz/fuzz_case.h"

namespace fsdp_rt::runner {

// The case of that seed: the same for ever, unless this generator changes. `extensions`: the names that parameters
// may have attached; such as are of two tensors go to parameters of two.
FuzzCase RandomCase(uint64_t seed, const std::vector<std::string>& extensions);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_RANDOM_CASE_H_
