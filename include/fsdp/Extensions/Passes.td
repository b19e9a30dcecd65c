//===- Passes.td - passes of Extensions, in pipeline order ----------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_EXTENSIONS_PASSES_TD
#define FSDP_EXTENSIONS_PASSES_TD

include "mlir/Pass/PassBase.td"

//===----------------------------------------------------------------------===//
// fsdp-attach-extensions
//===----------------------------------------------------------------------===//

def FSDPAttachExtensionsPass : Pass<"fsdp-attach-extensions", "::mlir::ModuleOp"> {
  let summary = "resolves every parameter's extension and copies its template in";
  let description = [{
    A parameter's extension is what the last matching `rule` names, else its
    `extension` attribute, else none (it travels as it is). Templates come from
    the module, then the `library` files, then the built-in library; the first
    definition found counts, so that a later built-in of the same name cannot
    change what a user's program means. The number of inner tensors and their
    element types must be those of the hook.

    With `rule=0\.w=bf16_cast`:

    ```mlir
    fsdp.param @"0.w" {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g}
    ```
    becomes
    ```mlir
    fsdp.param @"0.w" {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g,
                       extension = @bf16_cast}
    fsdp.extension @bf16_cast signature(1) pre { ... } post { ... }
    ```
  }];
  let options = [
    ListOption<"rules", "rule", "std::string",
      "'REGEX=NAME': parameters whose whole name matches get the extension NAME; "
      "later rules win; an empty NAME detaches">,
    ListOption<"libraries", "library", "std::string",
      ".mlir files with fsdp.extension definitions">];
  let dependentDialects = ["::fsdp::FSDPDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::math::MathDialect",
    "::mlir::tensor::TensorDialect"];
}

//===----------------------------------------------------------------------===//
// fsdp-check-hooks
//===----------------------------------------------------------------------===//

def FSDPCheckHooksPass : Pass<"fsdp-check-hooks", "::mlir::ModuleOp"> {
  let summary = "proves every hook for every parameter and every rank";
  let description = [{
    Specialises each extension for each parameter it is attached to (static
    chunk, constant context) and for each shard, and proves that

    - the wires have static shapes, equal on all ranks: a collective with unequal
      contributions hangs or corrupts;
    - `post` takes what `pre` yields, and yields the padded chunk of the declared
      compute type for every inner tensor;
    - metadata, which does not travel, is the same on all ranks.

    A violation is an error at the hook's own line. Changes nothing.

    ```mlir
    fsdp.yield %w : tensor<?x?x?xbf16>
    // error: the shape of wire 0 depends on the rank: extension @cut sends
    // "0.weight" as 1x2x3xbf16 from ranks 0-3, 1x1x3xbf16 from rank 4 and
    // 1x0x3xbf16 from ranks 5-7; ...
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::func::FuncDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::tensor::TensorDialect"];
}

#endif // FSDP_EXTENSIONS_PASSES_TD
