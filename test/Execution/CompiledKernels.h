//===- CompiledKernels.h - compiles kernels and calls them -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TEST_EXECUTION_COMPILEDKERNELS_H
#define FSDP_TEST_EXECUTION_COMPILEDKERNELS_H

#include "fsdp/Target/CodeCache.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "mlir/IR/OwningOpRef.h"
#include <map>
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
/// Those, and kernels for a GPU: "gpu.forward" and "gpu.reversed" execute the
/// IR that becomes PTX, threads in one order or the other (BlockThreads.h);
/// "gpu.compute_80" and "gpu.compute_90" interpret the PTX itself
/// (InterpretedKernels.h).
std::vector<std::string> getTargets();
bool isGPU(const std::string &target);
/// How a test's name says it.
std::string getTargetName(const std::string &target);
/// `pipeline`, which outlines hook kernels, for `target`.
std::string getHookPipeline(const std::string &target);

/// Code that earlier tests and runs made, in the directory that FSDP_CODE_CACHE
/// names.
const CodeCache &getCodeCache();

class InterpretedKernels;

/// The kernels of a module as machine code, or as PTX that is interpreted.
class CompiledKernels {
public:
  CompiledKernels();
  /// `module` holds the kernels and may hold anything else; null on failure.
  /// `level` may be one of getTargets(), the kernels then those of a GPU.
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
  /// How a GPU kernel is launched.
  struct Launch {
    int64_t blocks, threads;
    std::vector<int64_t> shared;
    bool sync;
  };
  int64_t callGPU(const Launch &launch, void (*entry)(void **),
                  const std::vector<void *> &args);

  std::map<std::string, Launch> launches;
  bool reversed = false;
  std::unique_ptr<InterpretedKernels> interpreted;
  std::string bytes;
  void *library = nullptr;
  /// Open as long as the library: the loader knows libraries by path, and the
  /// number is part of it.
  int file = -1;
};

} // namespace fsdp::test

#endif // FSDP_TEST_EXECUTION_COMPILEDKERNELS_H
