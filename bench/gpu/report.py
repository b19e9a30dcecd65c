#!/usr/bin/env python3
# report.py - the figures of one GPU as a page with a picture, held against the targets
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 report.py RESULTS.jsonl [--out FOLDER]: writes FOLDER/CARD.md and CARD.svg from what run.sh measured.

The records are those of fsdp-gpu-bench and of the peers' scripts. Of several of one thing the last counts. What was measured on a
double of a GPU is checked, counted and never shown as a time. Needs Python's standard library only.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from pathlib import Path

SIZES = ["tiny", "1MB", "4MB", "64MB", "436MB"]
HOOKS = ["identity", "mixed_bf16", "bf16_cast", "fp8", "int8", "mxfp8", "two_tensor"]
# From this size on kernels must run at the rate of a copy.
FULL_RATE_FROM = "4MB"
OF_COPY = 0.9
# Hooks by how much faster than FSDP2's kernels they must be.
SPEEDUPS = {1.6: ("mixed_bf16", "bf16_cast"), 3.0: ("fp8", "mxfp8")}
LAUNCHES, HOST_US = 2, 100
PHASES = {"stats": "stats_", "pack": "pack_", "unpack": "unpack_", "reduce_pack": "reduce_pack_", "reduce_chunks": "reduce_chunks_",
          "reduce_unpack": "reduce_unpack_", "update": "update_"}
# What of FSDP2 does the same.
PEER_PHASES = {"pack": "pack", "unpack": "unpack", "reduce_chunks": "reduce"}
PASSED, FAILED, OPEN = "passed", "**failed**", "not measured"


class Results:
    """The records of a file, each thing once."""

    def __init__(self, lines: list[dict]):
        self.lines = lines
        self.double = any(line.get("double") or line.get("device") == "cpu" for line in lines)

    def last(self, record: str, *keys: str, **values) -> dict[tuple, dict]:
        """Records of a kind by the values of `keys`, in the order of their first appearance."""
        found: dict[tuple, dict] = {}
        for line in self.lines:
            if line["record"] == record and all(line.get(k) == v for k, v in values.items()):
                found[tuple(line.get(k) for k in keys)] = line
        return found

    def one(self, record: str, **values) -> dict:
        return self.last(record, **values).get((), {})

    def cells(self) -> list[tuple[str, str]]:
        """(size, hook) of what was measured, small sizes first."""
        known = self.last("entry", "size", "hook")
        return [(s, h) for s in SIZES for h in HOOKS if (s, h) in known]

    def phase(self, size: str, hook: str, transport: str, phase: str) -> dict | None:
        """The phase's kernels of one group together; None: it has none."""
        kernels = self.last("kernel", "entry", "kernel", size=size, hook=hook, transport=transport)
        mine = [k for k in kernels.values() if k["kernel"].startswith(PHASES[phase])]
        if not mine:
            return None
        total = {key: sum(k[key] * k["launches"] for k in mine) for key in ("us", "bytes", "copy_us")}
        return {**total, "launches": sum(k["launches"] for k in mine), "gb_per_s": total["bytes"] / max(total["us"], 1e-9) / 1e3,
                "of_copy": total["copy_us"] / max(total["us"], 1e-9)}

    def peer_us(self, size: str, hook: str, phase: str) -> float | None:
        """FSDP2's better time, eager or as a graph."""
        line = self.one("peer_kernel", size=size, hook=hook, phase=phase)
        times = [line.get(key) for key in ("us", "graph_us") if line.get(key)]
        return min(times) if times else None


def read(path: Path) -> Results:
    lines = []
    for number, text in enumerate(path.read_text().splitlines(), 1):
        try:
            line = json.loads(text)
            line["record"]
        except (ValueError, TypeError, KeyError):
            raise SystemExit(f"report: error: {path}:{number}: not a record; expected a JSON object with a \"record\"") from None
        lines.append(line)
    return Results(lines)


# ---------------------------------------------------------------- targets: (what, verdict, how)

def verdict(values: list, holds) -> str:
    return OPEN if not values else PASSED if all(holds(v) for v in values) else FAILED


def bits_target(results: Results) -> tuple[str, str, str]:
    checks = list(results.last("check", "size", "hook", "transport").values())
    return ("every kernel gives the CPU plan's bits", verdict(checks, lambda c: c["passed"]),
            f"{sum(c['passed'] for c in checks)} of {len(checks)} groups")


def parity_target(results: Results) -> tuple[str, str, str]:
    cases = list(results.last("parity", "case", "transport", "graph").values())
    return ("parity with PyTorch FSDP2", verdict(cases, lambda c: c["passed"]),
            f"{sum(c['passed'] for c in cases)} of {len(cases)} runs")


