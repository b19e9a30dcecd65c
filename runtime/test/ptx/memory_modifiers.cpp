// memory_modifiers.cpp - modifiers that ld, st, atom and red share
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "memory_modifiers.h"

namespace fsdp_ptx {
namespace {

struct SpaceName {
  std::string_view name;
  Space space;
};
constexpr SpaceName kSpaces[] = {
    {"global", Space::kGlobal},      {"shared", Space::kShared},     {"shared::cta", Space::kShared},
    {"local", Space::kLocal},        {"const", Space::kConst},       {"param", Space::kParam},
    {"param::entry", Space::kParam}, {"param::func", Space::kParam},
};

// Hints change speed, never the result.
constexpr std::string_view kHints[] = {
    "weak",
    "nc",
    "ca",
    "cg",
    "cs",
    "lu",
    "cv",
    "wb",
    "wt",
    "L1::evict_normal",
    "L1::evict_last",
    "L1::evict_first",
    "L1::evict_unchanged",
    "L1::no_allocate",
    "L2::evict_last",
    "L2::evict_normal",
    "L2::evict_first",
    "L2::64B",
    "L2::128B",
    "L2::256B",
};
constexpr std::string_view kStrong[] = {"volatile", "relaxed", "acquire", "release", "acq_rel", "mmio"};
constexpr std::string_view kScopes[] = {"cta", "cluster", "gpu", "sys"};

bool TakeOne(StatementDecoder& d) {
  for (const SpaceName& row : kSpaces) {
    if (!d.op.Take(row.name)) continue;
    if (d.out.space != Space::kGeneric) d.Fail("two state spaces");
    d.out.space = row.space;
    return true;
  }
  for (std::string_view hint : kHints) {
    if (d.op.Take(hint)) return true;
  }
  for (std::string_view scope : kScopes) {
    if (d.op.Take(scope)) return true;
  }
  for (std::string_view semantics : kStrong) {
    if (d.op.Take(semantics)) return d.out.strong = true;
  }
  for (uint8_t count : {2, 4, 8}) {
    if (d.op.Take("v" + std::to_string(count))) {
      d.out.count = count;
      return true;
    }
  }
  return false;
}

}  // namespace

void TakeMemoryModifiers(StatementDecoder& d) {
  while (TakeOne(d)) {
  }
}

}  // namespace fsdp_ptx
