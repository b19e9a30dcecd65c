// plan_verify.cpp - every index, offset, size, alignment and enumerator of a plan
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// After this no later stage needs to check an index again. What orders commands
// is the business of happens_before.cpp; commands are checked in command_verify.cpp.

#include <bit>
#include <cstring>
#include <set>

#include "comm_axis.h"
#include "command_verify.h"
#include "plan_file.h"

namespace fsdp_rt {
namespace {

constexpr uint64_t kMaxBytes = uint64_t(1) << 48;
constexpr uint64_t kMaxWorld = 0xffff;  // FSDP_RT_AXIS has 16 bits for a size

template <typename... Parts>
Status Invalid(const Parts&... parts) {
  return Error(FSDP_RT_INVALID_PLAN, parts..., "; the plan is damaged, compile it again");
}

// Bytes of a dense tensor; false if an extent is negative or the product too large.
bool DenseBytes(const std::vector<int64_t>& shape, DType dtype, uint64_t* out_bytes) {
  uint64_t bytes = DTypeBytes(dtype);
  for (int64_t extent : shape) {
    if (extent < 0 || (extent > 0 && bytes > kMaxBytes / uint64_t(extent))) return false;
    bytes *= extent;
  }
  *out_bytes = bytes;
  return true;
}

// `names` must be non-empty and distinct.
template <typename Items>
Status VerifyNames(const char* field, const Items& items) {
  std::set<std::string_view> seen;
  for (size_t i = 0; i < items.size(); ++i) {
    if (items[i].name.empty()) return Invalid(field, "[", i, "].name: empty");
    if (!seen.insert(items[i].name).second) return Invalid(field, "[", i, "].name: '", items[i].name, "' occurs twice");
  }
  return {};
}

// A parameter and its gradient have the same name, but each role only once.
Status VerifyTensorNames(const std::vector<Tensor>& tensors) {
  std::set<std::pair<Role, std::string_view>> seen;
  for (size_t i = 0; i < tensors.size(); ++i) {
    if (tensors[i].name.empty()) return Invalid("tensors[", i, "].name: empty");
    if (!seen.insert({tensors[i].role, tensors[i].name}).second)
      return Invalid("tensors[", i, "].name: '", tensors[i].name, "' occurs twice in its role");
  }
  return {};
}

Status VerifyGrid(const PlanModel& plan) {
  if (plan.replicas == 0 || plan.shards == 0 || plan.models == 0 ||
      __int128(plan.replicas) * plan.shards * plan.models > kMaxWorld)
    return Invalid("plan.grid: ", plan.replicas, "x", plan.shards, "x", plan.models, ", expected 1 to ", kMaxWorld,
                   " ranks");
  if (plan.streams == 0 || plan.streams > 64) return Invalid("plan.streams: ", plan.streams, ", expected 1 to 64");
  return {};
}

// Member lists must be the partition of all ranks that an axis makes, that of the first list.
Status VerifyCommunicator(const PlanModel& plan, size_t index) {
  const Communicator& communicator = plan.communicators[index];
  std::string where = Concat("communicators[", index, "]");
  if (communicator.axis > Axis::MAX) return Invalid(where, ".axis: ", int(communicator.axis));
  const uint32_t axis = communicator.RankAxis();
  if (!AxisDivides(axis, plan.world()))
    return Invalid(where, ".members[0]: ", AxisSize(axis), " ranks with a stride of ", AxisStride(axis),
                   ", expected ranks that an axis of the ", plan.world(), " ranks joins");
  const uint32_t size = AxisSize(axis), stride = AxisStride(axis), parts = plan.world() / size;
  if (communicator.members.size() != parts)
    return Invalid(where, ".members: ", communicator.members.size(), " rank lists, expected ", parts);
  for (uint32_t part = 0; part < parts; ++part) {
    const std::vector<uint32_t>& ranks = communicator.members[part];
    if (ranks.size() != size) return Invalid(where, ".members[", part, "]: ", ranks.size(), " ranks, expected ", size);
    for (uint32_t i = 0; i < size; ++i) {
      uint32_t expected = part / stride * stride * size + part % stride + i * stride;
      if (ranks[i] != expected)
        return Invalid(where, ".members[", part, "].ranks[", i, "]: ", ranks[i], ", expected ", expected);
    }
  }
  return {};
}

Status VerifyArena(const PlanModel& plan, size_t index) {
  const Arena& arena = plan.arenas[index];
  std::string where = Concat("arenas[", index, "]");
  if (arena.arena_class > ArenaClass::MAX) return Invalid(where, ".class: ", int(arena.arena_class));
  if (arena.memory > MemoryKind::MAX) return Invalid(where, ".memory: ", int(arena.memory));
  if (!std::has_single_bit(arena.alignment) || arena.alignment > (1u << 21))
    return Invalid(where, ".alignment: ", arena.alignment, ", expected a power of two up to 2 MiB");
  if (arena.bytes > kMaxBytes) return Invalid(where, ".bytes: ", arena.bytes, ", at most ", kMaxBytes);
  return {};
}

Status VerifyTensor(const PlanModel& plan, size_t index) {
  const Tensor& tensor = plan.tensors[index];
  std::string where = Concat("tensors[", index, "] '", tensor.name, "'");
  if (tensor.role > Role::MAX) return Invalid(where, ".role: ", int(tensor.role));
  if (tensor.dtype > DType::MAX) return Invalid(where, ".dtype: ", int(tensor.dtype));
  if (tensor.shape.size() > FSDP_RT_MAX_RANK)
    return Error(FSDP_RT_UNSUPPORTED, where, ".shape: not supported yet: more than ", FSDP_RT_MAX_RANK, " dimensions");
  uint64_t full_bytes;
  if (!DenseBytes(tensor.shape, tensor.dtype, &full_bytes)) return Invalid(where, ".shape: negative or too large");
  if (tensor.dim >= std::max<size_t>(1, tensor.shape.size()))
    return Invalid(where, ".dim: ", tensor.dim, ", the tensor has ", tensor.shape.size(), " dimensions");
  if (tensor.model_dim < -1 || tensor.model_dim >= int64_t(tensor.shape.size()))
    return Invalid(where, ".model_dim: ", tensor.model_dim, ", the tensor has ", tensor.shape.size(), " dimensions");
  if (tensor.model_dim >= 0 && (tensor.whole() || full_bytes > kMaxBytes / plan.models))
    return Invalid(where, ".model_dim: ", tensor.model_dim, ", of a tensor that is ",
                   tensor.whole() ? "whole on every rank" : "too large");
  int64_t rows = tensor.shape.empty() ? 1 : tensor.shape[tensor.dim];
  if (tensor.group < -1 || tensor.group >= int64_t(plan.groups.size()))
    return Invalid(where, ".group: ", tensor.group, ", the plan has ", plan.groups.size());
  int64_t owners = AxisSize(plan.ShardsOf(tensor));
  if (tensor.chunk < 0 || tensor.chunk > int64_t(kMaxBytes) || __int128(tensor.chunk) * owners < rows)
    return Invalid(where, ".chunk: ", tensor.chunk, " rows on ", owners, " shards do not hold ", rows);
  std::vector<int64_t> chunk_shape = tensor.shape;
  if (!chunk_shape.empty()) chunk_shape[tensor.dim] = tensor.chunk;
  uint64_t bytes;
  if (!DenseBytes(chunk_shape, tensor.dtype, &bytes) || tensor.bytes != bytes)
    return Invalid(where, ".bytes: ", tensor.bytes, ", not what its shape and chunk need");
  if (tensor.arena >= plan.arenas.size())
    return Invalid(where, ".arena: ", tensor.arena, ", the plan has ", plan.arenas.size());
  const Arena& arena = plan.arenas[tensor.arena];
  if (!OutlivesEntries(arena)) return Invalid(where, ".arena: ", tensor.arena, " does not outlive an entry");
  if (tensor.offset > arena.bytes || tensor.bytes > arena.bytes - tensor.offset)
    return Invalid(where, ".offset: bytes ", tensor.offset, "..", tensor.offset + tensor.bytes, " of arena ",
                   tensor.arena, ", which has ", arena.bytes);
  if (tensor.offset % DTypeBytes(tensor.dtype) != 0)
    return Invalid(where, ".offset: ", tensor.offset, " is not aligned to the element");
  if (tensor.source.size() > FSDP_RT_MAX_RANK || (!tensor.source.empty() && tensor.source_dim >= tensor.source.size()))
    return Invalid(where, ".source_dim: ", tensor.source_dim, ", the source has ", tensor.source.size(),
                   " dimensions, at most ", FSDP_RT_MAX_RANK);
  uint64_t source_bytes;
  if (!DenseBytes(tensor.source, DType::f32, &source_bytes)) return Invalid(where, ".source: negative or too large");
  return {};
}

Status VerifyShards(const PlanModel& plan, const std::string& where, uint32_t axis) {
  if (axis == 0 || AxisDivides(axis, plan.world())) return {};
  return Invalid(where, ".shards: ", AxisSize(axis), " ranks with a stride of ", AxisStride(axis),
                 ", expected an axis of the ", plan.world(), " ranks");
}

Status VerifyGroup(const PlanModel& plan, size_t index) {
  const Group& group = plan.groups[index];
  FSDP_RT_TRY(VerifyShards(plan, Concat("groups[", index, "] '", group.name, "'"), group.shards));
  for (size_t i = 0; i < group.wires.size(); ++i) {
    const Wire& wire = group.wires[i];
    std::string where = Concat("groups[", index, "].wires[", i, "]");
    if (wire.dtype > DType::MAX) return Invalid(where, ".dtype: ", int(wire.dtype));
    uint64_t room = group.slot_bytes > wire.offset ? group.slot_bytes - wire.offset : 0;
    if (wire.elements > room / DTypeBytes(wire.dtype))
      return Invalid(where, ": ", wire.elements, " elements from byte ", wire.offset, " do not fit into a slot of ",
                     group.slot_bytes);
  }
  return {};
}

Status VerifyTable(const PlanModel& plan, size_t index) {
  const Table& table = plan.tables[index];
  FSDP_RT_TRY(VerifyShards(plan, Concat("tables[", index, "]"), table.shards));
  size_t size = table.base.size();
  if (table.stride.size() != size || table.lo.size() != size || table.hi.size() != size)
    return Invalid("tables[", index, "]: base, stride, lo and hi differ in length");
  if (!table.model_stride.empty() && table.model_stride.size() != size)
    return Invalid("tables[", index, "].model_stride: ", table.model_stride.size(), " entries, expected ", size,
                   " or none");
  size_t buffered = table.buffered_base.empty() ? 0 : size;
  if (table.buffered_base.size() != buffered || table.buffered_stride.size() != buffered)
    return Invalid("tables[", index, "]: buffered_base and buffered_stride have ", table.buffered_base.size(), " and ",
                   table.buffered_stride.size(), " entries, expected ", size, " or none");
  return {};
}

Status VerifyBinding(const PlanModel& plan, size_t index) {
  const Binding& binding = plan.bindings[index];
  std::string where = Concat("bindings[", index, "] '", binding.name, "'");
  if (binding.kind > BindKind::MAX) return Invalid(where, ".kind: ", int(binding.kind));
  if (binding.dtype > DType::MAX) return Invalid(where, ".dtype: ", int(binding.dtype));
  if (binding.shape.size() > FSDP_RT_MAX_RANK)
    return Error(FSDP_RT_UNSUPPORTED, where, ".shape: not supported yet: more than ", FSDP_RT_MAX_RANK, " dimensions");
  uint64_t bytes;
  if (!DenseBytes(binding.shape, binding.dtype, &bytes) || bytes != binding.bytes)
    return Invalid(where, ".bytes: ", binding.bytes, ", not what its shape needs");
  return {};
}

bool IsElf(std::span<const uint8_t> blob) {
  constexpr size_t kElfHeaderBytes = 64;
  return blob.size() >= kElfHeaderBytes && std::memcmp(blob.data(), "\177ELF\2\1", 6) == 0;
}

// Enough that the driver is not handed something else. PTX is text without zeros.
Status VerifyDeviceCode(const PlanModel& plan, size_t index) {
  const Code& code = plan.code[index];
  if (!plan.for_gpu()) return Invalid("code[", index, "].target: cuda, in a plan whose kernels run on the CPU");
  if (code.level.starts_with("sm_")) {
    if (!IsElf(code.blob)) return Invalid("code[", index, "].blob: not a cubin (64-bit ELF)");
    return {};
  }
  if (!code.level.starts_with("compute_"))
    return Invalid("code[", index, "].level: '", code.level, "', expected compute_N or sm_N");
  std::string_view text(reinterpret_cast<const char*>(code.blob.data()), code.blob.size());
  if (text.find(".version") == std::string_view::npos || text.find('\0') != std::string_view::npos)
    return Invalid("code[", index, "].blob: not PTX text");
  return {};
}

// Enough of ELF that the loader is not handed something else.
Status VerifyCode(const PlanModel& plan, size_t index) {
  const Code& code = plan.code[index];
  if (code.target == "cuda") return VerifyDeviceCode(plan, index);
  if (code.target != "cpu") return {};  // of another device; not loaded here
  if (!IsElf(code.blob) || code.blob[16] != 3) return Invalid("code[", index, "].blob: not a 64-bit ELF shared object");
  return {};
}

// A launch must be one that every GPU of the supported architectures accepts.
Status VerifyKernel(const PlanModel& plan, size_t index) {
  const Kernel& kernel = plan.kernels[index];
  std::string where = Concat("kernels[", index, "]");
  if (kernel.symbol.empty()) return Invalid(where, ".symbol: empty");
  if (!plan.for_gpu()) {
    if (!kernel.grid.empty() || !kernel.block.empty() || kernel.shared_bytes != 0)
      return Invalid(where, ".grid: of a kernel that runs on the CPU");
    return {};
  }
  constexpr uint64_t kMaxThreads = 1024, kMaxShared = 227 * 1024;
  constexpr uint64_t kMaxGrid[] = {0x7fffffff, 0xffff, 0xffff}, kMaxBlock[] = {1024, 1024, 64};
  if (kernel.grid.size() != 3 || kernel.block.size() != 3)
    return Invalid(where, ".grid: ", kernel.grid.size(), " and ", kernel.block.size(), " extents, expected 3 and 3");
  uint64_t threads = 1;
  for (int i = 0; i < 3; ++i) {
    if (kernel.grid[i] < 1 || kernel.grid[i] > kMaxGrid[i])
      return Invalid(where, ".grid[", i, "]: ", kernel.grid[i], ", expected 1 to ", kMaxGrid[i]);
    if (kernel.block[i] < 1 || kernel.block[i] > kMaxBlock[i])
      return Invalid(where, ".block[", i, "]: ", kernel.block[i], ", expected 1 to ", kMaxBlock[i]);
    threads *= kernel.block[i];
  }
  if (threads > kMaxThreads) return Invalid(where, ".block: ", threads, " threads, at most ", kMaxThreads);
  if (kernel.shared_bytes > kMaxShared)
    return Invalid(where, ".shared_bytes: ", kernel.shared_bytes, ", at most ", kMaxShared);
  return {};
}

Status VerifyAllocation(const PlanModel& plan, const Allocation& allocation, const std::string& where) {
  if (allocation.arena >= plan.arenas.size())
    return Invalid(where, ".arena: ", allocation.arena, ", the plan has ", plan.arenas.size());
  const Arena& arena = plan.arenas[allocation.arena];
  if (OutlivesEntries(arena)) return Invalid(where, ".arena: ", allocation.arena, " outlives the entry");
  if (allocation.offset > arena.bytes || allocation.bytes > arena.bytes - allocation.offset)
    return Invalid(where, ": bytes ", allocation.offset, " and ", allocation.bytes, " more, of ", arena.bytes);
  return {};
}

// A form of another entry is the only one for what it needs.
Status VerifyForm(const PlanModel& plan, size_t index, const std::string& where) {
  const Entry& entry = plan.entries[index];
  if (entry.needs > Pending::MAX || entry.leaves > Pending::MAX)
    return Invalid(where, ".needs: ", int(entry.needs), ", .leaves: ", int(entry.leaves));
  if (entry.needs == Pending::none) {
    if (entry.base != -1) return Invalid(where, ".base: ", entry.base, ", of an entry that needs nothing");
    return {};
  }
  if (entry.base < 0 || entry.base >= int64_t(plan.entries.size()) || plan.entries[entry.base].needs != Pending::none)
    return Invalid(where, ".base: ", entry.base, ", expected an entry that needs nothing");
  for (size_t i = 0; i < index; ++i)
    if (plan.entries[i].base == entry.base && plan.entries[i].needs == entry.needs)
      return Invalid(where, ".base: entry ", entry.base, " has two forms that need ",
                     schema::EnumNamePending(entry.needs), " gradients");
  return {};
}

Status VerifyEntry(const PlanModel& plan, size_t index) {
  const Entry& entry = plan.entries[index];
  std::string where = Concat("entries[", index, "] '", entry.name, "'");
  FSDP_RT_TRY(VerifyForm(plan, index, where));
  if (entry.events > entry.commands.size())
    return Invalid(where, ".events: ", entry.events, " of ", entry.commands.size(), " commands");
  std::set<uint32_t> bindings;
  for (uint32_t binding : entry.bindings) {
    if (binding >= plan.bindings.size())
      return Invalid(where, ".bindings: ", binding, ", the plan has ", plan.bindings.size());
    if (!bindings.insert(binding).second) return Invalid(where, ".bindings: ", binding, " occurs twice");
  }
  for (size_t i = 0; i < entry.allocations.size(); ++i)
    FSDP_RT_TRY(VerifyAllocation(plan, entry.allocations[i], Concat(where, ".allocations[", i, "]")));
  for (size_t i = 0; i < entry.commands.size(); ++i)
    if (Status status = VerifyCommand(plan, entry, i); !status.ok())
      return Status(
          status.code(),
          Concat("entries[", index, "].commands[", i, "]", status.message(), " in ", Describe(plan, entry, i)), -1,
          int(i));
  return {};
}

template <typename Items>
Status VerifyAll(const PlanModel& plan, const Items& items, Status (*verify)(const PlanModel&, size_t)) {
  for (size_t i = 0; i < items.size(); ++i) FSDP_RT_TRY(verify(plan, i));
  return {};
}

}  // namespace

Status VerifyStructure(const PlanModel& plan) {
  FSDP_RT_TRY(VerifyGrid(plan));
  FSDP_RT_TRY(VerifyTensorNames(plan.tensors));
  FSDP_RT_TRY(VerifyNames("groups", plan.groups));
  FSDP_RT_TRY(VerifyNames("scalars", plan.scalars));
  FSDP_RT_TRY(VerifyNames("entries", plan.entries));
  FSDP_RT_TRY(VerifyAll(plan, plan.communicators, VerifyCommunicator));
  FSDP_RT_TRY(VerifyAll(plan, plan.arenas, VerifyArena));
  FSDP_RT_TRY(VerifyAll(plan, plan.groups, VerifyGroup));
  FSDP_RT_TRY(VerifyAll(plan, plan.tensors, VerifyTensor));
  FSDP_RT_TRY(VerifyAll(plan, plan.tables, VerifyTable));
  FSDP_RT_TRY(VerifyAll(plan, plan.bindings, VerifyBinding));
  FSDP_RT_TRY(VerifyAll(plan, plan.code, VerifyCode));
  FSDP_RT_TRY(VerifyAll(plan, plan.kernels, VerifyKernel));
  return VerifyAll(plan, plan.entries, VerifyEntry);
}

}  // namespace fsdp_rt
