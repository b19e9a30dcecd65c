//===- FSDPAttrs.td - attributes of the sharding dialect ---*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_DIALECT_FSDP_IR_FSDPATTRS_TD
#define FSDP_DIALECT_FSDP_IR_FSDPATTRS_TD

include "mlir/IR/AttrTypeBase.td"
include "mlir/IR/EnumAttr.td"
include "fsdp/Dialect/FSDP/IR/FSDPDialect.td"

class FSDP_Attr<string name, string attrMnemonic>
    : AttrDef<FSDP_Dialect, name> {
  let mnemonic = attrMnemonic;
}

def FSDP_GridAttr : FSDP_Attr<"Grid", "grid"> {
  let summary = "ranks as replicas x shards x models";
  let description = [{
    Rank (r * shards + s) * models + m is replica r, shard s and model index m. The
    `models` ranks of one r and s hold parts of one model (tensor parallelism), compute
    on the same batch and are one rank to data parallelism. On the module as
    `fsdp.grid` after `fsdp-import-step`; on a group (`grid`) where it is cut among
    other ranks.
  }];
  let parameters = (ins "int64_t":$replicas, "int64_t":$shards,
                        DefaultValuedParameter<"int64_t", "1">:$models);
  let assemblyFormat = [{
    `<` `replicas` `=` $replicas `,` `shards` `=` $shards (`,` `models` `=` $models^)? `>`
  }];
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Of data parallelism, and all.
    int64_t getDataRanks() const { return getReplicas() * getShards(); }
    int64_t getWorldSize() const { return getDataRanks() * getModels(); }
    /// Axes as a plan has them: ranks whose numbers differ by multiples of the
    /// first number, as many as the second.
    ::mlir::DenseI64ArrayAttr getShardAxis() const {
      return ::mlir::DenseI64ArrayAttr::get(getContext(), {getModels(), getShards()});
    }
    ::mlir::DenseI64ArrayAttr getReplicateAxis() const {
      return ::mlir::DenseI64ArrayAttr::get(getContext(),
                                            {getShards() * getModels(), getReplicas()});
    }
  }];
}

def FSDP_LayoutAttr : FSDP_Attr<"Layout", "layout"> {
  let summary = "how one tensor is cut into equal padded chunks";
  let description = [{
    The full shape seen as `outer x size x inner`, where `size` is the sharded
    dimension. chunk = ceil(size / shards) (torch.chunk's rule, so the last
    non-empty shard may be short and later shards empty); every shard stores
    `outer x chunk x inner` elements, zero beyond its valid rows.

    `block` rows never lie on two shards (an extension with `atomic`): a chunk is a
    multiple of them, or all rows. A block that begins at a multiple of `block` rows
    is then the same one whatever the number of shards.

    `offset` is the element offset of the chunk in its group's state buffer.
  }];
  let parameters = (ins "int64_t":$shards, "int64_t":$dim, "int64_t":$outer,
                        "int64_t":$size, "int64_t":$inner, "int64_t":$offset,
                        DefaultValuedParameter<"int64_t", "1">:$block);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Rows of one padded chunk.
    int64_t getChunk() const {
      int64_t rows = (getSize() + getShards() - 1) / getShards();
      rows = (rows + getBlock() - 1) / getBlock() * getBlock();
      // Behind the last row of several pieces comes the next piece's first.
      return getOuter() == 1 && rows > getSize() ? getSize() : rows;
    }
    /// Elements of one padded chunk.
    int64_t getChunkElements() const { return getOuter() * getChunk() * getInner(); }
    /// Rows of the full tensor after padding every shard to a whole chunk.
    int64_t getPaddedSize() const { return getChunk() * getShards(); }
    /// Elements of the full tensor after padding.
    int64_t getPaddedElements() const { return getOuter() * getPaddedSize() * getInner(); }
    /// Rows of `shard` that belong to the tensor, 0 for an empty shard.
    int64_t getValidRows(int64_t shard) const {
      int64_t rest = getSize() - shard * getChunk();
      return rest < 0 ? 0 : rest < getChunk() ? rest : getChunk();
    }
  }];
}

