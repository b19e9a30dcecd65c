//===- BlockBody.h - a hook body of block scope, taken apart ---*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
//
// What fsdp.block_reduce combines is computed in a loop over the block's
// elements, what depends on such results alone once for the block, and the rest
// in one more loop. The loops (BlockLoops.h) are a CPU's or a GPU's; the body
// is the same.
//
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_BLOCKBODY_H
#define FSDP_LIB_CONVERSION_BLOCKBODY_H

#include "HookKernel.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"

namespace fsdp {

/// One fsdp.block_reduce on its way: values of `type` that combine() combines,
/// beginning at `initial`.
class BlockReduction {
public:
  BlockReduction(HookKernel &kernel, BlockReduceOp op);

  BlockReduceOp op;
  BlockCombine kind;
  /// Magnitudes are combined as the integers that their bits are, which order
  /// as they do, a NaN above infinity: one instruction that vectorises
  /// everywhere.
  bool asBits;
  mlir::Value initial;

  mlir::Value combine(HookKernel &kernel, mlir::Value a, mlir::Value b) const;
  /// To and from what is combined.
  mlir::Value enter(HookKernel &kernel, mlir::Value value) const;
  mlir::Value leave(HookKernel &kernel, mlir::Value value) const;

private:
  mlir::FloatAttr begin; ///< Of the op.
};

class BlockBody {
public:
  /// The block arguments `elements`, and the row, differ within a block.
  BlockBody(HookKernel &kernel, mlir::Region &body,
            llvm::ArrayRef<mlir::Value> elements);

  /// All arguments of the body for the element at `element`.
  using Arguments =
      llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value element)>;
  /// What reductions make of one element.
  using Reduced =
      llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value element)>;
  /// Emits loops over the block's elements that combine what is `reduced`.
  using Loops = llvm::function_ref<llvm::SmallVector<mlir::Value>(
      llvm::ArrayRef<BlockReduction>, Reduced reduced)>;

  /// Emits what the elements of one block share. `shared` are the arguments
  /// that do not differ within it, null for the others; a block `isShort` that
  /// has fewer elements than others. With `last` it ends with the loops of that
  /// level.
  void emitShared(llvm::ArrayRef<mlir::Value> shared, Arguments arguments,
                  Loops loops, bool isShort, unsigned last = ~0u);
  /// Emits what of the body differs, for one element of that block; of the
  /// values that the body yields those with the numbers `yields`.
  llvm::SmallVector<mlir::Value> emitElement(llvm::ArrayRef<mlir::Value> args,
                                             llvm::ArrayRef<unsigned> yields);
  /// A yielded value that does not differ within the block.
  mlir::Value getShared(unsigned yield);
  /// How many reductions follow each other at most: levels are 1 to this one.
  unsigned getLevels() const { return deepest; }
  /// Those of one level, in the order in which loops get them.
  llvm::SmallVector<BlockReduceOp> getReductions(unsigned level) const;

private:
  mlir::Value getYielded(unsigned i) {
    return body.front().getTerminator()->getOperand(i);
  }
  mlir::Value clone(mlir::Value value, mlir::IRMapping &mapping);
  void emitReductions(unsigned level, Arguments arguments, Loops loops,
                      bool isShort);

  HookKernel &kernel;
  mlir::Region &body;
  llvm::DenseSet<mlir::Value> varying;
  /// How many reductions, one after the other, an op waits for.
  llvm::DenseMap<mlir::Operation *, unsigned> levels;
  unsigned deepest = 0;
  mlir::IRMapping mapping; ///< Of what the current block's elements share.
};

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_BLOCKBODY_H
