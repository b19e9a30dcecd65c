// Wrong rules and libraries, given on the command line.
// RUN: not fsdp-opt %s -fsdp-attach-extensions='extension=weigth=bf16_cast' 2>&1 | FileCheck %s --check-prefix=UNMATCHED
// UNMATCHED: error: --extension: 'weigth=bf16_cast' matches no parameter; the expression must match the whole name, such as "0.weight"
// RUN: not fsdp-opt %s -fsdp-attach-extensions='extension=bf16_cast' 2>&1 | FileCheck %s --check-prefix=NORULE
// NORULE: error: --extension: 'bf16_cast', expected 'REGEX=NAME'
// RUN: not fsdp-opt %s -fsdp-attach-extensions='extension=*[=bf16_cast' 2>&1 | FileCheck %s --check-prefix=REGEX
// REGEX: error: --extension: '*[=bf16_cast' is no regular expression:
// RUN: not fsdp-opt %s -fsdp-attach-extensions='extension-library=%S/Inputs/missing.mlir' 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: error: --extension-library: cannot read '{{.*}}missing.mlir': {{.*}}No such file
// RUN: not fsdp-opt %s -fsdp-attach-extensions='extension-library=%S/Inputs/broken.mlir' 2>&1 | FileCheck %s --check-prefix=BROKEN
// BROKEN: broken.mlir:1:1: error:
// BROKEN: error: extension library '{{.*}}broken.mlir' does not parse
// RUN: not fsdp-opt %s -fsdp-attach-extensions='extension-library=%S/Inputs/function.mlir' 2>&1 | FileCheck %s --check-prefix=FUNCTION
// FUNCTION: function.mlir:1:1: error: 'func.func' in an extension library, expected only fsdp.extension
// RUN: not fsdp-opt %s -fsdp-attach-extensions='extension-library=%S/Inputs/library.mlir,%S/Inputs/library.mlir' 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: library.mlir:1:1: error: extension @halve is defined twice; rename one of them
// TWICE: note: defined here before
// A hook of a library that is wrong for a parameter: the error is in the library.
// RUN: not fsdp-opt %s -pass-pipeline='builtin.module(fsdp-attach-extensions{extension=.*=cut extension-library=%S/Inputs/cut.mlir},fsdp-check-hooks)' 2>&1 | FileCheck %s --check-prefix=CUT
// CUT: cut.mlir:6:3: error: the shape of wire 0 of extension @cut depends on the rank: the wire of "0.weight" is 1x5x1xf32 on rank 0 and 1x4x1xf32 on rank 1;
// CUT-NEXT: fsdp.yield %mine
// CUT: cut.mlir:4:11: note: wire 0 is made here

module {
  fsdp.group @g {root}
  fsdp.param @"0.weight" {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 9, inner = 1, offset = 0>]}
}
