//===- NameRule.h - REGEX=VALUE options -------------------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_NAMERULE_H
#define FSDP_LIB_TRANSFORMS_IMPORT_NAMERULE_H

#include "mlir/IR/Diagnostics.h"
#include "llvm/Support/Regex.h"
#include <optional>
#include <string>

namespace fsdp {

using EmitError = llvm::function_ref<mlir::InFlightDiagnostic()>;

/// A regular expression on names; it matches anywhere in a name unless
/// anchored. Without one, every name matches.
class NamePattern {
public:
  NamePattern() = default;

  /// Compiles `pattern`. Complains through `emitError`, naming `option`.
  static mlir::FailureOr<NamePattern>
  parse(llvm::StringRef pattern, llvm::StringRef option, EmitError emitError);

  bool matchesEverything() const { return !regex; }
  bool matches(llvm::StringRef name) const {
    return !regex || regex->match(name);
  }
  /// The first capture group of the match (the whole match where the pattern
  /// has none); nothing where the name does not match or the capture is empty.
  std::optional<std::string> capture(llvm::StringRef name) const;

private:
  std::optional<llvm::Regex> regex;
};

/// One element of an option that holds `VALUE` or `REGEX=VALUE`.
struct NameRule {
  NamePattern pattern;
  std::string value;

  /// `value` starts after the last `=` that stands outside parentheses.
  static mlir::FailureOr<NameRule>
  parse(llvm::StringRef text, llvm::StringRef option, EmitError emitError);
};

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_NAMERULE_H