def FSDP_StorageAttr : FSDP_Attr<"Storage", "storage"> {
  let summary = "one tensor in which a frozen parameter is stored";
  let description = [{
    What the pre hook of an extension with `storage` made of this rank's padded
    chunk when the parameter was loaded: `type` on every rank, at byte `offset` of
    its group's state, which is a multiple of 16. `name` is what the extension calls
    it; an empty one is the parameter itself in another type.
  }];
  let parameters = (ins StringRefParameter<>:$name, "::mlir::RankedTensorType":$type,
                        "int64_t":$offset);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Bytes of its elements, and with what fills them up to 16 of them.
    int64_t getBytes() const {
      return getType().getNumElements() * (getType().getElementTypeBitWidth() / 8);
    }
    int64_t getStoredBytes() const {
      return (getType().getNumElements() + 15) / 16 * 16 *
             (getType().getElementTypeBitWidth() / 8);
    }
  }];
}

def FSDP_FormAttr : FSDP_Attr<"Form", "form"> {
  let summary = "one compute form of a parameter that a step reads";
  let description = [{
    What the post hook of the parameter's extension yields under `name` (an extension
    with `forms`) in place of the parameter: codes, their scales, or the same in
    another layout. `type` is the full tensor, made of what every rank's chunk gives,
    one behind the other in the parameter's sharded dimension. A form has no state of
    its own: values, gradient and optimizer are the parameter's.
  }];
  let parameters = (ins StringRefParameter<>:$name, "::mlir::RankedTensorType":$type);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}

def FSDP_Phase : I32EnumAttr<"Phase", "where a gather's parameters are read", [
    I32EnumAttrCase<"Whole", 0, "whole">,
    I32EnumAttrCase<"Forward", 1, "forward">,
    I32EnumAttrCase<"Backward", 2, "backward">]> {
  let cppNamespace = "::fsdp";
  let genSpecializedAttr = 0;
}
def FSDP_PhaseAttr : EnumAttr<FSDP_Dialect, FSDP_Phase, "phase"> {
  let assemblyFormat = "`<` $value `>`";
}

def FSDP_Collective : I32EnumAttr<"Collective", "what a collective does", [
    I32EnumAttrCase<"Gather", 0, "gather">,
    I32EnumAttrCase<"Reduce", 1, "reduce">,
    I32EnumAttrCase<"AllReduce", 2, "all_reduce">]> {
  let cppNamespace = "::fsdp";
  let genSpecializedAttr = 0;
}
def FSDP_CollectiveAttr : EnumAttr<FSDP_Dialect, FSDP_Collective, "collective"> {
  let assemblyFormat = "$value";
}

def FSDP_ExchangeKind : I32EnumAttr<"ExchangeKind", "what a collective of the step's own does", [
    I32EnumAttrCase<"Sum", 0, "sum">,
    I32EnumAttrCase<"Max", 1, "max">,
    I32EnumAttrCase<"AllGather", 2, "all_gather">,
    I32EnumAttrCase<"AllToAll", 3, "all_to_all">]> {
  let cppNamespace = "::fsdp";
  let genSpecializedAttr = 0;
}
def FSDP_ExchangeKindAttr : EnumAttr<FSDP_Dialect, FSDP_ExchangeKind, "exchange_kind"> {
  let assemblyFormat = "$value";
}

/// World: all replicas and shards, of one model index.
def FSDP_Axis : I32EnumAttr<"Axis", "the ranks that a collective joins", [
    I32EnumAttrCase<"Shard", 0, "shard">,
    I32EnumAttrCase<"Replicate", 1, "replicate">,
    I32EnumAttrCase<"World", 2, "world">]> {
  let cppNamespace = "::fsdp";
  let genSpecializedAttr = 0;
}
def FSDP_AxisAttr : EnumAttr<FSDP_Dialect, FSDP_Axis, "axis"> {
  let assemblyFormat = "`(` $value `)`";
}

