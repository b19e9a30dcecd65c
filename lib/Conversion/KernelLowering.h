//===- KernelLowering.h - steps of fsdp-kernels-to-llvm --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_KERNELLOWERING_H
#define FSDP_LIB_CONVERSION_KERNELLOWERING_H

#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/PatternMatch.h"

namespace fsdp {

/// Checks what the lowering relies on: only kernels and constants in the
/// module, parameters static with identity layout.
mlir::LogicalResult verifyKernelModule(mlir::ModuleOp module);

/// Scratch buffers go to the stack, at the top of the kernel; strided copies
/// become loops, so that none calls the MLIR runner's library.
mlir::LogicalResult lowerKernelBuffers(mlir::func::FuncOp kernel);

/// Arithmetic on types that the CPU lacks is widened to f32, conversions to
/// narrow types are spelled out in integers, transcendental functions of f32
/// become polynomials that LLVM vectorises.
mlir::LogicalResult lowerKernelMath(mlir::func::FuncOp kernel);

/// Its steps that GPUs share: narrow floats become f32 around every operation
/// but casts; what both kinds of processors lack is expanded.
mlir::LogicalResult widenNarrowFloats(mlir::Operation *kernel);
void populateKernelMathPatterns(mlir::RewritePatternSet &patterns);

/// Casts from and to f8E4M3FN in integer arithmetic.
void populateFloat8CastPatterns(mlir::RewritePatternSet &patterns);

/// The first GPUs that convert f8E4M3FN.
constexpr unsigned kNativeFloat8Since = 89;
/// The same casts for a GPU of a compute capability: its instructions, or
/// integer arithmetic.
void populateGPUFloat8Patterns(mlir::RewritePatternSet &patterns,
                               unsigned capability);

/// For a GPU, which has conversions to bf16 and f16 and no libm: functions
/// without a polynomial on the CPU get one.
void populateGPUMathPatterns(mlir::RewritePatternSet &patterns);
/// The last step, once nothing folds such functions any more.
mlir::LogicalResult useGPUIntrinsics(mlir::gpu::GPUFuncOp kernel);
/// Only functions that a GPU has are left.
mlir::LogicalResult verifyGPUKernelMath(mlir::gpu::GPUFuncOp kernel);

/// In the LLVM dialect: bf16 becomes i16. All arithmetic is in f32 by then, and
/// LLVM's own bf16 values would bring calls of the compiler's runtime library
/// where a CPU lacks the type.
void storeBF16AsBits(mlir::ModuleOp module);

/// In the LLVM dialect: i1 in memory becomes i8, which LLVM's vectoriser loads
/// and stores like any other element; i1 it does not.
void storeBoolsAsBytes(mlir::ModuleOp module);

/// [message, location] of an assertion, as plans list them.
mlir::ArrayAttr describeAssertion(mlir::cf::AssertOp op);

/// Replaces `cf.assert`s in all kernels by calls of the host's fail function
/// and writes the module's table of assertions.
void lowerKernelAssertions(mlir::ModuleOp module);

/// Renames the lowered bodies and adds the entries `void NAME(void **args)`.
void addKernelEntries(mlir::ModuleOp module);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_KERNELLOWERING_H
