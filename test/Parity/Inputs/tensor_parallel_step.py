# tensor_parallel_step.py - one rank's program of a tensor-parallel model, written out, and its runs compared
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 tensor_parallel_step.py step OUT GRID        residual MLP blocks, of a grid such as 1x2x2
python3 tensor_parallel_step.py batch OUT DATA_RANKS [MICROBATCHES]   a batch of each for three steps
python3 tensor_parallel_step.py compare A B BOUND     what fsdp-run saved, relative to each tensor's largest magnitude

Blocks are x + down(relu(up(norm(x)))): `up` is split by rows and `down` by columns over the model axis, the partial sums
of its products are all-reduced, and in backward those of the gradient of what `up` read. Everything else is on all ranks.
"""
import dataclasses
import itertools
import json
import random
import struct
import sys

MODEL_DIMS = {"up.weight": 0, "up.bias": 0, "down.weight": 1}


@dataclasses.dataclass
class Sizes:
    rows: int = 4
    width: int = 6
    hidden: int = 20
    out: int = 3
    blocks: int = 2
    eps: float = 1e-5

    def parameters(self):
        """Names and whole shapes, as PyTorch orders them."""
        shapes = {}
        for i in range(self.blocks):
            shapes |= {
                f"blocks.{i}.norm.weight": (self.width,),
                f"blocks.{i}.up.weight": (self.hidden, self.width),
                f"blocks.{i}.up.bias": (self.hidden,),
                f"blocks.{i}.down.weight": (self.width, self.hidden),
                f"blocks.{i}.down.bias": (self.width,),
            }
        return shapes | {"head.weight": (self.out, self.width), "head.bias": (self.out,)}


class Emitter:
    """Writes ops on f32 tensors; a value is (name, shape)."""

    def __init__(self):
        self.lines, self.count = [], 0

    def emit(self, text, shape):
        name = f"%{self.count}"
        self.count += 1
        self.lines.append(f"    {name} = {text}")
        return name, tuple(shape)

    @staticmethod
    def type(shape):
        return "tensor<" + "".join(f"{size}x" for size in shape) + "f32>"

    def generic(self, shape, body, *inputs, reduce=None):
        """`body` computes %r of %a, %b, ...; an input is read by the loops that its (value, loops) names, and so is
        what a reduction keeps, %out."""
        loops = [f"d{i}" for i in range(len(shape))]
        kept = list(range(len(shape))) if reduce is None else [i for i in range(len(shape)) if i not in reduce]
        result = [shape[i] for i in kept]
        init = self.emit(f"tensor.empty() : {self.type(result)}", result)
        if reduce is not None:
            zero = self.emit("arith.constant 0.0 : f32", ())
            init = self.emit(
                f"linalg.fill ins({zero[0]} : f32) outs({init[0]} : {self.type(result)}) -> {self.type(result)}", result
            )
        index = lambda places: f"affine_map<({', '.join(loops)}) -> ({', '.join(loops[i] for i in places)})>"
        maps = ", ".join(index(places) for _, places in inputs) + ", " + index(kept)
        kinds = ", ".join('"parallel"' if i in kept else '"reduction"' for i in range(len(shape)))
        names = "abcdef"[: len(inputs)]
        arguments = ", ".join(f"%{n}: f32" for n in names) + ", %out: f32"
        lines = "".join(f"\n      {line}" for line in body)
        return self.emit(
            f"linalg.generic {{indexing_maps = [{maps}], iterator_types = [{kinds}]}}\n"
            f"      ins({', '.join(v[0] for v, _ in inputs)} : {', '.join(self.type(v[1]) for v, _ in inputs)})"
            f" outs({init[0]} : {self.type(result)}) {{\n    ^bb0({arguments}):{lines}\n"
            f"      linalg.yield %r : f32\n    }} -> {self.type(result)}",
            result,
        )

    def map(self, shape, body, *inputs):
        return self.generic(shape, body, *((v, range(len(shape))[len(shape) - len(v[1]) :]) for v in inputs))

    def product(self, a, b, loops_a, loops_b, shape):
        """A sum over loop 2 of three."""
        body = ["%p = arith.mulf %a, %b : f32", "%r = arith.addf %p, %out : f32"]
        return self.generic(shape, body, (a, loops_a), (b, loops_b), reduce=[2])

    def matmul(self, a, b):  # a b^T
        return self.product(a, b, (0, 2), (1, 2), (a[1][0], b[1][0], a[1][1]))

    def matmul_plain(self, a, b):  # a b
        return self.product(a, b, (0, 2), (2, 1), (a[1][0], b[1][1], a[1][1]))

    def matmul_outer(self, a, b):  # a^T b
        return self.product(a, b, (2, 0), (2, 1), (a[1][1], b[1][1], a[1][0]))

    def sum_rows(self, a):
        return self.generic(a[1], ["%r = arith.addf %a, %out : f32"], (a, (0, 1)), reduce=[0])

    def collective(self, op, a, axes, shape, how=""):
        """A collective of upstream's shard dialect over axes of @grid."""
        types = f"{self.type(a[1])} -> {self.type(shape)}"
        return self.emit(f"shard.{op} {a[0]} on @grid grid_axes = {list(axes)} {how}: {types}", shape)

    def all_reduce(self, a, axes=(2,)):
        return self.collective("all_reduce", a, axes, a[1])


