// nccl_world.cpp - how the ranks of a communicator wait for each other
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "nccl_world.h"

#include <chrono>
#include <cstring>

#include "command.h"
#include "report.h"
#include "settings.h"

namespace cuda_double {

bool LocalWorld::Join(int rank, int device, std::string* why) {
  std::lock_guard lock(mutex_);
  for (int other = 0; other < size_; ++other) {
    if (!ranks_[other].joined) continue;
    if (other == rank) *why = Text("rank ", rank, " joins ", name_, " twice");
    if (ranks_[other].device == device) {
      *why = Text("ranks ", other, " and ", rank, " of ", name_, " are both on device ", device);
    }
    if (!why->empty()) return false;
  }
  ranks_[rank].joined = true;
  ranks_[rank].device = device;
  changed_.notify_all();
  return true;
}

bool LocalWorld::Complete() {
  std::lock_guard lock(mutex_);
  for (const Rank& rank : ranks_) {
    if (!rank.joined) return false;
  }
  return true;
}

void LocalWorld::Abort(int rank) {
  std::lock_guard lock(mutex_);
  ranks_[rank].aborted = true;
  changed_.notify_all();
}

void LocalWorld::Leave(int rank, const std::string& why) {
  std::lock_guard lock(mutex_);
  if (ranks_[rank].left.empty()) ranks_[rank].left = why;
  changed_.notify_all();
}

void LocalWorld::SetError(int rank, ncclResult_t error, const std::string& why) {
  std::lock_guard lock(mutex_);
  SetErrorLocked(rank, error, why);
}

void LocalWorld::SetErrorLocked(int rank, ncclResult_t error, const std::string& why) {
  if (ranks_[rank].error != nccl::ncclSuccess) return;
  ranks_[rank].error = error;
  ranks_[rank].error_text = why;
}

ncclResult_t LocalWorld::error(int rank) {
  std::lock_guard lock(mutex_);
  return ranks_[rank].error;
}

std::string LocalWorld::error_text(int rank) {
  std::lock_guard lock(mutex_);
  return ranks_[rank].error_text;
}

bool LocalWorld::Await(std::unique_lock<std::mutex>& lock, int rank, const std::string& what,
                       const std::function<bool()>& ready, const std::function<std::string()>& missing) {
  auto someone_left = [&] {
    for (int other = 0; other < size_; ++other) {
      if (other != rank && !ranks_[other].left.empty()) return other;
    }
    return -1;
  };
  auto timeout = std::chrono::milliseconds(GetSettings().timeout_ms);
  bool in_time =
      changed_.wait_for(lock, timeout, [&] { return ready() || ranks_[rank].aborted || someone_left() >= 0; });
  if (in_time && ready()) return true;
  if (ranks_[rank].aborted) return false;
  if (int other = someone_left(); other >= 0) {
    SetErrorLocked(rank, nccl::ncclRemoteError, Text("rank ", other, " has left ", name_, ": ", ranks_[other].left));
    return false;
  }
  std::string why =
      Text("rank ", rank, " has waited ", timeout.count(), " ms in ", what, " (", name_, ") for ", missing());
  SetErrorLocked(rank, nccl::ncclRemoteError, why);
  ReportMisuse(why);
  return false;
}

std::vector<World::Entry> LocalWorld::Meet(int rank, const std::string& meeting, Entry entry) {
  std::unique_lock lock(mutex_);
  std::map<int, Entry>& entries = meetings_[meeting];
  entries[rank] = entry;
  changed_.notify_all();
  auto missing = [&] {
    std::string text = "ranks";
    for (int other = 0; other < size_; ++other) text += entries.count(other) ? "" : Text(" ", other);
    return text;
  };
  auto ready = [&] { return static_cast<int>(entries.size()) == size_; };
  if (!Await(lock, rank, meeting, ready, missing)) return {};
  std::vector<Entry> all;
  for (auto& [other, brought] : entries) all.push_back(brought);
  return all;
}

bool LocalWorld::Arrive(int rank, uint64_t number, const NcclCall& call, Clock* clock, std::vector<NcclCall>* calls) {
  std::unique_lock lock(mutex_);
  Round& round = rounds_[number];
  round.calls.resize(size_);
  round.clocks.resize(size_);
  round.calls[rank] = call;
  round.clocks[rank] = *clock;
  for (int other = 0; other < size_ && round.mismatch.empty(); ++other) {
    if (!round.calls[other]) continue;
    std::string mismatch = other < rank ? Mismatch(*round.calls[other], other, call, rank)
                                        : Mismatch(call, rank, *round.calls[other], other);
    if (!mismatch.empty()) round.mismatch = Text("call ", number + 1, " of ", name_, ": ", mismatch);
  }
  changed_.notify_all();
  auto all_here = [&] {
    for (auto& brought : round.calls) {
      if (!brought) return false;
    }
    return true;
  };
  auto missing = [&] {
    std::string text = "ranks";
    for (int other = 0; other < size_; ++other) text += round.calls[other] ? "" : Text(" ", other);
    return text;
  };
  auto ready = [&] { return all_here() || !round.mismatch.empty(); };
  if (!Await(lock, rank, call.Describe(), ready, missing)) return false;
  if (!round.mismatch.empty()) {
    SetErrorLocked(rank, nccl::ncclInvalidUsage, round.mismatch);
    ReportMisuse(round.mismatch);
    return false;
  }
  calls->clear();
  for (int other = 0; other < size_; ++other) {
    calls->push_back(*round.calls[other]);
    // All ranks' data arrives, the root's alone in a broadcast.
    if (call.operation != Operation::kBroadcast || other == call.peer) clock->Join(round.clocks[other]);
  }
  return true;
}

bool LocalWorld::Collect(int rank, uint64_t round, const NcclCall& call, Clock* clock, std::vector<char>* result) {
  std::vector<NcclCall> calls;
  if (!Arrive(rank, round, call, clock, &calls)) return false;
  *result = Result(calls, rank);
  return Pass(rank, round, 0);
}

bool LocalWorld::Pass(int rank, uint64_t number, int phase) {
  std::unique_lock lock(mutex_);
  Round& round = rounds_[number];
  ++round.passed[phase];
  changed_.notify_all();
  auto ready = [&] { return round.passed[phase] == size_; };
  bool good = Await(lock, rank, "a collective that has begun", ready, [] { return std::string("the others"); });
  // What two calls ago happened, every rank has left: each passed both phases of the one between.
  if (good && phase == 1 && number >= 2) rounds_.erase(number - 2);
  return good;
}

bool LocalWorld::Exchange(int rank, const std::vector<NcclCall>& calls, Clock* clock) {
  std::unique_lock lock(mutex_);
  std::vector<std::shared_ptr<Letter>> sent;
  for (const NcclCall& call : calls) {
    if (call.operation != Operation::kSend) continue;
    sent.push_back(std::make_shared<Letter>(Letter{call, *clock}));
    letters_[{rank, call.peer}].push_back(sent.back());
  }
  changed_.notify_all();
  for (const NcclCall& call : calls) {
    if (call.operation == Operation::kReceive && !Receive(lock, rank, call, clock)) return false;
  }
  for (const auto& letter : sent) {
    auto to = [&] { return Text("rank ", letter->call.peer); };
    if (!Await(lock, rank, letter->call.Describe(), [&] { return letter->taken; }, to)) return false;
  }
  return true;
}

bool LocalWorld::Receive(std::unique_lock<std::mutex>& lock, int rank, const NcclCall& call, Clock* clock) {
  auto& queue = letters_[{call.peer, rank}];
  auto from = [&] { return Text("rank ", call.peer); };
  if (!Await(lock, rank, call.Describe(), [&] { return !queue.empty(); }, from)) return false;
  std::shared_ptr<Letter> letter = queue.front();
  queue.pop_front();
  if (letter->call.count != call.count || letter->call.type != call.type) {
    std::string why = Text("in ", name_, " rank ", call.peer, " calls ", letter->call.Describe(), " and rank ", rank,
                           " calls ", call.Describe());
    SetErrorLocked(rank, nccl::ncclInvalidUsage, why);
    SetErrorLocked(call.peer, nccl::ncclInvalidUsage, why);
    ReportMisuse(why);
  } else {
    std::memcpy(call.receive, letter->call.send, call.piece_bytes());
    MarkWritten(call.receive_address(), call.piece_bytes());
    clock->Join(letter->clock);
  }
  letter->taken = true;
  changed_.notify_all();
  return ranks_[rank].error == nccl::ncclSuccess;
}

void LocalWorld::SleepUntilAborted(int rank) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return ranks_[rank].aborted; });
}

}  // namespace cuda_double
