// rank_reduction_test.cpp - sums and maxima over ranks, by dtype
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "rank_reduction.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace fsdp_rt {
namespace {

template <typename T>
std::vector<T> Reduced(DType dtype, const std::vector<std::vector<T>>& ranks, ReduceOp op, double scale) {
  std::vector<const void*> sources;
  for (const std::vector<T>& rank : ranks) sources.push_back(rank.data());
  std::vector<T> result(ranks[0].size());
  ReduceRanks(dtype, sources, result.data(), result.size(), op, scale);
  return result;
}

TEST(RankReduction, SumsInTheOrderOfRanks) {
  // (1 + 2^53) - 2^53 is 0 in f64: another order would give 1.
  EXPECT_EQ(Reduced<double>(DType::f64, {{1, 1.5}, {0x1p53, 2}, {-0x1p53, 3}}, ReduceOp::sum, 1),
            (std::vector<double>{0, 6.5}));
  EXPECT_EQ(Reduced<int32_t>(DType::i32, {{5, -1}, {6, -2}}, ReduceOp::sum, 1), (std::vector<int32_t>{11, -3}));
}

TEST(RankReduction, MeansOfIntegersAreExact) {
  // Beyond what a double holds, and 1/3 is no double either.
  const int64_t large = (int64_t{1} << 60) + 1;
  EXPECT_EQ(Reduced<int64_t>(DType::i64, {{large, -4}, {large, -4}, {large, -3}}, ReduceOp::sum, 1.0 / 3),
            (std::vector<int64_t>{large, -3}));
}

TEST(RankReduction, IntegersWrap) {
  EXPECT_EQ(Reduced<int32_t>(DType::i32, {{std::numeric_limits<int32_t>::max()}, {1}}, ReduceOp::sum, 1),
            std::vector<int32_t>{std::numeric_limits<int32_t>::min()});
}

TEST(RankReduction, MaximaKeepNaN) {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<float> max = Reduced<float>(DType::f32, {{1, nan, 2, -1}, {3, 1, nan, -2}}, ReduceOp::max, 1);
  EXPECT_EQ(max[0], 3);
  EXPECT_TRUE(std::isnan(max[1]));
  EXPECT_TRUE(std::isnan(max[2]));
  EXPECT_EQ(max[3], -1);
}

TEST(RankReduction, FlagsAreOr) {
  for (ReduceOp op : {ReduceOp::sum, ReduceOp::max})
    EXPECT_EQ(Reduced<uint8_t>(DType::i1, {{0, 1, 0}, {0, 1, 1}}, op, 1), (std::vector<uint8_t>{0, 1, 1}));
}

TEST(RankReduction, OtherDtypesAreRefused) {
  EXPECT_FALSE(IsReducible(DType::bf16));
  EXPECT_FALSE(IsReducible(DType::u8));
}

}  // namespace
}  // namespace fsdp_rt
