// plan_api.cpp - the C ABI of plans
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <algorithm>
#include <cstring>
#include <memory>

#include "happens_before.h"
#include "plan_handle.h"

using fsdp_rt::Error;
using fsdp_rt::Guard;
using fsdp_rt::PlanModel;
using fsdp_rt::Status;

fsdp_rt::Status fsdp_rt_plan::LoadKernels(const fsdp_rt::KernelLibrary** out_kernels) {
  std::lock_guard<std::mutex> lock(mutex_);
  if (!loaded_) loaded_ = kernels_.Load(file.model);
  *out_kernels = &kernels_;
  return *loaded_;
}

namespace {

Status Load(const void* data, size_t bytes, fsdp_rt_plan** out_plan) {
  if ((!data && bytes > 0) || !out_plan) return Error(FSDP_RT_INVALID_ARGUMENT, "data and out_plan must not be null");
  auto plan = std::make_unique<fsdp_rt_plan>();
  FSDP_RT_TRY(fsdp_rt::ReadPlan({static_cast<const uint8_t*>(data), bytes}, &plan->file));
  FSDP_RT_TRY(fsdp_rt::VerifyStructure(plan->model()));
  FSDP_RT_TRY(fsdp_rt::CheckHappensBefore(plan->model()));
  *out_plan = plan.release();
  return {};
}

// Info structs may grow: only what the caller's struct_size covers is written.
template <typename Info>
fsdp_rt_status Deliver(Info* out_info, Info info) {
  size_t size = out_info->struct_size;
  if (size < sizeof(size_t)) return FSDP_RT_INVALID_ARGUMENT;
  info.struct_size = size;
  std::memcpy(out_info, &info, std::min(size, sizeof(Info)));
  return FSDP_RT_OK;
}

void CopyShape(const std::vector<int64_t>& shape, uint32_t* out_rank, int64_t* out_shape) {
  *out_rank = shape.size();
  std::copy(shape.begin(), shape.end(), out_shape);
}

template <typename Items>
fsdp_rt_status FindByName(const Items& items, const char* name, uint32_t* out_index) {
  auto found = std::find_if(items.begin(), items.end(), [&](const auto& item) { return item.name == name; });
  if (found == items.end()) return FSDP_RT_NOT_FOUND;
  *out_index = found - items.begin();
  return FSDP_RT_OK;
}

}  // namespace

