//===- Extractor.cpp ------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Extractor.h"
#include "Engine/Inputs.h"
#include "Extract/ExtractAction.h"
#include "Extract/PrefixPlan.h"
#include "Report/SourceNames.h"
#include "Summary/FactsIO.h"
#include "Support/Errors.h"
#include "Support/OutputFile.h"
#include "llvm/ADT/BitVector.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include <chrono>
#include <csignal>
#include <cstring>
#include <deque>
#include <map>
#include <optional>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;
using Clock = std::chrono::steady_clock;

namespace lockctx {
namespace {

/// What a parse may need: deep recursion in Clang on generated code.
constexpr rlim_t kStackBytes = 64ull << 20;
/// How a worker ends that gets no more memory.
constexpr int kOutOfMemory = 77;

/// What a worker is asked to do: to make a prefix, or to parse a unit.
struct Job {
  bool IsPrefix;
  uint32_t Number; ///< Of the prefix or the unit.
};

struct Worker {
  pid_t Pid = -1;
  int In = -1, Out = -1; ///< The parent's ends: jobs to the worker, answers from it.
  std::optional<Job> At;
  Clock::time_point Since;
  std::string Answer; ///< Received so far.
};

/// A prefix and the units that wait for it.
struct PrefixJob {
  std::string Path; ///< Of the precompiled header.
  uint32_t Like = 0;
  std::vector<uint32_t> Members;
};

/// Writes all of it, or fails (the other end is gone).
bool writeAll(int Fd, StringRef Data) {
  while (!Data.empty()) {
    ssize_t N = write(Fd, Data.data(), Data.size());
    if (N < 0 && errno == EINTR)
      continue;
    if (N <= 0)
      return false;
    Data = Data.drop_front(N);
  }
  return true;
}

class Pool {
public:
  Pool(ArrayRef<TranslationUnit> Units, const Models &M, const ExtractorOptions &O, Store &Into,
       ExtractorCounts &Counts)
      : Units(Units), M(M), O(O), Into(Into), Counts(Counts), Workers(std::max(1u, O.Jobs)),
        PrefixOf(Units.size(), -1) {}

  Error run();

private:
  std::vector<uint32_t> findWork(StringRef Version, Inputs &Known);
  Error plan(StringRef Version, Inputs &Known, ArrayRef<uint32_t> Work);
  Error drain(size_t Jobs);
  Error start(Worker &W);
  Error step();
  void assign(Worker &W);
  void stop(Worker &W);
  void lose(Worker &W, std::string Why);
  void finish(Worker &W);
  void progress();
  [[noreturn]] void work(int In, int Out);
  std::string make(const PrefixJob &P);
  std::string parse(uint32_t Unit, bool Plainly);

