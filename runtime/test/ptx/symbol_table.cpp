// symbol_table.cpp - what the names in a function stand for, and where their values lie
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "symbol_table.h"

#include <algorithm>
#include <charconv>

#include "device_memory.h"
#include "program_builder.h"

namespace fsdp_ptx {
namespace {

// Scopes of .param variables that are no scopes of the syntax.
constexpr uint32_t kFormalParameters = ~uint32_t{0};
constexpr uint32_t kMaxFrameBytes = 1 << 16;

Slot NewSlot(unsigned bytes, Program* program) {
  Slot slot;
  slot.base = static_cast<uint32_t>(AlignUp(program->register_bytes, bytes));
  program->register_bytes = slot.base + bytes;
  return slot;
}

// "%r12" of "%r<20>": true if the number after the prefix is below the count.
bool IsNumbered(std::string_view name, const Declaration& declaration) {
  if (!declaration.registers || !name.starts_with(declaration.name)) return false;
  const std::string_view digits = name.substr(declaration.name.size());
  uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  return error == std::errc() && end == digits.data() + digits.size() && (digits.size() == 1 || digits[0] != '0') &&
         number < *declaration.registers;
}

}  // namespace

void SymbolTable::SetFunctions(std::vector<const FunctionSyntax*> functions, std::vector<uint32_t> first_pc) {
  functions_ = std::move(functions);
  first_pc_ = std::move(first_pc);
}

const Declaration* SymbolTable::FindLocal(std::string_view name, uint32_t scope, uint32_t* found_in) const {
  while (true) {
    const Scope& candidate = syntax().scopes[scope];
    *found_in = scope;
    const auto exact = candidate.declarations.find(name);
    if (exact != candidate.declarations.end() && !exact->second.registers) return &exact->second;
    const size_t last = name.find_last_not_of("0123456789");
    if (last != std::string_view::npos && last + 1 < name.size()) {
      // A prefix may end in digits itself: "%r1<3>" declares %r10, %r11, %r12.
      for (size_t length = last + 1; length < name.size(); ++length) {
        const auto numbered = candidate.declarations.find(name.substr(0, length));
        if (numbered != candidate.declarations.end() && IsNumbered(name, numbered->second)) return &numbered->second;
      }
    }
    if (scope == 0) return nullptr;
    scope = candidate.parent;
  }
}

bool SymbolTable::FindRegister(std::string_view name, uint32_t scope, Slot* slot, unsigned* bytes) {
  uint32_t found_in = 0;
  const Declaration* declaration = FindLocal(name, scope, &found_in);
  if (!declaration || declaration->space != Space::kReg || declaration->type == Type::kB8 ||
      declaration->type == Type::kU8 || declaration->type == Type::kS8) {
    return false;
  }
  const auto [entry, added] = registers_.try_emplace({current_, found_in, name});
  if (added) {
    const unsigned size = TypeBytes(declaration->type);
    Slot fresh = NewSlot(size, program_);
    fresh.id = program_->register_ids++;
    entry->second = {fresh, size};
  }
  *slot = entry->second.first;
  *bytes = entry->second.second;
  return true;
}

Slot SymbolTable::ConstantSlot(const Constant& constant) {
  const auto [entry, added] = constants_.try_emplace({constant.kind, constant.bytes, constant.axis, constant.value});
  if (added) {
    entry->second = NewSlot(constant.bytes, program_);
    program_->constants.push_back(constant);
    program_->constants.back().slot = entry->second;
  }
  return entry->second;
}

Slot SymbolTable::ScratchSlot(unsigned bytes) { return NewSlot(bytes, program_); }

bool SymbolTable::FindSpecial(std::string_view name, Slot* slot, unsigned* bytes) {
  static constexpr std::pair<std::string_view, Constant::Kind> kVectors[] = {{"%tid", Constant::Kind::kTid},
                                                                             {"%ntid", Constant::Kind::kNtid},
                                                                             {"%ctaid", Constant::Kind::kCtaid},
                                                                             {"%nctaid", Constant::Kind::kNctaid}};
  static constexpr std::pair<std::string_view, Constant::Kind> kScalars[] = {{"%laneid", Constant::Kind::kLaneId},
                                                                             {"%warpid", Constant::Kind::kWarpId},
                                                                             {"%nwarpid", Constant::Kind::kNwarpId}};
  static constexpr std::string_view kMasks[] = {"%lanemask_eq", "%lanemask_le", "%lanemask_lt", "%lanemask_ge",
                                                "%lanemask_gt"};
  Constant constant;
  bool found = false;
  for (const auto& [prefix, kind] : kVectors) {
    if (name.size() != prefix.size() + 2 || !name.starts_with(prefix) || name[prefix.size()] != '.') continue;
    const char axis = name.back();
    if (axis < 'x' || axis > 'z') return false;
    constant.kind = kind;
    constant.axis = static_cast<uint8_t>(axis - 'x');
    found = true;
  }
  for (const auto& [scalar, kind] : kScalars) {
    if (name == scalar) {
      constant.kind = kind;
      found = true;
    }
  }
  for (uint8_t k = 0; k < 5; ++k) {
    if (name == kMasks[k]) {
      constant.kind = Constant::Kind::kLaneMask;
      constant.axis = k;
      found = true;
    }
  }
  if (!found) return false;
  *slot = ConstantSlot(constant);
  *bytes = 4;
  return true;
}

uint64_t SymbolTable::Reserve(uint32_t* bytes, const Declaration& declaration, uint64_t base) {
  const auto [entry, added] = memory_.try_emplace(&declaration);
  if (added) {
    const uint64_t at = AlignUp(*bytes, declaration.alignment);
    entry->second = at;
    *bytes = static_cast<uint32_t>(std::min<uint64_t>(at + declaration.bytes(), ~uint32_t{0}));
  }
  return base + entry->second;
}

bool SymbolTable::SharedAddress(const Declaration& declaration, Address* address) {
  address->space = Space::kShared;
  if (declaration.unsized) {
    address->constant.kind = Constant::Kind::kDynamicShared;
    if (declaration.alignment > program_->shared_alignment) program_->shared_alignment = declaration.alignment;
    return true;
  }
  address->constant.value = Reserve(&program_->shared_bytes, declaration, kSpaceBase);
  return true;
}

uint32_t SymbolTable::FrameOffset(uint32_t function, uint32_t scope, const Declaration& declaration) {
  const auto [entry, added] = frame_.try_emplace({function, scope, declaration.name});
  if (added) {
    entry->second = static_cast<uint32_t>(AlignUp(program_->frame_bytes, declaration.alignment));
    program_->frame_bytes = entry->second + static_cast<uint32_t>(declaration.bytes());
  }
  return entry->second;
}

bool SymbolTable::FindAddress(std::string_view name, uint32_t scope, Address* address) {
  uint32_t found_in = 0;
  if (const Declaration* local = FindLocal(name, scope, &found_in)) {
    switch (local->space) {
      case Space::kShared:
        return SharedAddress(*local, address);
      case Space::kLocal:
        address->space = Space::kLocal;
        address->constant.value = Reserve(&program_->local_bytes, *local, kSpaceBase);
        return true;
      case Space::kParam:
        if (local->bytes() > kMaxFrameBytes) return false;
        *address = {true, Space::kParam, {}, FrameOffset(current_, found_in, *local), local->bytes()};
        return true;
      default:
        return false;
    }
  }
  if (in_kernel()) {
    std::vector<Parameter> parameters;
    LayOutParameters(syntax(), &parameters);
    for (const Parameter& parameter : parameters) {
      if (parameter.name != name) continue;
      address->space = Space::kParam;
      address->constant.kind = Constant::Kind::kParameters;
      address->constant.value = parameter.offset;
      return true;
    }
  } else {
    for (const auto* list : {&syntax().parameters, &syntax().results}) {
      for (const Declaration& formal : *list) {
        if (formal.name != name || formal.bytes() > kMaxFrameBytes) continue;
        *address = {true, Space::kParam, {}, FrameOffset(current_, kFormalParameters, formal), formal.bytes()};
        return true;
      }
    }
  }
  for (const Declaration& variable : module_.variables) {
    if (variable.name == name && variable.space == Space::kShared) return SharedAddress(variable, address);
  }
  const VariableStorage* variable = image_.FindVariable(name);
  if (!variable) return false;
  address->space = variable->space;
  address->constant.value = reinterpret_cast<uint64_t>(variable->data);
  return true;
}

bool SymbolTable::FindLabel(std::string_view name, uint32_t* pc) {
  const auto label = syntax().labels.find(name);
  if (label == syntax().labels.end()) return false;
  *pc = first_pc_[current_] + label->second;
  return true;
}

bool SymbolTable::AddBranchTable(std::string_view name, uint32_t* table) {
  const auto targets = syntax().branch_targets.find(name);
  if (targets == syntax().branch_targets.end()) return false;
  std::vector<uint32_t> pcs(targets->second.size());
  for (size_t k = 0; k < pcs.size(); ++k) {
    if (!FindLabel(targets->second[k], &pcs[k])) return false;
  }
  *table = static_cast<uint32_t>(program_->branch_tables.size());
  program_->branch_tables.push_back(std::move(pcs));
  return true;
}

bool SymbolTable::CopyParameters(const std::vector<Operand>& operands, const std::vector<Declaration>& declarations,
                                 uint32_t callee, uint32_t scope, bool results, std::vector<FrameCopy>* copies,
                                 std::string* error) {
  if (operands.size() != declarations.size()) {
    *error = "the call has " + std::to_string(operands.size()) + (results ? " results" : " arguments") +
             ", but the function has " + std::to_string(declarations.size());
    return false;
  }
  for (size_t k = 0; k < operands.size(); ++k) {
    Address here;
    if (operands[k].kind != Operand::Kind::kName || !FindAddress(operands[k].name, scope, &here) || !here.frame) {
      *error = "not supported yet: an argument of a call that is no .param variable";
      return false;
    }
    if (here.bytes != declarations[k].bytes() || here.bytes > kMaxFrameBytes) {
      *error = "'" + std::string(operands[k].name) + "' has " + std::to_string(here.bytes) + " bytes, but '" +
               std::string(declarations[k].name) + "' has " + std::to_string(declarations[k].bytes());
      return false;
    }
    const uint32_t there = FrameOffset(callee, kFormalParameters, declarations[k]);
    const uint32_t bytes = static_cast<uint32_t>(here.bytes);
    copies->push_back(results ? FrameCopy{there, here.offset, bytes} : FrameCopy{here.offset, there, bytes});
  }
  return true;
}

// "(results), function, (arguments)", of which results and arguments may be missing.
bool SymbolTable::AddCall(const Statement& statement, uint32_t* call, std::string* error) {
  const std::vector<Operand>& operands = statement.operands;
  static const std::vector<Operand> kNone;
  size_t next = 0;
  const auto list = [&]() -> const std::vector<Operand>& {
    return next < operands.size() && operands[next].kind == Operand::Kind::kList ? operands[next++].parts : kNone;
  };
  const std::vector<Operand>& results = list();
  if (next >= operands.size() || operands[next].kind != Operand::Kind::kName) {
    *error = "not supported yet: an indirect call";
    return false;
  }
  const std::string_view name = operands[next++].name;
  const std::vector<Operand>& arguments = list();
  if (next != operands.size()) {
    *error = "not supported yet: a call of this form";
    return false;
  }
  for (uint32_t index = 0; index < current_; ++index) {
    if (functions_[index]->name != name) continue;
    Call added;
    added.function = index;
    const FunctionSyntax& callee = *functions_[index];
    if (!CopyParameters(arguments, callee.parameters, index, statement.scope, false, &added.arguments, error) ||
        !CopyParameters(results, callee.results, index, statement.scope, true, &added.results, error)) {
      return false;
    }
    *call = static_cast<uint32_t>(program_->calls.size());
    program_->calls.push_back(std::move(added));
    return true;
  }
  *error = "not supported yet: a call of '" + std::string(name) + "', which the module does not define";
  return false;
}

}  // namespace fsdp_ptx
