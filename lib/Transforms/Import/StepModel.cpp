//===- StepModel.cpp - parameters and groups of a step --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "StepModel.h"
#include "InitRecipe.h"
#include "LossScale.h"

using namespace mlir;
using namespace fsdp;

std::string ParamModel::getTensorName(unsigned i) const {
  return inner.empty() ? name.str() : name.str() + "." + inner[i].str();
}

SmallVector<int64_t> ParamModel::getWholeShape(unsigned i,
                                               int64_t models) const {
  SmallVector<int64_t> shape(types[i].getShape());
  if (modelDim)
    shape[*modelDim] *= models;
  return shape;
}

std::optional<unsigned> ParamModel::findInner(StringAttr name) const {
  const auto *it = llvm::find(inner, name);
  if (it == inner.end())
    return std::nullopt;
  return it - inner.begin();
}

static std::string quote(StringAttr name) {
  return name ? "'" + name.str() + "'" : std::string("none");
}

/// The group that an argument belongs to, null for the root.
static StringAttr groupOf(const ArgumentRole &role,
                          const std::optional<NamePattern> &groupBy) {
  if (role.group || role.ignored || !groupBy)
    return role.group;
  std::optional<std::string> name = groupBy->capture(role.name.getValue());
  return name ? StringAttr::get(role.name.getContext(), *name) : StringAttr();
}

/// Complains where `role` contradicts what an earlier argument said of `param`.
static LogicalResult checkAgrees(const ParamModel &param,
                                 const ArgumentRole &role, StringAttr group) {
  auto disagree = [&](StringRef what, const Twine &here, const Twine &there) {
    InFlightDiagnostic diagnostic =
        emitError(role.loc)
        << "parameter " << quote(role.name) << " with " << what << " " << here
        << ", but its earlier argument has " << there;
    diagnostic.attachNote(param.loc) << "the earlier argument";
    return diagnostic;
  };
  if (param.group != group)
    return disagree("group", quote(group), quote(param.group));
  if (param.extension != role.extension)
    return disagree("extension",
                    role.extension ? role.extension.getValue() : "none",
                    param.extension ? param.extension.getValue() : "none");
  // What does not train says nothing of gradients.
  if (role.reduceExtension && param.reduceExtension &&
      param.reduceExtension != role.reduceExtension)
    return disagree("reduce extension", role.reduceExtension.getValue(),
                    param.reduceExtension.getValue());
  auto sizes = [](DenseI64ArrayAttr grid) {
    std::string text;
    for (int64_t size : grid ? grid.asArrayRef() : ArrayRef<int64_t>())
      text += (text.empty() ? "" : "x") + std::to_string(size);
    return grid ? text : "none";
  };
  if (param.grid != role.grid)
    return disagree("grid", sizes(role.grid), sizes(param.grid));
  if (param.dim != role.dim)
    return disagree("dim", Twine(role.dim), Twine(param.dim));
  auto describeDim = [](std::optional<int64_t> dim) {
    return dim ? std::to_string(*dim) : std::string("none");
  };
  if (param.modelDim != role.modelDim)
    return disagree("'fsdp.model_dim'", describeDim(role.modelDim),
                    describeDim(param.modelDim));
  if (param.ignored != role.ignored)
    return disagree("'fsdp.ignored'", role.ignored ? "set" : "absent",
                    param.ignored ? "it set" : "it absent");
  if (param.inner.empty() != !role.inner)
    return disagree("inner", quote(role.inner),
                    quote(role.inner ? StringAttr() : param.inner.front()));
  return success();
}

/// Adds a compute form of `param`, which any entry may name.
static LogicalResult addForm(ParamModel &param, const ArgumentRole &role) {
  RankedTensorType &known = param.forms[role.form];
  if (known && known != role.type)
    return emitError(role.loc)
           << "form " << quote(role.form) << " of parameter "
           << quote(role.name) << " is " << role.type << " here and " << known
           << " in another entry";
  known = role.type;
  if (role.shape && param.shape && role.shape != param.shape)
    return emitError(role.loc)
           << "parameter " << quote(role.name)
           << " has another 'fsdp.shape' at an earlier argument; expected one";
  if (role.shape)
    param.shape = role.shape;
  if (role.init)
    param.formInit = role.init;
  return success();
}

