//===- PlanTables.cpp - the plan file's tables ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "PlanTables.h"

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "llvm/ADT/StringSet.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fsdp;
namespace schema = fsdp_rt::schema;

static constexpr uint32_t kArenaAlignment = 64;
/// Bits of required_features.
static constexpr uint64_t kGPUKernels = 1, kReplicatedTensors = 4,
                          kPartGathers = 8, kRankAxes = 16, kModelAxis = 32;

static std::optional<uint32_t> getArena(StringRef name) {
  return llvm::StringSwitch<std::optional<uint32_t>>(name)
      .Case("state", uint32_t(schema::ArenaClass::state))
      .Case("carried", uint32_t(schema::ArenaClass::carried))
      .Case("transient", uint32_t(schema::ArenaClass::transient))
      .Case("wire", uint32_t(schema::ArenaClass::wire))
      .Case("gathered", uint32_t(schema::ArenaClass::gathered))
      .Case("accumulated", uint32_t(schema::ArenaClass::accumulated))
      .Default(std::nullopt);
}

FailureOr<schema::DType> fsdp::getDType(Type type, Operation *user) {
  if (type.isF32())
    return schema::DType::f32;
  if (type.isBF16())
    return schema::DType::bf16;
  if (type.isF16())
    return schema::DType::f16;
  if (type.isF64())
    return schema::DType::f64;
  if (isa<Float8E4M3FNType>(type))
    return schema::DType::f8e4m3fn;
  if (isa<Float8E5M2Type>(type))
    return schema::DType::f8e5m2;
  if (type.isInteger(64) || type.isIndex())
    return schema::DType::i64;
  if (type.isInteger(32))
    return schema::DType::i32;
  if (type.isInteger(16))
    return schema::DType::i16;
  if (type.isInteger(8))
    return type.isUnsignedInteger() ? schema::DType::u8 : schema::DType::i8;
  if (type.isInteger(1))
    return schema::DType::i1;
  return user->emitOpError()
         << "not supported yet: element type " << type << " in a plan";
}

PlanTables::PlanTables(ModuleOp module, schema::PlanT &plan)
    : plan(plan), module(module),
      grid(module->getAttrOfType<GridAttr>("fsdp.grid")) {}

/// One list for each part that the axis makes of all ranks, by the first rank.
uint32_t PlanTables::addCommunicator(const Twine &name, schema::Axis kind,
                                     RankAxis axis) {
  std::string text = name.str();
  for (auto [i, communicator] : llvm::enumerate(plan.communicators))
    if (communicator->name == text)
      return i;
  auto communicator = std::make_unique<schema::CommunicatorT>();
  communicator->name = std::move(text);
  communicator->axis = kind;
  for (int64_t first = 0; first < grid.getWorldSize(); ++first) {
    if (first / axis.stride % axis.size != 0)
      continue;
    communicator->members.push_back(std::make_unique<schema::RankListT>());
    for (int64_t i = 0; i < axis.size; ++i)
      communicator->members.back()->ranks.push_back(first + i * axis.stride);
  }
  plan.communicators.push_back(std::move(communicator));
  return plan.communicators.size() - 1;
}

PlanTables::RankAxis PlanTables::getShards(FlatSymbolRefAttr group) {
  int32_t number = getGroup(group);
  if (number < 0 || !plan.groups[number]->shards)
    return {grid.getModels(), grid.getShards()};
  return {plan.groups[number]->shards->stride(),
          plan.groups[number]->shards->size()};
}

/// `ranks` consecutive ones of those that `group` is cut among.
FailureOr<uint32_t> PlanTables::getPartCommunicator(int64_t ranks,
                                                    FlatSymbolRefAttr group,
                                                    Operation *user) {
  RankAxis axis = getShards(group);
  if (ranks < 2 || axis.size % ranks != 0)
    return user->emitOpError() << "joins " << ranks << " of " << axis.size
                               << " shards, expected a divisor of them";
  plan.required_features |= kPartGathers;
  return addCommunicator("shard/" + Twine(ranks), schema::Axis::shard,
                         {axis.stride, ranks});
}

