// generated_kernels_test.cpp - PTX that MLIR and LLVM made: packing, reduction, absolute maxima, fp8, calls, tables,
// narrow types SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gmock/gmock.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <fstream>
#include <random>
#include <sstream>

#include "test_support.h"

namespace fsdp_ptx::testing {
namespace {

std::string ReadText(const std::string& name) {
  std::ifstream file(std::string(FSDP_PTX_TESTDATA) + "/" + name);
  EXPECT_TRUE(file.good()) << name;
  std::ostringstream text;
  text << file.rdbuf();
  return text.str();
}

std::vector<float> Normals(size_t count, uint32_t seed) {
  std::mt19937 random(seed);
  std::normal_distribution<float> normal;
  std::vector<float> values(count);
  for (float& v : values) v = normal(random);
  return values;
}

uint16_t ToBf16(float v) {
  // Round to even by comparing the two neighbours.
  const uint32_t bits = std::bit_cast<uint32_t>(v), low = bits & 0xffff;
  return static_cast<uint16_t>((bits >> 16) + (low > 0x8000 || (low == 0x8000 && (bits >> 16) % 2)));
}
float FromBf16(uint16_t v) { return std::bit_cast<float>(uint32_t{v} << 16); }

// The segments of pack.mlir: elements, and where they lie in a shard, a slot and the full parameters. The numbers are
// in its last line.
constexpr uint32_t kRanks = 2, kShard = 28928, kSlot = 28816, kFull = 57728, kTiles = 6;
constexpr uint32_t kElements[] = {4096, 24576, 8, 136}, kInShard[] = {0, 4096, 28672, 28736},
                   kInSlot[] = {0, 4096, 28672, 28680}, kInFull[] = {0, 8192, 57344, 57408};

class Pack : public ::testing::TestWithParam<std::string> {
 protected:
  Status Pre(uint32_t rank, uint16_t* slot) {
    return RunKernel(text_, {{kTiles, 1, 1}, {256, 1, 1}, 0}, {shards_[rank], slot}, &memory_, {}, nullptr, "pre");
  }
  void ExpectFull(const float* full) {
    for (uint32_t s = 0; s < 4; ++s) {
      for (uint32_t r = 0; r < kRanks; ++r) {
        for (uint32_t k = 0; k < kElements[s]; ++k) {
          ASSERT_EQ(full[kInFull[s] + r * kElements[s] + k], FromBf16(ToBf16(shards_[r][kInShard[s] + k])))
              << s << " " << r << " " << k;
        }
      }
    }
  }
  std::string text_ = ReadText(GetParam());
  TestMemory memory_;
  std::vector<float*> shards_ = {memory_.Add(Normals(kShard, 1)), memory_.Add(Normals(kShard, 2))};
};

TEST_P(Pack, GathersWhatItPacked) {
  uint16_t* gathered = memory_.AddUnwritten<uint16_t>(kRanks * kSlot);
  for (uint32_t r = 0; r < kRanks; ++r) ASSERT_EQ(Pre(r, gathered + r * kSlot).message(), "");
  for (uint32_t s = 0; s < 4; ++s) {
    for (uint32_t k = 0; k < kElements[s]; ++k)
      ASSERT_EQ(gathered[kInSlot[s] + k], ToBf16(shards_[0][kInShard[s] + k]));
  }
  const Launch launch = {{kTiles * kRanks, 1, 1}, {256, 1, 1}, 0};
  float* full = memory_.AddUnwritten<float>(kFull);
  RunOptions options;
  options.seed = 5;
  ASSERT_EQ(RunKernel(text_, launch, {gathered, full}, &memory_, options, nullptr, "post").message(), "");
  ExpectFull(full);
  float* from_peers = memory_.AddUnwritten<float>(kFull);
  const uint64_t* peers = memory_.Add(
      std::vector<uint64_t>{reinterpret_cast<uint64_t>(gathered), reinterpret_cast<uint64_t>(gathered + kSlot)});
  ASSERT_EQ(RunKernel(text_, launch, {peers, from_peers}, &memory_, options, nullptr, "post_peers").message(), "");
  ExpectFull(from_peers);
}

TEST_P(Pack, AWrongGridOrBufferIsFound) {
  EXPECT_EQ(Pre(0, memory_.AddUnwritten<uint16_t>(kSlot - 8)).code(), Code::kOutOfBounds);
  EXPECT_EQ(Pre(0, memory_.AddUnwritten<uint16_t>(kSlot + 8) + 4).code(), Code::kMisaligned);
  uint16_t* slot = memory_.AddUnwritten<uint16_t>(kSlot);
  float* full = memory_.AddUnwritten<float>(kFull);
  EXPECT_EQ(RunKernel(text_, {{kTiles, 1, 1}, {256, 1, 1}, 0}, {slot, full}, &memory_, {}, nullptr, "post").code(),
            Code::kUninitialized);
}

INSTANTIATE_TEST_SUITE_P(Mappings, Pack, ::testing::Values("pack.ptx", "pack_table.ptx"),
                         [](const auto& info) { return info.param == "pack.ptx" ? "Select" : "Table"; });

TEST(Generated, ReduceSumsInRankOrder) {
  constexpr uint32_t kWorld = 4, kCount = 3000;
  TestMemory memory;
  std::vector<uint16_t*> sources;
  std::vector<uint64_t> table;
  for (uint32_t r = 0; r < kWorld; ++r) {
    std::vector<uint16_t> values;
    for (float v : Normals(kCount, 10 + r)) values.push_back(ToBf16(v));
    sources.push_back(memory.Add(values));
    table.push_back(reinterpret_cast<uint64_t>(sources[r]));
  }
  const std::vector<float> before = Normals(kCount, 20);
  float* gradient = memory.Add(before);
  const Status status = RunKernel(ReadText("reduce.ptx"), {{2, 1, 1}, {256, 1, 1}, 0}, {memory.Add(table), gradient},
                                  &memory, {}, nullptr, "reduce_peers");
  ASSERT_EQ(status.message(), "");
  for (uint32_t k = 0; k < kCount; ++k) {
    float sum = FromBf16(sources[0][k]);
    for (uint32_t r = 1; r < kWorld; ++r) sum += FromBf16(sources[r][k]);
    ASSERT_EQ(gradient[k], before[k] + sum * 0.25f) << k;
  }
}

TEST(Generated, AbsoluteMaximumAcrossWarpsAndBlocks) {
  constexpr uint32_t kCount = 3 * 4096;
  const std::string text = ReadText("amax.ptx");
  TestMemory memory;
  std::vector<float> values = Normals(kCount, 3);
  values[7777] = -123.0f;
  float* source = memory.Add(values);
  float* out = memory.Add(std::vector<float>{0.0f});
  const Launch launch = {{3, 1, 1}, {256, 1, 1}, 0};
  ASSERT_EQ(RunKernel(text, launch, {source, out}, &memory, {}, nullptr, "amax").message(), "");
  EXPECT_EQ(*out, 123.0f);
  // Without its barrier the kernel reads what other warps may not have written yet.
  std::string racy = text;
  racy.replace(racy.find("bar.sync"), 11, "// no barrier");
  EXPECT_EQ(RunKernel(racy, launch, {source, out}, &memory, {}, nullptr, "amax").code(), Code::kConflict);
}

TEST(Generated, Fp8CastScaleAndDequantise) {
  constexpr uint32_t kCount = 2 * 4096;
  const std::string text = ReadText("fp8.ptx");
  TestMemory memory;
  std::vector<float> values = Normals(kCount, 4);
  for (float& v : values) v *= 30;
  values[0] = 500, values[1] = -1e9f, values[2] = 0x1p-10f, values[3] = 0x1p-9f;
  float* source = memory.Add(values);
  const float* scale = memory.Add(std::vector<float>(64, 2.0f));
  uint8_t* quantised = memory.AddUnwritten<uint8_t>(kCount);
  float* back = memory.AddUnwritten<float>(kCount);
  const Launch launch = {{2, 1, 1}, {256, 1, 1}, 0};
  ASSERT_EQ(RunKernel(text, launch, {source, scale, quantised}, &memory, {}, nullptr, "cast_e4m3").message(), "");
  EXPECT_EQ(quantised[0], 0x7e);  // saturated at 448
  EXPECT_EQ(quantised[1], 0xfe);
  EXPECT_EQ(quantised[2], 0x01);
  EXPECT_EQ(quantised[3], 0x02);
  ASSERT_EQ(RunKernel(text, launch, {quantised, scale, back}, &memory, {}, nullptr, "dequant").message(), "");
  for (uint32_t k = 2; k < kCount; ++k) {
    const float wanted = std::clamp(values[k] * 2, -448.0f, 448.0f);
    // Half of a unit in the last of three bits, or of the smallest subnormal number.
    ASSERT_NEAR(back[k] / 2, wanted, std::max(std::fabs(wanted) / 16, 0x1p-10f)) << k;
  }
}

class BackEnd : public ::testing::TestWithParam<std::string> {
 protected:
  std::string text_ = ReadText(GetParam());
  TestMemory memory_;
};

TEST_P(BackEnd, CallsPassParametersOfEveryKind) {
  Module module = ParseOrDie(text_);
  struct alignas(16) Vector {
    float values[4];
  };
  Vector* out = memory_.AddUnwritten<Vector>(64);
  for (const uint8_t q : {0, 1}) {
    const int32_t n = 6;
    const uint16_t half = 0x4200, bf16 = 0x3fc0;  // 3, 1.5
    const int8_t x = -7;
    const Vector v = {{1, 2, 3, 4}};
    const void* params[] = {&out, &n, &half, &bf16, &x, &v, &q};
    const Status status = ::fsdp_ptx::Run(*module.Find("calls"), {{}, {64, 1, 1}, 0}, params, &memory_, {});
    ASSERT_EQ(status.message(), "");
    for (int t = 0; t < 64; ++t) {
      EXPECT_THAT(out[t].values, ::testing::ElementsAre(1.0f, 2.0f, q ? 4.5f : -7.0f, 1.5f * static_cast<float>(t)));
    }
  }
}

TEST_P(BackEnd, TablesConstantsAndDivergence) {
  std::vector<uint32_t> choice(64);
  for (uint32_t t = 0; t < 64; ++t) choice[t] = (t * 5) % 11;
  Module module = ParseOrDie(text_);
  float* out = memory_.AddUnwritten<float>(64);
  const uint32_t* in = memory_.Add(choice);
  const void* params[] = {&out, &in};
  ASSERT_EQ(::fsdp_ptx::Run(*module.Find("tables"), {{}, {64, 1, 1}, 256}, params, &memory_, {}).message(), "");
  const float weights[] = {1.0f, 2.0f, 0.5f, -3.0f};
  uint32_t counted = 0;
  for (uint32_t t = 0; t < 64; ++t) {
    const float ft = static_cast<float>(t);
    const float results[] = {
        1.0f, 2.0f, 0.5f, std::sqrt(ft) / 3.0f, static_cast<float>(t / 7 + t % 5), std::floor(ft * 2.5f - 1.0f)};
    const float wanted = choice[t] < 6 ? results[choice[t]] : weights[choice[t] % 4];
    EXPECT_EQ(out[t], wanted + static_cast<float>(t ^ 1)) << t;
    counted += choice[t] == 1;
  }
  EXPECT_EQ(*reinterpret_cast<uint32_t*>(module.FindVariable("counter")->address), counted);
}

TEST_P(BackEnd, NarrowTypesAndBits) {
  std::mt19937 random(8);
  std::vector<uint8_t> bytes(256);
  std::vector<uint16_t> halves(256);
  std::vector<uint32_t> words(32);
  for (uint8_t& v : bytes) v = static_cast<uint8_t>(random());
  for (uint16_t& v : halves) v = ToBf16(static_cast<float>(random() % 4001) / 100 - 20);
  for (uint32_t& v : words) v = static_cast<uint32_t>(random() >> (random() % 32));
  uint8_t* b = memory_.Add(bytes);
  uint16_t* h = memory_.Add(halves);
  float* f = memory_.AddUnwritten<float>(256);
  uint32_t* w = memory_.Add(words);
  ASSERT_EQ(RunKernel(text_, {{}, {32, 1, 1}, 0}, {b, h, f, w}, &memory_, {}, nullptr, "narrow").message(), "");
  for (uint32_t k = 0; k < 256; ++k) {
    const float v = FromBf16(halves[k]);
    EXPECT_EQ(b[k], static_cast<uint8_t>(2 * bytes[k]));
    EXPECT_EQ(h[k], std::bit_cast<uint16_t>(static_cast<_Float16>(v * v)));
    EXPECT_EQ(f[k], std::max(v * v, v) + v);
  }
  const auto mixed = [](uint32_t v) {
    uint32_t reversed = 0;
    for (int k = 0; k < 32; ++k) reversed |= ((v >> k) & 1) << (31 - k);
    const uint32_t swapped = __builtin_bswap32(v), n = static_cast<uint32_t>(std::countl_zero(v)) % 32;
    return n ? (reversed << n) | (swapped >> (32 - n)) : reversed;
  };
  for (uint32_t t = 0; t < 32; ++t) EXPECT_EQ(w[t], mixed(words[t ^ 1])) << t;
}

INSTANTIATE_TEST_SUITE_P(Architectures, BackEnd, ::testing::Values("kernels.sm_80.ptx", "kernels.sm_100.ptx"),
                         [](const auto& info) { return info.param == "kernels.sm_80.ptx" ? "sm_80" : "sm_100"; });

}  // namespace
}  // namespace fsdp_ptx::testing
