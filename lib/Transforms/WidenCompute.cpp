//===- WidenCompute.cpp - 16-bit floats are computed with in f32 ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/Transforms/DialectConversion.h"

namespace fsdp {
#define GEN_PASS_DEF_WIDENCOMPUTE
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;

namespace {

bool isNarrow(Type type) {
  Type element = getElementTypeOrSelf(type);
  return element.isBF16() || element.isF16();
}

/// Whether `op` computes a 16-bit result and does not only move elements.
bool computesNarrow(linalg::LinalgOp op) {
  return op.hasPureTensorSemantics() &&
         !llvm::hasSingleElement(*op.getBlock()) &&
         llvm::any_of(op.getDpsInits(),
                      [](Value init) { return isNarrow(init.getType()); });
}

/// `value` converted element by element to `type`, in a loop of its own.
Value convertTensor(RewriterBase &rewriter, Location loc, Value value,
                    Type type) {
  auto from = cast<RankedTensorType>(value.getType());
  Value empty = tensor::EmptyOp::create(rewriter, loc, from.getShape(), type);
  SmallVector<AffineMap> maps(2,
                              rewriter.getMultiDimIdentityMap(from.getRank()));
  SmallVector<utils::IteratorType> loops(from.getRank(),
                                         utils::IteratorType::parallel);
  auto contract = arith::FastMathFlags::contract;
  auto body = [&](OpBuilder &builder, Location at, ValueRange args) {
    auto flags = arith::FastMathFlagsAttr::get(builder.getContext(), contract);
    Value converted =
        type.isF32()
            ? Value(arith::ExtFOp::create(builder, at, type, args[0], flags))
            : arith::TruncFOp::create(builder, at, type, args[0],
                                      /*roundingmode=*/nullptr, flags);
    linalg::YieldOp::create(builder, at, converted);
  };
  return linalg::GenericOp::create(rewriter, loc, TypeRange{from.clone(type)},
                                   ValueRange{value}, ValueRange{empty}, maps,
                                   loops, body)
      .getResult(0);
}

/// What a sum in f32 begins with, where one in a 16-bit type began with `init`.
Value widenInit(RewriterBase &rewriter, Location loc, Value init) {
  auto type = cast<RankedTensorType>(init.getType());
  Type f32 = rewriter.getF32Type();
  auto fill = init.getDefiningOp<linalg::FillOp>();
  if (!fill)
    return convertTensor(rewriter, loc, init, f32);
  Value value = arith::ExtFOp::create(rewriter, loc, f32, fill.value());
  Value empty = tensor::EmptyOp::create(rewriter, loc, type.getShape(), f32);
  return linalg::FillOp::create(rewriter, loc, value, empty).getResult(0);
}

/// A reduction whose 16-bit results are f32 until it is done.
void widenReduction(RewriterBase &rewriter, linalg::GenericOp op) {
  rewriter.setInsertionPoint(op);
  Location loc = op.getLoc();
  Type f32 = rewriter.getF32Type();
  auto flags = arith::FastMathFlagsAttr::get(op.getContext(),
                                             arith::FastMathFlags::contract);
  SmallVector<Value> inits;
  SmallVector<Type> types;
  for (Value init : op.getOutputs()) {
    inits.push_back(isNarrow(init.getType()) ? widenInit(rewriter, loc, init)
                                             : init);
    types.push_back(inits.back().getType());
  }
  auto wide = linalg::GenericOp::create(rewriter, loc, types, op.getInputs(),
                                        inits, op.getIndexingMapsArray(),
                                        op.getIteratorTypesArray());
  rewriter.inlineRegionBefore(op.getRegion(), wide.getRegion(),
                              wide.getRegion().end());
  Block *body = wide.getBody();
  auto *yield = cast<linalg::YieldOp>(body->getTerminator()).getOperation();
  for (unsigned i = 0, e = inits.size(); i != e; ++i) {
    BlockArgument sum = body->getArgument(wide.getNumDpsInputs() + i);
    if (!isNarrow(sum.getType()))
      continue;
    Type narrow = sum.getType();
    sum.setType(f32);
    rewriter.setInsertionPointToStart(body);
    auto rounded = arith::TruncFOp::create(rewriter, loc, narrow, sum,
                                           /*roundingmode=*/nullptr, flags);
    rewriter.replaceAllUsesExcept(sum, rounded, rounded);
    rewriter.setInsertionPoint(yield);
    yield->setOperand(i, arith::ExtFOp::create(rewriter, loc, f32,
                                               yield->getOperand(i), flags));
  }
  rewriter.setInsertionPointAfter(wide);
  SmallVector<Value> results;
  for (auto [result, old] : llvm::zip_equal(wide.getResults(), op.getResults()))
    results.push_back(
        result.getType() == old.getType()
            ? Value(result)
            : convertTensor(rewriter, loc, result, getElementTypeOrSelf(old)));
  rewriter.replaceOp(op, results);
}

/// Arithmetic of `ops` in f32 between extensions and truncations.
LogicalResult widenArithmetic(ArrayRef<Operation *> ops, MLIRContext *context) {
  Type f32 = Float32Type::get(context);
  {
    TypeConverter converter;
    arith::populateEmulateUnsupportedFloatsConversions(
        converter, {BFloat16Type::get(context), Float16Type::get(context)},
        f32);
    RewritePatternSet patterns(context);
    arith::populateEmulateUnsupportedFloatsPatterns(patterns, converter);
    ConversionTarget target(*context);
    arith::populateEmulateUnsupportedFloatsLegality(target, converter);
    if (failed(applyPartialConversion(ops, target, std::move(patterns))))
      return failure();
  }
  SetVector<Type> supported;
  supported.insert(f32);
  supported.insert(Float64Type::get(context));
  TypeConverter converter;
  math::populateExtendToSupportedTypesTypeConverter(converter, supported, f32);
  RewritePatternSet patterns(context);
  math::populateExtendToSupportedTypesPatterns(patterns, converter);
  ConversionTarget target(*context);
  math::populateExtendToSupportedTypesConversionTarget(target, converter);
  return applyPartialConversion(ops, target, std::move(patterns));
}

struct WidenCompute : fsdp::impl::WidenComputeBase<WidenCompute> {
  void runOnOperation() override {
    func::FuncOp function = getOperation();
    if (function.isDeclaration())
      return;
    IRRewriter rewriter(&getContext());
    SmallVector<linalg::LinalgOp> ops;
    function.walk([&](linalg::LinalgOp op) {
      if (computesNarrow(op))
        ops.push_back(op);
    });
    for (linalg::LinalgOp op : ops) {
      rewriter.setInsertionPoint(op);
      // A named op's body is what its name says.
      auto generic = dyn_cast<linalg::GenericOp>(op.getOperation());
      if (!generic) {
        FailureOr<linalg::GenericOp> made =
            linalg::generalizeNamedOp(rewriter, op);
        if (failed(made))
          return signalPassFailure();
        generic = *made;
      }
      if (generic.getNumReductionLoops())
        widenReduction(rewriter, generic);
    }
    // Hooks and updates say how they round.
    SmallVector<Operation *> arithmetic;
    for (Operation &op : function.getBody().front())
      if (!isa_and_nonnull<fsdp::FSDPDialect>(op.getDialect()))
        arithmetic.push_back(&op);
    if (failed(widenArithmetic(arithmetic, &getContext())))
      signalPassFailure();
  }
};

} // namespace
