//===- ScatterMapping.cpp - loops that update some rows of a buffer -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A scatter is a loop over updates, each of the row (or the element) that its
// indices name. Updates of different rows may run at the same time; those of
// one row keep their order, so that the sums are those of the loop. A block of
// threads takes each update; it leaves the row to the first update that names
// it, whose block looks through all later ones. Nothing is atomic.
//
//===----------------------------------------------------------------------===//

#include "BlockReduce.h"
#include "ComputeMapping.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace fsdp;

/// Every update looks at all others: with more of them the loop is faster.
/// fsdp-split-scatters leaves fewer.
static constexpr int64_t kMostUpdates = int64_t(1) << 18;
static constexpr int64_t kMostThreads = 256;
/// Points of a row that a thread does, where there are as many.
static constexpr int64_t kPointsPerThread = 4;

static Value getRoot(Value memref) {
  while (auto view = memref.getDefiningOp<ViewLikeOpInterface>())
    memref = view.getViewSource();
  return memref;
}

namespace {

/// What a loop over updates does, if it is one.
class Scatter {
public:
  Scatter(func::FuncOp kernel, const llvm::BitVector &scratch)
      : kernel(kernel), scratch(scratch) {}
  LogicalResult analyze();

  scf::ForOp loop;
  int64_t begin = 0, updates = 0;
  int64_t points = 1; ///< Of a row.
  /// The indices that differ from row to row.
  SmallVector<Value> keys;
  /// What the keys and the assertions are computed from, in the loop.
  llvm::SetVector<Operation *> indexOps;
  /// Ops that do all points of a row alike; none where single elements are
  /// loaded and stored.
  SmallVector<Operation *> pointOps;

  bool isScratch(Value memref) {
    auto argument = dyn_cast<BlockArgument>(memref);
    return argument && argument.getOwner() == &kernel.front() &&
           argument.getArgNumber() < scratch.size() &&
           scratch[argument.getArgNumber()];
  }

private:
  LogicalResult findLoop();
  LogicalResult collectWrites();
  LogicalResult checkAccess(Value memref, bool isRead);
  LogicalResult checkPointOp(Operation *op);
  LogicalResult checkPlace(SmallVector<OpFoldResult> place);
  LogicalResult collectIndexOps(Value value);

  func::FuncOp kernel;
  const llvm::BitVector &scratch;
  llvm::SmallPtrSet<Value, 4> written, known; ///< Scratch that holds a row.
  Value dest;
  std::optional<SmallVector<OpFoldResult>> place; ///< Of every access to dest.
};

} // namespace

/// The kernel's one op that is not pure.
LogicalResult Scatter::findLoop() {
  for (Operation &op : kernel.front().without_terminator()) {
    if (isa<memref::GetGlobalOp>(op) || isPure(&op))
      continue;
    auto found = dyn_cast<scf::ForOp>(op);
    if (!found || loop)
      return failure();
    loop = found;
  }
  if (!loop || loop.getNumResults() || getConstantIntValue(loop.getStep()) != 1)
    return failure();
  std::optional<int64_t> first = getConstantIntValue(loop.getLowerBound());
  std::optional<int64_t> end = getConstantIntValue(loop.getUpperBound());
  if (!first || !end || *end - *first < 2 || *end - *first > kMostUpdates)
    return failure();
  begin = *first;
  updates = *end - *first;
  return success();
}

LogicalResult Scatter::collectWrites() {
  for (Operation &op : loop.getBody()->without_terminator()) {
    if (auto store = dyn_cast<memref::StoreOp>(op))
      written.insert(getRoot(store.getMemRef()));
    else if (auto copy = dyn_cast<memref::CopyOp>(op))
      written.insert(getRoot(copy.getTarget()));
    else if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op))
      for (Value init : linalgOp.getDpsInits())
        written.insert(getRoot(init));
    else if (op.getNumRegions() ||
             (!isa<memref::LoadOp, cf::AssertOp>(op) && !isPure(&op)))
      return failure();
  }
  for (Value root : written) {
    if (isScratch(root))
      continue;
    if (dest || !isa<BlockArgument>(root))
      return failure();
    dest = root;
  }
  return success(dest != nullptr);
}

/// What `value` is computed from must not change from update to update but by
/// the update's number.
LogicalResult Scatter::collectIndexOps(Value value) {
  Operation *op = value.getDefiningOp();
  if (!op || !loop->isProperAncestor(op) || indexOps.contains(op))
    return success();
  if (auto load = dyn_cast<memref::LoadOp>(op)) {
    if (written.contains(getRoot(load.getMemRef())))
      return failure();
  } else if (op->getNumRegions() || !isPure(op)) {
    return failure();
  }
  for (Value operand : op->getOperands())
    if (failed(collectIndexOps(operand)))
      return failure();
  indexOps.insert(op);
  return success();
}

