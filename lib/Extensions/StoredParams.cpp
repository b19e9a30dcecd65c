//===- StoredParams.cpp - values of parameters that hooks store -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "StoredParams.h"
#include "fsdp/Extensions/SeparateHook.h"
#include "mlir/IR/IRMapping.h"

using namespace mlir;
using namespace fsdp;

namespace {

class StorageBuilder {
public:
  StorageBuilder(ModuleOp module, HookProver &prover)
      : module(module), symbols(module), prover(prover) {}

  LogicalResult run();

private:
  FailureOr<SeparateHook *> getHook(ParamOp param);
  void buildEntry(ParamOp param, SeparateHook &hook);
  LogicalResult splitInitialize(InitializeOp op);
  void store(OpBuilder &builder, ParamOp param, SeparateHook &hook,
             Value chunk);

  ModuleOp module;
  SymbolTable symbols;
  HookProver &prover;
  struct Known {
    ExtensionOp extension;
    HookContext context;
    Type chunk;
    std::shared_ptr<SeparateHook> hook;
  };
  std::vector<Known> known;
  /// By function body and grid.
  llvm::DenseMap<std::pair<Block *, Attribute>, Value> shardOf;
};

} // namespace

static RankedTensorType getChunkType(ParamOp param) {
  auto layout = cast<LayoutAttr>((*param.getLayouts())[0]);
  return RankedTensorType::get(
      {layout.getOuter(), layout.getChunk(), layout.getInner()},
      cast<ShapedType>(cast<TypeAttr>(param.getTypes()[0]).getValue())
          .getElementType());
}

/// Pre of `param` as ops; equal cases are specialised once.
FailureOr<SeparateHook *> StorageBuilder::getHook(ParamOp param) {
  auto extension = symbols.lookup<ExtensionOp>(*param.getExtension());
  FailureOr<HookContext> context = HookContext::get(param);
  if (failed(context))
    return failure();
  Type chunk = getChunkType(param);
  for (Known &one : known)
    if (one.extension == extension && one.context == *context &&
        one.chunk == chunk)
      return one.hook.get();
  FailureOr<HookSignature> signature = HookSignature::get(extension);
  if (failed(signature))
    return failure();
  FailureOr<HookProof> proof = prover.prove(*signature, param);
  if (failed(proof))
    return failure();
  FailureOr<std::shared_ptr<SeparateHook>> hook =
      SeparateHook::get(prover.getSpecializer(), *signature, *proof, *context,
                        /*hasPost=*/false);
  if (failed(hook))
    return failure();
  known.push_back({extension, *context, chunk, *hook});
  return hook->get();
}

/// What pre makes of `chunk` becomes the state of `param`.
void StorageBuilder::store(OpBuilder &builder, ParamOp param,
                           SeparateHook &hook, Value chunk) {
  Block *block = builder.getInsertionBlock();
  auto group = symbols.lookup<GroupOp>(param.getGroup());
  Value &shard = shardOf[{block, group.getRanks()}];
  if (!shard && hook.preReadsShard()) {
    OpBuilder top = OpBuilder::atBlockBegin(block);
    shard = readShardIndex(top, param.getLoc(), group);
  }
  SmallVector<Value> wires = hook.buildPre(builder, ValueRange(chunk), shard);
  StoreOp::create(builder, param.getLoc(), param.getSymName(), wires);
}

void StorageBuilder::buildEntry(ParamOp param, SeparateHook &hook) {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  auto function = func::FuncOp::create(
      builder, param.getLoc(), "store",
      builder.getFunctionType(getChunkType(param), TypeRange()));
  symbols.insert(function);
  function->setAttr("fsdp.entry",
                    builder.getStringAttr("store." + param.getSymName()));
  // Parameters of one shape share the caller's memory.
  function.setArgAttr(0, "fsdp.chunk", builder.getStringAttr("chunk"));
  Block *body = function.addEntryBlock();
  builder.setInsertionPointToEnd(body);
  store(builder, param, hook, body->getArgument(0));
  func::ReturnOp::create(builder, param.getLoc());
}

/// Takes the parameters that are stored by hooks out of `op`, each into an op
/// of its own that makes its chunk.
LogicalResult StorageBuilder::splitInitialize(InitializeOp op) {
  OpBuilder builder(op);
  builder.setInsertionPointAfter(op);
  SmallVector<Attribute> params, numbers;
  SmallVector<int64_t> inner;
  unsigned each = op.getNumbersPerTensor();
  for (auto [i, symbol] :
       llvm::enumerate(op.getParams().getAsRange<FlatSymbolRefAttr>())) {
    auto param = symbols.lookup<ParamOp>(symbol.getAttr());
    ArrayRef<Attribute> mine = op.getNumbers().getValue().slice(i * each, each);
    if (!param.getStorage()) {
      params.push_back(symbol);
      inner.push_back(op.getInner()[i]);
      llvm::append_range(numbers, mine);
      continue;
    }
    FailureOr<SeparateHook *> hook = getHook(param);
    if (failed(hook))
      return failure();
    auto make = InitializeOp::create(
        builder, op.getLoc(), getChunkType(param), op.getGroupAttr(),
        builder.getArrayAttr(symbol), builder.getDenseI64ArrayAttr({0}),
        op.getSeed(), builder.getArrayAttr(mine), /*dest=*/Value());
    IRMapping mapping;
    op.getBody().cloneInto(&make.getBody(), mapping);
    store(builder, param, **hook, make.getChunk());
  }
  if (params.empty()) {
    op.erase();
    return success();
  }
  op.setParamsAttr(builder.getArrayAttr(params));
  op.setInner(inner);
  op.setNumbersAttr(builder.getArrayAttr(numbers));
  return success();
}

LogicalResult StorageBuilder::run() {
  SmallVector<ParamOp> stored;
  for (auto param : module.getOps<ParamOp>())
    if (param.getStorage())
      stored.push_back(param);
  if (stored.empty())
    return success();
  SmallVector<InitializeOp> initialized;
  module.walk([&](InitializeOp op) { initialized.push_back(op); });
  for (InitializeOp op : initialized)
    if (failed(splitInitialize(op)))
      return failure();
  for (ParamOp param : stored) {
    FailureOr<SeparateHook *> hook = getHook(param);
    if (failed(hook))
      return failure();
    buildEntry(param, **hook);
  }
  return success();
}

LogicalResult fsdp::buildStorage(ModuleOp module, HookProver &prover) {
  return StorageBuilder(module, prover).run();
}
