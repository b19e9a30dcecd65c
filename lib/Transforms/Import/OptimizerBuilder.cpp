//===- OptimizerBuilder.cpp - the optimizer as IR -------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// The formulas and their order of rounding are those of torch 2.13's
// single-tensor implementations (torch/optim/adam.py, sgd.py; AdamW is Adam
// with decoupled weight decay) and of torch.nn.utils.clip_grad_norm_:
// hyperparameters and bias corrections in f64, elements in f32.
//
//===----------------------------------------------------------------------===//

#include "OptimizerBuilder.h"
#include "ScalarBuilder.h"
#include <limits>

using namespace mlir;
using namespace fsdp;

namespace {

/// The scalars of the optimizer function, each made once.
class Scalars {
public:
  Scalars(OpBuilder &builder, Location loc) : builder(builder), loc(loc) {}

  Value get(const Twine &name, double initial) {
    Value &value = values[name.str()];
    if (!value)
      value = ScalarOp::create(builder, loc, builder.getF64Type(),
                               builder.getStringAttr(name),
                               builder.getF64FloatAttr(initial));
    return value;
  }

private:
  OpBuilder &builder;
  Location loc;
  llvm::StringMap<Value> values;
};

/// What an update body computes on: block arguments while it is built.
struct Element {
  Value param, grad;
  SmallVector<Value> states;
};

/// Builds one `fsdp.update`.
class UpdateBuilder {
public:
  UpdateBuilder(OpBuilder &builder, Location loc, Scalars &scalars,
                const OptimizerRules::Rule &rule)
      : builder(builder), loc(loc), scalars(scalars), spec(rule.spec),
        suffix(rule.number ? "." + std::to_string(rule.number) : ""),
        math(builder, loc) {}

  /// `skips`: nothing changes where the norm is not finite.
  void build(const UpdateSet &set, Value norm, const ClipSpec *clip, bool skips,
             std::optional<double> ema) {
    chooseUniforms();
    // Behind what the steps read by position, before what clipping does.
    size_t averageUniforms = uniforms.size();
    if (ema) {
      states.push_back("ema");
      uniforms.push_back(scalars.get("ema_decay", *ema));
      uniforms.push_back(scalars.get("step", 1));
    }
    if (clip)
      uniforms.push_back(scalars.get("clip_grad_norm", clip->maxNorm));
    if (norm)
      uniforms.push_back(norm);
    auto update = UpdateOp::create(
        builder, loc, set.group, builder.getArrayAttr(set.params),
        builder.getStrArrayAttr(states), uniforms, /*segments=*/nullptr);

    OpBuilder::InsertionGuard guard(builder);
    Type f32 = builder.getF32Type();
    SmallVector<Type> types(2 + states.size(), set.stored);
    types[1] = f32;
    // At 0.999 an average kept in 16 bits would stand still.
    if (ema)
      types.back() = f32;
    for (Value uniform : uniforms)
      types.push_back(getElementTypeOrSelf(uniform.getType()));
    Block *body = builder.createBlock(&update.getBody(), {}, types,
                                      SmallVector<Location>(types.size(), loc));
    ValueRange arguments = body->getArguments();
    inside = arguments.drop_front(2 + states.size());
    Element element{widen(arguments[0]), arguments[1], {}};
    for (Value state : arguments.slice(2, states.size()))
      element.states.push_back(widen(state));
    if (clip)
      clipGradient(element);
    if (spec.kind == OptimizerSpec::Kind::SGD)
      stepSGD(element);
    else
      stepAdam(element);
    if (ema)
      average(element, inside[averageUniforms], inside[averageUniforms + 1]);
    SmallVector<Value> yields{round(element.param, types[0])};
    for (auto [state, type] :
         llvm::zip(element.states, ArrayRef<Type>(types).drop_front(2)))
      yields.push_back(round(state, type));
    keep(yields, arguments.take_front(2 + states.size()), skips);
    YieldOp::create(builder, loc, yields, /*wires=*/nullptr);
  }

private:
  /// What is stored in 16 bits is computed with in f32 and rounded once, as
  /// torch's fused optimizers do.
  Value widen(Value value) {
    return value.getType().isF32()
               ? value
               : arith::ExtFOp::create(builder, loc, builder.getF32Type(),
                                       value);
  }
  Value round(Value value, Type type) {
    return type.isF32() ? value
                        : arith::TruncFOp::create(builder, loc, type, value);
  }

