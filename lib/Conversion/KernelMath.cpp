//===- KernelMath.cpp - arithmetic of kernels in what a CPU has -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "KernelLowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Arith/Transforms/Passes.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Math/Transforms/Passes.h"
#include "mlir/IR/AttrTypeSubElements.h"
#include "mlir/Transforms/DialectConversion.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace fsdp;

namespace {
/// f64 to a 16-bit type goes through f32, as in PyTorch: no CPU has the direct
/// conversion and libm does not either.
struct TruncThroughF32 : public OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getIn().getType().isF64() ||
        op.getType().getIntOrFloatBitWidth() > 16)
      return failure();
    Value single = arith::TruncFOp::create(rewriter, op.getLoc(),
                                           rewriter.getF32Type(), op.getIn());
    rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), single);
    return success();
  }
};

/// bf16 to f64 goes through f32, where it is a shift.
struct ExtThroughF32 : public OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::ExtFOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getIn().getType().isBF16() || !op.getType().isF64())
      return failure();
    Value single = arith::ExtFOp::create(rewriter, op.getLoc(),
                                         rewriter.getF32Type(), op.getIn());
    rewriter.replaceOpWithNewOp<arith::ExtFOp>(op, op.getType(), single);
    return success();
  }
};

/// A power with an integer exponent that is not a constant: LLVM's intrinsic
/// would call a function of the compiler's runtime library.
struct PowerThroughFloat : public OpRewritePattern<math::FPowIOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::FPowIOp op,
                                PatternRewriter &rewriter) const override {
    Value exponent = arith::SIToFPOp::create(rewriter, op.getLoc(),
                                             op.getType(), op.getRhs());
    rewriter.replaceOpWithNewOp<math::PowFOp>(op, op.getLhs(), exponent,
                                              op.getFastmathAttr());
    return success();
  }
};

/// LLVM has no test for infinity that strict floats keep.
struct InfinityByComparison : public OpRewritePattern<math::IsInfOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::IsInfOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type type = op.getOperand().getType();
    auto value = dyn_cast<FloatType>(type);
    if (!value)
      return failure();
    Value infinity = arith::ConstantOp::create(
        rewriter, loc,
        rewriter.getFloatAttr(type,
                              APFloat::getInf(value.getFloatSemantics())));
    Value size = math::AbsFOp::create(rewriter, loc, op.getOperand());
    rewriter.replaceOpWithNewOp<arith::CmpFOp>(op, arith::CmpFPredicate::OEQ,
                                               size, infinity);
    return success();
  }
};

/// An integer power by squaring, one step per bit of the exponent. A negative
/// exponent gives 0, but for the bases 1 and -1.
struct PowerBySquaring : public OpRewritePattern<math::IPowIOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::IPowIOp op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<IntegerType>(op.getType());
    if (!type)
      return failure();
    Location loc = op.getLoc();
    auto constant = [&](int64_t value) -> Value {
      return arith::ConstantOp::create(rewriter, loc,
                                       rewriter.getIntegerAttr(type, value));
    };
    auto compare = [&](arith::CmpIPredicate predicate, Value a, Value b) {
      return arith::CmpIOp::create(rewriter, loc, predicate, a, b);
    };
    using enum arith::CmpIPredicate;
    Value zero = constant(0), one = constant(1), base = op.getLhs();
    Value square = base, power = one;
    for (unsigned bit = 0; bit < type.getWidth(); ++bit) {
      Value shifted =
          arith::ShRUIOp::create(rewriter, loc, op.getRhs(), constant(bit));
      Value isSet =
          compare(ne, arith::AndIOp::create(rewriter, loc, shifted, one), zero);
      Value product = arith::MulIOp::create(rewriter, loc, power, square);
      power = arith::SelectOp::create(rewriter, loc, isSet, product, power);
      square = arith::MulIOp::create(rewriter, loc, square, square);
    }
    Value isUnit = arith::OrIOp::create(rewriter, loc, compare(eq, base, one),
                                        compare(eq, base, constant(-1)));
    Value inverse = arith::SelectOp::create(rewriter, loc, isUnit, power, zero);
    rewriter.replaceOpWithNewOp<arith::SelectOp>(
        op, compare(slt, op.getRhs(), zero), inverse, power);
    return success();
  }
};
} // namespace

