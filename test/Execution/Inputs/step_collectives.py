# step_collectives.py - every collective that a step may contain, and what it must give, by upstream's definitions
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 step_collectives.py write STEP BATCH GRID     a step of one metric for each of CASES, on a grid such as 2x3
python3 step_collectives.py check SAVED GRID           what its ranks saved

Values are whole numbers, so that every result but a mean is exact in every type. Of a grid with three axes the first model rank is
seen, which has its own values by adding its place on the model axis.
"""
import itertools
import json
import struct
import sys

SHAPE = (6, 12)

# Name of the op, axes (-1: the last), attributes, element type.
CASES = [
    ("all_reduce", [0], {"reduction": "sum"}, "f32"),
    ("all_reduce", [1], {"reduction": "max"}, "f32"),
    ("all_reduce", [0, 1], {"reduction": "min"}, "f32"),
    ("all_reduce", [1], {"reduction": "average"}, "f32"),
    ("all_reduce", [0, -1], {"reduction": "sum"}, "bf16"),
    ("all_reduce", [1], {"reduction": "min"}, "i32"),
    ("all_reduce", [0, 1], {"reduction": "max"}, "i8"),
    ("all_reduce", [0], {"reduction": "product"}, "i32"),
    ("all_reduce", [1], {"reduction": "bitwise_xor"}, "i16"),
    ("all_gather", [0], {"gather_axis": 0}, "f32"),
    ("all_gather", [1], {"gather_axis": 1}, "bf16"),
    ("all_gather", [0, 1], {"gather_axis": 1}, "i32"),
    ("all_gather", [1, 0], {"gather_axis": 0}, "f32"),
    ("all_gather", [-1, 0], {"gather_axis": 1}, "f32"),
    ("reduce_scatter", [0], {"reduction": "sum", "scatter_axis": 0}, "f32"),
    ("reduce_scatter", [1], {"reduction": "max", "scatter_axis": 1}, "bf16"),
    ("reduce_scatter", [1, 0], {"reduction": "sum", "scatter_axis": 1}, "i32"),
    ("all_slice", [1], {"slice_axis": 1}, "f32"),
    ("all_slice", [1, 0], {"slice_axis": 0}, "f32"),
    ("all_to_all", [1], {"split_axis": 1, "concat_axis": 0}, "f32"),
    ("all_to_all", [1, 0], {"split_axis": 0, "concat_axis": 1}, "f32"),
    ("broadcast", [1, 0], {"root": [1, 1]}, "bf16"),
    ("scatter", [0], {"scatter_axis": 1, "root": [1]}, "f32"),
    ("shift", [1], {"shift_axis": 1, "offset": 1, "rotate": None}, "f32"),
    ("shift", [0, 1], {"shift_axis": 0, "offset": -1, "rotate": None}, "f32"),
]


def value(rank, row, column):
    return (7 * rank + 5 * row + 3 * column) % 11 - 3


class Ranks:
    def __init__(self, grid):
        self.grid = grid
        self.all = list(itertools.product(*map(range, grid)))  # in the order of their numbers

    def members(self, place, axes):
        """Those that `place` meets over `axes`, the first of them the slowest."""
        found = []
        for chosen in itertools.product(*(range(self.grid[axis]) for axis in axes)):
            other = list(place)
            for axis, at in zip(axes, chosen):
                other[axis] = at
            found.append(tuple(other))
        return found


def transpose(matrix):
    return [list(row) for row in zip(*matrix)]


def joined(parts, dim):
    return [row for part in parts for row in part] if dim == 0 else transpose(joined(list(map(transpose, parts)), 0))


def cut(matrix, dim, count):
    if dim == 1:
        return list(map(transpose, cut(transpose(matrix), 0, count)))
    size = len(matrix) // count
    return [matrix[i * size : (i + 1) * size] for i in range(count)]


def combined(parts, how):
    def one(numbers):
        result = numbers[0]
        for number in numbers[1:]:
            if how in ("sum", "average"):
                result += number
            elif how == "product":
                result *= number
            elif how == "bitwise_xor":
                result ^= number
            else:
                result = max(result, number) if how == "max" else min(result, number)
        return result / len(numbers) if how == "average" else result

    return [[one(numbers) for numbers in zip(*rows)] for rows in zip(*parts)]


def expected(op, axes, how, ranks, place, values):
    members = ranks.members(place, axes)
    mine, inputs, count = members.index(place), [values[m] for m in members], len(members)
    if op == "all_reduce":
        return combined(inputs, how["reduction"])
    if op == "all_gather":
        return joined(inputs, how["gather_axis"])
    if op == "reduce_scatter":
        return cut(combined(inputs, how["reduction"]), how["scatter_axis"], count)[mine]
    if op == "all_slice":
        return cut(values[place], how["slice_axis"], count)[mine]
    if op == "all_to_all":
        return joined([cut(one, how["split_axis"], count)[mine] for one in inputs], how["concat_axis"])
    if op == "shift":
        source = list(place)
        axis = how["shift_axis"]
        source[axis] = (source[axis] - how["offset"]) % ranks.grid[axis]
        return values[tuple(source)]
    root = inputs[[tuple(m[axis] for axis in axes) for m in members].index(tuple(how["root"]))]
    return root if op == "broadcast" else cut(root, how["scatter_axis"], count)[mine]


def resolve(axes, ranks):
    return [axis % len(ranks.grid) for axis in axes]


def usable(op, axes, how, ranks):
    """What a grid has no two different axes for is left out."""
    resolved = resolve(axes, ranks)
    if any(place >= ranks.grid[axis] for axis, place in zip(resolved, how.get("root", []))):
        return False
    count = len(ranks.members(ranks.all[0], resolved))
    dims = [how[name] for name in ("scatter_axis", "slice_axis", "split_axis") if name in how]
    return len(set(resolved)) == len(axes) and all(SHAPE[dim] % count == 0 for dim in dims)


def cases(ranks):
    return [(f"c{i}", *case) for i, case in enumerate(CASES) if usable(case[0], case[1], case[2], ranks)]


def values_of(ranks):
    data = [size for size in ranks.grid[:2]]
    number = lambda p: (p[0] * data[1] + p[1]) if len(data) > 1 else p[0]
    return {
        p: [[value(number(p), r, c) + (p[2] if len(p) > 2 else 0) for c in range(SHAPE[1])] for r in range(SHAPE[0])]
        for p in ranks.all
    }


def tensor(shape, element):
    return f"tensor<{'x'.join(map(str, shape))}x{element}>"


def convert(lines, source, shape, to):
    """From f32, or back to it."""
    floats = {"bf16": ("truncf", "extf"), "f32": (None, None)}
    forth, back = floats.get(to, ("fptosi", "sitofp"))
    if forth is None:
        return source, lambda name, made: name

    def put(op, name, dims, old, new):
        lines.append(f"    {name}.{new} = arith.{op} {name} : {tensor(dims, old)} to {tensor(dims, new)}")
        return f"{name}.{new}"

    return put(forth, source, shape, "f32", to), lambda name, made: put(back, name, made, to, "f32")


def write(step, batch, grid):
    ranks = Ranks(grid)
    values, lines, results, made = values_of(ranks), [], [], []
    first = "%x"
    if len(grid) > 2:
        lines += [
            "    %place = shard.process_multi_index on @grid axes = [2] : index",
            "    %number = arith.index_cast %place : index to i32",
            "    %own = arith.sitofp %number : i32 to f32",
            f"    %all = tensor.splat %own : {tensor(SHAPE, 'f32')}",
            f"    %mine = arith.addf %x, %all : {tensor(SHAPE, 'f32')}",
        ]
        first = "%mine"
    for name, op, axes, how, element in cases(ranks):
        source = f"%{name}"
        lines.append(f"    {source} = tensor.cast {first} : {tensor(SHAPE, 'f32')} to {tensor(SHAPE, 'f32')}")
        source, widen = convert(lines, source, SHAPE, element)
        out = expected(op, resolve(axes, ranks), how, ranks, ranks.all[0], values)
        shape = (len(out), len(out[0]))
        words = " ".join(key if said is None else f"{key} = {said}" for key, said in how.items())
        types = f"{tensor(SHAPE, element)} -> {tensor(shape, element)}"
        if op in ("broadcast", "scatter"):
            types = f"({tensor(SHAPE, element)}) -> {tensor(shape, element)}"
        lines.append(f"    %{name}.r = shard.{op} {source} on @grid grid_axes = {resolve(axes, ranks)} {words} : {types}")
        made.append(widen(f"%{name}.r", shape))
        results.append(f'{tensor(shape, "f32")} {{fsdp.metric = "{name}", fsdp.reduce = "none"}}')
    made.append("%w")
    results.append('tensor<4xf32> {fsdp.metric = "w"}')
    with open(step, "w") as file:
        file.write(f"shard.grid @grid(shape = {'x'.join(map(str, grid))})\n")
        file.write(f'func.func @step(%w: tensor<4xf32> {{fsdp.param = "w"}}, %x: {tensor(SHAPE, "f32")} {{fsdp.batch = "x"}})\n')
        file.write(f"    -> ({', '.join(results)}) {{\n" + "\n".join(lines) + f"\n    return {', '.join(made)} : ")
        file.write(", ".join(result.split(" {")[0] for result in results) + "\n}\n")
    seen = [p for p in ranks.all if len(p) < 3 or p[2] == 0]
    write_tensors(batch, {f"step0.rank{i}.x": sum(values[p], []) for i, p in enumerate(seen)})


def write_tensors(path, tensors):
    header, body = {}, b""
    for name, numbers in tensors.items():
        data = struct.pack(f"<{len(numbers)}f", *numbers)
        header[name] = {"dtype": "F32", "shape": list(SHAPE), "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + body)


def read_tensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        header.pop("__metadata__", None)
        body = file.read()
    take = lambda begin, end: list(struct.unpack(f"<{(end - begin) // 4}f", body[begin:end]))
    return {name: take(*entry["data_offsets"]) for name, entry in header.items()}


def matches(how, got, want):
    """Exactly, but where a mean is divided by 3, by its reciprocal for all the compiler cares."""
    return abs(got - want) <= (2e-7 * abs(want) if how.get("reduction") == "average" else 0)


def check(path, grid):
    ranks, saved, count = Ranks(grid), read_tensors(path), 0
    values = values_of(ranks)
    seen = [p for p in ranks.all if len(p) < 3 or p[2] == 0]
    for name, op, axes, how, element in cases(ranks):
        for rank, place in enumerate(seen):
            want = sum(expected(op, resolve(axes, ranks), how, ranks, place, values), [])
            got = saved[f"metric.step0.rank{rank}.{name}"]
            if len(got) != len(want) or any(not matches(how, *pair) for pair in zip(got, want)):
                sys.exit(f"{name}, {op} over {axes} with {how} of {element}, rank {rank}: {got}, expected {want}")
            count += 1
    print(f"{'x'.join(map(str, grid))}: {count} results as expected")


if __name__ == "__main__":
    sizes = [int(size) for size in sys.argv[-1].split("x")]
    write(sys.argv[2], sys.argv[3], sizes) if sys.argv[1] == "write" else check(sys.argv[2], sizes)
