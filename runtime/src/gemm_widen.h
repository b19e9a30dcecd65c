// gemm_widen.h - a product of 16-bit floats as one of f32
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_GEMM_WIDEN_H_
#define FSDP_RT_SRC_GEMM_WIDEN_H_

#include <vector>

#include "fsdp_rt/fsdp_rt.h"

namespace fsdp_rt {

// Copies of operands, for libraries that multiply f32 only: exact, so that the product
// is what a library with f32 sums makes of the 16-bit operands. The memory is kept from
// call to call.
class WidenedOperands {
 public:
  // Whether a product of `dtype` can be widened.
  static bool Accepts(fsdp_rt_dtype dtype) { return dtype == FSDP_RT_BF16 || dtype == FSDP_RT_F16; }

  // The same product on f32 operands, which are valid until the next call.
  fsdp_rt_gemm_args Widen(const fsdp_rt_gemm_args& args);

 private:
  std::vector<float> a_, b_;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_GEMM_WIDEN_H_
