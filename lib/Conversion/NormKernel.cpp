//===- NormKernel.cpp - the total norm of all reduced gradients -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// One partial sum per group (f64 inside, so that its rounding to f32 is the
// only error: 6e-8 relative), one all-reduce of all partial sums over the shard
// axis, one kernel that adds them and takes the root.
//
//===----------------------------------------------------------------------===//

#include "HookKernels.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"

using namespace mlir;
using namespace fsdp;

namespace {
class NormOutliner {
public:
  NormOutliner(GradNormOp op, HookContext &context)
      : op(op), context(context), at(op), loc(op.getLoc()),
        ord(op.getOrd().convertToDouble()) {}
  LogicalResult run();

private:
  LogicalResult addPartial(FlatSymbolRefAttr group, Value partials,
                           int64_t number);
  void addRoot(Value totals);
  Value makeBuffer(StringRef arena, StringRef name);
  bool isMax() const { return std::isinf(ord); }
  Value reduce(HookKernel &kernel, Value memref, int64_t count,
               llvm::function_ref<Value(OpBuilder &, Value)> map);
  Value power(OpBuilder &builder, Value x);
  Value root(OpBuilder &builder, Value sum);

  GradNormOp op;
  HookContext &context;
  OpBuilder at;
  Location loc;
  double ord;
};
} // namespace

/// |x|^ord in f64.
Value NormOutliner::power(OpBuilder &builder, Value x) {
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

/// The maximum is taken of the bits: they order like magnitudes, and a NaN is
/// above infinity, so that it stays. A sum may be reassociated: it is in f64.
Value NormOutliner::reduce(HookKernel &kernel, Value memref, int64_t count,
                           llvm::function_ref<Value(OpBuilder &, Value)> map) {
  OpBuilder &builder = kernel.getBuilder();
  Type type = isMax() ? Type(builder.getI32Type()) : builder.getF64Type();
  auto sumLoop =
      scf::ForOp::create(builder, loc, kernel.index(0), kernel.index(count),
                         kernel.index(1), kernel.zero(type));
  OpBuilder::InsertionGuard guard(builder);
  builder.setInsertionPointToStart(sumLoop.getBody());
  Value x = kernel.load(memref, sumLoop.getInductionVar());
  Value so = sumLoop.getRegionIterArg(0);
  Value next;
  if (isMax()) {
    Value magnitude = math::AbsFOp::create(builder, loc, x);
    Value bits = arith::BitcastOp::create(builder, loc, type, magnitude);
    next = arith::MaxSIOp::create(builder, loc, so, bits);
  } else {
    next = arith::AddFOp::create(builder, loc, so, map(builder, x),
                                 arith::FastMathFlags::reassoc);
  }
  scf::YieldOp::create(builder, loc, next);
  return sumLoop.getResult(0);
}

LogicalResult NormOutliner::addPartial(FlatSymbolRefAttr group, Value partials,
                                       int64_t number) {
  HookKernel kernel(context.library, loc);
  int64_t bytes = 0;
  FailureOr<Value> ref =
      context.makeRef(at, op, group.getValue(), "grad", &bytes);
  if (failed(ref))
    return failure();
  OpBuilder &builder = kernel.getBuilder();
  Type f32 = builder.getF32Type();
  Value grad = kernel.addBuffer(*ref, MemRefType::get({bytes / 4}, f32),
                                {0, bytes}, plan::Read);
  Value partial = kernel.addBuffer(partials, MemRefType::get({1}, f32),
                                   {number * 4, 4}, plan::Write);
  Value sum = reduce(kernel, grad, bytes / 4,
                     [&](OpBuilder &b, Value x) { return power(b, x); });
  Value narrow = isMax()
                     ? Value(arith::BitcastOp::create(builder, loc, f32, sum))
                     : arith::TruncFOp::create(builder, loc, f32, sum);
  kernel.store(narrow, partial, kernel.index(0));
  kernel.launch(at, "grad_norm", plan::ComputeStream, group);
  return success();
}

void NormOutliner::addRoot(Value totals) {
  HookKernel kernel(context.library, loc);
  OpBuilder &builder = kernel.getBuilder();
  int64_t count = op.getGroups().size();
  Type f32 = builder.getF32Type();
  Value total = kernel.addBuffer(totals, MemRefType::get({count}, f32),
                                 {0, count * 4}, plan::Read);
  auto type = cast<MemRefType>(op.getDest().getType());
  Value norm = kernel.addBuffer(op.getDest(), type, {0, 4}, plan::Write);
  Value sum = reduce(kernel, total, count, [&](OpBuilder &b, Value x) {
    return Value(arith::ExtFOp::create(b, loc, b.getF64Type(), x));
  });
  Value result;
  if (isMax())
    result = arith::BitcastOp::create(builder, loc, f32, sum);
  else
    result = arith::TruncFOp::create(builder, loc, f32, root(builder, sum));
  memref::StoreOp::create(builder, loc, result, norm, ValueRange{});
  kernel.launch(at, "grad_norm_root", plan::ComputeStream, nullptr);
}

Value NormOutliner::makeBuffer(StringRef arena, StringRef name) {
  return plan::AllocOp::create(
      at, loc, plan::BufferType::get(op.getContext()),
      at.getI64IntegerAttr(llvm::alignTo(op.getGroups().size() * 4, 64)),
      at.getStringAttr(arena), /*offset=*/nullptr, at.getStringAttr(name));
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
  bool alone = context.grid.getShards() == 1;
  Value partials =
      makeBuffer(alone ? "transient" : "wire", "grad_norm.partial");
  for (auto [i, group] : llvm::enumerate(op.getGroups()))
    if (failed(addPartial(cast<FlatSymbolRefAttr>(group), partials, i)))
      return failure();
  Value totals = partials;
  if (!alone) {
    totals = makeBuffer("transient", "grad_norm.total");
    plan::AllReduceOp::create(
        at, loc, partials, totals, at.getDenseI64ArrayAttr({0, 0}),
        at.getI64IntegerAttr(op.getGroups().size()),
        at.getStringAttr(isMax() ? "max" : "sum"), at.getF64FloatAttr(1.0),
        at.getStringAttr("shard"), at.getI64IntegerAttr(plan::ComputeStream),
        /*group=*/nullptr, at.getStringAttr("grad_norm"),
        TypeAttr::get(at.getF32Type()), /*phase=*/nullptr);
  }
  addRoot(totals);
  return success();
}

LogicalResult fsdp::outlineGradNorm(GradNormOp op, HookContext &context) {
  return NormOutliner(op, context).run();
}
