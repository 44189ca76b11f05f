# The tests of test/rules in this shell; see ../suite.py.
import os

config.lockctx_shell = "kbuild"
lit_config.load_config(config, os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "suite.py"))
