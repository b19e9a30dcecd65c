// half_ops.cpp - arithmetic of f16 and bf16, single and in pairs
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cmath>

#include "lanes.h"
#include "number_formats.h"
#include "statement_decoder.h"

namespace fsdp_ptx {
namespace {

// Computed in double, where products are exact and sums are rounded to odd, then rounded once.
template <const FloatFormat& format>
struct Narrow {
  static double Load(uint16_t bits) { return DecodeFloat(bits, format); }
  static uint16_t Round(double v) { return static_cast<uint16_t>(EncodeFloat(v, format, Rounding::kNearest, false)); }
  static bool IsNan(uint16_t v) { return std::isnan(Load(v)); }
  static uint16_t Add(uint16_t a, uint16_t b) { return Round(AddRoundedToOdd(Load(a), Load(b))); }
  static uint16_t Sub(uint16_t a, uint16_t b) { return Round(AddRoundedToOdd(Load(a), -Load(b))); }
  static uint16_t Mul(uint16_t a, uint16_t b) { return Round(Load(a) * Load(b)); }
  static uint16_t Fma(uint16_t a, uint16_t b, uint16_t c) { return Round(AddRoundedToOdd(Load(a) * Load(b), Load(c))); }
  static uint16_t FmaRelu(uint16_t a, uint16_t b, uint16_t c) {
    const uint16_t v = Fma(a, b, c);
    return !IsNan(v) && (v & 0x8000) ? 0 : v;
  }
  static uint16_t Neg(uint16_t a) { return a ^ 0x8000; }
  static uint16_t Abs(uint16_t a) { return a & 0x7fff; }
  static uint16_t Smaller(uint16_t a, uint16_t b) {
    const double x = Load(a), y = Load(b);
    return x < y || (x == y && (a & 0x8000)) ? a : b;
  }
  static uint16_t Larger(uint16_t a, uint16_t b) { return Smaller(a, b) == a ? b : a; }
  static uint16_t Min(uint16_t a, uint16_t b) { return Choose(a, b, Smaller(a, b)); }
  static uint16_t Max(uint16_t a, uint16_t b) { return Choose(a, b, Larger(a, b)); }
  static uint16_t MinNan(uint16_t a, uint16_t b) { return IsNan(a) || IsNan(b) ? format.nan : Smaller(a, b); }
  static uint16_t MaxNan(uint16_t a, uint16_t b) { return IsNan(a) || IsNan(b) ? format.nan : Larger(a, b); }

 private:
  static uint16_t Choose(uint16_t a, uint16_t b, uint16_t chosen) {
    if (IsNan(a)) return IsNan(b) ? static_cast<uint16_t>(format.nan) : b;
    return IsNan(b) ? a : chosen;
  }
};

template <auto F>
uint32_t OnPair1(uint32_t a) {
  return F(static_cast<uint16_t>(a)) | (uint32_t{F(static_cast<uint16_t>(a >> 16))} << 16);
}
template <auto F>
uint32_t OnPair2(uint32_t a, uint32_t b) {
  return F(static_cast<uint16_t>(a), static_cast<uint16_t>(b)) |
         (uint32_t{F(static_cast<uint16_t>(a >> 16), static_cast<uint16_t>(b >> 16))} << 16);
}
template <auto F>
uint32_t OnPair3(uint32_t a, uint32_t b, uint32_t c) {
  return F(static_cast<uint16_t>(a), static_cast<uint16_t>(b), static_cast<uint16_t>(c)) |
         (uint32_t{F(static_cast<uint16_t>(a >> 16), static_cast<uint16_t>(b >> 16), static_cast<uint16_t>(c >> 16))}
          << 16);
}

template <auto F>
Handler One(bool packed) {
  return packed ? UnaryLanes<uint32_t, uint32_t, &OnPair1<F>> : UnaryLanes<uint16_t, uint16_t, F>;
}
template <auto F>
Handler Two(bool packed) {
  return packed ? BinaryLanes<uint32_t, uint32_t, &OnPair2<F>> : BinaryLanes<uint16_t, uint16_t, F>;
}
template <auto F>
Handler Three(bool packed) {
  return packed ? TernaryLanes<uint32_t, uint32_t, &OnPair3<F>> : TernaryLanes<uint16_t, uint16_t, F>;
}

template <const FloatFormat& format>
Handler Find(std::string_view root, bool packed, bool nan, bool relu) {
  using N = Narrow<format>;
  if (root == "add") return Two<&N::Add>(packed);
  if (root == "sub") return Two<&N::Sub>(packed);
  if (root == "mul") return Two<&N::Mul>(packed);
  if (root == "fma") return relu ? Three<&N::FmaRelu>(packed) : Three<&N::Fma>(packed);
  if (root == "neg") return One<&N::Neg>(packed);
  if (root == "abs") return One<&N::Abs>(packed);
  if (root == "min") return nan ? Two<&N::MinNan>(packed) : Two<&N::Min>(packed);
  return nan ? Two<&N::MaxNan>(packed) : Two<&N::Max>(packed);
}

}  // namespace

bool DecodeHalfArithmetic(StatementDecoder& d) {
  const std::string_view root = d.op.root();
  if (root != "add" && root != "sub" && root != "mul" && root != "fma" && root != "neg" && root != "abs" &&
      root != "min" && root != "max") {
    return false;
  }
  bool rounded = false;
  if (d.op.TakeRounding(&rounded) != Rounding::kNearest) d.Fail("a rounding mode that f16 and bf16 do not take");
  if (d.op.Take("ftz")) d.Unsupported("flushing subnormal numbers to zero (.ftz)");
  const bool nan = d.op.Take("NaN"), relu = root == "fma" && d.op.Take("relu");
  const Type type = d.op.TakeType();
  const bool half = type == Type::kF16 || type == Type::kF16x2;
  if (!half && type != Type::kBf16 && type != Type::kBf16x2) {
    d.Unsupported("opcode '" + std::string(d.op.full()) + "'");
    return true;
  }
  const size_t sources = root == "fma" ? 3 : root == "neg" || root == "abs" ? 1 : 2;
  if (!d.ExpectOperands(sources + 1)) return true;
  d.Destination(size_t{0}, type);
  for (size_t k = 1; k <= sources; ++k) d.Source(k, type);
  const bool packed = TypeBytes(type) == 4;
  d.out.run = half ? Find<kF16Format>(root, packed, nan, relu) : Find<kBf16Format>(root, packed, nan, relu);
  return true;
}

}  // namespace fsdp_ptx
