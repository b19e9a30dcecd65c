//===- ElementWalker.h - from a hook's yields to elements ------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_EXTENSIONS_ELEMENTWALKER_H
#define FSDP_LIB_EXTENSIONS_ELEMENTWALKER_H

#include "fsdp/Extensions/ElementBody.h"
#include "mlir/Dialect/Linalg/IR/Linalg.h"
#include "mlir/Dialect/Tensor/IR/Tensor.h"
#include "mlir/IR/IRMapping.h"

namespace fsdp {

/// Whose places, in linear order, a tensor has.
enum class Places {
  Any,    ///< One value everywhere: a constant, a splat.
  Chunk,  ///< The elements of the chunk.
  Padded, ///< These, and more behind them up to a whole block.
  Blocks  ///< The blocks of the chunk.
};

/// What a tensor holds at one place.
struct Element {
  mlir::Value scalar;
  /// How many rows the tensor has, where a slice said so and the type does not.
  mlir::Value rows;
  Places places = Places::Chunk;
};

class ElementWalker {
public:
  /// `block` is the class's block: elements, row, valid rows, one statistic for
  /// each of `reductions`. The hook's tensor arguments stand for its elements.
  /// Without a `scope` it may not look at blocks.
  ElementWalker(const HookSignature &sig, const HookContext &context, bool pre,
                mlir::Block &block, SpecializedHook &hook,
                mlir::ArrayRef<AllReduceOp> reductions, HookBlocks *scope)
      : sig(sig), context(context), pre(pre), block(block), hook(hook),
        reductions(reductions), scope(scope),
        // Not atBlockEnd: the region has no parent yet, so it knows no context.
        builder(sig.getExtension().getContext()) {}

  /// Lets post read the metadata that `preWalker`'s hook yields.
  void setMetadata(ElementWalker &preWalker) { metadata = &preWalker; }
  /// What the ranks would combine is that of this chunk alone, as a block.
  void setAlone() { alone = true; }
  /// Of a post: metadata numbered so are the body's last elements.
  void setTravelling(mlir::ArrayRef<unsigned> numbers) {
    travelling = llvm::to_vector(numbers);
  }
  /// Elements of the shard are out of reach: metadata has none of them.
  void forbidElements() { elementsAllowed = false; }

  /// Whose chunk a post is walked for. In a compute form's only wires of as
  /// many elements, or of its blocks, have a place; where it has rows of its
  /// own, the parameter's valid rows are not its.
  enum class Chunk { OfParam, OfForm, OfFormWithRows };
  void setChunk(Chunk kind) {
    checksWires = kind != Chunk::OfParam;
    hasOwnRows = kind == Chunk::OfFormWithRows;
  }

