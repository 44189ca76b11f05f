//===- ContextPropagation.h - Contexts down the call graph -----*- C++ -*-===//
// Part of lockctx, under the Apache License v2.0 with LLVM Exceptions.
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//
///
/// \file
/// From the entry points, the machine states in which each function is entered. A function whose parameters choose
/// what it does is propagated once for each combination of what is known of them (a *variant*). The lattice is a set
/// of 9 machine states times 3 certainties for each variant, joined by union: its height is 27, so a work list ends.
/// Each bit remembers how it was first reached; since the work list is breadth first, that is a shortest chain.
///
//===----------------------------------------------------------------------===//

#ifndef LOCKCTX_PROGRAM_CONTEXTPROPAGATION_H
#define LOCKCTX_PROGRAM_CONTEXTPROPAGATION_H

#include "Program/FunctionSummary.h"
#include "Program/PointerFlow.h"
#include <utility>

namespace lockctx {

using VariantId = uint32_t;

/// What is known in a variant of a parameter, of a member of what it points to, or of a global.
struct ParamValue {
  PathId Path;
  bool IsConstant;  ///< Else only whether it is zero.
  int64_t Constant; ///< Or 0/1.
  auto operator<=>(const ParamValue &) const = default;
};

struct Variant {
  FuncId Function;
  /// The module whose entry point began the chain, or kBuiltIn for any: its objects have only the ops of modules that
  /// it uses or that use it. A PCI driver's interrupt does not end in the USB variant of a common layer's ops.
  uint32_t Home;
  llvm::ArrayRef<ParamValue> Params;
  EntrySet Entered;
};

/// A function that is entered from outside of the program.
struct EntryPoint {
  FuncId Function;
  const NamedContext *Context;
  std::string How;
  Place At;
  llvm::ArrayRef<std::string> Held; ///< Classes that its caller holds.
  llvm::ArrayRef<ClassId> RunsAs;   ///< Registration::RunsAs
  std::string Source;
  bool ByType;         ///< Only its signature says so.
  uint32_t Home;       ///< The module whose object it is about: Variant::Home.
  VariantId V = kNone; ///< The variant that is entered.
};

/// How a bit of a variant was reached.
struct Origin {
  uint32_t Entry = kNone; ///< Index of an entry point; or else:
  VariantId Caller = kNone;
  uint8_t CallerState = 0; ///< The bit of the caller that led here.
  uint32_t EventIndex = 0, State = 0;
};

class ContextPropagation {
public:
  ContextPropagation(const Program &P, const PointerFlow &Pointers, const std::vector<FunctionSummary> &Summaries);

  const ListOf<Variant> &variants() const { return Variants; }
  llvm::ArrayRef<VariantId> variantsOf(FuncId F) const { return ByFunction[F]; }
  /// All states that \p F is entered in.
  EntrySet entered(FuncId F) const;
  const std::vector<EntryPoint> &entryPoints() const { return Entries; }
  /// Sentences about annotations in the source that mean nothing.
  llvm::ArrayRef<std::string> notes() const { return Notes; }
  /// How a bit that is set came about.
  const Origin &origin(VariantId V, unsigned State, Certainty C) const;
  /// Whether what is known in \p State of a summary can hold in a variant.
  bool possible(const Variant &V, const LockState &State) const {
    return V.Params.empty() || llvm::all_of(State.Facts, [&](const Fact &X) { return possible(V, X); });
  }
  /// Whether a callee's \p Guards can hold when \p Call calls it from \p V.
  bool possibleBelow(const Variant &V, const CallOccurrence &Call, FactsRef Guards) const;
  uint32_t homeOf(VariantId V) const { return Variants[V].Home; }
  /// The home of a chain of \p Home that goes on in \p Callee.
  uint32_t homeIn(uint32_t Home, FuncId Callee) const;
  /// Whether a chain that is at \p V may go on in \p Callee (see Variant::Home).
  bool compatible(VariantId V, FuncId Callee) const;
  /// Where a call of one of \p To leads from a variant entered in a state: the callees' variants and their state.
  template <typename Fn> void eachCall(VariantId V, unsigned State, const llvm::BitVector &To, Fn Do) const {
    FuncId F = Variants[V].Function;
    const VariantId *Next = Callees.data() + FirstCallee[V];
    for (const CallOccurrence &Call : Summaries[F].Calls) {
      llvm::ArrayRef<VariantId> Here(std::exchange(Next, Next + Call.Callees.size()), Call.Callees.size());
      if (llvm::none_of(Call.Callees, [&](FuncId Callee) { return To[Callee]; }))
        continue;
      const LockState &S = Summaries[F].States[Call.State];
      if (!(S.Feasible >> State & 1) || !possible(Variants[V], S))
        continue;
      unsigned There = S.at(MachineState::fromIndex(State)).index();
      for (auto [Callee, Variant] : llvm::zip_equal(Call.Callees, Here))
        if (To[Callee] && Variant != kNone)
          Do(Call, Variant, There);
    }
  }
  /// Steps from an entry point to \p V being entered in \p State: variants, outermost first, each with its bit. \p
  /// Entry is null if nothing is known of the first one's callers.
  struct Hop {
    VariantId V;
    uint8_t State;
    Certainty Sure;
    uint32_t EventIndex; ///< Of the call to the next hop; kNone in the last.
    uint32_t SummaryState;
  };
  std::vector<Hop> chain(VariantId V, unsigned State, Certainty C, const EntryPoint *&Entry) const;

private:
  bool possible(const Variant &V, const Fact &X) const;
  StateSet asserted(FuncId F) const;
  void collectEntries();
  void addEntry(FuncId F, llvm::StringRef Context, const EntryModel *Model, std::string How, Place At,
                llvm::ArrayRef<ClassId> RunsAs = {}, FuncId Registrar = kNone, bool ByType = false);
  VariantId find(FuncId F, uint32_t Home, llvm::ArrayRef<ParamValue> Params, uint64_t &Slot) const;
  VariantId variant(FuncId F, llvm::ArrayRef<ParamValue> Params, uint32_t Home);
  void enter(VariantId V, unsigned State, Certainty C, const Origin &From);
  void drain();
  void propagate(VariantId V, unsigned State, Certainty C);
  llvm::SmallVector<ParamValue, 1> paramsAt(const Variant &Caller, const CallOccurrence &Call, FuncId Callee) const;

  const Program &P;
  const PointerFlow &Pointers;
  const std::vector<FunctionSummary> &Summaries;
  std::vector<EntryPoint> Entries;
  std::vector<std::string> Notes;
  ListOf<Variant> Variants;
  llvm::BumpPtrAllocator Memory; ///< Of their Params.
  /// Per variant, of each bit that is set.
  ListOf<ListOf<std::pair<uint8_t, Origin>>> Origins;
  std::vector<llvm::SmallVector<VariantId, 1>> ByFunction;
  llvm::DenseMap<uint64_t, VariantId> Ids; ///< By hash: find()
  /// Where the calls of each variant that was entered lead, in their order, callee by callee; kNone if the variant does
  /// not make the call, or its home has not that callee.
  std::vector<VariantId> Callees;
  std::vector<size_t> FirstCallee; ///< In Callees, by variant.
  struct Item {
    VariantId V;
    uint8_t State;
    Certainty C;
  };
  std::vector<Item> Todo;
};

} // namespace lockctx

#endif
