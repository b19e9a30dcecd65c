# executor.py - runs an exported step with upstream passes alone
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compiles a step.mlir to loops with torch-mlir's own copy of upstream's passes and calls it.

It shares nothing with fsdp-compile, so that a wrong export and a wrong compiler are told apart.
"""

from __future__ import annotations

import ctypes
import re
from pathlib import Path

import numpy as np
from torch_mlir import execution_engine, ir, passmanager
from torch_mlir.runtime import get_ranked_memref_descriptor

PIPELINE = ("builtin.module(inline,one-shot-bufferize{bufferize-function-boundaries "
            "function-boundary-type-conversion=identity-layout-map},"
            "buffer-results-to-out-params{modify-public-functions},func.func(convert-linalg-to-loops),"
            "math-expand-ops{ops=rsqrt},expand-strided-metadata,lower-affine,convert-scf-to-cf,"
            "convert-math-to-llvm,convert-math-to-libm,convert-arith-to-llvm,finalize-memref-to-llvm,"
            "convert-func-to-llvm,convert-cf-to-llvm,reconcile-unrealized-casts)")
# Strided copies call memrefCopy of this library.
RUNNER_UTILS = "/usr/lib/llvm-22/lib/libmlir_c_runner_utils.so"
DTYPES = {"f32": np.float32, "f64": np.float64, "i64": np.int64, "i32": np.int32, "i1": np.bool_}


def _drop_barriers(module: ir.Module) -> None:
    """Computing once what `fsdp.barrier` keeps apart gives the same values."""
    found = []
    module.operation.walk(lambda op: found.append(op) or ir.WalkResult.ADVANCE if op.name == "fsdp.barrier"
                          else ir.WalkResult.ADVANCE)
    for op in found:
        for result, operand in zip(op.results, op.operands):
            result.replace_all_uses_with(operand)
        op.erase()


class Step:
    """One function of a step.mlir, callable with a dictionary of arrays by marked name."""

    def __init__(self, path: Path, function: str = "step"):
        self.context = ir.Context()
        self.context.allow_unregistered_dialects = True
        text = re.sub(r"^  shard\.grid.*$", "", path.read_text(), flags=re.MULTILINE)
        module = ir.Module.parse(text, self.context)
        _drop_barriers(module)
        found = next(o for o in module.body.operations if str(o.attributes["sym_name"]) == f'"{function}"')
        with self.context:
            self.arguments = [self._mark(a, ("param", "buffer", "batch")) for a in found.attributes["arg_attrs"]]
            self.results = [self._mark(r, ("loss", "grad", "update", "metric")) for r in found.attributes["res_attrs"]]
            self.shapes = [(list(t.shape), DTYPES[str(t.element_type)])
                           for t in map(ir.RankedTensorType, found.type.results)]
            found.attributes["llvm.emit_c_interface"] = ir.UnitAttr.get()
            for key in ("arg_attrs", "res_attrs"):
                del found.attributes[key]
            passmanager.PassManager.parse(PIPELINE).run(module.operation)
        self.function, self.engine = function, execution_engine.ExecutionEngine(
            module, opt_level=0, shared_libs=[RUNNER_UTILS] if Path(RUNNER_UTILS).exists() else [])

    @staticmethod
    def _mark(attributes, kinds) -> tuple[str, str]:
        present = {a.name: a.attr for a in attributes}
        kind = next(k for k in kinds if f"fsdp.{k}" in present)
        value = present[f"fsdp.{kind}"]
        return kind, value.value if isinstance(value, ir.StringAttr) else ""

    def __call__(self, values: dict[str, np.ndarray]) -> dict[tuple[str, str], np.ndarray]:
        # Copies: bufferization may write into arguments.
        arrays = [np.array(values[name], order="C") for _, name in self.arguments]
        outputs = [np.zeros(shape, dtype) for shape, dtype in self.shapes]
        descriptors = [get_ranked_memref_descriptor(a) for a in [*arrays, *outputs]]
        pointers = [ctypes.pointer(ctypes.pointer(d)) for d in descriptors]
        self.engine.invoke(self.function, *pointers)
        return dict(zip(self.results, outputs))
