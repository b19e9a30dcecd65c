//===- Passes.td - passes of Conversion, in pipeline order ----------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_CONVERSION_PASSES_TD
#define FSDP_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

//===----------------------------------------------------------------------===//
// fsdp-outline-hook-kernels
//===----------------------------------------------------------------------===//


//===----------------------------------------------------------------------===//
// fsdp-outline-compute
//===----------------------------------------------------------------------===//


//===----------------------------------------------------------------------===//
// fsdp-convert-to-plan
//===----------------------------------------------------------------------===//

def ConvertToPlan : Pass<"fsdp-convert-to-plan", "::mlir::ModuleOp"> {
  let summary = "outlined functions to command lists";
  let description = [{
    From form E to form F of docs/Stages.md. Every function with `fsdp.entry`
    becomes a `plan.entry`; memrefs become a buffer and a byte offset; collectives
    become commands; groups, parameters and gradients become `plan.group` and
    `plan.tensor`.

    A gradient whose memref is an allocation of its own is computed in place in the
    group's gradient buffer, any other is copied there. The order of the commands
    is that of the function; no arena offset and no wait is set yet.

    Before:
    ```mlir
    func.func @step(%x: memref<4xf32> {fsdp.batch = "x"}) attributes {fsdp.entry = "step"} {
      %slot = fsdp.shard_slot @g : memref<16xi8>
      %token = fsdp.collective_start gather @g axis(shard) inputs(%slot : memref<16xi8>)
      %sources = fsdp.wait %token : !fsdp.sources
      %full = memref.alloc() : memref<64xi8>
      plan.launch @unpack_0(%sources, %full : !fsdp.sources, memref<64xi8>)
          at [0, 0] bytes [16, 64] access [1, 2] stream 0 {group = @g}
      ...
    ```
    After:
    ```mlir
    plan.entry @step.sync {
      %x = plan.bind "batch" "x" {dtype = f32, shape = array<i64: 4>}
      %state = plan.ref @g.param
      %gathered = plan.alloc 64 "gathered"
      %sources = plan.gather %state gathered %gathered group @g at 0 bytes 16 stream 1
      %full = plan.alloc 64 "transient"
      plan.launch @unpack_0(%sources, %full : !plan.sources, !plan.buffer)
          at [0, 0] bytes [16, 64] access [1, 2] stream 0 {group = @g, phase = "forward"}
      plan.release %sources stream 0
      ...
    ```
  }];
  let dependentDialects = ["::fsdp::plan::PlanDialect"];
}


//===----------------------------------------------------------------------===//
// fsdp-kernels-to-llvm
//===----------------------------------------------------------------------===//

#endif // FSDP_CONVERSION_PASSES_TD
