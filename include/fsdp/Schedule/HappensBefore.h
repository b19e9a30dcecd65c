//===- HappensBefore.h - what is known to be done, and when -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_SCHEDULE_HAPPENSBEFORE_H
#define FSDP_SCHEDULE_HAPPENSBEFORE_H

#include "fsdp/Schedule/CommandList.h"

#include <map>
#include <unordered_map>

namespace fsdp {

/// Per stream, the index of the list below which all commands of that stream
/// are done: on this rank, and on the others of those consecutive ranks that it
/// met, by how many they are: a group's shards, or a part of them. All ranks
/// run the same list, so one clock for each number stands for any rank.
struct Clock {
  std::vector<int> here;
  std::map<int, std::vector<int>> others;

  explicit Clock(int streams) : here(streams, 0) {}
  void merge(const Clock &other);
  /// After meeting `ranks` consecutive ranks that had this clock: they have
  /// done what this rank has, and what they know of others includes this rank.
  Clock exchanged(int ranks) const;
  /// What is done on the others of `ranks` consecutive ranks: what is known of
  /// any multiple of as many holds for them, too.
  std::vector<int> getOthers(int ranks) const;
};

/// Follows a list command by command. Order comes from: a stream; signal and
/// wait; a collective (every rank's start comes before every rank's completion,
/// which comes before later commands of its stream); release and reclaim.
class HappensBefore {
public:
  HappensBefore(int streams, int shards);

  /// What is done when the next command of `stream` starts.
  const Clock &getStart(int stream) const { return tips[stream]; }
  /// What is done right after command `i` on its stream.
  const Clock &getDone(int i) const { return done.at(i); }
  /// Whether command `i` of `stream` is done when `byStream` goes on.
  bool isDone(int stream, int i, int byStream) const {
    return tips[byStream].here[stream] > i;
  }
  /// The same on the others of as many ranks, see Command.
  bool isDoneThere(int stream, int i, int byStream, int ranks = 0) const {
    return count(ranks) == 1 ||
           tips[byStream].getOthers(count(ranks))[stream] > i;
  }

  /// The next command of its stream; indices must rise.
  void run(int i, const Command &command);
  /// As if a signal followed command `i` and `stream` waited for it.
  void wait(int stream, int i) { tips[stream].merge(done.at(i)); }
  /// As if `stream` reclaimed `collective`; false if it is not released yet.
  bool reclaim(int stream, int collective);
  /// The ranks that a gather joins, see Command.
  int getRanks(int collective) const;
  bool isReleased(int collective) const { return released.count(collective); }

private:
  int count(int ranks) const { return ranks ? ranks : shards; }

  int shards;
  std::vector<Clock> tips;
  std::unordered_map<int, Clock> done;
  std::unordered_map<int, Clock> released;
  /// Of what joins other ranks than the grid's shards.
  std::unordered_map<int, int> parts;
};

/// What a gather or reduce lets other ranks read.
struct Offer {
  CommandAccess range;
  /// Ranks that may read it, see Command.
  int ranks = 0;
  /// Launches that read it.
  std::vector<int> readers;
  bool reclaimed = false;
  /// The command before which it was reclaimed, on that command's stream.
  int reclaimedBefore = -1;
};

/// For every byte, who touched it last, and what other ranks may read.
class AccessHistory {
public:
  AccessHistory(const CommandList &list) : list(list) {}

  /// Per stream, the last command whose access to these bytes conflicts (-1:
  /// none).
  std::vector<int> getConflicts(const CommandAccess &access) const;
  /// Gathers and reduces so far that offer some of these bytes.
  std::vector<int> getOffers(const CommandAccess &access) const;

  /// Command `i` and what it offers.
  void record(int i, const std::vector<CommandAccess> &accesses);
  /// By gather or reduce.
  std::map<int, Offer> offers;

private:
  struct Span {
    int64_t end;
    /// Per stream; -1: none.
    std::vector<int> write, read;
  };
  using Spans = std::map<int64_t, Span>;
  /// Arena, and within bound memory the binding.
  using Space = std::pair<int, int64_t>;
  Space getSpace(int buffer) const;
  int64_t getBegin(const CommandAccess &access) const;
  void split(Spans &spans, int64_t at);
  void recordAccess(int stream, int i, const CommandAccess &access);

  const CommandList &list;
  std::map<Space, Spans> spaces;
};

} // namespace fsdp

#endif // FSDP_SCHEDULE_HAPPENSBEFORE_H
