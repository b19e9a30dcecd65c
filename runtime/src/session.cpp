// session.cpp - one rank's execution of a plan
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "session.h"

#include <algorithm>
#include <cstring>

#include "command_accesses.h"
#include "executor.h"
#include "stream_executor.h"
#include "stream_state.h"

using fsdp_rt::Concat;
using fsdp_rt::Error;
using fsdp_rt::Status;

fsdp_rt_session::fsdp_rt_session(fsdp_rt_plan* plan, const fsdp_rt_session_options& options)
    : plan_(plan), options_(options) {
  fsdp_rt_plan_retain(plan);
}

fsdp_rt_session::~fsdp_rt_session() {
  // Memory of the device is freed on this thread; nothing of it may be in use.
  if (fsdp_rt::HasStreams(options_.device)) {
    (void)fsdp_rt::CallAbi(options_.device->vtable->enter, options_.device).ok();
    stream_executors_.clear();
    stream_state_.reset();
  }
  if (own_streams_world_) fsdp_rt_streams_world_destroy(own_streams_world_);
  fsdp_rt_threads_world_destroy(own_world_);
  fsdp_rt_plan_release(plan_);
}

Status fsdp_rt_session::CheckComm(fsdp_rt_comm* comm) const {
  if (!comm) {
    if (model().world() != 1)
      return Error(FSDP_RT_INVALID_ARGUMENT, "options.comm: null, but the plan is for ", model().world(),
                   " ranks; give this rank's communicator");
    return {};
  }
  if (uint64_t{comm->replicas} * comm->shards != model().world())
    return Error(FSDP_RT_INVALID_ARGUMENT, "the communicator has ", comm->replicas, "x", comm->shards,
                 " ranks, the plan is for ", model().replicas, "x", model().shards, "x", model().models,
                 " (replicas x shards x models); start as many ranks or compile for another grid");
  if (comm->rank < 0 || uint32_t(comm->rank) >= model().world())
    return Error(FSDP_RT_INVALID_ARGUMENT, "comm->rank: ", comm->rank, " of ", model().world());
  if (fsdp_rt::HasStreams(options_.device) && !fsdp_rt::WorksOnStreams(comm))
    return Error(FSDP_RT_INVALID_ARGUMENT,
                 "the communicator works on the host's memory, and this session's device has "
                 "streams; give one that works on streams");
  return {};
}

Status fsdp_rt_session::CheckTransport() const {
  if (options_.transport != FSDP_RT_TRANSPORT_PEER && options_.transport != FSDP_RT_TRANSPORT_BUFFERED)
    return Error(FSDP_RT_INVALID_ARGUMENT, "options.transport: ", int(options_.transport));
  if (!buffered()) {
    if (fsdp_rt::HasStreams(options_.device) || comm_->vtable->publish) return {};  // on streams, map_peers says
    return Error(FSDP_RT_UNSUPPORTED,
                 "options.transport: peer, but this communicator does not show other ranks' memory; choose buffered");
  }
  for (const fsdp_rt::Entry& entry : model().entries)
    for (size_t i = 0; i < entry.commands.size(); ++i) {
      const fsdp_rt::ByteRange* gathered = fsdp_rt::GatheredBytes(entry.commands[i]);
      if (gathered && !gathered->present())
        return Error(FSDP_RT_UNSUPPORTED, "the plan has no gathered buffer for ", Describe(model(), entry, i),
                     "; use peer transport or compile with buffers");
    }
  return {};
}

