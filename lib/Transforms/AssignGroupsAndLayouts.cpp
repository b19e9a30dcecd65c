//===- AssignGroupsAndLayouts.cpp - where every chunk lies ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Extensions/HookProof.h"
#include "fsdp/Schedule/ShardLayout.h"
#include "fsdp/Schedule/WireLayout.h"
#include "fsdp/Transforms/Passes.h"
#include "llvm/Support/MathExtras.h"
#include <numeric>

namespace fsdp {
#define GEN_PASS_DEF_ASSIGNGROUPSANDLAYOUTS
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

/// Parameters that an entry reads.
using ReadParams = llvm::DenseSet<StringAttr>;

struct AssignGroupsAndLayouts
    : fsdp::impl::AssignGroupsAndLayoutsBase<AssignGroupsAndLayouts> {
  void runOnOperation() override {
    if (failed(assign(getOperation())))
      signalPassFailure();
  }

private:
  LogicalResult assign(ModuleOp module);
  LogicalResult layOutGroup(GroupOp group, ArrayRef<ParamOp> params,
                            int64_t shards, const SymbolTable &symbols,
                            HookProver &prover);
  void layOutCopies(GroupOp group, ArrayRef<ParamOp> params,
                    const SymbolTable &symbols, const ReadParams &read);
};

/// Where each reduced gradient of a group lies: (parameter, inner index or -1)
/// to element offset.
using GradOffsets = llvm::DenseMap<std::pair<StringAttr, int64_t>, int64_t>;

} // namespace

static ExtensionOp getExtension(ParamOp param, const SymbolTable &symbols) {
  return param.getExtension()
             ? symbols.lookup<ExtensionOp>(*param.getExtension())
             : ExtensionOp();
}

/// How many consecutive elements of `param` stay together: whole blocks of its
/// extension, and of that of its gradient, which lies as it does.
static int64_t getAtomicElements(ParamOp param, const SymbolTable &symbols) {
  int64_t elements = 1;
  for (auto name : {param.getExtension(), param.getReduceExtension()})
    if (auto extension =
            name ? symbols.lookup<ExtensionOp>(*name) : ExtensionOp())
      elements = std::lcm(elements, extension.getAtomic().value_or(1));
  return elements;
}

/// The layout of a tensor of `param`, at `offset`. Where an extension asks for
/// it, rows that hold whole blocks of elements stay together.
static LayoutAttr getLayout(ParamOp param, RankedTensorType type,
                            const SymbolTable &symbols, int64_t shards,
                            int64_t offset) {
  int64_t dim = param.getDim();
  TensorSplit split = TensorSplit::get(type.getShape(), dim);
  int64_t elements = getAtomicElements(param, symbols);
  int64_t block = elements / std::gcd(elements, split.inner);
  return LayoutAttr::get(param.getContext(), shards, dim, split.outer,
                         split.size, split.inner, offset, block);
}

/// Lays out what the pre hook of `extension` makes of each chunk of `param`.
static LogicalResult layOutStorage(ParamOp param, ExtensionOp extension,
                                   const SymbolTable &symbols, int64_t shards,
                                   HookProver &prover, ShardLayout &state) {
  Builder builder(param.getContext());
  auto type =
      cast<RankedTensorType>(cast<TypeAttr>(param.getTypes()[0]).getValue());
  param.setLayoutsAttr(builder.getArrayAttr(
      getLayout(param, type, symbols, shards, /*offset=*/0)));
  FailureOr<HookSignature> signature = HookSignature::get(extension);
  if (failed(signature))
    return failure();
  FailureOr<HookProof> proof = prover.prove(*signature, param);
  if (failed(proof))
    return failure();
  // Behind each other, as they lie in a slot, in as many words of the state.
  SmallVector<StorageAttr> stored;
  int64_t bytes = 0;
  for (auto [name, wire] :
       llvm::zip_equal(extension.getStorage()->getAsValueRange<StringAttr>(),
                       proof->wires)) {
    stored.push_back(StorageAttr::get(param.getContext(), name, wire, bytes));
    bytes += stored.back().getStoredBytes();
  }
  int64_t first = state.append(llvm::divideCeil(bytes, 4)) * 4;
  param.setStorageAttr(builder.getArrayAttr(
      llvm::map_to_vector(stored, [&](StorageAttr place) -> Attribute {
        return StorageAttr::get(param.getContext(), place.getName(),
                                place.getType(), first + place.getOffset());
      })));
  return success();
}

