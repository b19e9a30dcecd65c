// step_graph.cpp - a case's training step and evaluation: what one rank computes
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/step_graph.h"

#include <map>

namespace fsdp_rt::runner {
namespace {

class StepBuilder {
 public:
  StepBuilder(const FuzzCase& spec, bool trains) : spec_(spec), trains_(trains) {}

  StepGraph Build() {
    AddParameters();
    int x = AddInput();
    for (size_t i = 0; i < spec_.layers.size(); ++i) x = Apply(i, x);
    x = AddBuffers(graph().Cast(x, ElementType::kF32));
    AddLoss(x);
    AddMetrics(x);
    step_.first_gradient = static_cast<int>(graph().nodes().size());
    if (trains_) AddGradients();
    return std::move(step_);
  }

 private:
  TensorGraph& graph() { return step_.graph; }
  const Shape& ShapeOf(int node) { return graph().at(node).shape; }

  int Argument(StepArgument::Role role, const std::string& name, const Shape& shape, ElementType type) {
    const int node = graph().Argument(shape, type);
    step_.arguments.push_back({role, name, node, std::nullopt});
    return node;
  }

  void AddParameters() {
    for (const CaseParameter& parameter : ParametersOf(spec_)) {
      const int node = Argument(StepArgument::Role::kParameter, parameter.name, parameter.PartShape(spec_.models),
                                ReadType(spec_, parameter.traits));
      step_.arguments.back().parameter = parameter;
      const int read = graph().Cast(node, spec_.compute);
      // a + b / 2: both inner tensors matter, and differently.
      values_[parameter.name] =
          parameter.inner == "b"
              ? graph().Map(Function::kAdd, {values_[parameter.name], graph().Map(Function::kScale, {read}, 0.5)})
              : read;
    }
  }

  int AddInput() {
    const Shape rows = {spec_.rows};
    if (spec_.layers[0].kind == LayerSpec::Kind::kEmbedding)
      return Argument(StepArgument::Role::kBatch, "tokens", rows, ElementType::kI64);
    const int x = Argument(StepArgument::Role::kBatch, "x", {spec_.rows, spec_.features}, ElementType::kF32);
    return graph().Cast(x, spec_.compute);
  }

  int Value(size_t layer, const char* name) { return values_.at("layer" + std::to_string(layer) + "." + name); }

  int Product(int x, int weight) { return graph().Contract({x, weight}, "rd,kd->rk"); }

  int AddBias(int product, int bias) {
    if (bias < 0) return product;
    return graph().Map(Function::kAdd, {product, graph().Contract({bias}, "k->rk", {spec_.rows})});
  }

  // x W^T + b
  int Affine(int x, int weight, int bias) { return AddBias(Product(x, weight), bias); }

  int Norm(int x, int scale) {
    const double features = static_cast<double>(ShapeOf(x)[1]);
    const int squares = graph().Contract({graph().Map(Function::kMultiply, {x, x})}, "rd->r");
    const int mean = graph().Map(Function::kScale, {squares}, 1 / features);
    const int factor = graph().Map(Function::kReciprocalRoot, {mean}, 0.125);
    return graph().Contract({graph().Contract({x, factor}, "rd,r->rd"), scale}, "rd,d->rd");
  }

  int Heads(int x, int matrices) {
    const Shape shape = ShapeOf(matrices);  // a copy: adding nodes moves them
    const int split = graph().Reshape(x, {spec_.rows, shape[0], shape[1]});
    return graph().Reshape(graph().Contract({split, matrices}, "rha,hab->rhb"), {spec_.rows, shape[0] * shape[2]});
  }

  int Compute(size_t number, int x) {
    const LayerSpec& layer = spec_.layers[number];
    auto value = [&](const char* name) { return Value(number, name); };
    auto act = [&](int y) { return graph().Map(layer.activation, {y}); };
    switch (layer.kind) {
      case LayerSpec::Kind::kEmbedding:
        return graph().GatherRows(value("table"), x);
      case LayerSpec::Kind::kLinear:
        return act(Affine(x, value("weight"), layer.bias ? value("bias") : -1));
      case LayerSpec::Kind::kMlp: {
        if (layer.split) x = graph().ToModels(x);
        const int hidden = act(Affine(x, value("in.weight"), layer.bias ? value("in.bias") : -1));
        const int product = Product(hidden, value("out.weight"));
        return AddBias(layer.split ? graph().SumModels(product) : product, layer.bias ? value("out.bias") : -1);
      }
      case LayerSpec::Kind::kGate:
        return graph().Map(Function::kMultiply, {x, graph().Map(Function::kSigmoid, {Affine(x, value("gate"), -1)})});
      case LayerSpec::Kind::kNorm:
        return Norm(x, value("scale"));
      case LayerSpec::Kind::kHeads:
        return Heads(x, value("heads"));
      case LayerSpec::Kind::kTied:
        return Affine(x, Value(0, "table"), -1);
      case LayerSpec::Kind::kUnused:
        return x;
    }
    return x;
  }

  int Apply(size_t number, int x) {
    const LayerSpec& layer = spec_.layers[number];
    const int y = Compute(number, x);
    const bool adds = layer.residual && layer.kind != LayerSpec::Kind::kUnused &&
                      layer.kind != LayerSpec::Kind::kEmbedding && ShapeOf(x) == ShapeOf(y);
    return adds ? graph().Map(Function::kAdd, {x, y}) : y;
  }

