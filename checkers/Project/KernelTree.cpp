//===- KernelTree.cpp - A prepared kernel build directory -----------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Project/KernelTree.h"
#include "Project/CommandMangler.h"
#include "Project/PathFilter.h"
#include "Support/Errors.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/LineIterator.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Host.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace lockctx;

/// What O= writes into a build directory: a Makefile that includes the source tree's, or calls it (before 5.4), and
/// later also a link to it.
static std::string sourceOf(StringRef BuildDir) {
  if (auto Makefile = MemoryBuffer::getFile(BuildDir + "/Makefile"))
    for (line_iterator Line(**Makefile); !Line.is_at_eof(); ++Line) {
      StringRef Text = Line->trim();
      if (Text.consume_front("include ") && Text.consume_back("/Makefile") && sys::path::is_absolute(Text))
        return absolutePath(Text);
    }
  SmallString<256> Link;
  if (!sys::fs::real_path(BuildDir + "/source", Link))
    return Link.str().str();
  return BuildDir.str();
}

Expected<KernelTree> KernelTree::open(StringRef Dir) {
  KernelTree Tree;
  SmallString<256> Real;
  if (std::error_code EC = sys::fs::real_path(Dir, Real))
    return failure(Dir + ": " + EC.message());
  Tree.BuildDir = absolutePath(Real);
  Tree.SourceDir = sourceOf(Tree.BuildDir);
  if (!sys::fs::exists(Tree.SourceDir + "/scripts/Makefile.build"))
    return failure(Dir + ": not a kernel tree, nor a directory that one is built in (O=): there is no " +
                   Tree.SourceDir + "/scripts/Makefile.build");
  auto Config = MemoryBuffer::getFile(Tree.BuildDir + "/include/config/auto.conf");
  if (!Config || !sys::fs::exists(Tree.BuildDir + "/include/generated/autoconf.h"))
    return failure(Dir + ": the kernel tree is not prepared; configure it (make defconfig), then run " +
                   "`make modules_prepare` there, with the LLVM=, ARCH= and O= that it is built with");
  for (line_iterator Line(**Config, /*SkipBlanks=*/true); !Line.is_at_eof(); ++Line) {
    StringRef Text = *Line;
    if (Text.consume_front("# Linux/"))
      Tree.Arch = Text.split(' ').first.str();
    else if (Text == "CONFIG_CC_IS_CLANG=y")
      Tree.ConfiguredForClang = true;
    else if (Text.consume_front("CONFIG_CC_VERSION_TEXT=\""))
      if (std::string Target = targetOfCompiler(Text.split(' ').first); !Target.empty())
        Tree.CrossPrefix = Target + "-";
  }
  return Tree;
}

std::string KernelTree::target() const {
  static constexpr std::pair<StringRef, StringRef> kTargets[] = {
      {"arm", "arm-linux-gnueabi"},  {"arm64", "aarch64-linux-gnu"},           {"hexagon", "hexagon-linux-musl"},
      {"i386", "x86_64-linux-gnu"},  {"loongarch", "loongarch64-linux-gnusf"}, {"m68k", "m68k-linux-gnu"},
      {"mips", "mipsel-linux-gnu"},  {"powerpc", "powerpc64le-linux-gnu"},     {"riscv", "riscv64-linux-gnu"},
      {"s390", "s390x-linux-gnu"},   {"sparc", "sparc64-linux-gnu"},           {"x86", "x86_64-linux-gnu"},
      {"x86_64", "x86_64-linux-gnu"}};
  for (auto &[Name, Target] : kTargets)
    if (Name == Arch && Triple(Target).getArch() != Triple(sys::getDefaultTargetTriple()).getArch())
      return Target.str();
  return "";
}
