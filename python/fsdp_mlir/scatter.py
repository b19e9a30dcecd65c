# scatter.py - tm_tensor.scatter as private functions of upstream dialects
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Replaces `tm_tensor.scatter`, the one op of an exported step that upstream MLIR lacks.

It comes from the backward of an embedding, of indexing and of max pooling. Each shape
gets one private function: a loop over the updates, every turn reading one window of the
destination, adding (or overwriting) and writing it back; it bufferizes in place.
"""

from __future__ import annotations

import math
import re

from torch_mlir import ir

from .errors import ExportError


def _tuple(values) -> str:
    return ", ".join(str(v) for v in values)


def scatter_function(name: str, updates: ir.RankedTensorType, indices: ir.RankedTensorType,
                     destination: ir.RankedTensorType, axes: list[int], combine: str | None) -> str:
    """The text of one helper. `updates` is (count, window...), `indices` (count, len(axes)): where
    along each axis of `axes` the window starts; `combine` names the op that adds, None overwrites."""
    starts, reads = ["%zero"] * len(destination.shape), []
    window = _window_sizes(list(updates.shape[1:]), len(destination.shape), axes)
    for column, axis in enumerate(axes):
        starts[axis] = f"%at{axis}"
        reads.append(_read_index(column, axis, indices, destination.shape[axis], window[axis]))
    turn = _element_turn if math.prod(updates.shape[1:]) == 1 else _window_turn
    return f"""
  func.func private @{name}(%updates: {updates}, %indices: {indices}, %destination: {destination}) -> {destination} {{
    %zero = arith.constant 0 : index
    %step = arith.constant 1 : index
    %count = arith.constant {updates.shape[0]} : index
    %result = scf.for %i = %zero to %count step %step iter_args(%into = %destination) -> ({destination}) {{
{"".join(reads)}{turn(updates, destination, starts, axes, combine)}      scf.yield %next : {destination}
    }}
    return %result : {destination}
  }}"""


def _window_sizes(shape: list[int], rank: int, axes: list[int]) -> list[int]:
    """The window's size along each axis of the destination: 1 where indexed axes were dropped."""
    rest = iter(shape)
    return shape if len(shape) == rank else [1 if i in axes else next(rest) for i in range(rank)]


def _read_index(column: int, axis: int, indices: ir.RankedTensorType, extent: int, window: int) -> str:
    """Where the window starts along `axis`. PyTorch counts negative indices from the end; one out of range would write
    to memory of others."""
    kind = indices.element_type
    return f"""      %column{column} = arith.constant {column} : index
      %key{axis} = tensor.extract %indices[%i, %column{column}] : {indices}
      %none{axis} = arith.constant 0 : {kind}
      %extent{axis} = arith.constant {extent} : {kind}
      %last{axis} = arith.constant {extent - window} : {kind}
      %before{axis} = arith.cmpi slt, %key{axis}, %none{axis} : {kind}
      %fromend{axis} = arith.addi %key{axis}, %extent{axis} : {kind}
      %start{axis} = arith.select %before{axis}, %fromend{axis}, %key{axis} : {kind}
      %inside{axis} = arith.cmpi ule, %start{axis}, %last{axis} : {kind}
      cf.assert %inside{axis}, "index of a scatter out of range: axis {axis} has {extent} elements"
      %at{axis} = arith.index_cast %start{axis} : {kind} to index
"""


def _element_turn(updates, destination, starts: list[str], axes: list[int], combine: str | None) -> str:
    """One turn of the loop where an update is a single element."""
    element, at = destination.element_type, _tuple(starts)
    text = f"      %update = tensor.extract %updates[{_tuple(['%i'] + ['%zero'] * (len(updates.shape) - 1))}] : {updates}\n"
    if combine:
        text += f"""      %old = tensor.extract %into[{at}] : {destination}
      %new = {combine} %old, %update : {element}
"""
    return text + f"      %next = tensor.insert {'%new' if combine else '%update'} into %into[{at}] : {destination}\n"


def _window_turn(updates, destination, starts: list[str], axes: list[int], combine: str | None) -> str:
    """One turn where an update is a window: slices, reduced to the window's rank where indexed axes were dropped."""
    shape, element, rank = list(updates.shape[1:]), destination.element_type, len(destination.shape)
    sizes = _window_sizes(shape, rank, axes)
    window = f"tensor<{'x'.join(map(str, shape))}x{element}>"
    place = f"[{_tuple(starts)}] [{_tuple(sizes)}] [{_tuple([1] * rank)}]"
    text = (f"      %update = tensor.extract_slice %updates[{_tuple(['%i'] + [0] * len(shape))}] [{_tuple([1, *shape])}] "
            f"[{_tuple([1] * len(updates.shape))}] : {updates} to {window}\n")
    if combine:
        dims = _tuple(f"d{i}" for i in range(len(shape)))
        identity = f"affine_map<({dims}) -> ({dims})>"
        kinds = _tuple(['"parallel"'] * len(shape))
        text += f"""      %old = tensor.extract_slice %into{place} : {destination} to {window}
      %new = linalg.generic {{indexing_maps = [{identity}, {identity}], iterator_types = [{kinds}]}}
          ins(%update : {window}) outs(%old : {window}) {{
      ^bb0(%a: {element}, %b: {element}):
        %sum = {combine} %b, %a : {element}
        linalg.yield %sum : {element}
      }} -> {window}
"""
    return text + (f"      %next = tensor.insert_slice {'%new' if combine else '%update'} into %into{place} : "
                   f"{window} into {destination}\n")


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


def find_ops(module: ir.Module, name: str) -> list[ir.Operation]:
    """All operations of a name, in order: found before any of them is replaced."""
    found: list[ir.Operation] = []

    def collect(op):
        if op.name == name:
            found.append(op)
        return ir.WalkResult.ADVANCE

    module.operation.walk(collect)
    return found


def lower_scatters(module: ir.Module) -> None:
    """Replaces every `tm_tensor.scatter` by a call of a private function, one per shape."""
    names: dict[tuple, str] = {}
    for op in find_ops(module, "tm_tensor.scatter"):
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
