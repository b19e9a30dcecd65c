// executor.cpp - runs an entry's commands in the order of the list
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "executor.h"

#include <cstring>

#include "command_accesses.h"
#include "command_trace.h"
#include "kernel_call.h"
#include "rank_reduction.h"

namespace fsdp_rt {
namespace {

// Later commands of its stream wait for an offer, except those that move nothing.
bool CompletesItsStream(const Command& command) {
  return !std::holds_alternative<Gather>(command.body) && !std::holds_alternative<Reduce>(command.body) &&
         !std::holds_alternative<Signal>(command.body);
}

}  // namespace

Executor::Executor(fsdp_rt_session* session, uint32_t entry)
    : session_(*session),
      entry_index_(entry),
      entry_(session->model().entries[entry]),
      offers_(entry_.commands.size()),
      events_(entry_.events),
      streams_(session->model().streams) {}

Status Executor::Run() {
  PoisonState* poison = session_.poison();
  if (poison) poison->BeginEntry();
  for (uint32_t i = 0; i < entry_.commands.size(); ++i) {
    FSDP_RT_TRY(session_.CheckAborted());
    if (poison) poison->Delay();
    uint32_t stream = command(i).stream;
    if (CompletesItsStream(command(i))) FSDP_RT_TRY(CompleteStream(stream, streams_[stream].issued.size()));
    FSDP_RT_TRY(Located(RunCommand(i), i));
    if (poison) poison->AfterCommand(entry_index_, i);
  }
  for (uint32_t stream = 0; stream < streams_.size(); ++stream)
    FSDP_RT_TRY(CompleteStream(stream, streams_[stream].issued.size()));
  if (poison) return poison->CheckPads(session_.rank());
  return {};
}

Status Executor::RunCommand(uint32_t index) {
  uint64_t begin_ns = Now();
  FSDP_RT_TRY(std::visit([&](const auto& body) { return Execute(index, body); }, command(index).body));
  if (OfferedBytes(command(index))) {
    offers_[index].begin_ns = begin_ns;  // traced when complete
  } else {
    Trace(index, begin_ns);
  }
  return {};
}

// Says where this rank was; an error of another rank keeps that rank's command.
Status Executor::Located(Status status, uint32_t index) const {
  if (status.ok()) return status;
  bool foreign = status.code() == FSDP_RT_PEER_FAILED || status.code() == FSDP_RT_ABORTED;
  if (!foreign) status.set_command(index);
  if (status.rank() < 0) status.set_rank(session_.rank());
  status.Append(Concat(foreign ? "; meanwhile rank " : "; on rank ", session_.rank(), " in ",
                       Describe(session_.model(), entry_, index)));
  return status;
}

// ---------------------------------------------------------------- compute

Status Executor::Execute(uint32_t index, const Launch& launch) {
  args_.clear();
  for (const Arg& arg : launch.args) {
    switch (arg.kind) {
      case ArgKind::range:
        args_.push_back(session_.Address(arg.range));
        break;
      case ArgKind::sources:
        if (!offers_[arg.sources].complete) FSDP_RT_TRY(Complete(arg.sources));
        args_.push_back(offers_[arg.sources].sources.data());
        break;
      case ArgKind::table:
        args_.push_back(session_.table(arg.table));
        break;
      case ArgKind::scalars:
        args_.push_back(session_.scalars());
        break;
    }
  }
  (void)index;
  return RunKernel(launch);
}

Status Executor::RunKernel(const Launch& launch) {
  KernelFunction function = session_.kernels().function(launch.kernel);
  if (!session_.model().kernels[launch.kernel].may_assert) {
    function(args_.data());
    return {};
  }
  int64_t assertion = CallWithAssertions(function, &args_);
  if (assertion < 0) return {};
  const std::vector<Assertion>& assertions = session_.model().assertions;
  if (size_t(assertion) >= assertions.size())
    return Error(FSDP_RT_INVALID_PLAN, "assertion ", assertion, " of kernel ",
                 session_.model().kernels[launch.kernel].symbol, " failed, which the plan does not describe");
  return Error(FSDP_RT_ASSERTION_FAILED, "assertion failed: ", assertions[assertion].message, " (at ",
               assertions[assertion].location, ")");
}

Status Executor::Execute(uint32_t, const Gemm& gemm) { return session_.RunGemm(session_.GemmArgs(gemm)); }

Status Executor::Execute(uint32_t, const Copy& copy) {
  std::memcpy(session_.Address(copy.dest), session_.Address(copy.source), copy.source.bytes);
  return {};
}

Status Executor::Execute(uint32_t, const Fill& fill) {
  std::memset(session_.Address(fill.dest), 0, fill.dest.bytes);
  return {};
}

Status Executor::Execute(uint32_t, const Deleted&) { return {}; }

// ---------------------------------------------------------------- collectives

uint32_t Executor::AxisOf(uint32_t index) const { return session_.model().CommAxis(*CommunicatorOf(command(index))); }

uint32_t Executor::RanksOf(uint32_t index) const { return session_.model().RanksOf(*CommunicatorOf(command(index))); }

Status Executor::Execute(uint32_t index, const Gather& gather) {
  if (session_.options().keep_slots && command(index).group >= 0 && gather.parts == 1)
    KeepSlot(command(index).group, gather);
  return Publish(index, gather.slot);
}

Status Executor::Execute(uint32_t index, const Reduce& reduce) { return Publish(index, reduce.grads); }

Status Executor::Publish(uint32_t index, const ByteRange& offered) {
  const uint32_t axis = AxisOf(index);
  Offer& offer = offers_[index];
  offer.sources.resize(RanksOf(index));
  streams_[command(index).stream].issued.push_back(index);
  if (session_.moves_data()) return {};  // on completion
  offer.ticket = session_.NextTicket(axis);
  fsdp_rt_error error{};
  if (session_.comm()->vtable->publish(session_.comm(), axis, offer.ticket, session_.Address(offered), offered.bytes,
                                       &error) != FSDP_RT_OK)
    return Status(error);
  return {};
}

Status Executor::CompleteStream(uint32_t stream, size_t count) {
  Stream& state = streams_[stream];
  while (state.completed < count) {
    uint32_t index = state.issued[state.completed];
    if (!offers_[index].complete) FSDP_RT_TRY(Complete(index));
    ++state.completed;
  }
  return {};
}

Status Executor::Complete(uint32_t index) {
  Offer& offer = offers_[index];
  const uint32_t axis = AxisOf(index);
  fsdp_rt_comm* comm = session_.comm();
  Status status;
  if (session_.moves_data()) {
    const auto* gather = std::get_if<Gather>(&command(index).body);
    status = gather ? MoveData(*gather) : MoveData(std::get<Reduce>(command(index).body));
    if (status.ok()) status = FillGathered(index, nullptr);
  } else {
    fsdp_rt_error error{};
    if (comm->vtable->acquire(comm, axis, offer.ticket, offer.sources.data(), &error) != FSDP_RT_OK)
      status = Status(error);
    if (status.ok() && session_.buffered()) status = FillGathered(index, &offer);
  }
  FSDP_RT_TRY(Located(std::move(status), index));
  if (const auto* gather = std::get_if<Gather>(&command(index).body); gather && gather->parts > 1)
    SplitSources(*gather, &offer);
  offer.complete = true;
  // On its stream's track an offer begins when the one before it ended.
  Trace(index, std::max(offer.begin_ns, streams_[command(index).stream].last_end_ns));
  return {};
}

// A source for every slot of what each rank offered.
void Executor::SplitSources(const Gather& gather, Offer* offer) {
  std::vector<const void*> slots;
  for (const void* source : offer->sources)
    for (uint32_t part = 0; part < gather.parts; ++part)
      slots.push_back(static_cast<const uint8_t*>(source) + part * (gather.slot.bytes / gather.parts));
  offer->sources = std::move(slots);
}

// Copies out of the sources of `from` (null: the data is there already), which this
// rank then has read; the sources become the slots of the gathered buffer.
Status Executor::FillGathered(uint32_t index, Offer* from) {
  const auto* gather = std::get_if<Gather>(&command(index).body);
  if (from) {
    gather ? CopySlots(*gather, from) : CopySegments(std::get<Reduce>(command(index).body), from);
    fsdp_rt_error error{};
    if (session_.comm()->vtable->release(session_.comm(), AxisOf(index), from->ticket, &error) != FSDP_RT_OK)
      return Status(error);
  }
  uint64_t slot_bytes = gather ? gather->slot.bytes : std::get<Reduce>(command(index).body).slot_bytes;
  uint8_t* gathered = session_.Address(*GatheredBytes(command(index)));
  std::vector<const void*>& sources = offers_[index].sources;
  for (size_t rank = 0; rank < sources.size(); ++rank) sources[rank] = gathered + rank * slot_bytes;
  return {};
}

void Executor::CopySlots(const Gather& gather, Offer* offer) {
  uint8_t* gathered = session_.Address(gather.gathered);
  for (size_t rank = 0; rank < offer->sources.size(); ++rank)
    std::memcpy(gathered + rank * gather.slot.bytes, offer->sources[rank], gather.slot.bytes);
}

// This rank's pieces out of every rank's gradients.
void Executor::CopySegments(const Reduce& reduce, Offer* offer) {
  uint8_t* received = session_.Address(reduce.received);
  uint64_t me = RankInAxis(session_.model().CommAxis(reduce.communicator), uint32_t(session_.comm()->rank));
  for (size_t rank = 0; rank < offer->sources.size(); ++rank) {
    const auto* grads = static_cast<const uint8_t*>(offer->sources[rank]);
    for (const ReduceSegment& segment : reduce.segments)
      for (uint64_t i = 0; i < segment.outer; ++i)
        std::memcpy(received + rank * reduce.slot_bytes + segment.slot + i * segment.piece,
                    grads + segment.full + me * segment.piece + i * segment.stride, segment.piece);
  }
}

Status Executor::MoveData(const Gather& gather) {
  fsdp_rt_comm* comm = session_.comm();
  fsdp_rt_error error{};
  const uint32_t axis = session_.model().CommAxis(gather.communicator);
  if (comm->vtable->all_gather(comm, axis, session_.Address(gather.slot), session_.Address(gather.gathered),
                               gather.slot.bytes, &error) != FSDP_RT_OK)
    return Status(error);
  return {};
}

// Packs each rank's pieces, for a communicator that cannot read strided memory.
Status Executor::MoveData(const Reduce& reduce) {
  fsdp_rt_comm* comm = session_.comm();
  const uint32_t axis = session_.model().CommAxis(reduce.communicator);
  uint64_t ranks = session_.model().RanksOf(reduce.communicator);
  std::vector<uint8_t> send(ranks * reduce.slot_bytes);
  const uint8_t* grads = session_.Address(reduce.grads);
  for (uint64_t rank = 0; rank < ranks; ++rank)
    for (const ReduceSegment& segment : reduce.segments)
      for (uint64_t i = 0; i < segment.outer; ++i)
        std::memcpy(send.data() + rank * reduce.slot_bytes + segment.slot + i * segment.piece,
                    grads + segment.full + rank * segment.piece + i * segment.stride, segment.piece);
  fsdp_rt_error error{};
  if (comm->vtable->all_to_all(comm, axis, send.data(), session_.Address(reduce.received), reduce.slot_bytes, &error) !=
      FSDP_RT_OK)
    return Status(error);
  return {};
}

Status Executor::Execute(uint32_t, const Release& release) {
  if (!offers_[release.sources].complete) FSDP_RT_TRY(Complete(release.sources));
  if (session_.buffered()) return {};  // released as soon as it was copied
  fsdp_rt_error error{};
  if (session_.comm()->vtable->release(session_.comm(), AxisOf(release.sources), offers_[release.sources].ticket,
                                       &error) != FSDP_RT_OK)
    return Status(error);
  return {};
}

Status Executor::Execute(uint32_t, const Reclaim& reclaim) {
  if (session_.moves_data()) return {};
  fsdp_rt_error error{};
  if (session_.comm()->vtable->reclaim(session_.comm(), AxisOf(reclaim.sources), offers_[reclaim.sources].ticket,
                                       &error) != FSDP_RT_OK)
    return Status(error);
  return {};
}

// Calls read(sources): what every rank of the axis of `index` has at `source`, where it is or copied.
template <typename Read>
Status Executor::ReadRanks(uint32_t index, const uint8_t* source, uint64_t bytes, Read read) {
  const uint32_t axis = AxisOf(index);
  const uint64_t ranks = RanksOf(index);
  std::vector<const void*> sources(ranks);
  std::vector<uint8_t> gathered;
  fsdp_rt_comm* comm = session_.comm();
  fsdp_rt_error error{};
  const bool copies = comm->vtable->all_gather != nullptr;
  const uint64_t ticket = copies ? 0 : session_.NextTicket(axis);
  if (copies) {
    gathered.resize(ranks * bytes);
    if (comm->vtable->all_gather(comm, axis, source, gathered.data(), bytes, &error) != FSDP_RT_OK)
      return Status(error);
    for (uint64_t rank = 0; rank < ranks; ++rank) sources[rank] = gathered.data() + rank * bytes;
  } else if (comm->vtable->publish(comm, axis, ticket, source, bytes, &error) != FSDP_RT_OK ||
             comm->vtable->acquire(comm, axis, ticket, sources.data(), &error) != FSDP_RT_OK) {
    return Status(error);
  }
  read(sources);
  if (!copies && (comm->vtable->release(comm, axis, ticket, &error) != FSDP_RT_OK ||
                  comm->vtable->reclaim(comm, axis, ticket, &error) != FSDP_RT_OK))
    return Status(error);
  return {};
}

// For the dtypes that communicators do not add.
Status Executor::GatherAndReduce(uint32_t index, const AllReduce& all_reduce) {
  return ReadRanks(index, session_.Address(all_reduce.source), all_reduce.source.bytes,
                   [&](const std::vector<const void*>& sources) {
                     ReduceRanks(all_reduce.dtype, sources, session_.Address(all_reduce.dest), all_reduce.count,
                                 all_reduce.op, all_reduce.scale);
                   });
}

Status Executor::Execute(uint32_t index, const AllReduce& all_reduce) {
  if (all_reduce.dtype != DType::f32) return GatherAndReduce(index, all_reduce);
  fsdp_rt_error error{};
  if (session_.comm()->vtable->all_reduce(session_.comm(), AxisOf(index),
                                          reinterpret_cast<float*>(session_.Address(all_reduce.source)),
                                          reinterpret_cast<float*>(session_.Address(all_reduce.dest)), all_reduce.count,
                                          uint32_t(all_reduce.op), all_reduce.scale, &error) != FSDP_RT_OK)
    return Status(error);
  return {};
}

Status Executor::Execute(uint32_t index, const Exchange& exchange) {
  const uint8_t* source = session_.Address(exchange.source);
  uint8_t* dest = session_.Address(exchange.dest);
  const fsdp_rt_comm_vtable& table = *session_.comm()->vtable;
  const bool for_each = exchange.kind == ExchangeKind::all_to_all;
  const uint64_t piece = exchange.dest.bytes / RanksOf(index);
  if (const auto move = for_each ? table.all_to_all : table.all_gather) {
    fsdp_rt_error error{};
    return move(session_.comm(), AxisOf(index), source, dest, piece, &error) == FSDP_RT_OK ? Status() : Status(error);
  }
  const uint64_t mine = for_each ? RankInAxis(AxisOf(index), session_.rank()) * piece : 0;
  return ReadRanks(index, source, exchange.source.bytes, [&](const std::vector<const void*>& sources) {
    for (size_t rank = 0; rank < sources.size(); ++rank)
      std::memcpy(dest + rank * piece, static_cast<const uint8_t*>(sources[rank]) + mine, piece);
  });
}

Status Executor::Execute(uint32_t index, const Signal& signal) {
  uint32_t stream = command(index).stream;
  events_[signal.event] = {stream, streams_[stream].issued.size()};
  return {};
}

Status Executor::Execute(uint32_t, const Wait& wait) {
  const Event& event = events_[wait.event];
  return CompleteStream(event.stream, event.offers);
}

void Executor::KeepSlot(uint32_t group, const Gather& gather) {
  std::vector<uint8_t>& kept = session_.kept_slot(group);
  std::memcpy(kept.data() + gather.from, session_.Address(gather.slot), gather.slot.bytes);
}

// ---------------------------------------------------------------- traces

uint64_t Executor::Now() const { return session_.options().trace ? MonotonicNs() : 0; }

void Executor::Trace(uint32_t index, uint64_t begin_ns) {
  if (!session_.options().trace) return;
  fsdp_rt_trace_event event = DescribeForTrace(session_, entry_index_, index);
  event.begin_ns = begin_ns;
  event.end_ns = MonotonicNs();
  streams_[event.stream].last_end_ns = event.end_ns;
  session_.options().trace(session_.options().trace_context, &event);
}

}  // namespace fsdp_rt
