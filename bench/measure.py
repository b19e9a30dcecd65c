# measure.py - one timing of ours or of a peer, as seconds per repetition
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Runs the tools and the peers' scripts in processes of their own, one after the other."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TOOLS = Path(os.environ.get("FSDP_TOOLS", ROOT / "build/bin"))
PEERS = ROOT / "bench/peers"
# In front of every measured command, ours and the peers': a scheduling class on a shared machine, say.
PREFIX = shlex.split(os.environ.get("FSDP_BENCH_PREFIX", ""))
# A hang is a failure of one figure, not of the run.
LIMIT_SECONDS = 900
# One thread per rank on both sides.
ENVIRONMENT = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1", "PYTHONWARNINGS": "ignore"}


class MeasureError(RuntimeError):
    """A process failed; the figure is reported as failed, never guessed."""


def run(*command) -> str:
    name = Path(str(command[0])).name
    try:
        done = subprocess.run([*PREFIX, *(str(c) for c in command)], capture_output=True, text=True, env=ENVIRONMENT,
                              timeout=LIMIT_SECONDS)
    except subprocess.TimeoutExpired as expired:
        raise MeasureError(f"{name}: no result within {LIMIT_SECONDS} s") from expired
    if done.returncode:
        last = (done.stderr.strip() or done.stdout.strip() or "no output").splitlines()[-1]
        raise MeasureError(f"{name} exit {done.returncode}: {last}")
    return done.stdout


def peer(script: str, *options) -> list[dict]:
    """The JSON lines that a peer prints."""
    return [json.loads(line) for line in run(sys.executable, PEERS / script, *options).splitlines()
            if line.startswith("{")]


def compile_step(step: Path, plan: Path, *options) -> float:
    """Seconds that fsdp-compile takes."""
    start = time.perf_counter()
    run(TOOLS / "fsdp-compile", step, "-o", plan, "--grid", "2", *options)
    return time.perf_counter() - start


def train(plan: Path, log: Path, steps: int, *options) -> list[float]:
    """Seconds of each step after the first two, which touch memory for the first time."""
    run(TOOLS / "fsdp-run", plan, "--ranks", "2", "--steps", steps + 2, "--log", log, *options)
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    return [line["seconds"] for line in lines[2:]]
