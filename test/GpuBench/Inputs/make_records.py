# make_records.py - records of a card that does not exist, for the report's test
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 make_records.py PACK_OF_COPY HOST_US BUFFERED_COPIES [double]"""

import json
import sys

of_copy, host_us, copies = float(sys.argv[1]), float(sys.argv[2]), int(sys.argv[3])
tags = {"double": True} if "double" in sys.argv else {}


def write(record, **fields):
    print(json.dumps({"record": record, **tags, **fields}))


write("bundle", version="v0", date="2000-01-01")
write("environment", card="Card That Is Not 1", gpus=1, compute_capability="9.0", memory_bytes=2**36, cuda_driver="13.0")
write("copy", bytes=2**31, us=500.0, gb_per_s=4294.97)
for size, us in (("1MB", 4.0), ("436MB", 40.0)):
    for hook in ("bf16_cast", "fp8"):
        for transport in ("peer", "buffered"):
            write("check", size=size, hook=hook, transport=transport, passed=True, bytes=8, different_bytes=0)
            write("entry", size=size, hook=hook, transport=transport, entry="step.sync", gathers=1, reduces=1,
                  copies=2 + copies * (transport == "buffered"))
            # A small group may be slower: the target begins at 4 MB.
            part = of_copy if size == "436MB" else 0.1
            kernels = ["pack_0", "unpack_0", "reduce_unpack_0"]
            if transport == "buffered" and not copies:
                kernels.append("reduce_chunks_0")
            if hook == "fp8":
                kernels.append("stats_0")
            for kernel in kernels:
                write("kernel", size=size, hook=hook, transport=transport, entry="step.sync", kernel=kernel, launches=1, us=us,
                      bytes=1000 * us, copy_us=part * us)
        for phase in ("pack", "unpack", "reduce"):
            write("peer_kernel", size=size, hook=hook, phase=phase, us=9 * us, graph_us=2 * us, torch="2.x")
write("step", of="model", model="15m", dtype="bf16", graph=True, ms=2.0, host_us=host_us, graphs=2, launches=0, products=0)
write("peer_step", model="15m", dtype="bf16", compiled=True, ms=5.0, torch="2.x")
write("step", of="unshard", size="1MB", hook="bf16_cast", graph=True, ms=0.02, host_us=host_us)
write("parity", case="plain_2", transport="peer", graph="on", passed=True)
write("parity", case="int8", transport="peer", graph="on", passed=False)
write("failure", what="step of 60m", why="out of memory")
