"""The two judges of a program: lockdep (tools/oracle/judge) and lockctx, and how their verdicts compare."""

import importlib.machinery
import importlib.util
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
ORACLE = HERE.parent
TEST = ORACLE.parent.parent / "test"
sys.dont_write_bytecode = True
sys.path.insert(0, str(TEST))


def load(name, path):
    loader = importlib.machinery.SourceFileLoader(name, str(path))
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader(name, loader))
    sys.modules[name] = module
    loader.exec_module(module)
    return module


judge = load("judge", ORACLE / "judge")
check = load("check", TEST / "check.py")
GROUPS = {rule: sorted(groups) for rule, groups in load("rules", ORACLE / "rules").GROUPS.items()}


# What a program names at file scope.
NAMES = re.compile(r'\b(f\d+(?:_ops)?|on_\w+|register\d+|run_it|demo_\w+|dev_\w+|dev|peer|flag_[ab]|init_dev)\b')


class Lockdep:
    def __init__(self, limit=60):
        self.kernel, self.limit = judge.Kernel(), limit

    def __call__(self, paths):
        """The Run of the one case of each file. They are compiled as one, which is quicker, under names of their own, and
        booted as one up to the first that is reported, then those behind it, and so on."""
        with tempfile.TemporaryDirectory(prefix="lockdep.", dir=pathlib.Path(paths[0]).parent) as directory:
            together, module = f"{directory}/together.c", f"{directory}/case.ko"
            with open(together, "w") as out:
                for number, path in enumerate(paths):
                    text = NAMES.sub(rf"p{number}_\1", pathlib.Path(path).read_text())
                    out.write(text.replace("ORACLE_CASE(all)", f"ORACLE_CASE(p{number})"))
            wrong = self.kernel.compile(together, module)
            if wrong:
                raise RuntimeError(f"does not compile: {wrong[-2000:]}")
            left, runs = [f"p{number}" for number in range(len(paths))], []
            while left:
                judged = self.boot(judge.judge_together, module, left[:32]) if len(left) > 1 else []
                judged = judged or [self.boot(judge.judge, module, left[0])]
                runs += judged
                del left[:len(judged)]
        return runs

    def boot(self, how, module, cases):
        with tempfile.TemporaryDirectory(dir=os.path.dirname(module)) as directory:
            return how(self.kernel, module, cases, module, self.limit, directory)


class Lockctx:
    """Runs lockctx on many files at once, each a module of its own."""

    def __init__(self, lockctx, kernel, cache):
        self.lockctx, self.kernel = lockctx, kernel
        self.flags = check.kernel_flags(kernel, cache) if kernel else check.mini_flags("lockdep")
        self.rules = [f"--rule={rule}" for rule in GROUPS]  # those that are off by default, too

    def __call__(self, paths, jobs=1):
        """{path: [finding]}; a file that does not parse is a mistake of the generator's and raises."""
        scratch = pathlib.Path(paths[0]).parent
        entries = []
        for path in paths:
            name = pathlib.Path(path).stem
            entries.append({"directory": str(self.kernel or scratch), "file": str(path),
                            "arguments": [*self.flags, f'-DKBUILD_BASENAME="{name}"', f'-DKBUILD_MODNAME="{name}"',
                                          f"-D__KBUILD_MODNAME=kmod_{name}", f'-DKBUILD_MODFILE="{name}"', "-c", "-o",
                                          f"{path}.o", str(path)]})
        database = scratch / f"compile_commands-{pathlib.Path(paths[0]).stem}.json"
        database.write_text(json.dumps(entries))
        done = subprocess.run([self.lockctx, "check", "-p", str(database), "--store", f"{database}.store", f"-j{jobs}",
                               "--format", "json", *self.rules], stdin=subprocess.DEVNULL, capture_output=True, text=True)
        if done.returncode not in (0, 1):
            raise RuntimeError(f"lockctx: exit status {done.returncode}: {done.stderr[-2000:]}")
        report = json.loads(done.stdout)
        seen = report["coverage"]["translationUnits"]
        if seen["partial"] or seen["lost"]:
            raise RuntimeError("; ".join(seen["partialReasons"] + seen["lostReasons"]))
        found = {str(path): [] for path in paths}
        names = {os.path.basename(str(path)): str(path) for path in paths}
        for finding in report["findings"]:
            found[names[os.path.basename(finding["unsafeSites"][0]["file"])]].append(finding)
        return found


def groups(finding):
    """The groups of the judge that a finding stands for; none: the kernel never reports it."""
    return GROUPS[finding["ruleId"]]


def lines(finding):
    return {step["line"] for chain in finding["chains"] for step in chain["steps"]} | \
        {site["line"] for site in finding["unsafeSites"][:1]}


def agrees(run, finding):
    """Whether the run's report is what the finding says."""
    if run.verdict in groups(finding):
        return True
    # An allocation that may sleep takes fs_reclaim before it is checked; a switch with IRQs off enables them, which marks
    # what is held before the switch itself is reported.
    return finding["ruleId"] == "sleep-in-atomic" and run.verdict.startswith(("usage", "order")) \
        and re.search(r"fs_reclaim|\bschedule\w*\+0x", run.log) is not None
