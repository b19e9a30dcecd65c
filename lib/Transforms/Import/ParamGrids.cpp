//===- ParamGrids.cpp - grids of parameters' own --------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "ParamGrids.h"
#include "GridSpec.h"

using namespace mlir;
using namespace fsdp;

FailureOr<SmallVector<NameRule>> ParamGrids::parse(ArrayRef<std::string> texts,
                                                   StringRef option,
                                                   EmitError emitError) {
  SmallVector<NameRule> rules;
  for (StringRef text : texts) {
    size_t split = text.rfind('=');
    if (split == StringRef::npos)
      return emitError() << "--" << option << ": '" << text
                         << "', expected REGEX=RxS on parameter names, such as "
                            "'experts.*=4x2'";
    FailureOr<NamePattern> pattern = NamePattern::parse(
        ("^(" + text.take_front(split) + ")$").str(), option, emitError);
    if (failed(pattern))
      return failure();
    rules.push_back({std::move(*pattern), text.drop_front(split + 1).str()});
  }
  return std::move(rules);
}

/// Ignored parameters are whole on every rank, whatever a rule says of others.
LogicalResult ParamGrids::check(const StepModel &model) const {
  for (const NameRule &rule : rules)
    if (llvm::none_of(model.params, [&](const auto &entry) {
          return rule.pattern.matches(entry.first) && !entry.second.ignored;
        }))
      return emitError(module.getLoc())
             << "--param-grid: no parameter for the grid '" << rule.value
             << "'; the regular expression must match the whole name of one "
                "that is not ignored";
  return success();
}

/// That of the last matching rule, the parameter's own, the group's or the
/// module's.
FailureOr<GridAttr> ParamGrids::choose(const ParamModel &param,
                                       GroupOp written) const {
  auto emitAt = [&](Location loc, const Twine &what) {
    InFlightDiagnostic error = emitError(loc);
    error << "parameter '" << param.name.getValue() << "' with " << what;
    return error;
  };
  for (const NameRule &rule : llvm::reverse(rules))
    if (rule.pattern.matches(param.name))
      return parseOwnGrid(whole, rule.value, [&] {
        return emitAt(module.getLoc(), "--param-grid '" + rule.value + "': ");
      });
  if (param.grid)
    return getOwnGrid(whole, param.grid,
                      [&] { return emitAt(param.loc, "'fsdp.grid': "); });
  return written && written.getGrid() ? written.getGridAttr() : whole;
}

FailureOr<ParamGrids::OfGroup> ParamGrids::collect(const StepModel &model,
                                                   StringAttr name,
                                                   GroupOp written) const {
  OfGroup result;
  for (const auto &[param, known] : model.params) {
    if (known.group != name || known.ignored)
      continue;
    FailureOr<GridAttr> grid = choose(known, written);
    if (failed(grid))
      return failure();
    if (!llvm::is_contained(result.grids, *grid))
      result.grids.push_back(*grid);
    result.gridOf[param] = *grid;
  }
  result.first = written && written.getGrid() ? written.getGridAttr() : whole;
  if (!llvm::is_contained(result.grids, result.first) && !result.grids.empty())
    result.first = result.grids.front();
  return std::move(result);
}

StringAttr ParamGrids::OfGroup::getName(StringAttr group, GridAttr grid) const {
  if (grid == first)
    return group;
  return StringAttr::get(group.getContext(), group.getValue() + "." +
                                                 Twine(grid.getReplicas()) +
                                                 "x" + Twine(grid.getShards()));
}
