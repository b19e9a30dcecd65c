# from_torch.py - a PyTorch module and its loss to step.mlir
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The exporter from PyTorch."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn
from torch_mlir import fx, ir
from torch_mlir.compiler_utils import OutputType, TorchMlirCompilerError

from .errors import ExportError
from .marks import Marks, find_function, label_groups, mark_function, parameter_marks, split_signature
from .options import group_options as check_groups
from .options import group_text, parameter_options
from .scatter import check_lowered, lower_scatters
from .tensors import save_batches, save_tensors
from .trace import JointGraph, Loss, trace


def export(model: nn.Module, loss: Loss | None, batch: Mapping[str, Tensor], *, groups: Any = (),
           extensions: Mapping[str, str] | None = None, inits: Mapping[str, str] | None = None,
           parameters: Any = None, group_options: Mapping[Any, Mapping[str, Any]] | None = None,
           grid: str | None = None, batches: Sequence[Sequence[Mapping[str, Tensor]]] | None = None,
           save_init: bool = True, path: str | Path) -> Path:
    """Writes a training step of `model` for fsdp-compile; returns the path of step.mlir.

    model       on the CPU, in the dtype it computes with; in training or evaluation mode as it is.
                Parameters of 16 bits are stored and optimized in f32, beginning at their values
    loss        loss(model, *batch.values()) gives the scalar to differentiate, or a pair of it
                and a dictionary of values to report; None: the model itself returns that
    batch       name and example of each input, as one rank sees it
    groups      modules, or regular expressions of parameter names, or a function from a name to a
                label: what is gathered together (one `fully_shard` call each); the rest is the root
    extensions  regular expression to the name of an all-gather extension; more can be attached
                when compiling
    inits       regular expression to how a parameter is initialised shard by shard
    parameters  regular expression, which must match a whole name, to a dictionary of options; or a function from
                a name to one. extension, reduce_extension, init; dtype ("f32"), in which it is stored; dim, in
                which it is sharded; grid ("4x2" or (4, 2)), its own of the same ranks; model_dim, in which ranks
                of a model axis have parts; ignored, recompute (True)
    group_options  entry of `groups` (a module or an expression), or a label that it gives, to a dictionary of
                options of its groups: reshard (True, False, a number of ranks), prefetch ((F, B), how many groups
                ahead), reduce_dtype, reduce_extension, recompute
    grid        "4" or "2x4" (replicas x shards): the default grid
    batches     batches[step][rank], dictionaries like `batch`
    path        a folder: step.mlir, init.safetensors (parameters and buffers by qualified name) and,
                with `batches`, batch.safetensors are written there

    A model reads compute forms of a parameter by `fsdp_mlir.form`.
    A group whose parameters all compute inside of torch.utils.checkpoint is computed again in backward.
    Raises ExportError for what cannot be exported.
    """
    folder = Path(path)
    joint = trace(model, loss, batch)
    module = _lower(joint)
    lower_scatters(module)
    check_lowered(module)
    members, made = label_groups(list(joint.parameters), groups, _member_names(model))
    said = check_groups(made, group_options)
    _mark(module, joint, members, extensions, inits, parameter_options(list(joint.parameters), parameters))
    module.operation.verify()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "step.mlir").write_text(split_signature(str(module), grid, "".join(group_text(*g) for g in said.items())))
    if save_init:
        masters = {n: p.float() if _is_narrow(p) else p for n, p in joint.parameters.items()}
        save_tensors({**masters, **joint.buffers}, folder / "init.safetensors")
    if batches:
        save_batches(batches, folder / "batch.safetensors")
    return folder / "step.mlir"


def _lower(joint: JointGraph) -> ir.Module:
    try:
        return fx.export_and_import(joint.graph, *joint.example(), output_type=OutputType.LINALG_ON_TENSORS,
                                    func_name="step")
    except TorchMlirCompilerError as error:
        raise ExportError(f"not supported yet: torch-mlir cannot lower this step; the op is named above: {error}") from error


def _is_narrow(parameter: Tensor) -> bool:
    return parameter.dtype in (torch.bfloat16, torch.float16)


def _member_names(model: nn.Module):
    """A function from a submodule to the qualified names of its parameters."""
    def names(entry: Any) -> set[str]:
        if not isinstance(entry, nn.Module):
            raise ExportError(f"a group is {entry!r}; expected a module or a regular expression")
        members = {id(p) for p in entry.parameters()}
        return {n for n, p in model.named_parameters() if id(p) in members}
    return names


def _mark(module: ir.Module, joint: JointGraph, groups: Mapping[str, str], extensions, inits,
          options: Mapping[str, Mapping[str, Any]]) -> None:
    def parameter(name: str) -> Marks:
        return parameter_marks(name, groups, extensions, inits, options[name])

    def argument(kind: str, name: str) -> Marks:
        if kind != "param":
            return {f"fsdp.{kind}": name}
        marks = parameter(name)
        if name in joint.checkpointed:
            marks["fsdp.recompute"] = True
        return {"fsdp.dtype": "!f32", **marks} if _is_narrow(joint.parameters[name]) else marks

    def form(name: str, which: str) -> Marks:
        return {**parameter(name), "fsdp.form": which, "fsdp.shape": list(joint.parameters[name].shape)}

    def result(kind: str, name: str) -> Marks:
        if kind == "loss":
            return {"fsdp.loss": True}
        if kind == "metric":
            return {"fsdp.count": True} if name == "count" else {"fsdp.metric": name, "fsdp.reduce": "mean"}
        if kind == "update":  # statistics are averaged; counters are the same on all ranks
            mean = joint.buffers[name].is_floating_point()
            return {"fsdp.update": name, "fsdp.reduce": "mean" if mean else "max"}
        return {"fsdp.grad": name}

    function = find_function(module, "step")
    arguments = [argument(*a) for a in joint.arguments] + [form(*f) for f in joint.forms]
    mark_function(function, arguments, [result(*r) for r in joint.results])
