//===- KernelsToLLVM.cpp - lowers a module of kernels ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "KernelLowering.h"
#include "fsdp/Conversion/Passes.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/Passes.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"
#include "llvm/TargetParser/Triple.h"

namespace fsdp {
#define GEN_PASS_DEF_KERNELSTOLLVM
#include "fsdp/Conversion/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

LogicalResult fsdp::verifyKernelModule(ModuleOp module) {
  for (Operation &op : *module.getBody()) {
    if (isa<memref::GlobalOp>(op))
      continue;
    auto kernel = dyn_cast<func::FuncOp>(op);
    if (!kernel || !kernel->hasAttr("plan.kernel") || kernel.isExternal())
      return op.emitOpError()
             << "among kernels, expected only functions with a body and the "
                "attribute plan.kernel, and memref.global constants";
    if (kernel.getNumResults())
      return kernel.emitError() << "kernel '" << kernel.getSymName()
                                << "' has results, expected none: a kernel "
                                   "writes through its arguments";
    for (auto [i, type] : llvm::enumerate(kernel.getArgumentTypes())) {
      auto memref = dyn_cast<MemRefType>(type);
      if (!memref || !memref.hasStaticShape() ||
          !memref.getLayout().isIdentity())
        return kernel.emitError()
               << "kernel '" << kernel.getSymName() << "': parameter " << i
               << " has type " << type
               << ", expected a memref of static shape and identity layout";
    }
  }
  return success();
}

/// From linalg to loops; assertions inside generics are then plain code.
static void addLoopPasses(OpPassManager &pm) {
  pm.addNestedPass<func::FuncOp>(createConvertLinalgToLoopsPass());
  pm.addPass(createLowerAffinePass());
}

/// From loops on memrefs to the LLVM dialect, with bare pointers.
static void addLLVMPasses(OpPassManager &pm) {
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createSCFToControlFlowPass());
  pm.addPass(createConvertVectorToLLVMPass());
  pm.addPass(createConvertMathToLLVMPass());
  pm.addPass(createConvertMathToLibmPass());
  pm.addPass(createArithToLLVMConversionPass());
  pm.addPass(createConvertIndexToLLVMPass());
  pm.addPass(createFinalizeMemRefToLLVMConversionPass());
  ConvertFuncToLLVMPassOptions funcOptions;
  funcOptions.useBarePtrCallConv = true;
  pm.addPass(createConvertFuncToLLVMPass(funcOptions));
  pm.addPass(createConvertControlFlowToLLVMPass());
  pm.addPass(createUBToLLVMConversionPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
}

/// What a loop says of unrolling, upstream carries to its branch as an
/// attribute of any op; only the branch's own is translated.
static void annotateLoops(ModuleOp module) {
  module.walk([](LLVM::BrOp branch) {
    auto loop =
        branch->getAttrOfType<LLVM::LoopAnnotationAttr>("llvm.loop_annotation");
    if (!loop)
      return;
    branch->removeAttr("llvm.loop_annotation");
    branch.setLoopAnnotationAttr(loop);
  });
}

/// Before the translation to LLVM IR, which takes alignments from it; a module
/// without a triple would also lose much of the vectoriser's knowledge.
static void setTarget(ModuleOp module) {
  Builder builder(module.getContext());
  llvm::Triple triple("x86_64-unknown-linux-gnu");
  module->setAttr(LLVM::LLVMDialect::getTargetTripleAttrName(),
                  builder.getStringAttr(triple.str()));
  module->setAttr(LLVM::LLVMDialect::getDataLayoutAttrName(),
                  builder.getStringAttr(triple.computeDataLayout()));
}

namespace {
struct KernelsToLLVM : public fsdp::impl::KernelsToLLVMBase<KernelsToLLVM> {
  using KernelsToLLVMBase::KernelsToLLVMBase;

  LogicalResult initialize(MLIRContext *) override {
    addLoopPasses(loops);
    addLLVMPasses(toLLVM);
    return success();
  }

  void getDependentDialects(DialectRegistry &registry) const override {
    KernelsToLLVMBase::getDependentDialects(registry);
    OpPassManager all(ModuleOp::getOperationName());
    addLoopPasses(all);
    addLLVMPasses(all);
    all.getDependentDialects(registry);
  }

  LogicalResult lower(ModuleOp module) {
    if (failed(verifyKernelModule(module)))
      return failure();
    for (auto kernel : module.getOps<func::FuncOp>())
      if (failed(lowerKernelBuffers(kernel)))
        return failure();
    if (failed(runPipeline(loops, module)))
      return failure();
    lowerKernelAssertions(module);
    for (auto kernel : module.getOps<func::FuncOp>())
      if (failed(lowerKernelMath(kernel)))
        return failure();
    if (failed(runPipeline(toLLVM, module)))
      return failure();
    storeBF16AsBits(module);
    storeBoolsAsBytes(module);
    annotateLoops(module);
    addKernelEntries(module);
    setTarget(module);
    return success();
  }

  void runOnOperation() override {
    if (failed(lower(getOperation())))
      signalPassFailure();
  }

  OpPassManager loops{ModuleOp::getOperationName()};
  OpPassManager toLLVM{ModuleOp::getOperationName()};
};
} // namespace
