# check_hook_ptx.py - what the PTX of a group's hooks must and must not hold
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 check_hook_ptx.py PTX FUSED [LOG]

Every kernel: no local memory, no call, nothing approximate, no flush to zero. Where the hooks are FUSED ("1"), there is one pack
at most and one unpack, and both load and store 16 bytes at once. LOG is what ptxas -v printed: nothing spills, and so few
registers that 3 blocks of 256 threads fit on a multiprocessor, each with up to 192 bytes a thread in flight.
"""

import re
import sys

text, fused = open(sys.argv[1]).read(), sys.argv[2] == "1"
kernels = dict(re.findall(r"\.visible \.entry (\w+)\((.*?\n)\}", text, re.S))
if not kernels:
    sys.exit("no kernel")
for name, body in kernels.items():
    for word in (".local", "call.uni", ".approx", ".ftz"):
        if word in body:
            sys.exit(f"{name}: {word}")
    if fused and re.match(r"(un)?pack_", name):
        for access in ("ld", "st"):
            if not re.search(rf"{access}\.global[.\w]*\.v(4\.[bf]32|2\.[bf]64)", body):
                sys.exit(f"{name}: no {access} of 16 bytes")
for stem in ("pack", "unpack") if fused else ():
    if len([name for name in kernels if name.startswith(stem + "_")]) > 1:
        sys.exit(f"more than one {stem}: {', '.join(kernels)}")
if len(sys.argv) > 3:
    log = open(sys.argv[3]).read()
    for name, stack, stores, loads, used in re.findall(
            r"Compiling entry function '(\w+)'.*?(\d+) bytes stack frame, (\d+) bytes spill stores, (\d+) bytes spill loads"
            r".*?Used (\d+) registers", log, re.S):
        if (stack, stores, loads) != ("0", "0", "0"):
            sys.exit(f"{name}: spills")
        if int(used) > 80:
            sys.exit(f"{name}: {used} registers")
        kernels.pop(name)
    if kernels:
        sys.exit(f"ptxas says nothing of {', '.join(kernels)}")
print("checked")
