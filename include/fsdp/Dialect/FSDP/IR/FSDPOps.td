//===- FSDPOps.td - operations of the sharding dialect -----*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_DIALECT_FSDP_IR_FSDPOPS_TD
#define FSDP_DIALECT_FSDP_IR_FSDPOPS_TD

include "mlir/IR/OpBase.td"
include "mlir/IR/SymbolInterfaces.td"
include "mlir/IR/RegionKindInterface.td"
include "mlir/Interfaces/SideEffectInterfaces.td"
include "mlir/Interfaces/ControlFlowInterfaces.td"
include "fsdp/Dialect/FSDP/IR/FSDPAttrs.td"
include "fsdp/Dialect/FSDP/IR/FSDPTypes.td"

class FSDP_Op<string mnemonic, list<Trait> traits = []>
    : Op<FSDP_Dialect, mnemonic, traits>;

/// An op whose groups, parameters or extension must be there and fit it.
class FSDP_SymbolUserOp<string mnemonic, list<Trait> traits = []>
    : FSDP_Op<mnemonic, traits # [DeclareOpInterfaceMethods<SymbolUserOpInterface>]>;

//===----------------------------------------------------------------------===//
// Symbols
//===----------------------------------------------------------------------===//

def FSDP_GroupOp : FSDP_Op<"group", [Symbol]> {
  let summary = "a gather group: what one all-gather moves";
  let description = [{
    One `fully_shard` call. Made by `fsdp-import-step` (or written by the user to
    set the group's own reshard policy); lives until export. `root` marks the
    group of the parameters that name none. `reshard` is `true` (free after
    forward, gather again in backward), `false` (keep), `"auto"` (the schedule
    decides), `"default"` (true, but for the root: FSDP2's None) or a number n
    (keep a part of what was gathered, so that backward gathers among n ranks).
    The parameters of a `replicated` group are whole on every rank: they are not
    gathered, and their gradients are all-reduced. Gradients are
    the mean over all ranks or, with `divide`, their sum divided by that number.
    `reduce_dtype` (f32 or bf16; absent: as they are computed) is the type that
    gradients are rounded to before they travel and in which those of several
    microbatches are added up.

    `fsdp-assign-groups-and-layouts` fills in `dtype` and `state_elements`:
    storage element type and elements of the group's state on one rank.
    `fsdp-fuse-hooks` fills in `slot_bytes`, `full_bytes` and `wires`: bytes of
    one rank's wire slot, bytes of the group's unsharded buffer, and what the
    slot holds, as `plan.group` has it.

    ```mlir
    fsdp.group @group0 {reshard = "true"}
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name,
      DefaultValuedStrAttr<StrAttr, "auto">:$reshard, UnitAttr:$root,
      UnitAttr:$replicated, OptionalAttr<F64Attr>:$divide,
      OptionalAttr<TypeAttr>:$reduce_dtype, OptionalAttr<TypeAttr>:$dtype, OptionalAttr<I64Attr>:$state_elements,
      OptionalAttr<I64Attr>:$slot_bytes, OptionalAttr<I64Attr>:$full_bytes,
      OptionalAttr<ArrayAttr>:$wires);
  let assemblyFormat = "$sym_name attr-dict";
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::mlir::StringAttr":$name), [{
    $_state.getOrAddProperties<Properties>().sym_name = name;
  }]>];
  let extraClassDeclaration = [{
    /// Whether `reshard` may be `text`.
    static bool isReshardPolicy(::llvm::StringRef text);
  }];
}

def FSDP_ParamOp : FSDP_SymbolUserOp<"param", [Symbol]> {
  let summary = "the persistent state of one sharded parameter";
  let description = [{
    Made by `fsdp-import-step`, lives until export. `types` are the full shapes
    and storage types, one per inner tensor (one, unnamed, for an ordinary
    parameter); `compute` the types that the step reads. `layouts` appears with
    `fsdp-assign-groups-and-layouts`, one per inner tensor. `optimizer` is the
    text of the `--optimizer` rule that the parameter follows.

    ```mlir
    fsdp.param @"0.in_proj.weight" {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>],
        group = @group0, dim = 0, extension = @bf16_cast, trained}
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeArrayAttr:$types,
      TypeArrayAttr:$compute, DefaultValuedAttr<StrArrayAttr, "{}">:$inner,
      FlatSymbolRefAttr:$group, DefaultValuedAttr<I64Attr, "0">:$dim,
      OptionalAttr<FlatSymbolRefAttr>:$extension, UnitAttr:$trained,
      OptionalAttr<TypedArrayAttrBase<FSDP_LayoutAttr, "layouts">>:$layouts,
      OptionalAttr<StrAttr>:$optimizer);
  let assemblyFormat = "$sym_name attr-dict";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Name of inner tensor i as users see it: NAME or NAME.INNER.
    std::string getTensorName(unsigned i);
  }];
}

