//===- SpecializedHook.cpp - a hook for one parameter and rank ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/SpecializedHook.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/Transforms/Transforms.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace fsdp;

FailureOr<HookContext> HookContext::get(ParamOp param) {
  ArrayAttr layouts = param.getLayoutsAttr();
  if (!layouts || layouts.size() != param.getTypes().size())
    return param.emitError() << "parameter \"" << param.getSymName()
                             << "\" has " << (layouts ? layouts.size() : 0)
                             << " layouts, expected " << param.getTypes().size()
                             << "; run fsdp-assign-groups-and-layouts first";
  auto first = cast<LayoutAttr>(layouts[0]);
  HookContext context{first.getShards(), first.getOuter(), first.getChunk(),
                      first.getInner(), first.getSize()};
  for (Attribute attr : layouts.getValue().drop_front()) {
    auto other = cast<LayoutAttr>(attr);
    if (!(context == HookContext{other.getShards(), other.getOuter(),
                                 other.getChunk(), other.getInner(),
                                 other.getSize()}))
      return param.emitError()
             << "not supported yet: inner tensors of different shapes in "
                "parameter \""
             << param.getSymName() << "\"";
  }
  return context;
}

HookContext HookContext::getWhole(ParamOp param, std::optional<int64_t> rows) {
  auto layout = cast<LayoutAttr>((*param.getLayouts())[0]);
  auto whole =
      LayoutAttr::get(param.getContext(), /*shards=*/1, layout.getDim(),
                      layout.getOuter(), rows.value_or(layout.getSize()),
                      layout.getInner(), /*offset=*/0, layout.getBlock());
  return {1, whole.getOuter(), whole.getChunk(), whole.getInner(),
          whole.getSize()};
}

RankedTensorType HookContext::getChunkType(Type element) const {
  return RankedTensorType::get({outer, chunk, inner}, element);
}

int64_t HookContext::getValidRows(int64_t shard) const {
  return std::clamp<int64_t>(size - shard * chunk, 0, chunk);
}

int64_t HookContext::getArgument(HookContextArg arg, int64_t shard) const {
  switch (arg) {
  case HookContextArg::AxisSize:
    return axisSize;
  case HookContextArg::ShardIndex:
    return shard;
  case HookContextArg::ValidRows:
    return getValidRows(shard);
  case HookContextArg::OuterSize:
    return size;
  case HookContextArg::OuterStride:
    return inner;
  }
  llvm_unreachable("all context arguments are handled");
}

bool HookContext::isUniform(HookContextArg arg) const {
  return getArgument(arg, 0) == getArgument(arg, axisSize - 1);
}

Value SpecializedHook::getYielded(unsigned i) {
  Value value = getBlock().getTerminator()->getOperand(i);
  while (auto cast = value.getDefiningOp<tensor::CastOp>())
    value = cast.getSource();
  return value;
}

Operation *fsdp::cloneExactly(OpBuilder &builder, Operation *op,
                              IRMapping &mapping) {
  Operation *clone = builder.clone(*op, mapping);
  clone->walk([&](Operation *nested) {
    if (isa<arith::ArithFastMathInterface>(nested))
      nested->setAttr("fsdp.exact", builder.getUnitAttr());
  });
  return clone;
}

namespace {

/// Static shapes through element-wise ops on tensors (arith, math), which have
/// no cast folding of their own:
///   add(cast a : 2x3 to ?x?, b) : ?x?  ->  cast (add(a, cast b : 2x3)) : ?x?
/// Operands whose static sizes contradict each other are left alone.
struct FoldCastsIntoElementwise : RewritePattern {
  FoldCastsIntoElementwise(MLIRContext *context)
      : RewritePattern(MatchAnyOpTypeTag(), /*benefit=*/1, context) {}

  static RankedTensorType getSourceType(Value operand) {
    if (auto cast = operand.getDefiningOp<tensor::CastOp>())
      operand = cast.getSource();
    return dyn_cast<RankedTensorType>(operand.getType());
  }

  static FailureOr<SmallVector<int64_t>> joinShapes(Operation *op) {
    SmallVector<int64_t> shape(
        cast<RankedTensorType>(op->getResult(0).getType()).getShape());
    for (Value operand : op->getOperands()) {
      RankedTensorType type = getSourceType(operand);
      if (!type)
        continue;
      if (type.getRank() != static_cast<int64_t>(shape.size()))
        return failure();
      for (auto [dim, size] : llvm::zip(shape, type.getShape())) {
        if (ShapedType::isDynamic(dim))
          dim = size;
        else if (!ShapedType::isDynamic(size) && dim != size)
          return failure();
      }
    }
    return shape;
  }

