//===- PlanOps.td - commands and what they work on ---------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_DIALECT_PLAN_IR_PLANOPS_TD
#define FSDP_DIALECT_PLAN_IR_PLANOPS_TD

include "mlir/IR/SymbolInterfaces.td"
include "mlir/IR/RegionKindInterface.td"
include "fsdp/Dialect/Plan/IR/PlanDialect.td"

class Plan_Op<string mnemonic, list<Trait> traits = []>
    : Op<Plan_Dialect, mnemonic, traits>;

/// An op whose state, table, kernel or group must be there and fit it.
class Plan_SymbolUserOp<string mnemonic, list<Trait> traits = []>
    : Plan_Op<mnemonic, traits # [DeclareOpInterfaceMethods<SymbolUserOpInterface>]>;

//===----------------------------------------------------------------------===//
// Module level
//===----------------------------------------------------------------------===//

def Plan_StateOp : Plan_Op<"state", [Symbol]> {
  let summary = "a per-rank buffer that outlives entries";
  let description = [{
    `arena` is "state" (parameters, moments), "carried" (reduced gradients) or
    "accumulated" (gradients of several microbatches before their reduction).
    `moment` is the element type of an optimizer's state. `offset` is set by
    fsdp-plan-memory.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, I64Attr:$bytes, StrAttr:$arena,
                       OptionalAttr<TypeAttr>:$moment,
                       OptionalAttr<I64Attr>:$offset);
  let assemblyFormat = "$sym_name `bytes` $bytes `arena` $arena attr-dict";
  let hasVerifier = 1;
}

def Plan_TensorOp : Plan_SymbolUserOp<"tensor"> {
  let summary = "a named tensor that lies in state buffers, chunk by chunk";
  let description = [{
    `role` is "param", "moment", "grad", "buffer", "copy". `name` is what users call it
    (safetensors name): NAME[.INNER] for parameters and gradients; moments
    NAME[.INNER].exp_avg; what every rank keeps unsharded of a parameter whose hooks
    have state NAME[.INNER].copy. The chunk (outer x chunk x inner elements of `dtype`)
    lies at byte `offset` of `buffer`; shard s owns rows
    [s*chunk, min(size, (s+1)*chunk)) of dimension `dim` of `shape`. `param` and
    `inner` say whose it is. A buffer is whole on every rank, and so is a
    `replicated` tensor; with `local` each rank's values are its own.

    A tensor with `source` is one of those in which a frozen parameter is stored:
    the entry "store.PARAM" makes all of them of the chunk of the parameter, whose full
    shape is `source`, cut in dimension `source_dim`.

    With `model_dim` the `shape` is that of the part that one rank of the model axis
    has: the whole tensor is as many of them, one behind the other in that dimension.
  }];
  let arguments = (ins StrAttr:$name, StrAttr:$role, FlatSymbolRefAttr:$buffer,
      I64Attr:$offset, TypeAttr:$dtype, DenseI64ArrayAttr:$shape, I64Attr:$dim,
      I64Attr:$chunk, OptionalAttr<FlatSymbolRefAttr>:$group, UnitAttr:$trained,
      OptionalAttr<StrAttr>:$param, OptionalAttr<StrAttr>:$inner, UnitAttr:$local,
      UnitAttr:$replicated, OptionalAttr<DenseI64ArrayAttr>:$source,
      DefaultValuedAttr<I64Attr, "0">:$source_dim, OptionalAttr<I64Attr>:$model_dim);
  let hasVerifier = 1;
  let assemblyFormat = "$name `role` $role `in` $buffer `at` $offset attr-dict";
}

def Plan_TableOp : Plan_Op<"table", [Symbol]> {
  let summary = "i64 values, a function of the shard and the model index";
  let description = [{
    Entry i on shard index s is clamp(base[i] + s * stride[i], lo[i], hi[i]).
    With `buffered_base` and `buffered_stride`, those replace base and stride
    in a session with buffered transport. With `axis` (distance of its ranks, how
    many) s is the rank's number among those, rank / distance % many, and not among the
    shards of the grid. With `model_stride`, m times its entry i is added on model
    index m.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, DenseI64ArrayAttr:$base,
      DenseI64ArrayAttr:$stride, DenseI64ArrayAttr:$lo, DenseI64ArrayAttr:$hi,
      OptionalAttr<DenseI64ArrayAttr>:$buffered_base,
      OptionalAttr<DenseI64ArrayAttr>:$buffered_stride,
      OptionalAttr<DenseI64ArrayAttr>:$model_stride,
      OptionalAttr<DenseI64ArrayAttr>:$axis);
  let assemblyFormat = "$sym_name `base` $base `stride` $stride attr-dict";
  let hasVerifier = 1;
}

def Plan_ScalarOp : Plan_Op<"scalar"> {
  let summary = "a run-time scalar and its default; its place is `index`";
  let description = [{
    Not a symbol: a scalar may be called as an entry is ("step").
  }];
  let arguments = (ins StrAttr:$name, F64Attr:$initial, I64Attr:$index);
  let assemblyFormat = "$name `initial` `(` $initial `)` `index` $index attr-dict";
  let hasVerifier = 1;
}

def Plan_GroupOp : Plan_Op<"group", [Symbol]> {
  let summary = "a gather group, for reports and --save-wire";
  let description = [{
    `wires` lists each wire of one rank's slot in order, as dictionaries
    {param, input, dtype, elements, offset}. `fsdp` index order is argument order,
    the root last. `reshard` is what was asked for ("true", "false", "auto",
    "default"); `kept`, `reason` and `kept_bytes` are what `fsdp-schedule` decided:
    whether backward reads the buffer that forward unpacked, why, and by how much
    that raises the peak. `recompute`: backward computes again what forward computed
    from the group. `prefetch` = [F, B]: groups gathered ahead while it is in use, in
    forward and backward, where that is not as for all groups.
    `axis` (distance of its ranks, how many): among which ranks its
    tensors are cut, where those are not the shards of the grid.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, I64Attr:$slot_bytes, I64Attr:$full_bytes,
      ArrayAttr:$wires, UnitAttr:$root, OptionalAttr<StrAttr>:$reshard, UnitAttr:$kept,
      OptionalAttr<StrAttr>:$reason, OptionalAttr<I64Attr>:$kept_bytes,
      UnitAttr:$recompute, OptionalAttr<DenseI64ArrayAttr>:$prefetch,
      OptionalAttr<DenseI64ArrayAttr>:$axis);
  let assemblyFormat = "$sym_name attr-dict";
  let hasVerifier = 1;
}

def Plan_EntryOp : Plan_Op<"entry", [Symbol, NoTerminator, SingleBlock,
                                     IsolatedFromAbove]> {
  let summary = "a command list";
  let description = [{
    `step.sync`, `optimizer`, `eval`, `unshard.GROUP`, ... An entry ends quiet:
    every stream is joined into stream 0 and everything a peer could still read
    is reclaimed.

    Gradients may wait between entries: an entry that `leaves` some is followed by
    one that `needs` them ("full": whole gradients, "partial": reduced ones). A
    host names `base`; its form that needs what is there runs.
  }];
  let arguments = (ins SymbolNameAttr:$sym_name, OptionalAttr<StrAttr>:$base,
      OptionalAttr<StrAttr>:$needs, OptionalAttr<StrAttr>:$leaves);
  let regions = (region SizedRegion<1>:$body);
  let assemblyFormat = "$sym_name attr-dict-with-keyword $body";
  let hasRegionVerifier = 1;
}

//===----------------------------------------------------------------------===//
// What commands work on
//===----------------------------------------------------------------------===//

def Plan_AllocOp : Plan_Op<"alloc"> {
  let summary = "bytes that live within this entry";
  let description = [{
    `arena` is "transient", "wire" (peers read it: slots, full gradients) or
    "gathered" (used by buffered transport only). `offset` is set by
    fsdp-plan-memory.
  }];
  let arguments = (ins I64Attr:$bytes, StrAttr:$arena, OptionalAttr<I64Attr>:$offset,
                       OptionalAttr<StrAttr>:$name);
  let results = (outs Plan_BufferType:$buffer);
  let assemblyFormat = "$bytes $arena attr-dict";
  let hasVerifier = 1;
}

def Plan_RefOp : Plan_SymbolUserOp<"ref"> {
  let summary = "a state buffer";
  let description = [{
    The bytes of a `plan.state`, for the commands of this entry. Two references to
    one state are the same bytes.

    ```mlir
    %shard = plan.ref @group0.param
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$state);
  let results = (outs Plan_BufferType:$buffer);
  let assemblyFormat = "$state attr-dict";
}

def Plan_BindOp : Plan_Op<"bind"> {
  let summary = "memory of the caller";
  let description = [{
    `kind` is "batch" or "chunk" (read), "loss", "metric" or "count" (written); a
    chunk is this rank's of a parameter that is being loaded. `name` as in the input; `dtype` and `shape` are the tensor's. With `combined` every rank
    gets the same value, made of all ranks'.
  }];
  let arguments = (ins StrAttr:$kind, StrAttr:$name, TypeAttr:$dtype,
      DenseI64ArrayAttr:$shape, UnitAttr:$combined);
  let results = (outs Plan_BufferType:$buffer);
  let assemblyFormat = "$kind $name attr-dict";
  let hasVerifier = 1;
}

def Plan_TableRefOp : Plan_SymbolUserOp<"table_ref"> {
  let summary = "the values of a table on this rank";
  let description = [{
    ```mlir
    %valid_rows = plan.table_ref @valid_rows
    ```
  }];
  let arguments = (ins FlatSymbolRefAttr:$table);
  let results = (outs Plan_TableType:$values);
  let assemblyFormat = "$table attr-dict";
}

def Plan_ScalarsOp : Plan_Op<"scalars"> {
  let summary = "the run-time scalars, as kernels receive them";
  let description = [{
    All of them, f64, in the order of their `index`. A kernel reads them when it
    runs, so a host may change them between two runs.

    ```mlir
    %scalars = plan.scalars
    ```
  }];
  let results = (outs Plan_ScalarsType:$values);
  let assemblyFormat = "attr-dict";
}

//===----------------------------------------------------------------------===//
// Commands
//===----------------------------------------------------------------------===//

def Plan_LaunchOp : Plan_SymbolUserOp<"launch"> {
  let summary = "runs a kernel";
  let description = [{
    The kernel's parameters are the operands, in order, each a pointer: a buffer
    at its offset, a table of source pointers, an i64 table, the f64 scalars.
    For `!plan.sources`, offset and bytes say what of each slot is read.
    `phase` is "forward", "backward" or absent; `group` is set on hook kernels.
    `label` is what traces show.
  }];
  let arguments = (ins FlatSymbolRefAttr:$kernel, Variadic<AnyType>:$args,
      DenseI64ArrayAttr:$offsets, DenseI64ArrayAttr:$bytes, DenseI64ArrayAttr:$access,
      I64Attr:$stream, OptionalAttr<StrAttr>:$phase, OptionalAttr<FlatSymbolRefAttr>:$group,
      OptionalAttr<StrAttr>:$label);
  let assemblyFormat = [{
    $kernel `(` ($args^ `:` type($args))? `)` `at` $offsets `bytes` $bytes
    `access` $access `stream` $stream attr-dict
  }];
  let hasVerifier = 1;
}

def Plan_GemmOp : Plan_Op<"gemm"> {
  let summary = "C = A B + beta C, row major, optionally batched";
  let description = [{
    A is m x k (k x m if `ta`), B is k x n (n x k if `tb`); `ld` are leading
    dimensions and `batch_stride` the distances between batch members of A, B, C,
    in elements (0: the same matrix for every member). `dtype` is A's and B's
    element type, C is f32.
  }];
  let arguments = (ins AnyType:$a, AnyType:$b, AnyType:$c,
      DenseI64ArrayAttr:$offsets, DenseI64ArrayAttr:$bytes, BoolAttr:$ta, BoolAttr:$tb,
      I64Attr:$m, I64Attr:$n, I64Attr:$k, DenseI64ArrayAttr:$ld, I64Attr:$batch,
      DenseI64ArrayAttr:$batch_stride, BoolAttr:$accumulate, TypeAttr:$dtype,
      I64Attr:$stream, OptionalAttr<StrAttr>:$phase);
  let assemblyFormat = [{
    $a `,` $b `,` $c `:` type($a) `,` type($b) `,` type($c)
    `at` $offsets `bytes` $bytes `stream` $stream attr-dict
  }];
  let hasVerifier = 1;
}

def Plan_GatherOp : Plan_SymbolUserOp<"gather"> {
  let summary = "offers this rank's slot to the shard axis, and theirs to this rank";
  let description = [{
    Logical. Peer transport publishes the slot, and the sources point into the
    other ranks' memory; buffered transport copies W slots into `gathered`.
    Complete once a later command of its stream runs or an event signalled after
    it is waited for. The slot may be written again after `reclaim`.

    With `ranks` only that many consecutive ranks of the axis join, and each offers
    `parts` slots side by side: there is a source for each.

    Of a group whose phases read different wires a gather offers a part of the slot:
    `bytes` of it that begin at byte `from` of what `wires` of the group describes.
  }];
  let arguments = (ins Plan_BufferType:$slot, Plan_BufferType:$gathered, I64Attr:$offset,
      I64Attr:$bytes, FlatSymbolRefAttr:$group, I64Attr:$stream, OptionalAttr<StrAttr>:$phase,
      OptionalAttr<I64Attr>:$ranks, DefaultValuedAttr<I64Attr, "1">:$parts,
      DefaultValuedAttr<I64Attr, "0">:$from);
  let results = (outs Plan_SourcesType:$sources);
  let assemblyFormat = [{
    $slot `gathered` $gathered `group` $group `at` $offset `bytes` $bytes `stream` $stream attr-dict
  }];
  let hasVerifier = 1;
}

def Plan_ReduceOp : Plan_SymbolUserOp<"reduce"> {
  let summary = "offers this rank's full gradients; the sources are every rank's";
  let description = [{
    Logical, like gather. In peer transport source q is rank q's gradient buffer,
    in buffered transport rank q's chunks for this rank, packed: segment i's
    `outer` pieces of `piece` bytes, `stride` bytes apart, from byte
    `full + shard * piece` of the buffer to byte `slot` of the packed slot.
    `segments` holds 5 numbers each: full, outer, piece, stride, slot.

    `pack` is a kernel of two buffers that packs the slots of all ranks, one after
    the other, from the gradients, for devices with streams; without it they copy
    the segments. Where the gradients are such slots already, nothing is packed.
  }];
  let arguments = (ins Plan_BufferType:$grads, Plan_BufferType:$received, I64Attr:$bytes,
      I64Attr:$slot_bytes, DenseI64ArrayAttr:$segments, FlatSymbolRefAttr:$group,
      I64Attr:$stream, OptionalAttr<FlatSymbolRefAttr>:$pack);
  let results = (outs Plan_SourcesType:$sources);
  let assemblyFormat = [{
    $grads `received` $received `group` $group `bytes` $bytes `slot` $slot_bytes
    `segments` $segments `stream` $stream attr-dict
  }];
  let hasVerifier = 1;
}

def Plan_ReleaseOp : Plan_Op<"release"> {
  let summary = "this rank has read the sources of a gather or reduce";
  let arguments = (ins Plan_SourcesType:$sources, I64Attr:$stream);
  let assemblyFormat = "$sources `stream` $stream attr-dict";
  let hasVerifier = 1;
}

def Plan_ReclaimOp : Plan_Op<"reclaim"> {
  let summary = "waits until every rank has released what this rank offered";
  let arguments = (ins Plan_SourcesType:$sources, I64Attr:$stream);
  let assemblyFormat = "$sources `stream` $stream attr-dict";
  let hasVerifier = 1;
}

def Plan_AllReduceOp : Plan_SymbolUserOp<"all_reduce"> {
  let summary = "dest = op over ranks of source, in rank order; source is intact";
  let description = [{
    `op` is "sum" or "max", times `scale`; `dtype` is f32, f64, i64, i32 or i1
    (integers are divided by the integer next to 1 / scale, toward zero; of i1 both
    are "or"). `axis` is "shard", "replicate", "world" (both of them), "model" (the
    ranks that hold parts of one model) or "ranks", those whose numbers differ by
    multiples of `ranks`[0], `ranks`[1] of them; of a `group` with an `axis` of its own
    the first two are that one and the replicas beside it. The source may be written
    again as soon as the command is complete.
  }];
  let arguments = (ins Plan_BufferType:$source, Plan_BufferType:$dest,
      DenseI64ArrayAttr:$offsets, I64Attr:$count, StrAttr:$op, F64Attr:$scale, StrAttr:$axis,
      I64Attr:$stream, OptionalAttr<FlatSymbolRefAttr>:$group, OptionalAttr<StrAttr>:$label,
      DefaultValuedAttr<TypeAttr, "$_builder.getF32Type()">:$dtype,
      OptionalAttr<StrAttr>:$phase, OptionalAttr<DenseI64ArrayAttr>:$ranks);
  let extraClassDeclaration = [{
    /// Bytes of the source, and of the destination.
    int64_t getBytes();
  }];
  let assemblyFormat = [{
    $source `to` $dest `at` $offsets `count` $count `op` $op `axis` $axis `stream` $stream attr-dict
  }];
  let hasVerifier = 1;
}

def Plan_ExchangeOp : Plan_Op<"exchange"> {
  let summary = "dest = a piece of every rank's source, in rank order; source is intact";
  let description = [{
    A collective of the step's own that moves `bytes` from each rank to each. `kind` is
    "all_gather": the source is one piece, which goes to all; or "all_to_all": a piece
    for every rank, in rank order. Ranks whose numbers differ by multiples of
    `ranks`[0] join, `ranks`[1] of them. The source may be written again as soon as the
    command is complete.

    ```mlir
    plan.exchange %x to %all at [0, 0] bytes 64 kind "all_gather" ranks [1, 2] stream 0
    ```
  }];
  let arguments = (ins Plan_BufferType:$source, Plan_BufferType:$dest,
      DenseI64ArrayAttr:$offsets, I64Attr:$bytes, StrAttr:$kind, DenseI64ArrayAttr:$ranks,
      I64Attr:$stream, OptionalAttr<StrAttr>:$phase);
  let extraClassDeclaration = [{
    int64_t getSourceBytes() {
      return getKind() == "all_to_all" ? getDestBytes() : int64_t(getBytes());
    }
    int64_t getDestBytes() { return getBytes() * getRanks()[1]; }
  }];
  let assemblyFormat = [{
    $source `to` $dest `at` $offsets `bytes` $bytes `kind` $kind `ranks` $ranks `stream` $stream attr-dict
  }];
  let hasVerifier = 1;
}

def Plan_CopyOp : Plan_Op<"copy"> {
  let summary = "copies bytes between ranges that do not overlap";
  let description = [{
    `offsets` are those of source and destination.

    ```mlir
    plan.copy %a to %b : !plan.buffer, !plan.buffer at [0, 64] bytes 16 stream 0
    ```
  }];
  let arguments = (ins AnyType:$source, AnyType:$dest,
      DenseI64ArrayAttr:$offsets, I64Attr:$bytes, I64Attr:$stream, OptionalAttr<StrAttr>:$phase);
  let assemblyFormat = "$source `to` $dest `:` type($source) `,` type($dest) `at` $offsets `bytes` $bytes `stream` $stream attr-dict";
  let hasVerifier = 1;
}

def Plan_FillOp : Plan_Op<"fill"> {
  let summary = "sets bytes to zero";
  let arguments = (ins AnyType:$dest, I64Attr:$offset, I64Attr:$bytes, I64Attr:$stream,
                       OptionalAttr<StrAttr>:$phase);
  let assemblyFormat = "$dest `:` type($dest) `at` $offset `bytes` $bytes `stream` $stream attr-dict";
  let hasVerifier = 1;
}

def Plan_SignalOp : Plan_Op<"signal"> {
  let summary = "an event that happens when everything before it on its stream has";
  let arguments = (ins I64Attr:$stream);
  let results = (outs Plan_EventType:$event);
  let assemblyFormat = "`stream` $stream attr-dict";
  let hasVerifier = 1;
}

def Plan_WaitOp : Plan_Op<"wait"> {
  let summary = "what follows on `stream` happens after the event";
  let arguments = (ins Plan_EventType:$event, I64Attr:$stream);
  let assemblyFormat = "$event `stream` $stream attr-dict";
  let hasVerifier = 1;
}

#endif // FSDP_DIALECT_PLAN_IR_PLANOPS_TD
