//===- TestGPUToCPU.cpp - GPU kernels as functions of one thread ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// test-fsdp-gpu-to-cpu turns every gpu.func into a kernel for a CPU that does
// the work of one thread: the very IR that becomes PTX, run by a test. After
// its own parameters the kernel takes the block's shared memory and a context,
//
//   struct { int64_t block, thread; void (*barrier)(void *self);
//            int32_t (*shuffle)(void *self, int32_t value, int32_t distance);
//            void *self; }
//
// as memref<5xi64>. `test.shared` on the kernel lists the bytes of each shared
// buffer; `test.sync` says that it waits for other threads.
//
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "mlir/Dialect/ControlFlow/IR/ControlFlowOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/IR/AttrTypeSubElements.h"

using namespace mlir;

namespace {

enum ContextField { kBlock, kThread, kBarrier, kShuffle, kSelf, kNumFields };

struct TestGPUToCPU : PassWrapper<TestGPUToCPU, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(TestGPUToCPU)
  StringRef getArgument() const final { return "test-fsdp-gpu-to-cpu"; }
  StringRef getDescription() const final {
    return "GPU kernels to CPU kernels of one thread";
  }
  void getDependentDialects(DialectRegistry &registry) const override {
    registry.insert<arith::ArithDialect, func::FuncDialect, LLVM::LLVMDialect,
                    memref::MemRefDialect>();
  }

  void runOnOperation() override {
    ModuleOp module = getOperation();
    for (auto kernels : llvm::to_vector(module.getOps<gpu::GPUModuleOp>())) {
      for (Operation &op : llvm::make_early_inc_range(*kernels.getBody())) {
        if (auto kernel = dyn_cast<gpu::GPUFuncOp>(op)) {
          if (failed(convert(kernel, module)))
            return signalPassFailure();
        } else {
          op.moveBefore(module.getBody(), module.getBody()->begin());
        }
      }
      kernels.erase();
    }
    dropAddressSpaces(module);
  }

  static void dropAddressSpaces(ModuleOp module) {
    AttrTypeReplacer replacer;
    replacer.addReplacement([](MemRefType type) {
      return MemRefType::get(type.getShape(), type.getElementType(),
                             type.getLayout());
    });
    replacer.addReplacement([](LLVM::LLVMPointerType type) {
      return LLVM::LLVMPointerType::get(type.getContext());
    });
    replacer.recursivelyReplaceElementsIn(module, /*replaceAttrs=*/true,
                                          /*replaceLocs=*/false,
                                          /*replaceTypes=*/true);
  }

  LogicalResult convert(gpu::GPUFuncOp kernel, ModuleOp module) {
    Location loc = kernel.getLoc();
    OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
    auto function = func::FuncOp::create(builder, loc, kernel.getName(),
                                         builder.getFunctionType({}, {}));
    function.setPrivate();
    function->setAttr("plan.kernel", builder.getUnitAttr());
    for (StringRef name : {"known_grid_size", "known_block_size"})
      function->setAttr(name, kernel->getAttr(name));
    function.getBody().takeBody(kernel.getBody());
    Block &block = function.front();
    SmallVector<int64_t> shared;
    unsigned inputs = kernel.getFunctionType().getNumInputs();
    for (BlockArgument buffer : block.getArguments().drop_front(inputs)) {
      auto type = cast<MemRefType>(buffer.getType());
      shared.push_back(type.getNumElements() *
                       llvm::divideCeil(type.getElementTypeBitWidth(), 8));
    }
    function->setAttr("test.shared", builder.getDenseI64ArrayAttr(shared));
    Value context = block.addArgument(
        MemRefType::get({kNumFields}, builder.getI64Type()), loc);
    function.setFunctionType(
        builder.getFunctionType(block.getArgumentTypes(), {}));
    if (ArrayAttr attributes = kernel.getArgAttrsAttr()) {
      SmallVector<Attribute> all(attributes.begin(), attributes.end());
      all.resize(block.getNumArguments(), builder.getDictionaryAttr({}));
      function.setArgAttrsAttr(builder.getArrayAttr(all));
    }
    replaceThreadOps(function, context);
    kernel.erase();
    WalkResult left = function.walk([](Operation *op) {
      if (!isa_and_nonnull<gpu::GPUDialect>(op->getDialect()))
        return WalkResult::advance();
      op->emitOpError("has no form on a CPU");
      return WalkResult::interrupt();
    });
    return failure(left.wasInterrupted());
  }

