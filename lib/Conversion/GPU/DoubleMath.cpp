//===- DoubleMath.cpp - elementary functions of f64 in arithmetic ---------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DoubleMath.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include <cmath>

using namespace mlir;
using namespace fsdp;

Value DoubleMath::constant(double value) {
  return arith::ConstantOp::create(builder, loc,
                                   builder.getF64FloatAttr(value));
}
Value DoubleMath::bits(int64_t value) {
  return arith::ConstantOp::create(builder, loc,
                                   builder.getI64IntegerAttr(value));
}
Value DoubleMath::add(Value a, Value b) {
  return arith::AddFOp::create(builder, loc, a, b);
}
Value DoubleMath::sub(Value a, Value b) {
  return arith::SubFOp::create(builder, loc, a, b);
}
Value DoubleMath::mul(Value a, Value b) {
  return arith::MulFOp::create(builder, loc, a, b);
}
Value DoubleMath::fma(Value a, Value b, Value c) {
  return math::FmaOp::create(builder, loc, a, b, c);
}
Value DoubleMath::isBelow(Value a, double b) {
  return arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OLT, a,
                               constant(b));
}
Value DoubleMath::select(Value condition, Value a, Value b) {
  return arith::SelectOp::create(builder, loc, condition, a, b);
}
Value DoubleMath::round(Value x) {
  return math::RoundEvenOp::create(builder, loc, x);
}
Value DoubleMath::toInteger(Value x) {
  return arith::FPToSIOp::create(builder, loc, builder.getI64Type(), x);
}

/// coefficients[0] + x * (coefficients[1] + ...).
Value DoubleMath::horner(Value x, ArrayRef<double> coefficients) {
  Value result = constant(coefficients.back());
  for (double next : llvm::reverse(coefficients.drop_back()))
    result = fma(result, x, constant(next));
  return result;
}

/// Of an exponent from -1022 to 1023.
Value DoubleMath::powerOfTwo(Value exponent) {
  Value biased = arith::AddIOp::create(builder, loc, exponent, bits(1023));
  Value shifted = arith::ShLIOp::create(builder, loc, biased, bits(52));
  return arith::BitcastOp::create(builder, loc, builder.getF64Type(), shifted);
}

static constexpr double kLn2High = 0x1.62e42fee00000p-1;
static constexpr double kLn2Low = 0x1.a39ef35793c76p-33;

/// x = k ln 2 + r with |r| below ln 2 / 2: Taylor's series of r, times 2^k in
/// two steps, since k may lie outside the exponents of f64.
Value DoubleMath::exp(Value x) {
  Value low = isBelow(x, -746.0);
  Value high = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OGT, x,
                                     constant(710.0));
  Value isNaN =
      arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::UNO, x, x);
  Value inside = select(low, constant(-746.0), x);
  inside = select(high, constant(710.0), inside);
  inside = select(isNaN, constant(0.0), inside);
  Value k = round(mul(inside, constant(1.4426950408889634)));
  Value minus = arith::NegFOp::create(builder, loc, k);
  Value r = fma(minus, constant(kLn2High), inside);
  r = fma(minus, constant(kLn2Low), r);
  SmallVector<double> coefficients;
  for (double i = 0, factorial = 1; i < 14; factorial *= ++i)
    coefficients.push_back(1 / factorial);
  Value series = horner(r, coefficients);
  Value exponent = toInteger(k);
  Value half = arith::ShRSIOp::create(builder, loc, exponent, bits(1));
  Value rest = arith::SubIOp::create(builder, loc, exponent, half);
  Value result = mul(mul(series, powerOfTwo(half)), powerOfTwo(rest));
  return select(isNaN, x, result);
}

