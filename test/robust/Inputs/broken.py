"""Broken C of every kind, each in a directory of its own with a compile_commands.json: broken.py DIRECTORY INCLUDE."""

import json
import pathlib
import sys

HEAD = '''#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
static DEFINE_SPINLOCK(lock);
static void expired(struct timer_list *timer)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);
static void task(struct work_struct *work)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DECLARE_WORK(work, task);
'''
KINDS = {
    "truncated": HEAD + "static void half(struct work_struct *work)\n{\n\tspin_lock(&lo",
    "missing": HEAD + '#include "not-there.h"\n#include <linux/not-there-either.h>\nstruct gone *g;\nvoid f(void) { g->x(); }\n',
    "attributes": HEAD + "static void __attribute__((no_such_thing, other(1, \"two\"))) odd(void) [[strange]] {}\n__declspec(nothing) int x;\n",
    "knr": HEAD + "int old(a, b)\nint a;\nchar *b;\n{\n\treturn a + *b;\n}\nimplicit() { return undeclared(1); }\n",
    "long": HEAD + "int n;\nvoid big(struct work_struct *work)\n{\n" + "\tif (n)\n\t\tn++;\n\tspin_lock(&lock);\n\tspin_unlock(&lock);\n" * 12500 + "}\nstatic DECLARE_WORK(w2, big);\n",
    "deep": HEAD + "int n = " + "(" * 20000 + "1" + ")" * 20000 + ";\n",
    "nested": HEAD + "void f(int n)\n{\n" + "if (n) {" * 3000 + "}" * 3000 + "\n}\n",
    "calls": HEAD + "static void f0(void) { spin_lock(&lock); spin_unlock(&lock); }\n" + "".join(f"static void f{i}(void) {{ f{i-1}(); }}\n" for i in range(1, 5001)) + "static void w(struct work_struct *x) { f5000(); }\nstatic DECLARE_WORK(w2, w);\n",
    "mutual": HEAD + "".join(f"static void g{i}(int n);\n" for i in range(2000)) + "".join(f"static void g{i}(int n) {{ if (n) g{(i+1)%2000}(n-1); }}\n" for i in range(2000)) + "static void w(struct work_struct *x) { g0(3); }\nstatic DECLARE_WORK(w2, w);\n",
    "macro": HEAD + "#define A(x) x x x x x x x x\n#define B(x) A(A(A(x)))\n#define C(x) B(B(x))\nint n;\nvoid f(void)\n{\nC(n++;)\n}\n",
    "endless": HEAD + "#define R(x) R(x) S(x)\n#define S(x) R(x) x\n#include __FILE__\n",
    "binary": HEAD + "\0\1\2\377\376" * 100 + "\nint \xff\xfe;\n",
    "empty": "",
}
directory, include = map(pathlib.Path, sys.argv[1:])
for kind, text in KINDS.items():
    at = directory / kind
    at.mkdir(parents=True)
    (at / "a.c").write_text(text, encoding="latin-1")
    (at / "compile_commands.json").write_text(json.dumps([{
        "directory": str(at), "file": "a.c", "arguments": ["clang", "-std=gnu11", "-nostdinc", f"-I{include}", "-D__KERNEL__",
                                                           "-DMODULE", "-DCONFIG_SMP", "-c", "a.c"]}]))
