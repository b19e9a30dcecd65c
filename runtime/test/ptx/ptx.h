// ptx.h - an interpreter of PTX for tests: runs the compiler's GPU kernels without a GPU and checks every access
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
//   Result<Module> module = Module::Parse(text);
//   const Kernel* kernel = module->Find("pack_layer0");
//   Status status = Run(*kernel, {.grid = {8, 1, 1}, .block = {256, 1, 1}}, params, &memory, {});
//
// Device addresses are host addresses. What the interpreter does not know is an error, never a guess.

#ifndef FSDP_RUNTIME_TEST_PTX_PTX_H_
#define FSDP_RUNTIME_TEST_PTX_PTX_H_

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace fsdp_ptx {

struct Dim3 {
  uint32_t x = 1, y = 1, z = 1;
  uint64_t count() const { return uint64_t{x} * y * z; }
  bool operator==(const Dim3&) const = default;
};

enum class Code {
  kOk,
  kInvalidPtx,       // the text does not parse
  kUnsupported,      // valid PTX that the interpreter does not run; the message begins "not supported yet:"
  kInvalidArgument,  // launch shape, missing parameter
  kOutOfBounds,    // an access that MemoryMap (or the size of shared, local, constant, parameter memory) does not allow
  kMisaligned,     // a scalar or vector access whose address is not a multiple of its size
  kUninitialized,  // a register or byte that nothing wrote was read
  kConflict,       // two threads touched one byte, one of them wrote, and nothing orders them
  kDeadlock,       // a barrier or warp operation that not all of its threads reach
  kBudget,         // RunOptions::instruction_budget is used up
  kCancelled,      // RunOptions::cancel became true
  kTrap,           // the kernel executed `trap`, or an operation with an unspecified result (division by zero)
};

// Where a launch failed. `line` is 1-based in the module's text; `address` is 0 unless memory was accessed.
struct Fault {
  std::string kernel;
  uint32_t line = 0;
  std::string instruction;
  Dim3 block{0, 0, 0};
  Dim3 thread{0, 0, 0};
  uint64_t address = 0;
};

class [[nodiscard]] Status {
 public:
  Status() = default;
  Status(Code code, std::string message) : code_(code), message_(std::move(message)) {}
  Status(Code code, std::string message, Fault fault)
      : code_(code), message_(std::move(message)), fault_(std::move(fault)) {}

  bool ok() const { return code_ == Code::kOk; }
  Code code() const { return code_; }
  // Names the kernel, line, instruction, block, thread and address as well as the reason.
  const std::string& message() const { return message_; }
  const Fault& fault() const { return fault_; }

 private:
  Code code_ = Code::kOk;
  std::string message_;
  Fault fault_;
};

template <typename T>
class [[nodiscard]] Result {
 public:
  Result(T value) : value_(std::move(value)) {}          // NOLINT(google-explicit-constructor)
  Result(Status status) : status_(std::move(status)) {}  // NOLINT(google-explicit-constructor)
  bool ok() const { return value_.has_value(); }
  const Status& status() const { return status_; }
  T& operator*() { return *value_; }
  T* operator->() { return &*value_; }

 private:
  Status status_;
  std::optional<T> value_;
};

struct Parameter {
  std::string name;
  uint32_t bytes = 0;
  uint32_t alignment = 1;
  uint32_t offset = 0;  // in the kernel's parameter block
};

struct ModuleImage;  // the decoded module; program.h

// One `.entry`; lives as long as its module's image, which it shares.
class Kernel {
 public:
  const std::string& name() const { return name_; }
  const std::vector<Parameter>& parameters() const { return parameters_; }
  uint32_t static_shared_bytes() const { return static_shared_bytes_; }
  std::optional<Dim3> required_block() const { return required_block_; }  // .reqntid
  std::optional<Dim3> maximum_block() const { return maximum_block_; }    // .maxntid

 private:
  friend struct ModuleImage;
  friend class KernelAccess;  // the loader and the executor
  std::string name_;
  std::vector<Parameter> parameters_;
  uint32_t static_shared_bytes_ = 0;
  std::optional<Dim3> required_block_;
  std::optional<Dim3> maximum_block_;
  const ModuleImage* image_ = nullptr;
  uint32_t entry_ = 0;  // index of its function in the image
};

// A `.global` or `.const` variable of a module, in host memory that the module owns.
struct Variable {
  uint64_t address = 0;
  uint64_t bytes = 0;
};

class Module {
 public:
  // Copies what it needs of `text`. An error names the line and what was not understood.
  static Result<Module> Parse(std::string_view text);

  Module(Module&&) noexcept;
  Module& operator=(Module&&) noexcept;
  ~Module();

  const Kernel* Find(std::string_view name) const;  // null: no such entry
  std::vector<const Kernel*> kernels() const;
  std::optional<Variable> FindVariable(std::string_view name) const;
  const std::string& target() const;         // "sm_80"
  uint64_t constant_bytes() const;           // of all `.const` variables
  uint32_t version() const;                  // 10 * major + minor of `.version`: 70 for 7.0
  std::vector<std::string> opcodes() const;  // the distinct full opcodes of the text, sorted

 private:
  explicit Module(std::unique_ptr<ModuleImage> image);
  std::unique_ptr<ModuleImage> image_;
};

// A piece of device memory that a kernel may touch.
struct Allocation {
  uint64_t begin = 0;
  uint64_t end = 0;
  bool writable = true;
  // One byte of state per byte of the allocation, kept over launches by its owner: nonzero means written. Loads check
  // it, stores set it. Null: the contents count as written.
  uint8_t* written = nullptr;
};

// The device memory of a launch; implemented by the owner of the memory. Called from the thread that calls Run. Answers
// are remembered until the launch ends, so an allocation must not go away before that.
class MemoryMap {
 public:
  virtual ~MemoryMap() = default;
  // The allocation that holds the byte at `address`; false with a reason ("freed", "of another device", ...) if there
  // is none.
  virtual bool Find(uint64_t address, Allocation* out, std::string* why) = 0;
};

struct Launch {
  Dim3 grid;
  Dim3 block;
  uint32_t dynamic_shared_bytes = 0;
};

struct RunOptions {
  uint64_t seed = 0;                // order of the blocks: 0 is ascending, anything else a shuffle with that seed
  bool check_conflicts = true;      // races in shared and global memory; up to two thirds more run time
  bool check_uninitialized = true;  // registers, shared, local and (where the allocation tracks it) global memory
  bool allow_approximate = false;   // .approx and .full forms as exactly rounded operations; refused otherwise
  uint64_t instruction_budget = uint64_t{1} << 34;  // thread-instructions of the whole launch
  const std::atomic<bool>* cancel = nullptr;        // looked at between blocks and regularly within them
  bool record_ranges = false;                       // fill RunReport::read and written
};

struct ByteRange {
  uint64_t begin = 0;
  uint64_t end = 0;
};

// What a launch did; also filled, up to the fault, when it fails.
struct RunReport {
  uint64_t instructions = 0;         // issued to a group of threads
  uint64_t thread_instructions = 0;  // summed over the threads that executed them
  std::vector<ByteRange> read;       // global memory, sorted and merged; atomics count as both
  std::vector<ByteRange> written;
};

// `params[i]` points at the value of parameter i (as for cuLaunchKernel). `params` may be null if there are none.
Status Run(const Kernel& kernel, const Launch& launch, const void* const* params, MemoryMap* memory,
           const RunOptions& options, RunReport* report = nullptr);

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_PTX_H_
