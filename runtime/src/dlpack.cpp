// dlpack.cpp - tensors out and bindings in, as DLPack
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <memory>
#include <vector>

#include "dlpack_abi.h"
#include "session.h"
#include "stream_state.h"

namespace fsdp_rt {
namespace {

DLDataType DlType(DType dtype) {
  auto type = [&](DlCode code) { return DLDataType{code, uint8_t(8 * DTypeBytes(dtype)), 1}; };
  switch (dtype) {
    case DType::f32:
    case DType::f16:
    case DType::f64:
      return type(kDlFloat);
    case DType::bf16:
      return type(kDlBfloat);
    case DType::f8e4m3fn:
      return type(kDlFloat8E4M3FN);
    case DType::f8e5m2:
      return type(kDlFloat8E5M2);
    case DType::i64:
    case DType::i32:
    case DType::i16:
    case DType::i8:
      return type(kDlInt);
    case DType::u8:
      return type(kDlUInt);
    case DType::i1:
      return type(kDlBool);
  }
  return {};
}

// Where the session's memory is.
DLDevice DeviceOf(const fsdp_rt_session& session) {
  if (!session.stream_state()) return {kDlCpu, 0};
  fsdp_rt_device* device = session.options().device;
  fsdp_rt_device_info info{};
  info.struct_size = sizeof(info);
  device->vtable->info(device, &info);
  return {info.dlpack_type, info.dlpack_id};
}

// The tensor and its shape in one allocation.
struct Exported {
  DLManagedTensor managed{};
  std::vector<int64_t> shape;
};

Status Export(fsdp_rt_session* session, uint32_t index, void** out_tensor) {
  if (index >= session->model().tensors.size())
    return Error(FSDP_RT_NOT_FOUND, "tensor ", index, ", the plan has ", session->model().tensors.size());
  const Tensor& tensor = session->model().tensors[index];
  auto exported = std::make_unique<Exported>();
  exported->shape = tensor.shape;
  if (!exported->shape.empty()) exported->shape[tensor.dim] = tensor.chunk;
  DLTensor& view = exported->managed.dl_tensor;
  view.data = session->TensorMemory(index);
  view.device = DeviceOf(*session);
  view.ndim = exported->shape.size();
  view.dtype = DlType(tensor.dtype);
  view.shape = exported->shape.data();
  exported->managed.manager_ctx = exported.get();
  exported->managed.deleter = [](DLManagedTensor* self) { delete static_cast<Exported*>(self->manager_ctx); };
  *out_tensor = &exported.release()->managed;
  return {};
}

bool IsDense(const DLTensor& tensor) {
  if (!tensor.strides) return true;
  int64_t expected = 1;
  for (int32_t i = tensor.ndim - 1; i >= 0; --i) {
    if (tensor.shape[i] != 1 && tensor.strides[i] != expected) return false;
    expected *= tensor.shape[i];
  }
  return true;
}

// On an error the caller keeps the tensor.
Status Import(fsdp_rt_session* session, uint32_t index, DLManagedTensor* managed) {
  if (!managed) return Error(FSDP_RT_INVALID_ARGUMENT, "dl_managed_tensor: null");
  if (index >= session->model().bindings.size())
    return Error(FSDP_RT_NOT_FOUND, "binding ", index, ", the plan has ", session->model().bindings.size());
  const Binding& binding = session->model().bindings[index];
  const DLTensor& tensor = managed->dl_tensor;
  DLDevice here = DeviceOf(*session);
  bool same_device = tensor.device.device_type == here.device_type && tensor.device.device_id == here.device_id;
  if (!same_device && tensor.device.device_type != kDlCpu && tensor.device.device_type != kDlCudaHost)
    return Error(FSDP_RT_INVALID_ARGUMENT, "binding '", binding.name, "': a tensor on DLPack device ",
                 tensor.device.device_type, ":", tensor.device.device_id, ", expected the CPU's",
                 here.device_type == kDlCpu ? "" : Concat(" or ", here.device_type, ":", here.device_id));
  DLDataType expected = DlType(binding.dtype);
  if (tensor.dtype.code != expected.code || tensor.dtype.bits != expected.bits || tensor.dtype.lanes != 1)
    return Error(FSDP_RT_INVALID_ARGUMENT, "binding '", binding.name, "': another element type (DLPack code ",
                 int(tensor.dtype.code), ", ", int(tensor.dtype.bits), " bits), expected ",
                 schema::EnumNameDType(binding.dtype));
  bool same = tensor.ndim == int32_t(binding.shape.size());
  for (int32_t i = 0; same && i < tensor.ndim; ++i) same = tensor.shape[i] == binding.shape[i];
  if (!same) return Error(FSDP_RT_INVALID_ARGUMENT, "binding '", binding.name, "': another shape than the plan's");
  if (!IsDense(tensor))
    return Error(FSDP_RT_INVALID_ARGUMENT, "binding '", binding.name, "': strided, expected a dense row-major tensor");
  auto* memory = static_cast<uint8_t*>(tensor.data) + tensor.byte_offset;
  FSDP_RT_TRY(session->Bind(index, memory, binding.bytes, nullptr));
  std::shared_ptr<void> owner(managed, [](void* tensor) {
    auto* self = static_cast<DLManagedTensor*>(tensor);
    if (self->deleter) self->deleter(self);
  });
  return session->Bind(index, memory, binding.bytes, std::move(owner));
}

}  // namespace
}  // namespace fsdp_rt

extern "C" fsdp_rt_status fsdp_rt_session_tensor_to_dlpack(fsdp_rt_session* session, uint32_t tensor,
                                                           void** out_dl_managed_tensor, fsdp_rt_error* out_error) {
  return fsdp_rt::Guard(out_error, [&] { return fsdp_rt::Export(session, tensor, out_dl_managed_tensor); });
}

extern "C" fsdp_rt_status fsdp_rt_session_bind_dlpack(fsdp_rt_session* session, uint32_t binding,
                                                      void* dl_managed_tensor, fsdp_rt_error* out_error) {
  return fsdp_rt::Guard(
      out_error, [&] { return fsdp_rt::Import(session, binding, static_cast<DLManagedTensor*>(dl_managed_tensor)); });
}