LogicalResult fsdp::widenNarrowFloats(Operation *kernel) {
  MLIRContext *context = kernel->getContext();
  Type f32 = Float32Type::get(context);
  {
    TypeConverter converter;
    arith::populateEmulateUnsupportedFloatsConversions(
        converter,
        {BFloat16Type::get(context), Float16Type::get(context),
         Float8E4M3FNType::get(context)},
        f32);
    RewritePatternSet patterns(context);
    arith::populateEmulateUnsupportedFloatsPatterns(patterns, converter);
    ConversionTarget target(*context);
    arith::populateEmulateUnsupportedFloatsLegality(target, converter);
    if (failed(applyPartialConversion(kernel, target, std::move(patterns))))
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
  return applyPartialConversion(kernel, target, std::move(patterns));
}

/// The polynomials whose error is a few units in the last place (measured in
/// KernelsToLLVMTest). Others, sine and cosine with errors of 1.4e-6 among
/// them, are calls of libm.
static bool isAccurate(StringRef name) {
  static constexpr StringRef names[] = {
      math::ExpOp::getOperationName(),  math::ExpM1Op::getOperationName(),
      math::LogOp::getOperationName(),  math::Log1pOp::getOperationName(),
      math::Log2Op::getOperationName(), math::TanhOp::getOperationName(),
      math::ErfOp::getOperationName()};
  return llvm::is_contained(names, name);
}

void fsdp::populateKernelMathPatterns(RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  patterns.add<TruncThroughF32, ExtThroughF32>(context, /*benefit=*/2);
  patterns.add<PowerThroughFloat>(context, /*benefit=*/0);
  patterns.add<InfinityByComparison, PowerBySquaring>(context);
  math::populateExpansionPatterns(patterns, {"rsqrt", "fpowi", "clampf"});
  populateMathPolynomialApproximationPatterns(patterns, isAccurate);
  arith::populateCeilFloorDivExpandOpsPatterns(patterns);
}

LogicalResult fsdp::lowerKernelMath(func::FuncOp kernel) {
  if (failed(widenNarrowFloats(kernel)))
    return failure();
  RewritePatternSet patterns(kernel.getContext());
  populateKernelMathPatterns(patterns);
  arith::populateExpandBFloat16Patterns(patterns);
  populateFloat8CastPatterns(patterns);
  return applyPatternsGreedily(kernel, std::move(patterns));
}

/// What were bitcasts between bf16 and i16.
static void eraseIdentityCasts(ModuleOp module) {
  module.walk([](LLVM::BitcastOp cast) {
    if (cast.getArg().getType() != cast.getType())
      return;
    cast.replaceAllUsesWith(cast.getArg());
    cast.erase();
  });
}

void fsdp::storeBF16AsBits(ModuleOp module) {
  Type bits = IntegerType::get(module.getContext(), 16);
  AttrTypeReplacer replacer;
  replacer.addReplacement([&](BFloat16Type) { return bits; });
  replacer.addReplacement([&](FloatAttr value) -> std::optional<Attribute> {
    if (!value.getType().isBF16())
      return std::nullopt;
    return IntegerAttr::get(bits, value.getValue().bitcastToAPInt());
  });
  replacer.addReplacement(
      [&](DenseElementsAttr value) -> std::optional<Attribute> {
        if (!value.getElementType().isBF16())
          return std::nullopt;
        return value.bitcast(bits);
      });
  replacer.recursivelyReplaceElementsIn(module, /*replaceAttrs=*/true,
                                        /*replaceLocs=*/false,
                                        /*replaceTypes=*/true);
  eraseIdentityCasts(module);
}

/// An element of a memref of i1 is a byte: 0 or 1.
void fsdp::storeBoolsAsBytes(ModuleOp module) {
  Type i8 = IntegerType::get(module.getContext(), 8);
  module.walk([&](Operation *op) {
    OpBuilder builder(op);
    if (auto load = dyn_cast<LLVM::LoadOp>(op)) {
      if (!load.getType().isInteger(1))
        return;
      Value byte = LLVM::LoadOp::create(builder, op->getLoc(), i8,
                                        load.getAddr(), /*alignment=*/1);
      load.replaceAllUsesWith(
          LLVM::TruncOp::create(builder, op->getLoc(), load.getType(), byte)
              .getResult());
      load.erase();
    } else if (auto store = dyn_cast<LLVM::StoreOp>(op)) {
      if (!store.getValue().getType().isInteger(1))
        return;
      Value byte =
          LLVM::ZExtOp::create(builder, op->getLoc(), i8, store.getValue());
      LLVM::StoreOp::create(builder, op->getLoc(), byte, store.getAddr(),
                            /*alignment=*/1);
      store.erase();
    }
  });
}