def copy_target(results: Results) -> tuple[str, str, str]:
    large = SIZES[SIZES.index(FULL_RATE_FROM):]
    rates = [(found["of_copy"], f"{phase} of {size} {hook}, {transport}") for size, hook in results.cells() if size in large
             for transport in ("peer", "buffered") for phase in ("pack", "unpack")
             if (found := results.phase(size, hook, transport, phase))]
    what = f"pack and unpack at {OF_COPY:.0%} of a copy of as many bytes, from {FULL_RATE_FROM} on"
    return timed(results, what, rates, lambda r: r[0] >= OF_COPY, lambda r: f"least {r[0]:.0%}, {r[1]}")


def speed_targets(results: Results) -> list[tuple[str, str, str]]:
    rows = []
    large = SIZES[SIZES.index(FULL_RATE_FROM):]
    for factor, hooks in SPEEDUPS.items():
        ratios = [(ratio, f"{size} {hook}") for size, hook in results.cells() if size in large and hook in hooks
                  if (ratio := speedup(results, size, hook))]
        rows.append(timed(results, f"{factor} times FSDP2's kernels for {' and '.join(hooks)}, from {FULL_RATE_FROM} on", ratios,
                          lambda r, f=factor: r[0] >= f, lambda r: f"least {r[0]:.2f}, {r[1]}"))
    return rows


def timed(results: Results, what: str, values: list, holds, least) -> tuple[str, str, str]:
    """A target of times, which a double has none of."""
    if results.double:
        return what, OPEN, "a double has no times"
    return what, verdict(values, holds), least(min(values)) if values else ""


def speedup(results: Results, size: str, hook: str) -> float | None:
    """FSDP2's pack and unpack over ours."""
    ours = [results.phase(size, hook, "peer", p) for p in ("pack", "unpack")]
    theirs = [results.peer_us(size, hook, p) for p in ("pack", "unpack")]
    mine = sum(o["us"] for o in ours if o)
    return None if None in theirs or not mine else sum(theirs) / mine


def launches(results: Results, size: str, hook: str, transport: str) -> dict[str, float]:
    """Launches and copies of a group by direction, for each of its gathers and reduces."""
    entry = results.one("entry", size=size, hook=hook, transport=transport, entry="step.sync")
    count = {p: (results.phase(size, hook, transport, p) or {"launches": 0})["launches"] for p in PHASES}
    # Copies that peer transport does without are of the reduce, too.
    peer = results.one("entry", size=size, hook=hook, transport="peer", entry="step.sync")
    copies = max(entry["copies"] - peer.get("copies", entry["copies"]), 0)
    reduces = sum(count[p] for p in PHASES if p.startswith("reduce_"))
    return {"gather": (count["pack"] + count["unpack"]) / max(entry["gathers"], 1),
            "reduce": (reduces + copies) / max(entry["reduces"], 1)}


def launch_target(results: Results) -> tuple[str, str, str]:
    counts = [(n, f"{phase} of {size} {hook}, {transport}") for size, hook in results.cells() for transport in ("peer", "buffered")
              if results.one("entry", size=size, hook=hook, transport=transport, entry="step.sync")
              for phase, n in launches(results, size, hook, transport).items()]
    most = max(counts, default=None)
    return (f"at most {LAUNCHES} launches for a group and phase", verdict(counts, lambda c: c[0] <= LAUNCHES),
            f"most {most[0]:g}, {most[1]}" if most else "")


def statistics_target(results: Results) -> tuple[str, str, str]:
    counts = [(found["launches"], f"{size} {hook}, {transport}") for size, hook in results.cells() for transport in ("peer", "buffered")
              if (found := results.phase(size, hook, transport, "stats"))]
    most = max(counts, default=None)
    return ("one launch for all statistics of a step", verdict(counts, lambda c: c[0] == 1), f"most {most[0]}, {most[1]}" if most else "")


def host_target(results: Results) -> tuple[str, str, str]:
    steps = [(s["host_us"], f"{s['model']} in {s['dtype']}") for s in
             results.last("step", "model", "dtype", of="model", graph=True).values()]
    return timed(results, f"host's time for a step under {HOST_US} µs with graphs", [(-us, name) for us, name in steps],
                 lambda s: -s[0] < HOST_US, lambda s: f"most {-s[0]:.0f} µs, {s[1]}")


def targets(results: Results) -> list[tuple[str, str, str]]:
    return [bits_target(results), parity_target(results), copy_target(results), *speed_targets(results), launch_target(results),
            statistics_target(results), host_target(results)]


# ---------------------------------------------------------------- the page

