//===- BlockReduce.cpp - one value from all threads of a block ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "BlockReduce.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/FunctionInterfaces.h"

using namespace mlir;
using namespace fsdp;

static Value makeIndex(OpBuilder &builder, Location loc, int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value fsdp::makeShared(OpBuilder &builder, Location loc,
                       ArrayRef<int64_t> shape, Type element) {
  OpBuilder::InsertionGuard guard(builder);
  Operation *op = builder.getInsertionBlock()->getParentOp();
  auto function = dyn_cast<FunctionOpInterface>(op);
  if (!function)
    function = op->getParentOfType<FunctionOpInterface>();
  builder.setInsertionPointToStart(&function.getFunctionBody().front());
  auto space = gpu::AddressSpaceAttr::get(builder.getContext(),
                                          gpu::AddressSpace::Workgroup);
  return memref::AllocOp::create(
      builder, loc, MemRefType::get(shape, element, AffineMap(), space));
}

Value fsdp::reduceWarp(OpBuilder &builder, Location loc, Value value,
                       CombineFn combine, int64_t threads) {
  for (int32_t distance = threads / 2; distance; distance /= 2) {
    Value other = gpu::ShuffleOp::create(builder, loc, value, distance,
                                         kWarpThreads, gpu::ShuffleMode::XOR)
                      .getShuffleResult();
    value = combine(builder, value, other);
  }
  return value;
}

/// Halves the number of values until one is left.
static Value reduceTree(OpBuilder &builder, Location loc, Value thread,
                        int64_t threads, Value value, CombineFn combine) {
  Value shared = makeShared(builder, loc, {threads}, value.getType());
  memref::StoreOp::create(builder, loc, value, shared, thread);
  for (int64_t half = threads / 2; half; half /= 2) {
    gpu::BarrierOp::create(builder, loc);
    Value low = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                      thread, makeIndex(builder, loc, half));
    auto branch = scf::IfOp::create(builder, loc, low, /*withElse=*/false);
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    Value other = arith::AddIOp::create(builder, loc, thread,
                                        makeIndex(builder, loc, half));
    Value sum =
        combine(builder, memref::LoadOp::create(builder, loc, shared, thread),
                memref::LoadOp::create(builder, loc, shared, other));
    memref::StoreOp::create(builder, loc, sum, shared, thread);
  }
  gpu::BarrierOp::create(builder, loc);
  return memref::LoadOp::create(builder, loc, shared,
                                makeIndex(builder, loc, 0));
}

Value fsdp::reduceBlock(OpBuilder &builder, Location loc, Value thread,
                        int64_t threads, Value value, CombineFn combine) {
  if (value.getType().getIntOrFloatBitWidth() != 32)
    return reduceTree(builder, loc, thread, threads, value, combine);
  value = reduceWarp(builder, loc, value, combine);
  if (threads == kWarpThreads)
    return value;
  int64_t warps = threads / kWarpThreads;
  Value shared = makeShared(builder, loc, {warps}, value.getType());
  Value size = makeIndex(builder, loc, kWarpThreads);
  Value lane = arith::RemUIOp::create(builder, loc, thread, size);
  Value warp = arith::DivUIOp::create(builder, loc, thread, size);
  Value first = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                      lane, makeIndex(builder, loc, 0));
  auto branch = scf::IfOp::create(builder, loc, first, /*withElse=*/false);
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(branch.thenBlock());
    memref::StoreOp::create(builder, loc, value, shared, warp);
  }
  gpu::BarrierOp::create(builder, loc);
  Value result;
  for (int64_t i = 0; i < warps; ++i) {
    Value part = memref::LoadOp::create(builder, loc, shared,
                                        makeIndex(builder, loc, i));
    result = result ? combine(builder, result, part) : part;
  }
  return result;
}
