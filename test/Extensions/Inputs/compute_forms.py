# compute_forms.py - trains a step that computes with codes and scales, and compares with what widens them
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""compute_forms.py STEM GRID [--compile FLAGS] [--run FLAGS] [--eval] [--accumulate N]

Linear layers whose weights travel by built-in extensions with forms and by `two_ways`, half the sum of squares of the last
output, gradients passed straight through to the weights. The step reads forms and decodes them itself.

- Of the built-in ones losses, gradients and parameters are bit for bit those of the step that reads the weights as the same
  extensions widen them.
- All losses and gradients are within 1e-5 of the largest, against f64 with the weights as this file quantises them: other ones
  in forward than in backward where those read other forms.
- With --eval an entry reads what the step does not: its loss is checked likewise.
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
import stored_params as stored  # noqa: E402
from separate_hooks import bf16, f32, run  # noqa: E402

class Run:
    shards = 1  # of nf4 every one has its own scales
    read = {}  # what a reading makes of values, once


LEARNING_RATE = 2.0**-10
BATCH = 3


def e4m3(x):
    """Nearest even f8E4M3FN of a number of at most 448."""
    if x == 0:
        return x
    exponent = max(math.frexp(abs(x))[1] - 1, -6)
    step = math.ldexp(1.0, exponent - 3)
    return math.copysign(round(abs(x) / step) * step, x)


def fp8_row(row):
    scale = f32(max(max(abs(x) for x in row), f32(1e-12)) / 448)
    return [f32(e4m3(max(min(f32(x / scale), 448.0), -448.0)) * scale) for x in row]


def int8_block(block):
    scale = f32(max(abs(x) for x in block) / 127) or 1.0
    return [f32(round(f32(x / scale)) * scale) for x in block]


def mx_block(block):
    byte = max((hooks.bits(max(abs(x) for x in block)) >> 23) - 8, 0)
    power = math.ldexp(1.0, byte - 127)
    return [e4m3(max(min(x / power, 448.0), -448.0)) * power for x in block]


def by_blocks(of_block, size):
    def apply(values, shape):
        rows = stored.reshape(values, shape) if size == "row" else None
        blocks = rows or [values[at:at + size] for at in range(0, len(values), size)]
        return [x for block in blocks for x in of_block(block)]
    return apply


def fp8_codes(name, n, m):
    return [("codes", f"tensor<{n}x{m}xf8E4M3FN>"), ("scales", f"tensor<{n}xf32>")]


def int8_codes(shape):
    return lambda name, n, m: [("codes", f"tensor<{n}x{m}xi8>"), ("scales", shape(n, m))]


def decode_rows(element):
    """Codes times the scale of their row."""
    extend = "arith.extf" if element == "f8E4M3FN" else "arith.sitofp"

    def decode(out, codes, scales, n, m):
        return f"""
  %{out}_e = tensor.empty() : tensor<{n}x{m}xf32>
  %{out} = linalg.generic {{indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>],
      iterator_types = ["parallel", "parallel"]}} ins(%{codes}, %{scales} : tensor<{n}x{m}x{element}>, tensor<{n}xf32>)
      outs(%{out}_e : tensor<{n}x{m}xf32>) {{
  ^bb0(%p: {element}, %q: f32, %s: f32):
    %0 = {extend} %p : {element} to f32
    %1 = arith.mulf %0, %q : f32
    linalg.yield %1 : f32
  }} -> tensor<{n}x{m}xf32>"""
    return decode


