//===- StepPreparation.cpp - a step's ops made fit to outline -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "StepPreparation.h"
#include "BufferSlice.h"
#include "OperandAccess.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace fsdp {

bool isCompute(Operation *op) {
  return isa<linalg::LinalgOp, memref::CopyOp, memref::StoreOp, cf::AssertOp>(
             op) ||
         isa_and_nonnull<scf::SCFDialect>(op->getDialect());
}

namespace {

/// A buffer per iteration may be one for all: it does not outlive its
/// iteration unless it is yielded.
LogicalResult hoistAllocations(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    SmallVector<Operation *> nested;
    op.walk([&](Operation *inner) {
      if (inner != &op && isa<memref::AllocOp, memref::AllocaOp>(inner))
        nested.push_back(inner);
    });
    for (Operation *alloc : nested) {
      auto type = cast<MemRefType>(alloc->getResult(0).getType());
      if (!type.hasStaticShape())
        return alloc->emitOpError()
               << "allocates " << type << ", expected a static shape";
      SmallVector<Value> aliases{alloc->getResult(0)};
      for (unsigned i = 0; i != aliases.size(); ++i)
        for (Operation *user : aliases[i].getUsers()) {
          if (user->hasTrait<OpTrait::IsTerminator>())
            return user->emitOpError() << "not supported yet: a buffer made in "
                                          "a loop or conditional leaves it";
          if (isa<ViewLikeOpInterface>(user))
            aliases.append(user->result_begin(), user->result_end());
        }
      OpBuilder builder(&op);
      auto hoisted = memref::AllocOp::create(builder, alloc->getLoc(), type,
                                             builder.getI64IntegerAttr(64));
      alloc->getResult(0).replaceAllUsesWith(hoisted);
      alloc->erase();
    }
  }
  return success();
}

/// Lets the users of `value` read it from a buffer.
void keepInBuffer(Value value) {
  Operation *op = value.getDefiningOp();
  OpBuilder builder(op);
  Value buffer = memref::AllocOp::create(builder, value.getLoc(),
                                         MemRefType::get({}, value.getType()),
                                         builder.getI64IntegerAttr(64));
  builder.setInsertionPointAfter(op);
  auto store = memref::StoreOp::create(builder, value.getLoc(), value, buffer);
  Value load = memref::LoadOp::create(builder, value.getLoc(), buffer);
  value.replaceAllUsesExcept(load, store);
}

LogicalResult keepLoopResults(Block &block) {
  for (Operation &op : llvm::make_early_inc_range(block)) {
    if (!isa_and_nonnull<scf::SCFDialect>(op.getDialect()))
      continue;
    for (Value result : op.getResults()) {
      if (result.use_empty())
        continue;
      if (!result.getType().isIntOrIndexOrFloat())
        return op.emitOpError() << "not supported yet: a result of type "
                                << result.getType() << " of a " << op.getName();
      keepInBuffer(result);
    }
  }
  return success();
}

/// Whether `op` may write into `allocation`.
bool mayWrite(Operation *op, Value allocation) {
  bool writes = false;
  op->walk([&](Operation *nested) {
    for (Value operand : nested->getOperands())
      if (isa<BaseMemRefType>(operand.getType()) &&
          getAllocation(operand) == allocation)
        writes |= isCompute(op) ? (getAccess(operand, op) & kWrite) != 0
                                : !isMemoryEffectFree(nested) &&
                                      !isa<memref::LoadOp>(nested);
  });
  return writes;
}

/// The last op of `block` that computes with `value`, through scalar ops.
Operation *findLastUser(Value value, Block &block) {
  Operation *last = value.getDefiningOp();
  SmallVector<Value> values{value};
  for (unsigned i = 0; i != values.size(); ++i)
    for (Operation *user : values[i].getUsers()) {
      Operation *top = block.findAncestorOpInBlock(*user);
      if (last->isBeforeInBlock(top))
        last = top;
      if (!isCompute(top))
        values.append(top->result_begin(), top->result_end());
    }
  return last;
}

void keepOverwrittenLoads(Block &block) {
  SmallVector<memref::LoadOp> loads(block.getOps<memref::LoadOp>());
  for (memref::LoadOp load : loads) {
    Value allocation = getAllocation(load.getMemRef());
    Operation *last = findLastUser(load, block);
    // What the last user itself writes comes after its kernel's loads.
    for (Operation *op = load->getNextNode(); op && op != last;
         op = op->getNextNode())
      if (mayWrite(op, allocation)) {
        keepInBuffer(load);
        break;
      }
  }
}

/// Collectives and library GEMMs read buffers, not constants of the code.
void copyConstantsOfCommands(Block &block) {
  SmallVector<memref::GetGlobalOp> globals(block.getOps<memref::GetGlobalOp>());
  for (memref::GetGlobalOp global : globals) {
    SmallVector<Value> aliases{global.getResult()};
    bool needsBuffer = false;
    for (unsigned i = 0; i != aliases.size(); ++i)
      for (Operation *user : aliases[i].getUsers()) {
        needsBuffer |=
            isa<linalg::MatmulOp, linalg::BatchMatmulOp>(user) ||
            isa_and_nonnull<FSDPDialect, plan::PlanDialect>(user->getDialect());
        if (isa<ViewLikeOpInterface>(user))
          aliases.append(user->result_begin(), user->result_end());
      }
    if (!needsBuffer)
      continue;
    OpBuilder builder(block.getParentOp()->getContext());
    builder.setInsertionPointAfter(global);
    Value buffer =
        memref::AllocOp::create(builder, global.getLoc(), global.getType(),
                                builder.getI64IntegerAttr(64));
    auto copy =
        memref::CopyOp::create(builder, global.getLoc(), global, buffer);
    global.getResult().replaceAllUsesExcept(buffer, copy);
  }
}

} // namespace

LogicalResult prepareStep(func::FuncOp function) {
  if (!function.getBody().hasOneBlock())
    return function.emitError(
        "not supported yet: control flow between blocks of a step");
  Block &block = function.front();
  if (failed(hoistAllocations(block)) || failed(keepLoopResults(block)))
    return failure();
  keepOverwrittenLoads(block);
  copyConstantsOfCommands(block);
  return success();
}

} // namespace fsdp
