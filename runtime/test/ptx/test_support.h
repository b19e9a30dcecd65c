// test_support.h - device memory for tests, and kernels made of one instruction
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_TEST_SUPPORT_H_
#define FSDP_RUNTIME_TEST_PTX_TEST_SUPPORT_H_

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "ptx.h"

namespace fsdp_ptx::testing {

// Buffers that a kernel may touch; everything else is out of bounds.
class TestMemory : public MemoryMap {
 public:
  template <typename T>
  T* Add(const std::vector<T>& values, bool written = true, bool writable = true) {
    Buffer& buffer = buffers_.emplace_back();
    const size_t bytes = values.size() * sizeof(T);
    buffer.memory = std::make_unique<uint64_t[]>(bytes / 8 + 64);
    const uint64_t start = (reinterpret_cast<uint64_t>(buffer.memory.get()) + 255) / 256 * 256;
    std::memcpy(reinterpret_cast<void*>(start), values.data(), bytes);
    buffer.written.assign(bytes + 1, written ? 1 : 0);
    buffer.allocation = {start, start + bytes, writable, buffer.written.data()};
    return reinterpret_cast<T*>(start);
  }
  template <typename T>
  T* AddUnwritten(size_t count) {
    return Add(std::vector<T>(count), false);
  }

  bool Find(uint64_t address, Allocation* out, std::string* why) override {
    for (const Buffer& buffer : buffers_) {
      if (address >= buffer.allocation.begin && address < buffer.allocation.end) {
        *out = buffer.allocation;
        return true;
      }
    }
    *why = "not a buffer of the test";
    return false;
  }

 private:
  struct Buffer {
    std::unique_ptr<uint64_t[]> memory;
    std::vector<uint8_t> written;
    Allocation allocation;
  };
  std::deque<Buffer> buffers_;
};

inline std::string Header() { return ".version 8.8\n.target sm_100\n.address_size 64\n"; }

// A module with one kernel "k" whose parameters are `pointers` 64-bit addresses; they are loaded into %q0, %q1, ... and
// the thread's index in the block is %t. Line 8 is the first of `body`.
inline std::string KernelText(size_t pointers, const std::string& body, const std::string& before = "") {
  std::string text = Header() + before + ".visible .entry k(";
  for (size_t k = 0; k < pointers; ++k)
    text += (k ? ", " : "") + std::string(".param .u64 k_param_") + std::to_string(k);
  text += ") {\n.reg .pred %p<9>; .reg .b16 %h<20>; .reg .b32 %r<40>; .reg .b32 %t; .reg .b64 %l<40>, %q<9>;\n";
  for (size_t k = 0; k < pointers; ++k) {
    text += "ld.param.b64 %q" + std::to_string(k) + ", [k_param_" + std::to_string(k) + "]; ";
  }
  return text + "\nmov.u32 %t, %tid.x;\n" + body + "\nret;\n}\n";
}

inline Module ParseOrDie(const std::string& text) {
  Result<Module> module = Module::Parse(text);
  EXPECT_TRUE(module.ok()) << module.status().message() << "\n" << text;
  if (!module.ok()) std::abort();
  return std::move(*module);
}

inline Status RunKernel(const std::string& text, const Launch& launch, const std::vector<const void*>& pointers,
                        TestMemory* memory, const RunOptions& options = {}, RunReport* report = nullptr,
                        const char* name = "k") {
  Module module = ParseOrDie(text);
  const Kernel* kernel = module.Find(name);
  if (!kernel) return Status(Code::kInvalidArgument, "no such kernel");
  std::vector<const void*> params;
  for (const void* const& pointer : pointers) params.push_back(&pointer);
  return Run(*kernel, launch, params.data(), memory, options, report);
}

// result[i] = `instruction` (of %d from %a, %b, %c) for every i, one thread for each.
template <typename D, typename A, typename B = A, typename C = A>
std::vector<D> Apply(const std::string& instruction, const std::vector<A>& a, const std::vector<B>& b = {},
                     const std::vector<C>& c = {}, const RunOptions& options = {}) {
  const auto load = [](const char* name, size_t size, size_t index) {
    const std::string bits = std::to_string(8 * size), pointer = "%q" + std::to_string(index);
    return ".reg .b" + std::to_string(size == 1 ? 16 : 8 * size) + " " + name + "; mad.wide.u32 %l0, %r3, " +
           std::to_string(size) + ", " + pointer + "; ld.global.b" + bits + " " + name + ", [%l0];\n";
  };
  TestMemory memory;
  const uint32_t count = static_cast<uint32_t>(a.size());
  std::vector<const void*> pointers = {memory.AddUnwritten<D>(a.size()), memory.Add(a)};
  std::string body = "mov.u32 %r1, %ctaid.x; mad.lo.s32 %r3, %r1, 256, %t; setp.ge.u32 %p1, %r3, " +
                     std::to_string(count) + "; @%p1 bra $end;\n" + load("%a", sizeof(A), 1);
  if (!b.empty()) {
    body += load("%b", sizeof(B), pointers.size());
    pointers.push_back(memory.Add(b));
  }
  if (!c.empty()) {
    body += load("%c", sizeof(C), pointers.size());
    pointers.push_back(memory.Add(c));
  }
  body += ".reg .b" + std::to_string(sizeof(D) == 1 ? 16 : 8 * sizeof(D)) + " %d;\n" + instruction +
          "\nmad.wide.u32 %l0, %r3, " + std::to_string(sizeof(D)) + ", %q0; st.global.b" +
          std::to_string(8 * sizeof(D)) + " [%l0], %d;\n$end:";
  const Status status = RunKernel(KernelText(pointers.size(), body), {{(count + 255) / 256, 1, 1}, {256, 1, 1}, 0},
                                  pointers, &memory, options);
  EXPECT_TRUE(status.ok()) << status.message();
  const D* result = static_cast<const D*>(pointers[0]);
  return std::vector<D>(result, result + a.size());
}

}  // namespace fsdp_ptx::testing

#endif  // FSDP_RUNTIME_TEST_PTX_TEST_SUPPORT_H_
