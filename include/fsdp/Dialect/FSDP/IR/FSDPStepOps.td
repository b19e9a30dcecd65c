//===- FSDPStepOps.td - the step and its optimizer ---------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_DIALECT_FSDP_IR_FSDPSTEPOPS_TD
#define FSDP_DIALECT_FSDP_IR_FSDPSTEPOPS_TD

include "fsdp/Dialect/FSDP/IR/FSDPOpBase.td"

//===----------------------------------------------------------------------===//
// The step, before fsdp-fuse-hooks
//===----------------------------------------------------------------------===//

def FSDP_GatherOp : FSDP_SymbolUserOp<"gather", [MemoryEffects<[MemAlloc, MemRead]>]> {
  let summary = "full parameters of a group, gathered for one phase";
  let description = [{
    Yields the unsharded inner tensors of `params`, in order, or of those with a name
    in `forms` (as many as `params`; absent: none has any) that form. It allocates, so
    that no CSE merges the backward gather into the forward one. There is no
    reshard: freeing is derived from the last use. `phase(whole)` exists only
    between `fsdp-import-step` and `fsdp-split-phases`; `fsdp-fuse-hooks`
    consumes the rest.

    ```mlir
    %w, %b = fsdp.gather @group0 phase(forward) [@w, @b] : tensor<9x3xf32>, tensor<9xf32>
    %codes, %scales, %c = fsdp.gather @group1 phase(backward) [@v, @v, @c] forms ["codes", "scales", ""]
        : tensor<9x32xi8>, tensor<9xf32>, tensor<9xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$group, FSDP_PhaseAttr:$phase,
                       FlatSymbolRefArrayAttr:$params, OptionalAttr<StrArrayAttr>:$forms);
  let results = (outs Variadic<AnyRankedTensor>:$full);
  let assemblyFormat = [{
    $group `phase` `` custom<PhaseParen>($phase) $params (`forms` $forms^)? attr-dict `:` type($full)
  }];
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Which form of its i-th parameter it yields; empty: the parameter.
    ::llvm::StringRef getForm(unsigned i) {
      return getForms() ? ::llvm::cast<::mlir::StringAttr>((*getForms())[i]).getValue()
                        : ::llvm::StringRef();
    }
  }];
}

def FSDP_PhaseBoundaryOp : FSDP_Op<"phase_boundary", [MemoryEffects<[MemWrite]>]> {
  let summary = "everything before it is forward, everything after it backward";
  let description = [{
    Made by `fsdp-split-phases`. Nothing is fused across it and no gather moves
    across it.
  }];
  let assemblyFormat = "attr-dict";
}

def FSDP_BarrierOp : FSDP_Op<"barrier", [Pure,
    RangedTypesMatchWith<"each result has its operand's type", "inputs", "outputs",
                         "llvm::make_range($_self.begin(), $_self.end())">]> {
  let summary = "the same values, but not to the compiler";
  let description = [{
    What is computed from a result is never merged with what is computed from its
    operand. A step that computes something a second time in backward instead of
    keeping it (`jax.checkpoint`) does so from the results of a barrier, as
    `stablehlo.optimization_barrier`. `fsdp-bufferize` consumes it: a result is its
    operand's buffer.

    Parameters do not need one: they are gathered again for each phase, and
    `canonicalize` drops those operands, and those whose result nothing uses.

    ```mlir
    %again = fsdp.barrier %x : tensor<4x16xf32>
    ```
  }];
  let arguments = (ins Variadic<AnyRankedTensor>:$inputs);
  let results = (outs Variadic<AnyRankedTensor>:$outputs);
  let assemblyFormat = "$inputs attr-dict `:` type($inputs)";
  let hasCanonicalizeMethod = 1;
}

def FSDP_ExchangeOp : FSDP_Op<"exchange",
    [DeclareOpInterfaceMethods<MemoryEffectsOpInterface>]> {
  let summary = "a collective of the step's own";
  let description = [{
    What `fsdp-import-step` makes of the collectives of upstream's `shard` dialect.
    `ranks` = [distance, number]: that many ranks join, whose numbers differ by
    multiples of the distance; [1, 2] are the model ranks of a grid 1x2x2, [2, 2] its
    shards. `sum` and `max` combine the ranks' tensors. `all_gather` puts them one behind
    the other in a new first dimension, in the order of ranks. `all_to_all` gives rank i
    the i-th part, in the first dimension, of every rank's, in the order of ranks.

    Every rank runs it, so two of one operand may become one, and one without a user
    none. It stands directly in the entry: within a branch or a loop some ranks would
    wait for ever. Where 16-bit floats are combined they travel as f32, so that a sum is
    rounded once, by the op behind it.

    On memrefs `dest` receives the result and there is none.

    ```mlir
    %y = fsdp.exchange sum ranks [1, 2] %partial : tensor<4x16xf32> -> tensor<4x16xf32>
    %all = fsdp.exchange all_gather ranks [1, 2] %x : tensor<4x16xbf16> -> tensor<2x4x16xbf16>
    %mine = fsdp.exchange all_to_all ranks [1, 2] %all : tensor<2x4x16xbf16> -> tensor<2x4x16xbf16>
    ```
  }];
  let arguments = (ins FSDP_ExchangeKindAttr:$kind, DenseI64ArrayAttr:$ranks,
                       AnyTypeOf<[AnyRankedTensor, AnyMemRef]>:$source,
                       Optional<AnyMemRef>:$dest);
  let results = (outs Optional<AnyRankedTensor>:$result);
  let assemblyFormat = [{
    $kind `ranks` $ranks $source (`into` $dest^ `:` type($dest))? attr-dict
    `:` type($source) (`->` type($result)^)?
  }];
  let extraClassDeclaration = [{
    /// Of the result, of a source of that shape.
    ::llvm::SmallVector<int64_t> getMadeShape();
  }];
  let hasVerifier = 1;
}

def FSDP_ReduceGradOp : FSDP_SymbolUserOp<"reduce_grad", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "reduces a group's gradients onto its shards";
  let description = [{
    One per group, at the end of the step until `fsdp-fuse-hooks` consumes it.
    `inner[i]` is the inner tensor whose gradient operand i is, or -1: it is
    every inner tensor's (what FSDP2 does for two tensors).

    ```mlir
    fsdp.reduce_grad @group0 [@w, @b] inner [-1, -1] (%gw, %gb : tensor<9x3xf32>, tensor<9xf32>)
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$group, FlatSymbolRefArrayAttr:$params,
                       DenseI64ArrayAttr:$inner, Variadic<AnyRankedTensor>:$grads);
  let assemblyFormat = [{
    $group $params `inner` $inner `(` $grads `:` type($grads) `)` attr-dict
  }];
  let hasVerifier = 1;
}

def FSDP_ReadScalarOp : FSDP_Op<"read_scalar", [MemoryEffects<[MemAlloc, MemRead]>]> {
  let summary = "a run-time scalar as a tensor that the step computes with";
  let description = [{
    What `fsdp.scalar` is to the optimizer, for an argument of the step with
    `fsdp.scalar = NAME`: the value that the host has set, rounded to f32. On memrefs
    `dest` receives it and there is no result.

    ```mlir
    %scale = fsdp.read_scalar "loss_scale" initial(1.28e+02) : tensor<f32>
    ```
  }];
  let arguments = (ins StrAttr:$name, F64Attr:$initial, Optional<AnyMemRef>:$dest);
  let results = (outs Optional<AnyRankedTensor>:$value);
  let assemblyFormat = [{
    $name `initial` `(` $initial `)` (`into` $dest^ `:` type($dest))? attr-dict (`:` type($value)^)?
  }];
  let hasVerifier = 1;
}

def FSDP_TotalCountOp : FSDP_Op<"total_count", [MemoryEffects<[MemAlloc, MemRead, MemWrite]>]> {
  let summary = "the sum of a count over all ranks and microbatches";
  let description = [{
    What the gradients of a step that sums over samples are divided by. One
    all-reduce of one number. On memrefs `dest` receives it and there is no result.

    ```mlir
    %total = fsdp.total_count %count : tensor<f32> -> tensor<f32>
    ```
  }];
  let arguments = (ins AnyShaped:$count, Optional<AnyMemRef>:$dest,
      OptionalAttr<FlatSymbolRefAttr>:$add);
  let results = (outs Optional<AnyRankedTensor>:$total);
  let assemblyFormat = [{
    $count `:` type($count) (`into` $dest^ `:` type($dest))? attr-dict (`->` type($total)^)?
  }];
  let hasVerifier = 1;
}

def FSDP_DivideGradOp : FSDP_SymbolUserOp<"divide_grad", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "divides a group's reduced gradients by a count";
  let description = [{
    After the group's reduction, in place on its gradient shard. Where the count is
    zero there was nothing to sum, and the gradients stay zero. A loss scale is such
    a count: gradients of loss * scale become those of the loss.

    ```mlir
    fsdp.divide_grad @group0 by(%total : tensor<f32>)
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$group, AnyShaped:$count);
  let assemblyFormat = "$group `by` `(` $count `:` type($count) `)` attr-dict";
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// The optimizer
//===----------------------------------------------------------------------===//

def FSDP_ScalarOp : FSDP_Op<"scalar", [MemoryEffects<[MemRead]>]> {
  let summary = "a value that the host sets at run time, the same on all ranks";
  let description = [{
    `initial` is the default (a command-line hyperparameter). It is read through
    memory when the kernel runs, never folded.

    ```mlir
    %lr = fsdp.scalar "lr" initial(1.0e-02) : f64
    ```
  }];
  let arguments = (ins StrAttr:$name, F64Attr:$initial);
  let results = (outs F64:$value);
  let assemblyFormat = "$name `initial` `(` $initial `)` attr-dict `:` type($value)";
  let hasVerifier = 1;
}

def FSDP_InitializeOp : FSDP_SymbolUserOp<"initialize",
    [IsolatedFromAbove, MemoryEffects<[MemAlloc, MemWrite]>]> {
  let summary = "first values of a group's parameters, from a seed";
  let description = [{
    For every element of this rank's chunks of the tensors, inner tensor `inner[i]`
    of `params[i]`: the body receives the element's index in the *full* tensor and a
    hash of the tensor's name (i64), the seed and tensor i's share of `numbers` (f64),
    and yields the value as it is stored. It sees nothing else, so a value depends on no rank, grid,
    grouping or layout. Pad elements become zero.

    Of a parameter that is stored otherwise (`storage`) the result is the padded chunk,
    `outer x chunk x inner`, that its pre hook takes, and the state is not written. On
    memrefs `dest` receives it and there is no result.

    ```mlir
    fsdp.initialize @group0 [@w, @b] inner [0, 0] seed(%seed) numbers [-0.5, 1.0, -0.25, 0.5] {
    ^bb0(%index: i64, %name: i64, %seed0: f64, %low: f64, %width: f64):
      ...
      fsdp.yield %value : f32
    }
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$group, FlatSymbolRefArrayAttr:$params,
      DenseI64ArrayAttr:$inner, F64:$seed, F64ArrayAttr:$numbers,
      Optional<AnyMemRef>:$dest);
  let results = (outs Optional<AnyRankedTensor>:$chunk);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $group $params `inner` $inner `seed` `(` $seed `)` `numbers` $numbers
    (`into` $dest^ `:` type($dest))? attr-dict-with-keyword (`:` type($chunk)^)? $body
  }];
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    /// Of one tensor.
    unsigned getNumbersPerTensor() { return getBody().getNumArguments() - 3; }
  }];
}

