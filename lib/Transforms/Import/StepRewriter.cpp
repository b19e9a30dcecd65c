//===- StepRewriter.cpp - an entry onto symbols ---------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "StepRewriter.h"
#include "LossScale.h"
#include "fsdp/Extensions/ElementBody.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Transforms/RegionUtils.h"

using namespace mlir;
using namespace fsdp;

namespace {

/// A parameter's inner tensor; the inner name is null where there is one only.
using TensorKey = std::pair<StringAttr, StringAttr>;

FlatSymbolRefAttr symbolOf(GroupMembers members) {
  return FlatSymbolRefAttr::get(members.group.getSymNameAttr());
}

class StepRewriter {
public:
  StepRewriter(const StepRoles &roles, ArrayRef<GroupMembers> groups,
               double lossScale)
      : roles(roles), entry(roles.entry), groups(groups), lossScale(lossScale) {
  }

  LogicalResult run() {
    for (auto [i, role] : llvm::enumerate(roles.arguments))
      if (role.kind == ArgumentRole::Kind::Param)
        (role.form
             ? forms
             : arguments)[{role.name, role.form ? role.form : role.inner}] = i;
    for (auto [i, role] : llvm::enumerate(roles.results))
      if (role.kind == ResultRole::Kind::Grad)
        gradients[{role.name, role.inner}] = i;
    for (const GroupMembers &members : groups)
      if (failed(gather(members)))
        return failure();
    readScalars();
    countTotal();
    for (const GroupMembers &members : groups)
      reduce(members);
    return dropRest();
  }

private:
  /// Gathers those parameters of a group that the entry names.
  LogicalResult gather(const GroupMembers &members) {
    if (GroupOp(members.group).getReplicated()) {
      for (const ParamModel *param : members.params)
        readReplicated(*param);
      return success();
    }
    SmallVector<Attribute> symbols, formNames;
    SmallVector<Type> types;
    SmallVector<unsigned> numbers;
    auto nameOf = [&](StringAttr form) {
      return form ? form : StringAttr::get(entry.getContext(), "");
    };
    for (const ParamModel *param : members.params) {
      SmallVector<unsigned> found;
      for (unsigned i = 0; i < param->types.size(); ++i) {
        StringAttr inner =
            param->inner.empty() ? StringAttr() : param->inner[i];
        auto it = arguments.find({param->name, inner});
        if (it != arguments.end())
          found.push_back(it->second);
      }
      if (!found.empty() && found.size() != param->types.size())
        return mlir::emitError(entry.getLoc())
               << "@" << entry.getSymName() << " names " << found.size()
               << " of the " << param->types.size()
               << " inner tensors of parameter '" << param->name.getValue()
               << "', expected all";
      if (!found.empty()) {
        symbols.push_back(FlatSymbolRefAttr::get(param->name));
        formNames.push_back(nameOf(nullptr));
        llvm::append_range(numbers, found);
        llvm::append_range(types, param->types);
      }
      for (const auto &[form, type] : param->forms) {
        auto it = forms.find({param->name, form});
        if (it == forms.end())
          continue;
        symbols.push_back(FlatSymbolRefAttr::get(param->name));
        formNames.push_back(nameOf(form));
        numbers.push_back(it->second);
        types.push_back(type);
      }
    }
    if (symbols.empty())
      return success();
    OpBuilder builder = top();
    bool hasForms = llvm::any_of(
        formNames, [&](Attribute name) { return name != nameOf(nullptr); });
    auto op = GatherOp::create(
        builder, entry.getLoc(), types, symbolOf(members),
        PhaseAttr::get(entry.getContext(), Phase::Whole),
        ArrayAttr::get(entry.getContext(), symbols),
        hasForms ? ArrayAttr::get(entry.getContext(), formNames) : ArrayAttr());
    last = op;
    for (auto [number, full] : llvm::zip_equal(numbers, op.getFull()))
      entry.getArgument(number).replaceAllUsesWith(full);
    return success();
  }

  /// An ignored parameter stays an argument, of the type that it is stored in;
  /// the step reads it rounded or widened to its own.
  void readReplicated(const ParamModel &param) {
    for (unsigned i = 0; i < param.types.size(); ++i) {
      auto it = arguments.find(
          {param.name, param.inner.empty() ? StringAttr() : param.inner[i]});
      if (it == arguments.end() ||
          param.types[i].getElementType() == param.stored)
        continue;
      BlockArgument argument = entry.getArgument(it->second);
      OpBuilder builder = top();
      RankedTensorType type = param.types[i];
      argument.setType(type.clone(param.stored));
      SmallVector<OpOperand *> uses = llvm::map_to_vector(
          argument.getUses(), [](OpOperand &use) { return &use; });
      Value read = convertFloat(builder, argument.getLoc(), argument,
                                type.getElementType());
      for (OpOperand *use : uses)
        use->set(read);
      last = read.getDefiningOp();
    }
    entry.setType(FunctionType::get(entry.getContext(),
                                    entry.front().getArgumentTypes(),
                                    entry.getResultTypes()));
  }

  /// What gradients of a sum are divided by, where the step counts.
  void countTotal() {
    std::optional<unsigned> count = roles.findCount();
    if (!count || !roles.hasGradients())
      return;
    Operation *terminator = entry.front().getTerminator();
    OpBuilder builder(terminator);
    Value mine = terminator->getOperand(*count);
    total = TotalCountOp::create(builder, entry.getLoc(), mine.getType(), mine,
                                 /*dest=*/Value(), /*add=*/nullptr)
                .getTotal();
  }

