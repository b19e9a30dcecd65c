//===- InitializeKernel.cpp - first values of a group's shards ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What tells one tensor from another, its name, place and numbers, is data in a
// plan.table. On a CPU also how many there are, and the types of a kernel's
// parameters are as large as the largest group's, so that all groups share one
// kernel: its body is long. On a GPU a kernel's tiles are the group's own.
//
//===----------------------------------------------------------------------===//

#include "GPU/TileEmitter.h"
#include "HookKernels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"

using namespace mlir;
using namespace fsdp;

/// FNV-1a, 64 bits.
static int64_t hashName(StringRef name) {
  uint64_t hash = 0xcbf29ce484222325;
  for (unsigned char byte : name)
    hash = (hash ^ byte) * 0x100000001b3;
  return static_cast<int64_t>(hash);
}

namespace {
/// Columns of the table's row of one tensor; its numbers follow, as bits.
/// Before the rows stands their number.
enum Column {
  Place,  ///< Of the chunk in the kernel's buffer.
  Outer,  ///< Pieces of the chunk.
  Piece,  ///< Elements of one.
  Stride, ///< Between two pieces in the full tensor.
  First,  ///< Of the chunk in the full tensor; by rank.
  Valid,  ///< Elements of a piece that are no padding; by rank.
  Name,   ///< Its hash.
  Numbers
};

/// Columns behind the numbers where ranks of a model axis hold parts of a
/// tensor.
enum ModelColumn {
  Part, ///< Elements of a part between those of the same place of two others.
  Skip, ///< Those of the other parts there.
  Mine, ///< Elements of the parts before this rank's there; by rank.
  ModelColumns
};

class InitializeOutliner {
public:
  InitializeOutliner(InitializeOp op, OutlineContext &context)
      : op(op), context(context), kernel(context.library, op.getLoc()), at(op) {
  }
  LogicalResult run();

private:
  /// One tensor's chunk.
  struct Chunk {
    LayoutAttr layout;
    int64_t name;
    /// Elements from which on the next part of a model comes; 0: there is one.
    int64_t part;
    int64_t getPiece() const { return layout.getChunk() * layout.getInner(); }
  };
  /// What a kernel reads of a row, as i64 and f64.
  struct Row {
    Value stride, first, valid, name;
    SmallVector<Value> numbers;
    Value part, skip, mine;
  };

  LogicalResult readChunks();
  /// Elements and table entries that parameters of the kernel have.
  std::pair<int64_t, int64_t> getExtents();
  LogicalResult addParameters();
  Value makeTable();
  int64_t getElementBytes() { return elementType.getIntOrFloatBitWidth() / 8; }
  bool hasModels() { return context.grid.getModels() > 1; }
  unsigned countColumns() {
    return Numbers + op.getNumbersPerTensor() +
           (hasModels() ? ModelColumns : 0);
  }
  Value loadColumn(Value rowStart, int64_t column);
  Row loadRow(Value rowStart);
  Value getValue(const Row &row, Value piece, Value element);
  void emitLoop();
  void emitTiles();

  InitializeOp op;
  OutlineContext &context;
  HookKernel kernel;
  OpBuilder at;
  SmallVector<Chunk> chunks;
  Type elementType;                       ///< As the chunks are stored.
  int64_t firstElement = 0, elements = 0; ///< Of the group's state.
  Value state, table, seed;
};
} // namespace

LogicalResult InitializeOutliner::readChunks() {
  firstElement = std::numeric_limits<int64_t>::max();
  elementType = op.getBody().front().getTerminator()->getOperand(0).getType();
  int64_t end = 0;
  for (auto [symbol, inner] : llvm::zip_equal(
           op.getParams().getAsRange<FlatSymbolRefAttr>(), op.getInner())) {
    auto param = SymbolTable::lookupNearestSymbolFrom<ParamOp>(op, symbol);
    if (!param || !param.getLayouts())
      return op.emitOpError() << "of parameter " << symbol
                              << ", which has no layouts; expected "
                                 "fsdp-assign-groups-and-layouts to have run";
    auto type =
        cast<ShapedType>(cast<TypeAttr>(param.getTypes()[inner]).getValue());
    if (type.getElementType() != elementType)
      return op.emitOpError()
             << "yields " << elementType << " for parameter " << symbol
             << ", which is stored as " << type.getElementType();
    auto layout = cast<LayoutAttr>((*param.getLayouts())[inner]);
    if (bool(param.getStorage()) != bool(op.getDest()))
      return op.emitOpError()
             << "of parameter " << symbol
             << (op.getDest() ? ", which is stored as it is"
                              : ", which its extension stores");
    int64_t part = 0;
    if (auto dim = param.getModelDim(); dim && hasModels())
      part = ShapedType::getNumElements(type.getShape().drop_front(*dim));
    chunks.push_back({layout, hashName(param.getTensorName(inner)), part});
    firstElement = std::min(firstElement, layout.getOffset());
    end = std::max(end, layout.getOffset() + layout.getChunkElements());
  }
  elements = end - firstElement;
  return success();
}