  /// Ends the block with the hook's yields numbered `which`, which are proven
  /// to have so many elements: the wires of a pre, whose `scope` learns which
  /// are of blocks, the inner tensors of a post.
  mlir::LogicalResult yieldAll(mlir::ArrayRef<unsigned> which,
                               mlir::ArrayRef<int64_t> counts);
  /// Ends the block, which has no statistics, with what `op` combines of an
  /// element; returns what the reduction begins at.
  mlir::FailureOr<float> yieldStatistic(AllReduceOp op);

private:
  mlir::FailureOr<Element> getElement(mlir::Value tensor);
  mlir::FailureOr<mlir::Value> getScalar(mlir::Value scalar);
  mlir::FailureOr<Element> computeElement(mlir::Operation *op,
                                          mlir::OpResult result);
  mlir::FailureOr<Element> getArgument(mlir::BlockArgument arg);
  mlir::FailureOr<Element> getElementwise(mlir::Operation *op);
  mlir::FailureOr<mlir::Value> getStatistic(AllReduceOp op);
  /// What `op` combines of an element, and what that begins at.
  mlir::FailureOr<std::pair<mlir::Value, float>> getCombined(AllReduceOp op);
  mlir::FailureOr<Element> getLinalg(mlir::linalg::LinalgOp op,
                                     mlir::OpResult result);
  mlir::FailureOr<Element>
  getBodyElement(mlir::linalg::LinalgOp op, mlir::Value yielded,
                 mlir::ArrayRef<mlir::OpOperand *> operands,
                 mlir::RankedTensorType shape);
  mlir::FailureOr<Element> getSlice(mlir::tensor::ExtractSliceOp op);
  mlir::FailureOr<Element> getPad(mlir::tensor::PadOp op);
  mlir::FailureOr<Element> getInsert(mlir::tensor::InsertSliceOp op);
  mlir::FailureOr<Element> getConcat(mlir::tensor::ConcatOp op);
  bool isUniform(mlir::Value scalar);
  mlir::FailureOr<Element> getReshape(mlir::Operation *op);
  mlir::FailureOr<Element> getChunkPart(mlir::Operation *op,
                                        mlir::Value tensor);
  bool isFlat(mlir::Value tensor);
  mlir::FailureOr<Element> getFlatPad(mlir::tensor::PadOp op);
  mlir::FailureOr<Element> getFlatSlice(mlir::tensor::ExtractSliceOp op);
  mlir::FailureOr<Element> getReduction(mlir::linalg::LinalgOp op);
  mlir::FailureOr<mlir::Value>
  getBlockPadding(mlir::linalg::LinalgOp op, mlir::Value reduced,
                  mlir::ArrayRef<mlir::OpOperand *> inputs,
                  BlockCombine combine, mlir::FloatAttr initial);
  mlir::LogicalResult setBlock(mlir::Location loc, int64_t elements);
  mlir::LogicalResult join(mlir::Operation *op, Element &element,
                           const Element &operand);
  mlir::LogicalResult joinOperand(mlir::linalg::LinalgOp op,
                                  mlir::OpOperand &operand,
                                  mlir::RankedTensorType shape,
                                  Element &element, const Element &source);
  mlir::LogicalResult checkYield(unsigned number, int64_t count,
                                 const Element &element);
  int64_t countPlaces(Places places);
  void tidyBlock();
  mlir::FailureOr<mlir::Value> cloneScalar(
      mlir::Operation *op, unsigned result,
      mlir::function_ref<mlir::FailureOr<mlir::Value>(mlir::Value)> operand);
  mlir::FailureOr<mlir::Value> getBodyScalar(mlir::Value value,
                                             mlir::Block &body,
                                             mlir::IRMapping &mapping,
                                             mlir::RankedTensorType shape);
  mlir::FailureOr<mlir::Value> getIndex(mlir::Location loc, int64_t dim,
                                        mlir::RankedTensorType shape);
  mlir::FailureOr<mlir::Value> getRows(mlir::Operation *op, mlir::Value tensor,
                                       const Element &element);
  Element selectRows(mlir::Location loc, mlir::Value rows, mlir::Value inside,
                     mlir::Value outside);
  mlir::InFlightDiagnostic emitUnsupported(mlir::Location loc);

  unsigned getNumElements() {
    return block.getNumArguments() - reductions.size() - 2;
  }
  mlir::Value getRow() { return block.getArgument(getNumElements()); }
  mlir::Value getValid() { return block.getArgument(getNumElements() + 1); }

  const HookSignature &sig;
  const HookContext &context;
  bool pre;
  mlir::Block &block;
  SpecializedHook &hook;
  mlir::ArrayRef<AllReduceOp> reductions;
  HookBlocks *scope;
  mlir::OpBuilder builder;
  ElementWalker *metadata = nullptr;
  bool elementsAllowed = true, alone = false;
  llvm::SmallVector<unsigned> travelling;
  bool checksWires = false, hasOwnRows = false;
  /// Set while the walk asks what stands behind the chunk's last element.
  bool behind = false;
  mlir::DenseMap<mlir::Value, Element> elements, elementsBehind;
  mlir::DenseMap<mlir::Value, mlir::Value> scalars;
};

} // namespace fsdp

#endif // FSDP_LIB_EXTENSIONS_ELEMENTWALKER_H
