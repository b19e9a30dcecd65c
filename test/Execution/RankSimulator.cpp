//===- RankSimulator.cpp - runs outlined functions on W ranks -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "RankSimulator.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/Utils/StaticValueUtils.h"
#include "mlir/Interfaces/ViewLikeInterface.h"
#include <algorithm>
#include <cmath>
#include <cstring>

using namespace mlir;
using namespace fsdp;
using namespace fsdp::test;

/// Every element a NaN, as f32 and as bf16.
static RankSimulator::Memory poisoned(int64_t bytes) {
  return RankSimulator::Memory(bytes, 0xff);
}

static int64_t getBytes(Value value) {
  auto type = cast<MemRefType>(value.getType());
  return type.getNumElements() *
         std::max<int64_t>(1, type.getElementTypeBitWidth() / 8);
}

RankSimulator::RankSimulator(ModuleOp module, CompiledKernels &kernels,
                             bool buffered)
    : module(module), kernels(kernels), buffered(buffered) {
  ranks.resize(module->getAttrOfType<GridAttr>("fsdp.grid").getShards());
  for (Rank &rank : ranks)
    for (auto state : module.getOps<plan::StateOp>())
      rank.state[state.getSymName()] = state.getSymName().ends_with(".grad")
                                           ? poisoned(state.getBytes())
                                           : Memory(state.getBytes(), 0);
  for (auto scalar : module.getOps<plan::ScalarOp>()) {
    scalars.resize(std::max<size_t>(scalars.size(), scalar.getIndex() + 1));
    scalars[scalar.getIndex()] = scalar.getInitial().convertToDouble();
  }
}

Value RankSimulator::bindArgument(StringRef function, unsigned number,
                                  int rank) {
  Value value = module.lookupSymbol<func::FuncOp>(function).getArgument(number);
  Memory &memory = ranks[rank].memory[value];
  if (memory.empty())
    memory = poisoned(getBytes(value));
  return value;
}

RankSimulator::Memory &RankSimulator::resolve(Value value, int rank) {
  auto ref = ranks[rank].refs.find(value);
  if (ref != ranks[rank].refs.end())
    return ranks[rank].state[ref->second];
  return ranks[rank].memory[value];
}

/// `bytes` from `offset` of what `value` is, or is a view of.
unsigned char *RankSimulator::locate(Value value, int64_t offset, int64_t bytes,
                                     int rank) {
  while (auto view = value.getDefiningOp<ViewLikeOpInterface>()) {
    if (auto cut = value.getDefiningOp<memref::ViewOp>())
      offset += *getConstantIntValue(cut.getByteShift());
    value = view.getViewSource();
  }
  Memory &memory = resolve(value, rank);
  assert(offset + bytes <= static_cast<int64_t>(memory.size()));
  return memory.data() + offset;
}

std::vector<int64_t> RankSimulator::evaluate(plan::TableOp table, int rank) {
  ArrayRef<int64_t> base = table.getBase(), stride = table.getStride();
  if (buffered && table.getBufferedBase()) {
    base = *table.getBufferedBase();
    stride = *table.getBufferedStride();
  }
  std::vector<int64_t> values;
  for (size_t i = 0; i < base.size(); ++i)
    values.push_back(std::clamp(base[i] + rank * stride[i], table.getLo()[i],
                                table.getHi()[i]));
  return values;
}

void RankSimulator::launch(plan::LaunchOp op, int rank) {
  std::vector<void *> args;
  std::vector<std::vector<int64_t>> tables(op.getArgs().size());
  for (auto [i, arg] : llvm::enumerate(op.getArgs())) {
    if (isa<SourcesType>(arg.getType())) {
      args.push_back(ranks[rank].sources[arg].data());
    } else if (isa<plan::ScalarsType>(arg.getType())) {
      args.push_back(scalars.data());
    } else if (auto ref = arg.getDefiningOp<plan::TableRefOp>()) {
      tables[i] = evaluate(SymbolTable::lookupNearestSymbolFrom<plan::TableOp>(
                               op, ref.getTableAttr()),
                           rank);
      args.push_back(tables[i].data());
    } else {
      args.push_back(locate(arg, op.getOffsets()[i], op.getBytes()[i], rank));
    }
  }
  kernels.call(op.getKernel().str(), args);
}

