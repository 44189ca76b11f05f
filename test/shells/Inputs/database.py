"""Writes DIR/compile_commands.json: database.py INCLUDE DIR FILE..."""

import json
import pathlib
import sys

include, directory, files = sys.argv[1], sys.argv[2], sys.argv[3:]
entries = [{"directory": directory, "file": f"{directory}/{name}",
            "arguments": ["clang", "-nostdinc", f"-I{include}", f"-I{directory}", "-D__KERNEL__", "-DMODULE",
                          "-DCONFIG_SMP", "-std=gnu11", '-DKBUILD_MODNAME="test"', "-c", f"{directory}/{name}"]}
           for name in files]
pathlib.Path(directory, "compile_commands.json").write_text(json.dumps(entries))
