//===- BlockReference.h - hooks of block scope, chunk by chunk -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What a hook makes of one rank's chunk, as it is written for one chunk in
// memory: without kernels, pads and other ranks. In f32, rounded op by op.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_TEST_EXECUTION_BLOCKREFERENCE_H
#define FSDP_TEST_EXECUTION_BLOCKREFERENCE_H

#include <cstdint>
#include <functional>
#include <vector>

namespace fsdp::test {

/// A rank's chunk, outer x chunk x inner, of which `valid` of the chunk's rows
/// hold data, and what a hook makes of it.
struct BlockCase {
  std::vector<float> elements;
  int64_t outer, chunk, inner, valid;
  std::vector<std::vector<uint8_t>> wires; ///< As bytes.
  std::vector<float> back;

  template <typename T> void send(const std::vector<T> &wire) {
    auto *bytes = reinterpret_cast<const uint8_t *>(wire.data());
    wires.emplace_back(bytes, bytes + wire.size() * sizeof(T));
  }
  /// Calls `body(begin, end)` for every block of `count` elements.
  void forEachBlock(int64_t count,
                    const std::function<void(int64_t, int64_t)> &body) const;
  /// The greatest magnitude; a NaN stays one.
  float getAmax(int64_t begin, int64_t end) const;
};

void encodeInt8(BlockCase &made);
void encodeFloat8Rows(BlockCase &made);
void encodeMXFloat8(BlockCase &made);
/// Inputs/blocks.mlir.
void encodeAffine(BlockCase &made);
void encodeLongAffine(BlockCase &made);
void encodeWhole(BlockCase &made);
void encodeCentred(BlockCase &made);

} // namespace fsdp::test

#endif // FSDP_TEST_EXECUTION_BLOCKREFERENCE_H
