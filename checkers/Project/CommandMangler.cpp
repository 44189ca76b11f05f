//===- CommandMangler.cpp - Compile commands for Clang's parser -----------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Project/CommandMangler.h"
#include "Project/OptionCheck.h"
#include "clang/Basic/Version.inc"
#include "clang/Options/Options.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Option/Arg.h"
#include "llvm/Option/ArgList.h"
#include "llvm/Option/OptTable.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/Path.h"
#include "llvm/TargetParser/Triple.h"

using namespace llvm;
using namespace llvm::opt;
using namespace lockctx;
namespace options = clang::options;

/// -f and -m options that change no token, type or constant; each stands for its no- form and for all that begin so.
/// Some of them need a plug-in, a file or a run-time library that is not here.
static constexpr StringRef kDropped[] = {
    // What is instrumented, measured, described.
    "-fsanitize",
    "-fplugin",
    "-fpass-plugin",
    "-fprofile",
    "-ftest-coverage",
    "-fcoverage",
    "-fmemory-profile",
    "-fxray",
    "-finstrument",
    "-fpatchable-function-entry",
    "-fdebug",
    "-fdwarf",
    "-fverbose-asm",
    "-fsave-optimization",
    "-ftime-trace",
    "-frecord",
    "-fident",
    "-fcrash",
    "-mfentry",
    "-mrecord-mcount",
    "-mnop-mcount",
    // Messages and paths.
    "-fdiagnostics",
    "-fcolor",
    "-fshow",
    "-fcaret",
    "-fmessage-length",
    "-fmax-errors",
    "-ferror-limit",
    "-fmacro-backtrace",
    "-fmacro-prefix-map",
    "-ffile-prefix-map",
    "-fsyntax-only",
    // Code and its layout.
    "-falign",
    "-fasynchronous-unwind",
    "-fbasic-block",
    "-fcf-protection",
    "-fcommon",
    "-fdata-sections",
    "-fdelete-null-pointer",
    "-ffixed-",
    "-ffunction-sections",
    "-finline",
    "-fintegrated",
    "-fjump-tables",
    "-flto",
    "-fmerge",
    "-fomit-frame",
    "-foptimize",
    "-frandomize-layout",
    "-freorder",
    "-fsemantic-interposition",
    "-fslp",
    "-fsplit",
    "-fstack-",
    "-ftree",
    "-ftrivial-auto-var",
    "-funique",
    "-funroll",
    "-funwind",
    "-fvectorize",
    "-fvisibility",
    "-fwhole-program",
    "-fzero",
    "-mbackchain",
    "-mbranch-protection",
    "-mcmodel",
    "-mfp-ret-in-387",
    "-mfunction-return",
    "-mharden-sls",
    "-mimplicit-it",
    "-mindirect-branch",
    "-mlvi",
    "-momit-leaf",
    "-moutline",
    "-mpacked-stack",
    "-mpreferred-stack",
    "-mred-zone",
    "-mrelax",
    "-mretpoline",
    "-mskip-rax",
    "-mspeculative",
    "-mstack-",
    "-mtls",
    "-mtune",
    "-mlong-calls",
};

static bool isDropped(StringRef Option) {
  std::string Positive;
  if (Option.starts_with("-fno-") || Option.starts_with("-mno-")) {
    Positive = (Option.take_front(2) + Option.drop_front(5)).str();
    Option = Positive;
  }
  return any_of(kDropped, [&](StringRef D) { return Option.starts_with(D); });
}

/// The directory of the headers that a compiler brings along, if not of this Clang.
static bool isForeignBuiltinDir(StringRef Dir) {
  if (Dir.contains("/lib/gcc/") || Dir.contains("/lib/gcc-cross/") || Dir.contains("/lib64/gcc/"))
    return Dir.contains("/include");
  auto [Front, Version] = Dir.split("/lib/clang/");
  if (Version.empty())
    std::tie(Front, Version) = Dir.split("/lib64/clang/");
  unsigned Major;
  return !Version.consumeInteger(10, Major) && Version.contains("/include") && Major != CLANG_VERSION_MAJOR;
}

size_t lockctx::countWrappers(const std::vector<std::string> &Words) {
  static constexpr StringRef kWrappers[] = {"ccache", "sccache",  "distcc", "icecc",
                                            "gomacc", "colorgcc", "env",    "nice"};
  size_t N = 0;
  while (N + 1 < Words.size() &&
         (is_contained(kWrappers, sys::path::stem(Words[N])) ||
          (N > 0 && !StringRef(Words[N]).starts_with("-") && StringRef(Words[N]).contains('='))))
    ++N;
  return N;
}

std::string lockctx::targetOfCompiler(StringRef Compiler) {
  StringRef Name = sys::path::filename(Compiler);
  if (StringRef Version = Name.substr(Name.rfind('-') + 1);
      Name.contains('-') && !Version.empty() && all_of(Version, [](char C) { return isDigit(C) || C == '.'; }))
    Name = Name.drop_back(Version.size() + 1);
  if (!Name.consume_back("-gcc") && !Name.consume_back("-cc") && !Name.consume_back("-clang"))
    return "";
  return Triple(Name).getArch() == Triple::UnknownArch ? "" : Name.str();
}

std::string lockctx::moduleName(const std::vector<std::string> &Arguments) {
  for (StringRef A : Arguments) {
    A.consume_front("-D");
    if (A.consume_front("KBUILD_MODNAME="))
      return A.trim('"').str();
  }
  return "";
}

