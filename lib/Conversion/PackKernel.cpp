//===- PackKernel.cpp - every pre hook of a group as one kernel -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "BlockKernels.h"
#include "GPU/VectorAccess.h"
#include "StreamedElements.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/Matchers.h"

using namespace mlir;
using namespace fsdp;

namespace {
/// One hook body and what it reads and writes.
struct PackClass {
  Region *body;
  SmallVector<Type> inputs, wires;
  size_t stats;       ///< Statistics that it takes.
  bool usesRows;      ///< Needs the row index or the valid rows.
  bool preservesZero; ///< Pad elements may go through the body.
};

/// Emits the body of a pack kernel.
class PackEmitter {
public:
  explicit PackEmitter(PackParts &parts) : parts(parts), kernel(parts.kernel) {}

  /// Reads the bodies, or says what is wrong with them.
  LogicalResult readClasses();
  bool usesRows() const {
    return llvm::any_of(classes, [](const PackClass &c) { return c.usesRows; });
  }
  void emit(bool gpu);

private:
  SmallVector<SmallVector<int64_t>> getRuns(unsigned number);
  void emitFlat(const PackClass &pack, ArrayRef<Value> columns);
  void emitRows(unsigned number);
  void emitRows(const PackClass &pack, ArrayRef<Value> columns, Value shard);
  SmallVector<Value> computeElement(const PackClass &pack,
                                    ArrayRef<Value> columns,
                                    ArrayRef<Value> stats, Value element,
                                    Value row, Value valid);
  SmallVector<ElementOutput> getOutputs(const PackClass &pack,
                                        ArrayRef<Value> columns);
  void emitZeros(const PackClass &pack, ArrayRef<Value> columns, Value low,
                 Value high);
  void emitTiles();
  void addFlatTiles(TileEmitter &tiles, unsigned number);
  void addRowTiles(TileEmitter &tiles, unsigned number);
  void addZeroTiles(TileEmitter &tiles, const PackClass &pack,
                    ArrayRef<TileRun> runs);
  TileClass makeTiles(TileEmitter &tiles, const PackClass &pack, int64_t width);
  void storeWires(const PackClass &pack, TileEmitter &tiles,
                  ArrayRef<SmallVector<Value>> results, ArrayRef<Value> offsets,
                  Value element);
  Value loadValid(TileEmitter &tiles, ArrayRef<Value> columns);
  SmallVector<Value> getPlaces(TileEmitter &tiles, const PackClass &pack,
                               ArrayRef<Value> columns) {
    return parts.getPlaces(columns, getFirstPlace(pack), *pack.body,
                           tiles.getCopy());
  }
  /// Of a tile's columns.
  static size_t getFirstPlace(const PackClass &pack) {
    return pack.usesRows ? 3 : 0;
  }

  PackParts &parts;
  HookKernel &kernel;
  SmallVector<PackClass> classes;
};
} // namespace

//===----------------------------------------------------------------------===//
// PackEmitter
//===----------------------------------------------------------------------===//

/// Whether a body of foldable ops yields +0 for all zeros.
static bool preservesZero(Region &body) {
  DenseMap<Value, Attribute> known;
  Builder builder(body.getContext());
  for (Value argument : getBodyElements(body))
    known[argument] = builder.getZeroAttr(argument.getType());
  for (Operation &op : body.front().without_terminator()) {
    SmallVector<Attribute> operands;
    for (Value operand : op.getOperands())
      operands.push_back(known.lookup(operand));
    SmallVector<OpFoldResult> results;
    Attribute constant;
    if (matchPattern(&op, m_Constant(&constant)))
      results.push_back(constant);
    else if (failed(op.fold(operands, results)))
      return false;
    for (auto [result, folded] : llvm::zip(op.getResults(), results)) {
      auto value = dyn_cast<Value>(folded);
      known[result] = value ? known.lookup(value) : cast<Attribute>(folded);
    }
  }
  return llvm::all_of(body.front().getTerminator()->getOperands(),
                      [&](Value v) {
                        Attribute value = known.lookup(v);
                        if (auto number = dyn_cast_or_null<FloatAttr>(value))
                          return number.getValue().isPosZero();
                        auto number = dyn_cast_or_null<IntegerAttr>(value);
                        return number && number.getValue().isZero();
                      });
}

