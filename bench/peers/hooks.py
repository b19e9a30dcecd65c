# hooks.py - the all-gather extensions that the FSDP2 peers attach
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""bf16_cast as a tensor subclass with FSDP2's two hooks, and two_tensor on PyTorch's own TwoTensor."""

from __future__ import annotations

import torch
from torch import nn
from torch.autograd.grad_mode import _unsafe_preserve_version_counter as preserve_version
from torch.testing._internal.two_tensor import TwoTensor
from torch.utils._pytree import tree_map_only


def pad_rows(x: torch.Tensor, rows: int) -> torch.Tensor:
    return x if x.shape[0] == rows else torch.cat([x, x.new_zeros(rows - x.shape[0], *x.shape[1:])])


class Bf16Cast(torch.Tensor):
    """An fp32 parameter that travels as bf16."""

    @staticmethod
    def __new__(cls, data):
        return torch.Tensor._make_wrapper_subclass(cls, data.shape, strides=data.stride(),
                                                   storage_offset=data.storage_offset(), dtype=data.dtype)

    def __init__(self, data):
        self._data = data

    def __tensor_flatten__(self):
        return ["_data"], None

    @classmethod
    def __tensor_unflatten__(cls, inner, context, size, stride):
        return cls(inner["_data"])

    @classmethod
    def __torch_dispatch__(cls, function, types, args, kwargs=None):
        plain = tree_map_only(Bf16Cast, lambda t: t._data, (args, kwargs or {}))
        return tree_map_only(torch.Tensor, cls, function(*plain[0], **plain[1]))

    def fsdp_pre_all_gather(self, mesh, outer_size, outer_stride, module, mp_policy):
        return (pad_rows(self._data, -(-outer_size[0] // mesh.size())).bfloat16(),), None

    def fsdp_post_all_gather(self, gathered, metadata, dtype, *, out=None):
        with torch.no_grad():
            full = gathered[0].to(dtype)
            if out is None:
                return full, (full,)
            with preserve_version(out):
                out.copy_(full[:out.shape[0]])


def _two_tensor_pre(self, mesh):
    return (self.a, self.b), None


def _two_tensor_post(self, gathered, metadata, dtype, *, out=None):
    if out is None:
        return TwoTensor(*gathered), gathered


TwoTensor.fsdp_pre_all_gather, TwoTensor.fsdp_post_all_gather = _two_tensor_pre, _two_tensor_post


def attach(parameter: torch.Tensor, extension: str) -> nn.Parameter:
    """The parameter with an extension: identity, bf16_cast or two_tensor."""
    wrap = {"identity": lambda x: x, "bf16_cast": Bf16Cast, "two_tensor": lambda x: TwoTensor(x, x.clone())}
    return nn.Parameter(wrap[extension](parameter.detach()))