/// Every access to the destination is to the same row.
LogicalResult Scatter::checkPlace(SmallVector<OpFoldResult> here) {
  if (place)
    return success(*place == here);
  place = here;
  for (OpFoldResult index : here) {
    auto value = dyn_cast<Value>(index);
    if (!value || getConstantIntValue(value))
      continue;
    if (failed(collectIndexOps(value)))
      return failure();
    if (value.getParentBlock() == loop.getBody())
      keys.push_back(value);
  }
  return success();
}

/// An operand of an op that does all points alike.
LogicalResult Scatter::checkAccess(Value memref, bool isRead) {
  Value root = getRoot(memref);
  if (!written.contains(root))
    return success();
  if (root != dest) { // Scratch: the row as a whole, written before it is read.
    if (memref != root || (isRead && !known.contains(root)))
      return failure();
    if (!isRead)
      known.insert(root);
    return success();
  }
  auto row = memref.getDefiningOp<memref::SubViewOp>();
  if (!row || row.getSource() != dest)
    return failure();
  for (auto [offset, size] :
       llvm::zip_equal(row.getMixedOffsets(), row.getStaticSizes()))
    if (!getConstantIntValue(offset) && size != 1)
      return failure();
  return checkPlace(row.getMixedOffsets());
}

/// Point p of every operand that is written anywhere is its p-th element.
LogicalResult Scatter::checkPointOp(Operation *op) {
  int64_t here;
  if (auto copy = dyn_cast<memref::CopyOp>(op)) {
    auto type = cast<MemRefType>(copy.getTarget().getType());
    if (!type.hasStaticShape() ||
        failed(checkAccess(copy.getSource(), /*isRead=*/true)) ||
        failed(checkAccess(copy.getTarget(), /*isRead=*/false)))
      return failure();
    here = type.getNumElements();
  } else {
    auto linalgOp = cast<linalg::LinalgOp>(op);
    if (linalgOp.hasDynamicShape() || linalgOp.getNumReductionLoops())
      return failure();
    for (OpOperand &operand : op->getOpOperands()) {
      if (!isa<MemRefType>(operand.get().getType()))
        continue;
      bool isWritten = written.contains(getRoot(operand.get()));
      if (isWritten && !linalgOp.getMatchingIndexingMap(&operand).isIdentity())
        return failure();
      bool isRead = linalgOp.payloadUsesValueFromOperand(&operand);
      if (isRead && failed(checkAccess(operand.get(), /*isRead=*/true)))
        return failure();
      if (linalgOp.isDpsInit(&operand) &&
          failed(checkAccess(operand.get(), /*isRead=*/false)))
        return failure();
    }
    here = LoopKinds(linalgOp).points;
  }
  if (!pointOps.empty() && here != points)
    return failure();
  points = here;
  pointOps.push_back(op);
  return success();
}

LogicalResult Scatter::analyze() {
  if (failed(findLoop()) || failed(collectWrites()))
    return failure();
  bool single = false;
  for (Operation &op : loop.getBody()->without_terminator()) {
    LogicalResult fits = success();
    if (auto store = dyn_cast<memref::StoreOp>(op)) {
      single = true;
      fits = success(store.getMemRef() == dest);
      if (succeeded(fits))
        fits = checkPlace(getAsOpFoldResult(store.getIndices()));
    } else if (auto load = dyn_cast<memref::LoadOp>(op)) {
      if (written.contains(getRoot(load.getMemRef()))) {
        single = true;
        fits = success(load.getMemRef() == dest);
        if (succeeded(fits))
          fits = checkPlace(getAsOpFoldResult(load.getIndices()));
      }
    } else if (auto assertion = dyn_cast<cf::AssertOp>(op)) {
      fits = collectIndexOps(assertion.getArg());
    } else if (isa<memref::CopyOp, linalg::LinalgOp>(op)) {
      fits = checkPointOp(&op);
    }
    if (failed(fits))
      return failure();
  }
  return success(!keys.empty() && single == pointOps.empty());
}

//===----------------------------------------------------------------------===//
// Code
//===----------------------------------------------------------------------===//

namespace {
class ScatterEmitter {
public:
  ScatterEmitter(func::FuncOp kernel, Scatter &scatter)
      : kernel(kernel), scatter(scatter), builder(scatter.loop),
        loc(scatter.loop.getLoc()) {}
  void run();

private:
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  Value compare(arith::CmpIPredicate predicate, Value a, Value b) {
    return arith::CmpIOp::create(builder, loc, predicate, a, b);
  }
  /// What the loop counts the `update`-th as.
  Value getNumber(Value update) {
    return builder.createOrFold<arith::AddIOp>(loc, update,
                                               index(scatter.begin));
  }
  /// The keys of `update`.
  SmallVector<Value> getKeys(Value update);
  /// 1 where `update` names this block's row, else 0.
  Value matches(Value update);
  Value anyOfBlock(Value flag);
  Value hasEarlier();
  void emitUpdates();
  void emitUpdate(Value update);
  void emitPoints(const IRMapping &map);
  void emitPoint(Operation *op, Value point,
                 llvm::DenseMap<Value, Value> &rows);

