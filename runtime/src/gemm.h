// gemm.h - matrix products by the library that this build uses
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_GEMM_H_
#define FSDP_RT_SRC_GEMM_H_

#include <memory>

#include "fsdp_rt/fsdp_rt.h"
#include "status.h"

namespace fsdp_rt {

// One per session and used by its thread only: implementations cache per shape
// without locks.
class GemmLibrary {
 public:
  virtual ~GemmLibrary() = default;
  virtual Status Run(const fsdp_rt_gemm_args& args) = 0;
};

// Each build links one of them besides the loops.
std::unique_ptr<GemmLibrary> MakeGemmLibrary();
const char* GemmLibraryName();
// Plain loops: the fallback, and the reference of the tests.
Status GemmLoops(const fsdp_rt_gemm_args& args);

// Lets GEMMs of the calling thread use `threads` threads until it is destroyed.
class GemmThreads {
 public:
  explicit GemmThreads(int threads);
  ~GemmThreads();
  GemmThreads(const GemmThreads&) = delete;
  GemmThreads& operator=(const GemmThreads&) = delete;

 private:
  [[maybe_unused]] int before_ = 0;  // 0: nothing to restore
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_GEMM_H_
