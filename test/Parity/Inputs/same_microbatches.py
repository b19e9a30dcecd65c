# same_microbatches.py - one batch as every microbatch of a step, and whether its gradients add up
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 same_microbatches.py write BATCH RANKS COUNT OUT    rank 0's batch of step 0, for every rank and microbatch
python3 same_microbatches.py sums ONE MANY COUNT BOUND         MANY's gradients are COUNT times ONE's

ONE and MANY are what fsdp-run wrote with --save; the difference is the largest relative L2 norm over all gradients, and
fails beyond BOUND."""
import json
import math
import struct
import sys


def read(path):
    data = open(path, "rb").read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: (entry, data[8 + size + entry["data_offsets"][0]:8 + size + entry["data_offsets"][1]])
            for name, entry in header.items()}


def write(batch, ranks, count, out):
    source = {name.rsplit(".", 1)[1]: value for name, value in read(batch).items()
              if name.startswith(("step0.rank0.", "step0.micro0.rank0."))}
    header, body = {}, b""
    for micro in range(int(count)):
        for rank in range(int(ranks)):
            for argument, (entry, data) in source.items():
                place = f"step0.micro{micro}.rank{rank}" if int(count) > 1 else f"step0.rank{rank}"
                header[f"{place}.{argument}"] = {"dtype": entry["dtype"], "shape": entry["shape"],
                                                 "data_offsets": [len(body), len(body) + len(data)]}
                body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    open(out, "wb").write(struct.pack("<Q", len(text)) + text + body)


def sums(one, many, count, bound):
    one, many, worst = read(one), read(many), 0.0
    gradients = [name for name in one if name.startswith("grad.step0.")]
    assert gradients, "no gradients"
    for name in gradients:
        single, total = (struct.unpack(f"<{len(tensor[name][1]) // 4}f", tensor[name][1]) for tensor in (one, many))
        expected = [int(count) * value for value in single]
        worst = max(worst, math.dist(total, expected) / math.hypot(*expected))
    print(f"{len(gradients)} gradients, largest difference {worst:.2g}")
    sys.exit(0 if worst <= float(bound) else f"expected at most {bound}")


{"write": write, "sums": sums}[sys.argv[1]](*sys.argv[2:])
