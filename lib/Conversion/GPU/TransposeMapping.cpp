//===- TransposeMapping.cpp - squares through shared memory ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "BlockReduce.h"
#include "ComputeMapping.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

static constexpr int64_t kSide = 32;
/// Rows of a square that the block moves at once: 256 threads.
static constexpr int64_t kRows = 8;

namespace {
class TransposeEmitter {
public:
  TransposeEmitter(linalg::LinalgOp op, unsigned across)
      : op(op), across(across), builder(op), loc(op.getLoc()), loops(op),
        along(loops.parallel.back()), points(op, builder) {}

  void run(func::FuncOp kernel, ArrayRef<OpOperand *> staged);

private:
  Value index(int64_t value) {
    return arith::ConstantIndexOp::create(builder, loc, value);
  }
  void locate();
  /// Calls `body` for every point of the square whose row along loop `slow` is
  /// this thread's, neighbouring threads along loop `fast`; `body` gets the
  /// place in the square, slow first.
  void forEachPoint(unsigned slow, unsigned fast,
                    llvm::function_ref<void(Value, Value)> body);

  linalg::LinalgOp op;
  unsigned across;
  OpBuilder builder;
  Location loc;
  LoopKinds loops;
  unsigned along;
  PointEmitter points;
  SmallVector<Value> ivs, origin;
  Value lane, part;
};
} // namespace

/// The square's first point, by the block's number.
void TransposeEmitter::locate() {
  Value thread = gpu::ThreadIdOp::create(builder, loc, gpu::Dimension::x);
  lane = arith::RemUIOp::create(builder, loc, thread, index(kSide));
  part = arith::DivUIOp::create(builder, loc, thread, index(kSide));
  SmallVector<int64_t> sizes = loops.sizes;
  for (unsigned loop : {along, across})
    sizes[loop] = llvm::divideCeil(sizes[loop], kSide);
  Value block = gpu::BlockIdOp::create(builder, loc, gpu::Dimension::x);
  origin = splitNumber(builder, loc, block, sizes);
  for (unsigned loop : {along, across})
    origin[loop] =
        arith::MulIOp::create(builder, loc, origin[loop], index(kSide));
  ivs = origin;
}

void TransposeEmitter::forEachPoint(
    unsigned slow, unsigned fast, llvm::function_ref<void(Value, Value)> body) {
  auto loop =
      scf::ForOp::create(builder, loc, part, index(kSide), index(kRows));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(loop.getBody());
  Value row = loop.getInductionVar();
  ivs[slow] = arith::AddIOp::create(builder, loc, origin[slow], row);
  ivs[fast] = arith::AddIOp::create(builder, loc, origin[fast], lane);
  Value inside = arith::AndIOp::create(
      builder, loc,
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, ivs[slow],
                            index(loops.sizes[slow])),
      arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult, ivs[fast],
                            index(loops.sizes[fast])));
  auto branch = scf::IfOp::create(builder, loc, inside, /*withElse=*/false);
  builder.setInsertionPointToStart(branch.thenBlock());
  body(row, lane);
}

void TransposeEmitter::run(func::FuncOp kernel, ArrayRef<OpOperand *> staged) {
  int64_t blocks = 1;
  for (auto [loop, size] : llvm::enumerate(loops.sizes))
    blocks *=
        loop == along || loop == across ? llvm::divideCeil(size, kSide) : size;
  setLaunchShape(kernel, blocks, kSide * kRows);
  locate();
  // One column more: the threads of a warp then read from 32 different banks.
  SmallVector<Value> squares;
  for (OpOperand *operand : staged)
    squares.push_back(makeShared(builder, loc, {kSide, kSide + 1},
                                 getElementTypeOrSelf(operand->get())));
  forEachPoint(along, across, [&](Value row, Value column) {
    for (auto [operand, square] : llvm::zip_equal(staged, squares)) {
      Value value = memref::LoadOp::create(builder, loc, operand->get(),
                                           points.getIndices(*operand, ivs));
      memref::StoreOp::create(builder, loc, value, square,
                              ValueRange{row, column});
    }
  });
  gpu::BarrierOp::create(builder, loc);
  forEachPoint(across, along, [&](Value row, Value column) {
    PointEmitter::Known known;
    for (auto [operand, square] : llvm::zip_equal(staged, squares))
      known[operand] =
          memref::LoadOp::create(builder, loc, square, ValueRange{column, row});
    points.store(points.emit(ivs, known), ivs);
  });
  op->erase();
}

LogicalResult fsdp::mapTranspose(func::FuncOp kernel, linalg::LinalgOp op) {
  LoopKinds loops(op);
  if (!loops.reduction.empty() || loops.parallel.size() < 2)
    return failure();
  unsigned along = loops.parallel.back();
  for (OpOperand &operand : op.getDpsInitsMutable())
    if (!followsLoop(op, operand, along))
      return failure();
  // Inputs that lie along one other loop, and stride along the output's.
  SmallVector<OpOperand *> staged;
  std::optional<unsigned> across;
  for (OpOperand *operand : op.getDpsInputOperands()) {
    if (!op.payloadUsesValueFromOperand(operand) ||
        !isa<MemRefType>(operand->get().getType()) ||
        !op.getMatchingIndexingMap(operand).isFunctionOfDim(along) ||
        followsLoop(op, *operand, along))
      continue;
    for (unsigned loop : loops.parallel)
      if (loop != along && (!across || *across == loop) &&
          followsLoop(op, *operand, loop)) {
        across = loop;
        staged.push_back(operand);
        break;
      }
  }
  constexpr int64_t kFewest = 8; // Shorter sides leave the square empty.
  if (!across || staged.size() > 2 || loops.sizes[along] < kFewest ||
      loops.sizes[*across] < kFewest)
    return failure();
  for (OpOperand *operand : staged)
    if (!getElementTypeOrSelf(operand->get()).isIntOrFloat())
      return failure();
  TransposeEmitter(op, *across).run(kernel, staged);
  return success();
}