FailureOr<uint32_t> PlanTables::getCommunicator(StringRef axis,
                                                FlatSymbolRefAttr group,
                                                Operation *user) {
  RankAxis shards = getShards(group);
  int64_t ranks = grid.getWorldSize();
  if (axis == "world")
    return addCommunicator(axis, schema::Axis::world,
                           {grid.getModels(), grid.getDataRanks()});
  if (axis == "model" && grid.getModels() > 1)
    return addCommunicator(axis, schema::Axis::model, {1, grid.getModels()});
  bool own = shards.size != grid.getShards();
  if (axis == "shard")
    return addCommunicator(own ? "shard/" + Twine(shards.size) : Twine(axis),
                           schema::Axis::shard, shards);
  if (axis == "replicate") {
    int64_t first = shards.stride * shards.size;
    return addCommunicator(own ? "replicate/" + Twine(ranks / first)
                               : Twine(axis),
                           schema::Axis::replicate, {first, ranks / first});
  }
  return user->emitOpError()
         << "has axis '" << axis << "', expected shard, replicate, world or, "
         << "of a grid with a model axis, model";
}

FailureOr<uint32_t> PlanTables::getCommunicator(ArrayRef<int64_t> ranks,
                                                Operation *user) {
  int64_t stride = ranks[0], size = ranks[1], all = grid.getWorldSize();
  if (stride * size > all || all % (stride * size) != 0)
    return user->emitOpError()
           << "joins ranks [" << ranks << "], expected an axis that cuts the "
           << all << " ranks into parts of its size";
  // One that joins the same ranks for another purpose serves as well.
  for (auto [i, communicator] : llvm::enumerate(plan.communicators)) {
    ArrayRef<uint32_t> first = communicator->members.front()->ranks;
    if (int64_t(first.size()) == size &&
        (size == 1 || first[1] - first[0] == stride))
      return i;
  }
  plan.required_features |= kRankAxes;
  return addCommunicator("ranks/" + Twine(stride) + "x" + Twine(size),
                         schema::Axis::world, {stride, size});
}

void PlanTables::growArena(uint32_t arena, uint64_t end) {
  plan.arenas[arena]->bytes =
      std::max<uint64_t>(plan.arenas[arena]->bytes, end);
}

void PlanTables::finishArenas() {
  for (auto &arena : plan.arenas)
    arena->bytes = llvm::alignTo(arena->bytes, kArenaAlignment);
}

LogicalResult PlanTables::addStates() {
  for (uint32_t arena = uint32_t(schema::ArenaClass::MIN);
       arena <= uint32_t(schema::ArenaClass::MAX); ++arena) {
    plan.arenas.push_back(std::make_unique<schema::ArenaT>());
    plan.arenas.back()->class_ = schema::ArenaClass(arena);
    plan.arenas.back()->alignment = kArenaAlignment;
    if (schema::ArenaClass(arena) == schema::ArenaClass::state &&
        module->hasAttr(kOffload))
      plan.arenas.back()->memory = schema::MemoryKind::pinned;
  }
  for (auto state : module.getOps<plan::StateOp>()) {
    std::optional<uint32_t> arena = getArena(state.getArena());
    bool outlives =
        arena && (*arena <= uint32_t(schema::ArenaClass::carried) ||
                  *arena == uint32_t(schema::ArenaClass::accumulated));
    if (!outlives)
      return state.emitOpError() << "is in arena '" << state.getArena()
                                 << "', expected state, carried or accumulated";
    if (!state.getOffset())
      return state.emitOpError()
             << "has no offset, expected fsdp-plan-memory to have run";
    growArena(*arena, *state.getOffset() + state.getBytes());
    states[state.getSymName()] = state;
  }
  return success();
}

