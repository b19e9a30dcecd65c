//===- BufferSlice.h - the bytes that a memref covers -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_BUFFERSLICE_H
#define FSDP_LIB_CONVERSION_BUFFERSLICE_H

#include "mlir/Dialect/MemRef/IR/MemRef.h"

namespace fsdp {

/// How a command touches bytes: plan.launch's access modes.
enum Access : int64_t { kRead = 1, kWrite = 2, kReadWrite = 3 };

/// Bytes of one element in memory (i1: one byte, index: eight); 0 where an
/// element has no whole number of bytes.
int64_t getElementSize(mlir::Type type);

/// Whether elements lie in row-major order without gaps, wherever they start.
bool isContiguous(mlir::MemRefType type);

/// `bytes` bytes at byte `offset` of `base`, a memref of identity layout: what
/// a memref of static layout covers, gaps between strided rows included.
struct BufferSlice {
  mlir::Value base;
  int64_t offset = 0;
  int64_t bytes = 0;

  bool operator==(const BufferSlice &) const = default;

  /// Fails for a layout that is not static.
  static mlir::FailureOr<BufferSlice> get(mlir::Value memref);

  /// Whether a byte may belong to both. Arguments, allocations and globals are
  /// disjoint; views of one allocation are told apart by their range.
  bool overlaps(const BufferSlice &other) const;
};

/// The memref whose pointer `memref` computes with: through every view but
/// memref.view, whose result has a pointer of its own.
mlir::Value getBase(mlir::Value memref);

/// The allocation, argument or global that `memref` lies in.
mlir::Value getAllocation(mlir::Value memref);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_BUFFERSLICE_H
