# gather_order.py - compares when a plan gathers and unpacks groups with when FSDP2 did
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 gather_order.py CASE < IR of the plan's step, as fsdp-compile --emit ir prints it

Of comm.json's step 0 in every phase: which groups had been gathered when each group's full parameters came to be.
"""

import json
import re
import sys
from pathlib import Path

case = Path(sys.argv[1])
names = [f"group{i}" for i in range(len(json.loads((case / "case.json").read_text())["groups"]) - 1)] + ["root"]

ours = {"forward": [], "backward": []}
text = sys.stdin.read()
step = text[re.search(r"plan\.entry @step\.sync(?! *attributes \{[^{]*(needs|leaves))[^\n]*\{\n", text).end() :]
for line in step[: step.index("\n  }")].splitlines():
    phase = re.search(r'phase = "(\w+)"', line)
    group = re.search(r"group(?: =)? @(\w+)", line)
    if phase and group and "plan.gather" in line:
        ours[phase[1]].append(f"gather {names.index(group[1])}")
    if phase and group and "plan.launch @unpack" in line:
        ours[phase[1]].append(f"unshard {names.index(group[1])}")

for stage in json.loads((case / "comm.json").read_text())["stages"]:
    if stage["step"] == 0 and stage["stage"] in ours:
        theirs = [event for event in stage["order"] if event.split()[0] in ("gather", "unshard")]
        print(stage["stage"], "same" if theirs == ours[stage["stage"]] else f"{theirs}\n{ours[stage['stage']]}")