Status fsdp_rt_session::Create() {
  FSDP_RT_TRY(CheckComm(options_.comm));
  comm_ = options_.comm;
  if (!comm_) FSDP_RT_TRY(MakeOwnWorld());
  // From here on the others wait for this rank's greeting.
  Status status = CheckTransport();
  fsdp_rt_device* device = options_.device ? options_.device : fsdp_rt::CpuDevice();
  bool streams = fsdp_rt::HasStreams(device);
  if (status.ok() && streams) status = fsdp_rt::CallAbi(device->vtable->enter, device);
  if (status.ok())
    status = arenas_.Create(model(), device, options_.arenas, buffered(), !options_.without_accumulation);
  if (status.ok() && !streams) status = plan_->LoadKernels(&kernels_);
  if (!status.ok()) return Fail(std::move(status));

  EvaluateTables();
  FindGradientUses();
  for (const fsdp_rt::Scalar& scalar : model().scalars) scalars_.push_back(scalar.initial);
  bindings_.resize(model().bindings.size());
  kept_slots_.resize(model().groups.size());
  if (options_.keep_slots)
    for (size_t i = 0; i < kept_slots_.size(); ++i) kept_slots_[i].resize(model().groups[i].slot_bytes);
  if (!options_.gemm && !streams) gemm_ = fsdp_rt::MakeGemmLibrary();
  if (options_.poison)
    poison_ = std::make_unique<fsdp_rt::PoisonState>(model(), arenas_, options_.poison_seed * 1024 + rank());
  if (streams) status = CreateStreams();
  if (status.ok()) status = Greet();
  if (status.ok()) status = Connect();
  return status.ok() ? status : Fail(std::move(status));
}

Status fsdp_rt_session::MakeOwnWorld() {
  constexpr uint64_t kDeadlineMs = 60000;
  if (fsdp_rt::HasStreams(options_.device)) {
    FSDP_RT_TRY(
        fsdp_rt::CallAbi(fsdp_rt_streams_world_create, 1u, 1u, kDeadlineMs, &options_.device, &own_streams_world_));
    comm_ = fsdp_rt_streams_world_comm(own_streams_world_, 0);
    return {};
  }
  FSDP_RT_TRY(fsdp_rt::CallAbi(fsdp_rt_threads_world_create, 1u, 1u, kDeadlineMs, &own_world_));
  comm_ = fsdp_rt_threads_world_comm(own_world_, 0);
  return {};
}

Status fsdp_rt_session::CreateStreams() {
  if (options_.gemm)
    return Error(FSDP_RT_UNSUPPORTED, "options.gemm: this session's device multiplies itself; leave it null");
  stream_state_ = std::make_unique<fsdp_rt::StreamState>(this);
  FSDP_RT_TRY(stream_state_->Create());
  for (uint32_t entry = 0; entry < model().entries.size(); ++entry)
    stream_executors_.push_back(std::make_unique<fsdp_rt::StreamExecutor>(this, entry));
  return {};
}

void fsdp_rt_session::EvaluateTables() {
  for (const fsdp_rt::Table& table : model().tables) {
    const int64_t s = fsdp_rt::RankInAxis(model().ShardsOf(table), rank());
    bool replace = buffered() && !table.buffered_base.empty();
    const std::vector<int64_t>& base = replace ? table.buffered_base : table.base;
    const std::vector<int64_t>& stride = replace ? table.buffered_stride : table.stride;
    std::vector<int64_t>& values = tables_.emplace_back(table.base.size());
    // A hostile file must not make this overflow: the product is computed wide.
    for (size_t i = 0; i < values.size(); ++i) {
      __int128 value = base[i] + __int128(s) * stride[i];
      if (value < table.lo[i]) value = table.lo[i];
      if (value > table.hi[i]) value = table.hi[i];
      if (!table.model_stride.empty()) value += __int128(model_index()) * table.model_stride[i];
      values[i] = int64_t(value);
    }
  }
}

