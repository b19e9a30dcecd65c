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

    A parameter's `reduce_extension` is found likewise, by `reduceRules`. Its hooks take
    one f32 tensor, the gradient of each inner tensor in turn. What is not trained has
    none, and a reduce dtype of 16 bits beside it is an error.

    A parameter that is read as compute forms must have an extension that yields forms
    of those names, and one that yields nothing else cannot serve who reads the
    parameter itself.

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
    ListOption<"rules", "extension", "std::string",
      "'REGEX=NAME': parameters whose whole name matches get the extension NAME; "
      "later rules win; an empty NAME detaches">,
    ListOption<"reduceRules", "reduce-extension", "std::string",
      "the same for the reduction of their gradients">,
    ListOption<"libraries", "extension-library", "std::string",
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
    - metadata, which does not travel, is the same on all ranks: computed from
      sizes and from the results of `fsdp.all_reduce` alone;
    - of the forms that someone reads, each has the shape and type in which it is read:
      the ranks' rows of it, one behind the other, are row for row what the hooks make
      of the whole parameter on one rank. So a form whose blocks begin anew on each rank
      is refused where a block would lie on two.

    The same is proven of a `reduce_extension` for the f32 gradient of every inner
    tensor: what one rank sends to every shard has one shape.

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

//===----------------------------------------------------------------------===//
// fsdp-fuse-hooks
//===----------------------------------------------------------------------===//

