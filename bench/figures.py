# figures.py - ratios, their spread, the table and the JSON lines
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A figure is our seconds and a peer's, measured in alternation: each round gives one ratio."""

from __future__ import annotations

import json
import statistics
from dataclasses import dataclass, field
from pathlib import Path


@dataclass
class Figure:
    """`ratio` is theirs / ours: above 1 we are faster. Without a peer only ours counts.

    The ratio is the median over the rounds, its spread the lowest and the highest; `noise` is by how much the median
    repetition of a round took longer than the fastest.
    """

    name: str
    peer: str
    target: str = ""
    ours: list[float] = field(default_factory=list)
    theirs: list[float] = field(default_factory=list)
    noise: list[float] = field(default_factory=list)  # median / fastest, of each side and round
    failure: str = ""

    def add(self, ours: list[float], theirs: list[float] | None) -> None:
        """A round: the fastest repetition of each side, which other load on the machine disturbs least."""
        self.ours.append(min(ours))
        self.noise.append(statistics.median(ours) / min(ours))
        if theirs:
            self.theirs.append(min(theirs))
            self.noise.append(statistics.median(theirs) / min(theirs))

    @property
    def ratios(self) -> list[float]:
        return [t / o for o, t in zip(self.ours, self.theirs)]

    def line(self) -> dict:
        if self.failure:
            return {"name": self.name, "peer": self.peer, "failure": self.failure}
        result = {"name": self.name, "ours": statistics.median(self.ours), "peer": self.peer}
        if self.theirs:
            result |= {"theirs": statistics.median(self.theirs), "ratio": statistics.median(self.ratios),
                       "ratio_low": min(self.ratios), "ratio_high": max(self.ratios)}
        return result | {"noise": statistics.median(self.noise), "rounds": len(self.ours), "target": self.target}

    def row(self) -> list[str]:
        if self.failure:
            return [self.name, self.peer, "failed: " + self.failure, "", "", "", "", self.target]
        line = self.line()
        theirs, ratio, spread = "", "", ""
        if self.theirs:
            theirs, ratio = f"{line['theirs'] * 1e3:.3f}", f"{line['ratio']:.2f}"
            spread = f"{line['ratio_low']:.2f} to {line['ratio_high']:.2f}"
        return [self.name, self.peer, f"{line['ours'] * 1e3:.3f}", theirs, ratio, spread, f"{line['noise']:.2f}", self.target]


def print_table(figures: list[Figure]) -> None:
    rows = [["figure", "peer", "ours ms", "theirs ms", "ratio", "spread", "noise", "target"], *(f.row() for f in figures)]
    widths = [max(len(r[i]) for r in rows) for i in range(len(rows[0]))]
    for row in rows:
        print("  ".join(cell.ljust(w) for cell, w in zip(row, widths)).rstrip())


def write_lines(figures: list[Figure], path: Path) -> None:
    path.write_text("".join(json.dumps(f.line()) + "\n" for f in figures))
