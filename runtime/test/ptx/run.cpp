// run.cpp - launches a kernel: its shape, parameters and the order of its blocks
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstring>
#include <numeric>
#include <random>

#include "block.h"
#include "device_memory.h"
#include "program.h"
#include "ptx.h"

namespace fsdp_ptx {
namespace {

// The race checker tells 2^24 blocks apart.
constexpr uint64_t kMaxBlocks = uint64_t{1} << 24;
constexpr uint64_t kMaxSharedBytes = 228 << 10;

std::string Text(Dim3 d) {
  return "(" + std::to_string(d.x) + ", " + std::to_string(d.y) + ", " + std::to_string(d.z) + ")";
}

Status LaunchError(const Kernel& kernel, const std::string& what, Code code = Code::kInvalidArgument) {
  Fault fault;
  fault.kernel = kernel.name();
  const std::string name = "kernel '" + kernel.name() + "'";
  return Status(code, code == Code::kUnsupported ? what + " (" + name + ")" : name + ": " + what, std::move(fault));
}

Status CheckShape(const Kernel& kernel, const Launch& launch) {
  const Dim3 &grid = launch.grid, &block = launch.block;
  if (grid.count() == 0 || block.count() == 0) return LaunchError(kernel, "a grid or block without threads");
  if (block.x > kMaxThreads || block.y > kMaxThreads || block.z > 64 || block.count() > kMaxThreads) {
    return LaunchError(kernel, "block " + Text(block) + " has more than 1024 threads");
  }
  if (grid.y > 65535 || grid.z > 65535) return LaunchError(kernel, "grid " + Text(grid) + " is beyond 65535 in y or z");
  if (grid.x >= kMaxBlocks || grid.count() >= kMaxBlocks) {
    return LaunchError(kernel, "not supported yet: a grid of 2^24 blocks or more", Code::kUnsupported);
  }
  if (kernel.required_block() && !(*kernel.required_block() == block)) {
    return LaunchError(kernel, "block " + Text(block) + " is not the required " + Text(*kernel.required_block()));
  }
  if (kernel.maximum_block() && block.count() > kernel.maximum_block()->count()) {
    return LaunchError(kernel,
                       "block " + Text(block) + " has more threads than .maxntid " + Text(*kernel.maximum_block()));
  }
  if (uint64_t{kernel.static_shared_bytes()} + launch.dynamic_shared_bytes > kMaxSharedBytes) {
    return LaunchError(kernel, "more shared memory than a block can have");
  }
  return {};
}

// The parameter block, 256-byte aligned within `storage`.
Status CopyParameters(const Kernel& kernel, const void* const* params, std::vector<uint64_t>* storage,
                      uint8_t** block) {
  constexpr uint64_t kAlignment = 4096;
  storage->resize((KernelAccess::program(kernel).parameter_bytes + kAlignment) / 8 + 1);
  *block = reinterpret_cast<uint8_t*>(AlignUp(reinterpret_cast<uint64_t>(storage->data()), kAlignment));
  for (size_t k = 0; k < kernel.parameters().size(); ++k) {
    const Parameter& parameter = kernel.parameters()[k];
    if (!params || !params[k])
      return LaunchError(kernel, "parameter " + std::to_string(k) + " ('" + parameter.name + "') is missing");
    std::memcpy(*block + parameter.offset, params[k], parameter.bytes);
  }
  return {};
}

std::vector<uint32_t> BlockOrder(uint64_t blocks, uint64_t seed) {
  std::vector<uint32_t> order(blocks);
  std::iota(order.begin(), order.end(), 0u);
  if (seed == 0) return order;
  // Not std::shuffle, whose result depends on the standard library.
  std::mt19937_64 random(seed);
  for (size_t k = order.size(); k > 1; --k) std::swap(order[k - 1], order[random() % k]);
  return order;
}

}  // namespace

Status Run(const Kernel& kernel, const Launch& launch, const void* const* params, MemoryMap* memory,
           const RunOptions& options, RunReport* report) {
  RunReport scratch;
  if (!report) report = &scratch;
  *report = RunReport();
  if (Status status = CheckShape(kernel, launch); !status.ok()) return status;
  std::vector<uint64_t> storage;
  uint8_t* parameters = nullptr;
  if (Status status = CopyParameters(kernel, params, &storage, &parameters); !status.ok()) return status;
  Block block(kernel, launch, parameters, memory, options, report);
  Status status;
  for (uint32_t number : BlockOrder(launch.grid.count(), options.seed)) {
    if (options.cancel && options.cancel->load(std::memory_order_relaxed)) {
      status = LaunchError(kernel, "cancelled", Code::kCancelled);
      break;
    }
    const Dim3& grid = launch.grid;
    status = block.Run({number % grid.x, number / grid.x % grid.y, number / grid.x / grid.y}, number);
    if (!status.ok()) break;
  }
  if (options.record_ranges) {
    report->read = block.TakeRanges(false);
    report->written = block.TakeRanges(true);
  }
  return status;
}

}  // namespace fsdp_ptx
