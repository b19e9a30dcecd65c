//===- TestRunCommands.cpp - runs an entry without a runtime --------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// test-fsdp-run-commands replaces plan.launch, gemm, copy and fill by calls,
// loops and copies, and adds a `main` that calls the module's public functions
// on fixed pseudo-random buffers and prints what they wrote: the compute stages
// can be compared with upstream's own lowering under mlir-runner.
//
// `test.inputs = N` on a function says that its arguments from N on are
// outputs; `test.range = N` on an integer argument that its values are below N.
//
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"

using namespace mlir;
using namespace fsdp;

namespace {

int64_t getWidth(Type element) {
  return element.isIndex() ? 8
                           : std::max(8u, element.getIntOrFloatBitWidth()) / 8;
}

/// The elements of `shape` that begin `bytes` bytes into `base`.
Value rebase(OpBuilder &builder, Location loc, Value base,
             ArrayRef<int64_t> shape, ArrayRef<int64_t> strides,
             int64_t bytes) {
  Type element = cast<MemRefType>(base.getType()).getElementType();
  int64_t offset = bytes / getWidth(element);
  auto view = MemRefType::get(
      shape, element,
      StridedLayoutAttr::get(element.getContext(), offset, strides));
  return memref::ReinterpretCastOp::create(builder, loc, view, base, offset,
                                           shape, strides);
}

struct TestRunCommands : PassWrapper<TestRunCommands, OperationPass<ModuleOp>> {
  MLIR_DEFINE_EXPLICIT_INTERNAL_INLINE_TYPE_ID(TestRunCommands)
  StringRef getArgument() const final { return "test-fsdp-run-commands"; }
  StringRef getDescription() const final {
    return "commands to calls, and a main that prints what entries compute";
  }
  void getDependentDialects(DialectRegistry &registry) const override {
    registry
        .insert<arith::ArithDialect, func::FuncDialect, linalg::LinalgDialect,
                LLVM::LLVMDialect, math::MathDialect, memref::MemRefDialect>();
  }

  void runOnOperation() override {
    SmallVector<func::FuncOp> entries;
    for (auto function : getOperation().getOps<func::FuncOp>())
      if (function->hasAttr("test.inputs"))
        entries.push_back(function);
    for (func::FuncOp entry : entries)
      lowerCommands(entry);
    makeMain(entries);
  }

  void lowerCommands(func::FuncOp entry) {
    entry.walk([&](Operation *op) {
      if (auto launch = dyn_cast<plan::LaunchOp>(op))
        lowerLaunch(launch);
      else if (auto gemm = dyn_cast<plan::GemmOp>(op))
        lowerGemm(gemm);
      else if (auto copy = dyn_cast<plan::CopyOp>(op))
        lowerCopy(copy);
      else if (auto fill = dyn_cast<plan::FillOp>(op))
        lowerFill(fill);
    });
  }

  /// Kernels take identity layouts: an offset travels in the aligned pointer.
  void lowerLaunch(plan::LaunchOp op) {
    OpBuilder builder(op);
    auto kernel = getOperation().lookupSymbol<func::FuncOp>(op.getKernelAttr());
    SmallVector<Value> args;
    for (auto [arg, offset, type] : llvm::zip_equal(
             op.getArgs(), op.getOffsets(), kernel.getArgumentTypes())) {
      auto param = cast<MemRefType>(type);
      Value base = memref::ExtractAlignedPointerAsIndexOp::create(
          builder, op.getLoc(), arg);
      base = arith::IndexCastOp::create(builder, op.getLoc(),
                                        builder.getI64Type(), base);
      Value shift =
          arith::ConstantIntOp::create(builder, op.getLoc(), offset, 64);
      base = arith::AddIOp::create(builder, op.getLoc(), base, shift);
      args.push_back(makeMemRef(builder, op.getLoc(), base, param));
    }
    func::CallOp::create(builder, op.getLoc(), kernel, args);
    op.erase();
  }

