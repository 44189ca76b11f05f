#!/usr/bin/env python3
"""Opens an HTML report in Chromium, from a file and without a network, and runs a script in it.

    browse.py CHROMIUM REPORT SCRIPT [WIDTH]

The script is JavaScript that runs after the report's own; it says what is wrong by throwing, and prints with say(). An
error on the console, or of the report's script, is a failure too.
"""
import pathlib
import re
import subprocess
import sys
import tempfile

chromium, report, script = sys.argv[1:4]
width = sys.argv[4] if len(sys.argv) > 4 else "1200"
page = pathlib.Path(report).read_text()
assert not re.search(r"https?://(?!www.w3.org/2000/svg)", page.split('id="data"')[0]), "the page loads something"
extra = f"""<script>
const said = []; const say = text => said.push(text);
const must = (what, why) => {{ if (!what) throw new Error(why); }};
try {{
{pathlib.Path(script).read_text()}
}} catch (e) {{ said.push("FAILED: " + e.message); }}
document.documentElement.replaceChildren(document.createElement("body"));
document.body.textContent = "BEG" + "IN" + said.join("|") + "EN" + "D";
</script>"""
with tempfile.TemporaryDirectory() as scratch:
    copy = pathlib.Path(scratch, "report.html")
    copy.write_text(page.replace("</body>", extra + "</body>"))
    done = subprocess.run([chromium, "--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={scratch}/profile",
                           "--enable-logging=stderr", "--proxy-server=127.0.0.1:1", f"--window-size={width},900",
                           "--virtual-time-budget=20000", "--dump-dom", copy.as_uri()],
                          capture_output=True, text=True, timeout=240)
console = [line for line in done.stderr.splitlines() if "CONSOLE" in line]
found = re.search("BEGIN(.*)END", done.stdout, re.S)
text = found.group(1) if found else "FAILED: the script did not end"
print("\n".join(text.split("|")))
if console:
    print("\n".join(console))
sys.exit(1 if console or "FAILED" in text else 0)
