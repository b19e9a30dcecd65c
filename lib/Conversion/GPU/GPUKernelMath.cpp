//===- GPUKernelMath.cpp - arithmetic of kernels in what a GPU has --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "../KernelLowering.h"
#include "DoubleMath.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace fsdp;

namespace {
/// What a function gives for `op`'s operands in f64, rounded to `op`'s type;
/// for f32 and f64.
template <typename Op>
LogicalResult
computeInDouble(Op op, PatternRewriter &rewriter,
                function_ref<Value(DoubleMath &, ValueRange)> function) {
  Type type = op.getType();
  if (!type.isF32() && !type.isF64())
    return failure();
  SmallVector<Value> operands(op->getOperands());
  if (type.isF32())
    for (Value &operand : operands)
      operand = arith::ExtFOp::create(rewriter, op.getLoc(),
                                      rewriter.getF64Type(), operand);
  DoubleMath math(rewriter, op.getLoc());
  Value result = function(math, operands);
  if (type.isF32())
    result = arith::TruncFOp::create(rewriter, op.getLoc(), type, result);
  rewriter.replaceOp(op, result);
  return success();
}

template <typename Op, Value (DoubleMath::*Function)(Value)>
struct ThroughDouble : public OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    return computeInDouble(op, rewriter, [](DoubleMath &math, ValueRange x) {
      return (math.*Function)(x[0]);
    });
  }
};

/// exp2(x) = exp(x ln 2), log10 and log2 likewise.
template <typename Op, Value (DoubleMath::*Function)(Value), bool before>
struct ScaledThroughDouble : public OpRewritePattern<Op> {
  ScaledThroughDouble(MLIRContext *context, double factor)
      : OpRewritePattern<Op>(context), factor(factor) {}
  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    return computeInDouble(op, rewriter, [&](DoubleMath &math, ValueRange x) {
      if (before)
        return (math.*Function)(math.mul(x[0], math.constant(factor)));
      return math.mul((math.*Function)(x[0]), math.constant(factor));
    });
  }
  double factor;
};

struct PowerThroughDouble : public OpRewritePattern<math::PowFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::PowFOp op,
                                PatternRewriter &rewriter) const override {
    return computeInDouble(op, rewriter, [](DoubleMath &math, ValueRange x) {
      return math.pow(x[0], x[1]);
    });
  }
};

/// The remainder of f32, exact as C's fmodf. Of numbers of 24 bits, rest -
/// trunc(rest / y) * y is exact in f64 with a fused multiply-add, whatever the
/// size of the quotient, and 2^52 times smaller; a rounded quotient may be one
/// too large, which leaves a rest of the other sign.
struct RemainderThroughDouble : public OpRewritePattern<arith::RemFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::RemFOp op,
                                PatternRewriter &rewriter) const override {
    if (!op.getType().isF32())
      return failure();
    return computeInDouble(op, rewriter, [&](DoubleMath &math, ValueRange x) {
      Location loc = op.getLoc();
      Value divisor = math::AbsFOp::create(rewriter, loc, x[1]);
      Value rest = reduce(rewriter, loc, x[0], divisor);
      Value size = math::AbsFOp::create(rewriter, loc, rest);
      Value isBelow =
          arith::CmpFOp::create(rewriter, loc, arith::CmpFPredicate::OLT,
                                math.mul(rest, x[0]), math.constant(0));
      Value other = arith::SubFOp::create(rewriter, loc, divisor, size);
      size = arith::SelectOp::create(rewriter, loc, isBelow, other, size);
      Value result = math::CopySignOp::create(rewriter, loc, size, x[0]);
      Value isNaN = arith::CmpFOp::create(
          rewriter, loc, arith::CmpFPredicate::UNO, divisor, divisor);
      return Value(
          arith::SelectOp::create(rewriter, loc, isNaN, divisor, result));
    });
  }

  /// Until the rest is smaller than the divisor, or NaN: at most 6 turns.
  static Value reduce(PatternRewriter &rewriter, Location loc, Value start,
                      Value divisor) {
    auto loop = scf::WhileOp::create(
        rewriter, loc, start.getType(), start,
        [&](OpBuilder &b, Location, ValueRange args) {
          Value size = math::AbsFOp::create(b, loc, args[0]);
          Value goOn = arith::CmpFOp::create(b, loc, arith::CmpFPredicate::OGE,
                                             size, divisor);
          scf::ConditionOp::create(b, loc, goOn, args);
        },
        [&](OpBuilder &b, Location, ValueRange args) {
          Value quotient = math::TruncOp::create(
              b, loc, arith::DivFOp::create(b, loc, args[0], divisor));
          Value minus = arith::NegFOp::create(b, loc, quotient);
          Value rest = math::FmaOp::create(b, loc, minus, divisor, args[0]);
          scf::YieldOp::create(b, loc, rest);
        });
    return loop.getResult(0);
  }
};

