"""Has lockctx read each *.yaml of a directory as models, and compares its error with the file's first line.

each-part.py LOCKCTX DIRECTORY

The first line is '# FINE', or '# ERROR: ' and what the error must begin with, after the directory.
"""

import pathlib
import subprocess
import sys

lockctx, directory = sys.argv[1], pathlib.Path(sys.argv[2])
wrong = 0
files = sorted(directory.glob("*.yaml"))
for path in files:
    wanted = path.read_text().split("\n")[0]
    # The models are read before the store, which is not there.
    run = subprocess.run([lockctx, "link", "--annotations", path, directory / "no-such-store"], capture_output=True, text=True)
    said = run.stderr.strip().replace(str(directory) + "/", "")
    if wanted == "# FINE":
        good = "no-such-store" in said
    else:
        good = wanted.startswith("# ERROR: ") and said.startswith("lockctx: " + wanted.removeprefix("# ERROR: "))
    if run.returncode != 2 or not good:
        wrong += 1
        print(f"{path.name}: wanted {wanted[2:]!r}, exit status 2; lockctx said, with {run.returncode}:\n  {said}")
if not files:
    sys.exit("no files")
sys.exit(wrong != 0)
