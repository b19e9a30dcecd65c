//===- CommandList.h - an entry's commands as plain data --------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_SCHEDULE_COMMANDLIST_H
#define FSDP_SCHEDULE_COMMANDLIST_H

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace fsdp {

enum class Arena {
  State,
  Carried,
  Accumulated,
  Transient,
  Wire,
  Gathered,
  Bound
};

/// Bytes that commands work on.
struct CommandBuffer {
  Arena arena = Arena::Transient;
  int64_t bytes = 0;
  /// In the arena; -1 until memory is planned. For bound memory, which no arena
  /// holds: a number of its own, so that two bindings never overlap.
  int64_t offset = -1;

  /// Lives within the entry and is placed by fsdp-plan-memory.
  bool isPlanned() const {
    return arena == Arena::Transient || arena == Arena::Wire ||
           arena == Arena::Gathered;
  }
};

/// What a command does to some bytes of a buffer.
struct CommandAccess {
  int buffer = -1;
  int64_t offset = 0, bytes = 0;
  bool write = false;
};

/// What a launch reads of every rank's slot.
struct SourcesRead {
  /// The gather or reduce: an index of the list.
  int collective = -1;
  int64_t offset = 0, bytes = 0;
};

enum class CommandKind {
  Compute, ///< launch, gemm, copy, fill
  Gather,
  Reduce,
  AllReduce, ///< all_reduce, exchange: done when it is complete
  Release,
  Reclaim,
  Signal,
  Wait
};

enum class CommandPhase { None, Forward, Backward };

struct Command {
  CommandKind kind = CommandKind::Compute;
  int stream = 0;
  CommandPhase phase = CommandPhase::None;
  /// Of hook kernels and collectives; -1: none.
  int group = -1;
  /// Of a gather or reduce among other consecutive ranks than the grid's
  /// shards: how many; 0: those. And how many slots each of them offers.
  int ranks = 0, parts = 1;
  /// Of a gemm: multiplications and additions.
  int64_t operations = 0;
  /// Local accesses. A gather or reduce reads what it offers and writes its
  /// gathered bytes: that is what buffered transport does.
  std::vector<CommandAccess> accesses;
  std::vector<SourcesRead> sources;
  /// Of a release or reclaim: its gather or reduce. Of a wait: its signal.
  int partner = -1;

  /// A gather or reduce: peers read what it offers.
  bool isCollective() const {
    return kind == CommandKind::Gather || kind == CommandKind::Reduce;
  }
};

/// A command list: the order is a valid one to run it in.
struct CommandList {
  std::vector<CommandBuffer> buffers;
  std::vector<Command> commands;
  int streams = 3;
  /// Of the grid.
  int shards = 1;

  /// The slot that a gather offers, or the gradients of a reduce.
  const CommandAccess &getOffered(int collective) const;
  /// Where buffered transport puts what the ranks offered.
  const CommandAccess &getGathered(int collective) const;
  /// Every local access of command `i` under both transports: its own, and for
  /// sources this rank's slot (peer) and the gathered bytes (buffered).
  std::vector<CommandAccess> getLocalAccesses(int i) const;

  /// What makes the list not well formed, if anything: indices, ranges,
  /// streams.
  std::optional<std::string> check() const;
};

/// Where bytes that a collective touches may be written again: at the second
/// next one after `last`, so that nobody waits for a slow rank just to write.
/// `collectives` has the places of all in a list of `size` commands; without so
/// many, at its end.
int addReuseSlack(const std::vector<int> &collectives, int size, int last);

} // namespace fsdp

#endif // FSDP_SCHEDULE_COMMANDLIST_H
