"""Writes a driver whose names are hostile into a directory, with a compile_commands.json that is hostile as well.

    hostile.py DIRECTORY INCLUDE VICTIM

File and macro names hold terminal escapes, HTML, JavaScript, workflow commands and paths that leave the directory. The
command asks for a plugin, a wrapper, response files and every output that Clang can be asked for, below VICTIM.
"""

import json
import pathlib
import sys

directory, include, victim = map(pathlib.Path, sys.argv[1:])
directory.mkdir(parents=True)
victim.mkdir(parents=True)
ESCAPE = "\x1b]0;owned\x07\x1b[31m"
NAMES = [f"a{ESCAPE}.c", "<script>alert(1)</script>.c".replace("/", "\u2215"), "'\"><img src=x onerror=alert(1)>.c",
         "::error file=x,line=1::owned.c", "##[error]owned.c", "new\nline.c", "-o.c", "$(touch owned).c", "`touch owned`;touch owned.c"]
CODE = '''#include <linux/spinlock.h>
#include <linux/timer.h>
#include <linux/workqueue.h>
#define TAKE(l, text) spin_lock(l)
static DEFINE_SPINLOCK(lock);
static void expired(struct timer_list *timer)
{
	TAKE(&lock, "</script><script>alert(1)</script>%s");
	spin_unlock(&lock);
}
static DEFINE_TIMER(timer, expired);
static void task(struct work_struct *work)
{
	TAKE(&lock, "<img src=x onerror=alert(1)>\\u202e"); /* %s */
	spin_unlock(&lock);
}
static DECLARE_WORK(work, task);
# 1 "../../../../%s/line-marker.c"
static void other(struct work_struct *work)
{
	spin_lock(&lock);
	spin_unlock(&lock);
}
static DECLARE_WORK(other_work, other);
'''
(victim / "evil.so").write_bytes(b"not a library")
(directory / "words.rsp").write_text(f"-o {victim}/response -MD -MF {victim}/response.d")
entries = []
for number, name in enumerate(NAMES):
    (directory / name).write_text(CODE % (ESCAPE, ESCAPE, victim))
    arguments = ["sh", "-c", f"touch {victim}/wrapper", "clang"] if number == 1 else ["clang"]
    arguments += ["-nostdinc", f"-I{include}", "-D__KERNEL__", "-DCONFIG_SMP", "-c", "-o", f"{victim}/out.o", "-MD", "-MF",
                  f"{victim}/deps", "-MJ", f"{victim}/json", "-save-temps", f"-fplugin={victim}/evil.so",
                  "-Xclang", "-load", "-Xclang", f"{victim}/evil.so", "-Xclang", "-plugin", "-Xclang", "evil",
                  "--serialize-diagnostics", f"{victim}/dia", "-ftime-trace", f"-ftime-trace={victim}/trace.json",
                  f"-foptimization-record-file={victim}/record", "-fsave-optimization-record",
                  f"-fprofile-instr-generate={victim}/profile", f"-fcrash-diagnostics-dir={victim}", "-gen-reproducer",
                  "-Xclang", "-dependency-dot", "-Xclang", f"{victim}/dot", "-Xclang", "-header-include-file", "-Xclang",
                  f"{victim}/headers", "-fmodules", f"-fmodules-cache-path={victim}/modules", "-fmodule-output",
                  f"-fmodule-output={victim}/module", "-Xclang", "-stats-file", "-Xclang", f"-stats-file={victim}/stats",
                  "-emit-llvm", "-E", "-S", "-wrapper", f"touch,{victim}/wrapped", "-B", str(victim), f"@{directory}/words.rsp",
                  "-fdiagnostics-format=sarif", f"-dumpdir", f"{victim}/", "-x", "c", name]
    entries.append({"directory": str(directory), "file": name, "arguments": arguments})
(directory / "compile_commands.json").write_text(json.dumps(entries))
