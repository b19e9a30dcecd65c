//===- KernelsToNVVM.cpp - lowers a gpu.module of kernels -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "../KernelLowering.h"
#include "fsdp/Conversion/Passes.h"
#include "mlir/Conversion/GPUToNVVM/GPUToNVVMPass.h"
#include "mlir/Conversion/Passes.h"
#include "mlir/Dialect/Affine/IR/AffineOps.h"
#include "mlir/Dialect/DLTI/DLTI.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/Transforms/Passes.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/Passes.h"

namespace fsdp {
#define GEN_PASS_DEF_KERNELSTONVVM
#include "fsdp/Conversion/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

/// Functions expanded, loops to branches between blocks, which an assertion can
/// leave the kernel from.
static void addControlFlowPasses(OpPassManager &pm, unsigned capability) {
  pm.addPass(createExpandGPUMath({capability}));
  pm.addPass(memref::createExpandStridedMetadataPass());
  pm.addPass(createLowerAffinePass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createLoopInvariantCodeMotionPass());
  pm.addPass(createSCFToControlFlowPass());
}

static void addNVVMPasses(OpPassManager &pm) {
  pm.addPass(createConvertVectorToLLVMPass());
  // What is left of math is intrinsics; the GPU conversion would call a
  // library.
  pm.addPass(createConvertMathToLLVMPass());
  ConvertGpuOpsToNVVMOpsOptions options;
  options.useBarePtrCallConv = true;
  options.indexBitwidth = 64;
  pm.addPass(createConvertGpuOpsToNVVMOps(options));
  pm.addPass(createConvertIndexToLLVMPass());
  pm.addPass(createUBToLLVMConversionPass());
  pm.addPass(createCanonicalizerPass());
  pm.addPass(createCSEPass());
  pm.addPass(createReconcileUnrealizedCastsPass());
}

/// A thread whose assertion fails stores its number + 1 and leaves, before it
/// touches what the assertion guards.
static void lowerAssertion(cf::AssertOp op, Value word) {
  Block *block = op->getBlock();
  Location loc = op.getLoc();
  Block *rest = block->splitBlock(std::next(Block::iterator(op)));
  OpBuilder builder(op.getContext());
  Block *failed =
      builder.createBlock(block->getParent(), block->getParent()->end());
  int64_t number = op->getAttrOfType<IntegerAttr>("plan.assertion").getInt();
  Value code = arith::ConstantIntOp::create(builder, loc, number + 1, 32);
  Value zero = arith::ConstantIndexOp::create(builder, loc, 0);
  // Several threads may fail: the highest number stays, whatever their order.
  memref::AtomicRMWOp::create(builder, loc, arith::AtomicRMWKind::maxu, code,
                              word, zero);
  gpu::ReturnOp::create(builder, loc);
  builder.setInsertionPointToEnd(block);
  cf::CondBranchOp::create(builder, loc, op.getArg(), rest, failed);
  op.erase();
}

/// Alignment of i64 and f64 in memory, which MLIR takes to be 4 elsewhere.
static void setDataLayout(gpu::GPUModuleOp module) {
  MLIRContext *context = module.getContext();
  auto alignment = DenseIntElementsAttr::get(
      VectorType::get({2}, IntegerType::get(context, 64)),
      ArrayRef<int64_t>{64, 64});
  SmallVector<DataLayoutEntryInterface> entries = {
      DataLayoutEntryAttr::get(IntegerType::get(context, 64), alignment)};
  module->setAttr(DLTIDialect::kDataLayoutAttrName,
                  DataLayoutSpecAttr::get(context, entries));
}

/// CUDA passes a kernel at most 32764 bytes; a parameter takes up to 8.
static LogicalResult checkParameters(gpu::GPUFuncOp kernel) {
  constexpr unsigned mostParameters = 32764 / 8;
  unsigned count = kernel.getFunctionType().getNumInputs();
  if (count <= mostParameters)
    return success();
  return kernel.emitError()
         << "not supported yet: a kernel for GPUs of " << count
         << " parameters; expected at most " << mostParameters
         << ": let fewer tensors meet in one operation";
}

namespace {
struct KernelsToNVVM : public fsdp::impl::KernelsToNVVMBase<KernelsToNVVM> {
  using KernelsToNVVMBase::KernelsToNVVMBase;

  LogicalResult initialize(MLIRContext *) override {
    addControlFlowPasses(controlFlow, capability);
    addNVVMPasses(toNVVM);
    return success();
  }

  void getDependentDialects(DialectRegistry &registry) const override {
    KernelsToNVVMBase::getDependentDialects(registry);
    registry.insert<DLTIDialect>();
    OpPassManager all(gpu::GPUModuleOp::getOperationName());
    addControlFlowPasses(all, capability);
    addNVVMPasses(all);
    all.getDependentDialects(registry);
  }

  LogicalResult lower(gpu::GPUModuleOp module) {
    setDataLayout(module);
    if (failed(runPipeline(controlFlow, module)))
      return failure();
    for (auto kernel : module.getOps<gpu::GPUFuncOp>()) {
      if (failed(checkParameters(kernel)))
        return failure();
      SmallVector<cf::AssertOp> assertions;
      kernel.walk([&](cf::AssertOp op) { assertions.push_back(op); });
      Value word =
          assertions.empty()
              ? Value()
              : kernel.getArgument(kernel.getFunctionType().getNumInputs() - 1);
      for (cf::AssertOp op : assertions)
        lowerAssertion(op, word);
    }
    return runPipeline(toNVVM, module);
  }

  void runOnOperation() override {
    if (failed(lower(getOperation())))
      signalPassFailure();
  }

  OpPassManager controlFlow{gpu::GPUModuleOp::getOperationName()};
  OpPassManager toNVVM{gpu::GPUModuleOp::getOperationName()};
};
} // namespace
