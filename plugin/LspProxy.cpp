//===- LspProxy.cpp -------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "LspProxy.h"
#include "Engine/Digest.h"
#include "OpenDocuments.h"
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
  bool Wanted = true;
};

class Proxy {
public:
  Proxy(const ProxyOptions &O, int ToServer, int FromServer, int News)
      : O(O), ToServer(ToServer), FromServer(FromServer), News(News), Refresh(O, [this] {
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
    std::thread([this] {
      std::string Line;
      for (char C; read(News, &C, 1) == 1;)
        if (C != '\n')
          Line += C;
        else
          lookAgain(std::exchange(Line, ""));
    }).detach();
    Messages In(FromServer);
    for (std::string Text; In.next(Text) && send(STDOUT_FILENO, completed(Text));)
      ;
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

  /// Remembers what the answer to \p Request will need.
  void note(StringRef Request) {
    if (!Request.contains("hover\"") && !Request.contains("didSave\"")) // neovim escapes the slash before it
      return;
    auto Parsed = json::parse(Request);
    if (!Parsed) {
      consumeError(Parsed.takeError());
      return;
    }
    const json::Object *Message = Parsed->getAsObject();
    auto Method = Message ? Message->getString("method") : std::nullopt;
    if (Method == "textDocument/didSave")
      Refresh.ask();
    if (Method != "textDocument/hover" || !Message->get("id"))
      return;
    const json::Object *Parameters = Message->getObject("params");
    const json::Object *Document = Parameters ? Parameters->getObject("textDocument") : nullptr;
    std::lock_guard<std::mutex> Lock(Mutex);
    Hovers[text(*Message->get("id"))] = pathOf(Document ? Document->getString("uri").value_or("") : "");
  }

  /// \p Answer, with our text if it is one to a hover request.
  std::string completed(const std::string &Answer) {
    std::lock_guard<std::mutex> Lock(Mutex);
    if (Hovers.empty())
      return Answer;
    auto Parsed = json::parse(Answer);
    if (!Parsed) {
      consumeError(Parsed.takeError());
      return Answer;
    }
    json::Object *Message = Parsed->getAsObject();
    if (!Message || Message->get("method") || !Message->get("id"))
      return Answer;
    auto Asked = Hovers.find(text(*Message->get("id")));
    if (Asked == Hovers.end())
      return Answer;
    std::string File = Asked->second;
    Hovers.erase(Asked);
    json::Object *Result = Message->getObject("result");
    json::Object *Contents = Result ? Result->getObject("contents") : nullptr;
    auto Hover = Contents ? Contents->getString("value") : std::nullopt;
    if (!Hover || O.Store.empty())
      return Answer;
    auto From = Digest::open(O.Store);
    if (!From) { // not made yet
      consumeError(From.takeError());
      return Answer;
    }
    std::string Ours = textFor(*Hover, File, *From);
    if (Ours.empty())
      return Answer;
    (*Contents)["value"] = (*Hover + "\n\n---\n" + Ours).str();
    return text(*Parsed);
  }

  static std::string text(const json::Value &V) { return formatv("{0}", V).str(); }

  const ProxyOptions &O;
  int ToServer, FromServer, News;
  std::mutex ToServerMutex; ///< For a whole message, and what it means to Open.
  OpenDocuments Open;
  bool Ended = false;
  Refresher Refresh;
  std::mutex Mutex;
  std::map<std::string, std::string> Hovers; ///< Requests that wait, by their id: the file.
};

} // namespace

void runProxy(const ProxyOptions &O, int ToServer, int FromServer, int News) {
  // Its threads may outlive this; they end with the process.
  (new Proxy(O, ToServer, FromServer, News))->run();
}

} // namespace lockctx