LogicalResult PackEmitter::readClasses() {
  for (Region &body : parts.classes) {
    PackClass pack;
    pack.body = &body;
    pack.usesRows = fsdp::usesRows(body);
    pack.stats = getBodyStats(body).size();
    llvm::append_range(pack.inputs, TypeRange(getBodyElements(body)));
    llvm::append_range(pack.wires,
                       body.front().getTerminator()->getOperandTypes());
    if (body.getNumArguments() != pack.inputs.size() + 2 + pack.stats)
      return parts.op->emitOpError()
             << "has a class with " << body.getNumArguments()
             << " arguments, expected its inner tensors' "
                "elements, the row and the valid rows";
    for (Type type : pack.wires)
      if (failed(getElementBytes(parts.op, type)))
        return failure();
    // Behind a gradient's chunk lies the next one.
    pack.preservesZero = !parts.shards && preservesZero(body);
    classes.push_back(std::move(pack));
  }
  return success();
}

/// Rows {elements, aligned elements, places}, contiguous segments merged into
/// one where they share all statistics, that is have none.
SmallVector<SmallVector<int64_t>> PackEmitter::getRuns(unsigned number) {
  const PackClass &pack = classes[number];
  SmallVector<SmallVector<int64_t>> runs;
  for (SegmentAttr segment : getSegmentsOfClass(parts.segments, number)) {
    int64_t count = segment.getChunkElements();
    int64_t padded = alignElements(count);
    SmallVector<int64_t> run = {pack.preservesZero ? padded : count, padded};
    parts.addPlaces(segment, run);
    bool follows =
        !parts.shards && !runs.empty() && pack.stats == 0 &&
        runs.back()[0] == runs.back()[1] &&
        llvm::all_of(llvm::seq<size_t>(2, run.size()), [&](size_t column) {
          return run[column] == runs.back()[column] + runs.back()[1];
        });
    if (follows) {
      runs.back()[0] += run[0];
      runs.back()[1] += run[1];
    } else {
      runs.push_back(run);
    }
  }
  return runs;
}

/// `columns` begin at the first input's.
SmallVector<Value> PackEmitter::computeElement(const PackClass &pack,
                                               ArrayRef<Value> columns,
                                               ArrayRef<Value> stats,
                                               Value element, Value row,
                                               Value validRows) {
  SmallVector<Value> args;
  for (size_t i = 0; i < pack.inputs.size(); ++i)
    args.push_back(kernel.load(parts.getState(pack.inputs[i]),
                               kernel.add(columns[i], element)));
  args.push_back(row);
  args.push_back(validRows);
  llvm::append_range(args, stats);
  return kernel.inlineBody(*pack.body, args);
}

SmallVector<ElementOutput> PackEmitter::getOutputs(const PackClass &pack,
                                                   ArrayRef<Value> columns) {
  SmallVector<ElementOutput> outputs;
  for (auto [first, type] : llvm::zip_equal(
           columns.slice(pack.inputs.size(), pack.wires.size()), pack.wires))
    outputs.push_back({parts.slot, first, type});
  return outputs;
}

void PackEmitter::emitZeros(const PackClass &pack, ArrayRef<Value> columns,
                            Value low, Value high) {
  kernel.loop(low, high, 1, [&](Value element) {
    for (auto [i, type] : llvm::enumerate(pack.wires))
      kernel.store(kernel.zero(type), kernel.viewAs(parts.slot, type),
                   kernel.add(columns[pack.inputs.size() + i], element));
  });
}

void PackEmitter::emitFlat(const PackClass &pack, ArrayRef<Value> columns) {
  Value none = kernel.index(0);
  SmallVector<Value> stats = parts.statistics.load(kernel, columns, pack.stats);
  ArrayRef<Value> offsets = columns.drop_front(2);
  emitStreamedElements(kernel, columns[0], getOutputs(pack, offsets),
                       parts.alignment, [&](Value element) {
                         return computeElement(pack, offsets, stats, element,
                                               none, none);
                       });
  if (!pack.preservesZero)
    emitZeros(pack, columns.drop_front(2), columns[0], columns[1]);
}

/// Bodies that look at the row: one loop nest outer x chunk x inner a segment.
void PackEmitter::emitRows(unsigned number) {
  const PackClass &pack = classes[number];
  SmallVector<SmallVector<int64_t>> rows;
  for (auto [i, segment] :
       llvm::enumerate(parts.segments.getAsRange<SegmentAttr>())) {
    if (segment.getClassIndex() != number)
      continue;
    int64_t count = segment.getChunkElements();
    SmallVector<int64_t> row = {static_cast<int64_t>(i),
                                segment.getOuter(),
                                segment.getChunk(),
                                segment.getInner(),
                                count,
                                alignElements(count)};
    parts.addPlaces(segment, row);
    rows.push_back(row);
  }
  kernel.forEachRow(rows, [&](Value, ArrayRef<Value> row) {
    parts.forEachSlot([&](Value shard) {
      emitRows(pack, parts.getPlaces(row, 6, *pack.body, shard), shard);
    });
  });
}

