//===- SeparateHook.h - hooks with kernels of their own ---------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_EXTENSIONS_SEPARATEHOOK_H
#define FSDP_EXTENSIONS_SEPARATEHOOK_H

#include "fsdp/Extensions/HookProof.h"

namespace fsdp {

/// A pair of proven hooks that fit no body of fsdp.pack and fsdp.unpack: they
/// become ops of the step, and these kernels, like any other compute. The pack
/// copies the wires that pre makes; the unpack hands on what all ranks sent,
/// from which post makes the unsharded tensors, for all ranks at once or in a
/// loop over them.
///
/// Hooks with state take chunks of what every rank keeps (fsdp.unsharded), too.
///
/// Shapes must be static. What differs by rank is the shard index, a value, and
/// the valid rows, a constant in each of few copies of the hook.
class SeparateHook {
public:
  /// The hooks have no fsdp.all_reduce. Errors, at the hook: a tensor whose
  /// size depends on the shard index, side effects. Without `hasPost` the
  /// unpack has bodies for what post yields, and there is only a pre here.
  static mlir::FailureOr<std::shared_ptr<SeparateHook>>
  get(const HookSpecializer &specializer, const HookSignature &signature,
      const HookProof &proof, const HookContext &context, bool hasPost = true);

  /// Post alone, of which the step reads `result`, a compute form as `form` and
  /// `type` say. What is gathered, and metadata, may be null where it reads
  /// none.
  static mlir::FailureOr<std::shared_ptr<SeparateHook>>
  getForm(const HookSpecializer &specializer, const HookSignature &signature,
          const HookProof &proof, const HookContext &context, unsigned result,
          const FormLayout &form, mlir::RankedTensorType type);

  /// The wires that post reads, in order.
  llvm::SmallVector<unsigned> findWires();

  /// Whether pre must know which shard it runs for.
  bool preReadsShard();

  /// Pre of this rank's chunk of `param`: its wires. `shard` is an index value,
  /// null where pre reads none.
  mlir::SmallVector<mlir::Value> buildPre(mlir::OpBuilder &builder,
                                          ParamOp param, mlir::Value shard);

  /// Pre of `chunks`, wherever they come from.
  mlir::SmallVector<mlir::Value> buildPre(mlir::OpBuilder &builder,
                                          mlir::ValueRange chunks,
                                          mlir::Value shard) {
    return runPre(builder, 0, chunks, shard);
  }

  /// Post of `gathered`, for each wire every rank's, shards x elements (each
  /// rank's padded): the unsharded inner tensors of `param`, or the form.
  mlir::SmallVector<mlir::Value>
  buildPost(mlir::OpBuilder &builder, ParamOp param,
            llvm::ArrayRef<mlir::Value> gathered);

  /// The same, padded to whole chunks.
  mlir::SmallVector<mlir::Value>
  buildPaddedPost(mlir::OpBuilder &builder, ParamOp param,
                  llvm::ArrayRef<mlir::Value> gathered);

  /// Every rank's elements of a wire as the unpack hands them on.
  static mlir::RankedTensorType getGatheredType(mlir::RankedTensorType wire,
                                                int64_t ranks);

private:
  /// One hook for consecutive shards that it cannot tell apart but by their
  /// index.
  struct Case {
    int64_t begin, end;
    SpecializedHook hook;
  };

  /// A tensor that post makes rows of: padded to whole chunks, and as the step
  /// reads it.
  struct Target {
    mlir::RankedTensorType padded, full;
    int64_t rows; ///< of one shard
  };
  /// The one of the results of post that is read, where it is a form.
  struct Form {
    unsigned result;
    FormLayout layout;
    mlir::RankedTensorType type;
  };

  SeparateHook(const HookSignature &signature, const HookProof &proof,
               const HookContext &context)
      : signature(signature), proof(proof), context(context) {}

  std::vector<Case> makeCases(const HookSpecializer &specializer, bool pre);
  llvm::SmallVector<Target> getTargets(ParamOp param) const;
  bool postReads(unsigned argument);
  mlir::LogicalResult check(Case &one, bool pre);
  mlir::LogicalResult checkMetadata();
  mlir::SmallVector<mlir::Value> runPre(mlir::OpBuilder &builder, size_t first,
                                        mlir::ValueRange chunks,
                                        mlir::Value shard);
  mlir::SmallVector<mlir::Value> buildMetadata(mlir::OpBuilder &builder);
  mlir::SmallVector<mlir::Value>
  takeWires(mlir::OpBuilder &builder, const Case &post, mlir::Location loc,
            llvm::ArrayRef<mlir::Value> gathered);
  mlir::Type getElement(unsigned inner) const;
  mlir::Value readKept(mlir::OpBuilder &builder, ParamOp param, unsigned inner);
  mlir::Value takeKept(mlir::OpBuilder &builder, mlir::Location loc,
                       unsigned inner, mlir::Value kept, mlir::Value shard);
  /// Of shards `begin` to `end`, shards x chunk.
  mlir::Value takeKept(mlir::OpBuilder &builder, ParamOp param, unsigned inner,
                       int64_t begin, int64_t end);
  mlir::FailureOr<mlir::SmallVector<mlir::Value>>
  batchPost(mlir::OpBuilder &builder, Case &post, ParamOp param,
            llvm::ArrayRef<mlir::Value> gathered,
            llvm::ArrayRef<mlir::Value> metadata);
  mlir::SmallVector<mlir::Value> loopPost(mlir::OpBuilder &builder, Case &post,
                                          ParamOp param,
                                          llvm::ArrayRef<mlir::Value> gathered,
                                          llvm::ArrayRef<mlir::Value> metadata,
                                          llvm::ArrayRef<mlir::Value> full);
  mlir::SmallVector<mlir::Value> runPost(mlir::OpBuilder &builder, Case &post,
                                         ParamOp param,
                                         llvm::ArrayRef<mlir::Value> gathered,
                                         llvm::ArrayRef<mlir::Value> metadata,
                                         llvm::ArrayRef<mlir::Value> full);

  HookSignature signature;
  HookProof proof;
  HookContext context;
  std::optional<Form> form;
  std::vector<Case> pres, posts;
};

/// Which of `shards` this rank holds, as an index: read at `top` of a function.
mlir::Value readShardIndex(mlir::OpBuilder &top, mlir::Location loc,
                           GroupOp group);

} // namespace fsdp

#endif // FSDP_EXTENSIONS_SEPARATEHOOK_H
