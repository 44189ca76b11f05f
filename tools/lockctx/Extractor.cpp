//===- Extractor.cpp ------------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Extractor.h"
#include "Engine/Inputs.h"
#include "Extract/ExtractAction.h"
#include "Summary/FactsIO.h"
#include "Support/Errors.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/raw_ostream.h"
#include "llvm/Support/xxhash.h"
#include <chrono>
#include <csignal>
#include <cstring>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace llvm;
using Clock = std::chrono::steady_clock;

namespace lockctx {
namespace {

/// What a parse may need: deep recursion in Clang on generated code, and a bound that stops a runaway.
constexpr rlim_t kStackBytes = 64ull << 20, kMemoryBytes = 6ull << 30;

struct Worker {
  pid_t Pid = -1;
  int In = -1, Out = -1; ///< The parent's ends: numbers of TUs to the worker, answers from it.
  int Unit = -1;         ///< That it is at, or -1.
  Clock::time_point Since;
  std::string Answer; ///< Received so far.
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
  Pool(ArrayRef<TranslationUnit> Units, const Models &M, const ExtractorOptions &O, Store &Into)
      : Units(Units), M(M), O(O), Into(Into), Workers(std::max(1u, O.Jobs)) {}

  size_t reused() const { return Units.size() - Work.size(); }

  Error run() {
    std::signal(SIGPIPE, SIG_IGN);
    Into.Entries.resize(Units.size());
    std::string Version = (extractorVersion() + "\n" + Twine(M.extractionHash())).str();
    Inputs Known;
    for (size_t I = 0; I < Units.size(); ++I) {
      StoreEntry &E = Into.Entries[I];
      E.File = Units[I].File;
      std::string Key =
          Version + "\n" + Units[I].Directory + "\n" + Units[I].File + "\n" + join(Units[I].Arguments, "\n");
      E.Facts = utohexstr(xxh3_64bits(StringRef(Key)), true, 16) + ".lctx";
      if (!Known.unchanged(Into.pathOf(E)))
        Work.push_back(I);
    }
    Started = Clock::now();
    for (Worker &W : Workers)
      if (Next < Work.size())
        if (Error E = start(W))
          return E;
    while (Done < Work.size())
      if (Error E = step())
        return E;
    for (Worker &W : Workers)
      stop(W);
    if (O.Progress)
      errs() << "\r\033[K";
    return Error::success();
  }

private:
  Error start(Worker &W);
  Error step();
  void assign(Worker &W);
  void stop(Worker &W);
  void finish(Worker &W, std::string Lost);
  void progress();
  [[noreturn]] void work(int In, int Out);

  ArrayRef<TranslationUnit> Units;
  const Models &M;
  const ExtractorOptions &O;
  Store &Into;
  std::vector<Worker> Workers;
  std::vector<uint32_t> Work; ///< Units that are to be parsed.
  size_t Next = 0, Done = 0;
  Clock::time_point Started, LastProgress;
};

/// The worker's side: numbers in, one line for each out: empty for success, or why the TU is lost.
void Pool::work(int In, int Out) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
#if !__has_feature(address_sanitizer) // its shadow memory is larger than any limit
  rlimit Limit{kMemoryBytes, kMemoryBytes};
  setrlimit(RLIMIT_AS, &Limit);
#endif
  // The first error of a crash is what the parent reports; no stack trace in the middle of the progress.
  uint32_t Unit;
  while (read(In, &Unit, sizeof Unit) == sizeof Unit) {
    std::string Lost;
    std::string Path = Into.pathOf(Into.Entries[Unit]);
    auto Result = extractFacts(Units[Unit], M);
    if (!Result)
      Lost = toString(Result.takeError());
    else if (Error E = writeFacts((*Result)->Facts, Path))
      Lost = toString(std::move(E));
    else if (Error E = Inputs::write(Path, (*Result)->Inputs))
      consumeError(std::move(E)); // only costs another parse the next time
    for (char &C : Lost)
      if (C == '\n')
        C = ' ';
    if (!writeAll(Out, Lost + "\n"))
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

void Pool::assign(Worker &W) {
  W.Answer.clear();
  if (Next == Work.size()) {
    stop(W);
    return;
  }
  uint32_t Unit = Work[Next++];
  W.Unit = Unit;
  W.Since = Clock::now();
  writeAll(W.In, StringRef(reinterpret_cast<const char *>(&Unit), sizeof Unit));
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

void Pool::finish(Worker &W, std::string Lost) {
  Into.Entries[W.Unit].Lost = std::move(Lost);
  W.Unit = -1;
  ++Done;
  progress();
}

void Pool::progress() {
  auto Now = Clock::now();
  auto Every = O.Progress ? std::chrono::milliseconds(100) : std::chrono::seconds(20);
  if (Done < Work.size() && Now - LastProgress < Every)
    return;
  bool First = LastProgress == Clock::time_point();
  LastProgress = Now;
  double Seconds = std::chrono::duration<double>(Now - Started).count();
  unsigned Left = Done ? Seconds / Done * (Work.size() - Done) + 0.5 : 0;
  if (O.Progress) {
    unsigned Filled = 30 * Done / Work.size();
    errs() << "\r\033[K[" << std::string(Filled, '#') << std::string(30 - Filled, '.') << "] " << Done << "/"
           << Work.size() << " files, " << Left << " s left";
  } else if (!First && Work.size() > 50) {
    errs() << "lockctx: " << Done << " of " << Work.size() << " files parsed, about " << Left << " s left\n";
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
    bool TooLong = W.Unit >= 0 && Clock::now() - W.Since > std::chrono::seconds(O.TimeLimit);
    if (TooLong)
      kill(W.Pid, SIGKILL);
    if (!(Polls[I].revents & (POLLIN | POLLHUP | POLLERR)) && !TooLong)
      continue;
    char Buffer[4096];
    ssize_t N = read(W.Out, Buffer, sizeof Buffer);
    if (N > 0) {
      W.Answer.append(Buffer, N);
      if (StringRef(W.Answer).ends_with("\n")) {
        finish(W, StringRef(W.Answer).drop_back().str());
        assign(W);
      }
      continue;
    }
    int Status = 0;
    waitpid(W.Pid, &Status, 0);
    std::string Why = TooLong ? "took more than " + std::to_string(O.TimeLimit) + " s"
                      : WIFSIGNALED(Status)
                          ? std::string("the parser crashed: ") + strsignal(WTERMSIG(Status))
                          : "the worker ended with status " + std::to_string(WEXITSTATUS(Status)) + " (out of memory?)";
    close(W.In);
    close(W.Out);
    W.Pid = W.In = W.Out = -1;
    if (W.Unit >= 0)
      finish(W, Why);
    if (Next < Work.size())
      if (Error E = start(W))
        return E;
  }
  return Error::success();
}

} // namespace

Error extractAll(ArrayRef<TranslationUnit> Units, const Models &M, const ExtractorOptions &Options, Store &Into,
                 size_t &Reused) {
  Pool P(Units, M, Options, Into);
  Error E = P.run();
  Reused = P.reused();
  return E;
}

} // namespace lockctx
