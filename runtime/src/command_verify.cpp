// command_verify.cpp - the fields of one command
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "command_verify.h"

#include <algorithm>
#include <cmath>
#include <type_traits>

#include "comm_axis.h"
#include "rank_reduction.h"

namespace fsdp_rt {
namespace {

using Wide = __int128;  // products of fields of a hostile file, each below kMaxField
constexpr int64_t kMaxField = int64_t(1) << 48;

class CommandVerifier {
 public:
  CommandVerifier(const PlanModel& plan, const Entry& entry, size_t index)
      : plan_(plan), entry_(entry), index_(index) {}

  Status Verify() {
    const Command& command = entry_.commands[index_];
    if (command.stream >= plan_.streams) return Invalid(".stream: ", command.stream, ", the plan has ", plan_.streams);
    if (command.phase > Phase::MAX) return Invalid(".phase: ", int(command.phase));
    if (command.group < -1 || command.group >= int64_t(plan_.groups.size()))
      return Invalid(".group: ", command.group, ", the plan has ", plan_.groups.size());
    return std::visit([this](const auto& body) { return Check(body); }, command.body);
  }

 private:
  enum class Use { kRead, kWrite, kAny, kOffered, kGathered };

  template <typename... Parts>
  static Status Invalid(const Parts&... parts) {
    return Error(FSDP_RT_INVALID_PLAN, parts...);
  }

  // `alignment`: of the element that is accessed.
  Status CheckRange(const char* field, const ByteRange& range, Use use, uint64_t alignment = 1) {
    if ((range.arena >= 0) == (range.binding >= 0))
      return Invalid(field, ": expected exactly one of arena (", range.arena, ") and binding (", range.binding, ")");
    if (range.access > Access::MAX) return Invalid(field, ".access: ", int(range.access));
    if (range.offset % alignment != 0)
      return Invalid(field, ".offset: ", range.offset, " is not a multiple of ", alignment);
    uint64_t bytes;
    if (range.arena >= 0) {
      FSDP_RT_TRY(CheckArena(field, range, use));
      bytes = plan_.arenas[range.arena].bytes;
    } else {
      FSDP_RT_TRY(CheckBinding(field, range, use));
      bytes = plan_.bindings[range.binding].bytes;
    }
    if (range.offset > bytes || range.bytes > bytes - range.offset)
      return Invalid(field, ": bytes ", range.offset, " and ", range.bytes, " more, of ", bytes);
    return {};
  }

  Status CheckArena(const char* field, const ByteRange& range, Use use) {
    if (size_t(range.arena) >= plan_.arenas.size())
      return Invalid(field, ".arena: ", range.arena, ", the plan has ", plan_.arenas.size());
    ArenaClass arena_class = plan_.arenas[range.arena].arena_class;
    // Only collectives write gathered bytes, and only sources show them.
    if ((arena_class == ArenaClass::gathered) != (use == Use::kGathered))
      return Invalid(field, ".arena: ", range.arena, " is of class ", schema::EnumNameArenaClass(arena_class),
                     use == Use::kGathered ? ", expected gathered" : ", which only collectives may use");
    if (use == Use::kOffered && arena_class == ArenaClass::transient)
      return Invalid(field, ".arena: ", range.arena, " is transient; other ranks read only state, carried and wire");
    return CheckAllocation(field, range);
  }

  // Bytes that do not outlive the entry belong to one of its allocations.
  Status CheckAllocation(const char* field, const ByteRange& range) {
    if (OutlivesEntries(plan_.arenas[range.arena])) {
      if (range.allocation >= 0) return Invalid(field, ".allocation: ", range.allocation, " of an arena of state");
      return {};
    }
    if (range.allocation < 0 || size_t(range.allocation) >= entry_.allocations.size())
      return Invalid(field, ".allocation: ", range.allocation, ", the entry has ", entry_.allocations.size());
    const Allocation& allocation = entry_.allocations[range.allocation];
    uint64_t start = range.offset - allocation.offset;
    if (allocation.arena != uint32_t(range.arena) || range.offset < allocation.offset || start > allocation.bytes ||
        range.bytes > allocation.bytes - start)
      return Invalid(field, ": bytes ", range.offset, " and ", range.bytes, " more of arena ", range.arena,
                     ", not within allocation ", range.allocation);
    return {};
  }

