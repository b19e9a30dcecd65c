//===- ShardLayout.cpp - chunks of a group in its buffers -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Schedule/ShardLayout.h"
#include "fsdp/Schedule/WireLayout.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"
#include <functional>
#include <numeric>

using namespace fsdp;

static int64_t product(llvm::ArrayRef<int64_t> sizes) {
  return std::accumulate(sizes.begin(), sizes.end(), int64_t{1},
                         std::multiplies<int64_t>());
}

TensorSplit TensorSplit::get(llvm::ArrayRef<int64_t> shape, int64_t dim) {
  return {product(shape.take_front(dim)), shape[dim],
          product(shape.drop_front(dim + 1))};
}

int64_t ShardLayout::append(int64_t count, int64_t elementBytes) {
  int64_t alignment = kChunkElementAlignment * elementBytes;
  int64_t offset = llvm::alignTo(bytes, alignment);
  chunks.push_back({offset, count * elementBytes, alignment});
  bytes = llvm::alignTo(offset + count * elementBytes, alignment);
  return offset / elementBytes;
}

std::string ShardLayout::check() const {
  int64_t end = 0;
  for (auto [i, chunk] : llvm::enumerate(chunks)) {
    if (chunk.offset % chunk.alignment != 0)
      return llvm::formatv("chunk {0} at byte {1}, no multiple of {2}", i,
                           chunk.offset, chunk.alignment);
    if (chunk.size < 1 || chunk.offset < end)
      return llvm::formatv(
          "chunk {0} of {1} bytes at {2}, expected it behind {3}", i,
          chunk.size, chunk.offset, end);
    end = chunk.offset + chunk.size;
  }
  if (end > bytes)
    return llvm::formatv("chunks end at byte {0} of {1}", end, bytes);
  return "";
}

llvm::SmallVector<UpdateRun> fsdp::mergeRuns(llvm::ArrayRef<UpdateRun> runs) {
  llvm::SmallVector<UpdateRun> merged;
  for (const UpdateRun &run : runs) {
    if (!merged.empty()) {
      UpdateRun &last = merged.back();
      if (last.state + last.count == run.state &&
          last.grad + last.count == run.grad &&
          last.moment + last.count == run.moment) {
        last.count += run.count;
        continue;
      }
    }
    merged.push_back(run);
  }
  return merged;
}
