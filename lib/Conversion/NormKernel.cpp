//===- NormKernel.cpp - the total norm of all reduced gradients -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// One partial sum per group (f64 inside, so that its rounding to f32 is the
// only error: 6e-8 relative), one all-reduce of all partial sums over the shard
// axis, one kernel that adds them and takes the root. On a GPU a group's
// partial sum is that of its blocks' sums, which a kernel for all groups adds.
// Of what ranks of a model axis hold parts, there is a partial sum apart, which
// one all-reduce more joins: what all of them have counts once.
// Where groups are cut among different ranks the last all-reduce joins all of
// them, and a group's first replicas alone have a sum, the others zero.
//
//===----------------------------------------------------------------------===//

#include "GPU/BlockReduce.h"
#include "GPU/VectorAccess.h"
#include "HookKernels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

namespace {
/// Whose gradients a partial sum is of.
enum class Owners {
  Models, ///< Each model index and each shard has its own.
  Shards, ///< Each shard has its own.
  All     ///< Every rank has all of them.
};

/// Neighbours in the gradients of a group, in bytes.
struct NormPart {
  FlatSymbolRefAttr group;
  Owners owners;
  int64_t offset, bytes;
};

class NormOutliner {
public:
  NormOutliner(GradNormOp op, OutlineContext &context)
      : op(op), context(context), at(op), loc(op.getLoc()),
        ord(op.getOrd().convertToDouble()) {}
  LogicalResult run();

private:
  void insertPart(const NormPart &part);
  void addParts(FlatSymbolRefAttr name);
  int64_t countParts(Owners owners) const;
  LogicalResult addPartial(const NormPart &part, Value partials,
                           int64_t number);
  Value combineOver(StringRef axis, Value partials, int64_t count,
                    StringRef arena);
  void addRoot(Value totals);
  LogicalResult addBlocks(const NormPart &part, Value sums, int64_t number);
  void addPartials(Value sums, Value partials);
  int64_t countBlocks();
  void storeTotal(HookKernel &kernel, Value thread, Value sum, Value dest,
                  Value place, bool narrowed);
  Value combine(OpBuilder &builder, Value sum, Value value);
  Value narrow(OpBuilder &builder, Value sum);
  Type getSumType(OpBuilder &builder);
  Value makeBuffer(StringRef arena, StringRef name, int64_t elementBytes = 4);
  bool isMax() const { return std::isinf(ord); }
  Value countOnce(HookKernel &kernel, const NormPart &part, Value sum);
  Value reduce(HookKernel &kernel, Value memref, int64_t count,
               llvm::function_ref<Value(OpBuilder &, Value)> map);
  Value power(OpBuilder &builder, Value x);
  Value root(OpBuilder &builder, Value sum);

  GradNormOp op;
  OutlineContext &context;
  OpBuilder at;
  Location loc;
  double ord;
  SmallVector<NormPart> parts; ///< Of fewest owners last.
  int64_t blocks = 1;          ///< That sum a group's gradients, on a GPU.
  bool everywhere = false;     ///< All data ranks join, of whatever replica.
};
} // namespace

/// |x|^ord in f64, or the bits of |x| for the maximum.
Value NormOutliner::power(OpBuilder &builder, Value x) {
  if (isMax())
    return arith::BitcastOp::create(builder, loc, builder.getI32Type(),
                                    math::AbsFOp::create(builder, loc, x));
  Value wide = arith::ExtFOp::create(builder, loc, builder.getF64Type(), x);
  if (ord == 2.0)
    return arith::MulFOp::create(builder, loc, wide, wide);
  Value magnitude = math::AbsFOp::create(builder, loc, wide);
  if (ord == 1.0)
    return magnitude;
  Value square = arith::MulFOp::create(builder, loc, wide, wide);
  return arith::MulFOp::create(builder, loc, square, magnitude);
}

