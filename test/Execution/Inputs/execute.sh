#!/bin/bash
# execute.sh FILE WORK TOLERANCE PASSES: runs the functions of FILE through the
# compute stages and through upstream's lowering alone, and compares what they write.
set -e -o pipefail
here=$(dirname "$0")
passes=$4
lower="func.func(convert-linalg-to-loops),expand-strided-metadata,lower-affine,convert-scf-to-cf"
lower+=",convert-math-to-llvm,convert-math-to-libm,convert-cf-to-llvm,convert-arith-to-llvm"
lower+=",finalize-memref-to-llvm,convert-func-to-llvm,convert-index-to-llvm,reconcile-unrealized-casts"
libs=$(dirname "$(realpath "$(command -v mlir-runner)")")/../lib
run() { # PASSES OUT
  fsdp-opt "$file" --pass-pipeline="builtin.module(inline,symbol-dce,$1,test-fsdp-run-commands,$lower)" |
    mlir-runner -e main -entry-point-result=void -O2 \
      -shared-libs="$libs/libmlir_runner_utils.so,$libs/libmlir_c_runner_utils.so" > "$2"
}
file=$1
upstream="fsdp-decompose-tensor-ops,func.func(empty-tensor-to-alloc-tensor),one-shot-bufferize{bufferize-function-boundaries"
upstream+=" function-boundary-type-conversion=identity-layout-map copy-before-write allow-return-allocs-from-loops},buffer-results-to-out-params{modify-public-functions}"
mkdir -p "$2"
run "$upstream" "$2/expected.txt"
run "$passes" "$2/actual.txt"
python3 "$here/compare.py" "$2/expected.txt" "$2/actual.txt" "$3"
