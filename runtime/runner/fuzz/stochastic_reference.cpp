// stochastic_reference.cpp - rounding up or down by a hash, worked out independently
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/stochastic_reference.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace fsdp_rt::runner {
namespace {

// Up or down to a multiple of `step`, a power of two.
double RoundToSteps(float value, double step) {
  const double noise = std::ldexp(static_cast<double>(HashOf(value) >> 8), -24);
  const double steps = value / step, lower = std::floor(steps);
  return (lower + (noise < steps - lower ? 1 : 0)) * step;
}

}  // namespace

uint32_t HashOf(float value) {
  const auto bits = std::bit_cast<uint32_t>(value);
  uint32_t hash = (bits ^ (bits >> 16)) * 0x7feb352d;
  hash = (hash ^ (hash >> 15)) * 0x846ca68b;
  return hash ^ (hash >> 16);
}

float RoundToWholeStochastically(float value) { return static_cast<float>(std::min(RoundToSteps(value, 1), 127.0)); }

// Steps are 2^-3 of the number's power of two, which is 2^-6 at least.
float RoundToF8E4M3Stochastically(float value) {
  const int exponent = value == 0 ? -6 : std::max(std::ilogb(value), -6);
  return static_cast<float>(RoundToSteps(value, std::ldexp(1.0, exponent - 3)));
}

}  // namespace fsdp_rt::runner
