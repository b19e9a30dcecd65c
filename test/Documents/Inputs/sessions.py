# sessions.py - runs the shell sessions that a document shows and compares what they print
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 sessions.py ROOT DOCUMENT                 run every session of ROOT/DOCUMENT
python3 sessions.py ROOT DOCUMENT --block START   print the indented block whose first line begins with START

A session is an indented block with lines that begin with '$ ': commands, continued after a backslash, each followed by
what it prints on both outputs. Blanks are compared as one, so that a document may wrap lines; '...' stands for anything.
Commands run one after another in one empty folder, where the folders of the repository's root lie as links.
"""

from __future__ import annotations

import re
import subprocess
import sys
import tempfile
from pathlib import Path

INDENT = "    "


def read_blocks(document: Path) -> list[tuple[int, list[str]]]:
    """The indented blocks: the number of each one's first line, and its lines without the indentation."""
    blocks: list[tuple[int, list[str]]] = []
    inside = False
    for number, line in enumerate(document.read_text().splitlines(), 1):
        if line.startswith(INDENT):
            if not inside:
                blocks.append((number, []))
            blocks[-1][1].append(line[len(INDENT):])
            inside = True
        elif line:
            inside = False
        elif inside:
            blocks[-1][1].append("")
    return blocks


def split_session(lines: list[str]) -> list[tuple[str, str]]:
    """Commands and what each prints."""
    steps: list[tuple[str, str]] = []
    continued = False
    for line in lines:
        if line.startswith("$ "):
            steps.append((line[2:], ""))
        elif continued:
            steps[-1] = (steps[-1][0] + "\n" + line, "")
        else:
            command, output = steps[-1]
            steps[-1] = (command, output + line + "\n")
        continued = line.endswith("\\") and not steps[-1][1]
    return steps


def normalise(text: str) -> str:
    return " ".join(text.split())


def run_step(command: str, shown: str, folder: str) -> str | None:
    """What is wrong with what the command printed, or None."""
    result = subprocess.run(["bash", "-c", command], cwd=folder, text=True, stdout=subprocess.PIPE,
                            stderr=subprocess.STDOUT, timeout=120)
    pattern = ".*".join(re.escape(part) for part in normalise(shown).split("..."))
    if re.fullmatch(pattern, normalise(result.stdout)):
        return None
    return f"$ {command}\nprinted:\n{result.stdout}\nthe document shows:\n{shown}"


def run_sessions(root: Path, document: Path) -> int:
    """Runs all; the number of commands that ran, or -1 where one printed something else."""
    commands = 0
    with tempfile.TemporaryDirectory() as folder:
        for path in root.iterdir():
            if path.is_dir() and not path.name.startswith((".", "build")):
                (Path(folder) / path.name).symlink_to(path)
        for number, lines in read_blocks(document):
            if not lines[0].startswith("$ "):
                continue
            for command, shown in split_session(lines):
                commands += 1
                if wrong := run_step(command, shown, folder):
                    print(f"{document}:{number}: {wrong}")
                    return -1
    return commands


def main() -> int:
    root, name, *rest = sys.argv[1:]
    document = Path(root) / name
    if rest:
        for _, lines in read_blocks(document):
            if lines[0].startswith(rest[1]):
                print("\n".join(lines))
                return 0
        print(f"{document}: no block begins with '{rest[1]}'", file=sys.stderr)
        return 1
    commands = run_sessions(Path(root).resolve(), document)
    if commands > 0:
        print(f"{name}: {commands} commands print what it shows")
    return 0 if commands > 0 else 1


if __name__ == "__main__":
    sys.exit(main())
