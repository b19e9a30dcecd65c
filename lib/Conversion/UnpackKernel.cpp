//===- UnpackKernel.cpp - every post hook of a group as one kernel --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "HookKernels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace fsdp;

namespace {
/// For every segment and source rank r: decodes r's wire elements to the rows
/// [r * chunk, (r + 1) * chunk) of the full tensor. Full tensors are stored
/// padded, so that every rank's chunk is whole.
class UnpackOutliner {
public:
  UnpackOutliner(UnpackOp op, HookContext &context)
      : op(op), kernel(context.library, op.getLoc()), at(op),
        shards(context.grid.getShards()) {}
  LogicalResult run();

private:
  LogicalResult check();
  void addParameters();
  void emitClass(unsigned number);
  void emitPiece(Region &body, ArrayRef<Value> sources, ArrayRef<Value> full,
                 Value from, Value to, Value count, Value row, Value valid);

  UnpackOp op;
  HookKernel kernel;
  OpBuilder at;
  int64_t shards;
  int64_t firstByte = 0; ///< Of the unsharded buffer that the kernel writes.
  Value pointers, dest;
};
} // namespace

/// Types of the wires that a body reads.
static SmallVector<Type> getWires(Region &body) {
  SmallVector<Type> types;
  for (Type type : body.getArgumentTypes())
    if (!type.isIndex())
      types.push_back(type);
  return types;
}

static bool usesRows(Region &body) {
  return llvm::any_of(body.getArguments(), [](BlockArgument argument) {
    return argument.getType().isIndex() && !argument.use_empty();
  });
}

LogicalResult UnpackOutliner::check() {
  if (op.getSegments().empty() || !op.getDest())
    return op.emitOpError() << "has no segments or no destination, expected an "
                               "unpack on memrefs";
  for (Region &body : op.getClasses()) {
    SmallVector<Type> types = getWires(body);
    if (body.getNumArguments() != types.size() + 2)
      return op.emitOpError() << "has a class with " << body.getNumArguments()
                              << " arguments, expected its wires' elements, "
                                 "the row and the valid rows";
    llvm::append_range(types, body.front().getTerminator()->getOperandTypes());
    for (Type type : types)
      if (failed(getElementBytes(op, type)))
        return failure();
  }
  return success();
}

void UnpackOutliner::addParameters() {
  int64_t low = std::numeric_limits<int64_t>::max(), high = 0;
  int64_t wireLow = low, wireHigh = 0;
  for (auto segment : op.getSegments().getAsRange<SegmentAttr>()) {
    Region &body = op.getClasses()[segment.getClassIndex()];
    int64_t count =
        segment.getOuter() * segment.getChunk() * segment.getInner();
    for (auto [offset, type] :
         llvm::zip_equal(segment.getWire().asArrayRef(), getWires(body))) {
      wireLow = std::min(wireLow, offset);
      wireHigh =
          std::max(wireHigh, offset + count * *getElementBytes(op, type));
    }
    for (auto [offset, type] :
         llvm::zip_equal(segment.getFull().asArrayRef(),
                         body.front().getTerminator()->getOperandTypes())) {
      low = std::min(low, offset);
      high =
          std::max(high, offset + count * shards * *getElementBytes(op, type));
    }
  }
  firstByte = low;
  pointers =
      kernel.addSources(op.getSources(), shards, {wireLow, wireHigh - wireLow});
  Type i8 = kernel.getBuilder().getI8Type();
  dest = kernel.addBuffer(op.getDest(), MemRefType::get({high - low}, i8),
                          {low, high - low}, plan::Write);
}

