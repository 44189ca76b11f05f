"""Checks two copies of a file in directories beside each other, outside of any repository."""

import pathlib
import shutil
import subprocess
import sys
import tempfile

lockctx, include, source = sys.argv[1:]
with tempfile.TemporaryDirectory() as top:
    top = pathlib.Path(top)
    for place in ("one/a.c", "two/b.c"):
        (top / place).parent.mkdir()
        shutil.copy(source, top / place)
    database = pathlib.Path(__file__).with_name("database.py")
    subprocess.run([sys.executable, database, top, include, "one/a.c", "two/b.c"], check=True)
    subprocess.run([lockctx, "check", "-p", top, "--store", top / "store"])
