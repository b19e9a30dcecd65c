// normal_float.cpp - QLoRA's NF4 with double quantisation, worked out independently
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/normal_float.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

namespace fsdp_rt::runner {
namespace {

constexpr size_t kBlock = 64, kBlocksPerStep = 256;

// Quantiles of the normal distribution (Dettmers et al., 2023, appendix E).
constexpr std::array<float, 16> kValues = {
    -1.0f,         -0.696192801f, -0.525073051f, -0.394917488f, -0.284441382f, -0.18477343f, -0.0910500363f, 0.0f,
    0.0795802996f, 0.160930201f,  0.246112302f,  0.337915242f,  0.440709829f,  0.562617004f, 0.722956836f,   1.0f};

// To the nearest; the middle between two belongs to the lower one.
float Nearest(float share) {
  size_t code = 0;
  while (code + 1 < kValues.size() &&
         share > static_cast<float>((static_cast<double>(kValues[code]) + kValues[code + 1]) / 2))
    ++code;
  return kValues[code];
}

// Of each block its largest magnitude.
std::vector<float> ScalesOf(const std::vector<float>& piece) {
  std::vector<float> scales((piece.size() + kBlock - 1) / kBlock);
  for (size_t i = 0; i < piece.size(); ++i) scales[i / kBlock] = std::max(scales[i / kBlock], std::abs(piece[i]));
  return scales;
}

// What the scales are after they were stored in a byte each.
std::vector<float> Quantised(const std::vector<float>& scales) {
  float mean = 0;
  for (const float scale : scales) mean += scale;
  mean /= static_cast<float>(scales.size());
  std::vector<float> result;
  for (size_t i = 0; i < scales.size(); ++i) {
    const size_t first = i / kBlocksPerStep * kBlocksPerStep;
    float largest = 0;
    for (size_t k = first; k < std::min(first + kBlocksPerStep, scales.size()); ++k)
      largest = std::max(largest, std::abs(scales[k] - mean));
    const float step = largest / 127.0f;
    const float units = std::clamp(std::nearbyint((scales[i] - mean) / (step == 0 ? 1 : step)), -127.0f, 127.0f);
    const float distance = units * step;
    result.push_back(distance + mean);
  }
  return result;
}

}  // namespace

std::vector<float> ThroughNormalFloat4(const std::vector<float>& piece) {
  const std::vector<float> scales = Quantised(ScalesOf(piece));
  std::vector<float> result;
  for (size_t i = 0; i < piece.size(); ++i) {
    const float scale = scales[i / kBlock];
    result.push_back(Nearest(piece[i] / (scale <= 0 ? 1 : scale)) * scale);
  }
  return result;
}

// Half of the widest gap between two values, and what a scale lost: a step is at most a 127th of it.
double NormalFloat4Bound(double, double largest) { return (0.152 + 0.58 / 127) * largest; }

}  // namespace fsdp_rt::runner