Value NormOutliner::root(OpBuilder &builder, Value sum) {
  if (ord == 2.0)
    return math::SqrtOp::create(builder, loc, sum);
  return ord == 3.0 ? Value(math::CbrtOp::create(builder, loc, sum)) : sum;
}

Type NormOutliner::getSumType(OpBuilder &builder) {
  return isMax() ? Type(builder.getI32Type()) : builder.getF64Type();
}

/// The maximum is taken of the bits: they order like magnitudes, and a NaN is
/// above infinity, so that it stays. A sum may be reassociated: it is in f64.
Value NormOutliner::combine(OpBuilder &builder, Value sum, Value value) {
  if (isMax())
    return arith::MaxSIOp::create(builder, loc, sum, value);
  return arith::AddFOp::create(builder, loc, sum, value,
                               arith::FastMathFlags::reassoc);
}

Value NormOutliner::narrow(OpBuilder &builder, Value sum) {
  Type f32 = builder.getF32Type();
  if (isMax())
    return arith::BitcastOp::create(builder, loc, f32, sum);
  return arith::TruncFOp::create(builder, loc, f32, sum);
}

Value NormOutliner::reduce(HookKernel &kernel, Value memref, int64_t count,
                           llvm::function_ref<Value(OpBuilder &, Value)> map) {
  OpBuilder &builder = kernel.getBuilder();
  Type type = getSumType(builder);
  auto sumLoop =
      scf::ForOp::create(builder, loc, kernel.index(0), kernel.index(count),
                         kernel.index(1), kernel.zero(type));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(sumLoop.getBody());
  Value x = kernel.load(memref, sumLoop.getInductionVar());
  scf::YieldOp::create(
      builder, loc,
      combine(builder, sumLoop.getRegionIterArg(0), map(builder, x)));
  return sumLoop.getResult(0);
}

/// `sum` on the first replica of the part's group, zero on the others, where
/// all data ranks join.
Value NormOutliner::countOnce(HookKernel &kernel, const NormPart &part,
                              Value sum) {
  GridAttr grid = getGridOf(op, part.group.getValue());
  if (!everywhere || part.owners == Owners::All || grid.getReplicas() == 1)
    return sum;
  // 1 of replica 0; the others' numbers take it to 0.
  Value table =
      kernel.addTable(context.makeTable(at, loc, grid.getReplicateAxis(),
                                        "counted", {1}, {-1}, {0}, {1}),
                      1);
  OpBuilder &builder = kernel.getBuilder();
  Value isFirst = arith::CmpIOp::create(
      builder, loc, arith::CmpIPredicate::ne,
      kernel.loadIndex(table, kernel.index(0)), kernel.index(0));
  return arith::SelectOp::create(builder, loc, isFirst, sum,
                                 kernel.zero(sum.getType()));
}

LogicalResult NormOutliner::addPartial(const NormPart &part, Value partials,
                                       int64_t number) {
  HookKernel kernel(context.library, loc);
  auto [group, owners, offset, bytes] = part;
  FailureOr<Value> ref = context.makeRef(at, op, group.getValue(), "grad");
  if (failed(ref))
    return failure();
  OpBuilder &builder = kernel.getBuilder();
  Type f32 = builder.getF32Type();
  Value grad = kernel.addBuffer(*ref, MemRefType::get({bytes / 4}, f32),
                                {offset, bytes}, plan::Read);
  Value partial = kernel.addBuffer(partials, MemRefType::get({1}, f32),
                                   {number * 4, 4}, plan::Write);
  Value sum = reduce(kernel, grad, bytes / 4,
                     [&](OpBuilder &b, Value x) { return power(b, x); });
  sum = countOnce(kernel, part, sum);
  kernel.store(narrow(builder, sum), partial, kernel.index(0));
  kernel.launch(at, "grad_norm", plan::ComputeStream, group);
  return success();
}

