// types.cpp - names and sizes of PTX's types
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "types.h"

namespace fsdp_ptx {
namespace {

struct Row {
  std::string_view name;
  Type type;
  unsigned bytes;
};

constexpr Row kRows[] = {
    {"pred", Type::kPred, 1},     {"b8", Type::kB8, 1},         {"b16", Type::kB16, 2},     {"b32", Type::kB32, 4},
    {"b64", Type::kB64, 8},       {"u8", Type::kU8, 1},         {"u16", Type::kU16, 2},     {"u32", Type::kU32, 4},
    {"u64", Type::kU64, 8},       {"s8", Type::kS8, 1},         {"s16", Type::kS16, 2},     {"s32", Type::kS32, 4},
    {"s64", Type::kS64, 8},       {"f16", Type::kF16, 2},       {"bf16", Type::kBf16, 2},   {"f16x2", Type::kF16x2, 4},
    {"bf16x2", Type::kBf16x2, 4}, {"f32x2", Type::kF32x2, 8},   {"f32", Type::kF32, 4},     {"f64", Type::kF64, 8},
    {"e4m3x2", Type::kE4m3x2, 2}, {"e5m2x2", Type::kE5m2x2, 2}, {"u16x2", Type::kU16x2, 4}, {"s16x2", Type::kS16x2, 4},
};

}  // namespace

std::optional<Type> TypeNamed(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return row.type;
  }
  return std::nullopt;
}

std::string_view TypeName(Type type) {
  for (const Row& row : kRows) {
    if (row.type == type) return row.name;
  }
  return "none";
}

unsigned TypeBytes(Type type) {
  for (const Row& row : kRows) {
    if (row.type == type) return row.bytes;
  }
  return 0;
}

}  // namespace fsdp_ptx