  Status CheckBinding(const char* field, const ByteRange& range, Use use) {
    if (size_t(range.binding) >= plan_.bindings.size())
      return Invalid(field, ".binding: ", range.binding, ", the plan has ", plan_.bindings.size());
    if (std::find(entry_.bindings.begin(), entry_.bindings.end(), uint32_t(range.binding)) == entry_.bindings.end())
      return Invalid(field, ".binding: ", range.binding, " is not among the entry's bindings");
    if (range.allocation >= 0) return Invalid(field, ".allocation: ", range.allocation, " of memory of the caller");
    if (use == Use::kOffered || use == Use::kGathered)
      return Invalid(field, ".binding: ", range.binding, "; memory of the caller cannot be offered");
    bool writes = use == Use::kWrite ||
                  (use == Use::kAny && (range.access == Access::write || range.access == Access::read_write));
    const BindKind kind = plan_.bindings[range.binding].kind;
    if (writes && (kind == BindKind::batch || kind == BindKind::chunk))
      return Invalid(field, ".binding: writes the ", kind == BindKind::batch ? "batch" : "chunk", " '",
                     plan_.bindings[range.binding].name, "'");
    return {};
  }

  Status CheckCommunicator(uint32_t communicator) {
    if (communicator >= plan_.communicators.size())
      return Invalid(".communicator: ", communicator, ", the plan has ", plan_.communicators.size());
    return {};
  }

  // Sources must be those of an earlier gather or reduce.
  Status CheckSources(const char* field, int64_t sources) {
    if (sources < 0 || uint64_t(sources) >= index_)
      return Invalid(field, ": ", sources, ", expected an earlier gather or reduce");
    const Body& body = entry_.commands[sources].body;
    if (!std::holds_alternative<Gather>(body) && !std::holds_alternative<Reduce>(body))
      return Invalid(field, ": ", sources, " is a ", CommandName(entry_.commands[sources]),
                     ", expected a gather or reduce");
    return {};
  }

  Status Check(const Launch& launch) {
    if (launch.kernel >= plan_.kernels.size())
      return Invalid(".launch.kernel: ", launch.kernel, ", the plan has ", plan_.kernels.size());
    const Kernel& kernel = plan_.kernels[launch.kernel];
    if (launch.args.size() != kernel.parameters)
      return Invalid(".launch.args: ", launch.args.size(), ", kernel ", kernel.symbol, " has ", kernel.parameters,
                     " parameters");
    for (size_t i = 0; i < launch.args.size(); ++i)
      if (Status status = CheckArg(launch.args[i]); !status.ok())
        return Invalid(".launch.args[", i, "]", status.message());
    return {};
  }

  Status CheckArg(const Arg& arg) {
    switch (arg.kind) {
      case ArgKind::range:
        return CheckRange(".range", arg.range, Use::kAny);
      case ArgKind::sources:
        return CheckSourcesArg(arg);
      case ArgKind::table:
        if (arg.table < 0 || size_t(arg.table) >= plan_.tables.size())
          return Invalid(".table: ", arg.table, ", the plan has ", plan_.tables.size());
        return {};
      case ArgKind::scalars:
        return {};
    }
    return Invalid(".kind: ", int(arg.kind));
  }

  Status CheckSourcesArg(const Arg& arg) {
    FSDP_RT_TRY(CheckSources(".sources", arg.sources));
    if (arg.range.present()) return Invalid(".range: names an arena or binding beside sources");
    const Body& body = entry_.commands[arg.sources].body;
    const auto* gather = std::get_if<Gather>(&body);
    uint64_t bytes = gather ? gather->slot.bytes / gather->parts : std::get<Reduce>(body).grads.bytes;
    if (arg.range.offset > bytes || arg.range.bytes > bytes - arg.range.offset)
      return Invalid(".range: bytes ", arg.range.offset, " and ", arg.range.bytes, " more, of a source of ", bytes);
    return {};
  }

