#!/usr/bin/env python3
"""Runs lockctx on a small C file, applies the patch that it offers, and compares that with the comments in the file.

    patch.py [--config NAME,...] FILE SCRATCH [-- LOCKCTX_OPTION...]

A line that the patch changes says what it becomes, and one before which the patch inserts another says which:

    spin_lock(&d->lock);  // -> spin_lock_bh(&d->lock);
    int error;  // + unsigned long flags;
    f();        // +_ unsigned long flags;      and an empty line after it

All other lines stay. `NOFIX CLASS: words` in a comment says that the findings of that lock class have no patch, with
the words in the reason; all others must have one. With the patch made by git apply, lockctx is run again: what had a
patch is gone, and nothing is new. FILE is parted and compiled as by check.py.
"""
import argparse
import os
import pathlib
import re
import shutil
import subprocess
import sys

import check

CHANGED = re.compile(r"^(\s*)(.*?)\s*// -> (.*)$")
INSERTED = re.compile(r"// \+(_?) (.*?)\s*$")
NOFIX = re.compile(r"// NOFIX ([^:]+): (.*?)\s*$")


def expected(text):
    lines = []
    for line in text.split("\n"):
        if inserted := INSERTED.search(line):
            lines += ["\t" + inserted.group(2)] + [""] * len(inserted.group(1))
        if changed := CHANGED.match(line):
            # The comment itself stays.
            line = changed.group(1) + changed.group(3) + line[len(changed.group(1)) + len(changed.group(2)):]
        lines.append(line)
    return lines


def main():
    words, options = sys.argv[1:], []
    if "--" in words:
        options = words[words.index("--") + 1:]
        words = words[:words.index("--")]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", metavar="FILE", type=pathlib.Path)
    parser.add_argument("scratch", metavar="SCRATCH", type=pathlib.Path)
    parser.add_argument("--config", default="smp,lockdep,up,rt")
    parser.add_argument("--lockctx", default=os.environ.get("LOCKCTX", check.HERE.parent / "build/bin/lockctx"))
    args = parser.parse_args(words)
    failed = []
    for config in args.config.split(","):
        failed += [f"{args.file} ({config}): {f}" for f in run(args, config, options)]
    for sentence in failed:
        print(sentence, file=sys.stderr)
    return 1 if failed else 0


def run(args, config, options):
    scratch = args.scratch.resolve() / config
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    (scratch / "MAINTAINERS").touch()  # the source root
    files = [f for f in check.split(args.file, scratch) if f.name != "MAINTAINERS"]
    checker = argparse.Namespace(lockctx=str(args.lockctx), show=False, kernel=None,
                                 lockctx_options=options + ["--patch", str(scratch / "out.patch")])
    database = check.database(check.mini_flags(config), scratch, files, scratch)
    before = {f: f.read_text() for f in files}
    report = check.run(checker, database, files)
    failed = []
    reasons = [m.groups() for text in before.values() for line in text.split("\n") if (m := NOFIX.search(line))]
    for finding in report["findings"]:
        wanted = [words for name, words in reasons if name == finding["lockClass"]]
        if finding["patch"] >= 0 and wanted:
            failed.append(f"{finding['lockClass']} has a patch")
        if finding["patch"] < 0 and not any(w in finding["noFix"] for w in wanted):
            failed.append(f"{finding['lockClass']} ({finding['ruleId']}) has no patch: {finding['noFix']}")
    for name, _ in reasons:
        if not any(f["lockClass"] == name for f in report["findings"]):
            failed.append(f"nothing is found of {name}")
    if report["patches"]:
        done = subprocess.run(["git", "apply", "--verbose", "out.patch"], cwd=scratch, capture_output=True, text=True,
                              env={**os.environ, "GIT_CEILING_DIRECTORIES": str(scratch.parent)})
        if done.returncode:
            failed.append(f"git apply: {done.stderr}")
    for path, text in before.items():
        for number, (now, wanted) in enumerate(zip(path.read_text().split("\n"), expected(text)), 1):
            if now != wanted:
                failed.append(f"{path.name}:{number} is now\n    {now}\nand should be\n    {wanted}")
                break
    checker.lockctx_options = options
    after = check.run(checker, database, files)
    mended = {f["fingerprint"] for f in report["findings"] if f["patch"] >= 0}
    known = {f["fingerprint"] for f in report["findings"]} - mended
    for finding in after["findings"]:
        if finding["fingerprint"] not in known:
            failed.append(f"found after the patch: {check.describe(finding)}")
    return failed


if __name__ == "__main__":
    try:
        sys.exit(main())
    except check.Failure as failure:
        print(f"patch.py: {failure}", file=sys.stderr)
        sys.exit(2)
