// graph_reference.cpp - a graph's values in f64, each with a bound on what rounding explains
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/fuzz/graph_reference.h"

#include <algorithm>
#include <string>

namespace fsdp_rt::runner {
namespace {

// What libraries' tanh, exp and rsqrt may be off in f32, in roundoffs.
constexpr double kLibraryUlps = 16;

double RoundoffOf(ElementType type) {
  return type == ElementType::kBF16 ? kRoundoffBF16 : type == ElementType::kF16 ? kRoundoffF16 : 0;
}

Rounded Mapped(const GraphNode& node, Rounded x, Rounded y) {
  switch (node.function) {
    case Function::kTanh: {
      const double value = std::tanh(x.value);
      return Apply(value, 1 - value * value, x, kLibraryUlps);
    }
    case Function::kSigmoid: {
      const double value = 1 / (1 + std::exp(-x.value));
      return Apply(value, value * (1 - value), x, kLibraryUlps);
    }
    case Function::kSquareRelu: {
      const Rounded positive(std::max(x.value, 0.0), x.error);
      return positive * positive;
    }
    case Function::kReciprocalRoot: {
      const Rounded sum = x + node.constant;
      return Apply(1 / std::sqrt(sum.value), -0.5 * std::pow(sum.value, -1.5), sum, kLibraryUlps);
    }
    case Function::kScale:
      // The constant itself is rounded to f32.
      return x * Rounded(node.constant, kRoundoffF32 * std::abs(node.constant));
    case Function::kAdd:
      return x + y;
    case Function::kSubtract:
      return x - y;
    case Function::kMultiply:
      return x * y;
    case Function::kTanhGrad:
      return x * (Rounded(1) - y * y);
    case Function::kSigmoidGrad:
      return x * (y * (Rounded(1) - y));
    case Function::kSquareReluGrad:
      return x * Rounded(2) * Rounded(std::max(y.value, 0.0), y.error);
    case Function::kReciprocalRootGrad:
      return x * Rounded(-0.5) * (y * y * y);
  }
  return {};
}

// A loop over all letters of a contraction: the result's first, then those that are summed.
class ContractLoop {
 public:
  ContractLoop(const TensorGraph& graph, const GraphNode& node) : node_(node) {
    letters_ = node.subscripts.back();
    extents_ = node.shape;
    for (size_t i = 0; i < node.inputs.size(); ++i)
      for (size_t d = 0; d < node.subscripts[i].size(); ++d)
        if (letters_.find(node.subscripts[i][d]) == std::string::npos) {
          letters_ += node.subscripts[i][d];
          extents_.push_back(graph.at(node.inputs[i]).shape[d]);
        }
    for (size_t i = 0; i < node.inputs.size(); ++i)
      strides_.push_back(Strides(node.subscripts[i], graph.at(node.inputs[i]).shape));
  }

  RoundedTensor Run(const std::vector<RoundedTensor>& values) const {
    const size_t kept = node_.shape.size();
    const int64_t terms = ElementsOf({extents_.begin() + kept, extents_.end()});
    RoundedTensor result(ElementsOf(node_.shape));
    std::vector<int64_t> index(extents_.size());
    const double order = static_cast<double>(terms + 1) * kRoundoffF32;
    for (Rounded& element : result) {
      double sum = 0, error = 0, magnitude = 0;
      for (int64_t term = 0; term < terms; ++term, Step(&index)) {
        const Rounded& a = values[node_.inputs[0]][Offset(0, index)];
        const Rounded product = node_.inputs.size() == 1 ? a : Product(a, values[node_.inputs[1]][Offset(1, index)]);
        sum += product.value;
        error += product.error;
        magnitude += std::abs(product.value);
      }
      element = {sum, error + order * magnitude};
    }
    return result;
  }

 private:
  static Rounded Product(const Rounded& a, const Rounded& b) {
    return {a.value * b.value, std::abs(a.value) * b.error + std::abs(b.value) * a.error + a.error * b.error};
  }
  std::vector<int64_t> Strides(const std::string& subscripts, const Shape& shape) const {
    std::vector<int64_t> strides(letters_.size());
    int64_t stride = 1;
    for (size_t d = subscripts.size(); d-- > 0; stride *= shape[d]) strides[letters_.find(subscripts[d])] += stride;
    return strides;
  }
  int64_t Offset(size_t input, const std::vector<int64_t>& index) const {
    int64_t offset = 0;
    for (size_t d = 0; d < index.size(); ++d) offset += strides_[input][d] * index[d];
    return offset;
  }
  // The last letter turns fastest; after all of them it begins again.
  void Step(std::vector<int64_t>* index) const {
    for (size_t d = index->size(); d-- > 0;) {
      if (++(*index)[d] < extents_[d]) return;
      (*index)[d] = 0;
    }
  }

