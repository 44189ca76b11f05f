//===- JsonStream.cpp -----------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Report/JsonStream.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ConvertUTF.h"
#include "llvm/Support/Format.h"
#include "llvm/Support/Unicode.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace lockctx {

static void quote(StringRef Value, raw_ostream &OS) {
  auto Escape = [&](unsigned Unit) { OS << "\\u" << format_hex_no_prefix(Unit, 4); };
  std::string Fixed = json::fixUTF8(Value);
  OS << '"';
  for (const UTF8 *At = reinterpret_cast<const UTF8 *>(Fixed.data()), *End = At + Fixed.size(); At != End;) {
    const UTF8 *Begin = At;
    UTF32 Char;
    if (convertUTF8Sequence(&At, End, &Char, strictConversion) != conversionOK)
      llvm_unreachable("fixUTF8 left something to fix");
    if (Char == '"' || Char == '\\')
      OS << '\\' << static_cast<char>(Char);
    else if (Char < 0x80 ? isPrint(static_cast<char>(Char)) : sys::unicode::isPrintable(Char))
      OS << StringRef(reinterpret_cast<const char *>(Begin), At - Begin);
    else if (Char < 0x10000)
      Escape(Char);
    else {
      Escape(0xD800 + ((Char - 0x10000) >> 10));
      Escape(0xDC00 + ((Char - 0x10000) & 0x3FF));
    }
  }
  OS << '"';
}

void JsonStream::text(StringRef Value) {
  rawValue([&](raw_ostream &OS) { quote(Value, OS); });
}

void JsonStream::text(StringRef Key, StringRef Value) {
  attributeBegin(Key);
  text(Value);
  attributeEnd();
}

} // namespace lockctx