  // Bytes from the first to the last element of a strided matrix batch.
  static Wide GemmBytes(int64_t rows, int64_t columns, int64_t ld, int64_t batch, int64_t stride, uint64_t element) {
    return ((Wide(batch) - 1) * stride + (Wide(rows) - 1) * ld + columns) * Wide(element);
  }

  Status Check(const Gemm& gemm) {
    if (gemm.dtype != DType::f32 && gemm.dtype != DType::bf16 && gemm.dtype != DType::f16)
      return Error(FSDP_RT_UNSUPPORTED, ".gemm.dtype: not supported yet: GEMM on ", schema::EnumNameDType(gemm.dtype));
    if (gemm.m < 1 || gemm.n < 1 || gemm.k < 1 || gemm.batch < 1)
      return Invalid(".gemm: m ", gemm.m, ", n ", gemm.n, ", k ", gemm.k, ", batch ", gemm.batch,
                     ", expected at least 1");
    for (int64_t field : {gemm.m, gemm.n, gemm.k, gemm.batch, gemm.lda, gemm.ldb, gemm.ldc, gemm.stride_a,
                          gemm.stride_b, gemm.stride_c})
      if (field > kMaxField) return Invalid(".gemm: an extent or stride of ", field);
    if (gemm.stride_a < 0 || gemm.stride_b < 0 || gemm.stride_c < 0) return Invalid(".gemm: negative stride");
    if (gemm.batch > 1 && gemm.stride_c == 0) return Invalid(".gemm.stride_c: 0, every member needs its own C");
    struct Operand {
      const char* field;
      const ByteRange& range;
      int64_t rows, columns, ld, stride;
      uint64_t element;
      Use use;
    };
    uint64_t element = DTypeBytes(gemm.dtype);
    const Operand operands[] = {{".gemm.a", gemm.a, gemm.ta ? gemm.k : gemm.m, gemm.ta ? gemm.m : gemm.k, gemm.lda,
                                 gemm.stride_a, element, Use::kRead},
                                {".gemm.b", gemm.b, gemm.tb ? gemm.n : gemm.k, gemm.tb ? gemm.k : gemm.n, gemm.ldb,
                                 gemm.stride_b, element, Use::kRead},
                                {".gemm.c", gemm.c, gemm.m, gemm.n, gemm.ldc, gemm.stride_c, 4, Use::kWrite}};
    for (const Operand& operand : operands) {
      FSDP_RT_TRY(CheckRange(operand.field, operand.range, operand.use, operand.element));
      if (operand.ld < operand.columns)
        return Invalid(operand.field, ": leading dimension ", operand.ld, " of ", operand.columns, " columns");
      if (GemmBytes(operand.rows, operand.columns, operand.ld, gemm.batch, operand.stride, operand.element) >
          Wide(operand.range.bytes))
        return Invalid(operand.field, ": ", operand.range.bytes, " bytes do not hold the matrix");
    }
    return {};
  }

  Status CheckGathered(const char* field, const ByteRange& range, uint64_t slot_bytes, uint32_t communicator) {
    if (!range.present()) return {};  // such a plan runs on peer transport only
    FSDP_RT_TRY(CheckRange(field, range, Use::kGathered));
    uint64_t ranks = plan_.RanksOf(communicator);
    if (Wide(slot_bytes) * ranks != range.bytes)
      return Invalid(field, ".bytes: ", range.bytes, ", expected ", ranks, " slots of ", slot_bytes);
    return {};
  }

