// happens_before.cpp - proof that no two commands race on memory or lose a value, from the plan alone
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// All ranks run the same list, so a few of them stand for all (abstract_ranks.h), and by
// symmetry it is enough to watch the memory of rank 0.
//
// Two things are proven. No two accesses to the same bytes, one of them a write, are
// unordered. And every read of an allocation finds that allocation's own bytes: nothing
// was written over them for another one, nor are they read before anything was written.
//
// Orders: a stream's commands; signal to wait; the start of a collective on every rank
// of its communicator to its completion on each; release on every rank to reclaim.
// An entry begins after the one before it, which ended quiet.

#include "happens_before.h"

#include <map>
#include <set>

#include "abstract_ranks.h"
#include "access_history.h"
#include "comm_axis.h"
#include "command_accesses.h"

namespace fsdp_rt {
namespace {

class EntryChecker {
 public:
  EntryChecker(const PlanModel& plan, const Entry& entry, const std::vector<uint32_t>& ranks, bool buffered)
      : plan_(plan),
        entry_(entry),
        buffered_(buffered),
        numbers_(ranks),
        ranks_(ranks.size()),
        clocks_(ranks_ * plan.streams, VectorClock(ranks_ * plan.streams)),
        offers_(entry.commands.size()),
        events_(entry.events, std::vector<VectorClock>(ranks_)) {}

  Status Check() {
    for (uint32_t i = 0; i < entry_.commands.size(); ++i) {
      index_ = i;
      FSDP_RT_TRY(std::visit([&](const auto& body) { return Visit(body); }, entry_.commands[i].body));
    }
    return CheckQuiet();
  }

 private:
  // A gather or reduce: what its readers need to know, by rank.
  struct Offer {
    std::vector<Point> complete;
    std::vector<std::vector<Accessed>> readers;
    std::vector<VectorClock> release;  // empty: not yet released
    bool reclaimed = false;
  };

  // ------------------------------------------------------------ clocks

  uint32_t stream() const { return entry_.commands[index_].stream; }
  uint32_t Timeline(uint32_t rank) const { return rank * plan_.streams + stream(); }
  VectorClock& Now(uint32_t rank) { return clocks_[Timeline(rank)]; }
  Point Tick(uint32_t rank) {
    uint32_t timeline = Timeline(rank);
    return {timeline, ++clocks_[timeline][timeline]};
  }

  // What the abstract ranks of one communicator of the command share, and no others.
  uint32_t Meeting(uint32_t command, uint32_t rank) const {
    return FirstOfAxis(plan_.CommAxis(*CommunicatorOf(entry_.commands[command])), numbers_[rank]);
  }
  bool Together(uint32_t command, uint32_t a, uint32_t b) const { return Meeting(command, a) == Meeting(command, b); }

  // Starts the collective everywhere, then completes it everywhere. What it writes may
  // serve it as scratch space from the start, `started`(point) of rank 0, on.
  template <typename Started>
  Status Rendezvous(Started started, std::vector<Point>* out_complete) {
    std::map<uint32_t, VectorClock> starts;  // of all ranks of a communicator
    for (uint32_t rank = 0; rank < ranks_; ++rank) {
      Point point = Tick(rank);
      if (rank == 0) FSDP_RT_TRY(started(point));
      auto [place, is_new] = starts.try_emplace(Meeting(index_, rank), Now(rank));
      if (!is_new) Join(&place->second, Now(rank));
    }
    for (uint32_t rank = 0; rank < ranks_; ++rank) {
      Join(&Now(rank), starts[Meeting(index_, rank)]);
      out_complete->push_back(Tick(rank));
    }
    return {};
  }

  // ------------------------------------------------------------ accesses to rank 0's memory

  Status Access(uint32_t rank, const Point& point, const ByteRange& range, bool write, bool with_gaps = false) {
    if (!range.present()) return {};
    bool outlives = range.arena < 0 || OutlivesEntries(plan_.arenas[range.arena]);
    AccessHistory& history = histories_.try_emplace({range.arena, range.binding}, outlives).first->second;
    Accessed access{point, rank, index_, write, range.allocation, with_gaps};
    auto conflict = history.Add(range.offset, range.offset + range.bytes, access, Now(rank));
    return conflict ? Report(*conflict, access, range) : Status();
  }

  Status AccessLocal(const Point& point) {
    bool is_launch = std::holds_alternative<Launch>(entry_.commands[index_].body);
    for (const MemoryAccess& access : LocalAccesses(entry_.commands[index_])) {
      if (access.read) FSDP_RT_TRY(Access(0, point, access.range, false, is_launch && access.write));
      if (access.write) FSDP_RT_TRY(Access(0, point, access.range, true));
    }
    return {};
  }

  // What `rank` reads of the bytes that rank 0 offered in command `sources`.
  Status AccessOffered(uint32_t rank, const Point& point, uint32_t sources, const ByteRange& range) {
    return Together(sources, 0, rank) ? Access(rank, point, range, false, /*with_gaps=*/true) : Status();
  }

  // ------------------------------------------------------------ commands

