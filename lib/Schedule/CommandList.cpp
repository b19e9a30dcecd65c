//===- CommandList.cpp - an entry's commands as plain data ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Schedule/CommandList.h"

#include <algorithm>

using namespace fsdp;

/// Collectives that pass before bytes that peers read are written again.
static constexpr int kReuseSlack = 2;

int fsdp::addReuseSlack(const std::vector<int> &collectives, int size,
                        int last) {
  auto next = std::upper_bound(collectives.begin(), collectives.end(), last);
  return collectives.end() - next < kReuseSlack ? size : next[kReuseSlack - 1];
}

const CommandAccess &CommandList::getOffered(int collective) const {
  return commands[collective].accesses[0];
}

const CommandAccess &CommandList::getGathered(int collective) const {
  return commands[collective].accesses[1];
}

std::vector<CommandAccess> CommandList::getLocalAccesses(int i) const {
  std::vector<CommandAccess> accesses = commands[i].accesses;
  for (const SourcesRead &read : commands[i].sources) {
    const CommandAccess &offered = getOffered(read.collective);
    const CommandAccess &gathered = getGathered(read.collective);
    // In a reduce the packed slots are what the kernel reads when buffered;
    // when not, its table says which pieces of the gradients: all of them here.
    if (commands[read.collective].kind == CommandKind::Reduce) {
      accesses.push_back(
          {offered.buffer, offered.offset, offered.bytes, false});
      accesses.push_back({gathered.buffer, 0, gathered.bytes, false});
      continue;
    }
    // The same bytes of every slot, from the first one's to the last one's.
    int64_t unread =
        offered.bytes / commands[read.collective].parts - read.bytes;
    accesses.push_back({offered.buffer, offered.offset + read.offset,
                        offered.bytes - unread, false});
    accesses.push_back({gathered.buffer, gathered.offset + read.offset,
                        gathered.bytes - unread, false});
  }
  return accesses;
}

std::optional<std::string> CommandList::check() const {
  auto wrong = [](int i, const std::string &what) {
    return "command " + std::to_string(i) + " " + what;
  };
  for (int i = 0, e = commands.size(); i < e; ++i) {
    const Command &command = commands[i];
    if (command.stream < 0 || command.stream >= streams)
      return wrong(i, "is on stream " + std::to_string(command.stream) +
                          ", expected less than " + std::to_string(streams));
    if (command.isCollective() && command.accesses.size() != 2)
      return wrong(i, "is a collective without a slot and gathered bytes");
    for (const CommandAccess &access : command.accesses)
      if (access.buffer < 0 || access.buffer >= int(buffers.size()) ||
          access.offset < 0 || access.bytes < 0 ||
          access.offset + access.bytes > buffers[access.buffer].bytes)
        return wrong(i, "touches bytes " + std::to_string(access.offset) +
                            " to " +
                            std::to_string(access.offset + access.bytes) +
                            " of buffer " + std::to_string(access.buffer) +
                            ", past its end");
    for (const SourcesRead &read : command.sources)
      if (read.collective < 0 || read.collective >= i ||
          !commands[read.collective].isCollective())
        return wrong(i, "reads sources of command " +
                            std::to_string(read.collective) +
                            ", expected an earlier gather or reduce");
    bool pairs = command.kind == CommandKind::Release ||
                 command.kind == CommandKind::Reclaim;
    if (pairs && (command.partner < 0 || command.partner >= i ||
                  !commands[command.partner].isCollective()))
      return wrong(i, "releases or reclaims command " +
                          std::to_string(command.partner) +
                          ", expected an earlier gather or reduce");
    if (command.kind == CommandKind::Wait &&
        (command.partner < 0 || command.partner >= i ||
         commands[command.partner].kind != CommandKind::Signal))
      return wrong(i, "waits for command " + std::to_string(command.partner) +
                          ", expected an earlier signal");
  }
  return std::nullopt;
}