/// The rows of all tensors behind each other, on every rank.
Value InitializeOutliner::makeTable() {
  SmallVector<int64_t> base, stride, low, high, modelStride;
  auto add = [&](int64_t value) {
    base.push_back(value);
    stride.push_back(0);
    low.push_back(value);
    high.push_back(value);
  };
  int64_t models = context.grid.getModels();
  add(chunks.size());
  ArrayRef<Attribute> numbers = op.getNumbers().getValue();
  for (const Chunk &chunk : chunks) {
    LayoutAttr layout = chunk.layout;
    int64_t piece = chunk.getPiece(),
            whole = layout.getSize() * layout.getInner();
    int64_t shards = layout.getShards();
    add(layout.getOffset() - firstElement);
    add(layout.getOuter());
    add(piece);
    add(whole);
    // First: shard * piece. Valid: what is left of the full tensor there.
    base.append({0, whole});
    stride.append({shards > 1 ? piece : 0, shards > 1 ? -piece : 0});
    low.append({0, 0});
    high.append({shards * piece, piece});
    add(chunk.name);
    unsigned count = op.getNumbersPerTensor();
    for (Attribute number : numbers.take_front(count)) {
      APFloat value = cast<FloatAttr>(number).getValue();
      add(static_cast<int64_t>(value.bitcastToAPInt().getZExtValue()));
    }
    numbers = numbers.drop_front(count);
    if (!hasModels())
      continue;
    // What all models have is one part, longer than any tensor.
    add(chunk.part ? chunk.part : std::numeric_limits<int64_t>::max());
    add(chunk.part * (models - 1));
    add(0);
    modelStride.resize(base.size());
    modelStride.back() = chunk.part;
  }
  return context.makeTable(at, op.getLoc(), context.getAxis(op.getGroup()),
                           "init", base, stride, low, high,
                           /*bufferedBase=*/{}, /*bufferedStride=*/{},
                           modelStride);
}

std::pair<int64_t, int64_t> InitializeOutliner::getExtents() {
  if (context.gpu)
    return {elements, 1 + countColumns() * chunks.size()};
  int64_t most = elements, tensors = chunks.size();
  for (auto group : context.getModule().getOps<GroupOp>())
    most =
        std::max(most, static_cast<int64_t>(group.getStateBytes().value_or(0)) /
                           getElementBytes());
  llvm::DenseMap<Attribute, int64_t> members;
  for (auto param : context.getModule().getOps<ParamOp>())
    tensors = std::max(tensors, members[param.getGroupAttr()] +=
                                static_cast<int64_t>(param.getTypes().size()));
  return {most, 1 + tensors * countColumns()};
}

LogicalResult InitializeOutliner::addParameters() {
  FailureOr<Value> ref = Value(op.getDest());
  if (!op.getDest())
    ref = context.makeRef(at, op, op.getGroup(), "param");
  if (failed(ref))
    return failure();
  int64_t size = getElementBytes();
  auto [extent, entries] = getExtents();
  // Other tensors may lie between those of this op, so that it does not write
  // all of the range.
  state =
      kernel.addBuffer(*ref, MemRefType::get({extent}, elementType),
                       {firstElement * size, elements * size}, plan::ReadWrite);
  table = kernel.addTable(makeTable(), entries);
  auto scalar = op.getSeed().getDefiningOp<ScalarOp>();
  if (!scalar)
    return op.emitOpError() << "has a seed that is not a run-time scalar";
  Value scalars = kernel.addScalars(
      plan::ScalarsOp::create(at, op.getLoc(),
                              plan::ScalarsType::get(op.getContext())),
      context.scalars.size());
  seed = kernel.load(scalars,
                     kernel.index(context.scalars.lookup(scalar.getName())));
  return success();
}

Value InitializeOutliner::loadColumn(Value rowStart, int64_t column) {
  return kernel.load(table, kernel.add(rowStart, kernel.index(column)));
}

