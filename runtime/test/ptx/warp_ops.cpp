// warp_ops.cpp - shuffles, reductions and votes among the threads of a warp
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "lanes.h"
#include "statement_decoder.h"

namespace fsdp_ptx {
namespace {

// All of these are decoded with the member mask as the last source and aux[3] = 1: the block has already gathered the
// members, so those of an active thread are active.

enum class Shuffle : uint32_t { kUp, kDown, kButterfly, kIndex };

// The lane that the thread's value comes from, and whether it is within the segment that operand c describes.
uint32_t SourceLane(Shuffle mode, uint32_t lane, uint32_t b, uint32_t c, bool* inside) {
  const uint32_t segment = (c >> 8) & 31, clamp = c & 31, delta = b & 31;
  const uint32_t last = (lane & segment) | (clamp & ~segment), first = lane & segment;
  uint32_t source = 0;
  switch (mode) {
    case Shuffle::kUp:
      source = lane - delta;
      *inside = static_cast<int32_t>(source) >= static_cast<int32_t>(last);
      break;
    case Shuffle::kDown:
      source = lane + delta;
      *inside = source <= last;
      break;
    case Shuffle::kButterfly:
      source = lane ^ delta;
      *inside = source <= last;
      break;
    case Shuffle::kIndex:
      source = first | (delta & ~segment);
      *inside = source <= last;
      break;
  }
  return *inside ? source : lane;
}

void RunShuffle(Block& b, const Instruction& i) {
  const auto mode = static_cast<Shuffle>(i.aux[0]);
  const uint32_t* values = b.Lanes<uint32_t>(i.src[0]);
  const uint32_t* deltas = b.Lanes<uint32_t>(i.src[1]);
  const uint32_t* clamps = b.Lanes<uint32_t>(i.src[2]);
  const uint32_t* members = b.Lanes<uint32_t>(i.src[3]);
  uint32_t* d = b.Lanes<uint32_t>(i.dst[0]);
  uint8_t* p = i.destinations > 1 ? b.Lanes<uint8_t>(i.dst[1]) : nullptr;
  for (uint32_t w = 0; w < b.warps(); ++w) {
    // The destination may be one of the sources.
    uint32_t result[kWarpSize] = {};
    uint8_t in_range[kWarpSize] = {};
    const uint32_t here = b.active().warp(w);
    for (uint32_t rest = here; rest; rest &= rest - 1) {
      const uint32_t lane = static_cast<uint32_t>(std::countr_zero(rest)), t = w * kWarpSize + lane;
      bool inside = false;
      const uint32_t source = SourceLane(mode, lane, deltas[t], clamps[t], &inside);
      if (!((here & members[t]) >> source & 1)) {
        return b.Fail(Code::kUninitialized, t,
                      "takes the value of lane " + std::to_string(source) + ", which does not take part");
      }
      result[lane] = values[w * kWarpSize + source];
      in_range[lane] = inside;
    }
    for (uint32_t rest = here; rest; rest &= rest - 1) {
      const uint32_t lane = static_cast<uint32_t>(std::countr_zero(rest)), t = w * kWarpSize + lane;
      d[t] = result[lane];
      if (p) p[t] = in_range[lane];
    }
  }
}

// f(warp, members that exist, lane) for each active thread, one warp's results stored together.
template <typename D, typename F>
void ForMembers(Block& b, const Instruction& i, F f) {
  const uint32_t* members = b.Lanes<uint32_t>(i.src[i.sources - 1]);
  D* d = b.Lanes<D>(i.dst[0]);
  for (uint32_t w = 0; w < b.warps(); ++w) {
    D result[kWarpSize] = {};
    const uint32_t here = b.active().warp(w);
    uint32_t previous = 0;
    D value{};
    for (uint32_t lane = 0; lane < kWarpSize; ++lane) {
      if (!((here >> lane) & 1)) continue;
      const uint32_t mine = members[w * kWarpSize + lane] & here;
      if (mine != previous) value = f(w, mine);
      previous = mine;
      result[lane] = value;
    }
    for (uint32_t lane = 0; lane < kWarpSize; ++lane) {
      if ((here >> lane) & 1) d[w * kWarpSize + lane] = result[lane];
    }
  }
}

template <typename T, auto F>
void Reduce(Block& b, const Instruction& i) {
  const T* values = b.Lanes<T>(i.src[0]);
  ForMembers<T>(b, i, [&](uint32_t w, uint32_t mine) {
    T result = values[w * kWarpSize + static_cast<uint32_t>(std::countr_zero(mine))];
    for (uint32_t rest = mine & (mine - 1); rest; rest &= rest - 1) {
      result = static_cast<T>(F(result, values[w * kWarpSize + static_cast<uint32_t>(std::countr_zero(rest))]));
    }
    return result;
  });
}

enum class Vote : uint32_t { kAll, kAny, kUniform, kBallot };

// aux[0]: the vote; aux[1]: 1 = the predicate is negated.
template <typename D>
void RunVote(Block& b, const Instruction& i) {
  const uint8_t* values = b.Lanes<uint8_t>(i.src[0]);
  const auto vote = static_cast<Vote>(i.aux[0]);
  ForMembers<D>(b, i, [&](uint32_t w, uint32_t mine) -> D {
    uint32_t set = 0;
    for (uint32_t lane = 0; lane < kWarpSize; ++lane) {
      set |= static_cast<uint32_t>(values[w * kWarpSize + lane] ^ i.aux[1]) << lane;
    }
    set &= mine;
    switch (vote) {
      case Vote::kAll:
        return set == mine;
      case Vote::kAny:
        return set != 0;
      case Vote::kUniform:
        return set == 0 || set == mine;
      default:
        return static_cast<D>(set);
    }
  });
}

void RunActiveMask(Block& b, const Instruction& i) {
  b.active().ForEach([&](uint32_t t) { b.Lanes<uint32_t>(i.dst[0])[t] = b.active().warp(t / kWarpSize); });
}

void DecodeShuffle(StatementDecoder& d) {
  static constexpr std::pair<std::string_view, Shuffle> kModes[] = {
      {"up", Shuffle::kUp}, {"down", Shuffle::kDown}, {"bfly", Shuffle::kButterfly}, {"idx", Shuffle::kIndex}};
  if (!d.op.Take("sync")) return d.Unsupported("a shuffle without .sync");
  bool known = false;
  for (const auto& [name, mode] : kModes) {
    if (!known && d.op.Take(name)) {
      known = true;
      d.out.aux[0] = static_cast<uint32_t>(mode);
    }
  }
  if (!known || d.op.TakeType() != Type::kB32) return d.Fail("expected .up, .down, .bfly or .idx and .b32");
  if (!d.ExpectOperands(5)) return;
  const Operand& destination = d.operands()[0];
  const bool pair = destination.kind == Operand::Kind::kPair;
  d.Destination(pair ? destination.parts[0] : destination, Type::kB32);
  if (pair) d.Destination(destination.parts[1], Type::kPred);
  for (size_t k = 1; k <= 4; ++k) d.Source(k, Type::kB32);
  d.out.run = RunShuffle;
}

void DecodeReduction(StatementDecoder& d) {
  if (!d.op.Take("sync")) return d.Fail("expected .sync");
  struct Row {
    std::string_view name;
    Type type;
    Handler handler;
  };
  static constexpr auto kAdd = [](uint32_t a, uint32_t b) { return a + b; };
  static constexpr auto kMin = [](auto a, auto b) { return a < b ? a : b; };
  static constexpr auto kMax = [](auto a, auto b) { return a > b ? a : b; };
  static const Row kRows[] = {
      {"add", Type::kU32, Reduce<uint32_t, kAdd>},
      {"add", Type::kS32, Reduce<uint32_t, kAdd>},
      {"min", Type::kU32, Reduce<uint32_t, kMin>},
      {"min", Type::kS32, Reduce<int32_t, kMin>},
      {"max", Type::kU32, Reduce<uint32_t, kMax>},
      {"max", Type::kS32, Reduce<int32_t, kMax>},
      {"and", Type::kB32, Reduce<uint32_t, [](uint32_t a, uint32_t b) { return a & b; }>},
      {"or", Type::kB32, Reduce<uint32_t, [](uint32_t a, uint32_t b) { return a | b; }>},
      {"xor", Type::kB32, Reduce<uint32_t, [](uint32_t a, uint32_t b) { return a ^ b; }>},
  };
  const std::string_view name = d.op.next();
  d.op.Take(name);
  const Type type = d.op.TakeType();
  for (const Row& row : kRows) {
    if (row.name == name && row.type == type) d.out.run = row.handler;
  }
  if (!d.out.run) return d.Unsupported("'" + std::string(d.op.full()) + "'");
  if (!d.ExpectOperands(3)) return;
  d.Destination(size_t{0}, type);
  d.Source(1, type);
  d.Source(2, Type::kB32);
}

void DecodeVote(StatementDecoder& d) {
  static constexpr std::pair<std::string_view, Vote> kVotes[] = {
      {"all", Vote::kAll}, {"any", Vote::kAny}, {"uni", Vote::kUniform}, {"ballot", Vote::kBallot}};
  if (!d.op.Take("sync")) return d.Unsupported("a vote without .sync");
  bool known = false;
  for (const auto& [name, vote] : kVotes) {
    if (!known && d.op.Take(name)) {
      known = true;
      d.out.aux[0] = static_cast<uint32_t>(vote);
    }
  }
  const bool ballot = known && static_cast<Vote>(d.out.aux[0]) == Vote::kBallot;
  const Type type = d.op.TakeType();
  if (!known || type != (ballot ? Type::kB32 : Type::kPred))
    return d.Fail("expected .all, .any, .uni or .ballot and its type");
  if (!d.ExpectOperands(3)) return;
  d.Destination(size_t{0}, type);
  Operand predicate = d.operands()[1];
  d.out.aux[1] = predicate.negated ? 1 : 0;
  predicate.negated = false;
  d.Source(predicate, Type::kPred);
  d.Source(2, Type::kB32);
  d.out.run = ballot ? RunVote<uint32_t> : RunVote<uint8_t>;
}

}  // namespace

bool DecodeWarp(StatementDecoder& d) {
  const std::string_view root = d.op.root();
  if (root == "activemask") {
    if (d.op.TakeType() != Type::kB32) d.Fail("expected .b32");
    if (d.ExpectOperands(1)) d.Destination(size_t{0}, Type::kB32);
    d.out.run = RunActiveMask;
    return true;
  }
  if (root == "shfl") {
    DecodeShuffle(d);
  } else if (root == "redux") {
    DecodeReduction(d);
  } else if (root == "vote") {
    DecodeVote(d);
  } else {
    return false;
  }
  d.out.control = Control::kWarp;
  d.out.aux[3] = 1;
  return true;
}

}  // namespace fsdp_ptx
