//===- StepModule.cpp - a random case's step as MLIR ----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The ops that exporters write: linalg on tensors, tensor.extract for rows by
// number, a comparison with every row's number for their sums.
//
//===----------------------------------------------------------------------===//

#include "StepModule.h"
#include "FormDecoder.h"
#include "fsdp/Pipeline/Compile.h"
#include "mlir/Dialect/Arith/IR/Arith.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Math/IR/Math.h"
#include "mlir/Dialect/Shard/IR/ShardOps.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/Builders.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/MLIRContext.h"
#include "runner/fuzz/step_graph.h"

using namespace mlir;
using fsdp_rt::runner::ElementType;
using fsdp_rt::runner::FuzzCase;
using fsdp_rt::runner::GraphNode;
using fsdp_rt::runner::StepArgument;
using fsdp_rt::runner::StepGraph;
using fsdp_rt::runner::StepResultNode;
using Function = fsdp_rt::runner::Function;

/// The grid of the collectives of a step whose model ranks have parts.
static constexpr StringLiteral kGridName = "grid";
static constexpr int16_t kModelAxis = 2;

namespace {

/// Of one entry.
class StepEmitter {
public:
  StepEmitter(const FuzzCase &spec, StepGraph step, MLIRContext *context)
      : spec(spec), step(std::move(step)), builder(context),
        loc(builder.getUnknownLoc()) {}

  func::FuncOp run(ModuleOp module, StringRef name);

private:
  Type getElementType(ElementType type);
  RankedTensorType getType(const GraphNode &node) {
    return RankedTensorType::get(node.shape, getElementType(node.type));
  }
  DictionaryAttr describe(const StepArgument &argument);
  DictionaryAttr describe(const StepResultNode &result);

  Value emit(const GraphNode &node);
  Value emitContract(const GraphNode &node);
  Value emitMatmul(const GraphNode &node, char left, char right, char summed);
  std::optional<Value> tryMatmul(const GraphNode &node);
  Value emitMap(const GraphNode &node);
  Value emitReshape(const GraphNode &node);
  Value emitGatherRows(const GraphNode &node);
  Value emitSumRows(const GraphNode &node);

  Value constant(Type type, double value) {
    return arith::ConstantOp::create(builder, loc,
                                     builder.getFloatAttr(type, value));
  }
  Value empty(RankedTensorType type) {
    return tensor::EmptyOp::create(builder, loc, type.getShape(),
                                   type.getElementType());
  }
  Value zeros(RankedTensorType type) {
    return linalg::FillOp::create(
               builder, loc, constant(type.getElementType(), 0), empty(type))
        .getResult(0);
  }
  Value transpose(Value matrix);
  /// A linalg.generic over letters, those of the result first; what `body`
  /// gives is yielded.
  Value
  emitLoop(StringRef letters, unsigned kept, ValueRange inputs,
           ArrayRef<std::string> subscripts, Value output,
           llvm::function_ref<Value(OpBuilder &, Location, ValueRange)> body);
  Value compute(OpBuilder &b, const GraphNode &node, ValueRange values);

  const FuzzCase &spec;
  const StepGraph step;
  OpBuilder builder;
  Location loc;
  bool trains() const {
    return step.first_gradient < static_cast<int>(step.graph.nodes().size());
  }
  /// Whether a phase reads the parameter as codes and scales.
  bool readsForms(const StepArgument &argument, bool gradients) const {
    return argument.parameter &&
           llvm::is_contained({"both", gradients ? "backward" : "forward"},
                              argument.parameter->traits.form);
  }
  void addArguments(func::FuncOp function);
  Value read(int node);

  /// What the step reads a parameter as, beside or in place of itself.
  struct Forms {
    const StepArgument *argument;
    Value codes, scales;
    std::array<Value, 2> decoded; ///< By phase.
  };
  llvm::DenseMap<int, Forms> forms; ///< By node.
  bool inGradients = false;         ///< What is emitted now.
  SmallVector<Value> values;        ///< By node.
};

} // namespace

Type StepEmitter::getElementType(ElementType type) {
  switch (type) {
  case ElementType::kF32:
    return builder.getF32Type();
  case ElementType::kBF16:
    return builder.getBF16Type();
  case ElementType::kF16:
    return builder.getF16Type();
  case ElementType::kI64:
    return builder.getI64Type();
  }
  llvm_unreachable("no such element type");
}

