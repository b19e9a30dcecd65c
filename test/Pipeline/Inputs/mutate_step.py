# mutate_step.py - compiles randomly changed steps: an error or a plan, never a crash, a hang or a bug of ours
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""mutate_step.py STEP.mlir OUT SEED ROUNDS: changes words, numbers, lines and characters of STEP's text and runs
fsdp-compile on each; exit 1 with the changed text's file when the compiler ends by a signal, with exit code 2, without
an error message, or not within a minute."""
import random
import re
import subprocess
import sys

NUMBERS = ["0", "1", "-1", "2", "7", "9223372036854775807", "4294967296", "0.0", "1e400"]
WORDS = ["f32", "bf16", "f64", "i64", "i1", "index", "?", "*", "tensor", "memref", "%w", "%x", "@step", "@none", "fsdp.param",
         "fsdp.grad", "fsdp.loss", "fsdp.batch", "fsdp.buffer", "identity", "two_tensor", "parallel", "reduction", "d0"]


def change(text: str, pick: random.Random) -> str:
    """One change of the text's tokens, lines or characters."""
    kind = pick.randrange(6)
    if kind == 5:
        # Everywhere at once, so that the types still fit.
        size = pick.choice(["3", "4", "5"])
        return re.sub(rf"(?<=[<x]){size}(?=x)", pick.choice(NUMBERS), text)
    if kind < 2:
        tokens = list(re.finditer(r"[%@#!]?[\w.]+", text))
        token = pick.choice(tokens)
        # Mostly another token of the same text: what results often parses.
        other = pick.choice([pick.choice(tokens).group(), pick.choice(NUMBERS if token.group().isdigit() else WORDS)])
        return text[: token.start()] + other + text[token.end():]
    if kind == 2:
        numbers = list(re.finditer(r"(?<=[<x ])\d+(?=[x>, ])", text))
        number = pick.choice(numbers)
        return text[: number.start()] + pick.choice(NUMBERS) + text[number.end():]
    lines = text.split("\n")
    at = pick.randrange(len(lines))
    if kind == 3:
        lines[at:at + 1] = [] if pick.random() < 0.5 else [lines[at], lines[at]]
        return "\n".join(lines)
    place = pick.randrange(len(text))
    return text[:place] + chr(pick.randrange(1, 127)) + text[place + 1:]


def main() -> int:
    step, out, seed, rounds = sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])
    with open(step, encoding="utf-8") as file:
        original = file.read()
    compiled = 0
    for number in range(rounds):
        pick = random.Random(seed * 1_000_003 + number)
        text = original
        for _ in range(pick.choice([1, 1, 2, 3])):
            text = change(text, pick)
        changed = f"{out}.{number}.mlir"
        with open(changed, "w", encoding="utf-8") as file:
            file.write(text)
        command = ["fsdp-compile", changed, "-o", f"{out}.plan", "--grid", "2", "--optimizer", "adamw(lr=1e-2)",
                   "--clip-grad-norm", "1", "--cpu-level", "x86-64-v3"]
        try:
            done = subprocess.run(command, capture_output=True, timeout=60, check=False)
        except subprocess.TimeoutExpired:
            print(f"{changed}: no end within a minute")
            return 1
        said = done.stderr.decode(errors="replace")
        if done.returncode not in (0, 1) or (done.returncode == 1 and "error:" not in said):
            print(f"{changed}: exit code {done.returncode}\n{said[-2000:]}")
            return 1
        compiled += done.returncode == 0
    print(f"{rounds} changed steps, {compiled} compiled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
