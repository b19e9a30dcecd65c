//===- KernelPasses.td - compute: fsdp-form-kernels and its parts -*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TRANSFORMS_KERNELPASSES_TD
#define FSDP_TRANSFORMS_KERNELPASSES_TD

include "mlir/Pass/PassBase.td"

//===----------------------------------------------------------------------===//
// Compute: fsdp-form-kernels and its parts
//===----------------------------------------------------------------------===//

def SimplifyCompute : Pass<"fsdp-simplify-compute", "::mlir::func::FuncOp"> {
  let summary = "transposes become part of matrix products";
  let description = [{
    A GEMM reads either operand as it lies or transposed. Permuting
    `linalg.generic`s become `linalg.transpose`, transposes sink below reshapes
    that keep their groups together, and those around a product fold into its
    indexing maps. A product of two operands that were widened from one 16-bit
    type reads them as they were: it sums in f32 all the same. A
    `linalg.generic` without loops and results, of which fusion left the
    assertions, gives them to the step.

    ```mlir
    %t = linalg.transpose ins(%w : tensor<6x8xf32>) outs(%e : tensor<8x6xf32>) permutation = [1, 0]
    %y = linalg.matmul ins(%x, %t : tensor<4x8xf32>, tensor<8x6xf32>) outs(%f : tensor<4x6xf32>) -> tensor<4x6xf32>
    ```
    becomes
    ```mlir
    %y = linalg.matmul indexing_maps = [(m, n, k) -> (m, k), (m, n, k) -> (n, k), (m, n, k) -> (m, n)]
        ins(%x, %w : tensor<4x8xf32>, tensor<6x8xf32>) outs(%f : tensor<4x6xf32>) -> tensor<4x6xf32>
    ```
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def SpecializeContractions
    : Pass<"fsdp-specialize-contractions", "::mlir::func::FuncOp"> {
  let summary = "contractions of any order of dimensions become matmul";
  let description = [{
    JAX writes contractions as `linalg.generic`. Their loops are batch, rows,
    columns or summed; dimensions of one kind are collapsed, after a transpose
    where they do not lie together in the right order. A factor without the
    leading dimension of the result (a convolution's filter) serves all members
    of the batch. A multiply-and-sum without rows or columns stays a reduction.

    ```mlir
    %r = linalg.generic {[(i, j, k, l) -> (i, k, l), (i, j, k, l) -> (j, k, l), (i, j, k, l) -> (i, j)]}
        ins(%a, %b : tensor<3x4x5xf32>, tensor<7x4x5xf32>) outs(%f : tensor<3x7xf32>) { mulf, addf }
    ```
    becomes
    ```mlir
    %c = tensor.collapse_shape %a [[0], [1, 2]] : tensor<3x4x5xf32> into tensor<3x20xf32>
    %d = tensor.collapse_shape %b [[0], [1, 2]] : tensor<7x4x5xf32> into tensor<7x20xf32>
    %r = linalg.matmul indexing_maps = [(m, n, k) -> (m, k), (m, n, k) -> (n, k), (m, n, k) -> (m, n)]
        ins(%c, %d : ...) outs(%f0 : tensor<3x7xf32>) -> tensor<3x7xf32>
    ```
  }];
  let dependentDialects = ["::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def WidenCompute : Pass<"fsdp-widen-compute", "::mlir::func::FuncOp"> {
  let summary = "16-bit floats are computed with in f32";
  let description = [{
    bf16 and f16 are types of memory. Arithmetic on them is done in f32 between an
    extension and a truncation, which are marked `contract`: where ops are fused,
    the pairs between them fold, so that a chain is rounded once, at its end. A
    conversion that the step itself asks for has no such mark and stays.

    Reductions and products sum in f32 and round the result once. Hooks are left
    alone.

    ```mlir
    %s = linalg.generic {[(i, j) -> (i, j), (i, j) -> (i)]}
        ins(%x : tensor<4x8xbf16>) outs(%f : tensor<4xbf16>) {
    ^bb0(%a: bf16, %s: bf16):
      %0 = arith.addf %a, %s : bf16
      linalg.yield %0 : bf16
    }
    ```
    becomes
    ```mlir
    %0 = linalg.generic {[(i, j) -> (i, j), (i, j) -> (i)]}
        ins(%x : tensor<4x8xbf16>) outs(%g : tensor<4xf32>) {
    ^bb0(%a: bf16, %s: f32):
      %1 = arith.extf %a fastmath<contract> : bf16 to f32
      %2 = arith.addf %1, %s : f32
      linalg.yield %2 : f32
    }
    %s = linalg.generic ins(%0 : tensor<4xf32>) { truncf to bf16 }
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"];
}

def LowerConvolutions : Pass<"fsdp-lower-convolutions", "::mlir::func::FuncOp"> {
  let summary = "2-D convolutions become a gather of patches and a product";
  let description = [{
    Upstream's im2col, for convolutions without groups and dilation. Grouped,
    depthwise and dilated ones and pooling stay loops.

    ```mlir
    %y = linalg.conv_2d_nchw_fchw ins(%x, %w : tensor<2x3x8x8xf32>, tensor<4x3x3x3xf32>) ...
    ```
    becomes
    ```mlir
    %patches = linalg.generic {...} outs(%e : tensor<2x27x36xf32>) {...}
    %y = linalg.generic {...} ins(%w0, %patches : tensor<4x27xf32>, tensor<2x27x36xf32>) { mulf, addf }
    ```
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def FuseElementwise : Pass<"fsdp-fuse-elementwise", "::mlir::func::FuncOp"> {
  let summary = "element-wise producers move into their consumers";
  let description = [{
    Upstream's fusion of `linalg.generic`s and of reshapes with them, under our
    policy. A matrix product is never fused (it would become a loop nest). A
    kernel belongs to one phase and reads the parameters of one gather: nothing
    is fused across `fsdp.phase_boundary`, and a producer that reads parameters
    does not move past another gather. Parameters that every rank keeps count as
    gathered with their group: the kernels are the same, and round alike,
    however parameters come to a rank. A producer of several consumers is
    computed again in each if that is cheap (at most four operations, no
    division or transcendental, one full-sized input, no parameter).

    ```mlir
    %a = linalg.generic ins(%x : tensor<8xf32>) { negf }
    %b = linalg.generic ins(%a : tensor<8xf32>) { exp }
    ```
    becomes
    ```mlir
    %b = linalg.generic ins(%x : tensor<8xf32>) { negf; exp }
    ```
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::arith::ArithDialect",
                           "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

def CollapseLoops : Pass<"fsdp-collapse-loops", "::mlir::func::FuncOp"> {
  let summary = "adjacent loops become one, so that the innermost is long";
  let description = [{
    ```mlir
    %a = linalg.generic {[(i, j) -> (i, j), (i, j) -> (i, j)]} ins(%x : tensor<4x6xf32>) outs(%e : tensor<4x6xf32>) { exp }
    ```
    becomes
    ```mlir
    %c = tensor.collapse_shape %x [[0, 1]] : tensor<4x6xf32> into tensor<24xf32>
    %b = linalg.generic {[(i) -> (i), (i) -> (i)]} ins(%c : tensor<24xf32>) outs(%f : tensor<24xf32>) { exp }
    %a = tensor.expand_shape %b [[0, 1]] output_shape [4, 6] : tensor<24xf32> into tensor<4x6xf32>
    ```
  }];
  let dependentDialects = ["::mlir::affine::AffineDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def RelaxFloat : Pass<"fsdp-relax-float", "::mlir::func::FuncOp"> {
  let summary = "float arithmetic of the model may be re-associated";
  let description = [{
    Marks compute (not hooks, not the optimizer) `contract`, `reassoc`, `nsz` and
    `arcp`, so that sums vectorise. NaN and infinity keep their meaning.

    ```mlir
    %s = arith.addf %a, %b : f32
    ```
    becomes
    ```mlir
    %s = arith.addf %a, %b fastmath<reassoc,nsz,arcp,contract> : f32
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

def SplitSums : Pass<"fsdp-split-sums", "::mlir::func::FuncOp"> {
  let summary = "few long sums become parts and a sum of those, for a GPU";
  let description = [{
    A sum of a million terms into one number would be one block of threads. Where
    a reduction has too few results to keep a GPU busy and may be taken in any
    order (after `fsdp-relax-float`), its loop becomes one over parts and one
    within them: a kernel for all parts and a small one that combines them. Parts
    are equal, so a reduction whose length has no fitting divisor stays.

    ```mlir
    %s = linalg.generic {iterator_types = ["reduction"]} ins(%x : tensor<1048576xf32>) outs(%z : tensor<f32>)
    ```
    becomes
    ```mlir
    %e = tensor.expand_shape %x [[0, 1]] output_shape [256, 4096] : tensor<1048576xf32> into tensor<256x4096xf32>
    %p = linalg.generic {iterator_types = ["parallel", "reduction"]} ins(%e : tensor<256x4096xf32>) outs(%zeros : tensor<256xf32>)
    %s = linalg.generic {iterator_types = ["reduction"]} ins(%p : tensor<256xf32>) outs(%z : tensor<f32>)
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::tensor::TensorDialect"];
}

def SplitScatters : Pass<"fsdp-split-scatters", "::mlir::func::FuncOp"> {
  let summary = "long loops over updates become several, for a GPU";
  let description = [{
    A block of threads does each update of a scatter, and looks at all others for
    those of its row: with a million of them that is slower than the loop. A loop
    that inserts into what it carries, of more than `most-updates` turns, becomes
    several, each a kernel of its own. Updates keep their order, so that the sums
    are the same.

    ```mlir
    %r = scf.for %i = %c0 to %c100000 step %c1 iter_args(%t = %zeros) -> (tensor<50x64xf32>) {
      ...
      %s = tensor.insert_slice %sum into %t[%row, 0] [1, 64] [1, 1] : tensor<64xf32> into tensor<50x64xf32>
      scf.yield %s : tensor<50x64xf32>
    }
    ```
    becomes
    ```mlir
    %p = scf.for %i = %c0 to %c65536 step %c1 iter_args(%t = %zeros) -> (tensor<50x64xf32>) { ... }
    %r = scf.for %i = %c65536 to %c100000 step %c1 iter_args(%t = %p) -> (tensor<50x64xf32>) { ... }
    ```
  }];
  let options = [Option<"mostUpdates", "most-updates", "int64_t", /*default=*/"65536",
                        "turns of one loop">];
  let dependentDialects = ["::mlir::arith::ArithDialect"];
}

#endif // FSDP_TRANSFORMS_KERNELPASSES_TD
