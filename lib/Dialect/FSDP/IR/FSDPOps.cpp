//===- FSDPOps.cpp - operations of the sharding dialect -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/PatternMatch.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/SmallBitVector.h"

using namespace mlir;
using namespace fsdp;

static ParseResult parsePhaseParen(OpAsmParser &parser, PhaseAttr &phase) {
  StringRef word;
  SMLoc loc;
  if (parser.parseLParen() || (loc = parser.getCurrentLocation(), false) ||
      parser.parseKeyword(&word) || parser.parseRParen())
    return failure();
  std::optional<Phase> value = symbolizePhase(word);
  if (!value)
    return parser.emitError(loc) << "unknown phase '" << word
                                 << "', expected whole, forward or backward";
  phase = PhaseAttr::get(parser.getContext(), *value);
  return success();
}

static void printPhaseParen(OpAsmPrinter &printer, Operation *,
                            PhaseAttr phase) {
  printer << '(' << stringifyPhase(phase.getValue()) << ')';
}

#define GET_OP_CLASSES
#include "fsdp/Dialect/FSDP/IR/FSDPOps.cpp.inc"

/// Drops what needs no barrier; see the op.
LogicalResult BarrierOp::canonicalize(BarrierOp op, PatternRewriter &rewriter) {
  SmallVector<Value> operands, results;
  for (auto [operand, result] : llvm::zip(op.getInputs(), op.getOutputs())) {
    if (operand.getDefiningOp<GatherOp>())
      rewriter.replaceAllUsesWith(result, operand);
    if (result.use_empty())
      continue;
    operands.push_back(operand);
    results.push_back(result);
  }
  if (operands.size() == op.getInputs().size())
    return failure();
  auto kept = BarrierOp::create(rewriter, op.getLoc(),
                                TypeRange(ValueRange(operands)), operands);
  rewriter.replaceAllUsesWith(results, kept.getOutputs());
  rewriter.eraseOp(op);
  return success();
}

std::string ParamOp::getTensorName(unsigned i) {
  std::string name = getSymName().str();
  if (!getInner().empty())
    name += "." + cast<StringAttr>(getInner()[i]).str();
  return name;
}

std::string ParamOp::getStoredName(unsigned i) {
  StringRef name = cast<StorageAttr>((*getStorage())[i]).getName();
  return (getSymName() + (name.empty() ? "" : ".") + name).str();
}

RankedTensorType ParamOp::getPaddedType(unsigned i) {
  auto layout = cast<LayoutAttr>((*getLayouts())[i]);
  auto type =
      cast<RankedTensorType>(cast<TypeAttr>(getCompute()[i]).getValue());
  SmallVector<int64_t> shape(type.getShape());
  shape[layout.getDim()] = layout.getPaddedSize();
  return RankedTensorType::get(shape, type.getElementType());
}

SmallVector<Type> ParamOp::getFullTypes(StringRef form) {
  if (form.empty())
    return llvm::to_vector(getCompute().getAsValueRange<TypeAttr>());
  if (getForms())
    for (auto known : getForms()->getAsRange<FormAttr>())
      if (known.getName() == form)
        return {known.getType()};
  return {};
}

//===----------------------------------------------------------------------===//
// Parameters
//===----------------------------------------------------------------------===//

/// Whether `layout` cuts a tensor of `type` in its dimension `dim`.
static LogicalResult verifyLayout(ParamOp op, unsigned i, LayoutAttr layout,
                                  RankedTensorType type) {
  ArrayRef<int64_t> shape = type.getShape();
  int64_t dim = op.getDim();
  int64_t outer = 1, inner = 1, size = 1;
  for (auto [at, extent] : llvm::enumerate(shape))
    (int64_t(at) < dim ? outer : int64_t(at) == dim ? size : inner) *= extent;
  if (layout.getDim() == dim && layout.getOuter() == outer &&
      layout.getSize() == size && layout.getInner() == inner)
    return success();
  return op.emitOpError() << "\"" << op.getTensorName(i) << "\" is " << type
                          << " cut in dimension " << dim << ", but its layout "
                          << layout << " is of " << layout.getOuter() << "x"
                          << layout.getSize() << "x" << layout.getInner()
                          << " cut in dimension " << layout.getDim()
                          << ", expected " << outer << "x" << size << "x"
                          << inner;
}