def rms_norm(e, sizes, x, weight):
    """The norm, and what its gradient needs."""
    square = ["%s = arith.mulf %a, %a : f32", "%r = arith.addf %s, %out : f32"]
    total = e.generic(x[1], square, (x, (0, 1)), reduce=[1])
    mean = [
        f"%n = arith.constant {sizes.width}.0 : f32",
        "%m = arith.divf %a, %n : f32",
        f"%e = arith.constant {sizes.eps:.8f} : f32",
        "%s = arith.addf %m, %e : f32",
        "%r = math.rsqrt %s : f32",
    ]
    scale = e.generic((x[1][0],), mean, (total, (0,)))
    scaled = e.generic(x[1], ["%r = arith.mulf %a, %b : f32"], (x, (0, 1)), (scale, (0,)))
    return e.map(x[1], ["%r = arith.mulf %a, %b : f32"], scaled, weight), (scale, scaled)


def rms_norm_gradients(e, sizes, normed_grad, weight, saved, grad):
    """That of the weight, and that of what was normed, to which `grad` is added."""
    scale, scaled = saved
    shape = scaled[1]
    weight_grad = e.sum_rows(e.map(shape, ["%r = arith.mulf %a, %b : f32"], normed_grad, scaled))
    scaled_grad = e.map(shape, ["%r = arith.mulf %a, %b : f32"], normed_grad, weight)
    dot = ["%s = arith.mulf %a, %b : f32", "%r = arith.addf %s, %out : f32"]
    along = e.generic(shape, dot, (scaled_grad, (0, 1)), (scaled, (0, 1)), reduce=[1])
    body = [
        f"%n = arith.constant {sizes.width}.0 : f32",
        "%m = arith.divf %c, %n : f32",
        "%t = arith.mulf %b, %m : f32",
        "%s = arith.subf %a, %t : f32",
        "%u = arith.mulf %s, %d : f32",
        "%r = arith.addf %u, %e : f32",
    ]
    places = ((scaled_grad, (0, 1)), (scaled, (0, 1)), (along, (0,)), (scale, (0,)), (grad, (0, 1)))
    return weight_grad, e.generic(shape, body, *places)


RELU = ["%s = arith.addf %a, %b : f32", "%z = arith.constant 0.0 : f32", "%r = arith.maximumf %s, %z : f32"]
GATE = ["%z = arith.constant 0.0 : f32", "%c = arith.cmpf ogt, %b, %z : f32", "%r = arith.select %c, %a, %z : f32"]


def forward_block(e, sizes, x, p):
    normed, norm = rms_norm(e, sizes, x, p["norm.weight"])
    up = e.matmul(normed, p["up.weight"])
    hidden = e.map(up[1], RELU, up, p["up.bias"])
    down = e.all_reduce(e.matmul(hidden, p["down.weight"]))
    add = ["%s = arith.addf %a, %b : f32", "%r = arith.addf %s, %c : f32"]
    return e.map(x[1], add, x, down, p["down.bias"]), (norm, normed, hidden)


def backward_block(e, sizes, grad, p, saved, grads, prefix):
    norm, normed, hidden = saved
    grads[prefix + "down.bias"] = e.sum_rows(grad)
    grads[prefix + "down.weight"] = e.matmul_outer(grad, hidden)
    hidden_grad = e.map(hidden[1], GATE, e.matmul_plain(grad, p["down.weight"]), hidden)
    grads[prefix + "up.bias"] = e.sum_rows(hidden_grad)
    grads[prefix + "up.weight"] = e.matmul_outer(hidden_grad, normed)
    normed_grad = e.all_reduce(e.matmul_plain(hidden_grad, p["up.weight"]))
    grads[prefix + "norm.weight"], grad = rms_norm_gradients(e, sizes, normed_grad, p["norm.weight"], norm, grad)
    return grad


def model_dim(name):
    return MODEL_DIMS.get(name.split(".", 2)[-1])


def local_shape(name, shape, models):
    shape = list(shape)
    if model_dim(name) is not None:
        shape[model_dim(name)] //= models
    return tuple(shape)


