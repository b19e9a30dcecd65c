// plan.h - a loaded plan with its tables at hand
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_PLAN_H_
#define FSDP_RT_RUNNER_PLAN_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "runner/status.h"

namespace fsdp_rt::runner {

struct PlanGroup {
  fsdp_rt_group_info info;
  std::vector<fsdp_rt_wire_info> wires;
};

struct PlanEntry {
  uint32_t index;
  fsdp_rt_entry_info info;
  std::vector<uint32_t> bindings;
};

// The ranks among which a tensor is cut; its shards are there once for each copy of the whole.
struct ShardAxis {
  // `axis`: FSDP_RT_AXIS(stride, size).
  explicit ShardAxis(uint32_t axis) : stride(axis >> 16), size(axis & 0xffff) {}
  uint32_t ShardOf(uint32_t rank) const { return rank / stride % size; }
  uint32_t CopyOf(uint32_t rank) const { return rank / (stride * size) * stride + rank % stride; }
  // The same of `tensor`, which ranks of a model axis may hold parts of.
  static uint32_t CopyOf(const fsdp_rt_tensor_info& tensor, uint32_t rank) {
    return ShardAxis(tensor.shards).CopyOf(rank) / tensor.models;
  }

  uint32_t stride, size;
};

// Immutable; the strings inside the infos live as long as the plan.
class Plan {
 public:
  static Status LoadFile(const std::string& path, Plan* out);
  static Status Load(const void* data, uint64_t bytes, const std::string& name, Plan* out);

  fsdp_rt_plan* handle() const { return handle_.get(); }
  const fsdp_rt_plan_info& info() const { return info_; }
  uint32_t world_size() const { return data_ranks() * info_.models; }
  // Ranks that take batches of their own: those of a model axis are one of them.
  uint32_t data_ranks() const { return info_.replicas * info_.shards; }
  // "2x4", or "1x4x2" where there is a model axis.
  std::string GridText() const;
  const std::vector<fsdp_rt_arena_info>& arenas() const { return arenas_; }
  const std::vector<fsdp_rt_tensor_info>& tensors() const { return tensors_; }
  const std::vector<PlanGroup>& groups() const { return groups_; }
  const std::vector<fsdp_rt_scalar_info>& scalars() const { return scalars_; }
  const std::vector<fsdp_rt_binding_info>& bindings() const { return bindings_; }
  const std::vector<PlanEntry>& entries() const { return entries_; }

  const PlanEntry* FindEntry(std::string_view name) const;
  const fsdp_rt_scalar_info* FindScalar(std::string_view name) const;
  std::optional<uint32_t> FindGroup(std::string_view name) const;
  // Among which ranks the tensors that a parameter is stored in are cut.
  ShardAxis ShardsOfParam(std::string_view param) const;
  // The tensors of one role, as indices.
  std::vector<uint32_t> TensorsOfRole(fsdp_rt_role role) const;
  // Trained parameters and their exponential moving averages (the moments "ema"), as indices.
  struct Average {
    uint32_t param, ema;
  };
  std::vector<Average> Averages() const;

 private:
  Status ReadTables();
  Status ReadGroup(uint32_t index);
  Status ReadEntry(uint32_t index);

  std::shared_ptr<fsdp_rt_plan> handle_;
  fsdp_rt_plan_info info_{};
  std::vector<fsdp_rt_arena_info> arenas_;
  std::vector<fsdp_rt_tensor_info> tensors_;
  std::vector<PlanGroup> groups_;
  std::vector<fsdp_rt_scalar_info> scalars_;
  std::vector<fsdp_rt_binding_info> bindings_;
  std::vector<PlanEntry> entries_;
};

// The unsharded shape.
std::vector<int64_t> ShapeOf(const fsdp_rt_tensor_info& tensor);
std::vector<int64_t> ShapeOf(const fsdp_rt_binding_info& binding);
// Of the parameter of which a stored tensor is made; empty for any other.
std::vector<int64_t> SourceShapeOf(const fsdp_rt_tensor_info& tensor);
// Bytes of the whole tensor, not of one chunk.
uint64_t FullBytes(const fsdp_rt_tensor_info& tensor);

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_PLAN_H_
