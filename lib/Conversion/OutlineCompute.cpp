//===- OutlineCompute.cpp - a step's compute as commands ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ComputeKernel.h"
#include "GemmCommands.h"
#include "StepPreparation.h"
#include "fsdp/Conversion/Passes.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"

namespace fsdp {
#define GEN_PASS_DEF_OUTLINECOMPUTE
#include "fsdp/Conversion/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

/// The stream of everything that computes.
constexpr int64_t kComputeStream = 0;

/// The slice of `memref` if it is contiguous and in a buffer, not a constant.
std::optional<BufferSlice> getFlatSlice(Value memref) {
  FailureOr<BufferSlice> slice = BufferSlice::get(memref);
  if (failed(slice) || !isContiguous(cast<MemRefType>(memref.getType())) ||
      slice->base.getDefiningOp<memref::GetGlobalOp>())
    return std::nullopt;
  return *slice;
}

/// What traces show: the op, and the size of what it works on.
std::string makeLabel(Operation *op) {
  std::string label = op->getName().stripDialect().str();
  auto linalgOp = dyn_cast<linalg::LinalgOp>(op);
  if (!linalgOp)
    return label;
  if (isa<linalg::GenericOp>(op))
    label = linalgOp.getNumReductionLoops() ? "reduce" : "elementwise";
  if (linalgOp.hasDynamicShape())
    return label;
  for (auto [index, size] : llvm::enumerate(linalgOp.getStaticLoopRanges()))
    label += (index ? "x" : " ") + std::to_string(size);
  return label;
}

class StepOutliner {
public:
  StepOutliner(func::FuncOp function, KernelTable &kernels)
      : function(function), kernels(kernels) {}

  LogicalResult run();

private:
  void findPhases();
  LogicalResult outline(Operation *op);
  bool convertToCopy(Operation *op, Value source, Value dest);
  bool convertToFill(linalg::FillOp op);
  LogicalResult launchKernel(Operation *op);
  LogicalResult verify();