def decode_blocks(element, scale, blocks):
    """Codes of `blocks(n, m)` of 32 times their scale, or the power of two that a byte means."""
    extend = "arith.extf" if element == "f8E4M3FN" else "arith.sitofp"

    def decode(out, codes, scales, n, m):
        first = blocks(n, m)
        count = math.prod(first)
        flat = " into ".join((f"tensor<{n}x{m}x{element}>", f"tensor<{n * m}x{element}>"))
        power = "%q" if scale == "f32" else "%power"
        convert = "" if scale == "f32" else """
    %wide = arith.extui %q : i8 to i32
    %shift = arith.constant 23 : i32
    %moved = arith.shli %wide, %shift : i32
    %power = arith.bitcast %moved : i32 to f32"""
        flatten = "" if len(first) == 1 else f"""
  %{out}_q = tensor.collapse_shape %{scales} [[0, 1]] : tensor<{first[0]}x{first[1]}x{scale}> into tensor<{count}x{scale}>"""
        return f"""
  %{out}_f = tensor.collapse_shape %{codes} [[0, 1]] : {flat}
  %{out}_b = tensor.expand_shape %{out}_f [[0, 1]] output_shape [{count}, 32] : tensor<{n * m}x{element}> into tensor<{count}x32x{element}>{flatten}
  %{out}_e = tensor.empty() : tensor<{count}x32xf32>
  %{out}_v = linalg.generic {{indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> (d0)>, affine_map<(d0, d1) -> (d0, d1)>],
      iterator_types = ["parallel", "parallel"]}} ins(%{out}_b, %{out + "_q" if flatten else scales} : tensor<{count}x32x{element}>, tensor<{count}x{scale}>)
      outs(%{out}_e : tensor<{count}x32xf32>) {{
  ^bb0(%p: {element}, %q: {scale}, %s: f32):
    %0 = {extend} %p : {element} to f32{convert}
    %1 = arith.mulf %0, {power} : f32
    linalg.yield %1 : f32
  }} -> tensor<{count}x32xf32>
  %{out}_w = tensor.collapse_shape %{out}_v [[0, 1]] : tensor<{count}x32xf32> into tensor<{n * m}xf32>
  %{out} = tensor.expand_shape %{out}_w [[0, 1]] output_shape [{n}, {m}] : tensor<{n * m}xf32> into tensor<{n}x{m}xf32>"""
    return decode


def decode_columns(out, codes, scales, n, m):
    return f"""
  %{out}_b = tensor.expand_shape %{codes} [[0, 1], [2]] output_shape [{n // 4}, 4, {m}] : tensor<{n}x{m}xi8> into tensor<{n // 4}x4x{m}xi8>
  %{out}_e = tensor.empty() : tensor<{n // 4}x4x{m}xf32>
  %{out}_v = linalg.generic {{indexing_maps = [affine_map<(d0, d1, d2) -> (d0, d1, d2)>, affine_map<(d0, d1, d2) -> (d0, d2)>,
      affine_map<(d0, d1, d2) -> (d0, d1, d2)>], iterator_types = ["parallel", "parallel", "parallel"]}}
      ins(%{out}_b, %{scales} : tensor<{n // 4}x4x{m}xi8>, tensor<{n // 4}x{m}xf32>) outs(%{out}_e : tensor<{n // 4}x4x{m}xf32>) {{
  ^bb0(%p: i8, %q: f32, %s: f32):
    %0 = arith.sitofp %p : i8 to f32
    %1 = arith.mulf %0, %q : f32
    linalg.yield %1 : f32
  }} -> tensor<{n // 4}x4x{m}xf32>
  %{out} = tensor.collapse_shape %{out}_v [[0, 1], [2]] : tensor<{n // 4}x4x{m}xf32> into tensor<{n}x{m}xf32>"""


def by_columns(values, shape):
    n, m = shape
    result = list(values)
    for at in range(0, n, 4):
        for column in range(m):
            places = [(at + r) * m + column for r in range(4)]
            for place, value in zip(places, int8_block([values[p] for p in places])):
                result[place] = value
    return result


def decode_whole(out, codes, scale, n, m):
    return f"""
  %{out}_q = tensor.collapse_shape %{scale} [] : tensor<1xf32> into tensor<f32>
  %{out}_e = tensor.empty() : tensor<{n}x{m}xf32>
  %{out} = linalg.generic {{indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> ()>, affine_map<(d0, d1) -> (d0, d1)>],
      iterator_types = ["parallel", "parallel"]}} ins(%{codes}, %{out}_q : tensor<{n}x{m}xf8E4M3FN>, tensor<f32>)
      outs(%{out}_e : tensor<{n}x{m}xf32>) {{
  ^bb0(%p: f8E4M3FN, %q: f32, %s: f32):
    %0 = arith.extf %p : f8E4M3FN to f32
    %1 = arith.mulf %0, %q : f32
    linalg.yield %1 : f32
  }} -> tensor<{n}x{m}xf32>"""


