// nccl_world.h - the ranks of a communicator, and where they meet
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Ranks meet twice: on their hosts (creation, split, windows) and in their streams (collectives).
// Every wait ends: all are there, this rank aborts, another rank leaves, or the double's timeout
// passes, which is reported with the ranks that did not come. Ranks of one process meet in memory, those of others
// through it (nccl_process.h).

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_NCCL_WORLD_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_NCCL_WORLD_H_

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "clock.h"
#include "nccl_call.h"

namespace cuda_double {

class World {
 public:
  // `process` is where the ranks meet: the one that made the communicator's id.
  World(std::string name, int size, int process) : name_(std::move(name)), size_(size), process_(process) {}
  virtual ~World() = default;

  int size() const { return size_; }
  const std::string& name() const { return name_; }
  int process() const { return process_; }

  // ---- one rank's state
  // False if the rank or its device is taken.
  virtual bool Join(int rank, int device, std::string* why) = 0;
  virtual bool Complete() = 0;
  virtual void Abort(int rank) = 0;
  // The rank will arrive nowhere any more; the others' waits end with an error that says why.
  virtual void Leave(int rank, const std::string& why) = 0;
  virtual void SetError(int rank, ncclResult_t error, const std::string& why) = 0;
  virtual ncclResult_t error(int rank) = 0;
  virtual std::string error_text(int rank) = 0;

  // ---- on the host: every rank brings two numbers and gets everybody's.
  using Entry = std::pair<uint64_t, uint64_t>;
  // Empty after an error. `meeting` names the occasion equally on all ranks.
  virtual std::vector<Entry> Meet(int rank, const std::string& meeting, Entry entry) = 0;

  // ---- in streams; `clock` is joined with those of the ranks whose data arrives. All return
  // false after an error, which is set.
  // Waits until all have brought their call number `round`, and read everybody's data: what this rank receives.
  virtual bool Collect(int rank, uint64_t round, const NcclCall& call, Clock* clock, std::vector<char>* result) = 0;
  // Waits until all have received it.
  virtual bool Finish(int rank, uint64_t round) = 0;
  // Sends and receives of one group.
  virtual bool Exchange(int rank, const std::vector<NcclCall>& calls, Clock* clock) = 0;
  // For a rank that never arrives: until it aborts.
  virtual void SleepUntilAborted(int rank) = 0;

 protected:
  const std::string name_;
  const int size_;
  const int process_;
};

class LocalWorld : public World {
 public:
  LocalWorld(std::string name, int size, int process) : World(std::move(name), size, process), ranks_(size) {}

  bool Join(int rank, int device, std::string* why) override;
  bool Complete() override;
  void Abort(int rank) override;
  void Leave(int rank, const std::string& why) override;
  void SetError(int rank, ncclResult_t error, const std::string& why) override;
  ncclResult_t error(int rank) override;
  std::string error_text(int rank) override;
  std::vector<Entry> Meet(int rank, const std::string& meeting, Entry entry) override;
  bool Collect(int rank, uint64_t round, const NcclCall& call, Clock* clock, std::vector<char>* result) override;
  bool Finish(int rank, uint64_t round) override { return Pass(rank, round, 1); }
  bool Exchange(int rank, const std::vector<NcclCall>& calls, Clock* clock) override;
  void SleepUntilAborted(int rank) override;

 private:
  // Waits until all have brought their call number `round`; fills everybody's.
  bool Arrive(int rank, uint64_t round, const NcclCall& call, Clock* clock, std::vector<NcclCall>* calls);
  // Waits until all have passed `phase` (0 or 1) of the round.
  bool Pass(int rank, uint64_t round, int phase);

  struct Rank {
    bool joined = false, aborted = false;
    int device = -1;
    std::string left;  // why; empty: it has not
    ncclResult_t error = nccl::ncclSuccess;
    std::string error_text;
  };
  struct Round {
    std::vector<std::optional<NcclCall>> calls;
    std::vector<Clock> clocks;
    int passed[2] = {0, 0};
    std::string mismatch;
  };
  struct Letter {
    NcclCall call;
    Clock clock;
    bool taken = false;
  };

  void SetErrorLocked(int rank, ncclResult_t error, const std::string& why);
  // Waits for ready(); false after an error. missing() says for whom, for the report.
  bool Await(std::unique_lock<std::mutex>& lock, int rank, const std::string& what, const std::function<bool()>& ready,
             const std::function<std::string()>& missing);
  bool Receive(std::unique_lock<std::mutex>& lock, int rank, const NcclCall& call, Clock* clock);

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Rank> ranks_;
  std::map<std::string, std::map<int, Entry>> meetings_;
  std::map<uint64_t, Round> rounds_;
  std::map<std::pair<int, int>, std::deque<std::shared_ptr<Letter>>> letters_;  // by sender and receiver
};

}  // namespace cuda_double

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_NCCL_WORLD_H_