/// `count` elements, from element `from` of the wires to element `to` of the
/// full tensors.
void UnpackOutliner::emitPiece(Region &body, ArrayRef<Value> sources,
                               ArrayRef<Value> full, Value from, Value to,
                               Value count, Value row, Value valid) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Type ptr = LLVM::LLVMPointerType::get(builder.getContext());
  SmallVector<Type> wires = getWires(body);
  kernel.loop(count, [&](Value element) {
    SmallVector<Value> args;
    Value position = arith::IndexCastOp::create(
        builder, loc, builder.getI64Type(), kernel.add(from, element));
    for (auto [source, type] : llvm::zip_equal(sources, wires)) {
      Value place = LLVM::GEPOp::create(builder, loc, ptr, type, source,
                                        ArrayRef<LLVM::GEPArg>{position});
      args.push_back(LLVM::LoadOp::create(
          builder, loc, type, place,
          static_cast<unsigned>(*getElementBytes(op, type))));
    }
    args.push_back(row);
    args.push_back(valid);
    SmallVector<Value> results = kernel.inlineBody(body, args);
    for (auto [result, offset] : llvm::zip_equal(results, full))
      kernel.store(result, kernel.viewAs(dest, result.getType()),
                   kernel.add(kernel.add(offset, to), element));
  });
}

void UnpackOutliner::emitClass(unsigned number) {
  Region &body = op.getClasses()[number];
  SmallVector<Type> wires = getWires(body);
  auto fullTypes = body.front().getTerminator()->getOperandTypes();
  SmallVector<SmallVector<int64_t>> rows;
  for (auto segment : op.getSegments().getAsRange<SegmentAttr>()) {
    if (segment.getClassIndex() != number)
      continue;
    SmallVector<int64_t> row = {
        segment.getOuter(), segment.getChunk(), segment.getInner(),
        segment.getChunk() * segment.getInner(), segment.getSize()};
    llvm::append_range(row, segment.getWire().asArrayRef());
    for (auto [offset, type] :
         llvm::zip_equal(segment.getFull().asArrayRef(), fullTypes))
      row.push_back((offset - firstByte) / *getElementBytes(op, type));
    rows.push_back(row);
  }
  bool byRow = usesRows(body);
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Type ptr = LLVM::LLVMPointerType::get(builder.getContext());
  kernel.forEachRow(rows, [&](Value, ArrayRef<Value> columns) {
    ArrayRef<Value> offsets = columns.slice(5, wires.size());
    ArrayRef<Value> full = columns.drop_front(5 + wires.size());
    kernel.loop(kernel.index(shards), [&](Value rank) {
      Value address = kernel.load(pointers, rank);
      Value slot = LLVM::IntToPtrOp::create(builder, loc, ptr, address);
      SmallVector<Value> sources;
      for (Value offset : offsets) {
        Value bytes = arith::IndexCastOp::create(builder, loc,
                                                 builder.getI64Type(), offset);
        sources.push_back(LLVM::GEPOp::create(builder, loc, ptr,
                                              builder.getI8Type(), slot,
                                              ArrayRef<LLVM::GEPArg>{bytes}));
      }
      kernel.loop(columns[0], [&](Value outer) {
        Value from = kernel.mul(outer, columns[3]);
        Value piece = kernel.add(kernel.mul(outer, kernel.index(shards)), rank);
        Value to = kernel.mul(piece, columns[3]);
        Value none = kernel.index(0);
        if (!byRow) {
          emitPiece(body, sources, full, from, to, columns[3], none, none);
          return;
        }
        // Rows of the source rank that hold data: size - rank * chunk, clamped.
        Value rest = arith::SubIOp::create(builder, loc, columns[4],
                                           kernel.mul(rank, columns[1]));
        Value valid = arith::MinSIOp::create(
            builder, loc, arith::MaxSIOp::create(builder, loc, rest, none),
            columns[1]);
        kernel.loop(columns[1], [&](Value row) {
          Value skip = kernel.mul(row, columns[2]);
          emitPiece(body, sources, full, kernel.add(from, skip),
                    kernel.add(to, skip), columns[2], row, valid);
        });
      });
    });
  });
}

LogicalResult UnpackOutliner::run() {
  if (failed(check()))
    return failure();
  addParameters();
  for (unsigned i = 0; i < op.getClasses().size(); ++i)
    emitClass(i);
  kernel.launch(at, "unpack", plan::ComputeStream, op.getGroupAttr());
  return success();
}

LogicalResult fsdp::outlineUnpack(UnpackOp op, HookContext &context) {
  return UnpackOutliner(op, context).run();
}
