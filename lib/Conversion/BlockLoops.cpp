//===- BlockLoops.cpp - reductions of a block's elements ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "BlockLoops.h"
#include "GPU/BlockReduce.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

/// Sums of a short block, and of parts, are of this many lanes, whatever the
/// machine; see fsdp.block_reduce.
static constexpr int64_t kLanes = 32;

//===----------------------------------------------------------------------===//
// Loops of a CPU
//===----------------------------------------------------------------------===//

/// Elements [low, high) in steps of `step`, combined in order.
static SmallVector<Value> reduceInOrder(HookKernel &kernel, Value low,
                                        Value high, int64_t step,
                                        ArrayRef<BlockReduction> reductions,
                                        BlockBody::Reduced reduced,
                                        bool forVectors) {
  OpBuilder &builder = kernel.getBuilder();
  SmallVector<Value> initial;
  for (const BlockReduction &reduction : reductions)
    initial.push_back(reduction.initial);
  auto loop = scf::ForOp::create(builder, kernel.getLoc(), low, high,
                                 kernel.index(step), initial);
  if (forVectors)
    kernel.keepForVectors(loop);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> next;
  for (auto [reduction, carried, value] :
       llvm::zip_equal(reductions, loop.getRegionIterArgs(),
                       reduced(loop.getInductionVar())))
    next.push_back(reduction.combine(kernel, carried, value));
  scf::YieldOp::create(builder, kernel.getLoc(), next);
  return llvm::to_vector_of<Value>(loop.getResults());
}

namespace {
/// Sums in memory, which the vectoriser keeps in registers, of one thread.
class LaneSums {
public:
  LaneSums(HookKernel &kernel, ArrayRef<BlockReduction> reductions,
           unsigned number, int64_t count);
  void clear(int64_t count);
  void add(Value lane, ValueRange values);
  /// Adds lane `from` to lane `to`.
  void join(Value to, Value from) { add(to, load(from)); }
  void move(Value to, Value from);
  SmallVector<Value> load(Value lane);
  /// Lanes [first, first + kLanes) become the first of them.
  void joinTree(Value first);

private:
  HookKernel &kernel;
  ArrayRef<BlockReduction> reductions;
  SmallVector<Value> memory;
};
} // namespace

/// The kernel's `number`-th array for every reduction.
LaneSums::LaneSums(HookKernel &kernel, ArrayRef<BlockReduction> reductions,
                   unsigned number, int64_t count)
    : kernel(kernel), reductions(reductions) {
  for (auto [i, reduction] : llvm::enumerate(reductions))
    memory.push_back(
        kernel.scratchOf(2 * i + number, count, reduction.initial.getType()));
}

void LaneSums::clear(int64_t count) {
  kernel.loop(kernel.index(count), [&](Value lane) {
    for (auto [reduction, lanes] : llvm::zip_equal(reductions, memory))
      kernel.store(reduction.initial, lanes, lane);
  });
}

void LaneSums::add(Value lane, ValueRange values) {
  for (auto [reduction, lanes, value] :
       llvm::zip_equal(reductions, memory, values))
    kernel.store(reduction.combine(kernel, kernel.load(lanes, lane), value),
                 lanes, lane);
}

void LaneSums::move(Value to, Value from) {
  for (Value lanes : memory)
    kernel.store(kernel.load(lanes, from), lanes, to);
}

SmallVector<Value> LaneSums::load(Value lane) {
  return llvm::map_to_vector(
      memory, [&](Value lanes) { return kernel.load(lanes, lane); });
}

void LaneSums::joinTree(Value first) {
  for (int64_t half = kLanes / 2; half; half /= 2)
    kernel.loop(kernel.index(half), [&](Value lane) {
      Value to = kernel.add(first, lane);
      join(to, kernel.add(to, kernel.index(half)));
    });
}

/// Elements [first, first + count), element e to lane e mod `lanes`.
static void addElements(HookKernel &kernel, LaneSums &sums, int64_t lanes,
                        Value first, Value count, BlockBody::Reduced reduced) {
  sums.clear(lanes);
  kernel.loop(kernel.index(0), count, lanes, [&](Value start) {
    Value rest = kernel.sub(count, start);
    Value some = arith::MinUIOp::create(kernel.getBuilder(), kernel.getLoc(),
                                        rest, kernel.index(lanes));
    kernel.loop(some, [&](Value lane) {
      sums.add(lane, reduced(kernel.add(kernel.add(first, start), lane)));
    });
  });
}

