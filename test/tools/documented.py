#!/usr/bin/env python3
"""Checks that the examples in the rules' pages are what their tests check.

    lockctx rules | documented.py REPOSITORY

The page of a rule is docs/rules/RULE.md, its test test/rules/RULE/documented.c, with a part bad.c and a part fixed.c.
Each line of code under "## Bad" and "## Fixed" (comments, blanks and `...` apart) must be in the part of that name, in
order. A line whose comment says "reported" must have its WARN of that rule there; there is no other WARN in the file.
"""

import pathlib
import re
import sys

WARN = re.compile(r"//\s*WARN(?::\s*)?(.*?)\s*$")


def code(line):
    """What is left of a line without comments and blanks; nothing of one that only stands for others."""
    return re.sub(r"//.*|/\*.*?\*/|\s|\.\.\.", "", line)


def example(page, heading):
    """[(number, code, reported)] of the indented lines below a heading, up to the next one."""
    lines, inside = [], False
    for number, line in enumerate(page.read_text().splitlines(), 1):
        if line.startswith("#"):
            inside = line == "## " + heading
        elif inside and line.startswith("    ") and code(line):
            lines.append((number, code(line), "reported" in line))
    return lines


def part(test, name):
    """[(number, code, what its WARN says or None)] of a part of the test."""
    lines, inside = [], False
    for number, line in enumerate(test.read_text().splitlines(), 1):
        if line.startswith("//--- "):
            inside = line == "//--- " + name
        elif inside and code(line):
            warn = WARN.search(line)
            lines.append((number, code(line), warn and warn.group(1)))
    return lines


def compare(page, test, rule):
    """Sentences on what is not as the docstring says."""
    for heading, name in (("Bad", "bad.c"), ("Fixed", "fixed.c")):
        wanted, given = example(page, heading), iter(part(test, name))
        if not wanted:
            yield f"{page}: no code under '## {heading}'"
        if heading == "Bad" and not any(reported for _, _, reported in wanted):
            yield f"{page}: no line under '## Bad' is reported"
        for number, text, reported in wanted:
            for at, line, warned in given:
                if line == text and warned == (rule if reported else None):
                    break
                if warned:
                    yield f"{test}:{at}: a WARN ({warned}) that the page does not have"
            else:
                yield f"{page}:{number}: not in {name} of {test}" + (", with its WARN" if reported else "")
                break
        for at, _, warned in given:
            if warned:
                yield f"{test}:{at}: a WARN ({warned}) that the page does not have"


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    repository, wrong = pathlib.Path(sys.argv[1]), []
    rules = [line.split()[0] for line in sys.stdin if line[:1].strip()]
    for rule in rules:
        page = repository / "docs/rules" / f"{rule}.md"
        test = repository / "test/rules" / rule / "documented.c"
        missing = [f"{path}: no such file" for path in (page, test) if not path.is_file()]
        wrong += missing or compare(page, test, rule)
    for sentence in wrong or [f"{len(rules)} rules, as documented"]:
        print(sentence)
    return 1 if wrong or not rules else 0


if __name__ == "__main__":
    sys.exit(main())
