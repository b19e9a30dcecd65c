# stochastic_hooks.py - trains with hooks that round stochastically and compares with plain Python
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""stochastic_hooks.py: the arguments, the step and the comparisons of separate_hooks.py, for the NAME_stochastic built-ins.

What every rank reads is bit for bit what this file makes of the shards. Of what it makes: no element is a step or more from
where it was; as many are rounded up as their distances from the lower neighbour say, within five standard deviations; and
the sum of what rounding changed is zero within five.
"""
import math
import os
import sys

sys.path.insert(0, os.path.dirname(__file__))
import separate_hooks as hooks  # noqa: E402
from separate_hooks import bits, f32  # noqa: E402


class Seen:
    """Distances from the lower neighbour, and what was chosen, of all numbers that lie between two."""
    parts = []


def noise(x):
    h = bits(x) & 0xFFFFFFFF
    h = ((h ^ h >> 16) * 0x7FEB352D) & 0xFFFFFFFF
    h = ((h ^ h >> 15) * 0x846CA68B) & 0xFFFFFFFF
    return ((h ^ h >> 16) >> 8) * 2.0**-24


def choose(steps, x):
    """`steps`, a multiple of x, to an integer: up by the noise of x."""
    low = math.floor(steps)
    part = f32(steps - low)
    up = noise(x) < part
    if 0 < part < 1:
        Seen.parts.append((part, up))
    return low + up


def to_int8(x):
    return min(choose(x, x), 127)


def to_f8(x):
    x = min(max(x, -448.0), 448.0)
    unit = 2.0**(max(math.frexp(x)[1] - 1 if x else -200, -6) - 3)
    return choose(x / unit, x) * unit


def check(chunk, decoded, step):
    for before, after in zip(chunk, decoded):
        if abs(after - before) > step(before) * (1 + 2.0**-20):
            sys.exit(f"{after} for {before}, expected within a step, {step(before)}")


def flatten(chunk):
    return [x for piece in chunk for row in piece for x in row]


def unflatten(flat, chunk):
    width, rows = len(chunk[0][0]), len(chunk[0])
    return [[flat[(o * rows + r) * width:(o * rows + r + 1) * width] for r in range(rows)] for o in range(len(chunk))]


def int8(size):
    def hook(chunk, valid):
        flat, result = flatten(chunk), []
        for at in range(0, len(flat), size):
            block = flat[at:at + size]
            scale = f32(max(map(abs, block)) / 127) or 1.0
            result += [f32(to_int8(f32(x / scale)) * scale) for x in block]
            check(block, result[at:], lambda _, scale=scale: scale)
        return unflatten(result, chunk)
    return hook


def f8_of(values, scale):
    decoded = [f32(to_f8(f32(x / scale)) * scale) for x in values]
    check(values, decoded, lambda x: max(abs(x) / 8, scale * 2.0**-9))
    return decoded


def fp8(chunk, valid):
    return unflatten(f8_of(flatten(chunk), f32(max(fp8.amax, f32(1e-12)) / 448)), chunk)


def fp8_rows(chunk, valid):
    return [[f8_of(row, f32(max(max(map(abs, row)), f32(1e-12)) / 448)) for row in piece] for piece in chunk]


def mxfp8(chunk, valid):
    flat, result = flatten(chunk), []
    for at in range(0, len(flat), 32):
        block = flat[at:at + 32]
        largest = max(map(abs, block))
        exponent = max(math.frexp(largest)[1] - 1 - 8, -127) if largest else -127
        result += [f32(to_f8(math.ldexp(x, -exponent)) * 2.0**exponent) for x in block]
        # What saturates is a step away at most.
        check(block, result[at:], lambda x, e=exponent: max(abs(x) / 8, 2.0**(e - 9)))
    return unflatten(result, chunk)


HOOKS = {"int8_stochastic": int8(32), "int8_64_stochastic": int8(64), "int8_128_stochastic": int8(128),
         "int8_256_stochastic": int8(256), "fp8_stochastic": fp8, "fp8_rows_stochastic": fp8_rows,
         "mxfp8_stochastic": mxfp8}


def check_mean():
    count = len(Seen.parts)
    expected = math.fsum(part for part, _ in Seen.parts)
    deviation = math.sqrt(math.fsum(part * (1 - part) for part, _ in Seen.parts))
    ups = sum(up for _, up in Seen.parts)
    if abs(ups - expected) > 5 * deviation:
        sys.exit(f"{ups} of {count} rounded up, expected {expected:.0f} within {5 * deviation:.0f}")
    # Of ten kinds of distances each.
    for tenth in range(10):
        some = [(part, up) for part, up in Seen.parts if int(part * 10) == tenth]
        mean = math.fsum(part for part, _ in some)
        if len(some) < 30 or abs(sum(up for _, up in some) - mean) > 5 * math.sqrt(len(some) / 4):
            sys.exit(f"distances from {tenth / 10}: {sum(up for _, up in some)} of {len(some)} rounded up, "
                     f"expected {mean:.0f}")
    print(f"{count} numbers, {ups} rounded up, {expected:.0f} expected")


def main():
    hooks.HOOKS.update(HOOKS)
    hooks.PARAMETERS += hooks.MANY_BLOCKS
    apply = hooks.apply

    def apply_knowing_all(hook, values, *rest):
        fp8.amax = max(map(abs, values))
        return apply(hook, values, *rest)

    hooks.apply = apply_knowing_all
    hooks.main()
    check_mean()


if __name__ == "__main__":
    main()
