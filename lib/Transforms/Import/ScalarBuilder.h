//===- ScalarBuilder.h - short spelling of scalar arithmetic -----*- C++
//-*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_SCALARBUILDER_H
#define FSDP_LIB_TRANSFORMS_IMPORT_SCALARBUILDER_H

#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace fsdp {

/// Makes the scalar ops of bodies that the importer writes.
class ScalarBuilder {
public:
  using Value = mlir::Value;
  using Type = mlir::Type;

  ScalarBuilder(mlir::OpBuilder &builder, mlir::Location loc)
      : builder(builder), loc(loc) {}

  Value constant(Type type, double value) {
    return mlir::arith::ConstantOp::create(builder, loc,
                                           builder.getFloatAttr(type, value));
  }
  /// Of an integer type: the bits of `value`, which it must hold.
  Value integer(Type type, uint64_t value) {
    llvm::APInt bits(type.getIntOrFloatBitWidth(), value);
    return mlir::arith::ConstantOp::create(builder, loc,
                                           builder.getIntegerAttr(type, bits));
  }
  template <typename Op, typename... Args> Value make(Args... args) {
    return Op::create(builder, loc, args...);
  }

  Value add(Value a, Value b) { return make<mlir::arith::AddFOp>(a, b); }
  Value sub(Value a, Value b) { return make<mlir::arith::SubFOp>(a, b); }
  Value mul(Value a, Value b) { return make<mlir::arith::MulFOp>(a, b); }
  Value div(Value a, Value b) { return make<mlir::arith::DivFOp>(a, b); }
  Value neg(Value a) { return make<mlir::arith::NegFOp>(a); }
  Value sqrt(Value a) { return make<mlir::math::SqrtOp>(a); }
  Value pow(Value a, Value b) { return make<mlir::math::PowFOp>(a, b); }
  Value min(Value a, Value b) { return make<mlir::arith::MinimumFOp>(a, b); }
  Value select(mlir::arith::CmpFPredicate predicate, Value a, Value b,
               Value yes, Value no) {
    Value condition =
        mlir::arith::CmpFOp::create(builder, loc, predicate, a, b);
    return make<mlir::arith::SelectOp>(condition, yes, no);
  }
  /// `a` rounded to f32.
  Value narrow(Value a) {
    return mlir::arith::TruncFOp::create(builder, loc, builder.getF32Type(), a);
  }
  /// 1 - a, in a's type.
  Value complement(Value a) { return sub(constant(a.getType(), 1), a); }

private:
  mlir::OpBuilder &builder;
  mlir::Location loc;
};

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_SCALARBUILDER_H
