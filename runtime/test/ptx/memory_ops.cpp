// memory_ops.cpp - ld and st of all state spaces
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstring>

#include "lanes.h"
#include "memory_modifiers.h"
#include "statement_decoder.h"

namespace fsdp_ptx {
namespace {

uint64_t AddressOf(Block& b, const Instruction& i, uint32_t t) {
  const uint64_t base = i.aux[0] == 8 ? b.Lanes<uint64_t>(i.src[0])[t] : b.Lanes<uint32_t>(i.src[0])[t];
  return base + static_cast<uint64_t>(i.offset);
}

// Element k of the access at `host` goes to the register of destination k, extended to its width.
template <typename Register, typename Element>
void LoadElements(Block& b, const Instruction& i, uint32_t t, const uint8_t* host) {
  for (uint32_t k = 0; k < i.count; ++k) {
    Element value;
    std::memcpy(&value, host + k * sizeof(Element), sizeof(Element));
    b.Lanes<Register>(i.dst[k])[t] = static_cast<Register>(value);
  }
}

template <typename Register, typename Element>
void Load(Block& b, const Instruction& i) {
  const uint32_t bytes = i.count * uint32_t{sizeof(Element)};
  const AccessKind kind = i.strong ? AccessKind::kStrongRead : AccessKind::kRead;
  for (uint32_t w = 0; w < LaneMask::kWords; ++w) {
    for (uint64_t rest = b.active().word(w); rest; rest &= rest - 1) {
      const uint32_t t = w * 64 + static_cast<uint32_t>(std::countr_zero(rest));
      const uint8_t* host = b.Access(i, t, AddressOf(b, i, t), bytes, kind);
      if (!host) return;
      LoadElements<Register, Element>(b, i, t, host);
    }
  }
}

template <typename Register, typename Element>
void Store(Block& b, const Instruction& i) {
  const uint32_t bytes = i.count * uint32_t{sizeof(Element)};
  const AccessKind kind = i.strong ? AccessKind::kStrongWrite : AccessKind::kWrite;
  for (uint32_t w = 0; w < LaneMask::kWords; ++w) {
    for (uint64_t rest = b.active().word(w); rest; rest &= rest - 1) {
      const uint32_t t = w * 64 + static_cast<uint32_t>(std::countr_zero(rest));
      uint8_t* host = b.Access(i, t, AddressOf(b, i, t), bytes, kind);
      if (!host) return;
      for (uint32_t k = 0; k < i.count; ++k) {
        const Element value = static_cast<Element>(b.Lanes<Register>(i.src[k + 1])[t]);
        std::memcpy(host + k * sizeof(Element), &value, sizeof(Element));
      }
    }
  }
}

// Variables of .param space that calls use: their place in the frame is known.
template <typename Register, typename Element>
void LoadFrame(Block& b, const Instruction& i) {
  b.active().ForEach([&](uint32_t t) { LoadElements<Register, Element>(b, i, t, b.Frame(t) + i.offset); });
}

template <typename Register, typename Element>
void StoreFrame(Block& b, const Instruction& i) {
  b.active().ForEach([&](uint32_t t) {
    for (uint32_t k = 0; k < i.count; ++k) {
      const Element value = static_cast<Element>(b.Lanes<Register>(i.src[k])[t]);
      std::memcpy(b.Frame(t) + i.offset + k * sizeof(Element), &value, sizeof(Element));
    }
  });
}

enum class Form { kLoad, kStore, kLoadFrame, kStoreFrame };

template <typename Register, typename Element>
Handler PickForm(Form form) {
  switch (form) {
    case Form::kLoad:
      return Load<Register, Element>;
    case Form::kStore:
      return Store<Register, Element>;
    case Form::kLoadFrame:
      return LoadFrame<Register, Element>;
    default:
      return StoreFrame<Register, Element>;
  }
}

template <typename Element>
Handler PickRegister(Form form, unsigned register_bytes) {
  if constexpr (sizeof(Element) <= 2) {
    if (register_bytes == 2) return PickForm<uint16_t, Element>(form);
  }
  if constexpr (sizeof(Element) <= 4) {
    if (register_bytes == 4) return PickForm<uint32_t, Element>(form);
  }
  return PickForm<uint64_t, Element>(form);
}

Handler PickHandler(Form form, Type type, unsigned register_bytes) {
  const bool sign = IsSigned(type);
  switch (TypeBytes(type)) {
    case 1:
      return sign ? PickRegister<int8_t>(form, register_bytes) : PickRegister<uint8_t>(form, register_bytes);
    case 2:
      return sign ? PickRegister<int16_t>(form, register_bytes) : PickRegister<uint16_t>(form, register_bytes);
    case 4:
      return sign ? PickRegister<int32_t>(form, register_bytes) : PickRegister<uint32_t>(form, register_bytes);
    default:
      return PickRegister<uint64_t>(form, register_bytes);
  }
}

// The registers of a scalar or vector operand, which must all have one width. Literals and "_" take that width.
unsigned DecodeRegisters(StatementDecoder& d, const Operand& operand, Type type, bool load) {
  const bool vector = operand.kind == Operand::Kind::kVector;
  if (vector != (d.out.count > 1) || (vector && operand.parts.size() != d.out.count)) {
    d.Fail("expected " + std::to_string(d.out.count) + " registers");
    return 0;
  }
  const Operand* parts = vector ? operand.parts.data() : &operand;
  unsigned common = 0;
  for (size_t k = 0; k < d.out.count; ++k) {
    if (parts[k].kind != Operand::Kind::kRegister) continue;
    const unsigned bytes = d.RegisterBytes(parts[k].name);
    if (common && bytes != common) d.Unsupported("a vector of registers of different widths");
    common = bytes;
  }
  if (!common) common = TypeBytes(type) < 2 ? 2 : TypeBytes(type);
  const Type padded = TypeBytes(type) == common ? type
                      : common == 2             ? Type::kB16
                      : common == 4             ? Type::kB32
                                                : Type::kB64;
  for (size_t k = 0; k < d.out.count; ++k) {
    const Type as = parts[k].kind == Operand::Kind::kRegister ? type : padded;
    load ? d.WideDestination(parts[k], as) : d.WideSource(parts[k], as);
  }
  return common;
}

}  // namespace

bool DecodeMemory(StatementDecoder& d) {
  const bool load = d.op.root() == "ld";
  if (!load && d.op.root() != "st") {
    if (d.op.root() != "ldu") return false;
    d.Unsupported("ldu");
    return true;
  }
  TakeMemoryModifiers(d);
  const Type type = d.op.TakeType();
  if (type == Type::kNone || type == Type::kPred) {
    d.Unsupported("'" + std::string(d.op.full()) + "'");
    return true;
  }
  d.out.bytes = static_cast<uint8_t>(TypeBytes(type));
  if (!d.ExpectOperands(2)) return true;
  const Operand& address = d.operands()[load ? 1 : 0];
  const bool frame = d.AddressSource(address);
  if (frame && d.out.space != Space::kParam) d.Fail("the variable is of .param space");
  const unsigned register_bytes = DecodeRegisters(d, d.operands()[load ? 0 : 1], type, load);
  const Form form = load ? (frame ? Form::kLoadFrame : Form::kLoad) : (frame ? Form::kStoreFrame : Form::kStore);
  d.out.run = PickHandler(form, type, register_bytes);
  return true;
}

}  // namespace fsdp_ptx