namespace {

/// One command on its way.
class Mangling {
public:
  explicit Mangling(TranslationUnit &TU) : TU(TU) {}
  void readArguments();
  void take(const Arg &A, const InputArgList &Args);
  void takePreprocessorList(ArrayRef<const char *> Values);

  TranslationUnit &TU;
  std::vector<std::string> Includes; ///< -D, -I and their like: nothing that Clang could reject.
  std::vector<std::string> Options;  ///< The others.
  bool HasTarget = false, Optimized = false, WantsBuiltinHeaders = false;
};

} // namespace

void Mangling::takePreprocessorList(ArrayRef<const char *> Values) {
  for (StringRef V : Values)
    if (V.starts_with("-D") || V.starts_with("-U") || V.starts_with("-I"))
      Includes.push_back(V.str());
}

void Mangling::take(const Arg &A, const InputArgList &Args) {
  const Option &O = A.getOption();
  auto Render = [&](std::vector<std::string> &Out) {
    ArgStringList Words;
    A.render(Args, Words);
    Out.insert(Out.end(), Words.begin(), Words.end());
  };
  if (O.matches(options::OPT_D) || O.matches(options::OPT_U) || O.matches(options::OPT_I)) {
    if (isForeignBuiltinDir(A.getValue()) && O.matches(options::OPT_I))
      WantsBuiltinHeaders = true;
    else if (*A.getValue()) // `-I ''` would take the next argument when it is read again.
      Includes.push_back((O.getPrefixedName() + A.getValue()).str());
  } else if (O.matches(options::OPT_include_pch) || O.matches(options::OPT_ibuiltininc)) {
    WantsBuiltinHeaders |= O.matches(options::OPT_ibuiltininc);
  } else if (O.matches(options::OPT_IncludePath_Group) || O.matches(options::OPT_undef)) {
    if (A.getNumValues() && isForeignBuiltinDir(A.getValue()))
      WantsBuiltinHeaders = true;
    else
      Render(Includes);
  } else if (O.matches(options::OPT_Wp_COMMA)) {
    takePreprocessorList(A.getValues());
  } else if (O.matches(options::OPT_Xpreprocessor)) {
    takePreprocessorList({A.getValue()});
  } else if (O.matches(options::OPT_target) || O.matches(options::OPT_target_legacy_spelling)) {
    HasTarget = true;
    Options.push_back((Twine("--target=") + A.getValue()).str());
  } else if (O.matches(options::OPT_O_Group)) {
    Optimized = !O.matches(options::OPT_O0) && !(A.getNumValues() && StringRef(A.getValue()) == "0");
  } else if (O.matches(options::OPT_Xclang)) {
    if (StringRef(A.getValue()).starts_with("-f") && !isDropped(A.getValue()))
      Render(Options);
  } else if (O.matches(options::OPT_std_EQ) || O.matches(options::OPT_ansi) || O.matches(options::OPT__sysroot_EQ)) {
    Render(Options);
  } else if (O.matches(options::OPT_clang_ignored_f_Group) ||
             O.matches(options::OPT_clang_ignored_gcc_optimization_f_Group) ||
             O.matches(options::OPT_clang_ignored_m_Group)) {
    return;
  } else if (O.matches(options::OPT_f_Group) || O.matches(options::OPT_f_clang_Group) ||
             O.matches(options::OPT_m_Group)) {
    if (!isDropped(O.getPrefixedName()))
      Render(Options);
  }
}

void Mangling::readArguments() {
  BumpPtrAllocator Strings;
  SmallVector<const char *, 256> Words;
  for (const std::string &W : drop_begin(TU.Arguments, std::min(countWrappers(TU.Arguments) + 1, TU.Arguments.size())))
    Words.push_back(W.c_str());
  cl::ExpansionContext Expansion(Strings, cl::TokenizeGNUCommandLine);
  Expansion.setCurrentDir(TU.Directory).setRelativeNames(false);
  if (Error E = Expansion.expandResponseFiles(Words))
    consumeError(std::move(E)); // The file stays as an input, and goes with the inputs.
  unsigned MissingIndex, MissingCount;
  InputArgList Args =
      clang::getDriverOptTable().ParseArgs(Words, MissingIndex, MissingCount, Visibility(options::ClangOption));
  for (const Arg *A : Args)
    take(*A, Args);
}

void CommandMangler::mangle(TranslationUnit &TU) {
  if (TU.Arguments.empty())
    return;
  Mangling M(TU);
  M.readArguments();
  if (!M.HasTarget)
    if (std::string Target =
            targetOfCompiler(TU.Arguments[std::min(countWrappers(TU.Arguments), TU.Arguments.size() - 1)]);
        !Target.empty())
      M.Options.insert(M.Options.begin(), "--target=" + Target);
  if (M.Optimized)
    M.Options.push_back("-O2");

  auto [Known, IsNew] = Rejected.try_emplace(M.Options);
  if (IsNew)
    Known->second = rejectedOptions(M.Options);
  erase_if(M.Options, [&](const std::string &O) { return is_contained(Known->second, O); });
  M.Options.erase(llvm::unique(M.Options), M.Options.end());

  TU.Arguments = {"clang"};
  append_range(TU.Arguments, M.Options);
  append_range(TU.Arguments, M.Includes);
  if (M.WantsBuiltinHeaders)
    TU.Arguments.push_back("-ibuiltininc");
  append_range(TU.Arguments, ArrayRef<StringRef>{"-fsyntax-only", "-w", "-Wno-everything", "-ferror-limit=0"});
  TU.Arguments.push_back(TU.File);
}

void lockctx::mangleForClang(TranslationUnit &TU) { CommandMangler().mangle(TU); }