  ArrayRef<TranslationUnit> Units;
  const Models &M;
  const ExtractorOptions &O;
  Store &Into;
  ExtractorCounts &Counts;
  std::vector<Worker> Workers;
  std::vector<PrefixJob> Prefixes;
  std::vector<int> PrefixOf;   ///< Of each unit, or -1.
  std::deque<Job> Ready;       ///< Jobs that can be given out. Units of a prefix follow when it is made.
  std::vector<uint32_t> Again; ///< Units that cost a worker: to be tried once more.
  bool Last = false;           ///< This is that second time.
  size_t Total = 0, Done = 0;  ///< Units to be parsed.
  std::map<std::string, std::optional<Prefix>> Loaded; ///< In a worker: the prefixes that it has used.
  Clock::time_point Started, LastProgress;
};

/// Names the facts of each unit, and returns the units whose facts are not there.
std::vector<uint32_t> Pool::findWork(StringRef Version, Inputs &Known) {
  std::vector<uint32_t> Work;
  Into.Entries.resize(Units.size());
  for (size_t I = 0; I < Units.size(); ++I) {
    StoreEntry &E = Into.Entries[I];
    E.File = Units[I].File;
    std::string Key =
        (Version + "\n" + Units[I].Directory + "\n" + Units[I].File + "\n" + join(Units[I].Arguments, "\n")).str();
    E.Facts = utohexstr(xxh3_64bits(StringRef(Key)), true, 16) + ".lctx";
    if (!Known.unchanged(Into.pathOf(E)))
      Work.push_back(I);
  }
  return Work;
}

/// Gives units their prefixes: the one they had, or a new one.
Error Pool::plan(StringRef Version, Inputs &Known, ArrayRef<uint32_t> Work) {
  std::map<std::string, uint32_t> Numbers;
  auto Number = [&](const std::string &Path, uint32_t Like) {
    auto [It, New] = Numbers.try_emplace(Path, Prefixes.size());
    if (New)
      Prefixes.push_back({Path, Like, {}});
    return It->second;
  };
  std::vector<uint32_t> Open;
  for (uint32_t U : Work) {
    if (std::string Path = Known.prefixOf(Into.pathOf(Into.Entries[U])); !Path.empty())
      PrefixOf[U] = Number(Path, U);
    else
      Open.push_back(U);
  }
  size_t There = Prefixes.size();
  for (PlannedPrefix &P : planPrefixes(Units, Open)) {
    const TranslationUnit &Like = Units[P.Like];
    std::string Key =
        (Version + "\n" + Like.Directory + "\n" + join(drop_end(Like.Arguments), "\n") + "\n" + P.Header).str();
    SmallString<256> Path(Into.Directory);
    sys::path::append(Path, "prefix-" + utohexstr(xxh3_64bits(StringRef(Key)), true, 16));
    // Its name says what is in it, so it is the same for all who use it; its time of change must stay, too.
    std::string Header = (Path + ".h").str();
    if (!sys::fs::exists(Header))
      if (Error E = writeFile(Header, P.Header))
        return E;
    sys::fs::make_absolute(Path);
    Path += ".pch";
    uint32_t N = Number(Path.str().str(), P.Like);
    for (uint32_t U : P.Members)
      PrefixOf[U] = N;
    if (N >= There && !Known.unchanged(Path)) {
      Prefixes[N].Members = std::move(P.Members);
      Ready.push_back({true, N});
    }
  }
  return Error::success();
}

Error Pool::run() {
  std::signal(SIGPIPE, SIG_IGN);
  std::string Version = (extractorVersion() + "\n" + Twine(M.extractionHash())).str();
  Inputs Known;
  std::vector<uint32_t> Work = findWork(Version, Known);
  Total = Work.size();
  Counts.Reused = Units.size() - Total;
  if (O.Prefixes)
    if (Error E = plan(Version, Known, Work))
      return E;
  Counts.Prefixes = Ready.size();
  BitVector Waiting(Units.size());
  for (const Job &J : Ready)
    for (uint32_t U : Prefixes[J.Number].Members)
      Waiting.set(U);
  for (uint32_t U : Work)
    if (!Waiting[U])
      Ready.push_back({false, U});
  Started = Clock::now();
  if (Error E = drain(Total))
    return E;
  // What cost a worker is tried again with the machine to itself.
  Last = true;
  Workers.resize(1);
  for (uint32_t U : Again) {
    Ready.push_back({false, U});
    if (Error E = drain(Done + 1))
      return E;
  }
  if (O.Progress)
    errs() << "\r\033[K";
  return Error::success();
}

/// Lets the workers do what is ready until \p Jobs units are done.
Error Pool::drain(size_t Jobs) {
  for (Worker &W : Workers)
    if (!Ready.empty())
      if (Error E = start(W))
        return E;
  while (Done + (Last ? 0 : Again.size()) < Jobs)
    if (Error E = step())
      return E;
  for (Worker &W : Workers)
    stop(W);
  return Error::success();
}

/// What a prefix was made of. It is no input: its name says what is in it, and it goes with the prefix, while the facts
/// stay good.
static std::string headerOf(StringRef PrefixPath) { return (PrefixPath.drop_back(4) + ".h").str(); }

/// Makes a prefix; why it could not be, or "".
std::string Pool::make(const PrefixJob &P) {
  auto Files = makePrefix(Units[P.Like], headerOf(P.Path), P.Path);
  if (Files)
    llvm::erase(*Files, headerOf(P.Path));
  Error E = Files ? Inputs::write(P.Path, *Files, "") : Files.takeError();
  return E ? toString(std::move(E)) : "";
}

/// Parses a unit and writes its facts. Answers how: a letter, and a reason for some.
std::string Pool::parse(uint32_t Unit, bool Plainly) {
  std::string Path = Into.pathOf(Into.Entries[Unit]), How = "plain";
  const Prefix *P = nullptr;
  if (!Plainly && PrefixOf[Unit] >= 0) {
    const std::string &PrefixPath = Prefixes[PrefixOf[Unit]].Path;
    auto [It, New] = Loaded.try_emplace(PrefixPath);
    if (New) {
      auto Read = Prefix::read(PrefixPath);
      if (Read)
        It->second = std::move(*Read);
      else
        consumeError(Read.takeError()); // it could not be made, which was said
    }
    P = It->second ? &*It->second : nullptr;
  }
  auto Result = extractFacts(Units[Unit], M, P);
  // With errors the plain parse decides: they may come from the prefix.
  if (P && (!Result || !(*Result)->Conflict.empty() || (*Result)->Facts.errors)) {
    How = "refused " + (!Result                        ? toString(Result.takeError())
                        : !(*Result)->Conflict.empty() ? (*Result)->Conflict
                                                       : "errors: " + (*Result)->Facts.messages.front());
    P = nullptr;
    Result = extractFacts(Units[Unit], M);
  } else if (P) {
    How = "prefix";
  }
  if (!Result)
    return "lost " + toString(Result.takeError());
  if (Error E = writeFacts((*Result)->Facts, Path))
    return "lost " + toString(std::move(E));
  if (P)
    llvm::erase((*Result)->Inputs, headerOf(P->path()));
  if (Error E = Inputs::write(Path, (*Result)->Inputs, P ? StringRef(P->path()) : ""))
    consumeError(std::move(E)); // only costs another parse the next time
  return How;
}

/// The worker's side: jobs in, one line for each out.
void Pool::work(int In, int Out) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#if !__has_feature(address_sanitizer) // its shadow memory is larger than any limit
  rlim_t Bytes = rlim_t(O.MemoryLimit) << 20;
  rlimit Limit{Bytes, Bytes};
  setrlimit(RLIMIT_AS, &Limit);
#endif
  install_bad_alloc_error_handler([](void *, const char *, bool) { _exit(kOutOfMemory); });
  install_out_of_memory_new_handler();
  // The first error of a crash is what the parent reports; no stack trace in the middle of the progress.
  Job J;
  while (read(In, &J, sizeof J) == sizeof J) {
    std::string Answer = J.IsPrefix ? make(Prefixes[J.Number]) : parse(J.Number, Last);
    for (char &C : Answer)
      if (C == '\n')
        C = ' ';
    if (!writeAll(Out, Answer + "\n"))
      break;
  }
  _exit(0);
}

Error Pool::start(Worker &W) {
  int ToWorker[2], FromWorker[2];
  if (pipe(ToWorker) != 0 || pipe(FromWorker) != 0)
    return failure(Twine("cannot start a worker: ") + std::strerror(errno));
  rlimit Stack{kStackBytes, RLIM_INFINITY};
  setrlimit(RLIMIT_STACK, &Stack);
  outs().flush();
  W.Pid = fork();
  if (W.Pid < 0)
    return failure(Twine("cannot start a worker: ") + std::strerror(errno));
  if (W.Pid == 0) {
    close(ToWorker[1]);
    close(FromWorker[0]);
    for (Worker &Other : Workers)
      if (Other.In >= 0) {
        close(Other.In);
        close(Other.Out);
      }
    work(ToWorker[0], FromWorker[1]);
  }
  close(ToWorker[0]);
  close(FromWorker[1]);
  W.In = ToWorker[1];
  W.Out = FromWorker[0];
  assign(W);
  return Error::success();
}

/// Gives an idle worker the next job, if there is one now.
void Pool::assign(Worker &W) {
  W.Answer.clear();
  W.At.reset();
  if (Ready.empty())
    return;
  W.At = Ready.front();
  Ready.pop_front();
  W.Since = Clock::now();
  writeAll(W.In, StringRef(reinterpret_cast<const char *>(&*W.At), sizeof *W.At));
}

void Pool::stop(Worker &W) {
  if (W.Pid < 0)
    return;
  close(W.In);
  close(W.Out);
  int Status;
  waitpid(W.Pid, &Status, 0);
  W = Worker();
}

/// The worker at a job has ended.
void Pool::lose(Worker &W, std::string Why) {
  if (W.At->IsPrefix) {
    W.Answer = Why;
    finish(W);
  } else if (Last) {
    W.Answer = "lost " + Why;
    finish(W);
  } else {
    Again.push_back(W.At->Number);
  }
  W.At.reset();
}

/// A job has its answer.
void Pool::finish(Worker &W) {
  StringRef Answer = W.Answer;
  Answer.consume_back("\n");
  if (W.At->IsPrefix) {
    PrefixJob &P = Prefixes[W.At->Number];
    for (uint32_t U : P.Members) {
      if (!Answer.empty())
        PrefixOf[U] = -1;
      Ready.push_back({false, U});
    }
    if (O.Explain)
      errs() << "prefix " << sys::path::filename(P.Path) << " for " << P.Members.size() << " units"
             << (Answer.empty() ? "" : ": ") << Answer << "\n";
    return;
  }
  auto [How, Why] = Answer.split(' ');
  if (How == "lost")
    Into.Entries[W.At->Number].Lost = Why.str();
  Counts.Prefixed += How == "prefix";
  Counts.Refused += How == "refused";
  if (O.Explain)
    errs() << printable(Into.Entries[W.At->Number].File) << ": " << printable(Answer) << "\n";
  ++Done;
  progress();
}

void Pool::progress() {
  auto Now = Clock::now();
  auto Every = O.Progress ? std::chrono::milliseconds(100) : std::chrono::seconds(20);
  if (Done < Total && Now - LastProgress < Every)
    return;
  bool First = LastProgress == Clock::time_point();
  LastProgress = Now;
  double Seconds = std::chrono::duration<double>(Now - Started).count();
  unsigned Left = Done ? Seconds / Done * (Total - Done) + 0.5 : 0;
  if (O.Progress) {
    unsigned Filled = 30 * Done / Total;
    errs() << "\r\033[K[" << std::string(Filled, '#') << std::string(30 - Filled, '.') << "] " << Done << "/" << Total
           << " files, " << Left << " s left";
  } else if (!First && Total > 50) {
    errs() << "lockctx: " << Done << " of " << Total << " files parsed, about " << Left << " s left\n";
  }
}

Error Pool::step() {
  SmallVector<pollfd, 8> Polls;
  SmallVector<Worker *, 8> Polled;
  for (Worker &W : Workers)
    if (W.Pid >= 0) {
      Polls.push_back({W.Out, POLLIN, 0});
      Polled.push_back(&W);
    }
  if (poll(Polls.data(), Polls.size(), 1000) < 0 && errno != EINTR)
    return failure(Twine("waiting for workers: ") + std::strerror(errno));
  for (size_t I = 0; I < Polls.size(); ++I) {
    Worker &W = *Polled[I];
    bool TooLong = W.At && Clock::now() - W.Since > std::chrono::seconds(O.TimeLimit);
    if (TooLong)
      kill(W.Pid, SIGKILL);
    if (!(Polls[I].revents & (POLLIN | POLLHUP | POLLERR)) && !TooLong)
      continue;
    char Buffer[4096];
    ssize_t N = read(W.Out, Buffer, sizeof Buffer);
    if (N > 0) {
      W.Answer.append(Buffer, N);
      if (StringRef(W.Answer).ends_with("\n")) {
        finish(W);
        assign(W);
      }
      continue;
    }
    int Status = 0;
    waitpid(W.Pid, &Status, 0);
    std::string Why = "the worker ended with status " + std::to_string(WEXITSTATUS(Status));
    if (TooLong)
      Why = "took more than " + std::to_string(O.TimeLimit) + " s";
    else if (WIFSIGNALED(Status))
      Why = std::string("the parser crashed: ") + strsignal(WTERMSIG(Status));
    else if (WEXITSTATUS(Status) == kOutOfMemory)
      Why = "needs more than " + std::to_string(O.MemoryLimit) + " MiB of memory";
    close(W.In);
    close(W.Out);
    W.Pid = W.In = W.Out = -1;
    if (W.At)
      lose(W, Why);
  }
  // What became ready meanwhile.
  for (Worker &W : Workers) {
    if (Ready.empty())
      break;
    if (W.Pid < 0) {
      if (Error E = start(W))
        return E;
    } else if (!W.At) {
      assign(W);
    }
  }
  return Error::success();
}

} // namespace

Error extractAll(ArrayRef<TranslationUnit> Units, const Models &M, const ExtractorOptions &Options, Store &Into,
                 ExtractorCounts &Counts) {
  return Pool(Units, M, Options, Into, Counts).run();
}

} // namespace lockctx