Status fsdp_rt_session::Greet() {
  struct Greeting {
    uint64_t hash;
    uint64_t transport;
  };
  Greeting mine{fsdp_rt_plan_hash(plan_), uint64_t(options_.transport)};
  uint32_t ranks = model().world();
  std::vector<Greeting> copies(ranks);
  std::vector<const void*> sources(ranks);
  const fsdp_rt_comm_vtable* vtable = comm_->vtable;
  const uint32_t world = FSDP_RT_AXIS(1, ranks);
  fsdp_rt_error error{};
  if (vtable->all_gather) {
    if (vtable->all_gather(comm_, world, &mine, copies.data(), sizeof(mine), &error) != FSDP_RT_OK)
      return Status(error);
  } else {
    uint64_t ticket = NextTicket(world);
    if (vtable->publish(comm_, world, ticket, &mine, sizeof(mine), &error) != FSDP_RT_OK ||
        vtable->acquire(comm_, world, ticket, sources.data(), &error) != FSDP_RT_OK)
      return Status(error);
    for (uint32_t i = 0; i < ranks; ++i) std::memcpy(&copies[i], sources[i], sizeof(Greeting));
    if (vtable->release(comm_, world, ticket, &error) != FSDP_RT_OK ||
        vtable->reclaim(comm_, world, ticket, &error) != FSDP_RT_OK)
      return Status(error);
  }
  for (uint32_t i = 0; i < ranks; ++i) {
    if (copies[i].hash != mine.hash)
      return Error(FSDP_RT_INVALID_ARGUMENT, "rank ", i, " loaded another plan (hash ", std::hex, copies[i].hash,
                   ", here ", mine.hash, std::dec, "); give every rank the same file");
    if (copies[i].transport != mine.transport)
      return Error(FSDP_RT_INVALID_ARGUMENT, "rank ", i, " chose transport ", copies[i].transport, ", rank ", rank(),
                   " ", mine.transport, "; choose the same everywhere");
  }
  return {};
}

Status fsdp_rt_session::Connect() {
  if (stream_state_) return stream_state_->Connect();
  const fsdp_rt_comm_vtable* vtable = comm_->vtable;
  if (vtable->struct_size < sizeof(*vtable) || !vtable->connect) return {};
  for (uint32_t i = 0; i < model().communicators.size(); ++i)
    FSDP_RT_TRY(fsdp_rt::CallAbi(vtable->connect, comm_, model().CommAxis(i), FSDP_RT_CHANNEL_OTHER));
  return {};
}

Status fsdp_rt_session::Fail(Status status) {
  if (status.rank() < 0) status.set_rank(rank());
  fsdp_rt_error error{};
  status.Export(&error);
  comm_->vtable->abort(comm_, &error);
  return status;
}

Status fsdp_rt_session::ChooseForm(uint32_t* entry) const {
  const fsdp_rt::Entry& asked = model().entries[*entry];
  fsdp_rt::Pending needs = asked.needs;
  if (asked.needs == fsdp_rt::Pending::none && pending_ != fsdp_rt::Pending::none)
    for (uint32_t i = 0; i < model().entries.size(); ++i)
      if (model().entries[i].base == int64_t(*entry) && model().entries[i].needs == pending_) {
        *entry = i;
        needs = pending_;
      }
  const fsdp_rt::Entry& chosen = model().entries[*entry];
  // Others, such as eval, run at any time.
  if (needs != pending_ && (needs != fsdp_rt::Pending::none || gradient_uses_[*entry].any))
    return Error(FSDP_RT_INVALID_ARGUMENT, "entry ", chosen.name, " needs ", fsdp_rt::schema::EnumNamePending(needs),
                 " gradients of earlier microbatches, and ", fsdp_rt::schema::EnumNamePending(pending_),
                 " wait; run step.sync after the last microbatch, before the optimizer");
  if (options_.without_accumulation && (gradient_uses_[*entry].accumulated || needs != fsdp_rt::Pending::none ||
                                        chosen.leaves != fsdp_rt::Pending::none))
    return Error(FSDP_RT_INVALID_ARGUMENT, "entry ", chosen.name,
                 " accumulates gradients, and this session was made without_accumulation");
  return {};
}

void fsdp_rt_session::FindGradientUses() {
  for (const fsdp_rt::Entry& entry : model().entries) {
    GradientUse& use = gradient_uses_.emplace_back();
    for (const fsdp_rt::Command& command : entry.commands)
      for (const fsdp_rt::MemoryAccess& access : fsdp_rt::LocalAccesses(command)) {
        if (access.range.arena < 0) continue;
        const fsdp_rt::ArenaClass arena = model().arenas[access.range.arena].arena_class;
        use.accumulated |= arena == fsdp_rt::ArenaClass::accumulated;
        use.any |= use.accumulated || arena == fsdp_rt::ArenaClass::carried;
      }
  }
}