LogicalResult PlanTables::addTensor(plan::TensorOp op) {
  auto state = states.find(op.getBuffer());
  if (state == states.end())
    return op.emitOpError() << "lies in @" << op.getBuffer()
                            << ", expected a plan.state of that name";
  FailureOr<schema::DType> dtype = getDType(op.getDtype(), op);
  if (failed(dtype))
    return failure();
  int64_t elements = op.getChunk();
  for (auto [i, size] : llvm::enumerate(op.getShape()))
    if (int64_t(i) != int64_t(op.getDim()))
      elements *= size;
  int64_t bytes =
      elements * llvm::divideCeil(op.getDtype().getIntOrFloatBitWidth(), 8);
  if (int64_t(op.getOffset()) + bytes > int64_t(state->second.getBytes()))
    return op.emitOpError()
           << "'" << op.getName() << "' takes bytes " << op.getOffset()
           << " to " << op.getOffset() + bytes << " of @" << op.getBuffer()
           << ", which has " << state->second.getBytes();
  auto tensor = std::make_unique<schema::TensorT>();
  tensor->name = op.getName().str();
  tensor->role = *llvm::StringSwitch<std::optional<schema::Role>>(op.getRole())
                      .Case("param", schema::Role::param)
                      .Case("moment", schema::Role::moment)
                      .Case("grad", schema::Role::grad)
                      .Case("copy", schema::Role::copy)
                      .Default(schema::Role::buffer);
  tensor->dtype = *dtype;
  llvm::append_range(tensor->shape, op.getShape());
  tensor->dim = op.getDim();
  tensor->chunk = op.getChunk();
  tensor->arena = *getArena(state->second.getArena());
  tensor->offset = *state->second.getOffset() + op.getOffset();
  tensor->bytes = bytes;
  tensor->group = getGroup(op.getGroupAttr());
  tensor->trained = op.getTrained();
  tensor->param = op.getParam().value_or(op.getName()).str();
  tensor->inner = op.getInner().value_or("").str();
  tensor->local = op.getLocal();
  tensor->replicated = op.getReplicated();
  if (grid.getModels() > 1 && op.getModelDim())
    tensor->model_dim = *op.getModelDim();
  if (auto source = op.getSource()) {
    llvm::append_range(tensor->source, *source);
    tensor->source_dim = op.getSourceDim();
  }
  if (op.getReplicated())
    plan.required_features |= kReplicatedTensors;
  plan.tensors.push_back(std::move(tensor));
  return success();
}

/// Where `op` is cut among other ranks than the grid's shards.
LogicalResult PlanTables::setAxis(std::optional<ArrayRef<int64_t>> axis,
                                  Operation *op,
                                  std::unique_ptr<schema::RankAxis> &dest) {
  if (!axis)
    return success();
  int64_t stride = axis->front(), size = axis->back();
  if (stride * size > grid.getWorldSize() ||
      grid.getWorldSize() % (stride * size) != 0)
    return op->emitOpError()
           << "has axis [" << stride << ", " << size
           << "], expected one that cuts the " << grid.getWorldSize()
           << " ranks into parts of its size";
  plan.required_features |= kRankAxes;
  dest = std::make_unique<schema::RankAxis>(stride, size);
  return success();
}

LogicalResult PlanTables::addGroup(plan::GroupOp op) {
  auto group = std::make_unique<schema::GroupT>();
  group->name = op.getSymName().str();
  group->root = op.getRoot();
  group->slot_bytes = op.getSlotBytes();
  group->full_bytes = op.getFullBytes();
  group->reshard = op.getReshard().value_or("").str();
  group->kept = op.getKept();
  group->reason = op.getReason().value_or("").str();
  if (failed(setAxis(op.getAxis(), op, group->shards)))
    return failure();
  for (Attribute attr : op.getWires()) {
    auto dict = dyn_cast<DictionaryAttr>(attr);
    auto integer = [&](StringRef name) {
      auto value = dict ? dict.getAs<IntegerAttr>(name) : IntegerAttr();
      return value ? value.getInt() : -1;
    };
    auto param = dict ? dict.getAs<StringAttr>("param") : StringAttr();
    auto type = dict ? dict.getAs<TypeAttr>("dtype") : TypeAttr();
    if (!param || !type || integer("input") < 0 || integer("elements") < 0 ||
        integer("offset") < 0)
      return op.emitOpError() << "has wire " << attr
                              << ", expected {param, input, dtype, elements, "
                                 "offset}";
    FailureOr<schema::DType> dtype = getDType(type.getValue(), op);
    if (failed(dtype))
      return failure();
    auto wire = std::make_unique<schema::WireT>();
    wire->param = param.str();
    wire->input = integer("input");
    wire->dtype = *dtype;
    wire->elements = integer("elements");
    wire->offset = integer("offset");
    group->wires.push_back(std::move(wire));
  }
  groupIndex[op.getSymName()] = plan.groups.size();
  plan.groups.push_back(std::move(group));
  return success();
}

