// mpi_memory.cpp - a rank's memory on the CPU: collectives use it in place, ranks of one node may share it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mpi_memory.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <iterator>
#include <map>
#include <mutex>

namespace fsdp_rt {
namespace {

constexpr uint64_t kHugePage = uint64_t(2) << 20;

struct Blocks {
  static Blocks& OfProcess() {
    static auto* const blocks = new Blocks;  // as long as MPI may use them
    return *blocks;
  }
  SharedBlock* Find(const void* memory, uint64_t bytes) {
    const auto* begin = static_cast<const uint8_t*>(memory);
    const auto after = by_address.upper_bound(begin);
    if (after == by_address.begin()) return nullptr;
    SharedBlock& block = std::prev(after)->second;
    const auto offset = uint64_t(begin - block.memory);
    return offset <= block.bytes && bytes <= block.bytes - offset ? &block : nullptr;
  }

  std::mutex mutex;
  uint32_t allocated = 0;
  std::map<const uint8_t*, SharedBlock> by_address;
};

const fsdp_rt_device_vtable kVtable = {
    sizeof(fsdp_rt_device_vtable),
    [](fsdp_rt_device* device, fsdp_rt_memory_kind, uint64_t bytes, uint64_t alignment, void** out_memory,
       fsdp_rt_error* error) {
      return Guard(error, [&] { return static_cast<MpiMemory*>(device)->Allocate(bytes, alignment, out_memory); });
    },
    [](fsdp_rt_device* device, fsdp_rt_memory_kind, void* memory, uint64_t) {
      static_cast<MpiMemory*>(device)->Deallocate(memory);
    }};

}  // namespace

Status MapBlock(uint64_t bytes, uint64_t alignment, bool shared, SharedBlock* out) {
  const uint64_t page = sysconf(_SC_PAGESIZE);
  SharedBlock block;
  block.bytes = (std::max<uint64_t>(bytes, 1) + page - 1) / page * page;
  const uint64_t align = std::max({alignment, page, block.bytes >= kHugePage ? kHugePage : 0});
  auto failed = [&](const char* what) {
    const int error = errno;
    if (block.file >= 0) close(block.file);
    return Error(FSDP_RT_OUT_OF_MEMORY, "cannot allocate ", bytes, shared ? " shared bytes: " : " bytes: ", what, ": ",
                 std::strerror(error));
  };
  if (shared) {
    block.file = memfd_create("fsdp-rt", MFD_CLOEXEC);
    if (block.file < 0 || ftruncate(block.file, off_t(block.bytes)) != 0) return failed("memfd_create");
  }
  // Addresses first, then the memory at those that are aligned.
  void* range = mmap(nullptr, block.bytes + align, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (range == MAP_FAILED) return failed("mmap");
  auto* begin = static_cast<uint8_t*>(range);
  const uint64_t head = (align - reinterpret_cast<uintptr_t>(begin) % align) % align;
  if (head) munmap(begin, head);
  munmap(begin + head + block.bytes, align - head);
  block.memory = begin + head;
  if (mmap(block.memory, block.bytes, PROT_READ | PROT_WRITE,
           (shared ? MAP_SHARED : MAP_PRIVATE | MAP_ANONYMOUS) | MAP_FIXED, block.file, 0) == MAP_FAILED) {
    munmap(block.memory, block.bytes);
    return failed("mmap");
  }
  if (block.bytes >= kHugePage) madvise(block.memory, block.bytes, MADV_HUGEPAGE);
  *out = block;
  return {};
}

void UnmapBlock(const SharedBlock& block) {
  munmap(block.memory, block.bytes);
  if (block.file >= 0) close(block.file);
}

Status MapBlockOf(int process, int file, uint64_t bytes, bool writable, SharedBlock* out) {
  const std::string path = Concat("/proc/", process, "/fd/", file);
  const int opened = open(path.c_str(), (writable ? O_RDWR : O_RDONLY) | O_CLOEXEC);
  if (opened < 0) return Error(FSDP_RT_UNSUPPORTED, "open of ", path, ": ", std::strerror(errno));
  void* memory = mmap(nullptr, bytes, writable ? PROT_READ | PROT_WRITE : PROT_READ, MAP_SHARED, opened, 0);
  const int error = errno;
  close(opened);
  if (memory == MAP_FAILED) return Error(FSDP_RT_UNSUPPORTED, "mmap of ", path, ": ", std::strerror(error));
  *out = {-1, bytes, static_cast<uint8_t*>(memory)};
  return {};
}

MpiMemory::MpiMemory(bool shared) : fsdp_rt_device{&kVtable}, shared_(shared) {}

Status MpiMemory::Allocate(uint64_t bytes, uint64_t alignment, void** out_memory) {
  SharedBlock block;
  FSDP_RT_TRY(MapBlock(bytes, alignment, shared_, &block));
  Blocks& blocks = Blocks::OfProcess();
  std::lock_guard lock(blocks.mutex);
  block.number = blocks.allocated++;
  blocks.by_address[block.memory] = block;
  *out_memory = block.memory;
  return {};
}

void MpiMemory::Deallocate(void* memory) {
  Blocks& blocks = Blocks::OfProcess();
  std::lock_guard lock(blocks.mutex);
  const auto found = blocks.by_address.find(static_cast<uint8_t*>(memory));
  if (found == blocks.by_address.end() || found->second.kept) return;
  UnmapBlock(found->second);
  blocks.by_address.erase(found);
}

bool MpiMemory::Find(const void* memory, uint64_t bytes, SharedBlock* out) {
  Blocks& blocks = Blocks::OfProcess();
  std::lock_guard lock(blocks.mutex);
  const SharedBlock* found = blocks.Find(memory, bytes);
  if (found && out) *out = *found;
  return found;
}

void MpiMemory::Keep(const void* memory) {
  Blocks& blocks = Blocks::OfProcess();
  std::lock_guard lock(blocks.mutex);
  if (SharedBlock* found = blocks.Find(memory, 0)) found->kept = true;
}

}  // namespace fsdp_rt
