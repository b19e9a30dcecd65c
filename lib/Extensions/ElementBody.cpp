//===- ElementBody.cpp - the scalar body of a hook ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/ElementBody.h"
#include "ElementWalker.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace fsdp;

/// A class's block: one argument per element, row, valid rows, statistics.
static Block &addClassBlock(Region &region, TypeRange elements, Location loc,
                            size_t stats = 0) {
  Block &block = region.emplaceBlock();
  for (Type type : elements)
    block.addArgument(getElementTypeOrSelf(type), loc);
  Type index = IndexType::get(loc.getContext());
  block.addArguments({index, index}, {loc, loc});
  for (size_t i = 0; i < stats; ++i)
    block.addArgument(Float32Type::get(loc.getContext()), loc);
  return block;
}

/// Pre of one pair for a walk, and what it combines over the ranks.
namespace {
struct SpecializedPre {
  SpecializedHook hook;
  SmallVector<AllReduceOp> reductions;

  SpecializedPre(const HookSpecializer &specializer, const HookSignature &sig,
                 const HookProof &proof, const HookContext &context) {
    hook = specializer.specialize(sig, /*pre=*/true, context, proof.chunks,
                                  std::nullopt);
    hook.func->walk([&](AllReduceOp op) { reductions.push_back(op); });
  }
};
} // namespace

static LogicalResult encodeWires(SpecializedPre &pre, const HookSignature &sig,
                                 const HookProof &proof,
                                 const HookContext &context,
                                 ArrayRef<unsigned> wires, Region &encode,
                                 std::vector<HookStatistic> &stats,
                                 HookBlocks &blocks) {
  Location loc = sig.getExtension().getLoc();
  for (AllReduceOp op : pre.reductions) {
    HookStatistic stat{std::make_unique<Region>()};
    Block &block = addClassBlock(*stat.body, proof.chunks, loc);
    FailureOr<float> initial =
        ElementWalker(sig, context, /*pre=*/true, block, pre.hook, {},
                      /*scope=*/nullptr)
            .yieldStatistic(op);
    if (failed(initial))
      return failure();
    stat.initial = *initial;
    stats.push_back(std::move(stat));
  }
  Block &block =
      addClassBlock(encode, proof.chunks, loc, pre.reductions.size());
  ElementWalker encoder(sig, context, /*pre=*/true, block, pre.hook,
                        pre.reductions, &blocks);
  SmallVector<int64_t> counts;
  for (unsigned wire : wires)
    counts.push_back(proof.wires[wire].getNumElements());
  return encoder.yieldAll(wires, counts);
}

/// What post yields first, `count` values of the chunk of `context`.
static LogicalResult decodeWires(SpecializedPre &pre, SpecializedHook &post,
                                 const HookSignature &sig,
                                 const HookProof &proof,
                                 const HookContext &context,
                                 ElementWalker::Chunk chunk, unsigned count,
                                 HookBlocks &blocks, Region &decode) {
  SmallVector<Type> wires = proof.getWireTypes();
  Block &block = addClassBlock(decode, wires, sig.getExtension().getLoc(),
                               pre.reductions.size());
  ElementWalker metadata(sig, context, /*pre=*/true, block, pre.hook,
                         pre.reductions, /*scope=*/nullptr);
  metadata.forbidElements();
  ElementWalker decoder(sig, context, /*pre=*/false, block, post,
                        pre.reductions, &blocks);
  decoder.setMetadata(metadata);
  decoder.setChunk(chunk);
  SmallVector<int64_t> counts(count, context.getChunkElements());
  return decoder.yieldAll(llvm::to_vector(llvm::seq<unsigned>(0, count)),
                          counts);
}

