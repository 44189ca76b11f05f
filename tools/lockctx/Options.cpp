//===- Options.cpp --------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Options.h"
#include "Report/ReportFormats.h"
#include "Support/Version.h"
#include "llvm/Support/CommandLine.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace lockctx {
namespace {

cl::OptionCategory Category("lockctx options");
cl::SubCommand CheckCmd("check", "Check a driver, a directory of a kernel tree, or a compilation database");
cl::SubCommand ExtractCmd("extract", "Only extract facts from the sources, into a store");
cl::SubCommand LinkCmd("link", "Link stores and report, without the sources being parsed again");
cl::SubCommand BaselineCmd("baseline", "Write down what is found now, for check --baseline");
cl::SubCommand ShowCmd("show", "Show what was inferred: show locks|contexts|calls|annotations [NAME], or coverage");
cl::SubCommand SplatCmd("splat", "Match lockdep's reports in a log with the code: splat FILE|- [PATH...]");
cl::SubCommand ExplainCmd("explain", "All details of one finding, with its patch: explain FINGERPRINT [PATH...]");
cl::SubCommand DiffCmd("diff", "What a commit finds that another one does not: diff BASE [HEAD [PATH...]]");
cl::SubCommand RulesCmd("rules", "List the rules");
cl::SubCommand DumpCmd("dump", "Print a store as text");
cl::SubCommand CommandsCmd("commands", "Print the compile commands, made fit for Clang, as a compile_commands.json");
cl::SubCommand CheckModelsCmd("check-models", "Prove the models against a prepared kernel tree: check-models KDIR");
cl::SubCommand StoreCmd("store", "Say what is kept between runs, or clear it");

// main() runs it before options are read: they are clangd's.
cl::SubCommand LspCmd("lsp", "Language server for editors: lockctx-clangd, with clangd's options and --store=STORE");

#define INPUT_COMMANDS                                                                                                 \
  cl::sub(CheckCmd), cl::sub(ExtractCmd), cl::sub(BaselineCmd), cl::sub(ShowCmd), cl::sub(SplatCmd),                   \
      cl::sub(ExplainCmd), cl::sub(CommandsCmd), cl::sub(DiffCmd)
#define REPORT_COMMANDS cl::sub(CheckCmd), cl::sub(LinkCmd), cl::sub(DiffCmd)
#define JUDGE_COMMANDS REPORT_COMMANDS, cl::sub(BaselineCmd)
#define MODEL_COMMANDS                                                                                                 \
  cl::sub(CheckCmd), cl::sub(ExtractCmd), cl::sub(LinkCmd), cl::sub(BaselineCmd), cl::sub(ShowCmd), cl::sub(SplatCmd), \
      cl::sub(ExplainCmd), cl::sub(DiffCmd)

cl::opt<std::string> Build("p", cl::desc("Directory with compile_commands.json, or that file"), cl::value_desc("BUILD"),
                           cl::cat(Category), INPUT_COMMANDS);
cl::opt<std::string> Kbuild("kbuild",
                            cl::desc("Prepared kernel tree or its build directory; asks kbuild for the commands"),
                            cl::value_desc("KDIR"), cl::cat(Category), INPUT_COMMANDS);
cl::opt<std::string> ModuleDir("module", cl::desc("Out-of-tree module to check, with --kbuild"), cl::value_desc("DIR"),
                               cl::cat(Category), INPUT_COMMANDS);
cl::opt<bool>
    Sandbox("sandbox",
            cl::desc("Ask kbuild in a sandbox (bubblewrap), for sources that are not trusted: a dry run, too, "
                     "evaluates the makefiles, with every $(shell ...) in them"),
            cl::cat(Category), INPUT_COMMANDS);
cl::list<std::string> Make("make", cl::desc("Variable for make (CONFIG_FOO=m); may be repeated"),
                           cl::value_desc("VAR=VALUE"), cl::cat(Category), INPUT_COMMANDS);
cl::opt<unsigned> Jobs("j", cl::desc("Worker processes (default: one for each CPU)"), cl::value_desc("N"), cl::Prefix,
                       cl::cat(Category), INPUT_COMMANDS);
cl::opt<unsigned> TimeLimit("tu-time-limit", cl::desc("Seconds after which a translation unit is given up"),
                            cl::value_desc("N"), cl::init(300), cl::cat(Category), INPUT_COMMANDS);
cl::opt<unsigned> MemoryLimit("tu-memory-limit", cl::desc("MiB of memory after which a translation unit is given up"),
                              cl::value_desc("N"), cl::init(6144), cl::cat(Category), INPUT_COMMANDS);
cl::opt<bool> NoPrefix("no-prefix", cl::desc("Parse each translation unit by itself, without precompiled headers"),
                       cl::cat(Category), INPUT_COMMANDS);
cl::opt<bool> ExplainPrefixes("explain-prefixes", cl::desc("Say how each translation unit was parsed"), cl::Hidden,
                              cl::cat(Category), INPUT_COMMANDS);
cl::opt<std::string> Store("store",
                           cl::desc("Where facts are kept between runs (default: below $XDG_CACHE_HOME); show, "
                                    "splat, baseline without sources: a store of lockctx extract"),
                           cl::value_desc("STORE"), cl::cat(Category), cl::sub(CheckCmd), cl::sub(BaselineCmd),
                           cl::sub(ShowCmd), cl::sub(SplatCmd), cl::sub(ExplainCmd), cl::sub(StoreCmd),
                           cl::sub(DiffCmd));
cl::opt<std::string> Shard("shard", cl::desc("Extract only part I of N equal parts; link joins the stores"),
                           cl::value_desc("I/N"), cl::cat(Category), cl::sub(ExtractCmd));
cl::opt<bool> Clear("clear", cl::desc("Remove everything that is kept"), cl::cat(Category), cl::sub(StoreCmd));
cl::list<std::string> Annotations("annotations", cl::desc("More models, read after those that come with lockctx"),
                                  cl::value_desc("FILE"), cl::cat(Category), MODEL_COMMANDS, cl::sub(CheckModelsCmd));
cl::list<std::string> Profiles("profile",
                               cl::desc("Context profile: default, netpoll, threadirqs, rt; may be repeated"),
                               cl::value_desc("NAME"), cl::cat(Category), MODEL_COMMANDS);
cl::list<std::string> Rules("rule", cl::desc("Run only this rule; may be repeated (see lockctx rules)"),
                            cl::value_desc("ID"), cl::cat(Category), JUDGE_COMMANDS);
cl::opt<Confidence>
    Least("confidence", cl::desc("Leave out findings that are less certain than this:"), cl::init(Confidence::Low),
          cl::values(clEnumValN(Confidence::High, "high", "every step is proven, or is the usual thing"),
                     clEnumValN(Confidence::Medium, "medium", "other code, or a value in memory, decides"),
                     clEnumValN(Confidence::Low, "low", "it rests on which of several functions is called (default)")),
          cl::cat(Category), JUDGE_COMMANDS);
cl::opt<bool> Strict("strict", cl::desc("Exit with 2 if a translation unit was lost"), cl::cat(Category),
                     JUDGE_COMMANDS, cl::sub(ExtractCmd));
cl::opt<std::string> Format("format", cl::desc("Format of the report"), cl::value_desc("FORMAT"), cl::init("text"),
                            cl::cat(Category), REPORT_COMMANDS, cl::sub(ShowCmd));
cl::opt<std::string> Output("o", cl::desc("Write the report (extract: the store) there instead of standard output"),
                            cl::value_desc("FILE"), cl::cat(Category), JUDGE_COMMANDS, cl::sub(ExtractCmd),
                            cl::sub(ShowCmd), cl::sub(CommandsCmd));
cl::opt<std::string> Sarif("sarif", cl::desc("Write SARIF there as well"), cl::value_desc("FILE"), cl::cat(Category),
                           REPORT_COMMANDS);
cl::opt<std::string> Html("html", cl::desc("Write an HTML report there as well"), cl::value_desc("FILE"),
                          cl::cat(Category), REPORT_COMMANDS);
cl::opt<std::string> PatchFile("patch",
                               cl::desc("Write a patch there as well: the changes that mend findings, tried before"),
                               cl::value_desc("FILE"), cl::cat(Category), REPORT_COMMANDS);
cl::opt<bool> CommitMessage("commit-message", cl::desc("Patches have a message, as for a commit of each"),
                            cl::cat(Category), REPORT_COMMANDS);
cl::opt<unsigned> Explain("explain", cl::desc("Print only the finding of that number, with all details"),
                          cl::value_desc("N"), cl::cat(Category), REPORT_COMMANDS);
cl::opt<std::string> BaselineFile("baseline", cl::desc("Report only what is new since lockctx baseline wrote that"),
                                  cl::value_desc("FILE"), cl::cat(Category), cl::sub(CheckCmd), cl::sub(LinkCmd));
cl::opt<std::string> Suppressions("suppressions", cl::desc("Sites that are right, with reasons and owners"),
                                  cl::value_desc("FILE"), cl::cat(Category), JUDGE_COMMANDS, cl::sub(ExplainCmd));
cl::opt<std::string> Color("color", cl::desc("Colours: auto, always, never"), cl::init("auto"), cl::value_desc("WHEN"),
                           cl::cat(Category), REPORT_COMMANDS, cl::sub(ExplainCmd));
cl::opt<std::string> Print("print", cl::desc("Print a stage instead of findings: facts, summary, contexts"),
                           cl::value_desc("STAGE"), cl::Hidden, cl::cat(Category), REPORT_COMMANDS);
cl::list<std::string> Positional(cl::Positional, cl::desc("[PATH...]"), cl::cat(Category), MODEL_COMMANDS,
                                 cl::sub(DumpCmd), cl::sub(CommandsCmd), cl::sub(CheckModelsCmd));

[[noreturn]] void usage(const Twine &Message) {
  errs() << "lockctx: " << Message << "\n";
  exit(2);
}

} // namespace

