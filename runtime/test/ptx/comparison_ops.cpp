// comparison_ops.cpp - setp, selp, testp
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <bit>
#include <cmath>
#include <limits>

#include "lanes.h"
#include "number_formats.h"
#include "statement_decoder.h"

namespace fsdp_ptx {
namespace {

enum class Compare : uint8_t { kEq, kNe, kLt, kLe, kGt, kGe, kEqu, kNeu, kLtu, kLeu, kGtu, kGeu, kNum, kNan };

struct CompareName {
  std::string_view name;
  Compare compare;
};
constexpr CompareName kNames[] = {{"eq", Compare::kEq},   {"ne", Compare::kNe},   {"lt", Compare::kLt},
                                  {"le", Compare::kLe},   {"gt", Compare::kGt},   {"ge", Compare::kGe},
                                  {"lo", Compare::kLt},   {"ls", Compare::kLe},   {"hi", Compare::kGt},
                                  {"hs", Compare::kGe},   {"equ", Compare::kEqu}, {"neu", Compare::kNeu},
                                  {"ltu", Compare::kLtu}, {"leu", Compare::kLeu}, {"gtu", Compare::kGtu},
                                  {"geu", Compare::kGeu}, {"num", Compare::kNum}, {"nan", Compare::kNan}};

// The C++ operators are false for NaN, but != is true; PTX's ordered .ne is false.
template <typename T, Compare compare>
uint8_t Test(T a, T b) {
  const bool unordered = a != a || b != b;
  switch (compare) {
    case Compare::kEq:
      return a == b;
    case Compare::kNe:
      return a != b && !unordered;
    case Compare::kLt:
      return a < b;
    case Compare::kLe:
      return a <= b;
    case Compare::kGt:
      return a > b;
    case Compare::kGe:
      return a >= b;
    case Compare::kEqu:
      return unordered || a == b;
    case Compare::kNeu:
      return a != b;
    case Compare::kLtu:
      return !(a >= b);
    case Compare::kLeu:
      return !(a > b);
    case Compare::kGtu:
      return !(a <= b);
    case Compare::kGeu:
      return !(a < b);
    case Compare::kNum:
      return !unordered;
    case Compare::kNan:
      return unordered;
  }
  return 0;
}

template <typename T, Compare... compares>
Handler PickFrom(Compare wanted) {
  Handler handler = nullptr;
  ((wanted == compares ? void(handler = BinaryLanes<uint8_t, T, &Test<T, compares>>) : void()), ...);
  return handler;
}
template <typename T>
Handler PickCompare(Compare c) {
  if constexpr (std::is_integral_v<T>) {
    return PickFrom<T, Compare::kEq, Compare::kNe, Compare::kLt, Compare::kLe, Compare::kGt, Compare::kGe>(c);
  } else {
    return PickFrom<T, Compare::kEq, Compare::kNe, Compare::kLt, Compare::kLe, Compare::kGt, Compare::kGe,
                    Compare::kEqu, Compare::kNeu, Compare::kLtu, Compare::kLeu, Compare::kGtu, Compare::kGeu,
                    Compare::kNum, Compare::kNan>(c);
  }
}

Handler CompareHandler(Type type, Compare c) {
  const bool equality = c == Compare::kEq || c == Compare::kNe;
  switch (type) {
    case Type::kB16:
      return equality ? PickCompare<uint16_t>(c) : nullptr;
    case Type::kB32:
      return equality ? PickCompare<uint32_t>(c) : nullptr;
    case Type::kB64:
      return equality ? PickCompare<uint64_t>(c) : nullptr;
    case Type::kU16:
      return PickCompare<uint16_t>(c);
    case Type::kU32:
      return PickCompare<uint32_t>(c);
    case Type::kU64:
      return PickCompare<uint64_t>(c);
    case Type::kS16:
      return PickCompare<int16_t>(c);
    case Type::kS32:
      return PickCompare<int32_t>(c);
    case Type::kS64:
      return PickCompare<int64_t>(c);
    case Type::kF32:
      return PickCompare<float>(c);
    case Type::kF64:
      return PickCompare<double>(c);
    default:
      return nullptr;
  }
}

// The same on values whose format is only known when running.
bool TestAny(Compare compare, double a, double b) {
  static constexpr uint8_t (*kTests[])(double, double) = {
      Test<double, Compare::kEq>,  Test<double, Compare::kNe>,  Test<double, Compare::kLt>,
      Test<double, Compare::kLe>,  Test<double, Compare::kGt>,  Test<double, Compare::kGe>,
      Test<double, Compare::kEqu>, Test<double, Compare::kNeu>, Test<double, Compare::kLtu>,
      Test<double, Compare::kLeu>, Test<double, Compare::kGtu>, Test<double, Compare::kGeu>,
      Test<double, Compare::kNum>, Test<double, Compare::kNan>};
  return kTests[static_cast<int>(compare)](a, b);
}

// f16 and bf16; of pairs, the low halves give dst[0] and the high ones dst[1].
template <const FloatFormat& format, bool packed>
void CompareNarrow(Block& b, const Instruction& i) {
  const auto compare = static_cast<Compare>(i.aux[0]);
  for (uint32_t part = 0; part < (packed ? 2 : 1); ++part) {
    uint8_t* d = b.Lanes<uint8_t>(i.dst[part]);
    const auto bits = [&](const Slot& slot, uint32_t t) -> uint32_t {
      return packed ? (b.Lanes<uint32_t>(slot)[t] >> (16 * part)) & 0xffff : b.Lanes<uint16_t>(slot)[t];
    };
    b.active().ForEach([&](uint32_t t) {
      d[t] = TestAny(compare, DecodeFloat(bits(i.src[0], t), format), DecodeFloat(bits(i.src[1], t), format));
    });
  }
}

// p|q = (a cmp b) op c, !(a cmp b) op c. aux[1]: the index of op in kOperations; aux[2]: 1 = c is negated.
constexpr std::string_view kOperations[] = {"", "and", "or", "xor"};

void Combine(Block& b, const Instruction& i) {
  i.inner(b, i);
  const bool second = i.destinations > 1;
  uint8_t* p = b.Lanes<uint8_t>(i.dst[0]);
  uint8_t* q = second ? b.Lanes<uint8_t>(i.dst[1]) : nullptr;
  const uint8_t* c = i.sources > 2 ? b.Lanes<uint8_t>(i.src[2]) : nullptr;
  const auto combine = [&](uint8_t v, uint8_t o) -> uint8_t {
    return i.aux[1] == 1 ? v & o : i.aux[1] == 2 ? v | o : i.aux[1] == 3 ? v ^ o : v;
  };
  b.active().ForEach([&](uint32_t t) {
    const uint8_t other = c ? c[t] ^ i.aux[2] : 0, value = p[t];
    p[t] = combine(value, other);
    if (q) q[t] = combine(value ^ 1, other);
  });
}

bool FindCompare(StatementDecoder& d, Compare* compare) {
  for (const CompareName& row : kNames) {
    if (d.op.Take(row.name)) {
      *compare = row.compare;
      return true;
    }
  }
  d.Fail("'" + std::string(d.op.next()) + "' is no comparison");
  return false;
}

void DecodeSetp(StatementDecoder& d) {
  Compare compare = Compare::kEq;
  if (!FindCompare(d, &compare)) return;
  for (uint32_t k = 1; k < 4; ++k) {
    if (d.op.Take(kOperations[k])) d.out.aux[1] = k;
  }
  if (d.op.Take("ftz")) return d.Unsupported("flushing subnormal numbers to zero (.ftz)");
  const Type type = d.op.TakeType();
  const bool combined = d.out.aux[1] != 0, packed = type == Type::kF16x2 || type == Type::kBf16x2;
  if (!d.ExpectOperands(combined ? 4 : 3)) return;
  const Operand& destination = d.operands()[0];
  const bool pair = destination.kind == Operand::Kind::kPair;
  if (pair) {
    for (const Operand& part : destination.parts) d.Destination(part, Type::kPred);
  } else {
    d.Destination(destination, Type::kPred);
  }
  d.Source(1, type);
  d.Source(2, type);
  if (combined) {
    Operand other = d.operands()[3];
    d.out.aux[2] = other.negated ? 1 : 0;
    other.negated = false;
    d.Source(other, Type::kPred);
  }
  d.out.aux[0] = static_cast<uint32_t>(compare);
  d.out.run = type == Type::kF16      ? CompareNarrow<kF16Format, false>
              : type == Type::kBf16   ? CompareNarrow<kBf16Format, false>
              : type == Type::kF16x2  ? CompareNarrow<kF16Format, true>
              : type == Type::kBf16x2 ? CompareNarrow<kBf16Format, true>
                                      : CompareHandler(type, compare);
  if (!d.out.run) return d.Fail("a comparison that type ." + std::string(TypeName(type)) + " does not take");
  if (packed && (!pair || combined)) return d.Unsupported("a packed comparison of this form");
  if (combined || (pair && !packed)) {
    d.out.inner = d.out.run;
    d.out.run = Combine;
  }
}

template <typename T>
void Select(Block& b, const Instruction& i) {
  MapLanes(
      b, b.Lanes<T>(i.dst[0]), [](T x, T y, uint8_t p) { return p ? x : y; }, b.Lanes<T>(i.src[0]),
      b.Lanes<T>(i.src[1]), b.Lanes<uint8_t>(i.src[2]));
}

void DecodeSelp(StatementDecoder& d) {
  const Type type = d.op.TakeType();
  if (!d.ExpectOperands(4)) return;
  d.Destination(size_t{0}, type);
  d.Source(1, type);
  d.Source(2, type);
  d.Source(3, Type::kPred);
  switch (TypeBytes(type)) {
    case 2:
      d.out.run = Select<uint16_t>;
      break;
    case 4:
      d.out.run = Select<uint32_t>;
      break;
    case 8:
      d.out.run = Select<uint64_t>;
      break;
    default:
      d.Fail("a type that selp does not take");
  }
}

template <typename T>
Handler TestHandler(std::string_view property) {
  using L = std::numeric_limits<T>;
  if (property == "finite") return UnaryLanes<uint8_t, T, [](T v) { return std::abs(v) <= L::max(); }>;
  if (property == "infinite") return UnaryLanes<uint8_t, T, [](T v) { return L::max() < std::abs(v); }>;
  if (property == "number") return UnaryLanes<uint8_t, T, [](T v) { return v == v; }>;
  if (property == "notanumber") return UnaryLanes<uint8_t, T, [](T v) { return v != v; }>;
  if (property == "normal") {
    return UnaryLanes<uint8_t, T, [](T v) { return std::abs(v) <= L::max() && L::min() <= std::abs(v); }>;
  }
  return UnaryLanes<uint8_t, T, [](T v) { return std::abs(v) < L::min(); }>;
}

void DecodeTestp(StatementDecoder& d) {
  const std::string_view property = d.op.next();
  bool known = false;
  for (std::string_view name : {"finite", "infinite", "number", "notanumber", "normal", "subnormal"}) {
    known = known || d.op.Take(name);
  }
  const Type type = d.op.TakeType();
  if (!known || (type != Type::kF32 && type != Type::kF64)) return d.Fail("expected a property and .f32 or .f64");
  if (!d.ExpectOperands(2)) return;
  d.Destination(size_t{0}, Type::kPred);
  d.Source(1, type);
  d.out.run = type == Type::kF32 ? TestHandler<float>(property) : TestHandler<double>(property);
}

}  // namespace

bool DecodeComparison(StatementDecoder& d) {
  if (d.op.root() == "setp") {
    DecodeSetp(d);
  } else if (d.op.root() == "selp") {
    DecodeSelp(d);
  } else if (d.op.root() == "testp") {
    DecodeTestp(d);
  } else {
    return false;
  }
  return true;
}

}  // namespace fsdp_ptx