void NormOutliner::addRoot(Value totals) {
  HookKernel kernel(context.library, loc);
  OpBuilder &builder = kernel.getBuilder();
  int64_t count = parts.size();
  Type f32 = builder.getF32Type();
  Value total = kernel.addBuffer(totals, MemRefType::get({count}, f32),
                                 {0, count * 4}, plan::Read);
  auto type = cast<MemRefType>(op.getDest().getType());
  Value norm = kernel.addBuffer(op.getDest(), type, {0, 4}, plan::Write);
  Value sum = reduce(kernel, total, count, [&](OpBuilder &b, Value x) {
    if (isMax())
      return power(b, x);
    return Value(arith::ExtFOp::create(b, loc, b.getF64Type(), x));
  });
  memref::StoreOp::create(builder, loc,
                          narrow(builder, isMax() ? sum : root(builder, sum)),
                          norm, ValueRange{});
  if (context.gpu)
    kernel.setLaunchShape(1, 1);
  kernel.launch(at, "grad_norm_root", plan::ComputeStream, nullptr);
}

//===----------------------------------------------------------------------===//
// For a GPU: sums of blocks, then their sum, both in a fixed order
//===----------------------------------------------------------------------===//

/// Blocks that sum one group's gradients, at most: enough for every machine,
/// and the same bits on all of them.
static constexpr int64_t kMostBlocks = 512;
static constexpr int64_t kSumThreads = 256;

/// Blocks that the largest group needs; all groups take as many.
int64_t NormOutliner::countBlocks() {
  int64_t most = 1;
  for (auto group : op.getGroups().getAsRange<FlatSymbolRefAttr>())
    if (auto state =
            dyn_cast_or_null<plan::StateOp>(SymbolTable::lookupSymbolIn(
                context.getModule(), group.getValue().str() + ".grad")))
      most = std::max<int64_t>(most, state.getBytes() / (kSumThreads * 16));
  return std::min(most, kMostBlocks);
}

/// Block b takes every `blocks`-th row of 1024 elements, a thread 4 of a row.
LogicalResult NormOutliner::addBlocks(const NormPart &part, Value sums,
                                      int64_t number) {
  HookKernel kernel(context.library, loc);
  auto [group, owners, offset, bytes] = part;
  FailureOr<Value> ref = context.makeRef(at, op, group.getValue(), "grad");
  if (failed(ref))
    return failure();
  OpBuilder &builder = kernel.getBuilder();
  Type f32 = builder.getF32Type(), type = getSumType(builder);
  int64_t width = getVectorWidth(f32), size = type.getIntOrFloatBitWidth() / 8;
  Value grad = kernel.addBuffer(*ref, MemRefType::get({bytes / 4}, f32),
                                {offset, bytes}, plan::Read);
  Value own =
      kernel.addBuffer(sums, MemRefType::get({blocks}, type),
                       {number * blocks * size, blocks * size}, plan::Write);
  kernel.setLaunchShape(blocks, kSumThreads);
  Value block = gpu::BlockIdOp::create(builder, loc, gpu::Dimension::x);
  Value thread = gpu::ThreadIdOp::create(builder, loc, gpu::Dimension::x);
  int64_t row = kSumThreads * width;
  Value first = kernel.add(kernel.mul(block, kernel.index(row)),
                           kernel.mul(thread, kernel.index(width)));
  // Shards are multiples of 16 elements.
  auto loop = scf::ForOp::create(builder, loc, first, kernel.index(bytes / 4),
                                 kernel.index(blocks * row), kernel.zero(type));
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    Value sum = loop.getRegionIterArg(0);
    for (Value x :
         loadElements(builder, loc, grad, loop.getInductionVar(), width))
      sum = combine(builder, sum, power(builder, x));
    scf::YieldOp::create(builder, loc, sum);
  }
  storeTotal(kernel, thread, countOnce(kernel, part, loop.getResult(0)), own,
             block, false);
  kernel.launch(at, "grad_norm", plan::ComputeStream, group);
  return success();
}