def decode_nf4(out, codes, scales, n, m):
    table = ", ".join(f"0x{hooks.bits(value) & 0xFFFFFFFF:08X}" for value in hooks.NF4)
    return f"""
  %{out}_t = arith.constant dense<[{table}]> : tensor<16xf32>
  %{out}_e = tensor.empty() : tensor<{n}x{m}xf32>
  %{out} = linalg.generic {{indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>], iterator_types = ["parallel", "parallel"]}}
      outs(%{out}_e : tensor<{n}x{m}xf32>) {{
  ^bb0(%s: f32):
    %two = arith.constant 2 : index
    %width = arith.constant 64 : index
    %mask = arith.constant 15 : i8
    %four = arith.constant 4 : i8
    %r = linalg.index 0 : index
    %i = linalg.index 1 : index
    %p = arith.divui %i, %two : index
    %h = arith.remui %i, %two : index
    %b = arith.divui %i, %width : index
    %pair = tensor.extract %{codes}[%r, %p] : tensor<{n}x{m // 2}xi8>
    %scale = tensor.extract %{scales}[%r, %b] : tensor<{n}x{m // 64}xf32>
    %zeroth = arith.constant 0 : index
    %is_low = arith.cmpi eq, %h, %zeroth : index
    %high = arith.shrui %pair, %four : i8
    %code = arith.select %is_low, %pair, %high : i8
    %masked = arith.andi %code, %mask : i8
    %place = arith.index_castui %masked : i8 to index
    %value = tensor.extract %{out}_t[%place] : tensor<16xf32>
    %0 = arith.mulf %value, %scale : f32
    linalg.yield %0 : f32
  }} -> tensor<{n}x{m}xf32>"""


def nf4(values, shape):
    return hooks.apply(hooks.nf4, values, shape, 0, Run.shards)


def decode_half(out, half, n, m):
    return f"\n  %{out} = arith.extf %{half} : tensor<{n}x{m}xbf16> to tensor<{n}x{m}xf32>"


class Reading:
    """What a phase reads: forms (null: the weight), how the step decodes them, and what they are in plain Python."""

    def __init__(self, forms, decode, quantise):
        self.forms, self.decode, self.quantise = forms, decode, quantise


WIDE = Reading(None, None, None)
HALF = Reading(lambda name, n, m: [("half", f"tensor<{n}x{m}xbf16>")], decode_half, lambda v, s: [2 * bf16(x) for x in v])
WHOLE = Reading(lambda name, n, m: [("codes", f"tensor<{n}x{m}xf8E4M3FN>"), ("scale", "tensor<1xf32>")], decode_whole,
                lambda v, s: fp8_row(v))
ROWS = Reading(fp8_codes, decode_rows("f8E4M3FN"), by_blocks(fp8_row, "row"))
INT8_ROWS = Reading(lambda name, n, m: [("codes", f"tensor<{n}x{m}xi8>"), ("scales", f"tensor<{n}xf32>")],
                    decode_rows("i8"), by_blocks(int8_block, "row"))
COLUMNS = Reading(lambda name, n, m: [("column_codes", f"tensor<{n}x{m}xi8>"),
                                      ("column_scales", f"tensor<{n // 4}x{m}xf32>")], decode_columns, by_columns)
TURNED = Reading(HALF.forms, HALF.decode, lambda v, s: [bf16(x) for row in stored.reshape(v, s) for x in reversed(row)])
TWICE = Reading(lambda name, n, m: [("twice", f"tensor<{n}x{m}xbf16>")], decode_half, HALF.quantise)
NF4 = Reading(lambda name, n, m: [("codes", f"tensor<{n}x{m // 2}xi8>"), ("scales", f"tensor<{n}x{m // 64}xf32>")],
              decode_nf4, nf4)
