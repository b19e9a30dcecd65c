//===- StreamedElements.h - stores that pass the caches by -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_STREAMEDELEMENTS_H
#define FSDP_LIB_CONVERSION_STREAMEDELEMENTS_H

#include "HookKernel.h"

namespace fsdp {

/// Where a loop's result goes: elements of `type` from element `first` of a
/// memref<Nxi8> on.
struct ElementOutput {
  mlir::Value bytes, first;
  mlir::Type type;
};

/// The results of one element, one per output.
using ElementValues =
    llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value element)>;

/// for element in [low, high): outputs[i][element] = values(element)[i]
void emitElements(HookKernel &kernel, mlir::Value low, mlir::Value high,
                  llvm::ArrayRef<ElementOutput> outputs, ElementValues values);

/// The same for [0, count), stored around the caches: for what this core will
/// not read before it is evicted. Every output begins at a multiple of
/// `alignment` bytes, 16 or more. Call emitStreamFence once behind all of them.
void emitStreamedElements(HookKernel &kernel, mlir::Value count,
                          llvm::ArrayRef<ElementOutput> outputs,
                          int64_t alignment, ElementValues values);

/// Bytes of a tile in scratch: a fraction of a first-level cache.
constexpr int64_t kStreamTile = 4096;
/// Outputs that have scratch, which is on the stack; more are not streamed.
constexpr size_t kMostStreamed = 8;

/// `elements` of `output` from element `start` on, whole cache lines, out of
/// `scratch`.
void emitStream(HookKernel &kernel, const ElementOutput &output,
                mlir::Value start, int64_t elements, mlir::Value scratch,
                int64_t alignment);

/// What outputs at these byte offsets of a buffer are aligned to; at most a
/// cache line, to which buffers are.
int64_t getStreamAlignment(llvm::ArrayRef<int64_t> offsets);

/// Streamed stores become visible to other threads in order with later ones.
void emitStreamFence(HookKernel &kernel);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_STREAMEDELEMENTS_H
