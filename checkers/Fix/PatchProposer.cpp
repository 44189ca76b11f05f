//===- PatchProposer.cpp --------------------------------------------------===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "Fix/PatchProposer.h"
#include "Fix/Edits.h"
#include "Fix/SourceText.h"
#include "Support/Errors.h"
#include "llvm/ADT/STLExtras.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/ADT/StringSet.h"
#include <set>

using namespace llvm;

namespace lockctx {
namespace {

using Form = VariantModel::Form;

/// Acquisitions of one function that share releases: they change together or not at all.
struct Section {
  FuncId F;
  std::set<uint32_t> Taken, Released; ///< Events.
  Cure Need;
};

class Proposer {
public:
  Proposer(const Analysis &A, Report &R, const SourceReader &Read) : A(A), P(A.P), R(R), Read(Read) {
    for (FuncId F = 0; F < P.Functions.size(); ++F) {
      const FunctionSummary &S = A.Summaries[F];
      for (const Acquisition &Each : S.Acquisitions)
        Events[P.Functions[F].Events[Each.EventIndex].At].insert({F, Each.EventIndex});
      for (const Release &Each : S.Releases)
        Events[P.Functions[F].Events[Each.EventIndex].At].insert({F, Each.EventIndex});
    }
    for (FileId File = 0; File < P.T.Files.size(); ++File)
      FileIds.try_emplace(P.T.Files[File], File);
  }
  void run();

private:
  Error proposeFor(ArrayRef<Finding *> Findings, Patch &Out);
  void describe(ArrayRef<Finding *> Findings, ArrayRef<std::pair<Section, Form>> Changes, Patch &Out) const;
  Error addSite(const Finding &F, const FindingSite &Site, std::vector<Section> &Out);
  Error close(Section &S) const;
  Expected<Form> formFor(const Section &S) const;
  Error edit(const Section &S, Form To, ArrayRef<Section> All, std::vector<TextEdit> &Edits);
  Error editCall(FuncId F, uint32_t Event, Form To, StringRef Flags, std::vector<TextEdit> &Edits);
  Expected<std::string> flagsVariable(const Section &S, ArrayRef<Section> All, std::vector<TextEdit> &Edits);
  FuncId releaserBelow(FuncId F, ClassId Class, std::set<FuncId> &Seen) const;
  const SourceText *source(StringRef Path);

  const Event &event(FuncId F, uint32_t Index) const { return P.Functions[F].Events[Index]; }
  StringRef calleeOf(const Event &E) const { return E.Callee == kNone ? "" : P.T.Symbols[E.Callee].Name; }
  std::string place(FuncId F, uint32_t Index) const {
    SourceLocation L = P.location(event(F, Index).At);
    StringRef Name = L.File;
    if (Name.consume_front(R.SourceRoot))
      Name = Name.ltrim('/');
    return (Name + ":" + Twine(L.Line)).str();
  }
  Error refuse(FuncId F, uint32_t Index, const Twine &Why) const { return failure(place(F, Index) + ": " + Why); }

