# edit_tensors.py - makes a wrong copy of a safetensors file
# SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
"""python3 edit_tensors.py IN OUT EDIT...

    zero REGEX          the data of matching tensors becomes zero
    drop REGEX          matching tensors are left out
    copy FROM TO FILE   tensor TO gets the data of tensor FROM of another file
    flip REGEX          the sign of the largest element (f32)
    scale REGEX FACTOR  the first element times FACTOR (f32)
    ulp REGEX           the last bit of the first element (f32)
    rename FROM TO      one tensor
    reshape REGEX       one more dimension
    nan REGEX           the first element becomes NaN (f32)
"""

import json
import re
import struct
import sys


def read(path):
    data = open(path, "rb").read()
    size = struct.unpack("<Q", data[:8])[0]
    header = json.loads(data[8:8 + size])
    header.pop("__metadata__", None)
    body = data[8 + size:]
    return {name: [entry["dtype"], entry["shape"], bytearray(body[slice(*entry["data_offsets"])])]
            for name, entry in header.items()}


def write(path, tensors):
    header, body = {}, b""
    for name, (dtype, shape, data) in tensors.items():
        header[name] = {"dtype": dtype, "shape": shape, "data_offsets": [len(body), len(body) + len(data)]}
        body += data
    text = json.dumps(header).encode()
    open(path, "wb").write(struct.pack("<Q", len(text)) + text + body)


def matching(tensors, pattern):
    names = [name for name in tensors if re.fullmatch(pattern, name)]
    if not names:
        sys.exit(f"no tensor matches {pattern}")
    return names


def main():
    tensors = read(sys.argv[1])
    arguments = sys.argv[3:]
    while arguments:
        edit = arguments.pop(0)
        if edit == "copy":
            source, target, path = arguments.pop(0), arguments.pop(0), arguments.pop(0)
            tensors[target][2] = read(path)[source][2]
            continue
        if edit == "rename":
            old, new = arguments.pop(0), arguments.pop(0)
            tensors = {new if name == old else name: value for name, value in tensors.items()}
            continue
        names = matching(tensors, arguments.pop(0))
        factor = float(arguments.pop(0)) if edit == "scale" else None
        for name in names:
            dtype, shape, data = tensors[name]
            if edit == "zero":
                data[:] = bytes(len(data))
            elif edit == "drop":
                del tensors[name]
            elif edit == "flip":
                values = struct.unpack(f"<{len(data) // 4}f", data)
                largest = max(range(len(values)), key=lambda i: abs(values[i]))
                data[4 * largest + 3] ^= 0x80
            elif edit == "ulp":
                data[0] ^= 1
            elif edit == "scale":
                data[:4] = struct.pack("<f", struct.unpack("<f", data[:4])[0] * factor)
            elif edit == "nan":
                data[:4] = struct.pack("<f", float("nan"))
            elif edit == "reshape":
                tensors[name][1] = [1, *shape]
            else:
                sys.exit(f"unknown edit {edit}")
    write(sys.argv[2], tensors)


if __name__ == "__main__":
    main()
