//===- VectorAccess.cpp - 16-byte accesses of scalar code -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "VectorAccess.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"

using namespace mlir;
using namespace fsdp;

static int64_t getBytes(Type type) {
  return type.isIndex() ? 8 : llvm::divideCeil(type.getIntOrFloatBitWidth(), 8);
}

int64_t fsdp::getVectorWidth(ArrayRef<Type> types) {
  int64_t narrowest = kVectorBytes;
  for (Type type : types)
    narrowest = std::min(narrowest, getBytes(type));
  return kVectorBytes / narrowest;
}

static llvm::MaybeAlign getAlignment(Type element, int64_t width) {
  return llvm::MaybeAlign(std::min(kVectorBytes, width * getBytes(element)));
}

static SmallVector<Value> split(OpBuilder &builder, Location loc,
                                Value vector) {
  int64_t width = cast<VectorType>(vector.getType()).getNumElements();
  SmallVector<Value> elements;
  for (int64_t i = 0; i < width; ++i)
    elements.push_back(vector::ExtractOp::create(builder, loc, vector, i));
  return elements;
}

SmallVector<Value> fsdp::loadElements(OpBuilder &builder, Location loc,
                                      Value memref, ValueRange at,
                                      int64_t width) {
  if (width == 1)
    return {memref::LoadOp::create(builder, loc, memref, at)};
  Type element = cast<MemRefType>(memref.getType()).getElementType();
  Value vector = vector::LoadOp::create(
      builder, loc, VectorType::get({width}, element), memref, at,
      /*nontemporal=*/false, getAlignment(element, width));
  return split(builder, loc, vector);
}

SmallVector<Value> fsdp::loadFromPointer(OpBuilder &builder, Location loc,
                                         Value pointer, Type type, Value at,
                                         int64_t width) {
  // What LLVM has no type for it has bits of.
  Type stored = type, wide = type;
  if (!LLVM::isCompatibleType(type))
    stored = builder.getIntegerType(type.getIntOrFloatBitWidth());
  Value place = LLVM::GEPOp::create(builder, loc, pointer.getType(), stored,
                                    pointer, ArrayRef<LLVM::GEPArg>{at});
  if (width > 1) {
    stored = VectorType::get({width}, stored);
    wide = VectorType::get({width}, type);
  }
  Value value =
      LLVM::LoadOp::create(builder, loc, stored, place,
                           getAlignment(type, width).valueOrOne().value());
  if (stored != wide)
    value = arith::BitcastOp::create(builder, loc, wide, value);
  return width > 1 ? split(builder, loc, value) : SmallVector<Value>{value};
}

/// Narrowing conversions of neighbours are one instruction on a vector.
static Value join(OpBuilder &builder, Location loc, ArrayRef<Value> values) {
  auto type = VectorType::get({static_cast<int64_t>(values.size())},
                              values.front().getType());
  SmallVector<Value> wide;
  for (Value value : values)
    if (auto narrow = value.getDefiningOp<arith::TruncFOp>();
        narrow && narrow.getIn().getType().isF32())
      wide.push_back(narrow.getIn());
  if (wide.size() < values.size())
    return vector::FromElementsOp::create(builder, loc, type, values);
  Value vector = vector::FromElementsOp::create(
      builder, loc, type.cloneWith(std::nullopt, builder.getF32Type()), wide);
  return arith::TruncFOp::create(builder, loc, type, vector);
}

void fsdp::storeElements(OpBuilder &builder, Location loc,
                         ArrayRef<Value> values, Value memref, ValueRange at) {
  if (values.size() == 1) {
    memref::StoreOp::create(builder, loc, values.front(), memref, at);
    return;
  }
  vector::StoreOp::create(
      builder, loc, join(builder, loc, values), memref, at,
      /*nontemporal=*/false,
      getAlignment(values.front().getType(), values.size()));
}
