//===- OpenDocuments.cpp --------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "OpenDocuments.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FormatVariadic.h"

using namespace llvm;

namespace lockctx {

std::string pathOf(StringRef Uri) {
  std::string Path;
  if (!Uri.consume_front("file://"))
    return Path;
  for (; !Uri.empty(); Uri = Uri.drop_front())
    if (unsigned Code; Uri.size() > 2 && Uri[0] == '%' && !Uri.substr(1, 2).getAsInteger(16, Code)) {
      Path += static_cast<char>(Code);
      Uri = Uri.drop_front(2);
    } else {
      Path += Uri[0];
    }
  return Path;
}

std::string uriOf(StringRef Path) {
  std::string Uri = "file://";
  for (char C : Path)
    if (isAlnum(C) || StringRef("/-._~").contains(C))
      Uri += C;
    else
      Uri += formatv("%{0:X-2}", static_cast<unsigned char>(C)).str();
  return Uri;
}

/// The change that adds the space, or takes it away.
json::Value OpenDocuments::space(Document &D) {
  json::Object Start{{"line", D.Lines}, {"character", 0}}, End{{"line", D.Lines}, {"character", D.HasSpace ? 1 : 0}};
  D.HasSpace = !D.HasSpace;
  return json::Object{{"range", json::Object{{"start", std::move(Start)}, {"end", std::move(End)}}},
                      {"text", D.HasSpace ? " " : ""}};
}

static std::string changeOf(const json::Value &Uri, const json::Value &Version, json::Value Change) {
  json::Value Message =
      json::Object{{"jsonrpc", "2.0"},
                   {"method", "textDocument/didChange"},
                   {"params", json::Object{{"textDocument", json::Object{{"uri", Uri}, {"version", Version}}},
                                           {"contentChanges", json::Array{std::move(Change)}}}}};
  return formatv("{0}", Message).str();
}

void OpenDocuments::follow(Document &D, const json::Array &Changes) {
  for (const json::Value &V : Changes) {
    const json::Object *Change = V.getAsObject();
    if (!Change)
      continue;
    int64_t Lines = Change->getString("text").value_or("").count('\n');
    if (const json::Object *Range = Change->getObject("range")) {
      const json::Object *Start = Range->getObject("start"), *End = Range->getObject("end");
      if (Start && End)
        D.Lines += Lines - End->getInteger("line").value_or(0) + Start->getInteger("line").value_or(0);
    } else {
      D.Lines = Lines;
    }
  }
}

SmallVector<std::string, 2> OpenDocuments::fromEditor(std::string Message) {
  StringRef Text = Message;
  // A formatter would find the space.
  bool Formats = Text.contains("ormatting\"");
  // neovim escapes the slash in "textDocument/didOpen".
  if (!Formats && none_of(ArrayRef<StringRef>{"didOpen\"", "didChange\"", "didSave\"", "didClose\""},
                          [&](StringRef Method) { return Text.contains(Method); }))
    return {std::move(Message)};
  auto Parsed = json::parse(Text);
  if (!Parsed) {
    consumeError(Parsed.takeError());
    return {std::move(Message)};
  }
  json::Object *Root = Parsed->getAsObject();
  json::Object *Parameters = Root ? Root->getObject("params") : nullptr;
  json::Object *About = Parameters ? Parameters->getObject("textDocument") : nullptr;
  StringRef Method = Root ? Root->getString("method").value_or("") : "";
  auto Uri = About ? About->getString("uri") : std::nullopt;
  if (!Uri)
    return {std::move(Message)};
  std::string Path = pathOf(*Uri);
  const json::Value *Version = About->get("version");
  if (Method == "textDocument/didOpen") {
    Documents[Path] = {*About->get("uri"), Version ? *Version : json::Value(nullptr),
                       int64_t(About->getString("text").value_or("").count('\n')), false};
    return {std::move(Message)};
  }
  auto It = Documents.find(Path);
  if (It == Documents.end())
    return {std::move(Message)};
  Document &D = It->second;
  if (Method == "textDocument/didClose") {
    Documents.erase(It);
  } else if (Method == "textDocument/didSave") {
    D.Unsaved = false;
  } else if (Method == "textDocument/didChange") {
    D.Unsaved = true;
    if (Version)
      D.Version = *Version;
    json::Array *Changes = Parameters->getArray("contentChanges");
    if (!Changes)
      return {std::move(Message)};
    bool Had = D.HasSpace;
    json::Value Without = Had ? space(D) : json::Value(nullptr);
    follow(D, *Changes);
    if (Had) {
      Changes->insert(Changes->begin(), std::move(Without));
      return {formatv("{0}", *Parsed).str()};
    }
  } else if (Formats && D.HasSpace) {
    return {changeOf(D.Uri, D.Version, space(D)), std::move(Message)};
  }
  return {std::move(Message)};
}

std::string OpenDocuments::lookAgain(StringRef Path) {
  auto It = Documents.find(Path.str());
  if (It == Documents.end())
    return "";
  return changeOf(It->second.Uri, It->second.Version, space(It->second));
}

bool OpenDocuments::isUnsaved(StringRef Path) const {
  auto It = Documents.find(Path.str());
  return It != Documents.end() && It->second.Unsaved;
}

std::vector<std::string> OpenDocuments::paths() const {
  std::vector<std::string> Paths;
  for (const auto &[Path, D] : Documents)
    Paths.push_back(Path);
  return Paths;
}

} // namespace lockctx
