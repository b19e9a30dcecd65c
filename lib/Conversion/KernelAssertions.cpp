//===- KernelAssertions.cpp - cf.assert as a call of the host -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "KernelLowering.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/Support/Path.h"

using namespace mlir;
using namespace fsdp;

/// FILE:LINE:COLUMN without the folder (plans must not depend on where they
/// were compiled), or the printed location where it is of another kind.
static std::string describe(Location location) {
  if (auto file = location->findInstanceOf<FileLineColLoc>())
    return (llvm::sys::path::filename(file.getFilename().getValue()) + ":" +
            Twine(file.getLine()) + ":" + Twine(file.getColumn()))
        .str();
  if (auto name = location->findInstanceOf<NameLoc>())
    return name.getName().str();
  return "unknown";
}

ArrayAttr fsdp::describeAssertion(cf::AssertOp op) {
  return Builder(op.getContext())
      .getStrArrayAttr({op.getMsg(), describe(op.getLoc())});
}

/// `if (!condition) handler->fail(handler->context, id)`. The call is cold and
/// leaves the kernel, but code after it stays reachable for LLVM: that costs
/// nothing and keeps the loop's shape.
static void lowerAssertion(cf::AssertOp op, Value handler, int64_t id) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  Type ptr = LLVM::LLVMPointerType::get(op.getContext());
  Value yes = arith::ConstantIntOp::create(builder, loc, 1, 1);
  Value failed = arith::XOrIOp::create(builder, loc, op.getArg(), yes);
  auto guard = scf::IfOp::create(builder, loc, failed, /*withElse=*/false);
  builder.setInsertionPointToStart(guard.thenBlock());
  Value fail = LLVM::LoadOp::create(builder, loc, ptr, handler);
  Value place = LLVM::GEPOp::create(builder, loc, ptr, ptr, handler,
                                    ArrayRef<LLVM::GEPArg>{1});
  Value context = LLVM::LoadOp::create(builder, loc, ptr, place);
  Value number = arith::ConstantIntOp::create(builder, loc, id, 64);
  auto type = LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(op.getContext()), {ptr, builder.getI64Type()});
  LLVM::CallOp::create(builder, loc, type, ValueRange{fail, context, number});
  op.erase();
}

void fsdp::lowerKernelAssertions(ModuleOp module) {
  Builder builder(module.getContext());
  llvm::MapVector<ArrayAttr, int64_t> table;
  for (auto kernel : module.getOps<func::FuncOp>()) {
    SmallVector<cf::AssertOp> assertions;
    kernel.walk([&](cf::AssertOp op) { assertions.push_back(op); });
    if (assertions.empty())
      continue;
    unsigned last = kernel.getNumArguments();
    (void)kernel.insertArgument(last,
                                LLVM::LLVMPointerType::get(module.getContext()),
                                {}, kernel.getLoc());
    kernel->setAttr("plan.may_assert", builder.getUnitAttr());
    for (cf::AssertOp op : assertions) {
      ArrayAttr entry = describeAssertion(op);
      int64_t id = table.insert({entry, table.size()}).first->second;
      lowerAssertion(op, kernel.getArgument(last), id);
    }
  }
  SmallVector<Attribute> entries;
  for (auto &[entry, id] : table)
    entries.push_back(entry);
  if (!entries.empty())
    module->setAttr("plan.assertions", builder.getArrayAttr(entries));
}
