"""Runs the body of fsdp.update and compares it with torch.

For every case of optimizer_expected.json: imports a step with that optimizer,
takes the body out of its fsdp.update as a function of scalars, walks the case's
gradients with it, and compares each parameter after each step. Tolerance: 1e-6
of the larger of the parameter and 1, a few roundings of f32.
"""
import json
import pathlib
import re
import shutil
import struct
import subprocess
import sys

TOLERANCE = 1e-6

STEP = """
func.func @step(%w: tensor<4xf32> {fsdp.param = "w"}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.grad = "w"}) {
  return %x, %w : tensor<f32>, tensor<4xf32>
}
"""

LOWERING = ["--convert-vector-to-llvm", "--convert-math-to-llvm", "--convert-math-to-libm",
            "--convert-arith-to-llvm", "--convert-func-to-llvm", "--reconcile-unrealized-casts"]


def run(command, text):
    result = subprocess.run(command, input=text, capture_output=True, text=True)
    if result.returncode:
        sys.exit(f"{command[0]} failed:\n{result.stderr}\n{text}")
    return result.stdout


def import_update(name):
    """The update's text, the names of its states, its scalars in order."""
    spec, _, clip = name.partition(" clip ")
    options = f"optimizer={spec}" + (f" clip-grad-norm={clip}" if clip else "")
    module = run(["fsdp-opt", f"--fsdp-import-step={options}"], STEP)
    ir = module[module.index("func.func @optimizer"):]
    scalars = dict(re.findall(r"(%\w+) = fsdp\.scalar \"(\w+)\" initial\(", ir))
    initial = dict(re.findall(r"fsdp\.scalar \"(\w+)\" initial\(([^)]*)\)", ir))
    head = re.search(r"fsdp\.update @root \[@w\] states \[(.*?)\] uniforms\((.*?) : ", ir)
    body = ir[head.end():]
    arguments = re.search(r"\^bb0\((.*)\):", body)
    end = re.search(r"fsdp\.yield (.*) : (.*)\n", body)
    states = len(re.findall(r"\"", head.group(1))) // 2
    uniforms = [scalars.get(value, "norm") for value in head.group(2).split(", ")]
    function = (f"func.func private @update({arguments.group(1)}) -> ({end.group(2)}) {{\n"
                + body[arguments.end():end.start()]
                + f"return {end.group(1)} : {end.group(2)}\n}}\n")
    return function, states, uniforms, initial


def driver(case, states, uniforms, initial):
    """@main: element by element, step by step; prints the bits of each parameter."""
    lines, count = [], 0

    def constant(value, kind):
        nonlocal count
        count += 1
        lines.append(f"%c{count} = arith.constant {value!r} : {kind}"
                     if isinstance(value, float) else f"%c{count} = arith.constant {value} : {kind}")
        return f"%c{count}"

    results = ", ".join(["f32"] * (1 + states))
    types = ", ".join(["f32"] * (2 + states) + ["f32" if u == "norm" else "f64" for u in uniforms])
    for element, start in enumerate(case["start"]):
        values = [constant(start, "f32")] + [constant(0.0, "f32") for _ in range(states)]
        for number, step in enumerate(case["steps"], 1):
            known = dict(initial, step=float(number), norm=step.get("norm"))
            operands = [values[0], constant(step["grad"][element], "f32"), *values[1:]]
            operands += [constant(known[u], "f32" if u == "norm" else "f64") for u in uniforms]
            count += 1
            out = f"%u{count}"
            lines.append(f"{out}:{1 + states} = call @update({', '.join(operands)}) : ({types}) -> ({results})")
            values = [f"{out}#{i}" for i in range(1 + states)]
            lines.append(f"%b{count} = arith.bitcast {values[0]} : f32 to i32")
            lines.append(f"vector.print %b{count} : i32")
    return "func.func @main() {\n" + "\n".join(lines) + "\nreturn\n}\n"


def main(expected):
    tools = pathlib.Path(shutil.which("mlir-runner")).resolve().parent
    library = tools.parent / "lib" / "libmlir_c_runner_utils.so"
    worst = 0.0
    for name, case in json.load(open(expected))["cases"].items():
        function, *rest = import_update(name)
        ir = run(["mlir-opt", *LOWERING], function + driver(case, *rest))
        bits = run(["mlir-runner", "-e", "main", "-entry-point-result=void",
                    f"-shared-libs={library}"], ir).split()
        ours = [struct.unpack("f", struct.pack("i", int(word)))[0] for word in bits]
        theirs = [step["param"][i] for i in range(len(case["start"])) for step in case["steps"]]
        assert len(ours) == len(theirs) > 0
        for mine, torch in zip(ours, theirs):
            difference = abs(mine - torch) / max(1.0, abs(torch))
            worst = max(worst, difference)
            if not difference <= TOLERANCE:
                sys.exit(f"{name}: {mine}, torch has {torch}\n{ours}\n{theirs}")
        print(f"{name}: {len(ours)} parameters as torch has them")
    print(f"largest difference {worst:.1e}")


main(*sys.argv[1:])
