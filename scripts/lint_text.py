# lint_text.py - rules that hold for every source file whatever its language
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 scripts/lint_text.py [FILE...]   (default: all files that git knows)

A license line on top; at most 1000 lines (a warning from 600); no note of unfinished work; no tab or blank at a
line's end. Inputs made by a program (exported steps, tables) are only checked for their size in the repository.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

WARN, FAIL = 600, 1000
LICENSED = {".h", ".hpp", ".c", ".cc", ".cpp", ".td", ".py", ".sh", ".fbs"}
PROSE = {".md"}
GENERATED = re.compile(r"^(test/Parity/|examples/.*/step\.mlir$|test/.*/Inputs/)")
# Spelled in two parts, so that this file passes its own check.
UNFINISHED = re.compile(r"\b(" + "|".join(a + b for a, b in (("TO", "DO"), ("FIX", "ME"), ("XX", "X"), ("HA", "CK"))) + r")\b")
LARGEST = 12 << 20


def check(path: Path) -> tuple[list[str], list[str]]:
    """Errors and warnings of one file."""
    name, errors, warnings = str(path), [], []
    if path.stat().st_size > LARGEST:
        errors.append(f"{name}: {path.stat().st_size} bytes; at most {LARGEST} may be committed")
    if GENERATED.match(name) or path.suffix not in LICENSED | PROSE | {".mlir", ".test", ".txt", ".json"}:
        return errors, warnings
    lines = path.read_text().splitlines()
    if path.suffix in LICENSED and not any("SPDX-License-Identifier:" in line for line in lines[:5]):
        errors.append(f"{name}:1: no SPDX-License-Identifier in the first 5 lines")
    for number, line in enumerate(lines, 1):
        if match := UNFINISHED.search(line):
            errors.append(f"{name}:{number}: '{match[0]}'; finish it or describe it in an issue")
        if line != line.rstrip():
            errors.append(f"{name}:{number}: blank at the end of the line")
        if "\t" in line and path.suffix in LICENSED:
            errors.append(f"{name}:{number}: tab; indent with spaces")
    if path.suffix in LICENSED and len(lines) > WARN:
        (errors if len(lines) > FAIL else warnings).append(
            f"{name}: {len(lines)} lines; split it by noun (at most {FAIL}, better {WARN})")
    return errors, warnings


def main() -> int:
    names = sys.argv[1:] or subprocess.run(["git", "ls-files"], check=True, capture_output=True,
                                           text=True).stdout.split("\n")
    errors, warnings = [], []
    for name in filter(None, names):
        if Path(name).is_file():
            found = check(Path(name))
            errors += found[0]
            warnings += found[1]
    for text in warnings:
        print(f"lint: warning: {text}")
    for text in errors:
        print(f"lint: {text}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
