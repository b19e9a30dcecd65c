//===- ShardIndexKernel.cpp - which shard a rank holds, into memory -------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "HookKernels.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace fsdp;

Value OutlineContext::makeShardIndex(OpBuilder &at, Location loc,
                                     DenseI64ArrayAttr axis) {
  return makeTable(at, loc, axis, "shard_index", {0}, {1}, {0},
                   {std::numeric_limits<int64_t>::max()});
}

LogicalResult fsdp::outlineShardIndex(ShardIndexOp op,
                                      OutlineContext &context) {
  auto type = op.getDest() ? dyn_cast<MemRefType>(op.getDest().getType())
                           : MemRefType();
  if (!type)
    return op.emitOpError() << "expected a destination of type memref<i64>";
  HookKernel kernel(context.library, op.getLoc());
  OpBuilder at(op);
  DenseI64ArrayAttr axis =
      op.getGroup() ? context.getAxis(*op.getGroup()) : op.getRanksAttr();
  Value table =
      kernel.addTable(context.makeShardIndex(at, op.getLoc(), axis), 1);
  Value dest = kernel.addBuffer(op.getDest(), type, {0, 8}, plan::Write);
  memref::StoreOp::create(kernel.getBuilder(), op.getLoc(),
                          kernel.load(table, kernel.index(0)), dest,
                          ValueRange{});
  if (context.gpu)
    kernel.setLaunchShape(1, 1);
  kernel.launch(at, "read_shard_index", plan::GatherStream, /*group=*/nullptr);
  return success();
}
