# atomic_layouts.py - blocks that no two ranks share are the same at any number of ranks
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""atomic_layouts.py STEM GRID [GRID...] [--compile FLAGS] [--run FLAGS]

- Parameters that travel by int8_atomic and mxfp8_atomic: what the first step reads on every rank is bit for bit the same on all
  grids, of int8 what this file makes of blocks of the whole tensor, piece by piece. By int8 itself it is not the same.
- Frozen weights stored by int8_atomic_frozen: what both steps read, and the codes that are saved, likewise; of the scales those
  of the first grid begin every other's.
"""
import argparse
import math
import os
import random
import shlex
import sys

sys.path.insert(0, os.path.dirname(__file__))
import separate_hooks as hooks  # noqa: E402
import stored_params as stored  # noqa: E402
from separate_hooks import f32, run  # noqa: E402


def whole_int8(values, shape, dim):
    """Blocks of 32 begin anew with each piece before the sharded dimension."""
    outer = math.prod(shape[:dim])
    piece = len(values) // outer
    return [x for o in range(outer) for x in stored.int8([[values[o * piece:(o + 1) * piece]]], 0)[0][0]]


def train(args, name, grid, step, init, batches):
    ranks = math.prod(int(x) for x in grid.split("x"))
    plan, batch, saved, params = (f"{args.stem}.{name}.{x}" for x in ("plan", "batch", "saved", "params"))
    hooks.write(batch, {f"step{s}.rank{r}.x": batches(s, r) for s in range(2) for r in range(ranks)})
    run(["fsdp-compile", step, "-o", plan, "--grid", grid, "--optimizer", "sgd", *shlex.split(args.compile)])
    run(["fsdp-run", plan, "--ranks", str(ranks), "--init", init, "--batch", batch, "--steps", "2", "--save", saved,
         "--save-params", params, *shlex.split(args.run)])
    found = stored.raw(saved)
    seen = {}
    for tensor, (_, _, data) in found.items():
        if not tensor.startswith("buffer."):
            continue
        _, when, rank, *what = tensor.split(".")
        key = (when, ".".join(what))
        if seen.setdefault(key, data) != data:
            sys.exit(f"{grid}: {rank} reads {key} differently")
    return seen, stored.raw(params)


def expect_equal(what, grid, ours, theirs):
    for key in ours:
        if ours[key] != theirs[key]:
            sys.exit(f"{what} on {grid}: {key} is not what it is on the first grid")


def check_travelling(args):
    random.seed(3)
    first = None
    for extension in "int8_atomic", "mxfp8_atomic", "int8":
        tensors = {f"{extension}.{stem}": (f"{extension}.{stem}", None, shape, dim, extension, None)
                   for stem, shape, dim in hooks.PARAMETERS}
        step, init = f"{args.stem}.mlir", f"{args.stem}.init"
        hooks.write_step(step, tensors)
        params = {name: (shape, [f32(random.gauss(0, 1)) for _ in range(math.prod(shape))])
                  for name, (_, _, shape, *_) in tensors.items()}
        hooks.write(init, params | {f"seen.{name}": (shape, [0.0] * len(v)) for name, (shape, v) in params.items()})
        first, differs = None, False
        for grid in args.grids:
            seen, _ = train(args, "travelling", grid, step, init, lambda s, r: ((), [f32(1 + s + 0.25 * r)]))
            now = {key: data for key, data in seen.items() if key[0] == "step0"}
            first = first or now
            if extension == "int8":
                differs |= now != first
                continue
            expect_equal(extension, grid, now, first)
        if extension == "int8" and not differs:
            sys.exit("int8 itself is the same on all grids: this test shows nothing")
        if extension == "int8_atomic":
            for name, (_, _, shape, dim, *_) in tensors.items():
                expected = stored.pack(shape, whole_int8(params[name][1], shape, dim))[2]
                if first["step0", f"seen.{name}"] != expected:
                    sys.exit(f"{name} is not read as blocks of the whole tensor make it")


def check_stored(args):
    random.seed(4)
    step, init = f"{args.stem}.mlir", f"{args.stem}.init"
    stored.write_step(step, "int8_atomic_frozen")
    values = {}
    for name, (n, m), *_ in stored.LAYERS:
        for tensor, shape in ((f"{name}.weight", (n, m)), (f"{name}.a", (stored.RANK, m)), (f"{name}.b", (n, stored.RANK))):
            values[tensor] = (shape, [f32(random.gauss(0, 0.3)) for _ in range(math.prod(shape))])
        values[f"seen.{name}"] = ((n, m), [0.0] * (n * m))
    hooks.write(init, values)
    width = stored.LAYERS[0][1][1]
    first = None
    for grid in args.grids:
        batches = lambda s, r: ((stored.BATCH, width), [f32(0.1 * (i + r)) for i in range(stored.BATCH * width)])
        seen, params = train(args, "stored", grid, step, init, batches)
        first = first or (seen, params)
        expect_equal("int8_atomic_frozen", grid, seen, first[0])
        for name, shape, dim, _ in stored.LAYERS:
            codes, scales = (f"{name}.weight.{x}" for x in ("codes", "scales"))
            if params[codes] != first[1][codes] or params[codes][1] != list(shape):
                sys.exit(f"{codes} on {grid} are not those of the first grid")
            if dim == 0 and not params[scales][2].startswith(first[1][scales][2]):
                sys.exit(f"{scales} on {grid} do not begin with those of the first grid")
            for s in range(2):
                expected = stored.pack(shape, whole_int8(values[f"{name}.weight"][1], shape, dim))[2]
                if seen[f"step{s}", f"seen.{name}"] != expected:
                    sys.exit(f"{name} is not read as blocks of the whole tensor make it")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stem")
    parser.add_argument("grids", nargs="+")
    parser.add_argument("--compile", default="")
    parser.add_argument("--run", default="")
    args = parser.parse_args()
    check_travelling(args)
    check_stored(args)
    print(f"the same on {' '.join(args.grids)}")


main()
