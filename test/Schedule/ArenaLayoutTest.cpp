//===- ArenaLayoutTest.cpp - buffers that share bytes ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Schedule/ArenaLayout.h"

#include "gtest/gtest.h"

#include <random>

using namespace fsdp;

TEST(ArenaLayout, SharesBytesOfWhatIsDead) {
  ArenaLayout layout;
  layout.add(256, 0, 1);
  layout.add(100, 1, 2);
  layout.add(256, 2, 3);
  layout.place();
  EXPECT_EQ(layout.verify(), std::nullopt);
  EXPECT_EQ(layout.getItems()[2].offset, layout.getItems()[0].offset);
  EXPECT_EQ(layout.getSum(), 256 + 128 + 256);
  EXPECT_EQ(layout.getLivePeak(), 256 + 128);
  EXPECT_EQ(layout.getPlanned(), 256 + 128);
}

TEST(ArenaLayout, RefusesALifetimeThatEndsBeforeItBegins) {
  ArenaLayout layout;
  layout.add(64, 3, 2);
  EXPECT_NE(layout.check(), std::nullopt);
}

TEST(ArenaLayout, NotPlacedIsNotLegal) {
  ArenaLayout layout;
  layout.add(64, 0, 1);
  EXPECT_NE(layout.verify(), std::nullopt);
}

TEST(ArenaLayout, RandomLifetimesNeverOverlapAndStayNearThePeak) {
  std::mt19937 random(7);
  for (int round = 0; round < 50; ++round) {
    ArenaLayout layout;
    for (int i = 0; i < 100; ++i) {
      int begin = random() % 200;
      layout.add(random() % 5000, begin, begin + random() % 30);
    }
    layout.place();
    EXPECT_EQ(layout.verify(), std::nullopt);
    EXPECT_GE(layout.getPlanned(), layout.getLivePeak());
    EXPECT_LE(layout.getPlanned(), 2 * layout.getLivePeak());
  }
}
