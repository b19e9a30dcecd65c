//===- HookKernel.cpp - a hook kernel under construction ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "HookKernel.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/LoopLikeInterface.h"
#include "mlir/Transforms/LoopInvariantCodeMotionUtils.h"

using namespace mlir;
using namespace fsdp;

//===----------------------------------------------------------------------===//
// KernelLibrary
//===----------------------------------------------------------------------===//

std::string KernelLibrary::makeName(StringRef stem) {
  std::string name;
  do {
    name = (stem + "_" + Twine(counters[stem]++)).str();
  } while (SymbolTable::lookupSymbolIn(module, name));
  return name;
}

std::string KernelLibrary::intern(func::FuncOp kernel, StringRef stem) {
  kernel.setSymName(stem);
  std::string text;
  llvm::raw_string_ostream stream(text);
  kernel.print(stream, OpPrintingFlags().useLocalScope());
  auto [entry, isNew] = kernels.try_emplace(text);
  if (!isNew) {
    kernel.erase();
    return entry->second;
  }
  entry->second = makeName(stem);
  kernel.setSymName(entry->second);
  return entry->second;
}

std::string KernelLibrary::internTable(ArrayRef<SmallVector<int64_t>> rows,
                                       Type type, Attribute space) {
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  SmallVector<int64_t> flat;
  for (const SmallVector<int64_t> &row : rows)
    llvm::append_range(flat, row);
  SmallVector<int64_t> shape = {static_cast<int64_t>(rows.size()),
                                static_cast<int64_t>(rows.front().size())};
  if (!type)
    type = builder.getI64Type();
  auto wide =
      DenseElementsAttr::get(RankedTensorType::get(shape, builder.getI64Type()),
                             ArrayRef<int64_t>(flat));
  auto value = cast<DenseIntElementsAttr>(wide).mapValues(
      type, [&](const APInt &number) {
        return number.trunc(type.getIntOrFloatBitWidth());
      });
  auto memref = MemRefType::get(shape, type, AffineMap(), space);
  std::string text;
  llvm::raw_string_ostream stream(text);
  value.print(stream);
  memref.print(stream);
  auto [entry, isNew] = tables.try_emplace(text);
  if (isNew) {
    entry->second = makeName("segments");
    memref::GlobalOp::create(builder, module.getLoc(), entry->second,
                             builder.getStringAttr("private"), memref, value,
                             /*constant=*/true, /*alignment=*/nullptr);
  }
  return entry->second;
}

std::string KernelLibrary::internCells(StringRef stem, int64_t count) {
  std::string name = (stem + "_cells_" + Twine(count)).str();
  if (SymbolTable::lookupSymbolIn(module, name))
    return name;
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  auto type = RankedTensorType::get({count}, builder.getI32Type());
  memref::GlobalOp::create(
      builder, module.getLoc(), name, builder.getStringAttr("private"),
      MemRefType::get(type.getShape(), type.getElementType()),
      DenseElementsAttr::get(type, ArrayRef<int32_t>{0}),
      /*constant=*/false, /*alignment=*/nullptr);
  return name;
}

//===----------------------------------------------------------------------===//
// Parameters and launch
//===----------------------------------------------------------------------===//

HookKernel::HookKernel(KernelLibrary &library, Location loc)
    : library(library), loc(loc), builder(loc.getContext()) {
  builder.setInsertionPointToEnd(library.getModule().getBody());
  function = func::FuncOp::create(builder, loc, "kernel",
                                  builder.getFunctionType({}, {}));
  function.setPrivate();
  function->setAttr("plan.kernel", builder.getUnitAttr());
  builder.setInsertionPointToStart(function.addEntryBlock());
}

Value HookKernel::addParameter(Value operand, MemRefType type,
                               BufferRange range, plan::Access access) {
  operands.push_back(operand);
  offsets.push_back(range.offset);
  bytes.push_back(range.bytes);
  accesses.push_back(access);
  unsigned number = function.getNumArguments();
  (void)function.insertArgument(number, type,
                                builder.getDictionaryAttr(builder.getNamedAttr(
                                    "llvm.noalias", builder.getUnitAttr())),
                                loc);
  return function.getArgument(number);
}

