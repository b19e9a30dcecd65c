// statement_decoder.h - what the families of instructions use to turn one statement into an Instruction
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_STATEMENT_DECODER_H_
#define FSDP_RUNTIME_TEST_PTX_STATEMENT_DECODER_H_

#include <string>
#include <string_view>
#include <vector>

#include "program.h"
#include "syntax.h"
#include "types.h"

namespace fsdp_ptx {

// The modifiers of an opcode, consumed in their order; whatever a family leaves over is an error.
class OpcodeReader {
 public:
  explicit OpcodeReader(std::string_view opcode);
  std::string_view root() const { return parts_[0]; }
  std::string_view full() const { return full_; }
  std::string_view next() const { return at_ < parts_.size() ? parts_[at_] : std::string_view(); }
  bool Take(std::string_view modifier);
  Type TakeType();                     // kNone if the next modifier is no type
  Rounding TakeRounding(bool* found);  // .rn .rz .rm .rp
  bool done() const { return at_ == parts_.size(); }

 private:
  std::string_view full_;
  std::vector<std::string_view> parts_;
  size_t at_ = 1;
};

// Registers, constants and variables of the function that is being decoded.
class SymbolScope {
 public:
  virtual ~SymbolScope() = default;
  // A register of the function; false if it is not declared.
  virtual bool FindRegister(std::string_view name, uint32_t scope, Slot* slot, unsigned* bytes) = 0;
  virtual bool FindSpecial(std::string_view name, Slot* slot, unsigned* bytes) = 0;
  virtual Slot ConstantSlot(const Constant& constant) = 0;
  virtual Slot ScratchSlot(unsigned bytes) = 0;  // written, never read
  // The address of a variable or function parameter. Frame: a .param of a call, at an offset known now.
  struct Address {
    bool frame = false;
    Space space = Space::kGeneric;
    Constant constant;    // the address (not frame)
    uint32_t offset = 0;  // in the frame
    uint64_t bytes = 0;   // frame: of the variable
  };
  virtual bool FindAddress(std::string_view name, uint32_t scope, Address* address) = 0;
  // Control flow: program counter of a label, index in Program::branch_tables, in Program::calls, in
  // Program::functions.
  virtual bool FindLabel(std::string_view name, uint32_t* pc) = 0;
  virtual bool AddBranchTable(std::string_view name, uint32_t* table) = 0;
  virtual bool AddCall(const Statement& statement, uint32_t* call, std::string* error) = 0;
  virtual bool in_kernel() const = 0;  // not in a function that it calls
  virtual uint32_t function() const = 0;
};

class StatementDecoder {
 public:
  StatementDecoder(const Statement& statement, SymbolScope* symbols)
      : op(statement.opcode), statement_(statement), symbols_(symbols) {}

  OpcodeReader op;
  Instruction out;

  const std::vector<Operand>& operands() const { return statement_.operands; }
  const Statement& statement() const { return statement_; }
  SymbolScope& symbols() { return *symbols_; }

  void Fail(const std::string& what);
  void Unsupported(const std::string& feature) { Fail("not supported yet: " + feature); }
  bool ok() const { return error_.empty(); }
  const std::string& error() const { return error_; }

  bool ExpectOperands(size_t count);
  // Each appends to out.src or out.dst. The register must be exactly as wide as the type ...
  void Source(const Operand& operand, Type type);
  void Destination(const Operand& operand, Type type);
  // ... or at least that wide (ld, st, cvt); returns its bytes.
  unsigned WideSource(const Operand& operand, Type type);
  unsigned WideDestination(const Operand& operand, Type type);
  void Source(size_t index, Type type) { Source(operands()[index], type); }
  void Destination(size_t index, Type type) { Destination(operands()[index], type); }
  unsigned RegisterBytes(std::string_view name);  // 0: not declared
  // "[base + offset]" of memory: out.src[0] and out.offset, or a place in the frame (returns true then).
  bool AddressSource(const Operand& operand);
  uint64_t ImmediateOperand(size_t index);  // an integer that must be a literal

 private:
  void AddSource(Slot slot);
  void AddDestination(Slot slot);
  Slot Find(const Operand& operand, Type type, unsigned* bytes);
  bool ConstantBits(const Immediate& immediate, Type type, uint64_t* bits);

  const Statement& statement_;
  SymbolScope* symbols_;
  std::string error_;
};

// The families. Each returns false if the opcode's root is not its own, else it fills `out` or fails.
bool DecodeIntegerArithmetic(StatementDecoder& d);
bool DecodeBitOperation(StatementDecoder& d);
bool DecodeFloatArithmetic(StatementDecoder& d);
bool DecodeHalfArithmetic(StatementDecoder& d);
bool DecodeComparison(StatementDecoder& d);
bool DecodeMove(StatementDecoder& d);
bool DecodeConversion(StatementDecoder& d);
bool DecodeMemory(StatementDecoder& d);
bool DecodeAtomic(StatementDecoder& d);
bool DecodeWarp(StatementDecoder& d);
bool DecodeControl(StatementDecoder& d);

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_STATEMENT_DECODER_H_
