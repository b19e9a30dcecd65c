//===- PlanTables.h - the plan file's tables ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TARGET_PLANTABLES_H
#define FSDP_LIB_TARGET_PLANTABLES_H

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "fsdp_rt/schema/plan_generated.h"

#include "mlir/IR/BuiltinOps.h"
#include "mlir/Interfaces/FunctionInterfaces.h"
#include "llvm/ADT/StringMap.h"

namespace fsdp {

/// What commands refer to by index, and how to find it.
class PlanTables {
public:
  PlanTables(mlir::ModuleOp module, fsdp_rt::schema::PlanT &plan);

  /// Grid, communicators, arenas, tensors, groups, tables and scalars.
  mlir::LogicalResult addModuleLevel();
  /// The kernels that some entry launches, in module order, and assertions.
  mlir::LogicalResult addKernels(mlir::ModuleOp lowered);
  /// Once every range was made: how big each arena must be.
  void finishArenas();

  /// `bytes` bytes from `offset` of a buffer; null and reported at `user` if it
  /// has no place yet or they run past its end.
  std::unique_ptr<fsdp_rt::schema::RangeT>
  makeRange(mlir::Value buffer, int64_t offset, int64_t bytes, int64_t access,
            mlir::Operation *user);
  /// Ranks whose numbers differ by multiples of `stride`, `size` of them.
  struct RankAxis {
    int64_t stride, size;
  };
  /// Among which ranks a group is cut; null: those of the grid.
  RankAxis getShards(mlir::FlatSymbolRefAttr group);
  mlir::FailureOr<uint32_t> getPartCommunicator(int64_t ranks,
                                                mlir::FlatSymbolRefAttr group,
                                                mlir::Operation *user);
  /// Of an axis of the group's, or of the grid's (null).
  mlir::FailureOr<uint32_t> getCommunicator(mlir::StringRef axis,
                                            mlir::FlatSymbolRefAttr group,
                                            mlir::Operation *user);
  /// Of the ranks that a collective of the step's own joins.
  mlir::FailureOr<uint32_t> getCommunicator(llvm::ArrayRef<int64_t> ranks,
                                            mlir::Operation *user);
  mlir::FailureOr<uint32_t> getBinding(plan::BindOp bind);
  int32_t getGroup(mlir::FlatSymbolRefAttr group);
  uint32_t getTable(mlir::StringRef name) { return tableIndex.at(name); }
  uint32_t getKernel(mlir::StringRef name) { return kernelIndex.at(name); }

  fsdp_rt::schema::PlanT &plan;

private:
  mlir::LogicalResult addStates();
  mlir::LogicalResult addTensor(plan::TensorOp op);
  mlir::LogicalResult addGroup(plan::GroupOp op);
  mlir::LogicalResult addTable(plan::TableOp op);
  mlir::LogicalResult setAxis(std::optional<mlir::ArrayRef<int64_t>> axis,
                              mlir::Operation *op,
                              std::unique_ptr<fsdp_rt::schema::RankAxis> &dest);
  uint32_t addCommunicator(const mlir::Twine &name, fsdp_rt::schema::Axis kind,
                           RankAxis axis);
  void countKernelBytes();
  void growArena(uint32_t arena, uint64_t end);

  mlir::ModuleOp module;
  GridAttr grid;
  void addKernel(mlir::FunctionOpInterface function, mlir::ModuleOp lowered);

  llvm::StringMap<plan::StateOp> states;
  llvm::StringMap<uint32_t> groupIndex, tableIndex, kernelIndex;
  llvm::DenseMap<mlir::Operation *, uint32_t> bindings;
};

mlir::FailureOr<fsdp_rt::schema::DType> getDType(mlir::Type type,
                                                 mlir::Operation *user);

/// Appends an entry's commands to the plan.
mlir::LogicalResult addEntry(plan::EntryOp entry, PlanTables &tables);

} // namespace fsdp

#endif // FSDP_LIB_TARGET_PLANTABLES_H