/// What thread 0 of a block stores, once all have joined.
void NormOutliner::storeTotal(HookKernel &kernel, Value thread, Value sum,
                              Value dest, Value place, bool narrowed) {
  OpBuilder &builder = kernel.getBuilder();
  Value total = reduceBlock(
      builder, loc, thread, kSumThreads, sum,
      [&](OpBuilder &b, Value x, Value y) { return combine(b, x, y); });
  Value isFirst = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::eq,
                                        thread, kernel.index(0));
  auto branch = scf::IfOp::create(builder, loc, isFirst, /*withElse=*/false);
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(branch.thenBlock());
  kernel.store(narrowed ? narrow(builder, total) : total, dest, place);
}

/// Block g adds the sums of part g's blocks.
void NormOutliner::addPartials(Value sums, Value partials) {
  HookKernel kernel(context.library, loc);
  OpBuilder &builder = kernel.getBuilder();
  int64_t count = parts.size();
  Type f32 = builder.getF32Type(), type = getSumType(builder);
  int64_t size = type.getIntOrFloatBitWidth() / 8;
  Value all = kernel.addBuffer(sums, MemRefType::get({count * blocks}, type),
                               {0, count * blocks * size}, plan::Read);
  Value partial = kernel.addBuffer(partials, MemRefType::get({count}, f32),
                                   {0, count * 4}, plan::Write);
  kernel.setLaunchShape(count, kSumThreads);
  Value group = gpu::BlockIdOp::create(builder, loc, gpu::Dimension::x);
  Value thread = gpu::ThreadIdOp::create(builder, loc, gpu::Dimension::x);
  Value first = kernel.mul(group, kernel.index(blocks));
  auto loop = scf::ForOp::create(builder, loc, thread, kernel.index(blocks),
                                 kernel.index(kSumThreads), kernel.zero(type));
  {
    OpBuilder::InsertionGuard guard(builder);
    builder.setInsertionPointToStart(loop.getBody());
    Value sum = kernel.load(all, kernel.add(first, loop.getInductionVar()));
    scf::YieldOp::create(builder, loc,
                         combine(builder, loop.getRegionIterArg(0), sum));
  }
  storeTotal(kernel, thread, loop.getResult(0), partial, group, true);
  kernel.launch(at, "grad_norm_sum", plan::ComputeStream, nullptr);
}

Value NormOutliner::makeBuffer(StringRef arena, StringRef name,
                               int64_t elementBytes) {
  return plan::AllocOp::create(
      at, loc, plan::BufferType::get(op.getContext()),
      at.getI64IntegerAttr(llvm::alignTo(parts.size() * elementBytes, 64)),
      at.getStringAttr(arena), /*offset=*/nullptr, at.getStringAttr(name));
}

/// Behind the others of its owners.
void NormOutliner::insertPart(const NormPart &part) {
  auto *place = llvm::find_if(
      parts, [&](const NormPart &other) { return other.owners > part.owners; });
  parts.insert(place, part);
}

/// The parts of one group, in order: neighbours of the same owners are one.
void NormOutliner::addParts(FlatSymbolRefAttr name) {
  auto group = SymbolTable::lookupNearestSymbolFrom<GroupOp>(op, name);
  bool replicated = group && group.getReplicated();
  auto state = dyn_cast_or_null<plan::StateOp>(SymbolTable::lookupSymbolIn(
      context.getModule(), name.getValue().str() + ".grad"));
  if (!state) // Whoever reads it complains.
    return insertPart({name, Owners::Shards, 0, 0});
  auto last = Owners::Shards;
  int64_t begin = 0;
  auto end = [&](int64_t place) {
    if (place > begin)
      insertPart({name, last, begin, place - begin});
    begin = place;
  };
  if (context.grid.getModels() > 1 && !replicated)
    context.getModule().walk([&](CollectiveStartOp reduce) {
      if (!reduce.getGrads() || reduce.getGroupAttr() != name)
        return WalkResult::advance();
      for (auto segment : reduce.getGradsAttr().getAsRange<GradSegmentAttr>()) {
        auto param = SymbolTable::lookupNearestSymbolFrom<ParamOp>(
            reduce, segment.getParam());
        Owners owners =
            param && param.getModelDim() ? Owners::Models : Owners::Shards;
        if (owners != last)
          end(segment.getShard() * 4);
        last = owners;
      }
      return WalkResult::interrupt();
    });
  if (replicated)
    last = Owners::All;
  end(state.getBytes());
}

