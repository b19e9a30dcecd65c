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
// launches, GEMMs, copies, fills, all-reduces. Not what collectives and sources touch.
std::vector<MemoryAccess> LocalAccesses(const Command& command);
// What a gather or reduce offers; null for other commands.
const ByteRange* OfferedBytes(const Command& command);
// What it fills in buffered transport; null for other commands.
const ByteRange* GatheredBytes(const Command& command);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_COMMAND_ACCESSES_H_
