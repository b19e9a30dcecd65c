//===- VectorPacker.cpp - pre hooks of block scope, in vectors ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "VectorPacker.h"
#include "VectorAccess.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

int64_t VectorPacker::getWidth(SegmentAttr segment) {
  SmallVector<Type> types(TypeRange(getBodyElements(body)));
  for (unsigned wire : ofElements)
    types.push_back(wires[wire]);
  int64_t width = getVectorWidth(types);
  // A gradient's chunks begin wherever those before them end.
  int64_t chunk = parts.shards ? segment.getChunkElements() : 0;
  while (width > 1 && (segment.getBlock() % width || chunk % width))
    width /= 2;
  return width;
}

bool VectorPacker::hasSums() {
  return llvm::any_of(body.front().getOps<BlockReduceOp>(), [](auto op) {
    return op.getCombine() == BlockCombine::Sum;
  });
}

int64_t VectorPacker::countLoads(int64_t width) {
  Type input = getBodyElements(body).front().getType();
  int64_t bytes = input.getIntOrFloatBitWidth() / 8 * width;
  return int64_t(inputs) * llvm::divideCeil(bytes, kVectorBytes);
}

Value VectorPacker::getThread(int64_t among) {
  OpBuilder &builder = kernel.getBuilder();
  Value thread =
      gpu::ThreadIdOp::create(builder, kernel.getLoc(), gpu::Dimension::x);
  return builder.createOrFold<arith::RemUIOp>(kernel.getLoc(), thread,
                                              kernel.index(among));
}

SmallVector<Value> VectorPacker::toIndices(ArrayRef<Value> columns) {
  Values row = llvm::map_to_vector(
      columns, [&](Value column) { return tiles.toIndex(column); });
  if (parts.shards)
    shard = tiles.toIndex(tiles.getCopy());
  return parts.getPlaces(row, FirstPlace, body, shard);
}

SmallVector<Value> VectorPacker::load(Columns columns, Value begin,
                                      int64_t width) {
  Values loaded;
  for (size_t i = 0; i < inputs; ++i)
    llvm::append_range(loaded, parts.loadVector(body.getArgument(i).getType(),
                                                columns[FirstPlace + i], begin,
                                                width, columns, shard));
  return loaded;
}

SmallVector<Value> VectorPacker::hold(Value begin, ArrayRef<Value> loaded,
                                      int64_t width) {
  Values elements;
  for (int64_t i = 0; i < width; ++i) {
    elements.push_back(kernel.add(begin, kernel.index(i)));
    Values &values = inputsOf[elements.back()];
    values.clear();
    for (size_t input = 0; input < inputs; ++input)
      values.push_back(loaded[input * width + i]);
  }
  return elements;
}

void VectorPacker::storeElements(Columns columns, ArrayRef<Value> shared,
                                 ArrayRef<Value> elements) {
  SmallVector<Values> results(ofElements.size());
  for (Value element : elements)
    for (auto [list, value] : llvm::zip_equal(
             results, blockBody.emitElement(getHeld(columns, shared, element),
                                            ofElements)))
      list.push_back(value);
  for (auto [wire, values] : llvm::zip_equal(ofElements, results))
    fsdp::storeElements(kernel.getBuilder(), kernel.getLoc(), values,
                        kernel.viewAs(parts.slot, wires[wire]),
                        kernel.add(getWire(columns, wire), elements.front()));
}

Value VectorPacker::isZero(Value number) {
  return arith::CmpIOp::create(kernel.getBuilder(), kernel.getLoc(),
                               arith::CmpIPredicate::eq, number,
                               kernel.zero(number.getType()));
}

void VectorPacker::onlyIf(Value condition, llvm::function_ref<void()> body) {
  OpBuilder &builder = kernel.getBuilder();
  auto branch = scf::IfOp::create(builder, kernel.getLoc(), condition,
                                  /*withElseRegion=*/false);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  body();
}