  template <typename Local>  // launch aside: gemm, copy, fill, deleted
  Status Visit(const Local&) {
    for (uint32_t rank = 0; rank < ranks_; ++rank) {
      Point point = Tick(rank);
      if (rank == 0) FSDP_RT_TRY(AccessLocal(point));
    }
    return {};
  }

  Status Visit(const Launch& launch) {
    for (uint32_t rank = 0; rank < ranks_; ++rank) {
      Point point = Tick(rank);
      if (rank == 0) FSDP_RT_TRY(AccessLocal(point));
      for (const Arg& arg : launch.args)
        if (arg.kind == ArgKind::sources) FSDP_RT_TRY(ReadSources(rank, point, arg));
    }
    return {};
  }

  Status ReadSources(uint32_t rank, const Point& point, const Arg& arg) {
    Offer& offer = offers_[arg.sources];
    if (!offer.complete[rank].HappensBefore(Now(rank)))
      return Fail("reads the sources of ", Name(arg.sources),
                  ", which need not be complete; a wait for an event signalled after it is missing");
    if (!offer.release[rank].empty())
      return Fail("reads the sources of ", Name(arg.sources), " after they were released; the release must follow it");
    offer.readers[rank].push_back({point, rank, index_, false, -1, false});
    const Command& source = entry_.commands[arg.sources];
    const auto* gather = std::get_if<Gather>(&source.body);
    if (buffered_) {
      ByteRange read = *GatheredBytes(source);
      // The same bytes of every slot: from the first slot's to the last one's.
      if (gather) {
        read.offset += arg.range.offset;
        read.bytes -= gather->slot.bytes / gather->parts - arg.range.bytes;
      }
      return rank == 0 ? Access(0, point, read, false) : Status();
    }
    ByteRange read = *OfferedBytes(source);
    // Which bytes of a gradient buffer a rank reads depends on the rank: assume all.
    if (gather) {
      read.offset += arg.range.offset;
      read.bytes -= gather->slot.bytes / gather->parts - arg.range.bytes;
    }
    return AccessOffered(rank, point, arg.sources, read);
  }

  Status Visit(const Gather&) { return VisitOffer(); }
  Status Visit(const Reduce&) { return VisitOffer(); }

  Status VisitOffer() {
    Offer& offer = offers_[index_];
    offer.readers.resize(ranks_);
    offer.release.resize(ranks_);
    const Command& command = entry_.commands[index_];
    auto started = [&](const Point& point) {
      return buffered_ ? Access(0, point, *GatheredBytes(command), true) : Status();
    };
    FSDP_RT_TRY(Rendezvous(started, &offer.complete));
    if (!buffered_) return {};
    for (uint32_t rank = 0; rank < ranks_; ++rank)
      FSDP_RT_TRY(AccessOffered(rank, offer.complete[rank], index_, *OfferedBytes(command)));
    return Access(0, offer.complete[0], *GatheredBytes(command), true);
  }

  Status Visit(const Release& release) {
    Offer& offer = offers_[release.sources];
    for (uint32_t rank = 0; rank < ranks_; ++rank) {
      Point point = Tick(rank);
      if (!offer.release[rank].empty()) return Fail("releases ", Name(release.sources), " a second time");
      if (!offer.complete[rank].HappensBefore(Now(rank)))
        return Fail("releases ", Name(release.sources),
                    ", which need not be complete; a wait for an event signalled after it is missing");
      for (const Accessed& reader : offer.readers[rank])
        if (!reader.point.HappensBefore(Now(rank)))
          return Fail("releases ", Name(release.sources), " while ", Name(reader.command),
                      " may still read it; a wait for an event signalled after the reader is missing");
      offer.release[rank] = Now(rank);
      // Until here the rank may read everything that was offered: an executor is free to
      // complete a collective as late as this.
      FSDP_RT_TRY(AccessOffered(rank, point, release.sources, *OfferedBytes(entry_.commands[release.sources])));
    }
    return {};
  }

  Status Visit(const Reclaim& reclaim) {
    Offer& offer = offers_[reclaim.sources];
    if (offer.reclaimed) return Fail("reclaims ", Name(reclaim.sources), " a second time");
    offer.reclaimed = true;
    for (uint32_t rank = 0; rank < ranks_; ++rank) {
      for (uint32_t other = 0; other < ranks_; ++other) {
        if (!Together(reclaim.sources, rank, other)) continue;
        if (offer.release[other].empty())
          return Fail("waits for the release of ", Name(reclaim.sources),
                      ", which does not come before it in the list; ranks that run the list in order would hang");
        Join(&Now(rank), offer.release[other]);
      }
      Tick(rank);
    }
    return {};
  }

  Status Visit(const AllReduce&) { return VisitMeeting(); }
  Status Visit(const Exchange&) { return VisitMeeting(); }

  Status VisitMeeting() {
    std::vector<Point> complete;
    FSDP_RT_TRY(Rendezvous([&](const Point& point) { return AccessLocal(point); }, &complete));
    return AccessLocal(complete[0]);
  }

  Status Visit(const Signal& signal) {
    for (uint32_t rank = 0; rank < ranks_; ++rank) {
      if (!events_[signal.event][rank].empty()) return Fail("signals event ", signal.event, " a second time");
      Tick(rank);
      events_[signal.event][rank] = Now(rank);
    }
    return {};
  }

