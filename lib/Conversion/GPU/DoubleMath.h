//===- DoubleMath.h - elementary functions of f64 in arithmetic -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A GPU has no library of mathematical functions. Those that have no polynomial
// in f32 (KernelMath.cpp) are computed in f64, so that their f32 results are
// rounded once. Errors are a few units in the last place of f64 for exp and
// log, 1e-13 for powers as large as f64 holds.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_GPU_DOUBLEMATH_H
#define FSDP_LIB_CONVERSION_GPU_DOUBLEMATH_H

#include "mlir/IR/Builders.h"

namespace fsdp {

/// Emits scalar f64 code.
class DoubleMath {
public:
  DoubleMath(mlir::OpBuilder &builder, mlir::Location loc)
      : builder(builder), loc(loc) {}

  mlir::Value exp(mlir::Value x);
  mlir::Value log(mlir::Value x);
  mlir::Value pow(mlir::Value x, mlir::Value y);
  mlir::Value cbrt(mlir::Value x);
  /// For |x| up to 1e6, beyond which the error grows with |x|.
  mlir::Value sin(mlir::Value x) { return sine(x, 0); }
  mlir::Value cos(mlir::Value x) { return sine(x, 1); }

  mlir::Value constant(double value);
  mlir::Value mul(mlir::Value a, mlir::Value b);

private:
  mlir::Value bits(int64_t value);
  mlir::Value add(mlir::Value a, mlir::Value b);
  mlir::Value sub(mlir::Value a, mlir::Value b);
  mlir::Value fma(mlir::Value a, mlir::Value b, mlir::Value c);
  mlir::Value isBelow(mlir::Value a, double b);
  mlir::Value select(mlir::Value condition, mlir::Value a, mlir::Value b);
  mlir::Value round(mlir::Value x);
  mlir::Value toInteger(mlir::Value x);
  mlir::Value horner(mlir::Value x, llvm::ArrayRef<double> coefficients);
  mlir::Value powerOfTwo(mlir::Value exponent);
  mlir::Value sine(mlir::Value x, int64_t quarters);

  mlir::OpBuilder &builder;
  mlir::Location loc;
};

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_GPU_DOUBLEMATH_H
