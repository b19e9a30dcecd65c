# normal_batch.py - a batch of normal values: FILE STEPS RANKS NAME ROWS COLUMNS
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
import json
import random
import struct
import sys

path, steps, ranks, name, *shape = sys.argv[1:]
shape = [int(n) for n in shape]
draw, header, data = random.Random(0), {}, b""
for step in range(int(steps)):
    for rank in range(int(ranks)):
        values = [draw.gauss(0, 0.5) for _ in range(shape[0] * shape[1])]
        start = len(data)
        data += struct.pack(f"<{len(values)}f", *values)
        header[f"step{step}.rank{rank}.{name}"] = {"dtype": "F32", "shape": shape, "data_offsets": [start, len(data)]}
text = json.dumps(header).encode()
text += b" " * (-len(text) % 8)
with open(path, "wb") as file:
    file.write(struct.pack("<Q", len(text)) + text + data)
