//===- InitRecipe.h - how a parameter gets its first values -----*- C++ -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_LIB_TRANSFORMS_IMPORT_INITRECIPE_H
#define FSDP_LIB_TRANSFORMS_IMPORT_INITRECIPE_H

#include "NameRule.h"
#include "mlir/IR/BuiltinTypes.h"

namespace fsdp {

/// An `fsdp.init` such as `trunc_normal(std=0.02)`, resolved for one tensor:
/// what it is drawn from and the numbers that say how. Recipes of torch.nn.init
/// have torch's arguments and fans (an out x in weight), those that only
/// jax.nn.initializers has JAX's (an in x out kernel).
struct InitRecipe {
  enum class Kind {
    Constant, ///< value
    Uniform,  ///< low, high - low
    /// mean, std, and of a truncated one: the probability below its lower end,
    /// that between both ends, and the ends.
    Normal
  };
  Kind kind;
  llvm::SmallVector<double> numbers;

  static mlir::FailureOr<InitRecipe> parse(llvm::StringRef text,
                                           llvm::ArrayRef<int64_t> shape,
                                           EmitError emitError);
  /// Of a tensor without `fsdp.init`: normal with standard deviation 0.02; of
  /// one dimension ones, or zeros where its name ends in "bias".
  static InitRecipe getDefault(llvm::StringRef name,
                               llvm::ArrayRef<int64_t> shape);
};

} // namespace fsdp

#endif // FSDP_LIB_TRANSFORMS_IMPORT_INITRECIPE_H
