# export.py - makes step.mlir of this folder
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Exports the training step that this folder ships.

    python examples/llama/export.py [--out DIR] [--layers N] [--width D] ...

Needs PyTorch, torch-mlir and safetensors (python/requirements.txt); using the step does not.
"""

from __future__ import annotations

import argparse
import dataclasses
import sys
from pathlib import Path

import torch

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parents[1] / "python"))

import fsdp_mlir  # noqa: E402
from model import Config, Llama, next_token_loss  # noqa: E402

INITS = {r".*norm\.weight": "ones", ".*": "normal(std=0.02)"}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--out", type=Path, default=HERE)
    parser.add_argument("--batch", type=int, default=4, help="sequences per rank")
    parser.add_argument("--grid", default="2")
    for field in dataclasses.fields(Config):
        parser.add_argument("--" + field.name, type=int, default=field.default)
    options = vars(parser.parse_args())
    out, batch, grid = options.pop("out"), options.pop("batch"), options.pop("grid")
    config = Config(**options)
    torch.manual_seed(0)
    model = Llama(config)
    tokens = torch.zeros(batch, config.length, dtype=torch.int64)
    path = fsdp_mlir.export(model, next_token_loss, {"tokens": tokens, "targets": tokens}, groups=list(model.layers),
                            inits=INITS, grid=grid, save_init=False, path=out)
    count = sum(p.numel() for p in model.parameters())
    print(f"{path}: {count} parameters, {len(path.read_text().splitlines())} lines")


if __name__ == "__main__":
    main()
