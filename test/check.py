#!/usr/bin/env python3
"""Runs lockctx on a small C file and compares what it finds with the comments in that file.

    check.py [options] FILE SCRATCH [-- LOCKCTX_OPTION...]

A line that is to be changed according to a finding says so:

    spin_lock(&d->lock);  // WARN: softirq-inconsistent-state

More than one rule is separated by commas. A rule may be followed by what the finding must also be, in parentheses:
`high`, `medium` or `low` (its confidence), `init` (init only), or a lock class as lockctx prints it:

    spin_lock(&d->lock);  // WARN: softirq-unsafe-order(low, struct device.lock)

`SAFE: rule` says that the line is among the finding's other sites, already right. WARN+1, SAFE-2 and the like speak of
a line further down or up. Every site that a finding says is to be changed needs its WARN and the other way round; SAFE
may be left out. FILE must compile without an error.

`//--- NAME` lines part FILE into several, as split-file does; every *.c among them is a translation unit, in the module
that its directory names (without one: "test"). Files named *.yaml are read as additional models.

The file is checked in several configurations of test/Inputs/include, all of which must give the same: SMP, SMP with
lockdep, UP, and PREEMPT_RT. With --kernel it is checked against the headers of that prepared tree instead.

With --shell, each file is checked by that shell instead of by the command line. A shell says less (no confidence, no
class, no sites that are right already), so only rules and lines are compared.
"""

import argparse
import collections
import fcntl
import hashlib
import json
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

import shell_commands

HERE = pathlib.Path(__file__).resolve().parent
CONFIGURATIONS = {
    "smp": ["-DCONFIG_SMP"],
    "lockdep": ["-DCONFIG_SMP", "-DCONFIG_PROVE_LOCKING"],
    "up": [],
    "rt": ["-DCONFIG_SMP", "-DCONFIG_PREEMPT_RT"],
}
COMMENT = re.compile(r"//\s*(WARN|SAFE)([+-]\d+)?:\s*(\S.*?)\s*$")
OF_ONE_FILE = re.compile(r"-Wp,-MM?D|-DKBUILD_(BASENAME|MODNAME|MODFILE)|-D__KBUILD_MODNAME")
RULE = re.compile(r"\s*([\w-]+)\s*(?:\(([^()]*)\))?\s*(?:,|$)")
CONFIDENCES = ("high", "medium", "low")

# One end of an expectation: `rule` at `file`:`line`, with what its finding must be.
Expected = collections.namedtuple("Expected", "kind file line rule words")


class Failure(Exception):
    """The test cannot be judged, or lockctx failed."""


def split(path, scratch):
    """The files of the test: split at //--- lines, else the one file. Line numbers stay those of the test."""
    if not re.search(r"^//--- ", path.read_text(), re.M):
        copy = scratch / path.name
        shutil.copy(path, copy)
        return [copy]
    subprocess.run(["split-file", "--leading-lines", path, scratch], check=True)
    return sorted(p for p in scratch.rglob("*") if p.is_file())


def expectations(files):
    found = []
    for path in files:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            comment = COMMENT.search(line)
            if not comment:
                continue
            kind, offset, text = comment.groups()
            at = 0
            while at < len(text):
                rule = RULE.match(text, at)
                if not rule:
                    raise Failure(f"{path.name}:{number}: cannot read '{text}'")
                words = [w.strip() for w in (rule.group(2) or "").split(",") if w.strip()]
                found.append(Expected(kind, path.name, number + int(offset or 0), rule.group(1), tuple(words)))
                at = rule.end()
    return found


def mini_flags(configuration):
    return ["clang", "-std=gnu11", "-nostdinc", f"-I{HERE}/Inputs/include", "-D__KERNEL__", "-DMODULE",
            *CONFIGURATIONS[configuration]]


