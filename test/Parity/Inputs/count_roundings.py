# count_roundings.py - how far two saved runs of a case with bf16 wires are apart, step by step
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 count_roundings.py RUN OTHER

For each step that both saved: the largest difference of a gradient, relative to the gradient's largest element, and how
many elements of matrices (what such cases send as bf16) round to another bf16.
"""

import array
import struct
import sys

from edit_tensors import read


def floats(entry):
    return array.array("f", bytes(entry[2]))


def bf16(values):
    bits = struct.unpack(f"<{len(values)}I", values.tobytes())
    return [(b + 0x7FFF + (b >> 16 & 1)) >> 16 for b in bits]


run, other = read(sys.argv[1]), read(sys.argv[2])
steps = sorted({int(name.split(".")[1][4:]) for name in run if name.startswith("param.") and name in other})
for step in steps:
    difference, counted, total = 0.0, 0, 0
    for name, entry in run.items():
        if name not in other:
            continue
        if name.startswith(f"grad.step{step}."):
            a, b = floats(entry), floats(other[name])
            size = max(map(abs, b)) or 1.0
            difference = max(difference, max(abs(x - y) for x, y in zip(a, b)) / size)
        elif name.startswith(f"param.step{step}.") and len(entry[1]) == 2:
            a, b = bf16(floats(entry)), bf16(floats(other[name]))
            counted += sum(x != y for x, y in zip(a, b))
            total += len(a)
    print(f"step {step}: gradients {difference:.1e}, wires {counted} of {total}")
