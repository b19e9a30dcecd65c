# stochastic.py - whether bf16_stochastic rounds up as often as it should
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 stochastic.py write INIT BATCH    1000 rows of 16 values each, and a batch
python3 stochastic.py check INIT SAVED    SAVED is what fsdp-run wrote with --save

Row r's values lie close to (r % 16 + 0.5) / 16 of the way from one bf16 number to the next; the share that was rounded up
must be that, within 4.5 standard deviations of as many independent choices. Row 0 is special values, which stay."""
import json
import math
import random
import struct
import sys

ROWS, COLUMNS, RANKS = 1000, 16, 3
SPECIAL = [0x00000000, 0x80000000, 0x7F800000, 0xFF800000, 0x7FC00000, 0x7F800001, 0x3F800000, 0xBF800000] + [0] * 8


def make():
    source = random.Random(1)
    rows = [SPECIAL]
    for row in range(1, ROWS):
        below = row % 16
        for_row = []
        for _ in range(COLUMNS):
            sign, exponent, mantissa = source.getrandbits(1), source.randrange(100, 150), source.getrandbits(7)
            cut = below * 4096 + source.randrange(4096)
            for_row.append(sign << 31 | exponent << 23 | mantissa << 16 | cut)
        rows.append(for_row)
    return rows


def save(path, tensors):
    header, body = {}, b""
    for name, shape, data in tensors:
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + body)


def write(init, batch):
    flat = [bits for row in make() for bits in row]
    save(init, [("w", [ROWS, COLUMNS], struct.pack(f"<{len(flat)}I", *flat))])
    save(batch, [(f"step0.rank{rank}.x", [1], struct.pack("<f", 1.0)) for rank in range(RANKS)])


def check(init, saved):
    data = open(saved, "rb").read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    bytes_of = lambda name: data[8 + size + header[name]["data_offsets"][0]:8 + size + header[name]["data_offsets"][1]]
    first = bytes_of("metric.step0.rank0.w")
    assert all(bytes_of(f"metric.step0.rank{rank}.w") == first for rank in range(RANKS)), "ranks differ"
    arrived = struct.unpack(f"<{ROWS * COLUMNS}I", first)
    rows = make()
    for bits, got in zip(SPECIAL, arrived):
        if bits & 0x7FFFFFFF > 0x7F800000:
            assert got & 0x7FFFFFFF > 0x7F800000, f"NaN {bits:08x} became {got:08x}"
        else:
            assert got == bits, f"{bits:08x} became {got:08x}"
    ups, shares = [0] * 16, [0.0] * 16
    counts = [0] * 16
    for row in range(1, ROWS):
        for column, bits in enumerate(rows[row]):
            got = arrived[row * COLUMNS + column]
            down = bits & 0xFFFF0000
            assert got in (down, down + 0x10000), f"{bits:08x} became {got:08x}"
            ups[row % 16] += got != down
            shares[row % 16] += (bits & 0xFFFF) / 65536
            counts[row % 16] += 1
    for bin_, (up, share, count) in enumerate(zip(ups, shares, counts)):
        p = share / count
        deviation = math.sqrt(count * p * (1 - p))
        assert abs(up - share) <= 4.5 * deviation, f"bin {bin_}: {up} of {count} rounded up, expected {share:.0f}"
    print(f"{sum(counts)} values, {sum(ups)} rounded up, {sum(shares):.0f} expected")


{"write": write, "check": check}[sys.argv[1]](*sys.argv[2:])
