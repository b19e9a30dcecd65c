//===- Passes.td - passes of Transforms, in pipeline order ----------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TRANSFORMS_PASSES_TD
#define FSDP_TRANSFORMS_PASSES_TD

include "mlir/Pass/PassBase.td"

//===----------------------------------------------------------------------===//
// Import: fsdp-slice-negative-padding, fsdp-import-step
//===----------------------------------------------------------------------===//

def SliceNegativePadding : Pass<"fsdp-slice-negative-padding"> {
  let summary = "negative padding becomes a slice";
  let description = [{
    Exporters write slices and shifts as padding by negative amounts. Upstream's
    folder takes a pad whose result has its source's type for no pad at all, so
    this runs before anything folds.

    ```mlir
    %p = tensor.pad %x low[1, 0] high[-1, 0] { ... } : tensor<4x6xf32> to tensor<4x6xf32>
    ```
    becomes
    ```mlir
    %s = tensor.extract_slice %x[0, 0] [3, 6] [1, 1] : tensor<4x6xf32> to tensor<3x6xf32>
    %p = tensor.pad %s low[1, 0] high[0, 0] { ... } : tensor<3x6xf32> to tensor<4x6xf32>
    ```
  }];
  let dependentDialects = ["::mlir::tensor::TensorDialect"];
}

def ImportStep : Pass<"fsdp-import-step", "::mlir::ModuleOp"> {
  let summary = "roles to symbols; the optimizer as IR";
  let description = [{
    Reads the `fsdp.*` attributes of the input and leaves form A of
    docs/Stages.md: groups and parameters are symbols, each entry gathers every
    group once at its top and reduces every group's gradients at its end, and
    `@optimizer` holds clipping and the element-wise updates. Private helpers are
    inlined; unmarked results and dead code are dropped.

    Before:
    ```mlir
    shard.grid @grid(shape = 2)
    func.func @step(%w: tensor<4x3xf32> {fsdp.param = "w"},
                    %x: tensor<3xf32> {fsdp.batch = "x"})
        -> (tensor<f32> {fsdp.loss}, tensor<4x3xf32> {fsdp.grad = "w"}) {
      ...
      return %loss, %dw : tensor<f32>, tensor<4x3xf32>
    }
    ```
    After `fsdp-import-step{optimizer=sgd(lr=0.1)}`:
    ```mlir
    fsdp.group @root {root}
    fsdp.param @w {types = [tensor<4x3xf32>], compute = [tensor<4x3xf32>],
                   group = @root, trained, optimizer = "sgd(lr=0.1)"}
    func.func @step(%x: tensor<3xf32> {fsdp.batch = "x"})
        -> (tensor<f32> {fsdp.loss}) attributes {fsdp.entry = "step"} {
      %w = fsdp.gather @root phase(whole) [@w] : tensor<4x3xf32>
      ...
      fsdp.reduce_grad @root [@w] inner [-1](%dw : tensor<4x3xf32>)
      return %loss : tensor<f32>
    }
    func.func @optimizer() attributes {fsdp.entry = "optimizer"} {
      %lr = fsdp.scalar "lr" initial(1.0e-01) : f64
      %wd = fsdp.scalar "weight_decay" initial(0.0) : f64
      fsdp.update @root [@w] states [] uniforms(%lr, %wd : f64, f64) { ... }
      return
    }
    ```
  }];
  let options = [
    Option<"grid", "grid", "std::string", /*default=*/"",
      "Ranks: `2x4` (the last axis shards, one before it replicates) or "
      "`replicate=2,shard=4`. Overrides the module's shard.grid">,
    ListOption<"optimizer", "optimizer", "std::string",
      "Optimizer rules `SPEC` or `REGEX=SPEC` on parameter names, the first match "
      "wins; SPEC is adamw(...), adam(...) or sgd(...) with torch's defaults">,
    Option<"clipGradNorm", "clip-grad-norm", "std::string", /*default=*/"",
      "Clip the total gradient norm: `MAX` or `MAX:ORD`, ORD one of 1, 2, 3, inf">,
    Option<"groupBy", "group-by", "std::string", /*default=*/"",
      "Regular expression on the names of parameters without fsdp.group: its "
      "first capture group, or the whole match, names the group">,
    ListOption<"reshard", "reshard-after-forward", "std::string",
      "What happens after forward: `true`, `false`, `default`, `auto`, or "
      "`REGEX=...` on group names">,
    Option<"reduceDtype", "reduce-dtype", "std::string", /*default=*/"",
      "Gradients travel at most this wide: `f32`, `bf16`; empty: as the step "
      "computes them. Sums are in f32 in any case">,
    Option<"lossScale", "loss-scale", "std::string", /*default=*/"",
      "For a step with the scalar loss_scale: its value at first, or `dynamic`">,
    Option<"gradDivide", "grad-divide", "std::string", /*default=*/"",
      "Gradients are their sum over all ranks divided by this number, of groups "
      "that do not say it themselves; empty: the mean">
  ];
  let dependentDialects = ["::fsdp::FSDPDialect", "::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect", "::mlir::math::MathDialect"];
}