Options parseOptions(int Argc, char **Argv) {
  cl::HideUnrelatedOptions(Category);
  for (cl::SubCommand *S : {&CheckCmd, &ExtractCmd, &LinkCmd, &BaselineCmd, &ShowCmd, &SplatCmd, &ExplainCmd, &DiffCmd,
                            &RulesCmd, &DumpCmd, &CommandsCmd, &CheckModelsCmd, &StoreCmd})
    cl::HideUnrelatedOptions(Category, *S);
  cl::SetVersionPrinter([](raw_ostream &OS) { OS << "lockctx " << kVersion << "\n"; });
  std::string Errors;
  raw_string_ostream ErrorStream(Errors);
  if (!cl::ParseCommandLineOptions(Argc, Argv, "lockctx - finds lock-context bugs in Linux kernel code\n",
                                   &ErrorStream)) {
    errs() << Errors;
    exit(2);
  }
  Options O;
  std::vector<std::string> Words(Positional.begin(), Positional.end());
  if (CheckCmd)
    O.Cmd = Command::Check;
  else if (ExtractCmd)
    O.Cmd = Command::Extract;
  else if (LinkCmd)
    O.Cmd = Command::Link;
  else if (BaselineCmd)
    O.Cmd = Command::Baseline;
  else if (ShowCmd)
    O.Cmd = Command::Show;
  else if (SplatCmd)
    O.Cmd = Command::Splat;
  else if (ExplainCmd)
    O.Cmd = Command::Explain;
  else if (DiffCmd)
    O.Cmd = Command::Diff;
  else if (RulesCmd)
    O.Cmd = Command::Rules;
  else if (DumpCmd)
    O.Cmd = Command::Dump;
  else if (CommandsCmd)
    O.Cmd = Command::Commands;
  else if (CheckModelsCmd)
    O.Cmd = Command::CheckModels;
  else if (StoreCmd)
    O.Cmd = Command::Store;
  else
    usage("a command is missing: check, extract, link, baseline, show, splat, explain, diff, rules, dump, commands, "
          "check-models or store (lockctx --help)");

  O.Build = Build;
  O.Kbuild = Kbuild;
  O.ModuleDir = ModuleDir;
  O.Sandbox = Sandbox;
  O.Make.assign(Make.begin(), Make.end());
  O.Jobs = Jobs;
  O.TimeLimit = TimeLimit;
  O.MemoryLimit = MemoryLimit;
  O.Prefixes = !NoPrefix;
  O.ExplainPrefixes = ExplainPrefixes;
  O.Annotations.assign(Annotations.begin(), Annotations.end());
  O.Profiles.assign(Profiles.begin(), Profiles.end());
  O.Rules.assign(Rules.begin(), Rules.end());
  O.Strict = Strict;
  O.Least = Least;
  O.CacheStore = Store;
  O.Clear = Clear;
  if (!Shard.empty()) {
    auto [Part, Of] = StringRef(Shard).split('/');
    if (Part.getAsInteger(10, O.Shard) || Of.getAsInteger(10, O.Shards) || O.Shard < 1 || O.Shard > O.Shards)
      usage("--shard is I/N with I from 1 to N, such as 2/8");
  }
  O.Format = Format;
  O.Output = Output;
  O.Sarif = Sarif;
  O.Html = Html;
  O.Patch = PatchFile;
  O.CommitMessage = CommitMessage;
  O.Explain = Explain;
  O.Baseline = BaselineFile;
  O.Suppressions = Suppressions;
  O.Color = Color;
  O.Print = Print;
  if (O.Cmd == Command::Show) {
    if (Words.empty() || !is_contained({"locks", "contexts", "calls", "coverage", "annotations"}, StringRef(Words[0])))
      usage("show what? locks, contexts, calls, annotations or coverage");
    O.ShowWhat = Words[0];
    Words.erase(Words.begin());
    // What looks like a path is one; a name follows the word.
    if (!Words.empty() && !StringRef(Words[0]).contains('/')) {
      O.ShowName = Words[0];
      Words.erase(Words.begin());
    }
  }
  if (O.Cmd == Command::Splat || O.Cmd == Command::Explain) {
    if (Words.empty())
      usage(O.Cmd == Command::Splat ? "which log? Give a file with lockdep's report, or - for standard input"
                                    : "which finding? Give its fingerprint, as lockctx check prints it");
    O.ShowName = Words[0];
    Words.erase(Words.begin());
  }
  if (O.Cmd == Command::Diff) {
    if (Words.empty())
      usage("which commits? Give the one to compare with, and the new one unless that is the files as they are");
    O.Base = Words[0];
    O.Head = Words.size() > 1 ? Words[1] : "";
    Words.erase(Words.begin(), Words.begin() + std::min<size_t>(2, Words.size()));
  }
  bool TakesStore =
      O.Cmd == Command::Show || O.Cmd == Command::Baseline || O.Cmd == Command::Splat || O.Cmd == Command::Explain;
  if (TakesStore && !Store.empty() && Build.empty() && Kbuild.empty())
    O.Stores.push_back(Store);
  if (O.Cmd == Command::Link || O.Cmd == Command::Dump) {
    O.Stores = Words;
    if (O.Stores.empty())
      usage("which store? Give the directory that lockctx extract -o wrote");
  } else {
    O.Paths = Words;
  }
  if (O.Cmd == Command::CheckModels) {
    if (Words.size() != 1)
      usage("which tree? Give one prepared kernel tree, or its build directory: lockctx check-models KDIR");
    O.Kbuild = Words[0];
    O.Paths.clear();
  }
  bool NeedsInput = O.Cmd == Command::Check || O.Cmd == Command::Diff || O.Cmd == Command::Extract ||
                    O.Cmd == Command::Commands || (TakesStore && O.Stores.empty());
  if (NeedsInput && O.Build.empty() && O.Kbuild.empty())
    usage("what is to be checked? Give -p BUILD (a directory with compile_commands.json), or --kbuild KDIR with "
          "--module DIR or paths below KDIR");
  if (!O.Build.empty() && !O.Kbuild.empty())
    usage("-p and --kbuild exclude each other");
  if (!O.ModuleDir.empty() && O.Kbuild.empty())
    usage("--module needs --kbuild KDIR, the kernel tree that the module is built for");
  if (O.Cmd == Command::Extract && O.Output.empty())
    usage("extract needs -o STORE");
  if (O.Cmd == Command::Show && O.Format != "text" && O.Format != "json")
    usage("show prints text or json, not '" + O.Format + "'");
  if (O.Color != "auto" && O.Color != "always" && O.Color != "never")
    usage("--color is auto, always or never");
  if (O.Cmd != Command::Show && !findFormat(O.Format)) {
    std::string Known;
    for (const ReportFormat &F : reportFormats())
      Known += (Known.empty() ? "" : ", ") + F.Name.str();
    usage("no format is named '" + O.Format + "'; there are: " + Known);
  }
  return O;
}

} // namespace lockctx
