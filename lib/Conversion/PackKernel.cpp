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

class PackOutliner {
public:
  PackOutliner(PackOp op, OutlineContext &context)
      : op(op), context(context), kernel(context.library, op.getLoc()), at(op) {
  }
  LogicalResult run();

private:
  LogicalResult readClasses();
  LogicalResult addParameters();
  void emitClass(unsigned number);
  SmallVector<SmallVector<int64_t>> getRuns(unsigned number);
  void emitFlat(const PackClass &pack, ArrayRef<Value> columns);
  void emitRows(unsigned number);
  SmallVector<Value> computeElement(const PackClass &pack,
                                    ArrayRef<Value> columns,
                                    ArrayRef<Value> stats, Value element,
                                    Value row, Value valid);
  SmallVector<ElementOutput> getOutputs(const PackClass &pack,
                                        ArrayRef<Value> columns);
  void addPlaces(const PackClass &pack, SegmentAttr segment,
                 SmallVector<int64_t> &row);
  void emitZeros(const PackClass &pack, ArrayRef<Value> columns, Value low,
                 Value high);
  Value getValidRows();
  void emitTiles();
  void addFlatTiles(TileEmitter &tiles, unsigned number);
  void addRowTiles(TileEmitter &tiles, unsigned number);
  void addZeroTiles(TileEmitter &tiles, const PackClass &pack,
                    ArrayRef<TileRun> runs);
  TileClass makeTiles(TileEmitter &tiles, const PackClass &pack, int64_t width);
  void storeWires(const PackClass &pack, TileEmitter &tiles,
                  ArrayRef<SmallVector<Value>> results, ArrayRef<Value> offsets,
                  Value element);

  PackOp op;
  OutlineContext &context;
  HookKernel kernel;
  OpBuilder at;
  SmallVector<PackClass> classes;
  int64_t firstElement = 0; ///< Of the state that the kernel reads.
  int64_t alignment = 0;    ///< Of every wire.
  Value state, slot, valid;
  StatisticsOperand statistics;
};
} // namespace

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

LogicalResult PackOutliner::readClasses() {
  for (Region &body : op.getClasses()) {
    PackClass pack;
    pack.body = &body;
    pack.usesRows = usesRows(body);
    pack.stats = getBodyStats(body).size();
    llvm::append_range(pack.inputs, TypeRange(getBodyElements(body)));
    llvm::append_range(pack.wires,
                       body.front().getTerminator()->getOperandTypes());
    if (body.getNumArguments() != pack.inputs.size() + 2 + pack.stats)
      return op.emitOpError() << "has a class with " << body.getNumArguments()
                              << " arguments, expected its inner tensors' "
                                 "elements, the row and the valid rows";
    for (Type type : pack.inputs)
      if (type != classes.front().inputs.front() && !classes.empty())
        return op.emitOpError()
               << "not supported yet: a group that stores both "
               << classes.front().inputs.front() << " and " << type;
    pack.preservesZero = preservesZero(body);
    classes.push_back(std::move(pack));
  }
  return success();
}

LogicalResult PackOutliner::addParameters() {
  int64_t low = std::numeric_limits<int64_t>::max(), high = 0;
  for (auto segment : op.getSegments().getAsRange<SegmentAttr>())
    for (int64_t offset : segment.getState().asArrayRef()) {
      low = std::min(low, offset);
      high = std::max(
          high, offset + alignElements(segment.getOuter() * segment.getChunk() *
                                       segment.getInner()));
    }
  Type stored = classes.front().inputs.front();
  FailureOr<int64_t> size = getElementBytes(op, stored);
  FailureOr<Value> ref = context.makeRef(at, op, op.getGroup(), "param");
  if (failed(size) || failed(ref))
    return failure();
  for (const PackClass &pack : classes)
    for (Type wire : pack.wires)
      if (failed(getElementBytes(op, wire)))
        return failure();
  firstElement = low;
  state = kernel.addBuffer(*ref, MemRefType::get({high - low}, stored),
                           {low * *size, (high - low) * *size}, plan::Read);
  auto dest = cast<MemRefType>(op.getDest().getType());
  slot = kernel.addBuffer(op.getDest(), dest, {0, dest.getNumElements()},
                          plan::Write);
  SmallVector<int64_t> wires;
  for (auto segment : op.getSegments().getAsRange<SegmentAttr>())
    llvm::append_range(wires, segment.getWire().asArrayRef());
  alignment = getStreamAlignment(wires);
  if (llvm::any_of(classes, [](const PackClass &c) { return c.usesRows; }))
    valid = kernel.addTable(getValidRows(), op.getSegments().size());
  statistics = StatisticsOperand(kernel, op.getStats(), op.getSegments());
  return success();
}

