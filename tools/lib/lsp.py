"""A session with a language server: what an editor does, and what it gets.

    session = Session([command...], root)
    session.open(path); session.diagnostics(path); session.hover(path, line, column); session.fix(path, diagnostic)

Lines and columns are from 0, as in the protocol. Times are from the request to the answer, in seconds.
"""

import json
import pathlib
import subprocess
import threading
import time

LIMIT = 120  # of seconds; a server that is silent for longer is broken


class Session:
    def __init__(self, command, root):
        self.server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                       stderr=subprocess.DEVNULL, cwd=root)
        self.changed = threading.Condition()
        self.answers, self.published, self.texts, self.versions, self.times = {}, {}, {}, {}, {}
        self.next_id, self.ended = 0, False
        threading.Thread(target=self.read, daemon=True).start()
        abilities = {"textDocument": {"publishDiagnostics": {"relatedInformation": True, "codeActionsInline": True,
                                                             "versionSupport": True},
                                      "codeAction": {"codeActionLiteralSupport": {"codeActionKind": {"valueSet": []}}},
                                      "hover": {"contentFormat": ["markdown"]}}}
        self.ask("initialize", {"processId": None, "rootUri": uri(root), "capabilities": abilities})
        self.tell("initialized", {})

    def read(self):
        while True:
            length = 0
            for line in iter(self.server.stdout.readline, b"\r\n"):
                if not line:
                    with self.changed:
                        self.ended = True
                        self.changed.notify_all()
                    return
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            message = json.loads(self.server.stdout.read(length))
            with self.changed:
                if message.get("method") == "textDocument/publishDiagnostics":
                    what = message["params"]
                    self.times[what["uri"]] = time.monotonic()
                    self.published.setdefault(what["uri"], []).append((what.get("version"), what["diagnostics"]))
                elif "id" in message and "method" not in message:
                    self.answers[message["id"]] = message
                self.changed.notify_all()

    def send(self, message):
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.server.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.server.stdin.flush()

    def tell(self, method, params):
        self.send({"method": method, "params": params})

    def ask(self, method, params):
        self.next_id += 1
        mine = self.next_id
        self.send({"id": mine, "method": method, "params": params})
        answer = self.wait(lambda: self.answers.get(mine), method)
        if "error" in answer:
            raise RuntimeError(f"{method}: {answer['error']}")
        return answer["result"]

    def wait(self, what, name):
        end = time.monotonic() + LIMIT
        with self.changed:
            while not (found := what()):
                if self.ended or not self.changed.wait(end - time.monotonic()):
                    raise RuntimeError(f"no answer to {name}" + (": the server ended" if self.ended else ""))
            return found

    def open(self, path):
        self.texts[path] = pathlib.Path(path).read_text()
        self.versions[path] = 1
        self.tell("textDocument/didOpen", {"textDocument": {"uri": uri(path), "languageId": "c", "version": 1,
                                                            "text": self.texts[path]}})

    def change(self, path, text):
        self.texts[path] = text
        self.versions[path] += 1
        self.tell("textDocument/didChange", {"textDocument": {"uri": uri(path), "version": self.versions[path]},
                                             "contentChanges": [{"text": text}]})

    def save(self, path):
        pathlib.Path(path).write_text(self.texts[path])
        self.tell("textDocument/didSave", {"textDocument": {"uri": uri(path)}})

    def diagnostics(self, path, until=lambda found: True):
        """Those of the text as it is now, once `until` holds for them."""
        def latest():
            now = [found for version, found in self.published.get(uri(path), []) if version == self.versions[path]]
            return [now[-1]] if now and until(now[-1]) else None
        return self.wait(latest, "diagnostics")[0]

    def settled(self, path, quiet=1.0):
        """When the last diagnostics of the text as it is now came, after which there are none for `quiet` seconds."""
        count = -1
        while count != (count := len(self.published.get(uri(path), []))):
            time.sleep(quiet)
        return self.times[uri(path)]

    def hover(self, path, line, column):
        found = self.ask("textDocument/hover", {"textDocument": {"uri": uri(path)},
                                                "position": {"line": line, "character": column}})
        return found["contents"]["value"] if found else ""

    def fix(self, path, diagnostic):
        """Makes the first quick-fix of the diagnostic; returns its title."""
        action = diagnostic["codeActions"][0]
        self.apply(action["edit"])
        return action["title"]

    def actions(self, path, diagnostic, only=None):
        """The code actions for a diagnostic."""
        context = {"diagnostics": [diagnostic], **({"only": only} if only else {})}
        return self.ask("textDocument/codeAction", {"textDocument": {"uri": uri(path)}, "range": diagnostic["range"],
                                                    "context": context}) or []

    def apply(self, edit):
        """Makes an edit of open files."""
        for path in [path for path in self.texts if uri(path) in edit["changes"]]:
            lines = self.texts[path].split("\n")
            for change in sorted(edit["changes"][uri(path)], reverse=True,
                                    key=lambda e: (e["range"]["start"]["line"], e["range"]["start"]["character"])):
                start, end = change["range"]["start"], change["range"]["end"]
                assert start["line"] == end["line"], change
                line = lines[start["line"]]
                lines[start["line"]] = line[:start["character"]] + change["newText"] + line[end["character"]:]
            self.change(path, "\n".join(lines))

    def close(self):
        self.ask("shutdown", None)
        self.tell("exit", None)
        return self.server.wait(LIMIT)


def uri(path):
    return pathlib.Path(path).as_uri()
