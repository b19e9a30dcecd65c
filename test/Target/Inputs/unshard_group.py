# unshard_group.py - a module that unshards a group of parameters with one extension
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 unshard_group.py EXTENSION.mlir > module.mlir

Two weights whose rows differ in length and a bias, over 8 ranks. Each is made of as many tensors as the extension's pre takes,
or of half as many where it has state: then an optimizer's step renews what every rank keeps.
"""

import re
import sys
from pathlib import Path

SHARDS = 8
SHAPES = {"w": (2048, 4096), "v": (1024, 1536), "b": (2048, 1)}

path = Path(sys.argv[1])
tensors = len(re.findall(r"%\w+: tensor<", re.search(r"pre \{\s*\^bb0\((.*?)\):", path.read_text(), re.S)[1]))
keeps = "state pre {" in path.read_text()
if keeps:
    tensors //= 2
state, copies, params, types = 0, 0, [], []
for name, (rows, columns) in SHAPES.items():
    kind = f"tensor<{rows}x{columns}xf32>"
    layouts, places = [], []
    for _ in range(tensors):
        places.append(str(copies))
        copies += rows * columns * 4
        layouts.append(f"#fsdp.layout<shards = {SHARDS}, dim = 0, outer = 1, size = {rows}, inner = {columns}, offset = {state}>")
        state += -(-rows // SHARDS) * columns
    inner = "" if tensors == 1 else "inner = [" + ", ".join(f'"t{i}"' for i in range(tensors)) + "], "
    listed = ", ".join([kind] * tensors)
    kept = f", trained, copies = array<i64: {', '.join(places)}>" if keeps else ""
    params.append(f"fsdp.param @{name} {{types = [{listed}], compute = [{listed}], group = @g, {inner}extension = @{path.stem}, "
                  f"layouts = [{', '.join(layouts)}]{kept}}}")
    types += [kind] * tensors
values = ", ".join(f"%f#{i}" for i in range(len(types)))
print(f"""module attributes {{fsdp.grid = #fsdp.grid<replicas = 1, shards = {SHARDS}>}} {{
fsdp.group @g {{state_bytes = {4 * state} : i64{f", copies_bytes = {copies} : i64" if keeps else ""}}}
{chr(10).join(params)}
func.func @step() -> ({', '.join(types)}) {{
  %f:{len(types)} = fsdp.gather @g phase(forward) [{', '.join('@' + name for name in SHAPES)}] : {', '.join(types)}
  return {values} : {', '.join(types)}
}}
{'func.func @optimizer() attributes {fsdp.entry = "optimizer"} { return }' if keeps else ""}
}}""")
