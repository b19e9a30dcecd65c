// block.h - one block of threads in execution: registers, memory, groups of threads and their order
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_PTX_BLOCK_H_
#define FSDP_RUNTIME_TEST_PTX_BLOCK_H_

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "device_memory.h"
#include "lane_mask.h"
#include "program.h"
#include "ptx.h"
#include "race_shadow.h"

namespace fsdp_ptx {

// Registers are arrays of one element per thread, so that a loop over the threads vectorises. Threads at one program
// counter form a group and execute together; the group with the lowest counter runs first, which makes threads meet
// again after any branch, whatever the control flow's shape. One Block is reused for all blocks of a launch.
class Block {
 public:
  Block(const Kernel& kernel, const Launch& launch, const uint8_t* parameters, MemoryMap* memory,
        const RunOptions& options, RunReport* report);

  Status Run(Dim3 index, uint32_t number);
  std::vector<ByteRange> TakeRanges(bool written) { return memory_.TakeRanges(written); }

  // ---- for the handlers of instructions

  // The threads that execute the current instruction.
  const LaneMask& active() const { return active_; }
  bool full() const { return full_; }                                   // all threads of the block
  const uint8_t* active_bytes() const { return active_bytes_.data(); }  // per thread, 0 or 1
  uint32_t lanes() const { return padded_; }                            // threads, rounded up to whole warps
  uint32_t threads() const { return threads_; }
  uint32_t warps() const { return padded_ / kWarpSize; }
  const LaneMask& exited() const { return exited_; }

  template <typename T>
  T* Lanes(const Slot& slot) {
    return reinterpret_cast<T*>(registers_.get() + size_t{slot.base} * padded_);
  }
  uint8_t* Frame(uint32_t lane) { return frame_.get() + size_t{lane} * program_.frame_bytes; }

  // Host memory of an access of the current instruction, after all checks; null after a fault.
  uint8_t* Access(const Instruction& i, uint32_t lane, uint64_t address, uint32_t bytes, AccessKind kind) {
    uint8_t* host = memory_.Access(i.space, lane, address, bytes, kind);
    if (!host) Fail(memory_.fault_code(), lane, memory_.fault(), address);
    return host;
  }
  void WarpBarrier() {
    for (uint32_t w = 0; w < warps(); ++w) {
      if (active_.warp(w)) memory_.WarpBarrier(w);
    }
  }
  void Fail(Code code, uint32_t lane, const std::string& what, uint64_t address = 0);
  bool failed() const { return failed_; }

 private:
  struct Group {
    uint32_t pc = 0;
    LaneMask lanes;
  };
  struct Barrier {
    std::vector<Group> arrived;
    LaneMask lanes;
  };
  static constexpr uint32_t kBarriers = 16;
  static constexpr uint32_t kSlice = 1 << 16;  // instructions that a group runs before another one gets a turn

  void FillConstants();
  void FillConstant(const Constant& constant);
  uint64_t ConstantOf(const Constant& constant, uint32_t lane) const;

  void Add(uint32_t pc, const LaneMask& lanes);  // to ready_, merging
  bool TakeNext();                               // the next group into current_; false: none can run
  void RunGroup();
  void GiveTurn();
  void Step(const Instruction& i);
  void SetActive(const LaneMask& lanes);
  LaneMask PredicateMask(const Instruction& i);
  bool CheckDefined(const Instruction& i);
  void MarkDefined(const Instruction& i);
  LaneMask UndefinedIn(const Slot& slot, const LaneMask& lanes) const;

  void Leave(const Instruction& i, const LaneMask& taken);  // control flow after an instruction
  void Branch(const LaneMask& taken, uint32_t target);
  void BranchTable(const Instruction& i);
  void EnterCall(const Instruction& i);
  void Return(const Instruction& i, const LaneMask& lanes);
  void Exit(const LaneMask& lanes);
  void Arrive(const Instruction& i);
  bool GatherWarps(const Instruction& i);
  bool ReleaseBarriers();
  bool CheckAligned(uint32_t number, const Barrier& barrier);
  void ReportDeadlock();
  void CopyFrame(const std::vector<FrameCopy>& copies, const LaneMask& lanes);
  Dim3 ThreadIndex(uint32_t lane) const;

  const Kernel& kernel_;
  const Program& program_;
  const Launch& launch_;
  const uint8_t* parameters_;
  const RunOptions& options_;
  RunReport* report_;
  uint32_t threads_;
  uint32_t padded_;
  Dim3 index_;
  std::unique_ptr<uint8_t[]> registers_;
  std::unique_ptr<uint8_t[]> frame_;
  std::vector<std::vector<uint32_t>> return_pc_;  // of a function, per thread

  LaneMask all_, exited_, active_;
  bool full_ = false;
  std::array<uint8_t, kMaxThreads> active_bytes_{};
  std::vector<LaneMask> defined_;
  std::vector<uint8_t> all_defined_;

  std::vector<Group> ready_;   // descending by program counter: the next one is at the back
  std::vector<Group> parked_;  // at a warp operation that waits for threads
  std::array<Barrier, kBarriers> barriers_;
  Group current_;
  bool leave_group_ = false;

  BlockMemory memory_;
  uint64_t budget_;
  const Instruction* instruction_ = nullptr;
  bool failed_ = false;
  Status status_;
};

}  // namespace fsdp_ptx

#endif  // FSDP_RUNTIME_TEST_PTX_BLOCK_H_
