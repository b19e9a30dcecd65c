// gemm_none.cpp - a build without a GEMM library: plain loops
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "gemm.h"

namespace fsdp_rt {
namespace {

class Loops : public GemmLibrary {
 public:
  Status Run(const fsdp_rt_gemm_args& args) override { return GemmLoops(args); }
};

}  // namespace

std::unique_ptr<GemmLibrary> MakeGemmLibrary() { return std::make_unique<Loops>(); }
const char* GemmLibraryName() { return "loops"; }
GemmThreads::GemmThreads(int) {}
GemmThreads::~GemmThreads() = default;

}  // namespace fsdp_rt