/// Of what is no parameter.
static StringRef getRoleName(StepArgument::Role role) {
  switch (role) {
  case StepArgument::Role::kBatch:
    return "fsdp.batch";
  case StepArgument::Role::kBuffer:
    return "fsdp.buffer";
  default:
    return "fsdp.scalar";
  }
}

DictionaryAttr StepEmitter::describe(const StepArgument &argument) {
  NamedAttrList attributes;
  auto name = builder.getStringAttr(argument.name);
  if (!argument.parameter) {
    attributes.set(getRoleName(argument.role), name);
    if (argument.reduce == "none")
      attributes.set("fsdp.local", builder.getUnitAttr());
    return attributes.getDictionary(builder.getContext());
  }
  const fsdp_rt::runner::CaseParameter &parameter = *argument.parameter;
  attributes.set("fsdp.param", name);
  if (!parameter.inner.empty())
    attributes.set("fsdp.inner", builder.getStringAttr(parameter.inner));
  if (!parameter.traits.init.empty())
    attributes.set("fsdp.init", builder.getStringAttr(parameter.traits.init));
  if (ElementType stored = StoredType(parameter.traits);
      step.graph.at(argument.node).type != stored)
    attributes.set("fsdp.dtype", TypeAttr::get(getElementType(stored)));
  if (parameter.traits.ignored) {
    attributes.set("fsdp.ignored", builder.getUnitAttr());
    return attributes.getDictionary(builder.getContext());
  }
  if (!parameter.group.empty())
    attributes.set("fsdp.group", builder.getStringAttr(parameter.group));
  if (!parameter.traits.extension.empty())
    attributes.set("fsdp.extension",
                   FlatSymbolRefAttr::get(builder.getContext(),
                                          parameter.traits.extension));
  if (!parameter.traits.reduce_extension.empty())
    attributes.set("fsdp.reduce_extension",
                   FlatSymbolRefAttr::get(builder.getContext(),
                                          parameter.traits.reduce_extension));
  if (parameter.traits.dim != 0)
    attributes.set("fsdp.dim", builder.getI64IntegerAttr(parameter.traits.dim));
  if (parameter.model_dim >= 0)
    attributes.set("fsdp.model_dim",
                   builder.getI64IntegerAttr(parameter.model_dim));
  if (parameter.traits.shards)
    attributes.set("fsdp.grid", builder.getDenseI64ArrayAttr(
                                    {spec.ReplicasOf(parameter.traits),
                                     spec.ShardsOf(parameter.traits)}));
  return attributes.getDictionary(builder.getContext());
}

DictionaryAttr StepEmitter::describe(const StepResultNode &result) {
  NamedAttrList attributes;
  switch (result.role) {
  case StepResultNode::Role::kLoss:
    attributes.set("fsdp.loss", builder.getUnitAttr());
    break;
  case StepResultNode::Role::kCount:
    if (!spec.undivided)
      attributes.set("fsdp.count", builder.getUnitAttr());
    break;
  case StepResultNode::Role::kGradient:
    attributes.set("fsdp.grad", builder.getStringAttr(result.name));
    if (!result.inner.empty())
      attributes.set("fsdp.inner", builder.getStringAttr(result.inner));
    break;
  case StepResultNode::Role::kUpdate:
  case StepResultNode::Role::kMetric:
    attributes.set(result.role == StepResultNode::Role::kUpdate ? "fsdp.update"
                                                                : "fsdp.metric",
                   builder.getStringAttr(result.name));
    attributes.set("fsdp.reduce", builder.getStringAttr(result.reduce));
  }
  return attributes.getDictionary(builder.getContext());
}

Value StepEmitter::emitLoop(
    StringRef letters, unsigned kept, ValueRange inputs,
    ArrayRef<std::string> subscripts, Value output,
    llvm::function_ref<Value(OpBuilder &, Location, ValueRange)> body) {
  SmallVector<AffineMap> maps;
  for (const std::string &subscript : subscripts) {
    SmallVector<AffineExpr> dims;
    for (char letter : subscript)
      dims.push_back(builder.getAffineDimExpr(letters.find(letter)));
    maps.push_back(
        AffineMap::get(letters.size(), 0, dims, builder.getContext()));
  }
  SmallVector<utils::IteratorType> iterators(kept,
                                             utils::IteratorType::parallel);
  iterators.append(letters.size() - kept, utils::IteratorType::reduction);
  return linalg::GenericOp::create(
             builder, loc, output.getType(), inputs, output, maps, iterators,
             [&](OpBuilder &b, Location at, ValueRange arguments) {
               linalg::YieldOp::create(b, at, body(b, at, arguments));
             })
      .getResult(0);
}

