//===- FSDPInitialize.cpp - the op that makes first values ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"

using namespace mlir;
using namespace fsdp;

LogicalResult InitializeOp::verifyRegions() {
  Block &body = getBody().front();
  size_t tensors = getParams().size();
  if (tensors == 0 || getInner().size() != tensors)
    return emitOpError() << "has " << tensors << " parameters and "
                         << getInner().size()
                         << " inner indices, expected one for each of at least "
                            "one parameter";
  TypeRange types = body.getArgumentTypes();
  auto isF64 = [](Type type) { return type.isF64(); };
  if (types.size() < 3 || !types[0].isInteger(64) || !types[1].isInteger(64) ||
      !llvm::all_of(types.drop_front(2), isF64))
    return emitOpError() << "has a body of arguments (" << types
                         << "), expected index and name of type i64, then the "
                            "seed and numbers of type f64";
  if (getNumbers().size() != tensors * getNumbersPerTensor())
    return emitOpError() << "has " << getNumbers().size() << " numbers for "
                         << tensors << " tensors, expected "
                         << tensors * getNumbersPerTensor() << ", "
                         << getNumbersPerTensor()
                         << " for each as its body takes";
  if ((getDest() || getChunk()) && tensors != 1)
    return emitOpError() << "makes the chunks of " << tensors
                         << " tensors, expected one";
  auto yield = dyn_cast<YieldOp>(body.back());
  if (!yield || yield.getValues().size() != 1 ||
      !isa<Float32Type, BFloat16Type, Float16Type>(
          yield.getValues()[0].getType()))
    return emitOpError() << "has a body that does not yield one f32, bf16 or "
                            "f16, as is stored";
  return success();
}
