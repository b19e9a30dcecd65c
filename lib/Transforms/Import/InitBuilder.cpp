//===- InitBuilder.cpp - first values from a seed, as IR ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// An element's value is a function of the seed, the tensor's name and the
// element's index in the full tensor, by a counter-based generator (Salmon,
// Moraes, Dror, Shaw 2011), so that no rank needs another one's. Only
// operations that IEEE 754 rounds in one way are used, in f64, and none is
// contracted: a CPU of any vector width and a GPU give the same bits.
//
//===----------------------------------------------------------------------===//

#include "InitBuilder.h"
#include "ScalarBuilder.h"
#include "llvm/ADT/MapVector.h"

using namespace mlir;
using namespace fsdp;

//===----------------------------------------------------------------------===//
// Random bits
//===----------------------------------------------------------------------===//

namespace {
/// Philox4x32-10. Words are i32.
class Philox {
public:
  using Counter = std::array<Value, 4>;
  using Key = std::array<Value, 2>;

  Philox(OpBuilder &builder, Location loc)
      : math(builder, loc), i32(builder.getI32Type()),
        i64(builder.getI64Type()) {}

  Counter run(Counter counter, Key key) {
    for (int round = 0; round < 10; ++round) {
      if (round)
        key = {add(key[0], 0x9E3779B9), add(key[1], 0xBB67AE85)};
      auto [low0, high0] = multiply(counter[0], 0xD2511F53);
      auto [low1, high1] = multiply(counter[2], 0xCD9E8D57);
      counter = {exclusiveOr(exclusiveOr(high1, counter[1]), key[0]), low1,
                 exclusiveOr(exclusiveOr(high0, counter[3]), key[1]), low0};
    }
    return counter;
  }

  Value low(Value wide) { return math.make<arith::TruncIOp>(i32, wide); }
  Value high(Value wide) {
    return low(math.make<arith::ShRUIOp>(wide, math.integer(i64, 32)));
  }

private:
  Value add(Value a, uint64_t b) {
    return math.make<arith::AddIOp>(a, math.integer(i32, b));
  }
  Value exclusiveOr(Value a, Value b) { return math.make<arith::XOrIOp>(a, b); }
  /// Low and high half of the product.
  std::pair<Value, Value> multiply(Value a, uint64_t b) {
    Value wide = math.make<arith::ExtUIOp>(i64, a);
    Value product = math.make<arith::MulIOp>(wide, math.integer(i64, b));
    return {low(product), high(product)};
  }

  ScalarBuilder math;
  Type i32, i64;
};
} // namespace

//===----------------------------------------------------------------------===//
// Distributions
//===----------------------------------------------------------------------===//

namespace {
/// Builds the body of an `fsdp.initialize`.
class ValueBuilder {
public:
  ValueBuilder(OpBuilder &builder, Location loc)
      : builder(builder), loc(loc), math(builder, loc),
        i32(builder.getI32Type()), i64(builder.getI64Type()),
        f64(builder.getF64Type()) {}

  /// The value in f64; `numbers` as in InitRecipe.
  Value build(InitRecipe::Kind kind, Value index, Value name, Value seed,
              ValueRange numbers) {
    if (kind == InitRecipe::Kind::Constant)
      return numbers[0];
    Value uniform = getUniform(index, name, seed);
    if (kind == InitRecipe::Kind::Uniform)
      return math.add(numbers[0], math.mul(uniform, numbers[1]));
    Value probability = math.add(numbers[2], math.mul(uniform, numbers[3]));
    // Rounding may reach 1, whose quantile is infinite.
    probability = math.min(probability, constant(0x1.fffffffffffffp-1));
    Value value = math.add(
        numbers[0], math.mul(getNormalQuantile(probability), numbers[1]));
    Value raised = math.make<arith::MaximumFOp>(value, numbers[4]);
    return math.min(raised, numbers[5]);
  }

private:
  Value constant(double value) { return math.constant(f64, value); }
  Value integer(uint64_t value) { return math.integer(i64, value); }
  Value asBits(Value a) { return math.make<arith::BitcastOp>(i64, a); }
  Value asFloat(Value a) { return math.make<arith::BitcastOp>(f64, a); }
  Value bitAnd(Value a, uint64_t mask) {
    return math.make<arith::AndIOp>(a, integer(mask));
  }
  Value bitOr(Value a, Value b) { return math.make<arith::OrIOp>(a, b); }