/// Adds one parameter argument of an entry. `isFirstEntry`: it may still add
/// inner tensors; later entries have to name what is known.
static LogicalResult addArgument(StepModel &model, const ArgumentRole &role,
                                 StringAttr group, bool isFirstEntry) {
  auto [it, inserted] =
      model.params.insert({role.name, ParamModel(role.name, role.loc)});
  ParamModel &param = it->second;
  if (inserted) {
    param.group = group;
    param.extension = role.extension;
    param.dim = role.dim;
    param.modelDim = role.modelDim;
    param.grid = role.grid;
    param.stored = role.stored;
    param.ignored = role.ignored;
    if (group)
      model.groups.insert(group);
  } else if (failed(checkAgrees(param, role, group))) {
    return failure();
  }
  if (role.reduceExtension)
    param.reduceExtension = role.reduceExtension;
  param.recompute |= role.recompute;
  if (role.form)
    return addForm(param, role);
  // Entries before it may have named forms only.
  if (inserted || isFirstEntry || param.types.empty()) {
    param.types.push_back(role.type);
    param.inits.push_back(role.init);
    if (role.inner)
      param.inner.push_back(role.inner);
    return success();
  }
  unsigned index = role.inner ? param.findInner(role.inner).value_or(-1) : 0;
  if (index >= param.types.size())
    return emitError(role.loc)
           << "parameter " << quote(role.name) << " has no inner tensor "
           << quote(role.inner) << " in the first entry";
  if (param.types[index] != role.type)
    return emitError(role.loc)
           << "parameter " << quote(role.name) << " is " << role.type
           << " here and " << param.types[index] << " in another entry";
  if (StringAttr known = param.inits[index]; role.init && role.init != known)
    return emitError(role.loc)
           << "parameter " << quote(role.name) << " has 'fsdp.init' "
           << quote(role.init) << " here and " << quote(known)
           << " in another entry";
  return success();
}

/// Adds one buffer argument of an entry; entries that share it must agree.
static LogicalResult addBuffer(StepModel &model, const ArgumentRole &role) {
  auto [it, inserted] = model.buffers.insert(
      {role.name, BufferModel{role.loc, role.type, role.local}});
  const BufferModel &buffer = it->second;
  if (inserted || (buffer.type == role.type && buffer.local == role.local))
    return success();
  InFlightDiagnostic diagnostic =
      emitError(role.loc) << "buffer " << quote(role.name) << " is "
                          << (role.local ? "a local " : "a ") << role.type
                          << " here and " << (buffer.local ? "a local " : "a ")
                          << buffer.type << " in another entry";
  diagnostic.attachNote(buffer.loc) << "the other argument";
  return diagnostic;
}

/// Initial values and saved tensors go by name.
static LogicalResult checkBufferNames(const StepModel &model) {
  for (const auto &[name, buffer] : model.buffers) {
    auto param = model.params.find(name);
    if (param == model.params.end())
      continue;
    InFlightDiagnostic diagnostic =
        emitError(buffer.loc) << "buffer " << quote(name)
                              << " has the name of a parameter; rename one";
    diagnostic.attachNote(param->second.loc) << "the parameter";
    return diagnostic;
  }
  return success();
}

static LogicalResult checkUpdates(const StepModel &model,
                                  const StepRoles &roles) {
  func::FuncOp entry = roles.entry;
  for (auto [i, result] : llvm::enumerate(roles.results)) {
    if (result.kind != ResultRole::Kind::Update)
      continue;
    auto emit = [&, i = i]() {
      return mlir::emitError(entry.getLoc())
             << "result " << i << " of @" << entry.getSymName() << " updates ";
    };
    auto it = model.buffers.find(result.name);
    if (it == model.buffers.end())
      return emit() << "buffer " << quote(result.name)
                    << ", which no argument names with 'fsdp.buffer'";
    const BufferModel &buffer = it->second;
    if (result.type != buffer.type)
      return emit() << "buffer " << quote(result.name) << " with a "
                    << result.type << ", expected the buffer's " << buffer.type;
    if (buffer.local && result.reduce != "none")
      return emit() << "buffer " << quote(result.name)
                    << " with 'fsdp.reduce' = \"" << result.reduce
                    << "\", but the buffer is each rank's own ('fsdp.local'); "
                       "remove one of both";
  }
  return success();
}

/// A parameter's gradients: one for every inner tensor, or one for all.
static LogicalResult checkGradientCoverage(const StepRoles &roles,
                                           const ParamModel &param) {
  unsigned whole = 0, single = 0;
  for (const ResultRole &result : roles.results)
    if (result.kind == ResultRole::Kind::Grad && result.name == param.name)
      ++(result.inner ? single : whole);
  bool sound = whole ? single == 0 : single == param.types.size();
  if (sound || whole + single == 0)
    return success();
  func::FuncOp entry = roles.entry;
  return mlir::emitError(entry.getLoc())
         << "parameter " << quote(param.name) << " of " << param.types.size()
         << " inner tensors has " << single
         << " gradients with 'fsdp.inner' and " << whole
         << " without, expected one for each inner tensor or one for all";
}

