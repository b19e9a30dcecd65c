#!/usr/bin/env python3
# tensor_parallel_case.py - FSDP2 over tensor parallelism, as a case of fsdp-parity
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
#
#   python tensor_parallel_case.py OUT
#
# Four processes (gloo) train residual MLP blocks with torch's own parallelize_module over "tp" (column-wise, then
# row-wise) and fully_shard over "dp" of a 2-D mesh. What they computed goes into OUT, with the program of one
# tensor-parallel rank: its parameters have their local shapes, its collectives are shard.all_reduce over the grid's
# last axis. The noise is the difference to the same training in float64 on one process.

import json
import os
import sys

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from safetensors.torch import save_file
from tensor_parallel_step import Sizes, write_step
from torch import nn
from torch.distributed.device_mesh import init_device_mesh
from torch.distributed.fsdp import fully_shard
from torch.distributed.tensor import DTensor, Replicate, distribute_module
from torch.distributed.tensor.parallel import ColwiseParallel, RowwiseParallel, parallelize_module

NAME = "tensor_parallel_1x2x2"
DP, TP = 2, 2
SIZES = Sizes()
STEPS, CLIP = 4, 0.25
OPTIMIZER = {"name": "AdamW", "lr": 0.01, "betas": [0.9, 0.95], "eps": 1e-8, "weight_decay": 0.1}


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.norm = nn.RMSNorm(SIZES.width, eps=SIZES.eps)
        self.up = nn.Linear(SIZES.width, SIZES.hidden)
        self.down = nn.Linear(SIZES.hidden, SIZES.width)

    def forward(self, x):
        return x + self.down(torch.relu(self.up(self.norm(x))))


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.blocks = nn.ModuleList(Block() for _ in range(SIZES.blocks))
        self.head = nn.Linear(SIZES.width, SIZES.out)

    def forward(self, x):
        for block in self.blocks:
            x = block(x)
        return self.head(x)


def make_model():
    torch.manual_seed(0)
    model = Model()
    for block in model.blocks:
        nn.init.uniform_(block.norm.weight, 0.5, 1.5)
    return model


def make_batch(step, rank):
    generator = torch.Generator().manual_seed(1000 + 10 * step + rank)
    draw = lambda width: torch.randn(SIZES.rows, width, generator=generator)
    return draw(SIZES.width), draw(SIZES.out)


def make_optimizer(parameters):
    return torch.optim.AdamW(
        parameters,
        lr=OPTIMIZER["lr"],
        betas=tuple(OPTIMIZER["betas"]),
        eps=OPTIMIZER["eps"],
        weight_decay=OPTIMIZER["weight_decay"],
    )


def replicate(module, mesh):
    """Parameters that every rank of `mesh` has, around tensors that every rank has."""
    distribute_module(
        module,
        mesh,
        input_fn=lambda _, inputs, mesh: (DTensor.from_local(inputs[0], mesh, [Replicate()], run_check=False),),
        output_fn=lambda _, output, mesh: output.to_local(),
    )


def parallelize(model, mesh):
    for block in model.blocks:
        replicate(block.norm, mesh["tp"])
        parallelize_module(block, mesh["tp"], {"up": ColwiseParallel(), "down": RowwiseParallel()})
        fully_shard(block, mesh=mesh["dp"])
    replicate(model.head, mesh["tp"])
    fully_shard(model, mesh=mesh["dp"])


def full(tensor):
    return (tensor.full_tensor() if isinstance(tensor, DTensor) else tensor).detach().clone().contiguous()


