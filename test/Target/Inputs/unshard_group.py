# unshard_group.py - a module that unshards a group of parameters with one extension
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 unshard_group.py EXTENSION.mlir > module.mlir

Two weights whose rows differ in length and a bias, over 8 ranks. Each is made of as many tensors as the extension's pre takes.
"""

import re
import sys
from pathlib import Path

SHARDS = 8
SHAPES = {"w": (2048, 4096), "v": (1024, 1536), "b": (2048, 1)}

path = Path(sys.argv[1])
tensors = len(re.findall(r"%\w+: tensor<", re.search(r"pre \{\s*\^bb0\((.*?)\):", path.read_text(), re.S)[1]))
state, params, types = 0, [], []
for name, (rows, columns) in SHAPES.items():
    kind = f"tensor<{rows}x{columns}xf32>"
    layouts = []
    for _ in range(tensors):
        layouts.append(f"#fsdp.layout<shards = {SHARDS}, dim = 0, outer = 1, size = {rows}, inner = {columns}, offset = {state}>")
        state += -(-rows // SHARDS) * columns
    inner = "" if tensors == 1 else "inner = [" + ", ".join(f'"t{i}"' for i in range(tensors)) + "], "
    listed = ", ".join([kind] * tensors)
    params.append(f"fsdp.param @{name} {{types = [{listed}], compute = [{listed}], group = @g, {inner}extension = @{path.stem}, "
                  f"layouts = [{', '.join(layouts)}]}}")
    types += [kind] * tensors
values = ", ".join(f"%f#{i}" for i in range(len(types)))
print(f"""module attributes {{fsdp.grid = #fsdp.grid<replicas = 1, shards = {SHARDS}>}} {{
fsdp.group @g {{dtype = f32, state_elements = {state} : i64}}
{chr(10).join(params)}
func.func @step() -> ({', '.join(types)}) {{
  %f:{len(types)} = fsdp.gather @g phase(forward) [{', '.join('@' + name for name in SHAPES)}] : {', '.join(types)}
  return {values} : {', '.join(types)}
}}
}}""")
