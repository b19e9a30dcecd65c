// plan.cpp - a loaded plan with its tables at hand
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/plan.h"

#include <map>

#include "runner/dtype.h"

namespace fsdp_rt::runner {
namespace {

// Calls one of the plan's table functions, with struct_size set.
template <typename Info, typename Function, typename... Index>
Status Get(Function function, const fsdp_rt_plan* plan, Info* out, Index... index) {
  out->struct_size = sizeof *out;
  const fsdp_rt_status status = function(plan, index..., out);
  if (status == FSDP_RT_OK) return {};
  return Status::Ours(std::string("cannot read a table of the plan: ") + fsdp_rt_status_name(status));
}

template <typename Info, typename Function>
Status GetAll(Function function, const fsdp_rt_plan* plan, uint32_t count, std::vector<Info>* out) {
  out->resize(count);
  for (uint32_t i = 0; i < count; ++i) FSDP_RT_RETURN_IF_ERROR(Get(function, plan, &(*out)[i], i));
  return {};
}

}  // namespace

Status Plan::LoadFile(const std::string& path, Plan* out) {
  fsdp_rt_error error{};
  fsdp_rt_plan* handle = nullptr;
  if (fsdp_rt_plan_load_file(path.c_str(), &handle, &error) == FSDP_RT_INVALID_ARGUMENT)
    return Status::User(error.message);  // no such file, a folder
  if (!handle) return Status::FromRuntime(error, "cannot load the plan " + path);
  *out = Plan();
  out->handle_ = std::shared_ptr<fsdp_rt_plan>(handle, fsdp_rt_plan_release);
  return out->ReadTables();
}

Status Plan::Load(const void* data, uint64_t bytes, const std::string& name, Plan* out) {
  fsdp_rt_error error{};
  fsdp_rt_plan* handle = nullptr;
  if (fsdp_rt_plan_load(data, bytes, &handle, &error) != FSDP_RT_OK)
    return Status::FromRuntime(error, "cannot load the plan " + name);
  *out = Plan();
  out->handle_ = std::shared_ptr<fsdp_rt_plan>(handle, fsdp_rt_plan_release);
  return out->ReadTables();
}

Status Plan::ReadTables() {
  const fsdp_rt_plan* plan = handle();
  FSDP_RT_RETURN_IF_ERROR(Get(fsdp_rt_plan_info_get, plan, &info_));
  FSDP_RT_RETURN_IF_ERROR(GetAll(fsdp_rt_plan_arena, plan, info_.arenas, &arenas_));
  FSDP_RT_RETURN_IF_ERROR(GetAll(fsdp_rt_plan_tensor, plan, info_.tensors, &tensors_));
  FSDP_RT_RETURN_IF_ERROR(GetAll(fsdp_rt_plan_scalar, plan, info_.scalars, &scalars_));
  FSDP_RT_RETURN_IF_ERROR(GetAll(fsdp_rt_plan_binding, plan, info_.bindings, &bindings_));
  for (uint32_t i = 0; i < info_.groups; ++i) FSDP_RT_RETURN_IF_ERROR(ReadGroup(i));
  for (uint32_t i = 0; i < info_.entries; ++i) FSDP_RT_RETURN_IF_ERROR(ReadEntry(i));
  return {};
}

Status Plan::ReadGroup(uint32_t index) {
  PlanGroup group{};
  FSDP_RT_RETURN_IF_ERROR(Get(fsdp_rt_plan_group, handle(), &group.info, index));
  group.wires.resize(group.info.wires);
  for (uint32_t i = 0; i < group.info.wires; ++i)
    FSDP_RT_RETURN_IF_ERROR(Get(fsdp_rt_plan_group_wire, handle(), &group.wires[i], index, i));
  groups_.push_back(std::move(group));
  return {};
}

Status Plan::ReadEntry(uint32_t index) {
  PlanEntry entry{.index = index, .info = {}, .bindings = {}};
  FSDP_RT_RETURN_IF_ERROR(Get(fsdp_rt_plan_entry, handle(), &entry.info, index));
  for (uint32_t i = 0; i < entry.info.bindings; ++i) {
    uint32_t binding = 0;
    if (fsdp_rt_plan_entry_binding(handle(), index, i, &binding) != FSDP_RT_OK || binding >= bindings_.size())
      return Status::Ours("cannot read the bindings of entry " + std::string(entry.info.name));
    entry.bindings.push_back(binding);
  }
  entries_.push_back(std::move(entry));
  return {};
}

const PlanEntry* Plan::FindEntry(std::string_view name) const {
  for (const PlanEntry& entry : entries_)
    if (name == entry.info.name) return &entry;
  return nullptr;
}

const fsdp_rt_scalar_info* Plan::FindScalar(std::string_view name) const {
  for (const fsdp_rt_scalar_info& scalar : scalars_)
    if (name == scalar.name) return &scalar;
  return nullptr;
}

std::optional<uint32_t> Plan::FindGroup(std::string_view name) const {
  for (uint32_t i = 0; i < groups_.size(); ++i)
    if (name == groups_[i].info.name) return i;
  return std::nullopt;
}

ShardAxis Plan::ShardsOfParam(std::string_view param) const {
  for (const fsdp_rt_tensor_info& tensor : tensors_)
    if (tensor.role == FSDP_RT_ROLE_PARAM && param == tensor.param) return ShardAxis(tensor.shards);
  return ShardAxis(FSDP_RT_AXIS(info_.models, info_.shards));
}

std::string Plan::GridText() const {
  return std::to_string(info_.replicas) + "x" + std::to_string(info_.shards) +
         (info_.models > 1 ? "x" + std::to_string(info_.models) : "");
}

std::vector<uint32_t> Plan::TensorsOfRole(fsdp_rt_role role) const {
  std::vector<uint32_t> indices;
  for (uint32_t i = 0; i < tensors_.size(); ++i)
    if (tensors_[i].role == role) indices.push_back(i);
  return indices;
}

std::vector<Plan::Average> Plan::Averages() const {
  std::map<std::string, uint32_t> moments;
  for (uint32_t moment : TensorsOfRole(FSDP_RT_ROLE_MOMENT)) moments.emplace(tensors_[moment].name, moment);
  std::vector<Average> averages;
  for (uint32_t param : TensorsOfRole(FSDP_RT_ROLE_PARAM))
    if (const auto found = moments.find(tensors_[param].name + std::string(".ema")); found != moments.end())
      averages.push_back({param, found->second});
  return averages;
}

std::vector<int64_t> ShapeOf(const fsdp_rt_tensor_info& tensor) { return {tensor.shape, tensor.shape + tensor.rank}; }

std::vector<int64_t> ShapeOf(const fsdp_rt_binding_info& binding) {
  return {binding.shape, binding.shape + binding.rank};
}

std::vector<int64_t> SourceShapeOf(const fsdp_rt_tensor_info& tensor) {
  return {tensor.source_shape, tensor.source_shape + tensor.source_rank};
}

uint64_t FullBytes(const fsdp_rt_tensor_info& tensor) {
  return ElementCount({tensor.shape, tensor.rank}).value_or(0) * SizeOf(tensor.dtype);
}

}  // namespace fsdp_rt::runner
