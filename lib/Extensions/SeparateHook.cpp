//===- SeparateHook.cpp - hooks with kernels of their own -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Extensions/SeparateHook.h"
#include "BatchedHook.h"
#include "InlinedHook.h"
#include "fsdp/Extensions/ElementBody.h"
#include "fsdp/Schedule/WireLayout.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/SCF/IR/SCF.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/Interfaces/SideEffectInterfaces.h"

using namespace mlir;
using namespace fsdp;

//===----------------------------------------------------------------------===//
// Which hooks there are
//===----------------------------------------------------------------------===//

Value fsdp::getContextArgument(SpecializedHook &hook, unsigned first,
                               HookContextArg which) {
  return hook.getBlock().getArgument(first + static_cast<unsigned>(which));
}

/// Of inner tensor `inner` as hooks see it.
Type SeparateHook::getElement(unsigned inner) const {
  return getElementTypeOrSelf(signature.getPre().getArgument(inner).getType());
}

/// Later shards never have more valid rows, so that equal ones are neighbours.
std::vector<SeparateHook::Case>
SeparateHook::makeCases(const HookSpecializer &specializer, bool pre) {
  SmallVector<Type> types = pre ? proof.chunks : proof.getWireTypes();
  Block &block = pre ? signature.getPre() : signature.getPost();
  for (unsigned i = 0; i < signature.numKept; ++i)
    types.push_back(context.getChunkType(getElement(i)));
  unsigned valid = types.size() + unsigned(HookContextArg::ValidRows);
  bool readsRows =
      signature.numContext > 1 && !block.getArgument(valid).use_empty();
  std::vector<Case> cases;
  for (int64_t shard = 0; shard < context.axisSize; ++shard) {
    if (shard > 0 && (!readsRows || context.getValidRows(shard) ==
                                        context.getValidRows(shard - 1))) {
      cases.back().end = shard + 1;
      continue;
    }
    std::optional<ArrayRef<unsigned>> results;
    if (form)
      results = ArrayRef(form->result);
    cases.push_back(
        {shard, shard + 1,
         specializer.specialize(signature, pre, context, types, shard,
                                /*indexStays=*/true, results)});
    if (!pre)
      simplifyForBatches(cases.back().hook);
  }
  return cases;
}

