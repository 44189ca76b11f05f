#!/usr/bin/env python3
"""Writes a compile_commands.json: database.py DIRECTORY HEADERS FILE..."""
import json
import os
import sys

directory, headers, *files = sys.argv[1:]
with open(os.path.join(directory, "compile_commands.json"), "w") as out:
    json.dump([{"directory": directory, "file": name,
                "arguments": ["clang", "-nostdinc", "-I" + headers, "-D__KERNEL__", "-DMODULE", "-DCONFIG_SMP",
                              '-DKBUILD_MODNAME="demo"', "-c", name]} for name in files], out)