void PackEmitter::emitRows(const PackClass &pack, ArrayRef<Value> columns,
                           Value shard) {
  Value validRows = parts.loadValid(columns[0], columns, shard);
  SmallVector<Value> stats = parts.statistics.load(kernel, columns, pack.stats);
  ArrayRef<Value> offsets = columns.drop_front(6);
  kernel.loop(columns[1], [&](Value outer) {
    kernel.loop(columns[2], [&](Value row) {
      Value first = kernel.mul(kernel.add(kernel.mul(outer, columns[2]), row),
                               columns[3]);
      emitElements(kernel, first, kernel.add(first, columns[3]),
                   getOutputs(pack, offsets), [&](Value element) {
                     return computeElement(pack, offsets, stats, element, row,
                                           validRows);
                   });
    });
  });
  emitZeros(pack, offsets, columns[4], columns[5]);
}

//===----------------------------------------------------------------------===//
// For a GPU
//===----------------------------------------------------------------------===//

void PackEmitter::storeWires(const PackClass &pack, TileEmitter &tiles,
                             ArrayRef<SmallVector<Value>> results,
                             ArrayRef<Value> offsets, Value element) {
  for (auto [type, values, offset] :
       llvm::zip_equal(pack.wires, results, offsets))
    storeElements(kernel.getBuilder(), kernel.getLoc(), values,
                  kernel.viewAs(parts.slot, type),
                  tiles.toIndex(tiles.add(offset, element)));
}

/// Vectors per thread: about 4 loads of 16 bytes in flight. With the threads of
/// a whole multiprocessor that is several times what its part of the memory's
/// bandwidth takes, and smaller tiles end more evenly
/// (bench/gpu/kernel_shape.py).
static int64_t getUnroll(const PackClass &pack, int64_t width) {
  int64_t inputs = pack.inputs.size(), most = 4 / inputs;
  int64_t bytes = pack.inputs.front().getIntOrFloatBitWidth() / 8 * width;
  int64_t loads = inputs * llvm::divideCeil(bytes, kVectorBytes);
  return std::max<int64_t>(1, std::min(most, 4 / loads));
}

/// What a gradient's columns end with: see addPlaces.
static SmallVector<Value> toShape(TileEmitter &tiles, ArrayRef<Value> columns) {
  return llvm::map_to_vector(columns.take_back(4), [&](Value column) {
    return tiles.toIndex(column);
  });
}

/// Columns: {number of the segment, chunk, inner} where the body looks at the
/// row, then the state of each input, the offset of each wire, the places of
/// the statistics and, prepared, these themselves. A vector lies in one row.
TileClass PackEmitter::makeTiles(TileEmitter &tiles, const PackClass &pack,
                                 int64_t width) {
  TileClass result;
  size_t first = getFirstPlace(pack), inputs = pack.inputs.size();
  result.width = width;
  result.unroll = getUnroll(pack, width);
  result.prepare = [this, &pack](ArrayRef<Value> columns) {
    return parts.statistics.load(kernel, columns, pack.stats);
  };
  result.load = [=, this, &tiles, &pack](ArrayRef<Value> columns,
                                         Value element) {
    SmallVector<Value> places = getPlaces(tiles, pack, columns);
    TileClass::Values loaded;
    for (size_t i = 0; i < inputs; ++i)
      llvm::append_range(
          loaded, parts.shards
                      ? parts.loadVector(pack.inputs[i],
                                         tiles.toIndex(places[first + i]),
                                         tiles.toIndex(element), width,
                                         toShape(tiles, columns),
                                         tiles.toIndex(tiles.getCopy()))
                      : loadElements(kernel.getBuilder(), kernel.getLoc(),
                                     parts.getState(pack.inputs[i]),
                                     tiles.toIndex(
                                         tiles.add(places[first + i], element)),
                                     width));
    return loaded;
  };
  result.finish = [=, this, &tiles, &pack](ArrayRef<Value> columns,
                                           Value element,
                                           ArrayRef<Value> loaded) {
    Value row = kernel.index(0), validRows = row;
    if (pack.usesRows) {
      validRows = loadValid(tiles, columns);
      Value passed = tiles.div(element, columns[2]);
      row = tiles.toIndex(tiles.sub(
          passed, tiles.mul(tiles.div(passed, columns[1]), columns[1])));
    }
    SmallVector<SmallVector<Value>> results(pack.wires.size());
    for (int64_t lane = 0; lane < width; ++lane) {
      SmallVector<Value> args;
      for (size_t i = 0; i < inputs; ++i)
        args.push_back(loaded[i * width + lane]);
      args.append({row, validRows});
      llvm::append_range(args, columns.take_back(pack.stats));
      for (auto [wire, value] :
           llvm::enumerate(kernel.inlineBody(*pack.body, args)))
        results[wire].push_back(value);
    }
    SmallVector<Value> places = getPlaces(tiles, pack, columns);
    storeWires(pack, tiles, results,
               ArrayRef(places).slice(first + inputs, pack.wires.size()),
               element);
  };
  return result;
}

