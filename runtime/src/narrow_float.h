// narrow_float.h - what the bits of 16-bit floats mean
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_NARROW_FLOAT_H_
#define FSDP_RT_SRC_NARROW_FLOAT_H_

#include <bit>
#include <cstdint>

namespace fsdp_rt {

// Elements of memory. Both widen exactly.
struct Bf16 {
  uint16_t bits;
  explicit operator float() const { return std::bit_cast<float>(uint32_t(bits) << 16); }
};

struct Half {
  uint16_t bits;
  // Without branches, so that loops over it vectorise. 2^112 moves the exponent to
  // where f32 has it and makes subnormal numbers normal; what was infinite or NaN
  // then is at or above 2^16 and gets f32's largest exponent.
  explicit operator float() const {
    const uint32_t shifted = uint32_t(bits & 0x7fff) << 13;
    const float scaled = std::bit_cast<float>(shifted) * 0x1p112f;
    const uint32_t special = scaled >= 65536.0f ? 0x7f800000u : 0u;
    return std::bit_cast<float>(std::bit_cast<uint32_t>(scaled) | special | uint32_t(bits & 0x8000) << 16);
  }
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_NARROW_FLOAT_H_
