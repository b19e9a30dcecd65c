// declaration_parser.cpp - the grammar of variables, registers, initialisers and operands
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "declaration_parser.h"

#include <bit>
#include <cstdlib>

namespace fsdp_ptx {
namespace {

constexpr uint64_t kMaxVariableBytes = uint64_t{1} << 32;
constexpr int kMaxDepth = 8;

bool ParseHex(std::string_view text, size_t digits, uint64_t* bits) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *bits, 16);
  return text.size() == digits && error == std::errc() && end == text.data() + text.size();
}

bool ParseInteger(std::string_view text, uint64_t* bits) {
  if (text.ends_with('U')) text.remove_suffix(1);
  int base = 10;
  if (text.starts_with("0x") || text.starts_with("0X")) {
    base = 16;
    text.remove_prefix(2);
  } else if (text.starts_with("0b") || text.starts_with("0B")) {
    base = 2;
    text.remove_prefix(2);
  } else if (text.size() > 1 && text[0] == '0') {
    base = 8;
    text.remove_prefix(1);
  }
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), *bits, base);
  return !text.empty() && error == std::errc() && end == text.data() + text.size();
}

bool ParseImmediate(TokenStream& in, Immediate* immediate) {
  const bool negative = in.Take('-');
  const std::string_view text = in.ExpectNumber();
  if (!in.ok()) return false;
  bool parsed = false;
  if (text.starts_with("0f") || text.starts_with("0F")) {
    immediate->kind = Immediate::Kind::kFloat32;
    parsed = ParseHex(text.substr(2), 8, &immediate->bits);
    if (negative) immediate->bits ^= 0x80000000u;
  } else if (text.starts_with("0d") || text.starts_with("0D")) {
    immediate->kind = Immediate::Kind::kFloat64;
    parsed = ParseHex(text.substr(2), 16, &immediate->bits);
    if (negative) immediate->bits ^= uint64_t{1} << 63;
  } else if (text.find('.') != std::string_view::npos) {
    const std::string copy(text);
    char* end = nullptr;
    const double value = std::strtod(copy.c_str(), &end);
    immediate->kind = Immediate::Kind::kFloat64;
    immediate->bits = std::bit_cast<uint64_t>(negative ? -value : value);
    parsed = *end == '\0';
  } else {
    immediate->kind = Immediate::Kind::kInteger;
    parsed = ParseInteger(text, &immediate->bits);
    if (negative) immediate->bits = 0 - immediate->bits;
  }
  if (!parsed) in.Fail("'" + std::string(text) + "' is no number of PTX");
  return parsed;
}

bool ParseInitialValue(TokenStream& in, InitialValue* value) {
  if (in.peek().kind != Token::Kind::kWord) {
    if (!ParseImmediate(in, &value->value)) return false;
    if (in.peek().Is('(')) in.Fail("not supported yet: a masked address in an initialiser");
    return in.ok();
  }
  value->symbol = in.ExpectWord();
  if (value->symbol == "generic" && in.Take('(')) {
    value->generic = true;
    value->symbol = in.ExpectWord();
    in.Expect(')');
  }
  const bool minus = in.peek().Is('-');
  if (in.Take('+') || minus) return ParseImmediate(in, &value->value);
  return in.ok();
}

// "{1, {2, 3}}": the values in order; braces do not change it.
bool ParseInitialiser(TokenStream& in, std::vector<InitialValue>* values, int depth) {
  if (depth > kMaxDepth) in.Fail("an initialiser nested too deeply");
  if (!in.Take('{')) {
    values->emplace_back();
    return in.ok() && ParseInitialValue(in, &values->back());
  }
  while (in.ok() && !in.Take('}')) {
    if (!ParseInitialiser(in, values, depth + 1)) return false;
    if (!in.peek().Is('}')) in.Expect(',');
  }
  return in.ok();
}

bool ParseSpace(TokenStream& in, Space* space) {
  static constexpr std::pair<std::string_view, Space> kSpaces[] = {
      {".reg", Space::kReg},     {".param", Space::kParam}, {".shared", Space::kShared},
      {".local", Space::kLocal}, {".const", Space::kConst}, {".global", Space::kGlobal},
  };
  for (const auto& [name, value] : kSpaces) {
    if (in.TakeDirective(name)) {
      *space = value;
      return true;
    }
  }
  if (in.peek().kind == Token::Kind::kDirective) {
    in.Fail("not supported yet: directive '" + std::string(in.peek().text) + "'");
  } else {
    in.Fail("expected a state space, found '" + std::string(in.peek().text) + "'");
  }
  return false;
}

bool ParseAlignment(TokenStream& in, uint32_t* alignment) {
  *alignment = in.ExpectUnsigned();
  if (in.ok() && (!std::has_single_bit(*alignment) || *alignment > 4096)) {
    in.Fail("alignment " + std::to_string(*alignment) + " is no power of two up to 4096");
  }
  return in.ok();
}

