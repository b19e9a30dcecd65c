# checkpoints.py - what a model marks by torch.utils.checkpoint
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Which parameters compute inside of checkpointed regions.

The compiler computes again by group and by value (fsdp-recompute), so a trace needs the plain computation and the names
only. Eager checkpointing would hide the region's gradients from AOTAutograd where it is reentrant, and compute twice where
it is not. The functions replaced here are looked up by `checkpoint` when it is called, however a model imported it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from unittest import mock

import torch.utils.checkpoint
from torch import Tensor
from torch.overrides import TorchFunctionMode
from torch.utils._pytree import tree_leaves


class _Reader(TorchFunctionMode):
    """Notes the parameters that functions are called with."""

    def __init__(self, names: Mapping[int, str], found: set[str]):
        super().__init__()
        self.names, self.found = names, found

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        for value in tree_leaves((args, kwargs)):
            if id(value) in self.names:
                self.found.add(self.names[id(value)])
        return function(*args, **kwargs)


@contextmanager
def plain_checkpoints(parameters: Mapping[str, Tensor] | None = None) -> Iterator[set[str]]:
    """Within it, checkpointed functions are only called. Gives the names of those `parameters` that they read so far."""
    names = {id(p): name for name, p in (parameters or {}).items()}
    found: set[str] = set()

    class Reentrant:
        @staticmethod
        def apply(function, preserve_rng_state, *args):
            with _Reader(names, found):
                return function(*args)

    def not_reentrant(*args, **kwargs):
        with _Reader(names, found):
            yield

    with mock.patch.object(torch.utils.checkpoint, "CheckpointFunction", Reentrant), \
            mock.patch.object(torch.utils.checkpoint, "_checkpoint_without_reentrant_generator_impl", not_reentrant):
        yield found
