// model_parts.h - a parameter as model ranks have it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_MODEL_PARTS_H_
#define FSDP_RT_RUNNER_FUZZ_MODEL_PARTS_H_

#include <functional>
#include <vector>

#include "runner/fuzz/fuzz_case.h"

namespace fsdp_rt::runner {

// What `compute` makes of each model rank's part of `tensors`, all of the parameter's shape, put together again. A
// parameter that all have whole is one part.
std::vector<float> OfParts(const FuzzCase& spec, const CaseParameter& parameter,
                           const std::vector<const std::vector<float>*>& tensors,
                           const std::function<std::vector<float>(const std::vector<std::vector<float>>&)>& compute);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_MODEL_PARTS_H_
