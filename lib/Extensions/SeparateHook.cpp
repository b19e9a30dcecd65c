//===- SeparateHook.cpp - hooks with kernels of their own -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/SeparateHook.h"
#include "BatchedHook.h"
#include "fsdp/Extensions/ElementBody.h"
#include "fsdp/Schedule/WireLayout.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace fsdp;

//===----------------------------------------------------------------------===//
// Which hooks there are
//===----------------------------------------------------------------------===//

/// `first` is where the context begins.
static Value getContextArgument(SpecializedHook &hook, unsigned first,
                                HookContextArg which) {
  return hook.getBlock().getArgument(first + static_cast<unsigned>(which));
}

/// Of inner tensor `inner` as hooks see it.
Type SeparateHook::getElement(unsigned inner) const {
  return getElementTypeOrSelf(signature.getPre().getArgument(inner).getType());
}

/// Later shards never have more valid rows, so that equal ones are neighbours.
std::vector<SeparateHook::Case>
SeparateHook::makeCases(const HookSpecializer &specializer, bool pre) {
  SmallVector<Type> types = pre ? proof.chunks : proof.getWireTypes();
  Block &block = pre ? signature.getPre() : signature.getPost();
  for (unsigned i = 0; i < signature.numKept; ++i)
    types.push_back(context.getChunkType(getElement(i)));
  unsigned valid = types.size() + unsigned(HookContextArg::ValidRows);
  bool readsRows =
      signature.numContext > 1 && !block.getArgument(valid).use_empty();
  std::vector<Case> cases;
  for (int64_t shard = 0; shard < context.axisSize; ++shard) {
    if (shard > 0 && (!readsRows || context.getValidRows(shard) ==
                                        context.getValidRows(shard - 1))) {
      cases.back().end = shard + 1;
      continue;
    }
    cases.push_back({shard, shard + 1,
                     specializer.specialize(signature, pre, context, types,
                                            shard, /*indexStays=*/true)});
    if (!pre)
      simplifyForBatches(cases.back().hook);
  }
  return cases;
}

