# stored_params.py - trains adapters beside frozen parameters that their extensions store, and compares with plain Python
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""stored_params.py STEM GRID EXTENSION [--compile FLAGS] [--run FLAGS] [--init-dtype F32|BF16]

Three linear layers with frozen weights, which EXTENSION stores, and low-rank adapters (LoRA: x W^T + (x A^T) B^T) that
are trained by SGD on half the sum of squares of the last output. The step stores each weight as it read it in a buffer.

- What is read is bit for bit what this file makes of each rank's chunk of the weights, in both steps.
- Losses, gradients and adapters: within 1e-5 of the largest, against f64 with the weights as they were read.
- From a seed, losses are bit for bit those of the extension that sends the same and stores f32.
- The stored tensors, saved and read again, give the same run bit for bit. So does a plan's second run.
- They take the bytes that are expected of them, and never change.
"""
import argparse
import math
import os
import random
import shlex
import struct
import sys

sys.path.insert(0, os.path.dirname(__file__))
import separate_hooks as hooks  # noqa: E402
from separate_hooks import bf16, f32, run  # noqa: E402

LEARNING_RATE = 0.125
BATCH, RANK = 3, 2
# name, (out, in), sharded dimension, group
LAYERS = [("first", (9, 8), 0, "a"), ("second", (70, 9), 0, "b"), ("third", (6, 70), 1, "c")]


def int8(chunk, valid):
    """The built-in int8: blocks of 32 of the flattened chunk."""
    flat = [x for piece in chunk for row in piece for x in row]
    decoded = []
    for at in range(0, len(flat), 32):
        block = flat[at:at + 32]
        scale = f32(max(abs(x) for x in block) / 127) or 1.0
        decoded += [f32(round(f32(x / scale)) * scale) for x in block]
    width, rows = len(chunk[0][0]), len(chunk[0])
    return [[[decoded[(o * rows + r) * width + i] for i in range(width)] for r in range(rows)]
            for o in range(len(chunk))]


def f8(x):
    """The nearest f8E4M3FN, ties to even; saturated."""
    x = min(max(x, -448.0), 448.0)
    unit = 2.0**(max(math.frexp(x)[1] - 1 if x else -200, -6) - 3)
    return round(x / unit) * unit


def fp8_rows(chunk, valid):
    """The built-in fp8_rows: a scale for each row."""
    scale = lambda row: f32(max(max(map(abs, row)), f32(1e-12)) / 448)
    return [[[f32(f8(f32(x / scale(row))) * scale(row)) for x in row] for row in piece] for piece in chunk]


def mxfp8(chunk, valid):
    """The built-in mxfp8: a power of two for each 32 elements of the flattened chunk."""
    flat = [x for piece in chunk for row in piece for x in row]
    decoded = []
    for at in range(0, len(flat), 32):
        block = flat[at:at + 32]
        largest = max(map(abs, block))
        exponent = max(math.frexp(largest)[1] - 9, -127) if largest else -127
        decoded += [math.ldexp(f8(math.ldexp(x, -exponent)), exponent) for x in block]
    width, rows = len(chunk[0][0]), len(chunk[0])
    return [[decoded[(o * rows + r) * width:(o * rows + r + 1) * width] for r in range(rows)] for o in range(len(chunk))]


# What is read of a chunk, and the bytes in which one of `n` elements in `outer` pieces is stored.
def nf4_bytes(outer, n):
    blocks = -(-n // outer // 64)
    return {"codes": outer * blocks * 32, "scales": outer * blocks, "steps": outer * -(-blocks // 256) * 4,
            "mean": outer * 4}


STORED = {
    "nf4_frozen": (hooks.nf4, nf4_bytes),
    "int8_frozen": (int8, lambda outer, n: {"codes": n, "scales": -(-n // 32) * 4}),
    # As many scales as rows, which are of the parameter's rows in files.
    "fp8_rows_frozen": (fp8_rows, lambda outer, n: {"codes": n, "scales": None}),
    "mxfp8_frozen": (mxfp8, lambda outer, n: {"codes": n, "scales": -(-n // 32)}),
    "bf16_frozen": (lambda chunk, valid: [[[bf16(x) for x in row] for row in piece] for piece in chunk],
                    lambda outer, n: {"": 2 * n}),
}


def matmul(body, name, a, b, shape, maps, kinds='"parallel", "parallel", "reduction"'):
    """name = sum over the third dimension of a times b, whose maps of (d0, d1, d2) are given."""
    out = f"tensor<{shape[0]}x{shape[1]}xf32>"
    spaces = ", ".join(f"affine_map<(d0, d1, d2) -> ({m})>" for m in (*maps, "d0, d1"))
    body.append(f"""
  %{name}_e = tensor.empty() : {out}
  %{name}_z = linalg.fill ins(%zero : f32) outs(%{name}_e : {out}) -> {out}
  %{name} = linalg.generic {{indexing_maps = [{spaces}], iterator_types = [{kinds}]}}
      ins(%{a[0]}, %{b[0]} : {a[1]}, {b[1]}) outs(%{name}_z : {out}) {{
  ^bb0(%p: f32, %q: f32, %s: f32):
    %0 = arith.mulf %p, %q : f32
    %1 = arith.addf %0, %s : f32
    linalg.yield %1 : f32
  }} -> {out}""")
    return name, out


def write_step(path, extension, seen=True):
    arguments, results, body = [], [], []
    tensor = lambda *shape: f"tensor<{'x'.join(map(str, shape))}xf32>"
    x = ("x", tensor(BATCH, LAYERS[0][1][1]))
    layers = []
    for name, (n, m), dim, group in LAYERS:
        w, a, b = (f"w_{name}", tensor(n, m)), (f"a_{name}", tensor(RANK, m)), (f"b_{name}", tensor(n, RANK))
        common = f'fsdp.group = "{group}"'
        arguments += [f'%{w[0]}: {w[1]} {{fsdp.param = "{name}.weight", {common}, fsdp.dim = {dim}, '
                      f'fsdp.extension = @{extension}, fsdp.init = "normal(std=0.5)"}}']
        if seen:
            arguments.append(f'%seen_{name}: {w[1]} {{fsdp.buffer = "seen.{name}", fsdp.local}}')
            results.append((w[0], w[1], f'{{fsdp.update = "seen.{name}", fsdp.reduce = "none"}}'))
        # The last group has nothing but its frozen weight.
        lora = common if group != "c" else 'fsdp.group = "d"'
        arguments += [f'%{a[0]}: {a[1]} {{fsdp.param = "{name}.a", {lora}}}',
                      f'%{b[0]}: {b[1]} {{fsdp.param = "{name}.b", {lora}}}']
        y = matmul(body, f"y_{name}", x, w, (BATCH, n), ("d0, d2", "d1, d2"))
        h = matmul(body, f"h_{name}", x, a, (BATCH, RANK), ("d0, d2", "d1, d2"))
        z = matmul(body, f"z_{name}", h, b, (BATCH, n), ("d0, d2", "d1, d2"))
        body.append(f"\n  %o_{name} = arith.addf %{y[0]}, %{z[0]} : {y[1]}")
        layers.append((name, (n, m), x, h, w, a, b))
        x = (f"o_{name}", y[1])
    body.append(f"""
  %loss = linalg.generic {{indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> ()>],
      iterator_types = ["reduction", "reduction"]}} ins(%{x[0]} : {x[1]}) outs(%none : tensor<f32>) {{
  ^bb0(%p: f32, %s: f32):
    %0 = arith.mulf %p, %p : f32
    %1 = arith.mulf %0, %half : f32
    %2 = arith.addf %1, %s : f32
    linalg.yield %2 : f32
  }} -> tensor<f32>""")
    d = x
    for name, (n, m), x, h, w, a, b in reversed(layers):
        gb = matmul(body, f"gb_{name}", d, h, (n, RANK), ("d2, d0", "d2, d1"))
        dh = matmul(body, f"dh_{name}", d, b, (BATCH, RANK), ("d0, d2", "d2, d1"))
        ga = matmul(body, f"ga_{name}", dh, x, (RANK, m), ("d2, d0", "d2, d1"))
        results += [(gb[0], gb[1], f'{{fsdp.grad = "{name}.b"}}'), (ga[0], ga[1], f'{{fsdp.grad = "{name}.a"}}')]
        dw = matmul(body, f"dw_{name}", d, w, (BATCH, m), ("d0, d2", "d2, d1"))
        da = matmul(body, f"da_{name}", dh, a, (BATCH, m), ("d0, d2", "d2, d1"))
        body.append(f"\n  %d_{name} = arith.addf %{dw[0]}, %{da[0]} : {dw[1]}")
        d = (f"d_{name}", dw[1])
    with open(path, "w") as file:
        file.write(f"""func.func @step({", ".join(arguments)}, %x: {tensor(BATCH, LAYERS[0][1][1])} {{fsdp.batch = "x"}})
    -> (tensor<f32> {{fsdp.loss}}, {", ".join(f"{t} {r}" for _, t, r in results)}) {{
  %zero = arith.constant 0.0 : f32
  %half = arith.constant 0.5 : f32
  %none = arith.constant dense<0.0> : tensor<f32>{"".join(body)}
  return %loss, {", ".join(f"%{v}" for v, _, _ in results)} : tensor<f32>, {", ".join(t for _, t, _ in results)}
}}
""")


def product(a, b, transposed=False):
    columns = b if transposed else list(zip(*b))
    return [[math.fsum(p * q for p, q in zip(row, column)) for column in columns] for row in a]


def plus(a, b):
    return [[p + q for p, q in zip(*rows)] for rows in zip(a, b)]


def reshape(flat, shape):
    return [list(flat[r * shape[1]:(r + 1) * shape[1]]) for r in range(shape[0])]


def reference(weights, adapters, x):
    """Loss and gradients of one rank's batch, in f64."""
    inputs, hidden = [x], []
    for name, *_ in LAYERS:
        hidden.append(product(inputs[-1], adapters[f"{name}.a"], True))
        inputs.append(plus(product(inputs[-1], weights[name], True), product(hidden[-1], adapters[f"{name}.b"], True)))
    loss = math.fsum(0.5 * v * v for row in inputs[-1] for v in row)
    d, grads = inputs[-1], {}
    for i, (name, *_) in reversed(list(enumerate(LAYERS))):
        turned = [list(column) for column in zip(*d)]
        dh = product(d, adapters[f"{name}.b"])
        grads[f"{name}.b"] = product(turned, hidden[i])
        grads[f"{name}.a"] = product([list(column) for column in zip(*dh)], inputs[i])
        d = plus(product(d, weights[name]), product(dh, adapters[f"{name}.a"]))
    return loss, grads


