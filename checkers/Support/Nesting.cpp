//===- Nesting.cpp --------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Support/Nesting.h"
#include "Support/Errors.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;

namespace lockctx {
namespace {

/// Brackets that are open.
class Depth {
public:
  /// Whether there are too many after \p C.
  bool exceededBy(char C) {
    if (C == '[' || C == '{')
      return ++Open > kMaxNesting;
    if ((C == ']' || C == '}') && Open)
      --Open;
    return false;
  }

private:
  unsigned Open = 0;
};

} // namespace

Expected<json::Value> parseJson(StringRef Text) {
  Depth Brackets;
  bool Quoted = false;
  for (size_t I = 0; I < Text.size(); ++I)
    if (Quoted && Text[I] == '\\')
      ++I;
    else if (Text[I] == '"')
      Quoted = !Quoted;
    else if (!Quoted && Brackets.exceededBy(Text[I]))
      return failure("byte " + Twine(I) + ": more than " + Twine(kMaxNesting) + " levels of brackets");
  return json::parse(Text);
}

Error checkYamlNesting(StringRef File, StringRef Text) {
  Depth Brackets;
  unsigned Marks = 0; // with nothing but blanks between them: each may begin a level
  for (size_t I = 0; I < Text.size(); ++I) {
    char C = Text[I];
    bool Begins = (C == '-' || C == '?' || C == ':') && (I + 1 == Text.size() || isSpace(Text[I + 1]));
    if (StringRef("[]{},").contains(C) || Begins)
      ++Marks;
    else if (!isSpace(C))
      Marks = 0;
    if (Brackets.exceededBy(C) || Marks > kMaxNesting)
      return failure(File + ":" + Twine(Text.take_front(I).count('\n') + 1) + ": more than " + Twine(kMaxNesting) +
                     " brackets, commas or dashes that begin something");
  }
  return Error::success();
}

} // namespace lockctx