  Value getUniform(Value index, Value name, Value seed);
  Value getLogarithm(Value x);
  Value getNormalQuantile(Value probability);
  /// A polynomial, the highest coefficient first.
  Value evaluate(ArrayRef<double> coefficients, Value x) {
    Value sum = constant(coefficients.front());
    for (double coefficient : coefficients.drop_front())
      sum = math.add(math.mul(sum, x), constant(coefficient));
    return sum;
  }

  OpBuilder &builder;
  Location loc;
  ScalarBuilder math;
  Type i32, i64, f64;
};
} // namespace

/// One of the 2^52 numbers (k + 1/2) / 2^52. Counter: index and name; key: the
/// seed.
Value ValueBuilder::getUniform(Value index, Value name, Value seed) {
  Philox philox(builder, loc);
  Value key = math.make<arith::FPToSIOp>(i64, seed);
  auto words = philox.run({philox.low(index), philox.high(index),
                           philox.low(name), philox.high(name)},
                          {philox.low(key), philox.high(key)});
  // The first word and the highest 20 bits of the second one.
  Value high = math.make<arith::ShLIOp>(
      math.make<arith::ExtUIOp>(i64, words[0]), integer(20));
  Value low = math.make<arith::ShRUIOp>(
      math.make<arith::ExtUIOp>(i64, words[1]), integer(12));
  // As the mantissa of a number between 1 and 2: a conversion of i64 has no
  // vector instruction everywhere.
  Value mantissa = bitOr(bitOr(high, low), integer(0x3FF0000000000000));
  return math.add(math.sub(asFloat(mantissa), constant(1)), constant(0x1p-53));
}

/// The natural logarithm of a normal number in (0, 1): x = 2^e m with m around
/// 1, log m = 2 artanh((m - 1) / (m + 1)) by its series, which ends below half
/// a unit of the last place.
Value ValueBuilder::getLogarithm(Value x) {
  // Bits of sqrt(1/2): what is added carries into the exponent there.
  constexpr uint64_t root = 0x3FE6A09E667F3BCD, one = 0x3FF0000000000000;
  Value shifted = math.make<arith::AddIOp>(asBits(x), integer(one - root));
  Value exponent = math.make<arith::SubIOp>(
      math.make<arith::TruncIOp>(
          i32, math.make<arith::ShRUIOp>(shifted, integer(52))),
      math.integer(i32, 1023));
  Value mantissa = asFloat(math.make<arith::AddIOp>(
      bitAnd(shifted, 0x000FFFFFFFFFFFFF), integer(root)));
  Value ratio = math.div(math.sub(mantissa, constant(1)),
                         math.add(mantissa, constant(1)));
  Value square = math.mul(ratio, ratio);
  SmallVector<double> series;
  for (int power = 21; power >= 1; power -= 2)
    series.push_back(2.0 / power);
  Value logarithm = math.mul(evaluate(series, square), ratio);
  Value times = math.make<arith::SIToFPOp>(f64, exponent);
  return math.add(math.mul(times, constant(0.6931471805599453094)), logarithm);
}

