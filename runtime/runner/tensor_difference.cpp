// tensor_difference.cpp - how far two tensors are apart
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/tensor_difference.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "runner/dtype.h"

namespace fsdp_rt::runner {

double RelativeNorm(const TensorView& ours, const TensorView& expected, const TensorView* origin) {
  const uint64_t size = SizeOf(expected.dtype), count = expected.bytes / size;
  double difference = 0, whole = 0;
  for (uint64_t i = 0; i < count; ++i) {
    const double a = ElementAsDouble(ours.dtype, ours.data + i * size);
    const double b = ElementAsDouble(expected.dtype, expected.data + i * size);
    const double from = origin ? ElementAsDouble(origin->dtype, origin->data + i * size) : 0;
    if (!std::isfinite(a) || !std::isfinite(b)) return std::numeric_limits<double>::infinity();
    difference += (a - b) * (a - b);
    whole += (b - from) * (b - from);
  }
  if (difference == 0) return 0;
  return whole == 0 ? std::numeric_limits<double>::infinity() : std::sqrt(difference / whole);
}

double RelativeDifference(const TensorView& ours, const TensorView& expected) {
  const uint64_t size = SizeOf(expected.dtype), count = expected.bytes / size;
  double largest = 0, difference = 0;
  for (uint64_t i = 0; i < count; ++i) {
    const double a = ElementAsDouble(ours.dtype, ours.data + i * size);
    const double b = ElementAsDouble(expected.dtype, expected.data + i * size);
    if (!std::isfinite(a) || !std::isfinite(b)) return std::numeric_limits<double>::infinity();
    largest = std::max(largest, std::abs(b));
    difference = std::max(difference, std::abs(a - b));
  }
  if (difference == 0) return 0;
  return largest == 0 ? std::numeric_limits<double>::infinity() : difference / largest;
}

}  // namespace fsdp_rt::runner
