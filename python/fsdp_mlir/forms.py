# forms.py - compute forms: a step that reads what an extension sends of a parameter
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""`form` says in a PyTorch model that a tensor is a compute form of a parameter (`fsdp.form`)."""

from __future__ import annotations

from collections.abc import Callable

import torch
from torch import Tensor

from .errors import ExportError


@torch.library.custom_op("fsdp_mlir::form", mutates_args=())
def _form(parameter: Tensor, name: str, value: Tensor) -> Tensor:
    return value.clone()


@_form.register_fake
def _(parameter: Tensor, name: str, value: Tensor) -> Tensor:
    return torch.empty_like(value)


def form(parameter: Tensor, name: str, quantise: Callable[[Tensor], Tensor]) -> Tensor:
    """Form `name` of `parameter`, as the post hook of its extension yields it.

    quantise(parameter) is it where the model runs in PyTorch; its shape and dtype are those of the form. In an exported
    step nothing of it is left: the form is an argument, which a phase gathers if it reads it. Nothing is differentiated
    through it; how the parameter gets its gradient is the model's to say, in a torch.autograd.Function that takes the
    parameter beside its forms.
    """
    with torch.no_grad():
        detached = parameter.detach()
        return torch.ops.fsdp_mlir.form(detached, name, quantise(detached))


def take_forms(graph: torch.fx.GraphModule, arguments: dict[tuple[str, str], torch.fx.Node]
               ) -> dict[tuple[str, str], Tensor]:
    """Makes an argument of every form that the graph reads, behind the others; (parameter, form) to an example. A
    parameter that is then read as forms alone is no argument itself."""
    parameters = {node: key[1] for key, node in arguments.items() if key[0] == "param"}
    made: dict[tuple[str, str], torch.fx.Node] = {}
    last = [*graph.graph.find_nodes(op="placeholder")][-1]
    for node in graph.graph.find_nodes(op="call_function", target=torch.ops.fsdp_mlir.form.default):
        source, name = node.args[0], node.args[1]
        while source not in parameters and source.op == "call_function" and source.target in _ALIASES:
            source = source.args[0]
        if source not in parameters:
            raise ExportError(f"form '{name}' is of {node.args[0]}, which is no parameter of the model; expected one as it is")
        key = (parameters[source], name)
        if key not in made:
            with graph.graph.inserting_after(last):
                made[key] = last = graph.graph.placeholder(f"form_{len(made)}")
            last.meta["val"] = node.meta["val"]
        elif (made[key].meta["val"].shape, made[key].meta["val"].dtype) != (node.meta["val"].shape, node.meta["val"].dtype):
            raise ExportError(f"form '{name}' of '{key[0]}' is read with two shapes or dtypes; expected one")
        node.replace_all_uses_with(made[key])
        graph.graph.erase_node(node)
    if made:
        # Dtypes that tracing has seen; they would hold what only makes forms in PyTorch.
        for node in graph.graph.find_nodes(op="call_function", target=torch.ops.aten._assert_tensor_metadata.default):
            graph.graph.erase_node(node)
        graph.graph.eliminate_dead_code()
        for name in {name for name, _ in made}:
            if not arguments["param", name].users:
                graph.graph.erase_node(arguments.pop(("param", name)))
        graph.recompile()
    return {key: torch.empty(tuple(node.meta["val"].shape), dtype=node.meta["val"].dtype) for key, node in made.items()}


_ALIASES = {torch.ops.aten.detach.default, torch.ops.aten.alias.default}
