//===- Float8Casts.cpp - f8E4M3FN in integers -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// f8E4M3FN: sign, 4 bits of exponent (bias 7), 3 of mantissa; no infinity, the
// code 0x7f of either sign is NaN; subnormals are multiples of 2^-9. No CPU of
// ours has it and upstream's arith-expand knows other 8-bit floats only. Both
// casts are a dozen instructions without branches or tables, so that LLVM's
// vectoriser takes the loops around them.
//===----------------------------------------------------------------------===//

#include "KernelLowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace fsdp;

namespace {

constexpr uint32_t kSign = 0x80000000, kMagnitude = 0x7fffffff;
/// f32's 23 bits of mantissa less f8's 3.
constexpr unsigned kDropped = 20;
constexpr uint32_t kSmallestNormal = 0x3c800000; // 2^-6
/// 480, which would follow 448 in the order of codes: that code is NaN.
constexpr uint32_t kBeyondLargest = 0x43f00000;

/// Integer arithmetic on 32 bits at one place.
struct Bits {
  OpBuilder &builder;
  Location loc;

  Value constant(uint32_t value) {
    return arith::ConstantIntOp::create(builder, loc, builder.getI32Type(),
                                        static_cast<int32_t>(value));
  }
  Value fromFloat(Value x) {
    return arith::BitcastOp::create(builder, loc, builder.getI32Type(), x);
  }
  Value toFloat(Value x) {
    return arith::BitcastOp::create(builder, loc, builder.getF32Type(), x);
  }
  template <typename Op> Value apply(Value a, uint32_t b) {
    return Op::create(builder, loc, a, constant(b));
  }
  Value select(arith::CmpIPredicate predicate, Value a, uint32_t b, Value yes,
               Value no) {
    Value holds =
        arith::CmpIOp::create(builder, loc, predicate, a, constant(b));
    return arith::SelectOp::create(builder, loc, holds, yes, no);
  }
};

/// To nearest, ties to even; what rounds beyond 448 is NaN, as for LLVM's
/// APFloat and PyTorch: whoever wants saturation clamps first.
struct ExpandTruncation : public OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    if (!isa<Float8E4M3FNType>(op.getType()))
      return failure();
    Location loc = op.getLoc();
    Value x = op.getIn();
    if (!x.getType().isF32()) {
      // f64 is rounded to f32 first, as in PyTorch.
      Type f32 = rewriter.getF32Type();
      Value single = x.getType().isF64()
                         ? Value(arith::TruncFOp::create(rewriter, loc, f32, x))
                         : arith::ExtFOp::create(rewriter, loc, f32, x);
      rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), single);
      return success();
    }
    Bits bits{rewriter, loc};
    Value whole = bits.fromFloat(x);
    Value sign =
        bits.apply<arith::ShRUIOp>(bits.apply<arith::AndIOp>(whole, kSign), 24);
    Value magnitude = bits.apply<arith::MinUIOp>(
        bits.apply<arith::AndIOp>(whole, kMagnitude), kBeyondLargest);
    // Next to 2^14 floats are 2^-9 apart: the sum rounds as subnormals must.
    constexpr uint32_t kTwo14 = 0x46800000;
    Value sum = arith::AddFOp::create(rewriter, loc, bits.toFloat(magnitude),
                                      bits.toFloat(bits.constant(kTwo14)));
    Value subnormal = bits.apply<arith::SubIOp>(bits.fromFloat(sum), kTwo14);
    // Exponent re-biased from 127 to 7, half of what is dropped added; ties
    // carry only into an odd mantissa.
    constexpr uint32_t kBiasAndHalf =
        (uint32_t(7 - 127) << 23) + (1u << (kDropped - 1)) - 1;
    Value odd = bits.apply<arith::AndIOp>(
        bits.apply<arith::ShRUIOp>(magnitude, kDropped), 1);
    Value rounded = arith::AddIOp::create(
        rewriter, loc, bits.apply<arith::AddIOp>(magnitude, kBiasAndHalf), odd);
    Value normal = bits.apply<arith::ShRUIOp>(rounded, kDropped);
    Value code = bits.select(arith::CmpIPredicate::ult, magnitude,
                             kSmallestNormal, subnormal, normal);
    Value byte = arith::TruncIOp::create(
        rewriter, loc, rewriter.getI8Type(),
        arith::OrIOp::create(rewriter, loc, code, sign));
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, op.getType(), byte);
    return success();
  }
};

/// Exact, and without subnormal f32 on the way, which some CPUs are slow with.
struct ExpandExtension : public OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::ExtFOp op,
                                PatternRewriter &rewriter) const override {
    if (!isa<Float8E4M3FNType>(op.getIn().getType()))
      return failure();
    Location loc = op.getLoc();
    Type f32 = rewriter.getF32Type();
    if (!op.getType().isF32()) {
      Value single = arith::ExtFOp::create(rewriter, loc, f32, op.getIn());
      if (op.getType().isF64())
        rewriter.replaceOpWithNewOp<arith::ExtFOp>(op, op.getType(), single);
      else
        rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), single);
      return success();
    }
    Bits bits{rewriter, loc};
    Value byte = arith::BitcastOp::create(rewriter, loc, rewriter.getI8Type(),
                                          op.getIn());
    Value whole =
        arith::ExtUIOp::create(rewriter, loc, rewriter.getI32Type(), byte);
    Value sign =
        bits.apply<arith::ShLIOp>(bits.apply<arith::AndIOp>(whole, 0x80), 24);
    Value code = bits.apply<arith::AndIOp>(whole, 0x7f);
    Value placed = bits.apply<arith::ShLIOp>(code, kDropped);
    Value normal = bits.apply<arith::AddIOp>(placed, uint32_t(127 - 7) << 23);
    // (1 + m/8) * 2^-6 less 2^-6.
    Value shifted =
        bits.toFloat(bits.apply<arith::AddIOp>(placed, kSmallestNormal));
    Value subnormal = bits.fromFloat(arith::SubFOp::create(
        rewriter, loc, shifted, bits.toFloat(bits.constant(kSmallestNormal))));
    Value value =
        bits.select(arith::CmpIPredicate::ult, code, 8, subnormal, normal);
    value = bits.select(arith::CmpIPredicate::eq, code, 0x7f,
                        bits.constant(0x7fc00000), value);
    rewriter.replaceOp(
        op, bits.toFloat(arith::OrIOp::create(rewriter, loc, value, sign)));
    return success();
  }
};

} // namespace

void fsdp::populateFloat8CastPatterns(RewritePatternSet &patterns) {
  patterns.add<ExpandTruncation, ExpandExtension>(patterns.getContext());
}
