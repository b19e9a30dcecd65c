//===- RankSimulator.h - runs outlined functions on W ranks ----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TEST_EXECUTION_RANKSIMULATOR_H
#define FSDP_TEST_EXECUTION_RANKSIMULATOR_H

#include "CompiledKernels.h"
#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "fsdp/Dialect/Plan/IR/Plan.h"
#include "llvm/ADT/DenseMap.h"
#include "llvm/ADT/StringMap.h"
#include <new>

namespace fsdp::test {

/// Memory as a plan's buffers have it: on a cache line.
template <typename T> struct LineAllocator {
  using value_type = T;
  LineAllocator() = default;
  template <typename U> LineAllocator(const LineAllocator<U> &) {}
  T *allocate(size_t count) {
    return static_cast<T *>(
        ::operator new(count * sizeof(T), std::align_val_t(64)));
  }
  void deallocate(T *memory, size_t) {
    ::operator delete(memory, std::align_val_t(64));
  }
  template <typename U> bool operator==(const LineAllocator<U> &) const {
    return true;
  }
};

/// Executes form E (docs/Stages.md) of a function on all shards of one replica,
/// op by op in lockstep, with compiled kernels. New memory is filled with NaN,
/// so that what a kernel leaves out shows.
class RankSimulator {
public:
  using Memory = std::vector<unsigned char, LineAllocator<unsigned char>>;

  RankSimulator(mlir::ModuleOp module, CompiledKernels &kernels, bool buffered);

  /// A state buffer of one rank as elements of T.
  template <typename T> T *state(llvm::StringRef name, int rank) {
    return reinterpret_cast<T *>(ranks[rank].state[name].data());
  }
  /// Memory behind an argument or result of an op of the function.
  template <typename T> T *memory(mlir::Value value, int rank) {
    return reinterpret_cast<T *>(ranks[rank].memory[value].data());
  }
  /// The function's argument `number`; allocated on first use.
  template <typename T>
  T *argument(llvm::StringRef function, unsigned number, int rank) {
    return memory<T>(bindArgument(function, number, rank), rank);
  }

  void run(llvm::StringRef function);

  std::vector<double> scalars;

private:
  struct Rank {
    llvm::StringMap<Memory> state;
    llvm::DenseMap<mlir::Value, Memory> memory;
    llvm::DenseMap<mlir::Value, std::string> refs;
    llvm::DenseMap<mlir::Value, std::vector<const void *>> sources;
    std::vector<Memory> received;
  };

  mlir::Value bindArgument(llvm::StringRef function, unsigned number, int rank);
  void execute(mlir::Operation &op, int rank);
  void launch(plan::LaunchOp op, int rank);
  void publish(CollectiveStartOp op, int rank);
  void finish(WaitOp op, int rank);
  void allReduce(plan::AllReduceOp op);
  std::vector<int64_t> evaluate(plan::TableOp table, int rank);
  Memory &resolve(mlir::Value value, int rank);
  unsigned char *locate(mlir::Value value, int64_t offset, int64_t bytes,
                        int rank);

  mlir::ModuleOp module;
  CompiledKernels &kernels;
  bool buffered;
  std::vector<Rank> ranks;
};

} // namespace fsdp::test

#endif // FSDP_TEST_EXECUTION_RANKSIMULATOR_H
