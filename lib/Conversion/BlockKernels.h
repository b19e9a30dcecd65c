//===- BlockKernels.h - pack and unpack of block scope ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the kernels of pack and unpack share with those classes whose bodies are
// of block scope. Each has a part for a CPU and one for a GPU.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_BLOCKKERNELS_H
#define FSDP_LIB_CONVERSION_BLOCKKERNELS_H

#include "GPU/TileEmitter.h"
#include "GroupState.h"
#include "HookKernels.h"

namespace fsdp {

/// The segments of class `number`.
llvm::SmallVector<SegmentAttr> getSegmentsOfClass(mlir::ArrayAttr segments,
                                                  unsigned number);

/// A pack kernel under construction, and what its body reads and writes. It
/// makes this rank's slot of the group's state or, with `shards`, a slot for
/// every shard of the group's full gradients.
struct PackParts {
  mlir::Operation *op;
  mlir::ArrayAttr segments;
  llvm::MutableArrayRef<mlir::Region> classes;
  HookKernel &kernel;
  int64_t shards = 0;
  int64_t slotBytes = 0; ///< Of one shard's slot.
  /// What of the shard is read, or the bytes of the gradients.
  GroupState state = {};
  mlir::Value slot = {}; ///< In bytes.
  /// Gradients that are added to those of the state, in bytes, element by
  /// element at the same place; null where none are.
  mlir::Value waiting = {};
  mlir::Type waitingType = {}; ///< Null: that of the gradient.
  /// Rows that hold data, by segment; null where no body asks.
  mlir::Value valid = {};
  StatisticsOperand statistics = {};
  int64_t alignment = 0; ///< Of every wire, in bytes.

  /// The number of inner tensors' places that a segment's row begins with.
  size_t countInputs(SegmentAttr segment) const {
    return shards ? 1 : segment.getState().size();
  }
  /// Appends where a segment's inputs lie in the state, its wires in the slot,
  /// each in its elements, and its statistics. Of gradients: elements of a row
  /// where rows lie beyond the tensor, else 0; rows of the tensor, rows and
  /// elements of a chunk, too.
  void addPlaces(SegmentAttr segment, llvm::SmallVector<int64_t> &row) const;
  /// `body` for every slot, with its shard, null where there is one slot.
  void forEachSlot(llvm::function_ref<void(mlir::Value shard)> body) const;
  /// The columns of `row` for the slot of `shard`: places begin at `first`.
  llvm::SmallVector<mlir::Value> getPlaces(llvm::ArrayRef<mlir::Value> row,
                                           size_t first, mlir::Region &body,
                                           mlir::Value shard) const;
  /// Valid rows of the segment whose number and columns these are.
  mlir::Value loadValid(mlir::Value number, llvm::ArrayRef<mlir::Value> row,
                        mlir::Value shard) const;
  /// The state as elements of `type`.
  mlir::Value getState(mlir::Type type) const {
    return state.getView(kernel, type);
  }
  /// The same from one place on, with what waits there.
  llvm::SmallVector<mlir::Value> loadSummed(mlir::Type type, mlir::Value place,
                                            int64_t width) const;
  /// For a GPU: `width` elements of the state from element `first` + `element`
  /// on. Of gradients zeros beyond the tensor, where nothing was computed, for
  /// the slot of `shard`.
  llvm::SmallVector<mlir::Value> loadVector(mlir::Type type, mlir::Value first,
                                            mlir::Value element, int64_t width,
                                            llvm::ArrayRef<mlir::Value> row,
                                            mlir::Value shard) const;
};

/// Whether class `number` is of block scope.
bool isOfBlocks(mlir::ArrayAttr segments,
                llvm::MutableArrayRef<mlir::Region> classes, unsigned number);

/// Emits the body of a pack. `addParameters` sets what the kernel reads and
/// writes once it is known whether a body asks for rows.
mlir::LogicalResult
emitPack(PackParts &parts, bool gpu,
         llvm::function_ref<mlir::LogicalResult(bool usesRows)> addParameters);

/// Words in a GPU's memory by which the blocks of threads that share a long
/// block meet; see LongBlockTiles.cpp.
class BlockCells {
public:
  /// The first of `count` more words.
  int64_t add(int64_t count) {
    words += count;
    return words - count;
  }
  int64_t addUnit() { return units++; }
  /// Makes them, once it is known how many they are.
  void declare(HookKernel &kernel, llvm::StringRef stem);
  /// A block's number among the `count` of the launch, in the order in which
  /// blocks start.
  mlir::Value takeNumber(HookKernel &kernel, int64_t count);
  mlir::Value getMemory() const { return memory; }

private:
  int64_t words = 1; ///< The first one counts blocks that have started.
  int64_t units = 0;
  mlir::Value memory;
};

void emitPackBlocks(const PackParts &parts, unsigned number);
void addPackBlockTiles(const PackParts &parts, TileEmitter &tiles,
                       unsigned number, BlockCells &cells);

/// An unpack kernel under construction, and what its body reads and writes.
struct UnpackParts {
  UnpackOp op;
  HookKernel &kernel;
  int64_t shards;
  /// The table of slots, and the unsharded buffer from byte `firstByte` on.
  mlir::Value pointers, dest;
  int64_t firstByte;
  const StatisticsOperand &statistics;
};

void emitUnpackBlocks(const UnpackParts &parts, unsigned number);
/// `slot` is the slot that a block of threads reads.
void addUnpackBlockTiles(const UnpackParts &parts, TileEmitter &tiles,
                         unsigned number, const mlir::Value &slot);

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_BLOCKKERNELS_H
