//===- ShellWords.cpp - The simple commands of a shell line ---------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Project/ShellWords.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"

using namespace llvm;
using namespace lockctx;

namespace {

class Splitter {
public:
  explicit Splitter(StringRef Text) : Text(Text) {}
  std::vector<ShellCommand> run();

private:
  StringRef Text;
  size_t At = 0;
  std::string Word;
  bool InWord = false;   ///< A word has begun, maybe an empty one ('').
  bool Plain = true;     ///< Nothing of the word was quoted.
  bool Assigns = false;  ///< The word is NAME=... with a plain NAME.
  bool SkipWord = false; ///< The next word is the target of a redirection.
  ShellCommand Command;
  std::vector<ShellCommand> Commands;

  bool more() const { return At < Text.size(); }
  char next() const { return At + 1 < Text.size() ? Text[At + 1] : '\0'; }
  void add(char C) {
    if (C == '=' && Plain && !Word.empty() && all_of(Word, [](char W) { return isAlnum(W) || W == '_'; }))
      Assigns = true;
    InWord = true;
    Word += C;
  }
  void singleQuoted();
  void doubleQuoted();
  void backslash();
  void substitution();
  void redirection();
  void endWord();
  void endCommand();
};

bool isReserved(StringRef Word) {
  static constexpr StringRef kWords[] = {"if", "then", "elif", "else", "fi", "while", "until",
                                         "do", "done", "{",    "}",    "!",  "time"};
  return is_contained(kWords, Word);
}

} // namespace

void Splitter::singleQuoted() {
  InWord = true;
  Plain = false;
  size_t End = Text.find('\'', ++At);
  Word += Text.slice(At, End);
  At = End == StringRef::npos ? Text.size() : End + 1;
}

void Splitter::doubleQuoted() {
  InWord = true;
  Plain = false;
  for (++At; more() && Text[At] != '"'; ++At) {
    if (Text[At] == '\\' && StringRef("\"\\$`\n").contains(next())) {
      ++At;
      if (Text[At] == '\n')
        continue;
    }
    Word += Text[At];
  }
  At += more();
}

void Splitter::backslash() {
  ++At;
  if (!more())
    return;
  if (Text[At] != '\n') {
    add(Text[At]);
    Plain = false;
  }
  ++At;
}

/// $(...) or `...`: one part of the word, with the quotes and parentheses in it.
void Splitter::substitution() {
  if (Text[At] == '`') {
    size_t End = std::min(Text.find('`', At + 1), Text.size() - 1);
    while (At <= End)
      add(Text[At++]);
    return;
  }
  unsigned Depth = 0;
  char Quote = 0;
  add(Text[At++]); // $
  while (more()) {
    char C = Text[At];
    if (C == '\\' && Quote != '\'' && At + 1 < Text.size())
      add(Text[At++]);
    else if (Quote)
      Quote = C == Quote ? 0 : Quote;
    else if (C == '\'' || C == '"')
      Quote = C;
    else if (C == '(')
      ++Depth;
    else if (C == ')')
      --Depth;
    add(Text[At++]);
    if (Depth == 0)
      return;
  }
}

/// `2>&1`, `> file`, `<< END`: the descriptor in front and the target behind are no arguments.
void Splitter::redirection() {
  if (InWord && Plain && all_of(Word, isDigit)) {
    Word.clear();
    InWord = false;
  }
  endWord();
  while (more() && StringRef("<>&|-").contains(Text[At]))
    ++At;
  SkipWord = true;
}

void Splitter::endWord() {
  if (!InWord)
    return;
  if (SkipWord)
    SkipWord = false;
  else if (!Command.empty() || !(Assigns || (Plain && isReserved(Word))))
    Command.push_back(std::move(Word));
  Word.clear();
  InWord = Assigns = false;
  Plain = true;
}

void Splitter::endCommand() {
  endWord();
  SkipWord = false;
  if (!Command.empty())
    Commands.push_back(std::move(Command));
  Command.clear();
}

std::vector<ShellCommand> Splitter::run() {
  while (more()) {
    char C = Text[At];
    if (C == '\'')
      singleQuoted();
    else if (C == '"')
      doubleQuoted();
    else if (C == '\\')
      backslash();
    else if (C == '`' || (C == '$' && next() == '('))
      substitution();
    else if (C == '#' && !InWord) {
      At = std::min(Text.find('\n', At), Text.size());
    } else if (C == '<' || C == '>' || (C == '&' && next() == '>')) {
      redirection();
    } else if (StringRef(";&|()\n").contains(C)) {
      endCommand();
      ++At;
    } else if (isSpace(C)) {
      endWord();
      ++At;
    } else {
      add(C);
      ++At;
    }
  }
  endCommand();
  return std::move(Commands);
}

std::vector<ShellCommand> lockctx::splitShell(StringRef Line) { return Splitter(Line).run(); }