LogicalResult ParamOp::verify() {
  auto wrong = [&]() -> InFlightDiagnostic {
    return emitOpError() << "\"" << getSymName() << "\" ";
  };
  size_t count = getTypes().size();
  if (count == 0)
    return wrong() << "has no types, expected one for each inner tensor";
  if (getCompute().size() != count)
    return wrong() << "has " << count << " types and " << getCompute().size()
                   << " compute types, expected as many";
  if (getInner().size() != count && (count != 1 || !getInner().empty()))
    return wrong() << "has " << count << " types and " << getInner().size()
                   << " inner names, expected one for each, or one type and no "
                      "name";
  if (getLayouts() && getLayouts()->size() != count)
    return wrong() << "has " << count << " types and " << getLayouts()->size()
                   << " layouts, expected as many, or none before "
                      "fsdp-assign-groups-and-layouts";
  for (unsigned i = 0; i != count; ++i) {
    auto type =
        dyn_cast<RankedTensorType>(cast<TypeAttr>(getTypes()[i]).getValue());
    if (!type || !type.hasStaticShape())
      return wrong() << "has type " << getTypes()[i]
                     << ", expected a ranked tensor of static shape";
    int64_t dim = getDim();
    if (dim < 0 || (dim >= type.getRank() && dim > 0))
      return wrong() << "is cut in dimension " << dim << " of " << type
                     << ", expected one of its " << type.getRank();
    int64_t modelDim = getModelDim().value_or(0);
    if (getModelDim() && (modelDim < 0 || modelDim >= type.getRank()))
      return wrong() << "is split over models in dimension " << modelDim
                     << " of " << type << ", expected one of its "
                     << type.getRank();
    if (getLayouts() &&
        failed(
            verifyLayout(*this, i, cast<LayoutAttr>((*getLayouts())[i]), type)))
      return failure();
  }
  llvm::SmallDenseSet<StringRef> forms;
  if (getForms())
    for (auto form : getForms()->getAsRange<FormAttr>()) {
      if (count != 1)
        return wrong() << "has forms and " << count
                       << " inner tensors, expected one";
      if (!forms.insert(form.getName()).second)
        return wrong() << "has two forms '" << form.getName()
                       << "', expected one of each name";
    }
  if (getStorage() && (getTrained() || count != 1 || !getLayouts()))
    return wrong() << "has storage of its own, expected a frozen parameter of "
                      "one tensor with a layout";
  return success();
}

LogicalResult ExtensionOp::verify() {
  auto wrong = [&] { return emitOpError() << "@" << getSymName() << " "; };
  if (getBase() && (!getPre().empty() || getSignature()))
    return wrong() << "has the hooks of @" << *getBase()
                   << " and a signature or hooks of its own, expected one of "
                      "both";
  if (!getBase() && (getPre().empty() || !getSignature()))
    return wrong() << "has no hooks, expected signature(1) or (2), pre and "
                      "post, or 'of' another extension";
  if (getAtomic() && int64_t(*getAtomic()) < 1)
    return wrong() << "is atomic(" << int64_t(*getAtomic())
                   << "), expected at least 1 element";
  if (getForms()) {
    SmallVector<StringRef> forms =
        llvm::to_vector(getForms()->getAsValueRange<StringAttr>());
    llvm::SmallDenseSet<StringRef> known(forms.begin(), forms.end());
    if (forms.empty() || known.size() != forms.size())
      return wrong() << "has forms " << *getForms()
                     << ", expected a name for each value that post yields, "
                        "all different";
  }
  if (!getStorage())
    return success();
  if (getState())
    return wrong() << "has storage and state, expected one of both: what a "
                      "frozen parameter is stored as, or what every rank keeps "
                      "of a trained one";
  SmallVector<StringRef> names =
      llvm::to_vector(getStorage()->getAsValueRange<StringAttr>());
  llvm::SmallDenseSet<StringRef> distinct(names.begin(), names.end());
  if (names.empty() || distinct.size() != names.size())
    return wrong() << "has storage " << *getStorage()
                   << ", expected a name for each wire, all different";
  if (names.size() > 1 && distinct.contains(""))
    return wrong() << "has storage " << *getStorage()
                   << ", in which one of several tensors has no name";
  return success();
}

