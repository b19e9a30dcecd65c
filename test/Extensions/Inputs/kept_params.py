# kept_params.py - trains with hooks that have state and compares what ranks read with plain Python
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""kept_params.py STEM --library FILE.mlir [--compile FLAGS] [--run FLAGS] [--compute bf16] [--resume] GRID HOOK [HOOK...]

The steps, parameters and shapes of separate_hooks.py; every rank keeps all parameters unsharded, but for the one called
--plain, which has no hooks and is gathered; what an optimizer's step made of a shard reaches it as the hook sends it.

What every rank reads in every step is bit for bit what this file makes of the shards after the steps before, and in f32
(or rounded to bf16) the parameters themselves in the first. Of diff4 it is as near to the shard as its file says.

With --resume (by SGD, which has no state) a run from what --save-params wrote after half of the steps ends as the whole run
does, bit for bit; from that file without what ranks kept it reads the parameters as they are.
"""
import argparse
import math
import os
import random
import shlex
import sys

sys.path.insert(0, os.path.dirname(__file__))
import separate_hooks as hooks  # noqa: E402
import stored_params as stored  # noqa: E402
import stochastic_hooks as stochastic  # noqa: E402
from separate_hooks import bf16, bits, f32  # noqa: E402

STEPS = 4


def mirror(shard, copy, valid):
    return shard


def diff4(shard, copy, valid):
    return [new for at in range(0, len(shard), 64) for new in diff4_block(shard[at:at + 64], copy[at:at + 64])]


def diff4_block(shard, copy, choose=round, share=1 / 14):
    differences = [f32(s - c) for s, c in zip(shard, copy)]
    largest = max(map(abs, differences))
    scale = bf16(f32(largest / 7)) or 1.0
    new = [f32(c + f32(min(max(choose(f32(d / scale)), -7), 7) * scale)) for d, c in zip(differences, copy)]
    for s, n in zip(shard, new):
        bound = largest * share * (1 + 2**-8) + 2**-23 * (abs(s) + largest)
        if abs(s - n) > bound:
            sys.exit(f"diff4: {n} for {s}, expected within {bound}")
    return new


def diff4_stochastic(shard, copy, valid):
    return [new for at in range(0, len(shard), 64)
            for new in diff4_block(shard[at:at + 64], copy[at:at + 64], lambda x: stochastic.choose(x, x), 1 / 7)]


def diff8(shard, copy, valid):
    differences = [f32(s - c) for s, c in zip(shard, copy)]
    scale = f32(max(map(abs, differences)) / 127) or 1.0
    return [f32(c + f32(round(f32(d / scale)) * scale)) for d, c in zip(differences, copy)]


def bf16_difference(shard, copy, valid):
    return [f32(c + bf16(f32(s - c))) for s, c in zip(shard, copy)]


# name -> the hook of each inner tensor
HOOKS = {"mirror": [mirror], "flips": [mirror], "diff4": [diff4], "diff4_atomic": [diff4],
         "diff4_stochastic": [diff4_stochastic], "stepwise": [bf16_difference],
         "diff8": [diff8, bf16_difference]}


def rows_of(hook, shape, dim, shards):
    """Of one shard."""
    rows = -(-shape[dim] // shards)
    if hook == "diff4_atomic":
        block = 64 // math.gcd(64, math.prod(shape[dim + 1:]))
        rows = -(-rows // block) * block
        if math.prod(shape[:dim]) == 1:
            rows = min(rows, shape[dim])
    return rows


def renew(hook, name, shard, copy, shape, dim, shards):
    """Every shard's flat chunks of both tensors through the hook; the unsharded tensor that comes of it, flat."""
    outer, size, inner = math.prod(shape[:dim]), shape[dim], math.prod(shape[dim + 1:])
    rows = rows_of(name, shape, dim, shards)
    result = list(copy)
    for s in range(shards):
        places = [(o * size + r) * inner + i if r < size else None for o in range(outer)
                  for r in range(s * rows, (s + 1) * rows) for i in range(inner)]
        chunks = [[0.0 if p is None else values[p] for p in places] for values in (shard, copy)]
        for p, value in zip(places, hook(*chunks, min(max(size - s * rows, 0), rows))):
            if p is not None:
                result[p] = value
    return result


def make_tensors(names):
    tensors = {}
    for name in names:
        for stem, shape, dim in hooks.PARAMETERS:
            for inner, hook in zip(hooks.INNER, HOOKS[name]):
                alone = len(HOOKS[name]) == 1
                full = f"{name}.{stem}" + ("" if alone else f".{inner}")
                tensors[full] = (f"{name}.{stem}", None if alone else inner, shape, dim, name, hook)
    return tensors


def narrow_step(text, tensors):
    """Parameters are read, and their gradients computed, in bf16."""
    head, body = text.split("  %first = ")
    body = "  %first = " + body[:body.index("  return ")]
    values, types = "%loss", "tensor<f32>"
    for i, (_, _, shape, *_) in enumerate(tensors.values()):
        wide = f"tensor<{'x'.join(map(str, shape))}xf32>"
        narrow = wide.replace("xf32", "xbf16")
        head = head.replace(f"%w{i}: {wide} {{", f"%n{i}: {narrow} {{fsdp.dtype = f32, ")
        head = head.replace(f"{wide} {{fsdp.grad", f"{narrow} {{fsdp.grad", 1)
        body = f"  %w{i} = arith.extf %n{i} : {narrow} to {wide}\n{body}  %t{i} = arith.truncf %g{i} : {wide} to {narrow}\n"
        values += f", %t{i}, %w{i}"
        types += f", {narrow}, {wide}"
    return f"{head}{body}  return {values} : {types}\n}}\n"