LogicalResult PlanTables::addTable(plan::TableOp op) {
  size_t size = op.getBase().size();
  if (op.getStride().size() != size || op.getLo().size() != size ||
      op.getHi().size() != size ||
      op.getBufferedBase().has_value() != op.getBufferedStride().has_value() ||
      (op.getBufferedBase() && (op.getBufferedBase()->size() != size ||
                                op.getBufferedStride()->size() != size)))
    return op.emitOpError() << "has lists of different lengths, expected "
                            << size << " values in each";
  if (op.getModelStride() && op.getModelStride()->size() != size)
    return op.emitOpError() << "has " << op.getModelStride()->size()
                            << " model strides, expected " << size;
  auto table = std::make_unique<schema::TableT>();
  if (failed(setAxis(op.getAxis(), op, table->shards)))
    return failure();
  llvm::append_range(table->base, op.getBase());
  llvm::append_range(table->stride, op.getStride());
  llvm::append_range(table->lo, op.getLo());
  llvm::append_range(table->hi, op.getHi());
  if (op.getBufferedBase()) {
    llvm::append_range(table->buffered_base, *op.getBufferedBase());
    llvm::append_range(table->buffered_stride, *op.getBufferedStride());
  }
  if (auto stride = op.getModelStride())
    llvm::append_range(table->model_stride, *stride);
  tableIndex[op.getSymName()] = plan.tables.size();
  plan.tables.push_back(std::move(table));
  return success();
}

LogicalResult PlanTables::addModuleLevel() {
  if (!grid)
    return module.emitOpError() << "has no fsdp.grid, expected it on a plan";
  plan.grid = std::make_unique<schema::GridT>();
  plan.grid->replicas = grid.getReplicas();
  plan.grid->shards = grid.getShards();
  plan.grid->models = grid.getModels();
  plan.streams = plan::ReduceStream + 1;
  if (grid.getModels() > 1)
    plan.required_features |= kModelAxis;
  for (StringRef axis : {"shard", "replicate", "world", "model"})
    if ((axis != "model" || grid.getModels() > 1) &&
        failed(getCommunicator(axis, /*group=*/nullptr, module)))
      return failure();
  if (failed(addStates()))
    return failure();
  for (auto group : module.getOps<plan::GroupOp>())
    if (failed(addGroup(group)))
      return failure();
  for (auto tensor : module.getOps<plan::TensorOp>())
    if (failed(addTensor(tensor)))
      return failure();
  for (auto table : module.getOps<plan::TableOp>())
    if (failed(addTable(table)))
      return failure();
  SmallVector<plan::ScalarOp> scalars(module.getOps<plan::ScalarOp>());
  llvm::sort(scalars, [](plan::ScalarOp a, plan::ScalarOp b) {
    return a.getIndex() < b.getIndex();
  });
  for (auto [i, op] : llvm::enumerate(scalars)) {
    if (op.getIndex() != i)
      return op.emitOpError()
             << "has index " << op.getIndex() << ", expected " << i
             << ": scalars are numbered from 0 without gaps";
    plan.scalars.push_back(std::make_unique<schema::ScalarT>());
    plan.scalars.back()->name = op.getName().str();
    plan.scalars.back()->initial = op.getInitial().convertToDouble();
  }
  return success();
}

int32_t PlanTables::getGroup(FlatSymbolRefAttr group) {
  if (!group)
    return -1;
  auto found = groupIndex.find(group.getValue());
  return found == groupIndex.end() ? -1 : int32_t(found->second);
}

