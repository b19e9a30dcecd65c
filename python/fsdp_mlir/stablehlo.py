# stablehlo.py - what of StableHLO has no form on linalg: scatters and barriers
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Replaces what torch-mlir leaves in a lowered JAX step: an embedding's gradient, and the barriers of jax.checkpoint."""

from __future__ import annotations

import math

from torch_mlir import ir

from .errors import ExportError
from .scatter import find_ops, scatter_function


def lower_scatters(module: ir.Module) -> None:
    """Every `stablehlo.scatter` that adds rows along axis 0 becomes a call of a private loop."""
    for number, op in enumerate(find_ops(module, "stablehlo.scatter")):
        helper = ir.Module.parse(_row_scatter(op, f"scatter_{number}"), module.context)
        for function in helper.body.operations:
            module.body.append(function.operation.clone())
        with module.context, op.location, ir.InsertionPoint(op):
            call = ir.Operation.create("func.call", results=[op.results[0].type], operands=list(op.operands),
                                       attributes={"callee": ir.FlatSymbolRefAttr.get(f"scatter_{number}")})
        op.results[0].replace_all_uses_with(call.results[0])
        op.erase()


def lower_barriers(module: ir.Module) -> None:
    """`stablehlo.optimization_barrier` becomes `fsdp.barrier`: what jax.checkpoint computes again stays computed again."""
    for op in find_ops(module, "stablehlo.optimization_barrier"):
        with module.context, op.location, ir.InsertionPoint(op):
            barrier = ir.Operation.create("fsdp.barrier", results=[r.type for r in op.results],
                                          operands=list(op.operands))
        for old, new in zip(op.results, barrier.results):
            old.replace_all_uses_with(new)
        op.erase()


def _combining_op(op: ir.Operation) -> str:
    """The one arithmetic op of the scatter's body, which is lowered to linalg on scalars by now."""
    names: list[str] = []

    def collect(inner):
        if inner.name.startswith(("arith.", "math.")):
            names.append(inner.name)
        return ir.WalkResult.ADVANCE

    op.walk(collect)
    if names not in (["arith.addf"], ["arith.addi"]):
        raise ExportError(f"not supported yet: stablehlo.scatter that combines by {names} at {op.location}")
    return names[0]


def _row_scatter(op: ir.Operation, name: str) -> str:
    """The text of a function with the operands of the scatter: destination, indices, updates."""
    dimensions = str(op.attributes["scatter_dimension_numbers"])
    destination, indices, updates = (ir.RankedTensorType(v.type) for v in op.operands)
    depth = len(indices.shape) - 1
    if ("inserted_window_dims = [0]" not in dimensions or "scatter_dims_to_operand_dims = [0]" not in dimensions
            or f"update_window_dims = [{depth}]" not in dimensions or len(destination.shape) != 2):
        raise ExportError(f"not supported yet: stablehlo.scatter with {dimensions} at {op.location}; expected the "
                          "gradient of an embedding lookup")
    rows, width, element = math.prod(indices.shape[:-1]), updates.shape[-1], updates.element_type
    typed = lambda *shape, of=element: ir.RankedTensorType.get(list(shape), of, loc=ir.Location.unknown(op.context))
    keys, flat, wide = typed(rows, 1, of=indices.element_type), typed(rows, width), typed(rows, 1, width)
    together = ", ".join(map(str, range(depth)))
    collapse = f"[[{together}], [{depth}]]"
    body = scatter_function(f"{name}_rows", wide, keys, destination, [0], _combining_op(op))
    if depth == 1:
        take = f"    %k = tensor.cast %x : {indices} to {keys}\n    %f = tensor.cast %u : {updates} to {flat}\n"
    else:
        take = (f"    %k = tensor.collapse_shape %x {collapse} : {indices} into {keys}\n"
                f"    %f = tensor.collapse_shape %u {collapse} : {updates} into {flat}\n")
    return f"""{body}
  func.func private @{name}(%d: {destination}, %x: {indices}, %u: {updates}) -> {destination} {{
{take}    %w = tensor.expand_shape %f [[0], [1, 2]] output_shape [{rows}, 1, {width}] : {flat} into {wide}
    %r = func.call @{name}_rows(%w, %k, %d) : ({wide}, {keys}, {destination}) -> {destination}
    return %r : {destination}
  }}"""