  /// Reduces the gradients of a group: parameters in order, inner tensors in
  /// theirs.
  void reduce(const GroupMembers &members) {
    SmallVector<Attribute> symbols;
    SmallVector<int64_t> inner;
    SmallVector<Value> values;
    Operation *terminator = entry.front().getTerminator();
    auto add = [&](const ParamModel *param, StringAttr name, int64_t index) {
      auto it = gradients.find({param->name, name});
      if (it == gradients.end())
        return;
      symbols.push_back(FlatSymbolRefAttr::get(param->name));
      inner.push_back(index);
      values.push_back(terminator->getOperand(it->second));
    };
    for (const ParamModel *param : members.params) {
      add(param, StringAttr(), -1);
      for (auto [i, name] : llvm::enumerate(param->inner))
        add(param, name, i);
    }
    if (values.empty())
      return;
    OpBuilder builder(terminator);
    // What is all-reduced is added as it is, in f32.
    GroupOp group = members.group;
    for (Value &value : values)
      value =
          group.getReplicated()
              ? convertFloat(builder, value.getLoc(), value,
                             builder.getF32Type())
              : narrow(builder, value, group.getReduceDtype().value_or(Type()));
    ReduceGradOp::create(builder, entry.getLoc(), symbolOf(members),
                         builder.getArrayAttr(symbols),
                         builder.getDenseI64ArrayAttr(inner), values);
    if (total)
      DivideGradOp::create(builder, entry.getLoc(), symbolOf(members), total);
    if (scale)
      DivideGradOp::create(builder, entry.getLoc(), symbolOf(members), scale);
  }

  void readScalars() {
    for (auto [i, role] : llvm::enumerate(roles.arguments)) {
      if (role.kind != ArgumentRole::Kind::Scalar)
        continue;
      OpBuilder builder = top();
      bool scalesLoss = role.name.getValue() == kLossScale;
      auto op = ReadScalarOp::create(
          builder, role.loc, role.type, role.name,
          builder.getF64FloatAttr(scalesLoss ? lossScale : 0.0),
          /*dest=*/Value());
      last = op;
      Value value = op.getValue();
      entry.getArgument(i).replaceAllUsesWith(value);
      scalars.push_back(i);
      if (scalesLoss)
        scale = value;
    }
  }

  /// A gradient as it travels. One of 16 bits stays: another type of 16 bits
  /// would save nothing and round it once more.
  Value narrow(OpBuilder &builder, Value gradient, Type reduceDtype) {
    auto type = cast<RankedTensorType>(gradient.getType());
    if (!reduceDtype || reduceDtype.isF32() || !type.getElementType().isF32())
      return gradient;
    return convertFloat(builder, gradient.getLoc(), gradient, reduceDtype);
  }

  /// Erases parameter arguments, gradients and unmarked results, and dead code.
  LogicalResult dropRest() {
    BitVector deadArguments(roles.arguments.size());
    BitVector deadResults(roles.results.size());
    // Ignored parameters stay arguments: they are state, whole on every rank.
    for (const auto &[key, number] : arguments)
      if (roles.arguments[number].ignored)
        keepOnly(number, {"fsdp.param", "fsdp.inner", "fsdp.ignored"});
      else
        deadArguments.set(number);
    for (const auto &[key, number] : forms)
      deadArguments.set(number);
    for (unsigned number : scalars)
      deadArguments.set(number);
    for (auto [i, role] : llvm::enumerate(roles.results))
      if (role.kind == ResultRole::Kind::Grad ||
          role.kind == ResultRole::Kind::Dropped)
        deadResults.set(i);
    entry.front().getTerminator()->eraseOperands(deadResults);
    if (failed(entry.eraseResults(deadResults)) ||
        failed(entry.eraseArguments(deadArguments)))
      return failure();
    IRRewriter rewriter(entry.getContext());
    (void)runRegionDCE(rewriter, entry->getRegions());
    return success();
  }

  /// Drops the other attributes of an argument.
  void keepOnly(unsigned number, ArrayRef<StringRef> names) {
    for (NamedAttribute attribute : entry.getArgAttrDict(number))
      if (!llvm::is_contained(names, attribute.getName().strref()))
        entry.removeArgAttr(number, attribute.getName());
  }

  OpBuilder top() {
    OpBuilder builder(entry.getContext());
    if (last)
      builder.setInsertionPointAfter(last);
    else
      builder.setInsertionPointToStart(&entry.front());
    return builder;
  }

  const StepRoles &roles;
  func::FuncOp entry;
  ArrayRef<GroupMembers> groups;
  double lossScale;
  Value scale;                   ///< Of the loss; null where it has none.
  SmallVector<unsigned> scalars; ///< Arguments.
  llvm::MapVector<TensorKey, unsigned> arguments, gradients;
  /// Of compute forms, by parameter and form.
  llvm::MapVector<TensorKey, unsigned> forms;
  Operation *last = nullptr; ///< Of what stands at the top: gathers, scalars.
  Value total;               ///< Of counts; null where there are none.
};

} // namespace

LogicalResult fsdp::rewriteEntry(const StepRoles &roles,
                                 ArrayRef<GroupMembers> groups,
                                 double lossScale) {
  return StepRewriter(roles, groups, lossScale).run();
}
