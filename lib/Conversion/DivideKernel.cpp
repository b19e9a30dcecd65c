//===- DivideKernel.cpp - divides reduced gradients by a count ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "GPU/TileEmitter.h"
#include "GPU/VectorAccess.h"
#include "GradientLayout.h"
#include "HookKernels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace fsdp;

/// The count as f32, 1 where it is 0: then the sum is 0, too.
static Value loadDivisor(HookKernel &kernel, Value count) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Type f32 = builder.getF32Type();
  Value value = memref::LoadOp::create(builder, loc, count, ValueRange{});
  if (!value.getType().isF32())
    value = arith::SIToFPOp::create(builder, loc, f32, value);
  Value one =
      arith::ConstantOp::create(builder, loc, builder.getF32FloatAttr(1));
  Value isZero = arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OEQ,
                                       value, kernel.zero(f32));
  return arith::SelectOp::create(builder, loc, isZero, one, value);
}

static void emitTiles(HookKernel &kernel, Value grad, Value divisorSource,
                      int64_t elements) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  TileEmitter tiles(kernel, elements);
  Value divisor;
  auto make = [&](int64_t width) {
    TileClass result;
    result.width = width;
    result.unroll = 4;
    result.load = [&, width](ArrayRef<Value>, Value element) {
      return TileClass::Values(
          loadElements(builder, loc, grad, tiles.toIndex(element), width));
    };
    result.finish = [&](ArrayRef<Value>, Value element,
                        ArrayRef<Value> loaded) {
      SmallVector<Value> quotients;
      for (Value sum : loaded)
        quotients.push_back(arith::DivFOp::create(builder, loc, sum, divisor));
      storeElements(builder, loc, quotients, grad, tiles.toIndex(element));
    };
    return result;
  };
  SmallVector<TileRun> runs = {{0, elements, {}}};
  tiles.addSplit(getVectorWidth(builder.getF32Type()), runs, make);
  tiles.begin();
  divisor = loadDivisor(kernel, divisorSource);
  tiles.emit();
}

LogicalResult fsdp::outlineDivideGrad(DivideGradOp op,
                                      OutlineContext &context) {
  auto type = dyn_cast<MemRefType>(op.getCount().getType());
  if (!type)
    return op.emitOpError() << "has a count of type " << op.getCount().getType()
                            << ", expected a memref";
  HookKernel kernel(context.library, op.getLoc());
  OpBuilder at(op);
  int64_t bytes = 0;
  FailureOr<Value> ref = context.makeRef(at, op, op.getGroup(), "grad", &bytes);
  if (failed(ref))
    return failure();
  Type f32 = at.getF32Type();
  Value grad = kernel.addBuffer(*ref, MemRefType::get({bytes / 4}, f32),
                                {0, bytes}, plan::ReadWrite);
  Value count = kernel.addBuffer(
      op.getCount(), type, {0, int64_t(type.getElementTypeBitWidth()) / 8},
      plan::Read);
  if (context.gpu) {
    emitTiles(kernel, grad, count, bytes / 4);
  } else {
    Value divisor = loadDivisor(kernel, count);
    kernel.loop(kernel.index(bytes / 4), [&](Value element) {
      Value sum = kernel.load(grad, element);
      kernel.store(
          arith::DivFOp::create(kernel.getBuilder(), op.getLoc(), sum, divisor),
          grad, element);
    });
  }
  // Behind what made the gradients, on its stream.
  auto group =
      SymbolTable::lookupNearestSymbolFrom<GroupOp>(op, op.getGroupAttr());
  bool replicated = group && group.getReplicated();
  kernel
      .launch(at, "divide_grad",
              replicated ? plan::ComputeStream : plan::ReduceStream,
              op.getGroupAttr())
      .setLabel(kDivideGradLabel);
  return success();
}
