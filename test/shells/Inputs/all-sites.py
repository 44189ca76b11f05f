"""The code action that changes several files: all-sites.py CLANGD DIR STORE, with a.c, b.c and alone.c in DIR."""

import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tools/lib"))
from lsp import Session  # noqa: E402

clangd, directory, store = sys.argv[1:]
a, b, alone = (f"{directory}/{name}" for name in ("a.c", "b.c", "alone.c"))
session = Session([clangd, f"--compile-commands-dir={directory}", f"--store={store}", "--log=error"], directory)


def offered(path):
    found = session.diagnostics(path, until=bool)
    return [action for action in session.actions(path, found[0]) if action["title"].startswith("convert all")]


session.open(a)
session.open(b)
session.open(alone)
print("alone.c:", [action["title"] for action in offered(alone)])
print("a.c:", [action["title"] for action in offered(a)])
print("only refactorings:", session.actions(a, session.diagnostics(a)[0], only=["refactor"]))

session.change(b, session.texts[b] + "\n")
print("with an unsaved file:", offered(a))
session.change(b, session.texts[b][:-1])
session.save(b)
(action,) = offered(a)
session.apply(action["edit"])
for path in (a, b):
    print(pathlib.Path(path).name + ":", len(session.diagnostics(path, until=lambda found: not found)), "diagnostics")
    for line in session.texts[path].split("\n"):
        if "lock" in line:
            print("text:", line.strip())
print("exit status", session.close())
