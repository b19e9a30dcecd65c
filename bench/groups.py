# groups.py - the parameter groups whose unshard is measured
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Rows of each parameter (all are rows x 256 fp32), by group; a step that gathers such a group and nothing else."""

from __future__ import annotations

WIDTH = 256
EXTENSIONS = ("identity", "bf16_cast", "two_tensor")
MIB = 1 << 20


def _rows(bytes_each: int, count: int) -> list[int]:
    return [bytes_each // (4 * WIDTH)] * count


ROWS = {"16MiB": _rows(4 * MIB, 4), "128MiB": _rows(32 * MIB, 4), "64x64KiB": _rows(64 << 10, 64)}


def gather_step(name: str, extension: str) -> str:
    """A step without gradients: it reads one element of each parameter, so that every one is gathered."""
    inner = ["a", "b"] if extension == "two_tensor" else [None]
    arguments, body, total = [], [], "%zero"
    for i, rows in enumerate(ROWS[name]):
        for side in inner:
            value, kind = f"%w{i}{side or ''}", f"tensor<{rows}x{WIDTH}xf32>"
            marks = [f'fsdp.param = "w{i}"', 'fsdp.group = "group0"']
            marks += [f'fsdp.inner = "{side}"'] if side else []
            marks += [f"fsdp.extension = @{extension}"] if extension != "identity" else []
            arguments.append(f"{value}: {kind} {{{', '.join(marks)}}}")
            element, next_total = f"%e{i}{side or ''}", f"%t{i}{side or ''}"
            body.append(f"    {element} = tensor.extract {value}[%origin, %origin] : {kind}")
            body.append(f"    {next_total} = arith.addf {total}, {element} : f32")
            total = next_total
    arguments.append('%x: tensor<1xf32> {fsdp.batch = "x"}')
    joined, lines = ",\n      ".join(arguments), "\n".join(body)
    return f"""module {{
  shard.grid @grid(shape = 2)
  func.func @step({joined})
      -> (tensor<f32> {{fsdp.loss}}) {{
    %origin = arith.constant 0 : index
    %zero = tensor.extract %x[%origin] : tensor<1xf32>
{lines}
    %loss = tensor.from_elements {total} : tensor<f32>
    return %loss : tensor<f32>
  }}
}}
"""
