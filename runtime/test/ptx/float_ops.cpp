// float_ops.cpp - arithmetic of f32 and f64, exactly rounded
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <bit>

#include "float_functions.h"
#include "lanes.h"
#include "number_formats.h"
#include "statement_decoder.h"

namespace fsdp_ptx {
namespace {

#if defined(__x86_64__) && defined(__clang__)
// The baseline instruction set has no fma; calling the library for each thread is ten times slower.
template <typename T>
__attribute__((target("avx2,fma"))) void HardwareFma(Block& b, const Instruction& i) {
  const uint32_t lanes = b.lanes();
  const uint8_t* active = b.active_bytes();
  const bool full = b.full();
  T* d = b.Lanes<T>(i.dst[0]);
  const T *x = b.Lanes<T>(i.src[0]), *y = b.Lanes<T>(i.src[1]), *z = b.Lanes<T>(i.src[2]);
  FSDP_PTX_LANES
  for (uint32_t t = 0; t < lanes; ++t) {
    T value = __builtin_elementwise_fma(x[t], y[t], z[t]);
    if constexpr (sizeof(T) == 4) value = value == value ? value : std::bit_cast<float>(0x7fffffffu);
    d[t] = full || active[t] ? value : d[t];
  }
}
template <typename T>
Handler FmaHandler() {
  const bool hardware = __builtin_cpu_supports("fma") && __builtin_cpu_supports("avx2");
  return hardware ? HardwareFma<T> : TernaryLanes<T, T, &Float<T>::Fma>;
}
#else
template <typename T>
Handler FmaHandler() {
  return TernaryLanes<T, T, &Float<T>::Fma>;
}
#endif

template <typename T>
Handler Nearest(std::string_view root) {
  if (root == "add") return BinaryLanes<T, T, &Float<T>::Add>;
  if (root == "sub") return BinaryLanes<T, T, &Float<T>::Sub>;
  if (root == "mul") return BinaryLanes<T, T, &Float<T>::Mul>;
  if (root == "div") return BinaryLanes<T, T, &Float<T>::Div>;
  if (root == "fma") return FmaHandler<T>();
  if (root == "sqrt") return UnaryLanes<T, T, &Float<T>::Sqrt>;
  if (root == "rcp") return UnaryLanes<T, T, &Float<T>::Reciprocal>;
  return UnaryLanes<T, T, &Float<T>::ReciprocalSqrt>;
}

size_t SourcesOf(std::string_view root) {
  return root == "fma"                                                                          ? 3
         : root == "sqrt" || root == "rcp" || root == "rsqrt" || root == "neg" || root == "abs" ? 1
                                                                                                : 2;
}

void Operands(StatementDecoder& d, size_t sources, Type type) {
  if (!d.ExpectOperands(sources + 1)) return;
  d.Destination(size_t{0}, type);
  for (size_t k = 1; k <= sources; ++k) d.Source(k, type);
}

// add.rn.f32.bf16: the first operand (of fma: the first two) has the narrow type.
template <bool half>
float Widen(uint16_t bits) {
  return half ? HalfToFloat(bits) : Bf16ToFloat(bits);
}
template <bool half>
struct Mixed {
  static float Add(uint16_t a, float c) { return Float<float>::Add(Widen<half>(a), c); }
  static float Sub(uint16_t a, float c) { return Float<float>::Sub(Widen<half>(a), c); }
  static float Fma(uint16_t a, uint16_t b, float c) { return Float<float>::Fma(Widen<half>(a), Widen<half>(b), c); }
  static Handler Find(std::string_view root) {
    if (root == "add") return BinaryLanes<float, uint16_t, &Add, float>;
    if (root == "sub") return BinaryLanes<float, uint16_t, &Sub, float>;
    return root == "fma" ? TernaryLanes<float, uint16_t, &Fma, float> : nullptr;
  }
};

void DecodeMixed(StatementDecoder& d, Type narrow, Rounding mode) {
  const std::string_view root = d.op.root();
  d.out.run = narrow == Type::kF16    ? Mixed<true>::Find(root)
              : narrow == Type::kBf16 ? Mixed<false>::Find(root)
                                      : nullptr;
  if (!d.out.run || mode != Rounding::kNearest) return d.Unsupported("mixed precision of this form");
  const size_t sources = SourcesOf(root);
  if (!d.ExpectOperands(sources + 1)) return;
  d.Destination(size_t{0}, Type::kF32);
  for (size_t k = 1; k <= sources; ++k) d.Source(k, k == sources ? Type::kF32 : narrow);
}

uint64_t Pair(float low, float high) {
  return std::bit_cast<uint32_t>(low) | (uint64_t{std::bit_cast<uint32_t>(high)} << 32);
}
float Low(uint64_t v) { return std::bit_cast<float>(static_cast<uint32_t>(v)); }
float High(uint64_t v) { return std::bit_cast<float>(static_cast<uint32_t>(v >> 32)); }

Handler PackedHandler(std::string_view root) {
  using F = Float<float>;
  if (root == "add") {
    return BinaryLanes<uint64_t, uint64_t,
                       [](uint64_t a, uint64_t b) { return Pair(F::Add(Low(a), Low(b)), F::Add(High(a), High(b))); }>;
  }
  if (root == "sub") {
    return BinaryLanes<uint64_t, uint64_t,
                       [](uint64_t a, uint64_t b) { return Pair(F::Sub(Low(a), Low(b)), F::Sub(High(a), High(b))); }>;
  }
  if (root == "mul") {
    return BinaryLanes<uint64_t, uint64_t,
                       [](uint64_t a, uint64_t b) { return Pair(F::Mul(Low(a), Low(b)), F::Mul(High(a), High(b))); }>;
  }
  if (root != "fma") return nullptr;
  return TernaryLanes<uint64_t, uint64_t, [](uint64_t a, uint64_t b, uint64_t c) {
    return Pair(F::Fma(Low(a), Low(b), Low(c)), F::Fma(High(a), High(b), High(c)));
  }>;
}

void DecodeRounded(StatementDecoder& d) {
  const std::string_view root = d.op.root();
  bool rounded = false;
  const Rounding mode = d.op.TakeRounding(&rounded);
  const bool approximate = !rounded && (d.op.Take("approx") || (root == "div" && d.op.Take("full")));
  if (!rounded && !approximate && root != "add" && root != "sub" && root != "mul") {
    return d.Fail("expected a rounding mode, .approx or .full");
  }
  if (d.op.Take("ftz")) return d.Unsupported("flushing subnormal numbers to zero (.ftz)");
  const Type type = d.op.TakeType();
  if (type == Type::kF32 && !d.op.done()) {
    const Type narrow = d.op.TakeType();
    return DecodeMixed(d, narrow, mode);
  }
  if (type == Type::kF32x2) {
    d.out.run = PackedHandler(root);
    if (!d.out.run || mode != Rounding::kNearest) return d.Unsupported("packed f32 of this form");
    return Operands(d, SourcesOf(root), type);
  }
  if (type != Type::kF32 && type != Type::kF64) return d.Fail("expected .f32 or .f64");
  d.out.approximate = approximate;
  d.out.run = type == Type::kF32 ? Nearest<float>(root) : Nearest<double>(root);
  if (mode != Rounding::kNearest) {
    d.out.aux[1] = static_cast<uint32_t>(mode);
    d.out.run = DirectedHandler(root, type);
  }
  Operands(d, SourcesOf(root), type);
}

template <typename T>
Handler MinMax(bool min, bool nan, bool three) {
  using F = Float<T>;
  if (three) {
    return min ? (nan ? TernaryLanes<T, T, &F::MinNan3> : TernaryLanes<T, T, &F::Min3>)
               : (nan ? TernaryLanes<T, T, &F::MaxNan3> : TernaryLanes<T, T, &F::Max3>);
  }
  return min ? (nan ? BinaryLanes<T, T, &F::MinNan> : BinaryLanes<T, T, &F::Min>)
             : (nan ? BinaryLanes<T, T, &F::MaxNan> : BinaryLanes<T, T, &F::Max>);
}

// neg, abs and copysign change the sign bit and nothing else, of NaN too.
void DecodeSign(StatementDecoder& d) {
  const std::string_view root = d.op.root();
  if (d.op.Take("ftz")) return d.Unsupported("flushing subnormal numbers to zero (.ftz)");
  const Type type = d.op.TakeType();
  Operands(d, root == "copysign" ? 2 : 1, type);
  if (type == Type::kF32) {
    d.out.run = root == "neg"   ? UnaryLanes<uint32_t, uint32_t, [](uint32_t a) { return a ^ 0x80000000u; }>
                : root == "abs" ? UnaryLanes<uint32_t, uint32_t, [](uint32_t a) { return a & 0x7fffffffu; }>
                                : BinaryLanes<uint32_t, uint32_t, [](uint32_t s, uint32_t m) {
                                    return (s & 0x80000000u) | (m & 0x7fffffffu);
                                  }>;
  } else if (type == Type::kF64) {
    constexpr uint64_t kSign = uint64_t{1} << 63;
    d.out.run =
        root == "neg" ? UnaryLanes<uint64_t, uint64_t, [](uint64_t a) { return a ^ kSign; }>
        : root == "abs"
            ? UnaryLanes<uint64_t, uint64_t, [](uint64_t a) { return a & ~kSign; }>
            : BinaryLanes<uint64_t, uint64_t, [](uint64_t s, uint64_t m) { return (s & kSign) | (m & ~kSign); }>;
  } else {
    d.Fail("expected .f32 or .f64");
  }
}

}  // namespace

bool DecodeFloatArithmetic(StatementDecoder& d) {
  const std::string_view root = d.op.root();
  const std::string_view opcode = d.op.full();
  const auto named = [&](std::string_view type) { return opcode.find(type) != std::string_view::npos; };
  if (!named(".f32") && !named(".f64")) return false;
  if (root == "add" || root == "sub" || root == "mul" || root == "div" || root == "fma" || root == "sqrt" ||
      root == "rcp" || root == "rsqrt") {
    DecodeRounded(d);
  } else if (root == "min" || root == "max") {
    if (d.op.Take("ftz")) d.Unsupported("flushing subnormal numbers to zero (.ftz)");
    const bool nan = d.op.Take("NaN");
    const Type type = d.op.TakeType();
    const bool three = d.operands().size() == 4;
    if (type != Type::kF32 && (type != Type::kF64 || three)) d.Fail("expected .f32 or .f64");
    Operands(d, three ? 3 : 2, type);
    d.out.run =
        type == Type::kF32 ? MinMax<float>(root == "min", nan, three) : MinMax<double>(root == "min", nan, three);
  } else if (root == "neg" || root == "abs" || root == "copysign") {
    DecodeSign(d);
  } else {
    return false;
  }
  return true;
}

}  // namespace fsdp_ptx
