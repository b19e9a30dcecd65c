# fsdp2_train.py - a training step of the benchmark's language model under FSDP2 over gloo
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One process per rank, fully_shard per block and root, one thread each, fused AdamW.

Prints one JSON line: seconds of every step after the first, and the losses of rank 0.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
import warnings
from pathlib import Path

import torch
import torch.distributed as dist
import torch.multiprocessing as multiprocessing
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "examples/llama"))
import hooks  # noqa: E402
from language_models import BATCH, MODELS  # noqa: E402
from model import Llama, next_token_loss  # noqa: E402


def worker(rank: int, options, rendezvous: str) -> None:
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    torch.manual_seed(0)
    config = MODELS[options.model]
    model = Llama(config)
    for p in model.parameters():
        if p.dim() > 1:
            torch.nn.init.normal_(p, std=0.02)
    dist.init_process_group("gloo", init_method="file://" + rendezvous, rank=rank, world_size=options.ranks)
    mesh = init_device_mesh("cpu", (options.ranks,))
    if options.extension != "identity":
        for module in model.modules():
            for name, p in list(module.named_parameters(recurse=False)):
                setattr(module, name, hooks.attach(p, options.extension))
    for unit in [*model.layers, model]:
        fully_shard(unit, mesh=mesh)
    optimizer = torch.optim.AdamW(model.parameters(), lr=3e-4, betas=(0.9, 0.95), weight_decay=0.1, fused=True)
    draw = torch.Generator().manual_seed(rank + 1)
    windows = torch.randint(0, config.vocabulary, (BATCH, config.length + 1), generator=draw)
    seconds, losses = [], []
    for _ in range(options.steps + 1):
        dist.barrier()
        start = time.perf_counter()
        loss = next_token_loss(model, windows[:, :-1], windows[:, 1:])
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        seconds.append(time.perf_counter() - start)
        losses.append(loss.item())
    if rank == 0:
        print(json.dumps({"model": options.model, "torch": torch.__version__, "seconds": seconds[1:], "losses": losses}),
              flush=True)
    dist.destroy_process_group()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=list(MODELS), default="15m")
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--steps", type=int, default=6)
    parser.add_argument("--extension", choices=["identity", "bf16_cast"], default="identity")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        multiprocessing.start_processes(worker, (options, folder + "/meet"), options.ranks, start_method="fork")
