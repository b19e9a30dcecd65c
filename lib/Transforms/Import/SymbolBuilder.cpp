//===- SymbolBuilder.cpp - groups and parameters as symbols ---------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "SymbolBuilder.h"
#include "ParamGrids.h"

using namespace mlir;
using namespace fsdp;

/// What happens to a group after forward: the first matching rule, else what
/// the group itself says, else the rule for every group.
static StringRef chooseReshard(StringRef name, GroupOp written,
                               ArrayRef<NameRule> rules) {
  StringRef chosen = "auto";
  for (const NameRule &rule : rules) {
    if (rule.pattern.matchesEverything())
      chosen = rule.value;
    else if (rule.pattern.matches(name))
      return rule.value;
  }
  if (written && written.getReshard() != "auto")
    return written.getReshard();
  return chosen;
}

LogicalResult fsdp::checkFree(ModuleOp module, StringAttr name, StringRef what,
                              Location loc) {
  Operation *other = SymbolTable::lookupSymbolIn(module, name);
  if (!other)
    return success();
  InFlightDiagnostic diagnostic =
      emitError(loc) << what << " '" << name.getValue()
                     << "' has the name of another symbol; rename one";
  diagnostic.attachNote(other->getLoc()) << "the other symbol";
  return diagnostic;
}

namespace {

class SymbolBuilder {
public:
  SymbolBuilder(ModuleOp module, StepModel &model, const ImportOptions &options)
      : module(module), model(model), options(options),
        grids(module, options.paramGrid),
        builder(OpBuilder::atBlockBegin(module.getBody())) {
    for (auto group : module.getOps<GroupOp>())
      written[group.getSymNameAttr()] = group;
  }

  FailureOr<SmallVector<GroupMembers>> build() {
    if (failed(checkWrittenGroups()) || failed(grids.check(model)))
      return failure();
    for (StringAttr name : model.groups)
      if (failed(addGroups(name)))
        return failure();
    if (failed(addGroups(/*name=*/nullptr)))
      return failure();
    auto isIgnored = [](const auto &entry) { return entry.second.ignored; };
    if (llvm::any_of(model.params, isIgnored)) {
      StringAttr name = freeGroupName("ignored");
      if (failed(addGroup(name, {name, DictionaryAttr(), "auto"},
                          /*isRoot=*/false, grids.getWhole())))
        return failure();
      members.back().group.setReplicated(true);
    }
    for (const auto &[name, param] : model.params)
      if (failed(addParam(param)))
        return failure();
    return std::move(members);
  }

private:
  LogicalResult checkWrittenGroups() {
    for (auto [name, group] : written)
      if (!model.groups.contains(name))
        return mlir::emitError(group.getLoc())
               << "group '" << name.getValue()
               << "' has no parameter; no argument has 'fsdp.group' = " << name;
    return success();
  }

  /// One group for each grid of the parameters of the user's group `name`
  /// (null: the root), in the order in which they come.
  LogicalResult addGroups(StringAttr name) {
    GroupOp group = name ? written.lookup(name) : GroupOp();
    FailureOr<ParamGrids::OfGroup> found = grids.collect(model, name, group);
    if (failed(found))
      return failure();
    StringAttr stem = name ? name : freeGroupName("root");
    UserGroup user = {stem,
                      group ? group->getAttrDictionary() : DictionaryAttr(),
                      chooseReshard(stem, group, options.reshard)};
    for (GridAttr grid : found->grids) {
      if (failed(addGroup(found->getName(stem, grid), user, /*isRoot=*/!name,
                          grid)))
        return failure();
      homes[{name, grid}] = members.size() - 1;
    }
    gridOf.insert(found->gridOf.begin(), found->gridOf.end());
    return success();
  }

  /// A group as its user knows it: its name, by which rules go, what was
  /// written of it (null: nothing) and what happens to it after forward.
  struct UserGroup {
    StringAttr name;
    DictionaryAttr said;
    StringRef reshard;
  };

