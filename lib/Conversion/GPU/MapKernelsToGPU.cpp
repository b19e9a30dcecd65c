//===- MapKernelsToGPU.cpp - kernels to gpu.func --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "../KernelLowering.h"
#include "ComputeMapping.h"
#include "fsdp/Conversion/Passes.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include "llvm/ADT/MapVector.h"

namespace fsdp {
#define GEN_PASS_DEF_MAPKERNELSTOGPU
#include "fsdp/Conversion/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

/// What every buffer of a plan, and memory of the caller, is aligned to.
static constexpr int64_t kBufferAlignment = 64;

namespace {
class MapKernelsToGPU
    : public fsdp::impl::MapKernelsToGPUBase<MapKernelsToGPU> {
public:
  using MapKernelsToGPUBase::MapKernelsToGPUBase;
  void runOnOperation() override {
    if (failed(map(getOperation())))
      signalPassFailure();
  }

private:
  LogicalResult map(ModuleOp module);
  void findUses(ModuleOp module);
  void moveKernel(func::FuncOp kernel, gpu::GPUModuleOp target);
  void moveGlobals(ModuleOp module, gpu::GPUModuleOp target);
  void numberAssertions(ModuleOp module, gpu::GPUModuleOp kernels);

  /// Of the parameters of each kernel that is launched.
  llvm::StringMap<SmallVector<int64_t>> alignment;
  llvm::StringMap<llvm::BitVector> scratch;
};
} // namespace

/// The largest power of two, up to a buffer's alignment, that divides where
/// `operand` begins.
static int64_t getAlignment(Value operand, int64_t offset) {
  uint64_t place = offset;
  while (auto view = operand.getDefiningOp<ViewLikeOpInterface>()) {
    auto bytes = dyn_cast<memref::ViewOp>(view.getOperation());
    std::optional<int64_t> shift =
        bytes ? getConstantIntValue(bytes.getByteShift()) : std::nullopt;
    if (!shift)
      return 1;
    place += *shift;
    operand = view.getViewSource();
  }
  return int64_t(1) << std::min(llvm::countr_zero(place | kBufferAlignment),
                                llvm::countr_zero(uint64_t(kBufferAlignment)));
}

/// Whether `operand` is memory that its launch alone uses.
static bool isScratch(Value operand) {
  while (auto view = operand.getDefiningOp<ViewLikeOpInterface>()) {
    if (!operand.hasOneUse())
      return false;
    operand = view.getViewSource();
  }
  return operand.getDefiningOp<memref::AllocOp>() && operand.hasOneUse();
}

void MapKernelsToGPU::findUses(ModuleOp module) {
  module.walk([&](plan::LaunchOp launch) {
    size_t count = launch.getArgs().size();
    SmallVector<int64_t> &known = alignment[launch.getKernel()];
    if (known.empty())
      known.assign(count, kBufferAlignment);
    llvm::BitVector &unread =
        scratch.try_emplace(launch.getKernel(), count, true).first->second;
    for (auto [i, operand, offset] :
         llvm::enumerate(launch.getArgs(), launch.getOffsets())) {
      known[i] = std::min(known[i], getAlignment(operand, offset));
      if (!isScratch(operand))
        unread.reset(i);
    }
  });
}

/// No fused or re-ordered arithmetic: every execution of the kernel gives the
/// same bits.
static void dropFastMath(gpu::GPUFuncOp kernel) {
  auto none = arith::FastMathFlagsAttr::get(kernel.getContext(),
                                            arith::FastMathFlags::none);
  kernel.walk([&](arith::ArithFastMathInterface op) {
    op->setAttr(op.getFastMathAttrName(), none);
  });
}

void MapKernelsToGPU::moveKernel(func::FuncOp kernel, gpu::GPUModuleOp target) {
  OpBuilder builder = OpBuilder::atBlockEnd(target.getBody());
  SmallVector<memref::AllocOp> shared(kernel.front().getOps<memref::AllocOp>());
  SmallVector<Type> sharedTypes;
  for (memref::AllocOp alloc : shared)
    sharedTypes.push_back(alloc.getType());
  auto moved =
      gpu::GPUFuncOp::create(builder, kernel.getLoc(), kernel.getSymName(),
                             kernel.getFunctionType(), sharedTypes);
  moved->setAttr(gpu::GPUDialect::getKernelFuncAttrName(),
                 builder.getUnitAttr());
  for (StringRef name : {"plan.kernel", "known_grid_size", "known_block_size"})
    moved->setAttr(name, kernel->getAttr(name));
  if (ArrayAttr attributes = kernel.getArgAttrsAttr())
    moved.setArgAttrsAttr(attributes);
  Block &source = kernel.front(), &dest = moved.getBody().front();
  for (auto [from, to] : llvm::zip(source.getArguments(), dest.getArguments()))
    from.replaceAllUsesWith(to);
  // LLVM takes large arrays without one to be aligned for its widest loads, and
  // NVPTX declares them as aligned as their elements.
  constexpr int64_t kSharedAlignment = 16;
  for (auto [i, alloc] : llvm::enumerate(shared)) {
    moved.setWorkgroupAttributionAttr(
        i, LLVM::LLVMDialect::getAlignAttrName(),
        builder.getI64IntegerAttr(kSharedAlignment));
    alloc.replaceAllUsesWith(moved.getWorkgroupAttributions()[i]);
    alloc.erase();
  }
  if (!dest.empty())
    dest.back().erase();
  dest.getOperations().splice(dest.end(), source.getOperations());
  builder.setInsertionPoint(&dest.back());
  gpu::ReturnOp::create(builder, kernel.getLoc());
  dest.back().erase();
  dropFastMath(moved);
  kernel.erase();
}

/// A module has 64 KiB of constant memory, for all its kernels. Where tables
/// need more, the largest are ordinary memory.
static void limitConstantMemory(gpu::GPUModuleOp kernels) {
  constexpr int64_t kMostBytes = 60 << 10;
  SmallVector<std::pair<int64_t, memref::GlobalOp>> tables;
  int64_t total = 0;
  for (auto global : kernels.getOps<memref::GlobalOp>()) {
    MemRefType type = global.getType();
    if (!type.getMemorySpace())
      continue;
    int64_t bytes = type.getNumElements() *
                    llvm::divideCeil(type.getElementTypeBitWidth(), 8);
    tables.push_back({bytes, global});
    total += bytes;
  }
  llvm::stable_sort(
      tables, [](const auto &a, const auto &b) { return a.first > b.first; });
  llvm::StringMap<MemRefType> moved;
  for (auto &[bytes, global] : tables) {
    if (total <= kMostBytes)
      break;
    total -= bytes;
    MemRefType type = global.getType();
    type = MemRefType::get(type.getShape(), type.getElementType());
    global.setType(type);
    moved[global.getSymName()] = type;
  }
  kernels.walk([&](memref::GetGlobalOp use) {
    if (auto found = moved.find(use.getName()); found != moved.end())
      use.getResult().setType(found->second);
  });
}

void MapKernelsToGPU::moveGlobals(ModuleOp module, gpu::GPUModuleOp target) {
  llvm::SetVector<StringAttr> used;
  target.walk(
      [&](memref::GetGlobalOp op) { used.insert(op.getNameAttr().getAttr()); });
  OpBuilder builder = OpBuilder::atBlockBegin(target.getBody());
  for (StringAttr name : used)
    if (auto global = module.lookupSymbol<memref::GlobalOp>(name))
      global->moveBefore(target.getBody(), builder.getInsertionPoint());
  limitConstantMemory(target);
}

/// Index i + 1 of `plan.assertions` is what a thread reports; the kernel gets a
/// parameter for the word that it reports in.
void MapKernelsToGPU::numberAssertions(ModuleOp module,
                                       gpu::GPUModuleOp kernels) {
  Builder builder(module.getContext());
  llvm::MapVector<ArrayAttr, int64_t> table;
  for (auto kernel : kernels.getOps<gpu::GPUFuncOp>()) {
    bool asserts = false;
    kernel.walk([&](cf::AssertOp op) {
      asserts = true;
      ArrayAttr entry = describeAssertion(op);
      int64_t number = table.insert({entry, table.size()}).first->second;
      op->setAttr("plan.assertion", builder.getI32IntegerAttr(number));
    });
    if (!asserts)
      continue;
    (void)kernel.insertArgument(kernel.getNumArguments(),
                                MemRefType::get({1}, builder.getI32Type()),
                                DictionaryAttr(), kernel.getLoc());
    kernel->setAttr("plan.may_assert", builder.getUnitAttr());
  }
  SmallVector<Attribute> entries;
  for (auto &[entry, number] : table)
    entries.push_back(entry);
  if (!entries.empty())
    module->setAttr("plan.assertions", builder.getArrayAttr(entries));
}

LogicalResult MapKernelsToGPU::map(ModuleOp module) {
  findUses(module);
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  auto target = gpu::GPUModuleOp::create(builder, module.getLoc(), "kernels");
  module->setAttr(gpu::GPUDialect::getContainerModuleAttrName(),
                  builder.getUnitAttr());
  for (auto kernel : llvm::to_vector(module.getOps<func::FuncOp>())) {
    if (!kernel->hasAttr("plan.kernel") || kernel.isExternal())
      continue;
    // What nothing launches may as well be aligned.
    SmallVector<int64_t> &known = alignment[kernel.getSymName()];
    if (known.empty())
      known.assign(kernel.getNumArguments(), kBufferAlignment);
    if (!kernel->hasAttr("known_grid_size") &&
        failed(mapComputeKernel(kernel, known, scratch[kernel.getSymName()])))
      return failure();
    moveKernel(kernel, target);
  }
  moveGlobals(module, target);
  numberAssertions(module, target);
  return success();
}
