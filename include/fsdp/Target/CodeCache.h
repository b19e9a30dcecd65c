//===- CodeCache.h - machine code, kept by what it is of -------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TARGET_CODECACHE_H
#define FSDP_TARGET_CODECACHE_H

#include "mlir/Support/LLVM.h"
#include "llvm/ADT/STLFunctionalExtras.h"
#include "llvm/Support/Error.h"
#include <string>

namespace fsdp {

/// Machine code in a directory, each piece in a file named after a hash of all
/// that it is made from: the text of the kernels, the target, LLVM's version
/// and our own sources that emit code. Processes and threads may share the
/// directory: a file appears whole or not at all (llvm::localCache), and its
/// bytes carry a hash of their own, so that a damaged one is made anew.
class CodeCache {
public:
  /// Keeps nothing: code is always made.
  CodeCache() = default;

  /// The cache in `directory`, which is made where it does not exist, and from
  /// which what was not used for a week goes, and what was used longest ago
  /// while there is more than 1 GiB.
  static llvm::Expected<CodeCache> open(llvm::StringRef directory);

  /// The code of `kind` ("ptx for 90") that `make` makes of what `print`
  /// prints, and of nothing else. `make` runs only where none is kept; what
  /// fails is not kept.
  mlir::FailureOr<std::string>
  get(const llvm::Twine &kind,
      llvm::function_ref<void(llvm::raw_ostream &)> print,
      llvm::function_ref<mlir::FailureOr<std::string>()> make) const;

private:
  std::string directory;
};

} // namespace fsdp

#endif // FSDP_TARGET_CODECACHE_H