  void addUniform(StringRef name, double initial) {
    uniforms.push_back(scalars.get(name + suffix, initial));
  }

  /// Uniforms in a fixed order; the step methods below name their positions.
  void chooseUniforms() {
    bool sgd = spec.kind == OptimizerSpec::Kind::SGD;
    addUniform("lr", spec.lr);
    addUniform("weight_decay", spec.weightDecay);
    if (!sgd) {
      addUniform("beta1", spec.beta1);
      addUniform("beta2", spec.beta2);
      addUniform("eps", spec.eps);
      states = {"exp_avg", "exp_avg_sq"};
    } else if (spec.momentum != 0) {
      addUniform("momentum", spec.momentum);
      addUniform("dampening", spec.dampening);
      states = {"momentum_buffer"};
    }
    if (!states.empty())
      uniforms.push_back(scalars.get("step", 1));
  }

  /// coef = min(1, max_norm / (norm + 1e-6)); torch divides a number by a
  /// tensor as reciprocal times number.
  void clipGradient(Element &element) {
    Value maxNorm = math.narrow(inside[inside.size() - 2]);
    Value norm = inside.back();
    Type f32 = norm.getType();
    Value one = math.constant(f32, 1);
    Value reciprocal = math.div(one, math.add(norm, math.constant(f32, 1e-6)));
    Value coefficient = math.min(math.mul(reciprocal, maxNorm), one);
    element.grad = math.mul(element.grad, coefficient);
  }

  /// The parameter and the states as they were
  /// - where all of the element is zero, as every pad is: its step is zero but
  ///   for what is no number, 0 / (0 + eps) without an eps or 0 times a norm
  ///   that is NaN, and what reads pads (norms, hooks) relies on zeros;
  /// - with `skips` where the norm is infinite or NaN, the same on all ranks.
  void keep(MutableArrayRef<Value> yields, ValueRange element, bool skips) {
    Value keeps = isZero(element[0]);
    for (Value value : element.drop_front())
      keeps = math.make<arith::AndIOp>(keeps, isZero(value));
    if (skips)
      keeps = math.make<arith::OrIOp>(keeps, isInfiniteOrNaN(inside.back()));
    for (auto [i, value] : llvm::enumerate(yields))
      value = math.make<arith::SelectOp>(keeps, element[i ? i + 1 : 0], value);
  }

  Value isZero(Value value) {
    return math.make<arith::CmpFOp>(arith::CmpFPredicate::OEQ, value,
                                    math.constant(value.getType(), 0));
  }

  Value isInfiniteOrNaN(Value value) {
    Value infinity =
        math.constant(value.getType(), std::numeric_limits<double>::infinity());
    return math.make<arith::CmpFOp>(arith::CmpFPredicate::UEQ,
                                    math.make<math::AbsFOp>(value), infinity);
  }

  /// As torch.optim.swa_utils.get_ema_multi_avg_fn: the first step's average is
  /// its parameter.
  void average(Element &element, Value decay, Value step) {
    Value &ema = element.states.back();
    Value moved = lerp(ema, element.param, math.narrow(math.complement(decay)));
    ema = math.select(arith::CmpFPredicate::OEQ, step,
                      math.constant(step.getType(), 1), element.param, moved);
  }

  /// start + weight * (end - start), from the nearer end as at::lerp does.
  Value lerp(Value start, Value end, Value weight) {
    Value difference = math.sub(end, start);
    Value fromStart = math.add(start, math.mul(weight, difference));
    Value fromEnd =
        math.sub(end, math.mul(difference, math.complement(weight)));
    return math.select(arith::CmpFPredicate::OLT, weight,
                       math.constant(weight.getType(), 0.5), fromStart,
                       fromEnd);
  }

