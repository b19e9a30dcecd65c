//===- RowMapping.cpp - a warp or a block for each sum --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "BlockReduce.h"
#include "ComputeMapping.h"
#include "VectorAccess.h"
#include "mlir/Analysis/SliceAnalysis.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace fsdp;

static constexpr int64_t kRowThreads = 256;
/// Few and very long rows: all threads that a block may have.
static constexpr int64_t kMostThreads = 1024, kFewRows = 512,
                         kVeryLongRow = 16384;
/// Rows up to this long are a warp's: eight of them in a block.
static constexpr int64_t kWarpRow = 1024;

FailureOr<Sums> Sums::get(linalg::LinalgOp op) {
  Sums sums;
  SmallVector<BlockArgument> arguments(op.getRegionOutputArgs());
  for (unsigned i = 0; i < arguments.size(); ++i) {
    SmallVector<Operation *> combiners;
    if (!matchReduction(arguments, i, combiners) || combiners.size() != 1)
      return failure();
    Operation *combiner = combiners.front();
    std::optional<TypedAttr> neutral = arith::getNeutralElement(combiner);
    Type type = arguments[i].getType();
    if (!neutral || combiner->getNumOperands() != 2 || !type.isIntOrFloat() ||
        type.getIntOrFloatBitWidth() < 16 ||
        combiner->getResult(0).getType() != type)
      return failure();
    sums.combiners.push_back(combiner);
    sums.neutral.push_back(*neutral);
  }
  return sums;
}

Value Sums::combine(OpBuilder &builder, unsigned i, Value a, Value b) const {
  IRMapping map;
  map.map(combiners[i]->getOperand(0), a);
  map.map(combiners[i]->getOperand(1), b);
  return builder.clone(*combiners[i], map)->getResult(0);
}

SmallVector<Value> Sums::getNeutral(OpBuilder &builder, Location loc) const {
  SmallVector<Value> values;
  for (TypedAttr value : neutral)
    values.push_back(arith::ConstantOp::create(builder, loc, value));
  return values;
}

namespace {
/// One row, by `threads` threads that stand `thread` apart.
class RowEmitter {
public:
  RowEmitter(linalg::LinalgOp op, const Sums &sums, OpBuilder &builder,
             ParameterAlignment alignment)
      : points(op, builder), sums(sums), loops(op), builder(builder),
        loc(op.getLoc()), alignment(alignment) {}

  /// The partial sums of one thread.
  SmallVector<Value> sum(MutableArrayRef<Value> ivs, Value thread,
                         int64_t threads);

  PointEmitter points;
  const Sums &sums;
  LoopKinds loops;
  OpBuilder &builder;
  Location loc;
  ParameterAlignment alignment;
};
} // namespace

SmallVector<Value> RowEmitter::sum(MutableArrayRef<Value> ivs, Value thread,
                                   int64_t threads) {
  unsigned inner = loops.reduction.back();
  int64_t width =
      getLoopWidth(points.op, inner, /*withOutputs=*/false, alignment);
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  SmallVector<int64_t> sizes;
  for (unsigned loop : loops.reduction)
    sizes.push_back(loops.sizes[loop]);
  sizes.back() /= width;
  auto made =
      scf::ForOp::create(builder, loc, thread, index(loops.summed / width),
                         index(threads), sums.getNeutral(builder, loc));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(made.getBody());
  for (auto [loop, value] : llvm::zip_equal(
           loops.reduction,
           splitNumber(builder, loc, made.getInductionVar(), sizes)))
    ivs[loop] = value;
  ivs[inner] =
      builder.createOrFold<arith::MulIOp>(loc, ivs[inner], index(width));
  llvm::DenseMap<OpOperand *, SmallVector<Value>> loaded;
  for (OpOperand &operand : points.op->getOpOperands())
    if (width > 1 && isa<MemRefType>(operand.get().getType()) &&
        points.isUsed(operand) && !points.op.isDpsInit(&operand) &&
        followsLoop(points.op, operand, inner))
      loaded[&operand] = loadElements(builder, loc, operand.get(),
                                      points.getIndices(operand, ivs), width);
  SmallVector<Value> results(made.getRegionIterArgs());
  SmallVector<Value> lane(ivs);
  for (int64_t i = 0; i < width; ++i) {
    lane[inner] =
        builder.createOrFold<arith::AddIOp>(loc, ivs[inner], index(i));
    PointEmitter::Known known;
    for (auto &[operand, values] : loaded)
      known[operand] = values[i];
    for (auto [operand, value] :
         llvm::zip_equal(points.op.getDpsInitsMutable(), results))
      known[&operand] = value;
    results = points.emit(lane, known);
  }
  scf::YieldOp::create(builder, loc, results);
  return made.getResults();
}

