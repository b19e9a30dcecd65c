//===- RankSum.cpp - sums over ranks, in their order ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "RankSum.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

/// Ranks that one loop sums in registers.
static constexpr int64_t kRanksAtOnce = 8;

Value RankSum::scaled(Value sum) {
  if (scale == 1.0)
    return sum;
  OpBuilder &builder = kernel.getBuilder();
  Value factor = arith::ConstantOp::create(builder, kernel.getLoc(),
                                           builder.getF32FloatAttr(scale));
  return arith::MulFOp::create(builder, kernel.getLoc(), sum, factor);
}

SmallVector<Value> RankSum::finish(ArrayRef<Value> loaded, int64_t width) {
  SmallVector<Value> means;
  for (Value sum : loaded.take_front(width))
    means.push_back(scaled(sum));
  for (auto [mean, waiting] : llvm::zip(means, loaded.drop_front(width)))
    mean = arith::AddFOp::create(kernel.getBuilder(), kernel.getLoc(), waiting,
                                 mean);
  return means;
}

bool RankSum::isOnePass() const { return ranks <= kRanksAtOnce; }

void RankSum::forEachPass(Pass pass) {
  Value none = kernel.index(0);
  if (isOnePass())
    return pass(none, ranks, /*accumulate=*/false, /*last=*/true);
  int64_t rest = ranks % kRanksAtOnce;
  pass(none, kRanksAtOnce, /*accumulate=*/false, /*last=*/false);
  kernel.loop(kernel.index(kRanksAtOnce), kernel.index(ranks - rest),
              kRanksAtOnce, [&](Value rank) {
                pass(rank, kRanksAtOnce, /*accumulate=*/true, /*last=*/false);
              });
  // Also where no rank is left over: the pass that scales.
  pass(kernel.index(ranks - rest), rest, /*accumulate=*/true, /*last=*/true);
}

void RankSum::loadSources() {
  for (int64_t i = 0; i < ranks && isOnePass(); ++i)
    sources.push_back(getSource(kernel.index(i)));
}

SmallVector<Value> RankSum::sum(Read read) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  auto add = [&](ArrayRef<Value> sums, ArrayRef<Value> values) {
    SmallVector<Value> result;
    for (auto [sum, value] : llvm::zip_equal(sums, values))
      result.push_back(arith::AddFOp::create(builder, loc, sum, value));
    return result;
  };
  if (!sources.empty()) {
    // All loads come before the first sum.
    SmallVector<SmallVector<Value>> parts;
    for (Value source : sources)
      parts.push_back(read(source));
    SmallVector<Value> sums = parts.front();
    for (ArrayRef<Value> part : ArrayRef(parts).drop_front())
      sums = add(sums, part);
    return sums;
  }
  SmallVector<Value> first = read(getSource(kernel.index(0)));
  auto loop = scf::ForOp::create(builder, loc, kernel.index(1),
                                 kernel.index(ranks), kernel.index(1), first);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> part = read(getSource(loop.getInductionVar()));
  scf::YieldOp::create(
      builder, loc,
      add(llvm::to_vector_of<Value>(loop.getRegionIterArgs()), part));
  return loop.getResults();
}
