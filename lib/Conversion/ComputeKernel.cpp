//===- ComputeKernel.cpp - ops of a step as a shared kernel ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ComputeKernel.h"
#include "OperandAccess.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/IR/OperationSupport.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/SetVector.h"

using namespace mlir;

namespace fsdp {
namespace {

class KernelBuilder {
public:
  explicit KernelBuilder(ArrayRef<Operation *> ops)
      : ops(ops), builder(ops.front()->getContext()) {}

  FailureOr<ComputeKernel> build();

private:
  void findCaptures();
  LogicalResult capture(Value value);
  LogicalResult captureView(Value memref);
  LogicalResult sink(Value value);
  Value addOperand(const BufferSlice &slice, MemRefType type, int64_t access);
  bool isScratch(Value allocation) const;
  void setNoAlias(ComputeKernel &kernel);

  ArrayRef<Operation *> ops;
  OpBuilder builder;
  llvm::SetVector<Value> captures;
  IRMapping map;
  Block *body = nullptr;
  SmallVector<KernelOperand> operands;
};

void KernelBuilder::findCaptures() {
  for (Operation *op : ops)
    op->walk([&](Operation *nested) {
      for (Value value : nested->getOperands()) {
        Operation *owner = value.getDefiningOp();
        if (!owner)
          owner = value.getParentRegion()->getParentOp();
        bool inside = llvm::any_of(
            ops, [&](Operation *top) { return top->isAncestor(owner); });
        if (!inside)
          captures.insert(value);
      }
    });
}

/// Whether only this kernel uses the allocation: its contents matter neither
/// before nor after.
bool KernelBuilder::isScratch(Value allocation) const {
  return allocation.getDefiningOp<memref::AllocOp>() &&
         llvm::all_of(allocation.getUsers(), [&](Operation *user) {
           return llvm::any_of(
               ops, [&](Operation *op) { return op->isAncestor(user); });
         });
}

/// The parameter for `slice` as `type`; the same bytes are passed once.
Value KernelBuilder::addOperand(const BufferSlice &slice, MemRefType type,
                                int64_t access) {
  if (isScratch(slice.base))
    access = kWrite;
  for (auto [index, operand] : llvm::enumerate(operands))
    if (operand.slice == slice && operand.type == type) {
      operand.access |= access;
      return body->getArgument(index);
    }
  operands.push_back({slice, type, access});
  return body->addArgument(type, ops.front()->getLoc());
}

/// A buffer with static layout, used by linalg ops only, is passed where it
/// begins, so that equal computations on other slices are the same kernel.
LogicalResult KernelBuilder::captureView(Value memref) {
  auto type = cast<MemRefType>(memref.getType());
  FailureOr<BufferSlice> slice = BufferSlice::get(memref);
  bool movable = llvm::all_of(ops, [](Operation *op) {
    return isa<linalg::LinalgOp, memref::CopyOp>(op);
  });
  if (failed(slice) || (!movable && !type.getLayout().isIdentity()) ||
      slice->base.getDefiningOp<memref::GetGlobalOp>())
    return sink(memref);

  int64_t access = getAccess(memref, ops);
  auto plain = MemRefType::get(type.getShape(), type.getElementType());
  if (isContiguous(type)) {
    map.map(memref, addOperand(*slice, plain, access));
    return success();
  }
  // Rows with gaps between: the kernel sees the whole extent as one row.
  int64_t width = getElementSize(type.getElementType());
  if (access == kWrite)
    access = kReadWrite;
  Value row = addOperand(
      *slice, MemRefType::get({slice->bytes / width}, type.getElementType()),
      access);
  map.map(memref, memref::ReinterpretCastOp::create(
                      builder, memref.getLoc(),
                      MemRefType::get(type.getShape(), type.getElementType(),
                                      StridedLayoutAttr::get(
                                          type.getContext(), 0,
                                          type.getStridesAndOffset().first)),
                      row, /*offset=*/0, type.getShape(),
                      type.getStridesAndOffset().first));
  return success();
}

/// Computes `value` in the kernel: constants, scalars and views. A load is
/// repeated; the caller made sure that nothing wrote there meanwhile.
LogicalResult KernelBuilder::sink(Value value) {
  Operation *op = value.getDefiningOp();
  bool canRepeat = op &&
                   (isa<memref::LoadOp, memref::GetGlobalOp>(op) ||
                    isa<ViewLikeOpInterface>(op) || isPure(op)) &&
                   op->getNumRegions() == 0;
  if (!canRepeat) {
    Operation *user = ops.front();
    InFlightDiagnostic error = user->emitOpError()
                               << "uses a value of type " << value.getType()
                               << " that no kernel can compute";
    error.attachNote(value.getLoc()) << "made here; expected a buffer of "
                                        "static shape and layout, or scalar "
                                        "arithmetic on loads and constants";
    return failure();
  }
  for (Value operand : op->getOperands())
    if (failed(capture(operand)))
      return failure();
  builder.clone(*op, map);
  return success();
}

LogicalResult KernelBuilder::capture(Value value) {
  if (map.contains(value))
    return success();
  auto type = dyn_cast<MemRefType>(value.getType());
  if (!type)
    return sink(value);
  if (captures.contains(value))
    return captureView(value);
  // Reached through a view or a load that is repeated in the kernel.
  FailureOr<BufferSlice> slice = BufferSlice::get(value);
  if (failed(slice) || slice->base != value ||
      value.getDefiningOp<memref::GetGlobalOp>())
    return sink(value);
  int64_t access = kRead;
  for (Value captured : captures)
    if (isa<MemRefType>(captured.getType()) && getBase(captured) == value)
      access |= getAccess(captured, ops);
  if (access == kWrite)
    access = kReadWrite;
  map.map(value, addOperand(*slice, type, access));
  return success();
}

/// llvm.noalias speaks about bytes that are written: operands that only read
/// may overlap.
void KernelBuilder::setNoAlias(ComputeKernel &kernel) {
  for (auto [i, mine] : llvm::enumerate(operands)) {
    bool alone = llvm::none_of(operands, [&](KernelOperand &other) {
      return &other != &mine && ((mine.access | other.access) & kWrite) &&
             mine.slice.overlaps(other.slice);
    });
    if (alone)
      kernel.function.setArgAttr(i, LLVM::LLVMDialect::getNoAliasAttrName(),
                                 builder.getUnitAttr());
  }
}

FailureOr<ComputeKernel> KernelBuilder::build() {
  Location loc = ops.front()->getLoc();
  findCaptures();
  auto function =
      func::FuncOp::create(loc, "kernel", builder.getFunctionType({}, {}));
  OwningOpRef<func::FuncOp> owner(function);
  body = &function.getBody().emplaceBlock();
  builder.setInsertionPointToStart(body);
  for (Value value : captures)
    if (failed(capture(value)))
      return failure();
  for (Operation *op : ops)
    builder.clone(*op, map);
  func::ReturnOp::create(builder, loc);

  function.setFunctionType(
      builder.getFunctionType(body->getArgumentTypes(), {}));
  function.setPrivate();
  function->setAttr("plan.kernel", builder.getUnitAttr());
  ComputeKernel kernel{function, operands};
  setNoAlias(kernel);
  owner.release();
  return kernel;
}

/// Of what the kernel computes; blind to names and operands, which the
/// comparison looks at.
llvm::hash_code hashBody(func::FuncOp function) {
  llvm::hash_code hash = hash_value(function.getFunctionType());
  function.getBody().walk([&](Operation *op) {
    hash =
        llvm::hash_combine(hash, OperationEquivalence::computeHash(
                                     op, OperationEquivalence::ignoreHashValue,
                                     OperationEquivalence::ignoreHashValue,
                                     OperationEquivalence::IgnoreLocations));
    // Its location is part of what a failing assertion reports.
    if (isa<cf::AssertOp>(op))
      hash = llvm::hash_combine(hash, op->getLoc());
  });
  return hash;
}

bool isEqual(func::FuncOp a, func::FuncOp b) {
  if (a.getFunctionType() != b.getFunctionType() ||
      a.getArgAttrsAttr() != b.getArgAttrsAttr() ||
      !OperationEquivalence::isRegionEquivalentTo(
          &a.getBody(), &b.getBody(), OperationEquivalence::IgnoreLocations))
    return false;
  SmallVector<Location> left, right;
  a.walk([&](cf::AssertOp op) { left.push_back(op.getLoc()); });
  b.walk([&](cf::AssertOp op) { right.push_back(op.getLoc()); });
  return left == right;
}

} // namespace

FailureOr<ComputeKernel> buildComputeKernel(ArrayRef<Operation *> ops) {
  return KernelBuilder(ops).build();
}

func::FuncOp KernelTable::insert(func::FuncOp function, StringRef prefix) {
  SmallVector<func::FuncOp, 1> &same = known[hashBody(function)];
  for (func::FuncOp candidate : same)
    if (isEqual(candidate, function)) {
      function.erase();
      return candidate;
    }
  std::string name;
  do
    name = (prefix + "_" + Twine(counts[prefix]++)).str();
  while (symbols.lookup(name));
  function.setName(name);
  symbols.insert(function);
  same.push_back(function);
  return function;
}

} // namespace fsdp
