//===- ComputeOrderTest.cpp - compute ordered by open groups --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Schedule/ComputeOrder.h"

#include "gtest/gtest.h"

using namespace fsdp;

using Groups = std::vector<std::set<int>>;
using Dependences = std::vector<std::vector<int>>;

TEST(ComputeOrder, OneChainKeepsProgramOrder) {
  Groups reads = {{0}, {1}, {}, {2}, {0}};
  ComputeOrder order(Dependences{{}, {0}, {1}, {2}, {3}}, reads, reads);
  EXPECT_EQ(order.run(), (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST(ComputeOrder, TwoPassesGoSideBySide) {
  // Pass a: 0 1 2, pass b: 3 4 5; layer i reads group i.
  Groups reads = {{0}, {1}, {2}, {0}, {1}, {2}};
  Dependences dependences = {{}, {0}, {1}, {}, {3}, {4}};
  ComputeOrder order(dependences, reads, reads);
  std::vector<int> result = order.run();
  EXPECT_EQ(result, (std::vector<int>{0, 3, 1, 4, 2, 5}));
  EXPECT_EQ(order.verify(result), std::nullopt);
  EXPECT_NE(order.verify({1, 0, 3, 4, 2, 5}), std::nullopt);
  EXPECT_NE(order.verify({0, 3, 1, 4, 2}), std::nullopt);
}

TEST(ComputeOrder, DoesNotHoistWhatBelongsToNoOpenGroup) {
  // Command 2 could run at once, but nobody waits for it.
  Groups reads = {{0}, {1}, {}};
  ComputeOrder order(Dependences{{}, {}, {}}, reads, reads);
  EXPECT_EQ(order.run(), (std::vector<int>{0, 1, 2}));
}