/// Of the segment and the slot that a tile makes.
Value PackEmitter::loadValid(TileEmitter &tiles, ArrayRef<Value> columns) {
  if (!parts.shards)
    return parts.loadValid(tiles.toIndex(columns[0]), columns, Value());
  return parts.loadValid(Value(), toShape(tiles, columns),
                         tiles.toIndex(tiles.getCopy()));
}

/// Wires' elements from the end of a run to the next wire's begin.
void PackEmitter::addZeroTiles(TileEmitter &tiles, const PackClass &pack,
                               ArrayRef<TileRun> runs) {
  TileClass zeros;
  zeros.load = [](ArrayRef<Value>, Value) { return TileClass::Values(); };
  zeros.finish = [this, &tiles, &pack](ArrayRef<Value> columns, Value element,
                                       ArrayRef<Value>) {
    SmallVector<SmallVector<Value>> results;
    for (Type type : pack.wires)
      results.push_back({kernel.zero(type)});
    SmallVector<Value> places = getPlaces(tiles, pack, columns);
    storeWires(pack, tiles, results,
               ArrayRef(places).slice(getFirstPlace(pack) + pack.inputs.size(),
                                      pack.wires.size()),
               element);
  };
  llvm::append_range(zeros.runs, runs);
  tiles.add(std::move(zeros));
}

void PackEmitter::addFlatTiles(TileEmitter &tiles, unsigned number) {
  const PackClass &pack = classes[number];
  SmallVector<Type> types(pack.inputs);
  llvm::append_range(types, pack.wires);
  int64_t width = getVectorWidth(types);
  SmallVector<TileRun> runs, ragged, zeros;
  for (ArrayRef<int64_t> run : getRuns(number)) {
    SmallVector<int64_t> columns(run.drop_front(2));
    // A gradient's chunks begin wherever those before them end.
    (parts.shards && run[0] % width ? ragged : runs)
        .push_back({0, run[0], columns});
    zeros.push_back({run[0], run[1], columns});
  }
  auto make = [&](int64_t width) { return makeTiles(tiles, pack, width); };
  tiles.addSplit(width, runs, make);
  tiles.addSplit(/*width=*/1, ragged, make);
  addZeroTiles(tiles, pack, zeros);
}

void PackEmitter::addRowTiles(TileEmitter &tiles, unsigned number) {
  const PackClass &pack = classes[number];
  SmallVector<Type> types(pack.inputs);
  llvm::append_range(types, pack.wires);
  int64_t width = getVectorWidth(types);
  TileClass vectors = makeTiles(tiles, pack, width);
  TileClass elements = makeTiles(tiles, pack, 1);
  SmallVector<TileRun> zeros;
  for (auto [i, segment] :
       llvm::enumerate(parts.segments.getAsRange<SegmentAttr>())) {
    if (segment.getClassIndex() != number)
      continue;
    int64_t count = segment.getChunkElements();
    SmallVector<int64_t> columns = {static_cast<int64_t>(i), segment.getChunk(),
                                    segment.getInner()};
    parts.addPlaces(segment, columns);
    (segment.getInner() % width ? elements : vectors)
        .runs.push_back({0, count, columns});
    zeros.push_back({count, alignElements(count), columns});
  }
  tiles.add(std::move(vectors));
  tiles.add(std::move(elements));
  addZeroTiles(tiles, pack, zeros);
}

