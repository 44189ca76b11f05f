//===- SourceNames.cpp ----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Report/SourceNames.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Unicode.h"

using namespace llvm;

namespace lockctx {

/// Whether \p Rest, which follows \p Before, is what a CI's log reader takes for a command: GitHub's `::error ...` at
/// the beginning of a line, `##[...]` anywhere; Azure's `##vso[...]`.
static bool isLogCommand(StringRef Before, StringRef Rest) {
  return (Rest.starts_with("::") && (Before.empty() || Before.back() == ' ')) || Rest.starts_with("##[") ||
         Rest.starts_with("##vso[");
}

std::string printable(StringRef Text) {
  std::string Out;
  Out.reserve(Text.size());
  const UTF8 *At = Text.bytes_begin(), *End = Text.bytes_end();
  while (At != End) {
    if (isLogCommand(Out, Text.drop_front(At - Text.bytes_begin()))) {
      Out += "<U+" + utohexstr(*At++, /*LowerCase=*/false, 4) + ">";
      continue;
    }
    if (isPrint(*At)) {
      Out += static_cast<char>(*At++);
      continue;
    }
    const UTF8 *Begin = At;
    UTF32 Char;
    if (convertUTF8Sequence(&At, End, &Char, strictConversion) != conversionOK) {
      Out += "<" + utohexstr(*Begin, /*LowerCase=*/false, 2) + ">";
      At = Begin + 1;
    } else if (sys::unicode::isPrintable(Char) && Char != 0xAD) {
      Out.append(Begin, At);
    } else {
      Out += "<U+" + utohexstr(Char, /*LowerCase=*/false, 4) + ">";
    }
  }
  return Out;
}

StringRef plainHeadline(const Finding &F) {
  StringRef Headline(F.Headline);
  if (!Headline.consume_front("WARNING: "))
    Headline.consume_front("BUG: ");
  return Headline;
}

const char *name(Confidence C) {
  static const char *const Names[] = {"high", "medium", "low"};
  return Names[static_cast<unsigned>(C)];
}

const char *name(Severity S) {
  static const char *const Names[] = {"error", "warning", "note"};
  return Names[static_cast<unsigned>(S)];
}

SourceNames::SourceNames(StringRef SourceRoot) {
  if (!sys::path::is_absolute(SourceRoot))
    return;
  SmallString<256> Root(SourceRoot);
  sys::path::remove_dots(Root, /*remove_dot_dot=*/true);
  Prefix = Root.str();
  if (!StringRef(Prefix).ends_with("/"))
    Prefix += '/';
}

std::string SourceNames::path(StringRef File) const {
  if (File.empty())
    return "";
  SmallString<256> Path(File);
  if (!sys::path::is_absolute(File) && !Prefix.empty())
    Path = (Prefix + File).str();
  sys::path::remove_dots(Path, /*remove_dot_dot=*/true);
  StringRef Name = Path;
  if (!Prefix.empty() && Name.size() > Prefix.size())
    Name.consume_front(Prefix);
  return Name.str();
}

std::string SourceNames::place(const SourceLocation &Loc) const {
  std::string Name = path(Loc.File);
  return Loc.Line ? Name + ":" + utostr(Loc.Line) : Name;
}

std::string SourceNames::text(StringRef Text) const {
  // A root of "/" would take the slash off every path.
  if (Prefix.size() < 2)
    return Text.str();
  std::string Out;
  while (true) {
    size_t At = Text.find(Prefix);
    Out += Text.take_front(At);
    if (At == StringRef::npos)
      return Out;
    // "/src/" is not the root in "/usr/src/linux".
    bool InPath = !Out.empty() && (isAlnum(Out.back()) || StringRef("/._-").contains(Out.back()));
    if (InPath)
      Out += Prefix;
    Text = Text.drop_front(At + Prefix.size());
  }
}

/// Everything but RFC 3986's unreserved characters and the slashes between segments; a plus is left alone too.
static std::string encode(StringRef Path) {
  std::string Out;
  for (char C : Path)
    if (isAlnum(C) || StringRef("-._~/+").contains(C))
      Out += C;
    else
      Out += "%" + utohexstr(static_cast<unsigned char>(C), /*LowerCase=*/false, 2);
  return Out;
}

std::string SourceNames::uri(StringRef File) const {
  std::string Path = path(File);
  return (sys::path::is_absolute(Path) ? "file://" : "") + encode(Path);
}

std::string SourceNames::rootUri() const { return Prefix.empty() ? "" : "file://" + encode(Prefix); }

std::optional<std::string> SourceLines::line(const SourceLocation &Loc) {
  constexpr unsigned kFiles = 64;
  constexpr uint64_t kLargest = 64u << 20;
  if (!Read || Loc.Line == 0)
    return std::nullopt;
  if (Files.size() > kFiles && !Files.contains(Loc.File))
    Files.clear();
  auto [It, New] = Files.try_emplace(Loc.File);
  File &F = It->second;
  if (New) {
    // A fifo or a device that happens to have the name must not stop us, nor a file that shrinks while it is mapped.
    sys::fs::file_status Status;
    if (!sys::fs::status(Loc.File, Status) && sys::fs::is_regular_file(Status) && Status.getSize() <= kLargest)
      if (auto Buffer = MemoryBuffer::getFile(Loc.File, /*IsText=*/false, /*RequiresNullTerminator=*/false,
                                              /*IsVolatile=*/true))
        F.Buffer = std::move(*Buffer);
    if (F.Buffer) {
      StringRef Text = F.Buffer->getBuffer();
      for (size_t At = 0; At < Text.size() && At != StringRef::npos;) {
        F.Starts.push_back(At);
        At = Text.find('\n', At);
        if (At != StringRef::npos)
          ++At;
      }
    }
  }
  if (Loc.Line > F.Starts.size())
    return std::nullopt;
  StringRef Line = F.Buffer->getBuffer().drop_front(F.Starts[Loc.Line - 1]).split('\n').first;
  return Line.rtrim("\r").str();
}

} // namespace lockctx
