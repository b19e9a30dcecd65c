// float_reduction.cpp - sums and maxima over the ranks of f32, as every communicator on the host makes them
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "float_reduction.h"

namespace fsdp_rt {

void ReduceFloats(const std::vector<const float*>& sources, float* dest, uint64_t begin, uint64_t end, uint32_t op,
                  double scale) {
  const auto factor = float(scale);
  for (uint64_t i = begin; i < end; ++i) {
    float value = sources[0][i];
    for (std::size_t rank = 1; rank < sources.size(); ++rank) {
      float other = sources[rank][i];
      value = op == 0 ? value + other : (other > value || other != other ? other : value);
    }
    dest[i] = value * factor;
  }
}

}  // namespace fsdp_rt