LogicalResult SeparateHook::check(Case &one, bool pre) {
  auto emit = [&](Operation *op) {
    return mlir::emitError(op->getLoc())
           << "not supported yet: " << (pre ? "pre" : "post")
           << " of extension @" << signature.getExtension().getSymName() << " ";
  };
  WalkResult result = one.hook.func->walk([&](Operation *op) {
    // A cast to the template's dynamic type only stands before the yield.
    if (isa<func::FuncOp, tensor::CastOp>(op))
      return WalkResult::advance();
    if (!isMemoryEffectFree(op)) {
      emit(op) << "has an op with side effects ('" << op->getName() << "')";
      return WalkResult::interrupt();
    }
    for (Type type : op->getResultTypes())
      if (auto tensor = dyn_cast<TensorType>(type))
        if (!tensor.hasStaticShape()) {
          emit(op) << "makes a tensor whose size is not known at compile time "
                      "('"
                   << op->getName() << "' of " << type
                   << "); derive sizes from tensor.dim of the shard, the axis "
                      "and outer sizes and the valid rows";
          return WalkResult::interrupt();
        }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

/// What computes metadata: ops of pre that read no argument.
static LogicalResult findMetadata(SpecializedHook &pre, unsigned first,
                                  unsigned count,
                                  llvm::SetVector<Operation *> &ops) {
  SmallVector<Value> worklist;
  for (unsigned i = 0; i < count; ++i)
    worklist.push_back(pre.getYielded(first + i));
  while (!worklist.empty()) {
    Value value = worklist.pop_back_val();
    Operation *op = value.getDefiningOp();
    if (!op && value.getParentBlock() == &pre.getBlock())
      return failure();
    if (!op)
      continue;
    while (op->getBlock() != &pre.getBlock())
      op = op->getParentOp();
    if (!ops.insert(op))
      continue;
    op->walk([&](Operation *nested) {
      llvm::append_range(worklist, nested->getOperands());
    });
  }
  return success();
}

LogicalResult SeparateHook::checkMetadata() {
  llvm::SetVector<Operation *> ops;
  if (succeeded(findMetadata(pres.front().hook, signature.numWires,
                             signature.numMetadata, ops)))
    return success();
  return mlir::emitError(signature.getPreYield().getLoc())
         << "not supported yet: pre of extension @"
         << signature.getExtension().getSymName()
         << " computes metadata from more than sizes in a hook that becomes "
            "kernels of its own";
}

FailureOr<std::shared_ptr<SeparateHook>>
SeparateHook::get(const HookSpecializer &specializer,
                  const HookSignature &signature, const HookProof &proof,
                  const HookContext &context, bool hasPost) {
  for (auto [i, wire] : llvm::enumerate(proof.wires))
    if (wire.getNumElements() == 0)
      return mlir::emitError(signature.getPreYield().getLoc())
             << "not supported yet: pre of extension @"
             << signature.getExtension().getSymName() << " makes wire " << i
             << " of no elements, " << wire
             << "; leave it out, or send at least one";
  std::shared_ptr<SeparateHook> hook(
      new SeparateHook(signature, proof, context));
  hook->pres = hook->makeCases(specializer, /*pre=*/true);
  if (hasPost)
    hook->posts = hook->makeCases(specializer, /*pre=*/false);
  for (bool pre : {true, false})
    for (Case &one : pre ? hook->pres : hook->posts)
      if (failed(hook->check(one, pre)))
        return failure();
  if (failed(hook->checkMetadata()))
    return failure();
  return hook;
}

RankedTensorType SeparateHook::getGatheredType(unsigned i) const {
  RankedTensorType wire = proof.wires[i];
  int64_t padded = llvm::alignTo(wire.getNumElements(), kChunkElementAlignment);
  return RankedTensorType::get({context.axisSize, padded},
                               wire.getElementType());
}

//===----------------------------------------------------------------------===//
// Hooks as ops of a step
//===----------------------------------------------------------------------===//

/// The first `count` values that `hook` yields of `args`; null ones are those
/// that it does not read.
static SmallVector<Value> inlineHook(OpBuilder &builder, SpecializedHook &hook,
                                     ArrayRef<Value> args, unsigned count) {
  IRMapping mapping;
  for (auto [argument, given] :
       llvm::zip_equal(hook.getBlock().getArguments(), args)) {
    if (!given)
      continue;
    Value value = given;
    if (value.getType() != argument.getType())
      value = tensor::CastOp::create(builder, value.getLoc(),
                                     argument.getType(), value);
    mapping.map(argument, value);
  }
  for (Operation &op : hook.getBlock().without_terminator())
    cloneExactly(builder, &op, mapping);
  SmallVector<Value> results;
  for (unsigned i = 0; i < count; ++i)
    results.push_back(mapping.lookup(hook.getYielded(i)));
  return results;
}

/// Tensors, then context: of what is left of it the shard index alone is read.
static SmallVector<Value> makeArguments(ValueRange tensors, unsigned numContext,
                                        Value shard) {
  SmallVector<Value> args(tensors);
  args.append(numContext, Value());
  if (numContext > 1)
    args[tensors.size() + unsigned(HookContextArg::ShardIndex)] = shard;
  return args;
}

bool SeparateHook::preReadsShard() {
  if (signature.numKept)
    return true; // Its part of what is kept.
  if (signature.numContext == 1)
    return false;
  return pres.size() > 1 ||
         !getContextArgument(pres.front().hook,
                             signature.getFirstContext(/*pre=*/true),
                             HookContextArg::ShardIndex)
              .use_empty();
}

/// The case of `shard` among those from the `first`-th on.
SmallVector<Value> SeparateHook::runPre(OpBuilder &builder, size_t first,
                                        ValueRange chunks, Value shard) {
  auto inlineCase = [&](OpBuilder &at, size_t number) {
    return inlineHook(at, pres[number].hook,
                      makeArguments(chunks, signature.numContext, shard),
                      signature.numWires);
  };
  if (first + 1 == pres.size())
    return inlineCase(builder, first);
  Location loc = signature.getExtension().getLoc();
  Value end = arith::ConstantIndexOp::create(builder, loc, pres[first].end);
  Value is = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                   shard, end);
  auto branch = scf::IfOp::create(
      builder, loc, is,
      [&](OpBuilder &then, Location) {
        scf::YieldOp::create(then, loc, inlineCase(then, first));
      },
      [&](OpBuilder &otherwise, Location) {
        scf::YieldOp::create(otherwise, loc,
                             runPre(otherwise, first + 1, chunks, shard));
      });
  return SmallVector<Value>(branch.getResults());
}

Value fsdp::readShardIndex(OpBuilder &top, Location loc, GroupOp group) {
  // The module's grid needs no name.
  FlatSymbolRefAttr own = group.getGrid()
                              ? FlatSymbolRefAttr::get(group.getSymNameAttr())
                              : FlatSymbolRefAttr();
  Value read = ShardIndexOp::create(top, loc,
                                    RankedTensorType::get({}, top.getI64Type()),
                                    own, /*dest=*/Value())
                   .getIndex();
  int64_t shards = group.getRanks().getShards();
  Value index = arith::IndexCastOp::create(
      top, loc, top.getIndexType(),
      tensor::ExtractOp::create(top, loc, read, ValueRange()));
  // So that whoever looks for bounds finds them.
  return arith::MinUIOp::create(
      top, loc, index, arith::ConstantIndexOp::create(top, loc, shards - 1));
}

SmallVector<Value> SeparateHook::buildPre(OpBuilder &builder, ParamOp param,
                                          Value shard) {
  SmallVector<Value> chunks;
  for (auto [i, type] : llvm::enumerate(proof.chunks))
    chunks.push_back(
        ChunkOp::create(builder, param.getLoc(), type, param.getSymName(), i));
  for (unsigned i = 0; i < signature.numKept; ++i)
    chunks.push_back(takeKept(builder, param.getLoc(), i,
                              readKept(builder, param, i), shard));
  return runPre(builder, 0, chunks, shard);
}

SmallVector<Value> SeparateHook::buildMetadata(OpBuilder &builder) {
  SpecializedHook &pre = pres.front().hook;
  llvm::SetVector<Operation *> ops;
  // Checked when the hook was made.
  (void)findMetadata(pre, signature.numWires, signature.numMetadata, ops);
  IRMapping mapping;
  for (Operation &op : pre.getBlock())
    if (ops.contains(&op))
      cloneExactly(builder, &op, mapping);
  SmallVector<Value> values;
  for (unsigned i = 0; i < signature.numMetadata; ++i)
    values.push_back(mapping.lookup(pre.getYielded(signature.numWires + i)));
  return values;
}

/// `value` of another shape with as many elements, in the same order.
static Value reshape(OpBuilder &builder, Location loc, Value value,
                     ArrayRef<int64_t> shape) {
  auto type = cast<RankedTensorType>(value.getType());
  if (type.getShape() == shape)
    return value;
  auto all = [](int64_t rank) {
    return SmallVector<ReassociationIndices>(
        1, llvm::to_vector(llvm::seq<int64_t>(0, rank)));
  };
  if (type.getRank() > 1)
    value = tensor::CollapseShapeOp::create(builder, loc, value,
                                            all(type.getRank()));
  else if (type.getRank() == 0)
    value =
        tensor::ExpandShapeOp::create(builder, loc, type.clone({int64_t(1)}),
                                      value, ArrayRef<ReassociationIndices>());
  if (shape.size() == 1)
    return value;
  auto result = type.clone(shape);
  if (shape.empty())
    return tensor::CollapseShapeOp::create(builder, loc, result, value,
                                           ArrayRef<ReassociationIndices>());
  return tensor::ExpandShapeOp::create(builder, loc, result, value,
                                       all(shape.size()));
}

/// `value`, of floats, as the step reads it: rounded to nearest even, or exact.
static Value convertElements(OpBuilder &builder, Location loc, Value value,
                             Type element) {
  auto type = cast<RankedTensorType>(value.getType());
  unsigned from = type.getElementTypeBitWidth(),
           to = element.getIntOrFloatBitWidth();
  if (type.getElementType() == element)
    return value;
  if (from == to)
    value = arith::ExtFOp::create(builder, loc,
                                  type.clone(builder.getF32Type()), value);
  if (from < to)
    return arith::ExtFOp::create(builder, loc, type.clone(element), value);
  return arith::TruncFOp::create(builder, loc, type.clone(element), value);
}

/// What every rank keeps of an inner tensor: outer x shards x chunk x inner.
Value SeparateHook::readKept(OpBuilder &builder, ParamOp param,
                             unsigned inner) {
  Value kept =
      UnshardedOp::create(builder, param.getLoc(), param.getPaddedType(inner),
                          param.getSymName(), inner);
  return reshape(
      builder, param.getLoc(), kept,
      {context.outer, context.axisSize, context.chunk, context.inner});
}

/// The chunk of `shard` of what was read, as hooks see it. A shard that is a
/// value is no offset of a view: elements are read one by one.
Value SeparateHook::takeKept(OpBuilder &builder, Location loc, unsigned inner,
                             Value kept, Value shard) {
  RankedTensorType type = context.getChunkType(getElement(inner));
  Value empty = tensor::EmptyOp::create(builder, loc, type.getShape(),
                                        type.getElementType());
  SmallVector<utils::IteratorType> parallel(3, utils::IteratorType::parallel);
  return linalg::GenericOp::create(
             builder, loc, type, ValueRange(), empty,
             builder.getMultiDimIdentityMap(3), parallel,
             [&](OpBuilder &at, Location, ValueRange) {
               SmallVector<Value> place;
               for (int64_t dim = 0; dim < 3; ++dim)
                 place.push_back(linalg::IndexOp::create(at, loc, dim));
               place.insert(place.begin() + 1, shard);
               Value value = tensor::ExtractOp::create(at, loc, kept, place);
               linalg::YieldOp::create(
                   at, loc,
                   convertFloat(at, loc, value, type.getElementType()));
             })
      .getResult(0);
}

Value SeparateHook::takeKept(OpBuilder &builder, ParamOp param, unsigned inner,
                             int64_t begin, int64_t end) {
  Location loc = param.getLoc();
  Value kept = readKept(builder, param, inner);
  SmallVector<int64_t> shape = {context.outer, end - begin, context.chunk,
                                context.inner};
  auto type = cast<RankedTensorType>(kept.getType());
  if (end - begin != context.axisSize) {
    SmallVector<OpFoldResult> offsets(4, builder.getIndexAttr(0));
    SmallVector<OpFoldResult> ones(4, builder.getIndexAttr(1));
    offsets[1] = builder.getIndexAttr(begin);
    kept = tensor::ExtractSliceOp::create(
        builder, loc, type.clone(shape), kept, offsets,
        getAsIndexOpFoldResult(builder.getContext(), shape), ones);
  }
  std::swap(shape[0], shape[1]);
  if (context.outer > 1) {
    Value empty =
        tensor::EmptyOp::create(builder, loc, shape, type.getElementType());
    kept = linalg::TransposeOp::create(builder, loc, kept, empty,
                                       ArrayRef<int64_t>({1, 0, 2, 3}))
               .getResult()
               .front();
  }
  return convertElements(builder, loc, reshape(builder, loc, kept, shape),
                         getElement(inner));
}

/// The shape of a parameter with `rows` in its sharded dimension.
static SmallVector<int64_t> getShape(RankedTensorType full, int64_t dim,
                                     int64_t rows) {
  SmallVector<int64_t> shape(full.getShape());
  shape[dim] = rows;
  return shape;
}

/// A loop over the shards of `post` that puts the chunks of each into `full`.
SmallVector<Value> SeparateHook::loopPost(OpBuilder &builder, Case &post,
                                          ParamOp param, ValueRange gathered,
                                          ValueRange metadata,
                                          ValueRange full) {
  Location loc = param.getLoc();
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  Value begin = index(post.begin), end = index(post.end), one = index(1);
  int64_t dim = param.getDim();
  SmallVector<Value> kept;
  for (unsigned i = 0; i < signature.numKept; ++i)
    kept.push_back(readKept(builder, param, i));
  auto body = [&](OpBuilder &inner, Location, Value shard, ValueRange before) {
    SmallVector<Value> wires, after;
    for (auto [sent, type] : llvm::zip_equal(gathered, proof.wires)) {
      int64_t count = type.getNumElements();
      SmallVector<OpFoldResult> offsets = {shard, inner.getIndexAttr(0)};
      SmallVector<OpFoldResult> sizes = {inner.getIndexAttr(1),
                                         inner.getIndexAttr(count)};
      SmallVector<OpFoldResult> strides(2, inner.getIndexAttr(1));
      Value mine = tensor::ExtractSliceOp::create(
          inner, loc, RankedTensorType::get({count}, type.getElementType()),
          sent, offsets, sizes, strides);
      wires.push_back(reshape(inner, loc, mine, type.getShape()));
    }
    for (auto [i, whole] : llvm::enumerate(kept))
      wires.push_back(takeKept(inner, loc, i, whole, shard));
    SmallVector<Value> args = makeArguments(wires, signature.numContext, shard);
    llvm::append_range(args, metadata);
    Value place = arith::MulIOp::create(
        inner, loc, shard,
        arith::ConstantIndexOp::create(inner, loc, context.chunk));
    for (auto [chunk, whole] : llvm::zip_equal(
             inlineHook(inner, post.hook, args, signature.numInner), before)) {
      auto type = cast<RankedTensorType>(whole.getType());
      Value rows = reshape(
          inner, loc, convertElements(inner, loc, chunk, type.getElementType()),
          getShape(type, dim, context.chunk));
      SmallVector<OpFoldResult> offsets(type.getRank(), inner.getIndexAttr(0));
      SmallVector<OpFoldResult> ones(type.getRank(), inner.getIndexAttr(1));
      offsets[dim] = place;
      after.push_back(tensor::InsertSliceOp::create(
          inner, loc, rows, whole, offsets,
          getAsIndexOpFoldResult(inner.getContext(),
                                 getShape(type, dim, context.chunk)),
          ones));
    }
    scf::YieldOp::create(inner, loc, after);
  };
  return SmallVector<Value>(
      scf::ForOp::create(builder, loc, begin, end, one, full, body)
          .getResults());
}

/// What the shards of `post` sent of each wire, shards x its shape.
SmallVector<Value> SeparateHook::takeWires(OpBuilder &builder, const Case &post,
                                           Location loc, ValueRange gathered) {
  SmallVector<Value> wires;
  int64_t shards = post.end - post.begin;
  for (auto [sent, type] : llvm::zip_equal(gathered, proof.wires)) {
    auto all = cast<RankedTensorType>(sent.getType());
    int64_t count = type.getNumElements();
    SmallVector<OpFoldResult> offsets = {builder.getIndexAttr(post.begin),
                                         builder.getIndexAttr(0)};
    SmallVector<OpFoldResult> sizes = {builder.getIndexAttr(shards),
                                       builder.getIndexAttr(count)};
    SmallVector<OpFoldResult> ones(2, builder.getIndexAttr(1));
    Value mine = sent;
    if (all.getShape() != ArrayRef<int64_t>({shards, count}))
      mine = tensor::ExtractSliceOp::create(
          builder, loc, all.clone(ArrayRef<int64_t>({shards, count})), sent,
          offsets, sizes, ones);
    SmallVector<int64_t> shape = {shards};
    llvm::append_range(shape, type.getShape());
    SmallVector<ReassociationIndices> groups = {
        {0}, llvm::to_vector(llvm::seq<int64_t>(1, shape.size()))};
    if (type.getRank() == 0)
      mine = tensor::CollapseShapeOp::create(
          builder, loc, mine, SmallVector<ReassociationIndices>{{0, 1}});
    else if (type.getRank() > 1)
      mine = tensor::ExpandShapeOp::create(builder, loc, all.clone(shape), mine,
                                           groups);
    wires.push_back(mine);
  }
  return wires;
}

/// All shards of `post` at once: for each inner tensor their rows, one after
/// the other. Fails where an op has no such form.
FailureOr<SmallVector<Value>> SeparateHook::batchPost(OpBuilder &builder,
                                                      Case &post, ParamOp param,
                                                      ValueRange gathered,
                                                      ValueRange metadata) {
  Location loc = param.getLoc();
  BatchedHook hook(builder, post.hook, post.begin, post.end - post.begin);
  Block &block = post.hook.getBlock();
  for (auto [argument, wire] :
       llvm::zip(block.getArguments(), takeWires(builder, post, loc, gathered)))
    hook.setBatched(argument, wire);
  for (unsigned i = 0; i < signature.numKept; ++i)
    hook.setBatched(block.getArgument(signature.numWires + i),
                    takeKept(builder, param, i, post.begin, post.end));
  if (signature.numContext > 1) {
    Value shard =
        getContextArgument(post.hook, signature.getFirstContext(/*pre=*/false),
                           HookContextArg::ShardIndex);
    if (!shard.use_empty())
      hook.setShard(shard);
  }
  for (auto [argument, value] : llvm::zip_equal(
           block.getArguments().take_back(metadata.size()), metadata))
    hook.setShared(argument, value);
  FailureOr<SmallVector<Value>> chunks = hook.build(signature.numInner);
  if (failed(chunks))
    return failure();
  for (auto [value, type] : llvm::zip_equal(
           *chunks, param.getCompute().getAsValueRange<TypeAttr>())) {
    auto full = cast<RankedTensorType>(type);
    value = convertElements(builder, loc, value, full.getElementType());
    SmallVector<int64_t> shape(
        cast<RankedTensorType>(value.getType()).getShape());
    if (context.outer > 1) {
      std::swap(shape[0], shape[1]);
      Value empty =
          tensor::EmptyOp::create(builder, loc, shape, full.getElementType());
      value = linalg::TransposeOp::create(builder, loc, value, empty,
                                          ArrayRef<int64_t>({1, 0, 2, 3}))
                  .getResult()
                  .front();
    }
    value = reshape(builder, loc, value,
                    getShape(full, param.getDim(),
                             context.chunk * (post.end - post.begin)));
  }
  return chunks;
}

/// The chunks of the shards of `post` in `full`, which may be undefined else.
SmallVector<Value> SeparateHook::runPost(OpBuilder &builder, Case &post,
                                         ParamOp param, ValueRange gathered,
                                         ValueRange metadata, ValueRange full) {
  FailureOr<SmallVector<Value>> rows =
      batchPost(builder, post, param, gathered, metadata);
  if (failed(rows))
    return loopPost(builder, post, param, gathered, metadata, full);
  if (posts.size() == 1)
    return *rows;
  for (auto [value, whole] : llvm::zip_equal(*rows, full)) {
    auto type = cast<RankedTensorType>(value.getType());
    SmallVector<OpFoldResult> offsets(type.getRank(), builder.getIndexAttr(0));
    SmallVector<OpFoldResult> ones(type.getRank(), builder.getIndexAttr(1));
    offsets[param.getDim()] = builder.getIndexAttr(post.begin * context.chunk);
    value = tensor::InsertSliceOp::create(
        builder, param.getLoc(), value, whole, offsets,
        getAsIndexOpFoldResult(builder.getContext(), type.getShape()), ones);
  }
  return *rows;
}

SmallVector<Value> SeparateHook::buildPaddedPost(OpBuilder &builder,
                                                 ParamOp param,
                                                 ValueRange gathered) {
  SmallVector<Value> metadata = buildMetadata(builder), full;
  for (unsigned i = 0; i < signature.numInner; ++i) {
    RankedTensorType type = param.getPaddedType(i);
    full.push_back(tensor::EmptyOp::create(
        builder, param.getLoc(), type.getShape(), type.getElementType()));
  }
  for (Case &post : posts)
    full = runPost(builder, post, param, gathered, metadata, full);
  return full;
}

SmallVector<Value> SeparateHook::buildPost(OpBuilder &builder, ParamOp param,
                                           ValueRange gathered) {
  Location loc = param.getLoc();
  SmallVector<Value> full = buildPaddedPost(builder, param, gathered);
  for (auto [value, attr] : llvm::zip_equal(full, param.getCompute())) {
    auto type = cast<RankedTensorType>(cast<TypeAttr>(attr).getValue());
    if (value.getType() == type)
      continue;
    SmallVector<OpFoldResult> zeros(type.getRank(), builder.getIndexAttr(0));
    SmallVector<OpFoldResult> ones(type.getRank(), builder.getIndexAttr(1));
    value = tensor::ExtractSliceOp::create(
        builder, loc, type, value, zeros,
        getAsIndexOpFoldResult(builder.getContext(), type.getShape()), ones);
  }
  return full;
}