static LogicalResult addGradients(StepModel &model, StepRoles &roles) {
  func::FuncOp entry = roles.entry;
  bool hasLoss = false;
  for (auto [i, result] : llvm::enumerate(roles.results)) {
    hasLoss |= result.kind == ResultRole::Kind::Loss;
    if (result.kind != ResultRole::Kind::Grad)
      continue;
    auto it = model.params.find(result.name);
    if (it == model.params.end())
      return mlir::emitError(entry.getLoc())
             << "result " << i << " of @" << entry.getSymName()
             << " is the gradient of parameter " << quote(result.name)
             << ", which no argument names";
    ParamModel &param = it->second;
    unsigned inner = 0;
    if (result.inner) {
      inner = param.findInner(result.inner).value_or(-1);
      if (inner >= param.types.size())
        return mlir::emitError(entry.getLoc())
               << "result " << i << " of @" << entry.getSymName()
               << " is the gradient of inner tensor " << quote(result.inner)
               << " of parameter " << quote(result.name)
               << ", which no argument names";
    }
    // Of a parameter of which the step reads forms the gradient tells the
    // shape.
    if (param.types.empty() && !param.forms.empty()) {
      param.types.push_back(result.type);
      param.inits.push_back(nullptr);
    }
    if (result.type != param.types[inner])
      return mlir::emitError(entry.getLoc())
             << "gradient of parameter " << quote(result.name) << " (result "
             << i << " of @" << entry.getSymName() << ") has type "
             << result.type << ", expected the parameter's "
             << param.types[inner];
    param.trained = true;
  }
  if (!hasLoss && roles.hasGradients())
    return mlir::emitError(entry.getLoc())
           << "@" << entry.getSymName()
           << " has gradients and no loss; mark its loss "
              "with 'fsdp.loss'";
  for (const auto &[name, param] : model.params)
    if (failed(checkGradientCoverage(roles, param)))
      return failure();
  return success();
}

/// What of a parameter only its forms say, once all entries are known.
static LogicalResult resolveForms(ParamModel &param) {
  if (param.forms.empty())
    return success();
  auto emitError = [&] { return mlir::emitError(param.loc); };
  if (param.types.empty()) {
    if (!param.shape) {
      InFlightDiagnostic error =
          emitError() << "parameter " << quote(param.name) << " is read as ";
      llvm::interleaveComma(param.forms, error, [&](const auto &form) {
        error << quote(form.first);
      });
      return error << ", which do not tell its shape; return its gradient, "
                      "read it without 'fsdp.form', too, or say 'fsdp.shape' = "
                      "array<i64: ...> beside a form";
    }
    param.types.push_back(
        RankedTensorType::get(param.shape.asArrayRef(), param.stored));
    param.inits.push_back(nullptr);
  }
  ArrayRef<int64_t> shape = param.types.front().getShape();
  if (param.shape && param.shape.asArrayRef() != shape) {
    InFlightDiagnostic error = emitError() << "parameter " << quote(param.name)
                                           << " has 'fsdp.shape' = [";
    llvm::interleaveComma(param.shape.asArrayRef(), error);
    return error << "], but is " << param.types.front() << " elsewhere";
  }
  if (param.dim >= int64_t(shape.size()) ||
      llvm::any_of(shape, [](int64_t size) { return size < 1; }))
    return emitError() << "parameter " << quote(param.name) << " of type "
                       << param.types.front() << " is cut in dim " << param.dim
                       << ", expected sizes of at least 1 and one of its "
                       << "dimensions";
  if (!param.formInit)
    return success();
  if (param.inits.front() && param.inits.front() != param.formInit)
    return emitError() << "parameter " << quote(param.name)
                       << " has 'fsdp.init' " << quote(param.formInit)
                       << " at a form and " << quote(param.inits.front())
                       << " elsewhere";
  param.inits.front() = param.formInit;
  return success(succeeded(
      InitRecipe::parse(param.formInit.getValue(), shape, emitError)));
}

bool StepModel::scalesLoss() const {
  return llvm::any_of(entries, [](const StepRoles &roles) {
    return roles.hasGradients() &&
           llvm::any_of(roles.arguments, [](const ArgumentRole &role) {
             return role.kind == ArgumentRole::Kind::Scalar &&
                    role.name.getValue() == kLossScale;
           });
  });
}

FailureOr<StepModel>
StepModel::collect(SmallVector<StepRoles> entries,
                   const std::optional<NamePattern> &groupBy) {
  StepModel model;
  model.entries = std::move(entries);
  bool isFirst = true;
  for (StepRoles &roles : model.entries) {
    for (const ArgumentRole &role : roles.arguments)
      if (role.kind == ArgumentRole::Kind::Param &&
          failed(addArgument(model, role, groupOf(role, groupBy), isFirst)))
        return failure();
    for (const ArgumentRole &role : roles.arguments)
      if (role.kind == ArgumentRole::Kind::Buffer &&
          failed(addBuffer(model, role)))
        return failure();
    if (failed(addGradients(model, roles)))
      return failure();
    isFirst = false;
  }
  for (auto &[name, param] : model.params)
    if (failed(resolveForms(param)))
      return failure();
  if (failed(checkBufferNames(model)))
    return failure();
  for (const StepRoles &roles : model.entries)
    if (failed(checkUpdates(model, roles)))
      return failure();
  return std::move(model);
}
