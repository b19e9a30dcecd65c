//===- Float8Conversions.cpp - casts of f8E4M3FN on a GPU -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// From sm_89 on a GPU converts two numbers at once. The instruction saturates
// where a cast makes NaN, so what a hook has not clamped is compared, too. An
// older GPU computes as a CPU does. The bits are the same on all of them, but
// for the sign of NaN.
//
//===----------------------------------------------------------------------===//

#include "../KernelLowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace fsdp;

/// The largest magnitude that is rounded to 448; what is above becomes NaN.
static constexpr double kLargest = 464;

static bool isFloat8(Type type) {
  return isa<Float8E4M3FNType>(getElementTypeOrSelf(type));
}

/// A vector's elements, one by one.
static SmallVector<Value> split(OpBuilder &builder, Location loc,
                                Value vector) {
  // Built from elements, as stores do: these.
  if (auto made = vector.getDefiningOp<vector::FromElementsOp>())
    return made.getElements();
  int64_t count = cast<VectorType>(vector.getType()).getNumElements();
  SmallVector<Value> elements;
  for (int64_t i = 0; i < count; ++i)
    elements.push_back(vector::ExtractOp::create(builder, loc, vector, i));
  return elements;
}

/// A cast through f32 where the other type is not f32: exact but from f64,
/// which is rounded to f32 first, as in PyTorch.
static Value toF32(OpBuilder &builder, Location loc, Value value) {
  Type element = getElementTypeOrSelf(value.getType());
  if (element.isF32())
    return value;
  Type single = builder.getF32Type();
  if (auto vector = dyn_cast<VectorType>(value.getType()))
    single = vector.clone(single);
  return element.isF64()
             ? Value(arith::TruncFOp::create(builder, loc, single, value))
             : arith::ExtFOp::create(builder, loc, single, value);
}

namespace {
/// For integer arithmetic: a cast of a vector by those of its elements.
template <typename Cast> struct SplitCast : public OpRewritePattern<Cast> {
  using OpRewritePattern<Cast>::OpRewritePattern;
  LogicalResult matchAndRewrite(Cast op,
                                PatternRewriter &rewriter) const override {
    auto type = dyn_cast<VectorType>(op.getType());
    if (!type || type.getRank() != 1 || type.isScalable() ||
        (!isFloat8(type) && !isFloat8(op.getIn().getType())))
      return failure();
    SmallVector<Value> elements;
    for (Value element : split(rewriter, op.getLoc(), op.getIn()))
      elements.push_back(
          Cast::create(rewriter, op.getLoc(), type.getElementType(), element));
    rewriter.replaceOpWithNewOp<vector::FromElementsOp>(op, type, elements);
    return success();
  }
};

/// Whether `x` is known not to be above kLargest (`sign` 1) or below -kLargest
/// (`sign` -1), unless it is NaN.
bool isBounded(Value x, double sign) {
  Operation *op = x.getDefiningOp();
  if (!isa_and_nonnull<arith::MinimumFOp, arith::MaximumFOp, arith::MinNumFOp,
                       arith::MaxNumFOp>(op))
    return false;
  // min bounds from above whatever its other operand is, max from below.
  bool oneIsEnough = isa<arith::MinimumFOp, arith::MinNumFOp>(op) == (sign > 0);
  auto holds = [&](Value operand) {
    FloatAttr constant;
    if (matchPattern(operand, m_Constant(&constant)))
      return sign * constant.getValueAsDouble() <= kLargest;
    return isBounded(operand, sign);
  };
  bool left = holds(op->getOperand(0)), right = holds(op->getOperand(1));
  return oneIsEnough ? left || right : left && right;
}

/// 0x7f where the cast of `x` is NaN though the instruction saturates, else 0;
/// null where that is never so.
Value getOverflow(OpBuilder &builder, Location loc, Value x, int64_t shift) {
  if (isBounded(x, 1) && isBounded(x, -1))
    return Value();
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantIntOp::create(builder, loc, builder.getI16Type(),
                                        value);
  };
  Value largest = arith::ConstantOp::create(builder, loc,
                                            builder.getF32FloatAttr(kLargest));
  Value size = math::AbsFOp::create(builder, loc, x);
  Value isBeyond = arith::CmpFOp::create(
      builder, loc, arith::CmpFPredicate::OGT, size, largest);
  return arith::SelectOp::create(builder, loc, isBeyond,
                                 constant(0x7f << shift), constant(0));
}

/// The casts of `low` and, if it is not null, `high` as one i16.
Value convertPair(OpBuilder &builder, Location loc, Value low, Value high) {
  Type i16 = builder.getI16Type();
  Value upper = high ? high
                     : Value(arith::ConstantOp::create(
                           builder, loc, builder.getF32FloatAttr(0)));
  Value pair = NVVM::ConvertF32x2ToF8x2Op::create(
      builder, loc, i16, upper, low, NVVM::FPRoundingMode::RN,
      NVVM::SaturationMode::SATFINITE, /*relu=*/false,
      Float8E4M3FNType::get(builder.getContext()));
  for (auto [value, shift] : {std::pair(low, 0), std::pair(high, 8)})
    if (Value bits = value ? getOverflow(builder, loc, value, shift) : Value())
      pair = arith::OrIOp::create(builder, loc, pair, bits);
  return pair;
}

