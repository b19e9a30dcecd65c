# many_statistics.py - a step with one statistic for each of many groups
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 many_statistics.py GROUPS"""

import sys

groups = int(sys.argv[1])
declared, segments = [], []
for i in range(groups):
    declared.append(f"fsdp.group @g{i} {{state_bytes = 64 : i64, slot_bytes = 16 : i64, full_bytes = 64 : i64}}")
    declared.append(f"fsdp.param @p{i} {{types = [tensor<16xf32>], compute = [tensor<16xf32>], group = @g{i}}}")
    segments.append(f"#fsdp.stat_segment<classIndex = 0, param = @p{i}, outer = 1, chunk = 8, inner = 1, size = 16, state = [0], "
                    f"value = {i}>")
print("module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {", *declared, sep="\n")
print(f'''func.func @step() attributes {{fsdp.entry = "step"}} {{
  %values = memref.alloc() : memref<{groups}xf32>
  fsdp.stats max initial [0.0 : f32] into %values : memref<{groups}xf32> segments [{", ".join(segments)}] {{
  ^bb0(%x: f32, %row: index, %valid: index):
    %m = math.absf %x : f32
    fsdp.yield %m : f32
  }}
  return
}}
}}''')
