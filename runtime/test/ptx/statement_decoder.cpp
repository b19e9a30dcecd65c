// statement_decoder.cpp - operands of one statement
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "statement_decoder.h"

#include <array>

namespace fsdp_ptx {

OpcodeReader::OpcodeReader(std::string_view opcode) : full_(opcode) {
  size_t begin = 0;
  while (true) {
    const size_t dot = opcode.find('.', begin);
    parts_.push_back(opcode.substr(begin, dot == std::string_view::npos ? dot : dot - begin));
    if (dot == std::string_view::npos) break;
    begin = dot + 1;
  }
}

bool OpcodeReader::Take(std::string_view modifier) {
  if (next() != modifier || done()) return false;
  ++at_;
  return true;
}

Type OpcodeReader::TakeType() {
  const std::optional<Type> type = TypeNamed(next());
  if (!type) return Type::kNone;
  ++at_;
  return *type;
}

Rounding OpcodeReader::TakeRounding(bool* found) {
  static constexpr std::pair<std::string_view, Rounding> kModes[] = {
      {"rn", Rounding::kNearest}, {"rz", Rounding::kZero}, {"rm", Rounding::kDown}, {"rp", Rounding::kUp}};
  *found = true;
  for (const auto& [name, mode] : kModes) {
    if (Take(name)) return mode;
  }
  *found = false;
  return Rounding::kNearest;
}

void StatementDecoder::Fail(const std::string& what) {
  if (error_.empty()) error_ = what;
}

bool StatementDecoder::ExpectOperands(size_t count) {
  if (operands().size() != count) {
    Fail("expected " + std::to_string(count) + " operands, found " + std::to_string(operands().size()));
  }
  return ok();
}

void StatementDecoder::AddSource(Slot slot) {
  if (out.sources == out.src.size()) return Fail("too many source operands");
  out.src[out.sources++] = slot;
}

void StatementDecoder::AddDestination(Slot slot) {
  if (out.destinations == out.dst.size()) return Fail("too many destination operands");
  out.dst[out.destinations++] = slot;
}

bool StatementDecoder::ConstantBits(const Immediate& immediate, Type type, uint64_t* bits) {
  *bits = immediate.bits;
  const unsigned width = TypeBits(type);
  if (immediate.kind == Immediate::Kind::kFloat32) return width == 32 && !IsInteger(type);
  if (immediate.kind == Immediate::Kind::kFloat64) return width == 64 && !IsInteger(type);
  if (type == Type::kF32 || type == Type::kF64) return false;
  // As in C, what is not 0 is true: LLVM writes -1.
  if (type == Type::kPred) return *bits = *bits != 0, true;
  if (width == 64) return true;
  // Fits as unsigned, or as a negative number.
  const uint64_t high = *bits >> (width - 1);
  const bool fits = high <= 1 || high == (~uint64_t{0} >> (width - 1));
  *bits &= (uint64_t{1} << width) - 1;
  return fits;
}

// A register, special register, literal or address as a slot of `*bytes` bytes.
Slot StatementDecoder::Find(const Operand& operand, Type type, unsigned* bytes) {
  Slot slot;
  Constant constant;
  *bytes = TypeBytes(type);
  if (type == Type::kNone) {
    Unsupported("the type of '" + std::string(op.full()) + "'");
    return slot;
  }
  constant.bytes = static_cast<uint8_t>(*bytes);
  switch (operand.kind) {
    case Operand::Kind::kRegister:
      if (operand.negated) Fail("a negated operand");
      if (!symbols_->FindRegister(operand.name, statement_.scope, &slot, bytes) &&
          !symbols_->FindSpecial(operand.name, &slot, bytes)) {
        Fail("register '" + std::string(operand.name) +
             "' is neither declared nor a special register that is supported");
      }
      return slot;
    case Operand::Kind::kImmediate:
      if (!ConstantBits(operand.immediate, type, &constant.value)) {
        Fail("a literal that does not fit type ." + std::string(TypeName(type)));
      }
      return symbols_->ConstantSlot(constant);
    case Operand::Kind::kName: {
      if (symbols_->FindRegister(operand.name, statement_.scope, &slot, bytes)) return slot;
      SymbolScope::Address address;
      if (!symbols_->FindAddress(operand.name, statement_.scope, &address)) {
        Fail("'" + std::string(operand.name) + "' is not declared");
      } else if (address.frame) {
        Unsupported("the address of a parameter of a call");
      } else if (*bytes != 8 && (*bytes != 4 || address.space != Space::kShared)) {
        Fail("an address in a register of " + std::to_string(*bytes) + " bytes");
      }
      address.constant.bytes = static_cast<uint8_t>(*bytes);
      address.constant.value += static_cast<uint64_t>(operand.offset);
      return symbols_->ConstantSlot(address.constant);
    }
    default:
      Fail("an operand of a form that '" + std::string(op.full()) + "' does not take");
      return slot;
  }
}

void StatementDecoder::Source(const Operand& operand, Type type) {
  unsigned bytes = 0;
  const Slot slot = Find(operand, type, &bytes);
  if (bytes != TypeBytes(type)) {
    Fail("'" + std::string(operand.name) + "' has " + std::to_string(bytes) + " bytes, but type ." +
         std::string(TypeName(type)) + " has " + std::to_string(TypeBytes(type)));
  }
  AddSource(slot);
}

unsigned StatementDecoder::WideSource(const Operand& operand, Type type) {
  unsigned bytes = 0;
  const Slot slot = Find(operand, type, &bytes);
  if (bytes < TypeBytes(type)) Fail("'" + std::string(operand.name) + "' is narrower than the type");
  AddSource(slot);
  return bytes;
}

unsigned StatementDecoder::WideDestination(const Operand& operand, Type type) {
  Slot slot;
  unsigned bytes = TypeBytes(type);
  if (type == Type::kNone) {
    Unsupported("the type of '" + std::string(op.full()) + "'");
  } else if (operand.kind == Operand::Kind::kSink) {
    slot = symbols_->ScratchSlot(bytes);
  } else if ((operand.kind != Operand::Kind::kRegister && operand.kind != Operand::Kind::kName) || operand.negated) {
    Fail("a destination that is no register");
  } else if (!symbols_->FindRegister(operand.name, statement_.scope, &slot, &bytes)) {
    Fail("register '" + std::string(operand.name) + "' is not declared");
  } else if (bytes < TypeBytes(type)) {
    Fail("'" + std::string(operand.name) + "' is narrower than the type");
  }
  AddDestination(slot);
  return bytes;
}

void StatementDecoder::Destination(const Operand& operand, Type type) {
  if (WideDestination(operand, type) != TypeBytes(type)) {
    Fail("'" + std::string(operand.name) + "' is wider than type ." + std::string(TypeName(type)));
  }
}

unsigned StatementDecoder::RegisterBytes(std::string_view name) {
  Slot slot;
  unsigned bytes = 0;
  const bool found =
      symbols_->FindRegister(name, statement_.scope, &slot, &bytes) || symbols_->FindSpecial(name, &slot, &bytes);
  return found ? bytes : 0;
}

bool StatementDecoder::AddressSource(const Operand& operand) {
  if (operand.kind != Operand::Kind::kAddress) {
    Fail("expected an address in brackets");
    return false;
  }
  const Operand& base = operand.parts[0];
  out.offset = operand.offset;
  if (base.kind == Operand::Kind::kRegister) {
    unsigned bytes = WideSource(base, Type::kB32);
    if (bytes != 8 && bytes != 4) Fail("an address of " + std::to_string(bytes) + " bytes");
    out.aux[0] = bytes;
    return false;
  }
  out.aux[0] = 8;
  if (base.kind == Operand::Kind::kImmediate) {
    Source(base, Type::kB64);
    return false;
  }
  SymbolScope::Address address;
  if (base.kind != Operand::Kind::kName || !symbols_->FindAddress(base.name, statement_.scope, &address)) {
    Fail("'" + std::string(base.name) + "' is not declared");
    return false;
  }
  out.offset += base.offset;
  if (address.frame) {
    const uint64_t bytes = uint64_t{out.bytes} * out.count;
    if (out.offset < 0 || static_cast<uint64_t>(out.offset) + bytes > address.bytes) {
      Fail("the access ends outside '" + std::string(base.name) + "'");
    }
    out.offset += address.offset;
    return true;
  }
  if (address.space != out.space && out.space != Space::kGeneric) {
    Fail("'" + std::string(base.name) + "' is of another state space");
  }
  // In a generic access the name of a shared or local variable would stand for an address of its space.
  if (out.space == Space::kGeneric && address.space != Space::kGlobal) Unsupported("a generic access by name");
  address.constant.bytes = 8;
  AddSource(symbols_->ConstantSlot(address.constant));
  return false;
}

uint64_t StatementDecoder::ImmediateOperand(size_t index) {
  const Operand& operand = operands()[index];
  if (operand.kind != Operand::Kind::kImmediate || operand.immediate.kind != Immediate::Kind::kInteger) {
    Unsupported("operand " + std::to_string(index + 1) + " of '" + std::string(op.root()) +
                "' that is no integer literal");
    return 0;
  }
  return operand.immediate.bits;
}

}  // namespace fsdp_ptx
