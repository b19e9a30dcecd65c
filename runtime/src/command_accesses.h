// command_accesses.h - which bytes a command touches, as the plan says
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_COMMAND_ACCESSES_H_
#define FSDP_RT_SRC_COMMAND_ACCESSES_H_

#include <vector>

#include "plan_model.h"

namespace fsdp_rt {

struct MemoryAccess {
  ByteRange range;
  bool read = false;
  bool write = false;
};

// Bytes of this rank's own memory that a command touches when it runs: arguments of
// launches, GEMMs, copies, fills, all-reduces, exchanges. Not what collectives and sources touch.
std::vector<MemoryAccess> LocalAccesses(const Command& command);
// Calls visit(ByteRange*) for every range that the command names, collectives included.
template <typename Visit>
void EachRange(Command* command, Visit visit) {
  if (auto* launch = std::get_if<Launch>(&command->body)) {
    for (Arg& arg : launch->args)
      if (arg.kind == ArgKind::range) visit(&arg.range);
  } else if (auto* gemm = std::get_if<Gemm>(&command->body)) {
    for (ByteRange* range : {&gemm->a, &gemm->b, &gemm->c}) visit(range);
  } else if (auto* gather = std::get_if<Gather>(&command->body)) {
    for (ByteRange* range : {&gather->slot, &gather->gathered}) visit(range);
  } else if (auto* reduce = std::get_if<Reduce>(&command->body)) {
    for (ByteRange* range : {&reduce->grads, &reduce->received}) visit(range);
  } else if (auto* all_reduce = std::get_if<AllReduce>(&command->body)) {
    for (ByteRange* range : {&all_reduce->source, &all_reduce->dest}) visit(range);
  } else if (auto* exchange = std::get_if<Exchange>(&command->body)) {
    for (ByteRange* range : {&exchange->source, &exchange->dest}) visit(range);
  } else if (auto* copy = std::get_if<Copy>(&command->body)) {
    for (ByteRange* range : {&copy->source, &copy->dest}) visit(range);
  } else if (auto* fill = std::get_if<Fill>(&command->body)) {
    visit(&fill->dest);
  }
}

// What a gather or reduce offers; null for other commands.
const ByteRange* OfferedBytes(const Command& command);
// What it fills in buffered transport; null for other commands.
const ByteRange* GatheredBytes(const Command& command);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_COMMAND_ACCESSES_H_
