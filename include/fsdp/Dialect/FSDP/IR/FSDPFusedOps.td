//===- FSDPFusedOps.td - after fsdp-fuse-hooks -------------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_DIALECT_FSDP_IR_FSDPFUSEDOPS_TD
#define FSDP_DIALECT_FSDP_IR_FSDPFUSEDOPS_TD

include "fsdp/Dialect/FSDP/IR/FSDPOpBase.td"

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
    16, 8, 4, 2, 1. Of a block of more than 8192 elements each 8192 are a part, whose
    sum is an element in what was said. In it element e adds to lane e mod 1024, in
    order; then lanes 4t to 4t + 3 in order are thread t's; of each 32 threads i to i +
    16, 8, 4, 2, 1; and the eight that are left in order. A block of threads of a GPU
    adds up a part, so that a long block is many of them.

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

def FSDP_StoreOp : FSDP_SymbolUserOp<"store", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "writes the tensors in which a frozen parameter is stored";
  let description = [{
    One operand for each entry of the parameter's `storage`: what pre made of this
    rank's chunk. In the entries that give parameters their values, nowhere else.

    ```mlir
    fsdp.store @"0.weight" (%codes, %scales : tensor<48xi8>, tensor<2xf32>)
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$param, Variadic<AnyRankedTensor>:$tensors);
  let assemblyFormat = "$param `(` $tensors `:` type($tensors) `)` attr-dict";
}

def FSDP_UnshardedOp : FSDP_SymbolUserOp<"unsharded", [MemoryEffects<[MemRead]>]> {
  let summary = "an unsharded inner tensor that every rank keeps";
  let description = [{
    What stands in place of a gather of a parameter whose extension has `state`, and
    what its hooks take: the inner tensor with the number `inner` in the type that the
    step reads, padded to whole chunks of all shards.

    ```mlir
    %w = fsdp.unsharded @"0.weight" inner(0) : tensor<6x3xf32>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$param, I64Attr:$inner);
  let results = (outs AnyRankedTensor:$full);
  let assemblyFormat = "$param `inner` `(` $inner `)` attr-dict `:` type($full)";
}

