# count_results.py - adds up what lit, ctest and the checks reported
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 scripts/count_results.py DIR

Reads lit.json, ctest.xml and *.result; names what failed; last line 'N passed, N failed'. A report that is
missing, unreadable or empty counts as a failure: a suite that did not run did not pass.
"""

from __future__ import annotations

import json
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

LIT_PASSED, LIT_SKIPPED = {"PASS", "XFAIL", "FLAKYPASS"}, {"UNSUPPORTED", "SKIPPED", "EXCLUDED"}


def lit(path: Path) -> tuple[int, list[str], list[str]]:
    """Passed, names of failed and of skipped tests."""
    tests = json.loads(path.read_text())["tests"]
    failed = [t["name"] for t in tests if t["code"] not in LIT_PASSED | LIT_SKIPPED]
    skipped = [t["name"] for t in tests if t["code"] in LIT_SKIPPED]
    return len(tests) - len(failed) - len(skipped), failed, skipped


def ctest(path: Path) -> tuple[int, list[str], list[str]]:
    cases = list(ElementTree.parse(path).getroot().iter("testcase"))
    status = {c.get("name"): c.get("status") for c in cases}
    skipped = [n for n, s in status.items() if s in ("notrun", "disabled")]
    failed = [n for n, s in status.items() if s not in ("run", "notrun", "disabled")]
    # ctest says 'notrun' of an executable that was not built, too.
    unbuilt = [c.get("name") for c in cases if c.get("status") == "notrun" and "Unable to find" in str(
        ElementTree.tostring(c))]
    return len(cases) - len(failed) - len(skipped), failed + unbuilt, [n for n in skipped if n not in unbuilt]


def main() -> int:
    folder = Path(sys.argv[1])
    passed, failed, skipped = 0, [], []
    for name, read in (("lit.json", lit), ("ctest.xml", ctest)):
        try:
            count, bad, left_out = read(folder / name)
        except (OSError, ValueError, KeyError, ElementTree.ParseError) as error:
            count, bad, left_out = 0, [f"{name}: {error}"], []
        if count + len(bad) == 0:
            bad = [f"{name}: no test ran"]
        passed, failed, skipped = passed + count, failed + bad, skipped + left_out
    for path in sorted(folder.glob("*.result")):
        if path.read_text().strip() == "pass":
            passed += 1
        else:
            failed.append(path.stem)
    for name in skipped:
        print(f"skipped: {name}")
    for name in failed:
        print(f"failed: {name}")
    print(f"{passed} passed, {len(failed)} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
