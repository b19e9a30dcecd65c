# from_jax.py - a JAX loss to step.mlir
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""The exporter from JAX: value_and_grad of a loss, through StableHLO, to linalg on tensors."""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import jax
import numpy as np
import torch_mlir._mlir_libs
from torch_mlir import ir

from .errors import ExportError
from .marks import find_function, label_groups, mark_function, parameter_marks, split_signature
from .options import group_options as check_groups
from .options import group_text, parameter_options
from .scatter import check_lowered
from .stablehlo import lower_barriers, lower_scatters

OPT = Path(next(iter(torch_mlir._mlir_libs.__path__))) / "torch-mlir-opt"
PASSES = ["--stablehlo-aggressive-simplification", "--stablehlo-legalize-to-linalg",
          "--inline", "--canonicalize", "--cse", "--symbol-dce", "--mlir-print-op-generic"]


def export_jax(loss: Callable[..., Any], parameters: Any, batch: Mapping[str, Any], *, groups: Any = (),
               extensions: Mapping[str, str] | None = None, inits: Mapping[str, str] | None = None,
               options: Any = None, group_options: Mapping[Any, Mapping[str, Any]] | None = None,
               grid: str | None = None, save_init: bool = True, path: str | Path) -> Path:
    """Writes a training step of `loss(parameters, *batch.values())` for fsdp-compile; returns its path.

    parameters  a tree of arrays; a leaf's qualified name joins the keys on the way to it with dots
    batch       name and example of each further argument, as one rank sees it
    options     what `export` calls `parameters`: of each of them, by name
    The rest as in `export`; `groups` holds regular expressions or is a function of a name.

    Write cross entropy with a comparison instead of an index (`where(iota == target, logp, 0)`): it
    then needs no scatter in backward.
    """
    folder = Path(path)
    leaves = jax.tree_util.tree_flatten_with_path(parameters)[0]
    names = [".".join(_key(k) for k in keys) for keys, _ in leaves]
    if len(set(names)) != len(names):
        raise ExportError(f"two parameters share a name: {sorted(n for n in names if names.count(n) > 1)[0]}")
    # keep_unused: an argument that JAX drops would shift the names of all that follow.
    step = jax.jit(jax.value_and_grad(loss), keep_unused=True)
    module = _lower(step.lower(parameters, *batch.values()).as_text())
    function = find_function(module, "main")
    with module.context:
        function.attributes["sym_name"] = ir.StringAttr.get("step")
    members, made = label_groups(names, groups)
    said, each = check_groups(made, group_options), parameter_options(names, options)
    arguments = [parameter_marks(n, members, extensions, inits, each[n]) for n in names]
    mark_function(function, arguments + [{"fsdp.batch": n} for n in batch],
                  [{"fsdp.loss": True}] + [{"fsdp.grad": n} for n in names])
    module.operation.verify()
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "step.mlir").write_text(split_signature(str(module), grid, "".join(group_text(*g) for g in said.items())))
    if save_init:
        from safetensors.numpy import save_file
        save_file({n: np.asarray(v) for n, (_, v) in zip(names, leaves)}, str(folder / "init.safetensors"))
    return folder / "step.mlir"


def _key(key: Any) -> str:
    return str(next(getattr(key, k) for k in ("key", "idx", "name") if hasattr(key, k)))


def _lower(text: str) -> ir.Module:
    """StableHLO to linalg by torch-mlir's own tool; square and scatter are rewritten here."""
    text = re.sub(r"chlo\.square (%\S+) : (tensor<\S+>) -> \S+", r"stablehlo.multiply \1, \1 : \2", text)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "step.mlir"
        source.write_text(text)
        done = subprocess.run([OPT, *PASSES, source], capture_output=True, text=True)
    if done.returncode:
        raise ExportError(f"not supported yet: torch-mlir cannot lower this step: {done.stderr.strip()[:2000]}")
    context = ir.Context()
    context.allow_unregistered_dialects = True
    module = ir.Module.parse(done.stdout, context)
    lower_scatters(module)
    lower_barriers(module)
    check_lowered(module)
    return module
