//===- SyncPlan.cpp - the waits that a command list needs -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Schedule/SyncPlan.h"

#include "fsdp/Schedule/HappensBefore.h"

#include <algorithm>
#include <set>

using namespace fsdp;

/// Per stream, the last command that has to be done when command `i` starts.
static std::vector<int> getNeeds(const CommandList &list, int i,
                                 const std::vector<CommandAccess> &accesses,
                                 const AccessHistory &history) {
  std::vector<int> needs(list.streams, -1);
  auto require = [&](const std::vector<int> &more) {
    for (int s = 0; s < list.streams; ++s)
      needs[s] = std::max(needs[s], more[s]);
  };
  for (const CommandAccess &access : accesses)
    require(history.getConflicts(access));
  // A table of sources exists once its collective is complete.
  for (const SourcesRead &read : list.commands[i].sources) {
    int stream = list.commands[read.collective].stream;
    needs[stream] = std::max(needs[stream], read.collective);
  }
  // A release says that everything that reads the sources is done.
  if (list.commands[i].kind == CommandKind::Release)
    for (int j = list.commands[i].partner; j < i; ++j)
      for (const SourcesRead &read : list.commands[j].sources)
        if (read.collective == list.commands[i].partner)
          needs[list.commands[j].stream] =
              std::max(needs[list.commands[j].stream], j);
  return needs;
}

/// Whether every other rank has read what `offer` lets it read.
static bool isReadThere(const CommandList &list, const HappensBefore &order,
                        const Offer &offer, int stream) {
  return std::all_of(offer.readers.begin(), offer.readers.end(), [&](int i) {
    return order.isDoneThere(list.commands[i].stream, i, stream, offer.ranks);
  });
}

namespace {

/// Walks a list and adds what each command lacks.
class SyncPlanner {
public:
  SyncPlanner(const CommandList &list)
      : list(list), order(list.streams, list.shards), history(list) {}
  SyncPlan run();

private:
  void reclaim(int before, int stream, int collective);
  /// What other ranks may still read of what command `i` writes: reclaimed
  /// here, or a wait for the stream that did is needed.
  void takeBack(int i, const CommandAccess &write, std::vector<int> &needs);
  void waitFor(int before, int stream, const std::vector<int> &needs);
  void finish();

  const CommandList &list;
  HappensBefore order;
  AccessHistory history;
  SyncPlan plan;
};

} // namespace

void SyncPlanner::reclaim(int before, int stream, int collective) {
  if (!order.reclaim(stream, collective)) {
    if (!plan.error)
      plan.error = "command " + std::to_string(before) +
                   " writes what command " + std::to_string(collective) +
                   " offers to other ranks, before its release";
    return;
  }
  plan.points.push_back({before, stream, collective, -1});
  history.offers[collective].reclaimed = true;
  history.offers[collective].reclaimedBefore = before;
}

void SyncPlanner::takeBack(int i, const CommandAccess &write,
                           std::vector<int> &needs) {
  int stream = list.commands[i].stream;
  for (int collective : history.getOffers(write)) {
    const Offer &offer = history.offers[collective];
    if (!offer.reclaimed) {
      reclaim(i, stream, collective);
    } else if (!isReadThere(list, order, offer, stream)) {
      int other = list.commands[offer.reclaimedBefore].stream;
      needs[other] = std::max(needs[other], offer.reclaimedBefore);
    }
  }
}

/// Waits for the last needed command of each other stream, but not for one that
/// waiting for another already covers.
void SyncPlanner::waitFor(int before, int stream,
                          const std::vector<int> &needs) {
  std::vector<int> missing;
  for (int s = 0; s < list.streams; ++s)
    if (needs[s] >= 0 && !order.isDone(s, needs[s], stream))
      missing.push_back(s);
  for (int s : missing) {
    bool covered = std::any_of(missing.begin(), missing.end(), [&](int other) {
      return other != s && order.getDone(needs[other]).here[s] > needs[s];
    });
    if (!covered)
      plan.points.push_back({before, stream, -1, needs[s]});
  }
  for (int s : missing)
    order.wait(stream, needs[s]);
}

/// An entry ends quiet: nothing offered is left, stream 0 is behind all others.
void SyncPlanner::finish() {
  int end = list.commands.size();
  for (const auto &[collective, offer] : history.offers)
    if (!offer.reclaimed)
      reclaim(end, 0, collective);
  std::vector<int> last(list.streams, -1);
  for (int i = 0; i < end; ++i)
    last[list.commands[i].stream] = i;
  waitFor(end, 0, last);
}

SyncPlan SyncPlanner::run() {
  for (int i = 0, e = list.commands.size(); i < e && !plan.error; ++i) {
    const Command &command = list.commands[i];
    std::vector<CommandAccess> accesses = list.getLocalAccesses(i);
    std::vector<int> needs(list.streams, -1);
    for (const CommandAccess &access : accesses)
      if (access.write)
        takeBack(i, access, needs);
    std::vector<int> local = getNeeds(list, i, accesses, history);
    for (int s = 0; s < list.streams; ++s)
      needs[s] = std::max(needs[s], local[s]);
    waitFor(i, command.stream, needs);
    order.run(i, command);
    history.record(i, accesses);
  }
  if (!plan.error)
    finish();
  return plan;
}

SyncPlan fsdp::planSync(const CommandList &list) {
  return SyncPlanner(list).run();
}

/// What command `i` touches before it may, if anything.
static std::optional<std::string>
verifyOrder(const CommandList &list, int i,
            const std::vector<CommandAccess> &accesses,
            const HappensBefore &order, const AccessHistory &history) {
  int stream = list.commands[i].stream;
  std::vector<int> needs = getNeeds(list, i, accesses, history);
  for (int s = 0; s < list.streams; ++s)
    if (needs[s] >= 0 && !order.isDone(s, needs[s], stream))
      return "is not ordered after command " + std::to_string(needs[s]);
  for (const CommandAccess &access : accesses)
    if (access.write)
      for (int collective : history.getOffers(access))
        if (!isReadThere(list, order, history.offers.at(collective), stream))
          return "writes what other ranks may still read of command " +
                 std::to_string(collective);
  return std::nullopt;
}

std::optional<std::string> fsdp::verifySync(const CommandList &list) {
  if (auto error = list.check())
    return error;
  HappensBefore order(list.streams, list.shards);
  AccessHistory history(list);
  std::vector<int> last(list.streams, -1);
  std::set<int> reclaimed;
  for (int i = 0, e = list.commands.size(); i < e; ++i) {
    const Command &command = list.commands[i];
    std::vector<CommandAccess> accesses = list.getLocalAccesses(i);
    auto wrong = verifyOrder(list, i, accesses, order, history);
    if (command.kind == CommandKind::Release &&
        order.isReleased(command.partner))
      wrong = "releases twice";
    if (command.kind == CommandKind::Reclaim &&
        (!order.isReleased(command.partner) ||
         !reclaimed.insert(command.partner).second))
      wrong = "reclaims what is not released, or twice";
    if (wrong)
      return "command " + std::to_string(i) + " " + *wrong;
    order.run(i, command);
    last[command.stream] = i;
    history.record(i, accesses);
  }
  if (history.offers.size() != reclaimed.size())
    return "something offered is not reclaimed at the end";
  for (int s = 0; s < list.streams; ++s)
    if (last[s] >= 0 && !order.isDone(s, last[s], 0))
      return "stream " + std::to_string(s) + " is not joined at the end";
  return std::nullopt;
}
