#!/usr/bin/env python3
# collective_cases.py - FSDP2 beside collectives of the model's own, as cases of fsdp-parity
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   python collective_cases.py OUT
#
# Four processes (gloo) train, and what they computed goes into folders of OUT:
#   sync_norm_4             fully_shard over 4 ranks; normalised by the statistics of all ranks' rows, which
#   sync_norm_2x2           torch.distributed.nn.functional.all_reduce joins, also in backward; the latter over replicas and
#                           shards, in two microbatches
#   sequence_parallel_1x2x2 parallelize_module (SequenceParallel, ColwiseParallel, RowwiseParallel with sharded activations)
#                           over "tp", fully_shard over "dp"
# The steps are those of collective_step.py. The noise is the difference to the same in float64 on one process, where the
# statistics are of all rows at once.

import json
import os
import sys

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from collective_step import SequenceSizes, SyncSizes, write_step
from safetensors.torch import save_file
from tensor_parallel_case import CLIP, OPTIMIZER, STEPS, full, make_optimizer, measure_noise
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.nn.functional import all_reduce
from torch.distributed.tensor import Replicate, Shard
from torch.distributed.tensor.parallel import (
    ColwiseParallel,
    PrepareModuleInput,
    RowwiseParallel,
    SequenceParallel,
    parallelize_module,
)

RANKS = 4


def total(value):
    """The sum over ranks; alone there is nothing to add, all rows are here."""
    return all_reduce(value) if dist.is_initialized() else value


class SyncNorm(nn.Module):
    def __init__(self, width, eps):
        super().__init__()
        self.weight, self.bias, self.eps = nn.Parameter(torch.ones(width)), nn.Parameter(torch.zeros(width)), eps

    def forward(self, x):
        rows = x.shape[0] * (RANKS if dist.is_initialized() else 1)
        centred = x - total(x.sum(0)) / rows
        variance = total((centred * centred).sum(0)) / rows
        return centred * torch.rsqrt(variance + self.eps) * self.weight + self.bias


class SyncBlock(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.up = nn.Linear(sizes.width, sizes.hidden, bias=False)
        self.norm = SyncNorm(sizes.hidden, sizes.eps)
        self.down = nn.Linear(sizes.hidden, sizes.width)

    def forward(self, x):
        return x + self.down(torch.relu(self.norm(self.up(x))))


class SequenceBlock(nn.Module):
    def __init__(self, sizes):
        super().__init__()
        self.norm = nn.RMSNorm(sizes.width, eps=sizes.eps)
        self.up = nn.Linear(sizes.width, sizes.hidden)
        self.down = nn.Linear(sizes.hidden, sizes.width)

    def forward(self, x):
        return x + self.down(torch.relu(self.up(self.norm(x))))


class Model(nn.Module):
    def __init__(self, sizes, block):
        super().__init__()
        self.blocks = nn.ModuleList(block(sizes) for _ in range(sizes.blocks))
        self.head = nn.Linear(sizes.width, sizes.out)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)


class SyncCase:
    def __init__(self, mesh, microbatches):
        self.name, self.mesh, self.microbatches = f"sync_norm_{'x'.join(map(str, mesh))}", mesh, microbatches
        self.mesh_dims = ["replicate", "shard"][-len(mesh) :]
        self.kind, self.sizes, self.data_ranks = "sync_norm", SyncSizes(), RANKS

    def make_model(self):
        torch.manual_seed(0)
        model = Model(self.sizes, SyncBlock)
        for block in model.blocks:
            nn.init.uniform_(block.norm.weight, 0.5, 1.5)
            nn.init.uniform_(block.norm.bias, -0.5, 0.5)
        return model

    def parallelize(self, model):
        mesh = init_device_mesh("cpu", self.mesh, mesh_dim_names=self.mesh_dims)
        for block in model.blocks:
            fully_shard(block, mesh=mesh)
        fully_shard(model, mesh=mesh)

    def draw(self, generator):
        s = self.sizes
        normal = lambda *shape: torch.randn(*shape, generator=generator)
        return {
            "x": normal(s.rows, s.width),
            "target": normal(s.rows, s.out),
            "weight": torch.randint(0, 3, (s.rows,), generator=generator).float(),
        }

    def loss(self, model, batch):
        error = model(batch["x"]) - batch["target"]
        share = RANKS / total(batch["weight"].sum())
        return (batch["weight"][:, None] * error * error).sum() * share

    def losses_alone(self, model, batches):
        """Each rank's, whose mean is trained."""
        whole = {name: torch.cat([batch[name] for batch in batches]) for name in batches[0]}
        error = model(whole["x"]) - whole["target"]
        squares = (whole["weight"][:, None] * error * error).view(RANKS, -1).sum(1)
        return squares * RANKS / whole["weight"].sum()


class SequenceCase:
    name, mesh, mesh_dims = "sequence_parallel_1x2x2", (1, 2, 2), ["replicate", "shard", "model"]
    kind, sizes, data_ranks, microbatches = "sequence", SequenceSizes(), 2, 1

    def make_model(self):
        torch.manual_seed(0)
        model = Model(self.sizes, SequenceBlock)
        for block in model.blocks:
            nn.init.uniform_(block.norm.weight, 0.5, 1.5)
        return model

    def parallelize(self, model):
        mesh = init_device_mesh("cpu", self.mesh[1:], mesh_dim_names=("dp", "tp"))
        split = PrepareModuleInput(input_layouts=Replicate(), desired_input_layouts=Shard(1), use_local_output=True)
        parallelize_module(model.blocks[0], mesh["tp"], split)
        for block in model.blocks:
            plan = {
                "norm": SequenceParallel(use_local_output=True),
                "up": ColwiseParallel(input_layouts=Shard(1)),
                "down": RowwiseParallel(output_layouts=Shard(1)),
            }
            parallelize_module(block, mesh["tp"], plan)
            fully_shard(block, mesh=mesh["dp"])
        head = ColwiseParallel(input_layouts=Shard(1), output_layouts=Replicate())
        parallelize_module(model, mesh["tp"], {"head": head})
        fully_shard(model, mesh=mesh["dp"])

    def draw(self, generator):
        return {name: torch.randn(*shape, generator=generator) for name, shape in self.sizes.batch().items()}

    def loss(self, model, batch):
        return nn.functional.mse_loss(model(batch["x"]), batch["target"])

    def losses_alone(self, model, batches):
        return torch.stack([self.loss(model, batch) for batch in batches])