/// How many parts have such owners or more of them: the first ones.
int64_t NormOutliner::countParts(Owners owners) const {
  return llvm::count_if(
      parts, [&](const NormPart &part) { return part.owners <= owners; });
}

/// The first `count` of `partials` joined over `axis`, the others as they are.
Value NormOutliner::combineOver(StringRef axis, Value partials, int64_t count,
                                StringRef arena) {
  Value totals = makeBuffer(arena, "grad_norm.total");
  auto stream = at.getI64IntegerAttr(plan::ComputeStream);
  plan::AllReduceOp::create(
      at, loc, partials, totals, at.getDenseI64ArrayAttr({0, 0}),
      at.getI64IntegerAttr(count), at.getStringAttr(isMax() ? "max" : "sum"),
      at.getF64FloatAttr(1.0), at.getStringAttr(axis), stream,
      /*group=*/nullptr,
      op.getLabelAttr() ? op.getLabelAttr() : at.getStringAttr("grad_norm"),
      TypeAttr::get(at.getF32Type()), /*phase=*/nullptr, /*ranks=*/nullptr);
  int64_t rest = parts.size() - count;
  if (rest > 0)
    plan::CopyOp::create(at, loc, partials, totals,
                         at.getDenseI64ArrayAttr({count * 4, count * 4}),
                         at.getI64IntegerAttr(rest * 4), stream,
                         /*phase=*/nullptr);
  return totals;
}

LogicalResult NormOutliner::run() {
  auto type = op.getDest() ? dyn_cast<MemRefType>(op.getDest().getType())
                           : MemRefType();
  if (!type || type.getRank() != 0 || !type.getElementType().isF32())
    return op.emitOpError() << "expected a destination of type memref<f32>";
  if (op.getGroups().empty())
    return op.emitOpError() << "of no group, expected at least one";
  if (ord != 1.0 && ord != 2.0 && ord != 3.0 && !isMax())
    return op.emitOpError()
           << "of order " << ord << ", expected 1, 2, 3 or infinity";
  for (auto name : op.getGroups().getAsRange<FlatSymbolRefAttr>())
    addParts(name);
  bool alone = true;
  for (const NormPart &part : parts) {
    if (part.owners == Owners::All)
      continue;
    alone &= context.getShards(part.group.getValue()) == 1;
    everywhere |= bool(context.getAxis(part.group.getValue()));
  }
  everywhere &= !alone;
  int64_t models =
      context.grid.getModels() > 1 ? countParts(Owners::Models) : 0;
  int64_t shards = alone ? 0 : countParts(Owners::Shards);
  Value totals =
      makeBuffer(models + shards ? "wire" : "transient", "grad_norm.partial");
  Value sums;
  blocks = countBlocks();
  if (context.gpu)
    sums =
        makeBuffer("transient", "grad_norm.blocks", blocks * (isMax() ? 4 : 8));
  for (auto [i, part] : llvm::enumerate(parts))
    if (failed(context.gpu ? addBlocks(part, sums, i)
                           : addPartial(part, totals, i)))
      return failure();
  if (context.gpu)
    addPartials(sums, totals);
  if (models > 0)
    totals =
        combineOver("model", totals, models, shards ? "wire" : "transient");
  if (shards > 0)
    totals = combineOver(everywhere ? "world" : "shard", totals, shards,
                         "transient");
  addRoot(totals);
  return success();
}

LogicalResult fsdp::outlineGradNorm(GradNormOp op, OutlineContext &context) {
  return NormOutliner(op, context).run();
}
