// stream_commands.cpp - what each command of an entry enqueues
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "command_accesses.h"
#include "stream_executor.h"

namespace fsdp_rt {

Status StreamExecutor::RunEagerly() {
  PoisonState* poison = session_.poison();
  for (uint32_t i = 0; i < entry_.commands.size(); ++i) {
    FSDP_RT_TRY(session_.CheckAborted());
    if (poison) poison->Delay();
    FSDP_RT_TRY(Located(MarkBegin(i), int(i)));
    FSDP_RT_TRY(Located(Enqueue(i), int(i)));
    FSDP_RT_TRY(Located(MarkEnd(i), int(i)));
    if (poison) FSDP_RT_TRY(Located(Poison(i), int(i)));
    if (session_.options().blocking) FSDP_RT_TRY(WaitFor(StreamOf(i), int(i)));
  }
  return {};
}

Status StreamExecutor::Enqueue(uint32_t index) {
  return std::visit([&](const auto& body) { return Enqueue(index, body); }, command(index).body);
}

// Bytes die with the last command of the list that uses them; commands before it on
// other streams may still run, so the fill follows all of them.
Status StreamExecutor::Poison(uint32_t index) {
  const std::vector<DeadRange>& dead = session_.poison()->dead(entry_index_, index);
  if (dead.empty()) return {};
  for (uint32_t stream : used_streams_) {
    if (stream == command(index).stream) continue;
    FSDP_RT_TRY(CallAbi(api().record, device(), state_.tail_event(stream), state_.stream(stream)));
    FSDP_RT_TRY(CallAbi(api().wait, device(), StreamOf(index), state_.tail_event(stream)));
  }
  for (const DeadRange& range : dead)
    if (uint8_t* base = session_.arena(range.arena))
      FSDP_RT_TRY(CallAbi(api().fill, device(), StreamOf(index), static_cast<void*>(base + range.offset), uint8_t(0xff),
                          range.bytes));
  return {};
}

// ---------------------------------------------------------------- compute

Status StreamExecutor::Enqueue(uint32_t index, const Launch& launch) {
  std::vector<void*> args;
  for (const Arg& arg : launch.args) {
    switch (arg.kind) {
      case ArgKind::range:
        args.push_back(session_.Address(arg.range));
        break;
      case ArgKind::sources:
        args.push_back(state_.sources(entry_index_, arg.sources));
        break;
      case ArgKind::table:
        args.push_back(state_.table(arg.table));
        break;
      case ArgKind::scalars:
        args.push_back(state_.scalars());
        break;
    }
  }
  if (assertion_[index] >= 0) args.push_back(state_.assertions() + assertion_[index] * sizeof(int32_t));
  return CallAbi(api().launch, device(), StreamOf(index), state_.kernels(), launch.kernel,
                 static_cast<void* const*>(args.data()));
}

Status StreamExecutor::Enqueue(uint32_t index, const Gemm& gemm) {
  fsdp_rt_gemm_args args = session_.GemmArgs(gemm);
  return CallAbi(api().gemm, device(), StreamOf(index), &args);
}

Status StreamExecutor::CopyRows(fsdp_rt_stream* stream, void* dest, const void* source, uint64_t width, uint64_t height,
                                uint64_t dest_pitch, uint64_t source_pitch) {
  if (width == 0 || height == 0) return {};
  fsdp_rt_copy_args args{sizeof(args), dest, source, width, height, dest_pitch, source_pitch};
  return CallAbi(api().copy, device(), stream, &args);
}

Status StreamExecutor::CopyBytes(fsdp_rt_stream* stream, void* dest, const void* source, uint64_t bytes) {
  return CopyRows(stream, dest, source, bytes, 1, bytes, bytes);
}

Status StreamExecutor::Enqueue(uint32_t index, const Copy& copy) {
  return CopyBytes(StreamOf(index), session_.Address(copy.dest), session_.Address(copy.source), copy.source.bytes);
}

Status StreamExecutor::Enqueue(uint32_t index, const Fill& fill) {
  if (fill.dest.bytes == 0) return {};
  return CallAbi(api().fill, device(), StreamOf(index), static_cast<void*>(session_.Address(fill.dest)), uint8_t(0),
                 fill.dest.bytes);
}

Status StreamExecutor::Enqueue(uint32_t, const Deleted&) { return {}; }

// ---------------------------------------------------------------- collectives

uint32_t StreamExecutor::AxisOf(uint32_t index) const {
  return session_.model().CommAxis(*CommunicatorOf(command(index)));
}

// Of the axis and channel of the gather or reduce `offer`, on the stream of `index`.
Status StreamExecutor::Barrier(uint32_t index, uint32_t offer) {
  return CallAbi(session_.comm()->vtable->barrier_on, session_.comm(), AxisOf(offer), ChannelOf(command(offer)),
                 StreamOf(index));
}

Status StreamExecutor::Enqueue(uint32_t index, const Gather& gather) {
  uint8_t* slot = session_.Address(gather.slot);
  uint64_t bytes = gather.slot.bytes;
  if (session_.options().keep_slots && command(index).group >= 0 && gather.parts == 1)
    FSDP_RT_TRY(CopyBytes(StreamOf(index), state_.kept_slot(command(index).group) + gather.from, slot, bytes));
  if (!session_.buffered()) return Barrier(index, index);
  return CallAbi(session_.comm()->vtable->all_gather_on, session_.comm(), AxisOf(index), FSDP_RT_CHANNEL_GATHER,
                 StreamOf(index), static_cast<const void*>(slot), static_cast<void*>(session_.Address(gather.gathered)),
                 bytes);
}

Status StreamExecutor::Enqueue(uint32_t index, const Reduce& reduce) {
  if (!session_.buffered()) return Barrier(index, index);
  const void* slots = session_.Address(reduce.grads);
  if (!reduce.offers_slots(session_.model().RanksOf(reduce.communicator))) {
    FSDP_RT_TRY(PackSlots(index, reduce));
    slots = state_.send_buffer(command(index).stream);
  }
  return CallAbi(session_.comm()->vtable->all_to_all_on, session_.comm(), AxisOf(index), FSDP_RT_CHANNEL_REDUCE,
                 StreamOf(index), slots, static_cast<void*>(session_.Address(reduce.received)), reduce.slot_bytes);
}

Status StreamExecutor::PackSlots(uint32_t index, const Reduce& reduce) {
  if (reduce.pack < 0) return CopySegments(index, reduce);
  void* args[] = {state_.send_buffer(command(index).stream), session_.Address(reduce.grads)};
  return CallAbi(api().launch, device(), StreamOf(index), state_.kernels(), uint32_t(reduce.pack),
                 static_cast<void* const*>(args));
}

// Each rank's pieces behind each other. A segment is a box of ranks x outer x piece bytes;
// the larger of the first two becomes the height of a two-dimensional copy.
Status StreamExecutor::CopySegments(uint32_t index, const Reduce& reduce) {
  uint8_t* send = state_.send_buffer(command(index).stream);
  const uint8_t* grads = session_.Address(reduce.grads);
  uint64_t ranks = session_.model().RanksOf(reduce.communicator);
  for (const ReduceSegment& segment : reduce.segments) {
    uint8_t* dest = send + segment.slot;
    const uint8_t* source = grads + segment.full;
    if (ranks >= segment.outer) {
      for (uint64_t i = 0; i < segment.outer; ++i)
        FSDP_RT_TRY(CopyRows(StreamOf(index), dest + i * segment.piece, source + i * segment.stride, segment.piece,
                             ranks, reduce.slot_bytes, segment.piece));
    } else {
      for (uint64_t rank = 0; rank < ranks; ++rank)
        FSDP_RT_TRY(CopyRows(StreamOf(index), dest + rank * reduce.slot_bytes, source + rank * segment.piece,
                             segment.piece, segment.outer, segment.piece, segment.stride));
    }
  }
  return {};
}

Status StreamExecutor::Enqueue(uint32_t index, const Release&) {
  return CallAbi(api().record, device(), state_.release_event(index), StreamOf(index));
}

// Peers read this rank's memory until they, too, have come here.
Status StreamExecutor::Enqueue(uint32_t index, const Reclaim& reclaim) {
  for (uint32_t i = 0; i < index; ++i) {
    const auto* release = std::get_if<Release>(&command(i).body);
    if (!release || release->sources != reclaim.sources || command(i).stream == command(index).stream) continue;
    FSDP_RT_TRY(CallAbi(api().wait, device(), StreamOf(index), state_.release_event(i)));
  }
  return session_.buffered() ? Status() : Barrier(index, reclaim.sources);
}

Status StreamExecutor::Enqueue(uint32_t index, const AllReduce& all_reduce) {
  if (GathersRanks(all_reduce)) return GatherAndReduce(index, all_reduce);
  return CallAbi(session_.comm()->vtable->all_reduce_on, session_.comm(), AxisOf(index), ChannelOf(command(index)),
                 StreamOf(index), reinterpret_cast<const float*>(session_.Address(all_reduce.source)),
                 reinterpret_cast<float*>(session_.Address(all_reduce.dest)), all_reduce.count, uint32_t(all_reduce.op),
                 all_reduce.scale);
}

// Every rank reads the same numbers in the same order, and so gets the same bits.
Status StreamExecutor::GatherAndReduce(uint32_t index, const AllReduce& all_reduce) {
  uint64_t bytes = all_reduce.count * DTypeBytes(all_reduce.dtype);
  void* gathered = state_.reduce_buffer(command(index).stream);
  FSDP_RT_TRY(CallAbi(session_.comm()->vtable->all_gather_on, session_.comm(), AxisOf(index), ChannelOf(command(index)),
                      StreamOf(index), static_cast<const void*>(session_.Address(all_reduce.source)), gathered, bytes));
  return CallAbi(api().reduce_ranks, device(), StreamOf(index), fsdp_rt_dtype(all_reduce.dtype),
                 static_cast<void*>(session_.Address(all_reduce.dest)), static_cast<const void*>(gathered),
                 session_.model().RanksOf(all_reduce.communicator), all_reduce.count, uint32_t(all_reduce.op),
                 all_reduce.scale);
}

Status StreamExecutor::Enqueue(uint32_t index, const Exchange& exchange) {
  const fsdp_rt_comm_vtable& comm = *session_.comm()->vtable;
  return CallAbi(exchange.kind == ExchangeKind::all_to_all ? comm.all_to_all_on : comm.all_gather_on, session_.comm(),
                 AxisOf(index), ChannelOf(command(index)), StreamOf(index),
                 static_cast<const void*>(session_.Address(exchange.source)),
                 static_cast<void*>(session_.Address(exchange.dest)),
                 exchange.dest.bytes / session_.model().RanksOf(exchange.communicator));
}

Status StreamExecutor::Enqueue(uint32_t index, const Signal& signal) {
  return CallAbi(api().record, device(), state_.event(signal.event), StreamOf(index));
}

Status StreamExecutor::Enqueue(uint32_t index, const Wait& wait) {
  return CallAbi(api().wait, device(), StreamOf(index), state_.event(wait.event));
}

}  // namespace fsdp_rt
