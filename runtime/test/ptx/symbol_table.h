// symbol_table.h - what the names in a function stand for, and where their values lie
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_SYMBOL_TABLE_H_
#define FSDP_RUNTIME_TEST_PTX_SYMBOL_TABLE_H_

#include <map>
#include <string>
#include <tuple>
#include <vector>

#include "program.h"
#include "statement_decoder.h"
#include "syntax.h"

namespace fsdp_ptx {

// Shared by the functions of a program. Registers, constants and memory get their places when they are first named, so
// a kernel does not pay for what others of its module declare.
class SymbolTable : public SymbolScope {
 public:
  SymbolTable(const ModuleSyntax& module, const ModuleImage& image, Program* program)
      : module_(module), image_(image), program_(program) {}

  // Functions in their order in the program; `first_pc[i]` is where function i begins.
  void SetFunctions(std::vector<const FunctionSyntax*> functions, std::vector<uint32_t> first_pc);
  void EnterFunction(uint32_t index) { current_ = index; }

  bool FindRegister(std::string_view name, uint32_t scope, Slot* slot, unsigned* bytes) override;
  bool FindSpecial(std::string_view name, Slot* slot, unsigned* bytes) override;
  Slot ConstantSlot(const Constant& constant) override;
  Slot ScratchSlot(unsigned bytes) override;
  bool FindAddress(std::string_view name, uint32_t scope, Address* address) override;
  bool FindLabel(std::string_view name, uint32_t* pc) override;
  bool AddBranchTable(std::string_view name, uint32_t* table) override;
  bool AddCall(const Statement& statement, uint32_t* call, std::string* error) override;
  bool in_kernel() const override { return current_ + 1 == functions_.size(); }
  uint32_t function() const override { return current_; }

 private:
  const FunctionSyntax& syntax() const { return *functions_[current_]; }
  // A declaration of the scope or one around it; `*found_in` is that scope.
  const Declaration* FindLocal(std::string_view name, uint32_t scope, uint32_t* found_in) const;
  uint32_t FrameOffset(uint32_t function, uint32_t scope, const Declaration& declaration);
  bool SharedAddress(const Declaration& declaration, Address* address);
  uint64_t Reserve(uint32_t* bytes, const Declaration& declaration, uint64_t base);
  bool CopyParameters(const std::vector<Operand>& operands, const std::vector<Declaration>& declarations,
                      uint32_t callee, uint32_t scope, bool results, std::vector<FrameCopy>* copies,
                      std::string* error);

  const ModuleSyntax& module_;
  const ModuleImage& image_;
  Program* program_;
  std::vector<const FunctionSyntax*> functions_;
  std::vector<uint32_t> first_pc_;
  uint32_t current_ = 0;
  std::map<std::tuple<uint32_t, uint32_t, std::string_view>, std::pair<Slot, unsigned>> registers_;  // function, scope
  std::map<std::tuple<Constant::Kind, uint8_t, uint8_t, uint64_t>, Slot> constants_;
  std::map<std::tuple<uint32_t, uint32_t, std::string_view>, uint32_t> frame_;
  std::map<const Declaration*, uint64_t> memory_;  // shared and local variables
};

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_SYMBOL_TABLE_H_
