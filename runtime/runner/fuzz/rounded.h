// rounded.h - a number and how far rounding can have led from it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Running error analysis to first order (Higham, Accuracy and Stability of Numerical
// Algorithms, ch. 3): `error` bounds what any program that computes the same formula in
// arithmetic of unit roundoff u, in any order of its sums, may be off.

#ifndef FSDP_RT_RUNNER_FUZZ_ROUNDED_H_
#define FSDP_RT_RUNNER_FUZZ_ROUNDED_H_

#include <cmath>

namespace fsdp_rt::runner {

constexpr double kRoundoffF32 = 0x1p-24, kRoundoffBF16 = 0x1p-8, kRoundoffF16 = 0x1p-11;
// The distance of the smallest numbers of f16.
constexpr double kLeastF16 = 0x1p-24;
constexpr double kLargestF16 = 65504, kLargestF32 = 0x1p128;

struct Rounded {
  double value = 0, error = 0;

  Rounded() = default;
  Rounded(double exact) : value(exact) {}  // NOLINT: constants mix with numbers
  Rounded(double v, double e) : value(v), error(e) {}
};

// Rounded once more.
inline Rounded Round(double value, double error, double roundoff = kRoundoffF32) {
  return {value, error + roundoff * std::abs(value)};
}
inline Rounded operator+(Rounded a, Rounded b) { return Round(a.value + b.value, a.error + b.error); }
inline Rounded operator-(Rounded a, Rounded b) { return Round(a.value - b.value, a.error + b.error); }
inline Rounded operator*(Rounded a, Rounded b) {
  return Round(a.value * b.value, std::abs(a.value) * b.error + std::abs(b.value) * a.error + a.error * b.error);
}
inline Rounded operator/(Rounded a, Rounded b) {
  const double quotient = a.value / b.value;
  return Round(quotient, (a.error + std::abs(quotient) * b.error) / std::abs(b.value));
}
inline Rounded Sqrt(Rounded a) {
  const double root = std::sqrt(a.value);
  return Round(root, root == 0 ? std::sqrt(a.error) : a.error / (2 * root));
}
// f(a) by its value, its derivative there and what a library's f may be off itself, in roundoffs.
inline Rounded Apply(double value, double derivative, Rounded a, double ulps) {
  return Round(value, std::abs(derivative) * a.error, ulps * kRoundoffF32);
}

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_ROUNDED_H_
