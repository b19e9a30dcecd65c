//===- InterpretedKernels.h - runs the PTX of kernels ----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TEST_EXECUTION_INTERPRETEDKERNELS_H
#define FSDP_TEST_EXECUTION_INTERPRETEDKERNELS_H

#include "mlir/IR/BuiltinOps.h"
#include "ptx.h"
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace fsdp::test {

/// The PTX that ships, in the interpreter of the runtime's tests: alignment,
/// races and registers that nothing wrote are checked; bounds are not, since a
/// test's memory is the host's.
class InterpretedKernels {
public:
  /// Of the module's gpu.modules, for GPUs of `capability` (80, 90 or 100);
  /// null on failure.
  static std::unique_ptr<InterpretedKernels> make(mlir::ModuleOp module,
                                                  unsigned capability);

  /// As CompiledKernels::call. What the interpreter reports ends the test.
  int64_t call(const std::string &name, const std::vector<void *> &args);

  const std::string &text() const { return ptx; }

private:
  std::map<std::string, fsdp_ptx::Launch> launches;
  std::string ptx;
  std::optional<fsdp_ptx::Module> module;
};

} // namespace fsdp::test

#endif // FSDP_TEST_EXECUTION_INTERPRETEDKERNELS_H
