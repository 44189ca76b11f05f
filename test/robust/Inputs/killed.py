"""Kills lockctx extract again and again, a little later each time: killed.py LOCKCTX DIRECTORY.

A store that is left is unfinished, and refused, or whole, and gives the finding.
"""

import os
import pathlib
import shutil
import signal
import subprocess
import sys
import time

lockctx, directory = sys.argv[1:]
store = pathlib.Path(directory, "killed")
finished = 0
for step in range(25):
    shutil.rmtree(store, ignore_errors=True)
    process = subprocess.Popen([lockctx, "extract", "-p", directory, "-o", store, "-j1"], stdout=subprocess.DEVNULL,
                               stderr=subprocess.DEVNULL, start_new_session=True)
    time.sleep(0.02 * step)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    link = subprocess.run([lockctx, "link", store], capture_output=True, text=True)
    if link.returncode == 2 and "killed: " in link.stderr:
        continue
    if link.returncode != 1 or "inconsistent lock state" not in link.stdout or "1 whole, 0 partial, 0 lost" not in link.stdout:
        sys.exit(f"killed after {0.02 * step:.2f} s, exit status {link.returncode}:\n{link.stdout}{link.stderr}")
    finished += 1
# Whoever comes after is not troubled by what was left.
after = subprocess.run([lockctx, "extract", "-p", directory, "-o", store], capture_output=True, text=True)
sys.exit(after.stderr if after.returncode else 0)