CASES = [SyncCase((4,), 1), SyncCase((2, 2), 2), SequenceCase()]


def make_batch(case, step, micro, rank):
    return case.draw(torch.Generator().manual_seed(1000 + 100 * step + 10 * micro + rank))


def micro_name(case, micro):
    return f".micro{micro}" if case.microbatches > 1 else ""


def train(rank, case, folder):
    os.environ.update(MASTER_ADDR="localhost", MASTER_PORT="29532")
    dist.init_process_group("gloo", rank=rank, world_size=RANKS)
    model = case.make_model()
    case.parallelize(model)
    optimizer = make_optimizer(model.parameters())
    saved, data_rank = {}, rank * case.data_ranks // RANKS
    for step in range(STEPS):
        for micro in range(case.microbatches):
            model.set_requires_gradient_sync(micro + 1 == case.microbatches)
            loss = case.loss(model, make_batch(case, step, micro, data_rank))
            loss.backward()
            saved[f"loss.step{step}{micro_name(case, micro)}.rank{data_rank}"] = loss.detach().clone()
        for name, parameter in model.named_parameters():
            saved[f"grad.step{step}.{name}"] = full(parameter.grad)
        saved[f"norm.step{step}"] = full(nn.utils.clip_grad_norm_(model.parameters(), CLIP))
        optimizer.step()
        optimizer.zero_grad()
        for name, parameter in model.named_parameters():
            saved[f"param.step{step}.{name}"] = full(parameter)
    torch.save(saved, f"{folder}/rank{rank}.pt")
    dist.destroy_process_group()


def train_alone(case):
    model = case.make_model().double()
    optimizer = make_optimizer(model.parameters())
    saved = {}
    for step in range(STEPS):
        for micro in range(case.microbatches):
            drawn = [make_batch(case, step, micro, rank) for rank in range(case.data_ranks)]
            losses = case.losses_alone(model, [{k: v.double() for k, v in batch.items()} for batch in drawn])
            losses.mean().backward()
            for rank, loss in enumerate(losses):
                saved[f"loss.step{step}{micro_name(case, micro)}.rank{rank}"] = loss.detach()
        for name, parameter in model.named_parameters():
            saved[f"grad.step{step}.{name}"] = parameter.grad.clone()
        saved[f"norm.step{step}"] = nn.utils.clip_grad_norm_(model.parameters(), CLIP).detach()
        optimizer.step()
        optimizer.zero_grad()
        for name, parameter in model.named_parameters():
            saved[f"param.step{step}.{name}"] = parameter.detach().clone()
    return saved


def collect(folder):
    expected = {}
    for rank in range(RANKS):
        for name, value in torch.load(f"{folder}/rank{rank}.pt").items():
            if name in expected and not torch.equal(expected[name], value):
                sys.exit(f"ranks differ in {name}")
            expected[name] = value
        os.remove(f"{folder}/rank{rank}.pt")
    return expected


def write_case(case, folder):
    os.makedirs(folder, exist_ok=True)
    parameters = dict(case.make_model().named_parameters())
    assert {name: tuple(p.shape) for name, p in parameters.items()} == case.sizes.parameters()
    mp.spawn(train, (case, folder), nprocs=RANKS)
    expected = collect(folder)
    save_file({name: p.detach().contiguous() for name, p in parameters.items()}, f"{folder}/init.safetensors")
    batches = {}
    for step in range(STEPS):
        for micro in range(case.microbatches):
            for rank in range(case.data_ranks):
                for name, value in make_batch(case, step, micro, rank).items():
                    batches[f"step{step}{micro_name(case, micro)}.rank{rank}.{name}"] = value
    save_file(batches, f"{folder}/batch.safetensors")
    save_file(expected, f"{folder}/expected.safetensors")
    write_step(case.kind, f"{folder}/step.mlir", case.mesh)
    groups = [[n for n in parameters if n.startswith(f"blocks.{i}.")] for i in range(case.sizes.blocks)]
    said = {
        "name": case.name,
        "mesh": list(case.mesh),
        "mesh_dims": case.mesh_dims,
        "groups": groups + [[n for n in parameters if n.startswith("head.")]],
        "reshard_after_forward": None,
        "optimizer": OPTIMIZER,
        "clip_grad_norm": CLIP,
        "steps": STEPS,
        "microbatches": case.microbatches,
        "results": ["loss"] + [f"grad.{n}" for n in parameters],
        "saved_steps": {"grad": list(range(STEPS)), "param": list(range(STEPS))},
        "noise": {"float64": measure_noise(expected, train_alone(case))},
        "made_by": f"collective_cases.py, torch {torch.__version__.split('+')[0]}, gloo",
    }
    with open(f"{folder}/case.json", "w") as file:
        json.dump(said, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    for case in CASES:
        write_case(case, os.path.join(sys.argv[1], case.name))
