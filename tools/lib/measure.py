"""What a command costs."""

import os
import subprocess
import time


def measured(command, **how):
    """Runs a command as Popen(command, **how) does: status, CPU seconds (user and system, with its children), seconds,
    peak MiB of its largest process."""
    start = time.monotonic()
    process = subprocess.Popen(command, stdin=subprocess.DEVNULL, **how)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    return process.returncode, usage.ru_utime + usage.ru_stime, time.monotonic() - start, usage.ru_maxrss / 1024