Value HookKernel::addBuffer(Value operand, MemRefType type, BufferRange range,
                            plan::Access access) {
  return addParameter(operand, type, range, access);
}

void HookKernel::allowOverlap(ArrayRef<Value> buffers) {
  for (Value buffer : buffers)
    function.removeArgAttr(cast<BlockArgument>(buffer).getArgNumber(),
                           "llvm.noalias");
}

Value HookKernel::addSources(Value operand, int64_t shards, BufferRange range) {
  return addParameter(operand, MemRefType::get({shards}, builder.getI64Type()),
                      range, plan::Read);
}

Value HookKernel::addTable(Value operand, int64_t entries) {
  return addParameter(operand, MemRefType::get({entries}, builder.getI64Type()),
                      {0, 0}, plan::NoAccess);
}

Value HookKernel::addScalars(Value operand, int64_t entries) {
  return addParameter(operand, MemRefType::get({entries}, builder.getF64Type()),
                      {0, 0}, plan::NoAccess);
}

void HookKernel::setLaunchShape(int64_t blocks, int64_t threads) {
  auto shape = [&](int64_t x) {
    return builder.getDenseI32ArrayAttr({static_cast<int32_t>(x), 1, 1});
  };
  function->setAttr("known_grid_size", shape(blocks));
  function->setAttr("known_block_size", shape(threads));
}

Value HookKernel::scratch(unsigned number, int64_t bytes) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(&function.front());
  while (scratches.size() <= number)
    scratches.push_back(memref::AllocaOp::create(
        builder, loc, MemRefType::get({bytes}, builder.getI8Type()),
        builder.getI64IntegerAttr(64)));
  return scratches[number];
}

Value HookKernel::scratchOf(unsigned number, int64_t count, Type type) {
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(&function.front());
  auto wanted = MemRefType::get({count}, type);
  Value &array = arrays[{number, wanted}];
  if (!array)
    array = memref::AllocaOp::create(builder, loc, wanted,
                                     builder.getI64IntegerAttr(64));
  return array;
}

std::string HookKernel::finish(StringRef stem) {
  func::ReturnOp::create(builder, loc);
  // What does not depend on the element (powers of a step number, say) runs
  // once.
  function.walk([](LoopLikeOpInterface loop) { moveLoopInvariantCode(loop); });
  return library.intern(function, stem);
}

plan::LaunchOp HookKernel::launch(OpBuilder &at, StringRef stem,
                                  plan::Stream stream,
                                  FlatSymbolRefAttr group) {
  return launchFinished(at, finish(stem), stream, group);
}

plan::LaunchOp HookKernel::launchFinished(OpBuilder &at, StringRef name,
                                          plan::Stream stream,
                                          FlatSymbolRefAttr group) {
  return plan::LaunchOp::create(at, loc, name, operands, offsets, bytes,
                                accesses, stream, /*phase=*/nullptr, group,
                                /*label=*/nullptr);
}

//===----------------------------------------------------------------------===//
// Pieces of bodies
//===----------------------------------------------------------------------===//

Value HookKernel::index(int64_t value) {
  return arith::ConstantIndexOp::create(builder, loc, value);
}

Value HookKernel::zero(Type type) {
  return arith::ConstantOp::create(builder, loc, builder.getZeroAttr(type));
}

Value HookKernel::add(Value a, Value b) {
  return builder.createOrFold<arith::AddIOp>(loc, a, b);
}

Value HookKernel::mul(Value a, Value b) {
  return builder.createOrFold<arith::MulIOp>(loc, a, b);
}

Value HookKernel::sub(Value a, Value b) {
  return builder.createOrFold<arith::SubIOp>(loc, a, b);
}

Value HookKernel::div(Value a, Value b) {
  return builder.createOrFold<arith::DivUIOp>(loc, a, b);
}

Value HookKernel::rowOf(Value element, Value chunk, Value inner) {
  return builder.createOrFold<arith::RemUIOp>(loc, div(element, inner), chunk);
}

