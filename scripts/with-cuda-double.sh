#!/usr/bin/env bash
# with-cuda-double.sh - runs a command on the doubles of the CUDA driver, NCCL and cuBLASLt
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   scripts/with-cuda-double.sh fsdp-run step.plan --backend cuda --ranks 4
#   scripts/with-cuda-double.sh --nccl-2.27 COMMAND...      an NCCL without ncclAlltoAll and peer pointers
#
# Devices, versions, delays and planted faults are set by environment variables, which
# runtime/test/cuda_double/settings.h lists. FSDP_BUILD names the build folder (default: build).
set -euo pipefail

libraries=${FSDP_BUILD:-$(dirname "$0")/../build}/lib/cuda-double
if [[ ${1:-} == --nccl-2.27 ]]; then
  libraries+=-nccl-2.27
  shift
elif [[ ${1:-} == --* ]]; then
  echo "with-cuda-double: $1: unknown; expected --nccl-2.27" >&2
  exit 2
fi
if (($# == 0)); then
  echo "usage: with-cuda-double.sh [--nccl-2.27] COMMAND..." >&2
  exit 2
fi
if [[ ! -e $libraries/libcuda.so.1 ]]; then
  echo "with-cuda-double: $libraries/libcuda.so.1 does not exist; build the target fsdp-rt-cuda-doubles" >&2
  exit 1
fi
FSDP_RT_CUDA_LIBRARIES=$(cd "$libraries" && pwd)
export FSDP_RT_CUDA_LIBRARIES
exec "$@"
