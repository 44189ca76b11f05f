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

  /// The findings of \p Unit as far as they are known at once. \p Late is called, from another thread, when there are
  /// others: to be asked for by another call. Without it, all are waited for.
  llvm::Expected<std::vector<UnitFinding>> findings(std::shared_ptr<const UnitCheck> Check, FactsFile Unit,
                                                    SourceReader Read, std::function<void(llvm::StringRef Main)> Late);

private:
  using Clock = std::chrono::steady_clock;
  /// For a file's first findings; its headers have taken the parser longer.
  static constexpr std::chrono::milliseconds kFirst{500};
  /// For later ones, if they took no longer the last time.
  static constexpr std::chrono::milliseconds kQuick{15};

  struct Job {
    std::shared_ptr<const UnitCheck> Check;
    FactsShape Shape;
    FactsFile Unit;
    SourceReader Read;
    std::function<void(llvm::StringRef)> Late;
  };
  struct File {
    std::shared_ptr<const UnitCheck> Check; ///< That judged it; null: nothing is known yet.
    std::optional<FactsShape> Shape;
    std::vector<UnitFinding> Findings;
    std::string Error;       ///< Instead of findings.
    Clock::duration Took{};  ///< The last judgement.
    std::optional<Job> Next; ///< What is to be judged.
    unsigned Asked = 0, Done = 0;
    std::optional<std::string> Shown; ///< What the last call gave while something was to be judged.
  };

  void work();
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