def FSDPFuseHooksPass : Pass<"fsdp-fuse-hooks", "::mlir::ModuleOp"> {
  let summary = "gathers become pack, collective, wait, unpack; reductions likewise";
  let description = [{
    Brings every hook to its scalar body and gives each group and phase one pack
    and one unpack whose regions are the distinct bodies and whose segments say
    which parameter is where. A group whose hooks pass everything on unchanged
    sends its shard itself: no pack.

    ```mlir
    %w = fsdp.gather @g phase(forward) [@w] : tensor<9x3xf32>
    ```
    becomes
    ```mlir
    %slot = fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, ...>] : tensor<32xi8> {
    ^bb0(%x: f32, %row: index, %valid: index):
      %0 = arith.truncf %x : f32 to bf16
      fsdp.yield %0 : bf16
    }
    %token = fsdp.collective_start gather @g axis (shard) inputs(%slot : tensor<32xi8>)
    %sources = fsdp.wait %token : !fsdp.sources
    %w = fsdp.unpack @g phase(forward) %sources segments [...] : tensor<9x3xf32> {
    ^bb0(%x: bf16, %row: index, %valid: index):
      %0 = arith.extf %x : bf16 to f32
      fsdp.yield %0 : f32
    }
    ```
    Hooks that are no such bodies become ops of the function, after a remark: pre
    before the pack, which takes its wires as operands, post behind the unpack, which
    yields what all ranks sent.

    ```mlir
    %chunk = fsdp.chunk @w inner(0) : tensor<1x2x3xf32>
    %wire = ... %chunk
    %slot = fsdp.pack @g wires(%wire : tensor<3x2xf16>) places [0] segments [] : tensor<32xi8>
    ...
    %sent = fsdp.unpack @g phase(forward) %sources segments [...] : tensor<8x16xf16>
    %w = ... %sent
    ```
    and `fsdp.reduce_grad` becomes the reduce collective, its wait and
    `fsdp.reduce_unpack`; with replicas an all-reduce over them follows. Where a
    parameter of the group has a `reduce_extension`, its hooks are inside:

    ```mlir
    fsdp.reduce_grad @g [@w] inner [-1] (%gw : tensor<9x3xf32>)
    ```
    becomes
    ```mlir
    %token = fsdp.collective_start reduce @g axis (shard) inputs(%gw : tensor<9x3xf32>) grads [...]
        slot_bytes(32) segments [#fsdp.segment<classIndex = 0, param = @w, ...>] {
    ^bb0(%x: f32, %row: index, %valid: index):
      %0 = arith.truncf %x : f32 to bf16
      fsdp.yield %0 : bf16
    }
    %sources = fsdp.wait %token : !fsdp.sources
    fsdp.reduce_unpack @g %sources scale(1.250000e-01) grads [...] segments [...] {
    ^bb0(%x: bf16, %row: index, %valid: index):
      %0 = arith.extf %x : bf16 to f32
      fsdp.yield %0 : f32
    }
    ```

    Of a parameter that is read as forms each form is a segment of the unpack, with a
    body and a shape of its own, and only wires that someone reads something of travel.
    The slot is laid out by readers, backward's own wires, then both phases', then
    forward's own, so that a phase moves one range of it, `from` its first byte on:

    ```mlir
    %codes, %scales = fsdp.gather @g phase(forward) [@w, @w] forms ["codes", "scales"] : tensor<6x4xi8>, tensor<6xf32>
    ```
    becomes
    ```mlir
    %slot = fsdp.pack @g segments [#fsdp.segment<... param = @w, ... wire = [0, 16], block = 4, blockWires = [1]>]
        : tensor<80xi8> { ... }
    %token = fsdp.collective_start gather @g axis (shard) inputs(%slot : tensor<80xi8>) from(32)
    %sources = fsdp.wait %token : !fsdp.sources
    %codes, %scales = fsdp.unpack @g phase(forward) %sources segments [
        #fsdp.segment<... chunk = 3, inner = 4, size = 6, wire = [0], full = [0]>,
        #fsdp.segment<... chunk = 3, inner = 1, size = 6, wire = [16], full = [64]>] : tensor<6x4xi8>, tensor<6xf32> {
    ^bb0(%code: i8, %row: index, %valid: index):
      fsdp.yield %code : i8
    }, { ... }
    ```

    A hook that reduces its whole chunk and combines the result over the ranks is
    divided: what it reduces becomes a segment of `fsdp.stats`, one for all
    parameters of a function, and encode and decode take its value. Given

    ```mlir
    fsdp.extension @fp8 signature(1) pre {
    ^bb0(%shard: tensor<?x?x?xf32>, %axis_size: index):
      %magnitudes = math.absf %shard : tensor<?x?x?xf32>
      %zero = arith.constant dense<0.0> : tensor<f32>
      %reduced = linalg.reduce { arith.maximumf } ins(%magnitudes : tensor<?x?x?xf32>)
          outs(%zero : tensor<f32>) dimensions = [0, 1, 2]
      %mine = tensor.extract %reduced[] : tensor<f32>
      %amax = fsdp.all_reduce max %mine : f32
      %scale = ... %amax
      %wire = ... %shard, %scale
      fsdp.yield %wire, %scale : tensor<?x?x?xf8E4M3FN>, f32 {wires = 1}
    } post {
    ^bb0(%wire: tensor<?x?x?xf8E4M3FN>, %axis_size: index, %scale: f32):
      ...
    }
    %w = fsdp.gather @g phase(forward) [@w] : tensor<9x3xf32>
    ```
    the gather becomes
    ```mlir
    %stats = fsdp.stats max initial [0.0 : f32] segments [#fsdp.stat_segment<classIndex = 0, param = @w,
        ..., value = 0>] : tensor<1xf32> {
    ^bb0(%x: f32, %row: index, %valid: index):
      %0 = math.absf %x : f32
      fsdp.yield %0 : f32
    }
    %slot = fsdp.pack @g stats(%stats : tensor<1xf32>)
        segments [#fsdp.segment<..., stats = [0]>] : tensor<16xi8> {
    ^bb0(%x: f32, %row: index, %valid: index, %amax: f32):
      %scale = ... %amax
      %0 = ... %x, %scale
      fsdp.yield %0 : f8E4M3FN
    }
    ...
    %w = fsdp.unpack @g phase(forward) %sources stats(%stats : tensor<1xf32>) segments [...] ...
    ```

    A hook that reduces blocks of consecutive elements, or rows, gives every element
    of a block the result. Of

    ```mlir
    %rows = tensor.expand_shape ... : tensor<?xf32> into tensor<?x32xf32>
    %magnitudes = math.absf %rows : tensor<?x32xf32>
    %amax = linalg.reduce { arith.maximumf } ins(%magnitudes : tensor<?x32xf32>) outs(%zeros : tensor<?xf32>)
        dimensions = [1]
    %q = linalg.generic ... (b, i) -> (b, i), (b, i) -> (b) ... ins(%rows, %amax : tensor<?x32xf32>, tensor<?xf32>) ...
    ...
    fsdp.yield %wire, %amax : tensor<?x?x?xf32>, tensor<?xf32>
    ```
    comes, for a parameter of 9x3 over 8 shards,
    ```mlir
    %slot = fsdp.pack @g segments [#fsdp.segment<..., wire = [0, 64], block = 32, blockWires = [1]>] : tensor<128xi8> {
    ^bb0(%x: f32, %row: index, %valid: index):
      %m = math.absf %x : f32
      %amax = fsdp.block_reduce max %m initial(0.0) : f32
      %q = arith.divf %x, %amax : f32
      fsdp.yield %q, %amax : f32, f32
    }
    ```
  }];
  let dependentDialects = ["::fsdp::FSDPDialect", "::mlir::arith::ArithDialect",
    "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
    "::mlir::scf::SCFDialect", "::mlir::tensor::TensorDialect"];
}

//===----------------------------------------------------------------------===//
// fsdp-print-hook-report
//===----------------------------------------------------------------------===//

def FSDPPrintHookReportPass : Pass<"fsdp-print-hook-report", "::mlir::ModuleOp"> {
  let summary = "prints what the fused hooks move, to standard output";
  let description = [{
    One line per group and phase of a module in which hooks are fused: bytes on
    the wire against an uncompressed gather, bytes that pack and unpack read and
    write per element, and whether what arrives is bit for bit what was stored.
    Changes nothing.
  }];
}

#endif // FSDP_EXTENSIONS_PASSES_TD