LogicalResult YieldOp::verify() {
  if (!getWires())
    return success();
  int64_t wires = *getWires(), count = getValues().size();
  if (wires < 0 || wires > count)
    return emitOpError() << "has wires = " << wires << " of " << count
                         << " values, expected no more than it yields";
  return success();
}

//===----------------------------------------------------------------------===//
// The step, before fsdp-fuse-hooks
//===----------------------------------------------------------------------===//

/// `params` must be there, each once.
static LogicalResult verifyDistinct(Operation *op, ArrayAttr params) {
  SmallPtrSet<Attribute, 8> seen;
  if (params.empty())
    return op->emitOpError() << "names no parameter, expected at least one";
  for (Attribute param : params)
    if (!seen.insert(param).second)
      return op->emitOpError()
             << "names " << param << " twice, expected every parameter once";
  return success();
}

LogicalResult GatherOp::verify() {
  if (!getForms())
    return verifyDistinct(*this, getParams());
  if (getForms()->size() != getParams().size())
    return emitOpError() << "has " << getForms()->size() << " forms of "
                         << getParams().size()
                         << " parameters, expected one for each";
  llvm::SmallDenseSet<std::pair<Attribute, StringRef>> seen;
  for (auto [i, param] : llvm::enumerate(getParams()))
    if (!seen.insert({param, getForm(i)}).second)
      return emitOpError() << "names form '" << getForm(i) << "' of " << param
                           << " twice, expected every form once";
  return success();
}

LogicalResult ReduceGradOp::verify() {
  size_t count = getGrads().size();
  if (getParams().size() != count || getInner().size() != count)
    return emitOpError() << "has " << count << " gradients, expected as many "
                         << "parameters and inner indices, got "
                         << getParams().size() << " and " << getInner().size();
  llvm::SmallDenseSet<std::pair<Attribute, int64_t>> seen;
  for (auto [param, inner] : llvm::zip_equal(getParams(), getInner())) {
    if (inner < -1)
      return emitOpError() << "has inner index " << inner << " of " << param
                           << ", expected -1 (every inner tensor) or one of "
                              "them";
    if (!seen.insert({param, inner}).second)
      return emitOpError() << "reduces inner tensor " << inner << " of "
                           << param << " twice, expected every gradient once";
  }
  return success();
}

/// A scalar's name and default.
static LogicalResult verifyScalar(Operation *op, StringRef name,
                                  const APFloat &initial) {
  if (name.empty())
    return op->emitOpError() << "has no name, expected one that the host sets";
  if (initial.isNaN())
    return op->emitOpError()
           << "\"" << name << "\" is NaN initially, expected a number";
  return success();
}

void ExchangeOp::getEffects(
    SmallVectorImpl<SideEffects::EffectInstance<MemoryEffects::Effect>>
        &effects) {
  if (!getDest())
    return;
  effects.emplace_back(MemoryEffects::Read::get(), &getSourceMutable());
  effects.emplace_back(MemoryEffects::Write::get(), &getDestMutable()[0]);
}

SmallVector<int64_t> ExchangeOp::getMadeShape() {
  auto shape =
      llvm::to_vector(cast<ShapedType>(getSource().getType()).getShape());
  if (getKind() == ExchangeKind::AllGather)
    shape.insert(shape.begin(), getRanks()[1]);
  return shape;
}

/// Ranks that differ by multiples of ranks[0], ranks[1] of them, among all.
static LogicalResult verifyRanks(Operation *op, ArrayRef<int64_t> ranks) {
  auto module = op->getParentOfType<ModuleOp>();
  auto grid =
      module ? module->getAttrOfType<GridAttr>("fsdp.grid") : GridAttr();
  if (ranks.size() == 2 && ranks[0] >= 1 && ranks[1] >= 1 &&
      (!grid || (ranks[0] <= grid.getWorldSize() / ranks[1] &&
                 grid.getWorldSize() % (ranks[0] * ranks[1]) == 0)))
    return success();
  InFlightDiagnostic error = op->emitOpError() << "joins ranks [" << ranks;
  error << "], expected a distance and a number of ranks";
  if (grid)
    error << " whose product divides the " << grid.getWorldSize()
          << " ranks of the grid";
  return error;
}

