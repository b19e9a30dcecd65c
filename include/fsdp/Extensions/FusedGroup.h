//===- FusedGroup.h - all hooks of a group as data --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_EXTENSIONS_FUSEDGROUP_H
#define FSDP_EXTENSIONS_FUSEDGROUP_H

#include "fsdp/Extensions/ElementBody.h"
#include "fsdp/Extensions/SeparateHook.h"
#include "llvm/ADT/MapVector.h"

namespace fsdp {

/// Rounds what a post's body yields of `param` to what the step reads, where
/// that is not what is stored.
void roundYields(mlir::Region &decode, ParamOp param);

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

/// Which gathers of a module read what of its parameters.
class GatherReads {
public:
  /// Forward and backward of the entry that trains; gathers of other entries.
  enum Reader : unsigned { Backward = 1, Forward = 2, Other = 4 };
  static constexpr unsigned kStep = Backward | Forward;

  explicit GatherReads(mlir::ModuleOp module);
  static Reader getReader(GatherOp gather);

  /// The readers of a form of `param`; of no name: of the parameter.
  unsigned get(ParamOp param, llvm::StringRef form) const;
  /// Its forms that anyone reads, the parameter itself first.
  llvm::SmallVector<llvm::StringRef> getForms(ParamOp param) const;

private:
  llvm::DenseMap<std::pair<mlir::Attribute, mlir::Attribute>, unsigned> readers;
};

/// The bodies of all hooks of a module. Parameters of equal shape with the same
/// extension are specialised once.
class HookBodies {
public:
  HookBodies(HookProver &prover, const mlir::SymbolTable &symbols,
             const GatherReads &reads)
      : prover(prover), symbols(symbols), reads(reads) {}

  /// What someone reads of a parameter that is read as forms.
  struct Form {
    llvm::StringRef name; ///< empty: the parameter itself
    mlir::RankedTensorType type;
    /// Of a post of its own: of the unpack that moves its wires as words.
    unsigned unpackClass = 0;
    std::shared_ptr<SeparateHook> post; ///< null: post is a body
    HookContext chunk;                  ///< its rows on one rank and in all
    llvm::SmallVector<unsigned> wires;  ///< that post reads, in order
    HookBlocks blocks;                  ///< its wires are places in `wires`
  };
  struct Entry {
    /// Of a separate hook there is no pack class, and the unpack moves words.
    unsigned packClass = 0, unpackClass = 0;
    std::shared_ptr<SeparateHook> separate; ///< null: the hook is two bodies
    llvm::SmallVector<mlir::Type> wires;
    llvm::SmallVector<unsigned> statClasses; ///< of its statistics, in order
    HookBlocks blocks;
    /// Of a parameter that is read as forms; then there is no unpack class, and
    /// only the wires `sent` travel, which the pack class yields.
    std::vector<Form> forms;
    llvm::SmallVector<unsigned> sent;
  };
  mlir::FailureOr<Entry> get(ParamOp param, const HookContext &context);
  /// Bodies that pass `param` on, in the type that the step reads.
  Entry getPlain(ParamOp param, const HookContext &context);
  /// The pack class that yields only values `kept` of `packClass`, of which
  /// `blockWires` are of blocks; these become places in `kept`.
  unsigned getPackSlice(unsigned packClass, llvm::ArrayRef<unsigned> kept,
                        llvm::SmallVector<int64_t> &blockWires);
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
  mlir::LogicalResult buildForms(ParamOp param, const HookContext &context,
                                 Entry &entry, mlir::Region &encode);
  mlir::FailureOr<Form> buildForm(ParamOp param, const HookSignature &signature,
                                  const HookProof &proof,
                                  const HookContext &context,
                                  llvm::StringRef name, HookBlocks blocks);
  mlir::LogicalResult
  separateForm(ParamOp param, const HookSignature &signature,
               const HookProof &proof, const HookContext &context,
               const FormLayout &layout,
               llvm::ArrayRef<mlir::Diagnostic> reasons, Form &form);
  /// The class that moves what a separate hook made, as words.
  unsigned getWordUnpack(ParamOp param);
  mlir::LogicalResult separate(ParamOp param, const HookSignature &signature,
                               const HookProof &proof,
                               const HookContext &context,
                               llvm::MutableArrayRef<mlir::Diagnostic> reasons,
                               Entry &entry);
  mlir::FailureOr<HookSignature> getSignature(ParamOp param);

  HookProver &prover;
  const mlir::SymbolTable &symbols;
  const GatherReads &reads;
  llvm::DenseMap<mlir::Attribute, Entry> known;
  llvm::SmallPtrSet<mlir::Operation *, 4> remarked; ///< separate extensions
  llvm::DenseSet<std::pair<mlir::Operation *, mlir::Attribute>> remarkedForms;
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
  llvm::SmallVector<int64_t> fullSizes;    ///< bytes of each, with padding
  llvm::SmallVector<unsigned> statClasses; ///< per statistic of its hooks
  HookBlocks blocks;