  func::FuncOp kernel;
  Scatter &scatter;
  OpBuilder builder;
  Location loc;
  int64_t threads = kWarpThreads;
  Value thread, tile, mine;
  SmallVector<Value> myKeys;
};
} // namespace

SmallVector<Value> ScatterEmitter::getKeys(Value update) {
  IRMapping map;
  map.map(scatter.loop.getInductionVar(), getNumber(update));
  for (Operation *op : scatter.indexOps)
    builder.clone(*op, map);
  return llvm::map_to_vector(
      scatter.keys, [&](Value key) { return map.lookupOrDefault(key); });
}

Value ScatterEmitter::matches(Value update) {
  Value all;
  for (auto [a, b] : llvm::zip_equal(getKeys(update), myKeys)) {
    Value same = compare(arith::CmpIPredicate::eq, a, b);
    all = all ? arith::AndIOp::create(builder, loc, all, same) : same;
  }
  return all;
}

/// Whether the flag of any thread is set.
Value ScatterEmitter::anyOfBlock(Value flag) {
  Value one = reduceBlock(builder, loc, thread, threads, flag,
                          [&](OpBuilder &b, Value x, Value y) -> Value {
                            return arith::OrIOp::create(b, loc, x, y);
                          });
  Value zero = arith::ConstantIntOp::create(builder, loc, 0, 32);
  return compare(arith::CmpIPredicate::ne, one, zero);
}

Value ScatterEmitter::hasEarlier() {
  Value zero = arith::ConstantIntOp::create(builder, loc, 0, 32);
  auto scan = scf::ForOp::create(builder, loc, thread, mine, index(threads),
                                 ValueRange{zero});
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(scan.getBody());
    Value flag = arith::ExtUIOp::create(builder, loc, builder.getI32Type(),
                                        matches(scan.getInductionVar()));
    scf::YieldOp::create(builder, loc,
                         ValueRange{arith::OrIOp::create(
                             builder, loc, scan.getRegionIterArg(0), flag)});
  }
  return anyOfBlock(scan.getResult(0));
}

/// Point `point` of an op; `rows` is what scratch holds of it.
void ScatterEmitter::emitPoint(Operation *op, Value point,
                               llvm::DenseMap<Value, Value> &rows) {
  if (auto copy = dyn_cast<memref::CopyOp>(op)) {
    auto shape = cast<MemRefType>(copy.getTarget().getType()).getShape();
    SmallVector<Value> at = splitNumber(builder, loc, point, shape);
    Value value = rows.lookup(copy.getSource());
    if (!value)
      value = memref::LoadOp::create(builder, loc, copy.getSource(), at);
    if (scatter.isScratch(copy.getTarget()))
      rows[copy.getTarget()] = value;
    else
      memref::StoreOp::create(builder, loc, value, copy.getTarget(), at);
    return;
  }
  auto linalgOp = cast<linalg::LinalgOp>(op);
  PointEmitter points(linalgOp, builder);
  SmallVector<Value> ivs =
      splitNumber(builder, loc, point, linalgOp.getStaticLoopRanges());
  PointEmitter::Known known;
  for (OpOperand &operand : op->getOpOperands())
    if (Value value = rows.lookup(operand.get()))
      known[&operand] = value;
  for (auto [value, operand] : llvm::zip_equal(points.emit(ivs, known),
                                               linalgOp.getDpsInitsMutable())) {
    if (scatter.isScratch(operand.get()))
      rows[operand.get()] = value;
    else
      memref::StoreOp::create(builder, loc, value, operand.get(),
                              points.getIndices(operand, ivs));
  }
}

/// This block's part of the row, every point by the same thread each time.
void ScatterEmitter::emitPoints(const IRMapping &map) {
  int64_t inTile = threads * kPointsPerThread;
  Value begin = arith::MulIOp::create(builder, loc, tile, index(inTile));
  Value end = arith::MinUIOp::create(
      builder, loc, arith::AddIOp::create(builder, loc, begin, index(inTile)),
      index(scatter.points));
  auto loop = scf::ForOp::create(
      builder, loc, arith::AddIOp::create(builder, loc, begin, thread), end,
      index(threads));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  llvm::DenseMap<Value, Value> rows;
  for (Operation *op : scatter.pointOps) {
    IRMapping copied = map;
    Operation *clone = builder.clone(*op, copied);
    emitPoint(clone, loop.getInductionVar(), rows);
    clone->erase();
  }
}

