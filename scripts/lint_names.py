# lint_names.py - what the documents name must exist
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 scripts/lint_names.py [DOCUMENT.md...]   (default: every .md that git knows)

Documents rot when what they name is renamed. Checked are
  - paths that begin with a folder of the repository's root, in prose and in code; * stands for anything, a word in
    capitals for the reader's own name;
  - sources named by file name alone, in backquotes: `executor.cpp`, `GPU/TileEmitter.h`;
  - tools, passes, ops and flags in backquotes (`fsdp-fuse-hooks`, `fsdp.gather`, `--emit report`), which must occur in
    some file that is no document.
"""

from __future__ import annotations

import re
import subprocess
import sys
from fnmatch import fnmatchcase
from pathlib import Path, PurePosixPath

SPAN = re.compile(r"`([^`\n]+)`")
FENCE = re.compile(r"^\s*```")
SOURCE = re.compile(r"[\w*./-]+\.(?:cpp|h|c|td|py|sh|fbs|cmake)")
NAME = re.compile(r"(?<![\w.{-])(?:--[a-z][a-z0-9-]+|!?(?:fsdp|plan)[.-][a-z0-9_-]+(?!\.))(?![\w*{])")
PLACEHOLDER = re.compile(r"^[A-Z][A-Z_]+$")
# Larger files are tables and exported steps.
LARGEST_TEXT = 1 << 18


class Tree:
    """The files that git knows, and what those that are no documents contain."""

    def __init__(self) -> None:
        listed = subprocess.run(["git", "ls-files"], check=True, capture_output=True, text=True).stdout.split("\n")
        self.files = [name for name in listed if name and Path(name).is_file()]
        self.documents = [name for name in self.files if name.endswith(".md")]
        self.paths = set(self.files)
        for name in self.files:
            self.paths.update(str(parent) for parent in PurePosixPath(name).parents)
        self.roots = sorted({name.split("/")[0] for name in self.files if "/" in name})
        self.text = "\n".join(
            Path(name).read_text(errors="replace") for name in self.files
            if not name.endswith(".md") and Path(name).stat().st_size <= LARGEST_TEXT)

    def has_path(self, path: str) -> bool:
        parts: list[str] = []
        for part in path.rstrip("/").split("/"):
            if PLACEHOLDER.match(part) and "/".join([*parts, part]) not in self.paths:
                break
            parts.append(part)
        wanted = "/".join(parts)
        return wanted in self.paths or ("*" in wanted and any(fnmatchcase(path, wanted) for path in self.paths))

    def has_source(self, name: str) -> bool:
        return any(fnmatchcase(path, name) or fnmatchcase(path, "*/" + name) for path in self.files)


def check(document: str, tree: Tree) -> list[str]:
    """What `document` names and the tree has not, one message each."""
    errors, fenced = [], False
    path_pattern = re.compile(r"(?<![\w./*-])(?:" + "|".join(map(re.escape, tree.roots)) + r")/[\w./*-]*")
    for number, line in enumerate(Path(document).read_text().splitlines(), 1):
        if FENCE.match(line):
            fenced = not fenced
            continue

        def fail(what: str, name: str) -> None:
            errors.append(f"{document}:{number}: {what} '{name}' does not exist; was it renamed?")

        for match in path_pattern.finditer(line):
            if not tree.has_path(match[0].rstrip(".")):
                fail("path", match[0].rstrip("."))
        if fenced or line.startswith("    "):
            continue
        for span in SPAN.findall(line):
            if SOURCE.fullmatch(span) and span.split("/")[0] not in tree.roots and not tree.has_source(span):
                fail("file", span)
            for name in NAME.findall(span):
                if name.lstrip("!") not in tree.text:
                    fail("name", name)
    return errors


def main() -> int:
    tree = Tree()
    errors = [error for document in sys.argv[1:] or tree.documents for error in check(document, tree)]
    for error in errors:
        print(f"lint: {error}")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
