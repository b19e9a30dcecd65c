# model_corpus.py - parity cases from tiny models of public libraries
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes cases that fsdp-parity runs: real architectures, a few thousand parameters each.

    PYTHONPATH=python python python/tests/model_corpus.py OUT [--only REGEX] [--ranks 2] [--list]
    for c in OUT/*; do build/bin/fsdp-parity $c; done

Needs transformers, timm, torchvision and, for the jax_ models, flax, beside python/requirements.txt. Everything is seeded.

Expected numbers are those of eager PyTorch (or JAX): each rank computes the loss of its own batch, gradients are the
mean over ranks, floating-point buffers too, and torch.optim updates. `noise.float64` is the largest difference to the
same training in float64, so it says how far rounding alone leads; fsdp-parity allows 4 times that. AdamW's eps is 1e-3:
eps 1e-8 turns the rounding of gradients near zero into steps of full size.
"""

from __future__ import annotations

import argparse
import copy
import json
import re
import sys
import time
import traceback
import warnings
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

import fsdp_mlir
from fsdp_mlir.tensors import save_batches, save_tensors

import corpus_jax  # noqa: F401  registers its models
import corpus_torch  # noqa: F401
from corpus_registry import CASES, Case, JaxCase

STEPS = 2


# ------------------------------------------------------------------ a case on disk
OPTIMIZERS = {"SGD": dict(lr=0.05, momentum=0.9), "AdamW": dict(lr=1e-2, betas=(0.9, 0.95), eps=1e-3, weight_decay=0.1)}


def train(model: nn.Module, item: Case, batches: list, dtype: torch.dtype) -> dict[str, Tensor]:
    """All numbers of unsharded training in `dtype`, by the names of the golden cases."""
    cast = lambda t: t.to(dtype) if t.is_floating_point() else t
    ranks = [copy.deepcopy(model).to(dtype) for _ in batches[0]]
    first = dict(ranks[0].named_parameters())
    optimizer = getattr(torch.optim, item.optimizer)([p for p in first.values() if p.requires_grad],
                                                     foreach=False, **OPTIMIZERS[item.optimizer])
    out: dict[str, Tensor] = {}
    for i, step in enumerate(batches):
        for r, (replica, batch) in enumerate(zip(ranks, step)):
            replica.load_state_dict(first, strict=False)
            replica.zero_grad()
            loss = item.loss(replica, *map(cast, batch.values()))
            loss.backward()
            out[f"loss.step{i}.rank{r}"] = loss.detach().clone()
        grads = {n: [dict(m.named_parameters())[n].grad for m in ranks] for n in first}
        for n, each in grads.items():
            if each[0] is not None:
                first[n].grad = torch.stack(each).sum(0) / len(ranks)
                out[f"grad.step{i}.{n}"] = first[n].grad.clone()
        optimizer.step()
        for n, p in first.items():
            out[f"param.step{i}.{n}"] = p.detach().clone()
        for n in dict(model.named_buffers()):
            each = [dict(m.named_buffers())[n] for m in ranks]
            value = torch.stack(each).mean(0) if each[0].is_floating_point() else each[0].clone()
            for buffer in each:
                buffer.copy_(value)
            out[f"buffer.step{i}.{n}"] = value.clone()
    return out


def prepare(model: nn.Module, item: Case, batch: dict[str, Tensor]) -> None:
    """Makes relative differences meaningful: no parameter starts at zero, and one whose gradient is zero in theory (a
    key's bias under softmax, a bias before a batch norm) is frozen, for its gradient is rounding and nothing else."""
    for p in model.parameters():
        if not p.detach().any():
            nn.init.normal_(p, std=0.1)
    probe = copy.deepcopy(model).double()
    item.loss(probe, *(t.double() if t.is_floating_point() else t for t in batch.values())).backward()
    sizes = {n: p.grad.abs().max().item() for n, p in probe.named_parameters() if p.grad is not None}
    for n, p in model.named_parameters():
        if n in sizes and sizes[n] < 1e-9 * max(sizes.values()):
            p.requires_grad_(False)


def noise(got: dict[str, Tensor], exact: dict[str, Tensor]) -> dict[str, dict[str, float]]:
    worst: dict[str, dict[str, float]] = {}
    for name, value in got.items():
        if not value.is_floating_point():
            continue
        difference = (value.double() - exact[name].double()).abs().max().item()
        relative = difference / max(exact[name].double().abs().max().item(), 1e-30)
        old = worst.setdefault(name.split(".")[0], {"max_abs": 0.0, "max_rel": 0.0})
        old["max_abs"], old["max_rel"] = max(old["max_abs"], difference), max(old["max_rel"], relative)
    return worst


def optimizer_entry(name: str) -> dict[str, Any]:
    return {"name": name, **{k: list(v) if isinstance(v, tuple) else v for k, v in OPTIMIZERS[name].items()}}


def case_json(name: str, ranks: int, parameters: list[str], trained: list[str], labels: dict[str, str],
              buffers: list[str], optimizer: str, worst: dict) -> dict[str, Any]:
    order = sorted(set(labels.values()), key=lambda g: int(g[5:]))
    groups = [[n for n in parameters if labels.get(n) == g] for g in order]
    return {"name": name, "mesh": [ranks], "mesh_dims": ["shard"],
            "groups": groups + [[n for n in parameters if n not in labels]], "extension": None,
            "optimizer": optimizer_entry(optimizer), "clip_grad_norm": None, "steps": STEPS, "microbatches": 1,
            "frozen": [n for n in parameters if n not in trained], "results": ["loss"] + ["grad." + n for n in trained],
            "saved_steps": {"grad": list(range(STEPS)), "param": list(range(STEPS))}, "noise": {"float64": worst},
            **({"buffers": {n: "mean over ranks" for n in buffers}} if buffers else {})}


def jax_train(item: JaxCase, batches: list, x64: bool) -> dict[str, Tensor]:
    """As `train`: gradients by JAX, updates by torch.optim."""
    import jax
    import jax.numpy as jnp
    import numpy as np
    with jax.enable_x64(x64):
        real = np.float64 if x64 else np.float32
        leaves, tree = jax.tree_util.tree_flatten_with_path(item.parameters)
        names = [".".join(k.key for k in keys) for keys, _ in leaves]
        first = {n: nn.Parameter(torch.from_numpy(np.array(v, real))) for n, (_, v) in zip(names, leaves)}
        optimizer = getattr(torch.optim, item.optimizer)(first.values(), foreach=False, **OPTIMIZERS[item.optimizer])
        gradient, out = jax.jit(jax.value_and_grad(item.loss)), {}
        cast = lambda t: jnp.asarray(t.numpy().astype(real) if t.is_floating_point() else t.numpy())
        for i, step in enumerate(batches):
            values = jax.tree_util.tree_unflatten(tree, [jnp.asarray(p.detach().numpy()) for p in first.values()])
            each = []
            for r, batch in enumerate(step):
                loss, grads = gradient(values, *map(cast, batch.values()))
                out[f"loss.step{i}.rank{r}"] = torch.from_numpy(np.array(loss))
                each.append([torch.from_numpy(np.array(g)) for g in jax.tree_util.tree_leaves(grads)])
            for n, parts in zip(names, zip(*each)):
                first[n].grad = torch.stack(parts).sum(0) / len(parts)
                out[f"grad.step{i}.{n}"] = first[n].grad.clone()
            optimizer.step()
            out.update({f"param.step{i}.{n}": p.detach().clone() for n, p in first.items()})
    return out


def write_jax_case(name: str, item: JaxCase, folder: Path, ranks: int) -> None:
    import jax.numpy as jnp
    generator = torch.Generator().manual_seed(1)
    batches = [[item.batch(generator) for _ in range(ranks)] for _ in range(STEPS)]
    fsdp_mlir.export_jax(item.loss, item.parameters, {n: jnp.asarray(t.numpy()) for n, t in batches[0][0].items()},
                         groups=item.groups, grid=str(ranks), path=folder)
    save_batches(batches, folder / "batch.safetensors")
    got, exact = (jax_train(item, batches, x64) for x64 in (False, True))
    trained = [n.split(".", 2)[2] for n in got if n.startswith("grad.step0.")]
    finish_case(name, folder, ranks, trained, trained, [], item.optimizer, got, exact)


def finish_case(name: str, folder: Path, ranks: int, parameters: list[str], trained: list[str], buffers: list[str],
                optimizer: str, got: dict[str, Tensor], exact: dict[str, Tensor]) -> None:
    text = (folder / "step.mlir").read_text()
    labels = {n: g for g, n in re.findall(r'fsdp\.group = "(group\d+)", fsdp\.param = "([^"]+)"', text)}
    save_tensors(got, folder / "expected.safetensors")
    description = case_json(name, ranks, parameters, trained, labels, buffers, optimizer, noise(got, exact))
    (folder / "case.json").write_text(json.dumps(description, indent=1))


def write_case(name: str, folder: Path, ranks: int) -> None:
    torch.manual_seed(0)
    item = CASES[name]()
    if isinstance(item, JaxCase):
        return write_jax_case(name, item, folder, ranks)
    model = item.model.train()
    generator = torch.Generator().manual_seed(1)
    batches = [[item.batch(generator) for _ in range(ranks)] for _ in range(STEPS)]
    prepare(model, item, batches[0][0])
    fsdp_mlir.export(model, item.loss, batches[0][0], groups=item.groups, grid=str(ranks), batches=batches, path=folder)
    got, exact = (train(model, item, batches, d) for d in (torch.float32, torch.float64))
    trained = [n.split(".", 2)[2] for n in got if n.startswith("grad.step0.")]
    updated = re.findall(r'fsdp\.update = "([^"]+)"', (folder / "step.mlir").read_text())
    finish_case(name, folder, ranks, [n for n, _ in model.named_parameters()], trained, updated, item.optimizer, got,
                exact)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path, nargs="?")
    parser.add_argument("--only", default="", help="regular expression of names")
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--list", action="store_true")
    options = parser.parse_args()
    names = [n for n in CASES if re.search(options.only, n)]
    if options.list or not options.out:
        print("\n".join(names))
        return 0
    failed = 0
    for name in names:
        begin = time.time()
        try:
            write_case(name, options.out / name, options.ranks)
            print(f"{name}: {time.time() - begin:.1f} s", flush=True)
        except Exception as error:  # one model less, with its reason
            failed += 1
            print(f"{name}: FAILED: {type(error).__name__}: {str(error)[:1500]}", flush=True)
            traceback.print_exc(file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    warnings.filterwarnings("ignore")
    sys.exit(main())