  // In a group of which some parameter is read as forms.
  std::vector<HookBodies::Form> forms;
  /// Places in `full` of each form: one, or for a post of its own one for each
  /// wire that it reads, which other such posts may read, too.
  std::vector<llvm::SmallVector<unsigned>> formFull;
  llvm::SmallVector<unsigned> sent; ///< wires that someone reads
  llvm::SmallVector<unsigned> wireReaders, fullReaders; ///< GatherReads
  std::vector<llvm::SmallVector<unsigned>> fullWires; ///< what each is made of
  llvm::SmallVector<int64_t> wireSizes;   ///< bytes of each, with padding
  llvm::SmallVector<int64_t> storedWires; ///< bytes of the state, where stored

  /// Whether the unpack hands on its wires, of which a post of its own makes
  /// the parameter.
  bool movesWires() const { return separate && forms.empty(); }

  /// `pack`: the segment of a pack, else of an unpack with `classIndex`.
  /// `stats`: places of its statistics among its function's.
  SegmentAttr getSegment(mlir::FlatSymbolRefAttr name, unsigned classIndex,
                         bool pack, llvm::ArrayRef<int64_t> stats) const;
  /// Of a pack of `kept` of the wires that are sent, whose class has
  /// `blockWires` of blocks of `block` elements.
  SegmentAttr getPackSegment(mlir::FlatSymbolRefAttr name, unsigned classIndex,
                             llvm::ArrayRef<unsigned> kept,
                             llvm::ArrayRef<int64_t> blockWires, int64_t block,
                             llvm::ArrayRef<int64_t> stats) const;
  /// Of an unpack of form `i`.
  SegmentAttr getFormSegment(mlir::FlatSymbolRefAttr name, unsigned classIndex,
                             unsigned i, llvm::ArrayRef<int64_t> stats) const;
  /// Of wire `i`, which is stored: the segment of a pack that moves it.
  SegmentAttr getStoredWireSegment(mlir::FlatSymbolRefAttr name,
                                   unsigned classIndex, unsigned i) const;
  /// Of wires that are stored: the segment of a pack that moves all of them.
  SegmentAttr getStoredSegment(mlir::FlatSymbolRefAttr name,
                               unsigned classIndex) const;
  /// Of a separate hook: the segment of an unpack that moves wire `i` to place
  /// `to` of `full`.
  SegmentAttr getWireSegment(mlir::FlatSymbolRefAttr name, unsigned classIndex,
                             unsigned i, unsigned to) const;
  /// Every rank's elements of wire `i` as an unpack hands them on.
  mlir::RankedTensorType getGatheredType(unsigned i) const {
    return SeparateHook::getGatheredType(wireTypes[i], context.axisSize);
  }
};

/// What is gathered of a group: in a step the parameters that no rank keeps
/// unsharded; of the others what renews them, or they themselves when they get
/// values.
enum class Gathered { Step, Renewed, Loaded };

/// What one gather moves: bytes of the group's slot and of its unsharded
/// buffer, from which the offsets of its kernels count.
struct GatherPart {
  int64_t slot = 0, slotBytes = 0;
  int64_t full = 0, fullBytes = 0;
  bool all = true; ///< the whole slot

  bool holds(int64_t wire) const {
    return wire >= slot && wire < slot + slotBytes;
  }
  /// `segment`, whose offsets are the group's, with those of its kernel.
  SegmentAttr move(SegmentAttr segment) const;
};

/// What fsdp-fuse-hooks knows of one group: every parameter's classes and
/// offsets.
class FusedGroup {
public:
  /// Of `params`, those of `group` or of the group that it is of, in argument
  /// order.
  static mlir::FailureOr<FusedGroup> get(GroupOp group,
                                         llvm::ArrayRef<ParamOp> params,
                                         Gathered what, HookBodies &bodies,
                                         const GatherReads &reads);

  /// Whether some parameter is read as forms, so that phases may move parts.
  bool hasForms() const { return readAsForms; }
  /// What `gather` moves.
  GatherPart getPart(GatherOp gather) const;
  GatherPart getWholePart() const {
    return {0, slotBytes, 0, fullBytes, /*all=*/true};
  }
  /// Whether both phases of a step unpack what either reads: forward's stays
  /// for backward, or commands of forward may run again in it.
  bool unpacksAlike() const { return sharesSlots; }

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
  void layOutForms(GroupOp group, llvm::ArrayRef<ParamOp> ops,
                   llvm::ArrayRef<HookBodies::Entry> entries,
                   const GatherReads &reads);

  Gathered what = Gathered::Step;
  bool shardSlot = false, readAsForms = false;
  /// Slots, or unsharded buffers, serve both phases.
  bool sharesSlots = false, keepsSlots = false;
  bool canKeep = true; ///< forward has whatever backward reads
  int64_t slotBytes = 0, fullBytes = 0;
};

} // namespace fsdp

#endif // FSDP_EXTENSIONS_FUSEDGROUP_H
