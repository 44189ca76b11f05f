# The tests of lockctx. tools/run-tests sets the environment; by hand, after a build:
#
#   lit-22 -sv test                              all but what needs a kernel tree
#   LOCKCTX_TEST_KERNEL=$(tools/kernel-tree 6.12) lit-22 -sv test --filter rules/
#
# A directory below may be a suite of its own (test/kernel): lit finds its lit.cfg.py.

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile

import lit.formats
import lit.util

repository = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
build = os.environ.get("LOCKCTX_BUILD", os.path.join(repository, "build"))
tools = os.environ.get("LOCKCTX_LLVM_TOOLS", "/usr/lib/llvm-22/bin")
kernel = os.environ.get("LOCKCTX_TEST_KERNEL", "")

config.name = "lockctx"
config.test_format = lit.formats.ShTest(execute_external=False)
config.suffixes = [".test", ".c"]
config.excludes = ["Inputs", "samples"]
config.test_source_root = os.path.dirname(os.path.abspath(__file__))
config.test_exec_root = os.path.join(build, "test")
os.makedirs(config.test_exec_root, exist_ok=True)

config.environment["PATH"] = os.pathsep.join([tools, config.environment["PATH"]])
config.environment["LOCKCTX"] = os.path.join(build, "bin", "lockctx")
config.environment["LC_ALL"] = "C.UTF-8"
config.environment["XDG_CACHE_HOME"] = os.path.join(config.test_exec_root, "cache")

check = f"{sys.executable} {config.test_source_root}/check.py --cache {config.test_exec_root}/flags"
config.available_features.add("guards")
if shutil.which("nvim"):
    config.available_features.add("neovim")
config.substitutions += [
    ("%lockctx", os.path.join(build, "bin", "lockctx")),
    ("%check_c", check),
    ("%patch_c", f"{sys.executable} {config.test_source_root}/patch.py"),
    ("%python", sys.executable),
    ("%inputs", os.path.join(config.test_source_root, "Inputs")),
    ("%samples", os.path.join(config.test_source_root, "samples")),
    ("%shlibs", os.path.join(build, "lib")),
    ("%repository", repository),
]
if kernel:
    source = os.path.realpath(os.path.join(kernel, "source"))
    config.available_features.add("kernel-tree")
    config.substitutions += [("%kernel_src", source), ("%kernel", kernel)]
older = os.environ.get("LOCKCTX_TEST_KERNEL_OLD", "")
if older:  # a prepared linux 6.1
    config.available_features.add("older-kernel-tree")
    config.substitutions.append(("%older_kernel", older))
bwrap = lit.util.which("bwrap")
if bwrap and subprocess.run([bwrap, "--unshare-all", "--ro-bind", "/", "/", "true"], capture_output=True).returncode == 0:
    config.available_features.add("bwrap")  # installed, and the machine allows it
with tempfile.NamedTemporaryFile() as probe, contextlib.suppress(PermissionError):
    os.chown(probe.name, 12345, -1)
    config.available_features.add("chown")
chromium = lit.util.which("chromium-headless-shell") or lit.util.which("chromium")
if chromium:  # Debian's: apt-get install chromium-headless-shell
    config.available_features.add("chromium")
    config.substitutions.append(("%browse", f"{sys.executable} {config.test_source_root}/report/browse.py {chromium}"))
multitool = os.environ.get("LOCKCTX_SARIF_MULTITOOL", "")
if multitool:  # npm's @microsoft/sarif-multitool-linux
    config.available_features.add("sarif-multitool")
    config.substitutions.append(("%validate_sarif", f"{sys.executable} {config.test_source_root}/report/validate_sarif.py {multitool}"))
headers = os.environ.get("LOCKCTX_TEST_HEADERS", "")
if headers:  # the distribution's headers, as tools/quickstart uses them
    config.available_features.add("distribution-headers")
    config.substitutions.append(("%headers", headers))
