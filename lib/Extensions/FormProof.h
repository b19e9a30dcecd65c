//===- FormProof.h - a form is the same at any number of ranks -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_EXTENSIONS_FORMPROOF_H
#define FSDP_LIB_EXTENSIONS_FORMPROOF_H

#include "fsdp/Extensions/HookProof.h"

namespace fsdp {

/// Proves what a post yields under one name for a parameter. What a form is
/// must not depend on how many ranks share it: the full form is what the hooks
/// make of the whole parameter on one rank, and ranks' pieces, one behind the
/// other, must be that, row for row.
class FormProof {
public:
  /// `result`: which one of what post yields.
  FormProof(const HookSpecializer &specializer, const HookSignature &sig,
            ParamOp param, const HookContext &context, unsigned result)
      : specializer(specializer), sig(sig), param(param), context(context),
        result(result) {}

  /// `type` is what post yields of it on every rank.
  mlir::FailureOr<FormLayout> prove(FormAttr form, mlir::Type type);

  /// At post's yield, naming form and parameter.
  mlir::InFlightDiagnostic emitError() const;

private:
  mlir::RankedTensorType getType(const HookContext &context) const;
  mlir::LogicalResult checkRows(const FormLayout &layout) const;

  const HookSpecializer &specializer;
  const HookSignature &sig;
  mutable ParamOp param;
  const HookContext &context;
  unsigned result;
};

} // namespace fsdp

#endif // FSDP_LIB_EXTENSIONS_FORMPROOF_H
