# prepare.py - initial values and batches for the shipped step
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes what training the shipped step needs, with Python's standard library alone.

    python3 examples/llama/prepare.py OUT_DIR [--steps N] [--ranks N] [--seed N] [--step FILE] [--text FILE...]

OUT_DIR/init.safetensors   every parameter of step.mlir, drawn as its `fsdp.init` says
OUT_DIR/batch.safetensors  per step and rank: windows of the text, byte by byte, and the same
                           windows one byte later as targets

The default text is the licenses that every Debian system carries. The same arguments give the same
bytes on every machine.
"""

from __future__ import annotations

import argparse
import array
import json
import math
import random
import re
import struct
import sys
from collections.abc import Iterable
from pathlib import Path

HERE = Path(__file__).resolve().parent
LICENSES = [Path("/usr/share/common-licenses") / n for n in ("GPL-3", "LGPL-2.1", "GFDL-1.3", "MPL-2.0", "Apache-2.0")]

Tensor = tuple[str, str, list[int], array.array]
"""Name, dtype of safetensors, shape, elements."""


def write_safetensors(path: Path, tensors: Iterable[Tensor]) -> None:
    header, chunks, offset = {}, [], 0
    for name, dtype, shape, values in tensors:
        if sys.byteorder == "big":
            values.byteswap()
        data = values.tobytes()
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [offset, offset + len(data)]}
        chunks.append(data)
        offset += len(data)
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        file.writelines(chunks)


def signature(step: Path) -> tuple[list[tuple[str, list[int], str]], dict[str, list[int]]]:
    """Parameters (name, shape, init) and batch arguments (name to shape) of @step."""
    parameters, batch = [], {}
    for shape, marks in re.findall(r"%arg\d+: tensor<([\dx]*)x?[a-z]+\d+> \{([^}]*)\}", step.read_text()):
        extents = [int(n) for n in shape.split("x") if n]
        value = dict(re.findall(r'fsdp\.(\w+) = "([^"]*)"', marks))
        if "param" in value:
            parameters.append((value["param"], extents, value.get("init", "normal(std=0.02)")))
        elif "batch" in value:
            batch[value["batch"]] = extents
    return parameters, batch


def normals(random_: random.Random, count: int, deviation: float) -> array.array:
    """Box-Muller: two at a time, from one uniform generator that is the same everywhere."""
    values = array.array("f")
    uniform = random_.random
    for _ in range((count + 1) // 2):
        radius = deviation * math.sqrt(-2.0 * math.log(1.0 - uniform()))
        angle = 2.0 * math.pi * uniform()
        values.append(radius * math.cos(angle))
        values.append(radius * math.sin(angle))
    return values[:count]


def initial_values(parameters, seed: int) -> Iterable[Tensor]:
    for name, shape, init in parameters:
        count = math.prod(shape)
        if init == "ones":
            values = array.array("f", [1.0]) * count
        elif match := re.fullmatch(r"normal\(std=([\d.e+-]+)\)", init):
            values = normals(random.Random(f"{seed} {name}"), count, float(match[1]))
        else:
            sys.exit(f"prepare.py: parameter '{name}' has fsdp.init = \"{init}\"; expected ones or normal(std=S)")
        yield name, "F32", shape, values


def batches(text: bytes, shape: list[int], steps: int, ranks: int, seed: int) -> Iterable[Tensor]:
    rows, length = shape
    for step in range(steps):
        for rank in range(ranks):
            draw = random.Random(f"{seed} batch {step} {rank}")
            starts = [draw.randrange(len(text) - length) for _ in range(rows)]
            for name, shift in (("tokens", 0), ("targets", 1)):
                values = array.array("q")
                for start in starts:
                    values.extend(text[start + shift:start + shift + length])
                yield f"step{step}.rank{rank}.{name}", "I64", shape, values


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("out", type=Path)
    parser.add_argument("--step", type=Path, default=HERE / "step.mlir")
    parser.add_argument("--steps", type=int, default=100)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--text", type=Path, nargs="+", default=LICENSES)
    a = parser.parse_args()
    missing = [str(f) for f in a.text if not f.exists()]
    if missing:
        sys.exit(f"prepare.py: no such text: {', '.join(missing)}; name another with --text")
    parameters, batch = signature(a.step)
    text = b"".join(f.read_bytes() for f in a.text)
    a.out.mkdir(parents=True, exist_ok=True)
    write_safetensors(a.out / "init.safetensors", initial_values(parameters, a.seed))
    write_safetensors(a.out / "batch.safetensors", batches(text, batch["tokens"], a.steps, a.ranks, a.seed))
    print(f"{a.out}: {sum(math.prod(s) for _, s, _ in parameters)} parameters, {a.steps} steps of "
          f"{math.prod(batch['tokens'])} tokens for each of {a.ranks} ranks from {len(text)} bytes of text")


if __name__ == "__main__":
    main()