Value StepEmitter::transpose(Value matrix) {
  auto type = cast<RankedTensorType>(matrix.getType());
  auto turned = RankedTensorType::get({type.getDimSize(1), type.getDimSize(0)},
                                      type.getElementType());
  return linalg::TransposeOp::create(builder, loc, matrix, empty(turned),
                                     ArrayRef<int64_t>{1, 0})
      ->getResult(0);
}

Value StepEmitter::emitMatmul(const GraphNode &node, char left, char right,
                              char summed) {
  Value a = read(node.inputs[0]), b = read(node.inputs[1]);
  if (node.subscripts[0] != std::string({left, summed}))
    a = transpose(a);
  if (node.subscripts[1] != std::string({summed, right}))
    b = transpose(b);
  bool inOrder = node.subscripts[2] == std::string({left, right});
  auto type =
      RankedTensorType::get({cast<RankedTensorType>(a.getType()).getDimSize(0),
                             cast<RankedTensorType>(b.getType()).getDimSize(1)},
                            getElementType(node.type));
  Value product = linalg::MatmulOp::create(builder, loc, type, ValueRange{a, b},
                                           ValueRange{zeros(type)})
                      ->getResult(0);
  return inOrder ? product : transpose(product);
}

/// A product of two matrices over one letter, as exporters write it.
std::optional<Value> StepEmitter::tryMatmul(const GraphNode &node) {
  if (!spec.named_products || node.inputs.size() != 2)
    return std::nullopt;
  const std::string &a = node.subscripts[0], &b = node.subscripts[1];
  const std::string &result = node.subscripts[2];
  if (a.size() != 2 || b.size() != 2 || result.size() != 2)
    return std::nullopt;
  auto common = llvm::find_if(
      a, [&](char letter) { return b.find(letter) != std::string::npos; });
  if (common == a.end() || result.find(*common) != std::string::npos)
    return std::nullopt;
  char left = a[0] == *common ? a[1] : a[0];
  char right = b[0] == *common ? b[1] : b[0];
  return emitMatmul(node, left, right, *common);
}

Value StepEmitter::emitContract(const GraphNode &node) {
  if (std::optional<Value> product = tryMatmul(node))
    return *product;
  SmallVector<Value> inputs;
  for (int input : node.inputs)
    inputs.push_back(read(input));
  std::string letters = node.subscripts.back();
  for (const std::string &subscript : node.subscripts)
    for (char letter : subscript)
      if (letters.find(letter) == std::string::npos)
        letters += letter;
  bool sums = letters.size() > node.shape.size();
  Value output = sums ? zeros(getType(node)) : empty(getType(node));
  return emitLoop(letters, node.shape.size(), inputs, node.subscripts, output,
                  [&](OpBuilder &b, Location at, ValueRange arguments) {
                    Value term = arguments[0];
                    if (inputs.size() == 2)
                      term = arith::MulFOp::create(b, at, term, arguments[1]);
                    return sums ? Value(arith::AddFOp::create(b, at, term,
                                                              arguments.back()))
                                : term;
                  });
}

/// One element of a map.
Value StepEmitter::compute(OpBuilder &b, const GraphNode &node,
                           ValueRange arguments) {
  Value x = arguments[0], y = arguments[1];
  Type type = x.getType();
  auto number = [&](double value) {
    return arith::ConstantOp::create(b, loc, b.getFloatAttr(type, value));
  };
  auto mul = [&](Value left, Value right) {
    return arith::MulFOp::create(b, loc, left, right);
  };
  auto complement = [&](Value value) {
    return arith::SubFOp::create(b, loc, number(1), value);
  };
  auto positive = [&](Value value) {
    return arith::MaximumFOp::create(b, loc, value, number(0));
  };
  switch (node.function) {
  case Function::kTanh:
    return math::TanhOp::create(b, loc, x);
  case Function::kSigmoid:
    return arith::DivFOp::create(
        b, loc, number(1),
        arith::AddFOp::create(
            b, loc, number(1),
            math::ExpOp::create(b, loc, arith::NegFOp::create(b, loc, x))));
  case Function::kSquareRelu:
    return mul(positive(x), positive(x));
  case Function::kReciprocalRoot:
    return math::RsqrtOp::create(
        b, loc, arith::AddFOp::create(b, loc, x, number(node.constant)));
  case Function::kScale:
    return mul(x, number(node.constant));
  case Function::kAdd:
    if (type.isInteger())
      return arith::AddIOp::create(b, loc, x, y);
    return arith::AddFOp::create(b, loc, x, y);
  case Function::kSubtract:
    return arith::SubFOp::create(b, loc, x, y);
  case Function::kMultiply:
    return mul(x, y);
  case Function::kTanhGrad:
    return mul(x, complement(mul(y, y)));
  case Function::kSigmoidGrad:
    return mul(x, mul(y, complement(y)));
  case Function::kSquareReluGrad:
    return mul(mul(x, number(2)), positive(y));
  case Function::kReciprocalRootGrad:
    return mul(mul(x, number(-0.5)), mul(y, mul(y, y)));
  }
  llvm_unreachable("no such function");
}

