//===- StepRoles.cpp - what arguments and results of a step are -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "StepRoles.h"
#include "InitRecipe.h"
#include "RoleAttributes.h"
#include "llvm/ADT/StringSwitch.h"
#include "llvm/Support/FormatVariadic.h"
#include "llvm/Support/MathExtras.h"

using namespace mlir;
using namespace fsdp;

bool StepRoles::hasGradients() const {
  return llvm::any_of(results, [](const ResultRole &result) {
    return result.kind == ResultRole::Kind::Grad;
  });
}

/// "argument 3 of @step".
static std::string describe(StringRef what, unsigned number,
                            func::FuncOp entry) {
  return llvm::formatv("{0} {1} of @{2}", what, number, entry.getSymName());
}

static FailureOr<RankedTensorType> getStaticTensor(Type type, StringRef what,
                                                   EmitError emitError) {
  auto tensor = dyn_cast<RankedTensorType>(type);
  if (!tensor || !tensor.hasStaticShape())
    return emitError() << what << " has type " << type
                       << ", expected a tensor of static shape";
  // Bytes and products of sizes must stay within 64 bits.
  constexpr int64_t limit = int64_t(1) << 48;
  int64_t elements = 1;
  for (int64_t extent : tensor.getShape())
    if (llvm::MulOverflow(elements, extent, elements) || elements > limit)
      return emitError() << what << " has type " << type
                         << ", more than the limit of 2^48 elements";
  return tensor;
}

/// What a step may compute with, and a loss may be.
static bool isComputeFloat(Type type) {
  return type.isF32() || type.isBF16() || type.isF16();
}

/// Checks what only forms say, and what they may not say.
static LogicalResult checkForm(const ArgumentRole &role, EmitError emitError) {
  auto wrong = [&]() -> InFlightDiagnostic {
    return emitError() << "parameter '" << role.name.getValue() << "' has ";
  };
  if (role.shape && !role.form)
    return wrong() << "'fsdp.shape' without 'fsdp.form' beside it: an argument "
                      "without a form has the parameter's shape";
  if (!role.form)
    return success();
  if (role.inner || role.ignored)
    return wrong() << "'fsdp.form' and '"
                   << (role.inner ? "fsdp.inner" : "fsdp.ignored")
                   << "', expected one of both";
  Type element = role.type.getElementType();
  if (!element.isIntOrFloat() || element.getIntOrFloatBitWidth() % 8)
    return wrong() << "form '" << role.form.getValue() << "' of " << role.type
                   << ", expected floats or integers of whole bytes";
  return success();
}

/// Checks dim and dtypes of a parameter whose attributes were read.
static LogicalResult checkParameter(const ArgumentRole &role,
                                    DictionaryAttr attributes,
                                    EmitError emitError) {
  int64_t rank = role.type.getRank();
  if (rank == 0)
    return emitError() << "not supported yet: parameter '"
                       << role.name.getValue() << "' of rank 0; make it a "
                       << "tensor of one element";
  // A form may have fewer: one scale of the whole parameter.
  if (role.dim < 0 || (!role.form && role.dim >= rank))
    return emitError() << "parameter '" << role.name.getValue() << "' of type "
                       << role.type << " has no dim " << role.dim
                       << " ('fsdp.dim'), expected 0 to " << rank - 1;
  if (role.modelDim && (*role.modelDim < 0 || *role.modelDim >= rank))
    return emitError() << "parameter '" << role.name.getValue() << "' of type "
                       << role.type << " has no dim " << *role.modelDim
                       << " ('fsdp.model_dim'), expected 0 to " << rank - 1;
  for (StringRef name :
       {"fsdp.dim", "fsdp.group", "fsdp.grid", "fsdp.extension",
        "fsdp.reduce_extension", "fsdp.recompute", "fsdp.model_dim"})
    if (role.ignored && attributes.contains(name))
      return emitError() << "parameter '" << role.name.getValue()
                         << "' has 'fsdp.ignored' and '" << name
                         << "', which is about sharding; remove one of both";
  if (role.type.getNumElements() == 0)
    return emitError() << "parameter '" << role.name.getValue() << "' of type "
                       << role.type << " has no element";
  Type element = role.type.getElementType();
  if (failed(checkForm(role, emitError)))
    return failure();
  if (!role.form && !isComputeFloat(element))
    return emitError() << "not supported yet: parameter '"
                       << role.name.getValue() << "' of element type "
                       << element << ", expected f32, bf16 or f16";
  if (!isComputeFloat(role.stored))
    return emitError() << "not supported yet: parameter '"
                       << role.name.getValue() << "' stored and optimized as "
                       << role.stored << ", expected 'fsdp.dtype' = f32, bf16 "
                       << "or f16";
  return success();
}

