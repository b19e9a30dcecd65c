//===- VectorAccess.h - 16-byte accesses of scalar code --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Bodies of hooks and of linalg ops are scalar. A thread loads and stores
// several consecutive elements at once and runs the body for each of them.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_GPU_VECTORACCESS_H
#define FSDP_LIB_CONVERSION_GPU_VECTORACCESS_H

#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinTypes.h"

namespace fsdp {

/// Bytes of the widest access.
constexpr int64_t kVectorBytes = 16;

/// Elements of the narrowest of `types` that one widest access holds.
int64_t getVectorWidth(llvm::ArrayRef<mlir::Type> types);

/// `width` elements of a memref with unit inner stride, from `at` on.
llvm::SmallVector<mlir::Value> loadElements(mlir::OpBuilder &builder,
                                            mlir::Location loc,
                                            mlir::Value memref,
                                            mlir::ValueRange at, int64_t width);

/// `width` elements of `type` in global memory, from element `at` of `pointer`
/// on.
llvm::SmallVector<mlir::Value> loadFromPointer(mlir::OpBuilder &builder,
                                               mlir::Location loc,
                                               mlir::Value pointer,
                                               mlir::Type type, mlir::Value at,
                                               int64_t width);

/// The reverse of loadElements.
void storeElements(mlir::OpBuilder &builder, mlir::Location loc,
                   llvm::ArrayRef<mlir::Value> values, mlir::Value memref,
                   mlir::ValueRange at);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_GPU_VECTORACCESS_H
