"""How check.py runs the shells of lockctx: those that look at one file, where it is compiled."""

import os
import pathlib
import re
import subprocess

SHELLS = ("kbuild", "plugin", "clang-tidy")
WARNING = re.compile(r"^(\S+?):(\d+):\d+: (?:warning|error): .* \[lockctx-([\w-]+)\]$")
ANOTHER_SITE = re.compile(r"^(\S+?):(\d+):\d+: note: to be changed as well: ")
LOST = re.compile(r"^.*(?:: error: (?!.*\[lockctx-)|warning: not checked|warning: checked in part|warning: lockctx: ).*$")


def command(shell, build, entry, options):
    """The command that checks the file of ENTRY, of a compile_commands.json; OPTIONS: [("--store", DIR), ...]."""
    compiler, *flags = entry["arguments"]
    if shell == "kbuild":
        return [str(build / "bin/lockctx-check"), *(word for option in options for word in option), *flags]
    if shell == "plugin":
        names = {"--store": "store", "--annotations": "annotations", "--profile": "profile", "--rule": "rule",
                 "--confidence": "confidence"}
        return [compiler, *flags, f"-fplugin={build}/lib/lockctx.so",
                *(f"-fplugin-arg-lockctx-{names[option]}={value}" for option, value in options)]
    given = {option: ";".join(v for o, v in options if o == option) for option, _ in options}
    names = {"--store": "Store", "--annotations": "Annotations", "--profile": "Profiles",
             "--confidence": "Confidence"}
    rules = [value for option, value in options if option == "--rule"]
    checks = ",".join(f"lockctx-{rule}" for rule in rules) or "lockctx-*,-lockctx-wait-context,-lockctx-recursive-lock"  # off by default
    settings = ", ".join(f"lockctx.{name}: '{given[option]}'" for option, name in names.items() if option in given)
    return ["clang-tidy", "-load", f"{build}/lib/lockctx-tidy.so", "-quiet", "-header-filter=.*",
            f"-checks=-*,{checks}", f"-config={{CheckOptions: {{{settings}}}}}", entry["file"],
            "--", *flags]


def findings(text):
    """What the shell printed, in the form of lockctx's JSON report as far as that goes."""
    found = []
    for line in text.splitlines():
        if match := WARNING.match(line):
            file, number, rule = match.groups()
            found.append({"ruleId": rule, "unsafeSites": [{"file": file, "line": int(number)}], "safeSites": []})
        elif (match := ANOTHER_SITE.match(line)) and found:
            found[-1]["unsafeSites"].append({"file": match.group(1), "line": int(match.group(2))})
    return found


def run(shell, lockctx, entries, scratch, options):
    """Runs the shell on each file, all of them known to each other by a store if there are several. Returns its
    findings, what went wrong, and the commands."""
    build = pathlib.Path(lockctx).resolve().parent.parent
    done = []
    if len(entries) > 1:
        store = scratch / "program"
        models = [word for option in options if option[0] in ("--annotations", "--profile") for word in option]
        done.append([lockctx, "extract", "-p", str(scratch), "-j1", "-o", str(store), *models])
        options = [("--store", str(store)), *options]
    done += [command(shell, build, entry, options) for entry in entries]
    found, wrong = [], []
    for words in done:
        result = subprocess.run(words, stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd=scratch,
                                env={**os.environ, "CC": "clang"})
        text = result.stdout + result.stderr
        found += findings(text)
        wrong += [line for line in text.splitlines() if LOST.match(line)]
        if result.returncode:
            wrong.append(f"exit status {result.returncode}\n{text[-2000:]}")
    return found, wrong, done
