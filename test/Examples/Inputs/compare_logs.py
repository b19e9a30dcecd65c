# compare_logs.py - two runs' logs of fsdp-run: losses and norms agree to a relative bound
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""usage: compare_logs.py A.jsonl B.jsonl BOUND"""

import json
import sys
from pathlib import Path


def main() -> None:
    ours, theirs = ([json.loads(line) for line in Path(path).read_text().splitlines()] for path in sys.argv[1:3])
    bound = float(sys.argv[3])
    if not ours or len(ours) != len(theirs):
        sys.exit(f"{len(ours)} and {len(theirs)} steps; expected as many in both, at least one")
    for a, b in zip(ours, theirs):
        for name in ("loss", "norm"):
            difference = abs(a[name] - b[name]) / abs(b[name])
            if not difference <= bound:
                sys.exit(f"step {a['step']}: {name} {a[name]} and {b[name]} differ by {difference:.2g}; bound {bound}")
            print(f"step {a['step']}: {name} differs by {difference:.2g}")


if __name__ == "__main__":
    main()
