//===- BlockReference.cpp - hooks of block scope, chunk by chunk ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "BlockReference.h"
#include "Float8Reference.h"
#include <algorithm>
#include <cmath>

using namespace fsdp::test;

static float greater(float a, float b) {
  return std::isnan(a) || std::isnan(b) ? NAN : std::max(a, b);
}

static float lesser(float a, float b) {
  return std::isnan(a) || std::isnan(b) ? NAN : std::min(a, b);
}

void BlockCase::forEachBlock(
    int64_t count, const std::function<void(int64_t, int64_t)> &body) const {
  int64_t end = elements.size();
  for (int64_t i = 0; i < end; i += count)
    body(i, std::min(i + count, end));
}

float BlockCase::getAmax(int64_t begin, int64_t end) const {
  float amax = 0;
  for (int64_t i = begin; i < end; ++i)
    amax = greater(amax, std::abs(elements[i]));
  return amax;
}

static void encodeIntegers(BlockCase &made, int64_t block) {
  std::vector<int8_t> codes;
  std::vector<float> scales;
  made.forEachBlock(block, [&](int64_t begin, int64_t end) {
    float scale = made.getAmax(begin, end) / 127.0f;
    scales.push_back(scale == 0 ? 1.0f : scale);
    for (int64_t i = begin; i < end; ++i) {
      float rounded = std::nearbyint(made.elements[i] / scales.back());
      codes.push_back(std::isnan(rounded) ? 0 : static_cast<int8_t>(rounded));
      made.back.push_back(static_cast<float>(codes.back()) * scales.back());
    }
  });
  made.send(codes);
  made.send(scales);
}

void fsdp::test::encodeInt8(BlockCase &made) { encodeIntegers(made, 32); }

void fsdp::test::encodeWhole(BlockCase &made) {
  encodeIntegers(made, made.elements.size());
}

/// Codes of a block by one scale; a block without one is of zeros.
static void encodeFloat8Block(BlockCase &made, int64_t begin, int64_t end,
                              double scale, std::vector<uint8_t> &codes) {
  for (int64_t i = begin; i < end; ++i) {
    // In f32, where a power of two changes nothing.
    float scaled = made.elements[i] / static_cast<float>(scale);
    scaled = std::isnan(scale) || std::isnan(scaled)
                 ? 0.0f
                 : std::clamp(scaled, -448.0f, 448.0f);
    codes.push_back(encodeFloat8(std::bit_cast<uint32_t>(scaled)));
    made.back.push_back(decodeFloat8(codes.back()) * static_cast<float>(scale));
  }
}

void fsdp::test::encodeFloat8Rows(BlockCase &made) {
  std::vector<uint8_t> codes;
  std::vector<float> scales;
  made.forEachBlock(made.inner, [&](int64_t begin, int64_t end) {
    float amax = made.getAmax(begin, end);
    scales.push_back((amax < 1e-12f ? 1e-12f : amax) / 448.0f);
    encodeFloat8Block(made, begin, end, scales.back(), codes);
  });
  made.send(codes);
  made.send(scales);
}

/// Section 6.3 of OCP Microscaling Formats (MX) 1.0, in exponents instead of
/// bits.
void fsdp::test::encodeMXFloat8(BlockCase &made) {
  std::vector<uint8_t> codes, scales;
  made.forEachBlock(32, [&](int64_t begin, int64_t end) {
    float amax = made.getAmax(begin, end);
    double scale = NAN;
    if (std::isfinite(amax)) {
      // e4m3's largest power of two is 2^8, E8M0's least 2^-127.
      int exponent = amax == 0 ? -127 : std::max(std::ilogb(amax) - 8, -127);
      scales.push_back(static_cast<uint8_t>(exponent + 127));
      scale = std::ldexp(1.0, exponent);
    } else {
      scales.push_back(255);
    }
    encodeFloat8Block(made, begin, end, scale, codes);
  });
  made.send(codes);
  made.send(scales);
}

static void encodeAffineBlocks(BlockCase &made, int64_t block) {
  std::vector<uint8_t> codes;
  std::vector<float> lows, scales;
  made.forEachBlock(block, [&](int64_t begin, int64_t end) {
    float low = made.elements[begin], high = low;
    for (int64_t i = begin; i < begin + block; ++i) {
      float x = i < end ? made.elements[i] : 0.0f;
      low = lesser(low, x);
      high = greater(high, x);
    }
    lows.push_back(low);
    scales.push_back((high - low) / 255.0f);
    for (int64_t i = begin; i < end; ++i) {
      float rounded = std::nearbyint((made.elements[i] - low) / scales.back());
      if (rounded >= 255.0f)
        rounded = 255.0f;
      codes.push_back(std::isnan(rounded) ? 0 : static_cast<uint8_t>(rounded));
      float scaled = static_cast<float>(codes.back()) * scales.back();
      made.back.push_back(scaled + low);
    }
  });
  made.send(lows);
  made.send(codes);
  made.send(scales);
}

void fsdp::test::encodeAffine(BlockCase &made) { encodeAffineBlocks(made, 5); }

void fsdp::test::encodeLongAffine(BlockCase &made) {
  encodeAffineBlocks(made, 20000);
}

/// 32 neighbours, i to i + 16, 8, 4, 2, 1.
static float sumTree(float *values) {
  for (int half = 16; half; half /= 2)
    for (int i = 0; i < half; ++i)
      values[i] += values[i + half];
  return values[0];
}

/// Up to 8192 elements of a longer block.
static float sumPart(const float *begin, int64_t count) {
  std::vector<float> lanes(1024), threads;
  for (int64_t i = 0; i < count; ++i)
    lanes[i % 1024] += begin[i];
  for (int i = 0; i < 1024; i += 4)
    threads.push_back(lanes[i] + lanes[i + 1] + lanes[i + 2] + lanes[i + 3]);
  float total = 0;
  for (int i = 0; i < 256; i += 32)
    total += sumTree(&threads[i]);
  return total;
}

/// In the order that fsdp.block_reduce states.
static float sum(float initial, const float *begin, int64_t count) {
  float lanes[32] = {};
  if (count > 8192)
    for (int64_t i = 0; i < count; i += 8192)
      lanes[i / 8192 % 32] +=
          sumPart(begin + i, std::min<int64_t>(8192, count - i));
  else
    for (int64_t i = 0; i < count; ++i)
      lanes[i % 32] += begin[i];
  return initial + sumTree(lanes);
}

void fsdp::test::encodeCentred(BlockCase &made) {
  std::vector<float> differences, both;
  made.forEachBlock(made.inner, [&](int64_t begin, int64_t end) {
    bool exists = begin / made.inner % made.chunk < made.valid;
    float total = sum(0.5f, &made.elements[begin], end - begin);
    float low = INFINITY;
    for (int64_t i = begin; i < end; ++i) {
      differences.push_back(exists ? made.elements[i] - total : 0.0f);
      low = lesser(low, differences.back());
    }
    both.push_back(low + total);
    for (int64_t i = begin; i < end; ++i)
      made.back.push_back(exists ? differences[i] + (both.back() - low) : 0.0f);
  });
  made.send(differences);
  made.send(both);
}
