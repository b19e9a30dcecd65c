// tensor_match.h - whether two runs' numbers are equal, or within bounds
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_TENSOR_MATCH_H_
#define FSDP_RT_RUNNER_FUZZ_TENSOR_MATCH_H_

#include <string>
#include <vector>

#include "runner/fuzz/case_data.h"
#include "runner/fuzz/graph_reference.h"

namespace fsdp_rt::runner {

// Collects what differs: the first kind of thing that does, a sentence per tensor.
class Mismatches {
 public:
  bool empty() const { return details_.empty(); }
  const std::string& what() const { return what_; }
  const std::vector<std::string>& details() const { return details_; }
  void Add(const std::string& what, const std::string& detail);

  // Equal numbers: zeros of either sign are equal, and so is every NaN.
  void CompareExact(const std::string& what, const std::string& name, const std::vector<float>& ours,
                    const std::vector<float>& expected);
  void CompareExact(const std::string& what, const std::string& where, const Tensors& ours, const Tensors& expected);
  // |ours - expected| within twice the bound, which is one to first order.
  void CompareBounded(const std::string& what, const std::string& name, const std::vector<float>& ours,
                      const RoundedTensor& expected);

  uint64_t exact = 0, bounded = 0;  // numbers compared

 private:
  std::string what_;
  std::vector<std::string> details_;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_TENSOR_MATCH_H_
