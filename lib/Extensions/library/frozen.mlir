//===- frozen.mlir - frozen parameters stored as they travel --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// What the extension of each name without `_frozen` sends is also what is stored
// of a parameter that is not trained: it is made once, when values are loaded,
// from each rank's own chunk, and every gather sends it as it lies in memory.
// Bytes per element of the shard where f32 takes 4: nf4 0.52, int8 1.13,
// mxfp8 1.03, fp8_rows 1 and 4 per row, bf16 2. Errors are those of the extension.
//
// A base model stored as NF4 with adapters trained beside it is QLoRA (Dettmers
// et al., 2023). Checkpoints hold the stored tensors, NAME.codes and so on.
//===----------------------------------------------------------------------===//

fsdp.extension @nf4_frozen of @nf4 storage ["codes", "scales", "steps", "mean"]
fsdp.extension @int8_frozen of @int8 storage ["codes", "scales"]
fsdp.extension @mxfp8_frozen of @mxfp8 storage ["codes", "scales"]
fsdp.extension @fp8_rows_frozen of @fp8_rows storage ["codes", "scales"]
fsdp.extension @bf16_frozen of @bf16_cast storage [""]