def write_step(path, tensors, compute):
    hooks.write_step(path, tensors)
    with open(path) as file:
        text = file.read()
    if compute == "bf16":
        text = narrow_step(text, tensors)
    with open(path, "w") as file:
        file.write(text)


def resume(args, train, tensors, init, batches, whole):
    """Trains again from the middle, with and without what every rank kept."""
    half = STEPS // 2
    middle, rest, batch, bare = (f"{args.stem}.{x}.safetensors" for x in ("middle", "rest", "later", "bare"))
    train(init, f"{args.stem}.batch.safetensors", half, ["--save-params", middle])
    later = {f"step{s}": f"step{s + half}" for s in range(half)}
    hooks.write(batch, {f"{to}{name[len(at):]}": value for to, at in later.items() for name, value in batches.items()
                        if name.startswith(f"{at}.")})
    saved = stored.raw(middle)
    copies = [name for name in saved if name.endswith(".copy")]
    if not copies:
        sys.exit(f"{middle} holds nothing of what ranks keep")
    train(middle, batch, half, ["--save", rest])
    again = stored.raw(rest)
    for name, value in again.items():
        kind, step, *more = name.split(".", 2)
        same = f"{kind}.step{int(step[4:]) + half}.{more[0]}"
        if value != whole[same]:
            sys.exit(f"{same} is not what the run gives that begins in the middle")
    stored.write_raw(bare, {name: value for name, value in saved.items() if name not in copies})
    train(bare, batch, half, ["--save", rest])
    found = hooks.read(rest)
    params = hooks.read(bare)
    narrow = bf16 if args.compute == "bf16" else f32
    parted = False
    for name in tensors:
        seen = found[f"buffer.step0.rank0.seen.{name}"]
        if [bits(v) for v in seen] != [bits(narrow(v)) for v in params[name]]:
            sys.exit(f"{name} is not read as it is in a file without what ranks kept")
        parted |= list(seen) != list(hooks.read(f"{args.stem}.saved.safetensors")[f"buffer.step{half}.rank0.seen.{name}"])
    if not parted:
        sys.exit("what ranks kept is the parameter itself: nothing was shown")
    print("resumed with the same bits")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stem")
    parser.add_argument("grid")
    parser.add_argument("hooks", nargs="+")
    parser.add_argument("--library", required=True)
    parser.add_argument("--compile", default="")
    parser.add_argument("--run", default="")
    parser.add_argument("--compute", default="f32", choices=["f32", "bf16"])
    parser.add_argument("--resume", action="store_true")
    parser.add_argument("--plain", default="", help="a parameter without hooks")
    args = parser.parse_args()
    replicas, shards = ([1] + [int(x) for x in args.grid.split("x")])[-2:]
    ranks = replicas * shards
    tensors = make_tensors(args.hooks)
    plan, step = f"{args.stem}.plan", f"{args.stem}.mlir"
    init, batch, saved = (f"{args.stem}.{x}.safetensors" for x in ("init", "batch", "saved"))
    write_step(step, tensors, args.compute)
    random.seed(1)
    params = {name: (shape, [f32(random.gauss(0, 1)) for _ in range(math.prod(shape))])
              for name, (_, _, shape, *_) in tensors.items()}
    hooks.write(init, params | {f"seen.{name}": (shape, [0.0] * len(v)) for name, (shape, v) in params.items()})
    batches = {f"step{s}.rank{r}.x": ((), [f32(random.uniform(0.05, 0.2))]) for s in range(STEPS) for r in range(ranks)}
    hooks.write(batch, batches)
    plain = ["--extension", f"{args.plain}="] if args.plain else []
    hooks.run(["fsdp-compile", step, "-o", plan, "--grid", args.grid, "--optimizer", "sgd(lr=0.02)" if args.resume else "adamw(lr=0.02)",
               "--extension-library", args.library, *plain, *shlex.split(args.compile)])
    train = lambda first, data, steps, more: hooks.run(
        ["fsdp-run", plan, "--ranks", str(ranks), "--init", first, "--batch", data, "--steps", str(steps), *more,
         *shlex.split(args.run)])
    train(init, batch, STEPS, ["--save", saved])
    found = hooks.read(saved)
    narrow = bf16 if args.compute == "bf16" else f32
    kept = {name: [narrow(v) for v in values] for name, (_, values) in params.items()}
    for s in range(STEPS):
        for name, (param, inner, shape, dim, extension, hook) in tensors.items():
            for r in range(ranks):
                for i, (a, e) in enumerate(zip(found[f"buffer.step{s}.rank{r}.seen.{name}"], kept[name], strict=True)):
                    if bits(a) != bits(e):
                        sys.exit(f"step {s}, rank {r}, {name} as it was read, element {i}: {a!r}, expected {e!r}")
            after = found[f"param.step{s}.{name}"]
            if args.plain and args.plain == param:
                kept[name] = [narrow(v) for v in after]
                continue
            new = renew(hook, extension, after, kept[name], shape, dim, shards)
            kept[name] = [narrow(v) for v in new]
    print(f"{len(tensors)} tensors on {args.grid} agree")
    if args.resume:
        resume(args, train, tensors, init, batches, stored.raw(saved))
    if stochastic.Seen.parts:
        stochastic.check_mean()


if __name__ == "__main__":
    main()