LogicalResult fsdp::mapRows(func::FuncOp kernel, linalg::LinalgOp op,
                            ParameterAlignment alignment) {
  LoopKinds loops(op);
  if (loops.reduction.empty() || loops.summed < kWarpThreads)
    return failure();
  // Neighbouring threads read neighbouring elements.
  unsigned inner = loops.reduction.back();
  bool isContiguous = llvm::any_of(op.getDpsInputOperands(), [&](OpOperand *o) {
    return op.payloadUsesValueFromOperand(o) && followsLoop(op, *o, inner);
  });
  FailureOr<Sums> sums = Sums::get(op);
  if (!isContiguous || failed(sums))
    return failure();

  OpBuilder builder(op);
  Location loc = op.getLoc();
  auto index = [&](int64_t value) -> Value {
    return arith::ConstantIndexOp::create(builder, loc, value);
  };
  bool byWarp = loops.summed <= kWarpRow && loops.points > 1;
  for (OpOperand &operand : op.getDpsInitsMutable())
    byWarp &= getElementTypeOrSelf(operand.get()).getIntOrFloatBitWidth() == 32;
  bool isLong = loops.points < kFewRows && loops.summed >= kVeryLongRow;
  int64_t blockThreads = isLong ? kMostThreads : kRowThreads;
  int64_t threads = byWarp ? kWarpThreads : blockThreads;
  int64_t rowsPerBlock = blockThreads / threads;
  setLaunchShape(kernel, llvm::divideCeil(loops.points, rowsPerBlock),
                 blockThreads);
  Value row = gpu::BlockIdOp::create(builder, loc, gpu::Dimension::x);
  Value thread = gpu::ThreadIdOp::create(builder, loc, gpu::Dimension::x);
  Value exists;
  if (byWarp) {
    Value warp = arith::DivUIOp::create(builder, loc, thread, index(threads));
    thread = arith::RemUIOp::create(builder, loc, thread, index(threads));
    row = arith::AddIOp::create(
        builder, loc,
        arith::MulIOp::create(builder, loc, row, index(rowsPerBlock)), warp);
    // A warp without a row repeats the last one and stores nothing.
    exists = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, row,
                                   index(loops.points));
    row = arith::MinUIOp::create(builder, loc, row, index(loops.points - 1));
  }
  SmallVector<Value> ivs(loops.sizes.size(), index(0));
  for (auto [loop, value] :
       llvm::zip_equal(loops.parallel, splitNumber(builder, loc, row,
                                                   loops.getParallelSizes())))
    ivs[loop] = value;
  RowEmitter emitter(op, *sums, builder, alignment);
  SmallVector<Value> totals = emitter.sum(ivs, thread, threads);
  for (auto [i, total] : llvm::enumerate(totals)) {
    auto combine = [&, i = i](OpBuilder &b, Value x, Value y) {
      return sums->combine(b, i, x, y);
    };
    total = byWarp ? reduceWarp(builder, loc, total, combine)
                   : reduceBlock(builder, loc, thread, threads, total, combine);
  }
  Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        thread, index(0));
  if (exists)
    isFirst = arith::AndIOp::create(builder, loc, isFirst, exists);
  auto branch = scf::IfOp::create(builder, loc, isFirst, /*withElse=*/false);
  builder.setInsertionPointToStart(branch.thenBlock());
  for (unsigned loop : loops.reduction)
    ivs[loop] = index(0);
  storeSums(emitter.points, *sums, totals, ivs);
  op->erase();
  return success();
}

void fsdp::storeSums(PointEmitter &points, const Sums &sums,
                     ArrayRef<Value> totals, ValueRange ivs) {
  SmallVector<Value> results;
  for (auto [i, operand] : llvm::enumerate(points.op.getDpsInitsMutable())) {
    Value before =
        memref::LoadOp::create(points.builder, points.loc, operand.get(),
                               points.getIndices(operand, ivs));
    results.push_back(sums.combine(points.builder, i, before, totals[i]));
  }
  points.store(results, ivs);
}
