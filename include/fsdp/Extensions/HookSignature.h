//===- HookSignature.h - the block arguments of a hook ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_EXTENSIONS_HOOKSIGNATURE_H
#define FSDP_EXTENSIONS_HOOKSIGNATURE_H

#include "fsdp/Dialect/FSDP/IR/FSDP.h"

namespace fsdp {

/// The context arguments of a hook, in order. Signature 1 has the first only.
enum class HookContextArg {
  AxisSize,
  ShardIndex,
  ValidRows,
  OuterSize,
  OuterStride
};

/// How the block arguments and results of an extension's two hooks divide:
///   pre(inner tensors..., kept..., context...) -> wires..., metadata...
///   post(wires..., kept..., context..., metadata...) -> inner tensors..., or
///       forms...
/// Where the extension has state, `kept` are the chunks of the inner tensors as
/// all ranks have them.
class HookSignature {
public:
  unsigned numInner = 0;    ///< tensors that pre takes
  unsigned numKept = 0;     ///< as many, where the extension has state, or 0
  unsigned numContext = 0;  ///< 1 or 5
  unsigned numWires = 0;    ///< tensors that pre yields
  unsigned numMetadata = 0; ///< values that pre yields after its wires

  /// Where the context begins among the arguments of a hook.
  unsigned getFirstContext(bool pre) const {
    return (pre ? numInner : numWires) + numKept;
  }

  /// What post yields: names of its forms, an empty one for the parameter; of
  /// an extension without forms as many empty ones as inner tensors.
  llvm::SmallVector<llvm::StringRef> results;
  bool hasForms() const { return extensionHasForms; }
  /// Which of them are the parameter; none where post yields forms only.
  llvm::SmallVector<unsigned> getWhole() const;
  /// Which of them is the form of that name, or the parameter.
  std::optional<unsigned> findResult(llvm::StringRef form) const;

  ExtensionOp getExtension() const { return extension; }
  mlir::Block &getPre() const { return getExtension().getPre().front(); }
  mlir::Block &getPost() const { return getExtension().getPost().front(); }
  YieldOp getPreYield() const;
  YieldOp getPostYield() const;

  /// Reads and checks the extension alone, whatever it is attached to. Errors
  /// are at the argument or yield concerned.
  static mlir::FailureOr<HookSignature> get(ExtensionOp extension);

  /// Checks that `param` has the inner tensors that pre takes and no form that
  /// post does not yield; the error names hook and parameter.
  mlir::LogicalResult checkParam(ParamOp param) const;

private:
  mlir::LogicalResult checkForms(ParamOp param) const;

  ExtensionOp extension;
  bool extensionHasForms = false;
};

} // namespace fsdp

#endif // FSDP_EXTENSIONS_HOOKSIGNATURE_H
