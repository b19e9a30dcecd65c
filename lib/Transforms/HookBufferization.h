//===- HookBufferization.h - fsdp ops on buffers ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_HOOKBUFFERIZATION_H
#define FSDP_LIB_TRANSFORMS_HOOKBUFFERIZATION_H

namespace mlir {
class DialectRegistry;
} // namespace mlir

namespace fsdp {
/// Lets one-shot bufferization handle the ops that `fsdp-fuse-hooks` makes.
void registerBufferizableOpInterfaceModels(mlir::DialectRegistry &registry);
} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_HOOKBUFFERIZATION_H
