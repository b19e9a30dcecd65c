//===- RelaxFloat.cpp - what the vectoriser may do ------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/Math/IR/Math.h"

namespace fsdp {
#define GEN_PASS_DEF_RELAXFLOAT
#include "fsdp/Transforms/Passes.h.inc"
} // namespace fsdp

using namespace mlir;

namespace {

/// Sums in any order, multiply-adds, reciprocals, the sign of zero. NaN and
/// infinity keep their meaning: a loss that is NaN must be reported as NaN.
constexpr arith::FastMathFlags kRelaxed =
    arith::FastMathFlags::contract | arith::FastMathFlags::reassoc |
    arith::FastMathFlags::nsz | arith::FastMathFlags::arcp;

struct RelaxFloat : fsdp::impl::RelaxFloatBase<RelaxFloat> {
  void runOnOperation() override {
    auto flags = arith::FastMathFlagsAttr::get(&getContext(), kRelaxed);
    getOperation().walk<WalkOrder::PreOrder>([&](Operation *op) {
      // Hooks and optimizers are reproduced bit for bit.
      if (op->getName().getDialectNamespace() == "fsdp")
        return WalkResult::skip();
      if (op->hasAttr("fsdp.exact"))
        return WalkResult::advance();
      auto interface = dyn_cast<arith::ArithFastMathInterface>(op);
      if (interface && !isa<arith::TruncFOp, arith::ExtFOp, arith::CmpFOp>(op))
        op->setAttr(interface.getFastMathAttrName(), flags);
      return WalkResult::advance();
    });
  }
};

} // namespace
