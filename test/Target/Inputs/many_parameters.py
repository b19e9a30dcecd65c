# many_parameters.py - a step of as many parameters, each of another shape, in one group
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 many_parameters.py COUNT EXTENSION > step.mlir"""

import sys

count, extension = int(sys.argv[1]), sys.argv[2]
arguments, body = [], []
for i in range(count):
    kind = f"tensor<{8 + i}x{3 if i % 2 else 64 + i}xf32>"
    arguments.append(f'%p{i}: {kind} {{fsdp.param = "p{i}", fsdp.extension = @{extension}}}')
    before = f"%s{i - 1}" if i else "%x"
    body.append(f"""  %s{i} = linalg.generic {{indexing_maps = [#all, #none], iterator_types = ["reduction", "reduction"]}}
      ins(%p{i} : {kind}) outs({before} : tensor<f32>) {{
  ^bb0(%in: f32, %out: f32):
    %sum = arith.addf %in, %out : f32
    linalg.yield %sum : f32
  }} -> tensor<f32>""")
print(f"""#all = affine_map<(d0, d1) -> (d0, d1)>
#none = affine_map<(d0, d1) -> ()>
func.func @step({', '.join(arguments)}, %x: tensor<f32> {{fsdp.batch = "x"}}) -> (tensor<f32> {{fsdp.loss}}) {{
{chr(10).join(body)}
  return %s{count - 1} : tensor<f32>
}}""")
