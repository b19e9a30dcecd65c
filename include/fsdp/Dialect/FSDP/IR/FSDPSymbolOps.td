//===- FSDPSymbolOps.td - groups, parameters, extensions ---*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_DIALECT_FSDP_IR_FSDPSYMBOLOPS_TD
#define FSDP_DIALECT_FSDP_IR_FSDPSYMBOLOPS_TD

include "fsdp/Dialect/FSDP/IR/FSDPOpBase.td"

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
    gathered, and their gradients are all-reduced. `grid` is the group's own where it is
    cut among other ranks than the module's `fsdp.grid` says. Gradients are
    the mean over all ranks or, with `divide`, their sum divided by that number.
    `reduce_dtype` (f32 or bf16; absent: as they are computed) is the type that
    gradients are rounded to before they travel and in which those of several
    microbatches are added up. `reduce_extension` is the extension of the gradients of
    those parameters that name none. With `recompute`, backward computes again what
    forward computed from the group's parameters (`fsdp-recompute`). `prefetch` = [F, B]
    says how many groups are gathered ahead while this one is in use, in forward and
    in backward, where that is not as for all groups (FSDP2's
    set_modules_to_forward_prefetch of its module).

    `fsdp-assign-groups-and-layouts` fills in `state_bytes`: bytes of the group's
    parameters on one rank, in whatever types they are stored.
    `fsdp-fuse-hooks` fills in `slot_bytes`, `full_bytes` and `wires`: bytes of
    one rank's wire slot, bytes of the group's unsharded buffer, and what the
    slot holds, as `plan.group` has it.

    Where extensions with `state` are attached, `copies_bytes` are those of the
    buffer GROUP.copies, in which every rank keeps their unsharded parameters. What is
    gathered to renew them is a slot of its own, in a group `of` the one that has the
    parameters: @GROUP.renewed with the optimizer's step, @GROUP.loaded when they get
    values. `fsdp-fuse-hooks` makes these groups.

    ```mlir
    fsdp.group @group0 {reshard = "true"}
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name,
      DefaultValuedStrAttr<StrAttr, "auto">:$reshard, UnitAttr:$root,
      UnitAttr:$replicated, OptionalAttr<F64Attr>:$divide,
      OptionalAttr<TypeAttr>:$reduce_dtype,
      OptionalAttr<FlatSymbolRefAttr>:$reduce_extension, OptionalAttr<I64Attr>:$state_bytes,
      OptionalAttr<I64Attr>:$copies_bytes, OptionalAttr<FlatSymbolRefAttr>:$of,
      OptionalAttr<I64Attr>:$slot_bytes, OptionalAttr<I64Attr>:$full_bytes,
      OptionalAttr<ArrayAttr>:$wires, UnitAttr:$recompute,
      OptionalAttr<DenseI64ArrayAttr>:$prefetch,
      OptionalAttr<FSDP_GridAttr>:$grid);
  let assemblyFormat = "$sym_name attr-dict";
  let hasVerifier = 1;
  let builders = [OpBuilder<(ins "::mlir::StringAttr":$name), [{
    $_state.getOrAddProperties<Properties>().sym_name = name;
  }]>];
  let extraClassDeclaration = [{
    /// Whether `reshard` may be `text`.
    static bool isReshardPolicy(::llvm::StringRef text);
    /// How its ranks replicate and shard: `grid`, or the module's; null: neither is there.
    GridAttr getRanks();
    /// The group that has the state of its parameters: itself, or `of`.
    ::llvm::StringRef getStateGroup() { return getOf().value_or(getSymName()); }
  }];
}

def FSDP_ParamOp : FSDP_SymbolUserOp<"param", [Symbol]> {
  let summary = "the persistent state of one sharded parameter";
  let description = [{
    Made by `fsdp-import-step`, lives until export. `types` are the full shapes
    and storage types, one per inner tensor (one, unnamed, for an ordinary
    parameter); `compute` the types that the step reads. `layouts` appears with
    `fsdp-assign-groups-and-layouts`, one per inner tensor. `optimizer` is the
    text of the `--optimizer` rule that the parameter follows. The hooks of
    `reduce_extension` stand around the reduction of its gradients, those of
    `extension` around its gathers.

    A frozen parameter whose extension has `storage` is stored as what its pre hook
    makes of each chunk: `storage`, filled in with `layouts`, says what that is and
    where it lies. `types` and `layouts` are then those of the chunk that pre takes,
    which exists only while it is loaded, and no layout has a meaningful offset.

    Of a parameter whose extension has `state`, every rank keeps the unsharded inner
    tensors in the type that the step reads, padded to whole chunks: `copies`, filled in
    with `layouts` where an entry reads the parameter, are their bytes in GROUP.copies.

    `forms` are the compute forms that entries read of it, beside or instead of the
    parameter in its `compute` type: what post yields under their names.

    With `model_dim` the ranks of the model axis hold parts of that dimension, in
    order, and `types` are those of one part; without, all of them hold the same.

    ```mlir
    fsdp.param @"0.in_proj.weight" {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>],
        group = @group0, dim = 0, extension = @bf16_cast, trained}
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, TypeArrayAttr:$types,
      TypeArrayAttr:$compute, DefaultValuedAttr<StrArrayAttr, "{}">:$inner,
      FlatSymbolRefAttr:$group, DefaultValuedAttr<I64Attr, "0">:$dim,
      OptionalAttr<FlatSymbolRefAttr>:$extension,
      OptionalAttr<FlatSymbolRefAttr>:$reduce_extension, UnitAttr:$trained,
      OptionalAttr<TypedArrayAttrBase<FSDP_LayoutAttr, "layouts">>:$layouts,
      OptionalAttr<StrAttr>:$optimizer,
      OptionalAttr<TypedArrayAttrBase<FSDP_StorageAttr, "stored tensors">>:$storage,
      OptionalAttr<DenseI64ArrayAttr>:$copies,
      OptionalAttr<TypedArrayAttrBase<FSDP_FormAttr, "forms">>:$forms,
      OptionalAttr<I64Attr>:$model_dim);
  let assemblyFormat = "$sym_name attr-dict";
  let hasVerifier = 1;
  let extraClassDeclaration = [{
    /// Name of inner tensor i as users see it: NAME or NAME.INNER.
    std::string getTensorName(unsigned i);
    /// Name of stored tensor i as users see it: NAME or NAME.INNER.
    std::string getStoredName(unsigned i);
    /// Unsharded inner tensor i as the step reads it, padded to whole chunks.
    /// Needs layouts.
    ::mlir::RankedTensorType getPaddedType(unsigned i);
    /// The full tensors that a gather yields of it: of the form of that name, null
    /// where it has none, or, without a name, of every inner tensor as computed with.
    ::llvm::SmallVector<::mlir::Type> getFullTypes(::llvm::StringRef form);
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

    Around a reduction (`reduce_extension`) the tensor is a chunk of this rank's
    gradient, in f32: `pre` sees the chunk of every shard in turn and makes what goes
    to that shard, `post` what came from each rank, before the sum. The context is that
    of the shard whose chunk it is.

    Metadata yielded by pre does not travel; it is appended to post's arguments
    (wires, context, metadata) and must be uniform over the ranks: computed from
    sizes, or from what `fsdp.all_reduce` has made the same everywhere.

    With `storage` the extension says how a frozen parameter is stored: pre runs once,
    when values are loaded, its wires are the state under the names given, and every
    gather sends them as they are. An empty name, of an only wire, is the parameter's
    own. With `atomic(n)` no n consecutive elements of a chunk, from a multiple of n on,
    lie on two ranks: chunks are rounded up, so that hooks of such blocks make the same
    of a parameter at any number of ranks. With `forms` post yields, under these names,
    what a step may read instead of the parameter: codes and scales, say, which it
    multiplies with itself. An empty name is the parameter. Each is what the chunk gives,
    `outer x rows x inner`; together the ranks' are the full form, which must be the same
    at any number of ranks. What nobody reads of them is not gathered. `of` takes the
    hooks of another extension (of the module or a library) instead of regions, its
    `state`, and `atomic` and `forms` where it says none; `fsdp-attach-extensions` puts
    them in.

    With `state` the unsharded parameter is state of every rank, and what travels renews
    it: once after each optimizer step, so that forward, backward and eval gather nothing.
    Behind its inner tensors `pre` takes this rank's chunk of each as all ranks have it,
    `post` behind the wires the source rank's, and what `post` yields takes their place.
    All ranks compute the same of the same bits, so that they always have the same. Elements
    are those of the inner tensors, whatever the step reads.

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
    fsdp.extension @nf4_frozen of @nf4 storage ["codes", "scales", "steps", "mean"]
    ```
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<FlatSymbolRefAttr>:$base,
      OptionalAttr<I64Attr>:$signature, OptionalAttr<StrArrayAttr>:$storage,
      OptionalAttr<I64Attr>:$atomic, UnitAttr:$state,
      OptionalAttr<StrArrayAttr>:$forms);
  let regions = (region MaxSizedRegion<1>:$pre, MaxSizedRegion<1>:$post);
  let assemblyFormat = [{
    $sym_name (`of` $base^)? (`signature` `(` $signature^ `)`)? (`storage` $storage^)?
    (`atomic` `(` $atomic^ `)`)? (`state` $state^)? (`forms` $forms^)? attr-dict-with-keyword (`pre` $pre^ `post` $post)?
  }];
  let hasVerifier = 1;
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

#endif // FSDP_DIALECT_FSDP_IR_FSDPSYMBOLOPS_TD
