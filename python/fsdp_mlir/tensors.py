# tensors.py - initial values and batches as safetensors
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Files of tensors beside a step, under the names that fsdp-run reads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from torch import Tensor


def save_tensors(tensors: Mapping[str, Tensor], path: Path) -> None:
    from safetensors.torch import save_file
    save_file({n: t.detach().cpu().contiguous().clone() for n, t in tensors.items()}, str(path))


def save_batches(batches: Sequence[Sequence[Mapping[str, Tensor]]], path: Path) -> None:
    """`batches[step][rank]` maps an argument's name to its value."""
    save_tensors({f"step{i}.rank{r}.{name}": value for i, ranks in enumerate(batches)
                  for r, batch in enumerate(ranks) for name, value in batch.items()}, path)