/// What is one instruction of a GPU, as a call of LLVM's intrinsic: upstream's
/// lowering would call CUDA's library, which is not at hand.
template <typename Op> struct AsIntrinsic : public OpRewritePattern<Op> {
  AsIntrinsic(MLIRContext *context, StringRef name)
      : OpRewritePattern<Op>(context), name(name) {}
  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    Type type = op.getType();
    if (!type.isF32() && !type.isF64())
      return failure();
    auto call = LLVM::CallIntrinsicOp::create(rewriter, op.getLoc(), type,
                                              rewriter.getStringAttr(name),
                                              ValueRange(op->getOperands()));
    rewriter.replaceOp(op, call->getResults());
    return success();
  }
  StringRef name;
};
} // namespace

LogicalResult fsdp::useGPUIntrinsics(gpu::GPUFuncOp kernel) {
  MLIRContext *context = kernel.getContext();
  RewritePatternSet patterns(context);
  patterns.add<AsIntrinsic<math::AbsFOp>>(context, "llvm.fabs");
  patterns.add<AsIntrinsic<math::CeilOp>>(context, "llvm.ceil");
  patterns.add<AsIntrinsic<math::FloorOp>>(context, "llvm.floor");
  patterns.add<AsIntrinsic<math::RoundEvenOp>>(context, "llvm.roundeven");
  patterns.add<AsIntrinsic<math::RoundOp>>(context, "llvm.round");
  patterns.add<AsIntrinsic<math::TruncOp>>(context, "llvm.trunc");
  patterns.add<AsIntrinsic<math::SqrtOp>>(context, "llvm.sqrt");
  patterns.add<AsIntrinsic<math::CopySignOp>>(context, "llvm.copysign");
  return applyPatternsGreedily(kernel, std::move(patterns));
}

void fsdp::populateGPUMathPatterns(RewritePatternSet &patterns) {
  MLIRContext *context = patterns.getContext();
  patterns.add<ThroughDouble<math::ExpOp, &DoubleMath::exp>,
               ThroughDouble<math::LogOp, &DoubleMath::log>,
               ThroughDouble<math::SinOp, &DoubleMath::sin>,
               ThroughDouble<math::CosOp, &DoubleMath::cos>,
               ThroughDouble<math::CbrtOp, &DoubleMath::cbrt>,
               PowerThroughDouble, RemainderThroughDouble>(context,
                                                           /*benefit=*/0);
  constexpr double ln2 = 0.69314718055994531, ln10 = 2.3025850929940457;
  patterns.add<ScaledThroughDouble<math::Exp2Op, &DoubleMath::exp, true>>(
      context, ln2);
  patterns.add<ScaledThroughDouble<math::Log2Op, &DoubleMath::log, false>>(
      context, 1 / ln2);
  patterns.add<ScaledThroughDouble<math::Log10Op, &DoubleMath::log, false>>(
      context, 1 / ln10);
}

LogicalResult fsdp::verifyGPUKernelMath(gpu::GPUFuncOp kernel) {
  WalkResult result = kernel.walk([&](Operation *op) {
    if ((!isa_and_nonnull<math::MathDialect>(op->getDialect()) &&
         !isa<arith::RemFOp>(op)) ||
        isa<math::AbsFOp, math::AbsIOp, math::CeilOp, math::FloorOp,
            math::RoundEvenOp, math::RoundOp, math::TruncOp, math::SqrtOp,
            math::FmaOp, math::CopySignOp, math::CountLeadingZerosOp,
            math::CountTrailingZerosOp, math::CtPopOp>(op))
      return WalkResult::advance();
    op->emitOpError() << "not supported yet: in a kernel for GPUs, of type "
                      << op->getResult(0).getType();
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}