InitializeOutliner::Row InitializeOutliner::loadRow(Value rowStart) {
  Row row{loadColumn(rowStart, Stride),
          loadColumn(rowStart, First),
          loadColumn(rowStart, Valid),
          loadColumn(rowStart, Name),
          /*numbers=*/{},
          /*part=*/Value(),
          /*skip=*/Value(),
          /*mine=*/Value()};
  OpBuilder &builder = kernel.getBuilder();
  for (unsigned i = 0; i < op.getNumbersPerTensor(); ++i)
    row.numbers.push_back(
        arith::BitcastOp::create(builder, op.getLoc(), builder.getF64Type(),
                                 loadColumn(rowStart, Numbers + i)));
  if (hasModels()) {
    int64_t behind = Numbers + op.getNumbersPerTensor();
    row.part = loadColumn(rowStart, behind + Part);
    row.skip = loadColumn(rowStart, behind + Skip);
    row.mine = loadColumn(rowStart, behind + Mine);
  }
  return row;
}

/// The value of an element of a piece, both counted in i64.
Value InitializeOutliner::getValue(const Row &row, Value piece, Value element) {
  Value index =
      kernel.add(kernel.mul(piece, row.stride), kernel.add(row.first, element));
  if (hasModels()) {
    // Of the model's part; before each such run lie those of other ranks.
    Value run = arith::DivUIOp::create(kernel.getBuilder(), op.getLoc(), index,
                                       row.part);
    index = kernel.add(index, kernel.add(kernel.mul(run, row.skip), row.mine));
  }
  SmallVector<Value> args = {index, row.name, seed};
  llvm::append_range(args, row.numbers);
  return kernel.inlineBody(op.getBody(), args).front();
}

/// For a CPU: valid elements and padding of every piece are loops of their own.
void InitializeOutliner::emitLoop() {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = op.getLoc();
  auto toI64 = [&](Value value) -> Value {
    return arith::IndexCastOp::create(builder, loc, builder.getI64Type(),
                                      value);
  };
  auto toIndex = [&](Value value) -> Value {
    return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                      value);
  };
  Value tensors = toIndex(kernel.load(table, kernel.index(0)));
  kernel.loop(tensors, [&](Value number) {
    Value start = kernel.add(kernel.mul(number, kernel.index(countColumns())),
                             kernel.index(1));
    Row row = loadRow(start);
    Value place = toIndex(loadColumn(start, Place));
    Value piece = toIndex(loadColumn(start, Piece));
    Value valid = toIndex(row.valid);
    kernel.loop(toIndex(loadColumn(start, Outer)), [&](Value outer) {
      Value begin = kernel.add(place, kernel.mul(outer, piece));
      Value outerNumber = toI64(outer);
      kernel.loop(valid, [&](Value element) {
        kernel.store(getValue(row, outerNumber, toI64(element)), state,
                     kernel.add(begin, element));
      });
      kernel.loop(valid, piece, 1, [&](Value element) {
        kernel.store(kernel.zero(elementType), state,
                     kernel.add(begin, element));
      });
    });
  });
}

/// For a GPU: a thread per element.
void InitializeOutliner::emitTiles() {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = op.getLoc();
  int64_t columns = countColumns();
  TileEmitter tiles(kernel,
                    std::max<int64_t>(elements, 1 + columns * chunks.size()));
  TileClass each;
  for (auto [i, chunk] : llvm::enumerate(chunks))
    each.runs.push_back(
        {0,
         chunk.layout.getChunkElements(),
         {chunk.layout.getOffset() - firstElement, chunk.getPiece(),
          1 + static_cast<int64_t>(i) * columns}});
  each.load = [](ArrayRef<Value>, Value) { return TileClass::Values(); };
  each.finish = [&](ArrayRef<Value> run, Value element, ArrayRef<Value>) {
    Row row = loadRow(tiles.toIndex(run[2]));
    Value piece = tiles.div(element, run[1]);
    Value within = tiles.toI64(tiles.sub(element, tiles.mul(piece, run[1])));
    Value value = getValue(row, tiles.toI64(piece), within);
    Value isValid = arith::CmpIOp::create(
        builder, loc, arith::CmpIPredicate::slt, within, row.valid);
    Value stored = arith::SelectOp::create(builder, loc, isValid, value,
                                           kernel.zero(value.getType()));
    kernel.store(stored, state, tiles.toIndex(tiles.add(run[0], element)));
  };
  tiles.add(std::move(each));
  tiles.begin();
  tiles.emit();
}

LogicalResult InitializeOutliner::run() {
  if (failed(readChunks()) || failed(addParameters()))
    return failure();
  if (context.gpu)
    emitTiles();
  else
    emitLoop();
  kernel.launch(at, "initialize", plan::ComputeStream, op.getGroupAttr());
  return success();
}

LogicalResult fsdp::outlineInitialize(InitializeOp op,
                                      OutlineContext &context) {
  return InitializeOutliner(op, context).run();
}
