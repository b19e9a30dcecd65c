// gemm_loops.cpp - matrix products by plain loops
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "gemm.h"
#include "narrow_float.h"

namespace fsdp_rt {
namespace {

// Row by row: C's row is accumulated in place, so that the inner loop is contiguous
// in B (and vectorizes) unless B is transposed.
template <typename T>
void Multiply(const fsdp_rt_gemm_args& args, const T* a, const T* b, float* c) {
  for (int64_t i = 0; i < args.m; ++i) {
    float* row = c + i * args.ldc;
    if (!args.accumulate)
      for (int64_t j = 0; j < args.n; ++j) row[j] = 0;
    for (int64_t p = 0; p < args.k; ++p) {
      float factor = float(args.ta ? a[p * args.lda + i] : a[i * args.lda + p]);
      for (int64_t j = 0; j < args.n; ++j)
        row[j] += factor * float(args.tb ? b[j * args.ldb + p] : b[p * args.ldb + j]);
    }
  }
}

template <typename T>
void MultiplyBatch(const fsdp_rt_gemm_args& args) {
  for (int64_t i = 0; i < args.batch; ++i)
    Multiply(args, static_cast<const T*>(args.a) + i * args.stride_a, static_cast<const T*>(args.b) + i * args.stride_b,
             args.c + i * args.stride_c);
}

}  // namespace

Status GemmLoops(const fsdp_rt_gemm_args& args) {
  if (args.dtype == FSDP_RT_F32) {
    MultiplyBatch<float>(args);
  } else if (args.dtype == FSDP_RT_BF16) {
    MultiplyBatch<Bf16>(args);
  } else if (args.dtype == FSDP_RT_F16) {
    MultiplyBatch<Half>(args);
  } else {
    return Error(FSDP_RT_UNSUPPORTED, "not supported yet: GEMM on dtype ", int(args.dtype));
  }
  return {};
}

}  // namespace fsdp_rt
