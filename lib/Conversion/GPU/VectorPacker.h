//===- VectorPacker.h - pre hooks of block scope, in vectors ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What all ways to share a block among threads have in common: a thread loads
// vectors of neighbouring elements, and stores one of each wire.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_GPU_VECTORPACKER_H
#define FSDP_LIB_CONVERSION_GPU_VECTORPACKER_H

#include "../BlockPacker.h"

namespace fsdp {

/// Loads of 16 bytes that a thread has on their way.
constexpr int64_t kInFlight = 8;

class VectorPacker : public BlockPacker {
public:
  VectorPacker(const PackParts &parts, unsigned number, TileEmitter &tiles)
      : BlockPacker(parts, number), tiles(tiles) {}

protected:
  /// Elements of a vector of 16 bytes of the narrowest type, so that it is
  /// aligned and of one block.
  int64_t getWidth(SegmentAttr segment);
  bool hasSums();
  /// Loads of 16 bytes for a vector of each input.
  int64_t countLoads(int64_t width);
  /// This thread's number among `among` neighbours.
  mlir::Value getThread(int64_t among);
  /// The columns of a tile's segment, for the slot that it makes.
  Values toIndices(llvm::ArrayRef<mlir::Value> columns);
  /// A vector of each input.
  Values load(Columns columns, mlir::Value begin, int64_t width);
  /// The elements from `begin` on, which were `loaded`.
  Values hold(mlir::Value begin, llvm::ArrayRef<mlir::Value> loaded,
              int64_t width);
  /// The body's arguments for an element that is held.
  Values getHeld(Columns columns, llvm::ArrayRef<mlir::Value> shared,
                 mlir::Value element) {
    return getArguments(columns, shared, element, inputsOf[element]);
  }
  /// One vector of each wire of elements.
  void storeElements(Columns columns, llvm::ArrayRef<mlir::Value> shared,
                     llvm::ArrayRef<mlir::Value> elements);
  /// Where `condition` holds.
  void onlyIf(mlir::Value condition, llvm::function_ref<void()> body);
  mlir::Value isZero(mlir::Value number);

  TileEmitter &tiles;
  llvm::DenseMap<mlir::Value, Values> inputsOf; ///< What is loaded, by element.
};

/// Classes for blocks that are so long that many blocks of threads share each;
/// their numbers meet in `cells`.
void addLongBlockTiles(const PackParts &parts, TileEmitter &tiles,
                       unsigned number, llvm::ArrayRef<SegmentAttr> segments,
                       BlockCells &cells);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_GPU_VECTORPACKER_H
