# check_averages.py - exponential moving averages of parameters, computed from the saved parameters alone
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 check_averages.py SAVED DECAY

SAVED is what `fsdp-run --save` wrote for a plan with averages. Each must be what the parameters of the steps so far make it
by torch's rule (swa_utils.get_ema_multi_avg_fn, that is lerp), bit by bit: the parameter itself after the first step that
updated, and as it was after a step that was skipped.
"""
import struct
import sys

from edit_tensors import read


def f32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0]


def floats(tensor):
    dtype, _, data = tensor
    assert dtype == "F32", dtype
    return struct.unpack(f"<{len(data) // 4}f", data)


def lerp(start, end, weight):
    difference = f32(end - start)
    if weight < 0.5:
        return f32(start + f32(weight * difference))
    return f32(end - f32(difference * f32(1 - weight)))


def main(path, decay):
    saved = read(path)
    weight = f32(1 - decay)
    names = sorted({name.removeprefix("ema.step0.") for name in saved if name.startswith("ema.step0.")})
    assert names, "no averages"
    averages = {name: [0.0] * len(floats(saved["ema.step0." + name])) for name in names}
    skipped, step = 0, 0
    while f"param.step{step}.{names[0]}" in saved:
        overflow = saved.get(f"metric.step{step}.rank0.overflow")
        if overflow and floats(overflow)[0]:
            skipped += 1
        else:
            for name in names:
                params = floats(saved[f"param.step{step}.{name}"])
                averages[name] = list(params) if step == skipped else [
                    lerp(average, param, weight) for average, param in zip(averages[name], params)]
        for name in names:
            assert floats(saved[f"ema.step{step}.{name}"]) == tuple(averages[name]), (step, name)
        step += 1
    print(f"{len(names)} averages of {step} steps, {skipped} of them skipped, as expected")


main(sys.argv[1], float(sys.argv[2]))