/// What a block of more than kSumPart elements adds up to, in lane 0.
static void sumParts(HookKernel &kernel, LaneSums &sums, LaneSums &part,
                     Value first, Value count, BlockBody::Reduced reduced) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  sums.clear(kLanes);
  kernel.loop(kernel.index(0), count, kSumPart, [&](Value start) {
    Value some = arith::MinUIOp::create(builder, loc, kernel.sub(count, start),
                                        kernel.index(kSumPart));
    addElements(kernel, part, kSumLanes, kernel.add(first, start), some,
                reduced);
    kernel.loop(kernel.index(kSumThreads), [&](Value thread) {
      Value lane = kernel.mul(thread, kernel.index(kThreadLanes));
      for (int64_t i = 1; i < kThreadLanes; ++i)
        part.join(lane, kernel.add(lane, kernel.index(i)));
      part.move(thread, lane);
    });
    kernel.loop(kernel.index(0), kernel.index(kSumThreads), kLanes,
                [&](Value warp) { part.joinTree(warp); });
    kernel.loop(kernel.index(kLanes), kernel.index(kSumThreads), kLanes,
                [&](Value warp) { part.join(kernel.index(0), warp); });
    Value number = kernel.div(start, kernel.index(kSumPart));
    Value lane =
        arith::RemUIOp::create(builder, loc, number, kernel.index(kLanes));
    sums.add(lane, part.load(kernel.index(0)));
  });
  sums.joinTree(kernel.index(0));
}

static SmallVector<Value> reduceInLanes(HookKernel &kernel, Value first,
                                        Value count,
                                        ArrayRef<BlockReduction> reductions,
                                        BlockBody::Reduced reduced) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  LaneSums sums(kernel, reductions, 0, kLanes);
  LaneSums part(kernel, reductions, 1, kSumLanes);
  Value isLong = builder.createOrFold<arith::CmpIOp>(
      loc, arith::CmpIPredicate::ugt, count, kernel.index(kSumPart));
  auto branch = scf::IfOp::create(builder, loc, isLong, /*withElse=*/true);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    sumParts(kernel, sums, part, first, count, reduced);
    builder.setInsertionPointToStart(branch.elseBlock());
    addElements(kernel, sums, kLanes, first, count, reduced);
    sums.joinTree(kernel.index(0));
  }
  return sums.load(kernel.index(0));
}

SmallVector<Value> fsdp::reduceInLoop(HookKernel &kernel, Value first,
                                      Value count,
                                      ArrayRef<BlockReduction> reductions,
                                      BlockBody::Reduced reduced) {
  bool sums = llvm::any_of(reductions, [](const BlockReduction &reduction) {
    return reduction.kind == BlockCombine::Sum;
  });
  if (sums)
    return reduceInLanes(kernel, first, count, reductions, reduced);
  return reduceInOrder(kernel, first, kernel.add(first, count), 1, reductions,
                       reduced, /*forVectors=*/true);
}

//===----------------------------------------------------------------------===//
// Loops of a warp
//===----------------------------------------------------------------------===//

static SmallVector<Value> getInitial(ArrayRef<BlockReduction> reductions) {
  return llvm::map_to_vector(reductions,
                             [](const BlockReduction &r) { return r.initial; });
}

static SmallVector<Value> combineAll(HookKernel &kernel,
                                     ArrayRef<BlockReduction> reductions,
                                     ValueRange a, ValueRange b) {
  SmallVector<Value> both;
  for (auto [reduction, x, y] : llvm::zip_equal(reductions, a, b))
    both.push_back(reduction.combine(kernel, x, y));
  return both;
}

/// A loop that carries values from turn to turn.
static SmallVector<Value>
foldLoop(HookKernel &kernel, Value low, Value high, int64_t step,
         ArrayRef<Value> initial,
         llvm::function_ref<SmallVector<Value>(Value, ValueRange)> body) {
  OpBuilder &builder = kernel.getBuilder();
  auto loop = scf::ForOp::create(builder, kernel.getLoc(), low, high,
                                 kernel.index(step), initial);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> next =
      body(loop.getInductionVar(), loop.getRegionIterArgs());
  scf::YieldOp::create(builder, kernel.getLoc(), next);
  return llvm::to_vector_of<Value>(loop.getResults());
}

/// `otherwise` where the condition does not hold.
static SmallVector<Value>
selectIf(HookKernel &kernel, Value condition,
         llvm::function_ref<SmallVector<Value>()> then,
         llvm::function_ref<SmallVector<Value>()> otherwise, TypeRange types) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  auto branch =
      scf::IfOp::create(builder, loc, types, condition, /*withElse=*/true);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  scf::YieldOp::create(builder, loc, then());
  builder.setInsertionPointToStart(branch.elseBlock());
  scf::YieldOp::create(builder, loc, otherwise());
  return llvm::to_vector_of<Value>(branch.getResults());
}

