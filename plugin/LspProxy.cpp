//===- LspProxy.cpp -------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "LspProxy.h"
#include "Engine/Digest.h"
#include "OpenDocuments.h"
#include "PatchAction.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/JSON.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/Regex.h"
#include "llvm/Support/raw_ostream.h"
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>

using namespace llvm;

namespace lockctx {
namespace {

/// Messages as they come over a pipe.
class Messages {
public:
  explicit Messages(int Fd) : Fd(Fd) {}

  /// The next one's text; false at the end, or where there is no message.
  bool next(std::string &Text) {
    size_t Length = 0;
    for (;;) {
      size_t End = Buffer.find("\r\n");
      while (End == std::string::npos) {
        if (!fill())
          return false;
        End = Buffer.find("\r\n");
      }
      StringRef Line(Buffer.data(), End);
      bool Last = Line.empty();
      if (Line.consume_front_insensitive("content-length:") && Line.trim().getAsInteger(10, Length))
        return false;
      Buffer.erase(0, End + 2);
      if (Last)
        break;
    }
    while (Buffer.size() < Length)
      if (!fill())
        return false;
    Text = Buffer.substr(0, Length);
    Buffer.erase(0, Length);
    return true;
  }

private:
  bool fill() {
    char Chunk[1 << 16];
    ssize_t N;
    do
      N = read(Fd, Chunk, sizeof Chunk);
    while (N < 0 && errno == EINTR);
    if (N <= 0)
      return false;
    Buffer.append(Chunk, N);
    return true;
  }

  int Fd;
  std::string Buffer;
};

bool send(int Fd, StringRef Text) {
  std::string Message = ("Content-Length: " + Twine(Text.size()) + "\r\n\r\n" + Text).str();
  for (StringRef Rest = Message; !Rest.empty();) {
    ssize_t N = write(Fd, Rest.data(), Rest.size());
    if (N < 0 && errno == EINTR)
      continue;
    if (N <= 0)
      return false;
    Rest = Rest.drop_front(N);
  }
  return true;
}

/// What clangd's hover text is about: its first line has the kind and the name, a comment in its code the record.
std::string textFor(StringRef Hover, StringRef File, const Digest &From) {
  SmallVector<StringRef, 4> Match;
  if (!Regex("^(### )?(function|field|variable|static-variable|param)[^`]*`([A-Za-z0-9_]+)`").match(Hover, &Match) &&
      !Regex("^()(function|field|variable) ([A-Za-z0-9_]+)").match(Hover, &Match))
    return "";
  StringRef Kind = Match[2], Name = Match[3];
  if (Kind == "function")
    return From.function(Name, File);
  if (Kind != "field")
    return From.lockClass(Name);
  // A copy: the matches are overwritten.
  std::string Field = Name.str();
  if (!Regex("// In ((struct |union )?[A-Za-z0-9_]+)").match(Hover, &Match))
    return "";
  return From.lockClass((Match[1] + "." + Field).str());
}

/// Brings the store up to date when asked, one run at a time; for as long as the process lives.
class Refresher {
public:
  /// \p Done is called when the store has become another one.
  Refresher(const ProxyOptions &O, std::function<void()> Done) : O(O), Done(std::move(Done)) {
    if (!O.Commands.empty() && !O.Store.empty())
      std::thread([this] { run(); }).detach();
  }
  void ask() {
    {
      std::lock_guard<std::mutex> Lock(Mutex);
      Wanted = true;
    }
    Changed.notify_one();
  }

private:
  void run() {
    setpriority(PRIO_PROCESS, gettid(), 10); // of this thread and what it runs: the user waits for clangd
    for (;;) {
      {
        std::unique_lock<std::mutex> Lock(Mutex);
        Changed.wait(Lock, [&] { return Wanted; });
        Wanted = false;
      }
      // What it cannot do now, the next save may: a failure shows in the log that the editor keeps.
      std::optional<StringRef> Quiet[] = {StringRef(""), StringRef("/dev/null"), std::nullopt};
      auto Before = stamp();
      if (sys::ExecuteAndWait(O.Lockctx, {O.Lockctx, "extract", "-p", O.Commands, "-o", O.Store}, std::nullopt,
                              Quiet) != 0)
        continue;
      sys::ExecuteAndWait(O.Lockctx, {O.Lockctx, "link", O.Store}, std::nullopt, Quiet);
      if (stamp() != Before)
        Done();
    }
  }
  /// lockctx extract writes the manifest anew if it has extracted something.
  sys::TimePoint<> stamp() const {
    sys::fs::file_status Status;
    (void)sys::fs::status(O.Store + "/manifest.json", Status);
    return Status.getLastModificationTime();
  }

