//===- ScalarKernel.cpp - a run-time scalar into a step's memory ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "HookKernels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace fsdp;

LogicalResult fsdp::outlineReadScalar(ReadScalarOp op,
                                      OutlineContext &context) {
  auto type = op.getDest() ? dyn_cast<MemRefType>(op.getDest().getType())
                           : MemRefType();
  if (!type)
    return op.emitOpError() << "expected a destination of type memref<f32>";
  HookKernel kernel(context.library, op.getLoc());
  OpBuilder at(op);
  Value scalars = kernel.addScalars(
      plan::ScalarsOp::create(at, op.getLoc(),
                              plan::ScalarsType::get(op.getContext())),
      context.scalars.size());
  Value dest = kernel.addBuffer(op.getDest(), type, {0, 4}, plan::Write);
  OpBuilder &builder = kernel.getBuilder();
  Value value =
      kernel.load(scalars, kernel.index(context.scalars.lookup(op.getName())));
  memref::StoreOp::create(builder, op.getLoc(),
                          arith::TruncFOp::create(builder, op.getLoc(),
                                                  builder.getF32Type(), value),
                          dest, ValueRange{});
  if (context.gpu)
    kernel.setLaunchShape(1, 1);
  kernel.launch(at, "read_scalar", plan::ComputeStream, /*group=*/nullptr);
  return success();
}