LogicalResult SeparateHook::check(Case &one, bool pre) {
  auto emit = [&](Operation *op) {
    return mlir::emitError(op->getLoc())
           << "not supported yet: " << (pre ? "pre" : "post")
           << " of extension @" << signature.getExtension().getSymName() << " ";
  };
  WalkResult result = one.hook.func->walk([&](Operation *op) {
    // A cast to the template's dynamic type only stands before the yield.
    if (isa<func::FuncOp, tensor::CastOp>(op))
      return WalkResult::advance();
    if (!isMemoryEffectFree(op)) {
      emit(op) << "has an op with side effects ('" << op->getName() << "')";
      return WalkResult::interrupt();
    }
    for (Type type : op->getResultTypes())
      if (auto tensor = dyn_cast<TensorType>(type))
        if (!tensor.hasStaticShape()) {
          emit(op) << "makes a tensor whose size is not known at compile time "
                      "('"
                   << op->getName() << "' of " << type
                   << "); derive sizes from tensor.dim of the shard, the axis "
                      "and outer sizes and the valid rows";
          return WalkResult::interrupt();
        }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

/// What computes metadata: ops of pre that read no argument.
static LogicalResult findMetadata(SpecializedHook &pre, unsigned first,
                                  unsigned count,
                                  llvm::SetVector<Operation *> &ops) {
  SmallVector<Value> worklist;
  for (unsigned i = 0; i < count; ++i)
    worklist.push_back(pre.getYielded(first + i));
  while (!worklist.empty()) {
    Value value = worklist.pop_back_val();
    Operation *op = value.getDefiningOp();
    if (!op && value.getParentBlock() == &pre.getBlock())
      return failure();
    if (!op)
      continue;
    while (op->getBlock() != &pre.getBlock())
      op = op->getParentOp();
    if (!ops.insert(op))
      continue;
    op->walk([&](Operation *nested) {
      llvm::append_range(worklist, nested->getOperands());
    });
  }
  return success();
}

/// Whether any shard's post reads its `argument`.
bool SeparateHook::postReads(unsigned argument) {
  return llvm::any_of(posts, [&](Case &one) {
    return !one.hook.getBlock().getArgument(argument).use_empty();
  });
}

LogicalResult SeparateHook::checkMetadata() {
  unsigned first =
      signature.getFirstContext(/*pre=*/false) + signature.numContext;
  llvm::SetVector<Operation *> ops;
  bool known = true;
  for (unsigned i = 0; i < signature.numMetadata; ++i)
    if (postReads(first + i))
      known &= succeeded(
          findMetadata(pres.front().hook, signature.numWires + i, 1, ops));
  if (known)
    return success();
  return mlir::emitError(signature.getPreYield().getLoc())
         << "not supported yet: pre of extension @"
         << signature.getExtension().getSymName()
         << " computes metadata from more than sizes in a hook that becomes "
            "kernels of its own";
}

FailureOr<std::shared_ptr<SeparateHook>>
SeparateHook::get(const HookSpecializer &specializer,
                  const HookSignature &signature, const HookProof &proof,
                  const HookContext &context, bool hasPost) {
  for (auto [i, wire] : llvm::enumerate(proof.wires))
    if (wire.getNumElements() == 0)
      return mlir::emitError(signature.getPreYield().getLoc())
             << "not supported yet: pre of extension @"
             << signature.getExtension().getSymName() << " makes wire " << i
             << " of no elements, " << wire
             << "; leave it out, or send at least one";
  std::shared_ptr<SeparateHook> hook(
      new SeparateHook(signature, proof, context));
  hook->pres = hook->makeCases(specializer, /*pre=*/true);
  if (hasPost)
    hook->posts = hook->makeCases(specializer, /*pre=*/false);
  for (bool pre : {true, false})
    for (Case &one : pre ? hook->pres : hook->posts)
      if (failed(hook->check(one, pre)))
        return failure();
  if (failed(hook->checkMetadata()))
    return failure();
  return hook;
}

FailureOr<std::shared_ptr<SeparateHook>>
SeparateHook::getForm(const HookSpecializer &specializer,
                      const HookSignature &signature, const HookProof &proof,
                      const HookContext &context, unsigned result,
                      const FormLayout &layout, RankedTensorType type) {
  std::shared_ptr<SeparateHook> hook(
      new SeparateHook(signature, proof, context));
  hook->form = {result, layout, type};
  hook->pres = hook->makeCases(specializer, /*pre=*/true);
  hook->posts = hook->makeCases(specializer, /*pre=*/false);
  for (Case &one : hook->posts)
    if (failed(hook->check(one, /*pre=*/false)))
      return failure();
  if (failed(hook->checkMetadata()))
    return failure();
  if (!hook->findWires().empty())
    return hook;
  return mlir::emitError(signature.getPostYield().getLoc())
         << "not supported yet: post of extension @"
         << signature.getExtension().getSymName() << " makes form '"
         << signature.results[result]
         << "' of no wire, in a hook that becomes kernels of its own; let it "
            "be computed where it is read";
}

SmallVector<unsigned> SeparateHook::findWires() {
  SmallVector<unsigned> wires;
  for (unsigned i = 0; i < signature.numWires; ++i)
    if (postReads(i))
      wires.push_back(i);
  return wires;
}

RankedTensorType SeparateHook::getGatheredType(RankedTensorType wire,
                                               int64_t ranks) {
  int64_t padded = llvm::alignTo(wire.getNumElements(), kChunkElementAlignment);
  return RankedTensorType::get({ranks, padded}, wire.getElementType());
}

//===----------------------------------------------------------------------===//
// Hooks as ops of a step
//===----------------------------------------------------------------------===//

SmallVector<Value> fsdp::inlineHook(OpBuilder &builder, SpecializedHook &hook,
                                    ArrayRef<Value> args, unsigned count) {
  IRMapping mapping;
  for (auto [argument, given] :
       llvm::zip_equal(hook.getBlock().getArguments(), args)) {
    if (!given)
      continue;
    Value value = given;
    if (value.getType() != argument.getType())
      value = tensor::CastOp::create(builder, value.getLoc(),
                                     argument.getType(), value);
    mapping.map(argument, value);
  }
  for (Operation &op : hook.getBlock().without_terminator())
    cloneExactly(builder, &op, mapping);
  SmallVector<Value> results;
  for (unsigned i = 0; i < count; ++i)
    results.push_back(mapping.lookup(hook.getYielded(i)));
  return results;
}

SmallVector<Value> fsdp::makeArguments(ArrayRef<Value> tensors,
                                       unsigned numContext, Value shard) {
  SmallVector<Value> args(tensors);
  args.append(numContext, Value());
  if (numContext > 1)
    args[tensors.size() + unsigned(HookContextArg::ShardIndex)] = shard;
  return args;
}

bool SeparateHook::preReadsShard() {
  if (signature.numKept)
    return true; // Its part of what is kept.
  if (signature.numContext == 1)
    return false;
  return pres.size() > 1 ||
         !getContextArgument(pres.front().hook,
                             signature.getFirstContext(/*pre=*/true),
                             HookContextArg::ShardIndex)
              .use_empty();
}

/// The case of `shard` among those from the `first`-th on.
SmallVector<Value> SeparateHook::runPre(OpBuilder &builder, size_t first,
                                        ValueRange chunks, Value shard) {
  auto inlineCase = [&](OpBuilder &at, size_t number) {
    return inlineHook(
        at, pres[number].hook,
        makeArguments(SmallVector<Value>(chunks), signature.numContext, shard),
        signature.numWires);
  };
  if (first + 1 == pres.size())
    return inlineCase(builder, first);
  Location loc = signature.getExtension().getLoc();
  Value end = arith::ConstantIndexOp::create(builder, loc, pres[first].end);
  Value is = arith::CmpIOp::create(builder, loc, arith::CmpIPredicate::ult,
                                   shard, end);
  auto branch = scf::IfOp::create(
      builder, loc, is,
      [&](OpBuilder &then, Location) {
        scf::YieldOp::create(then, loc, inlineCase(then, first));
      },
      [&](OpBuilder &otherwise, Location) {
        scf::YieldOp::create(otherwise, loc,
                             runPre(otherwise, first + 1, chunks, shard));
      });
  return SmallVector<Value>(branch.getResults());
}

Value fsdp::readShardIndex(OpBuilder &top, Location loc, GroupOp group) {
  // The module's grid needs no name.
  FlatSymbolRefAttr own = group.getGrid()
                              ? FlatSymbolRefAttr::get(group.getSymNameAttr())
                              : FlatSymbolRefAttr();
  Value read = ShardIndexOp::create(top, loc,
                                    RankedTensorType::get({}, top.getI64Type()),
                                    own, /*ranks=*/nullptr, /*dest=*/Value())
                   .getIndex();
  int64_t shards = group.getRanks().getShards();
  Value index = arith::IndexCastOp::create(
      top, loc, top.getIndexType(),
      tensor::ExtractOp::create(top, loc, read, ValueRange()));
  // So that whoever looks for bounds finds them.
  return arith::MinUIOp::create(
      top, loc, index, arith::ConstantIndexOp::create(top, loc, shards - 1));
}

SmallVector<Value> SeparateHook::buildPre(OpBuilder &builder, ParamOp param,
                                          Value shard) {
  SmallVector<Value> chunks;
  for (auto [i, type] : llvm::enumerate(proof.chunks))
    chunks.push_back(
        ChunkOp::create(builder, param.getLoc(), type, param.getSymName(), i));
  for (unsigned i = 0; i < signature.numKept; ++i)
    chunks.push_back(takeKept(builder, param.getLoc(), i,
                              readKept(builder, param, i), shard));
  return runPre(builder, 0, chunks, shard);
}

SmallVector<Value> SeparateHook::buildMetadata(OpBuilder &builder) {
  SpecializedHook &pre = pres.front().hook;
  unsigned first =
      signature.getFirstContext(/*pre=*/false) + signature.numContext;
  llvm::SetVector<Operation *> ops;
  // Checked when the hook was made.
  for (unsigned i = 0; i < signature.numMetadata; ++i)
    if (postReads(first + i))
      (void)findMetadata(pre, signature.numWires + i, 1, ops);
  IRMapping mapping;
  for (Operation &op : pre.getBlock())
    if (ops.contains(&op))
      cloneExactly(builder, &op, mapping);
  SmallVector<Value> values;
  for (unsigned i = 0; i < signature.numMetadata; ++i)
    values.push_back(
        mapping.lookupOrNull(pre.getYielded(signature.numWires + i)));
  return values;
}
