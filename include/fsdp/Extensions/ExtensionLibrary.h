//===- ExtensionLibrary.h - where extensions are looked up ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_EXTENSIONS_EXTENSIONLIBRARY_H
#define FSDP_EXTENSIONS_EXTENSIONLIBRARY_H

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/OwningOpRef.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/StringMap.h"

namespace fsdp {

/// One file of the built-in library, embedded at build time.
struct BuiltinExtensionSource {
  const char *file; ///< such as "bf16_cast.mlir"
  const char *text;
};
llvm::ArrayRef<BuiltinExtensionSource> getBuiltinExtensionSources();

/// Extension templates by name: those of the user's files, then the built-in
/// ones. A user's definition hides a built-in of the same name; two definitions
/// by the user are an error.
class ExtensionLibrary {
public:
  /// Parses the built-in library. Fails only if this build is broken.
  mlir::LogicalResult loadBuiltins(mlir::MLIRContext *context);

  /// Parses one file of `fsdp.extension`s; `loc` is where to report that it is
  /// missing. Errors inside it are at its own lines.
  mlir::LogicalResult loadFile(llvm::StringRef path, mlir::Location loc);

  /// The template, or null.
  ExtensionOp lookup(llvm::StringRef name) const;
  bool isBuiltin(llvm::StringRef name) const;
  /// The user's definition only, or null.
  ExtensionOp lookupUser(llvm::StringRef name) const {
    return user.lookup(name);
  }

  /// Sorted, without repetition.
  llvm::SmallVector<llvm::StringRef> getNames() const;

private:
  mlir::LogicalResult addAll(mlir::ModuleOp module, bool builtin);

  llvm::SmallVector<mlir::OwningOpRef<mlir::ModuleOp>> modules;
  llvm::StringMap<ExtensionOp> user, builtin;
};

} // namespace fsdp

#endif // FSDP_EXTENSIONS_EXTENSIONLIBRARY_H
