#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""Compares a plan's collectives with those that PyTorch FSDP2 issued.

    fsdp-compile step.mlir --schedule fsdp2 --emit ir -o step.ir
    scripts/check_collectives.py step.ir comm.json case.json

Number, group and order of the gathers, number and groups of the reductions and
all-reduces of the first step, norm included. Exit 1 where they differ. All-reduces
inside hooks are the exception: a plan has one where FSDP2 has any, for all hooks of
the step.
"""
import json
import re
import sys


def plan_collectives(text):
    """Per phase the groups that each kind of collective names, in order."""
    found = {"forward": [], "backward": [], "reduce_scatter": [], "all_reduce": [], "norm": 0, "hook": 0}
    entry = ""
    for line in text.splitlines():
        match = re.search(r'plan\.entry @(?:"([^"]+)"|([\w.$-]+))', line)
        if match:
            entry = match.group(1) or match.group(2)
        group = re.search(r'group (?:= )?@(?:"([^"]+)"|([\w.$-]+))', line)
        name = (group.group(1) or group.group(2)) if group else None
        if entry == "step.sync" and "plan.gather " in line:
            phase = "backward" if 'phase = "backward"' in line else "forward"
            found[phase].append(name)
        elif entry == "step.sync" and "plan.reduce " in line:
            found["reduce_scatter"].append(name)
        elif entry == "step.sync" and "plan.all_reduce " in line and 'label = "stats"' in line:
            found["hook"] += 1
        elif entry == "step.sync" and "plan.all_reduce " in line:
            found["all_reduce"].append(name)
        elif entry == "optimizer" and "plan.all_reduce " in line:
            found["norm"] += 1
    return found


def group_names(text):
    """Groups of the plan, and which is the root."""
    names, root = [], None
    for line in text.splitlines():
        match = re.match(r'\s*plan\.group @(?:"([^"]+)"|([\w.$-]+)) \{(.*)\}', line)
        if match:
            names.append(match.group(1) or match.group(2))
            if re.search(r"(^|, )root(,|$)", re.sub(r"\[.*\]", "", match.group(3))):
                root = names[-1]
    return names, root


def golden_collectives(comm, groups, names, root):
    """What the case issued in step 0, with our names for its groups."""
    named = iter(name for name in names if name != root)
    last = len(groups) - 1
    of = {}
    for index, members in enumerate(groups):
        of[index] = (root if index == last else next(named)) if members else None
    found = {"forward": [], "backward": [], "reduce_scatter": [], "all_reduce": [], "norm": 0, "hook": 0}
    for stage in comm["stages"]:
        if stage["step"] != 0:
            continue
        for call in stage.get("calls", []):
            kind = call.get("kind") or call.get("op")
            if kind == "all_gather":
                found[stage["stage"]].append(of[call["group"]])
            elif call["for"] == "gradients":
                found[kind].append(of[call["group"]])
            elif call["for"] == "norm" and stage["stage"] == "clip":
                found["norm"] += 1
            elif call["for"] == "hook":
                found["hook"] = 1
    return found


def main():
    plan_path, comm_path, case_path = sys.argv[1:4]
    with open(plan_path) as file:
        text = file.read()
    with open(comm_path) as file:
        comm = json.load(file)
    with open(case_path) as file:
        case = json.load(file)
    plan = plan_collectives(text)
    names, root = group_names(text)
    golden = golden_collectives(comm, case["groups"], names, root)
    shards = case["mesh"][-1]
    if shards == 1:
        # A collective among one rank sends nothing.
        plan = {key: 0 if key in ("norm", "hook") else [] for key in plan}
    wrong = 0
    for key, expected in golden.items():
        actual = plan[key]
        same = actual == expected
        if key in ("reduce_scatter", "all_reduce"):
            same = sorted(actual) == sorted(expected)
        if not same:
            wrong += 1
            print(f"{key}: the plan has {actual}, FSDP2 issued {expected}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
