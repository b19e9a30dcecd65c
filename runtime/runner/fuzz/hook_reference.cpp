// hook_reference.cpp - what the built-in extensions make of a parameter, worked out independently
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/hook_reference.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstdint>
#include <numeric>

#include "runner/fuzz/normal_float.h"
#include "runner/fuzz/stochastic_reference.h"

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

// Rounded up or down by 16 bits of a hash of the element. Of finite ones.
std::vector<float> DitheredToBF16(const std::vector<float>& stored, const ShardPlace&) {
  std::vector<float> result;
  for (const float value : stored) {
    const auto bits = std::bit_cast<uint32_t>(value);
    result.push_back(std::bit_cast<float>((bits + (HashOf(value) & 0xffff)) & 0xffff0000));
  }
  return result;
}

// How a number in units of its scale becomes one that can be represented.
using Rounding = float (*)(float);

template <Rounding kRound = RoundToF8E4M3>
std::vector<float> ThroughFloat8(const std::vector<float>& stored, const ShardPlace&) {
  float largest = 0;
  for (const float value : stored) largest = std::max(largest, std::abs(value));
  const float scale = std::max(largest, 1e-12f) / 448.0f;
  std::vector<float> result;
  for (const float value : stored) result.push_back(kRound(std::clamp(value / scale, -448.0f, 448.0f)) * scale);
  return result;
}

// The elements that share a scale, as indices of the full tensor; pads are zero and no matter.
using Block = std::vector<size_t>;

// Blocks of consecutive elements of every rank's padded chunk, outer x chunk x inner, the last of a rank shorter.
std::vector<Block> BlocksOf(const ShardPlace& place, int64_t size) {
  const int64_t extent = place.shape[place.dim], chunk = place.chunk;
  const int64_t outer = ElementsOf({place.shape.begin(), place.shape.begin() + place.dim});
  const int64_t inner = ElementsOf({place.shape.begin() + place.dim + 1, place.shape.end()});
  std::vector<Block> blocks;
  for (int64_t rank = 0; rank < place.shards; ++rank) {
    const size_t first = blocks.size();
    blocks.resize(first + (outer * chunk * inner + size - 1) / size);
    for (int64_t o = 0; o < outer; ++o)
      for (int64_t row = rank * chunk; row < std::min((rank + 1) * chunk, extent); ++row)
        for (int64_t i = 0; i < inner; ++i)
          blocks[first + ((o * chunk + row - rank * chunk) * inner + i) / size].push_back((o * extent + row) * inner +
                                                                                          i);
  }
  return blocks;
}

// Blocks of consecutive elements of each piece before the sharded dimension, however many ranks there are.
std::vector<Block> AtomicBlocksOf(const ShardPlace& place, int64_t size) {
  const int64_t elements = ElementsOf(place.shape);
  const int64_t piece = ElementsOf({place.shape.begin() + place.dim, place.shape.end()});
  std::vector<Block> blocks;
  for (int64_t i = 0; i < elements; ++i) {
    if (i % piece % size == 0) blocks.emplace_back();
    blocks.back().push_back(i);
  }
  return blocks;
}

float LargestOf(const std::vector<float>& stored, const Block& block) {
  float largest = 0;
  for (const size_t i : block) largest = std::max(largest, std::abs(stored[i]));
  return largest;
}

float RoundToWhole(float value) { return std::nearbyint(value); }

template <Rounding kRound = RoundToWhole>
std::vector<float> Int8Of(const std::vector<float>& stored, const std::vector<Block>& blocks) {
  std::vector<float> result(stored.size());
  for (const Block& block : blocks) {
    const float scale = LargestOf(stored, block) / 127.0f;
    for (const size_t i : block) result[i] = scale == 0 ? 0 : kRound(stored[i] / scale) * scale;
  }
  return result;
}

template <int64_t kBlock, Rounding kRound = RoundToWhole>
std::vector<float> ThroughInt8(const std::vector<float>& stored, const ShardPlace& place) {
  return Int8Of<kRound>(stored, BlocksOf(place, kBlock));
}

std::vector<float> ThroughBF16AndInt8(const std::vector<float>& stored, const ShardPlace& place) {
  return ThroughInt8<32>(ThroughBF16(stored, place), place);
}

std::vector<float> ThroughAtomicInt8(const std::vector<float>& stored, const ShardPlace& place) {
  return Int8Of(stored, AtomicBlocksOf(place, 32));
}

