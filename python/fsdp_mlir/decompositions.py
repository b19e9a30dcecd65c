# decompositions.py - how ATen ops are rewritten before torch-mlir lowers them
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The decomposition table of the exporter.

Three reasons bring an op here: torch-mlir lowers it wrongly or not at all, its
lowering is less exact than PyTorch's (tanh-GELU's constant), or its lowering uses an
op that upstream MLIR lacks (`tm_tensor.scan`, `tm_tensor.topk`, scatters where a
comparison does). Each function has the signature of the op that it replaces.
Convolutions and pooling are in `windows.py`.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import torch
from torch import Tensor
from torch._decomp import core_aten_decompositions, get_decompositions

from . import windows
from .errors import ExportError

aten = torch.ops.aten

# A scatter along an axis of n elements with k updates costs n * k comparisons per row as a
# comparison, and runs in parallel; above this many it stays a scatter, a loop over updates.
COMPARISON_LIMIT = 1 << 22


# ------------------------------------------------------------------ cross entropy
def _class_matches(scores: Tensor, target: Tensor, ignore: int) -> Tensor:
    """True at the target's class; nowhere for a target that is ignored.

    Classes are axis 1, or axis 0 of a single sample. A comparison with an iota needs no
    scatter in backward and fuses into the softmax.
    """
    axis = 1 if scores.dim() > 1 else 0
    shape = [1] * scores.dim()
    shape[axis] = -1
    classes = torch.arange(scores.shape[axis], device=scores.device).view(shape)
    target = target.unsqueeze(axis)
    return (classes == target) & (target != ignore)


def _class_weights(scores: Tensor, weight: Tensor | None) -> Tensor | float:
    if weight is None:
        return 1.0
    shape = [1] * scores.dim()
    shape[1 if scores.dim() > 1 else 0] = -1
    return weight.view(shape)


def _nll_forward(scores, target, weight, reduction, ignore):
    hit, weights = _class_matches(scores, target, ignore), _class_weights(scores, weight)
    picked = torch.where(hit, scores * weights, 0.0)
    if weight is None:
        total_weight = (target != ignore).to(scores.dtype).sum()
    else:
        total_weight = torch.where(hit, torch.ones_like(scores) * weights, 0.0).sum()
    if reduction == 0:
        return -picked.sum(1 if scores.dim() > 1 else 0), torch.zeros_like(total_weight)
    total = -picked.sum()
    return (total / total_weight if reduction == 1 else total), total_weight


def _nll_backward(grad, scores, target, weight, reduction, ignore, total_weight):
    if reduction == 1:
        grad = grad / total_weight
    if reduction == 0 and scores.dim() > 1:
        grad = grad.unsqueeze(1)
    return torch.where(_class_matches(scores, target, ignore), -grad * _class_weights(scores, weight), 0.0)


# ------------------------------------------------------------------ elementwise
def _power(x, exponent):
    """Small integer powers as products: `math.fpowi` and f64 exponents have no fast lowering."""
    roots = {0.5: torch.sqrt, -0.5: torch.rsqrt}
    if x.is_floating_point() and exponent in roots:
        return roots[exponent](x)
    if exponent != int(exponent) or not 1 <= abs(exponent) <= 8 or not x.is_floating_point():
        return NotImplemented
    result, square, n = None, x, abs(int(exponent))
    while n:
        if n & 1:
            result = square if result is None else result * square
        n >>= 1
        if n:
            square = square * square
    if exponent < 0:
        return result.reciprocal()
    return result.clone() if result is x else result


_GELU_SCALE, _GELU_CUBE = math.sqrt(2 / math.pi), 0.044715


def _gelu(x, approximate="none"):
    if approximate == "tanh":
        return 0.5 * x * (1 + torch.tanh(_GELU_SCALE * (x + _GELU_CUBE * (x * x * x))))
    return 0.5 * x * (1 + torch.erf(x * math.sqrt(0.5)))


def _gelu_backward(grad, x, approximate="none"):
    if approximate == "tanh":
        t = torch.tanh(_GELU_SCALE * (x + _GELU_CUBE * (x * x * x)))
        inner = _GELU_SCALE * (1 + 3 * _GELU_CUBE * (x * x))
        return grad * (0.5 * (1 + t) + 0.5 * x * (1 - t * t) * inner)
    cdf = 0.5 * (1 + torch.erf(x * math.sqrt(0.5)))
    return grad * (cdf + x * torch.exp(-0.5 * (x * x)) * (1 / math.sqrt(2 * math.pi)))


