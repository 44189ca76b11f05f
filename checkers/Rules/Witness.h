//===- Witness.h - Chains and sites of findings -----------------*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// Turns witnesses of the analysis (numbers) into the text of findings.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_RULES_WITNESS_H
#define LOCKCTX_RULES_WITNESS_H

#include "Program/Analysis.h"

namespace lockctx {

/// What it takes, beyond what is followed, that \p E is reached in \p S of \p F and calls what it is said to call:
/// flags or numbers in an object that are tested on the way (who sets them is not followed), or a pointer that may hold
/// several functions.
struct Guess {
  size_t Callees = 1;
  PathId Tested = kNone;
  unsigned count() const { return (Callees > 1) + (Tested != kNone); }
  std::string describe(const Tables &T) const;
};
Guess guessAt(const Analysis &A, const LockState &S, const Event &E, size_t Callees);

/// Makes the site to change of \p Other, and how execution gets there, one more of \p F.
void addSite(Finding &F, Finding Other);

/// lockdep's drawing of what CPU0 and CPU1 do; a line is a CPU's number and what it does.
std::vector<std::string> drawScenario(llvm::ArrayRef<std::pair<unsigned, std::string>> Lines);

/// One CPU that takes \p Lock while it has it.
std::vector<std::string> drawRecursion(llvm::StringRef Lock);

class WitnessWriter {
public:
  explicit WitnessWriter(const Analysis &A) : A(A), P(A.P) {}

  /// From the entry point to \p Site, reached as \p W says.
  WitnessChain chain(const LockSite &Site, const UsageWitness &W, std::string Title) const;
  /// From the entry point to where the second lock of \p D is taken while the first is held.
  WitnessChain chain(const Dependency &D, ClassId Held, ClassId Taken, std::string Title) const;
  /// From the entry point to \p V being entered in \p State.
  WitnessChain chainTo(VariantId V, unsigned State, Certainty C, std::string Title) const;
  /// What a call event does, in state \p S.
  ChainStep eventStep(FuncId F, uint32_t EventIndex, const LockState &S, MachineState At) const;
  /// The same as a site to change.
  FindingSite callSite(FuncId F, uint32_t EventIndex, MachineState At, llvm::StringRef Rule) const;
  /// An acquisition as a site. NOTE(def: identity): until runRules() has made it a hash, the fingerprint of a site is
  /// what identifies it: nothing that a moved line, a rename of a local, a moved definition or another form of the
  /// lock function changes.
  FindingSite site(const LockSite &Site, const UsageWitness &W, ClassId Class, llvm::StringRef Rule) const;
  llvm::StringRef className(ClassId C) const { return P.T.Classes[C].Name; }
  std::string classFile(ClassId C) const;
  /// Says of \p F which lock it is about.
  void setLockClass(Finding &F, ClassId C) const;
  std::string usage(ClassId C) const;
  /// "takes struct x.lock", or "waits for struct x.timer" for what is no lock.
  std::string takes(ClassId C) const;

  /// From \p Callee down to where \p Class is taken.
  void descend(FuncId Callee, TakenClass Class, uint32_t Home, WitnessChain &Out, const std::string &State) const;

private:
  void addHops(llvm::ArrayRef<ContextPropagation::Hop> Hops, const EntryPoint *Entry, WitnessChain &Out) const;
  void descendVia(FuncId Callee, uint32_t Acquisition, WitnessChain &Out, const std::string &State) const;
  void setGuess(ChainStep &Step, FuncId F, uint32_t EventIndex, const LockState &S) const;
  ChainStep step(FuncId F, uint32_t EventIndex, std::string What, MachineState State) const;
  std::string held(FuncId F, const LockState &S) const;

  const Analysis &A;
  const Program &P;
};

} // namespace lockctx

#endif
