#!/usr/bin/env python3
# kernel_shape.py - what decides the rate of kernels on a GPU, from their text alone
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints a table of the kernels of a module, and with limits fails where one is outside of them. No GPU is needed.

    fsdp-compile step.mlir --grid 8 --target cuda --emit kernels -o kernels.mlir
    ptxas -v -arch=sm_90 kernels.ptx -o kernels.cubin 2> ptxas.log
    nvdisasm -c kernels.cubin > kernels.sass                          # or the PTX itself, where there is no nvdisasm
    python3 bench/gpu/kernel_shape.py kernels.mlir ptxas.log kernels.sass --limit 'pack|unpack=in_flight:32'

The card is Hopper-class: 132 multiprocessors, each with 65,536 registers, 2048 threads, 32 blocks and 227 KiB of shared memory.
Copies are limited by memory once enough is on its way: bandwidth x latency, 3.35 to 4.8 TB/s x 600 to 800 ns, is 15 to 28 KiB
for each of them. Columns:

  blocks     of the launch                      resident   blocks that fit on a multiprocessor at the same time
  registers  of a thread                        in_flight  KiB on their way on a multiprocessor: what a thread loads before it
  waves      blocks / (resident x 132)                     needs the first of it, times all threads that are resident
  full       of the last wave's time: how much of the places for blocks do work, in percent, over the whole launch
  wide       of the bytes that loads and stores in the text move, how many go 16 bytes at a time, in percent
  local      bytes of local memory (spills)     barriers   waits for all threads of a block, in the text
