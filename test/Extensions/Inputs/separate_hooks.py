# separate_hooks.py - trains with hooks of their own kernels and compares with plain Python
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""separate_hooks.py STEM --library FILE.mlir [--compile FLAGS] [--run FLAGS] GRID HOOK [HOOK...]

Every hook is attached to parameters of several shapes, sharded on dimension 0 or 1. The step stores each parameter as
it read it, whole, in a buffer; its gradient is what backward read times the batch. Two steps of SGD run on all ranks.

Buffers must be bit for bit what this file makes of the parameters, hook by hook, on every rank and in both steps.
Gradients and parameters: within 1e-6 of the largest that is summed, the rounding of a sum over the ranks.
"""
import argparse
import json
import math
import random
import shlex
import struct
import subprocess
import sys

LEARNING_RATE = 0.5
# name, shape, sharded dimension; the inner tensors of a parameter of two.
PARAMETERS = [("rows", (9, 4), 0), ("vector", (5,), 0), ("columns", (3, 8, 2), 1), ("long", (70, 3), 0)]
INNER = ["a", "b"]
# More than 256 blocks of 64 on one rank.
MANY_BLOCKS = [("wide", (139, 121), 0)]


def f32(x):
    return struct.unpack("<f", struct.pack("<f", x))[0] if math.isfinite(x) else x


def bits(x):
    return struct.unpack("<i", struct.pack("<f", x))[0]


def from_bits(i):
    return struct.unpack("<f", struct.pack("<I", i & 0xFFFFFFFF))[0]


def f16(x):
    return struct.unpack("<e", struct.pack("<e", x))[0]


def bf16(x):
    i = bits(x) & 0xFFFFFFFF
    return from_bits((i + 0x7FFF + (i >> 16 & 1)) & 0xFFFF0000)


# What each hook makes of one rank's chunk, [outer][row][inner], and its valid rows: pre and post.
def turned(chunk, valid):
    return [[[bf16(x) for x in row] for row in piece] for piece in chunk]


def lossless(chunk, valid):
    return chunk


def centred(chunk, valid):
    result = []
    for piece in chunk:
        means = []
        for column in range(len(piece[0])):
            total = 0.0
            for row in piece[:valid]:
                total = f32(total + row[column])
            means.append(f32(total / max(valid, 1)))
        result.append([[f32(f16(f32(x - m)) + m) if r < valid else 0.0 for x, m in zip(row, means)]
                       for r, row in enumerate(piece)])
    return result


TABLE = [-1.0, -0.75, -0.5, -0.375, -0.25, -0.125, -0.0625, 0.0,
         0.0625, 0.125, 0.25, 0.375, 0.5, 0.625, 0.75, 1.0]
BORDERS = [(a + b) / 2 for a, b in zip(TABLE, TABLE[1:])]


def nested(chunk, valid):
    result = []
    for piece in chunk:
        flat = [x for row in piece for x in row]
        flat += [0.0] * (-len(flat) % 32)
        decoded = []
        for at in range(0, len(flat), 32):
            four = [flat[at + b:at + b + 8] for b in range(0, 32, 8)]
            largest = [max(abs(x) for x in block) for block in four]
            top = max(largest)
            for block, amax in zip(four, largest):
                units = math.ceil(f32(f32(amax / (top or 1.0)) * 127))
                scale = f32(f32(units * top) / 127)
                for x in block:
                    share = f32(x / (scale or 1.0))
                    decoded.append(f32(TABLE[sum(share > border for border in BORDERS)] * scale))
        width = len(piece[0])
        result.append([decoded[r * width:(r + 1) * width] for r in range(len(piece))])
    return result


# QLoRA's 4-bit NormalFloat, from bitsandbytes and torchao: quantiles of the normal distribution.
NF4 = [f32(x) for x in (
    -1.0, -0.6961928009986877, -0.5250730514526367, -0.39491748809814453, -0.28444138169288635, -0.18477343022823334,
    -0.09105003625154495, 0.0, 0.07958029955625534, 0.16093020141124725, 0.24611230194568634, 0.33791524171829224,
    0.44070982933044434, 0.5626170039176941, 0.7229568362236023, 1.0)]


def nf4(chunk, valid):
    """The built-in nf4, which states a bound: checked here, block by block."""
    result = []
    for piece in chunk:
        flat = [x for row in piece for x in row]
        padded = flat + [0.0] * (-len(flat) % 64)
        blocks = [padded[at:at + 64] for at in range(0, len(padded), 64)]
        scales = [max(abs(x) for x in block) for block in blocks]
        mean = 0.0
        for scale in scales:
            mean = f32(mean + scale)
        mean = f32(mean / len(scales))
        decoded = []
        for first in range(0, len(blocks), 256):
            distances = [f32(scale - mean) for scale in scales[first:first + 256]]
            step = f32(max(abs(x) for x in distances) / 127)
            for block, amax, distance in zip(blocks[first:], scales[first:], distances):
                byte = min(max(round(f32(distance / (step or 1.0))), -127), 127)
                scale = f32(f32(byte * step) + mean)
                divisor = scale if scale > 0 else 1.0
                for x in block:
                    share = f32(x / divisor)
                    code = min(range(16), key=lambda k: (abs(NF4[k] - share), k))
                    decoded.append(f32(NF4[code] * max(scale, 0.0)))
                    bound = 0.152 * amax + 0.58 * step
                    if not abs(decoded[-1] - x) <= bound:
                        sys.exit(f"nf4 makes {decoded[-1]} of {x}, expected it within {bound}")
        width = len(piece[0])
        result.append([decoded[r * width:(r + 1) * width] for r in range(len(piece))])
    return result


HOOKS = {"turned": turned, "salted": lossless, "delta": lossless, "numbered": lossless, "centred": centred,
         "nested": nested, "nf4": nf4}


def two_ways(name):
    """Of inner tensor a what travels as f16."""
    if name.endswith(".a"):
        return lambda chunk, valid: [[[f16(x) for x in row] for row in piece] for piece in chunk]
    return lossless


def apply(hook, values, shape, dim, shards):
    """Every shard's chunk through the hook; the unsharded tensor, flat."""
    outer, size, inner = math.prod(shape[:dim]), shape[dim], math.prod(shape[dim + 1:])
    rows = -(-size // shards)
    at = lambda o, r, i: values[(o * size + r) * inner + i] if r < size else 0.0
    result = list(values)
    for shard in range(shards):
        valid = min(max(size - shard * rows, 0), rows)
        chunk = [[[at(o, shard * rows + r, i) for i in range(inner)] for r in range(rows)] for o in range(outer)]
        for o, piece in enumerate(hook(chunk, valid)):
            for r, row in enumerate(piece):
                if shard * rows + r < size:
                    start = (o * size + shard * rows + r) * inner
                    result[start:start + inner] = row
    return result


def write(path, tensors):
    header, data = {}, b""
    for name, (shape, values) in tensors.items():
        packed = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": list(shape), "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def read(path):
    with open(path, "rb") as file:
        data = file.read()
    size = struct.unpack("<Q", data[:8])[0]
    tensors = {}
    for name, entry in json.loads(data[8:8 + size]).items():
        begin, end = (8 + size + x for x in entry["data_offsets"])
        if name != "__metadata__" and entry["dtype"] == "F32":
            tensors[name] = struct.unpack(f"<{(end - begin) // 4}f", data[begin:end])
    return tensors


def make_tensors(hooks):
    """name -> (parameter, its inner tensor or None, shape, dim, hook in MLIR, hook here)."""
    tensors = {}
    for hook in hooks:
        for stem, shape, dim in PARAMETERS + (MANY_BLOCKS if hook == "nf4" else []):
            name = f"{hook}.{stem}"
            if hook == "two_ways":
                for inner in INNER:
                    tensors[f"{name}.{inner}"] = (name, inner, shape, dim, hook, two_ways(f"{name}.{inner}"))
            else:
                tensors[name] = (name, None, shape, dim, hook, HOOKS[hook])
    return tensors


def write_step(path, tensors):
    """The loss is the batch plus the largest element of all parameters."""
    arguments, types, results, body, largest = [], [], [], [], "%x0"
    for i, (name, (param, inner, shape, dim, hook, _)) in enumerate(tensors.items()):
        type_ = f"tensor<{'x'.join(map(str, shape))}xf32>"
        of = f', fsdp.inner = "{inner}"' if inner else ""
        arguments.append(f'%w{i}: {type_} {{fsdp.param = "{param}"{of}, fsdp.group = "of_{hook}", fsdp.dim = {dim}, '
                         f'fsdp.extension = @{hook}}}')
        arguments.append(f'%b{i}: {type_} {{fsdp.buffer = "seen.{name}", fsdp.local}}')
        dims = ", ".join(f"d{k}" for k in range(len(shape)))
        full, none = f"affine_map<({dims}) -> ({dims})>", f"affine_map<({dims}) -> ()>"
        kinds = lambda kind: ", ".join([f'"{kind}"'] * len(shape))
        body.append(f"""
  %e{i} = tensor.empty() : {type_}
  %g{i} = linalg.generic {{indexing_maps = [{full}, {none}, {full}], iterator_types = [{kinds("parallel")}]}}
      ins(%w{i}, %x : {type_}, tensor<f32>) outs(%e{i} : {type_}) {{
  ^bb0(%in: f32, %s: f32, %out: f32):
    %0 = arith.mulf %in, %s : f32
    linalg.yield %0 : f32
  }} -> {type_}
  %m{i} = linalg.generic {{indexing_maps = [{full}, {none}], iterator_types = [{kinds("reduction")}]}}
      ins(%w{i} : {type_}) outs(%low : tensor<f32>) {{
  ^bb0(%in: f32, %out: f32):
    %0 = arith.maximumf %in, %out : f32
    linalg.yield %0 : f32
  }} -> tensor<f32>
  %v{i} = tensor.extract %m{i}[] : tensor<f32>
  %l{i} = arith.maximumf %v{i}, {f"%l{i - 1}" if i else "%first"} : f32""")
        types += [f'{type_} {{fsdp.grad = "{param}"{of}}}',
                  f'{type_} {{fsdp.update = "seen.{name}", fsdp.reduce = "none"}}']
        results += [(f"%g{i}", type_), (f"%w{i}", type_)]
    last = f"%l{len(tensors) - 1}"
    with open(path, "w") as file:
        file.write(f"""func.func @step({", ".join(arguments)}, %x: tensor<f32> {{fsdp.batch = "x"}})
    -> (tensor<f32> {{fsdp.loss}}, {", ".join(types)}) {{
  %first = arith.constant -1.0e+30 : f32
  %low = arith.constant dense<-1.0e+30> : tensor<f32>{"".join(body)}
  %x0 = tensor.extract %x[] : tensor<f32>
  %sum = arith.addf {last}, %x0 : f32
  %loss = tensor.from_elements %sum : tensor<f32>
  return %loss, {", ".join(v for v, _ in results)} : tensor<f32>, {", ".join(t for _, t in results)}
}}
""")


def run(command):
    result = subprocess.run(command, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{shlex.join(command)} failed:\n{result.stderr}")


def close(what, actual, expected, terms):
    bound = 1e-6 * max(abs(x) for x in terms)
    for i, (a, e) in enumerate(zip(actual, expected, strict=True)):
        if not abs(a - e) <= bound:
            sys.exit(f"{what}, element {i}: {a}, expected {e} within {bound}")


def compare(what, actual, expected, hook, sums_in_any_order):
    """Bit for bit. Of a mean that was summed in another order the last bit differs, and so may, in nf4, a byte of a scale that
    was nearly half way between two: of a few blocks, whose elements then differ by a step of it."""
    slack = 4e-6 if sums_in_any_order and hook in (centred, nf4) else 0
    far = 0
    for i, (a, e) in enumerate(zip(actual, expected, strict=True)):
        if bits(a) == bits(e) or abs(a - e) <= slack:
            continue
        far += 1
        if not slack or hook is not nf4 or far > max(64, len(expected) // 50) or abs(a - e) > 0.02 * abs(e):
            sys.exit(f"{what}, element {i}: {a!r}, expected {e!r}")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stem")
    parser.add_argument("grid")
    parser.add_argument("hooks", nargs="+")
    parser.add_argument("--library", required=True)
    parser.add_argument("--compile", default="")
    parser.add_argument("--run", default="")
    parser.add_argument("--sums-in-any-order", action="store_true", help="see compare")
    parser.add_argument("--accumulate", type=int, default=1)
    args = parser.parse_args()
    replicas, shards = ([1] + [int(x) for x in args.grid.split("x")])[-2:]
    ranks = replicas * shards
    tensors = make_tensors(args.hooks)
    plan, step = f"{args.stem}.plan", f"{args.stem}.mlir"
    init, batch, saved = (f"{args.stem}.{x}.safetensors" for x in ("init", "batch", "saved"))
    write_step(step, tensors)
    random.seed(1)
    params = {name: (shape, [f32(random.gauss(0, 1)) for _ in range(math.prod(shape))])
              for name, (_, _, shape, *_) in tensors.items()}
    write(init, params | {f"seen.{name}": (shape, [0.0] * len(v)) for name, (shape, v) in params.items()})
    micro = lambda s, m: f"step{s}.micro{m}" if args.accumulate > 1 else f"step{s}"
    batches = {f"{micro(s, m)}.rank{r}.x": ((), [f32(random.uniform(0.5, 2))])
               for s in range(2) for m in range(args.accumulate) for r in range(ranks)}
    write(batch, batches)
    run(["fsdp-compile", step, "-o", plan, "--grid", args.grid, "--optimizer", f"sgd(lr={LEARNING_RATE})",
         "--extension-library", args.library, *shlex.split(args.compile)])
    run(["fsdp-run", plan, "--ranks", str(ranks), "--init", init, "--batch", batch, "--steps", "2",
         "--accumulate", str(args.accumulate), "--save", saved, *shlex.split(args.run)])
    found = read(saved)
    before = {name: values for name, (_, values) in params.items()}
    for s in range(2):
        mean = math.fsum(batches[f"{micro(s, m)}.rank{r}.x"][1][0]
                         for m in range(args.accumulate) for r in range(ranks)) / ranks
        for name, (param, inner, shape, dim, _, hook) in tensors.items():
            seen = apply(hook, before[name], shape, dim, shards)
            every = [found[f"buffer.step{s}.rank{r}.seen.{name}"] for r in range(ranks)]
            for r, actual in enumerate(every):
                if actual != every[0]:
                    sys.exit(f"step {s}: rank {r} and rank 0 read {name} differently")
                compare(f"step {s}, rank {r}, {name} as it was read", actual, seen, hook, args.sums_in_any_order)
            grad = [x * mean for x in every[0]]
            close(f"step {s}, gradient of {name}", found[f"grad.step{s}.{name}"], grad, grad)
            after = found[f"param.step{s}.{name}"]
            expected = [b - LEARNING_RATE * g for b, g in zip(before[name], grad)]
            close(f"step {s}, {name}", after, expected, before[name])
            before[name] = after
    print(f"{len(tensors)} tensors on {args.grid} agree")


if __name__ == "__main__":
    main()
