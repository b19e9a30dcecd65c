// dlpack_abi.h - the structs of DLPack's C ABI, version 0 (DLManagedTensor)
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// The layout and the numbers are those of dlpack.h (github.com/dmlc/dlpack), which
// Debian's compilers need not have installed.

#ifndef FSDP_RT_SRC_DLPACK_ABI_H_
#define FSDP_RT_SRC_DLPACK_ABI_H_

#include <cstdint>

struct DLDevice {
  int32_t device_type;  // 1: CPU
  int32_t device_id;
};

struct DLDataType {
  uint8_t code;
  uint8_t bits;
  uint16_t lanes;
};

struct DLTensor {
  void* data;
  DLDevice device;
  int32_t ndim;
  DLDataType dtype;
  int64_t* shape;
  int64_t* strides;  // in elements; null: dense, row major
  uint64_t byte_offset;
};

struct DLManagedTensor {
  DLTensor dl_tensor;
  void* manager_ctx;
  void (*deleter)(DLManagedTensor* self);
};

namespace fsdp_rt {

inline constexpr int32_t kDlCpu = 1;
inline constexpr int32_t kDlCudaHost = 3;
enum DlCode : uint8_t {
  kDlInt = 0,
  kDlUInt = 1,
  kDlFloat = 2,
  kDlBfloat = 4,
  kDlBool = 6,
  kDlFloat8E4M3FN = 10,
  kDlFloat8E5M2 = 12
};

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_DLPACK_ABI_H_