  static Value read(OpBuilder &builder, Location loc, Value context,
                    ContextField field) {
    Value at = arith::ConstantIndexOp::create(builder, loc, field);
    return memref::LoadOp::create(builder, loc, context, at);
  }

  static Value readPointer(OpBuilder &builder, Location loc, Value context,
                           ContextField field) {
    return LLVM::IntToPtrOp::create(
        builder, loc, LLVM::LLVMPointerType::get(builder.getContext()),
        read(builder, loc, context, field));
  }

  static void replaceThreadOps(func::FuncOp function, Value context) {
    function.walk([&](Operation *op) {
      OpBuilder builder(op);
      Location loc = op->getLoc();
      auto replaceIndex = [&](gpu::Dimension dimension, ContextField field) {
        Value index;
        if (dimension == gpu::Dimension::x)
          index =
              arith::IndexCastOp::create(builder, loc, builder.getIndexType(),
                                         read(builder, loc, context, field));
        else
          index = arith::ConstantIndexOp::create(builder, loc, 0);
        op->getResult(0).replaceAllUsesWith(index);
        op->erase();
      };
      if (auto id = dyn_cast<gpu::BlockIdOp>(op)) {
        replaceIndex(id.getDimension(), kBlock);
      } else if (auto id = dyn_cast<gpu::ThreadIdOp>(op)) {
        replaceIndex(id.getDimension(), kThread);
      } else if (isa<gpu::BarrierOp>(op)) {
        call(builder, loc, context, kBarrier, {}, {});
        function->setAttr("test.sync", builder.getUnitAttr());
        op->erase();
      } else if (auto shuffle = dyn_cast<gpu::ShuffleOp>(op)) {
        convertShuffle(builder, shuffle, context);
        function->setAttr("test.sync", builder.getUnitAttr());
      } else if (isa<gpu::ReturnOp>(op)) {
        func::ReturnOp::create(builder, loc);
        op->erase();
      }
    });
  }

  static Value call(OpBuilder &builder, Location loc, Value context,
                    ContextField field, TypeRange result, ValueRange values) {
    Type ptr = LLVM::LLVMPointerType::get(builder.getContext());
    SmallVector<Value> operands = {readPointer(builder, loc, context, field),
                                   readPointer(builder, loc, context, kSelf)};
    SmallVector<Type> types = {ptr};
    llvm::append_range(operands, values);
    llvm::append_range(types, values.getTypes());
    auto type = LLVM::LLVMFunctionType::get(
        result.empty() ? LLVM::LLVMVoidType::get(builder.getContext())
                       : result.front(),
        types);
    auto made = LLVM::CallOp::create(builder, loc, type, operands);
    return result.empty() ? Value() : made.getResult();
  }

  static void convertShuffle(OpBuilder &builder, gpu::ShuffleOp op,
                             Value context) {
    Location loc = op.getLoc();
    Type i32 = builder.getI32Type(), type = op.getValue().getType();
    assert(op.getMode() == gpu::ShuffleMode::XOR && "only xor is written");
    Value bits = op.getValue();
    if (type != i32)
      bits = arith::BitcastOp::create(builder, loc, i32, bits);
    Value other =
        call(builder, loc, context, kShuffle, i32, {bits, op.getOffset()});
    if (type != i32)
      other = arith::BitcastOp::create(builder, loc, type, other);
    op.getShuffleResult().replaceAllUsesWith(other);
    op->erase();
  }
};

} // namespace

namespace fsdp::test {
void registerGPUToCPUPass() { PassRegistration<TestGPUToCPU>(); }
} // namespace fsdp::test
