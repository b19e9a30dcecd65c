//===- PointMapping.cpp - a thread for each point of a linalg op ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ComputeMapping.h"
#include "VectorAccess.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

using namespace mlir;
using namespace fsdp;

static constexpr int64_t kPointThreads = 256;

bool fsdp::followsLoop(linalg::LinalgOp op, OpOperand &operand, unsigned loop) {
  auto type = dyn_cast<MemRefType>(operand.get().getType());
  AffineMap map = op.getMatchingIndexingMap(&operand);
  SmallVector<int64_t> strides;
  int64_t offset;
  if (!type || map.getNumResults() == 0 ||
      failed(type.getStridesAndOffset(strides, offset)))
    return false;
  if (strides.back() != 1 ||
      map.getResults().back() != getAffineDimExpr(loop, op.getContext()))
    return false;
  return llvm::none_of(map.getResults().drop_back(), [&](AffineExpr expr) {
    return expr.isFunctionOfDim(loop);
  });
}

/// Alignment of the parameter that `memref` is, or is a view of.
static int64_t getAlignment(Value memref, ParameterAlignment alignment) {
  while (auto view = memref.getDefiningOp<ViewLikeOpInterface>())
    memref = view.getViewSource();
  auto argument = dyn_cast<BlockArgument>(memref);
  return argument && argument.getArgNumber() < alignment.size()
             ? alignment[argument.getArgNumber()]
             : 1;
}

/// Whether vectors of `width` elements along the last dimension are aligned.
static bool isAligned(Value memref, int64_t width,
                      ParameterAlignment alignment) {
  auto type = cast<MemRefType>(memref.getType());
  SmallVector<int64_t> strides;
  int64_t offset;
  if (failed(type.getStridesAndOffset(strides, offset)) ||
      ShapedType::isDynamic(offset) || offset % width)
    return false;
  for (auto [stride, size] :
       llvm::drop_end(llvm::zip_equal(strides, type.getShape())))
    if (size != 1 && stride % width)
      return false;
  int64_t bytes = width * llvm::divideCeil(type.getElementTypeBitWidth(), 8);
  return getAlignment(memref, alignment) % std::min(bytes, kVectorBytes) == 0;
}

int64_t fsdp::getLoopWidth(linalg::LinalgOp op, unsigned loop, bool withOutputs,
                           ParameterAlignment alignment) {
  SmallVector<OpOperand *> operands;
  SmallVector<Type> types;
  for (OpOperand &operand : op->getOpOperands()) {
    auto type = dyn_cast<MemRefType>(operand.get().getType());
    bool isOutput = op.isDpsInit(&operand);
    if (!type ||
        (isOutput ? !withOutputs : !op.payloadUsesValueFromOperand(&operand)))
      continue;
    if (!op.getMatchingIndexingMap(&operand).isFunctionOfDim(loop))
      continue;
    // Elements of one bit are bytes in memory, but not in a vector.
    if (!followsLoop(op, operand, loop) ||
        !type.getElementType().isIntOrFloat() ||
        type.getElementTypeBitWidth() < 8)
      return 1;
    operands.push_back(&operand);
    types.push_back(type.getElementType());
  }
  if (operands.empty())
    return 1;
  int64_t width = std::min<int64_t>(8, getVectorWidth(types));
  if (op.getStaticLoopRanges()[loop] % width)
    return 1;
  bool aligned = llvm::all_of(operands, [&](OpOperand *operand) {
    return isAligned(operand->get(), width, alignment);
  });
  return aligned ? width : 1;
}

void fsdp::setLaunchShape(func::FuncOp kernel, int64_t blocks,
                          int64_t threads) {
  Builder builder(kernel.getContext());
  auto shape = [&](int64_t x) {
    return builder.getDenseI32ArrayAttr({static_cast<int32_t>(x), 1, 1});
  };
  kernel->setAttr("known_grid_size", shape(blocks));
  kernel->setAttr("known_block_size", shape(threads));
}

