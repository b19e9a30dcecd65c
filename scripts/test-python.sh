#!/usr/bin/env bash
# test-python.sh - the exporters' tests; needs PyTorch, which it installs into a virtual environment
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   scripts/test-python.sh                    into build/venv (several GB the first time)
#   FSDP_VENV=DIR scripts/test-python.sh      with an environment that is there
#
# Exports small models, executes the steps by upstream's passes and compares with PyTorch and JAX; then compiles
# and trains one on 2 ranks with the tools in build/bin. Skipped parts say why.
set -euo pipefail
cd "$(dirname "$0")/.."

venv=${FSDP_VENV:-build/venv}
if [[ ! -x $venv/bin/python ]]; then
  echo "python: making $venv"
  if ! python3 -m venv "$venv"; then
    echo "python: python3 -m venv failed; on Debian: apt-get install python3-venv" >&2
    exit 1
  fi
fi
if ! "$venv/bin/python" -c 'import torch, torch_mlir, safetensors, numpy' 2>/dev/null; then
  echo "python: installing python/requirements.txt"
  "$venv/bin/pip" install --quiet -r python/requirements.txt
fi
if ! "$venv/bin/python" -c 'import jax' 2>/dev/null; then
  echo "python: installing python/requirements-jax.txt"
  "$venv/bin/pip" install --quiet -r python/requirements-jax.txt ||
    echo "python: JAX could not be installed; its tests are skipped"
fi

export PYTHONPATH="$PWD/python:$PWD/python/tests:$PWD/examples/llama"
exec "$venv/bin/python" -W ignore -m unittest discover --verbose --start-directory python/tests "$@"
