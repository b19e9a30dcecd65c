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

// Writes checked values on every rank; what is not a parameter or buffer stays 0. Of a parameter that its extension
// stores otherwise `values` has either the stored tensors or the parameter, of which every rank then stores its chunk.
Status WriteInitialValues(TrainingRun* run, const SafetensorsSet& values);

// Runs the plan's entry "init": every rank makes its own chunks from the seed, by the
// recipes of the step (fsdp.init), the same values for every number of ranks.
Status WriteSeededValues(TrainingRun* run, uint64_t seed);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_INITIAL_VALUES_H_
