"""Whether reports on hostile sources are harmless: harmless.py REPORT..."""

import re
import sys

for path in sys.argv[1:]:
    text = open(path, encoding="utf-8").read()
    if path.endswith(".patch"):  # a diff has the bytes of the source; what we say about it has none of them
        text = "\n".join(line for line in text.split("\n") if line.startswith("#"))
    # Colours, and links on the name of a rule, are ours.
    plain = re.sub(r"\x1b\[[0-9;]*m", "", text) if path.endswith(".txt") else text
    if "owned" not in text and not path.endswith("messages"):
        sys.exit(f"{path}: the hostile names are not in it, so nothing is tested")
    found = re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", plain)
    if found:
        sys.exit(f"{path}: {found.group()!r} in {plain[max(0, found.start() - 80):found.end() + 20]!r}")
    # What a CI's log reader takes for a command; nobody shows the other formats in a log.
    if path.endswith((".txt", "messages")):
        found = re.search(r"^\s*::.*|.*##(vso)?\[.*", plain, re.M)
        if found:
            sys.exit(f"{path}: a command to the CI: {found.group()!r}")
    if path.endswith(".txt") and "\x1b[31m.c" in text:
        sys.exit(f"{path}: a file's name colours the terminal")
    if path.endswith(".html") and re.search(r"<script>alert|<img src=x", text):
        sys.exit(f"{path}: markup of a source is markup of the report")