  const Analysis &A;
  const Program &P;
  Report &R;
  const SourceReader &Read;
  std::map<Place, std::set<std::pair<FuncId, uint32_t>>> Events;
  StringMap<FileId> FileIds;
  StringMap<std::unique_ptr<SourceText>> Sources;
};

} // namespace

const SourceText *Proposer::source(StringRef Path) {
  auto [It, New] = Sources.try_emplace(Path);
  if (New)
    It->second = SourceText::open(Path, Read);
  return It->second.get();
}

/// The event at a site to change, as a new section or as more of a known one.
Error Proposer::addSite(const Finding &F, const FindingSite &Site, std::vector<Section> &Out) {
  Place At;
  if (auto It = FileIds.find(Site.Loc.File); It != FileIds.end())
    At = {It->second, Site.Loc.Line, Site.Loc.Column};
  bool Any = false;
  for (auto [Function, Index] : Events[At]) {
    const FunctionSummary &Summary = A.Summaries[Function];
    Section New{Function, {}, {}, F.Mend};
    if (any_of(Summary.Acquisitions, [&, I = Index](const Acquisition &Acq) {
          return Acq.EventIndex == I && Acq.Class != kNone && P.T.Classes[Acq.Class].Name == F.LockClass;
        })) {
      New.Taken.insert(Index);
    } else {
      // What enables interrupts while the lock is held.
      if (P.T.M.variant(calleeOf(event(Function, Index))).second != Form::Irq)
        continue;
      for (const Release &Each : Summary.Releases)
        if (Each.EventIndex == Index)
          New.Taken.insert(Each.Taken.begin(), Each.Taken.end());
      New.Need = Cure::IrqSave;
      if (New.Taken.empty())
        return refuse(Function, Index, "enables interrupts while the lock is held, for a lock that a caller took");
    }
    Any = true;
    auto Same = find_if(Out, [&](const Section &S) {
      return S.F == New.F && any_of(New.Taken, [&](uint32_t E) { return S.Taken.count(E); });
    });
    if (Same != Out.end()) {
      Same->Need = std::max(Same->Need, New.Need);
      continue;
    }
    if (Error E = close(New))
      return E;
    Out.push_back(std::move(New));
  }
  if (!Any)
    return failure(Site.Code + " has no other form");
  return Error::success();
}

/// All releases of the acquisitions, and all acquisitions of the releases; fails where they are not all in the
/// function, or not calls of functions that have forms.
Error Proposer::close(Section &S) const {
  const FunctionSummary &Summary = A.Summaries[S.F];
  std::string Name = P.nameOf(S.F).str();
  if (P.Functions[S.F].Incomplete || Summary.Truncated)
    return failure("not all of " + Name + "() could be analysed");
  for (bool Grown = true; std::exchange(Grown, false);)
    for (const Release &Each : Summary.Releases) {
      if (none_of(Each.Taken, [&](uint32_t E) { return S.Taken.count(E); }))
        continue;
      Grown |= S.Released.insert(Each.EventIndex).second;
      for (uint32_t E : Each.Taken)
        Grown |= S.Taken.insert(E).second;
    }
  std::optional<Form> Now;
  auto Check = [&](uint32_t Index) -> Error {
    const Event &E = event(S.F, Index);
    auto [Variant, Is] = P.T.M.variant(calleeOf(E));
    if (!Variant)
      return refuse(S.F, Index,
                    E.Callee != kNone && P.T.Symbols[E.Callee].Model == nullptr
                        ? calleeOf(E) + "() takes or releases the lock for its caller"
                        : E.Text + " has no other form");
    if (std::exchange(Now, Is).value_or(Is) != Is)
      return refuse(S.F, Index, "the lock is taken and released here in different forms");
    return Error::success();
  };
  bool Guard = false;
  ClassId Class = kNone;
  for (uint32_t E : S.Taken) {
    if (Error Err = Check(E))
      return Err;
    Guard |= P.T.M.variant(calleeOf(event(S.F, E))).first->isGuard();
  }
  for (uint32_t E : S.Released)
    if (!Guard)
      if (Error Err = Check(E))
        return Err;
  auto IsOurs = [&](const HeldLock &H) {
    return S.Taken.count(H.EventIndex) || any_of(H.Others, [&](uint32_t E) { return S.Taken.count(E); });
  };
  for (const Exit &X : Summary.Exits)
    if (any_of(X.State.Held, IsOurs))
      return refuse(S.F, *S.Taken.begin(), Name + "() returns with the lock held, and its callers release it");
  if (S.Released.empty() && !Guard)
    return refuse(S.F, *S.Taken.begin(), "nothing is seen to release it");
  for (const Acquisition &Acq : Summary.Acquisitions)
    if (S.Taken.count(Acq.EventIndex))
      Class = Acq.Class;
  // A callee that drops the lock for a while would have to change as well.
  for (const CallOccurrence &Call : Summary.Calls) {
    if (none_of(Summary.States[Call.State].Held, IsOurs))
      continue;
    std::set<FuncId> Seen;
    for (FuncId Callee : Call.Callees)
      if (FuncId Dropper = releaserBelow(Callee, Class, Seen); Dropper != kNone && !S.Released.count(Call.EventIndex))
        return refuse(S.F, Call.EventIndex,
                      P.nameOf(Dropper) + "(), called with the lock held, releases it for a while");
  }
  return Error::success();
}

/// A function at or below \p F that releases a lock of \p Class which its caller holds.
FuncId Proposer::releaserBelow(FuncId F, ClassId Class, std::set<FuncId> &Seen) const {
  if (Seen.size() > 1000 || !Seen.insert(F).second)
    return kNone;
  for (const Release &Each : A.Summaries[F].Releases)
    if (Each.Taken.empty() && Each.Class == Class)
      return F;
  for (const CallOccurrence &Call : A.Summaries[F].Calls)
    for (FuncId Callee : Call.Callees)
      if (FuncId Found = releaserBelow(Callee, Class, Seen); Found != kNone)
        return Found;
  return kNone;
}

/// The form that the section's acquisitions are to have: the weakest that mends it in all states they are reached in.
Expected<Form> Proposer::formFor(const Section &S) const {
  const FunctionSummary &Summary = A.Summaries[S.F];
  bool Reached = false, IrqOff = false;
  for (const Acquisition &Acq : Summary.Acquisitions) {
    if (!S.Taken.count(Acq.EventIndex))
      continue;
    const LockState &At = Summary.States[Acq.State];
    for (VariantId V : A.Contexts->variantsOf(S.F)) {
      const Variant &Var = A.Contexts->variants()[V];
      if (!A.Contexts->possible(Var, At))
        continue;
      for (unsigned I = 0; I < MachineState::kCount; ++I)
        if (Var.Entered.states() & At.Feasible & 1u << I) {
          Reached = true;
          IrqOff |= At.at(MachineState::fromIndex(I)).IrqOff;
        }
    }
  }
  auto Has = [&](Form To) {
    auto HasIt = [&](uint32_t E) {
      const VariantModel *V = P.T.M.variant(calleeOf(event(S.F, E))).first;
      return V->isGuard() || !V->Names[To].empty();
    };
    return all_of(S.Taken,
                  [&](uint32_t E) { return !P.T.M.variant(calleeOf(event(S.F, E))).first->Names[To].empty(); }) &&
           (P.T.M.variant(calleeOf(event(S.F, *S.Taken.begin()))).first->isGuard() || all_of(S.Released, HasIt));
  };
  Form To = Form::IrqSave;
  // spin_unlock_bh() must not run with IRQs off, and spin_unlock_irq() would turn them on.
  if (S.Need == Cure::BhOff && !IrqOff && Has(Form::Bh))
    To = Form::Bh;
  // That IRQs are on in all known states proves nothing of callers that are not known; that it sleeps does.
  bool Sleeps = any_of(Summary.Sleeps, [&](const SleepOccurrence &O) {
    return O.GfpParam == kNone && Summary.States[O.State].Irq.K == IrqState::Entry;
  });
  if (S.Need == Cure::IrqOff && Sleeps && Reached && !IrqOff && Has(Form::Irq))
    To = Form::Irq;
  if (!Has(To))
    return refuse(S.F, *S.Taken.begin(), event(S.F, *S.Taken.begin()).Text + " has no form that would do");
  if (P.T.M.variant(calleeOf(event(S.F, *S.Taken.begin()))).second == To)
    return refuse(S.F, *S.Taken.begin(),
                  "the lock is taken in the right form, but something enables the interrupt later");
  return To;
}

/// The name of a variable to keep the IRQ state in: `flags` if it is free here, declared if it is not there yet.
Expected<std::string> Proposer::flagsVariable(const Section &S, ArrayRef<Section> All, std::vector<TextEdit> &Edits) {
  const FunctionSummary &Summary = A.Summaries[S.F];
  SourceLocation Name = P.location(P.Functions[S.F].At);
  const SourceText *Source = source(Name.File);
  auto Body = Source ? Source->body(Name) : std::nullopt;
  if (!Body)
    return failure("the body of " + P.nameOf(S.F) + "() is not found in the source");
  auto IsOurs = [&](const HeldLock &H) { return S.Taken.count(H.EventIndex) != 0; };
  bool InUse = false;
  for (const Acquisition &Acq : Summary.Acquisitions) {
    const LockState &At = Summary.States[Acq.State];
    if (S.Taken.count(Acq.EventIndex))
      InUse |= !At.Saved.empty();
    else if (any_of(At.Held, IsOurs))
      InUse |= event(S.F, Acq.EventIndex).Text.contains("flags") ||
               any_of(All, [&](const Section &O) { return O.F == S.F && O.Taken.count(Acq.EventIndex); });
  }
  if (Body->declares("flags") && !InUse)
    return "flags";
  for (StringRef Try : {"flags", "irq_flags"})
    if (!Body->mentions(Try)) {
      if (Try == "flags" && InUse)
        continue;
      TextEdit Declaration = Body->declaration(("unsigned long " + Try + ";").str());
      if (!is_contained(Edits, Declaration))
        Edits.push_back(std::move(Declaration));
      return Try.str();
    }
  return failure("no name is free for the IRQ flags in " + P.nameOf(S.F) + "()");
}

Error Proposer::editCall(FuncId F, uint32_t Index, Form To, StringRef Flags, std::vector<TextEdit> &Edits) {
  const Event &E = event(F, Index);
  SourceLocation Loc = P.location(E.At);
  if (!StringRef(Loc.File).starts_with(R.SourceRoot + "/"))
    return refuse(F, Index, "the file is not of this source tree");
  const SourceText *Source = source(Loc.File);
  if (!Source)
    return refuse(F, Index, "the file cannot be read");
  auto [Variant, Is] = P.T.M.variant(calleeOf(E));
  StringRef Spelled = Source->identifierAt(Loc);
  auto Argument = Source->firstArgument(Loc);
  if (Variant->isGuard()) {
    if (!Argument || Source->text().slice(Argument->first, Argument->second) != Variant->Names[Is])
      return refuse(F, Index, "'" + Spelled + "' is not spelled as a guard of " + Variant->Names[Is]);
    Edits.push_back({Source->locationOf(Argument->first), Variant->Names[Is], Variant->Names[To]});
    return Error::success();
  }
  if (Spelled != Variant->Names[Is])
    return refuse(F, Index,
                  Spelled.empty() ? "the call is not spelled here" : Variant->Names[Is] + " is hidden in " + Spelled);
  Edits.push_back({Loc, Variant->Names[Is], Variant->Names[To]});
  if (To == Form::IrqSave) {
    if (!Argument)
      return refuse(F, Index, "the argument is not spelled here");
    Edits.push_back({Source->locationOf(Argument->second), "", (", " + Flags).str()});
  }
  return Error::success();
}

Error Proposer::edit(const Section &S, Form To, ArrayRef<Section> All, std::vector<TextEdit> &Edits) {
  bool Guard = P.T.M.variant(calleeOf(event(S.F, *S.Taken.begin()))).first->isGuard();
  std::string Flags;
  if (To == Form::IrqSave && !Guard) {
    auto Name = flagsVariable(S, All, Edits);
    if (!Name)
      return Name.takeError();
    Flags = *Name;
  }
  for (const auto *Set : {&S.Taken, &S.Released})
    for (uint32_t E : *Set)
      if (!Guard || Set == &S.Taken)
        if (Error Err = editCall(S.F, E, To, Flags, Edits))
          return Err;
  return Error::success();
}

/// "work() (workqueue) -> helper()": who calls whom on the way to a site.
static std::string route(const WitnessChain &C) {
  std::string Text, Last;
  for (const ChainStep &S : C.Steps) {
    if (S.Function.empty() || S.Function == Last)
      continue;
    Text += (Text.empty() ? "" : " -> ") + S.Function + "()";
    if (Last.empty())
      if (StringRef What = S.What; What.consume_front("entered in "))
        Text += (" (" + What.take_until([](char C) { return C == ' '; }) + ")").str();
    Last = S.Function;
  }
  return Text;
}

/// Words, wrapped as commit messages are.
static std::string wrap(StringRef Text, StringRef Indent) {
  std::string Out, Line;
  SmallVector<StringRef, 32> Words;
  Text.split(Words, ' ', -1, /*KeepEmpty=*/false);
  for (StringRef W : Words) {
    if (!Line.empty() && Indent.size() + Line.size() + 1 + W.size() > 72) {
      Out += (Indent + Line + "\n").str();
      Line.clear();
    }
    Line += (Line.empty() ? "" : " ") + W.str();
  }
  return Out + (Indent + Line + "\n").str();
}

void Proposer::describe(ArrayRef<Finding *> Findings, ArrayRef<std::pair<Section, Form>> Changes, Patch &Out) const {
  const Finding &F = *Findings.front();
  bool Irq = any_of(Changes, [](const auto &C) { return C.second != Form::Bh; });
  StringRef Field = StringRef(Out.LockClass).rsplit('.').second;
  StringRef Module = P.Functions[Changes.front().first.F].ModName;
  Out.Subject = ((Module.empty() ? "" : Module + ": ") + "take " + (Field.empty() ? Out.LockClass : Field) + " with " +
                 (Irq ? "IRQs" : "BHs") + " off")
                    .str();
  Out.Message = "lockctx finds what lockdep would print, if the paths below ran:\n\n  WARNING: " + F.Headline + "\n";
  if (!F.SafeClass.empty())
    Out.Message += "   (" + F.SafeClass + "){" + F.SafeClassUsage.substr(1) + " ->\n";
  if (!F.LockClass.empty())
    Out.Message += "   (" + F.LockClass + "){" + F.LockClassUsage.substr(1) + "\n";
  Out.Message += "\n";
  for (const WitnessChain &C : F.Chains)
    Out.Message += wrap(C.Title + ":", "") + wrap(route(C), "  ") + "\n";
  std::set<std::string> Functions;
  for (const auto &[S, To] : Changes)
    Functions.insert(P.nameOf(S.F).str() + "()");
  Out.Message += wrap("Take the lock with " + std::string(Irq ? "IRQs" : "BHs") + " off in " +
                          join(Functions.begin(), Functions.end(), ", ") + "." +
                          (F.SafeSites.empty() ? "" : " The other places that take it are right already."),
                      "");
}

Error Proposer::proposeFor(ArrayRef<Finding *> Findings, Patch &Out) {
  std::vector<TextEdit> &Edits = Out.Edits;
  std::vector<std::pair<Section, Form>> Changes;
  std::vector<Section> Sections;
  for (const Finding *F : Findings)
    for (const FindingSite &Site : F->UnsafeSites)
      if (Error E = addSite(*F, Site, Sections))
        return E;
  for (const Section &S : Sections) {
    auto To = formFor(S);
    if (!To)
      return To.takeError();
    if (Error E = edit(S, *To, Sections, Edits))
      return E;
    Changes.emplace_back(S, *To);
  }
  for (const Acquisition &Acq : A.Summaries[Sections.front().F].Acquisitions)
    if (Sections.front().Taken.count(Acq.EventIndex) && Acq.Class != kNone)
      Out.LockClass = P.T.Classes[Acq.Class].Name.str();
  describe(Findings, Changes, Out);
  llvm::sort(Edits);
  Edits.erase(std::unique(Edits.begin(), Edits.end()), Edits.end());
  EditedFiles Try(Read);
  return Try.add(Edits);
}

void Proposer::run() {
  // In the order of the findings, so that the patches are ranked as they are.
  std::vector<std::pair<std::string, std::vector<Finding *>>> Groups;
  for (Finding &F : R.Findings) {
    if (F.Mend == Cure::None) {
      F.NoFix =
          "no exchange of one form of a lock function for another mends it; what should change, and where, is for "
          "a person to decide";
      continue;
    }
    const FindingSite &First = F.UnsafeSites.front();
    std::string Key = F.LockClass.empty() ? First.Function + "@" + First.Loc.File : F.LockClass + "@" + F.LockClassFile;
    auto It = find_if(Groups, [&](auto &G) { return G.first == Key; });
    if (It == Groups.end())
      It = Groups.insert(It, {Key, {}});
    It->second.push_back(&F);
  }
  for (auto &[Key, Findings] : Groups) {
    Patch New;
    if (Error E = proposeFor(Findings, New)) {
      std::string Why = toString(std::move(E));
      for (Finding *F : Findings)
        F->NoFix = Why;
      continue;
    }
    for (Finding *F : Findings)
      F->Patch = R.Patches.size();
    R.Patches.push_back(std::move(New));
  }
}

void proposePatches(const Analysis &A, Report &R, const SourceReader &Read) { Proposer(A, R, Read).run(); }

void withdrawPatches(Report &R) {
  R.Patches.clear();
  for (Finding &F : R.Findings) {
    F.Patch = -1;
    F.NoFix.clear();
  }
}

} // namespace lockctx