def close(what, actual, expected):
    expected = [v for row in expected for v in row]
    bound = 1e-5 * max(abs(v) for v in expected)
    for i, (a, e) in enumerate(zip(actual, expected, strict=True)):
        if not abs(a - e) <= bound:
            sys.exit(f"{what}, element {i}: {a}, expected {e} within {bound}")


def raw(path):
    """name -> (dtype, shape, bytes)"""
    with open(path, "rb") as file:
        data = file.read()
    size = struct.unpack("<Q", data[:8])[0]
    header = hooks.json.loads(data[8:8 + size])
    return {name: (e["dtype"], e["shape"], data[8 + size + e["data_offsets"][0]:8 + size + e["data_offsets"][1]])
            for name, e in header.items() if name != "__metadata__"}


def write_raw(path, tensors):
    header, at = {}, 0
    for name, (dtype, shape, data) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + len(data)]}
        at += len(data)
    text = hooks.json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + b"".join(data for _, _, data in tensors.values()))


def pack(shape, values, dtype="F32"):
    if dtype == "BF16":
        return dtype, list(shape), b"".join(struct.pack("<H", (hooks.bits(v) & 0xFFFFFFFF) >> 16) for v in values)
    return dtype, list(shape), struct.pack(f"<{len(values)}f", *values)