Status fsdp_rt_session::Run(uint32_t entry, const fsdp_rt_fences* fences) {
  if (entry >= model().entries.size())
    return Error(FSDP_RT_NOT_FOUND, "entry ", entry, ", the plan has ", model().entries.size());
  FSDP_RT_TRY(ChooseForm(&entry));
  if (gradient_uses_[entry].any) pending_ = model().entries[entry].leaves;
  for (uint32_t binding : model().entries[entry].bindings)
    if (!bindings_[binding].memory && model().bindings[binding].bytes > 0)
      return Error(FSDP_RT_INVALID_ARGUMENT, "entry ", model().entries[entry].name, " uses '",
                   model().bindings[binding].name, "', which is not bound; call fsdp_rt_session_bind for binding ",
                   binding);
  if (stream_state_) return RunOnStreams(entry, fences);
  fsdp_rt::GemmThreads threads(std::max(1, options_.max_threads));
  Status status = fsdp_rt::Executor(this, entry).Run();
  return status.ok() ? status : Fail(std::move(status));
}

Status fsdp_rt_session::RunOnStreams(uint32_t entry, const fsdp_rt_fences* fences) {
  Status status = stream_executors_[entry]->Run(fences);
  if (!status.ok()) {
    status = Fail(std::move(status));
    // What is still enqueued must not outlive the caller's memory.
    stream_state_->Drain();
  }
  comm_->vtable->end_run(comm_);
  return status;
}

void fsdp_rt_session::Abort(const char* why) {
  std::lock_guard<std::mutex> lock(abort_mutex_);
  abort_reason_ = why && *why ? why : "the host asked for it";
  aborted_.store(true, std::memory_order_release);
  fsdp_rt_error error{};
  Status(FSDP_RT_ABORTED, abort_reason_, comm_->rank).Export(&error);
  comm_->vtable->abort(comm_, &error);
}

Status fsdp_rt_session::CheckAborted() {
  if (!aborted_.load(std::memory_order_acquire)) return {};
  std::lock_guard<std::mutex> lock(abort_mutex_);
  return Status(FSDP_RT_ABORTED, "aborted: " + abort_reason_, rank());
}

Status fsdp_rt_session::SetComm(fsdp_rt_comm* comm) {
  FSDP_RT_TRY(CheckComm(comm));
  if (!comm) return Error(FSDP_RT_INVALID_ARGUMENT, "comm: null");
  if (comm->rank != rank())
    return Error(FSDP_RT_INVALID_ARGUMENT, "comm->rank: ", comm->rank, ", this session's state is that of rank ",
                 rank());
  if (stream_state_) {
    FSDP_RT_TRY(fsdp_rt::CallAbi(options_.device->vtable->enter, options_.device));
    for (auto& executor : stream_executors_) executor->ForgetGraph();
    stream_state_->Disconnect();
  }
  {
    std::lock_guard<std::mutex> lock(abort_mutex_);
    comm_ = comm;
    aborted_.store(false, std::memory_order_release);
  }
  tickets_ = {};
  Status status = Greet();
  if (status.ok()) status = Connect();
  return status.ok() ? status : Fail(std::move(status));
}

fsdp_rt_gemm_args fsdp_rt_session::GemmArgs(const fsdp_rt::Gemm& gemm) const {
  fsdp_rt_gemm_args args{};
  args.struct_size = sizeof(args);
  args.dtype = static_cast<fsdp_rt_dtype>(gemm.dtype);
  args.ta = gemm.ta;
  args.tb = gemm.tb;
  args.accumulate = gemm.accumulate;
  args.m = gemm.m;
  args.n = gemm.n;
  args.k = gemm.k;
  args.lda = gemm.lda;
  args.ldb = gemm.ldb;
  args.ldc = gemm.ldc;
  args.batch = gemm.batch;
  args.stride_a = gemm.stride_a;
  args.stride_b = gemm.stride_b;
  args.stride_c = gemm.stride_c;
  args.a = Address(gemm.a);
  args.b = Address(gemm.b);
  args.c = reinterpret_cast<float*>(Address(gemm.c));
  args.algorithm = options_.gemm_algorithm;
  return args;
}

