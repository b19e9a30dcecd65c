// directed_rounding.cpp - f32 and f64 arithmetic rounded towards zero, up or down
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cfenv>

#include "float_functions.h"
#include "lanes.h"

namespace fsdp_ptx {
namespace {

int HostRounding(uint32_t mode) {
  static constexpr int kModes[] = {FE_TONEAREST, FE_TOWARDZERO, FE_DOWNWARD, FE_UPWARD};
  return kModes[mode];
}

// Runs the handler in the rounding mode of aux[1]. Operands are loaded and results stored between the two calls that
// set the mode, so the compiler cannot move the arithmetic across them.
template <Handler H>
void Directed(Block& b, const Instruction& i) {
  const int before = std::fegetround();
  std::fesetround(HostRounding(i.aux[1]));
  H(b, i);
  std::fesetround(before);
}

template <typename T>
Handler Find(std::string_view root) {
  if (root == "add") return Directed<BinaryLanes<T, T, &Float<T>::Add>>;
  if (root == "sub") return Directed<BinaryLanes<T, T, &Float<T>::Sub>>;
  if (root == "mul") return Directed<BinaryLanes<T, T, &Float<T>::Mul>>;
  if (root == "div") return Directed<BinaryLanes<T, T, &Float<T>::Div>>;
  if (root == "fma") return Directed<TernaryLanes<T, T, &Float<T>::Fma>>;
  if (root == "sqrt") return Directed<UnaryLanes<T, T, &Float<T>::Sqrt>>;
  return root == "rcp" ? Directed<UnaryLanes<T, T, &Float<T>::Reciprocal>> : nullptr;
}

}  // namespace

Handler DirectedHandler(std::string_view root, Type type) {
  return type == Type::kF32 ? Find<float>(root) : Find<double>(root);
}

}  // namespace fsdp_ptx
