// integer_ops.cpp - add, sub, mul, mad, div, rem, min, max, abs, neg of integers
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <limits>
#include <type_traits>

#include "lanes.h"
#include "statement_decoder.h"

namespace fsdp_ptx {
namespace {

template <typename T>
using Wider =
    std::conditional_t<sizeof(T) == 2, std::conditional_t<std::is_signed_v<T>, int32_t, uint32_t>,
                       std::conditional_t<sizeof(T) == 4, std::conditional_t<std::is_signed_v<T>, int64_t, uint64_t>,
                                          std::conditional_t<std::is_signed_v<T>, __int128, unsigned __int128>>>;

// Arithmetic wraps: computed without sign, in at least 32 bits.
template <typename T>
using Wrap = std::conditional_t<sizeof(T) == 8, uint64_t, uint32_t>;

template <typename T>
struct Integer {
  static T Add(T a, T b) { return static_cast<T>(Wrap<T>(a) + Wrap<T>(b)); }
  static T Sub(T a, T b) { return static_cast<T>(Wrap<T>(a) - Wrap<T>(b)); }
  static T MulLo(T a, T b) { return static_cast<T>(Wrap<T>(a) * Wrap<T>(b)); }
  static T MulHi(T a, T b) { return static_cast<T>((Wider<T>(a) * Wider<T>(b)) >> (8 * sizeof(T))); }
  static Wider<T> MulWide(T a, T b) { return Wider<T>(a) * Wider<T>(b); }
  static T MadLo(T a, T b, T c) { return Add(MulLo(a, b), c); }
  static T MadHi(T a, T b, T c) { return Add(MulHi(a, b), c); }
  static Wider<T> MadWide(T a, T b, Wider<T> c) {
    return static_cast<Wider<T>>(Wrap<Wider<T>>(MulWide(a, b)) + Wrap<Wider<T>>(c));
  }
  static T Min(T a, T b) { return a < b ? a : b; }
  static T Max(T a, T b) { return a > b ? a : b; }
  // .relu: what is negative becomes zero.
  static T MinRelu(T a, T b) { return Max(Min(a, b), 0); }
  static T MaxRelu(T a, T b) { return Max(Max(a, b), 0); }
  static T Neg(T a) { return static_cast<T>(Wrap<T>(0) - Wrap<T>(a)); }
  static T Abs(T a) { return a < 0 ? Neg(a) : a; }
  static T Saturate(Wider<T> v) {
    constexpr Wider<T> kMin = std::numeric_limits<T>::min(), kMax = std::numeric_limits<T>::max();
    return static_cast<T>(v < kMin ? kMin : v > kMax ? kMax : v);
  }
  static T AddSat(T a, T b) { return Saturate(Wider<T>(a) + Wider<T>(b)); }
  static T SubSat(T a, T b) { return Saturate(Wider<T>(a) - Wider<T>(b)); }
};

// Division by zero has an unspecified result: an error, for the active threads only.
template <typename T, bool remainder>
void Divide(Block& b, const Instruction& i) {
  T* d = b.Lanes<T>(i.dst[0]);
  const T* x = b.Lanes<T>(i.src[0]);
  const T* y = b.Lanes<T>(i.src[1]);
  b.active().ForEach([&](uint32_t t) {
    if (y[t] == 0) return b.Fail(Code::kTrap, t, "integer division by zero, whose result is unspecified");
    if (std::is_signed_v<T> && y[t] == static_cast<T>(-1)) {
      d[t] = remainder ? T{0} : Integer<T>::Neg(x[t]);
    } else {
      d[t] = static_cast<T>(remainder ? x[t] % y[t] : x[t] / y[t]);
    }
  });
}

// One handler per integer type. `kShort`: 16-bit types have the operation; `kLong`: 64-bit types.
#define FSDP_PTX_PICK(TYPE, HANDLER16, HANDLER32, HANDLER64) \
  ((TYPE) == Type::kU16   ? HANDLER16<uint16_t>()            \
   : (TYPE) == Type::kS16 ? HANDLER16<int16_t>()             \
   : (TYPE) == Type::kU32 ? HANDLER32<uint32_t>()            \
   : (TYPE) == Type::kS32 ? HANDLER32<int32_t>()             \
   : (TYPE) == Type::kU64 ? HANDLER64<uint64_t>()            \
   : (TYPE) == Type::kS64 ? HANDLER64<int64_t>()             \
                          : Handler(nullptr))

template <typename T>
Handler NoHandler() {
  return nullptr;
}

#define FSDP_PTX_OPERATION(NAME, ARITY, OP)     \
  template <typename T>                         \
  Handler NAME() {                              \
    return ARITY##Lanes<T, T, &Integer<T>::OP>; \
  }
FSDP_PTX_OPERATION(AddHandler, Binary, Add)
FSDP_PTX_OPERATION(SubHandler, Binary, Sub)
FSDP_PTX_OPERATION(MulLoHandler, Binary, MulLo)
FSDP_PTX_OPERATION(MulHiHandler, Binary, MulHi)
FSDP_PTX_OPERATION(MadLoHandler, Ternary, MadLo)
FSDP_PTX_OPERATION(MadHiHandler, Ternary, MadHi)
FSDP_PTX_OPERATION(MinHandler, Binary, Min)
FSDP_PTX_OPERATION(MaxHandler, Binary, Max)
FSDP_PTX_OPERATION(NegHandler, Unary, Neg)
FSDP_PTX_OPERATION(AbsHandler, Unary, Abs)
#undef FSDP_PTX_OPERATION

template <typename T>
Handler MulWideHandler() {
  return BinaryLanes<Wider<T>, T, &Integer<T>::MulWide>;
}
template <typename T>
Handler MadWideHandler() {
  return TernaryLanes<Wider<T>, T, &Integer<T>::MadWide, Wider<T>>;
}
template <typename T>
Handler DivHandler() {
  return Divide<T, false>;
}
template <typename T>
Handler RemHandler() {
  return Divide<T, true>;
}

Handler PickBinary(std::string_view root, Type type) {
  if (root == "add") return FSDP_PTX_PICK(type, AddHandler, AddHandler, AddHandler);
  if (root == "sub") return FSDP_PTX_PICK(type, SubHandler, SubHandler, SubHandler);
  if (root == "div") return FSDP_PTX_PICK(type, DivHandler, DivHandler, DivHandler);
  if (root == "rem") return FSDP_PTX_PICK(type, RemHandler, RemHandler, RemHandler);
  if (root == "min") return FSDP_PTX_PICK(type, MinHandler, MinHandler, MinHandler);
  if (root == "max") return FSDP_PTX_PICK(type, MaxHandler, MaxHandler, MaxHandler);
  return nullptr;
}

Type TypeTwiceAsWide(Type type) {
  switch (type) {
    case Type::kU16:
      return Type::kU32;
    case Type::kS16:
      return Type::kS32;
    case Type::kU32:
      return Type::kU64;
    case Type::kS32:
      return Type::kS64;
    default:
      return Type::kNone;
  }
}

// Operands d, a, b (and c): `result` is the type of d and c.
void Emit(StatementDecoder& d, size_t sources, Type type, Type result, Handler handler) {
  if (!handler) return d.Unsupported("'" + std::string(d.op.root()) + "' of this type");
  if (!d.ExpectOperands(sources + 1)) return;
  d.Destination(size_t{0}, result);
  for (size_t k = 1; k <= sources; ++k) d.Source(k, k == 3 ? result : type);
  d.out.run = handler;
}

void DecodeMultiply(StatementDecoder& d, bool add) {
  const size_t sources = add ? 3 : 2;
  const bool wide = d.op.Take("wide"), high = !wide && d.op.Take("hi");
  if (!wide && !high && !d.op.Take("lo")) return d.Fail("expected .lo, .hi or .wide");
  const Type type = d.op.TakeType();
  if (wide) {
    const Handler handler = add ? FSDP_PTX_PICK(type, MadWideHandler, MadWideHandler, NoHandler)
                                : FSDP_PTX_PICK(type, MulWideHandler, MulWideHandler, NoHandler);
    Emit(d, sources, type, TypeTwiceAsWide(type), handler);
  } else if (high) {
    Emit(d, sources, type, type,
         add ? FSDP_PTX_PICK(type, MadHiHandler, MadHiHandler, MadHiHandler)
             : FSDP_PTX_PICK(type, MulHiHandler, MulHiHandler, MulHiHandler));
  } else {
    Emit(d, sources, type, type,
         add ? FSDP_PTX_PICK(type, MadLoHandler, MadLoHandler, MadLoHandler)
             : FSDP_PTX_PICK(type, MulLoHandler, MulLoHandler, MulLoHandler));
  }
}

template <typename T, auto F>
void OnHalves(Block& b, const Instruction& i) {
  MapLanes(
      b, b.Lanes<uint32_t>(i.dst[0]),
      [](uint32_t x, uint32_t y) {
        const auto low = static_cast<uint16_t>(F(static_cast<T>(x), static_cast<T>(y)));
        const auto high = static_cast<uint16_t>(F(static_cast<T>(x >> 16), static_cast<T>(y >> 16)));
        return low | (uint32_t{high} << 16);
      },
      b.Lanes<uint32_t>(i.src[0]), b.Lanes<uint32_t>(i.src[1]));
}

// add, min and max of two 16-bit integers in one register.
void DecodePair(StatementDecoder& d, std::string_view root) {
  const bool relu = d.op.Take("relu");
  const Type type = d.op.TakeType();
  using U = Integer<uint16_t>;
  using S = Integer<int16_t>;
  const bool sign = type == Type::kS16x2;
  Handler handler = nullptr;
  if (root == "add") handler = OnHalves<uint16_t, &U::Add>;
  if (root == "min") handler = sign ? OnHalves<int16_t, &S::Min> : OnHalves<uint16_t, &U::Min>;
  if (root == "max") handler = sign ? OnHalves<int16_t, &S::Max> : OnHalves<uint16_t, &U::Max>;
  if (relu) {
    if (!sign || root == "add") d.Fail("expected .relu of min.s16x2 or max.s16x2");
    handler = root == "min" ? OnHalves<int16_t, &S::MinRelu> : OnHalves<int16_t, &S::MaxRelu>;
  }
  Emit(d, 2, type, type, handler);
}

// The last modifier says whether the opcode is this family's: add.s32 is, add.rn.f32 and add.bf16x2 are not.
bool EndsInInteger(std::string_view opcode) {
  const std::optional<Type> type = TypeNamed(opcode.substr(opcode.rfind('.') + 1));
  return type && IsInteger(*type);
}

}  // namespace

bool DecodeIntegerArithmetic(StatementDecoder& d) {
  const std::string_view root = d.op.root();
  if (d.op.full().ends_with(".u16x2") || d.op.full().ends_with(".s16x2")) {
    DecodePair(d, root);
    return true;
  }
  if (!EndsInInteger(d.op.full())) return false;
  if (root == "mul" || root == "mad") {
    DecodeMultiply(d, root == "mad");
  } else if (root == "neg" || root == "abs") {
    const Type type = d.op.TakeType();
    if (!IsSigned(type)) {
      d.Fail("expected a signed type");
    } else {
      Emit(d, 1, type, type,
           root == "neg" ? FSDP_PTX_PICK(type, NegHandler, NegHandler, NegHandler)
                         : FSDP_PTX_PICK(type, AbsHandler, AbsHandler, AbsHandler));
    }
  } else if (root == "add" || root == "sub" || root == "div" || root == "rem" || root == "min" || root == "max") {
    const bool saturate = d.op.Take("sat"), relu = d.op.Take("relu");
    const Type type = d.op.TakeType();
    Handler handler = PickBinary(root, type);
    if (saturate) {
      if (type != Type::kS32 || (root != "add" && root != "sub")) d.Fail("expected .sat of add.s32 or sub.s32");
      handler = root == "add" ? BinaryLanes<int32_t, int32_t, &Integer<int32_t>::AddSat>
                              : BinaryLanes<int32_t, int32_t, &Integer<int32_t>::SubSat>;
    }
    if (relu) {
      if (type != Type::kS32 || (root != "min" && root != "max")) d.Fail("expected .relu of min.s32 or max.s32");
      handler = root == "min" ? BinaryLanes<int32_t, int32_t, &Integer<int32_t>::MinRelu>
                              : BinaryLanes<int32_t, int32_t, &Integer<int32_t>::MaxRelu>;
    }
    Emit(d, 2, type, type, handler);
  } else {
    return false;
  }
  return true;
}

}  // namespace fsdp_ptx
