# __init__.py - the package fsdp_mlir
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Exports training steps of PyTorch and JAX as the input of fsdp-compile.

Training needs none of this package: ranks execute a plan without Python.
"""

from .errors import ExportError

__all__ = ["ExportError", "export", "export_jax", "form"]
__version__ = "0.1.0"


def __getattr__(name: str):
    # PyTorch and JAX are imported only by who asks for their exporter.
    if name == "export":
        from .from_torch import export
        return export
    if name == "form":
        from .forms import form
        return form
    if name == "export_jax":
        from .from_jax import export_jax
        return export_jax
    raise AttributeError(f"module 'fsdp_mlir' has no attribute '{name}'")
