//===- GroupState.h - what of a group's shard a kernel reads ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_GROUPSTATE_H
#define FSDP_LIB_CONVERSION_GROUPSTATE_H

#include "HookKernel.h"

namespace fsdp {

/// A range of one buffer that holds chunks of several parameters, each stored
/// in its own type: a memref of that type where it is one, else of bytes.
class GroupState {
public:
  /// `count` elements of `type` at element `offset` are read.
  void add(int64_t offset, int64_t count, mlir::Type type);

  /// Makes the range, of what was added, a parameter of `kernel`.
  void declare(HookKernel &kernel, mlir::Value ref, plan::Access access);
  /// Makes all of `bytes` bytes one.
  void declareBytes(HookKernel &kernel, int64_t bytes, plan::Access access);

  /// Where element `offset` of the buffer lies in the view of its type.
  int64_t getPlace(int64_t offset, mlir::Type type) const;
  mlir::Value getView(HookKernel &kernel, mlir::Type type) const;
  int64_t getExtent() const; ///< Elements of the memref.
  mlir::Value getBuffer() const { return buffer; }

private:
  int64_t low = -1, high = 0; ///< In bytes.
  mlir::Type stored;          ///< Null until something is added.
  mlir::Value buffer;
};

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_GROUPSTATE_H
