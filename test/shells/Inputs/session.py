"""What lockctx-clangd does in an editor: session.py CLANGD DIR STORE, with timer.c and work.c in DIR."""

import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[3] / "tools/lib"))
from lsp import Session  # noqa: E402

clangd, directory, store = sys.argv[1:]
work, timer = f"{directory}/work.c", f"{directory}/timer.c"
session = Session([clangd, f"--compile-commands-dir={directory}", f"--store={store}", "--log=error"], directory)

session.open(timer)
print("timer.c:", len(session.diagnostics(timer)), "diagnostics")
session.open(work)
for found in session.diagnostics(work, until=bool):
    print(f"work.c:{found['range']['start']['line'] + 1}: {found['severity']} {found['source']} [{found['code']}]",
          found["message"].split("\n")[0])
    for other in found["relatedInformation"]:
        where = other["location"]
        print(f"  {pathlib.Path(where['uri']).name}:{where['range']['start']['line'] + 1}: {other['message']}")
    print("fix:", session.fix(work, found))
print("after the fix:", len(session.diagnostics(work, until=lambda found: not found)), "diagnostics")
for line in session.texts[work].split("\n"):
    if "lock" in line:
        print("text:", line.strip())

lines = session.texts[timer].split("\n")


def at(word, line):
    return session.hover(timer, line, lines[line].index(word))


print("hover:", at("expired", 1))
print("hover:", at("lock);", 3))
print("hover:", at("spin_lock", 3).count("lockctx"), "times about spin_lock")
session.save(work)
end = time.monotonic() + 120
while "{+.-.}" not in (found := at("lock);", 3)) and time.monotonic() < end:
    time.sleep(0.1)
print("after saving:", found)
print("exit status", session.close())
