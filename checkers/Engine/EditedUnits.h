//===- EditedUnits.h - Findings of files that are edited -------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// An editor does not wait for the whole program to be judged again. What is known of the version before is moved to
/// the places of the new one; if its facts have another shape, without the findings that stand in changed functions,
/// and until a background thread has judged it.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_ENGINE_EDITEDUNITS_H
#define LOCKCTX_ENGINE_EDITEDUNITS_H

#include "Engine/FactsShape.h"
#include "Engine/UnitCheck.h"
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <thread>

namespace lockctx {

class EditedUnits {
public:
  EditedUnits() = default;
  ~EditedUnits();

  /// Judges \p Main as \p Check's store has it, unless something is known of it already: an editor that opens the file
  /// has it parsed meanwhile.
  void ahead(std::shared_ptr<const UnitCheck> Check, llvm::StringRef Main);

  struct Question {
    FactsShape Shape;
    unsigned Number = 0;
    bool AheadWillDo = false;                                     ///< What was judged ahead is most probably the same.
    std::optional<std::chrono::steady_clock::time_point> Until{}; ///< How long to wait for an answer; none: for ever.
  };
  /// Has \p Unit judged. \p Late is called, from another thread, when there are other findings than answer() gave: to
  /// be asked for anew. Without it, all are waited for.
  Question ask(std::shared_ptr<const UnitCheck> Check, FactsFile Unit, SourceReader Read,
               std::function<void(llvm::StringRef Main)> Late);
  /// The findings, as far as they are known by then. Once for each question.
  llvm::Expected<std::vector<UnitFinding>> answer(const Question &Q);

private:
  using Clock = std::chrono::steady_clock;
  /// For a file's first findings; its headers have taken the parser longer.
  static constexpr std::chrono::milliseconds kFirst{500};
  /// For later ones, if they took no longer the last time: to have the file parsed again for them takes longer.
  static constexpr std::chrono::milliseconds kQuick{250};

  /// What most probably only confirms what is known leaves the machine to the editor for so long.
  static constexpr std::chrono::milliseconds kConfirm{500};

  struct Job {
    std::shared_ptr<const UnitCheck> Check;
    FactsShape Shape;
    FactsFile Unit;
    SourceReader Read;
    std::function<void(llvm::StringRef)> Late;
    bool IsAhead = false;
    Clock::time_point NotBefore;
  };
  struct File {
    std::shared_ptr<const UnitCheck> Check; ///< That judged it; null: nothing is known yet.
    std::optional<FactsShape> Shape;
    std::vector<UnitFinding> Findings;
    std::string Error;       ///< Instead of findings.
    bool Ahead = false;      ///< It is, or was, judged ahead.
    bool IsAhead = false;    ///< They are of the file in the store.
    Clock::duration Took{};  ///< The last judgement.
    std::optional<Job> Next; ///< What is to be judged.
    unsigned Asked = 0, Done = 0;
    std::shared_ptr<const UnitCheck> BegunCheck; ///< Of the job that was begun last.
    std::string BegunShape;
    std::optional<std::string> Shown; ///< What the last call gave while something was to be judged.
  };

  void work();
  unsigned queue(File &F, Job J);
  static llvm::Expected<std::vector<UnitFinding>> result(const File &F, const FactsShape &Now);
  static std::string describe(llvm::ArrayRef<UnitFinding> Findings);

  std::mutex Mutex;
  std::condition_variable Changed;
  std::map<std::string, File> Files; ///< By main file.
  std::thread Worker;
  bool Ends = false;
};

} // namespace lockctx

#endif