/// Gives `params`, all of `group`, their layouts one behind the other.
LogicalResult AssignGroupsAndLayouts::layOutGroup(GroupOp group,
                                                  ArrayRef<ParamOp> params,
                                                  int64_t shards,
                                                  const SymbolTable &symbols,
                                                  HookProver &prover) {
  ShardLayout state;
  for (ParamOp param : params) {
    SmallVector<Attribute> layouts;
    for (auto typeAttr : param.getTypes().getAsRange<TypeAttr>()) {
      auto type = cast<RankedTensorType>(typeAttr.getValue());
      ExtensionOp extension = getExtension(param, symbols);
      if (extension && extension.getStorage()) {
        if (failed(layOutStorage(param, extension, symbols, shards, prover,
                                 state)))
          return failure();
        continue;
      }
      LayoutAttr cut = getLayout(param, type, symbols, shards, /*offset=*/0);
      int64_t offset = state.append(cut.getChunkElements(),
                                    type.getElementTypeBitWidth() / 8);
      layouts.push_back(getLayout(param, type, symbols, shards, offset));
    }
    if (!layouts.empty())
      param.setLayoutsAttr(ArrayAttr::get(&getContext(), layouts));
  }
  if (std::string reason = state.check(); !reason.empty())
    return mlir::emitError(group.getLoc()) << "state of the group: " << reason;
  group.setStateBytes(state.getBytes());
  return success();
}

static ReadParams findReadParams(ModuleOp module, const SymbolTable &symbols) {
  ReadParams read;
  module.walk([&](GatherOp gather) {
    ValueRange full = gather.getFull();
    for (auto name : gather.getParams().getAsRange<FlatSymbolRefAttr>()) {
      auto param = symbols.lookup<ParamOp>(name.getAttr());
      size_t count = param.getCompute().size();
      if (llvm::any_of(full.take_front(count),
                       [](Value value) { return !value.use_empty(); }))
        read.insert(name.getAttr());
      full = full.drop_front(count);
    }
  });
  return read;
}

/// What every rank keeps unsharded lies in GROUP.copies as it would in an
/// unsharded buffer.
void AssignGroupsAndLayouts::layOutCopies(GroupOp group,
                                          ArrayRef<ParamOp> params,
                                          const SymbolTable &symbols,
                                          const ReadParams &read) {
  WireLayout copies = WireLayout::forUnsharded();
  for (ParamOp param : params) {
    ExtensionOp extension = getExtension(param, symbols);
    if (!extension || !extension.getState())
      continue;
    SmallVector<int64_t> places;
    bool isRead = read.contains(param.getSymNameAttr());
    for (unsigned i = 0; isRead && i < param.getTypes().size(); ++i) {
      RankedTensorType type = param.getPaddedType(i);
      places.push_back(
          copies.add(type.getNumElements(), type.getElementTypeBitWidth() / 8));
    }
    param.setCopies(places);
  }
  if (copies.getBytes())
    group.setCopiesBytes(copies.getBytes());
}

/// Offsets of the gradients that `reduce` leaves in its group's gradient shard.
static FailureOr<GradOffsets> layOutGradients(ReduceGradOp reduce,
                                              const SymbolTable &symbols) {
  ShardLayout layout;
  GradOffsets offsets;
  for (auto [symbol, inner] :
       llvm::zip_equal(reduce.getParams().getAsRange<FlatSymbolRefAttr>(),
                       reduce.getInner())) {
    auto param = symbols.lookup<ParamOp>(symbol.getAttr());
    // One gradient for every inner tensor has the first one's shape.
    int64_t index = std::max<int64_t>(inner, 0);
    auto own = cast<LayoutAttr>((*param.getLayouts())[index]);
    offsets[{symbol.getAttr(), inner}] = layout.append(own.getChunkElements());
  }
  if (std::string reason = layout.check(); !reason.empty())
    return mlir::emitError(reduce.getLoc())
           << "gradients of the group: " << reason;
  return offsets;
}