  Status Check(const Gather& gather) {
    FSDP_RT_TRY(CheckCommunicator(gather.communicator));
    FSDP_RT_TRY(CheckRange(".gather.slot", gather.slot, Use::kOffered));
    const Command& command = entry_.commands[index_];
    if (gather.parts == 0 || gather.slot.bytes % gather.parts != 0)
      return Invalid(".gather.parts: ", gather.parts, ", of ", gather.slot.bytes, " bytes");
    const uint32_t shards = AxisSize(plan_.ShardsOf(command.group));
    if (uint64_t{gather.parts} * plan_.RanksOf(gather.communicator) != shards)
      return Invalid(".gather.parts: ", gather.parts, " of each of ", plan_.RanksOf(gather.communicator),
                     " ranks, expected a source for each of the ", shards, " shards");
    if (gather.from > uint64_t(kMaxField) || (gather.from != 0 && gather.parts > 1))
      return Invalid(".gather.from: ", gather.from, ", of ", gather.parts, " slots, expected 0 for more than one");
    if (command.group >= 0 &&
        Wide(gather.from) + gather.slot.bytes / gather.parts > Wide(plan_.groups[command.group].slot_bytes))
      return Invalid(".gather.slot.bytes: ", gather.slot.bytes, " from byte ", gather.from,
                     " on, the group's slot has ", plan_.groups[command.group].slot_bytes);
    return CheckGathered(".gather.gathered", gather.gathered, gather.slot.bytes, gather.communicator);
  }

  Status Check(const Reduce& reduce) {
    FSDP_RT_TRY(CheckCommunicator(reduce.communicator));
    FSDP_RT_TRY(CheckRange(".reduce.grads", reduce.grads, Use::kOffered));
    FSDP_RT_TRY(CheckGathered(".reduce.received", reduce.received, reduce.slot_bytes, reduce.communicator));
    uint64_t ranks = plan_.RanksOf(reduce.communicator);
    const uint32_t shards = AxisSize(plan_.ShardsOf(entry_.commands[index_].group));
    if (ranks != shards)
      return Invalid(".reduce.communicator: ", ranks, " ranks, expected all ", shards,
                     " shards; only a gather may join a part of them");
    for (size_t i = 0; i < reduce.segments.size(); ++i) {
      const ReduceSegment& segment = reduce.segments[i];
      if (segment.outer == 0 || segment.piece == 0) continue;
      for (uint64_t field : {segment.full, segment.outer, segment.piece, segment.stride, segment.slot})
        if (field > uint64_t(kMaxField)) return Invalid(".reduce.segments[", i, "]: a field of ", field);
      Wide full_end = Wide(segment.full) + Wide(segment.outer - 1) * segment.stride + Wide(ranks) * segment.piece;
      Wide slot_end = Wide(segment.slot) + Wide(segment.outer) * segment.piece;
      if (full_end > Wide(reduce.grads.bytes) || slot_end > Wide(reduce.slot_bytes))
        return Invalid(".reduce.segments[", i, "]: reaches beyond the gradients (", reduce.grads.bytes,
                       " bytes) or the slot (", reduce.slot_bytes, ")");
    }
    return CheckPack(reduce);
  }

  // It is passed two buffers, and no word for assertions.
  Status CheckPack(const Reduce& reduce) {
    if (reduce.pack < 0) return {};
    if (size_t(reduce.pack) >= plan_.kernels.size())
      return Invalid(".reduce.pack: ", reduce.pack, ", the plan has ", plan_.kernels.size(), " kernels");
    const Kernel& kernel = plan_.kernels[reduce.pack];
    if (kernel.parameters != 2 || kernel.may_assert)
      return Invalid(".reduce.pack: kernel ", kernel.symbol, " has ", kernel.parameters, " parameters",
                     kernel.may_assert ? " and may assert" : "", ", expected 2 and no assertion");
    return {};
  }

  Status Check(const Release& release) { return CheckSources(".release.sources", release.sources); }
  Status Check(const Reclaim& reclaim) { return CheckSources(".reclaim.sources", reclaim.sources); }

