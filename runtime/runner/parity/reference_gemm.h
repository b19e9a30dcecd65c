// reference_gemm.h - matrix products whose rounding is the same on every machine
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_PARITY_REFERENCE_GEMM_H_
#define FSDP_RT_RUNNER_PARITY_REFERENCE_GEMM_H_

#include "fsdp_rt/fsdp_rt.h"

namespace fsdp_rt::runner {

// A GEMM for fsdp_rt_session_options: f32, sums in f64, rounded once.
//
// A case is compared over several optimizer steps of a lossy wire, and Adam turns
// a gradient's sign near zero into a whole step: one weight of lm_tiny_bf16_cast_2
// has a gradient of 4e-9 among others of 4e-2, PyTorch itself leaves the case's
// bound on a machine with other vector instructions than FSDP2's numbers came
// from. A BLAS picks its kernels by machine; this one does not, so that a verdict
// is about the compiler and the runtime.
fsdp_rt_status ReferenceGemm(void* context, const fsdp_rt_gemm_args* args, fsdp_rt_error* out_error);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_PARITY_REFERENCE_GEMM_H_
