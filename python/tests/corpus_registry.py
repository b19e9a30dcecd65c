# corpus_registry.py - what a model of the corpus is
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The models of model_corpus.py by name."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn

VOCABULARY = 37


@dataclass
class Case:
    """A model, its loss and the shape of one rank's batch."""

    model: nn.Module
    loss: Callable[..., Tensor]
    batch: Callable[[torch.Generator], dict[str, Tensor]]
    groups: list = field(default_factory=list)
    optimizer: str = "AdamW"


@dataclass
class JaxCase:
    """A Flax module as a loss of its parameters."""

    parameters: Any
    loss: Callable[..., Any]
    batch: Callable[[torch.Generator], dict[str, Tensor]]
    groups: list
    optimizer: str = "AdamW"


CASES: dict[str, Callable[[], Any]] = {}


def case(function: Callable[[], Any]) -> Callable[[], Any]:
    CASES[function.__name__] = function
    return function