// Around a reduction every shard's chunk has a scale of its own.
template <Rounding kRound = RoundToF8E4M3>
std::vector<float> ThroughFloat8Chunks(const std::vector<float>& stored, const ShardPlace& place) {
  std::vector<float> result(stored.size());
  for (const Block& chunk : BlocksOf(place, ElementsOf(place.shape) / place.shape[place.dim] * place.chunk)) {
    const float scale = std::max(LargestOf(stored, chunk), 1e-12f) / 448.0f;
    for (const size_t i : chunk) result[i] = kRound(std::clamp(stored[i] / scale, -448.0f, 448.0f)) * scale;
  }
  return result;
}

// A row: one index of the sharded dimension and of those before it.
template <Rounding kRound = RoundToF8E4M3>
std::vector<float> ThroughFloat8Rows(const std::vector<float>& stored, const ShardPlace& place) {
  std::vector<float> result(stored.size());
  const int64_t inner = ElementsOf({place.shape.begin() + place.dim + 1, place.shape.end()});
  for (const Block& row : BlocksOf(place, inner)) {
    const float scale = std::max(LargestOf(stored, row), 1e-12f) / 448.0f;
    for (const size_t i : row) result[i] = kRound(std::clamp(stored[i] / scale, -448.0f, 448.0f)) * scale;
  }
  return result;
}

// Of numbers whose scale is a normal number.
template <Rounding kRound = RoundToF8E4M3>
std::vector<float> MicroscalingOf(const std::vector<float>& stored, const std::vector<Block>& blocks) {
  std::vector<float> result(stored.size());
  for (const Block& block : blocks) {
    const float largest = LargestOf(stored, block);
    const int exponent = largest == 0 ? -127 : std::max(std::ilogb(largest) - 8, -127);
    for (const size_t i : block)
      result[i] = std::ldexp(kRound(std::clamp(std::ldexp(stored[i], -exponent), -448.0f, 448.0f)), exponent);
  }
  return result;
}

// Piece by piece of every rank's padded chunk.
std::vector<float> ThroughNF4(const std::vector<float>& stored, const ShardPlace& place) {
  const int64_t extent = place.shape[place.dim], chunk = place.chunk;
  const int64_t outer = ElementsOf({place.shape.begin(), place.shape.begin() + place.dim});
  const int64_t inner = ElementsOf({place.shape.begin() + place.dim + 1, place.shape.end()});
  std::vector<float> result(stored.size());
  for (int64_t o = 0; o < outer; ++o)
    for (int64_t first = 0; first < extent; first += chunk) {
      const int64_t begin = (o * extent + first) * inner, valid = std::min(chunk, extent - first) * inner;
      std::vector<float> piece(stored.begin() + begin, stored.begin() + begin + valid);
      piece.resize(chunk * inner);
      const std::vector<float> arrived = ThroughNormalFloat4(piece);
      std::copy_n(arrived.begin(), valid, result.begin() + begin);
    }
  return result;
}

template <Rounding kRound = RoundToF8E4M3>
std::vector<float> ThroughMicroscaling(const std::vector<float>& stored, const ShardPlace& place) {
  return MicroscalingOf<kRound>(stored, BlocksOf(place, 32));
}

std::vector<float> ThroughAtomicMicroscaling(const std::vector<float>& stored, const ShardPlace& place) {
  return MicroscalingOf(stored, AtomicBlocksOf(place, 32));
}

// Differences of blocks in steps of a bf16, -7 to 7 of them.
template <Rounding kRound = RoundToWhole>
std::vector<float> RenewedByDifferences(const std::vector<float>& stored, const std::vector<float>& copy,
                                        const ShardPlace& place) {
  std::vector<float> differences(stored.size()), result(copy);
  for (size_t i = 0; i < stored.size(); ++i) differences[i] = stored[i] - copy[i];
  for (const Block& block : BlocksOf(place, 64)) {
    float scale = RoundToBF16(LargestOf(differences, block) / 7.0f);
    if (scale == 0) scale = 1;
    for (const size_t i : block) {
      const float change = std::clamp(kRound(differences[i] / scale), -7.0f, 7.0f) * scale;
      result[i] += change;
    }
  }
  return result;
}

double NoBound(double, double) { return 0; }
double DitherBound(double magnitude, double) { return magnitude * 0x1p-7; }
double BF16Bound(double magnitude, double) { return magnitude * 0x1p-8; }
// Three binary digits behind the first, and the least step of the format at that scale.
double Float8Bound(double magnitude, double largest) {
  return std::max(magnitude * 0x1p-4, largest / 448 * 0x1p-10) + 4 * 0x1p-24 * largest;
}

