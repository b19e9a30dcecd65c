# check_registers.py - registers of kernels, as ptxas -v printed them, against limits
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 check_registers.py LOG 'STEM|STEM=LIMIT'...

A kernel is STEM_N, optionally with more words between. Every kernel must be named by one limit, and every limit must name
a kernel.
"""

import re
import sys

kernels = re.findall(r"Compiling entry function '(\w+)'.*?Used (\d+) registers", open(sys.argv[1]).read(), re.S)
limits = [argument.rsplit("=", 1) for argument in sys.argv[2:]]
used = dict.fromkeys(stems for stems, _ in limits)
for name, registers in kernels:
    for stems, limit in limits:
        if re.fullmatch(rf"(?:{stems})(?:_\w+)?", name):
            used[stems] = max(used[stems] or 0, int(registers))
            if int(registers) > int(limit):
                sys.exit(f"{name} uses {registers} registers, expected at most {limit}")
            break
    else:
        sys.exit(f"no limit for the kernel {name}")
for stems, most in used.items():
    if most is None:
        sys.exit(f"no kernel of {stems} in {sys.argv[1]}")
    print(f"{stems}: {most}")