/// x = 2^e m with m around 1: log m = 2 atanh((m - 1) / (m + 1)).
Value DoubleMath::log(Value x) {
  Type i64 = builder.getI64Type(), f64 = builder.getF64Type();
  Value isTiny = isBelow(x, 0x1p-1022);
  Value scaled = select(isTiny, mul(x, constant(0x1p54)), x);
  Value word = arith::BitcastOp::create(builder, loc, i64, scaled);
  // The exponent is that of m between sqrt(1/2) and sqrt(2).
  constexpr int64_t kRootHalf = 0x3fe6a09e667f3bcd;
  Value above = arith::SubIOp::create(builder, loc, word, bits(kRootHalf));
  Value exponent = arith::ShRSIOp::create(builder, loc, above, bits(52));
  Value shifted = arith::ShLIOp::create(builder, loc, exponent, bits(52));
  Value m = arith::BitcastOp::create(
      builder, loc, f64, arith::SubIOp::create(builder, loc, word, shifted));
  Value e = arith::SIToFPOp::create(builder, loc, f64, exponent);
  e = add(e, select(isTiny, constant(-54.0), constant(0.0)));
  Value f = sub(m, constant(1.0));
  Value s = arith::DivFOp::create(builder, loc, f, add(f, constant(2.0)));
  Value z = mul(s, s);
  SmallVector<double> coefficients;
  for (int i = 1; i < 12; ++i)
    coefficients.push_back(2.0 / (2 * i + 1));
  Value tail = mul(mul(s, z), horner(z, coefficients));
  Value small = fma(s, constant(2.0), fma(e, constant(kLn2Low), tail));
  Value result = fma(e, constant(kLn2High), small);
  Value infinity = constant(INFINITY);
  Value isInfinite = arith::CmpFOp::create(
      builder, loc, arith::CmpFPredicate::OEQ, x, infinity);
  Value isZero = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ,
                                       x, constant(0.0));
  Value isNumber = arith::CmpFOp::create(
      builder, loc, arith::CmpFPredicate::OGE, x, constant(0.0));
  result = select(isInfinite, infinity, result);
  result = select(isZero, constant(-INFINITY), result);
  return select(isNumber, result, constant(NAN));
}

Value DoubleMath::pow(Value x, Value y) {
  Value magnitude = exp(mul(y, log(math::AbsFOp::create(builder, loc, x))));
  Value isNegative = isBelow(x, 0.0);
  Value whole = round(y);
  Value isInteger =
      arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ, whole, y);
  Value half = mul(y, constant(0.5));
  Value isEven = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ,
                                       round(half), half);
  Value withSign =
      select(isEven, magnitude, arith::NegFOp::create(builder, loc, magnitude));
  Value ofNegative = select(isInteger, withSign, constant(NAN));
  Value result = select(isNegative, ofNegative, magnitude);
  Value isOne = arith::OrIOp::create(
      builder, loc,
      arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ, y,
                            constant(0.0)),
      arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ, x,
                            constant(1.0)));
  return select(isOne, constant(1.0), result);
}

/// A power, and one step of Newton's iteration.
Value DoubleMath::cbrt(Value x) {
  Value magnitude = math::AbsFOp::create(builder, loc, x);
  Value guess = exp(mul(log(magnitude), constant(1.0 / 3)));
  Value square = mul(guess, guess);
  Value excess = sub(mul(square, guess), magnitude);
  Value step =
      arith::DivFOp::create(builder, loc, excess, mul(square, constant(3.0)));
  Value isZero = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ,
                                       magnitude, constant(0.0));
  Value isInfinite = arith::CmpFOp::create(
      builder, loc, arith::CmpFPredicate::OEQ, magnitude, constant(INFINITY));
  Value keep = arith::OrIOp::create(builder, loc, isZero, isInfinite);
  Value result = select(keep, magnitude, sub(guess, step));
  return math::CopySignOp::create(builder, loc, result, x);
}

/// x = k pi/2 + r: sine or cosine of r by Taylor's series, which of them and
/// the sign by (k + quarters) mod 4.
Value DoubleMath::sine(Value x, int64_t quarters) {
  Value k = round(mul(x, constant(0.63661977236758138)));
  Value minus = arith::NegFOp::create(builder, loc, k);
  Value r = fma(minus, constant(0x1.921fb54400000p+0), x);
  r = fma(minus, constant(0x1.0b4611a600000p-34), r);
  r = fma(minus, constant(0x1.3198a2e037073p-69), r);
  Value z = mul(r, r);
  SmallVector<double> odd, even;
  double factorial = 1;
  for (int i = 0; i < 9; ++i) {
    even.push_back((i % 2 ? -1 : 1) / factorial);
    factorial *= 2 * i + 1;
    odd.push_back((i % 2 ? -1 : 1) / factorial);
    factorial *= 2 * i + 2;
  }
  Value sine = mul(r, horner(z, odd)), cosine = horner(z, even);
  Value number =
      arith::AddIOp::create(builder, loc, toInteger(k), bits(quarters));
  auto hasBit = [&](int64_t bit) -> Value {
    Value masked = arith::AndIOp::create(builder, loc, number, bits(bit));
    return arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ne, masked,
                                 bits(0));
  };
  Value result = select(hasBit(1), cosine, sine);
  return select(hasBit(2), arith::NegFOp::create(builder, loc, result), result);
}
