//===- OptimizerSpec.h - optimizer and clipping options ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_OPTIMIZERSPEC_H
#define FSDP_LIB_TRANSFORMS_IMPORT_OPTIMIZERSPEC_H

#include "NameRule.h"

namespace fsdp {

/// `adamw(lr=1e-2,betas=0.9:0.95)`: an optimizer and its hyperparameters, those
/// not given as in torch.optim. The numbers become defaults of run-time
/// scalars.
struct OptimizerSpec {
  enum class Kind { SGD, Adam, AdamW };
  Kind kind = Kind::AdamW;
  std::string text; ///< As the user wrote it.
  double lr = 1e-3;
  double weightDecay = 0;
  double beta1 = 0.9;
  double beta2 = 0.999;
  double eps = 1e-8;
  double momentum = 0;
  double dampening = 0;
  bool nesterov = false;

  static mlir::FailureOr<OptimizerSpec> parse(llvm::StringRef text,
                                              EmitError emitError);
};

/// The optimizer rules of a step, numbered as their scalars are: 0 is the rule
/// for every parameter, the others count from 1 in the order given.
struct OptimizerRules {
  struct Rule {
    unsigned number;
    NamePattern pattern;
    OptimizerSpec spec;
    std::string text; ///< As the user wrote it: no other rule's in use.
  };
  llvm::SmallVector<Rule> rules; ///< In the order of matching.

  bool empty() const { return rules.empty(); }
  /// The rule of a parameter: the first whose pattern matches, else rule 0.
  const Rule *find(llvm::StringRef parameter) const;

  static mlir::FailureOr<OptimizerRules>
  parse(llvm::ArrayRef<std::string> texts, EmitError emitError);
};

/// `1.0` or `1.0:inf`: clipping of the total gradient norm.
struct ClipSpec {
  double maxNorm;
  double ord = 2;

  static mlir::FailureOr<ClipSpec> parse(llvm::StringRef text,
                                         EmitError emitError);
};

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_OPTIMIZERSPEC_H