  /// A descriptor of identity layout around an address.
  Value makeMemRef(OpBuilder &builder, Location loc, Value address,
                   MemRefType type) {
    auto pointer = LLVM::LLVMPointerType::get(&getContext());
    Type i64 = builder.getI64Type();
    SmallVector<Type> fields{pointer, pointer, i64};
    if (type.getRank())
      fields.append(2, LLVM::LLVMArrayType::get(i64, type.getRank()));
    auto structType = LLVM::LLVMStructType::getLiteral(&getContext(), fields);
    Value value = LLVM::UndefOp::create(builder, loc, structType);
    Value data = LLVM::IntToPtrOp::create(builder, loc, pointer, address);
    auto insert = [&](Value field, ArrayRef<int64_t> at) {
      value = LLVM::InsertValueOp::create(builder, loc, value, field, at);
    };
    auto constant = [&](int64_t number) -> Value {
      return LLVM::ConstantOp::create(builder, loc, i64,
                                      builder.getI64IntegerAttr(number));
    };
    insert(data, 0);
    insert(data, 1);
    insert(constant(0), 2);
    SmallVector<int64_t> strides = type.getStridesAndOffset().first;
    for (int64_t i = 0, e = type.getRank(); i != e; ++i) {
      insert(constant(type.getDimSize(i)), {3, i});
      insert(constant(strides[i]), {4, i});
    }
    return UnrealizedConversionCastOp::create(builder, loc, type, value)
        .getResult(0);
  }

  void lowerGemm(plan::GemmOp op) {
    OpBuilder builder(op);
    Location loc = op.getLoc();
    int64_t batch = op.getBatch(), m = op.getM(), n = op.getN(), k = op.getK();
    auto matrix = [&](Value base, unsigned i, int64_t rows, int64_t columns) {
      return rebase(builder, loc, base, {batch, rows, columns},
                    {op.getBatchStride()[i], op.getLd()[i], 1},
                    op.getOffsets()[i]);
    };
    Value a =
        op.getTa() ? matrix(op.getA(), 0, k, m) : matrix(op.getA(), 0, m, k);
    Value b =
        op.getTb() ? matrix(op.getB(), 1, n, k) : matrix(op.getB(), 1, k, n);
    Value c = matrix(op.getC(), 2, m, n);
    if (!op.getAccumulate()) {
      Value zero = arith::ConstantOp::create(builder, loc,
                                             builder.getF32FloatAttr(0.0f));
      linalg::FillOp::create(builder, loc, zero, c);
    }
    AffineExpr d0, d1, d2, d3;
    bindDims(&getContext(), d0, d1, d2, d3);
    auto map = [&](ArrayRef<AffineExpr> exprs) {
      return AffineMap::get(4, 0, exprs, &getContext());
    };
    SmallVector<AffineMap> maps{
        op.getTa() ? map({d0, d3, d1}) : map({d0, d1, d3}),
        op.getTb() ? map({d0, d2, d3}) : map({d0, d3, d2}), map({d0, d1, d2})};
    auto product = linalg::BatchMatmulOp::create(builder, loc, ValueRange{a, b},
                                                 ValueRange{c});
    product.setIndexingMapsAttr(builder.getAffineMapArrayAttr(maps));
    op.erase();
  }

  void lowerCopy(plan::CopyOp op) {
    OpBuilder builder(op);
    auto flat = [&](Value base, int64_t offset) {
      Type element = cast<MemRefType>(base.getType()).getElementType();
      return rebase(builder, op.getLoc(), base,
                    {int64_t(op.getBytes()) / getWidth(element)}, {1}, offset);
    };
    memref::CopyOp::create(builder, op.getLoc(),
                           flat(op.getSource(), op.getOffsets()[0]),
                           flat(op.getDest(), op.getOffsets()[1]));
    op.erase();
  }

  void lowerFill(plan::FillOp op) {
    OpBuilder builder(op);
    Type element = cast<MemRefType>(op.getDest().getType()).getElementType();
    Value dest = rebase(builder, op.getLoc(), op.getDest(),
                        {int64_t(op.getBytes()) / getWidth(element)}, {1},
                        op.getOffset());
    Value zero = arith::ConstantOp::create(builder, op.getLoc(),
                                           builder.getZeroAttr(element));
    linalg::FillOp::create(builder, op.getLoc(), zero, dest);
    op.erase();
  }

  //===------------------------------------------------------------------===//
  // main
  //===------------------------------------------------------------------===//

