// mpi_comm.cpp - one rank of ranks that are processes of MPI
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "mpi_comm.h"

#include <algorithm>
#include <cstring>

#include "float_reduction.h"
#include "peer_boards.h"

namespace fsdp_rt {
namespace {

// From here on the ranks divide the elements of an all-reduce among them.
constexpr uint64_t kDivideFrom = 16384;

constexpr std::chrono::milliseconds kMeeting{10000};

MpiComm* Self(fsdp_rt_comm* comm) { return static_cast<MpiComm*>(comm); }

fsdp_rt_comm_vtable MakeTable(bool peers) {
  fsdp_rt_comm_vtable table{};
  table.struct_size = sizeof(table);
  if (peers) FillOfferTable(&table);
  table.all_gather = [](fsdp_rt_comm* comm, uint32_t axis, const void* send, void* receive, uint64_t bytes,
                        fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->AllGather(axis, send, receive, bytes); });
  };
  table.all_to_all = [](fsdp_rt_comm* comm, uint32_t axis, const void* send, void* receive, uint64_t bytes,
                        fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->AllToAll(axis, send, receive, bytes); });
  };
  table.all_reduce = [](fsdp_rt_comm* comm, uint32_t axis, const float* source, float* dest, uint64_t count,
                        uint32_t op, double scale, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->AllReduce(axis, source, dest, count, op, scale); });
  };
  table.connect = [](fsdp_rt_comm* comm, uint32_t axis, fsdp_rt_channel, fsdp_rt_error* error) {
    return Guard(error, [&] { return Self(comm)->Connect(axis); });
  };
  table.abort = [](fsdp_rt_comm* comm, const fsdp_rt_error* why) { Self(comm)->Abort(Status(*why)); };
  return table;
}

const fsdp_rt_comm_vtable* Table(bool peers) {
  static const fsdp_rt_comm_vtable with_peers = MakeTable(true), without = MakeTable(false);
  return peers ? &with_peers : &without;
}

}  // namespace

MpiComm::MpiComm(MpiProcess* process, const fsdp_rt_mpi_rank_options& options)
    : fsdp_rt_comm{Table(options.peers), int32_t(process->rank()), options.replicas, options.shards},
      process_(process),
      deadline_(options.deadline_ms),
      peers_(options.peers),
      memory_(options.peers) {}

MpiComm::~MpiComm() {
  boards_.reset();
  std::lock_guard lock(MpiMutex());
  notes_.Close();
  for (auto& [axis, comm] : comms_) MPI_Comm_free(&comm);
}

Status MpiComm::Create() {
  // Beyond a year a deadline is none; the clock must not overflow.
  const std::chrono::milliseconds asked(std::min<uint64_t>(deadline_.count(), uint64_t(365) * 24 * 3600 * 1000));
  // Processes do not start at once.
  deadline_ = std::max(asked, kMeeting);
  FSDP_RT_TRY(Duplicate(&notes_comm_));
  {
    std::lock_guard lock(MpiMutex());
    FSDP_RT_TRY(notes_.Open(notes_comm_));
  }
  FSDP_RT_TRY(Duplicate(&comms_[FSDP_RT_AXIS(1, WorldSize(*this))]));
  if (peers_) {
    boards_ = std::make_unique<PeerBoards>(this);
    FSDP_RT_TRY(boards_->Create());
  }
  deadline_ = asked;
  return {};
}

