# case_flags.py - how the cases of a folder are compiled, a line each
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 case_flags.py FOLDER    NAME --grid GRID [--reduce-dtype DTYPE], of every FOLDER/NAME/case.json"""
import json
import pathlib
import sys

for path in sorted(pathlib.Path(sys.argv[1]).glob("*/case.json")):
    case = json.loads(path.read_text())
    flags = "--grid " + "x".join(str(size) for size in case["mesh"])
    dtype = {"torch.float32": "f32", "torch.bfloat16": "bf16"}.get(case.get("reduce_dtype"))
    print(path.parent.name, flags + (f" --reduce-dtype {dtype}" if dtype else ""))