/// What is combined is added by communicators; other kinds move bytes.
static bool canExchange(Type element, ExchangeKind kind) {
  if (kind == ExchangeKind::Sum || kind == ExchangeKind::Max)
    return element.isF32() || element.isF64() || element.isInteger(64) ||
           element.isInteger(32) || element.isInteger(1);
  return element.isIntOrFloat() &&
         (element.isInteger(1) || element.getIntOrFloatBitWidth() % 8 == 0);
}

LogicalResult ExchangeOp::verify() {
  if (bool(getResult()) == bool(getDest()))
    return emitOpError() << (getResult() ? "has a result and a dest"
                                         : "has neither a result nor a dest")
                         << ", expected one of them";
  if (failed(verifyRanks(*this, getRanks())))
    return failure();
  auto source = cast<ShapedType>(getSource().getType());
  auto made = cast<ShapedType>(getResult() ? Type(getResult().getType())
                                           : getDest().getType());
  if (!source.hasStaticShape() || ArrayRef(getMadeShape()) != made.getShape() ||
      source.getElementType() != made.getElementType() ||
      isa<TensorType>(source) != isa<TensorType>(made))
    return emitOpError() << "makes " << made << " of " << source
                         << ", expected one of static shape "
                         << (getKind() == ExchangeKind::AllGather
                                 ? "with the ranks before it"
                                 : "of the same type");
  int64_t number = getRanks()[1];
  if (getKind() == ExchangeKind::AllToAll &&
      (!source.getRank() || source.getDimSize(0) != number))
    return emitOpError() << "cuts " << source << " among " << number
                         << " ranks, expected a first dimension of as many";
  if (canExchange(source.getElementType(), getKind()))
    return success();
  return emitOpError() << "is of " << source.getElementType() << ", expected "
                       << (getKind() == ExchangeKind::Sum ||
                                   getKind() == ExchangeKind::Max
                               ? "f32, f64, i64, i32 or i1"
                               : "whole bytes or i1");
}

LogicalResult ReadScalarOp::verify() {
  if (bool(getValue()) == bool(getDest()))
    return emitOpError() << "has " << (getValue() ? "both" : "neither")
                         << " a result and a dest, expected one of them";
  Type read = getValue() ? Type(getValue().getType()) : getDest().getType();
  auto type = cast<ShapedType>(read);
  if (!type.hasRank() || type.getRank() != 0 || !type.getElementType().isF32())
    return emitOpError() << "\"" << getName() << "\" is read as " << type
                         << ", expected one f32";
  return verifyScalar(*this, getName(), getInitial());
}

//===----------------------------------------------------------------------===//
// The optimizer
//===----------------------------------------------------------------------===//

LogicalResult ScalarOp::verify() {
  return verifyScalar(*this, getName(), getInitial());
}

LogicalResult GradNormOp::verify() {
  double ord = getOrd().convertToDouble();
  if (!llvm::is_contained({1.0, 2.0, 3.0}, ord) && !getOrd().isInfinity())
    return emitOpError() << "has ord " << ord << ", expected 1, 2, 3 or inf";
  if (bool(getDest()) == bool(getNorm()))
    return emitOpError() << "has " << (getDest() ? "both" : "neither")
                         << " a destination and a result, expected one";
  auto type =
      cast<ShapedType>((getDest() ? Value(getDest()) : getNorm()).getType());
  if (type.getRank() != 0 || !type.getElementType().isF32())
    return emitOpError() << "gives " << type << ", expected one f32";
  return verifyDistinct(*this, getGroups());
}

/// What an update's body receives of a uniform: the value, or the element.
static Type getUniformElement(Type type) {
  auto shaped = dyn_cast<ShapedType>(type);
  return shaped ? shaped.getElementType() : type;
}

