//===- BufferSlice.cpp - the bytes that a memref covers -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "BufferSlice.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;

namespace fsdp {

int64_t getElementSize(Type type) {
  if (type.isIndex() || type.isInteger(1))
    return type.isIndex() ? 8 : 1;
  if (!type.isIntOrFloat() || type.getIntOrFloatBitWidth() % 8)
    return 0;
  return type.getIntOrFloatBitWidth() / 8;
}

bool isContiguous(MemRefType type) {
  if (type.hasStaticShape() && type.getLayout().isIdentity())
    return true;
  SmallVector<int64_t> strides;
  int64_t offset, expected = 1;
  if (!type.hasStaticShape() ||
      failed(type.getStridesAndOffset(strides, offset)))
    return false;
  for (auto [size, stride] :
       llvm::reverse(llvm::zip_equal(type.getShape(), strides))) {
    if (size != 1 && stride != expected)
      return false;
    expected *= size;
  }
  return true;
}

Value getBase(Value memref) {
  while (auto view = memref.getDefiningOp<ViewLikeOpInterface>()) {
    if (isa<memref::ViewOp>(view))
      break;
    memref = view.getViewSource();
  }
  return memref;
}

Value getAllocation(Value memref) {
  while (auto view = memref.getDefiningOp<ViewLikeOpInterface>())
    memref = view.getViewSource();
  return memref;
}

FailureOr<BufferSlice> BufferSlice::get(Value memref) {
  auto type = dyn_cast<MemRefType>(memref.getType());
  SmallVector<int64_t> strides;
  int64_t offset;
  if (!type || !type.hasStaticShape() ||
      failed(type.getStridesAndOffset(strides, offset)) ||
      ShapedType::isDynamic(offset) || ShapedType::isDynamicShape(strides))
    return failure();
  int64_t elements = type.getNumElements() == 0 ? 0 : 1;
  for (auto [size, stride] : llvm::zip_equal(type.getShape(), strides)) {
    if (stride < 0)
      return failure();
    if (elements)
      elements += (size - 1) * stride;
  }
  int64_t width = getElementSize(type.getElementType());
  Value base = getBase(memref);
  auto baseType = cast<MemRefType>(base.getType());
  if (!width || !baseType.hasStaticShape() ||
      !baseType.getLayout().isIdentity())
    return failure();
  return BufferSlice{base, offset * width, elements * width};
}

/// Where `slice` begins in its allocation, if that is static.
static std::optional<int64_t> getOffsetInAllocation(const BufferSlice &slice) {
  int64_t offset = slice.offset;
  Value memref = slice.base;
  while (auto view = memref.getDefiningOp<memref::ViewOp>()) {
    std::optional<int64_t> shift = getConstantIntValue(view.getByteShift());
    auto source = dyn_cast<MemRefType>(view.getSource().getType());
    if (!shift || !source || !source.getLayout().isIdentity())
      return std::nullopt;
    offset += *shift;
    memref = view.getSource();
  }
  if (memref.getDefiningOp<ViewLikeOpInterface>())
    return std::nullopt;
  return offset;
}

bool BufferSlice::overlaps(const BufferSlice &other) const {
  if (getAllocation(base) != getAllocation(other.base))
    return false;
  std::optional<int64_t> mine = getOffsetInAllocation(*this);
  std::optional<int64_t> theirs = getOffsetInAllocation(other);
  if (!mine || !theirs)
    return true;
  return *mine < *theirs + other.bytes && *theirs < *mine + bytes;
}

} // namespace fsdp
