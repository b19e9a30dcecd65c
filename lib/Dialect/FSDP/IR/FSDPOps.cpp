//===- FSDPOps.cpp - operations of the sharding dialect -------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "mlir/IR/Builders.h"

using namespace mlir;
using namespace fsdp;

static ParseResult parsePhaseParen(OpAsmParser &parser, PhaseAttr &phase) {
  StringRef word;
  SMLoc loc;
  if (parser.parseLParen() || (loc = parser.getCurrentLocation(), false) ||
      parser.parseKeyword(&word) || parser.parseRParen())
    return failure();
  std::optional<Phase> value = symbolizePhase(word);
  if (!value)
    return parser.emitError(loc) << "unknown phase '" << word
                                 << "', expected whole, forward or backward";
  phase = PhaseAttr::get(parser.getContext(), *value);
  return success();
}

static void printPhaseParen(OpAsmPrinter &printer, Operation *,
                            PhaseAttr phase) {
  printer << '(' << stringifyPhase(phase.getValue()) << ')';
}

#define GET_OP_CLASSES
#include "fsdp/Dialect/FSDP/IR/FSDPOps.cpp.inc"

std::string ParamOp::getTensorName(unsigned i) {
  std::string name = getSymName().str();
  if (!getInner().empty())
    name += "." + cast<StringAttr>(getInner()[i]).str();
  return name;
}

bool GroupOp::isReshardPolicy(StringRef text) {
  return llvm::is_contained({"true", "false", "default", "auto"}, text);
}

LogicalResult GroupOp::verify() { return success(); }
LogicalResult ParamOp::verify() { return success(); }
LogicalResult ExtensionOp::verifyRegions() { return success(); }
LogicalResult GatherOp::verify() { return success(); }
LogicalResult ReduceGradOp::verify() { return success(); }
LogicalResult UpdateOp::verifyRegions() { return success(); }
