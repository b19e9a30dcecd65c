# test_export_jax.py - an exported JAX step against JAX's own numbers
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""A small model with an embedding, normalisation and cross entropy; within 2e-5 of each tensor's maximum."""

from __future__ import annotations

import tempfile
import unittest
from pathlib import Path

import numpy as np

try:
    import jax
    import jax.numpy as jnp
except ImportError:
    jax = None


@unittest.skipIf(jax is None, "jax is not installed (python/requirements-jax.txt)")
class JaxTest(unittest.TestCase):
    def test_embedding_model(self):
        import fsdp_mlir
        from executor import Step
        draw = np.random.default_rng(0)
        normal = lambda *shape: draw.standard_normal(shape).astype(np.float32) * 0.3
        parameters = {"embed": normal(11, 8), "blocks": [{"up": normal(8, 12), "down": normal(12, 8)} for _ in range(2)],
                      "unused": normal(3)}
        batch = {"tokens": draw.integers(0, 11, (2, 5)).astype(np.int32),
                 "targets": draw.integers(0, 11, (2, 5)).astype(np.int32)}

        def loss(p, tokens, targets):
            x = p["embed"].at[tokens].get(mode="clip")
            for block in p["blocks"]:
                x = x + jax.nn.gelu(x @ block["up"]) @ block["down"]
                x = x * jax.lax.rsqrt(jnp.square(x).mean(-1, keepdims=True) + 1e-5)
            logs = jax.nn.log_softmax(x @ p["embed"].T)
            return -jnp.where(jnp.arange(11) == targets[..., None], logs, 0).sum() / targets.size

        with tempfile.TemporaryDirectory() as folder:
            path = fsdp_mlir.export_jax(loss, parameters, batch, groups=[r"blocks\.\d+"], path=Path(folder))
            text = path.read_text()
            step = Step(path)
        self.assertIn('fsdp.group = "group1", fsdp.param = "blocks.1.down"', text)
        value, grads = jax.value_and_grad(loss)(parameters, *batch.values())
        name = lambda keys: ".".join(str(getattr(k, "key", getattr(k, "idx", None))) for k in keys)
        values = {name(k): np.asarray(v) for k, v in jax.tree_util.tree_flatten_with_path(parameters)[0]}
        expected = {("grad", name(k)): np.asarray(v) for k, v in jax.tree_util.tree_flatten_with_path(grads)[0]}
        expected[("loss", "")] = np.asarray(value)
        actual = step({**values, **batch})
        self.assertEqual(set(actual), set(expected))
        for key, want in expected.items():
            worst = np.max(np.abs(actual[key] - want))
            self.assertLessEqual(worst, 2e-5 * max(np.max(np.abs(want)), 1e-6), key)

    def test_checkpoint(self):
        import fsdp_mlir
        from executor import Step
        draw = np.random.default_rng(1)
        normal = lambda *shape: draw.standard_normal(shape).astype(np.float32) * 0.3
        parameters = [{"up": normal(8, 12), "down": normal(12, 8)} for _ in range(2)]
        batch = {"x": normal(3, 8)}

        @jax.checkpoint
        def block(p, x):
            return x + jnp.tanh(x @ p["up"]) @ p["down"]

        def loss(p, x):
            for each in p:
                x = block(each, x)
            return (x * x).mean()

        with tempfile.TemporaryDirectory() as folder:
            path = fsdp_mlir.export_jax(loss, parameters, batch, path=Path(folder))
            text = path.read_text()
            step = Step(path)
        self.assertEqual(text.count("fsdp.barrier"), 2)
        self.assertEqual(text.count("math.tanh"), 4)
        value, grads = jax.value_and_grad(loss)(parameters, *batch.values())
        actual = step({**{f"{i}.{k}": v for i, p in enumerate(parameters) for k, v in p.items()}, **batch})
        np.testing.assert_allclose(actual["loss", ""], value, rtol=2e-6)
        for i, p in enumerate(grads):
            for key, want in p.items():
                np.testing.assert_allclose(actual["grad", f"{i}.{key}"], want, atol=2e-5 * np.max(np.abs(want)))


if __name__ == "__main__":
    unittest.main()
