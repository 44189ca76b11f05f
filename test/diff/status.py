"""status.py N COMMAND...: fails unless the command's exit status is N."""
import subprocess
import sys

found = subprocess.run(sys.argv[2:]).returncode
if found != int(sys.argv[1]):
    sys.exit(f"exit status {found}")
