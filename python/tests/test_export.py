# test_export.py - exported steps against PyTorch's own numbers
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Every case exports a small model, executes the step by upstream's passes and compares with eager PyTorch.

Losses and gradients must agree within 2e-5 of the tensor's largest magnitude: both sum f32 in their own order.
"""

from __future__ import annotations

import copy
import tempfile
import unittest
import warnings
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn

import fsdp_mlir
from executor import Step

warnings.filterwarnings("ignore")
TOLERANCE = 2e-5


class Fn(nn.Module):
    """A parameter of a given shape and a function of it."""

    def __init__(self, shape, function):
        super().__init__()
        generator = torch.Generator().manual_seed(5)
        self.w, self.function = nn.Parameter(torch.randn(shape, generator=generator)), function

    def forward(self, *batch):
        return self.function(self.w, *batch)


def weigh(y):
    """A scalar that reaches every element with its own weight."""
    return (y * torch.cos(torch.arange(y.numel(), dtype=torch.float32)).reshape(y.shape)).sum()


def tokens(vocabulary, *shape):
    return torch.randint(0, vocabulary, shape, generator=torch.Generator().manual_seed(7))


def noise(*shape):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(3))


class Tied(nn.Module):
    """Shared weight, frozen layer, unused parameter, batch norm's buffers, an in-place activation."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(1)
        self.unused = nn.Parameter(torch.ones(3))
        self.embed, self.layer, self.frozen = nn.Embedding(16, 8), nn.Linear(8, 8), nn.Linear(8, 8)
        self.norm, self.head = nn.BatchNorm1d(8), nn.Linear(8, 16, bias=False)
        self.head.weight = self.embed.weight
        self.frozen.requires_grad_(False)

    def forward(self, t, y):
        x = self.norm(self.frozen(F.relu_(self.layer(self.embed(t)))).flatten(0, 1))
        return F.cross_entropy(self.head(x), y.flatten())


