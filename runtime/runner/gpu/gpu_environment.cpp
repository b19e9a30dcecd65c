// gpu_environment.cpp - the card, and the libraries that its figures depend on
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/gpu/gpu_environment.h"

#include <memory>

#include "../../backends/cuda/cuda_libraries.h"
#include "fsdp_rt/cuda.h"

namespace fsdp_rt::runner {
namespace {

// A status of the runtime's own code in the runner's terms.
Status ToRunner(const fsdp_rt::Status& status) {
  return status.ok() ? Status() : Status::User(std::string(status.message()));
}

std::string CudaVersion(int version) {
  return std::to_string(version / 1000) + "." + std::to_string(version % 1000 / 10);
}

std::string NcclVersion(int version) {
  return std::to_string(version / 10000) + "." + std::to_string(version / 100 % 100) + "." +
         std::to_string(version % 100);
}

Status Describe(nlohmann::ordered_json* out, std::string* out_card) {
  CudaLibraries libraries;
  FSDP_RT_RETURN_IF_ERROR(ToRunner(libraries.LoadDriver()));
  const cu::DriverApi& driver = libraries.driver;
  int devices = 0, major = 0, minor = 0, processors = 0;
  cu::CUdevice device = 0;
  char card[256] = "";
  size_t memory = 0;
  const auto attribute = [&](int* value, cu::CUdevice_attribute which) {
    return libraries.Check(driver.DeviceGetAttribute(value, which, device), "cuDeviceGetAttribute");
  };
  for (const auto& status : {libraries.Check(driver.DeviceGetCount(&devices), "cuDeviceGetCount"),
                             libraries.Check(driver.DeviceGet(&device, 0), "cuDeviceGet"),
                             libraries.Check(driver.DeviceGetName(card, sizeof card, device), "cuDeviceGetName"),
                             libraries.Check(driver.DeviceTotalMem(&memory, device), "cuDeviceTotalMem"),
                             attribute(&major, cu::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR),
                             attribute(&minor, cu::CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR),
                             attribute(&processors, cu::CU_DEVICE_ATTRIBUTE_MULTIPROCESSOR_COUNT)})
    FSDP_RT_RETURN_IF_ERROR(ToRunner(status));
  *out_card = card;
  *out = {{"card", card},
          {"gpus", devices},
          {"compute_capability", std::to_string(major) + "." + std::to_string(minor)},
          {"multiprocessors", processors},
          {"memory_bytes", memory},
          {"cuda_driver", CudaVersion(libraries.driver_version)}};
  // Of what is missing the report says why.
  const fsdp_rt::Status products = libraries.LoadCublasLt(), collectives = libraries.LoadNccl();
  (*out)["cublaslt"] = products.ok() ? std::to_string(libraries.cublaslt_version) : std::string(products.message());
  (*out)["nccl"] = collectives.ok() ? NcclVersion(libraries.nccl_version) : std::string(collectives.message());
  return {};
}

}  // namespace

Status DescribeGpu(const GpuTimerOptions& timer_options, uint64_t copy_bytes, JsonLines* lines) {
  nlohmann::ordered_json environment;
  std::string card;
  FSDP_RT_RETURN_IF_ERROR(Describe(&environment, &card));
  lines->SetGpu(card);
  FSDP_RT_RETURN_IF_ERROR(lines->Write("environment", environment));
  fsdp_rt_cuda_world_options options{};
  options.struct_size = sizeof options;
  options.replicas = options.shards = 1;
  options.deadline_ms = timer_options.deadline_ms;
  options.transfers = FSDP_RT_CUDA_TRANSFERS_COPIES;
  fsdp_rt_error error{};
  fsdp_rt_cuda_world* created = nullptr;
  if (fsdp_rt_cuda_world_create(&options, &created, &error) != FSDP_RT_OK)
    return Status::FromRuntime(error, "opening the GPU");
  const std::unique_ptr<fsdp_rt_cuda_world, void (*)(fsdp_rt_cuda_world*)> world(created, fsdp_rt_cuda_world_destroy);
  fsdp_rt_device* device = fsdp_rt_cuda_world_device(created, 0);
  if (device->vtable->enter(device, &error) != FSDP_RT_OK) return Status::FromRuntime(error, "opening the GPU");
  std::unique_ptr<GpuTimer> timer;
  FSDP_RT_RETURN_IF_ERROR(GpuTimer::Create(device, timer_options, copy_bytes, &timer));
  GpuTime time;
  FSDP_RT_RETURN_IF_ERROR(timer->TimeCopy(copy_bytes, &time));
  return lines->Write(
      "copy", {{"bytes", 2 * copy_bytes},
               {"us", time.median_us},
               {"fastest_us", time.fastest_us},
               {"gb_per_s", time.median_us > 0 ? 2 * static_cast<double>(copy_bytes) / time.median_us / 1e3 : 0.0}});
}

}  // namespace fsdp_rt::runner
