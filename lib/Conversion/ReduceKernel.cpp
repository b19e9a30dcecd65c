//===- ReduceKernel.cpp - sums gradient chunks onto the shard -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "HookKernels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"

using namespace mlir;
using namespace fsdp;

/// Ranks that one loop sums in registers: as many streams as hardware
/// prefetchers follow.
static constexpr int64_t kRanksAtOnce = 8;
/// Elements of the shard that stay in the first-level cache between passes when
/// there are more ranks.
static constexpr int64_t kTile = 4096;

namespace {
class ReduceOutliner {
public:
  ReduceOutliner(ReduceUnpackOp op, HookContext &context)
      : op(op), context(context), kernel(context.library, op.getLoc()), at(op),
        shards(context.grid.getShards()) {}
  LogicalResult run();

private:
  LogicalResult addParameters();
  Value makeTable();
  void emitSegment(Value number, ArrayRef<Value> columns);
  void emitPiece(Value offset, Value to, Value count);
  void emitPass(Value offset, Value to, Value low, Value high, Value firstRank,
                int64_t ranks, bool accumulate, bool scale);
  Value scaled(Value sum);

  ReduceUnpackOp op;
  HookContext &context;
  HookKernel kernel;
  OpBuilder at;
  int64_t shards;
  int64_t firstElement = 0;
  Value pointers, table, shard;
};
} // namespace

/// Three entries a segment: byte offset of this rank's chunk in a source, bytes
/// between its outer pieces there, valid elements of a piece. Peers offer their
/// whole gradient buffer, buffered transport delivers this rank's chunks
/// packed.
Value ReduceOutliner::makeTable() {
  SmallVector<int64_t> base, stride, low, high, bufferedBase, bufferedStride;
  auto add = [&](int64_t b, int64_t s, int64_t lo, int64_t hi, int64_t bb,
                 int64_t bs) {
    base.push_back(b);
    stride.push_back(s);
    low.push_back(lo);
    high.push_back(hi);
    bufferedBase.push_back(bb);
    bufferedStride.push_back(bs);
  };
  constexpr int64_t most = std::numeric_limits<int64_t>::max();
  for (auto segment : op.getGrads().getAsRange<GradSegmentAttr>()) {
    int64_t row = segment.getInner();
    int64_t piece = segment.getChunk() * row * 4;
    add(segment.getFull(), piece, 0, most, segment.getSlot(), 0);
    add(shards * piece, 0, 0, most, piece, 0);
    add(segment.getSize() * row, -segment.getChunk() * row, 0,
        segment.getChunk() * row, segment.getSize() * row,
        -segment.getChunk() * row);
  }
  return context.makeTable(at, op.getLoc(), "reduce_offsets", base, stride, low,
                           high, bufferedBase, bufferedStride);
}

LogicalResult ReduceOutliner::addParameters() {
  int64_t low = std::numeric_limits<int64_t>::max(), high = 0, slot = 0;
  for (auto segment : op.getGrads().getAsRange<GradSegmentAttr>()) {
    int64_t count = alignElements(segment.getOuter() * segment.getChunk() *
                                  segment.getInner());
    low = std::min(low, segment.getShard());
    high = std::max(high, segment.getShard() + count);
    slot = std::max(slot, segment.getSlot() + count * 4);
  }
  FailureOr<Value> ref = context.makeRef(at, op, op.getGroup(), "grad");
  if (failed(ref))
    return failure();
  firstElement = low;
  pointers = kernel.addSources(op.getSources(), shards, {0, slot});
  table = kernel.addTable(makeTable(), 3 * op.getGrads().size());
  Type f32 = kernel.getBuilder().getF32Type();
  shard = kernel.addBuffer(*ref, MemRefType::get({high - low}, f32),
                           {low * 4, (high - low) * 4}, plan::Write);
  return success();
}

Value ReduceOutliner::scaled(Value sum) {
  double scale = op.getScale().convertToDouble();
  if (scale == 1.0)
    return sum;
  OpBuilder &builder = kernel.getBuilder();
  Value factor = arith::ConstantOp::create(builder, kernel.getLoc(),
                                           builder.getF32FloatAttr(scale));
  return arith::MulFOp::create(builder, kernel.getLoc(), sum, factor);
}