  Status Visit(const Wait& wait) {
    for (uint32_t rank = 0; rank < ranks_; ++rank) {
      const VectorClock& event = events_[wait.event][rank];
      if (event.empty())
        return Fail("waits for event ", wait.event,
                    ", which nothing before it in the list signals; a rank that runs the list in order would hang");
      Join(&Now(rank), event);
      Tick(rank);
    }
    return {};
  }

  // ------------------------------------------------------------ the end

  Status CheckQuiet() {
    for (uint32_t i = 0; i < offers_.size(); ++i) {
      const Offer& offer = offers_[i];
      if (offer.complete.empty()) continue;
      if (offer.release[0].empty()) return NotQuiet(Name(i), " is never released");
      if (!offer.reclaimed)
        return NotQuiet(Name(i), " is never reclaimed, and other ranks may still read what it offers");
    }
    for (uint32_t s = 0; s < plan_.streams; ++s)
      if (clocks_[s][s] > clocks_[0][s])
        return NotQuiet("stream ", s,
                        " is not joined into stream 0; a signal on it and a wait on stream 0 are missing");
    return {};
  }

  // ------------------------------------------------------------ errors

  std::string Name(uint32_t command) const { return Describe(plan_, entry_, command); }
  const char* Transport() const { return buffered_ ? " (buffered transport): " : " (peer transport): "; }

  template <typename... Parts>
  Status Fail(const Parts&... parts) const {
    return Status(FSDP_RT_INVALID_PLAN, Concat("happens-before", Transport(), Name(index_), " ", parts...), -1,
                  int(index_));
  }

  template <typename... Parts>
  Status NotQuiet(const Parts&... parts) const {
    return Error(FSDP_RT_INVALID_PLAN, "happens-before", Transport(), "entry ", entry_.name,
                 " does not end quiet: ", parts...);
  }

  Status Report(const Conflict& conflict, const Accessed& access, const ByteRange& range) const {
    ByteRange bytes = range;
    bytes.offset = std::max(conflict.begin, range.offset);
    bytes.bytes = std::min(conflict.end, range.offset + range.bytes) - bytes.offset;
    const char* reader = access.rank == 0 ? "" : "of another rank ";
    switch (conflict.kind) {
      case Conflict::Kind::kUnwritten:
        return Fail(reader, "reads ", Describe(plan_, bytes), " of allocation ", access.allocation,
                    ", which nothing before it writes");
      case Conflict::Kind::kOverwritten:
        return Fail(reader, "reads ", Describe(plan_, bytes), " of allocation ", access.allocation, ", but ",
                    Name(conflict.earlier.command), " has written allocation ", conflict.earlier.allocation,
                    " over them; allocations that live at the same time must not share bytes");
      case Conflict::Kind::kUnordered:
        return Unordered(conflict, access, bytes);
    }
    return {};
  }

  Status Unordered(const Conflict& conflict, const Accessed& access, const ByteRange& bytes) const {
    std::string missing;
    uint32_t before = conflict.earlier.command;
    if (conflict.earlier.rank == access.rank) {
      missing = Concat("a signal on stream ", entry_.commands[before].stream,
                       " after it and a wait for that on stream ", entry_.commands[index_].stream);
    } else if (access.write) {
      missing = "a reclaim of what was offered, before the write";
    } else {
      missing = "an order between the write and the offer of the bytes";
    }
    return Fail(access.rank == 0 ? "" : "of another rank ", access.write ? "writes " : "reads ", Describe(plan_, bytes),
                " while ", Name(before), conflict.earlier.rank == 0 ? "" : " of another rank",
                conflict.earlier.write ? " may write" : " may read", " them; missing: ", missing);
  }

  const PlanModel& plan_;
  const Entry& entry_;
  bool buffered_;
  const std::vector<uint32_t>& numbers_;  // the ranks that stand for all
  uint32_t ranks_;                        // how many those are
  uint32_t index_ = 0;
  std::vector<VectorClock> clocks_;               // by rank and stream
  std::vector<Offer> offers_;                     // by command
  std::vector<std::vector<VectorClock>> events_;  // by event and rank; empty: not signalled
  std::map<std::pair<int32_t, int32_t>, AccessHistory> histories_;
};

}  // namespace

Status CheckHappensBefore(const PlanModel& plan, const Entry& entry) {
  std::set<uint32_t> axes;
  for (const Command& command : entry.commands)
    if (const uint32_t* communicator = CommunicatorOf(command)) axes.insert(plan.CommAxis(*communicator));
  std::vector<uint32_t> ranks;
  FSDP_RT_TRY(AbstractRanks(axes, plan.world(), &ranks));
  for (bool buffered : {false, true}) FSDP_RT_TRY(EntryChecker(plan, entry, ranks, buffered).Check());
  return {};
}

Status CheckHappensBefore(const PlanModel& plan) {
  for (const Entry& entry : plan.entries) FSDP_RT_TRY(CheckHappensBefore(plan, entry));
  return {};
}

}  // namespace fsdp_rt
