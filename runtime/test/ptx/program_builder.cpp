// program_builder.cpp - from the syntax tree of a kernel and the functions it calls to a Program
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "program_builder.h"

#include <algorithm>

#include "device_memory.h"
#include "statement_decoder.h"
#include "symbol_table.h"

namespace fsdp_ptx {
namespace {

constexpr uint32_t kMaxSharedBytes = 1 << 20;
constexpr uint32_t kMaxLocalBytes = 1 << 20;
constexpr uint32_t kMaxRegisterBytes = 1 << 18;

Status StatementError(const Statement& statement, const std::string& what) {
  const bool unsupported = what.starts_with("not supported yet");
  const std::string where = "line " + std::to_string(statement.line) + ": '" + std::string(statement.text) + "'";
  return unsupported ? Status(Code::kUnsupported, what + " (" + where + ")")
                     : Status(Code::kInvalidPtx, where + ": " + what);
}

// The functions that `function` calls, before it; false if a function calls itself.
bool Collect(const ModuleSyntax& module, const FunctionSyntax& function, std::vector<const FunctionSyntax*>* open,
             std::vector<const FunctionSyntax*>* done) {
  if (std::find(done->begin(), done->end(), &function) != done->end()) return true;
  if (std::find(open->begin(), open->end(), &function) != open->end()) return false;
  open->push_back(&function);
  for (const Statement& statement : function.statements) {
    if (!statement.opcode.starts_with("call")) continue;
    for (const Operand& operand : statement.operands) {
      if (operand.kind != Operand::Kind::kName) continue;
      for (const FunctionSyntax& callee : module.functions) {
        if (callee.name != operand.name || !callee.defined || callee.entry) continue;
        if (!Collect(module, callee, open, done)) return false;
      }
    }
  }
  open->pop_back();
  done->push_back(&function);
  return true;
}

using Family = bool (*)(StatementDecoder&);
constexpr Family kFamilies[] = {DecodeIntegerArithmetic,
                                DecodeBitOperation,
                                DecodeFloatArithmetic,
                                DecodeHalfArithmetic,
                                DecodeComparison,
                                DecodeMove,
                                DecodeConversion,
                                DecodeMemory,
                                DecodeAtomic,
                                DecodeWarp,
                                DecodeControl};

Status DecodeStatement(const Statement& statement, SymbolTable* symbols, Instruction* instruction) {
  StatementDecoder decoder(statement, symbols);
  decoder.out.line = statement.line;
  decoder.out.text = statement.text;
  if (!statement.predicate.empty()) {
    unsigned bytes = 0;
    decoder.out.predicated = true;
    decoder.out.predicate_negated = statement.predicate_negated;
    if (!symbols->FindRegister(statement.predicate, statement.scope, &decoder.out.predicate, &bytes) || bytes != 1) {
      return StatementError(statement, "'" + std::string(statement.predicate) + "' is no predicate register");
    }
  }
  bool known = false;
  for (Family family : kFamilies) {
    if ((known = family(decoder))) break;
  }
  if (!known) decoder.Unsupported("opcode '" + std::string(statement.opcode) + "'");
  if (decoder.ok() && !decoder.op.done()) {
    decoder.Unsupported("modifier '" + std::string(decoder.op.next()) + "' of '" + std::string(statement.opcode) + "'");
  }
  if (!decoder.ok()) return StatementError(statement, decoder.error());
  *instruction = decoder.out;
  return {};
}

// What ends a function whose text does not.
Instruction ImplicitReturn(const SymbolTable& symbols, uint32_t line) {
  Instruction instruction;
  instruction.control = symbols.in_kernel() ? Control::kExit : Control::kReturn;
  instruction.target = symbols.function();
  instruction.line = line;
  instruction.text = "end of the function";
  return instruction;
}

}  // namespace

uint32_t LayOutParameters(const FunctionSyntax& kernel, std::vector<Parameter>* parameters) {
  uint64_t offset = 0;
  for (const Declaration& declaration : kernel.parameters) {
    offset = AlignUp(offset, declaration.alignment);
    parameters->push_back({std::string(declaration.name), static_cast<uint32_t>(declaration.bytes()),
                           declaration.alignment, static_cast<uint32_t>(offset)});
    offset += declaration.bytes();
  }
  return static_cast<uint32_t>(std::min<uint64_t>(offset, ~uint32_t{0}));
}

Status BuildProgram(const ModuleSyntax& module, const FunctionSyntax& kernel, const ModuleImage& image,
                    Program* program) {
  std::vector<const FunctionSyntax*> open, functions;
  if (!Collect(module, kernel, &open, &functions)) {
    return Status(Code::kUnsupported, "not supported yet: recursion, of '" + std::string(open.back()->name) + "'");
  }
  std::vector<uint32_t> first_pc;
  uint32_t pc = 0;
  for (const FunctionSyntax* function : functions) {
    first_pc.push_back(pc);
    program->functions.push_back({function->name, pc});
    pc += static_cast<uint32_t>(function->statements.size()) + 1;
  }
  SymbolTable symbols(module, image, program);
  symbols.SetFunctions(functions, first_pc);
  program->code.reserve(pc);
  for (uint32_t index = 0; index < functions.size(); ++index) {
    symbols.EnterFunction(index);
    uint32_t line = functions[index]->line;
    for (const Statement& statement : functions[index]->statements) {
      Instruction& instruction = program->code.emplace_back();
      if (Status status = DecodeStatement(statement, &symbols, &instruction); !status.ok()) return status;
      line = statement.line;
    }
    program->code.push_back(ImplicitReturn(symbols, line));
  }
  std::vector<Parameter> parameters;
  program->parameter_bytes = LayOutParameters(kernel, &parameters);
  if (program->shared_bytes > kMaxSharedBytes || program->local_bytes > kMaxLocalBytes ||
      program->register_bytes > kMaxRegisterBytes || program->parameter_bytes > (1u << 16) ||
      program->frame_bytes > (1u << 20)) {
    return Status(Code::kUnsupported, "not supported yet: a kernel as large as '" + std::string(kernel.name) + "'");
  }
  // Arrays of registers begin at base * padded threads: whole words for every width.
  program->register_bytes = static_cast<uint32_t>(AlignUp(program->register_bytes, 8));
  return {};
}

}  // namespace fsdp_ptx
