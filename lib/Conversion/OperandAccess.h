//===- OperandAccess.h - what ops do with a memref --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_OPERANDACCESS_H
#define FSDP_LIB_CONVERSION_OPERANDACCESS_H

#include "mlir/IR/Operation.h"

namespace fsdp {

/// How `ops`, their regions included, access `memref`, directly or through
/// views made inside of them. Write means that every byte is written and none
/// was read; a partial write keeps the other bytes, hence is read and write.
int64_t getAccess(mlir::Value memref, llvm::ArrayRef<mlir::Operation *> ops);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_OPERANDACCESS_H