/// `width` neighbouring points, all loads before the bodies.
static void emitVector(PointEmitter &points, MutableArrayRef<Value> ivs,
                       unsigned loop, int64_t width) {
  OpBuilder &builder = points.builder;
  Location loc = points.loc;
  llvm::DenseMap<OpOperand *, SmallVector<Value>> loaded;
  for (OpOperand &operand : points.op->getOpOperands())
    if (isa<MemRefType>(operand.get().getType()) && points.isUsed(operand) &&
        followsLoop(points.op, operand, loop))
      loaded[&operand] = loadElements(builder, loc, operand.get(),
                                      points.getIndices(operand, ivs), width);
  SmallVector<SmallVector<Value>> results(points.op.getNumDpsInits());
  SmallVector<Value> lane(ivs);
  for (int64_t i = 0; i < width; ++i) {
    Value step = arith::ConstantIndexOp::create(builder, loc, i);
    lane[loop] = builder.createOrFold<arith::AddIOp>(loc, ivs[loop], step);
    PointEmitter::Known known;
    for (auto &[operand, values] : loaded)
      known[operand] = values[i];
    for (auto [list, value] :
         llvm::zip_equal(results, points.emit(lane, known)))
      list.push_back(value);
  }
  for (auto [operand, values] :
       llvm::zip_equal(points.op.getDpsInitsMutable(), results))
    storeElements(builder, loc, values, operand.get(),
                  points.getIndices(operand, ivs));
}

void fsdp::mapPoints(func::FuncOp kernel, linalg::LinalgOp op,
                     ParameterAlignment alignment) {
  OpBuilder builder(op);
  Location loc = op.getLoc();
  LoopKinds loops(op);
  int64_t width = 1;
  if (loops.reduction.empty() && !loops.parallel.empty())
    width = getLoopWidth(op, loops.parallel.back(), /*withOutputs=*/true,
                         alignment);
  int64_t threads = loops.points / width;
  int64_t blocks =
      std::max<int64_t>(1, llvm::divideCeil(threads, kPointThreads));
  setLaunchShape(kernel, blocks,
                 std::min(kPointThreads,
                          std::max<int64_t>(32, llvm::PowerOf2Ceil(threads))));
  bool isWide = loops.points > std::numeric_limits<int32_t>::max() / 2;
  Type type = isWide ? builder.getI64Type() : builder.getI32Type();
  auto id = [&](Value value) -> Value {
    return arith::IndexCastOp::create(builder, loc, type, value);
  };
  auto constant = [&](int64_t value) -> Value {
    return arith::ConstantOp::create(builder, loc,
                                     builder.getIntegerAttr(type, value));
  };
  Value block = id(gpu::BlockIdOp::create(builder, loc, gpu::Dimension::x));
  Value number = id(gpu::ThreadIdOp::create(builder, loc, gpu::Dimension::x));
  number = arith::AddIOp::create(
      builder, loc,
      arith::MulIOp::create(builder, loc, block, constant(kPointThreads)),
      number);
  Value inside = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                       number, constant(threads));
  auto branch = scf::IfOp::create(builder, loc, inside, /*withElse=*/false);
  builder.setInsertionPointToStart(branch.thenBlock());

  SmallVector<int64_t> sizes = loops.getParallelSizes();
  if (width > 1)
    sizes.back() /= width;
  SmallVector<Value> ivs(loops.sizes.size());
  for (auto [loop, index] : llvm::zip_equal(
           loops.parallel, splitNumber(builder, loc, number, sizes)))
    ivs[loop] = index;
  PointEmitter points(op, builder);
  if (width > 1) {
    unsigned loop = loops.parallel.back();
    ivs[loop] = arith::MulIOp::create(
        builder, loc, ivs[loop],
        arith::ConstantIndexOp::create(builder, loc, width));
    emitVector(points, ivs, loop, width);
  } else {
    points.emitSequentially(ivs);
  }
  op->erase();
}