/// The runs of `update`: every inner tensor of its parameters, in order, with
/// the gradient of its own or the one that all inner tensors share.
static LogicalResult setSegments(UpdateOp update, const GradOffsets &grads,
                                 const SymbolTable &symbols) {
  ShardLayout moments;
  SmallVector<UpdateRun> runs;
  for (auto symbol : update.getParams().getAsRange<FlatSymbolRefAttr>()) {
    auto param = symbols.lookup<ParamOp>(symbol.getAttr());
    for (auto [i, attr] : llvm::enumerate(*param.getLayouts())) {
      auto layout = cast<LayoutAttr>(attr);
      auto grad = grads.find({symbol.getAttr(), i});
      if (grad == grads.end())
        grad = grads.find({symbol.getAttr(), -1});
      if (grad == grads.end())
        return mlir::emitError(update.getLoc())
               << "parameter '" << param.getTensorName(i)
               << "' is updated, but no fsdp.reduce_grad has its gradient";
      int64_t count = layout.getChunkElements();
      // Padding is zero and stays so: walking it joins neighbours into one run.
      runs.push_back(
          {layout.getOffset(), grad->second, moments.append(count),
           static_cast<int64_t>(llvm::alignTo(count, kChunkElementAlignment))});
    }
  }
  SmallVector<Attribute> segments;
  for (const UpdateRun &run : mergeRuns(runs))
    segments.push_back(UpdateSegmentAttr::get(update.getContext(), run.state,
                                              run.grad, run.moment, run.count));
  update.setSegmentsAttr(ArrayAttr::get(update.getContext(), segments));
  return success();
}

LogicalResult AssignGroupsAndLayouts::assign(ModuleOp module) {
  auto grid = module->getAttrOfType<GridAttr>("fsdp.grid");
  if (!grid)
    return mlir::emitError(module.getLoc(),
                           "module has no 'fsdp.grid' attribute, which "
                           "fsdp-import-step sets; run it first");
  llvm::MapVector<StringAttr, SmallVector<ParamOp>> members;
  for (auto param : module.getOps<ParamOp>())
    members[param.getGroupAttr().getAttr()].push_back(param);
  SymbolTable symbols(module);
  HookProver prover(&getContext(), grid.getDataRanks());
  ReadParams read = findReadParams(module, symbols);
  for (auto group : module.getOps<GroupOp>()) {
    ArrayRef<ParamOp> params = members[group.getSymNameAttr()];
    if (failed(layOutGroup(group, params,
                           group.getReplicated() ? 1
                                                 : group.getRanks().getShards(),
                           symbols, prover)))
      return failure();
    layOutCopies(group, params, symbols, read);
  }

  llvm::DenseMap<StringAttr, GradOffsets> grads;
  WalkResult result = module.walk([&](ReduceGradOp reduce) {
    FailureOr<GradOffsets> offsets = layOutGradients(reduce, symbols);
    if (failed(offsets))
      return WalkResult::interrupt();
    auto [it, inserted] =
        grads.try_emplace(reduce.getGroupAttr().getAttr(), *offsets);
    if (inserted || it->second == *offsets)
      return WalkResult::advance();
    mlir::emitError(reduce.getLoc())
        << "group '" << reduce.getGroup()
        << "' is reduced twice with different gradients";
    return WalkResult::interrupt();
  });
  if (result.wasInterrupted())
    return failure();
  result = module.walk([&](UpdateOp update) {
    return WalkResult(
        setSegments(update, grads[update.getGroupAttr().getAttr()], symbols));
  });
  return failure(result.wasInterrupted());
}
