# fsdp2_unshard.py - FSDP2 over gloo unsharding one group of parameters
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Prints one JSON line per group and extension: seconds on rank 0 of

unshard  pre hook, copy-in, all-gather, copy-out, post hook (from the second call on)
memcpy   a plain copy of the group's full fp32 bytes, made by every rank at the same time
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
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
import groups  # noqa: E402
import hooks  # noqa: E402


def timed(function, before, repetitions: int) -> list[float]:
    seconds = []
    for _ in range(repetitions):
        before()
        dist.barrier()
        start = time.perf_counter()
        function()
        seconds.append(time.perf_counter() - start)
    return seconds


def measure(name: str, extension: str, mesh, repetitions: int) -> dict:
    rows = groups.ROWS[name]
    source, target = torch.ones(sum(rows) * groups.WIDTH), torch.zeros(sum(rows) * groups.WIDTH)
    target.copy_(source)
    copies = timed(lambda: target.copy_(source), lambda: None, repetitions)
    del source, target
    module = nn.Module()
    for i, n in enumerate(rows):
        module.register_parameter(f"w{i}", hooks.attach(torch.randn(n, groups.WIDTH), extension))
    fully_shard(module, mesh=mesh)
    module.unshard()
    module.reshard()
    return {"group": name, "extension": extension, "unshard": timed(module.unshard, module.reshard, repetitions),
            "memcpy": copies}


def worker(rank: int, options, rendezvous: str) -> None:
    warnings.filterwarnings("ignore")
    torch.set_num_threads(1)
    dist.init_process_group("gloo", init_method="file://" + rendezvous, rank=rank, world_size=options.ranks)
    mesh = init_device_mesh("cpu", (options.ranks,))
    for cell in options.cells:
        result = measure(*cell.split("."), mesh, options.repetitions)
        if rank == 0:
            print(json.dumps({**result, "torch": torch.__version__}), flush=True)
    dist.barrier()
    dist.destroy_process_group()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--repetitions", type=int, default=9)
    parser.add_argument("--cells", nargs="*", metavar="GROUP.EXTENSION",
                        default=[f"{n}.{e}" for n in groups.ROWS for e in groups.EXTENSIONS])
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        multiprocessing.start_processes(worker, (options, folder + "/meet"), options.ranks, start_method="fork")