struct NativeTruncation : public OpRewritePattern<arith::TruncFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::TruncFOp op,
                                PatternRewriter &rewriter) const override {
    Location loc = op.getLoc();
    auto vector = dyn_cast<VectorType>(op.getType());
    if (!isFloat8(op.getType()) ||
        (vector && (vector.getRank() != 1 || vector.isScalable())))
      return failure();
    Value single = toF32(rewriter, loc, op.getIn());
    Type i8 = rewriter.getI8Type(), i16 = rewriter.getI16Type();
    if (!vector) {
      Value byte = arith::TruncIOp::create(
          rewriter, loc, i8, convertPair(rewriter, loc, single, Value()));
      rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, op.getType(), byte);
      return success();
    }
    SmallVector<Value> elements = split(rewriter, loc, single), pairs;
    if (elements.size() % 2)
      return failure();
    for (size_t i = 0; i < elements.size(); i += 2)
      pairs.push_back(convertPair(rewriter, loc, elements[i], elements[i + 1]));
    auto pairType = VectorType::get({vector.getNumElements() / 2}, i16);
    Value words =
        vector::FromElementsOp::create(rewriter, loc, pairType, pairs);
    Value bytes =
        vector::BitCastOp::create(rewriter, loc, vector.clone(i8), words);
    rewriter.replaceOpWithNewOp<arith::BitcastOp>(op, vector, bytes);
    return success();
  }
};

/// Exact: every f8E4M3FN is an f16. Neighbours of one vector share an
/// instruction.
struct NativeExtension : public OpRewritePattern<arith::ExtFOp> {
  using OpRewritePattern::OpRewritePattern;
  LogicalResult matchAndRewrite(arith::ExtFOp op,
                                PatternRewriter &rewriter) const override {
    if (!isa<Float8E4M3FNType>(op.getIn().getType()))
      return failure();
    Location loc = op.getLoc();
    Type f16 = rewriter.getF16Type();
    auto [pair, lane] = findPair(rewriter, loc, op.getIn());
    Value halves = NVVM::ConvertF8x2ToF16x2Op::create(
        rewriter, loc, VectorType::get({2}, f16), pair, /*relu=*/false,
        Float8E4M3FNType::get(rewriter.getContext()));
    Value half = vector::ExtractOp::create(rewriter, loc, halves, lane);
    if (op.getType().isF16()) {
      rewriter.replaceOp(op, half);
      return success();
    }
    Value single =
        arith::ExtFOp::create(rewriter, loc, rewriter.getF32Type(), half);
    if (op.getType().isF32())
      rewriter.replaceOp(op, single);
    else if (op.getType().isF64())
      rewriter.replaceOpWithNewOp<arith::ExtFOp>(op, op.getType(), single);
    else
      rewriter.replaceOpWithNewOp<arith::TruncFOp>(op, op.getType(), single);
    return success();
  }

  /// Two bytes, one of them `value`'s, and which.
  static std::pair<Value, int64_t> findPair(OpBuilder &builder, Location loc,
                                            Value value) {
    Type i8 = builder.getI8Type();
    auto extract = value.getDefiningOp<vector::ExtractOp>();
    auto vector = extract ? extract.getSource().getType() : VectorType();
    if (vector && vector.getRank() == 1 && !extract.hasDynamicPosition() &&
        vector.getNumElements() % 2 == 0) {
      int64_t place = extract.getStaticPosition().front();
      Value bytes = arith::BitcastOp::create(builder, loc, vector.clone(i8),
                                             extract.getSource());
      return {vector::ExtractStridedSliceOp::create(builder, loc, bytes,
                                                    {place / 2 * 2}, {2}, {1}),
              place % 2};
    }
    Value byte = arith::BitcastOp::create(builder, loc, i8, value);
    Value zero = arith::ConstantIntOp::create(builder, loc, i8, 0);
    return {vector::FromElementsOp::create(
                builder, loc, VectorType::get({2}, i8), ValueRange{byte, zero}),
            0};
  }
};
} // namespace

void fsdp::populateGPUFloat8Patterns(RewritePatternSet &patterns,
                                     unsigned capability) {
  MLIRContext *context = patterns.getContext();
  if (capability >= kNativeFloat8Since) {
    patterns.add<NativeTruncation, NativeExtension>(context, /*benefit=*/3);
    return;
  }
  patterns.add<SplitCast<arith::TruncFOp>, SplitCast<arith::ExtFOp>>(context);
  populateFloat8CastPatterns(patterns);
}
