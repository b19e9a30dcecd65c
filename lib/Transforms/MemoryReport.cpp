//===- MemoryReport.cpp - what a plan needs of a rank's memory ------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Transforms/MemoryReport.h"

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"

using namespace mlir;
using namespace fsdp;

MemoryNeed fsdp::getMemoryNeed(ModuleOp module) {
  MemoryNeed need;
  need.offloaded = module->hasAttr(kOffload);
  for (auto state : module.getOps<plan::StateOp>())
    (state.getArena() == "accumulated" ? need.accumulated : need.state) +=
        state.getBytes();
  for (auto entry : module.getOps<plan::EntryOp>()) {
    auto memory = entry->getAttrOfType<DictionaryAttr>("memory");
    if (!memory)
      continue;
    auto planned = [&](StringRef arena) -> int64_t {
      auto report = memory.getAs<DictionaryAttr>(arena);
      return report ? report.getAs<IntegerAttr>("planned").getInt() : 0;
    };
    need.transient = std::max(need.transient, planned("transient"));
    need.wire = std::max(need.wire, planned("wire"));
    need.gathered = std::max(need.gathered, planned("gathered"));
  }
  return need;
}

void fsdp::printMemory(ModuleOp module, llvm::raw_ostream &os) {
  MemoryNeed need = getMemoryNeed(module);
  os << "\nmemory of a rank, bytes\n"
     << "  state: " << need.state << (need.offloaded ? ", of the host's" : "")
     << "\n  transient: " << need.transient << "\n  wire: " << need.wire
     << "\n  together: " << need.getTotal()
     << "\n  gathered, only with buffered transport: " << need.gathered
     << "\n  accumulated, only with microbatches: " << need.accumulated << "\n";
}

void fsdp::printRecomputed(ModuleOp module, llvm::raw_ostream &os) {
  for (auto entry : module.getOps<plan::EntryOp>()) {
    auto recomputed = entry->getAttrOfType<DictionaryAttr>("recomputed");
    if (!recomputed)
      continue;
    auto get = [&](StringRef name) {
      return recomputed.getAs<IntegerAttr>(name).getInt();
    };
    os << "recomputed in backward of " << entry.getSymName() << ": "
       << get("commands") << " commands, " << get("bytes")
       << " bytes not kept, peak from " << get("peak_before") << " to "
       << get("peak") << " bytes\n";
  }
}