# ------------------------------------------------------------------ statistics
def _variance(x, dim=None, *, correction=None, keepdim=False):
    return _variance_and_mean(x, dim, correction=correction, keepdim=keepdim)[0]


def _variance_and_mean(x, dim=None, *, correction=None, keepdim=False):
    """Two passes in x's own type; torch-mlir's lowering carries whole f64 tensors."""
    dim = [i % x.dim() for i in (dim if dim else range(x.dim()))]
    count = math.prod(x.shape[i] for i in dim)
    mean = x.sum(dim, keepdim=True) * (1.0 / count)
    centred = x - mean
    correction = 1 if correction is None else correction
    variance = (centred * centred).sum(dim, keepdim=keepdim) * (1.0 / max(count - correction, 0))
    return variance, mean if keepdim else mean.reshape(variance.shape)


def _safe_softmax(x, dim, dtype=None):
    """Softmax that is 0 instead of NaN in a row that is masked throughout."""
    x = x if dtype is None else x.to(dtype)
    peak = x.amax(dim, keepdim=True)
    # Against a tensor: torch-mlir compares with a scalar in f64.
    empty = peak == torch.full((), -math.inf, dtype=x.dtype, device=x.device)
    e = torch.exp(x - torch.where(empty, 0.0, peak))
    return e / torch.where(empty, 1.0, e.sum(dim, keepdim=True))


# ------------------------------------------------------------------ order and position
def _cumulative_sum(x, dim, *, dtype=None):
    """A masked sum, quadratic in the axis: `tm_tensor.scan` exists in torch-mlir only."""
    if dtype is not None:
        x = x.to(dtype)
    elif not x.is_floating_point():
        x = x.to(torch.int64)
    if x.dim() == 0:
        return x.clone()
    x = x.movedim(dim, -1)
    i = torch.arange(x.shape[-1], device=x.device)
    zero = torch.zeros((), dtype=x.dtype, device=x.device)
    return torch.where(i[None, :] <= i[:, None], x.unsqueeze(-2), zero).sum(-1).movedim(-1, dim)


def _roll(x, shifts, dims=()):
    shifts = [shifts] if isinstance(shifts, int) else list(shifts)
    dims = [dims] if isinstance(dims, int) else list(dims)
    if not dims:
        return _roll(x.flatten(), shifts, [0]).view(x.shape)
    for shift, dim in zip(shifts, dims):
        n = x.shape[dim]
        if n and shift % n:
            x = torch.cat([x.narrow(dim, n - shift % n, shift % n), x.narrow(dim, 0, n - shift % n)], dim)
    return x


