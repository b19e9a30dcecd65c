//===- CheckHooks.cpp - every hook, every parameter, every rank -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/HookProof.h"
#include "fsdp/Extensions/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"

namespace fsdp {
#define GEN_PASS_DEF_FSDPCHECKHOOKSPASS
#include "fsdp/Extensions/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

class CheckHooks : public fsdp::impl::FSDPCheckHooksPassBase<CheckHooks> {
  void runOnOperation() override {
    auto grid = getOperation()->getAttrOfType<GridAttr>("fsdp.grid");
    HookProver prover(&getContext(), grid ? grid.getReplicas() : 1);
    SymbolTable symbols(getOperation());
    // One error per extension: the others have the same cause nearly always.
    llvm::SmallPtrSet<Operation *, 4> failedExtensions;
    for (auto param : getOperation().getOps<ParamOp>()) {
      if (!param.getExtension())
        continue;
      auto extension = symbols.lookup<ExtensionOp>(*param.getExtension());
      if (!extension) {
        param.emitError() << "extension @" << *param.getExtension()
                          << " of parameter \"" << param.getSymName()
                          << "\" is not in the module; run "
                             "fsdp-attach-extensions first";
        return signalPassFailure();
      }
      if (failedExtensions.contains(extension))
        continue;
      FailureOr<HookSignature> signature = HookSignature::get(extension);
      if (failed(signature) || failed(prover.prove(*signature, param)))
        failedExtensions.insert(extension);
    }
    if (!failedExtensions.empty())
      return signalPassFailure();
    markAllAnalysesPreserved();
  }
};

} // namespace
