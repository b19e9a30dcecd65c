// hook_reference.cpp - what the built-in extensions make of a parameter, worked out independently
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/hook_reference.h"

#include <algorithm>
#include <cmath>

namespace fsdp_rt::runner {
namespace {

// To the nearest number of `digits` binary digits whose least exponent is `least`, ties to even.
float RoundToDigits(float value, int digits, int least) {
  if (value == 0 || !std::isfinite(value)) return value;
  const int unit = std::max(std::ilogb(value), least) - (digits - 1);
  return static_cast<float>(std::ldexp(std::nearbyint(std::ldexp(static_cast<double>(value), -unit)), unit));
}

std::vector<float> Identity(const std::vector<float>& stored, const ShardPlace&) { return stored; }

std::vector<float> ThroughBF16(const std::vector<float>& stored, const ShardPlace&) {
  std::vector<float> result(stored.size());
  std::transform(stored.begin(), stored.end(), result.begin(), RoundToBF16);
  return result;
}

std::vector<float> ThroughFloat8(const std::vector<float>& stored, const ShardPlace&) {
  float largest = 0;
  for (const float value : stored) largest = std::max(largest, std::abs(value));
  const float scale = std::max(largest, 1e-12f) / 448.0f;
  std::vector<float> result;
  for (const float value : stored) result.push_back(RoundToF8E4M3(std::clamp(value / scale, -448.0f, 448.0f)) * scale);
  return result;
}

double NoBound(double, double) { return 0; }
double BF16Bound(double magnitude, double) { return magnitude * 0x1p-8; }
// Three binary digits behind the first, and the least step of the format at that scale.
double Float8Bound(double magnitude, double largest) {
  return std::max(magnitude * 0x1p-4, largest / 448 * 0x1p-10) + 4 * 0x1p-24 * largest;
}

}  // namespace

float RoundToBF16(float value) { return RoundToDigits(value, 8, -126); }
float RoundToF16(float value) {
  const float rounded = RoundToDigits(value, 11, -14);
  return std::abs(rounded) > 65504 ? std::copysign(INFINITY, value) : rounded;
}
float RoundToF8E4M3(float value) { return RoundToDigits(value, 4, -6); }

float RoundTo(ElementType type, float value) {
  return type == ElementType::kBF16 ? RoundToBF16(value) : type == ElementType::kF16 ? RoundToF16(value) : value;
}

const std::vector<HookReference>& HookReferences() {
  static const std::vector<HookReference> kReferences = {{"identity", Identity, NoBound},
                                                         {"bf16_cast", ThroughBF16, BF16Bound},
                                                         {"bf16_pad", ThroughBF16, BF16Bound},
                                                         {"fp8", ThroughFloat8, Float8Bound}};
  return kReferences;
}

const HookReference* FindHookReference(const std::string& name) {
  if (name.empty() || name == "two_tensor") return &HookReferences()[0];
  for (const HookReference& reference : HookReferences())
    if (name == reference.name) return &reference;
  return nullptr;
}

}  // namespace fsdp_rt::runner
