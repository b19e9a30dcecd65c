# export.py - makes step.mlir of this folder
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Exports the training step that this folder ships: the model of examples/llama with its weights frozen, and low-rank
adapters (LoRA) beside every linear layer of its blocks, which are trained.

    python examples/qlora/export.py [--out DIR] [--rank R] [--layers N] [--width D] ...

The model says nothing of how its frozen weights are stored. Needs PyTorch, torch-mlir and safetensors
(python/requirements.txt); using the step does not.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

import torch
from torch import Tensor, nn

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE.parents[1] / "python"), str(HERE.parent / "llama")]

import fsdp_mlir  # noqa: E402
from model import Config, Llama, next_token_loss  # noqa: E402

INITS = {r".*norm\.weight": "ones", r".*\.lora_b": "zeros", ".*": "normal(std=0.02)"}


class Adapted(nn.Module):
    """x W^T + (x A^T) B^T with W frozen; B begins at zero."""

    def __init__(self, base: nn.Linear, rank: int):
        super().__init__()
        self.base = base
        self.lora_a = nn.Parameter(torch.randn(rank, base.in_features) * 0.02)
        self.lora_b = nn.Parameter(torch.zeros(base.out_features, rank))

    def forward(self, x: Tensor) -> Tensor:
        return self.base(x) + (x @ self.lora_a.T) @ self.lora_b.T


def adapt(module: nn.Module, rank: int) -> None:
    for name, child in list(module.named_children()):
        if isinstance(child, nn.Linear):
            setattr(module, name, Adapted(child, rank))
        else:
            adapt(child, rank)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--batch", type=int, default=4, help="sequences per rank")
    parser.add_argument("--grid", default="2")
    parser.add_argument("--rank", type=int, default=4)
    for field in dataclasses.fields(Config):
        parser.add_argument("--" + field.name, type=int, default={"layers": 2, "length": 64}.get(field.name, field.default))
    options = vars(parser.parse_args())
    out, batch, grid, rank = (options.pop(name) for name in ("out", "batch", "grid", "rank"))
    config = Config(**options)
    torch.manual_seed(0)
    model = Llama(config).requires_grad_(False)
    adapt(model.layers, rank)
    tokens = torch.zeros(batch, config.length, dtype=torch.int64)
    path = fsdp_mlir.export(model, next_token_loss, {"tokens": tokens, "targets": tokens}, groups=list(model.layers),
                            inits=INITS, grid=grid, save_init=False, path=out)
    trained = sum(p.numel() for p in model.parameters() if p.requires_grad)
    frozen = sum(p.numel() for p in model.parameters()) - trained
    print(f"{path}: {frozen} frozen and {trained} trained parameters, {len(path.read_text().splitlines())} lines")


if __name__ == "__main__":
    main()