NF4_WIDENED = Reading(None, None, nf4)
PER_ROW = lambda n, m: (n, m // 32)
IN_ALL = lambda n, m: (n * m // 32,)


def int8_blocks(blocks):
    shape = lambda n, m: f"tensor<{'x'.join(map(str, blocks(n, m)))}xf32>"
    return Reading(int8_codes(shape), decode_blocks("i8", "f32", blocks), by_blocks(int8_block, 32))


def mx_blocks(blocks):
    forms = lambda name, n, m: [("codes", f"tensor<{n}x{m}xf8E4M3FN>"),
                                ("scales", f"tensor<{'x'.join(map(str, blocks(n, m)))}xi8>")]
    return Reading(forms, decode_blocks("f8E4M3FN", "i8", blocks), by_blocks(mx_block, 32))


# name, (out, in), sharded dimension, group, extension, what forward and backward read
WIDENED = [
    ("rows", (11, 32), 0, "a", "fp8_rows", ROWS, ROWS),
    ("blocks", (64, 11), 0, "a", "int8_atomic", int8_blocks(IN_ALL), int8_blocks(IN_ALL)),
    ("normal", (64, 64), 0, "a", "nf4", NF4, NF4_WIDENED),
    ("base", (64, 64), 0, "b", "nf4_frozen", NF4, NF4),
    ("mx", (7, 64), 0, "b", "mxfp8", mx_blocks(PER_ROW), mx_blocks(PER_ROW)),
    ("tensor", (96, 7), 0, "b", "fp8", WHOLE, WHOLE),
    ("dim1", (6, 96), 1, "c", "int8_atomic", int8_blocks(PER_ROW), int8_blocks(PER_ROW)),
    ("plain", (5, 6), 0, "c", None, WIDE, WIDE),
]
TWO_WAYS = [
    ("first", (11, 32), 0, "a", "two_ways", INT8_ROWS, HALF),
    ("mixed", (10, 11), 0, "a", "bf16_cast", WIDE, WIDE),
    ("second", (12, 10), 0, "b", "both_ways", INT8_ROWS, COLUMNS),
    ("third", (6, 12), 0, "b", "two_ways", INT8_ROWS, HALF),
    # Not trained: what pre made when it was loaded is the state, and what travels.
    ("stored", (32, 6), 0, "c", "int8_atomic_frozen", int8_blocks(IN_ALL), int8_blocks(IN_ALL)),
    ("turned", (9, 32), 0, "c", "turned_round", TURNED, TWICE),
    ("last", (5, 9), 0, "c", "two_ways", HALF, HALF),
]


def is_frozen(layer):
    return layer[4] is not None and layer[4].endswith("_frozen")


def tensor(*shape):
    return f"tensor<{'x'.join(map(str, shape))}xf32>"


class Step:
    """The text of a step, or of an eval. `wide`: weights are read as their extensions widen them."""

    def __init__(self, layers, wide, trains):
        self.layers, self.wide, self.trains = layers, wide, trains
        self.arguments, self.body = {}, []

    def weight(self, layer, reading, phase):
        """The weight as `phase` reads it; its arguments are added."""
        name, (n, m), dim, group, extension, *_ = layer
        shape = f", fsdp.shape = array<i64: {n}, {m}>" if is_frozen(layer) else ""
        common = f'fsdp.group = "{group}", fsdp.dim = {dim}' + (f", fsdp.extension = @{extension}" if extension else "")
        if reading.forms is None or (self.wide and extension in (None, *(x[4] for x in WIDENED))):
            self.arguments[f"w_{name}"] = f'{tensor(n, m)} {{fsdp.param = "{name}", {common}}}'
            return f"w_{name}", tensor(n, m)
        values = []
        for form, kind in reading.forms(name, n, m):
            values.append(f"{name}_{form}")
            self.arguments[values[-1]] = f'{kind} {{fsdp.param = "{name}", fsdp.form = "{form}", {common}{shape}}}'
        self.body.append(reading.decode(f"{phase}_{name}", *values, n, m))
        return f"{phase}_{name}", tensor(n, m)

    def forward(self, x):
        inputs = [x]
        for layer in self.layers:
            w = self.weight(layer, layer[5 if self.trains else 6], "f")
            inputs.append(stored.matmul(self.body, f"y_{layer[0]}", inputs[-1], w, (BATCH, layer[1][0]), ("d0, d2", "d1, d2")))
        out = inputs[-1]
        self.body.append(f"""
  %loss = linalg.generic {{indexing_maps = [affine_map<(d0, d1) -> (d0, d1)>, affine_map<(d0, d1) -> ()>],
      iterator_types = ["reduction", "reduction"]}} ins(%{out[0]} : {out[1]}) outs(%none : tensor<f32>) {{
  ^bb0(%p: f32, %s: f32):
    %0 = arith.mulf %p, %p : f32
    %1 = arith.mulf %0, %half : f32
    %2 = arith.addf %1, %s : f32
    linalg.yield %2 : f32
  }} -> tensor<f32>""")
        return inputs

    def backward(self, inputs):
        d, results = inputs[-1], []
        for layer, x in reversed(list(zip(self.layers, inputs))):
            name, (n, m) = layer[:2]
            if not is_frozen(layer):
                g = stored.matmul(self.body, f"g_{name}", d, x, (n, m), ("d2, d0", "d2, d1"))
                results.append((g, f'{{fsdp.grad = "{name}"}}'))
            if x is not inputs[0]:
                w = self.weight(layer, layer[6], "b")
                d = stored.matmul(self.body, f"d_{name}", d, w, (BATCH, m), ("d0, d2", "d2, d1"))
        return results

    def text(self, name):
        x = ("x", tensor(BATCH, self.layers[0][1][1]))
        inputs = self.forward(x)
        results = self.backward(inputs) if self.trains else []
        loss = "fsdp.loss" if self.trains else 'fsdp.metric = "eval_loss", fsdp.reduce = "sum"'
        arguments = [f"%{argument}: {kind}" for argument, kind in self.arguments.items()]
        types = "".join(f", {g[1]} {attribute}" for g, attribute in results)
        return f"""func.func @{name}({", ".join(arguments)}, %x: {x[1]} {{fsdp.batch = "x"}})
    -> (tensor<f32> {{{loss}}}{types}) attributes {{fsdp.entry = "{name}"}} {{
  %zero = arith.constant 0.0 : f32
  %half = arith.constant 0.5 : f32
  %none = arith.constant dense<0.0> : tensor<f32>{"".join(self.body)}
  return %loss{"".join(f", %{g[0]}" for g, _ in results)} : tensor<f32>{"".join(f", {g[1]}" for g, _ in results)}
}}
"""


def write_step(path, layers, wide, evaluates):
    with open(path, "w") as file:
        file.write(Step(layers, wide, True).text("step"))
        if evaluates:  # It reads as forms what the step reads wide, the other way round, and what only backward reads.
            file.write(Step(layers, not wide, False).text("eval"))


def read_as(layer, reading, values):
    """The weight in plain Python as `reading` sees it."""
    if reading.quantise is None and layer[4] == "bf16_cast":
        return stored.reshape([bf16(v) for v in values], layer[1])
    key = (id(reading), tuple(values))
    if reading.quantise and key not in Run.read:
        Run.read[key] = reading.quantise(values, layer[1])
    return stored.reshape(Run.read[key] if reading.quantise else values, layer[1])


def reference(layers, weights, x):
    """Loss and gradients of one rank's batch, in f64."""
    inputs = [x]
    for layer in layers:
        inputs.append(stored.product(inputs[-1], read_as(layer, layer[5], weights[layer[0]]), True))
    loss = math.fsum(0.5 * v * v for row in inputs[-1] for v in row)
    d, grads = inputs[-1], {}
    for layer, x in reversed(list(zip(layers, inputs))):
        if not is_frozen(layer):
            grads[layer[0]] = stored.product([list(column) for column in zip(*d)], x)
        d = stored.product(d, read_as(layer, layer[6], weights[layer[0]]))
    return loss, grads


def parts(args, step):
    """The names of a step's microbatches."""
    return [f"step{step}.micro{m}" for m in range(args.accumulate)] if args.accumulate > 1 else [f"step{step}"]


def train(args, layers, wide, what):
    ranks = math.prod(int(x) for x in args.grid.split("x"))
    path = lambda kind: f"{args.stem}.{what}.{kind}"
    random.seed(11)
    normal = lambda shape, std: [f32(random.gauss(0, std)) for _ in range(math.prod(shape))]
    initial = {name: (shape, normal(shape, 0.25)) for name, shape, *_ in layers}
    hooks.write(path("init"), initial)
    width = layers[0][1][1]
    batches = {f"{part}.rank{r}.x": ((BATCH, width), normal((BATCH, width), 0.2))
               for s in range(2) for part in parts(args, s) for r in range(ranks)}
    hooks.write(path("batch"), batches)
    write_step(path("mlir"), layers, wide, args.eval)
    library = ["--extension-library", os.path.join(os.path.dirname(__file__), "compute_forms.mlir")]
    run(["fsdp-compile", path("mlir"), "-o", path("plan"), "--grid", args.grid, "--optimizer", f"sgd(lr={LEARNING_RATE})",
         *(library if layers is TWO_WAYS else []), *shlex.split(args.compile)])
    evaluates = ["--eval-every", "2"] if args.eval else []
    run(["fsdp-run", path("plan"), "--ranks", str(ranks), "--init", path("init"), "--batch", path("batch"), "--steps", "2",
         "--accumulate", str(args.accumulate), "--save", path("saved"), *evaluates, *shlex.split(args.run)])
    return {name: value[1] for name, value in initial.items()}, batches, stored.raw(path("saved"))


def check(args, layers, weights, batches, saved):
    ranks = math.prod(int(x) for x in args.grid.split("x"))
    floats = {name: struct.unpack(f"<{len(data) // 4}f", data) for name, (dtype, _, data) in saved.items() if dtype == "F32"}
    for s in range(2):
        sums = None
        for part, r in ((part, r) for part in parts(args, s) for r in range(ranks)):
            x = stored.reshape(batches[f"{part}.rank{r}.x"][1], (BATCH, layers[0][1][1]))
            loss, grads = reference(layers, weights, x)
            stored.close(f"loss of {part}, rank {r}", floats[f"loss.{part}.rank{r}"], [[loss]])
            sums = grads if sums is None else {name: stored.plus(sums[name], grad) for name, grad in grads.items()}
        for name, grad in sums.items():
            mean = [[v / ranks for v in row] for row in grad]
            stored.close(f"step {s}, gradient of {name}", floats[f"grad.step{s}.{name}"], mean)
        weights = weights | {name: list(floats[f"param.step{s}.{name}"]) for name in sums}
    if args.eval:
        evaluated = [layer[:5] + (layer[6], layer[6]) for layer in layers]
        batch = lambda r: stored.reshape(batches[f"step1.rank{r}.x"][1], (BATCH, layers[0][1][1]))
        total = math.fsum(reference(evaluated, weights, batch(r))[0] for r in range(ranks))
        stored.close("eval_loss", floats["metric.step1.eval_loss"], [[total]])


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("stem")
    parser.add_argument("grid")
    parser.add_argument("--compile", default="")
    parser.add_argument("--run", default="")
    parser.add_argument("--eval", action="store_true")
    parser.add_argument("--accumulate", type=int, default=1)
    args = parser.parse_args()
    Run.shards = int(args.grid.split("x")[-1])
    *inputs, saved = train(args, WIDENED, False, "forms")
    check(args, WIDENED, *inputs, saved)
    *_, widened = train(args, WIDENED, True, "widened")
    for name in saved:
        if saved[name] != widened[name]:
            sys.exit(f"{name} is not what the step gets that reads weights as they are widened")
    *inputs, saved = train(args, TWO_WAYS, False, "ways")
    check(args, TWO_WAYS, *inputs, saved)
    print(f"forms on {args.grid} agree")


main()
