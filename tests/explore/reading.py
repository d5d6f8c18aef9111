"""Read the content of a map back, as the page does."""

import base64
import json
import re
import zlib

import numpy as np

TYPES = {"u8": np.uint8, "u16": np.uint16, "u32": np.uint32, "f32": np.float32}


def unpack(content):
    """Return the header and the columns of `tribus.explore.binary.pack`."""
    data = zlib.decompress(content)
    at = 4 + int.from_bytes(data[:4], "little")
    header, columns = json.loads(data[4:at]), {}
    for name, kind, length in header["columns"]:
        size = np.dtype(TYPES[kind]).itemsize
        planes = np.frombuffer(data, np.uint8, size * length, at).reshape(size, length)
        columns[name] = (
            np.ascontiguousarray(planes.T).view(np.dtype(TYPES[kind]).newbyteorder("<")).ravel()
        )
        at += size * length
    assert at == len(data)
    return header, columns


def content_of(page):
    """Return the content of the map in a page."""
    (found,) = re.findall('<script type="application/octet-stream">([A-Za-z0-9+/=]*)</script>', page)
    return base64.b64decode(found)


def ties_of(header, columns):
    """Return a dictionary from pairs of names to bond, events in both directions, and flags."""
    names, ties, at = header["names"], {}, 0
    for person, count in enumerate(columns["tie_count"].tolist()):
        other = person
        for _ in range(count):
            other += int(columns["tie_step"][at])
            bond = columns["tie_bond"][at] / 65_535 * header["strongest_bond"]
            given, received = columns["tie_given"][at], columns["tie_received"][at]
            ties[names[person], names[other]] = bond, given, received, int(columns["tie_flags"][at])
            at += 1
    assert at == len(columns["tie_step"])
    return ties
