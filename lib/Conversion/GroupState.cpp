//===- GroupState.cpp - what of a group's shard a kernel reads ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "GroupState.h"

using namespace mlir;
using namespace fsdp;

static int64_t getBytes(Type type) { return type.getIntOrFloatBitWidth() / 8; }

void GroupState::add(int64_t offset, int64_t count, Type type) {
  int64_t size = getBytes(type);
  low = low < 0 ? offset * size : std::min(low, offset * size);
  high = std::max(high, (offset + count) * size);
  if (stored && stored != type)
    stored = IntegerType::get(type.getContext(), 8);
  else
    stored = type;
}

void GroupState::declare(HookKernel &kernel, Value ref, plan::Access access) {
  buffer = kernel.addBuffer(
      ref, MemRefType::get({(high - low) / getBytes(stored)}, stored),
      {low, high - low}, access);
}

void GroupState::declareBytes(HookKernel &kernel, int64_t bytes,
                              plan::Access access) {
  low = 0;
  high = bytes;
  stored = kernel.getBuilder().getI8Type();
  buffer = kernel.addBuffer(Value(), MemRefType::get({bytes}, stored), {0, 0},
                            access);
}

int64_t GroupState::getPlace(int64_t offset, Type type) const {
  return offset - low / getBytes(type);
}

Value GroupState::getView(HookKernel &kernel, Type type) const {
  return stored == type ? buffer : kernel.viewAs(buffer, type);
}

int64_t GroupState::getExtent() const {
  return cast<MemRefType>(buffer.getType()).getNumElements();
}