  LogicalResult matchAndRewrite(Operation *op,
                                PatternRewriter &rewriter) const override {
    if (!OpTrait::hasElementwiseMappableTraits(op) || op->getNumResults() != 1)
      return failure();
    auto type = dyn_cast<RankedTensorType>(op->getResult(0).getType());
    if (!type || type.hasStaticShape())
      return failure();
    FailureOr<SmallVector<int64_t>> shape = joinShapes(op);
    if (failed(shape) || ArrayRef<int64_t>(*shape) == type.getShape())
      return failure();
    IRMapping mapping;
    for (Value operand : op->getOperands())
      if (auto from = dyn_cast<RankedTensorType>(operand.getType()))
        mapping.map(operand, rewriter.createOrFold<tensor::CastOp>(
                                 op->getLoc(), from.clone(*shape), operand));
    Operation *clone = rewriter.clone(*op, mapping);
    clone->getResult(0).setType(type.clone(*shape));
    rewriter.replaceOpWithNewOp<tensor::CastOp>(op, type, clone->getResult(0));
    return success();
  }
};

/// splat x[%c2] : ?  ->  cast (splat x : 2); upstream folds no sizes of splats.
struct FoldSplatSizes : OpRewritePattern<tensor::SplatOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::SplatOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<int64_t> shape(op.getType().getShape());
    SmallVector<Value> dynamic;
    unsigned next = 0;
    for (int64_t &size : shape) {
      if (!ShapedType::isDynamic(size))
        continue;
      Value value = op.getDynamicSizes()[next++];
      if (std::optional<int64_t> constant = getConstantIntValue(value))
        size = *constant;
      else
        dynamic.push_back(value);
    }
    if (dynamic.size() == op.getDynamicSizes().size())
      return failure();
    Value splat = tensor::SplatOp::create(rewriter, op.getLoc(),
                                          op.getType().clone(shape),
                                          op.getInput(), dynamic);
    rewriter.replaceOpWithNewOp<tensor::CastOp>(op, op.getType(), splat);
    return success();
  }
};

/// concat(cast a, cast b)  ->  cast (concat(a, b)): upstream infers the result
/// from the operands, but does not look through their casts.
struct FoldCastsIntoConcat : OpRewritePattern<tensor::ConcatOp> {
  using OpRewritePattern::OpRewritePattern;

  LogicalResult matchAndRewrite(tensor::ConcatOp op,
                                PatternRewriter &rewriter) const override {
    SmallVector<Value> sources;
    for (Value input : op.getInputs()) {
      auto cast = input.getDefiningOp<tensor::CastOp>();
      sources.push_back(cast && tensor::canFoldIntoConsumerOp(cast)
                            ? cast.getSource()
                            : input);
    }
    if (llvm::equal(sources, op.getInputs()))
      return failure();
    Value concat =
        tensor::ConcatOp::create(rewriter, op.getLoc(), op.getDim(), sources);
    rewriter.replaceOpWithNewOp<tensor::CastOp>(op, op.getType(), concat);
    return success();
  }
};

} // namespace

HookSpecializer::HookSpecializer(MLIRContext *context) {
  RewritePatternSet set(context);
  for (Dialect *dialect : context->getLoadedDialects())
    dialect->getCanonicalizationPatterns(set);
  for (RegisteredOperationName op : context->getRegisteredOperations())
    op.getCanonicalizationPatterns(set, context);
  memref::populateResolveRankedShapedTypeResultDimsPatterns(set);
  set.add<FoldCastsIntoElementwise, FoldSplatSizes, FoldCastsIntoConcat>(
      context);
  patterns = FrozenRewritePatternSet(std::move(set));
}

/// `value` as the tensor that a hook takes: of dynamic sizes, and widened where
/// fewer bits are stored.
static Value castTo(OpBuilder &builder, Location loc, Type type, Value value) {
  auto from = cast<RankedTensorType>(value.getType());
  Type element = cast<RankedTensorType>(type).getElementType();
  if (from.getElementType() != element)
    value = arith::ExtFOp::create(builder, loc, from.clone(element), value);
  return builder.createOrFold<tensor::CastOp>(loc, type, value);
}

SpecializedHook
HookSpecializer::specialize(const HookSignature &signature, bool pre,
                            const HookContext &context, TypeRange tensorTypes,
                            std::optional<int64_t> shard, bool indexStays,
                            std::optional<ArrayRef<unsigned>> results) const {
  Block &hook = pre ? signature.getPre() : signature.getPost();
  SmallVector<Type> types(hook.getArgumentTypes());
  llvm::copy(tensorTypes, types.begin());
  Location loc = hook.getParentOp()->getLoc();
  OpBuilder builder(hook.getParentOp()->getContext());
  SpecializedHook result;
  result.func = func::FuncOp::create(loc, pre ? "pre" : "post",
                                     builder.getFunctionType(types, {}));
  Block *body = result.func->addEntryBlock();
  builder.setInsertionPointToStart(body);

  IRMapping mapping;
  for (auto [i, arg] : llvm::enumerate(hook.getArguments())) {
    body->getArgument(i).setLoc(arg.getLoc());
    Value value = body->getArgument(i);
    if (i < tensorTypes.size() && value.getType() != arg.getType()) {
      value = castTo(builder, arg.getLoc(), arg.getType(), value);
    } else if (i >= tensorTypes.size() &&
               i < tensorTypes.size() + signature.numContext) {
      auto which = static_cast<HookContextArg>(i - tensorTypes.size());
      bool stays = indexStays && which == HookContextArg::ShardIndex;
      if ((shard && !stays) || context.isUniform(which))
        value = arith::ConstantIndexOp::create(
            builder, loc, context.getArgument(which, shard.value_or(0)));
    }
    mapping.map(arg, value);
  }
  for (Operation &op : hook)
    builder.clone(op, mapping);
  if (!pre && signature.hasForms()) {
    // What is not yielded is dead, and need not be possible for the parameter.
    SmallVector<unsigned> whole = signature.getWhole();
    SmallVector<Value> yielded;
    for (unsigned i : results.value_or(whole))
      yielded.push_back(body->getTerminator()->getOperand(i));
    body->getTerminator()->setOperands(yielded);
    for (Operation &op : llvm::make_early_inc_range(llvm::reverse(*body)))
      if (isOpTriviallyDead(&op))
        op.erase();
  }
  // Not converging only means that less is simplified, which the users of the
  // result then report as a shape or form that they cannot handle.
  (void)applyPatternsGreedily(*result.func, patterns);
  return result;
}