def bar(part: float, width: int = 10) -> str:
    eighths = round(max(0.0, min(part, 1.0)) * width * 8)
    return "█" * (eighths // 8) + ("▏▎▍▌▋▊▉"[eighths % 8 - 1] if eighths % 8 else "")


def table(head: list[str], rows: list[list]) -> list[str]:
    if not rows:
        return ["Nothing was measured.", ""]
    return ["| " + " | ".join(head) + " |", "|" + " --- |" * len(head),
            *("| " + " | ".join(str(c) for c in row) + " |" for row in rows), ""]


def number(results: Results, value, form: str = "{:.1f}") -> str:
    return "–" if value is None or results.double else form.format(value)


def environment_rows(results: Results) -> list[list]:
    card, bundle = results.one("environment"), results.one("bundle")
    peers = next((line for line in reversed(results.lines) if "torch" in line), {})
    copy = results.one("copy")
    rate = f"{number(results, copy.get('gb_per_s'), '{:.0f}')} GB/s read and written, {copy.get('bytes', 0) >> 21} MiB copied"
    rows = [["card", card.get("card")], ["GPUs seen", card.get("gpus")], ["compute capability", card.get("compute_capability")],
            ["memory", f"{card.get('memory_bytes', 0) / 2**30:.1f} GiB"], ["driver's CUDA", card.get("cuda_driver")],
            ["cuBLASLt", card.get("cublaslt")], ["NCCL", card.get("nccl")],
            ["PyTorch", peers.get("torch") or f"left out: {results.one('peers').get('left_out', 'not asked for')}"],
            ["fsdp-mlir", bundle.get("version")], ["date", bundle.get("date")], ["copy", rate]]
    return [row for row in rows if row[1] is not None]


def kernel_rows(results: Results, transport: str) -> list[list]:
    rows = []
    for size, hook in results.cells():
        for phase in PHASES:
            found = results.phase(size, hook, transport, phase)
            if not found:
                continue
            theirs = results.peer_us(size, hook, PEER_PHASES[phase]) if phase in PEER_PHASES else None
            rows.append([size, hook, phase, found["launches"], number(results, found["us"]),
                         number(results, found["gb_per_s"], "{:.0f}"), number(results, found["of_copy"], "{:.2f}"),
                         "" if results.double else bar(found["of_copy"]), number(results, theirs),
                         number(results, theirs and theirs / max(found["us"], 1e-9), "{:.2f}")])
    return rows


def reduce_rows(results: Results) -> list[list]:
    """FSDP2's chunk_cat, which peer transport does without and of which buffered transport makes one kernel."""
    return [[size, hook, number(results, results.peer_us(size, hook, "reduce")),
             *(f"{launches(results, size, hook, t)['reduce']:g}" if results.one("entry", size=size, hook=hook, transport=t,
                                                                               entry="step.sync") else "–"
               for t in ("peer", "buffered"))] for size, hook in results.cells()]


def unshard_rows(results: Results) -> list[list]:
    rows = []
    for (size, hook), ours in results.last("step", "size", "hook", of="unshard", graph=True).items():
        theirs = results.one("peer_unshard", size=size, hook=hook).get("ms")
        eager = results.one("step", of="unshard", size=size, hook=hook, graph=False)
        rows.append([size, hook, number(results, ours["ms"], "{:.3f}"), number(results, eager.get("ms"), "{:.3f}"),
                     number(results, theirs, "{:.3f}"), number(results, theirs and theirs / ours["ms"], "{:.2f}")])
    return sorted(rows, key=lambda r: (SIZES.index(r[0]), HOOKS.index(r[1])))


def step_rows(results: Results) -> list[list]:
    rows = []
    for (model, dtype, graph), ours in results.last("step", "model", "dtype", "graph", of="model").items():
        eager, compiled = (results.one("peer_step", model=model, dtype=dtype, compiled=c).get("ms") for c in (False, True))
        rows.append([model, dtype, "graphs" if graph else "single commands", number(results, ours["ms"], "{:.3f}"),
                     number(results, ours["host_us"], "{:.0f}"), ours["graphs"] + ours["launches"] + ours["products"],
                     number(results, eager, "{:.3f}"), number(results, compiled, "{:.3f}"),
                     number(results, compiled and compiled / ours["ms"], "{:.2f}")])
    return rows


def page(results: Results, picture: str) -> str:
    card = results.one("environment").get("card", "no card")
    lines = [f"# {card}", ""]
    if results.double:
        lines += ["**A rehearsal on doubles of CUDA's libraries, or of peers on a CPU: bits and counts were checked, nothing was "
                  "timed. No figure of this page says anything about a GPU.**", ""]
    lines += table(["", ""], environment_rows(results))
    lines += ["## Targets", "", *table(["target", "verdict", "measured"], [list(t) for t in targets(results)])]
    if not results.double:
        lines += [f"![pack and unpack against a copy]({picture})", ""]
    lines += ["## Kernels", "",
              "One rank of eight, its peers' memory on the same card; median of 30, after a copy that empties the caches. GB/s: bytes",
              "that must be read and written. Of copy: the time of a device copy that moves as many. FSDP2: its kernels for the",
              "same bytes, eagerly or as a graph, whichever is faster; its scale of fp8 is given, as ours is by stats.", ""]
    head = ["size", "hook", "phase", "launches", "µs", "GB/s", "of copy", "", "FSDP2 µs", "times FSDP2"]
    for transport in ("peer", "buffered"):
        rows = kernel_rows(results, transport)
        if rows:
            lines += [f"### Transport {transport}", "", *table(head, rows)]
    lines += ["### Before gradients are reduced", "", "FSDP2's chunk_cat, and our launches and copies for one group's reduction.", "",
              *table(["size", "hook", "chunk_cat µs", "peer", "buffered"], reduce_rows(results))]
    lines += ["## Unshard, one rank", "", "Milliseconds of the wall clock until the GPU is done.", "",
              *table(["size", "hook", "graph", "single commands", "FSDP2", "times FSDP2"], unshard_rows(results))]
    lines += ["## Training step, one rank", "",
              "Milliseconds of the wall clock; host: from a run's begin until its last command is enqueued; calls: launches of the",
              "driver and cuBLASLt.", "",
              *table(["model", "dtype", "", "ms", "host µs", "calls", "FSDP2 ms", "compiled ms", "times compiled"], step_rows(results))]
    lines += failure_lines(results)
    return "\n".join(lines)


def failure_lines(results: Results) -> list[str]:
    wrong = [c for c in results.last("parity", "case", "transport", "graph").values() if not c["passed"]]
    lines = [f"- parity: {c['case']}, {c['transport']}, graph {c['graph']}" for c in wrong]
    # What was measured after it had failed is no failure.
    attempts = {line["what"]: line for line in results.lines if line["record"] in ("failure", "measured")}
    lines += [f"- {what}: {line['why']}" for what, line in attempts.items() if line["record"] == "failure"]
    return ["## What failed", "", *(dict.fromkeys(lines)), ""] if lines else []


# ---------------------------------------------------------------- the picture

def svg(results: Results) -> str:
    """Bars of pack and unpack as parts of a copy's rate; the line is the target."""
    left, scale, height, gap = 190, 420, 11, 3
    rows = [(f"{size} {hook}", [(phase, results.phase(size, hook, "peer", phase)) for phase in ("pack", "unpack")])
            for size, hook in results.cells()]
    parts, y = [], 30
    for name, phases in rows:
        parts.append(f'<text x="{left - 8}" y="{y + 16}" text-anchor="end">{name}</text>')
        for phase, found in phases:
            if found:
                width = scale * min(found["of_copy"], 1.2)
                color = "#2b6cb0" if phase == "pack" else "#38a169"
                parts.append(f'<rect x="{left}" y="{y}" width="{width:.1f}" height="{height}" fill="{color}"/>'
                             f'<text x="{left + width + 4:.1f}" y="{y + 9}" class="n">{phase} {found["of_copy"]:.0%}</text>')
            y += height
        y += gap + 4
    target = left + scale * OF_COPY
    return (f'<svg xmlns="http://www.w3.org/2000/svg" width="{left + int(scale * 1.2) + 110}" height="{y + 10}" '
            'font-family="sans-serif" font-size="12"><style>.n{font-size:9px}</style>'
            '<rect width="100%" height="100%" fill="white"/>'
            f'<text x="{left}" y="16">pack and unpack: part of the rate of a copy of as many bytes; the line is {OF_COPY:.0%}</text>'
            + "".join(parts) + f'<line x1="{target}" x2="{target}" y1="24" y2="{y}" stroke="#c53030"/></svg>\n')


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("results", type=Path)
    parser.add_argument("--out", type=Path, default=Path("."))
    options = parser.parse_args()
    results = read(options.results)
    name = re.sub(r"[^a-z0-9]+", "-", results.one("environment").get("card", "no card").lower()).strip("-")
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / f"{name}.md").write_text(page(results, f"{name}.svg"))
    if not results.double:
        (options.out / f"{name}.svg").write_text(svg(results))
    for what, passed, measured in targets(results):
        print(f"  {passed.strip('*'):13} {what}{': ' + measured if measured else ''}")
    print(f"report: {options.out / name}.md")
    return 0


if __name__ == "__main__":
    sys.exit(main())
