// mpi_memory.h - a rank's memory on the CPU: collectives use it in place, ranks of one node may share it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_MPI_MPI_MEMORY_H_
#define FSDP_RT_BACKENDS_MPI_MPI_MEMORY_H_

#include "status.h"

namespace fsdp_rt {

// Memory of files without a name, so that other processes of the user can map it through /proc and nothing is left of
// it when its processes end, however they do. Unlike shared windows of MPI it is made without the other ranks, and does
// not count against the size of /dev/shm.
struct SharedBlock {
  int file = -1;  // this process's descriptor; -1: not shared
  uint64_t bytes = 0;
  uint8_t* memory = nullptr;
  uint32_t number = 0;  // of this process's, in the order of their allocation
  bool kept = false;    // see MpiMemory::Keep
};

// Zero-filled; `alignment` is a power of two.
Status MapBlock(uint64_t bytes, uint64_t alignment, bool shared, SharedBlock* out);
void UnmapBlock(const SharedBlock& block);
// Another process's block, by its descriptor there.
Status MapBlockOf(int process, int file, uint64_t bytes, bool writable, SharedBlock* out);

// The CPU. A session may outlive the communicator that it began with, so the memory is known to all ranks of this
// process.
class MpiMemory : public fsdp_rt_device {
 public:
  explicit MpiMemory(bool shared);
  MpiMemory(const MpiMemory&) = delete;
  MpiMemory& operator=(const MpiMemory&) = delete;

  Status Allocate(uint64_t bytes, uint64_t alignment, void** out_memory);
  void Deallocate(void* memory);

  // The block of any device that holds these bytes whole. False: none does.
  static bool Find(const void* memory, uint64_t bytes, SharedBlock* out = nullptr);
  // What a collective that failed leaves behind may still be written to, when a rank comes late: a block that holds
  // `memory` is not given back before the process ends.
  static void Keep(const void* memory);

 private:
  const bool shared_;
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_MPI_MPI_MEMORY_H_