  Status Check(const AllReduce& all_reduce) {
    FSDP_RT_TRY(CheckCommunicator(all_reduce.communicator));
    if (!IsReducible(all_reduce.dtype))
      return Invalid(".all_reduce.dtype: ", int(all_reduce.dtype), ", expected f32, f64, i64, i32 or i1");
    const uint64_t element = DTypeBytes(all_reduce.dtype);
    FSDP_RT_TRY(CheckRange(".all_reduce.source", all_reduce.source, Use::kRead, element));
    FSDP_RT_TRY(CheckRange(".all_reduce.dest", all_reduce.dest, Use::kWrite, element));
    if (all_reduce.count > all_reduce.source.bytes / element || all_reduce.count > all_reduce.dest.bytes / element)
      return Invalid(".all_reduce.count: ", all_reduce.count, " elements of ", all_reduce.source.bytes, " and ",
                     all_reduce.dest.bytes, " bytes");
    if (all_reduce.op > ReduceOp::MAX) return Invalid(".all_reduce.op: ", int(all_reduce.op));
    if (!std::isfinite(all_reduce.scale) || all_reduce.scale == 0)
      return Invalid(".all_reduce.scale: ", all_reduce.scale, ", expected a finite number other than 0");
    return CheckDisjoint(".all_reduce", all_reduce.source, all_reduce.dest);
  }

  Status Check(const Exchange& exchange) {
    FSDP_RT_TRY(CheckCommunicator(exchange.communicator));
    FSDP_RT_TRY(CheckRange(".exchange.source", exchange.source, Use::kRead));
    FSDP_RT_TRY(CheckRange(".exchange.dest", exchange.dest, Use::kWrite));
    if (exchange.kind > ExchangeKind::MAX) return Invalid(".exchange.kind: ", int(exchange.kind));
    const bool for_each = exchange.kind == ExchangeKind::all_to_all;
    const uint64_t ranks = plan_.RanksOf(exchange.communicator);
    const uint64_t piece = exchange.dest.bytes / ranks;
    if (piece * ranks != exchange.dest.bytes || exchange.source.bytes != (for_each ? exchange.dest.bytes : piece))
      return Invalid(".exchange: ", exchange.source.bytes, " bytes to ", exchange.dest.bytes, ", expected ",
                     for_each ? "as many, a piece for each of " : "them of each of ", ranks, " ranks");
    return CheckDisjoint(".exchange", exchange.source, exchange.dest);
  }

  Status Check(const Copy& copy) {
    FSDP_RT_TRY(CheckRange(".copy.source", copy.source, Use::kRead));
    FSDP_RT_TRY(CheckRange(".copy.dest", copy.dest, Use::kWrite));
    if (copy.source.bytes != copy.dest.bytes)
      return Invalid(".copy: ", copy.source.bytes, " bytes to ", copy.dest.bytes);
    return CheckDisjoint(".copy", copy.source, copy.dest);
  }

  static Status CheckDisjoint(const char* field, const ByteRange& source, const ByteRange& dest) {
    if (source.arena == dest.arena && source.binding == dest.binding && source.offset < dest.offset + dest.bytes &&
        dest.offset < source.offset + source.bytes)
      return Invalid(field, ": source and dest overlap");
    return {};
  }

  Status Check(const Fill& fill) { return CheckRange(".fill.dest", fill.dest, Use::kWrite); }
  Status Check(const Signal& signal) { return CheckEvent(".signal.event", signal.event); }
  Status Check(const Wait& wait) { return CheckEvent(".wait.event", wait.event); }
  Status Check(const Deleted&) { return {}; }

  Status CheckEvent(const char* field, uint32_t event) {
    if (event >= entry_.events) return Invalid(field, ": ", event, ", the entry has ", entry_.events);
    return {};
  }

  const PlanModel& plan_;
  const Entry& entry_;
  size_t index_;
};

}  // namespace

Status VerifyCommand(const PlanModel& plan, const Entry& entry, size_t index) {
  return CommandVerifier(plan, entry, index).Verify();
}

}  // namespace fsdp_rt
