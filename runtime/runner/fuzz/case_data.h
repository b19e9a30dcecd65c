// case_data.h - a case's initial parameters and batches
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_CASE_DATA_H_
#define FSDP_RT_RUNNER_FUZZ_CASE_DATA_H_

#include <map>
#include <string>
#include <vector>

#include "runner/batch_source.h"
#include "runner/fuzz/step_graph.h"

namespace fsdp_rt::runner {

// Full tensors by name, as checkpoints name them.
using Tensors = std::map<std::string, std::vector<float>>;

Tensors InitialValues(const FuzzCase& spec);
// Of the tensors that are not trained, as every rank has them.
Tensors InitialBuffers(const FuzzCase& spec);

struct BatchPlace {
  uint64_t step;
  uint32_t micro, rank;
};
// A batch argument's elements.
std::vector<double> BatchValues(const FuzzCase& spec, const std::string& argument, const Shape& shape,
                                BatchPlace place);

class CaseBatches : public BatchSource {
 public:
  explicit CaseBatches(const FuzzCase& spec) : spec_(spec) {}
  void Fill(BatchIndex batch, uint32_t rank, const fsdp_rt_binding_info& binding, void* memory) const override;

 protected:
  void FillFrom(BatchPlace place, const fsdp_rt_binding_info& binding, void* memory) const;

 private:
  const FuzzCase& spec_;
};

// What one rank of a case sees, for a run of one rank.
class OneRankBatches : public CaseBatches {
 public:
  explicit OneRankBatches(const FuzzCase& spec) : CaseBatches(spec) {}
  void Show(BatchPlace place) { place_ = place; }
  void Fill(BatchIndex, uint32_t, const fsdp_rt_binding_info& binding, void* memory) const override {
    FillFrom(place_, binding, memory);
  }

 private:
  BatchPlace place_{};
};

// Writes init.safetensors and batch.safetensors, for fsdp-run.
Status SaveData(const FuzzCase& spec, const std::string& folder);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_CASE_DATA_H_
