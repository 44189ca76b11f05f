# The tests of test/rules once more, with what a shell (kbuild's checker, the compiler plugin, clang-tidy) says of each
# file instead of the report of the command line. Loaded by the lit.cfg.py of each shell.

import os
import sys

import lit.formats

shell = config.lockctx_shell
root = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
build = os.environ.get("LOCKCTX_BUILD", os.path.join(os.path.dirname(root), "build"))
tools = os.environ.get("LOCKCTX_LLVM_TOOLS", "/usr/lib/llvm-22/bin")

config.name = "in-" + shell
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".c"]
config.excludes = []
config.test_source_root = os.path.join(root, "rules")
config.test_exec_root = os.path.join(build, "test", "in-shell", shell)
os.makedirs(config.test_exec_root, exist_ok=True)
config.available_features = {"guards"}
config.environment = dict(os.environ)
config.environment["PATH"] = os.pathsep.join([tools, os.environ["PATH"]])
config.environment["LOCKCTX"] = os.path.join(build, "bin", "lockctx")
config.environment["XDG_CACHE_HOME"] = os.path.join(config.test_exec_root, "cache")
# The configurations of the headers differ in the syntax tree alone, which is the same in every shell.
config.substitutions = [("%check_c", f"{sys.executable} {root}/check.py --shell {shell} --config smp")]
