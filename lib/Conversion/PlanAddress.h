//===- PlanAddress.h - where a memref lies --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_PLANADDRESS_H
#define FSDP_LIB_CONVERSION_PLANADDRESS_H

#include "mlir/IR/BuiltinTypes.h"
#include "mlir/IR/Value.h"
#include "mlir/Support/LLVM.h"

namespace fsdp {

/// A byte of a root: of an allocation or of a function argument.
struct PlanAddress {
  mlir::Value root;
  int64_t offset = 0;
};

/// Bytes that one element takes in memory; sub-byte types take a whole byte.
int64_t getPlanElementBytes(mlir::Type type);

/// Bytes that a memref with a static shape and an identity layout takes.
int64_t getMemRefBytes(mlir::MemRefType type);

/// The first byte of `memref`, through views with static offsets; reports at
/// `user` what cannot be followed.
mlir::FailureOr<PlanAddress> resolveMemRef(mlir::Value memref,
                                           mlir::Operation *user);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_PLANADDRESS_H