  void stepAdam(Element &element) {
    Value lr = inside[0], weightDecay = inside[1], beta1 = inside[2];
    Value beta2 = inside[3], eps = inside[4], step = inside[5];
    if (spec.kind == OptimizerSpec::Kind::AdamW) {
      Value keep = math.complement(math.mul(lr, weightDecay));
      element.param = math.mul(element.param, math.narrow(keep));
    } else {
      addWeightDecay(element, weightDecay);
    }
    Value &average = element.states[0], &square = element.states[1];
    average = lerp(average, element.grad, math.narrow(math.complement(beta1)));
    Value fresh =
        math.mul(math.mul(math.narrow(math.complement(beta2)), element.grad),
                 element.grad);
    square = math.add(math.mul(square, math.narrow(beta2)), fresh);

    Value correction1 = math.complement(math.pow(beta1, step));
    Value correction2 = math.complement(math.pow(beta2, step));
    Value stepSize = math.narrow(math.neg(math.div(lr, correction1)));
    Value root = math.narrow(math.sqrt(correction2));
    Value denominator =
        math.add(math.div(math.sqrt(square), root), math.narrow(eps));
    element.param = math.add(
        element.param, math.div(math.mul(stepSize, average), denominator));
  }

  /// The first step's buffer is the gradient itself.
  void stepSGD(Element &element) {
    Value lr = inside[0], weightDecay = inside[1];
    addWeightDecay(element, weightDecay);
    if (spec.momentum != 0) {
      Value momentum = math.narrow(inside[2]), step = inside[4];
      Value share = math.narrow(math.complement(inside[3]));
      Value &buffer = element.states[0];
      Value next =
          math.add(math.mul(buffer, momentum), math.mul(share, element.grad));
      buffer =
          math.select(arith::CmpFPredicate::OEQ, step,
                      math.constant(step.getType(), 1), element.grad, next);
      element.grad = spec.nesterov
                         ? math.add(element.grad, math.mul(momentum, buffer))
                         : buffer;
    }
    element.param = math.add(element.param,
                             math.mul(math.narrow(math.neg(lr)), element.grad));
  }

  /// L2 regularisation: into the gradient.
  void addWeightDecay(Element &element, Value weightDecay) {
    element.grad = math.add(element.grad,
                            math.mul(math.narrow(weightDecay), element.param));
  }

  OpBuilder &builder;
  Location loc;
  Scalars &scalars;
  const OptimizerSpec &spec;
  std::string suffix;
  ScalarBuilder math;
  SmallVector<StringRef> states;
  SmallVector<Value> uniforms;
  ValueRange inside; ///< The uniforms as block arguments.
};

} // namespace

/// The groups of `updates`, each once, in order.
static ArrayAttr groupsOf(OpBuilder &builder, ArrayRef<UpdateSet> updates) {
  llvm::SetVector<Attribute> groups;
  for (const UpdateSet &set : updates)
    groups.insert(set.group);
  return builder.getArrayAttr(groups.getArrayRef());
}

/// What the optimizer reports about a scaled loss: whether it skipped the step
/// ("overflow", 1 or 0) and, where that follows from it, the next step's scale
/// ("loss_scale"). All ranks compute the same.
class ScaleReport {
public:
  ScaleReport(OpBuilder &builder, Location loc, Value norm)
      : builder(builder), loc(loc), type(norm.getType()) {
    Value size = math::AbsFOp::create(builder, loc, norm);
    isFinite = arith::CmpFOp::create(
        builder, loc, arith::CmpFPredicate::OLT, size,
        constant(std::numeric_limits<double>::infinity()));
  }

  Value getOverflow() { return select(isFinite, constant(0), constant(1)); }

