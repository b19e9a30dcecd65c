//===- BufferPasses.td - buffers: fsdp-bufferize and its parts -*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TRANSFORMS_BUFFERPASSES_TD
#define FSDP_TRANSFORMS_BUFFERPASSES_TD

include "mlir/Pass/PassBase.td"

//===----------------------------------------------------------------------===//
// Buffers: fsdp-bufferize and its parts
//===----------------------------------------------------------------------===//

def DecomposeTensorOps : Pass<"fsdp-decompose-tensor-ops"> {
  let summary = "concat, pad and pack become insertions, arithmetic on tensors linalg";
  let description = [{
    What has no destination-passing form gets one, by upstream patterns, so that
    bufferization can choose the destination. Softmax becomes the reductions and
    element-wise ops that it stands for.

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
    write, so every use gets its own. A reshape or a slice of a `tensor.empty`
    becomes a `tensor.empty` first, else its uses would still share. Splat
    constants become fills: as constants they would lie, expanded, in the object
    file.

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

def CarryInPlace : Pass<"fsdp-carry-in-place"> {
  let summary = "loops pass their tensors on in one buffer, branches yield into one";
  let description = [{
    A buffer of a plan has one place, so a loop cannot hand a new buffer to its
    next turn. What a turn of `scf.for` or `scf.while` yields is copied into the
    buffer of the value that it replaces, unless it is that value with elements
    inserted, which bufferizes in place anyway. All copies are taken before the
    first buffer is overwritten. The branches of `scf.if` and `scf.index_switch`
    write their tensors into one buffer.

    ```mlir
    %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%h = %w) -> tensor<4xf32> {
      %y = math.tanh %h : tensor<4xf32>
      scf.yield %y : tensor<4xf32>
    }
    ```
    becomes
    ```mlir
    %r = scf.for %i = %c0 to %c4 step %c1 iter_args(%h = %w) -> tensor<4xf32> {
      %y = math.tanh %h : tensor<4xf32>
      %c = bufferization.alloc_tensor() copy(%y) : tensor<4xf32>
      %n = bufferization.materialize_in_destination %c in %h : (tensor<4xf32>, tensor<4xf32>) -> tensor<4xf32>
      scf.yield %n : tensor<4xf32>
    }
    ```
  }];
  let dependentDialects = ["::mlir::bufferization::BufferizationDialect"];
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
    copied: at the end, or, where it exists before the phase boundary, in forward,
    for it may be a view of parameters that backward frees. Upstream's pass drops the results' attributes, which say
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

#endif // FSDP_TRANSFORMS_BUFFERPASSES_TD
