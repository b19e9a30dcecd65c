#!/usr/bin/env python3
# export_step.py - a language model's training step for one GPU
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 bench/gpu/export_step.py MODEL f32|bf16 FOLDER: FOLDER/step.mlir of a model of bench/language_models.py.

In bf16 the model computes in bf16 and parameters are stored and optimized in f32, as MixedPrecisionPolicy(param_dtype) does.
"""

import sys

import fsdp_mlir
import torch
from language_models import BATCH, MODELS
from model import Llama, next_token_loss


def to_bf16(_, inputs):
    """FSDP2's cast_forward_inputs: the positions' cosines are computed in f32."""
    return tuple(x.bfloat16() if x.is_floating_point() else x for x in inputs)


def main(name: str, dtype: str, folder: str) -> None:
    config = MODELS[name]
    network = Llama(config)
    if dtype == "bf16":
        network = network.bfloat16()
        for layer in network.layers:
            layer.register_forward_pre_hook(to_bf16)
    tokens = torch.zeros(BATCH, config.length, dtype=torch.int64)
    fsdp_mlir.export(network, next_token_loss, {"tokens": tokens, "targets": tokens}, groups=list(network.layers), grid="1",
                     save_init=False, path=folder)


if __name__ == "__main__":
    main(*sys.argv[1:])