SmallVector<Value> fsdp::reduceThreadPart(HookKernel &kernel, Value thread,
                                          Value first, Value end,
                                          ArrayRef<BlockReduction> reductions,
                                          LoadElements load,
                                          BlockBody::Reduced reduced) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  constexpr int64_t turns = kSumPart / kSumLanes;
  using Lanes = SmallVector<SmallVector<Value>>;
  Value mine =
      kernel.add(first, kernel.mul(thread, kernel.index(kThreadLanes)));
  SmallVector<Value> initial = getInitial(reductions);
  auto join = [&](Lanes lanes) {
    SmallVector<Value> total = lanes.front();
    for (ArrayRef<Value> lane : ArrayRef(lanes).drop_front())
      total = combineAll(kernel, reductions, total, lane);
    return total;
  };
  // Everything is loaded before anything is combined.
  auto whole = [&] {
    Lanes elements, lanes(kThreadLanes, initial);
    for (int64_t turn = 0; turn < turns; ++turn)
      elements.push_back(
          load(kernel.add(mine, kernel.index(turn * kSumLanes)), kThreadLanes));
    for (ArrayRef<Value> vector : elements)
      for (auto [lane, element] : llvm::zip_equal(lanes, vector))
        lane = combineAll(kernel, reductions, lane, reduced(element));
    return join(lanes);
  };
  auto ragged = [&] {
    Lanes lanes;
    for (int64_t i = 0; i < kThreadLanes; ++i)
      lanes.push_back(
          foldLoop(kernel, kernel.add(mine, kernel.index(i)), end, kSumLanes,
                   initial, [&](Value element, ValueRange sums) {
                     return combineAll(kernel, reductions, sums,
                                       reduced(load(element, 1).front()));
                   }));
    return join(lanes);
  };
  Value isWhole =
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ule,
                            kernel.add(first, kernel.index(kSumPart)), end);
  return selectIf(kernel, isWhole, whole, ragged,
                  ValueRange(initial).getTypes());
}

SmallVector<Value> fsdp::reduceOverWarp(HookKernel &kernel,
                                        ArrayRef<BlockReduction> reductions,
                                        SmallVector<Value> values) {
  for (auto [reduction, value] : llvm::zip_equal(reductions, values))
    value = reduceWarp(kernel.getBuilder(), kernel.getLoc(), value,
                       [&](OpBuilder &, Value a, Value b) {
                         return reduction.combine(kernel, a, b);
                       });
  return values;
}

SmallVector<Value> fsdp::addToLane(HookKernel &kernel, Value lane, Value number,
                                   ArrayRef<BlockReduction> reductions,
                                   ValueRange sums, ValueRange values) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Value owner =
      arith::RemUIOp::create(builder, loc, number, kernel.index(kLanes));
  Value isMine = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                       owner, lane);
  SmallVector<Value> next;
  for (auto [sum, both] :
       llvm::zip_equal(sums, combineAll(kernel, reductions, sums, values)))
    next.push_back(arith::SelectOp::create(builder, loc, isMine, both, sum));
  return next;
}

/// A block of more than kSumPart elements: a warp does the threads of each part
/// one warp of them after the other.
static SmallVector<Value> sumPartsInWarp(HookKernel &kernel, Value lane,
                                         Value first, Value count,
                                         ArrayRef<BlockReduction> reductions,
                                         BlockBody::Reduced reduced) {
  Value end = kernel.add(first, count);
  auto load = [&](Value element, int64_t width) {
    SmallVector<Value> elements;
    for (int64_t i = 0; i < width; ++i)
      elements.push_back(kernel.add(element, kernel.index(i)));
    return elements;
  };
  auto sumPart = [&](Value begin) {
    return foldLoop(
        kernel, kernel.index(0), kernel.index(kSumThreads), kWarpThreads,
        getInitial(reductions), [&](Value warp, ValueRange sums) {
          SmallVector<Value> values =
              reduceThreadPart(kernel, kernel.add(warp, lane), begin, end,
                               reductions, load, reduced);
          return combineAll(kernel, reductions, sums,
                            reduceOverWarp(kernel, reductions, values));
        });
  };
  SmallVector<Value> sums =
      foldLoop(kernel, kernel.index(0), count, kSumPart, getInitial(reductions),
               [&](Value start, ValueRange so) {
                 Value number = kernel.div(start, kernel.index(kSumPart));
                 return addToLane(kernel, lane, number, reductions, so,
                                  sumPart(kernel.add(first, start)));
               });
  return reduceOverWarp(kernel, reductions, sums);
}

/// Lane l takes elements l, l + 32, ...
SmallVector<Value> fsdp::reduceInWarp(HookKernel &kernel, Value lane,
                                      Value first, Value count,
                                      ArrayRef<BlockReduction> reductions,
                                      BlockBody::Reduced reduced) {
  static_assert(kLanes == kWarpThreads);
  OpBuilder &builder = kernel.getBuilder();
  auto inOrder = [&] {
    return reduceOverWarp(
        kernel, reductions,
        reduceInOrder(kernel, kernel.add(first, lane), kernel.add(first, count),
                      kLanes, reductions, reduced, /*forVectors=*/false));
  };
  if (llvm::none_of(reductions, [](const BlockReduction &reduction) {
        return reduction.kind == BlockCombine::Sum;
      }))
    return inOrder();
  Value isLong =
      arith::CmpIOp::create(builder, kernel.getLoc(), arith::CmpIPredicate::ugt,
                            count, kernel.index(kSumPart));
  return selectIf(
      kernel, isLong,
      [&] {
        return sumPartsInWarp(kernel, lane, first, count, reductions, reduced);
      },
      inOrder, ValueRange(getInitial(reductions)).getTypes());
}
