# parameter_space.py - a kernel that adds up one element of each of its parameters
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 parameter_space.py PARAMETERS > kernels.mlir; the last parameter is the result."""

import sys

inputs = int(sys.argv[1]) - 1
arguments = ", ".join(f"%p{i}: memref<256xf32>" for i in range(inputs))
lines = ["%s0 = memref.load %p0[%t] : memref<256xf32>"]
for i in range(1, inputs):
    lines += [f"%v{i} = memref.load %p{i}[%t] : memref<256xf32>", f"%s{i} = arith.addf %s{i - 1}, %v{i} : f32"]
body = "\n    ".join(lines)
print(f"""module attributes {{gpu.container_module}} {{
gpu.module @kernels {{
  gpu.func @compute_0({arguments}, %out: memref<256xf32>) kernel
      attributes {{plan.kernel, known_block_size = array<i32: 256, 1, 1>, known_grid_size = array<i32: 1, 1, 1>}} {{
    %t = gpu.thread_id x
    {body}
    memref.store %s{inputs - 1}, %out[%t] : memref<256xf32>
    gpu.return
  }}
}}
}}""")