LogicalResult fsdp::buildElementBodies(
    const HookSpecializer &specializer, const HookSignature &sig,
    const HookProof &proof, const HookContext &context, Region &encode,
    Region &decode, std::vector<HookStatistic> &stats, HookBlocks &blocks) {
  SpecializedPre pre(specializer, sig, proof, context);
  SmallVector<Type> wires = proof.getWireTypes();
  SpecializedHook post =
      specializer.specialize(sig, /*pre=*/false, context, wires, std::nullopt);
  if (failed(encodeWires(pre, sig, proof, context,
                         llvm::to_vector(llvm::seq(sig.numWires)), encode,
                         stats, blocks)))
    return failure();
  return decodeWires(pre, post, sig, proof, context,
                     ElementWalker::Chunk::OfParam, sig.numInner, blocks,
                     decode);
}

/// Numbers of the metadata that depend on what the ranks combine.
static FailureOr<SmallVector<unsigned>>
findTravelling(SpecializedHook &pre, const HookSignature &sig) {
  SmallVector<unsigned> numbers;
  for (unsigned i = 0; i < sig.numMetadata; ++i) {
    Value value = pre.getYielded(sig.numWires + i);
    llvm::SetVector<Operation *> slice;
    BackwardSliceOptions options;
    options.omitBlockArguments = options.inclusive = true;
    (void)getBackwardSlice(value, &slice, options);
    if (llvm::none_of(slice, llvm::IsaPred<AllReduceOp>))
      continue;
    if (!value.getType().isIntOrFloat() ||
        value.getType().getIntOrFloatBitWidth() % 8)
      return mlir::emitError(value.getLoc())
             << "not supported yet: pre of extension @"
             << sig.getExtension().getSymName() << " yields metadata of "
             << value.getType()
             << " that travels with a gradient, expected a number of whole "
                "bytes";
    numbers.push_back(i);
  }
  return numbers;
}

LogicalResult fsdp::buildGradientBodies(
    const HookSpecializer &specializer, const HookSignature &sig,
    const HookProof &proof, const HookContext &context, Region &encode,
    Region &decode, HookBlocks &blocks, SmallVector<Type> &wires) {
  Location loc = sig.getExtension().getLoc();
  SpecializedPre pre(specializer, sig, proof, context);
  SpecializedHook post = specializer.specialize(
      sig, /*pre=*/false, context, proof.getWireTypes(), std::nullopt);
  FailureOr<SmallVector<unsigned>> travelling = findTravelling(pre.hook, sig);
  if (failed(travelling))
    return failure();
  SmallVector<unsigned> yielded = llvm::to_vector(llvm::seq(sig.numWires));
  SmallVector<int64_t> counts;
  llvm::append_range(wires, proof.wires);
  for (RankedTensorType wire : proof.wires)
    counts.push_back(wire.getNumElements());
  for (unsigned number : *travelling) {
    yielded.push_back(sig.numWires + number);
    counts.push_back(1);
    wires.push_back(RankedTensorType::get(
        {1}, pre.hook.getYielded(yielded.back()).getType()));
  }
  ElementWalker encoder(sig, context, /*pre=*/true,
                        addClassBlock(encode, proof.chunks, loc), pre.hook, {},
                        &blocks);
  encoder.setAlone();
  if (failed(encoder.yieldAll(yielded, counts)))
    return failure();
  for (int64_t &wire : blocks.wires)
    wire = llvm::find(yielded, unsigned(wire)) - yielded.begin();
  Block &block = addClassBlock(decode, wires, loc);
  ElementWalker metadata(sig, context, /*pre=*/true, block, pre.hook, {},
                         /*scope=*/nullptr);
  metadata.forbidElements();
  ElementWalker decoder(sig, context, /*pre=*/false, block, post, {}, &blocks);
  decoder.setMetadata(metadata);
  decoder.setTravelling(*travelling);
  return decoder.yieldAll(
      llvm::to_vector(llvm::seq(sig.numInner)),
      SmallVector<int64_t>(sig.numInner, context.getChunkElements()));
}

LogicalResult fsdp::buildEncodeBody(const HookSpecializer &specializer,
                                    const HookSignature &sig,
                                    const HookProof &proof,
                                    const HookContext &context,
                                    ArrayRef<unsigned> wires, Region &encode,
                                    std::vector<HookStatistic> &stats,
                                    HookBlocks &blocks) {
  SpecializedPre pre(specializer, sig, proof, context);
  return encodeWires(pre, sig, proof, context, wires, encode, stats, blocks);
}

