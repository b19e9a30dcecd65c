//===- BlockPacker.h - a class of pre hooks of block scope -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What the loops for a CPU and the tiles for a GPU have in common.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_BLOCKPACKER_H
#define FSDP_LIB_CONVERSION_BLOCKPACKER_H

#include "BlockBody.h"
#include "BlockKernels.h"

namespace fsdp {

class BlockPacker {
public:
  BlockPacker(const PackParts &parts, unsigned number);

protected:
  using Values = llvm::SmallVector<mlir::Value>;
  using Columns = llvm::ArrayRef<mlir::Value>;

  /// Columns of a segment: the fields below, then the state of each input, the
  /// first element of each wire, the places of its statistics.
  enum Column {
    Number, ///< of the segment
    Chunk,
    Inner,
    Count, ///< elements of the chunk
    CountAligned,
    BlockSize,
    WholeBlocks,
    Blocks,
    BlocksAligned,
    FirstPlace
  };

  llvm::SmallVector<int64_t> getColumns(SegmentAttr segment);
  /// The body's arguments that do not differ within a block: valid rows and
  /// statistics.
  Values getShared(Columns columns);
  Values loadInputs(Columns columns, mlir::Value element);
  Values getArguments(Columns columns, llvm::ArrayRef<mlir::Value> shared,
                      mlir::Value element, llvm::ArrayRef<mlir::Value> loaded);
  mlir::Value getWire(Columns columns, unsigned wire) {
    return columns[FirstPlace + inputs + wire];
  }
  void storeWire(Columns columns, unsigned wire, mlir::Value at,
                 mlir::Value value);
  /// The wires that have one element for `block`.
  void storeBlock(Columns columns, mlir::Value block);

  const PackParts &parts;
  HookKernel &kernel;
  mlir::Region &body;
  llvm::SmallVector<SegmentAttr> segments;
  size_t inputs, stats;
  llvm::SmallVector<mlir::Type> wires;
  llvm::SmallVector<unsigned> ofElements, ofBlocks; ///< Numbers of wires.
  BlockBody blockBody;
  mlir::Value shard; ///< Whose slot is made; null where there is one slot.
};

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_BLOCKPACKER_H
