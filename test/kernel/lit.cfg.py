# The tests of test/rules once more, against the headers of a real kernel tree instead of test/Inputs/include.
# `XFAIL: real-headers` in a test speaks of this suite alone. What the tree has are features, too: lockdep, guards.

import os
import sys

import lit.formats

kernel = os.environ.get("LOCKCTX_TEST_KERNEL", "")
root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
build = os.environ.get("LOCKCTX_BUILD", os.path.join(os.path.dirname(root), "build"))
tools = os.environ.get("LOCKCTX_LLVM_TOOLS", "/usr/lib/llvm-22/bin")

config.name = "real-headers"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".c"]
config.excludes = []
config.test_source_root = os.path.join(root, "rules")
config.test_exec_root = os.path.join(build, "test", "kernel")
os.makedirs(config.test_exec_root, exist_ok=True)
config.unsupported = not kernel
config.available_features = set()
if kernel:
    config.available_features |= {"kernel-tree", "real-headers"}
    with open(os.path.join(kernel, "include", "config", "auto.conf")) as options:
        if "CONFIG_PROVE_LOCKING=y\n" in options:
            config.available_features.add("lockdep")
    with open(os.path.join(kernel, "source", "include", "linux", "spinlock.h")) as header:
        if "DEFINE_LOCK_GUARD_1(spinlock_bh" in header.read():
            config.available_features.add("guards")  # all of those that our tests use
config.environment = dict(os.environ)
config.environment["PATH"] = os.pathsep.join([tools, os.environ["PATH"]])
config.environment["LOCKCTX"] = os.path.join(build, "bin", "lockctx")
config.substitutions = [
    ("%check_c", f"{sys.executable} {root}/check.py --cache {build}/test/flags --kernel {kernel}"),
]
