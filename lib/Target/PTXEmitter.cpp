//===- PTXEmitter.cpp - PTX from kernels ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Target/PTXEmitter.h"
#include "fsdp/Conversion/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/LLVMIR/NVVMDialect.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Target/LLVM/NVVM/Target.h"
#include "mlir/Target/LLVMIR/Dialect/Builtin/BuiltinToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/GPU/GPUToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/LLVMIR/LLVMToLLVMIRTranslation.h"
#include "mlir/Target/LLVMIR/Dialect/NVVM/NVVMToLLVMIRTranslation.h"

using namespace mlir;
using namespace fsdp;

/// Whether LLVM emits an operation from PTX 8.1 on: conversions of 8-bit
/// floats, and kernels whose parameters may take more than 4352 bytes.
static bool needsPTX81(Operation *op) {
  constexpr unsigned mostParameters = 4352 / 8;
  if (auto kernel = dyn_cast<LLVM::LLVMFuncOp>(op))
    return kernel.getNumArguments() > mostParameters;
  return isa<NVVM::ConvertF32x2ToF8x2Op, NVVM::ConvertF8x2ToF16x2Op>(op);
}

/// The lowest version of PTX that has the instructions of an architecture: a
/// driver accepts the versions up to its own.
static StringRef getPTXFeature(gpu::GPUModuleOp kernels, unsigned capability) {
  if (capability >= 100)
    return "+ptx86";
  bool isNewer = kernels
                     ->walk([](Operation *op) {
                       return needsPTX81(op) ? WalkResult::interrupt()
                                             : WalkResult::advance();
                     })
                     .wasInterrupted();
  if (isNewer)
    return "+ptx81";
  return capability < 90 ? "+ptx70" : "+ptx80";
}

ArrayRef<unsigned> fsdp::getComputeCapabilities() {
  static constexpr unsigned capabilities[] = {80, 90, 100};
  return capabilities;
}

void fsdp::registerPTXEmitterDialects(DialectRegistry &registry) {
  registerBuiltinDialectTranslation(registry);
  registerLLVMDialectTranslation(registry);
  registerGPUDialectTranslation(registry);
  registerNVVMDialectTranslation(registry);
  NVVM::registerNVVMTargetInterfaceExternalModels(registry);
}

FailureOr<std::string> fsdp::emitPTX(gpu::GPUModuleOp kernels,
                                     unsigned capability) {
  std::string chip = "sm_" + std::to_string(capability);
  OwningOpRef<ModuleOp> parent = ModuleOp::create(kernels.getLoc());
  Operation *copy = OpBuilder::atBlockEnd(parent->getBody()).clone(*kernels);
  auto target = NVVM::NVVMTargetAttr::get(
      kernels.getContext(), /*optLevel=*/3, "nvptx64-nvidia-cuda", chip,
      getPTXFeature(kernels, capability), /*flags=*/nullptr, /*link=*/nullptr);
  auto serializer = dyn_cast<gpu::TargetAttrInterface>(target);
  if (!serializer)
    return kernels.emitError()
           << "no serializer of NVVM is registered: call "
              "registerPTXEmitterDialects before the context is made";
  gpu::TargetOptions options(/*toolkitPath=*/"", /*librariesToLink=*/{},
                             /*cmdOptions=*/"", /*elfSection=*/"",
                             gpu::CompilationTarget::Assembly);
  std::optional<SmallVector<char, 0>> text =
      serializer.serializeToObject(copy, options);
  if (!text)
    return kernels.emitError()
           << "cannot translate the kernels to PTX for " << chip;
  // LLVM ends the text with a zero.
  StringRef ptx(text->data(), text->size());
  return ptx.rtrim('\0').str();
}

/// Whether what the kernels are lowered to depends on the GPU: casts of 8-bit
/// floats do.
static bool dependsOnCapability(gpu::GPUModuleOp kernels) {
  return kernels
      ->walk([](Operation *op) {
        if (!isa<arith::TruncFOp, arith::ExtFOp>(op))
          return WalkResult::advance();
        Value narrow =
            isa<arith::TruncFOp>(op) ? op->getResult(0) : op->getOperand(0);
        return isa<Float8E4M3FNType>(getElementTypeOrSelf(narrow.getType()))
                   ? WalkResult::interrupt()
                   : WalkResult::advance();
      })
      .wasInterrupted();
}

FailureOr<gpu::GPUModuleOp> PTXEmitter::lower(unsigned capability,
                                              TimingScope &timing) {
  if (!lowered || dependsOnCapability(kernels)) {
    lowered = ModuleOp::create(kernels.getLoc());
    OpBuilder::atBlockEnd(lowered->getBody()).clone(*kernels);
    PassManager passes(kernels.getContext(), ModuleOp::getOperationName());
    passes.enableTiming(timing);
    passes.addNestedPass<gpu::GPUModuleOp>(createKernelsToNVVM({capability}));
    if (failed(passes.run(*lowered))) {
      lowered = nullptr;
      return failure();
    }
  }
  return *lowered->getOps<gpu::GPUModuleOp>().begin();
}

FailureOr<std::string> PTXEmitter::emit(unsigned capability,
                                        TimingScope &timing) {
  TimingScope emitting = timing.nest("emit-ptx");
  return cache.get(
      "PTX for " + Twine(capability),
      [&](raw_ostream &os) {
        if (text.empty()) {
          llvm::raw_string_ostream printed(text);
          kernels.print(printed);
        }
        os << text;
      },
      [&]() -> FailureOr<std::string> {
        FailureOr<gpu::GPUModuleOp> nvvm = lower(capability, emitting);
        if (failed(nvvm))
          return failure();
        return emitPTX(*nvvm, capability);
      });
}