LogicalResult UpdateOp::verifyRegions() {
  if (failed(verifyDistinct(*this, getParams())))
    return failure();
  Block &body = getBody().front();
  size_t values = 2 + getStates().size(), uniforms = getUniforms().size();
  if (body.getNumArguments() != values + uniforms)
    return emitOpError() << "has a body of " << body.getNumArguments()
                         << " arguments, expected " << values + uniforms
                         << ": parameter, gradient, " << getStates().size()
                         << " states and " << uniforms << " uniforms";
  for (auto [i, uniform] : llvm::enumerate(getUniforms()))
    if (Type expected = getUniformElement(uniform.getType());
        body.getArgument(values + i).getType() != expected)
      return emitOpError() << "has a body whose argument " << values + i
                           << " is " << body.getArgument(values + i).getType()
                           << ", expected " << expected << ", its uniform's";
  auto yield = dyn_cast<YieldOp>(body.back());
  if (!yield || yield.getValues().size() != values - 1)
    return emitOpError() << "has a body that yields "
                         << (yield ? yield.getValues().size() : 0)
                         << " values, expected " << values - 1
                         << ": the new parameter and its states";
  for (auto [i, value] : llvm::enumerate(yield.getValues())) {
    // Argument 1, the gradient, is not yielded.
    Type expected = body.getArgument(i == 0 ? 0 : i + 1).getType();
    if (value.getType() != expected)
      return emitOpError() << "has a body that yields value " << i << " of "
                           << value.getType() << ", expected " << expected;
  }
  return success();
}

//===----------------------------------------------------------------------===//
// After fsdp-fuse-hooks
//===----------------------------------------------------------------------===//

LogicalResult AllReduceOp::verify() {
  Operation *parent = getOperation()->getParentOp();
  if (auto extension = dyn_cast<ExtensionOp>(parent)) {
    if (getOperation()->getParentRegion() == &extension.getPre())
      return success();
    return emitOpError() << "stands in post of extension @"
                         << extension.getSymName()
                         << ", expected it in pre: yield what is computed from "
                            "it as metadata";
  }
  // A hook that is being specialised is a function outside of any module.
  if (parent && isa<FunctionOpInterface>(parent) && !parent->getParentOp())
    return success();
  return emitOpError() << "stands in '" << parent->getName()
                       << "', expected it directly in pre of an "
                          "fsdp.extension, which every rank runs";
}

/// Operands and grad segments: one of each for every gradient.
static LogicalResult verifyGradients(CollectiveStartOp op) {
  size_t grads = op.getGrads() ? op.getGrads()->size() : 0;
  if (!op.getInputs().empty() && grads == op.getInputs().size())
    return success();
  return op.emitOpError() << stringifyCollective(op.getKind()) << " has "
                          << op.getInputs().size() << " gradients and " << grads
                          << " grad segments, expected one for each, and at "
                             "least one";
}

LogicalResult CollectiveStartOp::verify() {
  bool replicas = getKind() == Collective::AllReduce;
  bool world = replicas && getAxis() == Axis::World;
  Axis expected = replicas ? Axis::Replicate : Axis::Shard;
  StringRef kind = stringifyCollective(getKind());
  if (getAxis() != expected && !world)
    return emitOpError() << kind << " joins the axis "
                         << stringifyAxis(getAxis()) << ", expected "
                         << stringifyAxis(expected);
  if (getScale() && !replicas)
    return emitOpError() << kind
                         << " has a scale, which only an all_reduce "
                            "has; a reduce is scaled by its reduce_unpack";
  if (getRanks() && (getKind() != Collective::Gather || *getRanks() < 2))
    return emitOpError() << kind << " joins " << int64_t(*getRanks())
                         << " ranks, expected a gather of at least 2";
  if (getKind() == Collective::Reduce || world)
    return verifyGradients(*this);
  size_t inputs = replicas ? 0 : 1;
  if (getInputs().size() != inputs || getGrads())
    return emitOpError() << kind << " has " << getInputs().size()
                         << " operands and " << (getGrads() ? "" : "no ")
                         << "grad segments, expected "
                         << (replicas ? "no operand" : "one slot")
                         << " and none";
  return success();
}

