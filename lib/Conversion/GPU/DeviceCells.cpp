//===- DeviceCells.cpp - words that blocks of threads share ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "DeviceCells.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

static constexpr StringLiteral kScope = "device";

Value DeviceCells::toWidth(Value number, unsigned bits) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Type type = builder.getIntegerType(bits);
  if (number.getType().isIndex())
    return arith::IndexCastUIOp::create(builder, loc, type, number);
  unsigned width = number.getType().getIntOrFloatBitWidth();
  if (width == bits)
    return number;
  return width < bits
             ? arith::ExtUIOp::create(builder, loc, type, number).getResult()
             : arith::TruncIOp::create(builder, loc, type, number).getResult();
}

Value DeviceCells::toPointer(Value place) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Type ptr = LLVM::LLVMPointerType::get(builder.getContext(), /*global=*/1);
  Value base =
      memref::ExtractAlignedPointerAsIndexOp::create(builder, loc, memory);
  base = arith::IndexCastOp::create(builder, loc, builder.getI64Type(), base);
  base = LLVM::IntToPtrOp::create(builder, loc, ptr, base);
  return LLVM::GEPOp::create(builder, loc, ptr, builder.getI32Type(), base,
                             ArrayRef<LLVM::GEPArg>{toWidth(place, 64)});
}

void DeviceCells::fence() {
  LLVM::FenceOp::create(kernel.getBuilder(), kernel.getLoc(),
                        LLVM::AtomicOrdering::acq_rel, kScope);
}

Value DeviceCells::load(Value place, Type type) {
  return LLVM::LoadOp::create(
      kernel.getBuilder(), kernel.getLoc(), type, toPointer(place),
      /*alignment=*/4, /*isVolatile=*/false, /*isNonTemporal=*/false,
      /*isInvariant=*/false, /*isInvariantGroup=*/false,
      LLVM::AtomicOrdering::monotonic, kScope);
}

void DeviceCells::store(Value value, Value place) {
  LLVM::StoreOp::create(kernel.getBuilder(), kernel.getLoc(), value,
                        toPointer(place), /*alignment=*/4,
                        /*isVolatile=*/false, /*isNonTemporal=*/false,
                        /*isInvariantGroup=*/false,
                        LLVM::AtomicOrdering::monotonic, kScope);
}

Value DeviceCells::countUp(Value place, Value most) {
  // LLVM's NVPTX leaves the order out of an atom.inc.
  fence();
  Value before = LLVM::AtomicRMWOp::create(
      kernel.getBuilder(), kernel.getLoc(), LLVM::AtomicBinOp::uinc_wrap,
      toPointer(place), toWidth(most, 32), LLVM::AtomicOrdering::acq_rel,
      kScope, /*alignment=*/4);
  fence();
  return before;
}

void DeviceCells::waitFor(Value place, Value least) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Value enough = toWidth(least, 32);
  scf::WhileOp::create(
      builder, loc, TypeRange(), ValueRange(),
      [&](OpBuilder &, Location, ValueRange) {
        Value count = load(place, builder.getI32Type());
        Value more = arith::CmpIOp::create(
            builder, loc, arith::CmpIPredicate::ult, count, enough);
        scf::ConditionOp::create(builder, loc, more, ValueRange());
      },
      [&](OpBuilder &, Location, ValueRange) {
        scf::YieldOp::create(builder, loc);
      });
  fence();
}
