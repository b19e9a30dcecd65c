# pipeline_page.py - docs/Pipeline.md from its template and from what the compiler prints
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 scripts/pipeline_page.py [-o OUT.md]   (default: docs/Pipeline.md; fsdp-compile must be on PATH)

docs/Pipeline.md.in is the page with directives, each a paragraph that begins with `%% STAGE`:

    PATTERN     shows the ops of that stage's IR whose line it matches, with their regions
    ~ PATTERN   of the op before it, shows only the lines that match one of these; '...' stands for the rest
    - PATTERN   is cut out of every line shown
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STEP = "examples/two-parameters/step.mlir"
FLAGS = ["--optimizer", "sgd(lr=0.1)", "--emit", "ir", "--print-stage", "all"]
WIDTH = 118


@dataclass
class Shown:
    """An op to show, by its first line, and which of its lines."""

    pattern: str
    lines: list[str] = field(default_factory=list)


@dataclass
class Directive:
    """What to show of one stage."""

    stage: str
    ops: list[Shown] = field(default_factory=list)
    cuts: list[str] = field(default_factory=list)


def parse(paragraph: str) -> Directive:
    """A directive from its paragraph."""
    first, *rest = paragraph.split("\n")
    directive = Directive(first.removeprefix("%% ").strip())
    for line in rest:
        if line.startswith("~ "):
            directive.ops[-1].lines.append(line[2:])
        elif line.startswith("- "):
            directive.cuts.append(line[2:])
        else:
            directive.ops.append(Shown(line))
    return directive


def stages(diagnostics: str) -> dict[str, list[str]]:
    """The IR after each stage, as lines."""
    result: dict[str, list[str]] = {}
    for part in diagnostics.split("// ----- after ")[1:]:
        name, _, text = part.partition("\n")
        result[name] = text.rstrip("\n").split("\n")
    return result


def region(lines: list[str], begin: int) -> list[str]:
    """An op: its line and, where it has regions, all up to the brace at its own depth."""
    indent = len(lines[begin]) - len(lines[begin].lstrip())
    header = begin
    while not lines[header].rstrip().endswith("{") and lines[header].rstrip().endswith((",", "(", ")")):
        header += 1
        if header == len(lines) or len(lines[header]) - len(lines[header].lstrip()) <= indent:
            return [lines[begin]]
    if not lines[header].rstrip().endswith("{"):
        return [lines[begin]] if header == begin else lines[begin : header + 1]
    for end in range(header + 1, len(lines)):
        depth = len(lines[end]) - len(lines[end].lstrip())
        if lines[end].strip() and depth <= indent and lines[end].strip().startswith("}") and not lines[end].endswith("{"):
            return lines[begin : end + 1]
    return lines[begin:]


def clean(line: str, cuts: list[str]) -> str:
    """A line without what the directive cuts, and without what that leaves empty."""
    for cut in cuts:
        line = re.sub(cut, "", line)
    line = re.sub(r"(\[|<)(, )+", r"\1", line)
    line = re.sub(r"(, )+(?=\})| +(?=\))", "", line)
    line = re.sub(r" \w+ \[(, )*\]|(?<=\S) \{\s*\}$", "", line)
    line = re.sub(r"(?<=\S) {2,}", " ", line).rstrip()
    return line if len(line) <= WIDTH else line[: WIDTH - 4].rstrip() + " ..."


def show(op: list[str], lines: list[str], cuts: list[str]) -> list[str]:
    """The lines of one op."""
    patterns = [re.compile(pattern) for pattern in lines]
    result: list[str] = []
    for number, line in enumerate(op):
        wanted = not patterns or number in (0, len(op) - 1) or any(pattern.search(line) for pattern in patterns)
        if wanted:
            result.append(clean(line, cuts))
        elif not result[-1].strip() == "...":
            result.append(" " * (len(line) - len(line.lstrip())) + "...")
    return result


def render(directive: Directive, printed: dict[str, list[str]]) -> str:
    """The paragraph that stands for a directive."""
    lines = printed[directive.stage]
    result: list[str] = []
    for shown in directive.ops:
        found = [i for i, line in enumerate(lines) if re.match(shown.pattern, line.strip())]
        if not found:
            raise SystemExit(f"pipeline_page: nothing after stage {directive.stage} matches '{shown.pattern}'")
        for begin in found:
            op = [lines[begin]] if shown.pattern == "module" else region(lines, begin)
            result += show(op, shown.lines, directive.cuts)
    indent = min(len(line) - len(line.lstrip()) for line in result if line.strip())
    return "```mlir\n" + "\n".join(line[indent:] if line[:indent].isspace() or not indent else line for line in result) + "\n```"


def main() -> int:
    arguments = argparse.ArgumentParser(description="writes docs/Pipeline.md")
    arguments.add_argument("-o", default=str(ROOT / "docs/Pipeline.md"), help="where to write")
    output = Path(arguments.parse_args().o)
    run = subprocess.run(["fsdp-compile", STEP, *FLAGS], cwd=ROOT, capture_output=True, text=True)
    if run.returncode:
        print(run.stderr, file=sys.stderr)
        return 1
    printed = stages(run.stderr)
    printed["input"] = (ROOT / STEP).read_text().split("\n")
    paragraphs = (ROOT / "docs/Pipeline.md.in").read_text().rstrip("\n").split("\n\n")
    page = [render(parse(p), printed) if p.startswith("%% ") else p for p in paragraphs]
    output.write_text("\n\n".join(page) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
