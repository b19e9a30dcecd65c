// atomic_ops.cpp - atom and red
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <atomic>
#include <bit>

#include "lanes.h"
#include "memory_modifiers.h"
#include "number_formats.h"
#include "statement_decoder.h"

namespace fsdp_ptx {
namespace {

enum class Update : uint32_t { kAnd, kOr, kXor, kExchange, kCompareAndSwap, kAdd, kIncrement, kDecrement, kMin, kMax };

struct UpdateName {
  std::string_view name;
  Update update;
};
constexpr UpdateName kNames[] = {{"and", Update::kAnd},
                                 {"or", Update::kOr},
                                 {"xor", Update::kXor},
                                 {"exch", Update::kExchange},
                                 {"cas", Update::kCompareAndSwap},
                                 {"add", Update::kAdd},
                                 {"inc", Update::kIncrement},
                                 {"dec", Update::kDecrement},
                                 {"min", Update::kMin},
                                 {"max", Update::kMax}};

uint64_t AddNarrow(uint64_t a, uint64_t b, const FloatFormat& format) {
  const double sum =
      AddRoundedToOdd(DecodeFloat(static_cast<uint32_t>(a), format), DecodeFloat(static_cast<uint32_t>(b), format));
  return EncodeFloat(sum, format, Rounding::kNearest, false);
}

uint64_t AddAs(Type type, uint64_t a, uint64_t b) {
  switch (type) {
    case Type::kF32: {
      const float sum = std::bit_cast<float>(static_cast<uint32_t>(a)) + std::bit_cast<float>(static_cast<uint32_t>(b));
      return sum == sum ? std::bit_cast<uint32_t>(sum) : 0x7fffffffu;
    }
    case Type::kF64:
      return std::bit_cast<uint64_t>(std::bit_cast<double>(a) + std::bit_cast<double>(b));
    case Type::kF16:
      return AddNarrow(a, b, kF16Format);
    case Type::kBf16:
      return AddNarrow(a, b, kBf16Format);
    case Type::kF16x2:
    case Type::kBf16x2: {
      const FloatFormat& format = type == Type::kF16x2 ? kF16Format : kBf16Format;
      return AddNarrow(a & 0xffff, b & 0xffff, format) | (AddNarrow(a >> 16, b >> 16, format) << 16);
    }
    default:
      return a + b;
  }
}

bool Less(Type type, uint64_t a, uint64_t b) {
  if (type == Type::kS32) return static_cast<int32_t>(a) < static_cast<int32_t>(b);
  if (type == Type::kS64) return static_cast<int64_t>(a) < static_cast<int64_t>(b);
  return a < b;
}

// The new value of memory that holds `old`.
uint64_t Apply(Update update, Type type, uint64_t old, uint64_t b, uint64_t c) {
  switch (update) {
    case Update::kAnd:
      return old & b;
    case Update::kOr:
      return old | b;
    case Update::kXor:
      return old ^ b;
    case Update::kExchange:
      return b;
    case Update::kCompareAndSwap:
      return old == b ? c : old;
    case Update::kAdd:
      return AddAs(type, old, b);
    case Update::kIncrement:
      return old >= b ? 0 : old + 1;
    case Update::kDecrement:
      return old == 0 || old > b ? b : old - 1;
    case Update::kMin:
      return Less(type, b, old) ? b : old;
    case Update::kMax:
      return Less(type, old, b) ? b : old;
  }
  return old;
}

// Atomic on the host too: launches of several devices may update one word. aux[1]: the update, aux[2]: the type.
template <typename T>
void Atomic(Block& b, const Instruction& i) {
  const auto update = static_cast<Update>(i.aux[1]);
  const auto type = static_cast<Type>(i.aux[2]);
  b.active().ForEach([&](uint32_t t) {
    if (b.failed()) return;
    const uint64_t base = i.aux[0] == 8 ? b.Lanes<uint64_t>(i.src[0])[t] : b.Lanes<uint32_t>(i.src[0])[t];
    uint8_t* host = b.Access(i, t, base + static_cast<uint64_t>(i.offset), sizeof(T), AccessKind::kAtomic);
    if (!host) return;
    const T operand = b.Lanes<T>(i.src[1])[t];
    const T swap = i.sources > 2 ? b.Lanes<T>(i.src[2])[t] : T{0};
    std::atomic_ref<T> word(*reinterpret_cast<T*>(host));
    T old = word.load();
    while (!word.compare_exchange_weak(old, static_cast<T>(Apply(update, type, old, operand, swap)))) {
    }
    if (i.destinations) b.Lanes<T>(i.dst[0])[t] = old;
  });
}

bool Takes(Update update, Type type) {
  const bool wide = TypeBits(type) >= 32;
  switch (update) {
    case Update::kAnd:
    case Update::kOr:
    case Update::kXor:
      return IsBits(type) && wide;
    case Update::kExchange:
      return IsBits(type) && wide;
    case Update::kCompareAndSwap:
      return IsBits(type) && type != Type::kB8;
    case Update::kAdd:
      return (IsInteger(type) && wide) || (IsFloat(type) && type != Type::kF32x2);
    case Update::kIncrement:
    case Update::kDecrement:
      return type == Type::kU32;
    default:
      return IsInteger(type) && wide;
  }
}

}  // namespace

bool DecodeAtomic(StatementDecoder& d) {
  const bool returns = d.op.root() == "atom";
  if (!returns && d.op.root() != "red") return false;
  TakeMemoryModifiers(d);
  const UpdateName* found = nullptr;
  for (const UpdateName& row : kNames) {
    if (!found && d.op.Take(row.name)) found = &row;
  }
  d.op.Take("noftz");
  const Type type = d.op.TakeType();
  if (!found || d.out.count != 1 || !Takes(found->update, type)) {
    d.Unsupported("'" + std::string(d.op.full()) + "'");
    return true;
  }
  const bool cas = found->update == Update::kCompareAndSwap;
  if (!d.ExpectOperands(2 + size_t{returns} + size_t{cas})) return true;
  d.out.bytes = static_cast<uint8_t>(TypeBytes(type));
  size_t next = 0;
  if (returns) d.Destination(next++, type);
  if (d.AddressSource(d.operands()[next++])) d.Fail("an atomic operation on a parameter of a call");
  d.Source(next++, type);
  if (cas) d.Source(next++, type);
  d.out.aux[1] = static_cast<uint32_t>(found->update);
  d.out.aux[2] = static_cast<uint32_t>(type);
  d.out.run = d.out.bytes == 2 ? Atomic<uint16_t> : d.out.bytes == 4 ? Atomic<uint32_t> : Atomic<uint64_t>;
  return true;
}

}  // namespace fsdp_ptx
