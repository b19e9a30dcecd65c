# test_refusals.py - what the exporter refuses, how parameters are grouped
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Errors name the thing and what was expected; groups follow the order of the list."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import torch
from torch import nn

import fsdp_mlir
from fsdp_mlir.marks import assign_groups

NAMES = ["embed.weight", "blocks.0.w", "blocks.0.b", "blocks.1.w", "blocks.10.w", "head.weight"]


class GroupsTest(unittest.TestCase):
    def test_expression_makes_a_group_of_each_text(self):
        groups = assign_groups(NAMES, [r"blocks\.\d+\.", "head"])
        self.assertEqual(groups, {"blocks.0.w": "group0", "blocks.0.b": "group0", "blocks.1.w": "group1",
                                  "blocks.10.w": "group2", "head.weight": "group3"})

    def test_first_entry_wins(self):
        self.assertEqual(assign_groups(NAMES, [r"\.b$", r"blocks\.0"]), {"blocks.0.b": "group0", "blocks.0.w": "group1"})

    def test_function(self):
        groups = assign_groups(NAMES, lambda name: "norms" if name.endswith(".b") else None)
        self.assertEqual(groups, {"blocks.0.b": "group0"})

    def test_entry_without_parameters(self):
        with self.assertRaisesRegex(fsdp_mlir.ExportError, r"group 1 \('blok'\) has no parameter of its own; expected"):
            assign_groups(NAMES, ["head", "blok"])


class RefusalTest(unittest.TestCase):
    def export(self, model, loss, batch, **options):
        with tempfile.TemporaryDirectory() as folder:
            fsdp_mlir.export(model, loss, batch, path=Path(folder), **options)

    def refuses(self, text, model, loss, batch, **options):
        with self.assertRaisesRegex(fsdp_mlir.ExportError, text):
            self.export(model, loss, batch, **options)

    def test_loss_of_another_shape(self):
        self.refuses(r"the loss is a tensor of shape \[2, 3\] and torch.float32; expected a floating-point scalar",
                     nn.Linear(3, 3), lambda m, x: m(x), {"x": torch.ones(2, 3)})

    def test_random_op(self):
        self.refuses("not supported yet: random op 'native_dropout'.*set dropout to 0 or call model.eval",
                     nn.Sequential(nn.Linear(3, 3), nn.Dropout(0.5)), lambda m, x: m(x).sum(), {"x": torch.ones(2, 3)})

    def test_control_flow_on_values(self):
        self.refuses("the step reads a tensor's value while it is traced", nn.Linear(3, 3),
                     lambda m, x: m(x).sum() if x.sum() > 0 else m(-x).sum(), {"x": torch.ones(2, 3)})

    def test_batch_of_something_else(self):
        self.refuses("batch entry 'n' is int; expected a tensor", nn.Linear(3, 3), lambda m, n: m.weight.sum(), {"n": 3})

    def test_group_that_is_no_module(self):
        self.refuses("a group is 3; expected a module or a regular expression", nn.Linear(3, 3),
                     lambda m, x: m(x).sum(), {"x": torch.ones(2, 3)}, groups=[3])


if __name__ == "__main__":
    unittest.main()
