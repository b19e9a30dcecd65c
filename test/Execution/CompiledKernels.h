//===- CompiledKernels.h - compiles kernels and calls them -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TEST_EXECUTION_COMPILEDKERNELS_H
#define FSDP_TEST_EXECUTION_COMPILEDKERNELS_H

#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include <memory>
#include <string>
#include <vector>

namespace fsdp::test {

/// Every dialect that a test's IR may use.
mlir::MLIRContext &getContext();

/// Parses `text` and runs `pipeline` (may be empty) on it.
mlir::OwningOpRef<mlir::ModuleOp> parse(const std::string &text,
                                        const std::string &pipeline = "");

/// CPU levels that this machine can run.
std::vector<std::string> getRunnableLevels();

/// The kernels of a module as machine code.
class CompiledKernels {
public:
  /// `module` holds the kernels and may hold anything else; null on failure.
  static std::unique_ptr<CompiledKernels> compile(mlir::ModuleOp module,
                                                  const std::string &level);
  ~CompiledKernels();

  /// Calls kernel `name`; a failing assertion's id is returned, else -1.
  int64_t call(const std::string &name, std::vector<void *> args);

  /// The bytes of the shared object.
  const std::string &object() const { return bytes; }
  /// Element i: {message, location}.
  std::vector<std::pair<std::string, std::string>> assertions;

private:
  std::string bytes;
  void *library = nullptr;
  /// Open as long as the library: the loader knows libraries by path, and the
  /// number is part of it.
  int file = -1;
};

} // namespace fsdp::test

#endif // FSDP_TEST_EXECUTION_COMPILEDKERNELS_H
