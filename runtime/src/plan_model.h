// plan_model.h - a plan in memory, as the verifiers and the executor read it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Decoded once from the FlatBuffers payload (plan_decode.cpp). Strings and code
// blobs point into the payload, which the plan keeps. Sizes and offsets: bytes.

#ifndef FSDP_RT_SRC_PLAN_MODEL_H_
#define FSDP_RT_SRC_PLAN_MODEL_H_

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fsdp_rt/schema/plan_generated.h"

namespace fsdp_rt {

using schema::Access;
using schema::ArenaClass;
using schema::ArgKind;
using schema::Axis;
using schema::BindKind;
using schema::DType;
using schema::ExchangeKind;
using schema::MemoryKind;
using schema::Pending;
using schema::Phase;
using schema::ReduceOp;
using schema::Role;

// Bits of required_features.
inline constexpr uint64_t kFeatureGpuKernels = 1;
inline constexpr uint64_t kFeatureTypedAllReduce = 2;  // all-reduces of other dtypes than f32
inline constexpr uint64_t kFeatureReplicatedTensors = 4;
inline constexpr uint64_t kFeaturePartGathers = 8;
inline constexpr uint64_t kFeatureRankAxes = 16;
inline constexpr uint64_t kFeatureModelAxis = 32;
inline constexpr uint64_t kFeatureExchanges = 64;

struct Communicator {
  std::string_view name;
  Axis axis = Axis::shard;
  std::vector<std::vector<uint32_t>> members;

  // The axis of the partition that begins with the first list, as FSDP_RT_AXIS; 0: there is none.
  uint32_t RankAxis() const;
};

struct Arena {
  ArenaClass arena_class = ArenaClass::state;
  MemoryKind memory = MemoryKind::device;
  uint64_t bytes = 0;
  uint32_t alignment = 64;
};

// Holds state from one entry to the next; other arenas hold each entry's allocations.
inline bool OutlivesEntries(const Arena& arena) {
  return arena.arena_class == ArenaClass::state || arena.arena_class == ArenaClass::carried ||
         arena.arena_class == ArenaClass::accumulated;
}

struct Tensor {
  std::string_view name, param, inner;
  Role role = Role::param;
  DType dtype = DType::f32;
  std::vector<int64_t> shape;
  uint32_t dim = 0;
  int64_t chunk = 0;
  uint32_t arena = 0;
  uint64_t offset = 0, bytes = 0;
  int32_t group = -1;
  bool trained = false, local = false, replicated = false;
  std::vector<int64_t> source;  // of a tensor made by "store.PARAM": the parameter's full shape
  uint32_t source_dim = 0;
  // Of a tensor of which each model index has a part, `shape`: the dimension, and how many parts there are.
  int32_t model_dim = -1;
  uint32_t models = 1;

  // Every rank owns all rows.
  bool whole() const { return replicated || role == Role::buffer; }
};

struct Wire {
  std::string_view param;
  uint32_t input = 0;
  DType dtype = DType::f32;
  uint64_t elements = 0, offset = 0;
};

struct Group {
  std::string_view name, reshard, reason;
  bool root = false, kept = false;
  uint64_t slot_bytes = 0, full_bytes = 0;
  std::vector<Wire> wires;
  uint32_t shards = 0;  // FSDP_RT_AXIS; 0: the grid's
};

struct Table {
  std::vector<int64_t> base, stride, lo, hi, buffered_base, buffered_stride;
  uint32_t shards = 0;  // FSDP_RT_AXIS; 0: the grid's
  std::vector<int64_t> model_stride;
};

struct Scalar {
  std::string_view name;
  double initial = 0;
};

struct Binding {
  BindKind kind = BindKind::batch;
  std::string_view name;
  DType dtype = DType::f32;
  std::vector<int64_t> shape;
  uint64_t bytes = 0;
  bool combined = false;
};

struct Kernel {
  std::string_view symbol;
  uint32_t parameters = 0;
  bool may_assert = false;
  // Of a GPU kernel's launch; empty in a CPU kernel.
  std::vector<uint32_t> grid, block;
  uint32_t shared_bytes = 0;
  uint64_t bytes_read = 0, bytes_written = 0;  // for reports
};

struct Assertion {
  std::string_view message, location;
};

struct Code {
  std::string_view target, level;
  std::span<const uint8_t> blob;
};

// Bytes of an arena or of a binding; of neither: absent.
struct ByteRange {
  int32_t arena = -1;
  int32_t binding = -1;
  uint64_t offset = 0, bytes = 0;
  Access access = Access::none;
  int32_t allocation = -1;  // of the entry; -1 in arenas that outlive it
  bool present() const { return arena >= 0 || binding >= 0; }
};

struct Arg {
  ArgKind kind = ArgKind::range;
  ByteRange range;
  int32_t sources = -1;
  int32_t table = -1;
};

struct Launch {
  uint32_t kernel = 0;
  std::vector<Arg> args;
};

struct Gemm {
  ByteRange a, b, c;
  DType dtype = DType::f32;
  bool ta = false, tb = false, accumulate = false;
  int64_t m = 0, n = 0, k = 0, lda = 0, ldb = 0, ldc = 0;
  int64_t batch = 1, stride_a = 0, stride_b = 0, stride_c = 0;
};

struct Gather {
  uint32_t communicator = 0;
  ByteRange slot, gathered;
  uint32_t parts = 1;  // sources that each rank offers, side by side in the slot
  uint64_t from = 0;   // of the group's slot: the byte at which what is offered begins
};

struct ReduceSegment {
  uint64_t full = 0, outer = 0, piece = 0, stride = 0, slot = 0;
};

struct Reduce {
  uint32_t communicator = 0;
  ByteRange grads, received;
  uint64_t slot_bytes = 0;
  std::vector<ReduceSegment> segments;
  int32_t pack = -1;  // a kernel