def FSDP_Reduction : I32EnumAttr<"Reduction", "how ranks' tensors become one", [
    I32EnumAttrCase<"Sum", 0, "sum">,
    I32EnumAttrCase<"Max", 1, "max">]> {
  let cppNamespace = "::fsdp";
  let genSpecializedAttr = 0;
}
def FSDP_ReductionAttr : EnumAttr<FSDP_Dialect, FSDP_Reduction, "reduction"> {
  let assemblyFormat = "$value";
}

def FSDP_Combine : I32EnumAttr<"Combine", "how values become one", [
    I32EnumAttrCase<"Max", 0, "max">]> {
  let cppNamespace = "::fsdp";
  let genSpecializedAttr = 0;
}
def FSDP_CombineAttr : EnumAttr<FSDP_Dialect, FSDP_Combine, "combine"> {
  let assemblyFormat = "$value";
}

def FSDP_BlockCombine : I32EnumAttr<"BlockCombine", "how a block's values become one", [
    I32EnumAttrCase<"Max", 0, "max">,
    I32EnumAttrCase<"Min", 1, "min">,
    I32EnumAttrCase<"Sum", 2, "sum">]> {
  let cppNamespace = "::fsdp";
  let genSpecializedAttr = 0;
}
def FSDP_BlockCombineAttr : EnumAttr<FSDP_Dialect, FSDP_BlockCombine, "block_combine"> {
  let assemblyFormat = "$value";
}

def FSDP_SegmentAttr : FSDP_Attr<"Segment", "segment"> {
  let summary = "one parameter's place in a fused hook kernel";
  let description = [{
    Data of `fsdp.pack`, `fsdp.unpack`: which hook body (`class`, an index into
    the op's regions) reads and writes where, for one parameter. Of the reduce
    `collective_start` and of `fsdp.reduce_unpack`: for one gradient, with `state` its
    place in the group's gradient shard and `full` its byte in the group's full
    gradients.

    - `param`: the parameter's symbol;
    - `outer`, `chunk`, `inner`: the padded chunk, in elements;
    - `size`: rows of the full tensor (so shard s has
      clamp(size - s * chunk, 0, chunk) valid rows);
    - `state`: element offset of each inner tensor's chunk in the group's state;
      empty in an unpack where one wire is only moved, as 4-byte words;
    - `wire`: byte offset of each wire in one rank's slot, 16-byte aligned; none in
      an unpack of a form that is made of statistics alone;
    - `full`: byte offset of each unsharded inner tensor in the group's
      unsharded buffer (empty in a pack), 64-byte aligned. The full tensor is
      stored padded: outer x (shards * chunk) x inner;
    - `stats`: which values of the op's `stats` operand the body takes; absent
      where it takes none;
    - `block`: how many consecutive elements of the padded chunk share what the
      body computes once for each block (`fsdp.block_reduce`); the last block of
      a chunk may be short. 0: the body is of element scope;
    - `blockWires`: which wires have one element for each block; the others have
      one for each element of the chunk.
  }];
  let parameters = (ins "int64_t":$classIndex, "::mlir::FlatSymbolRefAttr":$param,
      "int64_t":$outer, "int64_t":$chunk, "int64_t":$inner, "int64_t":$size,
      "::mlir::DenseI64ArrayAttr":$state, "::mlir::DenseI64ArrayAttr":$wire,
      "::mlir::DenseI64ArrayAttr":$full,
      OptionalParameter<"::mlir::DenseI64ArrayAttr">:$stats,
      DefaultValuedParameter<"int64_t", "0">:$block,
      OptionalParameter<"::mlir::DenseI64ArrayAttr">:$blockWires);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Elements of the padded chunk, and its blocks.
    int64_t getChunkElements() const { return getOuter() * getChunk() * getInner(); }
    int64_t getBlocks() const {
      return (getChunkElements() + getBlock() - 1) / getBlock();
    }
    /// Whether wire `i` has one element for each block.
    bool isBlockWire(int64_t i) const {
      return getBlockWires() && ::llvm::is_contained(getBlockWires().asArrayRef(), i);
    }
    /// Elements of wire `i` in one rank's slot.
    int64_t getWireElements(int64_t i) const {
      return isBlockWire(i) ? getBlocks() : getChunkElements();
    }
    /// The body's statistics, none where the field is absent.
    ::llvm::ArrayRef<int64_t> getStatPlaces() const {
      return getStats() ? getStats().asArrayRef() : ::llvm::ArrayRef<int64_t>();
    }
  }];
}

