# scatter.py - tm_tensor.scatter as private functions of upstream dialects
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Replaces `tm_tensor.scatter`, the one op of an exported step that upstream MLIR lacks.

It comes from the backward of an embedding, of indexing and of max pooling. Each shape
gets one private function: a loop over the updates, every turn reading one window of the
destination, adding (or overwriting) and writing it back; it bufferizes in place.
"""

from __future__ import annotations

import re

from torch_mlir import ir

from .errors import ExportError


def _tuple(values) -> str:
    return ", ".join(str(v) for v in values)


def scatter_function(name: str, updates: ir.RankedTensorType, indices: ir.RankedTensorType,
                     destination: ir.RankedTensorType, axes: list[int], combine: str | None) -> str:
    """The text of one helper. `updates` is (count, window...), `indices` (count, len(axes)): where
    along each axis of `axes` the window starts; `combine` names the op that adds, None overwrites."""
    count, rank = updates.shape[0], len(destination.shape)
    window = list(updates.shape[1:])
    if len(window) < rank:  # indexed axes were dropped: they have extent 1
        rest = iter(window)
        window = [1 if i in axes else next(rest) for i in range(rank)]
    element, index_type = destination.element_type, indices.element_type
    row = f"tensor<{'x'.join(map(str, window))}x{element}>"
    starts, reads = ["0"] * rank, []
    for column, axis in enumerate(axes):
        starts[axis] = f"%at{axis}"
        reads.append(f"""      %c{column}_column = arith.constant {column} : index
      %key{axis} = tensor.extract %indices[%i, %c{column}_column] : {indices}
      %at{axis} = arith.index_cast %key{axis} : {index_type} to index""")
    ones = _tuple([1] * rank)
    update_rank = len(updates.shape)
    take = (f"tensor.extract_slice %updates[{_tuple(['%i'] + [0] * (update_rank - 1))}] "
            f"[{_tuple([1, *updates.shape[1:]])}] [{_tuple([1] * update_rank)}] : {updates} to {row}")
    merge = "      %new = tensor.cast %update : " + f"{row} to {row}"
    if combine:
        dims = _tuple(f"d{i}" for i in range(rank))
        identity = f"affine_map<({dims}) -> ({dims})>"
        kinds = _tuple(['"parallel"'] * rank)
        merge = f"""      %old = tensor.extract_slice %into[{_tuple(starts)}] [{_tuple(window)}] [{ones}] : {destination} to {row}
      %new = linalg.generic {{indexing_maps = [{identity}, {identity}], iterator_types = [{kinds}]}}
          ins(%update : {row}) outs(%old : {row}) {{
      ^bb0(%a: {element}, %b: {element}):
        %sum = {combine} %b, %a : {element}
        linalg.yield %sum : {element}
      }} -> {row}"""
    new = "%new" if combine else "%update"
    merge = merge + "\n" if combine else ""
    body = "\n".join(reads)
    return f"""
  func.func private @{name}(%updates: {updates}, %indices: {indices}, %destination: {destination}) -> {destination} {{
    %first = arith.constant 0 : index
    %step = arith.constant 1 : index
    %count = arith.constant {count} : index
    %result = scf.for %i = %first to %count step %step iter_args(%into = %destination) -> ({destination}) {{
{body}
      %update = {take}
{merge}      %next = tensor.insert_slice {new} into %into[{_tuple(starts)}] [{_tuple(window)}] [{ones}] : {row} into {destination}
      scf.yield %next : {destination}
    }}
    return %result : {destination}
  }}"""


def _combining_op(op: ir.Operation) -> str | None:
    """The op that merges an update with what is there; None where the update replaces it."""
    body = op.regions[0].blocks[0]
    inner = [o.operation for o in body.operations]
    if len(inner) == 1:
        return None
    if len(inner) == 2 and inner[0].name in ("arith.addf", "arith.addi", "arith.maximumf", "arith.minimumf",
                                             "arith.maxsi", "arith.minsi", "arith.mulf", "arith.muli"):
        return inner[0].name
    raise ExportError(f"not supported yet: scatter that combines by {[o.name for o in inner[:-1]]} at {op.location}")


def lower_scatters(module: ir.Module) -> None:
    """Replaces every `tm_tensor.scatter` by a call of a private function, one per shape."""
    found: list[ir.Operation] = []

    def collect(op):
        if op.name == "tm_tensor.scatter":
            found.append(op)
        return ir.WalkResult.ADVANCE

    module.operation.walk(collect)
    names: dict[tuple, str] = {}
    for op in found:
        types = [ir.RankedTensorType(v.type) for v in op.operands]
        axes = [int(v) for v in re.findall(r"-?\d+", str(op.attributes["dimension_map"]).split(":")[1])]
        key = (*map(str, types), tuple(axes), _combining_op(op))
        if key not in names:
            names[key] = f"scatter_{len(names)}"
            text = scatter_function(names[key], *types, axes, key[-1])
            helper = ir.Module.parse(text, context=module.context)
            module.body.append(helper.body.operations[0].operation.clone())
        with module.context, op.location, ir.InsertionPoint(op):
            call = ir.Operation.create("func.call", results=[op.results[0].type], operands=list(op.operands),
                                       attributes={"callee": ir.FlatSymbolRefAttr.get(names[key])})
        op.results[0].replace_all_uses_with(call.results[0])
        op.erase()


def check_lowered(module: ir.Module) -> None:
    """Nothing but upstream dialects may be left; names the ops that are."""
    left: dict[str, str] = {}

    def look(op):
        if op.name.split(".")[0] in ("torch", "torch_c", "tm_tensor", "stablehlo", "chlo", "mhlo"):
            left.setdefault(op.name, str(op.location))
        return ir.WalkResult.ADVANCE

    module.operation.walk(look)
    if left:
        what = ", ".join(f"{name} at {where}" for name, where in left.items())
        raise ExportError(f"not supported yet: {what}; rewrite it in the model or add a decomposition")
