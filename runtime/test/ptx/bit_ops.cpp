// bit_ops.cpp - logic, shifts, fields and byte permutation
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <bit>

#include "lanes.h"
#include "statement_decoder.h"

namespace fsdp_ptx {
namespace {

template <typename T>
struct Bits {
  static constexpr uint32_t kWidth = sizeof(T) * 8;
  static T And(T a, T b) { return a & b; }
  static T Or(T a, T b) { return a | b; }
  static T Xor(T a, T b) { return a ^ b; }
  static T Not(T a) { return static_cast<T>(~a); }
  // Shifts by the width or more give zero, or the sign.
  static T ShiftLeft(T a, uint32_t n) { return n < kWidth ? static_cast<T>(a << n) : T{0}; }
  static T ShiftRight(T a, uint32_t n) {
    const T sign = static_cast<T>(a < 0 ? -1 : 0);
    return n < kWidth ? static_cast<T>(a >> n) : sign;
  }
  static uint32_t Count(T a) { return static_cast<uint32_t>(std::popcount(a)); }
  static uint32_t LeadingZeros(T a) { return static_cast<uint32_t>(std::countl_zero(a)); }
  static T Reverse(T a) {
    T result = 0;
    for (uint32_t k = 0; k < kWidth; ++k) result = static_cast<T>((result << 1) | ((a >> k) & 1));
    return result;
  }
};

// The position of the highest bit that differs from the sign; -1: none. bfind.shiftamt: the shift that brings it to the
// top.
template <typename T, bool shift_amount>
uint32_t FindHighest(T a) {
  using U = std::make_unsigned_t<T>;
  const U value = static_cast<U>(a < 0 ? ~a : a);
  if (value == 0) return ~0u;
  const uint32_t position = static_cast<uint32_t>(std::bit_width(value)) - 1;
  return shift_amount ? sizeof(T) * 8 - 1 - position : position;
}

// Position and length are the low 8 bits of their operands.
template <typename T>
T ExtractField(T a, uint32_t b, uint32_t c) {
  const uint32_t width = sizeof(T) * 8, position = b & 255, length = c & 255;
  using U = std::make_unsigned_t<T>;
  const U bits = static_cast<U>(a);
  uint32_t sign_at = position + length - 1;
  if (sign_at > width - 1) sign_at = width - 1;
  const bool sign = std::is_signed_v<T> && length > 0 && ((bits >> sign_at) & 1);
  const U shifted = position < width ? bits >> position : 0;
  // From position + length on, and above the top of the source, the sign.
  uint32_t kept = position < width ? (length < width - position ? length : width - position) : 0;
  const U mask = kept >= width ? ~U{0} : (U{1} << kept) - 1;
  return static_cast<T>((shifted & mask) | (sign ? ~mask : U{0}));
}

template <typename T>
T InsertField(T a, T b, uint32_t c, uint32_t d) {
  const uint32_t width = sizeof(T) * 8, position = c & 255, length = d & 255;
  if (position >= width || length == 0) return b;
  const T ones = length >= width ? ~T{0} : (T{1} << length) - 1;
  const T mask = static_cast<T>(ones << position);
  return (b & ~mask) | (static_cast<T>(a << position) & mask);
}

template <typename T>
void RunExtract(Block& b, const Instruction& i) {
  MapLanes(b, b.Lanes<T>(i.dst[0]), ExtractField<T>, b.Lanes<T>(i.src[0]), b.Lanes<uint32_t>(i.src[1]),
           b.Lanes<uint32_t>(i.src[2]));
}
template <typename T>
void RunInsert(Block& b, const Instruction& i) {
  MapLanes(b, b.Lanes<T>(i.dst[0]), InsertField<T>, b.Lanes<T>(i.src[0]), b.Lanes<T>(i.src[1]),
           b.Lanes<uint32_t>(i.src[2]), b.Lanes<uint32_t>(i.src[3]));
}

// Byte k of the result is byte (selector nibble k & 7) of b:a, or its sign if bit 3 of the nibble is set.
uint32_t Permute(uint32_t a, uint32_t b, uint32_t selector) {
  const uint64_t bytes = (uint64_t{b} << 32) | a;
  uint32_t result = 0;
  for (uint32_t k = 0; k < 4; ++k) {
    const uint32_t nibble = (selector >> (4 * k)) & 15;
    uint32_t byte = static_cast<uint32_t>(bytes >> (8 * (nibble & 7))) & 255;
    byte = nibble & 8 ? (0u - (byte >> 7)) & 255 : byte;
    result |= byte << (8 * k);
  }
  return result;
}

void RunLogic3(Block& b, const Instruction& i) {
  const uint32_t table = i.aux[0];
  MapLanes(
      b, b.Lanes<uint32_t>(i.dst[0]),
      [table](uint32_t x, uint32_t y, uint32_t z) {
        uint32_t result = 0;
        for (uint32_t k = 0; k < 8; ++k) {
          const uint32_t minterm = (k & 4 ? x : ~x) & (k & 2 ? y : ~y) & (k & 1 ? z : ~z);
          result |= (table >> k) & 1 ? minterm : 0;
        }
        return result;
      },
      b.Lanes<uint32_t>(i.src[0]), b.Lanes<uint32_t>(i.src[1]), b.Lanes<uint32_t>(i.src[2]));
}

// shf: 32 bits of b:a shifted by c, which .wrap takes modulo 32 and .clamp limits to 32.
template <bool left, bool wrap>
uint32_t FunnelShift(uint32_t a, uint32_t b, uint32_t c) {
  const uint64_t both = (uint64_t{b} << 32) | a;
  const uint32_t n = wrap ? c & 31 : (c > 32 ? 32 : c);
  return static_cast<uint32_t>(left ? (both << n) >> 32 : both >> n);
}

#define FSDP_PTX_BITS(TYPE, ARITY, OP)                                            \
  (TypeBits(TYPE) == 16   ? ARITY##Lanes<uint16_t, uint16_t, &Bits<uint16_t>::OP> \
   : TypeBits(TYPE) == 32 ? ARITY##Lanes<uint32_t, uint32_t, &Bits<uint32_t>::OP> \
                          : ARITY##Lanes<uint64_t, uint64_t, &Bits<uint64_t>::OP>)

void DecodeLogic(StatementDecoder& d, std::string_view root) {
  const Type type = d.op.TakeType();
  const size_t sources = root == "not" ? 1 : 2;
  if (!d.ExpectOperands(sources + 1)) return;
  if (type != Type::kPred && (!IsBits(type) || type == Type::kB8)) return d.Fail("expected .pred, .b16, .b32 or .b64");
  d.Destination(size_t{0}, type);
  for (size_t k = 1; k <= sources; ++k) d.Source(k, type);
  if (type == Type::kPred) {
    d.out.run = root == "and"   ? BinaryLanes<uint8_t, uint8_t, &Bits<uint8_t>::And>
                : root == "or"  ? BinaryLanes<uint8_t, uint8_t, &Bits<uint8_t>::Or>
                : root == "xor" ? BinaryLanes<uint8_t, uint8_t, &Bits<uint8_t>::Xor>
                                : UnaryLanes<uint8_t, uint8_t, [](uint8_t a) { return static_cast<uint8_t>(a ^ 1); }>;
    return;
  }
  d.out.run = root == "and"   ? FSDP_PTX_BITS(type, Binary, And)
              : root == "or"  ? FSDP_PTX_BITS(type, Binary, Or)
              : root == "xor" ? FSDP_PTX_BITS(type, Binary, Xor)
                              : FSDP_PTX_BITS(type, Unary, Not);
}

template <typename T>
Handler Left() {
  return BinaryLanes<T, T, &Bits<T>::ShiftLeft, uint32_t>;
}
template <typename T>
Handler Right() {
  return BinaryLanes<T, T, &Bits<T>::ShiftRight, uint32_t>;
}

void DecodeShift(StatementDecoder& d, bool left) {
  const Type type = d.op.TakeType();
  if (!d.ExpectOperands(3)) return;
  if (left ? !IsBits(type) || type == Type::kB8 : TypeBits(type) < 16 || IsFloat(type)) {
    return d.Fail("a type that shifts do not take");
  }
  d.Destination(size_t{0}, type);
  d.Source(1, type);
  d.Source(2, Type::kU32);
  switch (TypeBits(type)) {
    case 16:
      d.out.run = left ? Left<uint16_t>() : IsSigned(type) ? Right<int16_t>() : Right<uint16_t>();
      break;
    case 32:
      d.out.run = left ? Left<uint32_t>() : IsSigned(type) ? Right<int32_t>() : Right<uint32_t>();
      break;
    default:
      d.out.run = left ? Left<uint64_t>() : IsSigned(type) ? Right<int64_t>() : Right<uint64_t>();
  }
}

void DecodeFunnelShift(StatementDecoder& d) {
  const bool left = d.op.Take("l");
  if (!left && !d.op.Take("r")) return d.Fail("expected .l or .r");
  const bool wrap = d.op.Take("wrap");
  if (!wrap && !d.op.Take("clamp")) return d.Fail("expected .wrap or .clamp");
  if (d.op.TakeType() != Type::kB32) return d.Fail("expected .b32");
  if (!d.ExpectOperands(4)) return;
  d.Destination(size_t{0}, Type::kB32);
  for (size_t k = 1; k <= 3; ++k) d.Source(k, Type::kB32);
  d.out.run = left ? (wrap ? TernaryLanes<uint32_t, uint32_t, &FunnelShift<true, true>>
                           : TernaryLanes<uint32_t, uint32_t, &FunnelShift<true, false>>)
                   : (wrap ? TernaryLanes<uint32_t, uint32_t, &FunnelShift<false, true>>
                           : TernaryLanes<uint32_t, uint32_t, &FunnelShift<false, false>>);
}

// popc, clz, brev, bfind: one operand of 32 or 64 bits.
void DecodeCount(StatementDecoder& d, std::string_view root) {
  const bool shift_amount = root == "bfind" && d.op.Take("shiftamt");
  const Type type = d.op.TakeType();
  if (TypeBits(type) < 32 || IsFloat(type) || (root == "bfind" ? !IsInteger(type) : !IsBits(type))) {
    return d.Fail("a type that '" + std::string(root) + "' does not take");
  }
  if (!d.ExpectOperands(2)) return;
  d.Destination(size_t{0}, root == "brev" ? type : Type::kU32);
  d.Source(1, type);
  const bool wide = TypeBits(type) == 64;
  if (root == "popc") {
    d.out.run = wide ? UnaryLanes<uint32_t, uint64_t, &Bits<uint64_t>::Count>
                     : UnaryLanes<uint32_t, uint32_t, &Bits<uint32_t>::Count>;
  } else if (root == "clz") {
    d.out.run = wide ? UnaryLanes<uint32_t, uint64_t, &Bits<uint64_t>::LeadingZeros>
                     : UnaryLanes<uint32_t, uint32_t, &Bits<uint32_t>::LeadingZeros>;
  } else if (root == "brev") {
    d.out.run = wide ? UnaryLanes<uint64_t, uint64_t, &Bits<uint64_t>::Reverse>
                     : UnaryLanes<uint32_t, uint32_t, &Bits<uint32_t>::Reverse>;
  } else if (IsSigned(type)) {
    d.out.run = wide ? (shift_amount ? UnaryLanes<uint32_t, int64_t, &FindHighest<int64_t, true>>
                                     : UnaryLanes<uint32_t, int64_t, &FindHighest<int64_t, false>>)
                     : (shift_amount ? UnaryLanes<uint32_t, int32_t, &FindHighest<int32_t, true>>
                                     : UnaryLanes<uint32_t, int32_t, &FindHighest<int32_t, false>>);
  } else {
    d.out.run = wide ? (shift_amount ? UnaryLanes<uint32_t, uint64_t, &FindHighest<uint64_t, true>>
                                     : UnaryLanes<uint32_t, uint64_t, &FindHighest<uint64_t, false>>)
                     : (shift_amount ? UnaryLanes<uint32_t, uint32_t, &FindHighest<uint32_t, true>>
                                     : UnaryLanes<uint32_t, uint32_t, &FindHighest<uint32_t, false>>);
  }
}

void DecodeField(StatementDecoder& d, bool extract) {
  const Type type = d.op.TakeType();
  if (TypeBits(type) < 32 || (extract ? !IsInteger(type) : !IsBits(type)))
    return d.Fail("a type that fields do not take");
  if (!d.ExpectOperands(extract ? 4 : 5)) return;
  d.Destination(size_t{0}, type);
  d.Source(1, type);
  if (!extract) d.Source(2, type);
  d.Source(extract ? 2 : 3, Type::kU32);
  d.Source(extract ? 3 : 4, Type::kU32);
  const bool wide = TypeBits(type) == 64;
  if (!extract) {
    d.out.run = wide ? RunInsert<uint64_t> : RunInsert<uint32_t>;
  } else if (IsSigned(type)) {
    d.out.run = wide ? RunExtract<int64_t> : RunExtract<int32_t>;
  } else {
    d.out.run = wide ? RunExtract<uint64_t> : RunExtract<uint32_t>;
  }
}

}  // namespace

bool DecodeBitOperation(StatementDecoder& d) {
  const std::string_view root = d.op.root();
  if (root == "and" || root == "or" || root == "xor" || root == "not") {
    DecodeLogic(d, root);
  } else if (root == "shl" || root == "shr") {
    DecodeShift(d, root == "shl");
  } else if (root == "shf") {
    DecodeFunnelShift(d);
  } else if (root == "popc" || root == "clz" || root == "brev" || root == "bfind") {
    DecodeCount(d, root);
  } else if (root == "bfe" || root == "bfi") {
    DecodeField(d, root == "bfe");
  } else if (root == "prmt" || root == "lop3") {
    if (d.op.TakeType() != Type::kB32) d.Fail("expected .b32");
    if (!d.ExpectOperands(root == "prmt" ? 4 : 5)) return true;
    d.Destination(size_t{0}, Type::kB32);
    for (size_t k = 1; k <= 3; ++k) d.Source(k, Type::kB32);
    if (root == "lop3") d.out.aux[0] = static_cast<uint32_t>(d.ImmediateOperand(4));
    d.out.run = root == "prmt" ? TernaryLanes<uint32_t, uint32_t, &Permute> : RunLogic3;
  } else {
    return false;
  }
  return true;
}

}  // namespace fsdp_ptx