  /// As torch.amp.GradScaler: halved by an overflow, doubled by so many good
  /// steps one after the other. The host counts those since the last change.
  Value getNextScale(double initial) {
    Value scale = read(kLossScale, initial);
    Value smaller = multiply(scale, read("loss_scale_backoff", 0.5));
    Value larger = multiply(scale, read("loss_scale_growth", 2.0));
    Value good = arith::AddFOp::create(
        builder, loc, read("loss_scale_good_steps", 0.0), constant(1));
    Value isLong =
        arith::CmpFOp::create(builder, loc, arith::CmpFPredicate::OGE, good,
                              read("loss_scale_growth_interval", 2000.0));
    return select(isFinite, select(isLong, larger, scale), smaller);
  }

private:
  Value constant(double value) {
    return arith::ConstantOp::create(
        builder, loc,
        DenseElementsAttr::get(cast<ShapedType>(type),
                               static_cast<float>(value)));
  }
  Value read(StringRef name, double initial) {
    return ReadScalarOp::create(builder, loc, type, builder.getStringAttr(name),
                                builder.getF64FloatAttr(initial),
                                /*dest=*/Value())
        .getValue();
  }
  Value multiply(Value a, Value b) {
    return arith::MulFOp::create(builder, loc, a, b);
  }
  Value select(Value condition, Value yes, Value no) {
    return arith::SelectOp::create(builder, loc, condition, yes, no);
  }

  OpBuilder &builder;
  Location loc;
  Type type;
  Value isFinite;
};

/// The norm that clips or, where nothing is clipped, one that tells whether all
/// gradients are finite.
static Value buildNorm(OpBuilder &builder, Location loc,
                       ArrayRef<UpdateSet> updates, const ClipSpec *clip) {
  auto type = RankedTensorType::get({}, builder.getF32Type());
  double ord = clip ? clip->ord : std::numeric_limits<double>::infinity();
  return GradNormOp::create(builder, loc, type, groupsOf(builder, updates),
                            builder.getF64FloatAttr(ord), /*dest=*/Value(),
                            clip ? StringAttr()
                                 : builder.getStringAttr("overflow"))
      .getNorm();
}

func::FuncOp fsdp::buildOptimizer(ModuleOp module, ArrayRef<UpdateSet> updates,
                                  const std::optional<ClipSpec> &clip,
                                  const std::optional<LossScale> &scale,
                                  std::optional<double> ema) {
  OpBuilder builder = OpBuilder::atBlockEnd(module.getBody());
  Location loc = module.getLoc();
  auto function = func::FuncOp::create(builder, loc, "optimizer",
                                       builder.getFunctionType({}, {}));
  function->setAttr("fsdp.entry", builder.getStringAttr("optimizer"));
  Block *block = function.addEntryBlock();
  builder.setInsertionPointToEnd(block);
  auto end = func::ReturnOp::create(builder, loc);
  builder.setInsertionPoint(end);

  Value norm;
  SmallVector<Value> results;
  SmallVector<StringRef> names;
  auto report = [&](StringRef name, Value value) {
    names.push_back(name);
    results.push_back(value);
  };
  if (clip || scale)
    norm = buildNorm(builder, loc, updates, clip ? &*clip : nullptr);
  if (clip)
    report("norm", norm);
  Scalars scalars(builder, loc);
  for (const UpdateSet &set : updates)
    UpdateBuilder(builder, loc, scalars, *set.rule)
        .build(set, norm, clip ? &*clip : nullptr, scale.has_value(), ema);
  if (scale) {
    ScaleReport state(builder, loc, norm);
    report("overflow", state.getOverflow());
    if (scale->dynamic)
      report(kLossScale, state.getNextScale(scale->initial));
  }
  end->setOperands(results);
  function.setFunctionType(
      builder.getFunctionType({}, ValueRange(results).getTypes()));
  for (auto [i, name] : llvm::enumerate(names))
    function.setResultAttr(i, "fsdp.metric", builder.getStringAttr(name));
  return function;
}
