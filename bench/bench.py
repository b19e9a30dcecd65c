# bench.py - unshard, training step and compile time against FSDP2, JAX and memcpy
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Called by bench/run.sh in its virtual environment. Ours and the peer's run in alternation, --rounds times."""

from __future__ import annotations

import argparse
import json
import math
import struct
import sys
from pathlib import Path

import groups
from figures import Figure, print_table, write_lines
from language_models import BATCH, MODELS
from measure import ROOT, MeasureError, compile_step, peer, train

WORK = ROOT / "build/bench"
ADAMW = ("--optimizer", "adamw(lr=3e-4,beta1=0.9,beta2=0.95,weight_decay=0.1)")


def say(text: str) -> None:
    print(f"bench: {text}", file=sys.stderr, flush=True)


def guarded(figures: list[Figure], work) -> list[Figure]:
    """Runs one measurement; a failure becomes the figures' text."""
    try:
        work()
    except MeasureError as error:
        for figure in figures:
            figure.failure = str(error)
        say(str(error))
    return figures


def write_zeros(path: Path, names: list[str]) -> None:
    """A safetensors file of fp32 tensors of one zero each."""
    header = json.dumps({n: {"dtype": "F32", "shape": [1], "data_offsets": [4 * i, 4 * i + 4]}
                         for i, n in enumerate(names)}).encode()
    header += b" " * (-len(header) % 8)
    path.write_bytes(struct.pack("<Q", len(header)) + header + bytes(4 * len(names)))


def unshard(cells: list[tuple[str, str]], rounds: int, repetitions: int) -> list[Figure]:
    """Steps that only gather: time per step covers pack, collective, unpack and the step's own barrier.

    A round is ours of every (group, extension), then the peer's of all of them in one process.
    """
    figures = {(n, e): [Figure(f"unshard.{n}.{e}", "fsdp2 gloo", "4"), Figure(f"unshard.{n}.{e}", "memcpy")]
               for n, e in cells}
    batch = WORK / "zero.safetensors"
    write_zeros(batch, [f"step0.rank{r}.x" for r in range(2)])

    def measure():
        for name, extension in cells:
            step = WORK / f"unshard.{name}.{extension}.mlir"
            step.write_text(groups.gather_step(name, extension))
            compile_step(step, step.with_suffix(".plan"))
        for _ in range(rounds):
            ours = {(n, e): train(WORK / f"unshard.{n}.{e}.plan", WORK / "unshard.jsonl", repetitions, "--seed", "0",
                                  "--batch", batch) for n, e in cells}
            for theirs in peer("fsdp2_unshard.py", "--repetitions", repetitions, "--cells", *(f"{n}.{e}" for n, e in cells)):
                cell = (theirs["group"], theirs["extension"])
                figures[cell][0].add(ours[cell], theirs["unshard"])
                figures[cell][1].add(ours[cell], theirs["memcpy"])

    return guarded([f for pair in figures.values() for f in pair], measure)


def exported(model: str) -> Path:
    """step.mlir of a language model; made once."""
    path = WORK / model / "step.mlir"
    if not path.exists():
        say(f"exporting {model}")
        import torch
        from model import Llama, next_token_loss

        import fsdp_mlir
        config = MODELS[model]
        with torch.device("cpu"):
            network = Llama(config)
        tokens = torch.zeros(BATCH, config.length, dtype=torch.int64)
        fsdp_mlir.export(network, next_token_loss, {"tokens": tokens, "targets": tokens}, groups=list(network.layers),
                         grid="2", save_init=False, path=path.parent)
    return path


def tokens(vocabulary: int) -> Path:
    """Pseudo-random tokens: what they are does not matter for time."""
    path = WORK / f"tokens{vocabulary}.u16"
    if not path.exists():
        state, values = 1, []
        for _ in range(1 << 16):
            state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
            values.append((state >> 33) % vocabulary)
        path.write_bytes(struct.pack(f"<{len(values)}H", *values))
    return path


def step(model: str, rounds: int, repetitions: int) -> list[Figure]:
    figures = [Figure(f"step.{model}", "fsdp2 gloo", "1.5"), Figure(f"step.{model}", "jax shard_map", "1.0")]

    def work():
        plan = WORK / f"{model}.plan"
        compile_step(exported(model), plan, *ADAMW)
        data = tokens(MODELS[model].vocabulary)
        for _ in range(rounds):
            ours = train(plan, WORK / f"{model}.jsonl", repetitions, "--seed", "0", "--data", data)
            figures[0].add(ours, peer("fsdp2_train.py", "--model", model, "--steps", repetitions)[0]["seconds"])
            figures[1].add(ours, peer("jax_train.py", "--model", model, "--steps", repetitions)[0]["seconds"])

    return guarded(figures, work)


def compile_time(rounds: int) -> list[Figure]:
    """fsdp-compile alone; the second figure's ratio is 4 layers / 32 layers."""
    whole = Figure("compile.60m", "none", "under 10 s")
    layers = Figure("compile.32_layers", "ours, 4 layers", "0.5")

    def work():
        for _ in range(rounds):
            whole.add([compile_step(exported("60m"), WORK / "60m.plan", *ADAMW)], None)
            deep = compile_step(exported("32_layers"), WORK / "32.plan", *ADAMW)
            layers.add([deep], [compile_step(exported("4_layers"), WORK / "4.plan", *ADAMW)])

    return guarded([whole, layers], work)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="a line per figure: name, ours, peer, theirs, ratio")
    parser.add_argument("--only", default="", help="figures whose name begins so: unshard, unshard.16MiB, step.15m, compile")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--repetitions", type=int, default=15)
    parser.add_argument("--quick", action="store_true", help="two rounds of five repetitions: whether it runs, not how fast")
    options = parser.parse_args()
    if options.quick:
        options.rounds, options.repetitions = 2, 5
    WORK.mkdir(parents=True, exist_ok=True)
    cells = [(n, e) for n in groups.ROWS for e in groups.EXTENSIONS if f"unshard.{n}.{e}".startswith(options.only)]
    figures: list[Figure] = []
    if cells:
        say(f"unshard, {len(cells)} groups")
        figures += unshard(cells, options.rounds, options.repetitions)
    plan = [(f"step.{m}", lambda m=m: step(m, options.rounds, math.ceil(options.repetitions / 2))) for m in ("15m", "60m")]
    plan += [("compile", lambda: compile_time(options.rounds))]
    for name, measure in plan:
        if name.startswith(options.only):
            say(name)
            figures += measure()
    if not figures:
        parser.error(f"--only {options.only}: no such figure; there are unshard.GROUP.EXTENSION, step.15m, step.60m, compile")
    print_table(figures)
    if options.json:
        write_lines(figures, options.json)
    return 1 if any(f.failure for f in figures) else 0


if __name__ == "__main__":
    sys.exit(main())