def check_stored(saved, extension, shards):
    """Bytes of what is stored of every weight, on all shards."""
    for name, shape, dim, _ in LAYERS:
        outer = math.prod(shape[:dim])
        chunk = -(-shape[dim] // shards)
        expected = STORED[extension][1](outer, outer * chunk * math.prod(shape[dim + 1:]))
        for inner, size in expected.items():
            tensor = f"{name}.weight.{inner}".rstrip(".")
            _, found, data = saved[tensor]
            if size is None:
                if found != list(shape[:dim + 1]) or len(data) != 4 * math.prod(found):
                    sys.exit(f"{tensor} is stored as {found} in {len(data)} bytes, expected an f32 for each row")
                continue
            # A tensor of the parameter's own shape has no pads.
            whole = size * shards if found != list(shape) else len(data) // math.prod(shape) * math.prod(shape)
            if len(data) != whole:
                sys.exit(f"{tensor} is stored in {len(data)} bytes, expected {whole}")


def check_seeded(args, ranks):
    losses = []
    for extension in args.extension, {"bf16_frozen": "bf16_cast"}.get(args.extension, args.extension[:-7]):
        step, plan, saved = (f"{args.stem}.seeded.{x}" for x in ("mlir", "plan", "safetensors"))
        write_step(step, extension, seen=False)
        run(["fsdp-compile", step, "-o", plan, "--grid", args.grid, "--optimizer", "sgd", *shlex.split(args.compile)])
        run(["fsdp-run", plan, "--ranks", str(ranks), "--seed", "5", "--batch", f"{args.stem}.batch.safetensors",
             "--steps", "2", "--save", saved, *shlex.split(args.run)])
        losses.append({name: t for name, t in raw(saved).items() if name.startswith(("loss", "grad"))})
    if losses[0] != losses[1] or len(losses[0]) < 2 * ranks:
        sys.exit("from a seed, what is stored is not what the extension sends")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stem")
    parser.add_argument("grid")
    parser.add_argument("extension", choices=STORED)
    parser.add_argument("--compile", default="")
    parser.add_argument("--run", default="")
    parser.add_argument("--init-dtype", default="F32")
    parser.add_argument("--sums-in-any-order", action="store_true", help="see separate_hooks.compare")
    args = parser.parse_args()
    replicas, shards = ([1] + [int(x) for x in args.grid.split("x")])[-2:]
    ranks = replicas * shards
    decode = STORED[args.extension][0]
    plan, step = f"{args.stem}.plan", f"{args.stem}.mlir"
    path = lambda what: f"{args.stem}.{what}.safetensors"
    write_step(step, args.extension)
    random.seed(7)
    narrow = bf16 if args.init_dtype == "BF16" else f32
    normal = lambda shape, std: [f32(random.gauss(0, std)) for _ in range(math.prod(shape))]
    weights = {name: [narrow(v) for v in normal(shape, 0.5)] for name, shape, *_ in LAYERS}
    adapters = {}
    for name, (n, m), *_ in LAYERS:
        adapters[f"{name}.a"] = ((RANK, m), normal((RANK, m), 0.5))
        adapters[f"{name}.b"] = ((n, RANK), normal((n, RANK), 0.2))
    initial = {f"{name}.weight": pack(shape, weights[name], args.init_dtype) for name, shape, *_ in LAYERS}
    initial |= {name: pack(shape, values) for name, (shape, values) in adapters.items()}
    buffers = {f"seen.{name}": pack(shape, [0.0] * math.prod(shape)) for name, shape, *_ in LAYERS}
    write_raw(path("init"), initial | buffers)
    width = LAYERS[0][1][1]
    batches = {f"step{s}.rank{r}.x": ((BATCH, width), normal((BATCH, width), 0.3)) for s in range(2)
               for r in range(ranks)}
    write_raw(path("batch"), {name: pack(shape, values) for name, (shape, values) in batches.items()})
    run(["fsdp-compile", step, "-o", plan, "--grid", args.grid, "--optimizer", f"sgd(lr={LEARNING_RATE})",
         *shlex.split(args.compile)])

    def train(init, what):
        run(["fsdp-run", plan, "--ranks", str(ranks), *init, "--batch", path("batch"), "--steps", "2",
             "--save", path(what), "--save-params", path(what + ".params"), *shlex.split(args.run)])
        return raw(path(what)), raw(path(what + ".params"))

    found, params = train(["--init", path("init")], "saved")
    check_stored(params, args.extension, shards)
    again = train(["--init", path("init")], "again")
    # The stored tensors as they were saved, with the adapters that training began with.
    stored = {name: t for name, t in params.items() if ".weight" in name}
    write_raw(path("restored"), stored | {n: t for n, t in initial.items() if ".weight" not in n} | buffers)
    restored = train(["--init", path("restored")], "again")
    for name, value in again[0].items():
        if found[name] != value or restored[0][name] != value:
            sys.exit(f"{name} differs in a second run, or from what was saved")
    if restored[1] != params or any(found[f"param.step{s}.{n}"] != t for n, t in stored.items() for s in range(2)):
        sys.exit("what is stored changed")

    check_seeded(args, ranks)
    floats = {name: struct.unpack(f"<{len(data) // 4}f", data) for name, (dtype, _, data) in found.items()
              if dtype == "F32"}
    current = {name: reshape(values, shape) for name, (shape, values) in adapters.items()}
    for s in range(2):
        read = {}
        for name, shape, dim, _ in LAYERS:
            seen = hooks.apply(decode, weights[name], shape, dim, shards)
            for r in range(ranks):
                actual = floats[f"buffer.step{s}.rank{r}.seen.{name}"]
                hooks.compare(f"step {s}, rank {r}, {name} as it was read", actual, seen, decode,
                              args.sums_in_any_order)
                if actual != floats[f"buffer.step{s}.rank0.seen.{name}"]:
                    sys.exit(f"step {s}: rank {r} and rank 0 read {name} differently")
            read[name] = reshape(floats[f"buffer.step{s}.rank0.seen.{name}"], shape)
        sums = None
        for r in range(ranks):
            x = reshape(batches[f"step{s}.rank{r}.x"][1], (BATCH, width))
            loss, grads = reference(read, current, x)
            close(f"loss of step {s}, rank {r}", floats[f"loss.step{s}.rank{r}"], [[loss]])
            sums = grads if sums is None else {name: plus(sums[name], grad) for name, grad in grads.items()}
        for name, grad in sums.items():
            mean = [[v / ranks for v in row] for row in grad]
            close(f"step {s}, gradient of {name}", floats[f"grad.step{s}.{name}"], mean)
            after = plus(current[name], [[-LEARNING_RATE * v for v in row] for row in mean])
            close(f"step {s}, {name}", floats[f"param.step{s}.{name}"], after)
            current[name] = reshape(floats[f"param.step{s}.{name}"], adapters[name][0])
    print(f"adapters beside {args.extension} on {args.grid} agree")


if __name__ == "__main__":
    main()
