//===- Options.h - What the command line says -------------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_TOOLS_OPTIONS_H
#define LOCKCTX_TOOLS_OPTIONS_H

#include "Model/Finding.h"
#include <string>
#include <vector>

namespace lockctx {

enum class Command {
  Check,
  Extract,
  Link,
  Baseline,
  Show,
  Splat,
  Explain,
  Diff,
  Rules,
  Dump,
  Commands,
  CheckModels,
  Store
};

/// The command line, as plain data.
struct Options {
  Command Cmd = Command::Check;
  // Input
  std::string Build, Kbuild, ModuleDir;
  std::vector<std::string> Make, Paths;
  bool Sandbox = false;            ///< For kbuild's dry run.
  std::vector<std::string> Stores; ///< link, dump: to read instead of sources
  unsigned Shard = 1, Shards = 1;  ///< extract: which part of the units
  bool Clear = false;              ///< store
  std::string CacheStore;          ///< Where facts are kept; empty: the default place
  std::string Repository, Tree;    ///< diff: what is below the one is read below the other.
  // Analysis
  std::vector<std::string> Rules, Annotations, Profiles;
  Confidence Least = Confidence::Low;
  unsigned Jobs = 0; ///< 0: as many as there are CPUs.
  bool Strict = false;
  // Output
  std::string Format = "text", Output, Sarif, Patch, Color = "auto";
  bool CommitMessage = false;
  std::string Html;
  std::string Baseline, Suppressions;
  std::string Print;              ///< Stage to print instead of findings.
  std::string ShowWhat, ShowName; ///< ShowName: splat's file, explain's fingerprint too.
  std::string Base, Head;         ///< diff: two commits; no Head: the files as they are.
  unsigned Explain = 0;           ///< Number of the finding to explain; 0: none.
  unsigned TimeLimit = 300;       ///< Seconds for one TU.
  unsigned MemoryLimit = 6144;    ///< MiB for one TU.
  bool Prefixes = true, ExplainPrefixes = false;
};

/// Parses the command line; prints help or errors itself and exits for these (status 0 or 2).
Options parseOptions(int Argc, char **Argv);

} // namespace lockctx

#endif
