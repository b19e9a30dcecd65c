// driver_launch.cpp - cuLaunchKernel: interprets the kernel's PTX
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstring>
#include <vector>

#include "capture.h"
#include "exports.h"
#include "memory.h"
#include "module.h"
#include "report.h"
#include "settings.h"
#include "stream.h"

namespace cuda_double {
namespace {

// The memory that kernels of one context may touch; keeps it alive while the kernel runs.
class KernelMemory : public fsdp_ptx::MemoryMap {
 public:
  explicit KernelMemory(Context* context) : context_(context), track_written_(GetSettings().check_uninitialized) {}

  bool Find(uint64_t address, fsdp_ptx::Allocation* out, std::string* why) override {
    AllocationPtr allocation = FindAllocation(address, why);
    if (!allocation || allocation->freed) return false;
    if (allocation->kind != MemoryKind::kPinned && !context_->CanRead(allocation->context->device())) {
      *why = Text("in ", allocation->Describe(), ", which device ", context_->device(),
                  " may not touch; expected cuCtxEnablePeerAccess before");
      return false;
    }
    *out = {allocation->begin, allocation->end, true, track_written_ ? allocation->written : nullptr};
    used_.push_back(std::move(allocation));
    return true;
  }

  Allocation* Holding(uint64_t address) {
    for (const AllocationPtr& allocation : used_) {
      if (allocation->begin <= address && address < allocation->end) return allocation.get();
    }
    return nullptr;
  }

 private:
  Context* context_;
  bool track_written_;
  std::vector<AllocationPtr> used_;
};

CUresult ErrorOf(fsdp_ptx::Code code) {
  switch (code) {
    case fsdp_ptx::Code::kOutOfBounds:
      return cu::CUDA_ERROR_ILLEGAL_ADDRESS;
    case fsdp_ptx::Code::kMisaligned:
      return cu::CUDA_ERROR_MISALIGNED_ADDRESS;
    default:
      return cu::CUDA_ERROR_LAUNCH_FAILED;
  }
}

// A launch with copies of its arguments.
struct KernelLaunch {
  std::shared_ptr<LoadedModule> module;
  const fsdp_ptx::Kernel* kernel = nullptr;
  fsdp_ptx::Launch shape;
  std::vector<std::vector<char>> arguments;

  void Run(Execution& execution) const {
    if (GetFaults().kernel.Strikes(execution.context()->device())) {
      return execution.Fail(cu::CUDA_ERROR_LAUNCH_FAILED, "dies, as planted");
    }
    std::vector<const void*> parameters;
    for (const auto& argument : arguments) parameters.push_back(argument.data());
    KernelMemory memory(execution.context());
    fsdp_ptx::RunOptions options;
    options.seed = execution.random() | 1;
    options.record_ranges = true;
    options.check_uninitialized = GetSettings().check_uninitialized;
    fsdp_ptx::RunReport report;
    fsdp_ptx::Status status = fsdp_ptx::Run(*kernel, shape, parameters.data(), &memory, options, &report);
    for (bool write : {false, true}) {
      for (const fsdp_ptx::ByteRange& range : write ? report.written : report.read) {
        Allocation* allocation = memory.Holding(range.begin);
        if (!allocation) continue;
        execution.Note(*allocation, range.begin - allocation->begin, range.end - allocation->begin, write);
      }
    }
    if (!status.ok()) execution.Fail(ErrorOf(status.code()), "fails: " + status.message());
  }
};

// Empty if a launch of this shape is possible.
std::string WrongShape(const Function& function, const fsdp_ptx::Launch& launch) {
  const fsdp_ptx::Dim3 &grid = launch.grid, &block = launch.block;
  auto shape = [](const fsdp_ptx::Dim3& dim) { return Text(dim.x, " x ", dim.y, " x ", dim.z); };
  if (grid.count() == 0 || grid.x > 0x7fffffff || grid.y > 65535 || grid.z > 65535) {
    return Text("a grid of ", shape(grid), " blocks; expected 1 to 2147483647 x 65535 x 65535");
  }
  if (block.count() == 0 || block.count() > 1024 || block.z > 64) {
    return Text("blocks of ", shape(block), " threads; expected 1 to 1024, at most 64 in z");
  }
  auto required = function.kernel->required_block();
  if (required && !(*required == block)) {
    return Text("blocks of ", shape(block), " threads; the kernel requires ", shape(*required));
  }
  auto maximum = function.kernel->maximum_block();
  if (maximum && block.count() > maximum->count()) {
    return Text("blocks of ", block.count(), " threads; the kernel allows ", maximum->count());
  }
  int limit = std::max<int>(function.dynamic_shared_limit, kSharedBytes - function.kernel->static_shared_bytes());
  if (static_cast<int>(launch.dynamic_shared_bytes) > limit) {
    return Text(launch.dynamic_shared_bytes, " bytes of dynamic shared memory; the function allows ", limit);
  }
  return "";
}

}  // namespace
}  // namespace cuda_double

namespace fsdp_rt::cu {

using namespace cuda_double;  // NOLINT: the definition below is a C function

CUresult cuLaunchKernel(CUfunction handle, unsigned grid_x, unsigned grid_y, unsigned grid_z, unsigned block_x,
                        unsigned block_y, unsigned block_z, unsigned shared_bytes, CUstream stream_handle,
                        void** parameters, void** extra) {
  CUresult error;
  StreamPtr stream = UsableStream(stream_handle, "cuLaunchKernel", &error);
  if (!stream) return error;
  std::shared_ptr<Function> function = Functions().Find(handle, "cuLaunchKernel");
  std::shared_ptr<LoadedModule> module = function ? function->module.lock() : nullptr;
  if (!module) return CUDA_ERROR_INVALID_HANDLE;
  const std::string& name = function->kernel->name();
  if (module->context != stream->context()) {
    ReportMisuse(Text("cuLaunchKernel launches '", name, "', loaded on device ", module->context->device(), ", in ",
                      stream->Describe()));
    return CUDA_ERROR_INVALID_HANDLE;
  }
  KernelLaunch launch{
      module, function->kernel, {{grid_x, grid_y, grid_z}, {block_x, block_y, block_z}, shared_bytes}, {}};
  if (std::string wrong = WrongShape(*function, launch.shape); !wrong.empty()) {
    ReportMisuse(Text("cuLaunchKernel launches '", name, "' with ", wrong));
    return CUDA_ERROR_INVALID_VALUE;
  }
  if (GetFaults().launch.Strikes(stream->context()->device())) return CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES;
  const std::vector<fsdp_ptx::Parameter>& declared = function->kernel->parameters();
  if (extra) return CUDA_ERROR_NOT_SUPPORTED;
  for (size_t i = 0; i < declared.size(); ++i) {
    if (!parameters || !parameters[i]) {
      ReportMisuse(Text("cuLaunchKernel launches '", name, "' without argument ", i, " of ", declared.size()));
      return CUDA_ERROR_INVALID_VALUE;
    }
    auto* value = static_cast<const char*>(parameters[i]);
    launch.arguments.emplace_back(value, value + declared[i].bytes);
  }
  Command command;
  command.what = "launch " + name;
  command.run = [launch = std::move(launch)](Execution& execution) { launch.Run(execution); };
  return Submit(stream_handle, "cuLaunchKernel", std::move(command));
}

}  // namespace fsdp_rt::cu
