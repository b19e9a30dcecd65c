#!/usr/bin/env python3
# block_step.py - the steps whose kernels are measured: one transformer block's parameters, gathered and reduced
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Writes step.mlir of one gather group: the nine parameters of a Llama block, scaled to a size.

    python3 bench/gpu/block_step.py 436MB bf16_cast > step.mlir
    python3 bench/gpu/block_step.py 436MB bf16_cast --gather-only > step.mlir

A size is that of the whole block in bf16. The step multiplies each parameter by its batch argument, which is its gradient:
every byte that was gathered is read, and every gradient depends on all that arrived. With --gather-only it reads one
element of each parameter and has no gradients.
"""

from __future__ import annotations

import argparse

# The model's width: 436MB is a block of Llama 3 8B, whose other widths are this one's multiples.
WIDTHS = {"tiny": 32, "1MB": 192, "4MB": 416, "64MB": 1632, "436MB": 4096}
# Extension of the parameters; None: they travel as they are computed with.
HOOKS = {"identity": None, "mixed_bf16": None, "bf16_cast": "bf16_cast", "fp8": "fp8", "int8": "int8", "mxfp8": "mxfp8",
         "two_tensor": "two_tensor"}
RANKS = 8


def shapes(size: str) -> dict[str, tuple[int, ...]]:
    """Parameters of the block by name; 13 width^2 + 2 width elements."""
    width = WIDTHS[size]
    hidden = width * 7 // 2
    return {"wq": (width, width), "wk": (width // 4, width), "wv": (width // 4, width), "wo": (width, width),
            "w1": (hidden, width), "w2": (width, hidden), "w3": (hidden, width), "norm1": (width,), "norm2": (width,)}


def parameter(name: str, shape: tuple[int, ...], hook: str, side: str | None) -> tuple[str, str, str]:
    """Value, type and marked argument of one parameter, or of one inner tensor."""
    value = f"%{name}{side or ''}"
    dtype = "bf16" if hook == "mixed_bf16" else "f32"
    kind = f"tensor<{'x'.join(map(str, shape))}x{dtype}>"
    marks = [f'fsdp.param = "{name}"', 'fsdp.group = "block"', 'fsdp.init = "uniform(low=-2, high=2)"']
    marks += [f'fsdp.inner = "{side}"'] if side else []
    marks += ["fsdp.dtype = f32"] if hook == "mixed_bf16" else []
    marks += [f"fsdp.extension = @{HOOKS[hook]}"] if HOOKS[hook] else []
    return value, kind, f"{value}: {kind} {{{', '.join(marks)}}}"


def gradient(name: str, value: str, kind: str, shape: tuple[int, ...]) -> list[str]:
    """Lines that compute `%grad_NAME` as the parameter times the batch argument."""
    dims, loops = ", ".join(f"d{i}" for i in range(len(shape))), ", ".join(['"parallel"'] * len(shape))
    whole, scalar = f"affine_map<({dims}) -> ({dims})>", f"affine_map<({dims}) -> ()>"
    dtype = kind.rsplit("x", 1)[1].rstrip(">")
    narrow = ["      %y = arith.truncf %xx : f32 to bf16"] if dtype == "bf16" else []
    factor = "%y" if narrow else "%xx"
    return [f"    %empty_{name} = tensor.empty() : {kind}",
            f"    %grad_{name} = linalg.generic {{indexing_maps = [{whole}, {scalar}, {whole}], "
            f"iterator_types = [{loops}]}}",
            f"        ins({value}, %x : {kind}, tensor<f32>) outs(%empty_{name} : {kind}) {{",
            f"    ^bb0(%w: {dtype}, %xx: f32, %out: {dtype}):", *narrow,
            f"      %g = arith.mulf %w, {factor} : {dtype}", f"      linalg.yield %g : {dtype}", f"    }} -> {kind}"]


def gather_only(values: list[tuple[str, str, tuple[int, ...]]]) -> list[str]:
    """Lines that add one element of each parameter to `%loss`."""
    lines, total = ["    %origin = arith.constant 0 : index", "    %total = tensor.extract %x[] : tensor<f32>"], "%total"
    for i, (value, kind, shape) in enumerate(values):
        lines.append(f"    %e{i} = tensor.extract {value}[{', '.join(['%origin'] * len(shape))}] : {kind}")
        element = f"%e{i}"
        if kind.endswith("bf16>"):
            lines.append(f"    %f{i} = arith.extf %e{i} : bf16 to f32")
            element = f"%f{i}"
        lines.append(f"    %t{i} = arith.addf {total}, {element} : f32")
        total = f"%t{i}"
    return [*lines, f"    %loss = tensor.from_elements {total} : tensor<f32>"]


def step(size: str, hook: str, reads_only: bool) -> str:
    arguments, values, body, results, returned = [], [], [], [], []
    for name, shape in shapes(size).items():
        for side in ("a", "b") if hook == "two_tensor" else (None,):
            value, kind, argument = parameter(name, shape, hook, side)
            arguments.append(argument)
            values.append((value, kind, shape))
        if reads_only:
            continue
        body += gradient(name, value, kind, shape)
        results.append(f'{kind} {{fsdp.grad = "{name}"}}')
        returned.append((f"%grad_{name}", kind))
    if reads_only:
        body += gather_only(values)
    loss = "%loss" if reads_only else "%x"
    outputs = ["tensor<f32> {fsdp.loss}", *results]
    names, kinds = zip(*[(loss, "tensor<f32>"), *returned])
    arguments.append('%x: tensor<f32> {fsdp.batch = "x"}')
    return "\n".join(["module {", "  func.func @step(" + ",\n      ".join(arguments) + ")",
                      "      -> (" + ",\n      ".join(outputs) + ") {", *body,
                      f"    return {', '.join(names)} : {', '.join(kinds)}", "  }", "}", ""])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("size", choices=list(WIDTHS))
    parser.add_argument("hook", choices=list(HOOKS))
    parser.add_argument("--gather-only", action="store_true")
    options = parser.parse_args()
    print(step(options.size, options.hook, options.gather_only), end="")


if __name__ == "__main__":
    main()