void PackEmitter::emitTiles() {
  int64_t extent =
      std::max(parts.state.getExtent(),
               cast<MemRefType>(parts.slot.getType()).getNumElements());
  TileEmitter tiles(kernel, extent, std::max<int64_t>(1, parts.shards));
  BlockCells cells;
  for (unsigned i = 0; i < classes.size(); ++i) {
    if (isOfBlocks(parts.segments, parts.classes, i))
      addPackBlockTiles(parts, tiles, i, cells);
    else if (classes[i].usesRows)
      addRowTiles(tiles, i);
    else
      addFlatTiles(tiles, i);
  }
  if (tiles.hasStages())
    cells.declare(kernel, parts.shards ? "reduce_pack" : "pack");
  tiles.begin([&](int64_t count) { return cells.takeNumber(kernel, count); });
  tiles.emit();
}

void PackEmitter::emit(bool gpu) {
  if (gpu)
    return emitTiles();
  for (unsigned i = 0; i < classes.size(); ++i) {
    if (isOfBlocks(parts.segments, parts.classes, i))
      emitPackBlocks(parts, i);
    else if (classes[i].usesRows)
      emitRows(i);
    else
      kernel.forEachRow(getRuns(i), [&](Value, ArrayRef<Value> row) {
        parts.forEachSlot([&](Value shard) {
          emitFlat(classes[i],
                   parts.getPlaces(row, 2, *classes[i].body, shard));
        });
      });
  }
  emitStreamFence(kernel);
}

LogicalResult
fsdp::emitPack(PackParts &parts, bool gpu,
               llvm::function_ref<LogicalResult(bool)> addParameters) {
  SmallVector<int64_t> wires = {parts.slotBytes};
  for (auto segment : parts.segments.getAsRange<SegmentAttr>())
    llvm::append_range(wires, segment.getWire().asArrayRef());
  parts.alignment = getStreamAlignment(wires);
  PackEmitter emitter(parts);
  if (failed(emitter.readClasses()) ||
      failed(addParameters(emitter.usesRows())))
    return failure();
  emitter.emit(gpu);
  return success();
}

//===----------------------------------------------------------------------===//
// A gather's pack
//===----------------------------------------------------------------------===//

/// One entry per segment: the rows of this rank's chunk that hold data.
static Value makeValidRows(PackOp op, OutlineContext &context) {
  SmallVector<int64_t> base, stride, low, high;
  for (auto segment : op.getSegments().getAsRange<SegmentAttr>()) {
    base.push_back(segment.getSize());
    stride.push_back(-segment.getChunk());
    low.push_back(0);
    high.push_back(segment.getChunk());
  }
  OpBuilder at(op);
  return context.makeTable(at, op.getLoc(), context.getAxis(op.getGroup()),
                           "valid_rows", base, stride, low, high);
}

/// The kernel's parameters: what of the state it reads, the slot, valid rows,
/// statistics.
static LogicalResult addParameters(PackOp op, bool usesRows,
                                   OutlineContext &context, PackParts &parts) {
  HookKernel &kernel = parts.kernel;
  for (auto segment : op.getSegments().getAsRange<SegmentAttr>())
    for (auto [offset, element] : llvm::zip_equal(
             segment.getState().asArrayRef(),
             getBodyElements(op.getClasses()[segment.getClassIndex()])))
      parts.state.add(offset, alignElements(segment.getChunkElements()),
                      element.getType());
  OpBuilder at(op);
  FailureOr<Value> ref = context.makeRef(at, op, op.getGroup(), "param");
  if (failed(ref))
    return failure();
  parts.state.declare(kernel, *ref, plan::Read);
  auto dest = cast<MemRefType>(op.getDest().getType());
  parts.slot = kernel.addBuffer(op.getDest(), dest, {0, dest.getNumElements()},
                                plan::Write);
  if (usesRows)
    parts.valid =
        kernel.addTable(makeValidRows(op, context), op.getSegments().size());
  parts.statistics = StatisticsOperand(kernel, op.getStats(), op.getSegments());
  return success();
}

LogicalResult fsdp::outlinePack(PackOp op, OutlineContext &context) {
  if (op.getSegments().empty() || op.getClasses().empty() || !op.getDest())
    return op.emitOpError() << "has no segments, classes or destination, "
                               "expected a pack on memrefs";
  HookKernel kernel(context.library, op.getLoc());
  PackParts parts{op, op.getSegments(), op.getClasses(), kernel};
  if (failed(emitPack(parts, context.gpu, [&](bool usesRows) {
        return addParameters(op, usesRows, context, parts);
      })))
    return failure();
  OpBuilder at(op);
  kernel.launch(at, "pack", plan::GatherStream, op.getGroupAttr());
  return success();
}