void ScatterEmitter::emitUpdate(Value update) {
  OpBuilder::InsertionGuard guard(builder);
  IRMapping map;
  map.map(scatter.loop.getInductionVar(), getNumber(update));
  bool single = scatter.pointOps.empty();
  if (single) {
    Value isFirst = compare(arith::CmpIPredicate::eq, thread, index(0));
    auto branch = scf::IfOp::create(builder, loc, isFirst, /*withElse=*/false);
    builder.setInsertionPointToStart(branch.thenBlock());
  }
  for (Operation &op : scatter.loop.getBody()->without_terminator())
    if (!isa<cf::AssertOp, memref::CopyOp, linalg::LinalgOp>(op))
      builder.clone(op, map);
  if (!single)
    emitPoints(map);
}

/// All updates of this block's row, a stretch of as many as there are threads
/// after the other.
void ScatterEmitter::emitUpdates() {
  Value flags = makeShared(builder, loc, {threads}, builder.getI32Type());
  Value size = index(threads), count = index(scatter.updates);
  Value from = arith::MulIOp::create(
      builder, loc, arith::DivUIOp::create(builder, loc, mine, size), size);
  auto stretches = scf::ForOp::create(builder, loc, from, count, size);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(stretches.getBody());
  Value base = stretches.getInductionVar();
  Value update = arith::AddIOp::create(builder, loc, base, thread);
  Value later = compare(arith::CmpIPredicate::uge, update, mine);
  Value exists = compare(arith::CmpIPredicate::ult, update, count);
  update =
      arith::MinUIOp::create(builder, loc, update, index(scatter.updates - 1));
  Value mark =
      arith::AndIOp::create(builder, loc, matches(update),
                            arith::AndIOp::create(builder, loc, later, exists));
  Value flag = arith::ExtUIOp::create(builder, loc, builder.getI32Type(), mark);
  gpu::BarrierOp::create(builder, loc);
  memref::StoreOp::create(builder, loc, flag, flags, thread);
  Value any = anyOfBlock(flag);
  gpu::BarrierOp::create(builder, loc);
  auto found = scf::IfOp::create(builder, loc, any, /*withElse=*/false);
  builder.setInsertionPointToStart(found.thenBlock());
  auto each = scf::ForOp::create(builder, loc, index(0), size, index(1));
  builder.setInsertionPointToStart(each.getBody());
  Value number = each.getInductionVar();
  Value marked = compare(arith::CmpIPredicate::ne,
                         memref::LoadOp::create(builder, loc, flags, number),
                         arith::ConstantIntOp::create(builder, loc, 0, 32));
  auto branch = scf::IfOp::create(builder, loc, marked, /*withElse=*/false);
  builder.setInsertionPointToStart(branch.thenBlock());
  emitUpdate(arith::AddIOp::create(builder, loc, base, number));
}

void ScatterEmitter::run() {
  threads = std::clamp<int64_t>(
      llvm::PowerOf2Ceil(std::max(scatter.points, scatter.updates)),
      kWarpThreads, kMostThreads);
  int64_t tiles = llvm::divideCeil(scatter.points, threads * kPointsPerThread);
  setLaunchShape(kernel, scatter.updates * tiles, threads);
  thread = gpu::ThreadIdOp::create(builder, loc, gpu::Dimension::x);
  Value block = gpu::BlockIdOp::create(builder, loc, gpu::Dimension::x);
  mine = builder.createOrFold<arith::DivUIOp>(loc, block, index(tiles));
  tile = builder.createOrFold<arith::RemUIOp>(loc, block, index(tiles));
  IRMapping map;
  map.map(scatter.loop.getInductionVar(), getNumber(mine));
  for (Operation &op : scatter.loop.getBody()->without_terminator())
    if (scatter.indexOps.contains(&op) || isa<cf::AssertOp>(op))
      builder.clone(op, map);
  for (Value key : scatter.keys)
    myKeys.push_back(map.lookupOrDefault(key));
  Value isLater = hasEarlier();
  Value yes = arith::ConstantIntOp::create(builder, loc, 1, 1);
  Value isFirst = arith::XOrIOp::create(builder, loc, isLater, yes);
  auto branch = scf::IfOp::create(builder, loc, isFirst, /*withElse=*/false);
  builder.setInsertionPointToStart(branch.thenBlock());
  emitUpdates();
  scatter.loop.erase();
}

LogicalResult fsdp::mapScatter(func::FuncOp kernel,
                               const llvm::BitVector &scratch) {
  Scatter scatter(kernel, scratch);
  if (failed(scatter.analyze()))
    return failure();
  ScatterEmitter(kernel, scatter).run();
  return success();
}
