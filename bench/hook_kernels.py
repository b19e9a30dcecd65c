#!/usr/bin/env python3
# hook_kernels.py - the bandwidth of fused hook kernels against memcpy
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles one parameter's hooks, and times each kernel in alternation with a copy.

    PATH=/usr/lib/llvm-22/bin:$PATH python3 bench/hook_kernels.py [--level x86-64-v3] [--rows 4096] [--extension fp8 ...]

The ratio is (bytes that the kernel reads and writes per second) / (the same of memcpy): of the fastest repetitions of both,
and the median over the rounds. One thread. Needs numpy and LLVM's tools.
"""

from __future__ import annotations

import argparse
import ctypes
import statistics
import subprocess
import tempfile
import time
from pathlib import Path

import numpy as np

TOOLS = Path(__file__).resolve().parents[1] / "build/bin"
COLUMNS = 4096
# Bytes on the wire for each element.
WIRE = {"bf16_cast": 2, "fp8": 1, "int8": 1 + 4 / 32, "fp8_rows": 1 + 4 / COLUMNS, "mxfp8": 1 + 1 / 32}
STEP = """
#all = affine_map<(d0, d1) -> (d0, d1)>
#none = affine_map<(d0, d1) -> ()>
func.func @step(%w: tensor<ROWSx4096xf32> {fsdp.param = "w", fsdp.extension = @EXTENSION},
    %x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}) {
  %0 = linalg.generic {indexing_maps = [#all, #none], iterator_types = ["reduction", "reduction"]}
      ins(%w : tensor<ROWSx4096xf32>) outs(%x : tensor<f32>) {
  ^bb0(%in: f32, %out: f32):
    %1 = arith.addf %in, %out : f32
    linalg.yield %1 : f32
  } -> tensor<f32>
  return %0 : tensor<f32>
}
"""


def build(extension: str, rows: int, level: str, folder: Path) -> ctypes.CDLL:
    step, library = folder / "step.mlir", folder / "kernels.so"
    step.write_text(STEP.replace("ROWS", str(rows)).replace("EXTENSION", extension))
    tools = f"""set -e -o pipefail
      {TOOLS}/fsdp-compile {step} --grid 1 --emit kernels -o - | {TOOLS}/fsdp-opt -fsdp-kernels-to-llvm |
        mlir-translate --mlir-to-llvmir --allow-unregistered-dialect | opt -O3 -mcpu={level} |
        llc -O3 -mcpu={level} --relocation-model=pic -filetype=obj -o {folder}/kernels.o
      ld.lld -shared -o {library} {folder}/kernels.o"""
    subprocess.run(["bash", "-c", tools], check=True)
    return ctypes.CDLL(str(library))


def buffer(count: int, dtype) -> np.ndarray:
    """On a cache line, and touched."""
    raw = np.ones(count * np.dtype(dtype).itemsize + 64, np.uint8)
    start = -raw.ctypes.data % 64
    return raw[start:start + count * np.dtype(dtype).itemsize].view(dtype)


def call(kernel, *arrays: np.ndarray):
    pointers = (ctypes.c_void_p * (len(arrays) + 1))(*[a.ctypes.data for a in arrays])
    return lambda: kernel(pointers)


def seconds(function) -> float:
    start = time.perf_counter()
    function()
    return time.perf_counter() - start


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--level", default="native")
    parser.add_argument("--rows", type=int, default=4096)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--extension", nargs="*", default=list(WIRE), choices=list(WIRE))
    options = parser.parse_args()
    count = options.rows * COLUMNS
    state, slot, full = buffer(count, np.float32), buffer(count * 4, np.uint8), buffer(count, np.float32)
    state[:] = np.random.default_rng(1).standard_normal(count, np.float32)
    amax, sources = buffer(16, np.float32), np.array([slot.ctypes.data], np.int64)
    memcpy = ctypes.CDLL(None).memcpy
    memcpy.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_size_t]
    for extension in options.extension:
        with tempfile.TemporaryDirectory() as folder:
            library = build(extension, options.rows, options.level, Path(folder))
            wire = WIRE[extension]
            stats = [amax] if extension == "fp8" else []
            kernels = {"pack": (call(library.pack_0, state, slot, *stats), 4 + wire),
                       "unpack": (call(library.unpack_0, sources, full, *stats), wire + 4)}
            if stats:
                kernels = {"stats": (call(library.stats_0, state, amax), 4), **kernels}
            for name, (function, width) in kernels.items():
                function()
                ours, copies = [], []
                for _ in range(options.rounds):
                    ours.append(seconds(function) / width)
                    copies.append(seconds(lambda: memcpy(full.ctypes.data, state.ctypes.data, 4 * count)) / 8)
                rounds = statistics.median(c / o for c, o in zip(copies, ours))
                print(f"{extension:10} {name:7} {options.level:10} {width:.2f} bytes/element  "
                      f"fastest {min(copies) / min(ours):.2f} x memcpy, median of rounds {rounds:.2f} x")


if __name__ == "__main__":
    main()
