//===- SeparatePost.cpp - posts with kernels of their own -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What all ranks sent becomes rows of the unsharded tensors, or of a compute
// form: for all ranks at once, or in a loop over them.
//
//===----------------------------------------------------------------------===//

#include "BatchedHook.h"
#include "InlinedHook.h"
#include "fsdp/Extensions/ElementBody.h"
#include "fsdp/Extensions/SeparateHook.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

using namespace mlir;
using namespace fsdp;

SmallVector<SeparateHook::Target>
SeparateHook::getTargets(ParamOp param) const {
  SmallVector<Target> targets;
  if (form) {
    SmallVector<int64_t> shape(form->type.getShape());
    shape[param.getDim()] = form->layout.chunk * context.axisSize;
    targets.push_back(
        {form->type.clone(shape), form->type, form->layout.chunk});
    return targets;
  }
  for (auto [i, type] :
       llvm::enumerate(param.getCompute().getAsValueRange<TypeAttr>()))
    targets.push_back(
        {param.getPaddedType(i), cast<RankedTensorType>(type), context.chunk});
  return targets;
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
  return convertFloat(builder, loc, reshape(builder, loc, kept, shape),
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
                                          ParamOp param,
                                          ArrayRef<Value> gathered,
                                          ArrayRef<Value> metadata,
                                          ArrayRef<Value> full) {
  Location loc = param.getLoc();
  SmallVector<Target> targets = getTargets(param);
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
      if (!sent) {
        wires.push_back(Value());
        continue;
      }
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
    // A form alone has rows of its own.
    int64_t rowsOfShard = targets.front().rows;
    Value place = arith::MulIOp::create(
        inner, loc, shard,
        arith::ConstantIndexOp::create(inner, loc, rowsOfShard));
    for (auto [chunk, whole] : llvm::zip_equal(
             inlineHook(inner, post.hook, args, targets.size()), before)) {
      auto type = cast<RankedTensorType>(whole.getType());
      Value rows = reshape(
          inner, loc, convertFloat(inner, loc, chunk, type.getElementType()),
          getShape(type, dim, rowsOfShard));
      SmallVector<OpFoldResult> offsets(type.getRank(), inner.getIndexAttr(0));
      SmallVector<OpFoldResult> ones(type.getRank(), inner.getIndexAttr(1));
      offsets[dim] = place;
      after.push_back(tensor::InsertSliceOp::create(
          inner, loc, rows, whole, offsets,
          getAsIndexOpFoldResult(inner.getContext(),
                                 getShape(type, dim, rowsOfShard)),
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
                                           Location loc,
                                           ArrayRef<Value> gathered) {
  SmallVector<Value> wires;
  int64_t shards = post.end - post.begin;
  for (auto [sent, type] : llvm::zip_equal(gathered, proof.wires)) {
    if (!sent) {
      wires.push_back(Value());
      continue;
    }
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
FailureOr<SmallVector<Value>>
SeparateHook::batchPost(OpBuilder &builder, Case &post, ParamOp param,
                        ArrayRef<Value> gathered, ArrayRef<Value> metadata) {
  Location loc = param.getLoc();
  BatchedHook hook(builder, post.hook, post.begin, post.end - post.begin);
  Block &block = post.hook.getBlock();
  for (auto [argument, wire] :
       llvm::zip(block.getArguments(), takeWires(builder, post, loc, gathered)))
    if (wire)
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
    if (value)
      hook.setShared(argument, value);
  SmallVector<Target> targets = getTargets(param);
  FailureOr<SmallVector<Value>> chunks = hook.build(targets.size());
  if (failed(chunks))
    return failure();
  for (auto [value, target] : llvm::zip_equal(*chunks, targets)) {
    RankedTensorType full = target.full;
    value = convertFloat(builder, loc, value, full.getElementType());
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
    value = reshape(
        builder, loc, value,
        getShape(full, param.getDim(), target.rows * (post.end - post.begin)));
  }
  return chunks;
}

/// The chunks of the shards of `post` in `full`, which may be undefined else.
SmallVector<Value> SeparateHook::runPost(OpBuilder &builder, Case &post,
                                         ParamOp param,
                                         ArrayRef<Value> gathered,
                                         ArrayRef<Value> metadata,
                                         ArrayRef<Value> full) {
  FailureOr<SmallVector<Value>> rows =
      batchPost(builder, post, param, gathered, metadata);
  if (failed(rows))
    return loopPost(builder, post, param, gathered, metadata, full);
  if (posts.size() == 1)
    return *rows;
  for (auto [value, whole, target] :
       llvm::zip_equal(*rows, full, getTargets(param))) {
    auto type = cast<RankedTensorType>(value.getType());
    SmallVector<OpFoldResult> offsets(type.getRank(), builder.getIndexAttr(0));
    SmallVector<OpFoldResult> ones(type.getRank(), builder.getIndexAttr(1));
    offsets[param.getDim()] = builder.getIndexAttr(post.begin * target.rows);
    value = tensor::InsertSliceOp::create(
        builder, param.getLoc(), value, whole, offsets,
        getAsIndexOpFoldResult(builder.getContext(), type.getShape()), ones);
  }
  return *rows;
}

SmallVector<Value> SeparateHook::buildPaddedPost(OpBuilder &builder,
                                                 ParamOp param,
                                                 ArrayRef<Value> gathered) {
  SmallVector<Value> metadata = buildMetadata(builder), full;
  for (const Target &target : getTargets(param))
    full.push_back(tensor::EmptyOp::create(builder, param.getLoc(),
                                           target.padded.getShape(),
                                           target.padded.getElementType()));
  for (Case &post : posts)
    full = runPost(builder, post, param, gathered, metadata, full);
  return full;
}

SmallVector<Value> SeparateHook::buildPost(OpBuilder &builder, ParamOp param,
                                           ArrayRef<Value> gathered) {
  Location loc = param.getLoc();
  SmallVector<Value> full = buildPaddedPost(builder, param, gathered);
  for (auto [value, target] : llvm::zip_equal(full, getTargets(param))) {
    RankedTensorType type = target.full;
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
