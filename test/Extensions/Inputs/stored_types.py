# stored_types.py - trains parameters that are stored in bf16, f16 and f32, and compares with plain Python
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""stored_types.py STEM GRID [--compile FLAGS] [--run FLAGS] [--hooks NAME,...]

The step is stored_types.mlir: w is stored in bf16 and read in f32, b is f32, h is f16 and v bf16.

- Parameters and averages after every step are bit for bit AdamW in f32, each stored tensor rounded once: what
  torch.optim.AdamW(fused=True) does of parameters and moments in 16 bits (aten/src/ATen/native/cuda/fused_adamw_impl.cu).
- A file of f32 is rounded to nearest even as it is loaded; what --save-params writes is loaded bit for bit.
- Hooks see what is stored: the first loss is bit for bit that of a plan that stores f32 and was given the same values.
- From a seed, what is stored is what the plan that stores f32 makes, rounded.
"""
import argparse
import math
import os
import random
import shlex
import struct
import sys

sys.path.insert(0, os.path.dirname(__file__))
from separate_hooks import bf16, f16, f32, run  # noqa: E402
from stored_params import pack, raw, write_raw  # noqa: E402

STEP = os.path.join(os.path.dirname(__file__), "stored_types.mlir")
# name -> (shape, stored as, rounded by, the batch's type)
PARAMETERS = {"w": ((5, 3), "BF16", bf16, "F32"), "b": ((7,), "F32", f32, "F32"),
              "h": ((3, 4), "F16", f16, "F16"), "v": ((9, 3), "BF16", bf16, "BF16")}
STEPS = 4
LR, DECAY, BETA1, BETA2, EPS, EMA = 1e-2, 1e-2, 0.9, 0.999, 1e-8, 0.9
FORMATS = {"F32": "f", "F16": "e"}


def values(tensor):
    dtype, _, data = tensor
    if dtype == "BF16":
        return [struct.unpack("<f", b"\0\0" + data[i:i + 2])[0] for i in range(0, len(data), 2)]
    code = FORMATS[dtype]
    return list(struct.unpack(f"<{len(data) // struct.calcsize(code)}{code}", data))


def lerp(start, end, weight):
    difference = f32(end - start)
    if weight < 0.5:
        return f32(start + f32(weight * difference))
    return f32(end - f32(difference * f32(1 - weight)))


def adamw(state, gradient, step, rounded):
    """One element: [parameter, first moment, second moment, average]."""
    parameter, first, second, average = state
    parameter = f32(parameter * f32(1 - LR * DECAY))
    first = lerp(first, gradient, f32(1 - BETA1))
    second = f32(f32(second * f32(BETA2)) + f32(f32(f32(1 - BETA2) * gradient) * gradient))
    size = f32(-(LR / (1 - BETA1 ** step)))
    root = f32(math.sqrt(1 - BETA2 ** step))
    denominator = f32(f32(f32(math.sqrt(second)) / root) + f32(EPS))
    parameter = f32(parameter + f32(f32(size * first) / denominator))
    average = parameter if step == 1 else lerp(average, parameter, f32(1 - EMA))
    return [rounded(parameter), rounded(first), rounded(second), average]


def narrow_pack(shape, dtype, numbers):
    if dtype == "F16":
        return dtype, list(shape), struct.pack(f"<{len(numbers)}e", *numbers)
    return pack(shape, numbers, dtype)


def same(what, actual, expected):
    for i, (a, e) in enumerate(zip(actual, expected, strict=True)):
        if struct.pack("<d", a) != struct.pack("<d", e):
            sys.exit(f"{what}, element {i}: {a!r}, expected {e!r}")


def check_training(saved, initial, batches, ranks):
    states = {name: [[p, 0.0, 0.0, 0.0] for p in numbers] for name, numbers in initial.items()}
    for step in range(STEPS):
        for name, (_, dtype, rounded, _) in PARAMETERS.items():
            gradients = [f32(f32(sum(2 * batches[step, rank][name][i] for rank in range(ranks))) * f32(1 / ranks))
                         for i in range(len(initial[name]))]
            states[name] = [adamw(s, g, step + 1, rounded) for s, g in zip(states[name], gradients)]
            stored = saved[f"param.step{step}.{name}"]
            if stored[0] != dtype:
                sys.exit(f"{name} is saved as {stored[0]}, expected {dtype}")
            same(f"{name} after step {step}", values(stored), [s[0] for s in states[name]])
            average = saved[f"ema.step{step}.{name}"]
            same(f"average of {name} after step {step}", values(average), [s[3] for s in states[name]])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stem")
    parser.add_argument("grid")
    parser.add_argument("--compile", default="")
    parser.add_argument("--run", default="")
    parser.add_argument("--hooks", default="", help="extensions, to be compared with what they do of f32")
    args = parser.parse_args()
    ranks = math.prod(int(x) for x in args.grid.split("x"))
    random.seed(11)
    given = {name: [f32(random.gauss(0, 1)) for _ in range(math.prod(shape))] for name, (shape, *_) in PARAMETERS.items()}
    initial = {name: [PARAMETERS[name][2](x) for x in numbers] for name, numbers in given.items()}
    file = lambda what: f"{args.stem}.{what}.safetensors"
    write_raw(file("init"), {name: pack(PARAMETERS[name][0], x) for name, x in given.items()})
    write_raw(file("rounded"), {name: pack(PARAMETERS[name][0], x) for name, x in initial.items()})
    batches, tensors = {}, {}
    for step in range(STEPS):
        for rank in range(ranks):
            batch = {name: [float(random.randint(-8, 8)) for _ in range(math.prod(shape))]
                     for name, (shape, *_) in PARAMETERS.items()}
            batches[step, rank] = batch
            for name, (shape, *_, dtype) in PARAMETERS.items():
                tensors[f"step{step}.rank{rank}.x{name}"] = narrow_pack(shape, dtype, batch[name])
    write_raw(file("batch"), tensors)

    def compile(plan, step=STEP, more=()):
        run(["fsdp-compile", step, "-o", f"{args.stem}.{plan}.plan", "--grid", args.grid, "--ema", str(EMA),
             "--optimizer", f"adamw(lr={LR},weight_decay={DECAY},betas={BETA1}:{BETA2},eps={EPS})", *shlex.split(args.compile),
             *more])

    def train(plan, start, *more):
        run(["fsdp-run", f"{args.stem}.{plan}.plan", "--ranks", str(ranks), *start, "--batch", file("batch"),
             *shlex.split(args.run), *more])

    compile("stored")
    train("stored", ["--init", file("init")], "--steps", str(STEPS), "--save", file("saved"), "--save-params", file("end"))
    check_training(raw(file("saved")), initial, batches, ranks)
    still = ["--steps", "1", "--set", "lr=0"]
    train("stored", ["--init", file("end")], *still, "--save", file("again"))
    for name in PARAMETERS:
        if raw(file("again"))[f"param.step0.{name}"] != raw(file("saved"))[f"param.step{STEPS - 1}.{name}"]:
            sys.exit(f"{name} is another one once it was saved and loaded")

    with open(STEP) as source:
        text = source.read().replace(", fsdp.dtype = bf16", "")
    for name, dtype in (("h", "f16"), ("v", "bf16")):
        text = text.replace(f'x{dtype}> {{fsdp.param = "{name}"', f'x{dtype}> {{fsdp.param = "{name}", fsdp.dtype = f32')
    with open(f"{args.stem}.wide.mlir", "w") as wide:
        wide.write(text)
    for hook in args.hooks.split(",") if args.hooks else []:
        more = ["--extension", f".*={hook}"]
        compile("stored", more=more)
        compile("wide", f"{args.stem}.wide.mlir", more)
        train("stored", ["--init", file("init")], *still, "--save", file("stored"))
        train("wide", ["--init", file("rounded")], *still, "--save", file("wide"))
        stored, wide = raw(file("stored")), raw(file("wide"))
        for rank in range(ranks):
            loss = f"loss.step0.rank{rank}"
            if stored[loss] != wide[loss]:
                sys.exit(f"{hook}: {loss} is {values(stored[loss])}, expected {values(wide[loss])} as of what is stored in "
                         "f32")
    compile("stored")
    compile("wide", f"{args.stem}.wide.mlir")
    for plan in ("stored", "wide"):
        train(plan, ["--seed", "5"], *still, "--save", file(plan))
    for name, (_, _, rounded, _) in PARAMETERS.items():
        made = values(raw(file("wide"))[f"param.step0.{name}"])
        same(f"{name} from a seed", values(raw(file("stored"))[f"param.step0.{name}"]), [rounded(x) for x in made])
    print(f"stored in bf16, f16 and f32 on {args.grid}: {STEPS} steps agree")


main()
