//===- CheckHooks.cpp - every hook, every parameter, every rank -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/GradientParam.h"
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
    HookProver prover(&getContext(), grid ? grid.getDataRanks() : 1);
    SymbolTable symbols(getOperation());
    // One error per extension: the others have the same cause nearly always.
    llvm::SmallPtrSet<Operation *, 4> failedExtensions;
    auto check = [&](FlatSymbolRefAttr name, ParamOp param) -> LogicalResult {
      if (!name)
        return success();
      auto extension = symbols.lookup<ExtensionOp>(name.getAttr());
      if (!extension)
        return param.emitError()
               << "extension " << name << " of parameter \""
               << param.getSymName()
               << "\" is not in the module; run fsdp-attach-extensions first";
      if (failedExtensions.contains(extension))
        return success();
      FailureOr<HookSignature> signature = HookSignature::get(extension);
      if (failed(signature) || failed(prover.prove(*signature, param)))
        failedExtensions.insert(extension);
      return success();
    };
    for (auto param : getOperation().getOps<ParamOp>()) {
      bool found = succeeded(check(param.getExtensionAttr(), param));
      for (unsigned i = 0; found && i < param.getTypes().size(); ++i)
        found = succeeded(
            check(param.getReduceExtensionAttr(), *getGradientParam(param, i)));
      if (!found)
        return signalPassFailure();
    }
    if (!failedExtensions.empty())
      return signalPassFailure();
    markAllAnalysesPreserved();
  }
};

} // namespace
