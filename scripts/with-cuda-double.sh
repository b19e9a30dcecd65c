#!/usr/bin/env bash
# with-cuda-double.sh - runs a command on the doubles of the CUDA driver, NCCL and cuBLASLt
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   scripts/with-cuda-double.sh fsdp-run step.plan --backend cuda --ranks 4
#   scripts/with-cuda-double.sh --nccl-2.27 COMMAND...      an NCCL without ncclAlltoAll and peer pointers
#   scripts/with-cuda-double.sh --any-gemm COMMAND...       until it succeeds, with each way in which products round;
#                                                           its output is that of the last run
#
# Devices, versions, delays and planted faults are set by environment variables, which
# runtime/test/cuda_double/settings.h lists. FSDP_BUILD names the build folder (default: build).
set -euo pipefail

libraries=${FSDP_BUILD:-$(dirname "$0")/../build}/lib/cuda-double
any_gemm=
while [[ ${1:-} == --* ]]; do
  case $1 in
    --nccl-2.27) libraries+=-nccl-2.27 ;;
    --any-gemm) any_gemm=1 ;;
    *)
      echo "with-cuda-double: $1: unknown; expected --nccl-2.27 or --any-gemm" >&2
      exit 2
      ;;
  esac
  shift
done
if (($# == 0)); then
  echo "usage: with-cuda-double.sh [--nccl-2.27] [--any-gemm] COMMAND..." >&2
  exit 2
fi
if [[ ! -e $libraries/libcuda.so.1 ]]; then
  echo "with-cuda-double: $libraries/libcuda.so.1 does not exist; build the target fsdp-rt-cuda-doubles" >&2
  exit 1
fi
FSDP_RT_CUDA_LIBRARIES=$(cd "$libraries" && pwd)
export FSDP_RT_CUDA_LIBRARIES
if [[ ! $any_gemm ]]; then exec "$@"; fi

output=$(mktemp)
trap 'rm -f "$output"' EXIT
status=1
for FSDP_CUDA_DOUBLE_GEMM in ordered wide blocked fused; do
  export FSDP_CUDA_DOUBLE_GEMM
  status=0
  "$@" >"$output" 2>&1 || status=$?
  # A failure of the doubles' own checks is none of rounding.
  if ((status == 0)) || grep -q '^cuda double:' "$output"; then break; fi
done
cat "$output"
if ((status == 0)); then echo "with-cuda-double: held with products $FSDP_CUDA_DOUBLE_GEMM"; fi
exit "$status"
