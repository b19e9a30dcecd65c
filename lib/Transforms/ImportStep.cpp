//===- ImportStep.cpp - roles to symbols ----------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Import/GridSpec.h"
#include "Import/InitBuilder.h"
#include "Import/OptimizerBuilder.h"
#include "Import/ParamGrids.h"
#include "Import/RankAxes.h"
#include "Import/RecomputedGroups.h"
#include "Import/RoleAttributes.h"
#include "Import/StepCollectives.h"
#include "Import/StepRewriter.h"
#include "Import/SymbolBuilder.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Shard/IR/ShardOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/Pass/PassManager.h"
#include "mlir/Transforms/GreedyPatternRewriteDriver.h"
#include "mlir/Transforms/Passes.h"
#include <cmath>

namespace fsdp {
#define GEN_PASS_DEF_IMPORTSTEP
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;
using namespace fsdp;

namespace {

struct ImportStep : fsdp::impl::ImportStepBase<ImportStep> {
  using ImportStepBase::ImportStepBase;

  void runOnOperation() override {
    if (failed(import(getOperation())))
      signalPassFailure();
  }

private:
  LogicalResult import(ModuleOp module);
  FailureOr<ImportOptions> parseOptions(ModuleOp module);
  FailureOr<SmallVector<StepRoles>> readEntries(ModuleOp module);
  LogicalResult inlineHelpers(ModuleOp module);
};

} // namespace

FailureOr<ImportOptions> ImportStep::parseOptions(ModuleOp module) {
  auto emitError = [&] { return mlir::emitError(module.getLoc()); };
  ImportOptions options;
  FailureOr<OptimizerRules> rules = OptimizerRules::parse(optimizer, emitError);
  if (failed(rules))
    return failure();
  options.optimizer = std::move(*rules);
  if (!clipGradNorm.empty()) {
    FailureOr<ClipSpec> clip = ClipSpec::parse(clipGradNorm, emitError);
    if (failed(clip))
      return failure();
    if (options.optimizer.empty())
      return emitError() << "--clip-grad-norm: '" << clipGradNorm
                         << "' without an optimizer, which would apply it; "
                            "give one with --optimizer";
    options.clip = *clip;
  }
  if (!groupBy.empty()) {
    FailureOr<NamePattern> pattern =
        NamePattern::parse(groupBy, groupBy.getArgStr(), emitError);
    if (failed(pattern))
      return failure();
    options.groupBy = std::move(*pattern);
  }
  for (StringRef text : reshard) {
    FailureOr<NameRule> rule =
        NameRule::parse(text, reshard.getArgStr(), emitError);
    if (failed(rule))
      return failure();
    if (!GroupOp::isReshardPolicy(rule->value))
      return emitError() << "--" << reshard.getArgStr() << ": '" << text
                         << "', expected true, false, default, auto or a "
                            "number of ranks, or REGEX=... on group names";
    options.reshard.push_back(std::move(*rule));
  }
  FailureOr<SmallVector<NameRule>> grids =
      ParamGrids::parse(paramGrid, paramGrid.getArgStr(), emitError);
  if (failed(grids))
    return failure();
  options.paramGrid = std::move(*grids);
  for (StringRef text : recompute) {
    FailureOr<NamePattern> pattern =
        NamePattern::parse(text, recompute.getArgStr(), emitError);
    if (failed(pattern))
      return failure();
    options.recompute.push_back(std::move(*pattern));
  }
  if (reduceDtype == "f32")
    options.reduceDtype = Float32Type::get(&getContext());
  else if (reduceDtype == "bf16")
    options.reduceDtype = BFloat16Type::get(&getContext());
  else if (!reduceDtype.empty())
    return emitError() << "reduce-dtype = '" << reduceDtype
                       << "', expected f32 or bf16";
  FailureOr<LossScale> scale = LossScale::parse(lossScale, emitError);
  if (failed(scale))
    return failure();
  options.lossScale = *scale;
  double number = 0;
  if (!gradDivide.empty()) {
    if (StringRef(gradDivide).getAsDouble(number) || !(number > 0) ||
        !std::isfinite(number))
      return emitError() << "--" << gradDivide.getArgStr() << ": '"
                         << gradDivide
                         << "', expected a finite number above 0, such as the "
                            "number of ranks";
    options.divide = number;
  }
  if (!ema.empty()) {
    if (StringRef(ema).getAsDouble(number) || !(number >= 0 && number < 1))
      return emitError() << "--" << ema.getArgStr() << ": '" << ema
                         << "', expected a decay of at least 0 and below 1, "
                            "such as 0.999";
    if (options.optimizer.empty())
      return emitError() << "--" << ema.getArgStr() << ": '" << ema
                         << "' without an optimizer, which would keep the "
                            "average; give one with --optimizer";
    options.ema = number;
  }
  return std::move(options);
}

//===----------------------------------------------------------------------===//
// Entries
//===----------------------------------------------------------------------===//

/// Inlines private helpers and deletes them. What cannot be inlined is named.
LogicalResult ImportStep::inlineHelpers(ModuleOp module) {
  OpPassManager pipeline(ModuleOp::getOperationName());
  pipeline.addPass(createInlinerPass({}, [](OpPassManager &) {}));
  pipeline.addPass(createSymbolDCEPass());
  if (failed(runPipeline(pipeline, module)))
    return failure();
  WalkResult result = module.walk([](func::CallOp call) {
    mlir::emitError(call.getLoc())
        << "call of @" << call.getCallee()
        << " cannot be inlined into the step, expected a private "
           "function with a body of one block that does not call "
           "itself";
    return WalkResult::interrupt();
  });
  return failure(result.wasInterrupted());
}

/// Barriers of parameters would keep them from forward to backward.
static void simplifyBarriers(ModuleOp module) {
  SmallVector<Operation *> barriers;
  module.walk([&](BarrierOp op) { barriers.push_back(op); });
  RewritePatternSet patterns(module.getContext());
  BarrierOp::getCanonicalizationPatterns(patterns, module.getContext());
  (void)applyOpPatternsGreedily(barriers, std::move(patterns));
}

/// What the rest of the compiler cannot do yet, by location.
static LogicalResult checkBody(func::FuncOp entry) {
  if (!entry.getBody().hasOneBlock())
    return mlir::emitError(entry.getLoc())
           << "not supported yet: branches between blocks (@"
           << entry.getSymName() << " has "
           << entry.getBody().getBlocks().size() << "); use scf";
  WalkResult result = entry.walk([](Operation *op) {
    auto isComplex = [](Type type) {
      return isa<ComplexType>(getElementTypeOrSelf(type));
    };
    if (llvm::any_of(op->getResultTypes(), isComplex)) {
      mlir::emitError(op->getLoc())
          << "not supported yet: complex numbers ('" << op->getName()
          << "'); compute with real and imaginary parts";
      return WalkResult::interrupt();
    }
    return WalkResult::advance();
  });
  return failure(result.wasInterrupted());
}

static constexpr StringLiteral noStep =
    "module without a step, expected a public function with 'fsdp.param' "
    "arguments";

/// Names that entries of the plan's own have.
static LogicalResult checkEntryName(func::FuncOp entry, StringAttr name) {
  if (name.getValue() != "optimizer" && name.getValue() != "init" &&
      name.getValue() != "statistics" && !name.getValue().contains('.'))
    return success();
  return mlir::emitError(entry.getLoc())
         << "@" << entry.getSymName() << " is entry " << name
         << ", a name that plans keep for themselves; call it \"step\", "
            "\"eval\" or another name without a dot";
}

FailureOr<SmallVector<StepRoles>> ImportStep::readEntries(ModuleOp module) {
  SmallVector<StepRoles> entries;
  llvm::StringMap<func::FuncOp> names;
  bool sound = true;
  for (auto entry : module.getOps<func::FuncOp>()) {
    if (entry.isPrivate())
      continue;
    std::string what = "@" + entry.getSymName().str();
    if (failed(checkRoleAttributes(
            entry->getAttrDictionary(), RolePlace::Function, what,
            [&] { return mlir::emitError(entry.getLoc()); })))
      return failure();
    auto name = entry->getAttrOfType<StringAttr>("fsdp.entry");
    if (!name)
      entry->setAttr("fsdp.entry",
                     name = StringAttr::get(&getContext(), "step"));
    if (failed(checkEntryName(entry, name)))
      return failure();
    if (entry.isExternal())
      return mlir::emitError(entry.getLoc()) << what << " has no body";
    auto [it, inserted] = names.try_emplace(name, entry);
    if (!inserted)
      return mlir::emitError(entry.getLoc())
             << what << " and @" << it->second.getSymName()
             << " are both entry " << name
             << "; make helpers private or name entries with 'fsdp.entry'";
    FailureOr<StepRoles> roles = readStepRoles(entry);
    sound &= succeeded(roles) && succeeded(checkBody(entry));
    if (sound && name.getValue() != "step" && roles->hasGradients())
      return mlir::emitError(entry.getLoc())
             << "not supported yet: gradients of entry " << name << " (" << what
             << "); only \"step\" trains";
    if (sound)
      entries.push_back(std::move(*roles));
  }
  if (!sound)
    return failure();
  if (entries.empty())
    return mlir::emitError(module.getLoc(), noStep);
  return std::move(entries);
}

/// One set per group, rule and stored type that has trained parameters, in
/// order of their first parameter.
static SmallVector<UpdateSet> collectUpdates(ArrayRef<GroupMembers> groups,
                                             const OptimizerRules &rules) {
  SmallVector<UpdateSet> updates;
  for (const GroupMembers &members : groups) {
    llvm::MapVector<std::pair<const OptimizerRules::Rule *, Type>, UpdateSet>
        sets;
    for (const ParamModel *param : members.params) {
      if (!param->trained)
        continue;
      const OptimizerRules::Rule *rule = rules.find(param->name);
      UpdateSet &set = sets[{rule, param->stored}];
      set.group =
          FlatSymbolRefAttr::get(GroupOp(members.group).getSymNameAttr());
      set.rule = rule;
      set.stored = param->stored;
      set.params.push_back(FlatSymbolRefAttr::get(param->name));
    }
    for (auto &[key, set] : sets)
      updates.push_back(std::move(set));
  }
  return updates;
}

/// Every inner tensor of every parameter, with its recipe: that of the whole
/// tensor, of which `models` ranks have parts.
static SmallVector<InitTensor> collectInit(ArrayRef<GroupMembers> groups,
                                           int64_t models) {
  SmallVector<InitTensor> tensors;
  for (const GroupMembers &members : groups) {
    auto group =
        FlatSymbolRefAttr::get(GroupOp(members.group).getSymNameAttr());
    for (const ParamModel *param : members.params)
      for (unsigned i = 0, e = param->types.size(); i != e; ++i) {
        // Sound: it was parsed when the roles were read.
        auto emitError = [&] { return mlir::emitError(param->loc); };
        StringAttr init = param->inits[i];
        SmallVector<int64_t> shape = param->getWholeShape(i, models);
        FailureOr<InitRecipe> recipe =
            init ? InitRecipe::parse(init, shape, emitError)
                 : InitRecipe::getDefault(param->getTensorName(i), shape);
        tensors.push_back({group, FlatSymbolRefAttr::get(param->name),
                           static_cast<int64_t>(i), param->stored, *recipe});
      }
  }
  return tensors;
}

/// "init", or what is free where a symbol of the input has that name.
static std::string getInitName(ModuleOp module) {
  std::string name = "init";
  for (unsigned i = 0; SymbolTable::lookupSymbolIn(module, name); ++i)
    name = "init_" + std::to_string(i);
  return name;
}

LogicalResult ImportStep::import(ModuleOp module) {
  if (module->hasAttr("fsdp.grid"))
    return mlir::emitError(module.getLoc(),
                           "module has 'fsdp.grid': it was imported before");
  FailureOr<ImportOptions> options = parseOptions(module);
  if (failed(options))
    return failure();
  FailureOr<GridAttr> gridAttr = readGrid(module, grid);
  if (failed(gridAttr) || failed(inlineHelpers(module)))
    return failure();
  FailureOr<SmallVector<StepRoles>> entries = readEntries(module);
  if (failed(entries))
    return failure();
  for (const StepRoles &roles : *entries)
    if (failed(importCollectives(roles.entry, *gridAttr)))
      return failure();
  FailureOr<StepModel> model =
      StepModel::collect(std::move(*entries), options->groupBy);
  if (failed(model))
    return failure();
  if (model->params.empty())
    return mlir::emitError(module.getLoc(), noStep);
  if (failed(checkModelParts(module, *model, *gridAttr)))
    return failure();
  bool scalesLoss = model->scalesLoss();
  if (!lossScale.empty() && !scalesLoss)
    return mlir::emitError(module.getLoc())
           << "loss-scale = '" << lossScale
           << "', but the step has no argument with 'fsdp.scalar' = \""
           << kLossScale << "\", by which it multiplies its loss";

  module->setAttr("fsdp.grid", *gridAttr);
  if (offload)
    module->setAttr(kOffload, UnitAttr::get(&getContext()));
  for (auto op : llvm::make_early_inc_range(module.getOps<shard::GridOp>()))
    op.erase();
  FailureOr<SmallVector<GroupMembers>> groups =
      buildSymbols(module, *model, *options);
  if (failed(groups) ||
      failed(markRecomputed(module, *groups, options->recompute, recompute)))
    return failure();
  for (const StepRoles &roles : model->entries)
    if (failed(rewriteEntry(roles, *groups, options->lossScale.initial)))
      return failure();

  simplifyBarriers(module);
  buildInit(module, getInitName(module),
            collectInit(*groups, gridAttr->getModels()));

  SmallVector<UpdateSet> updates = collectUpdates(*groups, options->optimizer);
  if (options->optimizer.empty() || updates.empty())
    return success();
  if (failed(checkFree(module, StringAttr::get(&getContext(), "optimizer"),
                       "function", module.getLoc())))
    return failure();
  buildOptimizer(module, updates, options->clip,
                 scalesLoss ? std::optional(options->lossScale) : std::nullopt,
                 options->ema);
  return success();
}
