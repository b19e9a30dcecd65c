// rank_numbers.h - batches of numbers that tell the ranks apart
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_GPU_RANK_NUMBERS_H_
#define FSDP_RT_RUNNER_GPU_RANK_NUMBERS_H_

#include <algorithm>
#include <memory>
#include <string>

#include "runner/batch_source.h"

namespace fsdp_rt::runner {

// Every element of an f32 argument is 1 + rank / 8, whose products with f32 values round.
class RankNumbers : public BatchSource {
 public:
  static Status Open(const Plan& plan, std::unique_ptr<BatchSource>* out) {
    for (const fsdp_rt_binding_info& binding : plan.bindings())
      if (binding.kind == FSDP_RT_BIND_BATCH && binding.dtype != FSDP_RT_F32)
        return Status::User(std::string("the batch argument '") + binding.name +
                            "' is not of f32: pass --data or --batch");
    *out = std::make_unique<RankNumbers>();
    return {};
  }

  void Fill(BatchIndex, uint32_t rank, const fsdp_rt_binding_info& binding, void* memory) const override {
    std::fill_n(static_cast<float*>(memory), binding.bytes / sizeof(float), 1.0f + static_cast<float>(rank) / 8);
  }
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_GPU_RANK_NUMBERS_H_
