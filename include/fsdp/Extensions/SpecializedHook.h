//===- SpecializedHook.h - a hook for one parameter and rank ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_EXTENSIONS_SPECIALIZEDHOOK_H
#define FSDP_EXTENSIONS_SPECIALIZEDHOOK_H

#include "fsdp/Extensions/HookSignature.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/IR/BuiltinOps.h"
#include "mlir/IR/IRMapping.h"
#include "mlir/IR/OwningOpRef.h"
#include "mlir/Rewrite/FrozenRewritePatternSet.h"

namespace fsdp {

/// What a hook is told about one parameter.
struct HookContext {
  int64_t axisSize = 1;
  int64_t outer = 1, chunk = 1, inner = 1; ///< the padded chunk, in elements
  int64_t size = 1;                        ///< rows of the full tensor

  /// From the parameter's layouts. Errors: no layout; inner tensors that are
  /// not all cut alike.
  static mlir::FailureOr<HookContext> get(ParamOp param);
  /// The same parameter on one rank, or of it the first `rows`.
  static HookContext getWhole(ParamOp param, std::optional<int64_t> rows = {});

  /// outer x chunk x inner of `element`.
  mlir::RankedTensorType getChunkType(mlir::Type element) const;
  int64_t getChunkElements() const { return outer * chunk * inner; }
  int64_t getValidRows(int64_t shard) const;
  /// The value of a context argument for `shard`.
  int64_t getArgument(HookContextArg arg, int64_t shard) const;

  /// Whether the argument is the same for all shards (later shards never have
  /// more valid rows).
  bool isUniform(HookContextArg arg) const;

  bool operator==(const HookContext &other) const = default;
};

/// A hook as a function of its own: `func` has the block arguments of the
/// template with static tensor types and ends in the fsdp.yield; context that
/// is known has become constants.
struct SpecializedHook {
  mlir::OwningOpRef<mlir::func::FuncOp> func;

  mlir::Block &getBlock() { return func->getBody().front(); }
  /// Yielded value i without the cast back to the template's dynamic type.
  mlir::Value getYielded(unsigned i);
};

/// A clone of an op of a hook in a step. Hooks are reproduced bit for bit: its
/// arithmetic is marked `fsdp.exact`, so that nobody relaxes it.
mlir::Operation *cloneExactly(mlir::OpBuilder &builder, mlir::Operation *op,
                              mlir::IRMapping &mapping);

/// Makes SpecializedHooks; holds the simplifying patterns.
class HookSpecializer {
public:
  explicit HookSpecializer(mlir::MLIRContext *context);

  /// Specialises one hook of `signature`: its first arguments get
  /// `tensorTypes`. With `shard` all context is constant, but for the shard
  /// index with `indexStays`; without it what differs by shard stays an
  /// argument, so that one body serves all ranks. A post yields the parameter,
  /// or of its results those numbered `results`.
  SpecializedHook
  specialize(const HookSignature &signature, bool pre,
             const HookContext &context, mlir::TypeRange tensorTypes,
             std::optional<int64_t> shard, bool indexStays = false,
             std::optional<llvm::ArrayRef<unsigned>> results = {}) const;

private:
  mlir::FrozenRewritePatternSet patterns;
};

} // namespace fsdp

#endif // FSDP_EXTENSIONS_SPECIALIZEDHOOK_H
