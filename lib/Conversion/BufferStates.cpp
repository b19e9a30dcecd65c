//===- BufferStates.cpp - where a step's buffers lie ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "BufferStates.h"
#include "PlanAddress.h"

#include "llvm/ADT/MapVector.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fsdp;

StringRef fsdp::getReduction(func::FuncOp func, unsigned index) {
  auto reduce = func.getArgAttrOfType<StringAttr>(index, "fsdp.reduce");
  return reduce ? reduce.getValue() : "none";
}

namespace {

/// What the arguments of all entries say about one buffer.
struct Buffer {
  Location loc;
  MemRefType type;
  bool local;
  StringRef reduce = "none";
};

using BufferMap = llvm::MapVector<StringAttr, Buffer>;

} // namespace

static LogicalResult collectArgument(func::FuncOp func, unsigned index,
                                     BufferMap &buffers) {
  auto name = func.getArgAttrOfType<StringAttr>(index, "fsdp.buffer");
  if (!name)
    return success();
  BlockArgument argument = func.getArgument(index);
  auto type = dyn_cast<MemRefType>(argument.getType());
  if (!type || !type.hasStaticShape() || !type.getLayout().isIdentity())
    return func.emitOpError()
           << "argument " << index << " of type " << argument.getType()
           << " cannot be state, expected a memref with a static shape and an "
              "identity layout";
  bool local = bool(func.getArgAttr(index, "fsdp.local"));
  auto [it, isNew] =
      buffers.insert({name, Buffer{argument.getLoc(), type, local}});
  if (!isNew && (it->second.type != type || it->second.local != local))
    return func.emitOpError()
           << "argument " << index << " is buffer " << name << " of type "
           << type << ", but another entry has it as " << it->second.type
           << (local == it->second.local ? "" : " with another 'fsdp.local'");
  return success();
}

/// Reductions of updates; the first entry that combines a buffer decides where
/// it lies.
static void collectReduction(func::FuncOp func, unsigned index,
                             BufferMap &buffers) {
  auto name = func.getArgAttrOfType<StringAttr>(index, "fsdp.update");
  auto found = name ? buffers.find(name) : buffers.end();
  if (found != buffers.end() && found->second.reduce == "none")
    found->second.reduce = getReduction(func, index);
}

static void declareTensor(OpBuilder &builder, StringAttr name,
                          const Buffer &buffer, plan::StateOp state,
                          int64_t offset) {
  ArrayRef<int64_t> shape = buffer.type.getShape();
  plan::TensorOp::create(builder, buffer.loc, name.getValue(), "buffer",
                         state.getSymName(), offset,
                         buffer.type.getElementType(), shape, /*dim=*/0,
                         /*chunk=*/shape.empty() ? 1 : shape.front(),
                         /*group=*/nullptr, /*trained=*/false,
                         /*param=*/nullptr, /*inner=*/nullptr, buffer.local,
                         /*replicated=*/false, /*source=*/nullptr,
                         /*source_dim=*/0, /*model_dim=*/nullptr);
}

FailureOr<BufferStates> BufferStates::declare(ModuleOp module) {
  BufferMap buffers;
  for (auto func : module.getOps<func::FuncOp>())
    for (unsigned i = 0, e = func.getNumArguments(); i != e; ++i)
      if (failed(collectArgument(func, i, buffers)))
        return failure();
  for (auto func : module.getOps<func::FuncOp>())
    for (unsigned i = 0, e = func.getNumArguments(); i != e; ++i)
      collectReduction(func, i, buffers);

  BufferStates result;
  OpBuilder builder = OpBuilder::atBlockBegin(module.getBody());
  llvm::StringMap<plan::StateOp> states;
  for (auto &[name, buffer] : buffers) {
    std::string symbol = "buffers." + buffer.reduce.str();
    bool combined = buffer.reduce != "none";
    if (combined)
      llvm::raw_string_ostream(symbol) << "." << buffer.type.getElementType();
    plan::StateOp &state = states[symbol];
    if (!state)
      state = plan::StateOp::create(builder, module.getLoc(), symbol,
                                    /*bytes=*/0, "state", /*moment=*/nullptr,
                                    /*offset=*/nullptr);
    int64_t offset = state.getBytes(), bytes = getMemRefBytes(buffer.type);
    state.setBytes(offset + (combined ? bytes : llvm::alignTo(bytes, 64)));
    declareTensor(builder, name, buffer, state, offset);
    result.places[name] = {state, offset};
  }
  return result;
}
