// command_accesses.cpp - which bytes a command touches, as the plan says
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "command_accesses.h"

namespace fsdp_rt {

std::vector<MemoryAccess> LocalAccesses(const Command& command) {
  std::vector<MemoryAccess> accesses;
  auto add = [&](const ByteRange& range, bool read, bool write) {
    if (range.present() && range.bytes > 0 && (read || write)) accesses.push_back({range, read, write});
  };
  if (const auto* launch = std::get_if<Launch>(&command.body)) {
    for (const Arg& arg : launch->args)
      if (arg.kind == ArgKind::range)
        add(arg.range, arg.range.access == Access::read || arg.range.access == Access::read_write,
            arg.range.access == Access::write || arg.range.access == Access::read_write);
  } else if (const auto* gemm = std::get_if<Gemm>(&command.body)) {
    add(gemm->a, true, false);
    add(gemm->b, true, false);
    add(gemm->c, gemm->accumulate, true);
  } else if (const auto* all_reduce = std::get_if<AllReduce>(&command.body)) {
    add(all_reduce->source, true, false);
    add(all_reduce->dest, false, true);
  } else if (const auto* exchange = std::get_if<Exchange>(&command.body)) {
    add(exchange->source, true, false);
    add(exchange->dest, false, true);
  } else if (const auto* copy = std::get_if<Copy>(&command.body)) {
    add(copy->source, true, false);
    add(copy->dest, false, true);
  } else if (const auto* fill = std::get_if<Fill>(&command.body)) {
    add(fill->dest, false, true);
  }
  return accesses;
}

const ByteRange* OfferedBytes(const Command& command) {
  if (const auto* gather = std::get_if<Gather>(&command.body)) return &gather->slot;
  if (const auto* reduce = std::get_if<Reduce>(&command.body)) return &reduce->grads;
  return nullptr;
}

const ByteRange* GatheredBytes(const Command& command) {
  if (const auto* gather = std::get_if<Gather>(&command.body)) return &gather->gathered;
  if (const auto* reduce = std::get_if<Reduce>(&command.body)) return &reduce->received;
  return nullptr;
}

}  // namespace fsdp_rt