def CheckIndices : Pass<"fsdp-check-indices"> {
  let summary = "indices that come out of data are asserted";
  let description = [{
    An index read from a batch or a buffer may be anything, and no exporter
    asserts all of them. Each element or slice of a tensor at an index that is
    not in range by the loops and clamps around it, or by an assertion before,
    gets one; it ends the step with its location instead of touching memory of
    others. A negative index is out of range.

    ```mlir
    %i = arith.index_cast %token : i64 to index
    %row = tensor.extract %table[%i, %j] : tensor<37x8xf32>
    ```
    becomes
    ```mlir
    %i = arith.index_cast %token : i64 to index
    %inside = arith.cmpi ult, %i, %c37 : index
    cf.assert %inside, "index of tensor.extract out of range: dimension 0 has 37 elements"
    %row = tensor.extract %table[%i, %j] : tensor<37x8xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect",
                           "::mlir::cf::ControlFlowDialect"];
}

//===----------------------------------------------------------------------===//
// Layouts: fsdp-assign-groups-and-layouts
//===----------------------------------------------------------------------===//

def AssignGroupsAndLayouts : Pass<"fsdp-assign-groups-and-layouts", "::mlir::ModuleOp"> {
  let summary = "where every chunk lies in its group's buffers";
  let description = [{
    Gives every parameter its `layouts`, every group its `dtype` and
    `state_elements`, and every `fsdp.update` its `segments`, by the rules of
    docs/Stages.md, Layouts.

    Before:
    ```mlir
    fsdp.group @root {root}
    fsdp.param @w {types = [tensor<9x3xf32>], ..., group = @root, trained}
    fsdp.update @root [@w] states ["exp_avg"] uniforms(...) { ... }
    ```
    After, over 8 shards:
    ```mlir
    fsdp.group @root {dtype = f32, root, state_elements = 16 : i64}
    fsdp.param @w {..., layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1,
                                                size = 9, inner = 3, offset = 0>]}
    fsdp.update @root [@w] states ["exp_avg"] uniforms(...)
        attributes {segments = [#fsdp.update_segment<state = 0, grad = 0, moment = 0, count = 16>]} { ... }
    ```
  }];
  let dependentDialects = ["::fsdp::FSDPDialect"];
}


//===----------------------------------------------------------------------===//
// Phases: fsdp-split-phases
//===----------------------------------------------------------------------===//

def SplitPhases : Pass<"fsdp-split-phases", "::mlir::func::FuncOp"> {
  let summary = "forward, backward, and a gather for what each reads";
  let description = [{
    Forward is the backward slice of the losses (metrics and counts too), backward
    is everything else; program order is kept inside each. What depends on nothing
    but parameters and constants and is cheap (views, transposes, casts, element-wise ops,
    fills) is cloned into each phase, so that no full parameter lives from one into
    the other. Per phase and group one `fsdp.gather` stands before its first user
    and yields exactly the parameters that the phase reads. A step without
    gradients is all forward.

    Before:
    ```mlir
    %w = fsdp.gather @root phase(whole) [@w] : tensor<4x3xf32>
    %t = linalg.transpose ins(%w) ...
    %y = linalg.matmul ins(%x, %t) ...
    ...
    %dx = linalg.matmul ins(%dy, %w) ...
    fsdp.reduce_grad @root [@w] inner [-1](%dw : tensor<4x3xf32>)
    ```
    After:
    ```mlir
    %w = fsdp.gather @root phase(forward) [@w] : tensor<4x3xf32>
    %t = linalg.transpose ins(%w) ...
    %y = linalg.matmul ins(%x, %t) ...
    fsdp.phase_boundary
    ...
    %w2 = fsdp.gather @root phase(backward) [@w] : tensor<4x3xf32>
    %dx = linalg.matmul ins(%dy, %w2) ...
    fsdp.reduce_grad @root [@w] inner [-1](%dw : tensor<4x3xf32>)
    ```
  }];
  let dependentDialects = ["::fsdp::FSDPDialect"];
}


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
    type reads them as they were: it sums in f32 all the same.

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
    does not move past another gather. A producer of several consumers is
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

//===----------------------------------------------------------------------===//
// Schedule: fsdp-schedule
//===----------------------------------------------------------------------===//

def SchedulePlan : Pass<"fsdp-schedule", "::mlir::ModuleOp"> {
  let summary = "orders commands; places gathers and reductions; keeps or reshards groups";
  let description = [{
    Reorders the commands of every entry that gathers:

    - statistics of hooks (`fsdp.stats`) come first: every pack may need them;
    - compute keeps program order, but finishes with the open groups before it opens
      the next one, so that two forward passes go through the layers side by side;
    - a group's pack and gather stand `forward-prefetch` (`backward-prefetch`) groups
      ahead of its unpack, and that right before the first use;
    - a reduction starts when the group's gradients are complete. Policy `auto` reads
      its result after the next one started, so that it has time to arrive.

    A group that is kept (reshard `false`; `default` keeps the root; `auto` keeps
    where it costs no memory, where backward follows at once, or within
    `memory-budget`) loses its backward gather, and forward unpacks what backward
    reads. `plan.group` gets `kept`, `reason` and `kept_bytes`.

    Policy `fsdp2` issues the collectives of PyTorch FSDP2: the root first, no
    prefetch in forward, one group ahead in backward, and a gather for every group in
    both phases even where nothing reads it.

    Before:
    ```mlir
    plan.gather %slot0 ... group @g0    plan.launch @unpack_0 ...
    plan.gather %slot1 ... group @g1    plan.launch @unpack_1 ...
    plan.gemm %x, %w0, %h ...           plan.gemm %h, %w1, %y ...
    ```
    After:
    ```mlir
    plan.gather %slot0 ... group @g0    plan.launch @unpack_0 ...
    plan.gather %slot1 ... group @g1
    plan.gemm %x, %w0, %h ...
    plan.launch @unpack_1 ...           plan.gemm %h, %w1, %y ...
    ```
  }];
  let options = [
    Option<"policy", "policy", "std::string", "\"auto\"", "auto or fsdp2">,
    Option<"forwardPrefetch", "forward-prefetch", "int", "-1",
           "groups gathered ahead in forward; -1: the policy's">,
    Option<"backwardPrefetch", "backward-prefetch", "int", "-1",
           "groups gathered ahead in backward; -1: the policy's">,
    Option<"memoryBudget", "memory-budget", "int64_t", "0",
           "bytes of all arenas up to which groups are kept; 0: no budget">
  ];
  let dependentDialects = ["::fsdp::plan::PlanDialect"];
}


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
