# collective_step.py - one rank's programs that talk to the others, written out
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 collective_step.py sync_norm|sequence OUT GRID

sync_norm: blocks x + down(relu(batch_norm(up(x)))) whose statistics are those of all ranks' rows, and a loss that is
divided by all ranks' weights; of a grid such as 4 or 2x2.
sequence: blocks x + down(relu(up(rms_norm(x)))) in sequence parallelism, of a grid such as 1x2x2. Between the products
each model rank has a part of the sequence; before `up` it is gathered, behind `down` partial sums are reduced and
scattered. The head is split by columns and its result gathered.
"""
import dataclasses
import sys

from tensor_parallel_step import GATE, RELU, Emitter, rms_norm, rms_norm_gradients


class CollectiveEmitter(Emitter):
    def reshape(self, a, shape):
        """Between batch x sequence x width and rows x width."""
        op = "collapse_shape" if len(shape) < len(a[1]) else "expand_shape"
        to = f" output_shape {list(shape)}" if op == "expand_shape" else ""
        return self.emit(
            f"tensor.{op} {a[0]} [[0, 1], [2]]{to} : {self.type(a[1])} into {self.type(shape)}", tuple(shape)
        )

    def resized(self, a, dim, size):
        return (*a[1][:dim], size, *a[1][dim + 1 :])

    def all_gather(self, a, dim, ranks):
        return self.collective("all_gather", a, (2,), self.resized(a, dim, a[1][dim] * ranks), f"gather_axis = {dim} ")

    def reduce_scatter(self, a, dim, ranks):
        shape = self.resized(a, dim, a[1][dim] // ranks)
        return self.collective("reduce_scatter", a, (2,), shape, f"scatter_axis = {dim} ")

    def all_slice(self, a, dim, ranks):
        return self.collective("all_slice", a, (2,), self.resized(a, dim, a[1][dim] // ranks), f"slice_axis = {dim} ")

    def sum_all(self, a):
        return self.generic(a[1], ["%r = arith.addf %a, %out : f32"], (a, range(len(a[1]))), reduce=range(len(a[1])))

    def scale(self, a, factor):
        return self.map(a[1], [f"%f = arith.constant {factor!r} : f32", "%r = arith.mulf %a, %f : f32"], a)


def write(path, e, grid, arguments, results, values):
    with open(path, "w") as file:
        file.write(f"shard.grid @grid(shape = {'x'.join(map(str, grid))})\nfunc.func @step(\n    ")
        file.write(",\n    ".join(f"{v[0]}: {e.type(v[1])} {{{words}}}" for v, words in arguments) + ")\n    -> (")
        file.write(",\n        ".join(f"{e.type(v[1])} {{{words}}}" for v, words in results) + ") {\n")
        file.write("\n".join(e.lines) + "\n")
        file.write(f"    return {', '.join(v[0] for v in values)}\n        : {', '.join(e.type(v[1]) for v in values)}\n}}\n")


def parameter_words(name, model_dim=None):
    words = [f'fsdp.param = "{name}"']
    if name.startswith("blocks."):
        words.append(f'fsdp.group = "{".".join(name.split(".")[:2])}"')
    if model_dim is not None:
        words.append(f"fsdp.model_dim = {model_dim}")
    return ", ".join(words)


def write_model(path, sizes, e, grid, batch, build):
    values = {name: (f"%p{i}", shape) for i, (name, shape) in enumerate(sizes.local_parameters(grid).items())}
    inputs = {name: (f"%{name}", shape) for name, shape in batch.items()}
    loss, grads = build(e, sizes, grid, values, inputs)
    arguments = [(v, parameter_words(name, sizes.model_dim(name))) for name, v in values.items()]
    arguments += [(v, f'fsdp.batch = "{name}"') for name, v in inputs.items()]
    results = [(loss, "fsdp.loss")] + [(values[name], f'fsdp.grad = "{name}"') for name in values]
    write(path, e, grid, arguments, results, [loss] + [grads[name] for name in values])


def of_block(values, i):
    return {name.split(".", 2)[2]: value for name, value in values.items() if name.startswith(f"blocks.{i}.")}


# ---------------------------------------------------------------- statistics of all ranks


@dataclasses.dataclass
class SyncSizes:
    rows: int = 5
    width: int = 6
    hidden: int = 7
    out: int = 3
    blocks: int = 2
    eps: float = 1e-5

    def parameters(self):
        shapes = {}
        for i in range(self.blocks):
            shapes |= {
                f"blocks.{i}.up.weight": (self.hidden, self.width),
                f"blocks.{i}.norm.weight": (self.hidden,),
                f"blocks.{i}.norm.bias": (self.hidden,),
                f"blocks.{i}.down.weight": (self.width, self.hidden),
                f"blocks.{i}.down.bias": (self.width,),
            }
        return shapes | {"head.weight": (self.out, self.width), "head.bias": (self.out,)}

    def local_parameters(self, _):
        return self.parameters()

    def model_dim(self, _):
        return None

    def batch(self):
        return {"x": (self.rows, self.width), "target": (self.rows, self.out), "weight": (self.rows,)}


MUL = ["%r = arith.mulf %a, %b : f32"]
ADD = ["%r = arith.addf %a, %b : f32"]


def build_sync_norm(e, sizes, grid, values, batch):
    axes, ranks = range(len(grid)), 1
    for size in grid:
        ranks *= size
    mean = lambda a: e.scale(e.all_reduce(e.sum_rows(a), axes), 1.0 / (ranks * sizes.rows))
    hidden, saved, grads = batch["x"], [], {}
    for i in range(sizes.blocks):
        p = of_block(values, i)
        up = e.matmul(hidden, p["up.weight"])
        centred = e.map(up[1], ["%r = arith.subf %a, %b : f32"], up, mean(up))
        variance = mean(e.map(up[1], MUL, centred, centred))
        root = [f"%e = arith.constant {sizes.eps:.8f} : f32", "%s = arith.addf %a, %e : f32", "%r = math.rsqrt %s : f32"]
        scale = e.map(variance[1], root, variance)
        scaled = e.map(up[1], MUL, centred, scale)
        relu = e.map(up[1], RELU, e.map(up[1], MUL, scaled, p["norm.weight"]), p["norm.bias"])
        saved.append((hidden, scale, scaled, relu))
        add = ["%s = arith.addf %a, %b : f32", "%r = arith.addf %s, %c : f32"]
        hidden = e.map(hidden[1], add, hidden, e.matmul(relu, p["down.weight"]), p["down.bias"])
    head = e.matmul(hidden, values["head.weight"])
    error = e.map(head[1], ["%s = arith.addf %a, %b : f32", "%r = arith.subf %s, %c : f32"], head, values["head.bias"], batch["target"])
    # Times the number of ranks, because gradients are averaged over them.
    share = e.map((), [f"%n = arith.constant {float(ranks)} : f32", "%r = arith.divf %n, %a : f32"],
                  e.all_reduce(e.sum_all(batch["weight"]), axes))
    weighted = e.generic(error[1], MUL, (error, (0, 1)), (batch["weight"], (0,)))
    loss = e.map((), MUL, e.sum_all(e.map(error[1], MUL, weighted, error)), share)
    twice = ["%s = arith.addf %a, %a : f32", "%r = arith.mulf %s, %b : f32"]
    grad = e.generic(error[1], twice, (weighted, (0, 1)), (share, ()))
    grads["head.bias"] = e.sum_rows(grad)
    grads["head.weight"] = e.matmul_outer(grad, hidden)
    grad = e.matmul_plain(grad, values["head.weight"])
    for i in reversed(range(sizes.blocks)):
        p, (x, scale, scaled, relu), prefix = of_block(values, i), saved[i], f"blocks.{i}."
        grads[prefix + "down.bias"] = e.sum_rows(grad)
        grads[prefix + "down.weight"] = e.matmul_outer(grad, relu)
        gated = e.map(relu[1], GATE, e.matmul_plain(grad, p["down.weight"]), relu)
        grads[prefix + "norm.bias"] = e.sum_rows(gated)
        grads[prefix + "norm.weight"] = e.sum_rows(e.map(gated[1], MUL, gated, scaled))
        scaled_grad = e.map(gated[1], MUL, gated, p["norm.weight"])
        along = mean(e.map(gated[1], MUL, scaled_grad, scaled))
        body = ["%s = arith.subf %a, %b : f32", "%t = arith.mulf %c, %d : f32", "%u = arith.subf %s, %t : f32",
                "%r = arith.mulf %u, %e : f32"]
        up_grad = e.map(gated[1], body, scaled_grad, mean(scaled_grad), scaled, along, scale)
        grads[prefix + "up.weight"] = e.matmul_outer(up_grad, x)
        grad = e.map(grad[1], ADD, grad, e.matmul_plain(up_grad, p["up.weight"]))
    return loss, grads


# ---------------------------------------------------------------- sequence parallelism


@dataclasses.dataclass
class SequenceSizes:
    batch_size: int = 2
    sequence: int = 6
    width: int = 5
    hidden: int = 8
    out: int = 4
    blocks: int = 2
    eps: float = 1e-5

    def parameters(self):
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

    def model_dim(self, name):
        dims = {"up.weight": 0, "up.bias": 0, "down.weight": 1, "head.weight": 0, "head.bias": 0}
        return dims.get(".".join(name.split(".")[-2:]))

    def local_parameters(self, grid):
        shapes = {}
        for name, shape in self.parameters().items():
            shape, dim = list(shape), self.model_dim(name)
            if dim is not None:
                shape[dim] //= grid[2]
            shapes[name] = tuple(shape)
        return shapes

    def batch(self):
        return {"x": (self.batch_size, self.sequence, self.width), "target": (self.batch_size, self.sequence, self.out)}


def build_sequence(e, sizes, grid, values, batch):
    models, part = grid[2], sizes.sequence // grid[2]
    rows = lambda a: e.reshape(a, (a[1][0] * a[1][1], a[1][2]))
    boxes = lambda a, length: e.reshape(a, (sizes.batch_size, length, a[1][1]))
    gather = lambda a: rows(e.all_gather(boxes(a, part), 1, models))
    scatter = lambda a: rows(e.reduce_scatter(boxes(a, sizes.sequence), 1, models))
    hidden, saved, grads = rows(e.all_slice(batch["x"], 1, models)), [], {}
    for i in range(sizes.blocks):
        p = of_block(values, i)
        normed, norm = rms_norm(e, sizes, hidden, p["norm.weight"])
        whole = gather(normed)
        up = e.matmul(whole, p["up.weight"])
        relu = e.map(up[1], RELU, up, p["up.bias"])
        down = scatter(e.matmul(relu, p["down.weight"]))
        saved.append((norm, whole, relu))
        add = ["%s = arith.addf %a, %b : f32", "%r = arith.addf %s, %c : f32"]
        hidden = e.map(hidden[1], add, hidden, down, p["down.bias"])
    whole = gather(hidden)
    head = e.matmul(whole, values["head.weight"])
    part_out = e.map(head[1], ADD, head, values["head.bias"])
    output = rows(e.all_gather(boxes(part_out, sizes.sequence), 2, models))
    error = e.map(output[1], ["%r = arith.subf %a, %b : f32"], output, rows(batch["target"]))
    count = output[1][0] * output[1][1]
    loss = e.scale(e.sum_all(e.map(error[1], MUL, error, error)), 1.0 / count)
    grad = rows(e.all_slice(boxes(e.scale(error, 2.0 / count), sizes.sequence), 2, models))
    grads["head.bias"] = e.sum_rows(grad)
    grads["head.weight"] = e.matmul_outer(grad, whole)
    grad = scatter(e.matmul_plain(grad, values["head.weight"]))
    for i in reversed(range(sizes.blocks)):
        p, (norm, whole, relu), prefix = of_block(values, i), saved[i], f"blocks.{i}."
        grads[prefix + "down.bias"] = e.all_reduce(e.sum_rows(grad))
        grad_whole = gather(grad)
        grads[prefix + "down.weight"] = e.matmul_outer(grad_whole, relu)
        gated = e.map(relu[1], GATE, e.matmul_plain(grad_whole, p["down.weight"]), relu)
        grads[prefix + "up.bias"] = e.sum_rows(gated)
        grads[prefix + "up.weight"] = e.matmul_outer(gated, whole)
        normed_grad = scatter(e.matmul_plain(gated, p["up.weight"]))
        weight_grad, grad = rms_norm_gradients(e, sizes, normed_grad, p["norm.weight"], norm, grad)
        grads[prefix + "norm.weight"] = e.all_reduce(weight_grad)
    return loss, grads


def write_step(kind, path, grid):
    sizes, build = (SyncSizes(), build_sync_norm) if kind == "sync_norm" else (SequenceSizes(), build_sequence)
    write_model(path, sizes, CollectiveEmitter(), grid, sizes.batch(), build)


if __name__ == "__main__":
    write_step(sys.argv[1], sys.argv[2], [int(size) for size in sys.argv[3].split("x")])