def write_blocks(e, sizes, values):
    """The loss and the gradients, by name."""
    of_block = lambda i: {
        name.split(".", 2)[2]: value for name, value in values.items() if name.startswith(f"blocks.{i}.")
    }
    target = ("%target", (sizes.rows, sizes.out))
    hidden, saved, grads = ("%x", (sizes.rows, sizes.width)), [], {}
    for i in range(sizes.blocks):
        hidden, kept = forward_block(e, sizes, hidden, of_block(i))
        saved.append(kept)
    head = e.matmul(hidden, values["head.weight"])
    output = e.map(head[1], ["%r = arith.addf %a, %b : f32"], head, values["head.bias"])
    count = f"%n = arith.constant {float(sizes.rows * sizes.out)} : f32"
    error = [count, "%d = arith.subf %a, %b : f32", "%s = arith.mulf %d, %d : f32", "%t = arith.divf %s, %n : f32"]
    whole = ((output, (0, 1)), (target, (0, 1)))
    loss = e.generic(output[1], error + ["%r = arith.addf %t, %out : f32"], *whole, reduce=[0, 1])
    slope = [count, "%d = arith.subf %a, %b : f32", "%s = arith.addf %d, %d : f32", "%r = arith.divf %s, %n : f32"]
    grad = e.map(output[1], slope, output, target)
    grads["head.bias"] = e.sum_rows(grad)
    grads["head.weight"] = e.matmul_outer(grad, hidden)
    grad = e.matmul_plain(grad, values["head.weight"])
    for i in reversed(range(sizes.blocks)):
        grad = backward_block(e, sizes, grad, of_block(i), saved[i], grads, f"blocks.{i}.")
    return loss, grads


def write_step(path, sizes, grid):
    """Of one rank of the model axis, the last of `grid`: forward and backward, written out."""
    e = Emitter()
    shapes = sizes.parameters()
    values = {name: (f"%p{i}", local_shape(name, shape, grid[2])) for i, (name, shape) in enumerate(shapes.items())}
    loss, grads = write_blocks(e, sizes, values)
    arguments = []
    for name, (value, shape) in values.items():
        words = [f'fsdp.param = "{name}"']
        if name.startswith("blocks."):
            words.append(f'fsdp.group = "{".".join(name.split(".")[:2])}"')
        if model_dim(name) is not None:
            words.append(f"fsdp.model_dim = {model_dim(name)}")
        arguments.append(f"{value}: {e.type(shape)} {{{', '.join(words)}}}")
    batch = {"x": (sizes.rows, sizes.width), "target": (sizes.rows, sizes.out)}
    arguments += [f'%{name}: {e.type(shape)} {{fsdp.batch = "{name}"}}' for name, shape in batch.items()]
    results = [f"{e.type(())} {{fsdp.loss}}"]
    results += [f'{e.type(values[name][1])} {{fsdp.grad = "{name}"}}' for name in values]
    returned = [loss] + [grads[name] for name in values]
    with open(path, "w") as file:
        file.write(f"shard.grid @grid(shape = {'x'.join(map(str, grid))})\nfunc.func @step(\n    ")
        file.write(",\n    ".join(arguments) + ")\n    -> (" + ",\n        ".join(results) + ") {\n")
        file.write("\n".join(e.lines) + "\n")
        file.write(f"    return {', '.join(v for v, _ in returned)}\n        : ")
        file.write(", ".join(e.type(s) for _, s in returned) + "\n}\n")


def read(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        header.pop("__metadata__", None)
        body = file.read()
    return {
        name: struct.unpack(f"<{(end - begin) // 4}f", body[begin:end])
        for name, entry in header.items()
        for begin, end in [entry["data_offsets"]]
    }


def write_batch(path, sizes, ranks, microbatches=1, steps=3):
    header, body = {}, b""
    numbers = random.Random(5)
    micros = [f".micro{i}" for i in range(microbatches)] if microbatches > 1 else [""]
    for step, micro, rank in itertools.product(range(steps), micros, range(ranks)):
        for name, width in (("x", sizes.width), ("target", sizes.out)):
            data = struct.pack(f"<{sizes.rows * width}f", *(numbers.gauss(0, 1) for _ in range(sizes.rows * width)))
            header[f"step{step}{micro}.rank{rank}.{name}"] = {
                "dtype": "F32",
                "shape": [sizes.rows, width],
                "data_offsets": [len(body), len(body) + len(data)],
            }
            body += data
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)


def compare(first, second, bound):
    ours, theirs = read(first), read(second)
    if ours.keys() != theirs.keys():
        sys.exit(f"tensors in one file only: {sorted(ours.keys() ^ theirs.keys())}")
    for name in sorted(ours):
        if len(ours[name]) != len(theirs[name]):
            sys.exit(f"{name}: {len(ours[name])} and {len(theirs[name])} values")
        scale = max(map(abs, ours[name])) or 1.0
        worst = max(abs(a - b) for a, b in zip(ours[name], theirs[name])) / scale
        if not worst <= bound:
            sys.exit(f"{name}: {worst:.3g}, bound {bound}")
    print(f"{len(ours)} tensors within {bound}")


def main(command, *arguments):
    # Uneven over 3 shards, also where 2 or 3 model ranks have parts of it.
    sizes = Sizes(width=5, hidden=24)
    if command == "step":
        write_step(arguments[0], sizes, [int(size) for size in arguments[1].split("x")])
    elif command == "batch":
        write_batch(arguments[0], sizes, *map(int, arguments[1:]))
    else:
        compare(arguments[0], arguments[1], float(arguments[2]))


if __name__ == "__main__":
    main(*sys.argv[1:])
