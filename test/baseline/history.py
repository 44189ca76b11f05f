#!/usr/bin/env python3
"""Makes a driver's git history of edits that move code around, and checks each version against the first one's baseline.

    history.py DRIVER SCRATCH HEADERS

No such edit may make a finding new; a bug that an edit brings in must be the only one that is new.
"""
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

LOCKCTX = os.environ["LOCKCTX"]


def replace(old, new, count=0):
    def edit(files):
        assert any(re.search(old, t, re.M) for t in files.values()), old
        return {n: re.sub(old, new, t, count=count, flags=re.M) for n, t in files.items()}
    return edit


def in_file(name, old, new):
    def edit(files):
        assert old in files[name], old
        return {**files, name: files[name].replace(old, new, 1)}
    return edit


def cut(files, name, begin):
    """A function's text, from the line that begins with `begin` to its closing brace."""
    text = files[name]
    first = text.index(begin)
    last = text.index("\n}\n", first) + 3
    return text[first:last], text[:first] + text[last:]


def move_function(begin, name, to, before):
    def edit(files):
        function, rest = cut(files, name, begin)
        files = {**files, name: rest}
        files[to] = files[to].replace(before, function + "\n" + before, 1)
        assert function in files[to]
        return files
    return edit


def rename_file(old, new):
    def edit(files):
        return {new if n == old else n: t.replace(f'"{old}"', f'"{new}"') for n, t in files.items()}
    return edit


EDITS = [
    ("lines above all", in_file("main.c", "#include", "/*\n * A licence.\n *\n */\n\n#include")),
    ("a comment inside a function", in_file("main.c", "\tspin_lock(&d->lock);", "\t/* why */\n\tspin_lock(&d->lock);")),
    ("spaces for tabs", replace(r"^\t", "        ")),
    ("and back", replace(r"^        ", "\t")),
    ("a local is renamed", replace(r"\bd\b", "demo")),
    ("a parameter is renamed", replace(r"\bwork\b(?!_)", "item")),
    ("a parameter more", lambda files: in_file("main.c", "count(demo)", "count(0, demo)")(
        in_file("main.c", "count(struct demo *demo)", "count(int unused, struct demo *demo)")(files))),
    ("declarations in another order", in_file("main.c", "\tint n;\n\tstruct demo *demo = the_demo;",
                                              "\tstruct demo *demo = the_demo;\n\tint n;")),
    ("a block around it", in_file("main.c", "\tspin_lock(&demo->lock);\n\tn = demo->n;\n\tspin_unlock(&demo->lock);",
                                  "\tif (demo) {\n\t\tspin_lock(&demo->lock);\n\t\tn = demo->n;\n"
                                  "\t\tspin_unlock(&demo->lock);\n\t} else {\n\t\tn = 0;\n\t}")),
    ("a pointer to the lock", in_file("main.c", "\tspin_lock(&demo->other);\n\tdemo->n--;\n\tspin_unlock(&demo->other);",
                                      "\tspinlock_t *other = &demo->other;\n\n\tspin_lock(other);\n\tdemo->n--;\n"
                                      "\tspin_unlock(other);")),
    ("a function moves up", move_function("static void drop", "main.c", "main.c", "static int count")),
    ("a function moves to another file", lambda files: in_file("demo.h", "#endif", "void drop(struct demo *demo);\n#endif")(
        move_function("void drop", "main.c", "more.c", "int more(")(replace(r"^static void drop", "void drop")(files)))),
    ("an acquisition that is right comes first", in_file(
        "main.c", "\tif (demo) {\n", "\tspin_lock_bh(&demo->lock);\n\tdemo->n++;\n\tspin_unlock_bh(&demo->lock);\n\tif (demo) {\n")),
    ("a struct moves to another header", lambda files: {
        **files, "demo.h": re.sub(r"struct demo \{.*?\n\};\n", '#include "types.h"\n', files["demo.h"], flags=re.S),
        "types.h": "#include <linux/spinlock.h>\n" + re.search(r"struct demo \{.*?\n\};\n", files["demo.h"], re.S).group(0)}),
    ("members in another order", in_file("types.h", "\tspinlock_t lock, other;\n\tint n;", "\tint n;\n\tspinlock_t other;\n\tspinlock_t lock;")),
    ("a file is renamed", rename_file("more.c", "less.c")),
    ("an unlock on one more path", in_file("less.c", "\tdemo->n--;\n\tspin_unlock(other);",
                                           "\tif (!demo->n) {\n\t\tspin_unlock(other);\n\t\treturn;\n\t}\n\tdemo->n--;\n\tspin_unlock(other);")),
    ("a caller between", in_file("main.c", "static void task(", "static void twice(struct demo *demo)\n{\n\tdrop(demo);\n"
                                 "\tdrop(demo);\n}\n\nstatic void task(")),
    ("which is called", in_file("main.c", "\tdrop(demo);\n\tmore(demo);", "\ttwice(demo);\n\tmore(demo);")),
    ("a condition that folds lines", in_file("less.c", "\tspin_lock(other);", "\tspin_lock(\n\t\tother);")),
]
BUG = in_file("main.c", "static void task(", "static void bug(void)\n{\n\tspin_lock(&fresh);\n\tspin_unlock(&fresh);\n}\n\n"
              "static void task(")
