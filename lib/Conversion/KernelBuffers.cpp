//===- KernelBuffers.cpp - scratch and copies inside kernels --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "KernelLowering.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Linalg/Utils/Utils.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/IR/PatternMatch.h"

using namespace mlir;
using namespace fsdp;

/// All scratch of one kernel, in bytes: well below the smallest thread stack in
/// use (musl's 128 KiB).
static constexpr int64_t kMaxScratch = 64 * 1024;

/// Bytes that a buffer takes, or nullopt where its shape is dynamic.
static std::optional<int64_t> getBytes(MemRefType type) {
  if (!type.hasStaticShape() || !type.getLayout().isIdentity())
    return std::nullopt;
  Type element = type.getElementType();
  int64_t bytes = element.isIndex()
                      ? 8
                      : llvm::divideCeil(element.getIntOrFloatBitWidth(), 8);
  return type.getNumElements() * bytes;
}

/// Moves every allocation to the entry block, onto the stack. The size is
/// static and every use writes before it reads, so that one buffer may serve
/// all iterations of the loops around it.
static LogicalResult promoteScratch(func::FuncOp kernel) {
  SmallVector<Operation *> allocations;
  kernel.walk([&](Operation *op) {
    if (isa<memref::AllocOp, memref::AllocaOp>(op))
      allocations.push_back(op);
  });
  int64_t total = 0;
  IRRewriter rewriter(kernel.getContext());
  for (Operation *op : allocations) {
    auto type = cast<MemRefType>(op->getResult(0).getType());
    std::optional<int64_t> bytes = getBytes(type);
    if (!bytes)
      return op->emitOpError()
             << "of type " << type << " inside kernel '" << kernel.getSymName()
             << "', expected a static shape and identity layout";
    total += llvm::alignTo(*bytes, 64);
    if (total > kMaxScratch)
      return op->emitOpError()
             << "brings the scratch memory of kernel '" << kernel.getSymName()
             << "' to " << total << " bytes, expected at most " << kMaxScratch
             << "; allocate it outside and pass it as a parameter";
    for (Operation *user : llvm::make_early_inc_range(op->getUsers()))
      if (isa<memref::DeallocOp>(user))
        user->erase();
    rewriter.setInsertionPointToStart(&kernel.getBody().front());
    rewriter.replaceOpWithNewOp<memref::AllocaOp>(
        op, type, rewriter.getI64IntegerAttr(64));
  }
  return success();
}

LogicalResult fsdp::lowerKernelBuffers(func::FuncOp kernel) {
  IRRewriter rewriter(kernel.getContext());
  SmallVector<memref::CopyOp> copies;
  kernel.walk([&](memref::CopyOp copy) {
    auto isFlat = [](Value v) {
      auto type = dyn_cast<MemRefType>(v.getType());
      return type && type.hasStaticShape() && type.getLayout().isIdentity();
    };
    if (!isFlat(copy.getSource()) || !isFlat(copy.getTarget()))
      copies.push_back(copy);
  });
  for (memref::CopyOp copy : copies) {
    rewriter.setInsertionPoint(copy);
    linalg::makeMemRefCopyOp(rewriter, copy.getLoc(), copy.getSource(),
                             copy.getTarget());
    rewriter.eraseOp(copy);
  }
  return promoteScratch(kernel);
}