def FSDP_RenewOp : FSDP_SymbolUserOp<"renew", [MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "writes the unsharded inner tensors that every rank keeps";
  let description = [{
    One operand for each inner tensor, as `fsdp.unsharded` reads it. In the entries
    `optimizer` and `statistics`, nowhere else.

    ```mlir
    fsdp.renew @"0.weight" (%w : tensor<6x3xf32>)
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$param, Variadic<AnyRankedTensor>:$tensors);
  let assemblyFormat = "$param `(` $tensors `:` type($tensors) `)` attr-dict";
}

def FSDP_CopiesOp : FSDP_SymbolUserOp<"copies", [MemoryEffects<[MemRead]>]> {
  let summary = "the buffer of what every rank keeps of a group unsharded";
  let description = [{
    The state buffer GROUP.copies, of which `fsdp.unsharded` and `fsdp.renew` became
    views on memrefs.

    ```mlir
    %copies = fsdp.copies @group0 : memref<128xi8>
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$group);
  let results = (outs AnyMemRef:$buffer);
  let assemblyFormat = "$group attr-dict `:` type($buffer)";
}

def FSDP_ShardIndexOp : FSDP_SymbolUserOp<"shard_index", [MemoryEffects<[MemAlloc, MemRead]>]> {
  let summary = "which shard this rank holds";
  let description = [{
    Its place on the shard axis, known when a plan is loaded: one kernel serves all
    ranks. Of a `group` with a grid of its own it is the place on that one's; of `ranks`
    (a distance and a number, as of `fsdp.exchange`) the place among those. On memrefs
    `dest` receives it and there is no result.

    ```mlir
    %shard = fsdp.shard_index : tensor<i64>
    %model = fsdp.shard_index ranks [1, 2] : tensor<i64>
    ```
  }];
  let arguments = (ins OptionalAttr<FlatSymbolRefAttr>:$group,
                       OptionalAttr<DenseI64ArrayAttr>:$ranks, Optional<AnyMemRef>:$dest);
  let results = (outs Optional<AnyRankedTensor>:$index);
  let assemblyFormat = [{
    ($group^)? (`ranks` $ranks^)? (`into` $dest^ `:` type($dest))? attr-dict (`:` type($index)^)?
  }];
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

def FSDP_CollectiveStartOp : FSDP_SymbolUserOp<"collective_start",
    [IsolatedFromAbove, MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "starts a collective; nothing can read before its wait";
  let description = [{
    - `gather`: one operand, this rank's slot; joins the shard axis. With `ranks`
      it joins that many consecutive ranks of the axis, and the operand holds the
      slots that `fsdp.keep` kept. A slot is the group's or, with `from`, the part of it that
      this phase reads, from that byte on.
    - `reduce`: the group's full gradients, one per entry of `grads`; joins the
      shard axis. With `segments`, one for each gradient, what travels is what their
      bodies make of it: a slot of `slot_bytes` for every shard, as `fsdp.pack` makes
      one of a rank's parameters. A body receives an element of the gradient (of shard
      s's chunk for slot s), the row in that chunk and that shard's valid rows. Such
      gradients are chunk-major: `shards x outer x chunk x inner`.
    - `all_reduce`: in place on the group's gradient shard over the replicate
      axis (no operand): the sum times `scale`, without it the mean. Of a
      replicated group: its gradients, over the world, onto the shard.

    `add_full` and `add_shard` are kernels of `fsdp-outline-hook-kernels` for
    gradients of several microbatches: they add to the whole gradients and to the
    reduced ones. Where whole gradients of 16 bits wait in f32, `add_full` adds to
    those that wait, `keep_full` makes the first ones wait, and `take_full` adds
    to gradients those that waited. `pack` is the kernel of the bodies: it reads the
    gradients when all that wait were added to them. `chunks` is a GPU's kernel for
    buffered transport of gradients without bodies: see `pack` of `plan.reduce`.

    A GPU has kernels that save launches. `slots_added` adds whole gradients that waited
    while it makes the slots that travel, of gradients with and without bodies, and
    `unpack_added` sums what came onto the reduced ones that wait, in place of
    `add_shard`. `beside` numbers gradients that are part of something else, or
    another's too; `slots` makes slots of these and of the others, in one launch, where
    they would be copied to the others first. What travels in slots though it has no
    bodies is read at `slot_offsets`, a table.

    ```mlir
    %t = fsdp.collective_start gather @group0 axis(shard) inputs(%slot : tensor<48xi8>)
    ```
  }];
  let arguments = (ins FSDP_CollectiveAttr:$kind, FlatSymbolRefAttr:$group,
      FSDP_AxisAttr:$axis, Variadic<AnyType>:$inputs,
      OptionalAttr<TypedArrayAttrBase<FSDP_GradSegmentAttr, "grad segments">>:$grads,
      OptionalAttr<F64Attr>:$scale, OptionalAttr<I64Attr>:$ranks,
      OptionalAttr<FlatSymbolRefAttr>:$add_full, OptionalAttr<FlatSymbolRefAttr>:$add_shard,
      OptionalAttr<FlatSymbolRefAttr>:$keep_full, OptionalAttr<FlatSymbolRefAttr>:$take_full,
      OptionalAttr<FlatSymbolRefAttr>:$pack, OptionalAttr<FlatSymbolRefAttr>:$chunks,
      OptionalAttr<FlatSymbolRefAttr>:$slots, OptionalAttr<FlatSymbolRefAttr>:$slots_added,
      OptionalAttr<FlatSymbolRefAttr>:$unpack_added,
      OptionalAttr<FlatSymbolRefAttr>:$slot_offsets, OptionalAttr<DenseI64ArrayAttr>:$beside,
      OptionalAttr<I64Attr>:$slot_bytes,
      OptionalAttr<TypedArrayAttrBase<FSDP_SegmentAttr, "segments">>:$segments,
      OptionalAttr<I64Attr>:$from);
  let results = (outs FSDP_TokenType:$token);
  let regions = (region VariadicRegion<SizedRegion<1>>:$classes);
  let assemblyFormat = [{
    $kind $group `axis` $axis (`ranks` `(` $ranks^ `)`)?
    (`inputs` `(` $inputs^ `:` type($inputs) `)`)? (`from` `(` $from^ `)`)?
    (`grads` $grads^)? (`scale` `(` $scale^ `)`)?
    (`slot_bytes` `(` $slot_bytes^ `)`)? (`segments` $segments^)? attr-dict-with-keyword $classes
  }];
  let builders = [OpBuilder<(ins "::mlir::Type":$token,
      "::fsdp::Collective":$kind, "::llvm::StringRef":$group,
      "::fsdp::Axis":$axis, "::mlir::ValueRange":$inputs,
      "::mlir::ArrayAttr":$grads, "::mlir::FloatAttr":$scale,
      "::mlir::IntegerAttr":$ranks, CArg<"::mlir::IntegerAttr", "{}">:$from), [{
    build($_builder, $_state, token, kind, group, axis, inputs, grads, scale,
          ranks, /*add_full=*/nullptr, /*add_shard=*/nullptr,
          /*keep_full=*/nullptr, /*take_full=*/nullptr, /*pack=*/nullptr,
          /*chunks=*/nullptr, /*slots=*/nullptr, /*slots_added=*/nullptr,
          /*unpack_added=*/nullptr, /*slot_offsets=*/nullptr, /*beside=*/nullptr,
          /*slot_bytes=*/nullptr, /*segments=*/nullptr, from, /*classesCount=*/0);
  }]>];
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
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
    segment of 4-byte words for each wire. A form has a segment of its own, of its own
    `outer`, `chunk`, `inner` and `size` and of the wires that it is made of. On memrefs
    `dest` is the group's unsharded buffer, `memref<BYTESxi8>`, and there are no results;
    `full_bytes` says how large it is where that is not the group's.
  }];
  let arguments = (ins FlatSymbolRefAttr:$group, FSDP_PhaseAttr:$phase,
      FSDP_SourcesType:$sources,
      TypedArrayAttrBase<FSDP_SegmentAttr, "segments">:$segments,
      Optional<AnyShaped>:$stats, Optional<AnyMemRef>:$dest, OptionalAttr<I64Attr>:$full_bytes);
  let results = (outs Variadic<AnyRankedTensor>:$full);
  let regions = (region VariadicRegion<SizedRegion<1>>:$classes);
  let assemblyFormat = [{
    $group `phase` `` custom<PhaseParen>($phase) $sources
    (`stats` `(` $stats^ `:` type($stats) `)`)? (`into` $dest^ `:` type($dest))?
    `segments` $segments attr-dict-with-keyword (`:` type($full)^)? $classes
  }];
  let hasRegionVerifier = 1;
}

