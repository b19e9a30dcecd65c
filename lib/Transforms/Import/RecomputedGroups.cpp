//===- RecomputedGroups.cpp - what is computed again in backward ----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "RecomputedGroups.h"
#include "StepModel.h"

using namespace mlir;
using namespace fsdp;

/// Whether all parameters of a group are marked.
static bool isMarked(const GroupMembers &members) {
  GroupOp group = members.group;
  const auto *plain =
      llvm::find_if(members.params,
                    [](const ParamModel *param) { return !param->recompute; });
  if (plain == members.params.end())
    return !members.params.empty();
  const auto *marked = llvm::find_if(
      members.params, [](const ParamModel *param) { return param->recompute; });
  if (marked != members.params.end() && !group.getRecompute())
    mlir::emitWarning((*marked)->loc)
        << "'fsdp.recompute' of parameter '" << (*marked)->name.getValue()
        << "' has no effect: its group '" << group.getSymName()
        << "' also has '" << (*plain)->name.getValue()
        << "' without it, and is computed again as a whole or not at all; "
           "group "
           "what is computed again by itself, or say --recompute";
  return false;
}

LogicalResult fsdp::markRecomputed(ModuleOp module,
                                   ArrayRef<GroupMembers> groups,
                                   ArrayRef<NamePattern> patterns,
                                   ArrayRef<std::string> texts) {
  for (auto [pattern, text] : llvm::zip_equal(patterns, texts)) {
    bool isUsed = false;
    for (const GroupMembers &members : groups)
      if (pattern.matches(members.user)) {
        GroupOp(members.group).setRecompute(true);
        isUsed = true;
      }
    if (isUsed)
      continue;
    // A flag without effect is a mistake.
    InFlightDiagnostic diagnostic = mlir::emitError(module.getLoc())
                                    << "--recompute: '" << text
                                    << "' matches no group, expected one of ";
    llvm::interleaveComma(groups, diagnostic, [&](const GroupMembers &members) {
      diagnostic << GroupOp(members.group).getSymName();
    });
    return diagnostic;
  }
  for (const GroupMembers &members : groups)
    if (isMarked(members))
      GroupOp(members.group).setRecompute(true);
  return success();
}