  const ProxyOptions &O;
  std::function<void()> Done;
  std::mutex Mutex;
  std::condition_variable Changed;
  bool Wanted = false;
};

class Proxy {
public:
  Proxy(const ProxyOptions &O, int ToServer, int FromServer, int News, int Opened)
      : O(O), ToServer(ToServer), FromServer(FromServer), News(News), Opened(Opened), Refresh(O, [this] {
          for (const std::string &Path : openPaths())
            lookAgain(Path);
        }) {}

  void run() {
    // Not waited for: when the server is gone, an editor that is still there has nobody to talk to.
    std::thread([this] {
      Messages In(STDIN_FILENO);
      for (std::string Text; In.next(Text);) {
        note(Text); // before the server can answer
        std::lock_guard<std::mutex> Lock(ToServerMutex);
        if (!all_of(Open.fromEditor(Text), [this](const std::string &M) { return send(ToServer, M); }))
          break;
      }
      std::lock_guard<std::mutex> Lock(ToServerMutex);
      close(ToServer);
      Ended = true;
    }).detach();
    std::thread([this] { eachLine(News, [this](StringRef Path) { lookAgain(Path); }); }).detach();
    Messages In(FromServer);
    bool Shown = false;
    for (std::string Text; In.next(Text) && send(STDOUT_FILENO, completed(Text));)
      if (!Shown && StringRef(Text).contains("publishDiagnostics\"")) {
        Shown = true; // up to now, the user waits for the server
        Refresh.ask();
      }
    close(STDOUT_FILENO);
  }

private:
  std::vector<std::string> openPaths() {
    std::lock_guard<std::mutex> Lock(ToServerMutex);
    return Open.paths();
  }
  void lookAgain(StringRef Path) {
    std::lock_guard<std::mutex> Lock(ToServerMutex);
    if (std::string Message = Open.lookAgain(Path); !Message.empty() && !Ended)
      send(ToServer, Message);
  }

  /// Remembers what the answer to \p Text will need, if it is a request.
  void note(StringRef Text) {
    if (none_of(ArrayRef<StringRef>{"hover\"", "codeAction\"", "didOpen\"",
                                    "didSave\""}, // neovim escapes the slash before it
                [&](StringRef Method) { return Text.contains(Method); }))
      return;
    auto Parsed = json::parse(Text);
    if (!Parsed) {
      consumeError(Parsed.takeError());
      return;
    }
    const json::Object *Message = Parsed->getAsObject();
    auto Method = Message ? Message->getString("method") : std::nullopt;
    if (Method == "textDocument/didSave")
      Refresh.ask();
    const json::Object *Parameters = Message ? Message->getObject("params") : nullptr;
    const json::Object *Document = Parameters ? Parameters->getObject("textDocument") : nullptr;
    Request R;
    R.File = pathOf(Document ? Document->getString("uri").value_or("") : "");
    if (Method == "textDocument/didOpen") {
      std::string Line = R.File + "\n";
      (void)!write(Opened, Line.data(), Line.size());
    }
    if ((Method != "textDocument/hover" && Method != "textDocument/codeAction") || !Message->get("id"))
      return;
    if (Method == "textDocument/codeAction") {
      const json::Object *Context = Parameters ? Parameters->getObject("context") : nullptr;
      const json::Array *Only = Context ? Context->getArray("only") : nullptr;
      const json::Array *Diagnostics = Context ? Context->getArray("diagnostics") : nullptr;
      if (!Diagnostics || (Only && !Only->empty() && !is_contained(*Only, json::Value("quickfix"))))
        return;
      R.Diagnostics = *Diagnostics;
    }
    std::lock_guard<std::mutex> Lock(Mutex);
    Requests[text(*Message->get("id"))] = std::move(R);
  }