def train(rank, folder):
    os.environ.update(MASTER_ADDR="localhost", MASTER_PORT="29531")
    dist.init_process_group("gloo", rank=rank, world_size=DP * TP)
    mesh = init_device_mesh("cpu", (DP, TP), mesh_dim_names=("dp", "tp"))
    model = make_model()
    parallelize(model, mesh)
    optimizer = make_optimizer(model.parameters())
    saved = {}
    for step in range(STEPS):
        x, target = make_batch(step, rank // TP)
        loss = nn.functional.mse_loss(model(x), target)
        loss.backward()
        saved[f"loss.step{step}.rank{rank // TP}"] = loss.detach().clone()
        for name, parameter in model.named_parameters():
            saved[f"grad.step{step}.{name}"] = full(parameter.grad)
        norm = nn.utils.clip_grad_norm_(model.parameters(), CLIP)
        saved[f"norm.step{step}"] = full(norm)
        optimizer.step()
        optimizer.zero_grad()
        for name, parameter in model.named_parameters():
            saved[f"param.step{step}.{name}"] = full(parameter)
    placements = {name: str(p.placements) for name, p in model.named_parameters()}
    torch.save((saved, placements), f"{folder}/rank{rank}.pt")
    dist.destroy_process_group()


def train_alone():
    """The same in float64, gradients averaged over the data ranks."""
    model = make_model().double()
    optimizer = make_optimizer(model.parameters())
    saved = {}
    for step in range(STEPS):
        for rank in range(DP):
            x, target = (t.double() for t in make_batch(step, rank))
            loss = nn.functional.mse_loss(model(x), target)
            (loss / DP).backward()
            saved[f"loss.step{step}.rank{rank}"] = loss.detach()
        for name, parameter in model.named_parameters():
            saved[f"grad.step{step}.{name}"] = parameter.grad.clone()
        saved[f"norm.step{step}"] = nn.utils.clip_grad_norm_(model.parameters(), CLIP).detach()
        optimizer.step()
        optimizer.zero_grad()
        for name, parameter in model.named_parameters():
            saved[f"param.step{step}.{name}"] = parameter.detach().clone()
    return saved


def measure_noise(saved, exact):
    noise = {}
    for name, value in exact.items():
        difference = (saved[name].double() - value).abs().max().item()
        entry = noise.setdefault(name.split(".")[0], {"max_abs": 0.0, "max_rel": 0.0})
        entry["max_abs"] = max(entry["max_abs"], difference)
        entry["max_rel"] = max(entry["max_rel"], difference / value.abs().max().item())
    return noise


def main(folder):
    os.makedirs(folder, exist_ok=True)
    parameters = dict(make_model().named_parameters())
    mp.spawn(train, (folder,), nprocs=DP * TP)
    ranks = []
    for rank in range(DP * TP):
        ranks.append(torch.load(f"{folder}/rank{rank}.pt"))
        os.remove(f"{folder}/rank{rank}.pt")
    expected, placements = {}, ranks[0][1]
    for saved, _ in ranks:
        for name, value in saved.items():
            if name in expected and not torch.equal(expected[name], value):
                sys.exit(f"ranks differ in {name}")
            expected[name] = value
    save_file({name: p.detach().contiguous() for name, p in parameters.items()}, f"{folder}/init.safetensors")
    batches = {}
    for step in range(STEPS):
        for rank in range(DP):
            for name, value in zip(("x", "target"), make_batch(step, rank)):
                batches[f"step{step}.rank{rank}.{name}"] = value
    save_file(batches, f"{folder}/batch.safetensors")
    save_file(expected, f"{folder}/expected.safetensors")
    assert {name: tuple(p.shape) for name, p in parameters.items()} == SIZES.parameters()
    write_step(f"{folder}/step.mlir", SIZES, (1, DP, TP))
    groups = [[n for n in parameters if n.startswith(f"blocks.{i}.")] for i in range(SIZES.blocks)]
    case = {
        "name": NAME,
        "mesh": [1, DP, TP],
        "mesh_dims": ["replicate", "shard", "model"],
        "groups": groups + [[n for n in parameters if n.startswith("head.")]],
        "placements": placements,
        "reshard_after_forward": None,
        "optimizer": OPTIMIZER,
        "clip_grad_norm": CLIP,
        "steps": STEPS,
        "results": ["loss"] + [f"grad.{n}" for n in parameters],
        "saved_steps": {"grad": list(range(STEPS)), "param": list(range(STEPS))},
        "noise": {"float64": measure_noise(expected, train_alone())},
        "made_by": f"tensor_parallel_case.py, torch {torch.__version__.split('+')[0]}, gloo",
    }
    with open(f"{folder}/case.json", "w") as file:
        json.dump(case, file, indent=1)
        file.write("\n")


if __name__ == "__main__":
    main(sys.argv[1])