static FailureOr<ArgumentRole> readArgument(func::FuncOp entry,
                                            unsigned number) {
  BlockArgument argument = entry.getArgument(number);
  auto emitError = [&] { return mlir::emitError(argument.getLoc()); };
  std::string what = describe("argument", number, entry);
  DictionaryAttr attributes = entry.getArgAttrDict(number);
  if (!attributes)
    attributes = DictionaryAttr::get(entry.getContext());
  FailureOr<StringRef> name =
      checkRoleAttributes(attributes, RolePlace::Argument, what, emitError);
  if (failed(name))
    return failure();
  if (name->empty())
    return emitError() << what << " does not say what it is, expected one of "
                       << "fsdp.param, fsdp.batch, fsdp.buffer, fsdp.scalar";
  ArgumentRole::Kind kind =
      llvm::StringSwitch<ArgumentRole::Kind>(*name)
          .Case("fsdp.param", ArgumentRole::Kind::Param)
          .Case("fsdp.batch", ArgumentRole::Kind::Batch)
          .Case("fsdp.buffer", ArgumentRole::Kind::Buffer)
          .Case("fsdp.scalar", ArgumentRole::Kind::Scalar);
  FailureOr<RankedTensorType> type =
      getStaticTensor(argument.getType(), what, emitError);
  if (failed(type))
    return failure();

  ArgumentRole role(kind, attributes.getAs<StringAttr>(*name), *type,
                    argument.getLoc());
  role.local = attributes.contains("fsdp.local");
  if (kind == ArgumentRole::Kind::Scalar &&
      (type->getRank() != 0 || !type->getElementType().isF32()))
    return emitError() << "scalar '" << role.name.getValue() << "' (" << what
                       << ") is a " << *type << ", expected tensor<f32>";
  if (kind != ArgumentRole::Kind::Param)
    return role;
  role.inner = attributes.getAs<StringAttr>("fsdp.inner");
  role.form = attributes.getAs<StringAttr>("fsdp.form");
  role.shape = attributes.getAs<DenseI64ArrayAttr>("fsdp.shape");
  role.grid = attributes.getAs<DenseI64ArrayAttr>("fsdp.grid");
  role.group = attributes.getAs<StringAttr>("fsdp.group");
  role.extension = attributes.getAs<FlatSymbolRefAttr>("fsdp.extension");
  role.reduceExtension =
      attributes.getAs<FlatSymbolRefAttr>("fsdp.reduce_extension");
  role.init = attributes.getAs<StringAttr>("fsdp.init");
  role.ignored = attributes.contains("fsdp.ignored");
  role.recompute = attributes.contains("fsdp.recompute");
  if (auto dim = attributes.getAs<IntegerAttr>("fsdp.dim"))
    role.dim = dim.getValue().getSExtValue();
  if (auto dim = attributes.getAs<IntegerAttr>("fsdp.model_dim"))
    role.modelDim = dim.getValue().getSExtValue();
  // A form says nothing of how its parameter is stored.
  role.stored = role.form ? Float32Type::get(entry.getContext())
                          : role.type.getElementType();
  if (auto dtype = attributes.getAs<TypeAttr>("fsdp.dtype"))
    role.stored = dtype.getValue();
  if (failed(checkParameter(role, attributes, emitError)) ||
      (role.init && !role.form &&
       failed(InitRecipe::parse(role.init.getValue(), type->getShape(),
                                emitError))))
    return failure();
  return role;
}

/// Checks that ranks can combine their values of a result as it says.
static LogicalResult checkReduce(const ResultRole &role, StringRef what,
                                 EmitError emitError) {
  if (!llvm::is_contained({"mean", "sum", "max", "none"}, role.reduce))
    return emitError() << what << " has 'fsdp.reduce' = \"" << role.reduce
                       << "\", expected mean, sum, max or none";
  Type element = role.type.getElementType();
  if (role.reduce == "none" || element.isF32() || element.isF64() ||
      element.isInteger(64) || element.isInteger(32))
    return success();
  if (element.isInteger(1) && role.reduce != "mean")
    return success();
  return emitError() << "not supported yet: the " << role.reduce
                     << " over ranks of a tensor of " << element << " (" << what
                     << "), expected f32, f64, i64 or i32, or sum or max of i1";
}

/// Checks type and reduction of a result whose attributes were read.
static LogicalResult checkResult(const ResultRole &role, StringRef what,
                                 EmitError emitError) {
  if (role.kind == ResultRole::Kind::Loss) {
    if (role.type.getRank() != 0)
      return emitError() << what << " is a loss of type " << role.type
                         << ", expected a scalar, tensor<f32>";
    if (!isComputeFloat(role.type.getElementType()))
      return emitError() << "not supported yet: loss of type " << role.type
                         << " (" << what
                         << "), expected a scalar of f32, bf16 or f16";
  }
  Type element = role.type.getElementType();
  bool counts =
      element.isF32() || element.isInteger(64) || element.isInteger(32);
  if (role.kind == ResultRole::Kind::Count &&
      (role.type.getRank() != 0 || !counts))
    return emitError() << what << " is a count of type " << role.type
                       << ", expected a scalar of f32, i64 or i32";
  return checkReduce(role, what, emitError);
}

