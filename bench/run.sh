#!/usr/bin/env bash
# run.sh - performance against FSDP2 on gloo, JAX and memcpy
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   bench/run.sh [--json FILE] [--only PREFIX] [--rounds N] [--repetitions N] [--quick]
#   FSDP_VENV=DIR bench/run.sh        with a virtual environment that has PyTorch, torch-mlir and JAX
#   FSDP_TOOLS=DIR bench/run.sh       with fsdp-compile and fsdp-run from there instead of a build of this tree
#   FSDP_BENCH_PREFIX=COMMAND ...     in front of every measured command, ours and the peers' (chrt -r 10, on a busy machine)
#
# Ours and the peer's alternate in one run; a round compares the fastest repetitions. The table shows the median ratio over
# the rounds (theirs / ours: above 1 we are faster), its spread, and how much slower a round's median was than its fastest. Two ranks, one thread each. Only ratios are meant to last: milliseconds are this machine's.
set -euo pipefail
cd "$(dirname "$0")/.."

[[ -n ${FSDP_TOOLS:-} ]] || scripts/build.sh fsdp-compile fsdp-run >&2
venv=${FSDP_VENV:-build/venv}
[[ -x $venv/bin/python ]] || python3 -m venv "$venv"
if ! "$venv/bin/python" -c 'import torch, torch_mlir, safetensors, numpy, jax' 2>/dev/null; then
  echo "bench: installing python/requirements.txt and requirements-jax.txt into $venv" >&2
  "$venv/bin/pip" install --quiet -r python/requirements.txt -r python/requirements-jax.txt
fi
export PYTHONPATH="$PWD/python:$PWD/examples/llama"
exec "$venv/bin/python" -W ignore bench/bench.py "$@"
