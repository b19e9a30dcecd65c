//===- StepPasses.td - the step: import, layouts, phases ---*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TRANSFORMS_STEPPASSES_TD
#define FSDP_TRANSFORMS_STEPPASSES_TD

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
    func.func @init() attributes {fsdp.entry = "init"} {
      %seed = fsdp.scalar "seed" initial(0.0) : f64
      fsdp.initialize @root [@w] inner [0] seed(%seed) numbers [...] { ... }
      return
    }
    func.func @optimizer() attributes {fsdp.entry = "optimizer"} {
      %lr = fsdp.scalar "lr" initial(1.0e-01) : f64
      %wd = fsdp.scalar "weight_decay" initial(0.0) : f64
      fsdp.update @root [@w] states [] uniforms(%lr, %wd : f64, f64) { ... }
      return
    }
    ```

    Collectives of upstream's `shard` dialect, over any axes of the module's grid, become
    `fsdp.exchange`s and tensor ops that bring pieces to the front before and to their
    places behind it. A rank's index is an `fsdp.shard_index` at the top.

    Before, of the grid 1x2x2:
    ```mlir
    %all = shard.all_gather %x on @grid grid_axes = [2] gather_axis = 1
         : tensor<4x3xf32> -> tensor<4x6xf32>
    %sum = shard.reduce_scatter %y on @grid grid_axes = [2] scatter_axis = 0
         : tensor<4x6xf32> -> tensor<2x6xf32>
    ```
    After:
    ```mlir
    %ranks = fsdp.exchange all_gather ranks [1, 2] %x : tensor<4x3xf32> -> tensor<2x4x3xf32>
    %t = linalg.transpose ins(%ranks) outs(%empty) permutation = [1, 0, 2]
    %all = tensor.collapse_shape %t [[0], [1, 2]] : tensor<4x2x3xf32> into tensor<4x6xf32>
    %pieces = tensor.expand_shape %y [[0, 1], [2]] ... : tensor<4x6xf32> into tensor<2x2x6xf32>
    %mine = fsdp.exchange all_to_all ranks [1, 2] %pieces : tensor<2x2x6xf32> -> tensor<2x2x6xf32>
    %sum = linalg.reduce { arith.addf } ins(%mine) outs(%zero) dimensions = [0]
    ```
  }];
  let options = [
    Option<"grid", "grid", "std::string", /*default=*/"",
      "Ranks: `2x4` (the last axis shards, one before it replicates), `1x4x2` (the "
      "last holds parts of a model) or `replicate=1,shard=4,model=2`. Overrides the "
      "module's shard.grid">,
    ListOption<"paramGrid", "param-grid", "std::string",
      "`REGEX=RxS` on parameter names, the last match wins: those are replicated and "
      "sharded so, over the same ranks. A group of several grids becomes one of each">,
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
    ListOption<"recompute", "recompute", "std::string",
      "Backward computes again what forward computed from groups whose name this "
      "regular expression matches">,
    Option<"reduceDtype", "reduce-dtype", "std::string", /*default=*/"",
      "Gradients travel at most this wide: `f32`, `bf16`; empty: as the step "
      "computes them. Sums are in f32 in any case">,
    Option<"lossScale", "loss-scale", "std::string", /*default=*/"",
      "For a step with the scalar loss_scale: its value at first, or `dynamic`">,
    Option<"ema", "ema", "std::string", /*default=*/"",
      "Keep an exponential moving average of trained parameters beside them, with "
      "this decay at first; empty: none">,
    Option<"offload", "offload", "bool", /*default=*/"false",
      "The state of every group is in the host's memory: the module says so by "
      "`fsdp.offload`">,
    Option<"gradDivide", "grad-divide", "std::string", /*default=*/"",
      "Gradients are their sum over all ranks divided by this number, of groups "
      "that do not say it themselves; empty: the mean">
  ];
  let dependentDialects = ["::fsdp::FSDPDialect", "::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::math::MathDialect", "::mlir::tensor::TensorDialect"];
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
    Gives every parameter its `layouts`, every group its `state_bytes`, and every
    `fsdp.update` its `segments`, by the rules of docs/Stages.md, Layouts.

    Before:
    ```mlir
    fsdp.group @root {root}
    fsdp.param @w {types = [tensor<9x3xf32>], ..., group = @root, trained}
    fsdp.update @root [@w] states ["exp_avg"] uniforms(...) { ... }
    ```
    After, over 8 shards:
    ```mlir
    fsdp.group @root {root, state_bytes = 64 : i64}
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
    and yields exactly the parameters, and of those read as compute forms the forms,
    that the phase reads. A step without gradients is all forward.

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

#endif // FSDP_TRANSFORMS_STEPPASSES_TD