/// Of a kernel's first launch: launches that share a kernel share its shapes.
void PlanTables::countKernelBytes() {
  llvm::StringSet<> seen;
  module.walk([&](plan::LaunchOp launch) {
    if (!seen.insert(launch.getKernel()).second)
      return;
    schema::KernelT &kernel = *plan.kernels[kernelIndex.at(launch.getKernel())];
    for (auto [operand, bytes, access] :
         llvm::zip(launch.getArgs(), launch.getBytes(), launch.getAccess())) {
      int64_t times =
          isa<plan::SourcesType>(operand.getType())
              ? getShards(
                    operand.getDefiningOp()->getAttrOfType<FlatSymbolRefAttr>(
                        "group"))
                    .size
              : 1;
      if (access & plan::Read)
        kernel.bytes_read += times * bytes;
      if (access & plan::Write)
        kernel.bytes_written += times * bytes;
    }
  });
  module.walk([&](plan::ReduceOp reduce) {
    if (!reduce.getPack() || !seen.insert(*reduce.getPack()).second)
      return;
    schema::KernelT &kernel = *plan.kernels[kernelIndex.at(*reduce.getPack())];
    kernel.bytes_read = reduce.getBytes();
    kernel.bytes_written =
        getShards(reduce.getGroupAttr()).size * reduce.getSlotBytes();
  });
}

/// Every function that a launch may name. A table, for a lookup by the module's
/// symbols walks all of them, for each of thousands of launches.
static llvm::StringMap<FunctionOpInterface> collectKernels(ModuleOp module) {
  llvm::StringMap<FunctionOpInterface> kernels;
  for (auto function : module.getOps<func::FuncOp>())
    kernels.try_emplace(function.getName(), function);
  for (auto device : module.getOps<gpu::GPUModuleOp>())
    for (auto function : device.getOps<gpu::GPUFuncOp>())
      kernels.try_emplace(function.getName(), function);
  return kernels;
}

/// What a launch passes: a GPU kernel's word for failed assertions comes from
/// the runtime.
static unsigned countParameters(FunctionOpInterface function) {
  bool hasWord = isa<gpu::GPUFuncOp>(function.getOperation()) &&
                 function->hasAttr("plan.may_assert");
  return function.getNumArguments() - hasWord;
}

void PlanTables::addKernel(FunctionOpInterface function, ModuleOp lowered) {
  auto kernel = std::make_unique<schema::KernelT>();
  StringRef name = function.getName();
  kernel->symbol = name.str();
  kernel->parameters = countParameters(function);
  if (auto device = dyn_cast<gpu::GPUFuncOp>(function.getOperation())) {
    plan.required_features |= kGPUKernels;
    kernel->may_assert = device->hasAttr("plan.may_assert");
    llvm::append_range(kernel->grid, *device.getKnownGridSize());
    llvm::append_range(kernel->block, *device.getKnownBlockSize());
  } else if (Operation *entry = lowered ? lowered.lookupSymbol(name)
                                        : function.getOperation()) {
    kernel->may_assert = entry->hasAttr("plan.may_assert");
  }
  kernelIndex[name] = plan.kernels.size();
  plan.kernels.push_back(std::move(kernel));
}

LogicalResult PlanTables::addKernels(ModuleOp lowered) {
  llvm::StringMap<FunctionOpInterface> kernels = collectKernels(module);
  llvm::StringSet<> used;
  LogicalResult result = success();
  module.walk([&](plan::LaunchOp launch) {
    used.insert(launch.getKernel());
    FunctionOpInterface kernel = kernels.lookup(launch.getKernel());
    if (!kernel)
      result = launch.emitOpError() << "launches @" << launch.getKernel()
                                    << ", expected a kernel of that name";
    else if (countParameters(kernel) != launch.getArgs().size())
      result = launch.emitOpError()
               << "passes " << launch.getArgs().size() << " arguments to @"
               << launch.getKernel() << ", which takes "
               << countParameters(kernel);
  });
  module.walk([&](plan::ReduceOp reduce) {
    if (!reduce.getPack())
      return;
    used.insert(*reduce.getPack());
    FunctionOpInterface kernel = kernels.lookup(*reduce.getPack());
    if (!kernel || countParameters(kernel) != 2)
      result = reduce.emitOpError() << "packs with @" << *reduce.getPack()
                                    << ", expected a kernel of that name that "
                                       "takes slots and gradients";
  });
  if (failed(result))
    return failure();
  module.walk([&](FunctionOpInterface function) {
    if (used.contains(function.getName()))
      addKernel(function, lowered);
  });
  countKernelBytes();
  ModuleOp owner = lowered ? lowered : module;
  auto assertions = owner->getAttrOfType<ArrayAttr>("plan.assertions");
  for (Attribute attr :
       assertions ? assertions.getValue() : ArrayRef<Attribute>()) {
    auto pair = cast<ArrayAttr>(attr);
    plan.assertions.push_back(std::make_unique<schema::AssertionT>());
    plan.assertions.back()->message = cast<StringAttr>(pair[0]).str();
    plan.assertions.back()->location = cast<StringAttr>(pair[1]).str();
  }
  return success();
}

