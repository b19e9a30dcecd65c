# tokens.py - a text as tokens for fsdp-run --data
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 examples/llama/tokens.py OUT.u16 [TEXT...]

One little-endian u16 per byte of the texts, so the vocabulary is 256. The default texts are the licenses that
every Debian system has in /usr/share/common-licenses; none is shipped here.
"""

from __future__ import annotations

import struct
import sys
from pathlib import Path

LICENSES = [f"/usr/share/common-licenses/{name}" for name in ("GPL-3", "LGPL-2.1", "GFDL-1.3", "MPL-2.0", "Apache-2.0")]


def main() -> None:
    if len(sys.argv) < 2 or sys.argv[1] in ("-h", "--help"):
        sys.exit(__doc__)
    out, texts = Path(sys.argv[1]), [Path(t) for t in sys.argv[2:] or LICENSES]
    missing = [str(t) for t in texts if not t.is_file()]
    if missing:
        sys.exit(f"tokens.py: no such text: {', '.join(missing)}; name others after OUT.u16")
    data = b"".join(t.read_bytes() for t in texts)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(struct.pack(f"<{len(data)}H", *data))
    print(f"{out}: {len(data)} tokens from {len(texts)} texts")


if __name__ == "__main__":
    main()