def FSDP_GradNormOp : FSDP_SymbolUserOp<"grad_norm", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "the total norm of all reduced gradients";
  let description = [{
    Of the reduced gradients of `groups`, over the shard axis (the replicas hold
    equal gradients). `ord` is 1, 2, 3 or infinity. One all-reduce of one scalar,
    which traces show as `label` ("grad_norm" where absent). It is not finite where
    any gradient of any rank is not. On memrefs, `dest` receives it and there is no
    result.

    ```mlir
    %n = fsdp.grad_norm [@group0, @root] ord(2.0) : tensor<f32>
    ```
  }];
  let arguments = (ins FlatSymbolRefArrayAttr:$groups, F64Attr:$ord,
                       Optional<AnyMemRef>:$dest, OptionalAttr<StrAttr>:$label);
  let results = (outs Optional<AnyRankedTensor>:$norm);
  let assemblyFormat = [{
    $groups `ord` `(` $ord `)` (`into` $dest^ `:` type($dest))? attr-dict (`:` type($norm)^)?
  }];
  let hasVerifier = 1;
}

def FSDP_UpdateOp : FSDP_SymbolUserOp<"update",
    [IsolatedFromAbove, MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "an element-wise optimizer step on a group's shards";
  let description = [{
    For every element of the trained parameters `params` of `group`: the body
    receives the parameter, its gradient, one value per name in `states` and the
    uniforms, and yields the new parameter and the new states. Pad elements are
    updated as well; with a zero gradient they stay zero (an invariant). What
    depends on uniforms only is the same for every element. The parameter and the
    states are as they are stored, in f32 or 16 bits; gradients are f32.

    `segments` is filled in by `fsdp-assign-groups-and-layouts`.

    ```mlir
    fsdp.update @group0 [@w, @b] states ["exp_avg", "exp_avg_sq"] uniforms(%lr, %norm : f64, tensor<f32>) {
    ^bb0(%p: f32, %g: f32, %m: f32, %v: f32, %lr0: f64, %n: f32):
      ...
      fsdp.yield %p1, %m1, %v1 : f32, f32, f32
    }
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$group, FlatSymbolRefArrayAttr:$params,
      StrArrayAttr:$states, Variadic<AnyType>:$uniforms,
      OptionalAttr<TypedArrayAttrBase<FSDP_UpdateSegmentAttr, "segments">>:$segments);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $group $params `states` $states `uniforms` `(` ($uniforms^ `:` type($uniforms))? `)`
    attr-dict-with-keyword $body
  }];
  let hasRegionVerifier = 1;
}

#endif // FSDP_DIALECT_FSDP_IR_FSDPSTEPOPS_TD
