# edit_case.py - copies a case with one key of case.json changed
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 edit_case.py CASE OUT KEY JSON"""

import json
import shutil
import sys
from pathlib import Path

case, out, key, value = Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3], sys.argv[4]
shutil.rmtree(out, ignore_errors=True)
shutil.copytree(case, out)
spec = json.loads((case / "case.json").read_text())
spec[key] = json.loads(value)
(out / "case.json").write_text(json.dumps(spec))