class Convolutions(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(2)
        self.stem = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        self.depthwise = nn.Conv2d(8, 8, 3, stride=2, padding=1, groups=8)
        self.grouped = nn.Conv2d(8, 12, 3, padding=2, dilation=2, groups=2)
        self.norm, self.head = nn.GroupNorm(3, 12), nn.Linear(12, 5)

    def forward(self, x, y):
        x = F.max_pool2d(F.gelu(self.stem(x)), 2)
        x = F.adaptive_avg_pool2d(self.norm(self.grouped(self.depthwise(x))), 1).flatten(1)
        return F.cross_entropy(self.head(x), y)


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(3)
        self.norm, self.qkv, self.out = nn.LayerNorm(16), nn.Linear(16, 48), nn.Linear(16, 16)

    def forward(self, x):
        q, k, v = self.qkv(self.norm(x)).view(2, 6, 3, 4, 4).permute(2, 0, 3, 1, 4).unbind(0)
        y = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return weigh(self.out(y.transpose(1, 2).reshape(2, 6, 16)))


class Router(nn.Module):
    """Top-2 of 4 experts, weighted."""

    def __init__(self):
        super().__init__()
        torch.manual_seed(4)
        self.gate, self.up = nn.Linear(6, 4, bias=False), nn.Parameter(torch.randn(4, 6, 6) * 0.3)

    def forward(self, x):
        value, index = self.gate(x).softmax(-1).topk(2)
        share = torch.zeros(x.shape[0], 4).scatter(1, index, value / value.sum(-1, keepdim=True))
        return weigh(torch.einsum("eio,bi,be->bo", self.up, x, share))


def written_in_place(w):
    """Slices of a copy, changed through views."""
    x = w.clone()
    x[1].mul_(3)
    x[:, :2] += w[:, 1:3]
    x.view(-1)[2:5] = 1
    return weigh(x)


CASES = {
    "tied_frozen_unused_buffers": lambda: (Tied(), {"t": tokens(16, 2, 4), "y": tokens(16, 2, 4)}),
    "convolutions": lambda: (Convolutions(), {"x": noise(2, 3, 8, 8), "y": tokens(5, 2)}),
    "attention": lambda: (Attention(), {"x": noise(2, 6, 16)}),
    "top_k_router": lambda: (Router(), {"x": noise(5, 6)}),
    "cross_entropy_ignored": lambda: (Fn((6, 5), lambda w, y: F.cross_entropy(w, y)),
                                      {"y": torch.tensor([1, -100, 3, 4, 0, -100])}),
    "cross_entropy_weighted": lambda: (Fn((6, 5), lambda w, y: F.cross_entropy(
        w, y, weight=torch.linspace(0.5, 2, 5), label_smoothing=0.1)), {"y": tokens(5, 6)}),
    "cross_entropy_segmentation": lambda: (Fn((2, 5, 3, 3), lambda w, y: F.cross_entropy(w, y)), {"y": tokens(5, 2, 3, 3)}),
    "cross_entropy_none": lambda: (Fn((6, 5), lambda w, y: weigh(F.cross_entropy(w, y, reduction="none"))),
                                   {"y": tokens(5, 6)}),
    "gelu_tanh": lambda: (Fn((4, 9), lambda w: weigh(F.gelu(w * 2, approximate="tanh"))), {}),
    "gelu": lambda: (Fn((4, 9), lambda w: weigh(F.gelu(w * 2))), {}),
    "powers": lambda: (Fn((3, 4), lambda w: weigh(w**2 + w**3 + (w * w + 1) ** -2 + (w * w + 1) ** 0.5)), {}),
    "cumsum": lambda: (Fn((3, 5), lambda w: weigh(w.cumsum(1) + w.cumsum(0))), {}),
    "roll": lambda: (Fn((4, 6, 2), lambda w: weigh(w.roll((1, -2), (0, 1)))), {}),
    "gather": lambda: (Fn((4, 6), lambda w, i: weigh(w.gather(1, i))), {"i": tokens(6, 4, 3)}),
    "scatter_add": lambda: (Fn((4, 3), lambda w, i: weigh(torch.zeros(4, 6).scatter_add(1, i, w) ** 2)),
                            {"i": tokens(6, 4, 3)}),
    "index": lambda: (Fn((7, 3, 2), lambda w, i: weigh(w[i] * 2)), {"i": tokens(7, 5)}),
    "index_two": lambda: (Fn((7, 3, 2), lambda w, i, j: weigh(w[i, j])), {"i": tokens(7, 5), "j": tokens(3, 5)}),
    "written_in_place": lambda: (Fn((4, 3), written_in_place), {}),
    "variance": lambda: (Fn((5, 6), lambda w: weigh(w.var(1)) + w.std() + w.var(0, unbiased=False).sum()), {}),
    "average_pool": lambda: (Fn((2, 3, 4, 6), lambda w: weigh(F.avg_pool2d(w, 2))), {}),
    "max_pool_overlapping": lambda: (Fn((1, 2, 7, 7), lambda w: weigh(F.max_pool2d(w, 3, 2, 1))), {}),
    "extrema": lambda: (Fn((4, 5), lambda w: weigh(w.amax(1)) + weigh(w.max(0).values) + w.min()), {}),
    "softmax_masked": lambda: (Fn((2, 1, 4, 4), lambda w, m: weigh(F.scaled_dot_product_attention(
        w, w * 0.5, w + 1, attn_mask=m))), {"m": torch.ones(4, 4, dtype=torch.bool).tril(-1) | torch.eye(4).bool()}),
}


def reference(model, batch):
    """Loss, gradients and new buffers by eager PyTorch."""
    model = copy.deepcopy(model)
    loss = model(*batch.values())
    loss.backward()
    grads = {("grad", n): p.grad for n, p in model.named_parameters() if p.grad is not None}
    updates = {("update", n): b for n, b in model.named_buffers()}
    return {("loss", ""): loss.detach(), **grads, **updates}


class ExportTest(unittest.TestCase):
    def compare(self, model, batch, example=None, **options):
        """`example`: the batch to export with, where it is not the one to execute with."""
        expected = reference(model, batch)
        state = {n: t.detach().numpy().copy() for n, t in (*model.named_parameters(), *model.named_buffers())}
        with tempfile.TemporaryDirectory() as folder:
            path = fsdp_mlir.export(model, None, example or batch, path=Path(folder), **options)
            step = Step(path)
        self.assertEqual([n for kind, n in step.arguments if kind == "param"], [n for n, _ in model.named_parameters()])
        actual = step({**state, **{n: b.numpy() for n, b in batch.items()}})
        self.assertEqual(set(actual), set(expected))
        for key, want in expected.items():
            want = want.numpy()
            worst = float(np.max(np.abs(actual[key].astype(np.float64) - want), initial=0.0))
            bound = TOLERANCE * max(float(np.max(np.abs(want), initial=0.0)), 1e-6)
            self.assertLessEqual(worst, bound, f"{key}: differs by {worst:.3g}, at most {bound:.3g} allowed")


    def test_one_tensor_under_two_names(self):
        """An example may be shared; the arguments stay two."""
        one = noise(3, 4)
        model = Fn((3, 4), lambda w, x, y: weigh(w * x) + (w * y).sum())
        self.compare(model, {"x": noise(3, 4), "y": noise(3, 4) * 2}, example={"x": one, "y": one})


def _add_case(name, make):
    def test(self):
        self.compare(*make())
    setattr(ExportTest, f"test_{name}", test)


for _name, _make in CASES.items():
    _add_case(_name, _make)


if __name__ == "__main__":
    unittest.main()