  /// \p Answer, with what we have to add to it.
  std::string completed(const std::string &Answer) {
    std::lock_guard<std::mutex> Lock(Mutex);
    if (Requests.empty())
      return Answer;
    auto Parsed = json::parse(Answer);
    if (!Parsed) {
      consumeError(Parsed.takeError());
      return Answer;
    }
    json::Object *Message = Parsed->getAsObject();
    if (!Message || Message->get("method") || !Message->get("id"))
      return Answer;
    auto Asked = Requests.find(text(*Message->get("id")));
    if (Asked == Requests.end())
      return Answer;
    Request R = std::move(Asked->second);
    Requests.erase(Asked);
    json::Value *Result = Message->get("result");
    if (!Result || O.Store.empty())
      return Answer;
    auto From = Digest::open(O.Store);
    if (!From) { // not made yet
      consumeError(From.takeError());
      return Answer;
    }
    return (R.Diagnostics ? addActions(R, *From, *Result) : addText(R, *From, *Result)) ? text(*Parsed) : Answer;
  }

  struct Request {
    std::string File;
    std::optional<json::Array> Diagnostics; ///< Of a request for code actions; none: a hover.
  };

  bool addText(const Request &R, const Digest &From, json::Value &Result) {
    json::Object *Hover = Result.getAsObject();
    json::Object *Contents = Hover ? Hover->getObject("contents") : nullptr;
    auto Theirs = Contents ? Contents->getString("value") : std::nullopt;
    std::string Ours = Theirs ? textFor(*Theirs, R.File, From) : "";
    if (Ours.empty())
      return false;
    (*Contents)["value"] = (*Theirs + "\n\n---\n" + Ours).str();
    return true;
  }

  bool addActions(const Request &R, const Digest &From, json::Value &Result) {
    json::Array Ours = patchActions(From, R.File, *R.Diagnostics, [this](StringRef Path) {
      std::lock_guard<std::mutex> Lock(ToServerMutex);
      return Open.isUnsaved(Path);
    });
    if (Ours.empty())
      return false;
    if (Result.kind() == json::Value::Null)
      Result = json::Array();
    json::Array *Actions = Result.getAsArray();
    if (Actions)
      for (json::Value &Action : Ours)
        Actions->push_back(std::move(Action));
    return Actions;
  }

  static std::string text(const json::Value &V) { return formatv("{0}", V).str(); }

  const ProxyOptions &O;
  int ToServer, FromServer, News, Opened;
  std::mutex ToServerMutex; ///< For a whole message, and what it means to Open.
  OpenDocuments Open;
  bool Ended = false;
  Refresher Refresh;
  std::mutex Mutex;
  std::map<std::string, Request> Requests; ///< That wait, by their id.
};

} // namespace

void eachLine(int Fd, function_ref<void(StringRef)> Use) {
  std::string Line;
  for (char C; read(Fd, &C, 1) == 1;)
    if (C != '\n')
      Line += C;
    else
      Use(std::exchange(Line, ""));
}

void runProxy(const ProxyOptions &O, int ToServer, int FromServer, int News, int Opened) {
  // Its threads may outlive this; they end with the process.
  (new Proxy(O, ToServer, FromServer, News, Opened))->run();
}

} // namespace lockctx
