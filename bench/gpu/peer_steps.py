#!/usr/bin/env python3
# peer_steps.py - FSDP2 with one rank: its unshard and its training step, eager and compiled
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints one JSON line per figure; times are the wall clock's until the GPU is done, medians."""

from __future__ import annotations

import argparse
import json
import sys
import tempfile

import hooks
import torch
import torch.distributed as dist
from block_step import shapes
from cuda_clock import CudaClock
from language_models import BATCH, MODELS
from model import Llama, next_token_loss
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import MixedPrecisionPolicy, fully_shard

# FSDP2's own, and a tensor subclass of bench/peers. Not two_tensor: with one rank FSDP2 gives a hook one wire only.
UNSHARD_HOOKS = ("identity", "mixed_bf16", "bf16_cast")


def policy(bf16: bool) -> MixedPrecisionPolicy:
    return MixedPrecisionPolicy(param_dtype=torch.bfloat16 if bf16 else None, reduce_dtype=torch.float32 if bf16 else None)


def unshard(size: str, hook: str, mesh, clock: CudaClock, repetitions: int) -> dict:
    module = nn.Module()
    for name, shape in shapes(size).items():
        extension = "bf16_cast" if hook == "bf16_cast" else "identity"
        module.register_parameter(name, hooks.attach(torch.randn(shape, device=clock.device), extension))
    fully_shard(module, mesh=mesh, mp_policy=policy(hook == "mixed_bf16"))
    return {"record": "peer_unshard", "size": size, "hook": hook,
            "ms": clock.median_ms_of_host(module.unshard, repetitions, before=module.reshard)}


def step(name: str, dtype: str, compiled: bool, mesh, clock: CudaClock, repetitions: int) -> dict:
    torch.manual_seed(0)
    config = MODELS[name]
    model = Llama(config).to(clock.device)
    for p in model.parameters():
        if p.dim() > 1:
            nn.init.normal_(p, std=0.02)
    for unit in model.layers:
        if compiled:
            unit.compile()
        fully_shard(unit, mesh=mesh, mp_policy=policy(dtype == "bf16"))
    fully_shard(model, mesh=mesh, mp_policy=policy(dtype == "bf16"))
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
    draw = torch.Generator(device="cpu").manual_seed(1)
    windows = torch.randint(0, config.vocabulary, (BATCH, config.length + 1), generator=draw, device="cpu").to(clock.device)
    losses = []

    def once():
        loss = next_token_loss(model, windows[:, :-1], windows[:, 1:])
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.detach())

    milliseconds = clock.median_ms_of_host(once, repetitions)
    return {"record": "peer_step", "model": name, "dtype": dtype, "compiled": compiled, "ms": milliseconds,
            "first_loss": losses[0].item(), "last_loss": losses[-1].item()}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--device", choices=["cuda", "cpu"], default="cuda", help="cpu: whether it runs, not how fast")
    parser.add_argument("--sizes", nargs="*", default=["1MB", "4MB", "64MB", "436MB"])
    parser.add_argument("--hooks", nargs="*", choices=UNSHARD_HOOKS, default=list(UNSHARD_HOOKS))
    parser.add_argument("--models", nargs="*", choices=list(MODELS), default=["15m", "60m"])
    parser.add_argument("--dtypes", nargs="*", choices=["f32", "bf16"], default=["f32", "bf16"])
    parser.add_argument("--no-compile", action="store_true", help="leave torch.compile out")
    parser.add_argument("--repetitions", type=int, default=30)
    options = parser.parse_args()
    clock = CudaClock(options.device)
    torch.set_default_device(options.device)  # the model makes its positions where it is
    with tempfile.TemporaryDirectory() as folder:
        dist.init_process_group("nccl" if options.device == "cuda" else "gloo", init_method=f"file://{folder}/meet", rank=0,
                                world_size=1)
        mesh = init_device_mesh(options.device, (1,))
        works = [lambda s=s, h=h: unshard(s, h, mesh, clock, options.repetitions) for s in options.sizes for h in options.hooks]
        works += [lambda m=m, d=d, c=c: step(m, d, c, mesh, clock, options.repetitions) for m in options.models
                  for d in options.dtypes for c in ([False] if options.no_compile else [False, True])]
        failed = False
        for work in works:
            try:
                line = work()
            except Exception as error:  # noqa: BLE001 - of one figure, whatever PyTorch raises
                failed = True
                line = {"record": "failure", "what": "FSDP2 with one rank", "why": f"{type(error).__name__}: {error}"[:600]}
            print(json.dumps({**line, "torch": torch.__version__, "device": options.device}), flush=True)
        dist.destroy_process_group()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