/// Wichura's algorithm AS 241 (PPND16), to about 1e-16 relative.
Value ValueBuilder::getNormalQuantile(Value probability) {
  using arith::CmpFPredicate;
  Value center = math.sub(probability, constant(0.5));
  auto divide = [&](Value x, ArrayRef<double> above, ArrayRef<double> below) {
    return math.div(evaluate(above, x), evaluate(below, x));
  };
  Value near =
      math.mul(divide(math.sub(constant(0.180625), math.mul(center, center)),
                      {2.5090809287301226727e+3, 3.3430575583588128105e+4,
                       6.7265770927008700853e+4, 4.5921953931549871457e+4,
                       1.3731693765509461125e+4, 1.9715909503065514427e+3,
                       1.3314166789178437745e+2, 3.3871328727963666080e+0},
                      {5.2264952788528545610e+3, 2.8729085735721942674e+4,
                       3.9307895800092710610e+4, 2.1213794301586595867e+4,
                       5.3941960214247511077e+3, 6.8718700749205790830e+2,
                       4.2313330701600911252e+1, 1.0}),
               center);
  Value tail = math.min(probability, math.complement(probability));
  Value distance = math.sqrt(math.neg(getLogarithm(tail)));
  Value far = divide(math.sub(distance, constant(1.6)),
                     {7.74545014278341407640e-4, 2.27238449892691845833e-2,
                      2.41780725177450611770e-1, 1.27045825245236838258e+0,
                      3.64784832476320460504e+0, 5.76949722146069140550e+0,
                      4.63033784615654529590e+0, 1.42343711074968357734e+0},
                     {1.05075007164441684324e-9, 5.47593808499534494600e-4,
                      1.51986665636164571966e-2, 1.48103976427480074590e-1,
                      6.89767334985100004550e-1, 1.67638483018380384940e+0,
                      2.05319162663775882187e+0, 1.0});
  Value farther = divide(math.sub(distance, constant(5)),
                         {2.01033439929228813265e-7, 2.71155556874348757815e-5,
                          1.24266094738807843860e-3, 2.65321895265761230930e-2,
                          2.96560571828504891230e-1, 1.78482653991729133580e+0,
                          5.46378491116411436990e+0, 6.65790464350110377720e+0},
                         {2.04426310338993978564e-15, 1.42151175831644588870e-7,
                          1.84631831751005468180e-5, 7.86869131145613259100e-4,
                          1.48753612908506148525e-2, 1.36929880922735805310e-1,
                          5.99832206555887937690e-1, 1.0});
  Value outer =
      math.select(CmpFPredicate::OLE, distance, constant(5), far, farther);
  outer = math.select(CmpFPredicate::OLT, center, constant(0), math.neg(outer),
                      outer);
  Value size = math.make<math::AbsFOp>(center);
  return math.select(CmpFPredicate::OLE, size, constant(0.425), near, outer);
}

//===----------------------------------------------------------------------===//
// The entry
//===----------------------------------------------------------------------===//

static void buildInitialize(OpBuilder &builder, Location loc, Value seed,
                            ArrayRef<const InitTensor *> tensors) {
  SmallVector<Attribute> params;
  SmallVector<int64_t> inner;
  SmallVector<double> numbers;
  const InitTensor &first = *tensors.front();
  for (const InitTensor *tensor : tensors) {
    params.push_back(tensor->param);
    inner.push_back(tensor->inner);
    llvm::append_range(numbers, tensor->recipe.numbers);
  }
  auto op = InitializeOp::create(
      builder, loc, /*chunk=*/Type(), first.group, builder.getArrayAttr(params),
      builder.getDenseI64ArrayAttr(inner), seed,
      builder.getF64ArrayAttr(numbers), /*dest=*/Value());
  OpBuilder::InsertionGuard guard(builder);
  Type i64 = builder.getI64Type(), f64 = builder.getF64Type();
  SmallVector<Type> types(3 + first.recipe.numbers.size(), f64);
  types[0] = types[1] = i64;
  Block *body = builder.createBlock(&op.getBody(), {}, types,
                                    SmallVector<Location>(types.size(), loc));
  ValueRange arguments = body->getArguments();
  Value value = ValueBuilder(builder, loc)
                    .build(first.recipe.kind, arguments[0], arguments[1],
                           arguments[2], arguments.drop_front(3));
  value = ScalarBuilder(builder, loc).narrow(value);
  if (!first.stored.isF32())
    value = arith::TruncFOp::create(builder, loc, first.stored, value);
  YieldOp::create(builder, loc, value, /*wires=*/nullptr);
}

func::FuncOp fsdp::buildInit(ModuleOp module, StringRef name,
                             ArrayRef<InitTensor> tensors) {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  Location loc = module.getLoc();
  auto function =
      func::FuncOp::create(builder, loc, name, builder.getFunctionType({}, {}));
  function->setAttr("fsdp.entry", builder.getStringAttr("init"));
  builder.setInsertionPointToEnd(function.addEntryBlock());
  Value seed = ScalarOp::create(builder, loc, builder.getF64Type(),
                                builder.getStringAttr("seed"),
                                builder.getF64FloatAttr(0));
  llvm::MapVector<std::tuple<Attribute, int, Type>,
                  SmallVector<const InitTensor *>>
      sets;
  for (const InitTensor &tensor : tensors)
    sets[{tensor.group, static_cast<int>(tensor.recipe.kind), tensor.stored}]
        .push_back(&tensor);
  for (auto &[key, set] : sets)
    buildInitialize(builder, loc, seed, set);
  func::ReturnOp::create(builder, loc);
  return function;
}