"""

from __future__ import annotations

import argparse
import math
import re
import sys
from dataclasses import dataclass, field

MULTIPROCESSORS, REGISTERS, THREADS, BLOCKS, SHARED = 132, 65536, 2048, 32, 227 << 10


@dataclass
class Instruction:
    """What matters of one: bytes that it loads from global memory, bytes of an access, registers."""

    loads: int
    access: int
    writes: set[str]
    reads: set[str]
    ends: bool


@dataclass
class Kernel:
    """A kernel, and what was found of it."""

    name: str
    blocks: int = 0
    threads: int = 0
    registers: int = 0
    shared: int = 0
    local: int = 0
    text: list[Instruction] = field(default_factory=list)
    barriers: int = 0

    def resident(self) -> int:
        warps = math.ceil(self.threads / 32)
        per_warp = math.ceil(max(self.registers, 1) * 32 / 256) * 256
        # Each of four parts of a multiprocessor has a quarter of the registers.
        by_registers = REGISTERS // 4 // per_warp * 4 // warps
        by_shared = SHARED // (self.shared + 1024)
        return min(by_registers, by_shared, THREADS // self.threads, BLOCKS)

    def loaded_together(self) -> int:
        """The most bytes that a thread asks for before it needs the first of them."""
        most, waiting, asked = 0, set(), 0
        for op in self.text:
            if op.reads & waiting or op.ends:
                most, waiting, asked = max(most, asked), set(), 0
            if op.loads:
                waiting |= op.writes
                asked += op.loads
        return max(most, asked)

    def columns(self) -> dict[str, float]:
        resident = self.resident()
        # A launch may have fewer than would fit.
        at_once = min(resident, self.blocks / MULTIPROCESSORS)
        waves = self.blocks / max(resident * MULTIPROCESSORS, 1)
        accesses = [op.access for op in self.text if op.access]
        return {"blocks": self.blocks, "registers": self.registers, "resident": resident, "waves": waves,
                "full": 100 * waves / max(math.ceil(waves), 1),
                "in_flight": self.loaded_together() * at_once * self.threads / 1024,
                "wide": 100 * sum(a for a in accesses if a >= 16) / max(sum(accesses), 1),
                "local": self.local, "barriers": self.barriers}


def ptx_instruction(line: str) -> Instruction | None:
    match = re.match(r"\s*(?:@!?(%p\d+)\s+)?([a-z][\w.:]*)\s*(.*?);", line)
    if not match:
        return None
    guard, opcode, operands = match.groups()
    registers = re.findall(r"%[a-z]+\d+", operands)
    memory = re.match(r"(ld|st|atom|red)\.(?:\w+\.)*?global", opcode)
    access = 0
    if memory:
        width = re.search(r"\.v(\d)", opcode)
        access = int(width[1] if width else 1) * int(re.search(r"(\d+)$", opcode)[1]) // 8
    loads = access if memory and memory[1] == "ld" and ".relaxed" not in opcode else 0
    braces = re.match(r"\{(.*?)\}", operands)
    written = 0 if opcode.startswith(("st.", "bra", "bar", "red")) else len(braces[1].split(",")) if braces else 1
    reads = set(registers[written:]) | ({guard} if guard else set())
    return Instruction(loads, access, set(registers[:written]), reads, opcode.startswith(("bra", "ret", "bar", "fence")))


def sass_instruction(line: str) -> Instruction | None:
    match = re.match(r"\s*/\*[0-9a-f]{4,}\*/\s+(?:@!?U?P\w+\s+)?([A-Z][\w.]*)\s*(.*?);", line)
    if not match:
        return None
    opcode, operands = match.groups()
    parts = [part.strip() for part in operands.split(",")]
    memory = re.match(r"(LDG|STG|ATOMG|REDG)\b", opcode)
    access = 0
    if memory:
        width = re.search(r"\.(U8|S8|U16|S16|64|128|256)\b", opcode)
        access = {"U8": 1, "S8": 1, "U16": 2, "S16": 2}.get(width[1], int(width[1].strip("US")) // 8) if width else 4
    strong = ".STRONG" in opcode
    loads = access if memory and memory[1] == "LDG" and not strong else 0

    def span(text: str, count: int) -> set[str]:
        found = re.search(r"\bR(\d+)\b", text)
        return {f"R{int(found[1]) + i}" for i in range(count)} if found else set()

    writes = set()
    if opcode.startswith("LDG"):
        first = next(part for part in parts if re.match(r"R(\d+|Z)", part))
        writes, parts = span(first, max(1, access // 4)), [part for part in parts if part is not first]
    elif not opcode.startswith(("STG", "BRA", "BAR", "RED", "ISETP", "FSETP")):
        writes, parts = span(parts[0], 1), parts[1:]
    reads = {register for part in parts for register in re.findall(r"\bR\d+\b", part)}
    if opcode.startswith("STG"):
        reads |= span(parts[-1], max(1, access // 4))
    return Instruction(loads, access, writes, reads, opcode.startswith(("BRA", "EXIT", "BAR", "MEMBAR", "WARPSYNC")))


def read_text(path: str, kernels: dict[str, Kernel]) -> None:
    """Instructions of PTX or of what nvdisasm -c prints."""
    current = None
    for line in open(path):
        begins = re.match(r"\.visible \.entry (\w+)|\.text\.(\w+):", line)
        if begins:
            current = kernels.get(begins[1] or begins[2])
        elif current:
            op = sass_instruction(line) or ptx_instruction(line)
            if op:
                current.text.append(op)
            elif re.match(r"\s*[$.]\w+:", line):
                current.text.append(Instruction(0, 0, set(), set(), ends=True))
            if re.search(r"\bbar\.sync|\bbarrier\.sync|BAR\.SYNC", line):
                current.barriers += 1


def read_kernels(path: str) -> dict[str, Kernel]:
    kernels = {}
    for line in open(path):
        name = re.search(r"gpu\.func @(\w+)", line)
        if name:
            size = [int(re.search(rf"known_{kind}_size = array<i32: (\d+)", line)[1]) for kind in ("grid", "block")]
            kernels[name[1]] = Kernel(name[1], *size)
    return kernels


def read_log(path: str, kernels: dict[str, Kernel]) -> None:
    for name, stack, used, rest in re.findall(
            r"Compiling entry function '(\w+)'.*?(\d+) bytes stack frame.*?Used (\d+) registers(.*?)\n", open(path).read(), re.S):
        kernel = kernels[name]
        kernel.local, kernel.registers = int(stack), int(used)
        shared = re.search(r"(\d+) bytes smem", rest)
        kernel.shared = int(shared[1]) if shared else 0


def check(kernel: Kernel, row: dict[str, float], limits: list[str]) -> list[str]:
    """STEM|STEM=COLUMN:LEAST or COLUMN:-MOST, where the kernel is STEM_N."""
    found = []
    for limit in limits:
        stems, bound = limit.rsplit("=", 1)
        column, number = bound.split(":")
        if column not in row:
            sys.exit(f"--limit {limit}: expected a column, one of {', '.join(row)}")
        if not re.fullmatch(rf"(?:{stems})_\d+", kernel.name):
            continue
        most = number.startswith("-")
        if row[column] > float(number[1:]) if most else row[column] < float(number):
            found.append(f"{kernel.name}: {column} is {row[column]:.4g}, expected {'at most' if most else 'at least'} "
                         f"{number.lstrip('-')}")
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("kernels", help="what fsdp-compile --emit kernels wrote")
    parser.add_argument("log", help="what ptxas -v printed")
    parser.add_argument("text", help="what nvdisasm -c printed, or the PTX")
    parser.add_argument("--limit", action="append", default=[], metavar="STEM|STEM=COLUMN:[-]NUMBER")
    options = parser.parse_args()
    kernels = read_kernels(options.kernels)
    read_log(options.log, kernels)
    read_text(options.text, kernels)
    problems = []
    print(f"{'kernel':<20} blocks registers resident   waves  full in_flight  wide local barriers")
    for kernel in kernels.values():
        if not kernel.registers or not kernel.text:
            sys.exit(f"{kernel.name}: not in {options.text if kernel.registers else options.log}")
        row = kernel.columns()
        print(f"{kernel.name:<20}{row['blocks']:7.0f}{row['registers']:10.0f}{row['resident']:9.0f}{row['waves']:8.1f}"
              f"{row['full']:6.0f}{row['in_flight']:10.0f}{row['wide']:6.0f}{row['local']:6.0f}{row['barriers']:9.0f}")
        problems += check(kernel, row, options.limit)
    if problems:
        sys.exit("\n".join(problems))


if __name__ == "__main__":
    main()