Value StepEmitter::emitMap(const GraphNode &node) {
  SmallVector<Value> inputs;
  for (int input : node.inputs)
    inputs.push_back(read(input));
  std::string letters = std::string("abcd").substr(0, node.shape.size());
  std::vector<std::string> subscripts(inputs.size() + 1, letters);
  return emitLoop(letters, letters.size(), inputs, subscripts,
                  empty(getType(node)),
                  [&](OpBuilder &b, Location, ValueRange arguments) {
                    return compute(b, node, arguments);
                  });
}

/// Between two dimensions and three: the last two of those are one.
Value StepEmitter::emitReshape(const GraphNode &node) {
  SmallVector<ReassociationIndices> groups = {{0}, {1, 2}};
  Value input = read(node.inputs[0]);
  if (node.shape.size() == 3)
    return tensor::ExpandShapeOp::create(builder, loc, getType(node), input,
                                         groups);
  return tensor::CollapseShapeOp::create(builder, loc, getType(node), input,
                                         groups);
}

Value StepEmitter::emitGatherRows(const GraphNode &node) {
  Value table = read(node.inputs[0]), numbers = read(node.inputs[1]);
  return emitLoop(
      "rd", 2, numbers, {"r", "rd"}, empty(getType(node)),
      [&](OpBuilder &b, Location at, ValueRange arguments) {
        Value row =
            arith::IndexCastOp::create(b, at, b.getIndexType(), arguments[0]);
        Value column = linalg::IndexOp::create(b, at, 1);
        return tensor::ExtractOp::create(b, at, table, ValueRange{row, column});
      });
}

Value StepEmitter::emitSumRows(const GraphNode &node) {
  Value rows = read(node.inputs[0]), numbers = read(node.inputs[1]);
  return emitLoop(
      "vdr", 2, ValueRange{rows, numbers}, {"rd", "r", "vd"},
      zeros(getType(node)),
      [&](OpBuilder &b, Location at, ValueRange arguments) {
        Value number = arith::IndexCastOp::create(
            b, at, b.getI64Type(), linalg::IndexOp::create(b, at, 0));
        Value isRow = arith::CmpIOp::create(b, at, arith::CmpIPredicate::eq,
                                            arguments[1], number);
        Value zero = arith::ConstantOp::create(
            b, at, b.getFloatAttr(getElementType(node.type), 0));
        Value term = arith::SelectOp::create(b, at, isRow, arguments[0], zero);
        return arith::AddFOp::create(b, at, term, arguments[2]);
      });
}

Value StepEmitter::emit(const GraphNode &node) {
  switch (node.kind) {
  case GraphNode::Kind::kContract:
    return emitContract(node);
  case GraphNode::Kind::kMap:
    return emitMap(node);
  case GraphNode::Kind::kReshape:
    return emitReshape(node);
  case GraphNode::Kind::kGatherRows:
    return emitGatherRows(node);
  case GraphNode::Kind::kSumRows:
    return emitSumRows(node);
  case GraphNode::Kind::kSumModels:
    return shard::AllReduceOp::create(
        builder, loc, getType(node), kGridName, ArrayRef<int16_t>{kModelAxis},
        read(node.inputs[0]), shard::ReductionKind::Sum);
  case GraphNode::Kind::kToModels:
    return read(node.inputs[0]);
  case GraphNode::Kind::kConstant: {
    auto type = getType(node);
    return arith::ConstantOp::create(
        builder, loc,
        DenseElementsAttr::get(
            type, builder.getFloatAttr(type.getElementType(), node.constant)
                      .getValue()));
  }
  case GraphNode::Kind::kCast: {
    std::string letters = std::string("abcd").substr(0, node.shape.size());
    Type type = getElementType(node.type);
    return emitLoop(
        letters, letters.size(), read(node.inputs[0]), {letters, letters},
        empty(getType(node)),
        [&](OpBuilder &b, Location at, ValueRange arguments) {
          Value x = arguments[0];
          if (x.getType().isInteger())
            return Value(arith::SIToFPOp::create(b, at, type, x));
          return type.isF32() ? Value(arith::ExtFOp::create(b, at, type, x))
                              : Value(arith::TruncFOp::create(b, at, type, x));
        });
  }
  case GraphNode::Kind::kArgument:
    break;
  }
  llvm_unreachable("arguments are not computed");
}

