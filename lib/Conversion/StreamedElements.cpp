//===- StreamedElements.cpp - stores that pass the caches by --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A slot is read by other ranks only. Written the usual way it stays in this
// core's cache, and the next step's write must first take every line back from
// the readers; around the caches it costs what memory costs (up to ten times
// less where cores share no cache). Likewise a buffer larger than the caches:
// an ordinary store first reads the line that it overwrites.
//
// LLVM vectorizes a loop with non-temporal stores only if it knows their
// alignment, so a tile is computed to scratch in the first-level cache, by an
// ordinary loop that vectorizes whatever the body is, and streamed from there.
//
//===----------------------------------------------------------------------===//

#include "StreamedElements.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include <numeric>

using namespace mlir;
using namespace fsdp;

/// One store: a cache line, which LLVM splits where a CPU needs it.
static constexpr unsigned kLine = 64;

int64_t fsdp::getStreamAlignment(ArrayRef<int64_t> offsets) {
  int64_t common = kLine;
  for (int64_t offset : offsets)
    common = std::gcd(common, offset);
  return common;
}

static int64_t getBytes(Type type) {
  return llvm::divideCeil(type.getIntOrFloatBitWidth(), 8);
}

void fsdp::emitElements(HookKernel &kernel, Value low, Value high,
                        ArrayRef<ElementOutput> outputs, ElementValues values) {
  kernel.loop(low, high, 1, [&](Value element) {
    SmallVector<Value> results = values(element);
    for (auto [result, output] : llvm::zip_equal(results, outputs))
      kernel.store(result, kernel.viewAs(output.bytes, output.type),
                   kernel.add(output.first, element));
  });
}

void fsdp::emitStream(HookKernel &kernel, const ElementOutput &output,
                      Value start, int64_t elements, Value scratch,
                      int64_t alignment) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  int64_t size = getBytes(output.type);
  Value begin = kernel.mul(kernel.add(output.first, start), kernel.index(size));
  auto line = VectorType::get({kLine}, builder.getI8Type());
  kernel.loop(
      kernel.index(0), kernel.index(elements * size), kLine, [&](Value byte) {
        Value value =
            vector::LoadOp::create(builder, loc, line, scratch, byte,
                                   /*nontemporal=*/false, llvm::Align(kLine));
        vector::StoreOp::create(builder, loc, value, output.bytes,
                                kernel.add(begin, byte),
                                /*nontemporal=*/true, llvm::Align(alignment));
      });
}

void fsdp::emitStreamedElements(HookKernel &kernel, Value count,
                                ArrayRef<ElementOutput> outputs,
                                int64_t alignment, ElementValues values) {
  if (outputs.empty() || outputs.size() > kMostStreamed)
    return emitElements(kernel, kernel.index(0), count, outputs, values);
  int64_t size = 1;
  for (const ElementOutput &output : outputs)
    size = std::max(size, getBytes(output.type));
  int64_t elements = kStreamTile / size;
  Value tile = kernel.index(elements);
  Value tiles = kernel.getBuilder().createOrFold<arith::DivUIOp>(
      kernel.getLoc(), count, tile);
  if (getConstantIntValue(tiles) == 0)
    return emitElements(kernel, kernel.index(0), count, outputs, values);
  Value streamed = kernel.mul(tiles, tile);
  SmallVector<ElementOutput> staged;
  for (auto [number, output] : llvm::enumerate(outputs))
    staged.push_back(
        {kernel.scratch(number, kStreamTile), kernel.index(0), output.type});
  kernel.loop(kernel.index(0), streamed, elements, [&](Value start) {
    emitElements(kernel, kernel.index(0), tile, staged, [&](Value element) {
      return values(kernel.add(start, element));
    });
    for (auto [output, from] : llvm::zip_equal(outputs, staged))
      emitStream(kernel, output, start, elements, from.bytes, alignment);
  });
  emitElements(kernel, streamed, count, outputs, values);
}

void fsdp::emitStreamFence(HookKernel &kernel) {
  LLVM::FenceOp::create(kernel.getBuilder(), kernel.getLoc(),
                        LLVM::AtomicOrdering::seq_cst);
}
