#!/usr/bin/env bash
# build.sh - configures and builds into build/
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   scripts/build.sh [TARGET...]      FSDP_PRESET=dev scripts/build.sh
set -euo pipefail
cd "$(dirname "$0")/.."

preset=${FSDP_PRESET:-default}
# A compiler process that includes MLIR's headers takes up to 2 GiB.
memory_jobs=$(awk '/MemAvailable/ { print int($2 / 2097152) }' /proc/meminfo)
jobs=$(nproc)
if ((memory_jobs < jobs)); then
  jobs=$((memory_jobs > 0 ? memory_jobs : 1))
fi

echo "build: preset '$preset', $jobs at a time, into build/"
log=$(mktemp)
trap 'rm -f "$log"' EXIT
if ! cmake --preset "$preset" >"$log" 2>&1; then
  cat "$log" >&2
  exit 1
fi
cmake --build build --parallel "$jobs" ${1:+--target "$@"}
