# jax_train.py - a training step of the benchmark's language model, sharded by JAX
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""One process with one host device per rank; parameters, AdamW's moments and the batch are sharded on axis 0.

shard_map with an explicit all_gather per weight and psum_scatter of its gradient. Gathered weights stay for the
backward pass: asked to gather again, XLA's CPU pipeline merges both gathers.
Prints one JSON line: seconds of every step after the first, compile seconds, losses.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from language_models import BATCH, MODELS  # noqa: E402


def initial(c, numpy):
    """Parameters as a tree of numpy arrays."""
    draw = numpy.random.default_rng(0)
    matrix = lambda *shape: draw.standard_normal(shape, dtype=numpy.float32) * 0.02
    ones = lambda: numpy.ones(c.width, numpy.float32)
    shapes = {"wq": (c.width, c.width), "wk": (c.width, c.width), "wv": (c.width, c.width), "wo": (c.width, c.width),
              "gate": (c.width, c.hidden), "up": (c.width, c.hidden), "down": (c.hidden, c.width)}
    layers = [{**{k: matrix(*s) for k, s in shapes.items()}, "n1": ones(), "n2": ones()} for _ in range(c.layers)]
    return {"embed": matrix(c.vocabulary, c.width), "head": matrix(c.vocabulary, c.width), "norm": ones(),
            "layers": layers}


def make_loss(c, ranks: int, jax, jnp, np):
    """The loss of one device's batch as a function of sharded parameters."""
    head = c.width // c.heads
    angle = np.arange(c.length)[:, None] * 10000.0 ** (-(np.arange(head) % (head // 2)) * 2 / head)
    cos, sin = np.cos(angle).astype(np.float32), np.sin(angle).astype(np.float32)
    mask = np.tril(np.ones((c.length, c.length), bool))

    @jax.custom_vjp
    def gather(w):
        return jax.lax.all_gather(w, "x", tiled=True)

    gather.defvjp(lambda w: (gather(w), None), lambda _, g: (jax.lax.psum_scatter(g, "x", tiled=True) / ranks,))
    norm = lambda x, w: x * jax.lax.rsqrt((x * x).mean(-1, keepdims=True) + 1e-5) * w
    turn = lambda t: t * cos + jnp.concatenate([-t[..., head // 2:], t[..., :head // 2]], -1) * sin

    def block(x, shards):
        p = jax.tree.map(gather, shards)
        b, s, d = x.shape
        y = norm(x, p["n1"])
        q, k, v = ((y @ p[w]).reshape(b, s, c.heads, head).transpose(0, 2, 1, 3) for w in ("wq", "wk", "wv"))
        scores = jnp.where(mask, turn(q) @ turn(k).swapaxes(-1, -2) * head**-0.5, -1e9)
        x = x + (jax.nn.softmax(scores) @ v).transpose(0, 2, 1, 3).reshape(b, s, d) @ p["wo"]
        y = norm(x, p["n2"])
        return x + (jax.nn.silu(y @ p["gate"]) * (y @ p["up"])) @ p["down"]

    def loss(p, tokens, targets):
        x = gather(p["embed"])[tokens]
        for layer in p["layers"]:
            x = block(x, layer)
        logits = norm(x, gather(p["norm"])) @ gather(p["head"]).T
        return -jnp.take_along_axis(jax.nn.log_softmax(logits), targets[..., None], -1).mean()

    return loss


def make_step(loss, jax, jnp):
    """Loss, gradients and AdamW on the shards."""
    def step(p, state, tokens, targets):
        value, g = jax.value_and_grad(loss)(p, tokens, targets)
        m, v, t = state
        t = t + 1
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.95 * v + 0.05 * g * g, v, g)
        update = lambda p, m, v: p * (1 - 3e-4 * 0.1) - 3e-4 * (m / (1 - 0.9**t)) / (jnp.sqrt(v / (1 - 0.95**t)) + 1e-8)
        return jax.tree.map(update, p, m, v), (m, v, t), jax.lax.pmean(value, "x")

    return step


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", choices=list(MODELS), default="15m")
    parser.add_argument("--ranks", type=int, default=2)
    parser.add_argument("--steps", type=int, default=6)
    options = parser.parse_args()
    os.environ["XLA_FLAGS"] = (f"--xla_force_host_platform_device_count={options.ranks} "
                               "--xla_cpu_multi_thread_eigen=false " + os.environ.get("XLA_FLAGS", ""))
    os.environ.setdefault("JAX_PLATFORMS", "cpu")
    import jax
    import jax.numpy as jnp
    import numpy as np
    from jax.sharding import Mesh, NamedSharding, PartitionSpec

    c = MODELS[options.model]
    mesh = Mesh(np.array(jax.devices()), ("x",))
    sharded, whole = PartitionSpec("x"), PartitionSpec()
    place = lambda x, spec: jax.device_put(x, NamedSharding(mesh, spec))
    params = jax.tree.map(lambda x: place(x, sharded), initial(c, np))
    zeros = lambda: jax.tree.map(lambda p: place(np.zeros(p.shape, np.float32), sharded), params)
    state = (zeros(), zeros(), place(np.zeros((), np.float32), whole))
    windows = np.random.default_rng(1).integers(0, c.vocabulary, (BATCH * options.ranks, c.length + 1), dtype=np.int32)
    tokens, targets = place(windows[:, :-1], sharded), place(windows[:, 1:], sharded)
    specs = (sharded, (sharded, sharded, whole))
    step = jax.shard_map(make_step(make_loss(c, options.ranks, jax, jnp, np), jax, jnp), mesh=mesh,
                         in_specs=(*specs, sharded, sharded), out_specs=(*specs, whole), check_vma=False)
    start = time.perf_counter()
    run = jax.jit(step, donate_argnums=(0, 1)).lower(params, state, tokens, targets).compile()
    compiled = time.perf_counter() - start
    seconds, losses = [], []
    for _ in range(options.steps + 1):
        start = time.perf_counter()
        params, state, value = run(params, state, tokens, targets)
        jax.block_until_ready((params, value))
        seconds.append(time.perf_counter() - start)
        losses.append(float(value))
    print(json.dumps({"model": options.model, "jax": jax.__version__, "seconds": seconds[1:], "compile": compiled,
                      "losses": losses}), flush=True)


if __name__ == "__main__":
    main()
