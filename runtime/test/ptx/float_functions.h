// float_functions.h - arithmetic on single f32 and f64 values, with PTX's NaN and zero rules
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_FLOAT_FUNCTIONS_H_
#define FSDP_RUNTIME_TEST_PTX_FLOAT_FUNCTIONS_H_

#include <bit>
#include <cmath>
#include <limits>
#include <string_view>

#include "program.h"
#include "types.h"

namespace fsdp_ptx {

// f32 results that are NaN are 0x7fffffff; f64 keeps what the host gives.
inline float Canonical(float v) { return v == v ? v : std::bit_cast<float>(0x7fffffffu); }
inline double Canonical(double v) { return v; }

template <typename T>
struct Float {
  static T Add(T a, T b) { return Canonical(a + b); }
  static T Sub(T a, T b) { return Canonical(a - b); }
  static T Mul(T a, T b) { return Canonical(a * b); }
  static T Div(T a, T b) { return Canonical(a / b); }
  static T Fma(T a, T b, T c) { return Canonical(std::fma(a, b, c)); }
  static T Sqrt(T a) { return Canonical(std::sqrt(a)); }
  static T Reciprocal(T a) { return Canonical(T{1} / a); }
  static T ReciprocalSqrt(T a) { return Canonical(T{1} / std::sqrt(a)); }
  static T Quiet() { return Canonical(std::numeric_limits<T>::quiet_NaN()); }
  // -0 is less than +0.
  static T Smaller(T a, T b) { return a < b || (a == b && std::signbit(a)) ? a : b; }
  static T Larger(T a, T b) { return a > b || (a == b && !std::signbit(a)) ? a : b; }
  // One NaN: the other operand. Two: NaN.
  static T Min(T a, T b) { return a != a ? (b != b ? Quiet() : b) : b != b ? a : Smaller(a, b); }
  static T Max(T a, T b) { return a != a ? (b != b ? Quiet() : b) : b != b ? a : Larger(a, b); }
  static T MinNan(T a, T b) { return a != a || b != b ? Quiet() : Smaller(a, b); }
  static T MaxNan(T a, T b) { return a != a || b != b ? Quiet() : Larger(a, b); }
  static T Min3(T a, T b, T c) { return Min(Min(a, b), c); }
  static T Max3(T a, T b, T c) { return Max(Max(a, b), c); }
  static T MinNan3(T a, T b, T c) { return MinNan(MinNan(a, b), c); }
  static T MaxNan3(T a, T b, T c) { return MaxNan(MaxNan(a, b), c); }
};

// add, sub, mul, div, fma, sqrt and rcp of f32 or f64 in the rounding mode (a Rounding) that Instruction::aux[1] names.
Handler DirectedHandler(std::string_view root, Type type);

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_FLOAT_FUNCTIONS_H_
