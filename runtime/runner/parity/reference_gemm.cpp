// reference_gemm.cpp - matrix products with other roundings than the library's
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/parity/reference_gemm.h"

#include <algorithm>
#include <cstdio>
#include <vector>

namespace fsdp_rt::runner {
namespace {

// Row by row of C, so that the inner loop is contiguous in B unless B is transposed.
template <typename Sum>
void Multiply(const fsdp_rt_gemm_args& args, const float* a, const float* b, float* c) {
  std::vector<Sum> row(args.n);
  for (int64_t i = 0; i < args.m; ++i) {
    float* out = c + i * args.ldc;
    for (int64_t j = 0; j < args.n; ++j) row[j] = args.accumulate ? out[j] : 0;
    for (int64_t p = 0; p < args.k; ++p) {
      const Sum factor = args.ta ? a[p * args.lda + i] : a[i * args.lda + p];
      for (int64_t j = 0; j < args.n; ++j) row[j] += factor * (args.tb ? b[j * args.ldb + p] : b[p * args.ldb + j]);
    }
    std::copy(row.begin(), row.end(), out);
  }
}

template <typename Sum>
fsdp_rt_status MultiplyBatch(const fsdp_rt_gemm_args& args, fsdp_rt_error* out_error) {
  if (args.dtype != FSDP_RT_F32) {
    out_error->status = FSDP_RT_UNSUPPORTED;
    std::snprintf(out_error->message, sizeof out_error->message,
                  "not supported yet: this GEMM on dtype %d; use --gemm library", int(args.dtype));
    return out_error->status;
  }
  for (int64_t i = 0; i < args.batch; ++i)
    Multiply<Sum>(args, static_cast<const float*>(args.a) + i * args.stride_a,
                  static_cast<const float*>(args.b) + i * args.stride_b, args.c + i * args.stride_c);
  return FSDP_RT_OK;
}

}  // namespace

fsdp_rt_status OrderedGemm(void*, const fsdp_rt_gemm_args* args, fsdp_rt_error* out_error) {
  return MultiplyBatch<float>(*args, out_error);
}

fsdp_rt_status WideGemm(void*, const fsdp_rt_gemm_args* args, fsdp_rt_error* out_error) {
  return MultiplyBatch<double>(*args, out_error);
}

}  // namespace fsdp_rt::runner
