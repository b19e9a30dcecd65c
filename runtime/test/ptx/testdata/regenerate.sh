#!/usr/bin/env bash
# regenerate.sh - makes the PTX texts of this folder from the IR beside them, with LLVM and MLIR 22
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
set -euo pipefail
cd "$(dirname "$0")"

lowering='gpu.module(convert-scf-to-cf,convert-vector-to-llvm,convert-gpu-to-nvvm{has-redux=true
  use-bare-ptr-memref-call-conv=true index-bitwidth=64},canonicalize,cse,reconcile-unrealized-casts)'
for source in *.mlir; do
  # The text is a string attribute of the gpu.binary, with \XX for what is not printable.
  mlir-opt-22 "$source" --pass-pipeline="builtin.module($lowering,gpu-module-to-binary{format=isa})" |
    python3 -c 'import re, sys
text = re.search(r"assembly\s*=\s*\"((?:[^\"\\]|\\.)*)\"", sys.stdin.read(), re.S).group(1)
sys.stdout.write(re.sub(r"\\([0-9A-Fa-f]{2})", lambda m: chr(int(m[1], 16)), text).rstrip("\0"))' >"${source%.mlir}.ptx"
done
llc-22 -mcpu=sm_80 -mattr=+ptx70 kernels.ll -o kernels.sm_80.ptx
llc-22 -mcpu=sm_100 -mattr=+ptx88 kernels.ll -o kernels.sm_100.ptx
