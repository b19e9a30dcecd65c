// rank_link.h - a connection between ranks that are processes, beside what NCCL has
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_RUNNER_RANK_LINK_H_
#define FSDP_RT_RUNNER_RANK_LINK_H_

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "runner/rank_place.h"
#include "runner/status.h"

namespace fsdp_rt::runner {

// Over TCP, through rank 0, which listens. It brings what rank 0 chose to all others when they meet, and then says
// which rank failed, and why: NCCL knows that somebody is gone, not who. A process that ends without a word has failed.
class RankLink {
 public:
  using Failure = std::function<void(uint32_t rank, const std::string& why)>;

  // Collective: returns when all ranks are there, or an error that names those that are not after the deadline. `made`
  // is what rank 0 gives to all; the same size on all ranks.
  static Status Meet(const RankPlace& place, std::chrono::milliseconds deadline, std::vector<std::byte>* made,
                     std::unique_ptr<RankLink>* out);
  // Says goodbye: this rank's process may end.
  ~RankLink();
  RankLink(const RankLink&) = delete;
  RankLink& operator=(const RankLink&) = delete;

  // From now on `failed` is called, once and from a thread of the link's, for the first rank that fails.
  void Watch(Failure failed);
  // Tells the others that this rank goes no further.
  void Fail(const std::string& why);

 private:
  explicit RankLink(const RankPlace& place) : rank_(place.rank), ranks_(place.ranks) {}

  Status Listen(const RankPlace& place, std::chrono::steady_clock::time_point end, const std::vector<std::byte>& made);
  Status Accept(int listener, std::chrono::steady_clock::time_point end);
  Status Join(const RankPlace& place, std::chrono::steady_clock::time_point end, std::vector<std::byte>* made);
  void Serve();
  // What a peer sent, or that its connection ended.
  void Hear(uint32_t peer, int socket);
  void Report(uint32_t rank, const std::string& why);
  void Forget(uint32_t peer);

  uint32_t rank_, ranks_;
  std::map<uint32_t, int> peers_;  // sockets by rank: of rank 0 to all others, of those to rank 0
  int wake_[2] = {-1, -1};         // a pipe that ends Serve
  std::mutex mutex_;               // of what follows, and of sending
  bool reported_ = false, leaving_ = false;
  Failure failed_;
  std::thread thread_;
};

}  // namespace fsdp_rt::runner

#endif  // FSDP_RT_RUNNER_RANK_LINK_H_
