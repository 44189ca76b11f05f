"""Copies of a store of one unit, each damaged in its own way: damage.py STORE DIRECTORY."""

import pathlib
import re
import shutil
import struct
import sys

store, directory = map(pathlib.Path, sys.argv[1:])


def copy(name):
    shutil.copytree(store, directory / name)
    return next((directory / name).glob("*.lctx")), directory / name / "manifest.json"


def follow(data, at):
    """Where the offset at `at` leads, in a FlatBuffer."""
    return at + struct.unpack_from("<I", data, at)[0]


def field(data, table, number):
    """Where a table has the field of that number, counted as in Facts.fbs."""
    vtable = table - struct.unpack_from("<i", data, table)[0]
    if 4 + 2 * number >= struct.unpack_from("<H", data, vtable)[0]:
        return None
    offset = struct.unpack_from("<H", data, vtable + 4 + 2 * number)[0]
    return table + offset if offset else None


def elements(data, vector):
    """The tables of a vector."""
    count, = struct.unpack_from("<I", data, vector)
    return [follow(data, vector + 4 + 4 * i) for i in range(count)]


def misalign_arguments(data):
    """Moves a call's arguments to the end, four bytes beside where numbers of eight bytes may be."""
    functions, events, args, size = 10, 10, 4, 16
    for function in elements(data, follow(data, field(data, follow(data, 0), functions))):
        for event in elements(data, follow(data, field(data, function, events))):
            at = field(data, event, args)
            if not at or not struct.unpack_from("<I", data, follow(data, at))[0]:
                continue
            vector = follow(data, at)
            count, = struct.unpack_from("<I", data, vector)
            moved = data[vector:vector + 4 + size * count]
            data += bytes(-len(data) % 8)
            struct.pack_into("<I", data, at, len(data) - at)
            data += moved
            return
    sys.exit("there is no call with arguments")


facts, _ = copy("cut")
facts.write_bytes(facts.read_bytes()[:300])
facts, _ = copy("flipped")
data = bytearray(facts.read_bytes())
data[0] ^= 9  # where the table is
facts.write_bytes(data)
facts, _ = copy("misaligned")
data = bytearray(facts.read_bytes())
misalign_arguments(data)
facts.write_bytes(data)
facts, _ = copy("empty")
facts.write_bytes(b"")
facts, _ = copy("gone")
facts.unlink()
_, manifest = copy("half")
manifest.write_bytes(manifest.read_bytes()[:50])
_, manifest = copy("other")
manifest.write_text(re.sub(r'("lockctx-store": )\d+', r"\g<1>999", manifest.read_text()))
_, manifest = copy("unfinished")
manifest.unlink()