def FSDP_StatSegmentAttr : FSDP_Attr<"StatSegment", "stat_segment"> {
  let summary = "one statistic of one parameter";
  let description = [{
    Data of `fsdp.stats`: `classIndex`, `param`, `outer`, `chunk`, `inner`, `size`
    and `state` as in `#fsdp.segment`; `value` is the statistic's place in the
    result.
  }];
  let parameters = (ins "int64_t":$classIndex, "::mlir::FlatSymbolRefAttr":$param,
      "int64_t":$outer, "int64_t":$chunk, "int64_t":$inner, "int64_t":$size,
      "::mlir::DenseI64ArrayAttr":$state, "int64_t":$value);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}

def FSDP_GradSegmentAttr : FSDP_Attr<"GradSegment", "grad_segment"> {
  let summary = "one gradient's place in a reduction";
  let description = [{
    Data of the reduce `collective_start` and of `fsdp.reduce_unpack`.

    - `param`, `innerIndex`: whose gradient; -1: every inner tensor's;
    - `outer`, `chunk`, `inner`, `size`: as in `#fsdp.segment`;
    - `full`: byte offset of the full padded gradient in the group's gradient
      buffer, 64-byte aligned;
    - `slot`: byte offset of one chunk in a packed (buffered transport) slot;
    - `shard`: element offset of the reduced chunk in the group's gradient
      shard, in f32;
    - `dtype`: element type of the gradient while it travels; f32 where absent.
  }];
  let parameters = (ins "::mlir::FlatSymbolRefAttr":$param, "int64_t":$innerIndex,
      "int64_t":$outer, "int64_t":$chunk, "int64_t":$inner, "int64_t":$size,
      "int64_t":$full, "int64_t":$slot, "int64_t":$shard,
      DefaultValuedParameter<"::mlir::Type", "::mlir::Float32Type::get($_ctxt)">:$dtype);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
  let extraClassDeclaration = [{
    /// Bytes of one element while it travels.
    int64_t getElementBytes() const { return getDtype().getIntOrFloatBitWidth() / 8; }
    /// Elements of the chunk, and of one of its outer pieces.
    int64_t getPieceElements() const { return getChunk() * getInner(); }
    int64_t getChunkElements() const { return getOuter() * getPieceElements(); }
  }];
}

def FSDP_UpdateSegmentAttr : FSDP_Attr<"UpdateSegment", "update_segment"> {
  let summary = "one flat run of elements that an optimizer update walks";
  let description = [{
    `count` f32 elements at element offset `state` of the group's state, `grad`
    of its gradient shard and `moment` of each of its optimizer states. Runs that
    are contiguous in all three are one segment, so a plain group has one.
  }];
  let parameters = (ins "int64_t":$state, "int64_t":$grad, "int64_t":$moment,
                        "int64_t":$count);
  let assemblyFormat = "`<` struct(params) `>`";
  let genVerifyDecl = 1;
}

#endif // FSDP_DIALECT_FSDP_IR_FSDPATTRS_TD
