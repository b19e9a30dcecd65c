//===- TileEmitter.h - unequal runs of elements as equal tiles -*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// A hook kernel for a GPU is one launch of blocks that each do one tile. Tiles
// are cut from the runs of all parameters, so that big and small parameters
// load the machine equally; a block finds its run in a chain of selects or,
// where there are many runs, in a table in constant memory.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_GPU_TILEEMITTER_H
#define FSDP_LIB_CONVERSION_GPU_TILEEMITTER_H

#include "../HookKernel.h"
#include <functional>

namespace fsdp {

/// Elements [begin, end) of something, and the numbers that say where it lies.
struct TileRun {
  int64_t begin, end;
  llvm::SmallVector<int64_t> columns;
  /// Of runs in stages: what other stages' tiles of the same unit wait for.
  int64_t unit = 0;
};

/// Runs that the same code moves. Element numbers and columns are integers of
/// the emitter's type.
struct TileClass {
  /// Consecutive elements that a thread moves at once, beginning at a multiple
  /// of it.
  int64_t width = 1;
  /// Such vectors in flight per thread.
  int64_t unroll = 1;
  /// Neighbouring threads that move the same vector together: 1, or a warp,
  /// whose threads then take every branch together.
  int64_t lanes = 1;
  /// Tiles of a stage may wait for those of lower ones, of their copy and unit.
  /// A block takes a number when it starts, and the lower numbers are theirs:
  /// whoever is waited for runs, and ends. Below 0: waits for nobody.
  int64_t stage = -1;
  llvm::SmallVector<TileRun> runs;
  using Values = llvm::SmallVector<mlir::Value>;
  /// Loads what all elements of a tile need; appended to its columns. May be
  /// null.
  std::function<Values(llvm::ArrayRef<mlir::Value> columns)> prepare;
  /// Loads what `width` elements from `element` on need.
  std::function<Values(llvm::ArrayRef<mlir::Value> columns,
                       mlir::Value element)>
      load;
  /// Computes and stores.
  std::function<void(llvm::ArrayRef<mlir::Value> columns, mlir::Value element,
                     llvm::ArrayRef<mlir::Value> loaded)>
      finish;
  /// In place of `finish`, where emit() carries a value: adds to `sum` what was
  /// loaded.
  std::function<mlir::Value(
      llvm::ArrayRef<mlir::Value> columns, mlir::Value element,
      llvm::ArrayRef<mlir::Value> loaded, mlir::Value sum)>
      fold;
};

class TileEmitter {
public:
  /// Every tile is done `copies` times; getCopy() says which one it is.
  /// `extent` bounds every element number and offset.
  TileEmitter(HookKernel &kernel, int64_t extent, int64_t copies = 1);

  /// Runs must be whole vectors of `tiles`.
  void add(TileClass tiles);
  /// Adds classes for `runs`, cut into whole vectors and the elements behind
  /// them, which are moved one by one: `make(width)` is such a class, without
  /// runs.
  void addSplit(int64_t width, llvm::ArrayRef<TileRun> runs,
                llvm::function_ref<TileClass(int64_t)> make);

  /// Sets the kernel's launch shape and says which copy a block does; what is
  /// emitted between this and emit() runs before every tile. With stages
  /// `takeNumber(count)` gives every block the next number below `count`.
  void begin(llvm::function_ref<mlir::Value(int64_t count)> takeNumber = {});
  bool hasStages() const;
  /// With `initial`, every thread carries a value from vector to vector, by
  /// `fold`: the one that it ends with.
  mlir::Value emit(mlir::Value initial = {});

  mlir::Value getThread() const { return thread; }
  mlir::Value getTile() const { return tile; }
  mlir::Value getCopy() const { return copy; }
  int64_t countTiles() const;
  /// The tiles [first, first + count) of every run, which is not empty.
  void forEachRun(
      llvm::function_ref<void(const TileRun &run, int64_t first, int64_t count)>
          visit) const;
  mlir::Type getType() const { return type; }
  using Row = llvm::SmallVector<int64_t>;
  /// The last of `rows` whose column 0 is not above `tile`; they are in that
  /// order, and the first one begins with 0.
  llvm::SmallVector<mlir::Value> findRow(llvm::ArrayRef<Row> rows,
                                         mlir::Value tile);

  // Integer arithmetic in the emitter's type.
  mlir::Value constant(int64_t value);
  mlir::Value add(mlir::Value a, mlir::Value b);
  mlir::Value mul(mlir::Value a, mlir::Value b);
  mlir::Value sub(mlir::Value a, mlir::Value b);
  mlir::Value div(mlir::Value a, mlir::Value b);
  mlir::Value toIndex(mlir::Value value);
  mlir::Value toI64(mlir::Value value);
  mlir::Value fromIndex(mlir::Value value);

private:
  llvm::SmallVector<mlir::Value> selectRow(llvm::ArrayRef<Row> rows,
                                           mlir::Value tile);
  llvm::SmallVector<mlir::Value> searchRow(llvm::ArrayRef<Row> rows,
                                           mlir::Value tile);
  llvm::SmallVector<Row> getOrder() const;
  mlir::Value emitClasses(llvm::ArrayRef<TileClass> classes, mlir::Value tile,
                          mlir::Value sum);
  mlir::Value emitClass(const TileClass &tiles, mlir::Value tile,
                        mlir::Value sum);
  mlir::Value emitTile(const TileClass &tiles,
                       llvm::ArrayRef<mlir::Value> columns, mlir::Value first,
                       mlir::Value end, mlir::Value sum);

  HookKernel &kernel;
  int64_t copies;
  mlir::Type type;
  mlir::Value thread, tile, copy;
  llvm::SmallVector<TileClass, 0> classes;
};

/// Threads of a block, in every kernel of a hook.
constexpr int64_t kBlockThreads = 256;
} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_GPU_TILEEMITTER_H
