// conversion_ops.cpp - cvt between all integer and floating-point types
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <array>
#include <bit>
#include <cmath>
#include <cstring>
#include <limits>

#include "lanes.h"
#include "number_formats.h"
#include "statement_decoder.h"

namespace fsdp_ptx {
namespace {

// The modifiers between "cvt" and the types.
struct Modifiers {
  bool rounded = false;
  Rounding rounding = Rounding::kNearest;
  bool to_integer = false;  // .rni ...: rounded to an integral value
  bool saturate = false;    // .sat
  bool finite = false;      // .satfinite
  bool relu = false;
};

// What the general handlers need to know, packed into Instruction::aux.
struct Plan {
  Type to = Type::kNone;
  Type from = Type::kNone;
  uint8_t to_bytes = 0;  // of the registers
  uint8_t from_bytes = 0;
  Modifiers modifiers;
};
static_assert(sizeof(Plan) <= sizeof(Instruction::aux));

Plan PlanOf(const Instruction& i) {
  Plan plan;
  std::memcpy(static_cast<void*>(&plan), i.aux.data(), sizeof(plan));
  return plan;
}

const FloatFormat& FormatOf(Type type) {
  switch (type) {
    case Type::kF16:
    case Type::kF16x2:
      return kF16Format;
    case Type::kBf16:
    case Type::kBf16x2:
      return kBf16Format;
    case Type::kE4m3x2:
      return kE4m3Format;
    case Type::kE5m2x2:
      return kE5m2Format;
    default:
      return kF32Format;
  }
}

uint64_t LoadBits(Block& b, const Slot& slot, unsigned bytes, uint32_t t) {
  switch (bytes) {
    case 2:
      return b.Lanes<uint16_t>(slot)[t];
    case 4:
      return b.Lanes<uint32_t>(slot)[t];
    default:
      return b.Lanes<uint64_t>(slot)[t];
  }
}

void StoreBits(Block& b, const Slot& slot, unsigned bytes, uint32_t t, uint64_t bits) {
  switch (bytes) {
    case 2:
      b.Lanes<uint16_t>(slot)[t] = static_cast<uint16_t>(bits);
      break;
    case 4:
      b.Lanes<uint32_t>(slot)[t] = static_cast<uint32_t>(bits);
      break;
    default:
      b.Lanes<uint64_t>(slot)[t] = bits;
  }
}

// The low bits of a register as a number of the type, sign- or zero-extended.
uint64_t Extend(uint64_t bits, Type type) {
  const unsigned shift = 64 - TypeBits(type);
  return IsSigned(type) ? static_cast<uint64_t>(static_cast<int64_t>(bits << shift) >> shift) : bits << shift >> shift;
}

double LoadFloat(uint64_t bits, Type type) {
  if (type == Type::kF64) return std::bit_cast<double>(bits);
  if (type == Type::kF32) return std::bit_cast<float>(static_cast<uint32_t>(bits));
  return DecodeFloat(static_cast<uint32_t>(bits), FormatOf(type));
}

uint64_t EncodeAs(double value, Type type, const Modifiers& m) {
  if (m.saturate) value = std::isnan(value) || value < 0 ? 0 : value > 1 ? 1 : value;
  if (m.relu && !std::isnan(value) && (value < 0 || std::signbit(value))) value = 0;
  if (type == Type::kF64) return std::bit_cast<uint64_t>(value);
  return EncodeFloat(value, FormatOf(type), m.rounding, m.finite);
}

double RoundToIntegral(double value, Rounding rounding) {
  switch (rounding) {
    case Rounding::kZero:
      return std::trunc(value);
    case Rounding::kDown:
      return std::floor(value);
    case Rounding::kUp:
      return std::ceil(value);
    default:
      return std::nearbyint(value);
  }
}

// Clamped to the type. NaN: 0, or the highest bit if a type of 64 bits takes part.
uint64_t ToInteger(double value, Type from, Type to) {
  const unsigned bits = TypeBits(to);
  if (std::isnan(value)) return from != Type::kF64 && bits < 64 ? 0 : uint64_t{1} << (bits - 1);
  const double limit =
      std::ldexp(1.0, static_cast<int>(IsSigned(to) ? bits - 1 : bits));  // the first that is too large
  const uint64_t ones = ~uint64_t{0} >> (64 - bits);
  if (value >= limit) return IsSigned(to) ? ones >> 1 : ones;
  if (IsSigned(to))
    return value < -limit ? uint64_t{1} << (bits - 1) : static_cast<uint64_t>(static_cast<int64_t>(value));
  return value <= 0 ? 0 : static_cast<uint64_t>(value);
}

void FloatToInteger(Block& b, const Instruction& i) {
  const Plan plan = PlanOf(i);
  b.active().ForEach([&](uint32_t t) {
    const double value = LoadFloat(LoadBits(b, i.src[0], plan.from_bytes, t), plan.from);
    const uint64_t result = ToInteger(RoundToIntegral(value, plan.modifiers.rounding), plan.from, plan.to);
    StoreBits(b, i.dst[0], plan.to_bytes, t, Extend(result, plan.to));
  });
}

void IntegerToFloat(Block& b, const Instruction& i) {
  const Plan plan = PlanOf(i);
  b.active().ForEach([&](uint32_t t) {
    const uint64_t bits = Extend(LoadBits(b, i.src[0], plan.from_bytes, t), plan.from);
    const bool negative = IsSigned(plan.from) && static_cast<int64_t>(bits) < 0;
    uint64_t result;
    if (plan.to == Type::kF64) {
      const double value =
          IsSigned(plan.from) ? static_cast<double>(static_cast<int64_t>(bits)) : static_cast<double>(bits);
      result = EncodeAs(value, plan.to, plan.modifiers);
    } else {
      result = EncodeAs(IntegerRoundedToOdd(negative ? 0 - bits : bits, negative), plan.to, plan.modifiers);
    }
    StoreBits(b, i.dst[0], plan.to_bytes, t, result);
  });
}

void FloatToFloat(Block& b, const Instruction& i) {
  const Plan plan = PlanOf(i);
  b.active().ForEach([&](uint32_t t) {
    double value = LoadFloat(LoadBits(b, i.src[0], plan.from_bytes, t), plan.from);
    if (plan.modifiers.to_integer) value = RoundToIntegral(value, plan.modifiers.rounding);
    StoreBits(b, i.dst[0], plan.to_bytes, t, EncodeAs(value, plan.to, plan.modifiers));
  });
}

// d = {a, b}: a goes to the upper half.
void FloatsToPair(Block& b, const Instruction& i) {
  const Plan plan = PlanOf(i);
  const unsigned half = TypeBits(plan.to) / 2;
  b.active().ForEach([&](uint32_t t) {
    const uint64_t high = EncodeAs(b.Lanes<float>(i.src[0])[t], plan.to, plan.modifiers);
    const uint64_t low = EncodeAs(b.Lanes<float>(i.src[1])[t], plan.to, plan.modifiers);
    StoreBits(b, i.dst[0], plan.to_bytes, t, (high << half) | low);
  });
}

void PairToPair(Block& b, const Instruction& i) {
  const Plan plan = PlanOf(i);
  const unsigned to = TypeBits(plan.to) / 2, from = TypeBits(plan.from) / 2;
  const uint64_t mask = (uint64_t{1} << from) - 1;
  b.active().ForEach([&](uint32_t t) {
    const uint64_t bits = LoadBits(b, i.src[0], plan.from_bytes, t);
    const uint64_t low = EncodeAs(LoadFloat(bits & mask, plan.from), plan.to, plan.modifiers);
    const uint64_t high = EncodeAs(LoadFloat(bits >> from, plan.from), plan.to, plan.modifiers);
    StoreBits(b, i.dst[0], plan.to_bytes, t, (high << to) | low);
  });
}

// Truncates to the narrower type or clamps to it, then extends to the register. The shifts do not depend on the thread.
template <typename To, typename From>
void IntegerToInteger(Block& b, const Instruction& i) {
  const Plan plan = PlanOf(i);
  const unsigned from = 64 - TypeBits(plan.from), to = 64 - TypeBits(plan.to);
  const bool from_signed = IsSigned(plan.from), to_signed = IsSigned(plan.to);
  if (!plan.modifiers.saturate) {
    const auto convert = [=](From v) {
      const uint64_t wide = uint64_t{v} << from;
      const uint64_t value = (from_signed ? static_cast<uint64_t>(static_cast<int64_t>(wide) >> from) : wide >> from)
                             << to;
      return to_signed ? static_cast<uint64_t>(static_cast<int64_t>(value) >> to) : value >> to;
    };
    return MapLanes(b, b.Lanes<To>(i.dst[0]), convert, b.Lanes<From>(i.src[0]));
  }
  const unsigned bits = TypeBits(plan.to);
  const __int128 least = to_signed ? -(__int128{1} << (bits - 1)) : 0;
  const __int128 most = (__int128{1} << (to_signed ? bits - 1 : bits)) - 1;
  b.active().ForEach([&](uint32_t t) {
    const uint64_t raw = Extend(b.Lanes<From>(i.src[0])[t], plan.from);
    const __int128 value = from_signed ? __int128{static_cast<int64_t>(raw)} : __int128{raw};
    b.Lanes<To>(i.dst[0])[t] = static_cast<To>(value < least ? least : value > most ? most : value);
  });
}

template <typename From>
Handler IntegerHandler(unsigned to_bytes) {
  return to_bytes == 2   ? IntegerToInteger<uint16_t, From>
         : to_bytes == 4 ? IntegerToInteger<uint32_t, From>
                         : IntegerToInteger<uint64_t, From>;
}

void PackBf16(Block& b, const Instruction& i) {
  MapLanes(
      b, b.Lanes<uint32_t>(i.dst[0]),
      [](float high, float low) { return (uint32_t{FloatToBf16(high)} << 16) | FloatToBf16(low); },
      b.Lanes<float>(i.src[0]), b.Lanes<float>(i.src[1]));
}
void PackHalf(Block& b, const Instruction& i) {
  MapLanes(
      b, b.Lanes<uint32_t>(i.dst[0]),
      [](float high, float low) { return (uint32_t{FloatToHalf(high)} << 16) | FloatToHalf(low); },
      b.Lanes<float>(i.src[0]), b.Lanes<float>(i.src[1]));
}
template <const FloatFormat& format>
void PackEight(Block& b, const Instruction& i) {
  MapLanes(
      b, b.Lanes<uint16_t>(i.dst[0]),
      [](float high, float low) { return (FloatToEight<format>(high) << 8) | FloatToEight<format>(low); },
      b.Lanes<float>(i.src[0]), b.Lanes<float>(i.src[1]));
}

// Every number of eight bits is an f16, so a table of all of them converts.
template <const FloatFormat& format>
const std::array<uint16_t, 256>& HalvesOfEight() {
  static const auto table = [] {
    std::array<uint16_t, 256> halves;
    for (uint32_t k = 0; k < 256; ++k) {
      halves[k] = static_cast<uint16_t>(EncodeFloat(DecodeFloat(k, format), kF16Format, Rounding::kNearest, false));
    }
    return halves;
  }();
  return table;
}

template <const FloatFormat& format>
void UnpackEight(Block& b, const Instruction& i) {
  const uint16_t* table = HalvesOfEight<format>().data();
  MapLanes(
      b, b.Lanes<uint32_t>(i.dst[0]),
      [table](uint16_t v) { return uint32_t{table[v & 255]} | (uint32_t{table[v >> 8]} << 16); },
      b.Lanes<uint16_t>(i.src[0]));
}

int32_t TruncateToInt(float v) {
  return !(v == v) ? 0 : v >= 0x1p31f ? 0x7fffffff : v < -0x1p31f ? -0x7fffffff - 1 : static_cast<int32_t>(v);
}

struct Fast {
  Type to, from;
  bool rounds;  // in the nearest mode; to integers: towards zero
  Handler handler;
};

// The same results as the general handlers, vectorised; registers as wide as the types.
const Fast* FindFast(Type to, Type from) {
  static const Fast kFast[] = {
      {Type::kF32, Type::kBf16, false, UnaryLanes<float, uint16_t, &Bf16ToFloat>},
      {Type::kF32, Type::kF16, false, UnaryLanes<float, uint16_t, &HalfToFloat>},
      {Type::kBf16, Type::kF32, true, UnaryLanes<uint16_t, float, &FloatToBf16>},
      {Type::kF16, Type::kF32, true, UnaryLanes<uint16_t, float, &FloatToHalf>},
      {Type::kF64, Type::kF32, false, UnaryLanes<double, float, [](float v) { return static_cast<double>(v); }>},
      {Type::kF32, Type::kS16, true, UnaryLanes<float, int16_t, [](int16_t v) { return static_cast<float>(v); }>},
      {Type::kF32, Type::kU16, true, UnaryLanes<float, uint16_t, [](uint16_t v) { return static_cast<float>(v); }>},
      {Type::kF32, Type::kS32, true, UnaryLanes<float, int32_t, [](int32_t v) { return static_cast<float>(v); }>},
      {Type::kF32, Type::kU32, true, UnaryLanes<float, uint32_t, [](uint32_t v) { return static_cast<float>(v); }>},
      {Type::kF32, Type::kS64, true, UnaryLanes<float, int64_t, [](int64_t v) { return static_cast<float>(v); }>},
      {Type::kF64, Type::kS32, true, UnaryLanes<double, int32_t, [](int32_t v) { return static_cast<double>(v); }>},
      {Type::kF64, Type::kU32, true, UnaryLanes<double, uint32_t, [](uint32_t v) { return static_cast<double>(v); }>},
      {Type::kS32, Type::kF32, true, UnaryLanes<int32_t, float, &TruncateToInt>},
      {Type::kBf16x2, Type::kF32, true, PackBf16},
      {Type::kF16x2, Type::kF32, true, PackHalf},
  };
  for (const Fast& fast : kFast) {
    if (fast.to == to && fast.from == from) return &fast;
  }
  return nullptr;
}

Handler FindFastEight(Type to, Type from, const Modifiers& m) {
  if (m.relu || m.saturate || m.rounding != Rounding::kNearest) return nullptr;
  if (from == Type::kF32 && m.finite) {
    if (to == Type::kE4m3x2) return PackEight<kE4m3Format>;
    if (to == Type::kE5m2x2) return PackEight<kE5m2Format>;
  }
  if (to == Type::kF16x2 && !m.finite) {
    if (from == Type::kE4m3x2) return UnpackEight<kE4m3Format>;
    if (from == Type::kE5m2x2) return UnpackEight<kE5m2Format>;
  }
  return nullptr;
}

Modifiers TakeModifiers(StatementDecoder& d) {
  Modifiers m;
  while (true) {
    bool found = false;
    const Rounding rounding = d.op.TakeRounding(&found);
    if (found) {
      m.rounded = true;
      m.rounding = rounding;
      continue;
    }
    static constexpr std::pair<std::string_view, Rounding> kIntegral[] = {
        {"rni", Rounding::kNearest}, {"rzi", Rounding::kZero}, {"rmi", Rounding::kDown}, {"rpi", Rounding::kUp}};
    for (const auto& [name, mode] : kIntegral) {
      if (d.op.Take(name)) {
        found = m.rounded = m.to_integer = true;
        m.rounding = mode;
      }
    }
    if (d.op.Take("sat")) {
      found = m.saturate = true;
    } else if (d.op.Take("satfinite")) {
      found = m.finite = true;
    } else if (d.op.Take("relu")) {
      found = m.relu = true;
    }
    if (!found) return m;
  }
}

bool IsPair(Type type) {
  return type == Type::kF16x2 || type == Type::kBf16x2 || type == Type::kE4m3x2 || type == Type::kE5m2x2;
}
bool IsScalarFloat(Type type) { return IsFloat(type) && !IsPair(type) && type != Type::kF32x2; }
bool IsEight(Type type) { return type == Type::kE4m3x2 || type == Type::kE5m2x2; }

Handler PickGeneral(StatementDecoder& d, const Plan& plan) {
  const Modifiers& m = plan.modifiers;
  if (IsInteger(plan.to) && IsInteger(plan.from)) {
    return plan.from_bytes == 2   ? IntegerHandler<uint16_t>(plan.to_bytes)
           : plan.from_bytes == 4 ? IntegerHandler<uint32_t>(plan.to_bytes)
                                  : IntegerHandler<uint64_t>(plan.to_bytes);
  }
  if (IsScalarFloat(plan.from) && IsInteger(plan.to)) {
    if (!m.to_integer) d.Fail("a conversion to an integer needs .rni, .rzi, .rmi or .rpi");
    return FloatToInteger;
  }
  if (IsInteger(plan.from) && IsScalarFloat(plan.to)) {
    if (!m.rounded || m.to_integer) d.Fail("a conversion from an integer needs .rn, .rz, .rm or .rp");
    if (plan.to == Type::kF64 && TypeBits(plan.from) == 64 && m.rounding != Rounding::kNearest) {
      d.Unsupported("a directed conversion of 64-bit integers to .f64");
    }
    return IntegerToFloat;
  }
  if (IsScalarFloat(plan.from) && IsScalarFloat(plan.to)) {
    const bool narrows = TypeBytes(plan.to) < TypeBytes(plan.from) || (plan.to != plan.from && TypeBytes(plan.to) == 2);
    if (narrows && !m.rounded) d.Fail("a narrowing conversion needs a rounding mode");
    return FloatToFloat;
  }
  if (plan.from == Type::kF32 && IsPair(plan.to)) {
    if (!m.rounded || (IsEight(plan.to) && !m.finite))
      d.Fail("a conversion to pairs needs .rn (to 8 bits .rn.satfinite)");
    return FloatsToPair;
  }
  if ((IsEight(plan.from) && plan.to == Type::kF16x2) || (plan.from == Type::kF16x2 && IsEight(plan.to)))
    return PairToPair;
  return nullptr;
}

}  // namespace

bool DecodeConversion(StatementDecoder& d) {
  if (d.op.root() != "cvt") return false;
  Plan plan;
  plan.modifiers = TakeModifiers(d);
  if (d.op.next() == "ftz") {
    d.Unsupported("flushing subnormal numbers to zero (.ftz)");
    return true;
  }
  plan.to = d.op.TakeType();
  plan.from = d.op.TakeType();
  if (plan.to == Type::kNone || plan.from == Type::kNone) {
    d.Unsupported("conversion '" + std::string(d.op.full()) + "'");
    return true;
  }
  const bool two = plan.from == Type::kF32 && IsPair(plan.to);
  if (!d.ExpectOperands(two ? 3 : 2)) return true;
  plan.to_bytes = static_cast<uint8_t>(d.WideDestination(d.operands()[0], plan.to));
  plan.from_bytes = static_cast<uint8_t>(d.WideSource(d.operands()[1], plan.from));
  if (two) d.Source(2, plan.from);
  const bool exact_width = plan.to_bytes == TypeBytes(plan.to) && plan.from_bytes == TypeBytes(plan.from);
  if (!exact_width && (!IsInteger(plan.to) || !IsInteger(plan.from)) &&
      ((IsFloat(plan.to) && plan.to_bytes != TypeBytes(plan.to)) ||
       (IsFloat(plan.from) && plan.from_bytes != TypeBytes(plan.from)))) {
    d.Fail("a register that is wider than its floating-point type");
  }
  const Handler general = PickGeneral(d, plan);
  if (!general) {
    d.Unsupported("conversion '" + std::string(d.op.full()) + "'");
    return true;
  }
  const Modifiers& m = plan.modifiers;
  const Fast* fast = exact_width && !m.saturate && !m.finite && !m.relu ? FindFast(plan.to, plan.from) : nullptr;
  const Rounding usual = IsInteger(plan.to) ? Rounding::kZero : Rounding::kNearest;
  const bool applies = fast && (fast->rounds ? m.rounding == usual : !m.to_integer);
  d.out.run = applies ? fast->handler : general;
  if (const Handler eight = FindFastEight(plan.to, plan.from, m); eight && exact_width) d.out.run = eight;
  std::memcpy(d.out.aux.data(), static_cast<const void*>(&plan), sizeof(plan));
  return true;
}

}  // namespace fsdp_ptx
