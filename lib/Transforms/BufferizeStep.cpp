//===- BufferizeStep.cpp - tensors to buffers -----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "HookBufferization.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Arith/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/IR/Bufferization.h"
#include "mlir/Dialect/Bufferization/Transforms/FuncBufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotAnalysis.h"
#include "mlir/Dialect/Bufferization/Transforms/OneShotModuleBufferize.h"
#include "mlir/Dialect/ControlFlow/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Linalg/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/SCF/Transforms/BufferizableOpInterfaceImpl.h"
#include "mlir/Dialect/Tensor/Transforms/BufferizableOpInterfaceImpl.h"

namespace fsdp {
#define GEN_PASS_DEF_BUFFERIZESTEP
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace mlir::bufferization;

namespace {

/// The host owns batches and buffers: copy before the first write.
void makeArgumentsReadOnly(ModuleOp module) {
  for (auto function : module.getOps<func::FuncOp>())
    if (!function.isDeclaration())
      for (auto [index, type] : llvm::enumerate(function.getArgumentTypes()))
        if (isa<TensorType>(type))
          function.setArgAttr(index, BufferizationDialect::kWritableAttrName,
                              BoolAttr::get(module.getContext(), false));
}

OneShotBufferizationOptions makeOptions() {
  OneShotBufferizationOptions options;
  options.bufferizeFunctionBoundaries = true;
  options.setFunctionBoundaryTypeConversion(LayoutMapOption::IdentityLayoutMap);
  options.unknownTypeConverterFn = [](TensorType type, Attribute space,
                                      const BufferizationOptions &) {
    return getMemRefTypeWithStaticIdentityLayout(type, space);
  };
  options.bufferAlignment = 64;
  // Templates of hooks stay as they are.
  options.opFilter.denyOperation([](Operation *op) {
    return isa<fsdp::ExtensionOp>(op) ||
           op->getParentOfType<fsdp::ExtensionOp>();
  });
  return options;
}

struct BufferizeStep : fsdp::impl::BufferizeStepBase<BufferizeStep> {
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<BufferizationDialect, memref::MemRefDialect>();
    arith::registerBufferizableOpInterfaceExternalModels(registry);
    bufferization::func_ext::registerBufferizableOpInterfaceExternalModels(
        registry);
    cf::registerBufferizableOpInterfaceExternalModels(registry);
    linalg::registerBufferizableOpInterfaceExternalModels(registry);
    scf::registerBufferizableOpInterfaceExternalModels(registry);
    tensor::registerBufferizableOpInterfaceExternalModels(registry);
    fsdp::registerBufferizableOpInterfaceModels(registry);
  }

  /// Names what upstream has no way to put into buffers.
  LogicalResult checkOps(ModuleOp module) {
    WalkResult result = module.walk([](Operation *op) {
      auto isTensor = [](Type type) { return isa<TensorType>(type); };
      bool hasTensors = llvm::any_of(op->getResultTypes(), isTensor) ||
                        llvm::any_of(op->getOperandTypes(), isTensor);
      if (!hasTensors || isa<BufferizableOpInterface>(op) ||
          op->hasTrait<OpTrait::IsTerminator>() ||
          op->getParentOfType<fsdp::ExtensionOp>())
        return WalkResult::advance();
      op->emitOpError() << "not supported yet: this op has no lowering; use "
                           "linalg, tensor.extract_slice, insert_slice, "
                           "extract and insert, or scf";
      return WalkResult::interrupt();
    });
    return failure(result.wasInterrupted());
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    if (failed(checkOps(module)))
      return signalPassFailure();
    makeArgumentsReadOnly(module);
    BufferizationState state;
    if (failed(runOneShotModuleBufferize(module, makeOptions(), state)))
      return signalPassFailure();
    removeBufferizationAttributesInModule(module);
  }
};

} // namespace
