//===- PlanEntry.h - one function to one command list ---------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_PLANENTRY_H
#define FSDP_LIB_CONVERSION_PLANENTRY_H

#include "BufferStates.h"
#include "PlanAddress.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/MemRef/IR/MemRef.h"
#include "mlir/Dialect/MemRef/Utils/MemRefUtils.h"

namespace fsdp {

/// Where the gradients of one reduction lie.
struct GradientBuffer {
  mlir::Value buffer;
  /// Of the whole buffer, and of one rank's packed slot.
  int64_t bytes = 0, slotBytes = 0;
  /// One per gradient: it is computed in place, so nothing is copied.
  llvm::SmallVector<bool> inPlace;
  llvm::DenseSet<int64_t> places; ///< Of those before it.
};

/// Gradients of earlier microbatches that wait between entries.
enum class Pending {
  None,
  Full,   ///< Whole ones, in GROUP.accumulated.
  Partial ///< Reduced over the shard axis, in GROUP.grad.
};

/// One of the entries that a step becomes: what it finds, what it leaves.
struct EntryForm {
  llvm::StringRef name; ///< As a host knows it.
  Pending needs = Pending::None, leaves = Pending::None;
};

/// Every form of a function that is entry `name`.
llvm::SmallVector<EntryForm> getEntryForms(mlir::func::FuncOp func);

/// Turns a function of form E into a plan.entry, which stands before it.
class PlanEntryConverter {
public:
  PlanEntryConverter(mlir::func::FuncOp func, GridAttr grid,
                     const BufferStates &buffers, EntryForm form)
      : func(func), grid(grid), buffers(buffers), form(form), builder(func) {}
  mlir::LogicalResult convert();

  /// A value that the entry computes aside and the end of the entry puts into
  /// its place, combined over all ranks unless `reduce` is "none".
  struct Outcome {
    Outcome(mlir::Location loc, mlir::MemRefType type, mlir::StringRef reduce)
        : loc(loc), type(type), reduce(reduce), bytes(getMemRefBytes(type)) {}
    mlir::Location loc;
    mlir::MemRefType type;
    mlir::StringRef reduce;
    int64_t bytes;
    PlanAddress computed, dest;
  };

private:
  /// Among how many ranks the group of a collective is cut.
  static int64_t getShards(CollectiveStartOp op) {
    return getGridOf(op, op.getGroup()).getShards();
  }
  mlir::LogicalResult bindArguments();
  mlir::LogicalResult bindUpdate(mlir::BlockArgument argument);
  mlir::LogicalResult bindCaller(mlir::BlockArgument argument);
  mlir::LogicalResult bindIgnored(mlir::BlockArgument argument);
  mlir::FailureOr<BufferStates::Place> getBufferPlace(mlir::StringAttr name,
                                                      unsigned index);
  mlir::Value makeRef(mlir::Location loc, plan::StateOp state);
  void storeOutcomes();
  mlir::LogicalResult placeGradients();
  mlir::LogicalResult placeGradient(CollectiveStartOp reduce, unsigned index,
                                    GradientBuffer &gradients);
  mlir::LogicalResult convertOp(mlir::Operation *op);
  mlir::LogicalResult convertCommand(mlir::Operation *op);
  mlir::LogicalResult convertGather(CollectiveStartOp op);
  mlir::LogicalResult copyGradients(CollectiveStartOp op);
  mlir::LogicalResult convertReduce(CollectiveStartOp op);
  void clearPads(CollectiveStartOp op);
  mlir::LogicalResult reduceSlots(CollectiveStartOp op,
                                  mlir::FlatSymbolRefAttr kernel);
  mlir::LogicalResult reduceReplicated(CollectiveStartOp op, mlir::Value shard,
                                       int64_t bytes);
  bool reduceAside(plan::StateOp shard, mlir::Value aside);
  mlir::LogicalResult convertAllReduce(CollectiveStartOp op);
  mlir::LogicalResult convertTotalCount(TotalCountOp op);
  mlir::FailureOr<PlanAddress> offerSource(ExchangeOp op);
  mlir::LogicalResult convertExchange(ExchangeOp op);
  mlir::LogicalResult convertLaunch(plan::LaunchOp op);
  mlir::LogicalResult convertUnpack(plan::LaunchOp op, CollectiveStartOp start);
  mlir::LogicalResult addAside(plan::LaunchOp op, CollectiveStartOp start);
  plan::EntryOp makeEntry();
  void leaveGradients(CollectiveStartOp op);
  void addPending(CollectiveStartOp op);
  /// What a launch reads or writes of a buffer.
  struct Side {
    mlir::Value buffer;
    int64_t bytes;
    int64_t access = plan::Read;
    int64_t offset = 0;
  };
  void addLaunch(mlir::Location loc, mlir::FlatSymbolRefAttr kernel,
                 llvm::ArrayRef<Side> sides, plan::Stream stream,
                 mlir::FlatSymbolRefAttr group);
  std::pair<Side, Side> getFullGradients(CollectiveStartOp op);
  void addLaunch(mlir::Location loc, mlir::FlatSymbolRefAttr kernel,
                 mlir::Value dest, mlir::Value source, int64_t bytes,
                 plan::Stream stream, mlir::FlatSymbolRefAttr group);
  mlir::Value makeStateRef(mlir::Location loc, const llvm::Twine &name);
  /// The whole gradients of `op` are left for a later entry.
  bool leavesWhole(CollectiveStartOp op) const;
  /// Those of earlier entries wait for `op`.
  bool findsWhole(CollectiveStartOp op) const;
  /// The kernel that makes what `op` sends in slots, null where it sends
  /// gradients as they lie.
  mlir::FlatSymbolRefAttr getSlotsKernel(CollectiveStartOp op) const;
  void releaseSources();

  /// The buffer and first byte of a memref, a state reference or a slot.
  mlir::FailureOr<PlanAddress> getAddress(mlir::Value value,
                                          mlir::Operation *user);
  mlir::Value makeAlloc(mlir::Location loc, int64_t bytes,
                        mlir::StringRef arena, mlir::StringRef name = "");
  mlir::StringAttr getPhase();

  mlir::func::FuncOp func;
  GridAttr grid;
  const BufferStates &buffers;
  EntryForm form;
  mlir::OpBuilder builder;
  plan::EntryOp entry;
  bool hasPhases = false, pastBoundary = false;
  /// What an allocation or an argument became: a buffer and an offset in it.
  llvm::DenseMap<mlir::Value, PlanAddress> roots;
  /// References, tables, scalars, sources and tokens.
  mlir::IRMapping values;
  llvm::DenseMap<mlir::Operation *, GradientBuffer> gradients;
  /// What this form of the entry does not make: sources of reductions that it
  /// leaves out, the total of counts. Its readers are left out, too.
  llvm::DenseSet<mlir::Value> absent;
  llvm::SmallVector<Outcome> outcomes;
  /// The allocation of the combined new values, by the state they are for.
  llvm::DenseMap<mlir::Operation *, mlir::Value> combined;
};

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_PLANENTRY_H
