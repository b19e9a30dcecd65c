// dtype.cpp - names and sizes of element types, as plans and safetensors spell them
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/dtype.h"

#include <bit>
#include <cmath>
#include <cstring>

namespace fsdp_rt::runner {
namespace {

struct Row {
  fsdp_rt_dtype dtype;
  const char* name;
  uint64_t size;
};

// I1 is one byte per element in memory, as BOOL is in safetensors.
constexpr Row kRows[] = {
    {FSDP_RT_F32, "F32", 4},          {FSDP_RT_BF16, "BF16", 2},      {FSDP_RT_F16, "F16", 2}, {FSDP_RT_F64, "F64", 8},
    {FSDP_RT_F8E4M3FN, "F8_E4M3", 1}, {FSDP_RT_F8E5M2, "F8_E5M2", 1}, {FSDP_RT_I64, "I64", 8}, {FSDP_RT_I32, "I32", 4},
    {FSDP_RT_I16, "I16", 2},          {FSDP_RT_I8, "I8", 1},          {FSDP_RT_U8, "U8", 1},   {FSDP_RT_I1, "BOOL", 1},
};

const Row& Find(fsdp_rt_dtype dtype) {
  for (const Row& row : kRows)
    if (row.dtype == dtype) return row;
  return kRows[0];
}

double HalfAsDouble(uint16_t bits) {
  const int exponent = (bits >> 10) & 31, fraction = bits & 1023;
  double magnitude;
  if (exponent == 31) {
    magnitude = fraction ? NAN : INFINITY;
  } else if (exponent == 0) {
    magnitude = std::ldexp(fraction, -24);
  } else {
    magnitude = std::ldexp(1024 + fraction, exponent - 25);
  }
  return bits & 0x8000 ? -magnitude : magnitude;
}

template <typename T>
T Load(const void* element) {
  T value;
  std::memcpy(&value, element, sizeof value);
  return value;
}

}  // namespace

uint64_t SizeOf(fsdp_rt_dtype dtype) { return Find(dtype).size; }

const char* SafetensorsName(fsdp_rt_dtype dtype) { return Find(dtype).name; }

std::optional<fsdp_rt_dtype> ParseSafetensorsName(std::string_view name) {
  for (const Row& row : kRows)
    if (name == row.name) return row.dtype;
  return std::nullopt;
}

std::string ShapeText(std::span<const int64_t> shape) {
  std::string text = "[";
  for (size_t i = 0; i < shape.size(); ++i) text += (i ? ", " : "") + std::to_string(shape[i]);
  return text + "]";
}

std::optional<uint64_t> ElementCount(std::span<const int64_t> shape) {
  uint64_t count = 1;
  for (int64_t extent : shape) {
    if (extent < 0 || __builtin_mul_overflow(count, static_cast<uint64_t>(extent), &count)) return std::nullopt;
  }
  return count;
}

double ElementAsDouble(fsdp_rt_dtype dtype, const void* element) {
  switch (dtype) {
    case FSDP_RT_F64:
      return Load<double>(element);
    case FSDP_RT_BF16:
      return std::bit_cast<float>(static_cast<uint32_t>(Load<uint16_t>(element)) << 16);
    case FSDP_RT_F16:
      return HalfAsDouble(Load<uint16_t>(element));
    default:
      return Load<float>(element);
  }
}

bool IsFloat(fsdp_rt_dtype dtype) {
  return dtype == FSDP_RT_F32 || dtype == FSDP_RT_F64 || dtype == FSDP_RT_BF16 || dtype == FSDP_RT_F16;
}

}  // namespace fsdp_rt::runner
