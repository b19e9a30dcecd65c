#!/usr/bin/env bash
# quickstart.sh - from a bare Debian 12 to a sharded, trained language model
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   scripts/quickstart.sh [STEPS]      default 200
#
# 1. installs Debian's packages   2. builds   3. compiles examples/llama/step.mlir, a step exported from PyTorch, for
# 2 ranks with the bf16 all-gather extension   4. trains it on 2 ranks on a small text. No PyTorch is needed.
# It can be run again: what is installed and built stays. Results go to out/quickstart.
set -euo pipefail
cd "$(dirname "$0")/.."

steps=${1:-200}
out=out/quickstart
mkdir -p "$out"

echo "== 1. packages"
scripts/packages.sh

echo "== 2. build"
scripts/build.sh fsdp-compile fsdp-run

echo "== 3. compile: 1.9 M parameters, 4 gather groups and the root, bf16 on the wire, AdamW, clipping"
python3 examples/llama/tokens.py "$out/tokens.u16"
SECONDS=0
build/bin/fsdp-compile examples/llama/step.mlir -o "$out/step.plan" --grid 2 --extension '.*=bf16_cast' \
  --optimizer 'adamw(lr=2e-3,weight_decay=0.1)' --clip-grad-norm 1.0
echo "$out/step.plan: $(stat --format=%s "$out/step.plan") bytes in $SECONDS s"

echo "== 4. train: 2 ranks, $steps steps"
build/bin/fsdp-run "$out/step.plan" --ranks 2 --seed 0 --data "$out/tokens.u16" --steps "$steps" \
  --lr-schedule 'warmup_cosine(warmup=10)' --log "$out/metrics.jsonl" --trace "$out/trace.json" \
  --save-params "$out/trained.safetensors"
