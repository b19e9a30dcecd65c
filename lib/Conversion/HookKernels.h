//===- HookKernels.h - the kernel of each hook op --------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_HOOKKERNELS_H
#define FSDP_LIB_CONVERSION_HOOKKERNELS_H

#include "HookKernel.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include <map>

namespace fsdp {

/// What the outliners of one module share.
struct OutlineContext {
  KernelLibrary &library;
  GridAttr grid; ///< The module's.
  /// Place of each run-time scalar.
  llvm::StringMap<int64_t> scalars;
  /// Kernels are for a GPU: tiles for blocks of threads.
  bool gpu = false;
  /// What launches compute of updates' uniforms: by block, kernel and uniforms.
  std::map<std::tuple<mlir::Block *, std::string, std::vector<const void *>>,
           mlir::Value>
      uniforms;

  mlir::ModuleOp getModule() const { return library.getModule(); }
  /// Among how many ranks `group` is cut.
  int64_t getShards(llvm::StringRef group) const {
    return getGridOf(getModule(), group).getShards();
  }
  /// Among which ranks; null: among the grid's shards.
  mlir::DenseI64ArrayAttr getAxis(llvm::StringRef group) const {
    GridAttr own = getGridOf(getModule(), group);
    return own == grid ? mlir::DenseI64ArrayAttr() : own.getShardAxis();
  }
  /// A new `plan.table @STEM_N`, or an equal one; a reference to it at `at`.
  mlir::Value makeTable(mlir::OpBuilder &at, mlir::Location loc,
                        mlir::DenseI64ArrayAttr axis, llvm::StringRef stem,
                        llvm::ArrayRef<int64_t> base,
                        llvm::ArrayRef<int64_t> stride,
                        llvm::ArrayRef<int64_t> low,
                        llvm::ArrayRef<int64_t> high,
                        llvm::ArrayRef<int64_t> bufferedBase = {},
                        llvm::ArrayRef<int64_t> bufferedStride = {},
                        llvm::ArrayRef<int64_t> modelStride = {});
  /// The table whose one entry is a rank's number on the axis: its shard.
  mlir::Value makeShardIndex(mlir::OpBuilder &at, mlir::Location loc,
                             mlir::DenseI64ArrayAttr axis);
  /// The state buffer GROUP.NAME at `at`, or an error at `op`.
  mlir::FailureOr<mlir::Value> makeRef(mlir::OpBuilder &at, mlir::Operation *op,
                                       llvm::StringRef group,
                                       const llvm::Twine &name,
                                       int64_t *bytes = nullptr);
};

/// Whether a hook body looks at the row or the valid rows.
bool usesRows(mlir::Region &body);

/// The operand of a pack or unpack kernel that holds what fsdp.stats computed;
/// a kernel without statistics has none.
class StatisticsOperand {
public:
  StatisticsOperand() = default;
  /// A parameter for those of `stats` that `segments` name.
  StatisticsOperand(HookKernel &kernel, mlir::Value stats,
                    mlir::ArrayAttr segments);

  /// Appends the places of the segment's statistics in the parameter.
  void addPlaces(SegmentAttr segment, llvm::SmallVector<int64_t> &row) const;
  /// The statistics whose places are the last `count` of `columns`.
  llvm::SmallVector<mlir::Value> load(HookKernel &kernel,
                                      llvm::ArrayRef<mlir::Value> columns,
                                      size_t count) const;

private:
  int64_t first = 0; ///< Of the op's statistics that the parameter covers.
  mlir::Value values;
};

/// Each puts kernels and launches in place of `op`, which the caller erases.
mlir::LogicalResult outlineStats(StatsOp op, OutlineContext &context);
mlir::LogicalResult outlinePack(PackOp op, OutlineContext &context);
mlir::LogicalResult outlineUnpack(UnpackOp op, OutlineContext &context);
mlir::LogicalResult outlineReduceUnpack(ReduceUnpackOp op,
                                        OutlineContext &context);
/// `number` is the op's among its group's updates.
mlir::LogicalResult outlineUpdate(UpdateOp op, unsigned number,
                                  OutlineContext &context);
mlir::LogicalResult outlineInitialize(InitializeOp op, OutlineContext &context);
mlir::LogicalResult outlineGradNorm(GradNormOp op, OutlineContext &context);
mlir::LogicalResult outlineDivideGrad(DivideGradOp op, OutlineContext &context);
mlir::LogicalResult outlineReadScalar(ReadScalarOp op, OutlineContext &context);
mlir::LogicalResult outlineShardIndex(ShardIndexOp op, OutlineContext &context);

mlir::LogicalResult outlineKeep(KeepOp op, OutlineContext &context);

/// Makes the kernel that packs the gradients of a reduction with hooks, and
/// names it in place of their bodies; `op` becomes another one.
mlir::LogicalResult addReducePack(CollectiveStartOp op,
                                  OutlineContext &context);
/// Names on `op`, a reduction without hooks, the kernel that lays its gradients
/// shard by shard for buffered transport.
void addReduceChunks(CollectiveStartOp op, OutlineContext &context);
/// The unpack of a reduction with hooks; for a GPU, the kernel of one that adds
/// what waits, or null.
mlir::LogicalResult outlineHookedReduceUnpack(ReduceUnpackOp op,
                                              OutlineContext &context);
mlir::FlatSymbolRefAttr buildHookedUnpackAdded(ReduceUnpackOp op,
                                               OutlineContext &context);
/// The last parameter of such a kernel: reduced gradients that wait, which may
/// be `shard`, to which it writes.
mlir::Value addWaitingShard(HookKernel &kernel, mlir::Value shard);

/// Makes the kernels that add gradients of several microbatches, and returns
/// the bytes in which whole ones wait.
int64_t addAccumulationKernels(CollectiveStartOp start,
                               OutlineContext &context);
/// The same for counts.
void addAccumulationKernel(TotalCountOp total, OutlineContext &context);

/// Name of a state buffer of the group's k-th update.
std::string getStateName(llvm::StringRef state, unsigned number);

/// Bytes of one element in memory; an error at `op` for types that kernels
/// cannot hold.
mlir::FailureOr<int64_t> getElementBytes(mlir::Operation *op, mlir::Type type);

/// Rounded up to the 16 elements at which state and wires are aligned.
inline int64_t alignElements(int64_t count) { return (count + 15) / 16 * 16; }

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_HOOKKERNELS_H