Status fsdp_rt_session::RunGemm(const fsdp_rt_gemm_args& args) {
  if (gemm_) return gemm_->Run(args);
  fsdp_rt_error error{};
  if (options_.gemm(options_.gemm_context, &args, &error) != FSDP_RT_OK) return Status(error);
  return {};
}

Status fsdp_rt_session::ReadMemory(void* dest, const void* source, uint64_t bytes) const {
  if (bytes == 0) return {};
  if (!stream_state_) return std::memcpy(dest, source, bytes), Status();
  FSDP_RT_TRY(fsdp_rt::CallAbi(options_.device->vtable->enter, options_.device));
  return fsdp_rt::CallAbi(options_.device->vtable->download, options_.device, dest, source, bytes);
}

Status fsdp_rt_session::WriteMemory(void* dest, const void* source, uint64_t bytes) const {
  if (bytes == 0) return {};
  if (!stream_state_) return std::memcpy(dest, source, bytes), Status();
  FSDP_RT_TRY(fsdp_rt::CallAbi(options_.device->vtable->enter, options_.device));
  return fsdp_rt::CallAbi(options_.device->vtable->upload, options_.device, dest, source, bytes);
}

uint8_t* fsdp_rt_session::Address(const fsdp_rt::ByteRange& range) const {
  uint8_t* base = range.arena >= 0 ? arenas_.base(range.arena) : bindings_[range.binding].memory;
  return base + range.offset;
}

uint8_t* fsdp_rt_session::TensorMemory(uint32_t tensor) const {
  return arenas_.base(model().tensors[tensor].arena) + model().tensors[tensor].offset;
}

Status fsdp_rt_session::SetScalar(const char* name, const double* value, double* out_value) {
  if (!name) return Error(FSDP_RT_INVALID_ARGUMENT, "name: null");
  for (size_t i = 0; i < scalars_.size(); ++i) {
    if (model().scalars[i].name != name) continue;
    if (value) scalars_[i] = *value;
    if (out_value) *out_value = scalars_[i];
    return {};
  }
  std::string known;
  for (const fsdp_rt::Scalar& scalar : model().scalars) known += Concat(known.empty() ? "" : ", ", scalar.name);
  return Error(FSDP_RT_NOT_FOUND, "scalar '", name, "'; the plan has ", known.empty() ? "none" : known);
}

Status fsdp_rt_session::Bind(uint32_t binding, void* memory, uint64_t bytes, std::shared_ptr<void> owner) {
  constexpr uint64_t kAlignment = 64;
  if (binding >= bindings_.size())
    return Error(FSDP_RT_NOT_FOUND, "binding ", binding, ", the plan has ", bindings_.size());
  const fsdp_rt::Binding& wanted = model().bindings[binding];
  if (bytes != wanted.bytes)
    return Error(FSDP_RT_INVALID_ARGUMENT, "binding '", wanted.name, "': ", bytes, " bytes, expected ", wanted.bytes);
  if (reinterpret_cast<uintptr_t>(memory) % kAlignment != 0 || (!memory && bytes > 0))
    return Error(FSDP_RT_INVALID_ARGUMENT, "binding '", wanted.name, "': the memory is not aligned to ", kAlignment,
                 " bytes");
  auto* given = static_cast<uint8_t*>(memory);
  if (!stream_state_ || bytes == 0 || options_.device->vtable->is_device_memory(options_.device, memory)) {
    bindings_[binding] = {given, nullptr, std::move(owner)};
    return {};
  }
  FSDP_RT_TRY(fsdp_rt::CallAbi(options_.device->vtable->enter, options_.device));
  FSDP_RT_TRY(stream_state_->StageBinding(binding));
  bindings_[binding] = {stream_state_->binding_memory(binding), given, std::move(owner)};
  return {};
}