FailureOr<uint32_t> PlanTables::getBinding(plan::BindOp bind) {
  auto found = bindings.find(bind);
  if (found != bindings.end())
    return found->second;
  FailureOr<schema::DType> dtype = getDType(bind.getDtype(), bind);
  if (failed(dtype))
    return failure();
  schema::BindingT binding;
  auto kind =
      llvm::StringSwitch<std::optional<schema::BindKind>>(bind.getKind())
          .Case("batch", schema::BindKind::batch)
          .Case("loss", schema::BindKind::loss)
          .Case("metric", schema::BindKind::metric)
          .Case("count", schema::BindKind::count)
          .Case("chunk", schema::BindKind::chunk)
          .Default(std::nullopt);
  if (!kind)
    return bind.emitOpError()
           << "has kind '" << bind.getKind()
           << "', expected batch, loss, metric, count or chunk";
  binding.kind = *kind;
  binding.name = bind.getName().str();
  binding.combined = bind.getCombined();
  binding.dtype = *dtype;
  llvm::append_range(binding.shape, bind.getShape());
  binding.bytes = llvm::divideCeil(bind.getDtype().getIntOrFloatBitWidth(), 8);
  for (int64_t size : bind.getShape())
    binding.bytes *= size;
  // Entries that take the same tensor share its binding.
  for (auto [i, other] : llvm::enumerate(plan.bindings))
    if (*other == binding)
      return bindings[bind] = i;
  plan.bindings.push_back(std::make_unique<schema::BindingT>(binding));
  return bindings[bind] = plan.bindings.size() - 1;
}

std::unique_ptr<schema::RangeT>
PlanTables::makeRange(Value buffer, int64_t offset, int64_t bytes,
                      int64_t access, Operation *user) {
  auto range = std::make_unique<schema::RangeT>();
  range->bytes = bytes;
  range->access = schema::Access(access);
  range->offset = offset;
  int64_t size = 0, base = 0;
  if (auto bind = buffer.getDefiningOp<plan::BindOp>()) {
    FailureOr<uint32_t> binding = getBinding(bind);
    if (failed(binding))
      return {};
    range->binding = *binding;
    size = plan.bindings[*binding]->bytes;
  } else if (auto ref = buffer.getDefiningOp<plan::RefOp>()) {
    auto state = states.find(ref.getState());
    if (state == states.end()) {
      ref.emitOpError() << "names @" << ref.getState()
                        << ", expected a plan.state of that name";
      return {};
    }
    range->arena = *getArena(state->second.getArena());
    base = *state->second.getOffset();
    size = state->second.getBytes();
  } else if (auto alloc = buffer.getDefiningOp<plan::AllocOp>()) {
    std::optional<uint32_t> arena = getArena(alloc.getArena());
    if (!arena || !alloc.getOffset()) {
      alloc.emitOpError() << "in arena '" << alloc.getArena()
                          << "' has no place, expected fsdp-plan-memory to "
                             "have run";
      return {};
    }
    range->arena = *arena;
    base = *alloc.getOffset();
    size = alloc.getBytes();
    growArena(*arena, base + size);
  } else {
    user->emitOpError() << "has an operand of type " << buffer.getType()
                        << " that is no buffer, expected plan.alloc, plan.ref "
                           "or plan.bind";
    return {};
  }
  if (offset < 0 || bytes < 0 || offset + bytes > size) {
    user->emitOpError() << "touches bytes " << offset << " to "
                        << offset + bytes << " of a buffer of " << size;
    return {};
  }
  range->offset += base;
  return range;
}