def _pad(x: Tensor, padding: list[int], value: float = 0):
    """Negative padding as a slice. torch-mlir keeps it, and its folder drops a pad that keeps the shape, as a shift does."""
    if all(size >= 0 for size in padding):
        return NotImplemented
    for i in range(len(padding) // 2):
        dim, low, high = x.dim() - 1 - i, padding[2 * i], padding[2 * i + 1]
        x = aten.slice.Tensor(x, dim, max(0, -low), x.shape[dim] - max(0, -high))
    return aten.constant_pad_nd(x, [max(0, size) for size in padding], value)


def _is_flat_range(size, stride) -> bool:
    """Whether the strides walk one contiguous range of memory in order."""
    expected = 1
    for extent, step in zip(reversed(size), reversed(stride)):
        if extent != 1 and step != expected:
            return False
        expected *= extent
    return True


def _as_strided(x, size, stride, storage_offset=None):
    """Autograd's views of what was written in place; the tensors of a graph are contiguous."""
    if not x.is_contiguous() or not _is_flat_range(size, stride):
        return NotImplemented
    return x.reshape(-1).narrow(0, storage_offset or 0, math.prod(size)).view(size)


def _as_strided_scatter(x, source, size, stride, storage_offset=None):
    if not x.is_contiguous() or not _is_flat_range(size, stride):
        return NotImplemented
    flat, start, count = x.reshape(-1), storage_offset or 0, math.prod(size)
    rest = flat.narrow(0, start + count, flat.numel() - start - count)
    return torch.cat([flat.narrow(0, 0, start), source.reshape(-1), rest]).view(x.shape)


def _top_k(x, k, dim=-1, largest=True, sorted=True):
    """k rounds of argmax, each hiding what it found. Experts and beams ask for few."""
    if not x.is_floating_point():
        return NotImplemented
    left = x if largest else -x
    position = torch.arange(x.shape[dim], device=x.device)
    position = position.view([-1 if i == dim % x.dim() else 1 for i in range(x.dim())])
    values, indices = [], []
    for _ in range(k):
        index = left.argmax(dim, keepdim=True)
        found = position == index
        values.append(torch.where(found, x, 0.0).sum(dim, keepdim=True))
        indices.append(index)
        left = torch.where(found, -math.inf, left)
    return torch.cat(values, dim), torch.cat(indices, dim)


def _spread(x: Tensor, dim: int, index: Tensor, source: Tensor | float, add: bool):
    """A scatter along `dim` as a comparison: positions, hits and updates aligned as (..., n, k)."""
    if x.dim() == 0 or (isinstance(source, Tensor) and source.shape != index.shape):
        return NotImplemented
    dim %= x.dim()
    n, k = x.shape[dim], index.shape[dim]
    aligned = all(x.shape[i] == index.shape[i] for i in range(x.dim()) if i != dim)
    if not aligned or x.numel() * k > COMPARISON_LIMIT:
        return NotImplemented
    hit = index.movedim(dim, -1).unsqueeze(-2) == torch.arange(n, device=x.device).unsqueeze(-1)
    zero = torch.zeros((), dtype=x.dtype, device=x.device)
    if isinstance(source, Tensor):
        total = torch.where(hit, source.movedim(dim, -1).unsqueeze(-2), zero).sum(-1)
    else:
        total = torch.where(hit.any(-1), torch.full((), source, dtype=x.dtype, device=x.device), zero)
    total = total.movedim(-1, dim)
    return x + total if add else torch.where(hit.any(-1).movedim(-1, dim), total, x)


def _random(name: str) -> Callable:
    def refuse(*args, **kwargs):
        raise ExportError(f"not supported yet: random op '{name}' inside the step; set dropout to 0 or call "
                          "model.eval() before the export")
    return refuse


def table() -> dict:
    """The whole table: PyTorch's core decompositions, then ours."""
    result = core_aten_decompositions()
    result.update(get_decompositions([
        aten.native_layer_norm, aten.native_layer_norm_backward, aten.native_group_norm,
        aten.native_group_norm_backward, aten.addcmul, aten.addcdiv, aten.hardswish, aten.hardsigmoid,
        aten.softplus, aten.softplus_backward, aten.leaky_relu_backward, aten.select_backward,
        aten.slice_backward, aten.index_select, aten.embedding_dense_backward, aten.silu, aten.logaddexp,
        aten.linalg_vector_norm, aten.log_sigmoid_forward, aten.mish, aten.glu, aten.grid_sampler_2d,
        aten.upsample_nearest2d, aten.upsample_bilinear2d, aten.one_hot, aten.native_batch_norm,
        aten._native_batch_norm_legit, aten._native_batch_norm_legit_functional,
        aten._native_batch_norm_legit_no_training, aten.native_batch_norm_backward,
    ]))
    result.update({
        aten.empty_permuted.default: lambda size, order, **options: torch.empty(size, **options),
        aten.nll_loss_forward.default: _nll_forward,
        aten.nll_loss_backward.default: _nll_backward,
        aten.nll_loss2d_forward.default: _nll_forward,
        aten.nll_loss2d_backward.default: _nll_backward,
        aten.pow.Tensor_Scalar: _power,
        aten.gelu.default: _gelu,
        aten.gelu_backward.default: _gelu_backward,
        aten.var.correction: _variance,
        aten.var_mean.correction: _variance_and_mean,
        aten._safe_softmax.default: _safe_softmax,
        aten.cumsum.default: _cumulative_sum,
        aten.roll.default: _roll,
        aten.constant_pad_nd.default: _pad,
        aten.as_strided.default: _as_strided,
        aten.as_strided_scatter.default: _as_strided_scatter,
        aten.topk.default: _top_k,
        aten.scatter.src: lambda x, dim, index, source: _spread(x, dim, index, source, add=False),
        aten.scatter.value: lambda x, dim, index, value: _spread(x, dim, index, value, add=False),
        aten.scatter_add.default: lambda x, dim, index, source: _spread(x, dim, index, source, add=True),
    })
    result.update(windows.table())
    for name in ("native_dropout", "bernoulli", "rand", "randn", "randint", "rand_like", "randn_like", "uniform",
                 "normal_functional", "multinomial", "randperm", "exponential", "_fused_dropout"):
        packet = getattr(aten, name)
        for overload in packet.overloads():
            result[getattr(packet, overload)] = _random(name)
    return result
