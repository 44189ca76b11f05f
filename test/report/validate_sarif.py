#!/usr/bin/env python3
"""Validates SARIF files with Microsoft's tool, by the standard's rules and GitHub's: validate_sarif.py MULTITOOL FILE...

Any error or warning is a failure (the tool itself ends with 0 then).
"""
import json
import pathlib
import subprocess
import sys
import tempfile

multitool, *files = sys.argv[1:]
failed = False
for name in files:
    with tempfile.TemporaryDirectory() as scratch:
        log = pathlib.Path(scratch, "log.sarif")
        done = subprocess.run([multitool, "validate", name, "--output", log, "--rule-kind", "Sarif;Ghas",
                               "--level", "Error;Warning"], capture_output=True, text=True, timeout=240)
        if done.returncode or not log.exists():
            sys.exit(f"{name}: the validator ended with status {done.returncode}\n{done.stdout}{done.stderr}")
        runs = json.loads(log.read_text())["runs"]
        found = [r for run in runs for r in run.get("results", [])]
        failed |= bool(found)
        print(f"{name}: {len(found)} errors and warnings")
        if found:
            print(done.stdout)
sys.exit(failed)
