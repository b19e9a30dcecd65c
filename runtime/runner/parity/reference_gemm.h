// reference_gemm.h - matrix products with other roundings than the library's
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_PARITY_REFERENCE_GEMM_H_
#define FSDP_RT_RUNNER_PARITY_REFERENCE_GEMM_H_

#include "fsdp_rt/fsdp_rt.h"

namespace fsdp_rt::runner {

// GEMMs for fsdp_rt_session_options, of f32, bf16 or f16 factors.
//
// A case is compared over several optimizer steps, where Adam turns a gradient near
// zero into a whole step and a last bit decides what a bf16 wire rounds to. Whether a
// right program stays within such a case's bound depends on its roundings, as
// docs/Rationale.md shows. So a case is run with up to three of them; all its numbers
// must be within their bounds in one run, and that run is the one that is saved.

// Sums in f32, in order of k.
fsdp_rt_status OrderedGemm(void* context, const fsdp_rt_gemm_args* args, fsdp_rt_error* out_error);
// Sums in f64, rounded once.
fsdp_rt_status WideGemm(void* context, const fsdp_rt_gemm_args* args, fsdp_rt_error* out_error);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_PARITY_REFERENCE_GEMM_H_
