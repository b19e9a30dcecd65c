//===- Passes.td - passes of Transforms, in pipeline order ----------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TRANSFORMS_PASSES_TD
#define FSDP_TRANSFORMS_PASSES_TD

include "StepPasses.td"
include "KernelPasses.td"
include "BufferPasses.td"
include "PlanPasses.td"

#endif // FSDP_TRANSFORMS_PASSES_TD
