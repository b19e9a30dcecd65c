// case_reducer.h - makes a failing case small
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_CASE_REDUCER_H_
#define FSDP_RT_RUNNER_FUZZ_CASE_REDUCER_H_

#include <functional>

#include "runner/fuzz/case_check.h"

namespace fsdp_rt::runner {

// Cases that differ from `spec` by one thing less: a layer, ranks, a choice, a trait of a parameter, rows or features.
// The largest cuts come first. Only such as are models.
std::vector<FuzzCase> SmallerCases(const FuzzCase& spec);

struct Reduction {
  FuzzCase spec;
  Verdict verdict;
  uint32_t tried = 0;
};

// Takes the first smaller case that fails in the same way, again and again, until there is none or `most` were tried.
Reduction Reduce(const FuzzCase& spec, const Verdict& verdict, uint32_t most,
                 const std::function<Verdict(const FuzzCase&)>& check);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_CASE_REDUCER_H_
