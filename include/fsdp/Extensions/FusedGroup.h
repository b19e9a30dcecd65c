//===- FusedGroup.h - all hooks of a group as data --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_EXTENSIONS_FUSEDGROUP_H
#define FSDP_EXTENSIONS_FUSEDGROUP_H

#include "fsdp/Extensions/ElementBody.h"
#include "fsdp/Extensions/SeparateHook.h"
#include "llvm/ADT/MapVector.h"

namespace fsdp {

/// Distinct hook bodies. Equal ones have the same index.
class HookClasses {
public:
  /// Takes `body` and returns its class. A statistic's bodies are equal only if
  /// they begin at the same value, others if the same wires are of blocks.
  unsigned add(std::unique_ptr<mlir::Region> body, float initial = 0,
               llvm::ArrayRef<int64_t> blockWires = {});
  mlir::Region &operator[](unsigned i) const { return *bodies[i].region; }
  float getInitial(unsigned i) const { return bodies[i].initial; }

private:
  struct Body {
    std::unique_ptr<mlir::Region> region;
    float initial;
    llvm::SmallVector<int64_t> blockWires;
  };
  std::vector<Body> bodies;
};

/// The bodies of all hooks of a module. Parameters of equal shape with the same
/// extension are specialised once.
class HookBodies {
public:
  HookBodies(HookProver &prover, const mlir::SymbolTable &symbols)
      : prover(prover), symbols(symbols) {}

  struct Entry {
    /// Of a separate hook there is no pack class, and the unpack moves words.
    unsigned packClass = 0, unpackClass = 0;
    std::shared_ptr<SeparateHook> separate; ///< null: the hook is two bodies
    llvm::SmallVector<mlir::Type> wires;
    llvm::SmallVector<unsigned> statClasses; ///< of its statistics, in order
    HookBlocks blocks;
  };
  mlir::FailureOr<Entry> get(ParamOp param, const HookContext &context);
  /// Bodies that pass `param` on, in the type that the step reads.
  Entry getPlain(ParamOp param, const HookContext &context);
  /// The hooks around the reduction of a gradient of elements of `dtype`;
  /// `gradient` is it as a parameter (getGradientParam). They see it in f32 and
  /// give back what is summed.
  mlir::FailureOr<Entry>
  getGradient(ParamOp gradient, const HookContext &context, mlir::Type dtype);

  HookClasses packClasses, unpackClasses, statClasses;

private:
  mlir::LogicalResult build(ParamOp param, const HookContext &context,
                            Entry &entry, mlir::Region &encode,
                            mlir::Region &decode);
  mlir::LogicalResult buildGradient(ParamOp gradient,
                                    const HookContext &context,
                                    mlir::Type dtype, Entry &entry,
                                    mlir::Region &encode, mlir::Region &decode);
  mlir::LogicalResult separate(ParamOp param, const HookSignature &signature,
                               const HookProof &proof,
                               const HookContext &context,
                               llvm::MutableArrayRef<mlir::Diagnostic> reasons,
                               Entry &entry);

  HookProver &prover;
  const mlir::SymbolTable &symbols;
  llvm::DenseMap<mlir::Attribute, Entry> known;
  llvm::SmallPtrSet<mlir::Operation *, 4> remarked; ///< separate extensions
};

/// One parameter's place in its group's state, slot and unsharded buffer; see
/// docs/Stages.md, "Layouts".
struct FusedParam {
  HookContext context;
  unsigned packClass = 0, unpackClass = 0;
  std::shared_ptr<SeparateHook> separate;
  llvm::SmallVector<int64_t> state; ///< element offsets, per inner tensor
  llvm::SmallVector<int64_t> wire;  ///< byte offsets, per wire
  /// Bytes of what is stored, and its offset in the state, where that is what
  /// travels; no bytes: pre makes the wires.
  int64_t storedBytes = 0, stored = 0;
  llvm::SmallVector<mlir::RankedTensorType> wireTypes; ///< on one rank
  /// Byte offsets, per inner tensor; of a separate hook per wire, of what all
  /// ranks sent.
  llvm::SmallVector<int64_t> full;
  llvm::SmallVector<unsigned> statClasses; ///< per statistic of its hooks
  HookBlocks blocks;

  /// `pack`: the segment of a pack, else of an unpack with `classIndex`.
  /// `stats`: places of its statistics among its function's.
  SegmentAttr getSegment(mlir::FlatSymbolRefAttr name, unsigned classIndex,
                         bool pack, llvm::ArrayRef<int64_t> stats) const;
  /// Of wires that are stored: the segment of a pack that moves all of them.
  SegmentAttr getStoredSegment(mlir::FlatSymbolRefAttr name,
                               unsigned classIndex) const;
  /// Of a separate hook: the segment of an unpack that moves wire `i`.
  SegmentAttr getWireSegment(mlir::FlatSymbolRefAttr name, unsigned classIndex,
                             unsigned i) const;
};

/// What is gathered of a group: in a step the parameters that no rank keeps
/// unsharded; of the others what renews them, or they themselves when they get
/// values.
enum class Gathered { Step, Renewed, Loaded };

/// What fsdp-fuse-hooks knows of one group: every parameter's classes and
/// offsets.
class FusedGroup {
public:
  /// Of `params`, those of `group` or of the group that it is of, in argument
  /// order.
  static mlir::FailureOr<FusedGroup> get(GroupOp group,
                                         llvm::ArrayRef<ParamOp> params,
                                         Gathered what, HookBodies &bodies);

  /// Whether the shard itself is the slot: every pre passes its chunk on, and
  /// wires lie in the slot as chunks lie in the state.
  bool isShardSlot() const { return shardSlot; }
  Gathered getWhat() const { return what; }
  int64_t getSlotBytes() const { return slotBytes; }
  int64_t getFullBytes() const { return fullBytes; }

  /// What one slot holds, as plan.group lists it.
  mlir::ArrayAttr getWires(mlir::MLIRContext *context) const;

  /// In argument order.
  llvm::MapVector<mlir::StringAttr, FusedParam> params;

private:
  void layOut(GroupOp group, llvm::ArrayRef<ParamOp> ops,
              llvm::ArrayRef<HookBodies::Entry> entries,
              const HookClasses &packClasses);

  Gathered what = Gathered::Step;
  bool shardSlot = false;
  int64_t slotBytes = 0, fullBytes = 0;
};

} // namespace fsdp

#endif // FSDP_EXTENSIONS_FUSEDGROUP_H
