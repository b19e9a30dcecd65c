// Wrong rules and libraries, given on the command line.
// RUN: not fsdp-opt %s -fsdp-attach-extensions='rule=weigth=bf16_cast' 2>&1 | FileCheck %s --check-prefix=UNMATCHED
// UNMATCHED: error: extension rule 'weigth=bf16_cast' matches no parameter; the expression must match the whole name, such as "0.weight"
// RUN: not fsdp-opt %s -fsdp-attach-extensions='rule=bf16_cast' 2>&1 | FileCheck %s --check-prefix=NORULE
// NORULE: error: extension rule 'bf16_cast', expected 'REGEX=NAME'
// RUN: not fsdp-opt %s -fsdp-attach-extensions='rule=*[=bf16_cast' 2>&1 | FileCheck %s --check-prefix=REGEX
// REGEX: error: extension rule '*[=bf16_cast' is no regular expression:
// RUN: not fsdp-opt %s -fsdp-attach-extensions='library=%S/Inputs/missing.mlir' 2>&1 | FileCheck %s --check-prefix=MISSING
// MISSING: error: cannot read extension library '{{.*}}missing.mlir': {{.*}}No such file
// RUN: not fsdp-opt %s -fsdp-attach-extensions='library=%S/Inputs/broken.mlir' 2>&1 | FileCheck %s --check-prefix=BROKEN
// BROKEN: broken.mlir:1:1: error:
// BROKEN: error: extension library '{{.*}}broken.mlir' does not parse
// RUN: not fsdp-opt %s -fsdp-attach-extensions='library=%S/Inputs/function.mlir' 2>&1 | FileCheck %s --check-prefix=FUNCTION
// FUNCTION: function.mlir:1:1: error: 'func.func' in an extension library, expected only fsdp.extension
// RUN: not fsdp-opt %s -fsdp-attach-extensions='library=%S/Inputs/library.mlir,%S/Inputs/library.mlir' 2>&1 | FileCheck %s --check-prefix=TWICE
// TWICE: library.mlir:1:1: error: extension @halve is defined twice; rename one of them
// TWICE: note: defined here before

module {
  fsdp.group @g {root}
  fsdp.param @"0.weight" {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g}
}
