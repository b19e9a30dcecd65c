// syntax.h - the syntax tree of a PTX module; all text points into the module's text
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_SYNTAX_H_
#define FSDP_RUNTIME_TEST_PTX_SYNTAX_H_

#include <cstdint>
#include <map>
#include <optional>
#include <string_view>
#include <vector>

#include "ptx.h"
#include "types.h"

namespace fsdp_ptx {

struct Immediate {
  enum class Kind : uint8_t { kInteger, kFloat32, kFloat64 };
  Kind kind = Kind::kInteger;
  uint64_t bits = 0;  // two's complement, or the float's bits
};

struct Operand {
  enum class Kind : uint8_t {
    kRegister,  // "%r1" or "%tid.x"
    kName,      // a variable, label or function
    kImmediate,
    kAddress,  // "[parts[0] + offset]"
    kVector,   // "{parts}"
    kPair,     // "parts[0]|parts[1]"
    kList,     // "(parts)": the arguments of a call
    kSink,     // "_"
  };
  Kind kind = Kind::kSink;
  std::string_view name;
  Immediate immediate;
  std::vector<Operand> parts;
  int64_t offset = 0;
  bool negated = false;  // "!%p1"
};

struct Statement {
  uint32_t line = 0;
  uint32_t scope = 0;  // index in Function::scopes
  std::string_view text;
  std::string_view predicate;  // empty: none
  bool predicate_negated = false;
  std::string_view opcode;
  std::vector<Operand> operands;
};

// One element of an initialiser: a number, or the address of a variable plus a number.
struct InitialValue {
  Immediate value;
  std::string_view symbol;
  bool generic = false;
};

struct Declaration {
  std::string_view name;  // of registers "%r<5>": "%r"
  Space space = Space::kReg;
  Type type = Type::kNone;
  uint32_t line = 0;
  uint32_t alignment = 0;             // at least the type's size
  std::optional<uint32_t> registers;  // the 5 of "%r<5>"
  bool array = false;
  bool unsized = false;  // "name[]": dynamic shared memory
  bool external = false;
  uint64_t elements = 1;
  std::vector<InitialValue> initial;
  uint64_t bytes() const { return elements * TypeBytes(type); }
};

struct Scope {
  uint32_t parent = 0;  // of scope 0 (the function's body): 0
  std::map<std::string_view, Declaration> declarations;
};

struct FunctionSyntax {
  std::string_view name;
  uint32_t line = 0;
  bool entry = false;
  bool defined = false;
  std::vector<Declaration> results;
  std::vector<Declaration> parameters;
  std::optional<Dim3> required_block;
  std::optional<Dim3> maximum_block;
  std::vector<Scope> scopes;
  std::vector<Statement> statements;
  std::map<std::string_view, uint32_t> labels;  // index of the next statement
  std::map<std::string_view, std::vector<std::string_view>> branch_targets;
};

struct ModuleSyntax {
  uint32_t version = 0;
  std::string_view target;
  std::vector<Declaration> variables;
  std::vector<FunctionSyntax> functions;
};

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_SYNTAX_H_