static FailureOr<ResultRole> readResult(func::FuncOp entry, unsigned number) {
  auto emitError = [&] { return mlir::emitError(entry.getLoc()); };
  std::string what = describe("result", number, entry);
  DictionaryAttr attributes = entry.getResultAttrDict(number);
  if (!attributes)
    attributes = DictionaryAttr::get(entry.getContext());
  FailureOr<StringRef> name =
      checkRoleAttributes(attributes, RolePlace::Result, what, emitError);
  if (failed(name))
    return failure();
  ResultRole role;
  if (name->empty()) {
    mlir::emitRemark(entry.getLoc())
        << what << " says nothing about itself and is dropped";
    return role;
  }
  FailureOr<RankedTensorType> type = getStaticTensor(
      entry.getFunctionType().getResult(number), what, emitError);
  if (failed(type))
    return failure();
  role.kind = llvm::StringSwitch<ResultRole::Kind>(*name)
                  .Case("fsdp.loss", ResultRole::Kind::Loss)
                  .Case("fsdp.count", ResultRole::Kind::Count)
                  .Case("fsdp.grad", ResultRole::Kind::Grad)
                  .Case("fsdp.metric", ResultRole::Kind::Metric)
                  .Case("fsdp.update", ResultRole::Kind::Update);
  // A count and the one loss have no name: their attribute is a flag.
  role.name = attributes.getAs<StringAttr>(*name);
  role.inner = attributes.getAs<StringAttr>("fsdp.inner");
  role.type = *type;
  if (auto reduce = attributes.getAs<StringAttr>("fsdp.reduce"))
    role.reduce = reduce.getValue();
  if (failed(checkResult(role, what, emitError)))
    return failure();
  return role;
}

/// Things of one kind and name must be one: `seen` holds the names so far.
static LogicalResult checkUnique(llvm::StringMap<unsigned> &seen,
                                 const Twine &name, unsigned number,
                                 StringRef what, EmitError emitError) {
  auto [it, inserted] = seen.try_emplace(name.str(), number);
  if (inserted)
    return success();
  return emitError() << what << "s " << it->second << " and " << number
                     << " are both " << it->first();
}

static LogicalResult checkNames(const StepRoles &roles) {
  llvm::StringMap<unsigned> seen;
  for (auto [i, role] : llvm::enumerate(roles.arguments)) {
    StringRef kind = role.kind == ArgumentRole::Kind::Param    ? "parameter '"
                     : role.kind == ArgumentRole::Kind::Batch  ? "batch '"
                     : role.kind == ArgumentRole::Kind::Buffer ? "buffer '"
                                                               : "scalar '";
    std::string inner =
        role.inner ? " inner '" + role.inner.str() + "'" : std::string();
    if (role.form)
      inner = " form '" + role.form.str() + "'";
    if (failed(checkUnique(seen, kind + role.name.getValue() + "'" + inner, i,
                           "argument", [&] { return emitError(role.loc); })))
      return failure();
  }
  for (auto [i, role] : llvm::enumerate(roles.results)) {
    if (role.kind == ResultRole::Kind::Dropped)
      continue;
    StringRef kind = role.kind == ResultRole::Kind::Loss     ? "loss '"
                     : role.kind == ResultRole::Kind::Count  ? "count '"
                     : role.kind == ResultRole::Kind::Grad   ? "gradient of '"
                     : role.kind == ResultRole::Kind::Update ? "update of '"
                                                             : "metric '";
    std::string inner =
        role.inner ? " inner '" + role.inner.str() + "'" : std::string();
    func::FuncOp entry = roles.entry;
    StringRef name = role.name ? role.name.getValue() : "";
    if (failed(checkUnique(seen, kind + name + "'" + inner, i, "result",
                           [&] { return mlir::emitError(entry.getLoc()); })))
      return failure();
  }
  return success();
}

std::optional<unsigned> StepRoles::findCount() const {
  for (auto [i, role] : llvm::enumerate(results))
    if (role.kind == ResultRole::Kind::Count)
      return i;
  return std::nullopt;
}

FailureOr<StepRoles> fsdp::readStepRoles(func::FuncOp entry) {
  StepRoles roles{entry, {}, {}};
  bool sound = true;
  for (unsigned i = 0, e = entry.getNumArguments(); i < e; ++i) {
    FailureOr<ArgumentRole> role = readArgument(entry, i);
    sound &= succeeded(role);
    if (sound)
      roles.arguments.push_back(*role);
  }
  for (unsigned i = 0, e = entry.getNumResults(); i < e; ++i) {
    FailureOr<ResultRole> role = readResult(entry, i);
    sound &= succeeded(role);
    if (sound)
      roles.results.push_back(*role);
  }
  if (!sound || failed(checkNames(roles)))
    return failure();
  return std::move(roles);
}