  /// Makes a group of `user`'s, or moves here the one that was written.
  LogicalResult addGroup(StringAttr name, const UserGroup &user, bool isRoot,
                         GridAttr grid) {
    GroupOp group = written.lookup(name);
    if (!group) {
      if (failed(checkFree(module, name, "group", module.getLoc())))
        return failure();
      group = GroupOp::create(builder, module.getLoc(), name);
      if (user.said)
        group->setAttrs(user.said);
      group.setSymNameAttr(name);
    } else if (builder.getInsertionPoint() == group->getIterator()) {
      builder.setInsertionPointAfter(group);
    } else {
      group->moveBefore(builder.getInsertionBlock(),
                        builder.getInsertionPoint());
    }
    group.setGridAttr(grid == grids.getWhole() ? GridAttr() : grid);
    FailureOr<std::string> policy =
        resolveReshard(user.reshard, name, grid.getShards());
    if (failed(policy))
      return failure();
    group.setReshard(*policy);
    bool counts = llvm::any_of(model.entries, [](const StepRoles &roles) {
      return roles.hasGradients() && roles.findCount();
    });
    if (counts && (options.divide || group.getDivide()))
      return mlir::emitError(group.getLoc())
             << "gradients of group '" << name.getValue()
             << "' are divided by what the step counts ('fsdp.count') and by "
                "another number; remove --grad-divide or the count";
    if (counts)
      group.setDivideAttr(builder.getF64FloatAttr(1.0));
    if (options.divide && !group.getDivide())
      group.setDivideAttr(builder.getF64FloatAttr(*options.divide));
    if (options.reduceDtype && !group.getReduceDtype())
      group.setReduceDtype(options.reduceDtype);
    group.setRoot(isRoot);
    members.push_back({group, {}, user.name});
    return success();
  }

  /// A number of ranks that is all of them, or one, is a policy of its own.
  FailureOr<std::string> resolveReshard(StringRef policy, StringAttr name,
                                        int64_t shards) {
    int64_t ranks = 0;
    if (policy.getAsInteger(10, ranks))
      return policy.str();
    if (ranks < 1 || shards % ranks != 0)
      return mlir::emitError(module.getLoc())
             << "group '" << name.getValue() << "' is resharded to " << ranks
             << " ranks after forward, expected a divisor of the " << shards
             << " ranks that shard it";
    if (ranks == shards)
      return std::string("true");
    return ranks == 1 ? std::string("false") : policy.str();
  }

  StringAttr freeGroupName(const std::string &stem) {
    std::string name = stem;
    for (unsigned i = 0; SymbolTable::lookupSymbolIn(module, name) ||
                         model.params.contains(builder.getStringAttr(name));
         ++i)
      name = stem + "_" + std::to_string(i);
    return builder.getStringAttr(name);
  }

  LogicalResult addParam(const ParamModel &param) {
    if (failed(checkFree(module, param.name, "parameter", param.loc)))
      return failure();
    // The replicated group is the last.
    GroupMembers *home =
        param.ignored
            ? &members.back()
            : &members[homes.lookup({param.group, gridOf.lookup(param.name)})];
    home->params.push_back(&param);

    SmallVector<Attribute> stored, compute, inner;
    for (RankedTensorType type : param.types) {
      stored.push_back(TypeAttr::get(type.clone(param.stored)));
      compute.push_back(TypeAttr::get(type));
    }
    llvm::append_range(inner, param.inner);
    SmallVector<Attribute> forms;
    for (const auto &[name, type] : param.forms)
      forms.push_back(FormAttr::get(builder.getContext(), name, type));
    StringAttr optimizer;
    if (param.trained && !options.optimizer.empty()) {
      const OptimizerRules::Rule *rule = options.optimizer.find(param.name);
      if (!rule)
        return emitError(param.loc)
               << "parameter '" << param.name.getValue()
               << "' is trained and matches no rule of --optimizer; add one, "
                  "or "
                  "one without a pattern for all the others";
      optimizer = builder.getStringAttr(rule->text);
    }
    ParamOp::create(
        builder, param.loc, param.name, builder.getArrayAttr(stored),
        builder.getArrayAttr(compute), builder.getArrayAttr(inner),
        FlatSymbolRefAttr::get(home->group.getSymNameAttr()),
        builder.getI64IntegerAttr(param.dim), param.extension,
        param.reduceExtension ? param.reduceExtension
                              : home->group.getReduceExtensionAttr(),
        param.trained ? builder.getUnitAttr() : UnitAttr(),
        /*layouts=*/nullptr, optimizer, /*storage=*/nullptr,
        /*copies=*/nullptr,
        forms.empty() ? ArrayAttr() : builder.getArrayAttr(forms),
        param.modelDim ? builder.getI64IntegerAttr(*param.modelDim)
                       : IntegerAttr());
    return success();
  }

  ModuleOp module;
  StepModel &model;
  const ImportOptions &options;
  ParamGrids grids;
  OpBuilder builder;
  llvm::MapVector<StringAttr, GroupOp> written;
  llvm::DenseMap<StringAttr, GridAttr> gridOf; ///< By parameter.
  /// The place in `members` of the user's group (null: the root) of a grid.
  llvm::DenseMap<std::pair<Attribute, Attribute>, unsigned> homes;
  SmallVector<GroupMembers> members;
};

} // namespace

FailureOr<SmallVector<GroupMembers>>
fsdp::buildSymbols(ModuleOp module, StepModel &model,
                   const ImportOptions &options) {
  return SymbolBuilder(module, model, options).build();
}
