// reference_gemm.cpp - matrix products with other roundings than the library's
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/parity/reference_gemm.h"

#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <vector>

#include "runner/dtype.h"

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

// The elements of an operand from the first to the last, as f32. Slow and exact.
std::vector<float> AsFloats(fsdp_rt_dtype dtype, const void* matrix, int64_t rows, int64_t columns, int64_t ld) {
  std::vector<float> values((rows - 1) * ld + columns);
  const auto* bytes = static_cast<const std::byte*>(matrix);
  for (size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>(ElementAsDouble(dtype, bytes + i * SizeOf(dtype)));
  return values;
}

template <typename Sum>
fsdp_rt_status MultiplyBatch(const fsdp_rt_gemm_args& args, fsdp_rt_error* out_error) {
  if (args.dtype != FSDP_RT_F32 && args.dtype != FSDP_RT_BF16 && args.dtype != FSDP_RT_F16) {
    out_error->status = FSDP_RT_UNSUPPORTED;
    std::snprintf(out_error->message, sizeof out_error->message, "a product of dtype %s; expected F32, BF16 or F16",
                  SafetensorsName(args.dtype));
    return out_error->status;
  }
  const uint64_t size = SizeOf(args.dtype);
  for (int64_t i = 0; i < args.batch; ++i) {
    const auto* a = static_cast<const std::byte*>(args.a) + i * args.stride_a * size;
    const auto* b = static_cast<const std::byte*>(args.b) + i * args.stride_b * size;
    Multiply<Sum>(args, AsFloats(args.dtype, a, args.ta ? args.k : args.m, args.ta ? args.m : args.k, args.lda).data(),
                  AsFloats(args.dtype, b, args.tb ? args.n : args.k, args.tb ? args.k : args.n, args.ldb).data(),
                  args.c + i * args.stride_c);
  }
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
