//===- HookProof.h - a hook is right for a parameter ------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_EXTENSIONS_HOOKPROOF_H
#define FSDP_EXTENSIONS_HOOKPROOF_H

#include "fsdp/Extensions/SpecializedHook.h"

namespace fsdp {

/// How ranks' pieces of a compute form are one: outer x `chunk` rows x inner on
/// each, of which the full form has the first `size`.
struct FormLayout {
  int64_t outer = 1, chunk = 1, inner = 1, size = 1;
};

/// What is known of a pair of hooks once it is proven for a parameter.
struct HookProof {
  /// What pre takes, as it is stored.
  llvm::SmallVector<mlir::Type> chunks;
  llvm::SmallVector<mlir::RankedTensorType>
      wires;                           ///< static, the same on all ranks
  llvm::SmallVector<FormLayout> forms; ///< like those of the parameter

  llvm::SmallVector<mlir::Type> getWireTypes() const {
    return llvm::SmallVector<mlir::Type>(wires.begin(), wires.end());
  }
};

/// Proves hooks for parameters, rank by rank (see fsdp-check-hooks). Equal
/// cases are proven once.
class HookProver {
public:
  /// `ranks` is only for the words of errors: where as many shards are cut, a
  /// shard is a rank.
  HookProver(mlir::MLIRContext *context, int64_t ranks)
      : specializer(context), ranks(ranks) {}

  /// Emits the first violation, at the hook.
  mlir::FailureOr<HookProof> prove(const HookSignature &signature,
                                   ParamOp param);

  const HookSpecializer &getSpecializer() const { return specializer; }

private:
  struct Case {
    ExtensionOp extension;
    HookContext context;
    mlir::Attribute types; ///< element types stored and read by the step
    mlir::Attribute forms; ///< that it reads; null: none
    HookProof proof;
  };

  HookSpecializer specializer;
  int64_t ranks;
  std::vector<Case> proven;
};

} // namespace fsdp

#endif // FSDP_EXTENSIONS_HOOKPROOF_H
