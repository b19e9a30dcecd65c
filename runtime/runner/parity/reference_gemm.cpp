// reference_gemm.cpp - matrix products whose rounding is the same on every machine
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/parity/reference_gemm.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace fsdp_rt::runner {
namespace {

// Row by row of C, so that the inner loop is contiguous in B unless B is transposed.
void Multiply(const fsdp_rt_gemm_args& args, const float* a, const float* b, float* c) {
  std::vector<double> row(args.n);
  for (int64_t i = 0; i < args.m; ++i) {
    float* out = c + i * args.ldc;
    for (int64_t j = 0; j < args.n; ++j) row[j] = args.accumulate ? out[j] : 0;
    for (int64_t p = 0; p < args.k; ++p) {
      const double factor = args.ta ? a[p * args.lda + i] : a[i * args.lda + p];
      for (int64_t j = 0; j < args.n; ++j) row[j] += factor * (args.tb ? b[j * args.ldb + p] : b[p * args.ldb + j]);
    }
    std::copy(row.begin(), row.end(), out);
  }
}

}  // namespace

fsdp_rt_status ReferenceGemm(void*, const fsdp_rt_gemm_args* args, fsdp_rt_error* out_error) {
  if (args->dtype != FSDP_RT_F32) {
    out_error->status = FSDP_RT_UNSUPPORTED;
    std::snprintf(out_error->message, sizeof out_error->message,
                  "not supported yet: the reference GEMM on dtype %d; use --gemm library", int(args->dtype));
    return out_error->status;
  }
  for (int64_t i = 0; i < args->batch; ++i)
    Multiply(*args, static_cast<const float*>(args->a) + i * args->stride_a,
             static_cast<const float*>(args->b) + i * args->stride_b, args->c + i * args->stride_c);
  return FSDP_RT_OK;
}

}  // namespace fsdp_rt::runner
