#!/usr/bin/env bash
# test.sh - installs, builds, runs every test that needs nothing else; ends with 'N passed, N failed'
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   scripts/test.sh      FSDP_PRESET=dev scripts/test.sh
#
# The compiler's tests (lit), the runtime's (ctest) and the checks of the sources. scripts/test-python.sh and
# bench/run.sh need PyTorch and are not part of it. Exit 0 when all passed, 1 otherwise; no test at all fails.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/packages.sh
scripts/build.sh

results=build/test-results
rm -rf "$results"
mkdir -p "$results"
# One more than there are cores: tests of deadlines and of ranks that die wait most of their time.
jobs=$(($(nproc) + 1))

echo "test: lit, the compiler"
/usr/lib/llvm-22/bin/lit -sv -j "$jobs" --output "$results/lit.json" build/test || true
echo "test: ctest, the runtime"
ctest --test-dir build --parallel "$jobs" --output-on-failure --output-junit "$PWD/$results/ctest.xml" || true

for check in check-layers lint; do
  echo "test: scripts/$check.sh"
  if scripts/$check.sh; then echo pass; else echo fail; fi | tee "$results/$check.out"
  tail -n 1 "$results/$check.out" >"$results/$check.result"
done
python3 scripts/count_results.py "$results"