Value HookKernel::validRowsOf(Value rank, Value size, Value chunk) {
  // A rank behind the last row has a negative rest.
  Value rest = sub(size, mul(rank, chunk));
  Value some = arith::MaxSIOp::create(builder, loc, rest, index(0));
  return arith::MinSIOp::create(builder, loc, some, chunk);
}

Value HookKernel::load(Value memref, Value at) {
  return memref::LoadOp::create(builder, loc, memref, at);
}

void HookKernel::store(Value value, Value memref, Value at) {
  memref::StoreOp::create(builder, loc, value, memref, at);
}

Value HookKernel::loadIndex(Value table, Value at) {
  return arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                    load(table, at));
}

Value HookKernel::viewAs(Value bytes, Type type) {
  int64_t size = cast<MemRefType>(bytes.getType()).getNumElements() /
                 llvm::divideCeil(type.getIntOrFloatBitWidth(), 8);
  return memref::ViewOp::create(builder, loc, MemRefType::get({size}, type),
                                bytes, index(0), ValueRange{});
}

void HookKernel::loop(Value low, Value high, int64_t step, LoopBody body) {
  auto made = scf::ForOp::create(builder, loc, low, high, index(step));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(made.getBody());
  body(made.getInductionVar());
}

void HookKernel::keepForVectors(Operation *loop) {
  MLIRContext *ctx = loop->getContext();
  auto unroll = LLVM::LoopUnrollAttr::get(
      ctx, /*disable=*/BoolAttr::get(ctx, true), {}, {}, {}, {}, {}, {});
  loop->setAttr("llvm.loop_annotation", LLVM::LoopAnnotationAttr::get(
                                            ctx, {}, {}, {}, unroll, {}, {}, {},
                                            {}, {}, {}, {}, {}, {}, {}, {}));
}

void HookKernel::vectorLoop(Value low, Value high, LoopBody body) {
  auto made = scf::ForOp::create(builder, loc, low, high, index(1));
  keepForVectors(made);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(made.getBody());
  body(made.getInductionVar());
}

void HookKernel::loop(Value high, LoopBody body) {
  loop(index(0), high, 1, body);
}

void HookKernel::forEachRow(ArrayRef<SmallVector<int64_t>> rows, RowBody body) {
  if (rows.size() <= 2) {
    for (auto [number, row] : llvm::enumerate(rows)) {
      SmallVector<Value> columns;
      for (int64_t value : row)
        columns.push_back(index(value));
      body(index(number), columns);
    }
    return;
  }
  std::string name = library.internTable(rows);
  int64_t width = rows.front().size();
  auto type = MemRefType::get({static_cast<int64_t>(rows.size()), width},
                              builder.getI64Type());
  Value table = memref::GetGlobalOp::create(builder, loc, type, name);
  loop(index(rows.size()), [&](Value number) {
    SmallVector<Value> columns;
    for (int64_t column = 0; column < width; ++column) {
      // A column that is the same everywhere is a constant: loops over it
      // unroll.
      if (llvm::all_of(rows, [&](const auto &row) {
            return row[column] == rows.front()[column];
          })) {
        columns.push_back(index(rows.front()[column]));
        continue;
      }
      Value value = memref::LoadOp::create(builder, loc, table,
                                           ValueRange{number, index(column)});
      columns.push_back(arith::IndexCastOp::create(
          builder, loc, builder.getIndexType(), value));
    }
    body(number, columns);
  });
}

SmallVector<Value> HookKernel::inlineBody(Region &body, ValueRange args,
                                          const IRMapping &captured) {
  IRMapping mapping = captured;
  mapping.map(body.getArguments(), args);
  for (Operation &op : body.front().without_terminator())
    if (!op.getNumResults() || !captured.contains(op.getResult(0)))
      builder.clone(op, mapping);
  SmallVector<Value> results;
  for (Value value : body.front().getTerminator()->getOperands())
    results.push_back(mapping.lookupOrDefault(value));
  return results;
}
