// learning_rate_test.cpp - the schedules' values and their errors
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/learning_rate.h"

#include <gtest/gtest.h>

namespace fsdp_rt::runner {
namespace {

LearningRateSchedule Parse(const std::string& text, uint64_t steps) {
  LearningRateSchedule schedule;
  const Status status = LearningRateSchedule::Parse(text, steps, &schedule);
  EXPECT_TRUE(status.ok()) << status.message();
  return schedule;
}

std::string Error(const std::string& text) {
  LearningRateSchedule schedule;
  return LearningRateSchedule::Parse(text, 10, &schedule).message();
}

TEST(LearningRate, Values) {
  EXPECT_EQ(Parse("constant", 10).Factor(7), 1);
  const LearningRateSchedule linear = Parse("linear(end=0.5)", 10);
  EXPECT_EQ(linear.Factor(0), 1);
  EXPECT_EQ(linear.Factor(5), 0.75);
  EXPECT_EQ(linear.Factor(100), 0.5);
  const LearningRateSchedule cosine = Parse("warmup_cosine(warmup=4, total=14, min=0.1)", 100);
  EXPECT_EQ(cosine.Factor(0), 0.25);
  EXPECT_EQ(cosine.Factor(3), 1);
  EXPECT_EQ(cosine.Factor(4), 1);
  EXPECT_NEAR(cosine.Factor(9), 0.55, 1e-12);
  EXPECT_NEAR(cosine.Factor(14), 0.1, 1e-12);
  EXPECT_NEAR(cosine.Factor(1000), 0.1, 1e-12);
}

TEST(LearningRate, Errors) {
  EXPECT_NE(Error("polynomial(2)").find("not supported yet"), std::string::npos);
  EXPECT_NE(Error("linear(begin=1)").find("unknown argument 'begin=1'; expected end=, total="), std::string::npos);
  EXPECT_NE(Error("linear(end=x)").find("expected a number"), std::string::npos);
  EXPECT_NE(Error("linear(end=1").find("no closing parenthesis"), std::string::npos);
  EXPECT_NE(Error("warmup_cosine(warmup=11)").find("longer than the whole schedule"), std::string::npos);
}

}  // namespace
}  // namespace fsdp_rt::runner