// ".ptr .global .align 16" of a parameter: what it points at, which the interpreter checks at every access anyway.
bool SkipPointee(TokenStream& in) {
  uint32_t alignment = 0;
  Space space;
  if (!in.peek().Is(Token::Kind::kDirective, ".align") && in.peek().kind == Token::Kind::kDirective) {
    if (!ParseSpace(in, &space)) return false;
  }
  return !in.TakeDirective(".align") || ParseAlignment(in, &alignment);
}

bool ParseParts(TokenStream& in, char close, std::vector<Operand>* parts) {
  while (in.ok() && !in.Take(close)) {
    Operand part;
    if (in.peek().Is('{') || in.peek().Is('(') || in.peek().Is('[')) in.Fail("an operand nested too deeply");
    if (!in.ok() || !ParseOperand(in, &part)) return false;
    parts->push_back(std::move(part));
    if (!in.peek().Is(close)) in.Expect(',');
  }
  return in.ok();
}

bool ParseAddress(TokenStream& in, Operand* operand) {
  operand->kind = Operand::Kind::kAddress;
  operand->parts.emplace_back();
  if (in.peek().Is('{') || in.peek().Is('(') || in.peek().Is('['))
    in.Fail("not supported yet: an address of this form");
  if (!in.ok() || !ParseOperand(in, &operand->parts[0])) return false;
  const bool minus = in.peek().Is('-');
  if (in.Take('+') || minus) {
    Immediate offset;
    if (!ParseImmediate(in, &offset)) return false;
    if (offset.kind != Immediate::Kind::kInteger) in.Fail("an address with a float offset");
    operand->offset = static_cast<int64_t>(offset.bits);
  }
  in.Expect(']');
  return in.ok();
}

void SetName(std::string_view name, Operand* operand) {
  operand->name = name;
  operand->kind = name == "_"             ? Operand::Kind::kSink
                  : name.starts_with('%') ? Operand::Kind::kRegister
                                          : Operand::Kind::kName;
}

}  // namespace

bool ParseDeclaration(TokenStream& in, Declaration* declaration) {
  declaration->line = in.peek().line;
  if (!ParseSpace(in, &declaration->space)) return false;
  while (in.ok() && in.peek().kind == Token::Kind::kDirective) {
    const std::string_view name = in.peek().text;
    if (in.TakeDirective(".align")) {
      ParseAlignment(in, &declaration->alignment);
    } else if (in.TakeDirective(".ptr")) {
      SkipPointee(in);
    } else if (const std::optional<Type> type = TypeNamed(name.substr(1)); type && declaration->type == Type::kNone) {
      declaration->type = *type;
      in.Next();
    } else {
      in.Fail("not supported yet: '" + std::string(name) + "' in a declaration");
    }
  }
  if (in.ok() && declaration->type == Type::kNone) in.Fail("a declaration without a type");
  return in.ok() && ParseDeclarator(in, declaration);
}

bool ParseDeclarator(TokenStream& in, Declaration* declaration) {
  declaration->name = in.ExpectWord();
  declaration->registers.reset();
  declaration->array = declaration->unsized = false;
  declaration->elements = 1;
  declaration->initial.clear();
  if (declaration->alignment < TypeBytes(declaration->type)) declaration->alignment = TypeBytes(declaration->type);
  if (in.Take('<')) {
    declaration->registers = in.ExpectUnsigned();
    in.Expect('>');
  }
  while (in.ok() && in.Take('[')) {
    declaration->array = true;
    if (in.Take(']')) {
      declaration->unsized = true;
      declaration->elements = 0;
      continue;
    }
    declaration->elements *= in.ExpectUnsigned();
    in.Expect(']');
    if (declaration->bytes() > kMaxVariableBytes) in.Fail("'" + std::string(declaration->name) + "' is too large");
  }
  if (in.ok() && in.Take('=')) {
    ParseInitialiser(in, &declaration->initial, 0);
    if (in.ok() && declaration->initial.size() > declaration->elements) {
      in.Fail("'" + std::string(declaration->name) + "' has more initial values than elements");
    }
  }
  return in.ok();
}

bool ParseOperand(TokenStream& in, Operand* operand) {
  if (in.Take('{')) {
    operand->kind = Operand::Kind::kVector;
    return ParseParts(in, '}', &operand->parts);
  }
  if (in.Take('(')) {
    operand->kind = Operand::Kind::kList;
    return ParseParts(in, ')', &operand->parts);
  }
  if (in.Take('[')) return ParseAddress(in, operand);
  operand->negated = in.Take('!');
  if (in.peek().kind != Token::Kind::kWord) {
    operand->kind = Operand::Kind::kImmediate;
    return ParseImmediate(in, &operand->immediate);
  }
  SetName(in.ExpectWord(), operand);
  if (in.Take('|')) {
    Operand first = *operand, second;
    SetName(in.ExpectWord(), &second);
    if (!in.ok()) return false;
    operand->kind = Operand::Kind::kPair;
    operand->parts = {std::move(first), std::move(second)};
  } else if (in.peek().Is('+') && operand->kind == Operand::Kind::kName) {
    in.Next();
    Immediate offset;
    if (!ParseImmediate(in, &offset)) return false;
    operand->offset = static_cast<int64_t>(offset.bits);
  }
  return in.ok();
}

}  // namespace fsdp_ptx
