//===- ElementBody.h - the scalar body of a hook ----------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_EXTENSIONS_ELEMENTBODY_H
#define FSDP_EXTENSIONS_ELEMENTBODY_H

#include "fsdp/Extensions/HookProof.h"

namespace fsdp {

/// What a hook reduces its whole chunk to before the ranks combine it: the
/// maximum of `initial` and of what the body, in the form of the classes of
/// `fsdp.stats`, makes of each element.
struct HookStatistic {
  std::unique_ptr<mlir::Region> body;
  float initial = 0;
};

/// What a pair of hooks makes of blocks of `elements` consecutive elements of
/// the chunk; 0 elements: nothing. `wires` have one element for each block.
struct HookBlocks {
  int64_t elements = 0;
  llvm::SmallVector<int64_t> wires;
};

/// Writes the scalar bodies of a pair of proven hooks into two empty regions,
/// in the form of the classes of `fsdp.pack` and `fsdp.unpack`:
///   encode: one element of each inner tensor, row, valid rows -> one per wire
///   decode: one element of each wire, row, valid rows -> one per inner tensor
/// both with one more argument per entry of `stats`, which it fills: the hook's
/// all-reduced statistics in program order.
/// *Element scope*: element e of each output depends on element e of the
/// inputs, its row in the chunk, the valid rows and such statistics alone.
/// *Block scope*: also on what fsdp.block_reduce makes of the elements of e's
/// block, which `blocks` describes. Anything else is a `not supported yet`
/// error at the op that needs more.
mlir::LogicalResult
buildElementBodies(const HookSpecializer &specializer,
                   const HookSignature &signature, const HookProof &proof,
                   const HookContext &context, mlir::Region &encode,
                   mlir::Region &decode, std::vector<HookStatistic> &stats,
                   HookBlocks &blocks);

/// The same of hooks around the reduction of a gradient, of which a rank
/// encodes each shard's chunk for one that decodes it: what the ranks would
/// combine is what the chunk alone gives, a block, and metadata that depends on
/// it travels, as wires of one element behind the others. `wires`: all that
/// travel.
mlir::LogicalResult
buildGradientBodies(const HookSpecializer &specializer,
                    const HookSignature &signature, const HookProof &proof,
                    const HookContext &context, mlir::Region &encode,
                    mlir::Region &decode, HookBlocks &blocks,
                    llvm::SmallVector<mlir::Type> &wires);

/// The encode body of a pre for those of its wires that `wires` number; `stats`
/// and `blocks` as above.
mlir::LogicalResult
buildEncodeBody(const HookSpecializer &specializer,
                const HookSignature &signature, const HookProof &proof,
                const HookContext &context, llvm::ArrayRef<unsigned> wires,
                mlir::Region &encode, std::vector<HookStatistic> &stats,
                HookBlocks &blocks);

/// The decode body of one compute form, in the form of the classes of
/// `fsdp.unpack`, and the wires that it reads.
struct FormBody {
  mlir::Region *decode;
  llvm::SmallVector<unsigned> wires;
  HookBlocks blocks; ///< its wires are positions in `wires`
};

/// Writes the body of post's `result`, whose elements on one rank are as `form`
/// says: it is walked as if those were the chunk, so that each depends on the
/// elements of wires of as many, or, where that is the parameter's chunk, on
/// those of `blocks`, too.
mlir::FailureOr<FormBody>
buildFormBody(const HookSpecializer &specializer,
              const HookSignature &signature, const HookProof &proof,
              const HookContext &context, unsigned result,
              const FormLayout &form, HookBlocks blocks, mlir::Region &decode);

/// A copy of `encode` that yields only its values numbered `kept`.
std::unique_ptr<mlir::Region> sliceBody(mlir::Region &encode,
                                        llvm::ArrayRef<unsigned> kept);

/// The same for a parameter without an extension: what is stored travels as
/// `sent` and arrives as what the step reads.
void buildDefaultBodies(mlir::Location loc, mlir::TypeRange stored,
                        mlir::TypeRange sent, mlir::TypeRange compute,
                        mlir::Region &encode, mlir::Region &decode);

/// `value`, a float or a tensor of floats, with elements of `type`: rounded to
/// nearest even, or exact.
mlir::Value convertFloat(mlir::OpBuilder &builder, mlir::Location loc,
                         mlir::Value value, mlir::Type type);

/// Whether a class yields its elements unchanged, each once and in order.
bool isPassThrough(mlir::Region &body);

} // namespace fsdp

#endif // FSDP_EXTENSIONS_ELEMENTBODY_H
