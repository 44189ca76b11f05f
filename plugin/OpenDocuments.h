//===- OpenDocuments.h - What the editor has open ---------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Makes clangd look at an open file again. It does so only for a changed text, so it is told of one: a space at the
/// begin of the last line, which is taken away before the editor's next change.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PLUGIN_OPENDOCUMENTS_H
#define LOCKCTX_PLUGIN_OPENDOCUMENTS_H

#include "llvm/ADT/SmallVector.h"
#include "llvm/Support/JSON.h"
#include <map>
#include <string>

namespace lockctx {

/// The path of a file:// URI, and back.
std::string pathOf(llvm::StringRef Uri);
std::string uriOf(llvm::StringRef Path);

class OpenDocuments {
public:
  /// What the server is to get for the editor's \p Message.
  llvm::SmallVector<std::string, 2> fromEditor(std::string Message);
  /// What makes the server look at the file again; empty if it is not open.
  std::string lookAgain(llvm::StringRef Path);
  std::vector<std::string> paths() const;
  /// Whether the editor has another text than the file.
  bool isUnsaved(llvm::StringRef Path) const;

private:
  struct Document {
    llvm::json::Value Uri = nullptr, Version = nullptr;
    int64_t Lines = 0; ///< Number of the last line, from 0.
    bool HasSpace = false, Unsaved = false;
  };
  static llvm::json::Value space(Document &D);
  static void follow(Document &D, const llvm::json::Array &Changes);

  std::map<std::string, Document> Documents; ///< By path.
};

} // namespace lockctx

#endif