  const GraphNode& node_;
  std::string letters_;
  std::vector<int64_t> extents_;
  std::vector<std::vector<int64_t>> strides_;
};

RoundedTensor GatheredRows(const GraphNode& node, const RoundedTensor& table, const RoundedTensor& numbers) {
  RoundedTensor result;
  const int64_t features = node.shape[1];
  for (const Rounded& number : numbers) {
    const auto row = table.begin() + static_cast<int64_t>(number.value) * features;
    result.insert(result.end(), row, row + features);
  }
  return result;
}

RoundedTensor SummedRows(const GraphNode& node, const RoundedTensor& rows, const RoundedTensor& numbers) {
  const int64_t features = node.shape[1];
  RoundedTensor result(ElementsOf(node.shape));
  std::vector<double> magnitudes(result.size());
  for (size_t r = 0; r < numbers.size(); ++r)
    for (int64_t d = 0; d < features; ++d) {
      const int64_t at = static_cast<int64_t>(numbers[r].value) * features + d;
      const Rounded& term = rows[r * features + d];
      result[at] = {result[at].value + term.value, result[at].error + term.error};
      magnitudes[at] += std::abs(term.value);
    }
  const double order = static_cast<double>(numbers.size() + 1) * kRoundoffF32;
  for (size_t i = 0; i < result.size(); ++i) result[i].error += order * magnitudes[i];
  return result;
}

RoundedTensor ValueOf(const TensorGraph& graph, const GraphNode& node, const std::vector<RoundedTensor>& values) {
  using Kind = GraphNode::Kind;
  auto input = [&](size_t i) -> const RoundedTensor& { return values[node.inputs[i]]; };
  switch (node.kind) {
    case Kind::kContract:
      return ContractLoop(graph, node).Run(values);
    case Kind::kMap: {
      RoundedTensor result(ElementsOf(node.shape));
      for (size_t i = 0; i < result.size(); ++i)
        result[i] = Mapped(node, input(0)[i], node.inputs.size() > 1 ? input(1)[i] : Rounded());
      // Whole numbers are not rounded.
      if (node.type == ElementType::kI64)
        for (Rounded& element : result) element.error = 0;
      return result;
    }
    case Kind::kGatherRows:
      return GatheredRows(node, input(0), input(1));
    case Kind::kSumRows:
      return SummedRows(node, input(0), input(1));
    case Kind::kConstant:
      return RoundedTensor(ElementsOf(node.shape), Rounded(node.constant));
    case Kind::kCast:
    case Kind::kReshape:
      return input(0);
    case Kind::kArgument:
    case Kind::kSumModels:
    case Kind::kToModels:  // of a whole model there are none
      return {};
  }
  return {};
}

}  // namespace

std::vector<RoundedTensor> Evaluate(const TensorGraph& graph, const std::map<int, RoundedTensor>& arguments) {
  std::vector<RoundedTensor> values;
  for (size_t i = 0; i < graph.nodes().size(); ++i) {
    const GraphNode& node = graph.nodes()[i];
    RoundedTensor& value = values.emplace_back();
    if (const auto it = arguments.find(static_cast<int>(i)); it != arguments.end()) {
      value = it->second;
      continue;
    }
    value = ValueOf(graph, node, values);
    const double roundoff = RoundoffOf(node.type), least = node.type == ElementType::kF16 ? kLeastF16 / 2 : 0;
    for (Rounded& element : value) {
      element.error += roundoff * std::abs(element.value) + least;
      // What a type cannot hold becomes infinite, and NaN where it is multiplied by zero.
      const double largest = node.type == ElementType::kF16 ? kLargestF16 : kLargestF32;
      if (std::abs(element.value) + element.error > largest) element.error = INFINITY;
    }
  }
  return values;
}

}  // namespace fsdp_rt::runner
