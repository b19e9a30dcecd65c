# check_loss_scale.py - what a run with a dynamic loss scale did
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 check_loss_scale.py LOG SAVED INIT FIRST INTERVAL LR

LOG and SAVED are what fsdp-run wrote with --log and --save, of Adam without weight decay. The scale begins at FIRST,
is halved by an overflow and doubled by INTERVAL good steps one after the other."""

import json
import struct
import sys


def read(path):
    data = open(path, "rb").read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    return {name: data[8 + size + entry["data_offsets"][0]:8 + size + entry["data_offsets"][1]]
            for name, entry in header.items()}


def floats(data):
    return struct.unpack(f"<{len(data) // 4}f", data)


def main():
    log, saved, init, first, interval, lr = sys.argv[1:]
    lines = [json.loads(line) for line in open(log)]
    saved, init = read(saved), read(init)
    scale, good, before, updated = float(first), 0, init, False
    overflows = growths = 0
    for step, line in enumerate(lines):
        overflow = line["metric.overflow"]
        assert len(set(overflow)) == 1, f"ranks disagree in step {step}: {overflow}"
        after = {name: saved[f"param.step{step}.{name}"] for name in init}
        if overflow[0]:
            assert after == before, f"step {step} overflowed and changed a parameter"
            assert any(x - x != 0 for name in init for x in floats(saved[f"grad.step{step}.{name}"])), "no infinity"
            scale, good, overflows = scale / 2, 0, overflows + 1
        else:
            good += 1
            if good == int(interval):
                scale, good, growths = scale * 2, 0, growths + 1
            if not updated:
                # Adam's first step moves every element with a gradient by lr: steps that were skipped do not count.
                moved = [abs(a - b) for name in init for a, b in zip(floats(after[name]), floats(before[name]))]
                assert abs(max(moved) - float(lr)) < 1e-3 * float(lr), max(moved)
                updated = True
        assert set(line["metric.loss_scale"]) == {scale}, (step, line["metric.loss_scale"], scale)
        before = after
    print(f"{len(lines)} steps, {overflows} overflows, {growths} growths, scale {scale:g}")


if __name__ == "__main__":
    main()