  void makeMain(ArrayRef<func::FuncOp> entries) {
    OpBuilder builder = OpBuilder::atBlockEnd(getOperation().getBody());
    Location loc = getOperation().getLoc();
    auto printed = UnrankedMemRefType::get(builder.getF64Type(), 0);
    auto print = func::FuncOp::create(builder, loc, "printMemrefF64",
                                      builder.getFunctionType(printed, {}));
    print.setPrivate();
    print->setAttr(LLVM::LLVMDialect::getEmitCWrapperAttrName(),
                   builder.getUnitAttr());
    auto main = func::FuncOp::create(builder, loc, "main",
                                     builder.getFunctionType({}, {}));
    main->setAttr(LLVM::LLVMDialect::getEmitCWrapperAttrName(),
                  builder.getUnitAttr());
    builder.setInsertionPointToStart(main.addEntryBlock());
    for (func::FuncOp entry : entries) {
      unsigned inputs =
          entry->getAttrOfType<IntegerAttr>("test.inputs").getInt();
      SmallVector<Value> args;
      for (BlockArgument arg : entry.getArguments()) {
        auto range = entry.getArgAttrOfType<IntegerAttr>(arg.getArgNumber(),
                                                         "test.range");
        args.push_back(makeBuffer(builder, cast<MemRefType>(arg.getType()),
                                  arg.getArgNumber(),
                                  range ? range.getInt() : 3));
      }
      func::CallOp::create(builder, loc, entry, args);
      for (Value result : ArrayRef(args).drop_front(inputs))
        func::CallOp::create(
            builder, loc, print,
            ValueRange{memref::CastOp::create(builder, loc, printed,
                                              convert(builder, result))});
    }
    func::ReturnOp::create(builder, loc);
  }

  Value makeBuffer(OpBuilder &builder, MemRefType type, unsigned seed,
                   int64_t range) {
    Location loc = getOperation().getLoc();
    Value buffer = memref::AllocOp::create(builder, loc, type);
    SmallVector<utils::IteratorType> loops(type.getRank(),
                                           utils::IteratorType::parallel);
    linalg::GenericOp::create(
        builder, loc, ValueRange(), ValueRange{buffer},
        {builder.getMultiDimIdentityMap(type.getRank())}, loops,
        [&](OpBuilder &b, Location loc, ValueRange) {
          Value number = arith::ConstantIndexOp::create(b, loc, seed + 1);
          for (int64_t i = 0; i != type.getRank(); ++i) {
            Value size =
                arith::ConstantIndexOp::create(b, loc, type.getDimSize(i) + 1);
            number = arith::MulIOp::create(b, loc, number, size);
            number = arith::AddIOp::create(b, loc, number,
                                           linalg::IndexOp::create(b, loc, i));
          }
          linalg::YieldOp::create(
              b, loc, makeValue(b, loc, number, type.getElementType(), range));
        });
    return buffer;
  }

  /// sin(number) for floats, number mod range for integers.
  Value makeValue(OpBuilder &b, Location loc, Value number, Type type,
                  int64_t range) {
    Type i64 = b.getI64Type();
    Value integer = arith::IndexCastOp::create(b, loc, i64, number);
    if (auto floating = dyn_cast<FloatType>(type)) {
      Value wide = arith::SIToFPOp::create(b, loc, b.getF64Type(), integer);
      Value sine = math::SinOp::create(b, loc, wide);
      return type.isF64() ? sine : arith::TruncFOp::create(b, loc, type, sine);
    }
    Value limit =
        arith::ConstantIntOp::create(b, loc, type.isInteger(1) ? 2 : range, 64);
    integer = arith::RemUIOp::create(b, loc, integer, limit);
    if (type.isIndex())
      return arith::IndexCastOp::create(b, loc, type, integer);
    return type == i64 ? integer
                       : arith::TruncIOp::create(b, loc, type, integer);
  }

  Value convert(OpBuilder &builder, Value buffer) {
    Location loc = getOperation().getLoc();
    auto type = cast<MemRefType>(buffer.getType());
    Value result = memref::AllocOp::create(
        builder, loc, MemRefType::get(type.getShape(), builder.getF64Type()));
    AffineMap map = builder.getMultiDimIdentityMap(type.getRank());
    SmallVector<utils::IteratorType> loops(type.getRank(),
                                           utils::IteratorType::parallel);
    linalg::GenericOp::create(
        builder, loc, ValueRange{buffer}, ValueRange{result}, {map, map}, loops,
        [&](OpBuilder &b, Location loc, ValueRange args) {
          Value value = args[0];
          if (value.getType().isIndex())
            value = arith::IndexCastOp::create(b, loc, b.getI64Type(), value);
          if (value.getType().isInteger(1))
            value = arith::UIToFPOp::create(b, loc, b.getF64Type(), value);
          else if (value.getType().isInteger())
            value = arith::SIToFPOp::create(b, loc, b.getF64Type(), value);
          else if (!value.getType().isF64())
            value = arith::ExtFOp::create(b, loc, b.getF64Type(), value);
          linalg::YieldOp::create(b, loc, value);
        });
    return result;
  }
};

} // namespace

namespace fsdp::test {
void registerEmitPTXPass();
void registerGPUToCPUPass();

void registerTestPasses() {
  PassRegistration<TestRunCommands>();
  registerEmitPTXPass();
  registerGPUToCPUPass();
}
} // namespace fsdp::test
