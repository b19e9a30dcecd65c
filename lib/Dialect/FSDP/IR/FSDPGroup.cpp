//===- FSDPGroup.cpp - groups of the sharding dialect ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"

using namespace mlir;
using namespace fsdp;

bool GroupOp::isReshardPolicy(StringRef text) {
  unsigned ranks = 0;
  return llvm::is_contained({"true", "false", "default", "auto"}, text) ||
         (!text.getAsInteger(10, ranks) && ranks > 0);
}

GridAttr GroupOp::getRanks() {
  if (auto own = getGridAttr())
    return own;
  auto module = (*this)->getParentOfType<ModuleOp>();
  return module ? module->getAttrOfType<GridAttr>("fsdp.grid") : GridAttr();
}

GridAttr fsdp::getGridOf(Operation *from, StringRef group) {
  auto module = dyn_cast<ModuleOp>(from);
  if (!module)
    module = from->getParentOfType<ModuleOp>();
  auto found =
      dyn_cast_or_null<GroupOp>(SymbolTable::lookupSymbolIn(module, group));
  return found ? found.getRanks()
               : module->getAttrOfType<GridAttr>("fsdp.grid");
}

/// A grid of its own is another cut of the same ranks.
static LogicalResult verifyGrid(GroupOp group) {
  GridAttr own = group.getGridAttr();
  auto module = group->getParentOfType<ModuleOp>();
  auto whole =
      module ? module->getAttrOfType<GridAttr>("fsdp.grid") : GridAttr();
  if (own && whole &&
      (own.getDataRanks() != whole.getDataRanks() ||
       own.getModels() != whole.getModels()))
    return group.emitOpError()
           << "@" << group.getSymName() << " has a grid of "
           << own.getReplicas() << "x" << own.getShards() << ", expected the "
           << whole.getDataRanks() << " ranks of " << whole.getReplicas() << "x"
           << whole.getShards();
  return success();
}

LogicalResult GroupOp::verify() {
  if (failed(verifyGrid(*this)))
    return failure();
  if (!isReshardPolicy(getReshard()))
    return emitOpError() << "@" << getSymName() << " has reshard \""
                         << getReshard()
                         << "\", expected true, false, default, auto or a "
                            "number of ranks";
  if (auto divide = getDivide();
      divide && (!(divide->convertToDouble() > 0) || divide->isInfinity()))
    return emitOpError() << "@" << getSymName() << " divides gradients by "
                         << divide->convertToDouble()
                         << ", expected a finite number above 0";
  if (auto dtype = getReduceDtype();
      dtype && !dtype->isF32() && !dtype->isBF16())
    return emitOpError() << "@" << getSymName()
                         << " reduces gradients in reduce_dtype = " << *dtype
                         << ", expected f32 or bf16";
  if (auto prefetch = getPrefetch();
      prefetch &&
      (prefetch->size() != 2 || (*prefetch)[0] < 0 || (*prefetch)[1] < 0))
    return emitOpError() << "@" << getSymName()
                         << " has prefetch = " << getPrefetchAttr()
                         << ", expected two numbers from 0, forward and "
                            "backward, such as array<i64: 1, 1>";
  for (auto [name, value] :
       {std::pair(StringRef("state_bytes"), getStateBytes()),
        std::pair(StringRef("slot_bytes"), getSlotBytes()),
        std::pair(StringRef("full_bytes"), getFullBytes())})
    if (value && int64_t(*value) < 0)
      return emitOpError() << "@" << getSymName() << " has " << name << " = "
                           << int64_t(*value) << ", expected at least 0";
  return success();
}
