//===- CopyRenewal.cpp - renews what every rank keeps ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "CopyRenewal.h"
#include "UsedClasses.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"

using namespace mlir;
using namespace fsdp;

/// Gathers what renews the parameters of the group that `group` is of, or they
/// themselves, and puts the outcome into what every rank keeps.
void CopyRenewal::renew(OpBuilder &builder, GroupOp group) {
  const FusedGroup &fused = groups.find(group.getSymNameAttr())->second;
  Location loc = group.getLoc();
  SmallVector<Attribute> segments;
  SmallVector<Type> results;
  UsedClasses used;
  for (const auto &[name, known] : fused.params) {
    auto symbol = FlatSymbolRefAttr::get(name);
    auto param = symbols.lookup<ParamOp>(name);
    unsigned unpackClass = used.get(known.unpackClass);
    if (!known.separate)
      segments.push_back(known.getSegment(symbol, unpackClass, /*pack=*/false,
                                          /*stats=*/{}));
    for (unsigned i = 0; known.separate && i < known.wireTypes.size(); ++i) {
      segments.push_back(known.getWireSegment(symbol, unpackClass, i, i));
      results.push_back(known.getGatheredType(i));
    }
    for (unsigned i = 0; !known.separate && i < param.getTypes().size(); ++i)
      results.push_back(param.getPaddedType(i));
  }
  Value slot = buildSlot(builder, group, fused);
  auto start = CollectiveStartOp::create(
      builder, loc, TokenType::get(builder.getContext()), Collective::Gather,
      group.getSymName(), Axis::Shard, slot, /*grads=*/nullptr,
      /*scale=*/nullptr, /*ranks=*/nullptr);
  auto wait = WaitOp::create(
      builder, loc, SourcesType::get(builder.getContext()), start.getToken());
  auto unpack = UnpackOp::create(
      builder, loc, results, group.getSymName(), Phase::Forward,
      wait.getSources(), builder.getArrayAttr(segments), /*stats=*/Value(),
      /*dest=*/Value(), /*full_bytes=*/nullptr, used.size());
  used.cloneInto(unpack->getRegions(), bodies.unpackClasses);
  ValueRange left = unpack.getResults();
  for (const auto &[name, known] : fused.params) {
    auto param = symbols.lookup<ParamOp>(name);
    SmallVector<Value> full(left.take_front(
        known.separate ? known.wireTypes.size() : param.getTypes().size()));
    left = left.drop_front(full.size());
    if (known.separate)
      full = known.separate->buildPaddedPost(builder, param, full);
    RenewOp::create(builder, loc, name.getValue(), full);
  }
}

void CopyRenewal::run(ModuleOp module) {
  func::FuncOp optimizer, loaded;
  for (auto function : module.getOps<func::FuncOp>())
    if (auto name = function->getAttrOfType<StringAttr>("fsdp.entry");
        name && name == "optimizer")
      optimizer = function;
  for (auto group : llvm::to_vector(module.getOps<GroupOp>())) {
    if (!group.getOf())
      continue;
    bool withStep = groups.find(group.getSymNameAttr())->second.getWhat() ==
                    Gathered::Renewed;
    if (!withStep && !loaded) {
      OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
      loaded = func::FuncOp::create(builder, module.getLoc(), "statistics",
                                    builder.getFunctionType({}, {}));
      symbols.insert(loaded);
      loaded->setAttr("fsdp.entry", builder.getStringAttr("statistics"));
      builder.setInsertionPointToEnd(loaded.addEntryBlock());
      func::ReturnOp::create(builder, module.getLoc());
    }
    OpBuilder builder(
        (withStep ? optimizer : loaded).getBody().front().getTerminator());
    renew(builder, group);
  }
}