/// One entry per segment: the rows of this rank's chunk that hold data.
Value PackOutliner::getValidRows() {
  SmallVector<int64_t> base, stride, low, high;
  for (auto segment : op.getSegments().getAsRange<SegmentAttr>()) {
    base.push_back(segment.getSize());
    stride.push_back(-segment.getChunk());
    low.push_back(0);
    high.push_back(segment.getChunk());
  }
  return context.makeTable(at, op.getLoc(), "valid_rows", base, stride, low,
                           high);
}

/// Where a segment's inputs lie in the state, its wires in the slot, each in
/// its elements, and its statistics.
void PackOutliner::addPlaces(const PackClass &pack, SegmentAttr segment,
                             SmallVector<int64_t> &row) {
  for (int64_t offset : segment.getState().asArrayRef())
    row.push_back(offset - firstElement);
  for (auto [offset, type] :
       llvm::zip_equal(segment.getWire().asArrayRef(), pack.wires))
    row.push_back(offset / *getElementBytes(op, type));
  statistics.addPlaces(segment, row);
}

/// Rows {elements, aligned elements, places}, contiguous segments merged into
/// one where they share all statistics, that is have none.
SmallVector<SmallVector<int64_t>> PackOutliner::getRuns(unsigned number) {
  const PackClass &pack = classes[number];
  SmallVector<SmallVector<int64_t>> runs;
  for (auto segment : op.getSegments().getAsRange<SegmentAttr>()) {
    if (segment.getClassIndex() != number)
      continue;
    int64_t count =
        segment.getOuter() * segment.getChunk() * segment.getInner();
    int64_t padded = alignElements(count);
    SmallVector<int64_t> run = {pack.preservesZero ? padded : count, padded};
    addPlaces(pack, segment, run);
    bool follows =
        !runs.empty() && pack.stats == 0 && runs.back()[0] == runs.back()[1] &&
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
SmallVector<Value> PackOutliner::computeElement(const PackClass &pack,
                                                ArrayRef<Value> columns,
                                                ArrayRef<Value> stats,
                                                Value element, Value row,
                                                Value validRows) {
  SmallVector<Value> args;
  for (size_t i = 0; i < pack.inputs.size(); ++i)
    args.push_back(kernel.load(state, kernel.add(columns[i], element)));
  args.push_back(row);
  args.push_back(validRows);
  llvm::append_range(args, stats);
  return kernel.inlineBody(*pack.body, args);
}

SmallVector<ElementOutput> PackOutliner::getOutputs(const PackClass &pack,
                                                    ArrayRef<Value> columns) {
  SmallVector<ElementOutput> outputs;
  for (auto [first, type] : llvm::zip_equal(
           columns.slice(pack.inputs.size(), pack.wires.size()), pack.wires))
    outputs.push_back({slot, first, type});
  return outputs;
}

void PackOutliner::emitZeros(const PackClass &pack, ArrayRef<Value> columns,
                             Value low, Value high) {
  kernel.loop(low, high, 1, [&](Value element) {
    for (auto [i, type] : llvm::enumerate(pack.wires))
      kernel.store(kernel.zero(type), kernel.viewAs(slot, type),
                   kernel.add(columns[pack.inputs.size() + i], element));
  });
}

void PackOutliner::emitFlat(const PackClass &pack, ArrayRef<Value> columns) {
  Value none = kernel.index(0);
  SmallVector<Value> stats = statistics.load(kernel, columns, pack.stats);
  ArrayRef<Value> offsets = columns.drop_front(2);
  emitStreamedElements(kernel, columns[0], getOutputs(pack, offsets), alignment,
                       [&](Value element) {
                         return computeElement(pack, offsets, stats, element,
                                               none, none);
                       });
  if (!pack.preservesZero)
    emitZeros(pack, columns.drop_front(2), columns[0], columns[1]);
}

/// Bodies that look at the row: one loop nest outer x chunk x inner a segment.
void PackOutliner::emitRows(unsigned number) {
  const PackClass &pack = classes[number];
  SmallVector<SmallVector<int64_t>> rows;
  for (auto [i, segment] :
       llvm::enumerate(op.getSegments().getAsRange<SegmentAttr>())) {
    if (segment.getClassIndex() != number)
      continue;
    int64_t count =
        segment.getOuter() * segment.getChunk() * segment.getInner();
    SmallVector<int64_t> row = {static_cast<int64_t>(i),
                                segment.getOuter(),
                                segment.getChunk(),
                                segment.getInner(),
                                count,
                                alignElements(count)};
    addPlaces(pack, segment, row);
    rows.push_back(row);
  }
  kernel.forEachRow(rows, [&](Value, ArrayRef<Value> columns) {
    Value validRows = kernel.loadIndex(valid, columns[0]);
    SmallVector<Value> stats = statistics.load(kernel, columns, pack.stats);
    kernel.loop(columns[1], [&](Value outer) {
      kernel.loop(columns[2], [&](Value row) {
        Value first = kernel.mul(kernel.add(kernel.mul(outer, columns[2]), row),
                                 columns[3]);
        ArrayRef<Value> offsets = columns.drop_front(6);
        emitElements(kernel, first, kernel.add(first, columns[3]),
                     getOutputs(pack, offsets), [&](Value element) {
                       return computeElement(pack, offsets, stats, element, row,
                                             validRows);
                     });
      });
    });
    emitZeros(pack, columns.drop_front(6), columns[4], columns[5]);
  });
}

//===----------------------------------------------------------------------===//
// For a GPU
//===----------------------------------------------------------------------===//

void PackOutliner::storeWires(const PackClass &pack, TileEmitter &tiles,
                              ArrayRef<SmallVector<Value>> results,
                              ArrayRef<Value> offsets, Value element) {
  for (auto [type, values, offset] :
       llvm::zip_equal(pack.wires, results, offsets))
    storeElements(kernel.getBuilder(), kernel.getLoc(), values,
                  kernel.viewAs(slot, type),
                  tiles.toIndex(tiles.add(offset, element)));
}

/// Vectors per thread: about 8 loads of 16 bytes in flight.
static int64_t getUnroll(const PackClass &pack, int64_t width) {
  int64_t inputs = pack.inputs.size(), most = 4 / inputs;
  int64_t bytes = pack.inputs.front().getIntOrFloatBitWidth() / 8 * width;
  int64_t loads = inputs * llvm::divideCeil(bytes, kVectorBytes);
  return std::max<int64_t>(1, std::min(most, 8 / loads));
}

/// Columns: {number of the segment, chunk, inner} where the body looks at the
/// row, then the state of each input, the offset of each wire, the places of
/// the statistics and, prepared, these themselves. A vector lies in one row.
TileClass PackOutliner::makeTiles(TileEmitter &tiles, const PackClass &pack,
                                  int64_t width) {
  TileClass result;
  size_t first = pack.usesRows ? 3 : 0, inputs = pack.inputs.size();
  result.width = width;
  result.unroll = getUnroll(pack, width);
  result.prepare = [this, &pack](ArrayRef<Value> columns) {
    return statistics.load(kernel, columns, pack.stats);
  };
  result.load = [=, this, &tiles](ArrayRef<Value> columns, Value element) {
    TileClass::Values loaded;
    for (size_t i = 0; i < inputs; ++i)
      llvm::append_range(
          loaded,
          loadElements(kernel.getBuilder(), kernel.getLoc(), state,
                       tiles.toIndex(tiles.add(columns[first + i], element)),
                       width));
    return loaded;
  };
  result.finish = [=, this, &tiles, &pack](ArrayRef<Value> columns,
                                           Value element,
                                           ArrayRef<Value> loaded) {
    Value row = kernel.index(0), validRows = row;
    if (pack.usesRows) {
      validRows = kernel.loadIndex(valid, tiles.toIndex(columns[0]));
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
    storeWires(pack, tiles, results,
               columns.slice(first + inputs, pack.wires.size()), element);
  };
  return result;
}

/// Wires' elements from the end of a run to the next wire's begin.
void PackOutliner::addZeroTiles(TileEmitter &tiles, const PackClass &pack,
                                ArrayRef<TileRun> runs) {
  TileClass zeros;
  zeros.load = [](ArrayRef<Value>, Value) { return TileClass::Values(); };
  zeros.finish = [this, &tiles, &pack](ArrayRef<Value> columns, Value element,
                                       ArrayRef<Value>) {
    SmallVector<SmallVector<Value>> results;
    for (Type type : pack.wires)
      results.push_back({kernel.zero(type)});
    storeWires(pack, tiles, results,
               columns.drop_back(pack.stats).take_back(pack.wires.size()),
               element);
  };
  llvm::append_range(zeros.runs, runs);
  tiles.add(std::move(zeros));
}

void PackOutliner::addFlatTiles(TileEmitter &tiles, unsigned number) {
  const PackClass &pack = classes[number];
  SmallVector<Type> types(pack.inputs);
  llvm::append_range(types, pack.wires);
  SmallVector<TileRun> runs, zeros;
  for (ArrayRef<int64_t> run : getRuns(number)) {
    runs.push_back({0, run[0], SmallVector<int64_t>(run.drop_front(2))});
    zeros.push_back({run[0], run[1], SmallVector<int64_t>(run.drop_front(2))});
  }
  tiles.addSplit(getVectorWidth(types), runs,
                 [&](int64_t width) { return makeTiles(tiles, pack, width); });
  addZeroTiles(tiles, pack, zeros);
}

void PackOutliner::addRowTiles(TileEmitter &tiles, unsigned number) {
  const PackClass &pack = classes[number];
  SmallVector<Type> types(pack.inputs);
  llvm::append_range(types, pack.wires);
  int64_t width = getVectorWidth(types);
  TileClass vectors = makeTiles(tiles, pack, width);
  TileClass elements = makeTiles(tiles, pack, 1);
  SmallVector<TileRun> zeros;
  for (auto [i, segment] :
       llvm::enumerate(op.getSegments().getAsRange<SegmentAttr>())) {
    if (segment.getClassIndex() != number)
      continue;
    int64_t count =
        segment.getOuter() * segment.getChunk() * segment.getInner();
    SmallVector<int64_t> columns = {static_cast<int64_t>(i), segment.getChunk(),
                                    segment.getInner()};
    for (int64_t offset : segment.getState().asArrayRef())
      columns.push_back(offset - firstElement);
    for (auto [offset, type] :
         llvm::zip_equal(segment.getWire().asArrayRef(), pack.wires))
      columns.push_back(offset / *getElementBytes(op, type));
    statistics.addPlaces(segment, columns);
    (segment.getInner() % width ? elements : vectors)
        .runs.push_back({0, count, columns});
    zeros.push_back({count, alignElements(count), columns});
  }
  tiles.add(std::move(vectors));
  tiles.add(std::move(elements));
  addZeroTiles(tiles, pack, zeros);
}

void PackOutliner::emitTiles() {
  int64_t extent = std::max(cast<MemRefType>(state.getType()).getNumElements(),
                            cast<MemRefType>(slot.getType()).getNumElements());
  TileEmitter tiles(kernel, extent);
  PackParts parts{op,           kernel, state,      slot,
                  firstElement, valid,  statistics, alignment};
  for (unsigned i = 0; i < classes.size(); ++i) {
    if (isOfBlocks(op, i))
      addPackBlockTiles(parts, tiles, i);
    else if (classes[i].usesRows)
      addRowTiles(tiles, i);
    else
      addFlatTiles(tiles, i);
  }
  tiles.begin();
  tiles.emit();
}

LogicalResult PackOutliner::run() {
  if (op.getSegments().empty() || op.getClasses().empty() || !op.getDest())
    return op.emitOpError() << "has no segments, classes or destination, "
                               "expected a pack on memrefs";
  if (failed(readClasses()) || failed(addParameters()))
    return failure();
  if (context.gpu)
    emitTiles();
  PackParts parts{op,           kernel, state,      slot,
                  firstElement, valid,  statistics, alignment};
  for (unsigned i = 0; i < classes.size() && !context.gpu; ++i) {
    if (isOfBlocks(op, i)) {
      emitPackBlocks(parts, i);
      continue;
    }
    if (classes[i].usesRows) {
      emitRows(i);
      continue;
    }
    kernel.forEachRow(getRuns(i), [&](Value, ArrayRef<Value> columns) {
      emitFlat(classes[i], columns);
    });
  }
  if (!context.gpu)
    emitStreamFence(kernel);
  kernel.launch(at, "pack", plan::GatherStream, op.getGroupAttr());
  return success();
}

LogicalResult fsdp::outlinePack(PackOp op, OutlineContext &context) {
  return PackOutliner(op, context).run();
}
