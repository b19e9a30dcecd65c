#!/usr/bin/env python3
# random_tokens.py - tokens for the language models' steps: what they are does not matter for time
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 bench/gpu/random_tokens.py FILE.u16: 65536 pseudo-random tokens below 16384, little endian."""

import struct
import sys


def tokens(count: int, vocabulary: int) -> list[int]:
    state, values = 1, []
    for _ in range(count):
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        values.append((state >> 33) % vocabulary)
    return values


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as file:
        file.write(struct.pack("<65536H", *tokens(65536, 16384)))
