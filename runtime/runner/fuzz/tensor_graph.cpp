// tensor_graph.cpp - a small language of tensors that can be differentiated
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/tensor_graph.h"

#include <algorithm>
#include <map>

namespace fsdp_rt::runner {
namespace {

// "rd,kd->rk" as {"rd", "kd", "rk"}.
std::vector<std::string> Subscripts(const std::string& equation) {
  std::vector<std::string> parts(1);
  for (size_t i = 0; i < equation.size(); ++i) {
    if (equation[i] == ',' || equation[i] == '-') {
      parts.emplace_back();
    } else if (equation[i] != '>') {
      parts.back() += equation[i];
    }
  }
  return parts;
}

std::string Equation(const std::vector<std::string>& inputs, const std::string& result) {
  std::string equation = inputs[0];
  for (size_t i = 1; i < inputs.size(); ++i) equation += "," + inputs[i];
  return equation + "->" + result;
}

}  // namespace

int64_t ElementsOf(const Shape& shape) {
  int64_t elements = 1;
  for (const int64_t extent : shape) elements *= extent;
  return elements;
}

int TensorGraph::Append(GraphNode node) {
  nodes_.push_back(std::move(node));
  return static_cast<int>(nodes_.size()) - 1;
}

int TensorGraph::Argument(const Shape& shape, ElementType type) {
  GraphNode node;
  node.shape = shape;
  node.type = type;
  return Append(std::move(node));
}

int TensorGraph::Constant(double value, const Shape& shape, ElementType type) {
  GraphNode node;
  node.kind = GraphNode::Kind::kConstant;
  node.constant = value;
  node.shape = shape;
  node.type = type;
  return Append(std::move(node));
}

int TensorGraph::Contract(const std::vector<int>& inputs, const std::string& equation, const Shape& repeats) {
  GraphNode node;
  node.kind = GraphNode::Kind::kContract;
  node.inputs = inputs;
  node.subscripts = Subscripts(equation);
  node.type = at(inputs[0]).type;
  std::map<char, int64_t> extents;
  for (size_t i = 0; i < inputs.size(); ++i)
    for (size_t d = 0; d < node.subscripts[i].size(); ++d) extents[node.subscripts[i][d]] = at(inputs[i]).shape[d];
  size_t repeated = 0;
  for (const char letter : node.subscripts.back()) {
    const auto it = extents.find(letter);
    node.shape.push_back(it == extents.end() ? repeats[repeated++] : it->second);
  }
  return Append(std::move(node));
}

int TensorGraph::Map(Function function, const std::vector<int>& inputs, double constant) {
  GraphNode node;
  node.kind = GraphNode::Kind::kMap;
  node.function = function;
  node.inputs = inputs;
  node.shape = at(inputs[0]).shape;
  node.type = at(inputs[0]).type;
  node.constant = constant;
  return Append(std::move(node));
}

int TensorGraph::Cast(int input, ElementType type) {
  if (at(input).type == type) return input;
  GraphNode node;
  node.kind = GraphNode::Kind::kCast;
  node.inputs = {input};
  node.shape = at(input).shape;
  node.type = type;
  return Append(std::move(node));
}

int TensorGraph::Reshape(int input, const Shape& shape) {
  GraphNode node;
  node.kind = GraphNode::Kind::kReshape;
  node.inputs = {input};
  node.shape = shape;
  node.type = at(input).type;
  return Append(std::move(node));
}

int TensorGraph::GatherRows(int table, int numbers) {
  GraphNode node;
  node.kind = GraphNode::Kind::kGatherRows;
  node.inputs = {table, numbers};
  node.shape = {at(numbers).shape[0], at(table).shape[1]};
  node.type = at(table).type;
  return Append(std::move(node));
}

int TensorGraph::SumRows(int rows, int numbers, int64_t count) {
  GraphNode node;
  node.kind = GraphNode::Kind::kSumRows;
  node.inputs = {rows, numbers};
  node.shape = {count, at(rows).shape[1]};
  node.type = at(rows).type;
  return Append(std::move(node));
}

int TensorGraph::OverModels(GraphNode::Kind kind, int input) {
  GraphNode node;
  node.kind = kind;
  node.inputs = {input};
  node.shape = at(input).shape;
  node.type = at(input).type;
  return Append(std::move(node));
}

void TensorGraph::Accumulate(int input, int gradient, std::vector<int>* gradients) {
  int& known = (*gradients)[input];
  known = known < 0 ? gradient : Map(Function::kAdd, {known, gradient});
}

// The gradient of a factor of a contraction is the contraction of the result's with the other factor.
void TensorGraph::HandBackContract(int number, const std::vector<bool>& needed, std::vector<int>* gradients) {
  const GraphNode node = at(number);
  for (size_t i = 0; i < node.inputs.size(); ++i) {
    if (!needed[node.inputs[i]]) continue;
    std::vector<int> factors = {(*gradients)[number]};
    std::vector<std::string> subscripts = {node.subscripts.back()};
    if (node.inputs.size() == 2) {
      factors.push_back(node.inputs[1 - i]);
      subscripts.push_back(node.subscripts[1 - i]);
    }
    Shape repeats;
    for (size_t d = 0; d < node.subscripts[i].size(); ++d) {
      const char letter = node.subscripts[i][d];
      if (std::none_of(subscripts.begin(), subscripts.end(),
                       [&](const std::string& s) { return s.find(letter) != std::string::npos; }))
        repeats.push_back(at(node.inputs[i]).shape[d]);
    }
    Accumulate(node.inputs[i], Contract(factors, Equation(subscripts, node.subscripts[i]), repeats), gradients);
  }
}

void TensorGraph::HandBackMap(int number, const std::vector<bool>& needed, std::vector<int>* gradients) {
  const GraphNode node = at(number);
  const int gradient = (*gradients)[number];
  auto give = [&](size_t input, auto&& make) {
    if (needed[node.inputs[input]]) Accumulate(node.inputs[input], make(), gradients);
  };
  switch (node.function) {
    case Function::kTanh:
      return give(0, [&] { return Map(Function::kTanhGrad, {gradient, number}); });
    case Function::kSigmoid:
      return give(0, [&] { return Map(Function::kSigmoidGrad, {gradient, number}); });
    case Function::kSquareRelu:
      return give(0, [&] { return Map(Function::kSquareReluGrad, {gradient, node.inputs[0]}); });
    case Function::kReciprocalRoot:
      return give(0, [&] { return Map(Function::kReciprocalRootGrad, {gradient, number}); });
    case Function::kScale:
      return give(0, [&] { return Map(Function::kScale, {gradient}, node.constant); });
    case Function::kAdd:
      give(0, [&] { return gradient; });
      return give(1, [&] { return gradient; });
    case Function::kSubtract:
      give(0, [&] { return gradient; });
      return give(1, [&] { return Map(Function::kScale, {gradient}, -1); });
    case Function::kMultiply:
      give(0, [&] { return Map(Function::kMultiply, {gradient, node.inputs[1]}); });
      return give(1, [&] { return Map(Function::kMultiply, {gradient, node.inputs[0]}); });
    default:
      return;  // derivatives are not differentiated
  }
}

void TensorGraph::HandBack(int number, const std::vector<bool>& needed, std::vector<int>* gradients) {
  const GraphNode node = at(number);
  const int gradient = (*gradients)[number];
  switch (node.kind) {
    case GraphNode::Kind::kContract:
      return HandBackContract(number, needed, gradients);
    case GraphNode::Kind::kMap:
      return HandBackMap(number, needed, gradients);
    case GraphNode::Kind::kCast:
      return Accumulate(node.inputs[0], Cast(gradient, at(node.inputs[0]).type), gradients);
    case GraphNode::Kind::kReshape:
      return Accumulate(node.inputs[0], Reshape(gradient, at(node.inputs[0]).shape), gradients);
    case GraphNode::Kind::kGatherRows:
      return Accumulate(node.inputs[0], SumRows(gradient, node.inputs[1], at(node.inputs[0]).shape[0]), gradients);
    case GraphNode::Kind::kSumModels:
      return Accumulate(node.inputs[0], gradient, gradients);
    case GraphNode::Kind::kToModels:
      return Accumulate(node.inputs[0], SumModels(gradient), gradients);
    default:
      return;
  }
}

std::vector<int> TensorGraph::Differentiate(int of, int seed, const std::vector<int>& with_respect_to) {
  const int count = static_cast<int>(nodes_.size());
  std::vector<bool> needed(count);
  for (const int node : with_respect_to) needed[node] = true;
  for (int i = 0; i < count; ++i)
    for (const int input : nodes_[i].inputs)
      if (needed[input]) needed[i] = true;
  std::vector<int> gradients(count, -1);
  gradients[of] = seed;
  for (int i = of; i >= 0; --i)
    if (gradients[i] >= 0 && needed[i]) HandBack(i, needed, &gradients);
  std::vector<int> result;
  for (const int node : with_respect_to) result.push_back(gradients[node]);
  return result;
}

}  // namespace fsdp_rt::runner
