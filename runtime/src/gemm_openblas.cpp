// gemm_openblas.cpp - matrix products by OpenBLAS
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cblas.h>

#include "gemm.h"
#include "gemm_widen.h"

namespace fsdp_rt {
namespace {

class OpenBlas : public GemmLibrary {
 public:
  Status Run(const fsdp_rt_gemm_args& args) override {
    constexpr int64_t kMaxExtent = INT32_MAX;
    for (int64_t extent : {args.m, args.n, args.k, args.lda, args.ldb, args.ldc})
      if (extent > kMaxExtent) return GemmLoops(args);
    if (WidenedOperands::Accepts(args.dtype)) return Run(widened_.Widen(args));
    if (args.dtype != FSDP_RT_F32) return GemmLoops(args);
    for (int64_t i = 0; i < args.batch; ++i)
      cblas_sgemm(CblasRowMajor, args.ta ? CblasTrans : CblasNoTrans, args.tb ? CblasTrans : CblasNoTrans, int(args.m),
                  int(args.n), int(args.k), 1.0f, static_cast<const float*>(args.a) + i * args.stride_a, int(args.lda),
                  static_cast<const float*>(args.b) + i * args.stride_b, int(args.ldb), args.accumulate ? 1.0f : 0.0f,
                  args.c + i * args.stride_c, int(args.ldc));
    return {};
  }

 private:
  WidenedOperands widened_;
};

}  // namespace

std::unique_ptr<GemmLibrary> MakeGemmLibrary() { return std::make_unique<OpenBlas>(); }
const char* GemmLibraryName() { return "OpenBLAS"; }

// OpenBLAS has one number for the whole process; ranks agree on it.
GemmThreads::GemmThreads(int threads) {
  if (openblas_get_num_threads() != threads) openblas_set_num_threads(threads);
}
GemmThreads::~GemmThreads() = default;

}  // namespace fsdp_rt
