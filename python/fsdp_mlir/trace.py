# trace.py - a module and a loss as one joint graph with names
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Traces forward and backward of a step into one functional ATen graph.

AOTAutograd traces a small module that owns every parameter once, under an index, and
calls the model through `functional_call`, which ties shared weights. So a shared
parameter is one argument, and one that the loss does not reach, which AOTAutograd
refuses, is passed like a frozen one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from torch import Tensor, nn
from torch._functorch.aot_autograd import aot_export_module
from torch._subclasses.fake_tensor import DataDependentOutputException
from torch.nn.attention import SDPBackend, sdpa_kernel

from .checkpoints import plain_checkpoints
from .decompositions import table
from .errors import ExportError
from .forms import take_forms

Loss = Callable[..., "Tensor | tuple[Tensor, Mapping[str, Tensor]]"]


@dataclass
class JointGraph:
    """A traced step. Arguments: parameters, buffers, batch; results as (kind, name) pairs."""

    graph: torch.fx.GraphModule
    parameters: dict[str, Tensor]
    buffers: dict[str, Tensor]
    batch: dict[str, Tensor]
    arguments: list[tuple[str, str]]
    results: list[tuple[str, str]]
    checkpointed: set[str]
    """Parameters that checkpointed regions compute with."""
    forms: dict[tuple[str, str], Tensor]
    """Examples of compute forms by parameter and form: the last arguments."""

    def example(self) -> list[Tensor]:
        """A value of each argument, in order."""
        values = {"param": self.parameters, "buffer": self.buffers, "batch": self.batch}
        return [values[kind][name].detach() for kind, name in self.arguments] + list(self.forms.values())


class _Call(nn.Module):
    """The loss as a module, so that functional_call can exchange the model's tensors."""

    def __init__(self, model: nn.Module, loss: Loss | None):
        super().__init__()
        self.model, self.loss = model, loss

    def forward(self, *batch):
        return self.model(*batch) if self.loss is None else self.loss(self.model, *batch)


class _Step(nn.Module):
    """Owns the tensors by index and calls the loss with them."""

    def __init__(self, call: _Call, parameters: dict[str, Tensor], buffers: dict[str, Tensor], used: set[str]):
        super().__init__()
        self.call = [call]  # in a list: not a submodule, its tensors are ours
        self.names = list(parameters)
        self.buffer_names = list(buffers)
        for i, (name, p) in enumerate(parameters.items()):
            if name in used:
                self.register_parameter(f"p{i}", nn.Parameter(p.detach()))
            else:
                self.register_buffer(f"p{i}", p.detach())
        for i, b in enumerate(buffers.values()):
            self.register_buffer(f"b{i}", b.detach().clone())
        self.metrics: list[str] = []

    def forward(self, *batch):
        # functional_call leaves what the model assigned to its buffers in `state`.
        state = {"model." + n: getattr(self, f"p{i}") for i, n in enumerate(self.names)}
        state.update({"model." + n: getattr(self, f"b{i}") for i, n in enumerate(self.buffer_names)})
        loss, metrics = _split(torch.func.functional_call(self.call[0], state, batch))
        with torch.no_grad():
            for i, n in enumerate(self.buffer_names):
                if state["model." + n] is not getattr(self, f"b{i}"):
                    getattr(self, f"b{i}").copy_(state["model." + n])
        self.metrics = list(metrics)
        return (loss, *[m.detach() for m in metrics.values()])


def _split(out) -> tuple[Tensor, Mapping[str, Tensor]]:
    loss, metrics = out if isinstance(out, tuple) else (out, {})
    if not isinstance(loss, Tensor) or loss.dim() != 0 or not loss.is_floating_point():
        what = f"a tensor of shape {list(loss.shape)} and {loss.dtype}" if isinstance(loss, Tensor) else type(loss)
        raise ExportError(f"the loss is {what}; expected a floating-point scalar tensor, or a pair of it and a "
                          "dictionary of values to report")
    return loss, metrics


