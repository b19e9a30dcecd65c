//===- Passes.td - passes of Transforms, in pipeline order ----------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TRANSFORMS_PASSES_TD
#define FSDP_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

//===----------------------------------------------------------------------===//
// Import: fsdp-import-step
//===----------------------------------------------------------------------===//


//===----------------------------------------------------------------------===//
// Layouts: fsdp-assign-groups-and-layouts
//===----------------------------------------------------------------------===//


//===----------------------------------------------------------------------===//
// Phases: fsdp-split-phases
//===----------------------------------------------------------------------===//


//===----------------------------------------------------------------------===//
// Compute: fsdp-form-kernels and its parts
//===----------------------------------------------------------------------===//


//===----------------------------------------------------------------------===//
// Buffers: fsdp-bufferize and its parts
//===----------------------------------------------------------------------===//

def DecomposeTensorOps : Pass<"fsdp-decompose-tensor-ops"> {
  let summary = "concat and pad become insertions, arithmetic on tensors linalg";
  let description = [{
    What has no destination-passing form gets one, by upstream patterns, so that
    bufferization can choose the destination.

    ```mlir
    %c = tensor.concat dim(0) %a, %b : (tensor<2xf32>, tensor<3xf32>) -> tensor<5xf32>
    ```
    becomes
    ```mlir
    %e = tensor.empty() : tensor<5xf32>
    %0 = tensor.insert_slice %a into %e[0] [2] [1] : tensor<2xf32> into tensor<5xf32>
    %c = tensor.insert_slice %b into %0[2] [3] [1] : tensor<3xf32> into tensor<5xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def IsolateDestinations : Pass<"fsdp-isolate-destinations"> {
  let summary = "every op gets a destination of its own";
  let description = [{
    CSE lets unrelated ops share one `tensor.empty` or one `linalg.fill`. As
    buffers those would be one long-lived allocation and a copy before each
    write, so every use gets its own. Splat constants become fills: as constants
    they would lie, expanded, in the object file.

    ```mlir
    %e = tensor.empty() : tensor<4xf32>
    %f = linalg.fill ins(%zero : f32) outs(%e : tensor<4xf32>) -> tensor<4xf32>
    %a = linalg.matmul ins(...) outs(%f : tensor<4xf32>) -> tensor<4xf32>
    %b = linalg.matmul ins(...) outs(%f : tensor<4xf32>) -> tensor<4xf32>
    ```
    becomes
    ```mlir
    %e0 = tensor.empty() : tensor<4xf32>
    %f0 = linalg.fill ins(%zero : f32) outs(%e0 : tensor<4xf32>) -> tensor<4xf32>
    %a = linalg.matmul ins(...) outs(%f0 : tensor<4xf32>) -> tensor<4xf32>
    %e1 = tensor.empty() : tensor<4xf32>
    %f1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<4xf32>) -> tensor<4xf32>
    %b = linalg.matmul ins(...) outs(%f1 : tensor<4xf32>) -> tensor<4xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def BufferizeStep : Pass<"fsdp-bufferize-step", "::mlir::ModuleOp"> {
  let summary = "one-shot bufferization that never writes what others still read";
  let description = [{
    Upstream's analysis with function boundaries and identity layouts. Arguments
    (batches, buffers) and unsharded parameters are read-only: a schedule may keep
    a forward gather's parameters for the backward, and the host owns a batch.

    `fsdp.pack`, `fsdp.unpack` and `fsdp.grad_norm` get a destination; the results
    of `fsdp.unpack` become views of the group's unsharded buffer.

    ```mlir
    %w, %b = fsdp.unpack @g phase(forward) %s segments [...] : tensor<9x3xf32>, tensor<9xf32> {...}
    ```
    becomes
    ```mlir
    %full = memref.alloc() {alignment = 64 : i64} : memref<256xi8>
    fsdp.unpack @g phase(forward) %s into %full : memref<256xi8> segments [...] {...}
    %w = memref.view %full[%c0][] : memref<256xi8> to memref<9x3xf32>
    %b = memref.view %full[%c128][] : memref<256xi8> to memref<9xf32>
    ```
  }];
}

def ResultsToOutParams : Pass<"fsdp-results-to-out-params", "::mlir::func::FuncOp"> {
  let summary = "results become trailing out-arguments that keep their attributes";
  let description = [{
    A result that is a buffer of this function is computed in the out-argument;
    one that is an argument, a constant, a strided view or another result is
    copied at the end. Upstream's pass drops the results' attributes, which say
    what a result is.

    ```mlir
    func.func @step(%x: memref<4xf32>) -> (memref<f32> {fsdp.loss}) {
      %a = memref.alloc() : memref<f32>
      linalg.fill ins(%c : f32) outs(%a : memref<f32>)
      return %a : memref<f32>
    }
    ```
    becomes
    ```mlir
    func.func @step(%x: memref<4xf32>, %r: memref<f32> {fsdp.loss}) {
      linalg.fill ins(%c : f32) outs(%r : memref<f32>)
      return
    }
    ```
  }];
  let dependentDialects = ["::mlir::memref::MemRefDialect"];
}

//===----------------------------------------------------------------------===//
// Schedule: fsdp-schedule
//===----------------------------------------------------------------------===//


//===----------------------------------------------------------------------===//
// Memory: fsdp-plan-memory, fsdp-insert-sync
//===----------------------------------------------------------------------===//

def PlanMemory : Pass<"fsdp-plan-memory", "::mlir::ModuleOp"> {
  let summary = "offsets of every buffer in its arena";
  let description = [{
    State buffers lie one after the other. Allocations of an entry share bytes
    where their lifetimes in the command list allow: largest first, each into the
    smallest gap that fits. A lifetime runs from the first to the last command that
    touches the buffer; one that peers read, or that a collective fills, lives on
    until the second next collective after that, so that nobody waits for a slow
    rank just to write into the next slot.

    Every entry gets `memory`: per arena the bytes of all buffers, the most alive
    at once and the bytes planned. An allocation that nothing uses is erased.

    Before:
    ```mlir
    %a = plan.alloc 256 "transient"
    ```
    After:
    ```mlir
    %a = plan.alloc 256 "transient" {offset = 0 : i64}
    ```
  }];
}

def InsertSync : Pass<"fsdp-insert-sync", "::mlir::ModuleOp"> {
  let summary = "waits between streams and ranks, as few as the accesses need";
  let description = [{
    Orders every two commands that touch the same bytes, one of them writing:
    `plan.signal` and `plan.wait` between streams, `plan.reclaim` before bytes are
    written that another rank may read. Both transports are served: in a peer
    session a launch reads the other ranks' slots, in a buffered one the collective
    reads the slot and fills the gathered bytes that the launch reads. Nothing that
    already follows from something else is added, so no wait can be left out.

    An entry ends quiet: everything offered is reclaimed, every stream is joined
    into stream 0.

    Before:
    ```mlir
    %sources = plan.gather %slot gathered %all group @g at 0 bytes 64 stream 1
    plan.launch @unpack_0(%sources, %full : ...) at ... stream 0
    plan.release %sources stream 0
    ```
    After:
    ```mlir
    %sources = plan.gather %slot gathered %all group @g at 0 bytes 64 stream 1
    %event = plan.signal stream 1
    plan.wait %event stream 0
    plan.launch @unpack_0(%sources, %full : ...) at ... stream 0
    plan.release %sources stream 0
    plan.reclaim %sources stream 0
    ```
  }];
  let dependentDialects = ["::fsdp::plan::PlanDialect"];
}

#endif // FSDP_TRANSFORMS_PASSES_TD
