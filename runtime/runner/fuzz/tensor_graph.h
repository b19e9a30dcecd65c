// tensor_graph.h - a small language of tensors that can be differentiated
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_FUZZ_TENSOR_GRAPH_H_
#define FSDP_RT_RUNNER_FUZZ_TENSOR_GRAPH_H_

#include <cstdint>
#include <string>
#include <vector>

namespace fsdp_rt::runner {

using Shape = std::vector<int64_t>;
int64_t ElementsOf(const Shape& shape);

enum class ElementType { kF32, kBF16, kF16, kI64 };

// What a map computes from one element of each input; `c` is the node's constant.
enum class Function {
  kTanh,            // tanh x
  kSigmoid,         // 1 / (1 + exp -x)
  kSquareRelu,      // max(x, 0)^2: its derivative has no jump that rounding could cross
  kReciprocalRoot,  // 1 / sqrt(x + c)
  kScale,           // c x
  kAdd,             // x + y
  kSubtract,        // x - y
  kMultiply,        // x y
  // Derivatives: g times that of the function, from its result y or, of a square, its argument.
  kTanhGrad,            // g (1 - y^2)
  kSigmoidGrad,         // g y (1 - y)
  kSquareReluGrad,      // 2 g max(x, 0)
  kReciprocalRootGrad,  // -g y^3 / 2
};

struct GraphNode {
  enum class Kind {
    kArgument,
    kConstant,    // `constant` everywhere
    kContract,    // sums of products: `subscripts` name the dimensions, as "rd", "kd", and last those of the result;
                  // a letter of the result alone repeats
    kMap,         // `function` of inputs of equal shapes
    kCast,        // to `type`
    kReshape,     // same elements, row major
    kGatherRows,  // rows of inputs[0] by the numbers inputs[1]
    kSumModels,   // the sum over model ranks; a rank's share has the gradient of the sum
    kToModels,    // the same on all model ranks, of which each computes a share of what reads it; gradients are summed
    kSumRows      // of inputs[0], each added to the row of the result whose number inputs[1] says
  };
  Kind kind = Kind::kArgument;
  ElementType type = ElementType::kF32;
  Shape shape;
  std::vector<int> inputs;
  std::vector<std::string> subscripts;
  Function function = Function::kAdd;
  double constant = 0;
};

// Nodes in the order in which they can be computed.
class TensorGraph {
 public:
  const std::vector<GraphNode>& nodes() const { return nodes_; }
  const GraphNode& at(int node) const { return nodes_[node]; }

  int Argument(const Shape& shape, ElementType type);
  int Constant(double value, const Shape& shape, ElementType type);
  // "rd,kd->rk"; `repeats` gives the extents of letters that no input has, in the order of the result.
  int Contract(const std::vector<int>& inputs, const std::string& equation, const Shape& repeats = {});
  int Map(Function function, const std::vector<int>& inputs, double constant = 0);
  int Cast(int input, ElementType type);
  int Reshape(int input, const Shape& shape);
  int GatherRows(int table, int numbers);
  int SumRows(int rows, int numbers, int64_t count);
  int SumModels(int input) { return OverModels(GraphNode::Kind::kSumModels, input); }
  int ToModels(int input) { return OverModels(GraphNode::Kind::kToModels, input); }

  // Appends the derivative of the scalar `of`, times the scalar `seed`, with respect to each of `with_respect_to`;
  // -1 for one that it does not depend on.
  std::vector<int> Differentiate(int of, int seed, const std::vector<int>& with_respect_to);

 private:
  int Append(GraphNode node);
  int OverModels(GraphNode::Kind kind, int input);
  // Adds to `gradients` what node `number`, whose gradient is known, hands to its inputs.
  void HandBack(int number, const std::vector<bool>& needed, std::vector<int>* gradients);
  void HandBackContract(int number, const std::vector<bool>& needed, std::vector<int>* gradients);
  void HandBackMap(int number, const std::vector<bool>& needed, std::vector<int>* gradients);
  void Accumulate(int input, int gradient, std::vector<int>* gradients);

  std::vector<GraphNode> nodes_;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_FUZZ_TENSOR_GRAPH_H_