/// A parameter as it is where a phase reads it so, and its forms.
void StepEmitter::addArguments(func::FuncOp function) {
  Block *block = function.addEntryBlock();
  auto add = [&](Type type, DictionaryAttr attributes) {
    unsigned number = block->getNumArguments();
    (void)function.insertArgument(number, type, attributes, loc);
    return block->getArgument(number);
  };
  for (const StepArgument &argument : step.arguments) {
    DictionaryAttr attributes = describe(argument);
    bool forward = readsForms(argument, /*gradients=*/false);
    bool backward = readsForms(argument, /*gradients=*/true);
    bool plain = !forward || (trains() && !backward);
    if (plain)
      values[argument.node] =
          add(getType(step.graph.at(argument.node)), attributes);
    if (!forward && !(trains() && backward))
      continue;
    Forms &made = forms[argument.node];
    made.argument = &argument;
    std::array<Value *, 2> places = {&made.codes, &made.scales};
    for (auto [form, place] :
         llvm::zip(getForms(*argument.parameter, builder), places)) {
      NamedAttrList named(attributes);
      named.set("fsdp.form", builder.getStringAttr(form.name));
      // No gradient says it.
      if (argument.parameter->traits.frozen && !plain)
        named.set("fsdp.shape",
                  builder.getDenseI64ArrayAttr(argument.parameter->shape));
      *place = add(form.type, named.getDictionary(builder.getContext()));
    }
  }
}

/// A node's value, decoded in each phase that reads forms of it.
Value StepEmitter::read(int node) {
  auto found = forms.find(node);
  if (found == forms.end() || !readsForms(*found->second.argument, inGradients))
    return values[node];
  Forms &made = found->second;
  Value &decoded = made.decoded[inGradients];
  if (!decoded)
    decoded = decodeForms(*made.argument->parameter, builder, loc, made.codes,
                          made.scales);
  return decoded;
}

func::FuncOp StepEmitter::run(ModuleOp module, StringRef name) {
  builder.setInsertionPointToEnd(module.getBody());
  SmallVector<Type> results;
  for (const StepResultNode &result : step.results)
    results.push_back(getType(step.graph.at(result.node)));
  auto function = func::FuncOp::create(builder, loc, name,
                                       builder.getFunctionType({}, results));
  values.resize(step.graph.nodes().size());
  addArguments(function);
  builder.setInsertionPointToEnd(&function.getBody().front());
  for (auto [i, node] : llvm::enumerate(step.graph.nodes())) {
    inGradients = static_cast<int>(i) >= step.first_gradient;
    if (node.kind != GraphNode::Kind::kArgument)
      values[i] = emit(node);
  }
  SmallVector<Value> returned;
  for (auto [i, result] : llvm::enumerate(step.results)) {
    returned.push_back(values[result.node]);
    function.setResultAttrs(i, describe(result));
  }
  func::ReturnOp::create(builder, loc, returned);
  return function;
}

std::string fsdp::printStep(const FuzzCase &spec) {
  DialectRegistry registry;
  registerCompilerDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  context.loadAllAvailableDialects();
  OwningOpRef<ModuleOp> module = ModuleOp::create(UnknownLoc::get(&context));
  if (spec.models > 1) {
    auto builder = OpBuilder::atBlockEnd(module->getBody());
    shard::GridOp::create(
        builder, builder.getUnknownLoc(), kGridName,
        ArrayRef<int64_t>{spec.replicas, spec.shards, spec.models});
  }
  StepEmitter(spec, fsdp_rt::runner::BuildStep(spec), &context)
      .run(*module, "step");
  if (spec.evaluates)
    StepEmitter(spec, fsdp_rt::runner::BuildEval(spec), &context)
        .run(*module, "evaluate")
        ->setAttr("fsdp.entry", StringAttr::get(&context, "eval"));
  std::string text;
  llvm::raw_string_ostream stream(text);
  module->print(stream);
  return text;
}