  // Whether the gradients are the slots of all ranks, one after the other.
  bool offers_slots(uint64_t ranks) const {
    return segments.size() == 1 && segments[0].full == 0 && segments[0].slot == 0 && segments[0].outer == 1 &&
           segments[0].piece == slot_bytes && grads.bytes >= ranks * slot_bytes;
  }
};

struct Release {
  uint32_t sources = 0;
};
struct Reclaim {
  uint32_t sources = 0;
};

struct AllReduce {
  uint32_t communicator = 0;
  ByteRange source, dest;
  uint64_t count = 0;
  ReduceOp op = ReduceOp::sum;
  double scale = 1;
  DType dtype = DType::f32;
};

struct Exchange {
  uint32_t communicator = 0;
  ByteRange source, dest;
  ExchangeKind kind = ExchangeKind::all_gather;
};

struct Copy {
  ByteRange source, dest;
};
struct Fill {
  ByteRange dest;
};
struct Signal {
  uint32_t event = 0;
};
struct Wait {
  uint32_t event = 0;
};
// What the mutation test leaves of a command that it deletes, so that indices stay.
struct Deleted {};

using Body = std::variant<Launch, Gemm, Gather, Reduce, Release, Reclaim, AllReduce, Copy, Fill, Signal, Wait, Exchange,
                          Deleted>;

struct Command {
  Body body;
  uint32_t stream = 0;
  Phase phase = Phase::none;
  int32_t group = -1;
  std::string_view label;
};

// Bytes of an arena that hold one buffer of an entry.
struct Allocation {
  uint32_t arena = 0;
  uint64_t offset = 0, bytes = 0;
};

struct Entry {
  std::string_view name;
  std::vector<Command> commands;
  uint32_t events = 0;
  std::vector<uint32_t> bindings;
  std::vector<Allocation> allocations;
  Pending needs = Pending::none, leaves = Pending::none;
  int32_t base = -1;  // of an entry that needs gradients: whose form it is
};

struct PlanModel {
  uint32_t major = 0, minor = 0;
  uint64_t required_features = 0;
  std::string_view name, input_hash, compiler;
  uint32_t replicas = 1, shards = 1, models = 1;
  std::vector<Communicator> communicators;
  std::vector<Arena> arenas;
  std::vector<Tensor> tensors;
  std::vector<Group> groups;
  std::vector<Table> tables;
  std::vector<Scalar> scalars;
  std::vector<Binding> bindings;
  std::vector<Kernel> kernels;
  std::vector<Assertion> assertions;
  std::vector<Code> code;
  std::vector<Entry> entries;
  uint32_t streams = 1;

  bool for_gpu() const;
  uint32_t world() const { return replicas * shards * models; }
  // Ranks that a communicator joins, and its axis as FSDP_RT_AXIS says it.
  uint32_t RanksOf(uint32_t communicator) const;
  uint32_t CommAxis(uint32_t communicator) const;
  // The ranks among which something is cut, as FSDP_RT_AXIS: the grid's shards, those of a group
  // (-1: the grid's), those of a tensor (one rank where every rank has all of it) and of a table.
  uint32_t GridShards() const;
  uint32_t ShardsOf(int32_t group) const;
  uint32_t ShardsOf(const Tensor& tensor) const;
  uint32_t ShardsOf(const Table& table) const { return table.shards ? table.shards : GridShards(); }
};

uint64_t DTypeBytes(DType dtype);
// What bytes of the slot layout one rank owns: the chunk as outer x rows x inner.
struct ChunkShape {
  uint64_t outer = 1, chunk = 1, inner = 1;  // elements
  uint64_t first_row = 0, valid_rows = 1;    // of the full tensor
};
ChunkShape ShapeOfChunk(const Tensor& tensor, uint32_t shard);

// "launch", "gather", ...
const char* CommandName(const Command& command);
// "command 12 (launch pack_0 of layers.0)": for errors.
std::string Describe(const PlanModel& plan, const Entry& entry, size_t index);
// "arena 2 (wire) bytes 64..128": for errors.
std::string Describe(const PlanModel& plan, const ByteRange& range);
// The communicator of a gather, reduce, all_reduce or exchange; null for other commands.
const uint32_t* CommunicatorOf(const Command& command);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_PLAN_MODEL_H_
