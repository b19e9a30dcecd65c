# language_models.py - the language models whose step is measured
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Configurations of examples/llama/model.py, the same for us and for the peers; 2 sequences of 128 tokens per rank."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "examples/llama"))
try:
    from model import Config
except ImportError:  # JAX's peer runs without PyTorch
    from types import SimpleNamespace as Config

BATCH = 2


def _config(width: int, layers: int, hidden: int, vocabulary: int = 16384):
    return Config(vocabulary=vocabulary, width=width, heads=8, layers=layers, hidden=hidden, length=128)


MODELS = {"15m": _config(256, 8, 688), "60m": _config(512, 14, 1376),
          # For compile time only: identical layers must cost nothing.
          "4_layers": _config(256, 4, 688, 2048), "32_layers": _config(256, 32, 688, 2048)}
