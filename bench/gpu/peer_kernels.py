#!/usr/bin/env python3
# peer_kernels.py - FSDP2's kernels around one group's collectives, on one card
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One rank of eight: what FSDP2 enqueues before and after the all-gather, and before the reduce-scatter, of one block.

pack    hooks before the all-gather, eagerly, one parameter at a time (for mixed_bf16: one foreach copy), then copy-in
unpack  split_with_sizes_copy, then hooks after the all-gather, one parameter at a time
reduce  chunk_cat of the gradients

The calls are those of torch.distributed.fsdp's _fsdp_collectives.py; the hooks are eager PyTorch with the built-in extensions'
numbers. What arrives is compared with what was sent first. Prints one JSON line per size, hook and phase.
"""

from __future__ import annotations

import argparse
import json

import torch
from block_step import HOOKS, RANKS, WIDTHS, shapes
from cuda_clock import CudaClock

BLOCK, SETS = 32, 2


# ---------------------------------------------------------------- hooks: (wires of a shard, parameter of gathered wires)

def keep(shard, amax):
    return [shard]


def keep_back(wires, like, amax, out):
    return wires[0].view(like)


def bf16_back(wires, like, amax, out):
    out.copy_(wires[0].view(like))
    return out


def fp8(shard, amax):
    return [(shard / (amax.clamp(min=1e-12) / 448)).clamp(-448, 448).to(torch.float8_e4m3fn)]


def fp8_back(wires, like, amax, out):
    return torch.mul(wires[0].view(like).to(torch.float32), amax.clamp(min=1e-12) / 448, out=out)


def blocks(shard):
    flat = shard.reshape(-1)
    return torch.nn.functional.pad(flat, (0, -flat.numel() % BLOCK)).view(-1, BLOCK)


def int8(shard, amax):
    x = blocks(shard)
    scale = x.abs().amax(1) / 127
    scale = torch.where(scale == 0, 1.0, scale)
    return [(x / scale[:, None]).round().to(torch.int8), scale]


def from_blocks(codes, scale, like, out):
    """Each rank's part was padded to whole blocks."""
    x = (codes.view(RANKS, -1, BLOCK).to(torch.float32) * scale.view(RANKS, -1, 1)).view(RANKS, -1)
    out.view(RANKS, -1).copy_(x[:, :out.numel() // RANKS])
    return out


def int8_back(wires, like, amax, out):
    return from_blocks(wires[0], wires[1], like, out)


def mxfp8(shard, amax):
    x = blocks(shard)
    exponent = (x.abs().amax(1).view(torch.int32) >> 23).sub(8).clamp(min=0)
    inverse = ((254 - exponent) << 23).view(torch.float32)
    return [(x * inverse[:, None]).clamp(-448, 448).to(torch.float8_e4m3fn), exponent.to(torch.uint8)]


def mxfp8_back(wires, like, amax, out):
    return from_blocks(wires[0], torch.exp2(wires[1].to(torch.float32) - 127), like, out)


PAIRS = {"identity": (keep, keep_back), "mixed_bf16": (None, keep_back), "bf16_cast": (lambda s, a: [s.bfloat16()], bf16_back),
         "fp8": (fp8, fp8_back), "int8": (int8, int8_back), "mxfp8": (mxfp8, mxfp8_back), "two_tensor": (keep, keep_back)}
# The largest |arrived - sent| over the parameter's largest magnitude.
BOUNDS = {"identity": 0, "two_tensor": 0, "mixed_bf16": 2**-8, "bf16_cast": 2**-8, "fp8": 2**-4, "int8": 1 / 127, "mxfp8": 2**-3}


class Group:
    """Buffers of one rank and one set, and what FSDP2 does with them."""

    def __init__(self, size: str, hook: str, device: str, generator: torch.Generator):
        self.pre, self.post = PAIRS[hook]
        self.shapes = list(shapes(size).values()) * (2 if hook == "two_tensor" else 1)
        self.full = [torch.empty(s, device=device).uniform_(-2, 2, generator=generator) for s in self.shapes]
        self.shards = [w.chunk(RANKS)[0] for w in self.full]
        self.amax = [w.abs().amax() for w in self.full] if hook == "fp8" else [None] * len(self.full)
        wires = self.wires(self.shards)
        self.bytes = len({w.dtype for w in wires}) > 1
        flat = [self.flat(w) for w in wires]
        self.sizes = [w.numel() for w in flat]
        self.dtypes = [w.dtype for w in wires]
        self.gathered = torch.empty(RANKS * sum(self.sizes), dtype=flat[0].dtype, device=device)
        self.outputs = [torch.empty(RANKS * w.numel(), dtype=w.dtype, device=device) for w in wires]
        self.arrived = [torch.full_like(w, float("nan")) for w in self.full]
        dtype = torch.bfloat16 if hook == "mixed_bf16" else torch.float32
        self.grads = [w.to(dtype) for w in self.full]
        self.reduce_input = torch.empty(sum(w.numel() for w in self.full), dtype=dtype, device=device)

    def flat(self, wire):
        return wire.contiguous().view(-1).view(torch.uint8) if self.bytes else wire.reshape(-1)

    def wires(self, shards):
        if self.pre is None:  # FSDP2's own path for MixedPrecisionPolicy(param_dtype=bf16)
            numels = [s.numel() for s in shards]
            splits = torch.split(torch.empty(sum(numels), dtype=torch.bfloat16, device=shards[0].device), numels)
            torch._foreach_copy_(splits, [s.reshape(-1) for s in shards])
            return list(splits)
        return [w for s, a in zip(shards, self.amax) for w in self.pre(s, a)]

    def pack(self, rank: int = 0, shards=None):
        slot = self.gathered.narrow(0, rank * sum(self.sizes), sum(self.sizes))
        flat = [self.flat(w) for w in self.wires(shards or self.shards)]
        torch._foreach_copy_(torch.split(slot, self.sizes), flat)

    def unpack(self):
        out = [t.view(RANKS, -1).view(self.gathered.dtype) for t in self.outputs]
        torch.split_with_sizes_copy(self.gathered.view(RANKS, -1), self.sizes, dim=1, out=out)
        wires, count = iter(self.outputs), len(self.outputs) // len(self.shapes)
        self.parameters = [self.post([next(wires) for _ in range(count)], like, amax, into)
                           for like, amax, into in zip(self.shapes, self.amax, self.arrived)]

    def reduce(self):
        torch._chunk_cat(self.grads, dim=0, num_chunks=RANKS, out=self.reduce_input.view(RANKS, -1))

    def check(self, bound: float):
        for rank in range(RANKS):
            self.pack(rank, [w.chunk(RANKS)[rank] for w in self.full])
        self.unpack()
        for sent, arrived in zip(self.full, self.parameters):
            error = ((arrived.float() - sent).abs().max() / sent.abs().max()).item()
            assert error <= bound, f"what arrived is {error} from what was sent, at most {bound}"


def measure(size: str, hook: str, clock: CudaClock) -> list[dict]:
    generator = torch.Generator(device=clock.device).manual_seed(1)
    sets = [Group(size, hook, clock.device, generator) for _ in range(SETS)]
    sets[0].check(BOUNDS[hook])
    lines = []
    for phase in ("pack", "unpack", "reduce"):
        work = lambda sample, phase=phase: getattr(sets[sample % SETS], phase)()  # noqa: E731
        lines.append({"record": "peer_kernel", "size": size, "hook": hook, "phase": phase, "ranks": RANKS,
                      "us": clock.median_us(work), "graph_us": clock.graph_median_us(work)})
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda", help="cpu: whether it runs, not how fast")
    parser.add_argument("--sizes", nargs="*", choices=list(WIDTHS), default=["1MB", "4MB", "64MB", "436MB"])
    parser.add_argument("--hooks", nargs="*", choices=list(HOOKS), default=list(HOOKS))
    options = parser.parse_args()
    clock = CudaClock(options.device)
    for size in options.sizes:
        for hook in options.hooks:
            for line in measure(size, hook, clock):
                print(json.dumps({**line, "torch": torch.__version__, "device": options.device}), flush=True)


if __name__ == "__main__":
    with torch.no_grad():
        main()