CALL_BUG = in_file("main.c", "\ttwice(demo);\n", "\ttwice(demo);\n\tbug();\n")
SITE = in_file("less.c", "\treturn demo->n;", "\tspin_lock(&demo->lock);\n\tdemo->n++;\n\tspin_unlock(&demo->lock);\n\treturn demo->n;")


class History:
    def __init__(self, scratch, headers):
        self.scratch, self.headers = scratch, headers
        self.tree = scratch / "driver"
        self.tree.mkdir(parents=True)
        self.git("init", "-q")

    def git(self, *words):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], cwd=self.tree, check=True,
                       stdout=subprocess.DEVNULL)

    def commit(self, message, files):
        for path in self.tree.glob("*.[ch]"):
            path.unlink()
        for name, text in files.items():
            (self.tree / name).write_text(text)
        self.git("add", "-A", "*.[ch]")
        self.git("commit", "-qm", message)
        (self.scratch / "compile_commands.json").write_text(json.dumps([
            {"directory": str(self.tree), "file": name,
             "arguments": ["clang", "-nostdinc", f"-I{self.headers}", "-D__KERNEL__", "-DMODULE", "-DCONFIG_SMP",
                           '-DKBUILD_MODNAME="demo"', "-c", name]} for name in sorted(files) if name.endswith(".c")]))

    def run(self, command, *options):
        done = subprocess.run([LOCKCTX, command, "-p", str(self.scratch), "--store", str(self.scratch / "store"), "-j1",
                               *options], capture_output=True, text=True)
        assert done.returncode in (0, 1), done.stderr
        return done

    def check(self):
        done = self.run("check", "--format", "json", "--baseline", str(self.scratch / "baseline.json"))
        report = json.loads(done.stdout)
        units = report["coverage"]["translationUnits"]
        assert not units["partial"] and not units["lost"], units
        assert done.returncode == bool(report["findings"])
        return report


def main():
    driver, scratch, headers = (pathlib.Path(p).resolve() for p in sys.argv[1:])
    shutil.rmtree(scratch, ignore_errors=True)
    files = {p.name: p.read_text() for p in driver.glob("*.[ch]")}
    history = History(scratch, headers)
    history.commit("a driver with bugs", files)
    history.run("baseline", "-o", str(scratch / "baseline.json"))
    old = len(json.loads((scratch / "baseline.json").read_text())["findings"])
    assert old >= 4, f"{old} findings are too few to tell"
    for message, edit in EDITS:
        files = edit(files)
        history.commit(message, files)
        report = history.check()
        counts = report["baseline"]
        assert not report["findings"] and (counts["new"], counts["fixed"], counts["unchanged"]) == (0, 0, old), (
            message, counts, [(f["ruleId"], f["lockClass"], [s for s in f["unsafeSites"] if not s["known"]])
                              for f in report["findings"]])
    print(f"{len(EDITS)} edits, {old} findings: none is new")
    files = CALL_BUG(BUG(files))
    history.commit("a bug", files)
    report = history.check()
    assert [(f["ruleId"], f["lockClass"]) for f in report["findings"]] == [("softirq-inconsistent-state", "fresh")], report["findings"]
    assert report["baseline"]["unchanged"] == old, report["baseline"]
    print("a new bug is the only one that is new")
    history.run("baseline", "-o", str(scratch / "baseline.json"))
    files = SITE(files)
    history.commit("a new site on a known class", files)
    report = history.check()
    new = {(s["file"], s["function"]) for f in report["findings"] for s in f["unsafeSites"] if not s["known"]}
    assert new == {("less.c", "more")}, report["findings"]
    assert all(not f["unsafeSites"][0]["known"] for f in report["findings"])
    print("a new site on a known class is new")
    history.run("baseline", "-o", str(scratch / "baseline.json"))
    files = {n: t.replace("spin_lock(&fresh)", "spin_lock_bh(&fresh)").replace("spin_unlock(&fresh)", "spin_unlock_bh(&fresh)")
             if n == "main.c" else t for n, t in files.items()}
    history.commit("a fix", files)
    counts = history.check()["baseline"]
    assert counts["new"] == 0 and counts["fixed"] == 1, counts
    print("a fix is counted")


if __name__ == "__main__":
    main()