  func::FuncOp function;
  KernelTable &kernels;
  llvm::DenseMap<Operation *, StringAttr> phases;
};

/// Without a boundary the whole entry is forward.
void StepOutliner::findPhases() {
  Builder builder(function.getContext());
  StringAttr phase = builder.getStringAttr("forward");
  for (Operation &op : function.front()) {
    if (isa<PhaseBoundaryOp>(op))
      phase = builder.getStringAttr("backward");
    phases[&op] = phase;
  }
}

bool StepOutliner::convertToCopy(Operation *op, Value source, Value dest) {
  std::optional<BufferSlice> from = getFlatSlice(source),
                             to = getFlatSlice(dest);
  if (!from || !to || from->bytes != to->bytes)
    return false;
  OpBuilder builder(op);
  plan::CopyOp::create(builder, op->getLoc(), from->base, to->base,
                       builder.getDenseI64ArrayAttr({from->offset, to->offset}),
                       builder.getI64IntegerAttr(from->bytes),
                       builder.getI64IntegerAttr(kComputeStream), phases[op]);
  op->erase();
  return true;
}

bool StepOutliner::convertToFill(linalg::FillOp op) {
  std::optional<BufferSlice> slice = getFlatSlice(op.output());
  if (!slice || !isZeroFill(op))
    return false;
  OpBuilder builder(op);
  plan::FillOp::create(builder, op.getLoc(), slice->base,
                       builder.getI64IntegerAttr(slice->offset),
                       builder.getI64IntegerAttr(slice->bytes),
                       builder.getI64IntegerAttr(kComputeStream), phases[op]);
  op.erase();
  return true;
}

LogicalResult StepOutliner::launchKernel(Operation *op) {
  // A strided copy as loops; memref.copy itself would call a library.
  Operation *body = op;
  if (auto copy = dyn_cast<memref::CopyOp>(op)) {
    OpBuilder builder(op);
    body = linalg::CopyOp::create(builder, op->getLoc(), copy.getSource(),
                                  copy.getTarget());
    // By value: a map that grows moves what it holds.
    StringAttr phase = phases.lookup(op);
    phases[body] = phase;
    op->erase();
  }
  // The results of a loop are stored by the same kernel.
  SmallVector<Operation *> ops{body};
  if (isa_and_nonnull<scf::SCFDialect>(body->getDialect()))
    for (Value result : body->getResults())
      for (Operation *user : result.getUsers())
        ops.push_back(user);

  FailureOr<ComputeKernel> kernel = buildComputeKernel(ops);
  if (failed(kernel))
    return failure();
  StringRef prefix = isa<linalg::CopyOp>(body) ? "copy" : "compute";
  func::FuncOp shared = kernels.insert(kernel->function, prefix);

  SmallVector<Value> args;
  SmallVector<int64_t> offsets, bytes, access;
  for (const KernelOperand &operand : kernel->operands) {
    args.push_back(operand.slice.base);
    offsets.push_back(operand.slice.offset);
    bytes.push_back(operand.slice.bytes);
    access.push_back(operand.access);
  }
  OpBuilder builder(body);
  plan::LaunchOp::create(
      builder, body->getLoc(), FlatSymbolRefAttr::get(shared), args,
      builder.getDenseI64ArrayAttr(offsets),
      builder.getDenseI64ArrayAttr(bytes), builder.getDenseI64ArrayAttr(access),
      builder.getI64IntegerAttr(kComputeStream), phases[body],
      /*group=*/FlatSymbolRefAttr(), builder.getStringAttr(makeLabel(body)));
  for (Operation *done : llvm::reverse(ops))
    done->erase();
  return success();
}

LogicalResult StepOutliner::outline(Operation *op) {
  if (auto copy = dyn_cast<memref::CopyOp>(op))
    if (convertToCopy(op, copy.getSource(), copy.getTarget()))
      return success();
  if (auto copy = dyn_cast<linalg::CopyOp>(op))
    if (getElementTypeOrSelf(copy.getInputs()[0]) ==
            getElementTypeOrSelf(copy.getOutputs()[0]) &&
        convertToCopy(op, copy.getInputs()[0], copy.getOutputs()[0]))
      return success();
  if (auto fill = dyn_cast<linalg::FillOp>(op))
    if (convertToFill(fill))
      return success();
  return launchKernel(op);
}

/// Only commands and what they name are left.
LogicalResult StepOutliner::verify() {
  Block &block = function.front();
  for (Operation &op : llvm::make_early_inc_range(llvm::reverse(block)))
    if (isOpTriviallyDead(&op))
      op.erase();
  for (Operation &op : block)
    if (!isa<memref::AllocOp, arith::ConstantOp, func::ReturnOp>(op) &&
        !isa<ViewLikeOpInterface>(op) &&
        !isa_and_nonnull<FSDPDialect, plan::PlanDialect>(op.getDialect()))
      return op.emitOpError("cannot be made a command of the plan; expected "
                            "linalg, scf or memref ops on static shapes");
  return success();
}

LogicalResult StepOutliner::run() {
  if (failed(prepareStep(function)))
    return failure();
  findPhases();
  SmallVector<linalg::LinalgOp> products;
  for (Operation &op : function.front())
    if (auto product = dyn_cast<linalg::LinalgOp>(op))
      products.push_back(product);
  for (linalg::LinalgOp product : products)
    convertToGemm(product, phases[product]);
  // A loop takes the stores of its results along, so the next op is known only
  // afterwards.
  Block &block = function.front();
  for (auto it = block.begin(); it != block.end();) {
    if (!isCompute(&*it)) {
      ++it;
      continue;
    }
    bool first = it == block.begin();
    Block::iterator previous = first ? it : std::prev(it);
    if (failed(outline(&*it)))
      return failure();
    it = first ? block.begin() : std::next(previous);
  }
  return verify();
}

struct OutlineCompute : fsdp::impl::OutlineComputeBase<OutlineCompute> {
  void runOnOperation() override {
    ModuleOp module = getOperation();
    KernelTable kernels(module);
    SmallVector<func::FuncOp> entries;
    for (auto function : module.getOps<func::FuncOp>())
      if (!function.isDeclaration() && !function->hasAttr("plan.kernel"))
        entries.push_back(function);
    for (func::FuncOp entry : entries)
      if (failed(StepOutliner(entry, kernels).run()))
        return signalPassFailure();
    eraseUnusedGlobals(module);
  }

  void eraseUnusedGlobals(ModuleOp module) {
    llvm::DenseSet<StringRef> used;
    module.walk([&](memref::GetGlobalOp op) { used.insert(op.getName()); });
    for (auto global :
         llvm::make_early_inc_range(module.getOps<memref::GlobalOp>()))
      if (global.isPrivate() && !used.contains(global.getSymName()))
        global.erase();
  }
};

} // namespace
