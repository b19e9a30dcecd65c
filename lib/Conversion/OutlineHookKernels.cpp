//===- OutlineHookKernels.cpp - hook ops on buffers to kernels ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "GradientLayout.h"
#include "HookKernels.h"
#include "fsdp/Conversion/Passes.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Dialect/LLVMIR/LLVMDialect.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Vector/IR/VectorOps.h"
#include "llvm/ADT/MapVector.h"
#include "llvm/ADT/TypeSwitch.h"

namespace fsdp {
#define GEN_PASS_DEF_OUTLINEHOOKKERNELS
#include "fsdp/Conversion/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

//===----------------------------------------------------------------------===//
// OutlineContext
//===----------------------------------------------------------------------===//

FailureOr<int64_t> fsdp::getElementBytes(Operation *op, Type type) {
  // In memory LLVM has no f8E4M3FN: its bits are an i8.
  bool inMemory = LLVM::isCompatibleType(type) || isa<Float8E4M3FNType>(type);
  if (!type.isIntOrFloat() || !inMemory)
    return op->emitOpError()
           << "not supported yet: a kernel on elements of type " << type;
  return llvm::divideCeil(type.getIntOrFloatBitWidth(), 8);
}

std::string fsdp::getStateName(StringRef state, unsigned number) {
  return number ? (state + "." + Twine(number)).str() : state.str();
}

Value OutlineContext::makeTable(
    OpBuilder &at, Location loc, DenseI64ArrayAttr axis, StringRef stem,
    ArrayRef<int64_t> base, ArrayRef<int64_t> stride, ArrayRef<int64_t> low,
    ArrayRef<int64_t> high, ArrayRef<int64_t> bufferedBase,
    ArrayRef<int64_t> bufferedStride, ArrayRef<int64_t> modelStride) {
  OpBuilder builder = OpBuilder::atBlockBegin(getModule().getBody());
  auto array = [&](ArrayRef<int64_t> values) {
    return values.empty() ? DenseI64ArrayAttr()
                          : builder.getDenseI64ArrayAttr(values);
  };
  plan::TableOp table;
  unsigned taken = 0;
  for (auto other : getModule().getOps<plan::TableOp>()) {
    StringRef name = other.getSymName();
    taken += name.starts_with(stem);
    if (other.getBase() == base && other.getStride() == stride &&
        other.getLo() == low && other.getHi() == high &&
        other.getAxisAttr() == axis &&
        other.getBufferedBaseAttr() == array(bufferedBase) &&
        other.getBufferedStrideAttr() == array(bufferedStride) &&
        other.getModelStrideAttr() == array(modelStride))
      table = other;
  }
  if (!table) {
    std::string name = (stem + "_" + Twine(taken)).str();
    table = plan::TableOp::create(
        builder, loc, builder.getStringAttr(name), array(base), array(stride),
        array(low), array(high), array(bufferedBase), array(bufferedStride),
        array(modelStride), axis);
  }
  return plan::TableRefOp::create(
      at, loc, plan::TableType::get(at.getContext()),
      FlatSymbolRefAttr::get(table.getSymNameAttr()));
}

FailureOr<Value> OutlineContext::makeRef(OpBuilder &at, Operation *op,
                                         StringRef group, const Twine &name,
                                         int64_t *bytes) {
  if (auto own = dyn_cast_or_null<GroupOp>(
          SymbolTable::lookupSymbolIn(getModule(), group)))
    group = own.getStateGroup();
  std::string symbol = (group + "." + name).str();
  auto state = dyn_cast_or_null<plan::StateOp>(
      SymbolTable::lookupSymbolIn(getModule(), symbol));
  if (!state)
    return op->emitOpError()
           << "needs the buffer @" << symbol << ", but group @" << group
           << " has none, expected a group with a layout"
           << (symbol == group.str() + ".grad" ? " and reduced gradients" : "");
  if (bytes)
    *bytes = state.getBytes();
  return Value(plan::RefOp::create(
      at, op->getLoc(), plan::BufferType::get(at.getContext()), symbol));
}

//===----------------------------------------------------------------------===//
// The pass
//===----------------------------------------------------------------------===//

namespace {
class OutlineHookKernels
    : public fsdp::impl::OutlineHookKernelsBase<OutlineHookKernels> {
public:
  using OutlineHookKernelsBase::OutlineHookKernelsBase;
  void runOnOperation() override {
    if (failed(outline(getOperation())))
      signalPassFailure();
  }

private:
  LogicalResult outline(ModuleOp module);
  LogicalResult declareState(ModuleOp module);
  LogicalResult declareScalars(ModuleOp module, OutlineContext &context);
  LogicalResult declareMoments(ModuleOp module, OpBuilder &builder);
  void declareAccumulation(ModuleOp module, OutlineContext &context);
};
} // namespace

static void addState(OpBuilder &builder, Location loc, StringRef group,
                     StringRef name, int64_t bytes, StringRef arena,
                     Type moment = Type()) {
  std::string symbol = (group + "." + name).str();
  plan::StateOp::create(builder, loc, builder.getStringAttr(symbol),
                        builder.getI64IntegerAttr(bytes),
                        builder.getStringAttr(arena),
                        moment ? TypeAttr::get(moment) : TypeAttr(),
                        /*offset=*/nullptr);
}

/// The optimizer states of every update: chunks of its parameters, in order,
/// each at a multiple of 16 elements.
LogicalResult OutlineHookKernels::declareMoments(ModuleOp module,
                                                 OpBuilder &builder) {
  llvm::StringMap<unsigned> numbers;
  SymbolTable symbols(module);
  WalkResult result = module.walk([&](UpdateOp update) {
    unsigned number = numbers[update.getGroup()]++;
    int64_t elements = 0;
    for (auto symbol : update.getParams().getAsRange<FlatSymbolRefAttr>()) {
      auto param = symbols.lookup<ParamOp>(symbol.getAttr());
      if (!param || !param.getLayouts()) {
        update.emitOpError() << "of parameter " << symbol
                             << ", which has no layouts; expected "
                                "fsdp-assign-groups-and-layouts to have run";
        return WalkResult::interrupt();
      }
      for (Attribute layout : param.getLayoutsAttr())
        elements += alignElements(cast<LayoutAttr>(layout).getChunkElements());
    }
    ValueRange values =
        update.getBody().getArguments().slice(2, update.getStates().size());
    for (auto [state, value] : llvm::zip_equal(update.getStates(), values))
      addState(builder, update.getLoc(), update.getGroup(),
               getStateName(cast<StringAttr>(state).getValue(), number),
               elements * (value.getType().getIntOrFloatBitWidth() / 8),
               "state", value.getType());
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

LogicalResult OutlineHookKernels::declareState(ModuleOp module) {
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  for (auto group : llvm::to_vector(module.getOps<GroupOp>())) {
    if (group.getOf())
      continue; // The other one has the state.
    if (!group.getStateBytes())
      return group.emitOpError()
             << "has no state_bytes, expected "
                "fsdp-assign-groups-and-layouts to have run";
    addState(builder, group.getLoc(), group.getSymName(), "param",
             *group.getStateBytes(), "state");
    if (group.getCopiesBytes())
      addState(builder, group.getLoc(), group.getSymName(), "copies",
               *group.getCopiesBytes(), "state");
  }
  if (failed(declareMoments(module, builder)))
    return failure();
  llvm::MapVector<StringAttr, int64_t> gradients;
  auto add = [&](FlatSymbolRefAttr group, ArrayAttr grads) {
    int64_t &elements = gradients[group.getAttr()];
    for (auto segment : grads.getAsRange<GradSegmentAttr>())
      elements =
          std::max(elements, segment.getShard() +
                                 alignElements(segment.getChunkElements()));
  };
  module.walk([&](ReduceUnpackOp reduce) {
    add(reduce.getGroupAttr(), reduce.getGrads());
  });
  // What is all-reduced is not unpacked.
  module.walk([&](CollectiveStartOp start) {
    if (start.getGrads())
      add(start.getGroupAttr(), start.getGradsAttr());
  });
  for (auto &[group, elements] : gradients)
    addState(builder, module.getLoc(), group.getValue(), "grad", elements * 4,
             "carried");
  // How many of a value's tiles are done: zero between launches.
  int64_t values = 0;
  module.walk([&](StatsOp stats) {
    values = std::max<int64_t>(values, stats.getSegments().size());
  });
  if (values && target == "cuda")
    addState(builder, module.getLoc(), "stats", "arrivals", values * 4,
             "carried");
  return success();
}

/// What a step needs to leave its gradients to the next microbatch: whole ones
/// and counts have a place in the arena "accumulated".
void OutlineHookKernels::declareAccumulation(ModuleOp module,
                                             OutlineContext &context) {
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  for (auto function : llvm::to_vector(module.getOps<func::FuncOp>())) {
    auto name = function->getAttrOfType<StringAttr>("fsdp.entry");
    if (!name || name.getValue() != "step")
      continue;
    function.walk([&](CollectiveStartOp start) {
      if (!start.getGrads())
        return;
      int64_t bytes = addAccumulationKernels(start, context);
      addState(builder, start.getLoc(), start.getGroup(), "accumulated", bytes,
               "accumulated");
    });
    function.walk([&](TotalCountOp total) {
      addAccumulationKernel(total, context);
      addState(builder, total.getLoc(), "step", "count", 64, "accumulated");
    });
  }
}

LogicalResult OutlineHookKernels::declareScalars(ModuleOp module,
                                                 OutlineContext &context) {
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  llvm::StringMap<double> defaults;
  auto declare = [&](Operation *op, StringAttr name, FloatAttr attr) {
    double initial = attr.getValueAsDouble();
    auto [known, isNew] = defaults.try_emplace(name.getValue(), initial);
    if (isNew) {
      int64_t place = context.scalars.size();
      context.scalars[name.getValue()] = place;
      plan::ScalarOp::create(builder, op->getLoc(), name, attr,
                             builder.getI64IntegerAttr(place));
      return WalkResult::advance();
    }
    if (known->second == initial)
      return WalkResult::advance();
    op->emitOpError() << "'" << name.getValue() << "' has the default "
                      << initial << ", but " << known->second
                      << " elsewhere, expected the same";
    return WalkResult::interrupt();
  };
  WalkResult result = module.walk([&](Operation *op) {
    if (auto scalar = dyn_cast<ScalarOp>(op))
      return declare(op, scalar.getNameAttr(), scalar.getInitialAttr());
    if (auto scalar = dyn_cast<ReadScalarOp>(op))
      return declare(op, scalar.getNameAttr(), scalar.getInitialAttr());
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

LogicalResult OutlineHookKernels::outline(ModuleOp module) {
  auto grid = module->getAttrOfType<GridAttr>("fsdp.grid");
  if (!grid)
    return module.emitOpError() << "has no fsdp.grid, expected "
                                   "fsdp-import-step to have set it";
  KernelLibrary library(module);
  if (target != "cpu" && target != "cuda")
    return module.emitOpError() << "kernels for unknown target '" << target
                                << "', expected cpu or cuda";
  OutlineContext context{library, grid, {}, target == "cuda", {}};
  if (failed(declareState(module)) || failed(declareScalars(module, context)))
    return failure();
  declareAccumulation(module, context);
  SmallVector<CollectiveStartOp> packed;
  module.walk([&](CollectiveStartOp start) {
    if (start.getSegments())
      packed.push_back(start);
    else if (context.gpu && start.getKind() == Collective::Reduce)
      addReduceChunks(start, context);
  });
  for (CollectiveStartOp start : packed)
    if (failed(addReducePack(start, context)))
      return failure();

  SmallVector<Operation *> hooks, scalars;
  module.walk([&](Operation *op) {
    if (isa<StatsOp, PackOp, UnpackOp, KeepOp, ReduceUnpackOp, DivideGradOp,
            UpdateOp, InitializeOp, GradNormOp, ReadScalarOp, ShardIndexOp>(op))
      hooks.push_back(op);
    else if (isa<ScalarOp>(op))
      scalars.push_back(op);
  });
  llvm::StringMap<unsigned> updates;
  for (Operation *op : hooks) {
    LogicalResult result =
        llvm::TypeSwitch<Operation *, LogicalResult>(op)
            .Case([&](StatsOp stats) { return outlineStats(stats, context); })
            .Case([&](PackOp pack) { return outlinePack(pack, context); })
            .Case(
                [&](UnpackOp unpack) { return outlineUnpack(unpack, context); })
            .Case([&](ReduceUnpackOp reduce) {
              return outlineReduceUnpack(reduce, context);
            })
            .Case([&](KeepOp keep) { return outlineKeep(keep, context); })
            .Case([&](DivideGradOp divide) {
              return outlineDivideGrad(divide, context);
            })
            .Case([&](UpdateOp update) {
              return outlineUpdate(update, updates[update.getGroup()]++,
                                   context);
            })
            .Case(
                [&](GradNormOp norm) { return outlineGradNorm(norm, context); })
            .Case([&](InitializeOp init) {
              return outlineInitialize(init, context);
            })
            .Case([&](ReadScalarOp scalar) {
              return outlineReadScalar(scalar, context);
            })
            .Case([&](ShardIndexOp index) {
              return outlineShardIndex(index, context);
            })
            .Default(failure());
    if (failed(result))
      return failure();
    op->erase();
  }
  for (Operation *scalar : scalars)
    if (scalar->use_empty())
      scalar->erase();
  return success();
}
