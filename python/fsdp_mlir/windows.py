# windows.py - convolutions and pooling: the backward ops that torch-mlir lacks
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Decompositions of ops that slide a window.

The gradients of a grouped convolution are forward convolutions themselves; pooling
whose windows tile the image is a mean or a maximum over two axes of a reshape.
"""

from __future__ import annotations

import itertools

import torch
from torch import Tensor

aten = torch.ops.aten


def _dilate(x: Tensor, axis: int, step: int) -> Tensor:
    """Puts step - 1 zeros between neighbours along an axis."""
    if step == 1:
        return x
    n = x.shape[axis]
    wide = torch.cat([x.unsqueeze(axis + 1)] + [torch.zeros_like(x).unsqueeze(axis + 1)] * (step - 1), axis + 1)
    return wide.flatten(axis, axis + 1).narrow(axis, 0, (n - 1) * step + 1)


def _pad_or_crop(x: Tensor, axis: int, before: int, after: int) -> Tensor:
    """Zeros (or, for negative counts, a crop) on both sides of an axis."""
    for count, front in ((before, True), (after, False)):
        if count < 0:
            x = x.narrow(axis, -count if front else 0, x.shape[axis] + count)
        elif count > 0:
            shape = list(x.shape)
            shape[axis] = count
            zeros = torch.zeros(shape, dtype=x.dtype, device=x.device)
            x = torch.cat([zeros, x] if front else [x, zeros], axis)
    return x


def _input_gradient(grad, x, weight, stride, padding, dilation, groups):
    """grad_out dilated by the stride, padded, convolved with the flipped kernel, channels exchanged."""
    axes = range(2, x.dim())
    for a, s, p, d in zip(axes, stride, padding, dilation):
        reach = d * (weight.shape[a] - 1)
        grad = _dilate(grad, a, s)
        # What the window never reached at the far edge has gradient 0.
        grad = _pad_or_crop(grad, a, reach - p, x.shape[a] + p - grad.shape[a])
    out, per_group = weight.shape[0] // groups, weight.shape[1]
    kernel = weight.reshape(groups, out, per_group, *weight.shape[2:]).transpose(1, 2)
    kernel = kernel.reshape(groups * per_group, out, *weight.shape[2:]).flip(list(axes))
    ones = [1] * len(axes)
    return aten.convolution(grad, kernel, None, ones, [0] * len(axes), dilation, False, [0] * len(axes), groups)


def _weight_gradient(grad, x, weight, stride, padding, dilation, groups):
    """One product per kernel position: the shifted input against grad_out, over batch and positions."""
    batch, axes = x.shape[0], range(2, x.dim())
    for a, p in zip(axes, padding):
        x = _pad_or_crop(x, a, p, p)
    per_in, per_out = weight.shape[1], weight.shape[0] // groups
    # (groups, per_out, batch * positions)
    left = grad.reshape(batch, groups, per_out, -1).permute(1, 2, 0, 3).reshape(groups, per_out, -1)
    columns = []
    for position in itertools.product(*(range(k) for k in weight.shape[2:])):
        window = x
        for a, at, s, d in zip(axes, position, stride, dilation):
            window = aten.slice(window, a, at * d, at * d + (grad.shape[a] - 1) * s + 1, s)
        right = window.reshape(batch, groups, per_in, -1).permute(1, 0, 3, 2).reshape(groups, -1, per_in)
        columns.append(torch.bmm(left, right))
    return torch.stack(columns, -1).reshape(weight.shape)


def _convolution_backward(grad, x, weight, bias_sizes, stride, padding, dilation, transposed, output_padding,
                          groups, output_mask):
    if groups == 1 or transposed:
        return NotImplemented
    stride, padding, dilation = (list(v) * (x.dim() - 2) if len(v) == 1 else list(v)
                                 for v in (stride, padding, dilation))
    wanted = (_input_gradient, _weight_gradient)
    results = [f(grad, x, weight, stride, padding, dilation, groups) if mask else None
               for f, mask in zip(wanted, output_mask)]
    bias = grad.sum([0, *range(2, x.dim())]) if output_mask[2] else None
    return (*results, bias)


def _tiles(x: Tensor, kernel, stride, padding, ceil_mode=False) -> tuple[int, int] | None:
    """The window where windows tile the image without overlap or rest."""
    kernel = tuple(kernel) * (2 if len(kernel) == 1 else 1)
    stride = (tuple(stride) * (2 if len(stride) == 1 else 1)) or kernel
    exact = x.shape[-2] % kernel[0] == 0 and x.shape[-1] % kernel[1] == 0
    return kernel if stride == kernel and not any(padding) and exact else None


def _average_pool(x, kernel_size, stride=(), padding=(0,), ceil_mode=False, count_include_pad=True,
                  divisor_override=None):
    window = _tiles(x, kernel_size, stride, padding)
    if window is None or divisor_override is not None:
        return NotImplemented
    h, w = x.shape[-2] // window[0], x.shape[-1] // window[1]
    return x.reshape(*x.shape[:-2], h, window[0], w, window[1]).sum((-3, -1)) * (1.0 / (window[0] * window[1]))


def _average_pool_backward(grad, x, kernel_size, stride, padding, ceil_mode, count_include_pad, divisor_override):
    window = _tiles(x, kernel_size, stride, padding)
    if window is None or divisor_override is not None:
        return NotImplemented
    wide = (grad * (1.0 / (window[0] * window[1]))).unsqueeze(-1).unsqueeze(-3)
    shape = [*grad.shape[:-2], grad.shape[-2], window[0], grad.shape[-1], window[1]]
    return wide.expand(shape).reshape(x.shape)


def _adaptive_window(x: Tensor, output_size) -> list[int] | None:
    if x.shape[-2] % output_size[0] or x.shape[-1] % output_size[1]:
        return None
    return [x.shape[-2] // output_size[0], x.shape[-1] // output_size[1]]


def _bin_weights(size: int, bins: int, like: Tensor) -> Tensor:
    """(bins, size): what each element of an axis is worth in each bin. Bins overlap where they do not tile the axis."""
    place = torch.arange(size, device=like.device)
    first = [number * size // bins for number in range(bins)]
    last = [-(-(number + 1) * size // bins) for number in range(bins)]
    rows = [((place >= a) & (place < b)).to(like.dtype) * (1.0 / (b - a)) for a, b in zip(first, last)]
    return torch.stack(rows)


def _product(rows: Tensor, x: Tensor, columns: Tensor) -> Tensor:
    """rows @ x @ columns for each image and channel."""
    flat = x.reshape(-1, *x.shape[-2:])
    wide = [each.unsqueeze(0).expand(flat.shape[0], *each.shape) for each in (rows, columns)]
    result = aten.bmm(aten.bmm(wide[0], flat), wide[1])
    return result.reshape(*x.shape[:-2], *result.shape[-2:])


def _adaptive_average_pool(x, output_size):
    window = _adaptive_window(x, output_size)
    if window is not None:
        return _average_pool(x, window)
    return _product(_bin_weights(x.shape[-2], output_size[0], x), x,
                    _bin_weights(x.shape[-1], output_size[1], x).transpose(0, 1))


def _adaptive_average_pool_backward(grad, x):
    window = _adaptive_window(x, grad.shape[-2:])
    if window is not None:
        return _average_pool_backward(grad, x, window, (), (0,), False, True, None)
    return _product(_bin_weights(x.shape[-2], grad.shape[-2], x).transpose(0, 1), grad,
                    _bin_weights(x.shape[-1], grad.shape[-1], x))


def table() -> dict:
    """Decompositions by op overload."""
    return {
        aten.convolution_backward.default: _convolution_backward,
        aten.avg_pool2d.default: _average_pool,
        aten.avg_pool2d_backward.default: _average_pool_backward,
        aten._adaptive_avg_pool2d.default: _adaptive_average_pool,
        aten._adaptive_avg_pool2d_backward.default: _adaptive_average_pool_backward,
    }
