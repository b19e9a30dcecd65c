//===- CooperativeMapping.cpp - a kernel's loops by one block -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Loops that carry something from one iteration to the next stay loops, which
// all threads of one block run together. The linalg ops in them are spread over
// the threads; single stores are thread 0's. A barrier before and after each of
// them orders what different threads wrote and read, so that control flow,
// which only depends on memory and loop counters, is the same in all threads.
//
//===----------------------------------------------------------------------===//

#include "ComputeMapping.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Linalg/Transforms/Transforms.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace fsdp;

static constexpr int64_t kThreads = 512;

namespace {
class CooperativeMapper {
public:
  explicit CooperativeMapper(func::FuncOp kernel) : kernel(kernel) {}
  LogicalResult run();

private:
  LogicalResult map(Block &block);
  LogicalResult map(Operation &op);
  void spread(linalg::LinalgOp op);
  /// Lets thread 0 alone run `op`.
  void guard(Operation *op);
  void addBarriers(Operation *op);

  func::FuncOp kernel;
  Value thread;
  int64_t threads = kWarp;
  static constexpr int64_t kWarp = 32;
};
} // namespace

void CooperativeMapper::addBarriers(Operation *op) {
  OpBuilder builder(op);
  gpu::BarrierOp::create(builder, op->getLoc());
  builder.setInsertionPointAfter(op);
  gpu::BarrierOp::create(builder, op->getLoc());
}

void CooperativeMapper::guard(Operation *op) {
  OpBuilder builder(op);
  Location loc = op->getLoc();
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        thread, zero);
  auto branch = scf::IfOp::create(builder, loc, isFirst, /*withElse=*/false);
  op->moveBefore(branch.thenBlock()->getTerminator());
  addBarriers(branch);
}

/// Points strided by the block; all of a point's sum by its thread. An op whose
/// points write the same elements is thread 0's.
void CooperativeMapper::spread(linalg::LinalgOp op) {
  LoopKinds loops(op);
  OpBuilder builder(op);
  Location loc = op.getLoc();
  if (!loops.isInjective) {
    IRRewriter rewriter(builder);
    Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
    Value isFirst = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::eq, thread, zero);
    auto branch = scf::IfOp::create(builder, loc, isFirst, /*withElse=*/false);
    op->moveBefore(branch.thenBlock()->getTerminator());
    rewriter.setInsertionPoint(op);
    (void)linalg::linalgOpToLoops(rewriter, op);
    op->erase();
    addBarriers(branch);
    return;
  }
  Value size = arith::ConstantIndexOp::create(builder, loc, loops.points);
  Value step = arith::ConstantIndexOp::create(builder, loc, threads);
  auto loop = scf::ForOp::create(builder, loc, thread, size, step);
  builder.setInsertionPointToStart(loop.getBody());
  SmallVector<Value> ivs(loops.sizes.size());
  for (auto [dim, index] : llvm::zip_equal(
           loops.parallel, splitNumber(builder, loc, loop.getInductionVar(),
                                       loops.getParallelSizes())))
    ivs[dim] = index;
  PointEmitter(op, builder).emitSequentially(ivs);
  op->erase();
  addBarriers(loop);
}

LogicalResult CooperativeMapper::map(Operation &op) {
  if (auto copy = dyn_cast<memref::CopyOp>(op)) {
    IRRewriter rewriter(&op);
    Operation *loops = linalg::makeMemRefCopyOp(
        rewriter, op.getLoc(), copy.getSource(), copy.getTarget());
    copy.erase();
    return map(*loops);
  }
  if (auto linalgOp = dyn_cast<linalg::LinalgOp>(op)) {
    if (linalgOp.hasDynamicShape())
      return op.emitOpError() << "not supported yet: an op of dynamic shape in "
                                 "a kernel for GPUs";
    spread(linalgOp);
    return success();
  }
  if (isa<memref::StoreOp>(op)) {
    guard(&op);
    return success();
  }
  if (isa<scf::ForOp, scf::IfOp, scf::WhileOp, scf::IndexSwitchOp,
          scf::ExecuteRegionOp>(op)) {
    for (Region &region : op.getRegions())
      for (Block &block : region)
        if (failed(map(block)))
          return failure();
    return success();
  }
  if (isa<memref::LoadOp, memref::GetGlobalOp, memref::AllocOp, cf::AssertOp>(
          op) ||
      op.hasTrait<OpTrait::IsTerminator>() || isPure(&op))
    return success();
  return op.emitOpError() << "not supported yet: in a kernel for GPUs";
}

LogicalResult CooperativeMapper::map(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(block))
    if (failed(map(op)))
      return failure();
  return success();
}

LogicalResult CooperativeMapper::run() {
  int64_t most = 1;
  kernel.walk([&](linalg::LinalgOp op) {
    if (!op.hasDynamicShape())
      most = std::max(most, LoopKinds(op).points);
  });
  kernel.walk([&](memref::CopyOp op) {
    auto type = cast<MemRefType>(op.getSource().getType());
    if (type.hasStaticShape())
      most = std::max(most, type.getNumElements());
  });
  threads = std::clamp<int64_t>(llvm::PowerOf2Ceil(most), kWarp, kThreads);
  setLaunchShape(kernel, 1, threads);
  OpBuilder builder = OpBuilder::atBlockBegin(&kernel.front());
  thread = gpu::ThreadIdOp::create(builder, kernel.getLoc(), gpu::Dimension::x);
  return map(kernel.front());
}

LogicalResult fsdp::mapCooperatively(func::FuncOp kernel) {
  return CooperativeMapper(kernel).run();
}
