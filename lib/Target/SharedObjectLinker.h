//===- SharedObjectLinker.h - links objects with lld -----------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TARGET_SHAREDOBJECTLINKER_H
#define FSDP_LIB_TARGET_SHAREDOBJECTLINKER_H

#include "llvm/ADT/ArrayRef.h"
#include "llvm/ADT/StringRef.h"
#include "llvm/Support/Error.h"
#include <string>

namespace fsdp {

/// Links `objects`, in their order, into a shared object. `math` is the image
/// of a shared object that stands for libm (see ObjectEmitter.cpp); empty:
/// nothing is needed and the result is itself named libm.so.6.
llvm::Expected<std::string>
linkSharedObject(llvm::ArrayRef<std::string> objects, llvm::StringRef math);

} // namespace fsdp

#endif // FSDP_LIB_TARGET_SHAREDOBJECTLINKER_H
