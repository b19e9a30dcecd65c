# corpus_jax.py - tiny models of Flax
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The JAX models of model_corpus.py. Batches are torch tensors here, arrays where JAX sees them."""

from __future__ import annotations

import torch

from corpus_registry import VOCABULARY, JaxCase, case
from corpus_torch import tokens


def jax_case(module, example, batch, groups: list, optimizer: str = "AdamW") -> JaxCase:
    import jax
    import jax.numpy as jnp
    parameters = module.init(jax.random.key(0), jnp.asarray(example.numpy()))["params"]

    def loss(params, x, target):
        logits = module.apply({"params": params}, x)
        hit = jnp.arange(logits.shape[-1]) == target[..., None]
        return -jnp.where(hit, jax.nn.log_softmax(logits), 0).sum() / target.size
    return JaxCase(parameters, loss, batch, groups, optimizer)


def decoder(width: int, hidden: int, layers: int, length: int) -> JaxCase:
    import flax.linen as fnn
    import jax.numpy as jnp

    class Block(fnn.Module):
        @fnn.compact
        def __call__(self, x):
            mask = fnn.make_causal_mask(jnp.ones(x.shape[:2]))
            x = x + fnn.MultiHeadDotProductAttention(num_heads=2)(fnn.RMSNorm()(x), mask=mask)
            return x + fnn.Dense(width)(fnn.gelu(fnn.Dense(hidden)(fnn.LayerNorm()(x))))

    class Decoder(fnn.Module):
        @fnn.compact
        def __call__(self, ids):
            x = fnn.Embed(VOCABULARY, width)(ids)
            for _ in range(layers):
                x = Block()(x)
            return fnn.Dense(VOCABULARY)(fnn.LayerNorm()(x))
    draw = lambda g: {n: t.int() for n, t in tokens(length)(g).items()}
    return jax_case(Decoder(), torch.zeros(2, length, dtype=torch.int32), draw, [r"Block_\d+\."], "SGD")


@case
def jax_decoder():
    return decoder(width=16, hidden=24, layers=2, length=8)


@case
def tiny_jax_decoder():
    return decoder(width=8, hidden=8, layers=1, length=4)


def jax_images(g):
    return {"image": torch.randn(2, 8, 8, 3, generator=g),
            "label": torch.randint(0, 5, (2,), generator=g).int()}


@case
def jax_mixer():
    import flax.linen as fnn

    class Mixer(fnn.Module):
        @fnn.compact
        def __call__(self, x):
            x = fnn.Conv(12, (4, 4), strides=(4, 4))(x)
            x = x.reshape(x.shape[0], -1, 12)
            for _ in range(2):
                y = fnn.LayerNorm()(x).swapaxes(1, 2)
                x = x + fnn.Dense(4)(fnn.gelu(fnn.Dense(8)(y))).swapaxes(1, 2)
                x = x + fnn.Dense(12)(fnn.gelu(fnn.Dense(24)(fnn.LayerNorm()(x))))
            return fnn.Dense(5)(x.mean(1))
    return jax_case(Mixer(), torch.zeros(2, 8, 8, 3), jax_images, [r"Dense_\d+\."], "SGD")


@case
def jax_group_norm():
    import flax.linen as fnn

    class Net(fnn.Module):
        @fnn.compact
        def __call__(self, x):
            for width, stride in ((8, 1), (12, 2)):
                y = fnn.relu(fnn.GroupNorm(num_groups=4)(fnn.Conv(width, (3, 3), strides=(stride, stride))(x)))
                y = fnn.GroupNorm(num_groups=4)(fnn.Conv(width, (3, 3))(y))
                x = fnn.relu(y + fnn.Conv(width, (1, 1), strides=(stride, stride))(x))
            return fnn.Dense(5)(fnn.max_pool(x, (2, 2), strides=(2, 2)).mean((1, 2)))
    return jax_case(Net(), torch.zeros(2, 8, 8, 3), jax_images, [r"Conv_\d+\."], "SGD")
