"""Six processes check one driver with one store, which none has made yet: at-once.py LOCKCTX DIRECTORY."""

import subprocess
import sys

lockctx, directory = sys.argv[1:]
command = [lockctx, "check", "-p", directory, "--format", "json", "-j2", "--store"]
alone = subprocess.run([*command, f"{directory}/alone"], capture_output=True, text=True)
together = [subprocess.Popen([*command, f"{directory}/shared"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(6)]
for process in together:
    out, error = process.communicate()
    if process.returncode != 1 or out != alone.stdout:
        sys.exit(f"exit status {process.returncode}, {error}, or another report:\n{out}")
