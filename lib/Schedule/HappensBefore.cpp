//===- HappensBefore.cpp - what is known to be done, and when -------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Schedule/HappensBefore.h"

#include <algorithm>

using namespace fsdp;

static void mergeInto(std::vector<int> &into, const std::vector<int> &from) {
  for (size_t i = 0; i < into.size(); ++i)
    into[i] = std::max(into[i], from[i]);
}

std::vector<int> Clock::getOthers(int ranks) const {
  std::vector<int> result(here.size(), 0);
  for (const auto &[many, clock] : others)
    if (many % ranks == 0)
      mergeInto(result, clock);
  return result;
}

void Clock::merge(const Clock &other) {
  std::map<int, std::vector<int>> merged;
  for (const Clock *clock : {static_cast<const Clock *>(this), &other})
    for (const auto &[ranks, known] : clock->others)
      if (auto [place, isNew] = merged.try_emplace(ranks, getOthers(ranks));
          isNew)
        mergeInto(place->second, other.getOthers(ranks));
  others = std::move(merged);
  mergeInto(here, other.here);
}

Clock Clock::exchanged(int ranks) const {
  Clock result = *this;
  mergeInto(result.here, getOthers(ranks));
  // No less is known of them than of any part of them.
  std::erase_if(result.others,
                [&](const auto &known) { return ranks % known.first == 0; });
  result.others[ranks] = result.here;
  return result;
}

HappensBefore::HappensBefore(int streams, int shards)
    : shards(shards), tips(streams, Clock(streams)) {}

int HappensBefore::getRanks(int collective) const {
  auto part = parts.find(collective);
  return part == parts.end() ? 0 : part->second;
}

bool HappensBefore::reclaim(int stream, int collective) {
  auto found = released.find(collective);
  if (found == released.end())
    return false;
  // This rank's release counts, too.
  tips[stream].merge(found->second);
  if (int ranks = count(getRanks(collective)); ranks > 1)
    tips[stream].merge(found->second.exchanged(ranks));
  return true;
}

void HappensBefore::run(int i, const Command &command) {
  Clock &tip = tips[command.stream];
  switch (command.kind) {
  case CommandKind::Gather:
  case CommandKind::Reduce:
    if (command.ranks)
      parts[i] = command.ranks;
    if (int ranks = count(command.ranks); ranks > 1)
      tip = tip.exchanged(ranks);
    break;
  case CommandKind::Release:
    tip.here[command.stream] = i + 1;
    released.emplace(command.partner, tip);
    break;
  case CommandKind::Reclaim:
    reclaim(command.stream, command.partner);
    break;
  case CommandKind::Wait:
    wait(command.stream, command.partner);
    break;
  // An all-reduce may join other ranks than those that read slots.
  case CommandKind::AllReduce:
  case CommandKind::Compute:
  case CommandKind::Signal:
    break;
  }
  tip.here[command.stream] = i + 1;
  done.insert_or_assign(i, tip);
}

AccessHistory::Space AccessHistory::getSpace(int buffer) const {
  const CommandBuffer &place = list.buffers[buffer];
  if (place.arena == Arena::Bound)
    return {int(place.arena), place.offset};
  return {int(place.arena), 0};
}

int64_t AccessHistory::getBegin(const CommandAccess &access) const {
  const CommandBuffer &place = list.buffers[access.buffer];
  return access.offset + (place.arena == Arena::Bound ? 0 : place.offset);
}

std::vector<int>
AccessHistory::getConflicts(const CommandAccess &access) const {
  std::vector<int> conflicts(list.streams, -1);
  auto space = spaces.find(getSpace(access.buffer));
  if (space == spaces.end() || access.bytes == 0)
    return conflicts;
  const Spans &spans = space->second;
  int64_t begin = getBegin(access), end = begin + access.bytes;
  auto span = spans.upper_bound(begin);
  if (span != spans.begin())
    --span;
  for (; span != spans.end() && span->first < end; ++span) {
    if (span->second.end <= begin)
      continue;
    mergeInto(conflicts, span->second.write);
    if (access.write)
      mergeInto(conflicts, span->second.read);
  }
  return conflicts;
}

std::vector<int> AccessHistory::getOffers(const CommandAccess &access) const {
  std::vector<int> found;
  int64_t begin = getBegin(access), end = begin + access.bytes;
  for (const auto &[collective, offer] : offers) {
    int64_t other = getBegin(offer.range);
    if (getSpace(offer.range.buffer) == getSpace(access.buffer) &&
        begin < other + offer.range.bytes && other < end)
      found.push_back(collective);
  }
  return found;
}

void AccessHistory::split(Spans &spans, int64_t at) {
  auto span = spans.upper_bound(at);
  if (span == spans.begin())
    return;
  --span;
  if (span->first == at || span->second.end <= at)
    return;
  Span rest = span->second;
  span->second.end = at;
  spans.emplace(at, rest);
}

void AccessHistory::recordAccess(int stream, int i,
                                 const CommandAccess &access) {
  if (access.bytes == 0)
    return;
  Spans &spans = spaces[getSpace(access.buffer)];
  int64_t begin = getBegin(access), end = begin + access.bytes;
  split(spans, begin);
  split(spans, end);
  std::vector<int> none(list.streams, -1);
  for (int64_t at = begin; at < end;) {
    auto span = spans.lower_bound(at);
    if (span == spans.end() || span->first > at) {
      int64_t stop = span == spans.end() ? end : std::min(end, span->first);
      span = spans.emplace(at, Span{stop, none, none}).first;
    }
    std::vector<int> &last =
        access.write ? span->second.write : span->second.read;
    last[stream] = std::max(last[stream], i);
    at = span->second.end;
  }
}

void AccessHistory::record(int i, const std::vector<CommandAccess> &accesses) {
  const Command &command = list.commands[i];
  for (const CommandAccess &access : accesses)
    recordAccess(command.stream, i, access);
  for (const SourcesRead &read : command.sources)
    offers[read.collective].readers.push_back(i);
  if (command.kind == CommandKind::Gather ||
      command.kind == CommandKind::Reduce) {
    offers[i].range = list.getOffered(i);
    offers[i].ranks = command.ranks;
  }
  // Until then an executor may read all that was offered, this rank's too.
  if (command.kind == CommandKind::Release) {
    recordAccess(command.stream, i, list.getOffered(command.partner));
    offers[command.partner].readers.push_back(i);
  }
}