FailureOr<FormBody> fsdp::buildFormBody(const HookSpecializer &specializer,
                                        const HookSignature &sig,
                                        const HookProof &proof,
                                        const HookContext &context,
                                        unsigned result, const FormLayout &form,
                                        HookBlocks blocks, Region &decode) {
  SpecializedPre pre(specializer, sig, proof, context);
  SmallVector<Type> types = proof.getWireTypes();
  SpecializedHook post = specializer.specialize(
      sig, /*pre=*/false, context, types, /*shard=*/std::nullopt,
      /*indexStays=*/false, ArrayRef(result));
  HookContext walked{context.axisSize, form.outer, form.chunk, form.inner,
                     form.size};
  bool sameRows = walked == context;
  if (!sameRows)
    blocks = {};
  if (failed(decodeWires(pre, post, sig, proof, walked,
                         sameRows ? ElementWalker::Chunk::OfForm
                                  : ElementWalker::Chunk::OfFormWithRows,
                         /*count=*/1, blocks, decode)))
    return failure();
  FormBody body{&decode, {}, {}};
  Block &block = decode.front();
  for (unsigned i = proof.wires.size(); i-- > 0;)
    if (block.getArgument(i).use_empty())
      block.eraseArgument(i);
    else
      body.wires.insert(body.wires.begin(), i);
  for (auto [place, wire] : llvm::enumerate(body.wires))
    if (llvm::is_contained(blocks.wires, int64_t(wire)))
      body.blocks.wires.push_back(place);
  if (!body.blocks.wires.empty() || !block.getOps<BlockReduceOp>().empty())
    body.blocks.elements = blocks.elements;
  return body;
}

std::unique_ptr<Region> fsdp::sliceBody(Region &encode,
                                        ArrayRef<unsigned> kept) {
  auto slice = std::make_unique<Region>();
  IRMapping mapping;
  encode.cloneInto(slice.get(), mapping);
  Block &block = slice->front();
  SmallVector<Value> values;
  for (unsigned i : kept)
    values.push_back(block.getTerminator()->getOperand(i));
  block.getTerminator()->setOperands(values);
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isOpTriviallyDead(&op))
      op.erase();
  return slice;
}

Value fsdp::convertFloat(OpBuilder &builder, Location loc, Value value,
                         Type type) {
  auto shaped = dyn_cast<ShapedType>(value.getType());
  auto as = [&](Type element) {
    return shaped ? shaped.clone(element) : element;
  };
  Type element = getElementTypeOrSelf(value.getType());
  unsigned from = element.getIntOrFloatBitWidth(),
           to = type.getIntOrFloatBitWidth();
  if (element == type)
    return value;
  // Neither of two types of one width holds the other.
  if (from == to)
    value =
        arith::ExtFOp::create(builder, loc, as(builder.getF32Type()), value);
  if (from < to)
    return arith::ExtFOp::create(builder, loc, as(type), value);
  return arith::TruncFOp::create(builder, loc, as(type), value);
}

void fsdp::buildDefaultBodies(Location loc, TypeRange stored, TypeRange sent,
                              TypeRange compute, Region &encode,
                              Region &decode) {
  for (Region *region : {&encode, &decode}) {
    bool encodes = region == &encode;
    Block &block = addClassBlock(*region, encodes ? stored : sent, loc);
    OpBuilder builder(loc.getContext()); // The region is in no op yet.
    builder.setInsertionPointToEnd(&block);
    SmallVector<Value> yields;
    for (auto [element, type] :
         llvm::zip(block.getArguments().drop_back(2), encodes ? sent : compute))
      yields.push_back(convertFloat(builder, loc, element, type));
    YieldOp::create(builder, loc, yields, /*wires=*/nullptr);
  }
}

bool fsdp::isPassThrough(Region &body) {
  Block &block = body.front();
  return llvm::equal(block.getTerminator()->getOperands(),
                     getBodyElements(body));
}