/// A gather offers the slot. A reduce offers the gradients, placed in a buffer
/// of their own as fsdp-convert-to-plan does.
void RankSimulator::publish(CollectiveStartOp op, int rank) {
  if (op.getKind() == Collective::Gather) {
    Value slot = op.getInputs().front();
    ranks[rank].memory[op.getToken()] = resolve(slot, rank);
    return;
  }
  Memory full;
  int64_t shards = ranks.size();
  for (auto [value, attr] :
       llvm::zip_equal(op.getInputs(), op.getGradsAttr())) {
    auto segment = cast<GradSegmentAttr>(attr);
    int64_t bytes =
        segment.getChunkElements() * shards * segment.getElementBytes();
    if (full.size() < size_t(segment.getFull() + bytes))
      full.resize(segment.getFull() + bytes, 0xff);
    int64_t row =
        segment.getSize() * segment.getInner() * segment.getElementBytes();
    int64_t padded =
        segment.getPieceElements() * shards * segment.getElementBytes();
    for (int64_t outer = 0; outer < segment.getOuter(); ++outer)
      std::memcpy(full.data() + segment.getFull() + outer * padded,
                  resolve(value, rank).data() + outer * row, row);
  }
  ranks[rank].memory[op.getToken()] = std::move(full);
}

void RankSimulator::finish(WaitOp op, int rank) {
  auto start = op.getToken().getDefiningOp<CollectiveStartOp>();
  std::vector<const void *> pointers;
  for (Rank &other : ranks) {
    Memory &offered = other.memory[op.getToken()];
    if (!buffered || start.getKind() == Collective::Gather) {
      pointers.push_back(offered.data());
      continue;
    }
    // Buffered transport delivers this rank's chunks, packed.
    Memory slot;
    for (auto segment : start.getGradsAttr().getAsRange<GradSegmentAttr>()) {
      int64_t piece = segment.getPieceElements() * segment.getElementBytes();
      slot.resize(std::max<size_t>(slot.size(), segment.getSlot() +
                                                    segment.getOuter() * piece),
                  0xff);
      for (int64_t outer = 0; outer < segment.getOuter(); ++outer)
        std::memcpy(slot.data() + segment.getSlot() + outer * piece,
                    offered.data() + segment.getFull() +
                        (outer * ranks.size() + rank) * piece,
                    piece);
    }
    ranks[rank].received.push_back(std::move(slot));
    pointers.push_back(ranks[rank].received.back().data());
  }
  if (op.getSources())
    ranks[rank].sources[op.getSources()] = pointers;
}

/// As backends do it.
static float fmaxKeepingNaN(float a, float b) {
  return std::isnan(a) || a > b ? a : b;
}

void RankSimulator::allReduce(plan::AllReduceOp op) {
  std::vector<float> result(op.getCount());
  for (size_t rank = 0; rank < ranks.size(); ++rank) {
    auto *source =
        reinterpret_cast<float *>(resolve(op.getSource(), rank).data());
    for (int64_t i = 0; i < static_cast<int64_t>(op.getCount()); ++i)
      result[i] = rank == 0             ? source[i]
                  : op.getOp() == "max" ? fmaxKeepingNaN(result[i], source[i])
                                        : result[i] + source[i];
  }
  for (size_t rank = 0; rank < ranks.size(); ++rank)
    std::memcpy(resolve(op.getDest(), rank).data(), result.data(),
                result.size() * 4);
}

void RankSimulator::execute(Operation &op, int rank) {
  if (auto alloc = dyn_cast<memref::AllocOp>(op))
    ranks[rank].memory[alloc.getResult()] = poisoned(getBytes(alloc));
  else if (auto alloc = dyn_cast<plan::AllocOp>(op))
    ranks[rank].memory[alloc.getBuffer()] = poisoned(alloc.getBytes());
  else if (auto ref = dyn_cast<plan::RefOp>(op))
    ranks[rank].refs[ref.getBuffer()] = ref.getState().str();
  else if (auto slot = dyn_cast<ShardSlotOp>(op))
    ranks[rank].refs[slot.getSlot()] = (slot.getGroup() + ".param").str();
  else if (auto launched = dyn_cast<plan::LaunchOp>(op))
    launch(launched, rank);
  else if (auto copy = dyn_cast<plan::CopyOp>(op))
    std::memcpy(
        locate(copy.getDest(), copy.getOffsets()[1], copy.getBytes(), rank),
        locate(copy.getSource(), copy.getOffsets()[0], copy.getBytes(), rank),
        copy.getBytes());
  else if (auto fill = dyn_cast<plan::FillOp>(op))
    std::memset(locate(fill.getDest(), fill.getOffset(), fill.getBytes(), rank),
                0, fill.getBytes());
  else if (auto start = dyn_cast<CollectiveStartOp>(op))
    publish(start, rank);
  else if (auto wait = dyn_cast<WaitOp>(op))
    finish(wait, rank);
}

void RankSimulator::run(StringRef name) {
  auto function = module.lookupSymbol<func::FuncOp>(name);
  for (unsigned i = 0; i < function.getNumArguments(); ++i)
    for (size_t rank = 0; rank < ranks.size(); ++rank)
      bindArgument(name, i, rank);
  for (Operation &op : function.getBody().front()) {
    if (auto reduce = dyn_cast<plan::AllReduceOp>(op))
      allReduce(reduce);
    else
      for (size_t rank = 0; rank < ranks.size(); ++rank)
        execute(op, rank);
  }
}
