# test_options.py - what a user says of parameters, groups and compute forms in the exporter
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Options become the attributes that fsdp-compile reads, and it takes them; a model that reads int8 codes and scales
is trained on 2 ranks as PyTorch trains it, within 1e-5 of each tensor's largest magnitude."""

from __future__ import annotations

import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

import numpy as np
import torch
from safetensors.numpy import load_file
from torch import nn

import fsdp_mlir

TOOLS = Path(os.environ.get("FSDP_TOOLS", Path(__file__).resolve().parents[2] / "build/bin"))
needs_tools = unittest.skipUnless((TOOLS / "fsdp-compile").exists() and (TOOLS / "fsdp-run").exists(),
                                  f"no fsdp-compile and fsdp-run in {TOOLS}: run scripts/build.sh first")


def run(*command) -> str:
    done = subprocess.run([str(c) for c in command], capture_output=True, text=True, timeout=300)
    if done.returncode:
        raise AssertionError(f"{' '.join(map(str, command))}\nexit {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def codes_of(w):
    return torch.clamp(torch.round(w / scales_of(w)[:, None]), -127, 127).to(torch.int8)


def scales_of(w):
    return (w.abs().amax(dim=1) / 127).clamp_min(1e-12)


class Decoded(torch.autograd.Function):
    """x times the weight that its codes and scales mean; the gradient goes straight through to the weight."""

    @staticmethod
    def forward(ctx, x, w, codes, scales):
        ctx.save_for_backward(x, codes, scales)
        return x @ (codes.to(torch.float32) * scales[:, None]).T

    @staticmethod
    def backward(ctx, g):
        x, codes, scales = ctx.saved_tensors
        return g @ (codes.to(torch.float32) * scales[:, None]), g.T @ x, None, None


class Quantised(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(4)
        self.first, self.second = nn.Linear(32, 8), nn.Linear(8, 32)

    def forward(self, x):
        h = torch.tanh(self.first(x))
        w = self.second.weight
        y = Decoded.apply(h, w, fsdp_mlir.form(w, "codes", codes_of), fsdp_mlir.form(w, "scales", scales_of))
        return ((y + self.second.bias) ** 2).sum()


# Codes with an f32 for each row, as codes_of and scales_of.
ROWS = """fsdp.extension @rows signature(1) forms ["codes", "scales"] pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %zero = arith.constant 0.0 : f32
  %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
  %magnitudes = math.absf %x : tensor<?x?x?xf32>
  %zeros = tensor.splat %zero[%outer, %chunk] : tensor<?x?xf32>
  %amax = linalg.reduce { arith.maximumf } ins(%magnitudes : tensor<?x?x?xf32>) outs(%zeros : tensor<?x?xf32>) dimensions = [2]
  %e = tensor.empty(%outer, %chunk) : tensor<?x?xf32>
  %scales = linalg.map ins(%amax : tensor<?x?xf32>) outs(%e : tensor<?x?xf32>) (%a: f32, %out: f32) {
      %high = arith.constant 127.0 : f32
      %least = arith.constant 1.0e-12 : f32
      %0 = arith.divf %a, %high : f32
      %1 = arith.maximumf %0, %least : f32
      linalg.yield %1 : f32
    }
  %n = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xi8>
  %codes = linalg.generic {indexing_maps = [affine_map<(o, r, i) -> (o, r, i)>, affine_map<(o, r, i) -> (o, r)>,
      affine_map<(o, r, i) -> (o, r, i)>], iterator_types = ["parallel", "parallel", "parallel"]}
      ins(%x, %scales : tensor<?x?x?xf32>, tensor<?x?xf32>) outs(%n : tensor<?x?x?xi8>) {
  ^bb0(%v: f32, %s: f32, %out: i8):
    %0 = arith.divf %v, %s : f32
    %1 = math.roundeven %0 : f32
    %2 = arith.fptosi %1 : f32 to i8
    linalg.yield %2 : i8
  } -> tensor<?x?x?xi8>
  fsdp.yield %codes, %scales : tensor<?x?x?xi8>, tensor<?x?xf32>
} post {
^bb0(%codes: tensor<?x?x?xi8>, %scales: tensor<?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %outer = tensor.dim %scales, %c0 : tensor<?x?xf32>
  %chunk = tensor.dim %scales, %c1 : tensor<?x?xf32>
  %each = tensor.expand_shape %scales [[0], [1, 2]] output_shape [%outer, %chunk, 1] : tensor<?x?xf32> into tensor<?x?x1xf32>
  fsdp.yield %codes, %each : tensor<?x?x?xi8>, tensor<?x?x1xf32>
}
"""


def layers():
    torch.manual_seed(3)
    return nn.Sequential(nn.Linear(8, 16), nn.Tanh(), nn.Linear(16, 12), nn.Tanh(), nn.Linear(12, 4))


def loss(model, x):
    return (model(x) ** 2).mean()


class OptionsTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name)

    def export(self, model=None, **options):
        model = model or layers()
        return fsdp_mlir.export(model, loss, {"x": torch.ones(3, 8)}, path=self.path, **options)

    def test_parameters_and_groups(self):
        model = layers()
        text = self.export(
            model, groups=[model[0], r"2\."], grid="4",
            parameters={r"0\.weight": {"extension": "int8", "dim": 1, "init": "normal(std=0.5)"},
                        r".*bias": {"ignored": True}, r".*weight": {"reduce_extension": "fp8", "dtype": "bf16"},
                        r"4\.weight": {"grid": (2, 2)}},
            group_options={model[0]: {"prefetch": (2, 0), "reshard": True}, r"2\.": {"reshard": 2}}).read_text()
        self.assertRegex(text, r'fsdp\.group @group0 \{prefetch = array<i64: 2, 0>, reshard = "true"\}')
        self.assertRegex(text, r'fsdp\.group @group1 \{reshard = "2"\}')
        first = next(line for line in text.splitlines() if '"0.weight"' in line and "fsdp.param" in line)
        for part in ("fsdp.extension = @int8", "fsdp.reduce_extension = @fp8", "fsdp.dim = 1 : i64", "fsdp.dtype = bf16",
                     'fsdp.init = "normal(std=0.5)"', 'fsdp.group = "group0"'):
            self.assertIn(part, first)
        self.assertRegex(text, r'fsdp\.grid = array<i64: 2, 2>[^\n]*fsdp\.param = "4\.weight"')
        self.assertEqual(len(re.findall(r"fsdp\.ignored", text)), 3)
        if (TOOLS / "fsdp-compile").exists():
            report = run(TOOLS / "fsdp-compile", self.path / "step.mlir", "--optimizer", "sgd(lr=0.1)", "--emit", "report")
            self.assertRegex(report, r"step\s+group0\s+1\s")  # a reduction of codes

    def test_functions_of_names(self):
        text = self.export(groups=lambda name: name.split(".")[0],
                           parameters=lambda name: {"model_dim": 0} if name == "2.weight" else None,
                           group_options={"4": {"recompute": True, "reduce_dtype": "bf16"}}).read_text()
        self.assertIn("fsdp.group @group2 {recompute, reduce_dtype = bf16}", text)
        self.assertRegex(text, r'fsdp\.model_dim = 0 : i64[^\n]*fsdp\.param = "2\.weight"')

    def test_refused(self):
        model = layers()
        for text, options in (
                (r"unknown option 'extention'; did you mean 'extension'\?", {"parameters": {".*": {"extention": "int8"}}}),
                ("'weight' matches no parameter; the expression must match the whole name, such as '0.weight'",
                 {"parameters": {"weight": {"dim": 0}}}),
                (r"option 'dtype' is 'f8', expected 'f32', 'bf16' or 'f16'", {"parameters": {".*": {"dtype": "f8"}}}),
                (r"option 'grid' is '4x2x1', expected replicas x shards", {"parameters": {".*": {"grid": "4x2x1"}}}),
                (r"option 'dim' is -1, expected a whole number", {"parameters": {".*": {"dim": -1}}}),
                (r"option 'ignored' is 1, expected True or False", {"parameters": {".*": {"ignored": 1}}}),
                (r"group_options of 'group0', which is no entry of `groups`.*\(Linear\)",
                 {"groups": [model[0]], "group_options": {"group0": {"reshard": True}}}),
                (r"option 'prefetch' is 3, expected two distances",
                 {"groups": [model[0]], "group_options": {model[0]: {"prefetch": 3}}})):
            with self.subTest(text), self.assertRaisesRegex(fsdp_mlir.ExportError, text):
                self.export(model, **options)

    def test_form_of_something_else(self):
        with self.assertRaisesRegex(fsdp_mlir.ExportError, "form 'codes' is of .*, which is no parameter of the model"):
            fsdp_mlir.export(nn.Linear(8, 8), lambda m, x: (fsdp_mlir.form(m(x), "codes", codes_of).float() + m.bias).sum(),
                             {"x": torch.ones(3, 8)}, path=self.path)

    @needs_tools
    def test_forms(self):
        model, x = Quantised(), torch.randn(2, 2, 3, 32, generator=torch.Generator().manual_seed(5)) / 8
        batches = [[{"x": x[s, r].contiguous()} for r in range(2)] for s in range(2)]
        text = fsdp_mlir.export(model, None, batches[0][0], batches=batches, path=self.path,
                                parameters={r"second\.weight": {"extension": "rows"}}).read_text()
        self.assertRegex(text, r'tensor<32x8xi8> \{[^\n]*fsdp\.form = "codes"')
        self.assertRegex(text, r'tensor<32xf32> \{[^\n]*fsdp\.form = "scales"')
        self.assertNotIn("math.roundeven", text)
        (self.path / "rows.mlir").write_text(ROWS)
        plan, saved = self.path / "step.plan", self.path / "saved.safetensors"
        run(TOOLS / "fsdp-compile", self.path / "step.mlir", "-o", plan, "--grid", "2", "--optimizer", "sgd(lr=0.01)",
            "--extension-library", self.path / "rows.mlir")
        run(TOOLS / "fsdp-run", plan, "--init", self.path / "init.safetensors", "--batch", self.path / "batch.safetensors",
            "--steps", "2", "--save", saved)
        found = load_file(str(saved))
        optimizer = torch.optim.SGD(model.parameters(), lr=0.01)
        for step, ranks in enumerate(batches):
            optimizer.zero_grad()
            each = [model(batch["x"]) for batch in ranks]
            (sum(each) / 2).backward()
            for rank, value in enumerate(each):
                self.close(found[f"loss.step{step}.rank{rank}"], value.detach())
            for name, parameter in model.named_parameters():
                self.close(found[f"grad.step{step}.{name}"], parameter.grad)
            optimizer.step()
            for name, parameter in model.named_parameters():
                self.close(found[f"param.step{step}.{name}"], parameter.detach())

    def close(self, ours, theirs):
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=0, atol=1e-5 * float(theirs.abs().max()))


if __name__ == "__main__":
    unittest.main()
