//===- GPUKernelMath.cpp - arithmetic of kernels in what a GPU has --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "../KernelLowering.h"
#include "DoubleMath.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"

using namespace mlir;
using namespace fsdp;

namespace {
/// A function of one argument, computed in f64.
template <typename Op, Value (DoubleMath::*Function)(Value)>
struct ThroughDouble : public OpRewritePattern<Op> {
  using OpRewritePattern<Op>::OpRewritePattern;
  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    Type type = op.getType(), f64 = rewriter.getF64Type();
    if (!type.isF32() && !type.isF64())
      return failure();
    Value x = op.getOperand();
    if (type.isF32())
      x = arith::ExtFOp::create(rewriter, op.getLoc(), f64, x);
    DoubleMath math(rewriter, op.getLoc());
    Value result = (math.*Function)(x);
    if (type.isF32())
      result = arith::TruncFOp::create(rewriter, op.getLoc(), type, result);
    rewriter.replaceOp(op, result);
    return success();
  }
};

/// exp2(x) = exp(x ln 2), log10 and log2 of f64 likewise.
template <typename Op, Value (DoubleMath::*Function)(Value), bool before>
struct ScaledThroughDouble : public OpRewritePattern<Op> {
  ScaledThroughDouble(MLIRContext *context, double factor)
      : OpRewritePattern<Op>(context), factor(factor) {}
  LogicalResult matchAndRewrite(Op op,
                                PatternRewriter &rewriter) const override {
    Type type = op.getType(), f64 = rewriter.getF64Type();
    if (!type.isF32() && !type.isF64())
      return failure();
    Value x = op.getOperand();
    if (type.isF32())
      x = arith::ExtFOp::create(rewriter, op.getLoc(), f64, x);
    DoubleMath math(rewriter, op.getLoc());
    if (before)
      x = math.mul(x, math.constant(factor));
    Value result = (math.*Function)(x);
    if (!before)
      result = math.mul(result, math.constant(factor));
    if (type.isF32())
      result = arith::TruncFOp::create(rewriter, op.getLoc(), type, result);
    rewriter.replaceOp(op, result);
    return success();
  }
  double factor;
};

struct PowerThroughDouble : public OpRewritePattern<math::PowFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(math::PowFOp op,
                                PatternRewriter &rewriter) const override {
    Type type = op.getType(), f64 = rewriter.getF64Type();
    if (!type.isF32() && !type.isF64())
      return failure();
    Value x = op.getLhs(), y = op.getRhs();
    if (type.isF32()) {
      x = arith::ExtFOp::create(rewriter, op.getLoc(), f64, x);
      y = arith::ExtFOp::create(rewriter, op.getLoc(), f64, y);
    }
    Value result = DoubleMath(rewriter, op.getLoc()).pow(x, y);
    if (type.isF32())
      result = arith::TruncFOp::create(rewriter, op.getLoc(), type, result);
    rewriter.replaceOp(op, result);
    return success();
  }
};
/// The remainder that truncation leaves, exact in f64 for quotients up to 2^53.
struct RemainderThroughDouble : public OpRewritePattern<arith::RemFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::RemFOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    Type type = op.getType(), f64 = rewriter.getF64Type();
    if (!type.isF32())
      return failure();
    Value x = arith::ExtFOp::create(rewriter, loc, f64, op.getLhs());
    Value y = arith::ExtFOp::create(rewriter, loc, f64, op.getRhs());
    Value quotient = math::TruncOp::create(
        rewriter, loc, arith::DivFOp::create(rewriter, loc, x, y));
    Value minus = arith::NegFOp::create(rewriter, loc, quotient);
    Value rest = math::FmaOp::create(rewriter, loc, minus, y, x);
    rewriter.replaceOp(op, arith::TruncFOp::create(rewriter, loc, type, rest));
    return success();
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