  // What is computed from y for each of its columns.
  int ColumnMeans(int y) {
    return graph().Map(Function::kScale, {graph().Contract({y}, "rd->d")}, 1 / static_cast<double>(spec_.rows));
  }

  // Every buffer shifts the output, and moves towards the output's mean; what ranks sum does not grow.
  int AddBuffers(int y) {
    for (const auto& [name, reduce, type, shape] : BuffersOf(spec_)) {
      const int shift = Argument(StepArgument::Role::kBuffer, name, shape, type);
      step_.arguments.back().reduce = reduce;
      if (type == ElementType::kI64) {
        y = AddCounter(name, reduce, shift, y);
        continue;
      }
      const int moved = graph().Map(Function::kScale, {ColumnMeans(y)}, 0.25);
      const int kept = graph().Map(Function::kScale, {shift}, 0.5);
      const int renewed = reduce == "sum" ? moved : graph().Map(Function::kAdd, {kept, moved});
      if (trains_) step_.results.push_back({StepResultNode::Role::kUpdate, name, "", renewed, reduce});
      y = graph().Map(Function::kAdd, {y, graph().Contract({shift}, "k->rk", {spec_.rows})});
    }
    return y;
  }

  // A row's number shifts the row, and grows by what the batch says; a sum over ranks is of that alone.
  int AddCounter(const std::string& name, const std::string& reduce, int counter, int y) {
    if (trains_) {
      if (ticks_ < 0) ticks_ = Argument(StepArgument::Role::kBatch, "ticks", {spec_.rows}, ElementType::kI64);
      const int renewed = reduce == "sum" ? ticks_ : graph().Map(Function::kAdd, {counter, ticks_});
      step_.results.push_back({StepResultNode::Role::kUpdate, name, "", renewed, reduce});
    }
    const int shift = graph().Map(Function::kScale, {graph().Cast(counter, ElementType::kF32)}, 1.0 / 128);
    return graph().Map(Function::kAdd, {y, graph().Contract({shift}, "r->rd", {ShapeOf(y)[1]})});
  }

  // A vector of means, or the mean of squares.
  void AddMetrics(int y) {
    for (size_t i = 0; i < spec_.metrics.size(); ++i) {
      const int squares = graph().Map(Function::kMultiply, {y, y});
      const int value = i % 2 == 0 ? ColumnMeans(y)
                                   : graph().Map(Function::kScale, {graph().Contract({squares}, "rd->")},
                                                 1 / static_cast<double>(ElementsOf(ShapeOf(y))));
      step_.results.push_back({StepResultNode::Role::kMetric, (trains_ ? "metric" : "eval.metric") + std::to_string(i),
                               "", value, spec_.metrics[i]});
    }
  }

  // The mean of squares, or their sum over the rows that count.
  void AddLoss(int y) {
    const Shape shape = ShapeOf(y);
    const int target = Argument(StepArgument::Role::kBatch, "target", shape, ElementType::kF32);
    const int difference = graph().Map(Function::kSubtract, {y, target});
    const int squares = graph().Map(Function::kMultiply, {difference, difference});
    if (spec_.counts) {
      const int mask = Argument(StepArgument::Role::kBatch, "mask", {spec_.rows}, ElementType::kF32);
      loss_ = graph().Contract({squares, mask}, "rd,r->");
      step_.results.push_back({StepResultNode::Role::kLoss, "", "", loss_});
      if (trains_) step_.results.push_back({StepResultNode::Role::kCount, "", "", graph().Contract({mask}, "r->")});
    } else {
      loss_ = graph().Map(Function::kScale, {graph().Contract({squares}, "rd->")},
                          1 / static_cast<double>(ElementsOf(shape)));
      step_.results.push_back({StepResultNode::Role::kLoss, "", "", loss_});
    }
  }

  void AddGradients() {
    const int seed = spec_.loss_scale > 0
                         ? Argument(StepArgument::Role::kLossScale, "loss_scale", {}, ElementType::kF32)
                         : graph().Constant(1, {}, ElementType::kF32);
    std::vector<int> wanted;
    std::vector<const StepArgument*> trained;
    for (const StepArgument& argument : step_.arguments) {
      if (!argument.parameter || argument.parameter->traits.frozen || !argument.parameter->used) continue;
      if (argument.parameter->traits.shared_gradient && argument.parameter->inner == "a") continue;
      wanted.push_back(argument.node);
      trained.push_back(&argument);
    }
    const std::vector<int> gradients = graph().Differentiate(loss_, seed, wanted);
    for (size_t i = 0; i < trained.size(); ++i) {
      const CaseParameter& parameter = *trained[i]->parameter;
      step_.results.push_back({StepResultNode::Role::kGradient, parameter.name,
                               parameter.traits.shared_gradient ? "" : parameter.inner, gradients[i]});
    }
  }

  const FuzzCase& spec_;
  const bool trains_;
  StepGraph step_;
  std::map<std::string, int> values_;
  int loss_ = 0;
  int ticks_ = -1;  // by how much counters grow; -1: not yet asked for
};

}  // namespace

StepGraph BuildStep(const FuzzCase& spec) { return StepBuilder(spec, /*trains=*/true).Build(); }
StepGraph BuildEval(const FuzzCase& spec) { return StepBuilder(spec, /*trains=*/false).Build(); }

}  // namespace fsdp_rt::runner
