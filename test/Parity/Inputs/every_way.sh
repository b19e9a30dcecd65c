#!/usr/bin/env bash
# every_way.sh - trains parity cases on the doubles of CUDA's libraries in every way to run, from one plan each
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   every_way.sh WORK_FOLDER CASE_FOLDER... [-- FLAG...]      flags of fsdp-compile
#
# Both transports, each as graphs and command by command with dead bytes poisoned: two of the four on GPUs of sm_90 that NCCL joins,
# two on one of sm_80 that all ranks share. The same bits every time, FSDP2's numbers within their bounds, its wires byte for byte.
# Products are those of the first algorithm with which the case is within its bounds.
set -euo pipefail

double=$(dirname "$0")/../../../scripts/with-cuda-double.sh
work=$1
shift
cases=()
while (($#)) && [[ $1 != -- ]]; do
  cases+=("$1")
  shift
done
shift || true
mkdir -p "$work"

for case in "${cases[@]}"; do
  name=$(basename "$case")
  (
    fsdp-parity "$case" --write-plan "$work/$name.plan" -- --target cuda --cubin none "$@" >"$work/log" 2>&1
    train=(fsdp-parity "$case" --plan "$work/$name.plan" --crosswise)
    FSDP_CUDA_DOUBLE_DEVICES=8 "$double" "${train[@]}" --save "$work/joined" -- --backend cuda --transport peer "$@" \
      >"$work/log" 2>&1
    train+=(--gemm "$(sed -n 's/.*: passed with --gemm //p' "$work/log")")
    cp "$work/log" "$work/joined.log"
    FSDP_CUDA_DOUBLE_DEVICES=1 FSDP_CUDA_DOUBLE_CAPABILITY=8.0 "$double" "${train[@]}" --save "$work/shared" -- \
      --backend cuda --transport buffered "$@" >"$work/log" 2>&1
    cmp "$work/joined" "$work/shared"
    if grep '^cuda double:' "$work/joined.log" "$work/log"; then exit 1; fi
  ) || {
    echo "$name: failed"
    cat "$work/log"
    exit 1
  }
  cat "$work/log"
done