/// Elements [low, high) of a piece: `ranks` sources from `firstRank` on, one
/// after the other.
void ReduceOutliner::emitPass(Value offset, Value to, Value low, Value high,
                              Value firstRank, int64_t ranks, bool accumulate,
                              bool scale) {
  OpBuilder &builder = kernel.getBuilder();
  Location loc = kernel.getLoc();
  Type ptr = LLVM::LLVMPointerType::get(builder.getContext());
  Type f32 = builder.getF32Type(), i64 = builder.getI64Type();
  SmallVector<Value> sources;
  for (int64_t i = 0; i < ranks; ++i) {
    Value address =
        kernel.load(pointers, kernel.add(firstRank, kernel.index(i)));
    Value base = LLVM::IntToPtrOp::create(builder, loc, ptr, address);
    Value bytes = arith::IndexCastOp::create(builder, loc, i64, offset);
    sources.push_back(LLVM::GEPOp::create(builder, loc, ptr,
                                          builder.getI8Type(), base,
                                          ArrayRef<LLVM::GEPArg>{bytes}));
  }
  kernel.loop(low, high, 1, [&](Value element) {
    Value position = arith::IndexCastOp::create(builder, loc, i64, element);
    Value place = kernel.add(to, element);
    Value sum = accumulate ? kernel.load(shard, place) : Value();
    for (Value source : sources) {
      Value address = LLVM::GEPOp::create(builder, loc, ptr, f32, source,
                                          ArrayRef<LLVM::GEPArg>{position});
      Value value = LLVM::LoadOp::create(builder, loc, f32, address, 4);
      sum = sum ? arith::AddFOp::create(builder, loc, sum, value) : value;
    }
    kernel.store(scale ? scaled(sum) : sum, shard, place);
  });
}

void ReduceOutliner::emitPiece(Value offset, Value to, Value count) {
  Value none = kernel.index(0);
  if (shards <= kRanksAtOnce) {
    emitPass(offset, to, none, count, none, shards, false, true);
    return;
  }
  OpBuilder &builder = kernel.getBuilder();
  int64_t rest = shards % kRanksAtOnce;
  kernel.loop(none, count, kTile, [&](Value low) {
    Value high = arith::MinSIOp::create(
        builder, kernel.getLoc(), kernel.add(low, kernel.index(kTile)), count);
    emitPass(offset, to, low, high, none, kRanksAtOnce, false, false);
    kernel.loop(kernel.index(kRanksAtOnce), kernel.index(shards - rest),
                kRanksAtOnce, [&](Value rank) {
                  emitPass(offset, to, low, high, rank, kRanksAtOnce, true,
                           false);
                });
    // Also where no rank is left over: the pass that scales.
    emitPass(offset, to, low, high, kernel.index(shards - rest), rest, true,
             true);
  });
}

void ReduceOutliner::emitSegment(Value number, ArrayRef<Value> columns) {
  Value to = columns[0], outers = columns[1], piece = columns[2];
  Value end = columns[3];
  Value entry = kernel.mul(number, kernel.index(3));
  Value offset = kernel.loadIndex(table, entry);
  Value stride = kernel.loadIndex(table, kernel.add(entry, kernel.index(1)));
  Value valid = kernel.loadIndex(table, kernel.add(entry, kernel.index(2)));
  Value zero = kernel.zero(kernel.getBuilder().getF32Type());
  kernel.loop(outers, [&](Value outer) {
    Value first = kernel.add(to, kernel.mul(outer, piece));
    emitPiece(kernel.add(offset, kernel.mul(outer, stride)), first, valid);
    kernel.loop(valid, piece, 1, [&](Value element) {
      kernel.store(zero, shard, kernel.add(first, element));
    });
  });
  kernel.loop(kernel.mul(outers, piece), end, 1, [&](Value element) {
    kernel.store(zero, shard, kernel.add(to, element));
  });
}

LogicalResult ReduceOutliner::run() {
  if (op.getGrads().empty())
    return op.emitOpError() << "has no gradients, expected at least one";
  if (failed(addParameters()))
    return failure();
  SmallVector<SmallVector<int64_t>> rows;
  for (auto segment : op.getGrads().getAsRange<GradSegmentAttr>()) {
    int64_t piece = segment.getChunk() * segment.getInner();
    rows.push_back({segment.getShard() - firstElement, segment.getOuter(),
                    piece, alignElements(segment.getOuter() * piece)});
  }
  kernel.forEachRow(rows, [&](Value number, ArrayRef<Value> columns) {
    emitSegment(number, columns);
  });
  kernel.launch(at, "reduce_unpack", plan::ReduceStream, op.getGroupAttr());
  return success();
}

LogicalResult fsdp::outlineReduceUnpack(ReduceUnpackOp op,
                                        HookContext &context) {
  return ReduceOutliner(op, context).run();
}
