// ways.cpp - the ways in which one plan runs, which all compute the same bits
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/parity/ways.h"

namespace fsdp_rt::runner {

std::vector<Way> ListWays(const ExecutionFlags& flags, bool crosswise) {
  auto name = [](const ExecutionFlags& way) {
    return way.transport + (way.poison ? ", poisoned" : "") +
           (way.backend != "cuda"              ? ""
            : way.graph == "on" && !way.poison ? ", as graphs"
                                               : ", command by command");
  };
  std::vector<Way> ways = {{name(flags), flags}};
  if (!crosswise) return ways;
  ExecutionFlags other = flags;
  other.transport = flags.transport == "peer" ? "buffered" : "peer";
  other.poison = !flags.poison;
  ways.push_back({name(other), other});
  return ways;
}

std::vector<std::string> DifferentBits(const Tensors& a, const Slots& slots_a, const Tensors& b, const Slots& slots_b) {
  std::vector<std::string> different;
  for (const auto& [name, tensor] : a) {
    const auto other = b.find(name);
    if (other == b.end() || other->second.data != tensor.data) different.push_back(name);
  }
  if (a.size() != b.size()) different.push_back(std::to_string(a.size()) + " tensors and " + std::to_string(b.size()));
  for (size_t group = 0; group < slots_a.size(); ++group)
    for (size_t rank = 0; rank < slots_a[group].size(); ++rank)
      if (slots_b.size() != slots_a.size() || slots_b[group].size() != slots_a[group].size() ||
          slots_b[group][rank] != slots_a[group][rank])
        different.push_back("what rank " + std::to_string(rank) + " sent of group " + std::to_string(group));
  return different;
}

}  // namespace fsdp_rt::runner
