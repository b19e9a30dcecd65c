//===- DeviceCells.h - words that blocks of threads share ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// Words of 32 bits in a GPU's memory by which the blocks of one launch meet:
// numbers that some store and others load, and counts that say when. Every
// access is strong, of the scope of the device. A count wraps around to zero,
// so that nothing has to clear it before the next launch.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_GPU_DEVICECELLS_H
#define FSDP_LIB_CONVERSION_GPU_DEVICECELLS_H

#include "../HookKernel.h"

namespace fsdp {

/// Places and counts are of any integer type.
class DeviceCells {
public:
  DeviceCells(HookKernel &kernel, mlir::Value memory)
      : kernel(kernel), memory(memory) {}

  mlir::Value load(mlir::Value place, mlir::Type type);
  void store(mlir::Value value, mlir::Value place);
  /// Adds one, or begins again at zero where the count is `most`; what it was.
  /// What others stored before they counted is seen after it.
  mlir::Value countUp(mlir::Value place, mlir::Value most);
  /// Until the count is `least` or more. The same holds.
  void waitFor(mlir::Value place, mlir::Value least);

private:
  mlir::Value toPointer(mlir::Value place);
  mlir::Value toWidth(mlir::Value number, unsigned bits);
  void fence();

  HookKernel &kernel;
  mlir::Value memory;
};

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_GPU_DEVICECELLS_H
