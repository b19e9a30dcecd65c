// rank_reduction.cpp - sums and maxima over the ranks of what is not f32
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "rank_reduction.h"

#include <cmath>
#include <type_traits>

namespace fsdp_rt {
namespace {

template <typename T>
T Combine(T a, T b, ReduceOp op) {
  // A NaN stays.
  if (op == ReduceOp::max) return b > a || b != b ? b : a;
  if constexpr (std::is_integral_v<T>) {
    using Unsigned = std::make_unsigned_t<T>;
    return T(Unsigned(a) + Unsigned(b));
  } else {
    return a + b;
  }
}

template <typename T>
T Scale(T value, double scale) {
  if (scale == 1) return value;
  if constexpr (std::is_integral_v<T>) {
    const auto divisor = T(std::llround(1 / scale));
    return divisor == 0 ? value : T(value / divisor);
  } else {
    return T(value * scale);
  }
}

template <typename T>
void ReduceElements(const std::vector<const void*>& sources, void* dest, uint64_t count, ReduceOp op, double scale) {
  for (uint64_t i = 0; i < count; ++i) {
    T value = static_cast<const T*>(sources[0])[i];
    for (size_t rank = 1; rank < sources.size(); ++rank)
      value = Combine(value, static_cast<const T*>(sources[rank])[i], op);
    static_cast<T*>(dest)[i] = Scale(value, scale);
  }
}

void ReduceFlags(const std::vector<const void*>& sources, void* dest, uint64_t count) {
  for (uint64_t i = 0; i < count; ++i) {
    bool any = false;
    for (const void* source : sources) any |= (static_cast<const uint8_t*>(source)[i] & 1) != 0;
    static_cast<uint8_t*>(dest)[i] = any;
  }
}

}  // namespace

bool IsReducible(DType dtype) {
  return dtype == DType::f32 || dtype == DType::f64 || dtype == DType::i64 || dtype == DType::i32 || dtype == DType::i1;
}

void ReduceRanks(DType dtype, const std::vector<const void*>& sources, void* dest, uint64_t count, ReduceOp op,
                 double scale) {
  switch (dtype) {
    case DType::f32:
      return ReduceElements<float>(sources, dest, count, op, scale);
    case DType::f64:
      return ReduceElements<double>(sources, dest, count, op, scale);
    case DType::i64:
      return ReduceElements<int64_t>(sources, dest, count, op, scale);
    case DType::i32:
      return ReduceElements<int32_t>(sources, dest, count, op, scale);
    case DType::i1:
      return ReduceFlags(sources, dest, count);
    default:
      return;  // refused when the plan was loaded
  }
}

}  // namespace fsdp_rt
