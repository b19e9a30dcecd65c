// types.h - PTX's fundamental types, state spaces and rounding modes
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_TYPES_H_
#define FSDP_RUNTIME_TEST_PTX_TYPES_H_

#include <cstdint>
#include <optional>
#include <string_view>

namespace fsdp_ptx {

enum class Type : uint8_t {
  kNone,
  kPred,
  kB8,
  kB16,
  kB32,
  kB64,
  kU8,
  kU16,
  kU32,
  kU64,
  kS8,
  kS16,
  kS32,
  kS64,
  kF16,
  kBf16,
  kF16x2,
  kBf16x2,
  kF32x2,
  kF32,
  kF64,
  kE4m3x2,
  kE5m2x2,
  kU16x2,
  kS16x2,
};

enum class Space : uint8_t { kGeneric, kReg, kParam, kShared, kLocal, kConst, kGlobal };

// Of a floating-point result (.rn ...) or of a float on its way to an integer (.rni ...).
enum class Rounding : uint8_t { kNearest, kZero, kDown, kUp, kNearestAway };

// The type that a modifier without its dot names ("u32"); none if it names no type that the interpreter knows.
std::optional<Type> TypeNamed(std::string_view name);
std::string_view TypeName(Type type);
unsigned TypeBytes(Type type);  // 1 for predicates
inline unsigned TypeBits(Type type) { return TypeBytes(type) * 8; }

inline bool IsBits(Type type) { return type >= Type::kB8 && type <= Type::kB64; }
inline bool IsUnsigned(Type type) { return type >= Type::kU8 && type <= Type::kU64; }
inline bool IsSigned(Type type) { return type >= Type::kS8 && type <= Type::kS64; }
inline bool IsInteger(Type type) { return IsUnsigned(type) || IsSigned(type); }
inline bool IsFloat(Type type) { return type >= Type::kF16 && type <= Type::kF64; }

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_TYPES_H_