def _reached(call: _Call, parameters: dict[str, Tensor], buffers: dict[str, Tensor], batch: dict[str, Tensor]
             ) -> tuple[set[str], set[str]]:
    """Names of the trained parameters that the loss depends on, and of those in checkpointed regions, by one eager step."""
    trained = {n: p.detach().clone().requires_grad_() for n, p in parameters.items() if p.requires_grad}
    if not trained:
        return set(), set()
    state = {"model." + n: trained.get(n, p.detach()) for n, p in parameters.items()}
    state.update({"model." + n: b.detach().clone() for n, b in buffers.items()})
    with plain_checkpoints(trained) as checkpointed:
        loss, _ = _split(torch.func.functional_call(call, state, tuple(batch.values())))
    if not loss.requires_grad:
        return set(), checkpointed
    grads = torch.autograd.grad(loss, list(trained.values()), allow_unused=True)
    return {n for n, g in zip(trained, grads) if g is not None}, checkpointed


@contextmanager
def _exporting():
    """Tells libraries that they are traced: they then avoid control flow that reads values."""
    before = torch.compiler._is_compiling_flag, torch.compiler._is_exporting_flag
    torch.compiler._is_compiling_flag = torch.compiler._is_exporting_flag = True
    try:
        yield
    except DataDependentOutputException as error:
        raise ExportError(f"the step reads a tensor's value while it is traced ({error.func}); expected Python control "
                          "flow that depends on shapes only") from error
    finally:
        torch.compiler._is_compiling_flag, torch.compiler._is_exporting_flag = before


def trace(model: nn.Module, loss: Loss | None, batch: Mapping[str, Tensor]) -> JointGraph:
    """Traces one step on one rank's batch."""
    for name, value in batch.items():
        if not isinstance(value, Tensor):
            raise ExportError(f"batch entry '{name}' is {type(value).__name__}; expected a tensor")
    # Copies: given one tensor under two names, AOTAutograd would make one argument of both.
    batch = {name: value.detach().clone() for name, value in batch.items()}
    parameters, buffers = dict(model.named_parameters()), dict(model.named_buffers())
    call = _Call(model, loss)
    with sdpa_kernel(SDPBackend.MATH):
        used, checkpointed = _reached(call, parameters, buffers, batch)
        step = _Step(call, parameters, buffers, used)
        joint = {"trace_joint": True, "output_loss_index": 0} if used else {"trace_joint": False}
        with _exporting(), plain_checkpoints():
            graph, signature = aot_export_module(step, tuple(batch.values()), decompositions=table(), **joint)
    return _named(graph, signature, step, parameters, buffers, batch, checkpointed)


def _reorder(graph: torch.fx.GraphModule, placeholders: dict, first: list) -> list[tuple[str, str]]:
    """Parameters in the module's own order, which is the wire order: AOTAutograd puts trained ones first."""
    order = [*first, *(k for k in placeholders if k not in set(first))]
    for key in order[-2::-1]:
        after = placeholders[order[order.index(key) + 1]]
        after.prepend(placeholders[key])
    graph.recompile()
    return order


def _named(graph, signature, step: _Step, parameters, buffers, batch, checkpointed) -> JointGraph:
    """Reads from the signature what each placeholder and output is."""
    def named(key: str) -> tuple[str, str]:
        index = int(key[1:])
        return ("param", step.names[index]) if key[0] == "p" else ("buffer", step.buffer_names[index])

    rest, arguments = iter(batch), {}
    for node in graph.graph.find_nodes(op="placeholder"):
        key = signature.inputs_to_parameters.get(node.name) or signature.inputs_to_buffers.get(node.name)
        arguments[named(key) if key else ("batch", next(rest))] = node
    forms = take_forms(graph, arguments)
    arguments = _reorder(graph, arguments, [("param", n) for n in parameters if ("param", n) in arguments])
    outputs = next(iter(graph.graph.find_nodes(op="output"))).args[0]
    # In order: new values of buffers, the loss and what is reported, gradients. With mutated buffers
    # the signature's `loss_output` names another node, so the position decides.
    updates = [named(signature.buffers_to_mutate[o.name])[1] for o in outputs[:len(signature.buffers_to_mutate)]]
    results = [("update", n) for n in updates]
    results += [("loss", "")] + [("metric", n) for n in step.metrics]
    back = signature.backward_signature
    results += [("grad", named(back.gradients_to_parameters[o.name])[1]) for o in outputs[len(results):]]
    return JointGraph(graph, parameters, buffers, batch, arguments, results, checkpointed, forms)
