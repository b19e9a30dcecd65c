//===- PTXEmitter.h - PTX and cubins from kernels --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TARGET_PTXEMITTER_H
#define FSDP_TARGET_PTXEMITTER_H

#include "fsdp/Target/CodeCache.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/DialectRegistry.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Support/Timing.h"
#include <string>
#include <vector>

namespace fsdp {

/// The compute capabilities that a plan carries PTX for, oldest first: 80, 90,
/// 100. PTX of one also runs on every newer GPU.
llvm::ArrayRef<unsigned> getComputeCapabilities();

/// What the context needs to translate kernels to PTX.
void registerPTXEmitterDialects(mlir::DialectRegistry &registry);

/// Translates the result of `fsdp-kernels-to-nvvm` to PTX for `capability`, by
/// LLVM alone. The bytes depend on the module, the capability and LLVM's
/// version, on nothing else. `kernels` is not changed.
mlir::FailureOr<std::string> emitPTX(mlir::gpu::GPUModuleOp kernels,
                                     unsigned capability);

/// Lowers the result of `fsdp-map-kernels-to-gpu` and translates it: the same
/// bytes whether `cache` has them or not. What is lowered for one GPU serves
/// the others where it is the same.
class PTXEmitter {
public:
  /// `kernels` outlives the emitter and is not changed.
  PTXEmitter(mlir::gpu::GPUModuleOp kernels, const CodeCache &cache)
      : kernels(kernels), cache(cache) {}

  mlir::FailureOr<std::string> emit(unsigned capability,
                                    mlir::TimingScope &timing);

private:
  /// In the NVVM dialect, in a module of their own.
  mlir::FailureOr<mlir::gpu::GPUModuleOp> lower(unsigned capability,
                                                mlir::TimingScope &timing);

  mlir::gpu::GPUModuleOp kernels;
  const CodeCache &cache;
  mlir::OwningOpRef<mlir::ModuleOp> lowered;
  std::string text; // of `kernels`, once it was needed
};

/// The assembler of an installed CUDA toolkit, or of NVIDIA's package, on PATH,
/// in CUDA_HOME or in /usr/local/cuda; empty where none is found.
std::string findAssembler();

/// Assembles PTX for exactly `architecture`, "sm_90". Errors are `kernels`'s.
/// `cache` keeps one assembler's results apart from another's.
mlir::FailureOr<std::string> assembleCubin(mlir::gpu::GPUModuleOp kernels,
                                           llvm::StringRef ptx,
                                           llvm::StringRef architecture,
                                           const CodeCache &cache = {});

} // namespace fsdp

#endif // FSDP_TARGET_PTXEMITTER_H
