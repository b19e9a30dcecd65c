// initial_values.h - gives parameters their first values
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_INITIAL_VALUES_H_
#define FSDP_RT_RUNNER_INITIAL_VALUES_H_

#include <cstdint>
#include <string>

#include "runner/safetensors.h"
#include "runner/training_run.h"

namespace fsdp_rt::runner {

// Compares names, shapes and dtypes of `values` with the plan's parameters and
// buffers. `allow_extra`: tensors that the plan does not know are no error.
Status CheckInitialValues(const Plan& plan, const SafetensorsSet& values, bool allow_extra);

// Writes checked values on every rank; what is not a parameter or buffer stays 0.
Status WriteInitialValues(TrainingRun* run, const SafetensorsSet& values);

// Values from a seed, a function of seed, name and element alone, so the same for
// every number of ranks. A tensor with one dimension is a scale or a bias: zero
// where its name ends in "bias", else one. The others are normal with standard
// deviation 0.02.
Status WriteSeededValues(TrainingRun* run, uint64_t seed);

// One element of that normal distribution; exposed for its test.
float SeededNormal(uint64_t seed, const std::string& name, uint64_t element);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_INITIAL_VALUES_H_
