// stream_state.cpp - what a session keeps on a device with streams, its arenas apart
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "stream_state.h"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <set>
#include <string>
#include <thread>

#include "command_accesses.h"
#include "session.h"

namespace fsdp_rt {
namespace {

constexpr uint64_t kPlaceAlignment = 64;  // of each table

uint64_t RoundUp(uint64_t bytes) { return (bytes + kPlaceAlignment - 1) / kPlaceAlignment * kPlaceAlignment; }

uint64_t AssertingLaunches(const PlanModel& plan, const Entry& entry) {
  return std::count_if(entry.commands.begin(), entry.commands.end(), [&](const Command& command) {
    const auto* launch = std::get_if<Launch>(&command.body);
    return launch && plan.kernels[launch->kernel].may_assert;
  });
}

uint32_t AxisOf(const PlanModel& plan, const Command& command) { return plan.CommAxis(*CommunicatorOf(command)); }

// Addresses that kernels get: one for every slot of every rank.
uint64_t SourcesIn(const PlanModel& plan, const Command& command) {
  const auto* gather = std::get_if<Gather>(&command.body);
  return uint64_t{plan.RanksOf(*CommunicatorOf(command))} * (gather ? gather->parts : 1);
}

}  // namespace

fsdp_rt_channel ChannelOf(const Command& command) {
  if (std::holds_alternative<Gather>(command.body)) return FSDP_RT_CHANNEL_GATHER;
  bool of_gradients = std::holds_alternative<Reduce>(command.body) || command.group >= 0;
  return of_gradients ? FSDP_RT_CHANNEL_REDUCE : FSDP_RT_CHANNEL_OTHER;
}

StreamState::StreamState(fsdp_rt_session* session) : session_(*session), device_(session->options().device) {}

StreamState::~StreamState() {
  if (!CallAbi(api().enter, device_).ok()) return;
  Disconnect();
  for (fsdp_rt_event* event : events_) api().destroy_event(device_, event);
  for (fsdp_rt_event* event : timing_events_) api().destroy_event(device_, event);
  for (fsdp_rt_stream* stream : streams_) api().destroy_stream(device_, stream);
  if (kernels_) api().unload_kernels(device_, kernels_);
}

Status StreamState::Create() {
  FSDP_RT_TRY(CheckAllReduces());
  FSDP_RT_TRY(LoadKernels());
  FSDP_RT_TRY(CreateStreams());
  FSDP_RT_TRY(AllocateMemory());
  return PrepareGemms();
}

// Before anything runs, so that no rank fails while others wait for it.
Status StreamState::CheckAllReduces() const {
  if (ReducesRanks(device_)) return {};
  for (const Entry& entry : session_.model().entries)
    for (size_t i = 0; i < entry.commands.size(); ++i) {
      const auto* all_reduce = std::get_if<AllReduce>(&entry.commands[i].body);
      if (all_reduce && all_reduce->dtype != DType::f32)
        return Error(FSDP_RT_UNSUPPORTED, "not supported yet: all-reduce of ", schema::EnumNameDType(all_reduce->dtype),
                     " on a device without reduce_ranks; for ", Describe(session_.model(), entry, i));
    }
  return {};
}

Status StreamState::LoadKernels() {
  const PlanModel& plan = session_.model();
  fsdp_rt_device_info info{};
  info.struct_size = sizeof(info);
  api().info(device_, &info);
  bool device_is_gpu = std::string_view(info.code_target) != "cpu";
  if (plan.for_gpu() != device_is_gpu && !plan.kernels.empty())
    return Error(FSDP_RT_UNSUPPORTED, "the plan's kernels are for ", plan.for_gpu() ? "GPUs" : "CPUs",
                 ", and this session's device is ", info.name, "; compile with --target ", info.code_target);
  std::vector<fsdp_rt_code_info> code;
  for (const Code& blob : plan.code)
    code.push_back(
        {sizeof(fsdp_rt_code_info), blob.target.data(), blob.level.data(), blob.blob.data(), blob.blob.size()});
  std::vector<fsdp_rt_kernel_info> kernels;
  for (const Kernel& kernel : plan.kernels) {
    fsdp_rt_kernel_info& shown = kernels.emplace_back();
    shown = {sizeof(fsdp_rt_kernel_info), kernel.symbol.data(), kernel.parameters, kernel.may_assert, {}, {},
             kernel.shared_bytes};
    std::copy_n(kernel.grid.begin(), std::min<size_t>(kernel.grid.size(), 3), shown.grid);
    std::copy_n(kernel.block.begin(), std::min<size_t>(kernel.block.size(), 3), shown.block);
    shown.bytes_read = kernel.bytes_read;
    shown.bytes_written = kernel.bytes_written;
  }
  if (kernels.empty()) return {};
  return CallAbi(api().load_kernels, device_, code.data(), uint32_t(code.size()), kernels.data(),
                 uint32_t(kernels.size()), &kernels_);
}

// Streams on which gathers and reductions of gradients run, with their packs: other ranks wait for these. Not the one
// that multiplies, should it be the same.
std::vector<bool> StreamState::FindUrgentStreams() const {
  const PlanModel& plan = session_.model();
  std::vector<bool> exchanges(plan.streams), multiplies(plan.streams);
  for (const Entry& entry : plan.entries) {
    for (const Command& command : entry.commands) {
      if (std::holds_alternative<Gather>(command.body) || std::holds_alternative<Reduce>(command.body))
        exchanges[command.stream] = true;
      if (std::holds_alternative<Gemm>(command.body)) multiplies[command.stream] = true;
    }
  }
  for (size_t i = 0; i < exchanges.size(); ++i) exchanges[i] = exchanges[i] && !multiplies[i];
  return exchanges;
}

Status StreamState::CreateStreams() {
  const PlanModel& plan = session_.model();
  size_t commands = 0;
  for (const Entry& entry : plan.entries) {
    max_events_ = std::max(max_events_, entry.events);
    commands = std::max(commands, entry.commands.size());
  }
  streams_.reserve(plan.streams);
  const bool has_urgent = HasUrgentStreams(device_);
  const std::vector<bool> urgent = FindUrgentStreams();
  for (uint32_t i = 0; i < plan.streams; ++i) {
    fsdp_rt_stream* stream = nullptr;
    FSDP_RT_TRY(CallAbi(urgent[i] && has_urgent ? api().create_urgent_stream : api().create_stream, device_, &stream));
    streams_.push_back(stream);
  }
  size_t events = max_events_ + commands + plan.streams;
  events_.reserve(events);
  for (size_t i = 0; i < events; ++i) {
    fsdp_rt_event* event = nullptr;
    FSDP_RT_TRY(CallAbi(api().create_event, device_, 0, &event));
    events_.push_back(event);
  }
  return {};
}

Status StreamState::TimingEvent(size_t index, fsdp_rt_event** out_event) {
  while (timing_events_.size() <= index) {
    fsdp_rt_event* event = nullptr;
    FSDP_RT_TRY(CallAbi(api().create_event, device_, 1, &event));
    timing_events_.push_back(event);
  }
  *out_event = timing_events_[index];
  return {};
}

Status StreamState::AllocateMemory() {
  const PlanModel& plan = session_.model();
  uint64_t bytes = 0, assertions = 0;
  for (uint32_t i = 0; i < plan.tables.size(); ++i) {
    table_offsets_.push_back(bytes);
    bytes += RoundUp(plan.tables[i].base.size() * sizeof(int64_t));
  }
  std::vector<uint64_t> send(plan.streams), reduced(plan.streams);
  for (uint32_t e = 0; e < plan.entries.size(); ++e) {
    const Entry& entry = plan.entries[e];
    assertions = std::max(assertions, AssertingLaunches(plan, entry));
    for (uint32_t i = 0; i < entry.commands.size(); ++i) {
      const Command& command = entry.commands[i];
      if (const auto* all_reduce = std::get_if<AllReduce>(&command.body); all_reduce && GathersRanks(*all_reduce)) {
        uint64_t gathered = SourcesIn(plan, command) * all_reduce->count * DTypeBytes(all_reduce->dtype);
        reduced[command.stream] = std::max(reduced[command.stream], gathered);
      }
      if (!OfferedBytes(command)) continue;
      uint64_t sources = SourcesIn(plan, command);
      source_offsets_[{e, i}] = bytes;
      bytes += RoundUp(sources * sizeof(uint64_t));
      const auto* reduce = std::get_if<Reduce>(&command.body);
      if (reduce && !reduce->offers_slots(sources))
        send[command.stream] = std::max(send[command.stream], sources * reduce->slot_bytes);
    }
  }
  FSDP_RT_TRY(constants_.Allocate(device_, FSDP_RT_MEMORY_DEVICE, bytes, "the plan's tables"));
  uint64_t scalars = plan.scalars.size() * sizeof(double);
  FSDP_RT_TRY(scalars_.Allocate(device_, FSDP_RT_MEMORY_DEVICE, scalars, "the plan's scalars"));
  FSDP_RT_TRY(pinned_scalars_.Allocate(device_, FSDP_RT_MEMORY_PINNED, scalars, "the plan's scalars"));
  assertions *= sizeof(int32_t);
  FSDP_RT_TRY(assertions_.Allocate(device_, FSDP_RT_MEMORY_DEVICE, assertions, "the records of assertions"));
  FSDP_RT_TRY(pinned_assertions_.Allocate(device_, FSDP_RT_MEMORY_PINNED, assertions, "the records of assertions"));
  send_buffers_.resize(plan.streams);
  reduce_buffers_.resize(plan.streams);
  bindings_.resize(plan.bindings.size());
  kept_slots_.resize(plan.groups.size());
  for (uint32_t i = 0; i < plan.streams && session_.buffered(); ++i)
    FSDP_RT_TRY(send_buffers_[i].Allocate(device_, FSDP_RT_MEMORY_DEVICE, send[i], "what reduces send"));
  for (uint32_t i = 0; i < plan.streams; ++i)
    FSDP_RT_TRY(reduce_buffers_[i].Allocate(device_, FSDP_RT_MEMORY_DEVICE, reduced[i], "what all-reduces gather"));
  for (uint32_t i = 0; i < plan.groups.size() && session_.options().keep_slots; ++i)
    FSDP_RT_TRY(kept_slots_[i].Allocate(device_, FSDP_RT_MEMORY_DEVICE, plan.groups[i].slot_bytes, "kept slots"));
  return {};
}

Status StreamState::PrepareGemms() {
  for (const Entry& entry : session_.model().entries)
    for (size_t i = 0; i < entry.commands.size(); ++i) {
      const auto* gemm = std::get_if<Gemm>(&entry.commands[i].body);
      if (!gemm) continue;
      fsdp_rt_gemm_args args = session_.GemmArgs(*gemm);
      Status status = CallAbi(api().prepare_gemm, device_, &args);
      if (!status.ok()) return status.Append(Concat("; for ", Describe(session_.model(), entry, i))), status;
    }
  return {};
}

Status StreamState::StageBinding(uint32_t binding) {
  if (bindings_[binding].data()) return {};
  return bindings_[binding].Allocate(device_, FSDP_RT_MEMORY_DEVICE, session_.model().bindings[binding].bytes,
                                     "a binding");
}

// ---------------------------------------------------------------- the communicator

Status StreamState::Connect() {
  const PlanModel& plan = session_.model();
  fsdp_rt_comm* comm = session_.comm();
  FSDP_RT_TRY(CallAbi(comm->vtable->join, comm));
  joined_ = true;
  runs_ = 0;
  std::set<std::pair<uint32_t, fsdp_rt_channel>> connected;
  for (const Entry& entry : plan.entries)
    for (const Command& command : entry.commands) {
      if (!CommunicatorOf(command) || !comm->vtable->connect) continue;
      const uint32_t axis = AxisOf(plan, command);
      if (connected.insert({axis, ChannelOf(command)}).second)
        FSDP_RT_TRY(CallAbi(comm->vtable->connect, comm, axis, ChannelOf(command)));
    }
  for (size_t i = 0; i < plan.arenas.size() && comm->vtable->register_memory; ++i) {
    ArenaClass kind = plan.arenas[i].arena_class;
    uint8_t* memory = session_.arena(i);
    if ((kind != ArenaClass::wire && kind != ArenaClass::gathered) || !memory || session_.arena_bytes(i) == 0) continue;
    FSDP_RT_TRY(CallAbi(comm->vtable->register_memory, comm, static_cast<void*>(memory), session_.arena_bytes(i)));
    registered_.push_back(memory);
  }
  return UploadTables();
}

void StreamState::Disconnect() {
  fsdp_rt_comm* comm = session_.comm();
  if (joined_) comm->vtable->leave(comm);
  joined_ = false;
  for (void* memory : registered_) comm->vtable->unregister_memory(comm, memory);
  registered_.clear();
  peers_.clear();
}

Status StreamState::MapPeers(uint32_t arena, uint32_t axis, void*** out_peers) {
  std::vector<void*>& peers = peers_[{arena, axis}];
  *out_peers = peers.data();
  if (!peers.empty()) return {};
  peers.resize(AxisSize(axis));
  *out_peers = peers.data();
  fsdp_rt_comm* comm = session_.comm();
  if (!comm->vtable->map_peers)
    return Error(FSDP_RT_UNSUPPORTED,
                 "this communicator's ranks do not read each other's memory; use buffered transport");
  return CallAbi(comm->vtable->map_peers, comm, axis, static_cast<void*>(session_.arena(arena)),
                 session_.arena_bytes(arena), peers.data());
}

Status StreamState::SourcesOf(const Command& command, std::vector<uint64_t>* out_sources) {
  const PlanModel& plan = session_.model();
  const uint32_t axis = AxisOf(plan, command);
  const auto* gather = std::get_if<Gather>(&command.body);
  const uint64_t parts = gather ? gather->parts : 1;
  out_sources->resize(SourcesIn(plan, command));
  if (session_.buffered()) {
    uint64_t slot_bytes = gather ? gather->slot.bytes / parts : std::get<Reduce>(command.body).slot_bytes;
    auto gathered = reinterpret_cast<uint64_t>(session_.Address(*GatheredBytes(command)));
    for (size_t i = 0; i < out_sources->size(); ++i) (*out_sources)[i] = gathered + i * slot_bytes;
    return {};
  }
  const ByteRange& offered = *OfferedBytes(command);
  if (offered.arena < 0)
    return Error(FSDP_RT_UNSUPPORTED,
                 "not supported yet: peer transport of a binding's memory; use buffered transport");
  void** peers = nullptr;
  FSDP_RT_TRY(MapPeers(offered.arena, axis, &peers));
  for (size_t i = 0; i < out_sources->size(); ++i)
    (*out_sources)[i] =
        reinterpret_cast<uint64_t>(peers[i / parts]) + offered.offset + i % parts * (offered.bytes / parts);
  return {};
}

Status StreamState::UploadTables() {
  const PlanModel& plan = session_.model();
  std::vector<uint8_t> constants(constants_.bytes());
  for (uint32_t i = 0; i < plan.tables.size(); ++i)
    std::memcpy(constants.data() + table_offsets_[i], session_.table(i), plan.tables[i].base.size() * sizeof(int64_t));
  std::vector<uint64_t> sources;
  for (const auto& [place, offset] : source_offsets_) {  // in the order of the lists: the same on every rank
    FSDP_RT_TRY(SourcesOf(plan.entries[place.first].commands[place.second], &sources));
    std::memcpy(constants.data() + offset, sources.data(), sources.size() * sizeof(uint64_t));
  }
  if (constants.empty()) return {};
  return CallAbi(api().upload, device_, static_cast<void*>(constants_.data()),
                 static_cast<const void*>(constants.data()), uint64_t(constants.size()));
}

void StreamState::Drain() {
  constexpr auto kPatience = std::chrono::seconds(5);
  auto deadline = std::chrono::steady_clock::now() + kPatience;
  for (fsdp_rt_stream* stream : streams_) {
    bool waits = true;
    while (waits && std::chrono::steady_clock::now() < deadline) {
      int32_t done = 0;
      // A device that failed says no more, but its collectives may still wait for other ranks.
      waits = CallAbi(api().query, device_, stream, &done).ok();
      if (waits && done) break;
      // A communicator aborts its own work when it is asked for its state.
      (void)CallAbi(session_.comm()->vtable->check, session_.comm(), runs_, uint64_t(0)).ok();
      std::this_thread::sleep_for(std::chrono::microseconds(50));
    }
  }
}

}  // namespace fsdp_rt
