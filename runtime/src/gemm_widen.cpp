// gemm_widen.cpp - a product of 16-bit floats as one of f32
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "gemm_widen.h"

#include "narrow_float.h"

namespace fsdp_rt {
namespace {

// Elements from the first to the last of a batch of rows x columns matrices.
int64_t Extent(int64_t rows, int64_t columns, int64_t ld, int64_t batch, int64_t stride) {
  return (batch - 1) * stride + (rows - 1) * ld + columns;
}

template <typename T>
void Copy(const void* from, int64_t count, std::vector<float>* to) {
  to->resize(size_t(count));
  const T* source = static_cast<const T*>(from);
  float* dest = to->data();
  for (int64_t i = 0; i < count; ++i) dest[i] = float(source[i]);
}

void CopyAs(fsdp_rt_dtype dtype, const void* from, int64_t count, std::vector<float>* to) {
  if (dtype == FSDP_RT_BF16)
    Copy<Bf16>(from, count, to);
  else
    Copy<Half>(from, count, to);
}

}  // namespace

fsdp_rt_gemm_args WidenedOperands::Widen(const fsdp_rt_gemm_args& args) {
  CopyAs(args.dtype, args.a,
         Extent(args.ta ? args.k : args.m, args.ta ? args.m : args.k, args.lda, args.batch, args.stride_a), &a_);
  CopyAs(args.dtype, args.b,
         Extent(args.tb ? args.n : args.k, args.tb ? args.k : args.n, args.ldb, args.batch, args.stride_b), &b_);
  fsdp_rt_gemm_args wide = args;
  wide.dtype = FSDP_RT_F32;
  wide.a = a_.data();
  wide.b = b_.data();
  return wide;
}

}  // namespace fsdp_rt
