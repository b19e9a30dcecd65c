# test_checkpoint.py - torch.utils.checkpoint's marks in exported steps
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A checkpointed model exports the same numbers as the plain one, and says what is to be computed again."""

from __future__ import annotations

import re
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from torch import nn
from torch.utils.checkpoint import checkpoint

import fsdp_mlir
from executor import Step
from test_export import TOLERANCE, noise, reference, weigh


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.up, self.down = nn.Linear(8, 12), nn.Linear(12, 8)

    def forward(self, x):
        return x + self.down(torch.tanh(self.up(x)))


class Model(nn.Module):
    """A plain head behind blocks, all checkpointed or of the last one a part."""

    def __init__(self, reentrant: bool, part: bool = False):
        super().__init__()
        torch.manual_seed(1)
        self.blocks, self.head = nn.ModuleList(Block() for _ in range(2)), nn.Linear(8, 3)
        self.reentrant, self.part = reentrant, part

    def forward(self, x):
        first, last = self.blocks
        x = checkpoint(first, x, use_reentrant=self.reentrant)
        if self.part:
            x = x + last.down(checkpoint(lambda v: torch.tanh(last.up(v)), x, use_reentrant=self.reentrant))
        else:
            x = checkpoint(last, x, use_reentrant=self.reentrant)
        return weigh(self.head(x))


class CheckpointTest(unittest.TestCase):
    def export(self, model):
        """The marked parameters, after a comparison of numbers with eager PyTorch."""
        batch = {"x": noise(3, 8).requires_grad_()}  # the reentrant kind computes no gradients without
        expected = reference(model, batch)
        with tempfile.TemporaryDirectory() as folder:
            path = fsdp_mlir.export(model, None, batch, groups=[*model.blocks], path=Path(folder))
            text, step = path.read_text(), Step(path)
        state = {n: p.detach().numpy() for n, p in model.named_parameters()}
        actual = step({**state, "x": batch["x"].detach().numpy()})
        self.assertEqual(set(actual), set(expected))
        for key, want in expected.items():
            np.testing.assert_allclose(actual[key], want.numpy(), rtol=0, atol=TOLERANCE * float(want.abs().max()))
        self.assertEqual(text.count("math.tanh"), 2)
        return set(re.findall(r'fsdp\.param = "([^"]*)", fsdp\.recompute', text))

    def test_both_kinds(self):
        names = {n for n, _ in Model(False).named_parameters() if n.startswith("blocks")}
        self.assertEqual(len(names), 8)
        for reentrant in (False, True):
            with self.subTest(reentrant=reentrant):
                self.assertEqual(self.export(Model(reentrant)), names)

    def test_part_of_a_block(self):
        names = {n for n, _ in Model(False).named_parameters() if n.startswith(("blocks.0", "blocks.1.up"))}
        for reentrant in (False, True):
            with self.subTest(reentrant=reentrant):
                self.assertEqual(self.export(Model(reentrant, part=True)), names)

    def test_original_is_left(self):
        """Exporting leaves PyTorch's own functions in place."""
        before = torch.utils.checkpoint.CheckpointFunction
        self.export(Model(True))
        self.assertIs(torch.utils.checkpoint.CheckpointFunction, before)


if __name__ == "__main__":
    unittest.main()
