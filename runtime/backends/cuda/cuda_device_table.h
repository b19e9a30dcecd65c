// cuda_device_table.h - the C ABI's table of functions of a CUDA device
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_CUDA_CUDA_DEVICE_TABLE_H_
#define FSDP_RT_BACKENDS_CUDA_CUDA_DEVICE_TABLE_H_

#include "fsdp_rt/fsdp_rt.h"

namespace fsdp_rt {

// Every fsdp_rt_device with this table is a CudaDevice.
const fsdp_rt_device_vtable* CudaDeviceTable();

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_CUDA_CUDA_DEVICE_TABLE_H_
