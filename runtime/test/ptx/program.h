// program.h - a kernel decoded for execution: instructions over numbered registers, with the functions it calls
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_PROGRAM_H_
#define FSDP_RUNTIME_TEST_PTX_PROGRAM_H_

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "ptx.h"
#include "types.h"

namespace fsdp_ptx {

class Block;
struct Instruction;
using Handler = void (*)(Block&, const Instruction&);

constexpr uint32_t kWarpSize = 32;
constexpr uint32_t kMaxThreads = 1024;
constexpr uint32_t kNoId = ~uint32_t{0};

// Where the values of a register lie: `base` bytes per thread before it (an array of one element per thread starts at
// base * padded threads). `id` numbers the registers whose definedness is tracked; kNoId: always defined.
struct Slot {
  uint32_t base = 0;
  uint32_t id = kNoId;
};

// How the block's loop goes on after an instruction.
enum class Control : uint8_t { kNext, kBranch, kBranchTable, kCall, kReturn, kExit, kBarrier, kWarp, kTrap };

struct Instruction {
  Handler run = nullptr;    // null for pure control flow
  Handler inner = nullptr;  // what some handlers run first
  Control control = Control::kNext;
  bool predicated = false;
  bool predicate_negated = false;
  bool approximate = false;       // refused unless RunOptions allows it
  bool copies_undefined = false;  // a mov: the destination is as defined as the source
  bool aligned = false;           // a barrier that a warp's threads execute together
  uint8_t destinations = 0;
  uint8_t sources = 0;
  Slot predicate;
  std::array<Slot, 8> dst;
  std::array<Slot, 10> src;
  // Memory: one access is `count` elements of `bytes` bytes at src[0] + offset.
  Space space = Space::kGeneric;
  uint8_t bytes = 0;
  uint8_t count = 1;
  bool sign_extend = false;
  bool strong = false;  // volatile, relaxed, acquire, release: no race with other strong accesses and atomics
  int64_t offset = 0;
  uint32_t target = 0;            // program counter, or index of Program::calls or branch_tables
  std::array<uint32_t, 4> aux{};  // what else the handler needs, decided when decoding
  uint32_t line = 0;
  std::string_view text;
};

// A value that every thread has the same of, or that the launch provides: filled in before a block starts.
struct Constant {
  enum class Kind : uint8_t {
    kValue,
    kTid,
    kNtid,
    kCtaid,
    kNctaid,
    kLaneId,
    kWarpId,
    kNwarpId,
    kLaneMask,
    kParameters,
    kDynamicShared
  };
  Kind kind = Kind::kValue;
  uint8_t bytes = 4;  // of one element
  uint8_t axis = 0;   // 0, 1, 2; of kLaneMask: eq, le, lt, ge, gt
  Slot slot;
  uint64_t value = 0;  // kValue: the bits; kParameters: added to the address of the parameter block
};

struct FrameCopy {
  uint32_t from = 0, to = 0, bytes = 0;  // per thread, in the frame
};

struct Call {
  uint32_t function = 0;  // index of Program::functions
  std::vector<FrameCopy> arguments;
  std::vector<FrameCopy> results;
};

struct FunctionCode {
  std::string_view name;
  uint32_t entry = 0;  // program counter
};

struct Program {
  std::vector<Instruction> code;
  std::vector<FunctionCode> functions;  // callees before callers; the kernel is the last
  std::vector<Call> calls;
  std::vector<std::vector<uint32_t>> branch_tables;
  std::vector<Constant> constants;
  uint32_t register_bytes = 0;  // per thread
  uint32_t register_ids = 0;
  uint32_t frame_bytes = 0;        // per thread: .param variables of calls
  uint32_t local_bytes = 0;        // per thread
  uint32_t shared_bytes = 0;       // static
  uint32_t shared_alignment = 16;  // of what follows: dynamic shared memory
  uint32_t parameter_bytes = 0;
};

struct VariableStorage {
  std::string_view name;
  Space space = Space::kGlobal;
  uint64_t bytes = 0;
  std::unique_ptr<uint64_t[]> memory;  // aligned up to 256 bytes within
  uint8_t* data = nullptr;
};

struct ModuleImage {
  std::string text;
  std::string target;
  uint32_t version = 0;
  std::vector<VariableStorage> variables;
  std::vector<std::unique_ptr<Kernel>> kernels;
  std::vector<std::unique_ptr<Program>> programs;  // of kernels[i]
  std::vector<std::string> opcodes;
  const VariableStorage* FindVariable(std::string_view name) const;
};

// The parts of a kernel that only the loader and the executor touch.
class KernelAccess {
 public:
  static const Program& program(const Kernel& kernel) { return *kernel.image_->programs[kernel.entry_]; }
  static const ModuleImage& image(const Kernel& kernel) { return *kernel.image_; }
  struct Fields {
    std::string& name;
    std::vector<Parameter>& parameters;
    uint32_t& static_shared_bytes;
    std::optional<Dim3>& required_block;
    std::optional<Dim3>& maximum_block;
    const ModuleImage*& image;
    uint32_t& entry;
  };
  static Fields fields(Kernel& k) {
    return {k.name_, k.parameters_, k.static_shared_bytes_, k.required_block_, k.maximum_block_, k.image_, k.entry_};
  }
};

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_PROGRAM_H_
