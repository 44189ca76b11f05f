"""Copies of a store of one unit, each damaged in its own way: damage.py STORE DIRECTORY."""

import pathlib
import re
import shutil
import sys

store, directory = map(pathlib.Path, sys.argv[1:])


def copy(name):
    shutil.copytree(store, directory / name)
    return next((directory / name).glob("*.lctx")), directory / name / "manifest.json"


facts, _ = copy("cut")
facts.write_bytes(facts.read_bytes()[:300])
facts, _ = copy("flipped")
data = bytearray(facts.read_bytes())
data[0] ^= 9  # where the table is
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