LogicalResult KeepOp::verify() {
  if (int64_t(getRanks()) < 2)
    return emitOpError() << "keeps slots for a gather among "
                         << int64_t(getRanks())
                         << " ranks, expected at least 2";
  if (bool(getSlots()) == bool(getDest()))
    return emitOpError() << (getSlots() ? "has a result and a dest"
                                        : "has neither a result nor a dest")
                         << ", expected one of them";
  return success();
}

/// A count is one number, of a type that kernels can divide by.
static LogicalResult verifyCount(Operation *op, Value count) {
  auto type = cast<ShapedType>(count.getType());
  Type element = type.getElementType();
  if (type.hasRank() && type.getRank() == 0 &&
      (element.isF32() || element.isInteger(64) || element.isInteger(32)))
    return success();
  return op->emitOpError() << "has a count of type " << type
                           << ", expected one f32, i64 or i32";
}

LogicalResult TotalCountOp::verify() {
  if (bool(getTotal()) == bool(getDest()))
    return emitOpError() << (getTotal() ? "has a result and a dest"
                                        : "has neither a result nor a dest")
                         << ", expected one of them";
  Type total = getTotal() ? Type(getTotal().getType()) : getDest().getType();
  if (getElementTypeOrSelf(total) != getElementTypeOrSelf(getCount().getType()))
    return emitOpError() << "makes " << total << " of " << getCount().getType()
                         << ", expected the same element type";
  return verifyCount(*this, getCount());
}

LogicalResult ShardIndexOp::verify() {
  if (bool(getIndex()) == bool(getDest()))
    return emitOpError() << (getIndex() ? "has a result and a dest"
                                        : "has neither a result nor a dest")
                         << ", expected one of them";
  if (getGroupAttr() && getRanks())
    return emitOpError() << "is of a group and of ranks [" << *getRanks()
                         << "], expected one of them";
  if (getRanks() && failed(verifyRanks(*this, *getRanks())))
    return failure();
  auto type =
      cast<ShapedType>((getIndex() ? Value(getIndex()) : getDest()).getType());
  if (type.hasRank() && type.getRank() == 0 &&
      type.getElementType().isInteger(64))
    return success();
  return emitOpError() << "is of type " << type << ", expected one i64";
}

LogicalResult DivideGradOp::verify() { return verifyCount(*this, getCount()); }

LogicalResult WaitOp::verify() {
  if (!getToken().hasOneUse())
    return emitOpError() << "shares its token, expected exactly one wait for "
                            "each collective";
  auto start = getToken().getDefiningOp<CollectiveStartOp>();
  if (!start)
    return success();
  bool offers = start.getKind() != Collective::AllReduce;
  if (offers != bool(getSources()))
    return emitOpError() << "of " << stringifyCollective(start.getKind())
                         << (offers ? " has no sources, expected them"
                                    : " has sources, expected none: its result "
                                      "is in place");
  return success();
}

LogicalResult ReduceUnpackOp::verify() {
  double scale = getScale().convertToDouble();
  if (!(scale > 0) || getScale().isInfinity())
    return emitOpError() << "has scale " << scale
                         << ", expected a positive number, 1 over the shards";
  auto wait = getSources().getDefiningOp<WaitOp>();
  auto start = wait ? wait.getToken().getDefiningOp<CollectiveStartOp>()
                    : CollectiveStartOp();
  if (!start)
    return success();
  if (start.getKind() != Collective::Reduce ||
      start.getGroupAttr() != getGroupAttr())
    return emitOpError() << "of " << getGroupAttr() << " reads the sources of "
                         << stringifyCollective(start.getKind()) << " "
                         << start.getGroupAttr()
                         << ", expected its own group's reduce";
  if (start.getGradsAttr() != getGradsAttr())
    return emitOpError() << "has other grad segments than its reduce, expected "
                            "the same";
  bool packs = start.getSegments() || start.getPack();
  if (packs != getSegments().has_value())
    return emitOpError() << (packs ? "has no segments, but its reduce has slots"
                                   : "has segments, but its reduce has none")
                         << ", expected both or neither";
  return success();
}