def FSDP_ExtensionOp : FSDP_Op<"extension", [Symbol, IsolatedFromAbove]> {
  let summary = "an all-gather extension: a pre and a post hook";
  let description = [{
    A template. `pre` sees this rank's padded chunk of every inner tensor as
    `outer x chunk x inner` (dynamic sizes, the same on every rank) and yields
    any number of wires; `post` sees one rank's wires and yields that rank's
    chunk of every unsharded inner tensor. Sizes are specialised per parameter.

    Block arguments after the tensors are the context:
    - `signature = 1` (FSDP2's `fsdp_pre_all_gather(mesh)`): `index` axis size;
    - `signature = 2`: `index` axis size, shard index, valid rows, outer size
      (rows of the full tensor), outer stride (elements between rows).

    A template may stand in a library that nobody uses, so its arity and types
    are judged by `fsdp-attach-extensions`, which names the hook and the
    parameter, and not by a verifier.

    Metadata yielded by pre does not travel; it is appended to post's arguments
    (wires, context, metadata) and must be uniform over the ranks: computed from
    sizes, or from what `fsdp.all_reduce` has made the same everywhere.

    ```mlir
    fsdp.extension @bf16_cast signature(1) pre {
    ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
      %0 = arith.truncf %x : tensor<?x?x?xf32> to tensor<?x?x?xbf16>
      fsdp.yield %0 : tensor<?x?x?xbf16>
    } post {
    ^bb0(%w: tensor<?x?x?xbf16>, %axis: index):
      %0 = arith.extf %w : tensor<?x?x?xbf16> to tensor<?x?x?xf32>
      fsdp.yield %0 : tensor<?x?x?xf32>
    }
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, I64Attr:$signature);
  let regions = (region SizedRegion<1>:$pre, SizedRegion<1>:$post);
  let assemblyFormat = [{
    $sym_name `signature` `(` $signature `)` attr-dict-with-keyword
    `pre` $pre `post` $post
  }];
}

def FSDP_AllReduceOp : FSDP_Op<"all_reduce", [Pure]> {
  let summary = "in a pre hook: a number of every rank becomes one of all ranks";
  let description = [{
    Combines each rank's `value` over the shard axis. The result is the same on all
    of them, so that what is computed from it may be metadata. `value` is a
    reduction of the whole chunk by the same combination: `fsdp-fuse-hooks` makes
    it a statistic of `fsdp.stats`, and all of a step travel together.

    It stands directly in `pre`, which every rank runs for every parameter: within
    a branch or a loop some ranks would wait for ever.

    ```mlir
    %amax = fsdp.all_reduce max %mine : f32
    ```
  }];
  let arguments = (ins FSDP_CombineAttr:$combine, F32:$value);
  let results = (outs F32:$result);
  let assemblyFormat = "$combine $value attr-dict `:` type($value)";
  let hasVerifier = 1;
}

def FSDP_YieldOp : FSDP_Op<"yield", [Pure, Terminator, ReturnLike]> {
  let summary = "ends a hook, an encode or decode body, or an update";
  let description = [{
    In `pre`, the values after `wires` many are metadata.
  }];
  let arguments = (ins Variadic<AnyType>:$values, OptionalAttr<I64Attr>:$wires);
  let assemblyFormat = "($values^ `:` type($values))? attr-dict";
  let builders = [OpBuilder<(ins), [{ build($_builder, $_state, ::mlir::ValueRange{}, nullptr); }]>];
  let hasVerifier = 1;
}

//===----------------------------------------------------------------------===//
// The step, before fsdp-fuse-hooks
//===----------------------------------------------------------------------===//

def FSDP_GatherOp : FSDP_SymbolUserOp<"gather", [MemoryEffects<[MemAlloc, MemRead]>]> {
  let summary = "full parameters of a group, gathered for one phase";
  let description = [{
    Yields the unsharded inner tensors of `params`, in order. It allocates, so
    that no CSE merges the backward gather into the forward one. There is no
    reshard: freeing is derived from the last use. `phase(whole)` exists only
    between `fsdp-import-step` and `fsdp-split-phases`; `fsdp-fuse-hooks`
    consumes the rest.

    ```mlir
    %w, %b = fsdp.gather @group0 phase(forward) [@w, @b] : tensor<9x3xf32>, tensor<9xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$group, FSDP_PhaseAttr:$phase,
                       FlatSymbolRefArrayAttr:$params);
  let results = (outs Variadic<AnyRankedTensor>:$full);
  let assemblyFormat = [{
    $group `phase` `` custom<PhaseParen>($phase) $params attr-dict `:` type($full)
  }];
  let hasVerifier = 1;
}

def FSDP_PhaseBoundaryOp : FSDP_Op<"phase_boundary", [MemoryEffects<[MemWrite]>]> {
  let summary = "everything before it is forward, everything after it backward";
  let description = [{
    Made by `fsdp-split-phases`. Nothing is fused across it and no gather moves
    across it.
  }];
  let assemblyFormat = "attr-dict";
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
    [IsolatedFromAbove, MemoryEffects<[MemWrite]>]> {
  let summary = "first values of a group's parameters, from a seed";
  let description = [{
    For every element of this rank's chunks of the tensors, inner tensor `inner[i]`
    of `params[i]`: the body receives the element's index in the *full* tensor and a
    hash of the tensor's name (i64), the seed and tensor i's share of `numbers` (f64),
    and yields the value. It sees nothing else, so a value depends on no rank, grid,
    grouping or layout. Pad elements become zero.

    ```mlir
    fsdp.initialize @group0 [@w, @b] inner [0, 0] seed(%seed) numbers [-0.5, 1.0, -0.25, 0.5] {
    ^bb0(%index: i64, %name: i64, %seed0: f64, %low: f64, %width: f64):
      ...
      fsdp.yield %value : f32
    }
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$group, FlatSymbolRefArrayAttr:$params,
      DenseI64ArrayAttr:$inner, F64:$seed, F64ArrayAttr:$numbers);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = [{
    $group $params `inner` $inner `seed` `(` $seed `)` `numbers` $numbers
    attr-dict-with-keyword $body
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
    depends on uniforms only is the same for every element.

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

//===----------------------------------------------------------------------===//
// After fsdp-fuse-hooks
//===----------------------------------------------------------------------===//

def FSDP_StatsOp : FSDP_SymbolUserOp<"stats",
    [IsolatedFromAbove, MemoryEffects<[MemAlloc, MemRead]>]> {
  let summary = "what hooks must know of whole parameters, for all groups of a step";
  let description = [{
    For every segment the combination over all elements of this rank's padded chunk
    of what the segment's body makes of one, beginning at its class's `initial`
    value; then the same combination over the shard axis, in one all-reduce for
    all segments. Stands once in a function, at its top: parameters do not change
    within a step, so that every gather of it uses the same values. Bodies take
    what those of `fsdp.pack` take. A NaN makes the result NaN.

    On memrefs `dest` receives the values and there is no result.

    ```mlir
    %amax = fsdp.stats max initial [0.000000e+00 : f32] segments [#fsdp.stat_segment<classIndex = 0,
        param = @w, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], value = 0>] : tensor<1xf32> {
    ^bb0(%x: f32, %row: index, %valid: index):
      %0 = math.absf %x : f32
      fsdp.yield %0 : f32
    }
    ```
  }];
  let arguments = (ins FSDP_CombineAttr:$combine, F32ArrayAttr:$initial,
      TypedArrayAttrBase<FSDP_StatSegmentAttr, "stat segments">:$segments,
      Optional<AnyMemRef>:$dest);
  let results = (outs Optional<AnyRankedTensor>:$values);
  let regions = (region VariadicRegion<SizedRegion<1>>:$classes);
  let assemblyFormat = [{
    $combine `initial` $initial (`into` $dest^ `:` type($dest))? `segments` $segments
    attr-dict-with-keyword (`:` type($values)^)? $classes
  }];
  let hasRegionVerifier = 1;
  let extraClassDeclaration = [{
    /// What the reduction of class `i` begins at.
    float getInitialValue(unsigned i) {
      return ::llvm::cast<::mlir::FloatAttr>(getInitial()[i]).getValue().convertToFloat();
    }
  }];
}

def FSDP_BlockReduceOp : FSDP_Op<"block_reduce", [Pure]> {
  let summary = "in an encode or decode body: one value of a block's elements";
  let description = [{
    A body says what happens to one element. Those of a block, `block` of its
    segment, run together: this op combines the `value` of every element, beginning
    at `initial`, and gives all of them the result. What is computed from such
    results, statistics and constants alone is the same for the whole block.

    The last block of a chunk may have fewer elements. With `padding` it is as if
    elements of that value filled it up.

    The result does not depend on an order: `max` and `min` keep a NaN, `sum` adds
    element e of the block to lane e mod 32, in order, and then lane i to lane i +
    16, 8, 4, 2, 1.

    ```mlir
    ^bb0(%x: f32, %row: index, %valid: index):
      %m = math.absf %x : f32
      %amax = fsdp.block_reduce max %m initial(0.0) : f32
      %q = arith.divf %x, %amax : f32
      fsdp.yield %q, %amax : f32, f32
    ```
  }];
  let arguments = (ins FSDP_BlockCombineAttr:$combine, F32:$value,
                       F32Attr:$initial, Optional<F32>:$padding);
  let results = (outs F32:$result);
  let assemblyFormat = [{
    $combine $value `initial` `(` $initial `)` (`padding` `(` $padding^ `)`)? attr-dict
    `:` type($result)
  }];
  let hasVerifier = 1;
}

def FSDP_PackOp : FSDP_SymbolUserOp<"pack",
    [IsolatedFromAbove, AttrSizedOperandSegments, MemoryEffects<[MemAlloc, MemRead]>]> {
  let summary = "every pre hook of a group, writing one rank's wire slot";
  let description = [{
    One region per distinct hook body (never per parameter): it receives one
    element of each inner tensor, then `index` valid-row flag context
    (row index in the chunk, valid rows), then the statistics that its segments
    name, and yields one element per wire. The bodies become kernels, so nothing
    is captured (isolated). Elements of the slot between wires are zero.

    `stats` is what `fsdp.stats` yields; a body that needs none is unaffected.

    A body with `fsdp.block_reduce` is of block scope: its segments say how many
    elements make a block, and which wires have one element for each block. What
    such a wire gets depends on no element but through `fsdp.block_reduce`.

    `wires` are those of hooks that are no such bodies, computed by ops of the step:
    tensor i is copied to byte `places[i]` of the slot and has no segment. On memrefs
    the copies are ops of their own.

    ```mlir
    %slot = fsdp.pack @group0 segments [#fsdp.segment<...>] : tensor<48xi8> {
    ^bb0(%x: f32, %row: index, %valid: index):
      %0 = arith.truncf %x : f32 to bf16
      fsdp.yield %0 : bf16
    }
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$group,
      TypedArrayAttrBase<FSDP_SegmentAttr, "segments">:$segments,
      Variadic<AnyRankedTensor>:$wires, OptionalAttr<DenseI64ArrayAttr>:$places,
      Optional<AnyShaped>:$stats, Optional<AnyMemRef>:$dest);
  let results = (outs Optional<AnyRankedTensor>:$slot);
  let regions = (region VariadicRegion<SizedRegion<1>>:$classes);
  let assemblyFormat = [{
    $group (`wires` `(` $wires^ `:` type($wires) `)` `places` $places)?
    (`stats` `(` $stats^ `:` type($stats) `)`)? (`into` $dest^ `:` type($dest))? `segments` $segments attr-dict-with-keyword
    (`:` type($slot)^)? $classes
  }];
  let hasRegionVerifier = 1;
}

def FSDP_ChunkOp : FSDP_SymbolUserOp<"chunk", [MemoryEffects<[MemRead]>]> {
  let summary = "this rank's chunk of an inner tensor, as it is stored";
  let description = [{
    What a pre hook takes that is no body of `fsdp.pack`: the padded chunk,
    `outer x chunk x inner`, zero beyond the valid rows. `inner` is the number of the
    inner tensor.

    ```mlir
    %x = fsdp.chunk @"0.weight" inner(0) : tensor<1x2x3xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$param, I64Attr:$inner);
  let results = (outs AnyRankedTensor:$chunk);
  let assemblyFormat = "$param `inner` `(` $inner `)` attr-dict `:` type($chunk)";
}

def FSDP_ShardIndexOp : FSDP_Op<"shard_index", [MemoryEffects<[MemAlloc, MemRead]>]> {
  let summary = "which shard this rank holds";
  let description = [{
    Its place on the shard axis, known when a plan is loaded: one kernel serves all
    ranks. On memrefs `dest` receives it and there is no result.

    ```mlir
    %shard = fsdp.shard_index : tensor<i64>
    ```
  }];
  let arguments = (ins Optional<AnyMemRef>:$dest);
  let results = (outs Optional<AnyRankedTensor>:$index);
  let assemblyFormat = "(`into` $dest^ `:` type($dest))? attr-dict (`:` type($index)^)?";
  let hasVerifier = 1;
}

def FSDP_ShardSlotOp : FSDP_SymbolUserOp<"shard_slot", [MemoryEffects<[MemRead]>]> {
  let summary = "the group's shard itself is the wire slot: nothing is packed";
  let description = [{
    Stands where `fsdp.pack` would, when every hook of the group passes its inner
    tensors on as they are: the slot is the state buffer GROUP.param.

    ```mlir
    %slot = fsdp.shard_slot @group0 : tensor<192xi8>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$group);
  let results = (outs AnyType:$slot);
  let assemblyFormat = "$group attr-dict `:` type($slot)";
}

def FSDP_CollectiveStartOp
    : FSDP_SymbolUserOp<"collective_start", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "starts a collective; nothing can read before its wait";
  let description = [{
    - `gather`: one operand, this rank's slot; joins the shard axis. With `ranks`
      it joins that many consecutive ranks of the axis, and the operand holds the
      slots that `fsdp.keep` kept.
    - `reduce`: the group's full gradients, one per entry of `grads`; joins the
      shard axis.
    - `all_reduce`: in place on the group's gradient shard over the replicate
      axis (no operand): the sum times `scale`, without it the mean. Of a
      replicated group: its gradients, over the world, onto the shard.

    `add_full` and `add_shard` are kernels of `fsdp-outline-hook-kernels` for
    gradients of several microbatches: they add to the whole gradients and to the
    reduced ones. Where whole gradients of 16 bits wait in f32, `add_full` adds to
    those that wait, `keep_full` makes the first ones wait, and `take_full` adds
    to gradients those that waited.

    ```mlir
    %t = fsdp.collective_start gather @group0 axis(shard) inputs(%slot : tensor<48xi8>)
    ```
  }];
  let arguments = (ins FSDP_CollectiveAttr:$kind, FlatSymbolRefAttr:$group,
      FSDP_AxisAttr:$axis, Variadic<AnyType>:$inputs,
      OptionalAttr<TypedArrayAttrBase<FSDP_GradSegmentAttr, "grad segments">>:$grads,
      OptionalAttr<F64Attr>:$scale, OptionalAttr<I64Attr>:$ranks,
      OptionalAttr<FlatSymbolRefAttr>:$add_full, OptionalAttr<FlatSymbolRefAttr>:$add_shard,
      OptionalAttr<FlatSymbolRefAttr>:$keep_full, OptionalAttr<FlatSymbolRefAttr>:$take_full);
  let results = (outs FSDP_TokenType:$token);
  let assemblyFormat = [{
    $kind $group `axis` $axis (`ranks` `(` $ranks^ `)`)?
    (`inputs` `(` $inputs^ `:` type($inputs) `)`)?
    (`grads` $grads^)? (`scale` `(` $scale^ `)`)? attr-dict
  }];
  let builders = [OpBuilder<(ins "::mlir::Type":$token,
      "::fsdp::Collective":$kind, "::llvm::StringRef":$group,
      "::fsdp::Axis":$axis, "::mlir::ValueRange":$inputs,
      "::mlir::ArrayAttr":$grads, "::mlir::FloatAttr":$scale,
      "::mlir::IntegerAttr":$ranks), [{
    build($_builder, $_state, token, kind, group, axis, inputs, grads, scale,
          ranks, /*add_full=*/nullptr, /*add_shard=*/nullptr,
          /*keep_full=*/nullptr, /*take_full=*/nullptr);
  }]>];
  let hasVerifier = 1;
}

def FSDP_WaitOp : FSDP_Op<"wait", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "ends a collective: what every rank offers can be read";
  let description = [{
    Yields the sources of a gather or a reduce; an all-reduce has none, its
    result lies in the group's gradient shard.

    ```mlir
    %sources = fsdp.wait %token : !fsdp.sources
    ```
  }];
  let arguments = (ins FSDP_TokenType:$token);
  let results = (outs Optional<FSDP_SourcesType>:$sources);
  let assemblyFormat = "$token attr-dict (`:` type($sources)^)?";
  let hasVerifier = 1;
}

def FSDP_KeepOp : FSDP_SymbolUserOp<"keep", [MemoryEffects<[MemAlloc, MemRead]>]> {
  let summary = "some of the gathered slots, kept from forward to backward";
  let description = [{
    Of the W slots that a forward gather brought, shard s keeps W / `ranks`
    consecutive ones as they travelled, from the (s mod `ranks`) * W / `ranks`-th
    on. `ranks` consecutive shards together hold all: backward gathers among them
    and unpacks what forward did.

    On memrefs `dest` receives the slots and there is no result.

    ```mlir
    %kept = fsdp.keep @group0 %sources ranks(2) : tensor<96xi8>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$group, FSDP_SourcesType:$sources,
      I64Attr:$ranks, Optional<AnyMemRef>:$dest);
  let results = (outs Optional<AnyRankedTensor>:$slots);
  let assemblyFormat = [{
    $group $sources `ranks` `(` $ranks `)` (`into` $dest^ `:` type($dest))? attr-dict
    (`:` type($slots)^)?
  }];
  let hasVerifier = 1;
}

def FSDP_UnpackOp : FSDP_SymbolUserOp<"unpack", [IsolatedFromAbove,
    AttrSizedOperandSegments, MemoryEffects<[MemAlloc, MemRead, MemWrite]>]> {
  let summary = "every post hook of a group, reading all ranks' slots";
  let description = [{
    Mirrors `fsdp.pack`: each region receives one element per wire and yields one
    per inner tensor. Results (on tensors) are the unsharded inner tensors of the
    segments' parameters, in order, or of a hook that is no such body the wires as
    they travelled, `shards x elements` with each rank's padded to 16 elements: one
    segment of 4-byte words for each wire. On memrefs `dest` is the group's unsharded
    buffer, `memref<BYTESxi8>`, and there are no results.
  }];
  let arguments = (ins FlatSymbolRefAttr:$group, FSDP_PhaseAttr:$phase,
      FSDP_SourcesType:$sources,
      TypedArrayAttrBase<FSDP_SegmentAttr, "segments">:$segments,
      Optional<AnyShaped>:$stats, Optional<AnyMemRef>:$dest);
  let results = (outs Variadic<AnyRankedTensor>:$full);
  let regions = (region VariadicRegion<SizedRegion<1>>:$classes);
  let assemblyFormat = [{
    $group `phase` `` custom<PhaseParen>($phase) $sources
    (`stats` `(` $stats^ `:` type($stats) `)`)? (`into` $dest^ `:` type($dest))?
    `segments` $segments attr-dict-with-keyword (`:` type($full)^)? $classes
  }];
  let hasRegionVerifier = 1;
}

def FSDP_ReduceUnpackOp : FSDP_SymbolUserOp<"reduce_unpack", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "sums every rank's gradient chunk onto the group's gradient shard";
  let description = [{
    In f32, in rank order, times `scale`; elements beyond a shard's valid rows
    become zero. Writes the group's gradient shard (state buffer GROUP.grad).
  }];
  let arguments = (ins FlatSymbolRefAttr:$group, FSDP_SourcesType:$sources, F64Attr:$scale,
      TypedArrayAttrBase<FSDP_GradSegmentAttr, "grad segments">:$grads);
  let assemblyFormat = "$group $sources `scale` `(` $scale `)` `grads` $grads attr-dict";
  let hasVerifier = 1;
}

#endif // FSDP_DIALECT_FSDP_IR_FSDPOPS_TD
