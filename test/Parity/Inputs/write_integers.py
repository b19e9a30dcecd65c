# write_integers.py - a safetensors file of vectors of i64
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 write_integers.py OUT NAME=1,2,3..."""

import struct
import sys

from edit_tensors import write

tensors = {}
for argument in sys.argv[2:]:
    name, values = argument.split("=")
    values = [int(value) for value in values.split(",")]
    tensors[name] = ["I64", [len(values)], struct.pack(f"<{len(values)}q", *values)]
write(sys.argv[1], tensors)
