//===- RankSum.h - sums over ranks, in their order -------------*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_CONVERSION_RANKSUM_H
#define FSDP_LIB_CONVERSION_RANKSUM_H

#include "HookKernel.h"

namespace fsdp {

/// Elements of the shard that stay in the first-level cache between the passes
/// of RankSum.
constexpr int64_t kPassElements = 4096;

/// How a reduction's kernel adds what every rank sent, whatever that is: rank 0
/// first, each sum rounded to f32, a factor last. CPUs and GPUs give the same
/// bits.
class RankSum {
public:
  RankSum(HookKernel &kernel, int64_t ranks, double scale)
      : kernel(kernel), ranks(ranks), scale(scale) {}

  /// `table` holds the addresses of the ranks' slots.
  void setSources(mlir::Value table) { pointers = table; }
  mlir::Value getSource(mlir::Value rank) {
    return kernel.load(pointers, rank);
  }
  mlir::Value scaled(mlir::Value sum);
  /// For a GPU: of `width` sums the scaled ones, added to what waits where that
  /// was `loaded` behind them.
  llvm::SmallVector<mlir::Value> finish(llvm::ArrayRef<mlir::Value> loaded,
                                        int64_t width);

  /// For a CPU. As many ranks at once as hardware prefetchers follow streams:
  /// `pass(first, count, accumulate, last)` sums ranks [first, first + count)
  /// in registers, onto what passes before it stored with `accumulate`, and
  /// scales the sum with `last`.
  using Pass = llvm::function_ref<void(mlir::Value first, int64_t count,
                                       bool accumulate, bool last)>;
  void forEachPass(Pass pass);
  bool isOnePass() const;

  /// For a GPU: of few ranks, the addresses, loaded where tiles begin.
  void loadSources();
  /// The sums of the elements that `read` gives of the slot at an address.
  using Read =
      llvm::function_ref<llvm::SmallVector<mlir::Value>(mlir::Value address)>;
  llvm::SmallVector<mlir::Value> sum(Read read);

private:
  HookKernel &kernel;
  int64_t ranks;
  double scale;
  mlir::Value pointers;
  llvm::SmallVector<mlir::Value> sources;
};

} // namespace fsdp

#endif // FSDP_LIB_CONVERSION_RANKSUM_H