// Half a step; the scale, the quotient and the product are rounded to f32.
double Int8Bound(double, double largest) { return largest / 254 + 3 * 0x1p-24 * largest; }
double BF16Int8Bound(double magnitude, double largest) {
  return BF16Bound(magnitude, largest) + Int8Bound(magnitude, largest * (1 + 0x1p-8));
}
// Twice that of the format where a block saturates.
double MicroscalingBound(double magnitude, double largest) { return std::max(magnitude * 0x1p-3, largest / 262144); }
// Half a step and what rounding a step to bf16 adds, or makes too small at the largest.
double DifferenceBound(double, double largest) { return largest / 14 * (1 + 14 * 0x1p-8) + 0x1p-126; }
// A step in place of half of one.
template <double (*kBound)(double, double)>
double Twice(double magnitude, double largest) {
  return 2 * kBound(magnitude, largest);
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

ShardPlace PlaceOf(const Shape& shape, int64_t dim, int64_t shards, int64_t atomic) {
  const int64_t outer = ElementsOf({shape.begin(), shape.begin() + dim});
  const int64_t inner = ElementsOf({shape.begin() + dim + 1, shape.end()});
  // Indices that hold whole blocks; of one piece never more than there are.
  const int64_t block = atomic / std::gcd(atomic, inner), each = (shape[dim] + shards - 1) / shards;
  const int64_t chunk = (each + block - 1) / block * block;
  return {shape, dim, shards, outer == 1 ? std::min(chunk, shape[dim]) : chunk};
}

int64_t AtomicElementsOf(const std::string& name) {
  return name.starts_with("int8_atomic") || name.starts_with("mxfp8_atomic") ? 32 : 1;
}

bool HasState(const std::string& name) { return name.starts_with("diff4"); }
bool JoinsStep(const std::string& name) { return name.starts_with("nf4"); }
bool ComputesChunk(const std::string& name) { return name.starts_with("nf4") || name == "bf16_pad"; }

const std::vector<HookReference>& HookReferences() {
  static const std::vector<HookReference> kReferences = {
      {"identity", Identity, NoBound},
      {"bf16_cast", ThroughBF16, BF16Bound},
      {"bf16_pad", ThroughBF16, BF16Bound},
      {"bf16_stochastic", DitheredToBF16, DitherBound},
      {"fp8", ThroughFloat8<>, Float8Bound, nullptr, ThroughFloat8Chunks<>},
      {"fp8_rows", ThroughFloat8Rows<>, Float8Bound},
      {"int8", ThroughInt8<32>, Int8Bound},
      {"bf16_int8", ThroughBF16AndInt8, BF16Int8Bound},
      {"mxfp8", ThroughMicroscaling<>, MicroscalingBound},
      {"int8_64", ThroughInt8<64>, Int8Bound},
      {"int8_128", ThroughInt8<128>, Int8Bound},
      {"int8_256", ThroughInt8<256>, Int8Bound},
      {"nf4", ThroughNF4, NormalFloat4Bound},
      {"int8_atomic", ThroughAtomicInt8, Int8Bound},
      {"mxfp8_atomic", ThroughAtomicMicroscaling, MicroscalingBound},
      {"int8_stochastic", ThroughInt8<32, RoundToWholeStochastically>, Twice<Int8Bound>},
      {"int8_64_stochastic", ThroughInt8<64, RoundToWholeStochastically>, Twice<Int8Bound>},
      {"int8_128_stochastic", ThroughInt8<128, RoundToWholeStochastically>, Twice<Int8Bound>},
      {"int8_256_stochastic", ThroughInt8<256, RoundToWholeStochastically>, Twice<Int8Bound>},
      {"fp8_stochastic", ThroughFloat8<RoundToF8E4M3Stochastically>, Twice<Float8Bound>, nullptr,
       ThroughFloat8Chunks<RoundToF8E4M3Stochastically>},
      {"fp8_rows_stochastic", ThroughFloat8Rows<RoundToF8E4M3Stochastically>, Twice<Float8Bound>},
      {"mxfp8_stochastic", ThroughMicroscaling<RoundToF8E4M3Stochastically>, Twice<MicroscalingBound>},
      {"diff4", Identity, DifferenceBound, RenewedByDifferences<>},
      {"diff4_stochastic", Identity, Twice<DifferenceBound>, RenewedByDifferences<RoundToWholeStochastically>}};
  return kReferences;
}

const HookReference* FindHookReference(const std::string& name, const std::string& inner) {
  if (name.empty() || name == "two_tensor") return &HookReferences()[0];
  if (name == "two_tensor_bf16_int8") return FindHookReference(inner == "b" ? "int8" : "bf16_cast");
  // What is stored is what travels.
  if (name == "bf16_frozen") return FindHookReference("bf16_cast");
  if (name.ends_with("_frozen")) return FindHookReference(name.substr(0, name.size() - 7));
  for (const HookReference& reference : HookReferences())
    if (name == reference.name) return &reference;
  return nullptr;
}

}  // namespace fsdp_rt::runner
