//===- ColumnMapping.cpp - sums over the outer loops ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Neighbouring threads take neighbouring columns, so that they read
// neighbouring elements. There are often fewer columns than a GPU has threads:
// eight groups of threads take every eighth row each, or 32 every 32nd where
// columns are few and long, and their sums are added in order.
//
//===----------------------------------------------------------------------===//

#include "BlockReduce.h"
#include "ComputeMapping.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

static constexpr int64_t kColumns = 32;

/// Of a column's sum: with 32 a block has all threads that there may be. Loads
/// of 1024 threads on each multiprocessor keep the memory busy.
static int64_t countParts(const LoopKinds &loops) {
  constexpr int64_t kFewBlocks = 512, kLongColumn = 512;
  bool many = llvm::divideCeil(loops.points, kColumns) < kFewBlocks &&
              loops.summed >= kLongColumn;
  return many ? 32 : 8;
}

/// Part `part` of `parts` of the sum of column `ivs`.
static SmallVector<Value> sumPart(PointEmitter &points, const Sums &sums,
                                  const LoopKinds &loops,
                                  MutableArrayRef<Value> ivs, Value part,
                                  int64_t parts) {
  OpBuilder &builder = points.builder;
  Location loc = points.loc;
  Value size = arith::ConstantIndexOp::create(builder, loc, loops.summed);
  Value step = arith::ConstantIndexOp::create(builder, loc, parts);
  auto loop = scf::ForOp::create(builder, loc, part, size, step,
                                 sums.getNeutral(builder, loc));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  SmallVector<int64_t> sizes;
  for (unsigned reduction : loops.reduction)
    sizes.push_back(loops.sizes[reduction]);
  for (auto [reduction, value] : llvm::zip_equal(
           loops.reduction,
           splitNumber(builder, loc, loop.getInductionVar(), sizes)))
    ivs[reduction] = value;
  PointEmitter::Known known;
  for (auto [operand, value] : llvm::zip_equal(points.op.getDpsInitsMutable(),
                                               loop.getRegionIterArgs()))
    known[&operand] = value;
  scf::YieldOp::create(builder, loc, points.emit(ivs, known));
  return loop.getResults();
}

LogicalResult fsdp::mapColumns(func::FuncOp kernel, linalg::LinalgOp op) {
  constexpr int64_t kShortest = 32;
  LoopKinds loops(op);
  FailureOr<Sums> sums = Sums::get(op);
  if (loops.reduction.empty() || loops.summed < kShortest || failed(sums))
    return failure();
  OpBuilder builder(op);
  Location loc = op.getLoc();
  int64_t count = countParts(loops);
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  setLaunchShape(kernel, llvm::divideCeil(loops.points, kColumns),
                 kColumns * count);
  Value block = gpu::BlockIdOp::create(builder, loc, gpu::Dimension::x);
  Value thread = gpu::ThreadIdOp::create(builder, loc, gpu::Dimension::x);
  Value lane = arith::RemUIOp::create(builder, loc, thread, index(kColumns));
  Value part = arith::DivUIOp::create(builder, loc, thread, index(kColumns));
  Value column = arith::AddIOp::create(
      builder, loc, arith::MulIOp::create(builder, loc, block, index(kColumns)),
      lane);
  Value exists = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                       column, index(loops.points));
  column =
      arith::MinUIOp::create(builder, loc, column, index(loops.points - 1));
  SmallVector<Value> ivs(loops.sizes.size(), index(0));
  for (auto [loop, value] :
       llvm::zip_equal(loops.parallel, splitNumber(builder, loc, column,
                                                   loops.getParallelSizes())))
    ivs[loop] = value;
  PointEmitter points(op, builder);
  SmallVector<Value> parts = sumPart(points, *sums, loops, ivs, part, count);
  SmallVector<Value> shared;
  for (Value value : parts) {
    shared.push_back(
        makeShared(builder, loc, {count, kColumns}, value.getType()));
    memref::StoreOp::create(builder, loc, value, shared.back(),
                            ValueRange{part, lane});
  }
  gpu::BarrierOp::create(builder, loc);
  Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        part, index(0));
  auto branch = scf::IfOp::create(
      builder, loc, arith::AndIOp::create(builder, loc, isFirst, exists),
      /*withElse=*/false);
  builder.setInsertionPointToStart(branch.thenBlock());
  for (int64_t i = 1; i < count; ++i)
    for (auto [number, total] : llvm::enumerate(parts)) {
      Value other = memref::LoadOp::create(builder, loc, shared[number],
                                           ValueRange{index(i), lane});
      total = sums->combine(builder, number, total, other);
    }
  for (unsigned loop : loops.reduction)
    ivs[loop] = index(0);
  storeSums(points, *sums, parts, ivs);
  op->erase();
  return success();
}