def FSDP_ReduceUnpackOp : FSDP_SymbolUserOp<"reduce_unpack",
    [IsolatedFromAbove, MemoryEffects<[MemRead, MemWrite]>]> {
  let summary = "sums every rank's gradient chunk onto the group's gradient shard";
  let description = [{
    In f32, in rank order, times `scale`; elements beyond a shard's valid rows
    become zero. Writes the group's gradient shard (state buffer GROUP.grad).

    With `segments`, as of its reduce, each rank sent a slot, and a body receives one
    element of each of its wires, row and valid rows, and yields the f32 that is summed.
  }];
  let arguments = (ins FlatSymbolRefAttr:$group, FSDP_SourcesType:$sources, F64Attr:$scale,
      TypedArrayAttrBase<FSDP_GradSegmentAttr, "grad segments">:$grads,
      OptionalAttr<TypedArrayAttrBase<FSDP_SegmentAttr, "segments">>:$segments);
  let regions = (region VariadicRegion<SizedRegion<1>>:$classes);
  let assemblyFormat = [{
    $group $sources `scale` `(` $scale `)` `grads` $grads (`segments` $segments^)?
    attr-dict-with-keyword $classes
  }];
  let builders = [OpBuilder<(ins "::llvm::StringRef":$group, "::mlir::Value":$sources,
      "::llvm::APFloat":$scale, "::mlir::ArrayAttr":$grads), [{
    build($_builder, $_state, group, sources, scale, grads, /*segments=*/nullptr,
          /*classesCount=*/0);
  }]>];
  let hasVerifier = 1;
  let hasRegionVerifier = 1;
}

#endif // FSDP_DIALECT_FSDP_IR_FSDPFUSEDOPS_TD
