# check_layers.py - who may include whom
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 scripts/check_layers.py ROOT

Resolves the layer of each source file and of each file that it includes. A layer may include itself and what its
row names. Also: nothing in runtime/ includes LLVM, MLIR or the compiler.
"""

from __future__ import annotations

import re
import sys
from pathlib import Path

# Layer to the layers that it may include, itself apart.
ALLOWED = {
    "Dialect": [],
    "Schedule": ["Dialect"],
    "Extensions": ["Dialect", "Schedule"],
    "Transforms": ["Dialect", "Schedule", "Extensions"],
    "Conversion": ["Dialect", "Schedule", "Extensions"],
    "Target": ["Dialect", "Schedule", "Extensions", "Transforms", "Conversion", "schema"],
    "Pipeline": ["Dialect", "Schedule", "Extensions", "Transforms", "Conversion", "Target"],
    "schema": [],
    "runtime headers": [],
    "runtime": ["schema", "runtime headers"],
    "backends": ["schema", "runtime headers", "runtime"],
    "runner": ["schema", "runtime headers", "runtime", "backends"],
    "tools": ["Dialect", "Schedule", "Extensions", "Transforms", "Conversion", "Pipeline", "Target", "schema",
              "runtime headers", "runtime", "backends", "runner"],
}
RUNTIME = {"schema", "runtime headers", "runtime", "backends", "runner"}
FOLDERS = {"runtime/schema": "schema", "runtime/include": "runtime headers", "runtime/src": "runtime",
           "runtime/backends": "backends", "runtime/runner": "runner", "tools": "tools"}
INCLUDE = re.compile(r'^\s*#\s*include\s*[<"]([^">]+)[">]', re.MULTILINE)
SOURCES = {".h", ".hpp", ".c", ".cc", ".cpp", ".td"}


def layer_of(path: str) -> str | None:
    """The layer of a file, by its path from the root; None for what belongs to none (tests)."""
    if match := re.match(r"(?:lib|include/fsdp)/(\w+)", path):
        return match[1] if match[1] in ALLOWED else None
    return next((layer for folder, layer in FOLDERS.items() if path.startswith(folder + "/")), None)


def target_of(root: Path, source: Path, include: str) -> str | None:
    """The layer that an include leads to; None for what is outside this repository."""
    if include.startswith("fsdp/"):
        return layer_of("include/" + include)
    if include.endswith("plan_generated.h"):
        return "schema"
    if include.startswith("fsdp_rt/"):
        return "runtime headers"
    for base in (source.parent, root / "runtime", root / "runtime/src", root / "lib", root):
        candidate = (base / include).resolve()
        if candidate.is_file() and candidate.is_relative_to(root):
            return layer_of(str(candidate.relative_to(root)))
    return None


def main() -> int:
    root = Path(sys.argv[1]).resolve()
    wrong, checked = [], 0
    for folder in ("lib", "include", "runtime", "tools"):
        for source in sorted((root / folder).rglob("*")):
            layer = layer_of(str(source.relative_to(root)))
            if source.suffix not in SOURCES or layer is None:
                continue
            checked += 1
            text = source.read_text()
            for match in INCLUDE.finditer(text):
                line = text.count("\n", 0, match.start(1)) + 1
                where = f"{source.relative_to(root)}:{line}"
                target = target_of(root, source, match[1])
                if layer in RUNTIME and re.match(r"(llvm|mlir)/", match[1]):
                    wrong.append(f"{where}: the runtime includes '{match[1]}'; expected no LLVM at run time")
                elif target and target != layer and target not in ALLOWED[layer]:
                    wrong.append(f"{where}: layer '{layer}' includes '{match[1]}' of layer '{target}'; expected only "
                                 f"{', '.join([layer, *ALLOWED[layer]])}")
    print("\n".join(wrong) if wrong else f"layers: {checked} files, every include points the right way")
    if checked == 0:
        print(f"layers: no source file below {root}")
    return 1 if wrong or checked == 0 else 0


if __name__ == "__main__":
    sys.exit(main())