def kernel_flags(kernel, cache):
    """How kbuild compiles a file of an external module for that tree, without the file's own name. Asked once."""
    stamp = os.stat(os.path.join(kernel, "include/config/auto.conf")).st_mtime_ns
    state = f"{os.path.realpath(kernel)} {stamp} {pathlib.Path(__file__).read_text()}"
    key = hashlib.sha256(state.encode()).hexdigest()[:16]
    cache.mkdir(parents=True, exist_ok=True)
    known = cache / f"kernel-{key}.json"
    with open(cache / "lock", "w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if known.exists():
            return json.loads(known.read_text())
        with tempfile.TemporaryDirectory(prefix="lockctx-probe.") as module:
            pathlib.Path(module, "Kbuild").write_text("obj-m := probe.o\n")
            pathlib.Path(module, "probe.c").write_text("")
            asked = subprocess.run(["make", "-n", "-k", "-C", kernel, f"M={module}", "LLVM=-22", "KBUILD_VERBOSE=1",
                                    "modules"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
            for line in asked.stdout.splitlines():
                for command in commands(line) if f"{module}/probe.c" in line else []:
                    if "-c" in command and f"{module}/probe.c" in command:
                        flags = strip(command, f"{module}/probe.c")
                        partial = known.with_suffix(".tmp")
                        partial.write_text(json.dumps(flags))
                        partial.rename(known)
                        return flags
    raise Failure(f"kbuild in {kernel} prints no command that compiles a module:\n{asked.stderr}")


def commands(line):
    """The words of each simple command of a shell line; nothing if its quotes are not closed."""
    lexer = shlex.shlex(line, posix=True, punctuation_chars=";")
    lexer.whitespace_split, lexer.commenters = True, ""
    found = [[]]
    try:
        for word in lexer:
            if word.strip(";"):
                found[-1].append(word)
            else:
                found.append([])
    except ValueError:
        return []
    return found


def strip(words, source):
    kept, skip = [], False
    for word in words:
        if skip:
            skip = False
        elif word == "-o":
            skip = True
        elif word not in ("-c", source) and not OF_ONE_FILE.match(word):
            kept.append(word)
    return kept


def database(flags, directory, files, scratch):
    entries = []
    for path in files:
        if path.suffix != ".c":
            continue
        below = path.relative_to(scratch).parts
        module = below[0] if len(below) > 1 else "test"
        name = path.stem.replace("-", "_")
        entries.append({"directory": str(directory), "file": str(path),
                        "arguments": [*flags, f"-I{scratch}", f'-DKBUILD_BASENAME="{name}"',
                                      f'-DKBUILD_MODNAME="{module}"', f"-D__KBUILD_MODNAME=kmod_{module}",
                                      f'-DKBUILD_MODFILE="{module}"', "-c", "-o", str(path.with_suffix(".o")),
                                      str(path)]})
    if not entries:
        raise Failure("no C file")
    where = scratch / "compile_commands.json"
    where.write_text(json.dumps(entries, indent=1))
    return where


def run_shell(options, where, files):
    given = [("--confidence", "low")]
    given += [("--annotations", str(path)) for path in files if path.suffix == ".yaml"]
    words = options.lockctx_options
    given += list(zip(words[::2], words[1::2]))
    found, wrong, commands_run = shell_commands.run(options.shell, options.lockctx, json.loads(where.read_text()),
                                                    where.parent, given)
    if options.show:
        print("\n".join("$ " + shlex.join(words) for words in commands_run), file=sys.stderr)
    if wrong:
        raise Failure("\n".join(wrong))
    return {"findings": found}


def must_compile(where):
    """The command line makes the best of code with errors, so that a compiler has to say whether there are any."""
    for entry in json.loads(where.read_text()):
        done = subprocess.run([*entry["arguments"], "-fsyntax-only", "-w"], cwd=entry["directory"],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode:
            raise Failure(f"does not compile:\n{done.stderr}")


def run(options, where, files):
    if not options.kernel:  # those headers take a compiler a second, and would say the same
        must_compile(where)
    command = [options.lockctx, "check", "-p", str(where), "--store", str(where.parent / "store"), "-j1", "--confidence", "low",
               "--format", "json"]
    for path in files:
        if path.suffix == ".yaml":
            command += ["--annotations", str(path)]
    command += options.lockctx_options
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if options.show:
        print(f"$ {shlex.join(command)}", file=sys.stderr)
    if done.returncode not in (0, 1):
        raise Failure(f"{shlex.join(command)}\nexit status {done.returncode}\n{done.stdout[-2000:]}{done.stderr}")
    report = json.loads(done.stdout)
    if (done.returncode == 1) != bool(report["findings"]):
        raise Failure(f"exit status {done.returncode} with {len(report['findings'])} findings")
    seen = report["coverage"]["translationUnits"]
    if seen["partial"] or seen["lost"]:
        raise Failure("does not compile: " + "; ".join(seen["partialReasons"] + seen["lostReasons"]))
    return report


def sites(report, kind, key):
    """{(file, line, rule): [finding]} of the sites under KEY."""
    found = collections.defaultdict(list)
    for finding in report["findings"]:
        for site in finding[key]:
            found[os.path.basename(site["file"]), site["line"], finding["ruleId"]].append(finding)
    return found


def fits(finding, words):
    for word in words:
        if word in CONFIDENCES:
            good = finding["confidence"] == word
        elif word == "init":
            good = finding["initOnly"]
        else:
            good = word in (finding["lockClass"], finding["safeClass"])
        if not good:
            return False
    return True


def describe(finding):
    if "confidence" not in finding:
        return finding["ruleId"]
    words = [finding["confidence"]] + (["init"] if finding["initOnly"] else []) + [finding["lockClass"]]
    under = f" under {finding['safeClass']}" if finding["safeClass"] else ""
    return f"{finding['ruleId']}({', '.join(words)}){under}"


def compare(expected, report):
    """Sentences on what differs, in the order of lines."""
    wrong = []
    unsafe, safe = sites(report, "WARN", "unsafeSites"), sites(report, "SAFE", "safeSites")
    wanted = set()
    for e in expected:
        found = (unsafe if e.kind == "WARN" else safe)[e.file, e.line, e.rule]
        wanted.add((e.kind, e.file, e.line, e.rule))
        if not any(fits(f, e.words) for f in found):
            says = f"{e.kind}: {e.rule}" + (f"({', '.join(e.words)})" if e.words else "")
            instead = "; found " + ", ".join(describe(f) for f in found) if found else ", nothing of it found"
            wrong.append((e.file, e.line, f"expected {says}{instead}"))
    for (file, line, rule), found in unsafe.items():
        if found and ("WARN", file, line, rule) not in wanted:
            wrong.append((file, line, "unexpected " + ", ".join(describe(f) for f in found)))
    return sorted(wrong)


def source_line(files, name, line):
    for path in files:
        if path.name == name:
            lines = path.read_text().splitlines()
            return lines[line - 1].strip() if 0 < line <= len(lines) else ""
    return ""


def main():
    words, options = sys.argv[1:], []
    if "--" in words:
        options = words[words.index("--") + 1:]
        words = words[:words.index("--")]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", metavar="FILE", type=pathlib.Path)
    parser.add_argument("scratch", metavar="SCRATCH", type=pathlib.Path, help="a directory to write to; emptied first")
    parser.add_argument("--lockctx", default=os.environ.get("LOCKCTX", HERE.parent / "build/bin/lockctx"))
    parser.add_argument("--kernel", metavar="DIR", help="use the headers of this prepared build directory")
    parser.add_argument("--cache", metavar="DIR", type=pathlib.Path, default=HERE.parent / "build/test/flags",
                        help="where a kernel's flags are kept")
    parser.add_argument("--config", metavar="NAME,...", default=",".join(CONFIGURATIONS),
                        help=f"configurations of our own headers (default: {','.join(CONFIGURATIONS)})")
    parser.add_argument("--shell", choices=shell_commands.SHELLS, help="check with this shell")
    parser.add_argument("--show", action="store_true", help="print the commands and the text reports as well")
    options_parsed = parser.parse_args(words)
    options_parsed.lockctx = str(options_parsed.lockctx)
    options_parsed.lockctx_options = options
    return check(options_parsed)


def check(options):
    scratch = options.scratch.resolve()
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    files = split(options.file, scratch)
    expected = expectations(files)
    if options.kernel:
        runs = {os.path.basename(options.kernel): (kernel_flags(options.kernel, options.cache), options.kernel)}
    else:
        runs = {name: (mini_flags(name), scratch) for name in options.config.split(",")}
    failed = []
    for name, (flags, directory) in runs.items():
        try:
            report = (run_shell if options.shell else run)(options, database(flags, directory, files, scratch), files)
            if options.shell:
                expected = [e._replace(words=()) for e in expected if e.kind == "WARN"]
            wrong = compare(expected, report)
        except Failure as failure:
            failed.append(f"{options.file} ({name}): {failure}")
            continue
        if options.show:
            text = [options.lockctx, "check", "-p", str(scratch), "--confidence", "low", *options.lockctx_options]
            subprocess.run(text, stdout=sys.stderr)
        for file, line, sentence in wrong:
            failed.append(f"{options.file} ({name}): {file}:{line}: {sentence}\n    {source_line(files, file, line)}")
    for sentence in failed:
        print(sentence, file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    try:
        sys.exit(main())
    except Failure as failure:
        print(f"check.py: {failure}", file=sys.stderr)
        sys.exit(2)
