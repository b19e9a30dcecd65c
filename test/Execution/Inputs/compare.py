"""compare.py EXPECTED ACTUAL TOLERANCE: the numbers printed by two runs, relative
to the largest of each printed buffer. NaN equals NaN only."""
import math
import re
import sys


def buffers(path):
    text = open(path).read()
    parts = re.split(r"Unranked Memref[^\n]*data =", text)[1:]
    number = r"-?(?:\d+\.?\d*(?:e[+-]?\d+)?|nan|inf)"
    return [[float(x) for x in re.findall(number, part)] for part in parts]


expected, actual, tolerance = buffers(sys.argv[1]), buffers(sys.argv[2]), float(sys.argv[3])
if not expected or [len(b) for b in expected] != [len(b) for b in actual]:
    sys.exit(f"buffers of {[len(b) for b in expected]} and {[len(b) for b in actual]} elements")
for i, (want, got) in enumerate(zip(expected, actual)):
    scale = max([abs(x) for x in want if math.isfinite(x)], default=0.0) or 1.0
    for j, (x, y) in enumerate(zip(want, got)):
        same = x == y or (math.isnan(x) and math.isnan(y))
        if not same and not abs(x - y) <= tolerance * scale:
            sys.exit(f"result {i}, element {j}: expected {x}, got {y}")
print(f"{len(expected)} results agree")
