# semantics.py - every row of a page of tables names tests that exist
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 semantics.py ROOT DOCUMENT

In each table whose header has a column `Test` (or, of tests, `Here`), every row must name a file of tests there, or say in
its last column that it is not done. A name in parentheses behind a file is a test in it.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

NAMED = re.compile(r"`([\w./-]+)`(?: \((\w+)\))?")


def cells(line: str) -> list[str]:
    """The cells of a table's row."""
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def check_row(root: Path, row: list[str], column: int) -> list[str]:
    """What is wrong with one row."""
    wrong = []
    named = [match for match in NAMED.finditer(row[column]) if "/" in match[1]]
    if not named and "Not done" not in row[-1]:
        wrong.append("names no test, and does not say 'Not done'")
    for match in named:
        path = root / match[1]
        if not path.is_file():
            wrong.append(f"names {match[1]}, which does not exist")
        elif not re.match(r"(?:runtime/)?test/", match[1]):
            wrong.append(f"names {match[1]}, which is no test")
        elif match[2] and not re.search(rf"TEST\w*\(\w+, {match[2]}\)", path.read_text()):
            wrong.append(f"names {match[2]}, which {match[1]} does not have")
    return wrong


def main() -> int:
    root, document = Path(sys.argv[1]), Path(sys.argv[2])
    column, rows, wrong = None, 0, []
    for number, line in enumerate((root / document).read_text().split("\n"), 1):
        if not line.startswith("|"):
            column = None
            continue
        row = cells(line)
        if column is None:
            column = next((row.index(name) for name in ("Test", "Here") if name in row and row[0] != name), -1)
            if row[0] == "Test":
                column = row.index("Here")
        elif column >= 0 and not set(line) <= set("|-"):
            rows += 1
            wrong += [f"{document}:{number}: '{row[0]}' {what}" for what in check_row(root, row, column)]
    if not rows:
        wrong.append(f"{document}: has no table of tests")
    print("\n".join(wrong) if wrong else f"{document}: {rows} rows name tests that exist, or what is not done")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