// Nobody can say yet who is missing. `out` is written when that is done, however late.
Status MpiComm::Duplicate(MPI_Comm* out) {
  MPI_Request request;
  {
    std::lock_guard lock(MpiMutex());
    FSDP_RT_TRY(CheckMpi(MPI_Comm_idup(process_->comm(), out, &request), "MPI_Comm_idup"));
  }
  const auto end = Clock::now() + deadline_;
  for (Patience patience;; patience.Pause()) {
    std::lock_guard lock(MpiMutex());
    int done = 0;
    FSDP_RT_TRY(CheckMpi(MPI_Test(&request, &done, MPI_STATUS_IGNORE), "MPI_Test"));
    if (done) return CheckMpi(MPI_Comm_set_errhandler(*out, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
    if (Clock::now() > end) {
      process_->SetFailed();
      return Error(FSDP_RT_DEADLINE_EXCEEDED, "the ranks did not meet within ", deadline_.count(),
                   " ms: a process did not come, or has ended; its own error says why");
    }
  }
}

Status MpiComm::CommOf(uint32_t axis, MPI_Comm* out) {
  MPI_Comm& comm = comms_.try_emplace(axis, MPI_COMM_NULL).first->second;
  if (comm == MPI_COMM_NULL) {
    std::lock_guard lock(MpiMutex());
    // Errors are returned there, too: a communicator has the handler of the one that it comes from.
    FSDP_RT_TRY(
        CheckMpi(MPI_Comm_split(comms_[FSDP_RT_AXIS(1, WorldSize(*this))], int(FirstOfAxis(axis, uint32_t(rank))),
                                int(RankInAxis(axis, uint32_t(rank))), &comm),
                 "MPI_Comm_split"));
  }
  *out = comm;
  return {};
}

Status MpiComm::Connect(uint32_t axis) {
  FSDP_RT_TRY(CheckAxis(axis, WorldSize(*this)));
  MPI_Comm comm;
  return AxisSize(axis) == 1 ? Status() : CommOf(axis, &comm);
}

// ---------------------------------------------------------------- failures

void MpiComm::Abort(const Status& why) {
  std::lock_guard lock(MpiMutex());
  notes_.Fail(why);
  process_->SetFailed();
}

bool MpiComm::Leave() {
  const auto end = Clock::now() + deadline_;
  for (Patience patience; Clock::now() < end; patience.Pause()) {
    std::lock_guard lock(MpiMutex());
    int all = 0;
    if (!notes_.Poll(/*waits=*/false).ok() || notes_.failed() || !notes_.Leave(&all).ok()) break;
    if (all) return true;
  }
  std::lock_guard lock(MpiMutex());
  if (notes_.failed()) process_->SetFailed();
  return false;
}

Status MpiComm::TakeNews() {
  FSDP_RT_TRY(notes_.Poll());
  if (!notes_.failed()) return {};
  process_->SetFailed();
  return AfterAbort(notes_.why(), rank);
}

Status MpiComm::CheckFailed() {
  std::lock_guard lock(MpiMutex());
  return TakeNews();
}

Status MpiComm::Look(MPI_Request* request, int* out_done) {
  std::lock_guard lock(MpiMutex());
  FSDP_RT_TRY(CheckMpi(MPI_Test(request, out_done, MPI_STATUS_IGNORE), "MPI_Test"));
  return *out_done ? Status() : TakeNews();
}

Status MpiComm::Await(MPI_Request* request, uint32_t axis, const std::string& what) {
  const auto end = Clock::now() + deadline_;
  for (Patience patience;; patience.Pause()) {
    int done = 0;
    FSDP_RT_TRY(Look(request, &done));
    if (done) return {};
    if (Clock::now() > end) return FindMissing(request, axis, what);
  }
}

Status MpiComm::FindMissing(MPI_Request* request, uint32_t axis, const std::string& what) {
  // Ranks that wait look for questions at least every millisecond, where they get a core.
  constexpr auto kAnswersWithin = std::chrono::milliseconds(500);
  {
    std::lock_guard lock(MpiMutex());
    FSDP_RT_TRY(notes_.Ask());
  }
  const auto end = Clock::now() + kAnswersWithin;
  for (Patience patience; Clock::now() < end; patience.Pause()) {
    int done = 0;
    FSDP_RT_TRY(Look(request, &done));
    if (done) return {};
  }
  std::lock_guard lock(MpiMutex());
  const auto silent = [&](uint32_t other) { return other != uint32_t(rank) && !notes_.answered(other); };
  const std::string missed = Concat(what, " of the ", AxisName(axis), " axis within ", deadline_.count(), " ms");
  for (uint32_t member = 0; member < AxisSize(axis); ++member)
    if (const uint32_t other = RankOfMember(axis, uint32_t(rank), member); silent(other))
      return Status(FSDP_RT_DEADLINE_EXCEEDED, Concat("rank ", other, " did not ", missed), int(other));
  // Those of the axis wait as well, perhaps for another.
  for (uint32_t other = 0; other < WorldSize(*this); ++other)
    if (silent(other))
      return Status(FSDP_RT_DEADLINE_EXCEEDED,
                    Concat("rank ", other, " did not answer, and ranks that wait, too, did not ", missed), int(other));
  return Error(FSDP_RT_DEADLINE_EXCEEDED, "the ranks of the ", AxisName(axis), " axis did not all ", what, " within ",
               deadline_.count(), " ms, and all of them wait for each other; all ranks must run the same entries");
}

// ---------------------------------------------------------------- collectives

Status MpiComm::Start(Kind kind, MPI_Comm comm, const void* send, void* receive, uint64_t bytes, MPI_Request* out) {
  std::lock_guard lock(MpiMutex());
  FSDP_RT_TRY(TakeNews());
  MpiBytes piece;
  FSDP_RT_TRY(piece.Create(bytes));
  const int count = piece.count();
  const MPI_Datatype type = piece.type();
  return kind == Kind::kAllGather
             ? CheckMpi(MPI_Iallgather(send, count, type, receive, count, type, comm, out), "MPI_Iallgather")
             : CheckMpi(MPI_Ialltoall(send, count, type, receive, count, type, comm, out), "MPI_Ialltoall");
}

Status MpiComm::Run(Kind kind, uint32_t axis, const void* send, void* receive, uint64_t bytes) {
  MPI_Comm comm;
  MPI_Request request;
  FSDP_RT_TRY(CommOf(axis, &comm));
  FSDP_RT_TRY(Start(kind, comm, send, receive, bytes, &request));
  return Await(&request, axis, kind == Kind::kAllGather ? "reach an all-gather" : "reach an all-to-all");
}

Status MpiComm::Exchange(Kind kind, uint32_t axis, const void* send, void* receive, uint64_t bytes) {
  FSDP_RT_TRY(CheckAxis(axis, WorldSize(*this)));
  FSDP_RT_TRY(CheckFailed());
  const uint64_t all = AxisSize(axis) * bytes, sent = kind == Kind::kAllGather ? bytes : all;
  if (AxisSize(axis) == 1 || bytes == 0) return std::memmove(receive, send, all), Status();
  const auto *from = static_cast<const uint8_t*>(send), *end = from + sent;
  const auto* to = static_cast<uint8_t*>(receive);
  const bool apart = end <= to || to + all <= from;  // MPI takes no memory twice
  std::vector<uint8_t> send_copy, receive_copy;
  if (!apart || !MpiMemory::Find(send, sent)) send_copy.assign(from, end);
  if (!MpiMemory::Find(receive, all)) receive_copy.resize(all);
  Status status = Run(kind, axis, send_copy.empty() ? send : send_copy.data(),
                      receive_copy.empty() ? receive : receive_copy.data(), bytes);
  if (!status.ok()) {
    MpiMemory::Keep(send);
    MpiMemory::Keep(receive);
    Keep(std::move(send_copy));
    Keep(std::move(receive_copy));
    return status;
  }
  if (!receive_copy.empty()) std::memcpy(receive, receive_copy.data(), all);
  return {};
}

Status MpiComm::AllGather(uint32_t axis, const void* send, void* receive, uint64_t bytes) {
  return Exchange(Kind::kAllGather, axis, send, receive, bytes);
}

Status MpiComm::AllToAll(uint32_t axis, const void* send, void* receive, uint64_t bytes) {
  return Exchange(Kind::kAllToAll, axis, send, receive, bytes);
}

// MPI_Allreduce may add in any order; here it is that of the ranks, so that every backend has the same bits.
Status MpiComm::AllReduce(uint32_t axis, const float* source, float* dest, uint64_t count, uint32_t op, double scale) {
  FSDP_RT_TRY(CheckAxis(axis, WorldSize(*this)));
  FSDP_RT_TRY(CheckFailed());
  if (op > 1) return Error(FSDP_RT_INVALID_ARGUMENT, "all_reduce op ", op, ", expected 0 (sum) or 1 (max)");
  const uint64_t size = AxisSize(axis);
  if (count >= kDivideFrom && size > 1) return AllReduceInParts(axis, source, dest, count, op, scale);
  std::vector<float> all(size * count);
  FSDP_RT_TRY(AllGather(axis, source, all.data(), count * sizeof(float)));
  std::vector<const float*> sources(size);
  for (uint64_t member = 0; member < size; ++member) sources[member] = all.data() + member * count;
  ReduceFloats(sources, dest, 0, count, op, scale);
  return {};
}

// Every rank gets its part of all and gives its result to all.
Status MpiComm::AllReduceInParts(uint32_t axis, const float* source, float* dest, uint64_t count, uint32_t op,
                                 double scale) {
  const uint64_t size = AxisSize(axis), part = (count + size - 1) / size, bytes = part * sizeof(float);
  std::vector<float> padded(size * part), parts(size * part), mine(part);
  std::memcpy(padded.data(), source, count * sizeof(float));
  Status status = Run(Kind::kAllToAll, axis, padded.data(), parts.data(), bytes);
  if (status.ok()) {
    std::vector<const float*> sources(size);
    for (uint64_t member = 0; member < size; ++member) sources[member] = parts.data() + member * part;
    ReduceFloats(sources, mine.data(), 0, part, op, scale);
    status = Run(Kind::kAllGather, axis, mine.data(), padded.data(), bytes);
  }
  if (!status.ok()) {
    for (std::vector<float>* touched : {&padded, &parts, &mine}) Keep(std::move(*touched));
    return status;
  }
  std::memcpy(dest, padded.data(), count * sizeof(float));
  return {};
}

}  // namespace fsdp_rt