extern "C" {

fsdp_rt_status fsdp_rt_plan_load(const void* data, size_t bytes, fsdp_rt_plan** out_plan, fsdp_rt_error* out_error) {
  return Guard(out_error, [&] { return Load(data, bytes, out_plan); });
}

fsdp_rt_status fsdp_rt_plan_load_file(const char* path, fsdp_rt_plan** out_plan, fsdp_rt_error* out_error) {
  return Guard(out_error, [&]() -> Status {
    if (!path) return Error(FSDP_RT_INVALID_ARGUMENT, "path must not be null");
    std::unique_ptr<uint8_t[]> bytes;
    size_t size = 0;
    FSDP_RT_TRY(fsdp_rt::ReadFileBytes(path, &bytes, &size));
    Status status = Load(bytes.get(), size, out_plan);
    if (!status.ok())
      return Status(status.code(), fsdp_rt::Concat("plan '", path, "': ", status.message()), -1, status.command());
    return {};
  });
}

void fsdp_rt_plan_retain(fsdp_rt_plan* plan) { plan->references.fetch_add(1, std::memory_order_relaxed); }

void fsdp_rt_plan_release(fsdp_rt_plan* plan) {
  if (plan && plan->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete plan;
}

fsdp_rt_status fsdp_rt_plan_info_get(const fsdp_rt_plan* plan, fsdp_rt_plan_info* out_info) {
  const PlanModel& model = plan->model();
  fsdp_rt_plan_info info{};
  info.name = model.name.data();
  info.replicas = model.replicas;
  info.shards = model.shards;
  info.arenas = model.arenas.size();
  info.tensors = model.tensors.size();
  info.groups = model.groups.size();
  info.scalars = model.scalars.size();
  info.bindings = model.bindings.size();
  info.entries = model.entries.size();
  info.streams = model.streams;
  info.models = model.models;
  for (const fsdp_rt::Tensor& tensor : model.tensors)
    if (tensor.role == fsdp_rt::Role::param || tensor.role == fsdp_rt::Role::moment) info.state_bytes += tensor.bytes;
  return Deliver(out_info, info);
}

fsdp_rt_status fsdp_rt_plan_arena(const fsdp_rt_plan* plan, uint32_t index, fsdp_rt_arena_info* out_info) {
  if (index >= plan->model().arenas.size()) return FSDP_RT_NOT_FOUND;
  const fsdp_rt::Arena& arena = plan->model().arenas[index];
  fsdp_rt_arena_info info{};
  info.arena_class = static_cast<fsdp_rt_arena_class>(arena.arena_class);
  info.memory = static_cast<fsdp_rt_memory_kind>(arena.memory);
  info.bytes = arena.bytes;
  info.alignment = arena.alignment;
  return Deliver(out_info, info);
}

fsdp_rt_status fsdp_rt_plan_tensor(const fsdp_rt_plan* plan, uint32_t index, fsdp_rt_tensor_info* out_info) {
  if (index >= plan->model().tensors.size()) return FSDP_RT_NOT_FOUND;
  const fsdp_rt::Tensor& tensor = plan->model().tensors[index];
  fsdp_rt_tensor_info info{};
  info.name = tensor.name.data();
  info.param = tensor.param.data();
  info.inner = tensor.inner.data();
  info.role = static_cast<fsdp_rt_role>(tensor.role);
  info.dtype = static_cast<fsdp_rt_dtype>(tensor.dtype);
  CopyShape(tensor.shape, &info.rank, info.shape);
  info.dim = tensor.dim;
  info.chunk = tensor.chunk;
  info.bytes = tensor.bytes;
  info.group = tensor.group;
  info.trained = tensor.trained;
  info.local = tensor.local;
  info.replicated = tensor.replicated;
  CopyShape(tensor.source, &info.source_rank, info.source_shape);
  info.source_dim = tensor.source_dim;
  info.shards = plan->model().ShardsOf(tensor);
  info.model_dim = tensor.model_dim;
  info.models = tensor.models;
  if (tensor.model_dim >= 0) info.shape[tensor.model_dim] *= tensor.models;
  return Deliver(out_info, info);
}

fsdp_rt_status fsdp_rt_plan_group(const fsdp_rt_plan* plan, uint32_t index, fsdp_rt_group_info* out_info) {
  if (index >= plan->model().groups.size()) return FSDP_RT_NOT_FOUND;
  const fsdp_rt::Group& group = plan->model().groups[index];
  fsdp_rt_group_info info{};
  info.name = group.name.data();
  info.root = group.root;
  info.slot_bytes = group.slot_bytes;
  info.full_bytes = group.full_bytes;
  info.wires = group.wires.size();
  info.reason = group.reason.data();
  info.kept = group.kept;
  info.shards = plan->model().ShardsOf(int32_t(index));
  return Deliver(out_info, info);
}

fsdp_rt_status fsdp_rt_plan_group_wire(const fsdp_rt_plan* plan, uint32_t group, uint32_t index,
                                       fsdp_rt_wire_info* out_info) {
  if (group >= plan->model().groups.size() || index >= plan->model().groups[group].wires.size())
    return FSDP_RT_NOT_FOUND;
  const fsdp_rt::Wire& wire = plan->model().groups[group].wires[index];
  fsdp_rt_wire_info info{};
  info.param = wire.param.data();
  info.input = wire.input;
  info.dtype = static_cast<fsdp_rt_dtype>(wire.dtype);
  info.elements = wire.elements;
  info.offset = wire.offset;
  return Deliver(out_info, info);
}

fsdp_rt_status fsdp_rt_plan_scalar(const fsdp_rt_plan* plan, uint32_t index, fsdp_rt_scalar_info* out_info) {
  if (index >= plan->model().scalars.size()) return FSDP_RT_NOT_FOUND;
  fsdp_rt_scalar_info info{};
  info.name = plan->model().scalars[index].name.data();
  info.initial = plan->model().scalars[index].initial;
  return Deliver(out_info, info);
}

fsdp_rt_status fsdp_rt_plan_binding(const fsdp_rt_plan* plan, uint32_t index, fsdp_rt_binding_info* out_info) {
  if (index >= plan->model().bindings.size()) return FSDP_RT_NOT_FOUND;
  const fsdp_rt::Binding& binding = plan->model().bindings[index];
  fsdp_rt_binding_info info{};
  info.name = binding.name.data();
  info.kind = static_cast<fsdp_rt_binding_kind>(binding.kind);
  info.dtype = static_cast<fsdp_rt_dtype>(binding.dtype);
  CopyShape(binding.shape, &info.rank, info.shape);
  info.bytes = binding.bytes;
  info.combined = binding.combined;
  return Deliver(out_info, info);
}

fsdp_rt_status fsdp_rt_plan_entry(const fsdp_rt_plan* plan, uint32_t index, fsdp_rt_entry_info* out_info) {
  if (index >= plan->model().entries.size()) return FSDP_RT_NOT_FOUND;
  const fsdp_rt::Entry& entry = plan->model().entries[index];
  fsdp_rt_entry_info info{};
  info.name = entry.name.data();
  info.commands = entry.commands.size();
  info.bindings = entry.bindings.size();
  info.needs = static_cast<fsdp_rt_pending>(entry.needs);
  info.leaves = static_cast<fsdp_rt_pending>(entry.leaves);
  info.base = entry.base;
  for (const fsdp_rt::Command& command : entry.commands) {
    info.gathers += std::holds_alternative<fsdp_rt::Gather>(command.body);
    info.reduces += std::holds_alternative<fsdp_rt::Reduce>(command.body);
    info.all_reduces += std::holds_alternative<fsdp_rt::AllReduce>(command.body);
  }
  return Deliver(out_info, info);
}

fsdp_rt_status fsdp_rt_plan_entry_binding(const fsdp_rt_plan* plan, uint32_t entry, uint32_t index,
                                          uint32_t* out_binding) {
  if (entry >= plan->model().entries.size() || index >= plan->model().entries[entry].bindings.size())
    return FSDP_RT_NOT_FOUND;
  *out_binding = plan->model().entries[entry].bindings[index];
  return FSDP_RT_OK;
}

fsdp_rt_status fsdp_rt_plan_find_entry(const fsdp_rt_plan* plan, const char* name, uint32_t* out_index) {
  return FindByName(plan->model().entries, name, out_index);
}

fsdp_rt_status fsdp_rt_plan_find_tensor(const fsdp_rt_plan* plan, const char* name, uint32_t* out_index) {
  const std::vector<fsdp_rt::Tensor>& tensors = plan->model().tensors;
  auto param = std::find_if(tensors.begin(), tensors.end(), [&](const fsdp_rt::Tensor& tensor) {
    return tensor.role == fsdp_rt::Role::param && tensor.name == name;
  });
  if (param == tensors.end()) return FindByName(tensors, name, out_index);
  *out_index = param - tensors.begin();
  return FSDP_RT_OK;
}

uint64_t fsdp_rt_plan_hash(const fsdp_rt_plan* plan) { return plan->file.hash; }

}  // extern "C"
