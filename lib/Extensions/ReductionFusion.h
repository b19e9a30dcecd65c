//===- ReductionFusion.h - a group's reduction as a collective --*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_EXTENSIONS_REDUCTIONFUSION_H
#define FSDP_LIB_EXTENSIONS_REDUCTIONFUSION_H

#include "fsdp/Extensions/FusedGroup.h"
#include "fsdp/Schedule/ShardLayout.h"
#include "fsdp/Schedule/WireLayout.h"

namespace fsdp {

/// Turns fsdp.reduce_grad into the reduce collective, its wait and
/// fsdp.reduce_unpack, with the hooks of reduce extensions inside.
class ReductionFusion {
public:
  ReductionFusion(const mlir::SymbolTable &symbols, HookBodies &bodies)
      : symbols(symbols), bodies(bodies) {}

  mlir::LogicalResult fuse(ReduceGradOp reduce);

private:
  /// Where a group's gradients lie: full, in a slot, reduced.
  struct Places {
    WireLayout full = WireLayout::forUnsharded(), slot = WireLayout::forSlot();
    ShardLayout shard;
  };
  mlir::FailureOr<GradSegmentAttr>
  addGradient(ReduceGradOp reduce, unsigned i,
              llvm::ArrayRef<mlir::Attribute> earlier, Places &places);
  void reduceReplicated(ReduceGradOp reduce, mlir::ValueRange gradients,
                        mlir::ArrayAttr grads);
  mlir::LogicalResult reduceSharded(ReduceGradOp reduce,
                                    mlir::ValueRange gradients,
                                    mlir::ArrayAttr grads);
  bool hasHooks(ReduceGradOp reduce) const;
  mlir::FailureOr<std::vector<HookBodies::Entry>>
  findHooks(mlir::ArrayAttr grads);

  const mlir::SymbolTable &symbols;
  HookBodies &bodies;
};

} // namespace fsdp

#endif // FSDP_LIB_EXTENSIONS_REDUCTIONFUSION_H
