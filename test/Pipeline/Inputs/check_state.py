#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Whether a plan keeps nothing but chunks, by the shards that PyTorch FSDP2 made.

    fsdp-plan-check step.plan --list | check_state.py CASE_DIR MOMENTS

Per rank the state arena must hold, for every parameter (and inner tensor), the padded
shard of layout.json once as parameter and, where it is trained, MOMENTS times as
moments, each starting at a multiple of 64 bytes, and not a byte more.
"""
import collections
import json
import math
import pathlib
import re
import sys

ALIGNMENT = 64


def read_listing(lines):
    arenas, tensors = {}, []
    for line in lines:
        if match := re.match(r"arena (\d+) (\w+) bytes (\d+)", line):
            arenas[int(match[1])] = (match[2], int(match[3]))
        elif match := re.match(r"(param|moment|grad) (\S+) .* arena (\d+) offset (\d+) bytes (\d+)", line):
            tensors.append((match[1], match[2], *map(int, match.groups()[2:])))
    return arenas, tensors


def expected_bytes(case, layout, moments):
    """Per name of a parameter: (bytes of its chunk, how often it is kept)."""
    two = (case["extension"] or {}).get("name") == "two_tensor"
    still = {*case["frozen"], *case.get("unused", [])}
    expected = {}
    for rank in layout["ranks"]:
        for name, shard in rank.items():
            for inner in (".a", ".b") if two else ("",):
                chunk = 4 * math.prod(shard["padded"])
                assert expected.setdefault(name + inner, (chunk, name in still)) == (chunk, name in still)
    return {name: (chunk, 1 if is_still else 1 + moments) for name, (chunk, is_still) in expected.items()}


def main():
    folder, moments = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    case, layout = (json.loads((folder / f"{name}.json").read_text()) for name in ("case", "layout"))
    arenas, tensors = read_listing(sys.stdin)
    expected = expected_bytes(case, layout, moments)
    kept, places, total = collections.Counter(), [], 0
    for role, name, arena, offset, size in tensors:
        if arenas[arena][0] != "state":
            assert role == "grad", f"{role} {name} lies in arena {arena}, which is {arenas[arena][0]}"
            continue
        parameter = name if role == "param" else name.rpartition(".")[0]
        assert size == expected[parameter][0], f"{role} {name} has {size} bytes, its shard {expected[parameter][0]}"
        kept[parameter] += 1
        places.append((offset, offset + size))
        total += -(-size // ALIGNMENT) * ALIGNMENT
    for name, (_, times) in expected.items():
        assert kept[name] == times, f"{name} is kept {kept[name]} times, expected {times}"
    places.sort()
    assert all(a[1] <= b[0] for a, b in zip(places, places[1:])), "two tensors share bytes"
    state = sum(size for kind, size in arenas.values() if kind == "state")
    assert state == total, f"the state arena has {state} bytes, its chunks need {total}"
    print(f"{state} bytes of state: {len(places)} chunks")


if __name__ == "__main__":
    main()
