//===- KernelEntries.cpp - the C functions that hosts call ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "KernelLowering.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace fsdp;

/// Not inlined into the entry: as function attributes, noalias of the arguments
/// reaches every LLVM pass; no unwinding: no tables in the object.
static void makeInternal(LLVM::LLVMFuncOp body) {
  Builder builder(body.getContext());
  body.setLinkage(LLVM::Linkage::Internal);
  body->setAttr("sym_visibility", builder.getStringAttr("private"));
  body.setNoInline(true);
  body.setNoUnwind(true);
}

static void addEntry(LLVM::LLVMFuncOp body, StringRef name) {
  OpBuilder builder(body);
  builder.setInsertionPointAfter(body);
  Location loc = body.getLoc();
  Type ptr = LLVM::LLVMPointerType::get(body.getContext());
  auto type = LLVM::LLVMFunctionType::get(
      LLVM::LLVMVoidType::get(body.getContext()), {ptr});
  auto entry = LLVM::LLVMFuncOp::create(builder, loc, name, type);
  entry.setNoUnwind(true);
  entry.setArgAttr(0, "llvm.readonly", builder.getUnitAttr());
  if (body->hasAttr("plan.may_assert"))
    entry->setAttr("plan.may_assert", body->removeAttr("plan.may_assert"));

  builder.setInsertionPointToStart(entry.addEntryBlock(builder));
  SmallVector<Value> pointers;
  for (unsigned i = 0; i < body.getNumArguments(); ++i) {
    Value place =
        LLVM::GEPOp::create(builder, loc, ptr, ptr, entry.getArgument(0),
                            ArrayRef<LLVM::GEPArg>{int32_t(i)});
    pointers.push_back(LLVM::LoadOp::create(builder, loc, ptr, place));
  }
  LLVM::CallOp::create(builder, loc, body, pointers);
  LLVM::ReturnOp::create(builder, loc, ValueRange{});
}

void fsdp::addKernelEntries(ModuleOp module) {
  for (auto body :
       llvm::make_early_inc_range(module.getOps<LLVM::LLVMFuncOp>())) {
    if (!body->hasAttr("plan.kernel"))
      continue;
    body->removeAttr("plan.kernel");
    std::string name = body.getSymName().str();
    body.setSymName(name + ".body");
    makeInternal(body);
    addEntry(body, name);
  }
}
