//===- LaunchReport.cpp - what an exchange launches -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Transforms/LaunchReport.h"
#include "EntryCommands.h"

#include "fsdp/Dialect/FSDP/IR/FSDP.h"
#include "llvm/Support/FormatVariadic.h"

using namespace mlir;
using namespace fsdp;

namespace {

/// Adds up the launches and copies of one exchange.
class LaunchCounter {
public:
  LaunchCounter(Operation *exchange, StringAttr phase, int64_t shards)
      : exchange(exchange), phase(phase), shards(shards) {}

  ExchangeLaunches count();

private:
  void add(Operation *command);
  void addPack(plan::ReduceOp reduce);
  void addOffered(Value offered);
  void addReplicas(plan::ReduceOp reduce);

  Operation *exchange;
  StringAttr phase;
  int64_t shards;
  ExchangeLaunches result;
};

} // namespace

/// What lib/Conversion calls launches that divide reduced gradients.
static constexpr StringLiteral kDivideLabel = "divide_grad";

static bool isWrittenBy(Operation *command, Value buffer) {
  if (auto copy = dyn_cast<plan::CopyOp>(command))
    return copy.getDest() == buffer;
  auto launch = dyn_cast<plan::LaunchOp>(command);
  if (!launch)
    return false;
  for (auto [arg, access] :
       llvm::zip_equal(launch.getArgs(), launch.getAccess()))
    if (arg == buffer && (access & plan::Write))
      return true;
  return false;
}

/// Whether it makes what a later gather offers, of which it is a part.
static bool makesOffer(plan::LaunchOp launch) {
  return llvm::any_of(launch.getArgs(), [&](Value arg) {
    return isWrittenBy(launch, arg) &&
           llvm::any_of(arg.getUsers(), [&](Operation *user) {
             return isa<plan::GatherOp>(user) && user->getOperand(0) == arg;
           });
  });
}

static bool isState(Value value, const Twine &name) {
  auto ref = value.getDefiningOp<plan::RefOp>();
  return ref && ref.getState() == name.str();
}

void LaunchCounter::add(Operation *command) {
  int64_t bytes = 0;
  if (auto copy = dyn_cast<plan::CopyOp>(command)) {
    bytes = 2 * copy.getBytes();
  } else {
    auto launch = cast<plan::LaunchOp>(command);
    for (auto [arg, each, access] : llvm::zip_equal(
             launch.getArgs(), launch.getBytes(), launch.getAccess())) {
      int64_t times = isa<plan::SourcesType>(arg.getType()) ? shards : 1;
      bytes += times * each *
               (bool(access & plan::Read) + bool(access & plan::Write));
    }
  }
  ++result.peer;
  ++result.buffered;
  result.peerBytes += bytes;
  result.bufferedBytes += bytes;
}

/// Gradients that are the slots of all ranks already are not packed.
void LaunchCounter::addPack(plan::ReduceOp reduce) {
  ArrayRef<int64_t> segments = reduce.getSegments();
  bool isSlots = segments.size() == 5 && segments[0] == 0 && segments[1] == 1 &&
                 segments[2] == int64_t(reduce.getSlotBytes()) &&
                 segments[4] == 0;
  if (isSlots)
    return;
  result.buffered += reduce.getPack() ? 1 : segments.size() / 5;
  result.bufferedBytes += reduce.getBytes() + shards * reduce.getSlotBytes();
}

/// Hooks and copies that write what is offered, since it was offered last. A
/// group's gradients are computed there, by commands of no group.
void LaunchCounter::addOffered(Value offered) {
  auto group = exchange->getAttrOfType<FlatSymbolRefAttr>("group");
  for (Operation *before = exchange->getPrevNode(); before;
       before = before->getPrevNode()) {
    if (isa<plan::GatherOp, plan::ReduceOp>(before) &&
        before->getOperand(0) == offered)
      return;
    bool isOfGroup = before->getAttrOfType<FlatSymbolRefAttr>("group") == group;
    bool addsWaiting = llvm::any_of(before->getOperands(), [&](Value operand) {
      return isState(operand, group.getValue() + ".accumulated");
    });
    if (isWrittenBy(before, offered) &&
        (isOfGroup || addsWaiting || isa<plan::CopyOp>(before)))
      add(before);
  }
}

/// What stands between the reduction over shards and that over replicas, or
/// adds to what waits.
void LaunchCounter::addReplicas(plan::ReduceOp reduce) {
  for (Operation *next = reduce->getNextNode(); next;
       next = next->getNextNode()) {
    auto isShard = [&](Value operand) {
      return isState(operand, reduce.getGroup() + ".grad");
    };
    bool readsSources =
        llvm::is_contained(next->getOperands(), reduce.getSources());
    auto launch = dyn_cast<plan::LaunchOp>(next);
    bool isOfGroup = launch && launch.getGroup() == reduce.getGroup() &&
                     launch.getLabel() != kDivideLabel;
    if (!readsSources && llvm::any_of(next->getOperands(), isShard) &&
        (isOfGroup || isa<plan::CopyOp>(next)))
      add(next);
  }
}

ExchangeLaunches LaunchCounter::count() {
  auto reduces = isa<plan::ReduceOp>(exchange);
  if (reduces || exchange->getAttrOfType<StringAttr>("phase") == phase)
    addOffered(exchange->getOperand(0));
  for (Operation *user : exchange->getResult(0).getUsers())
    if (auto launch = dyn_cast<plan::LaunchOp>(user))
      if (reduces || (launch.getPhaseAttr() == phase && !makesOffer(launch)))
        add(launch);
  if (auto reduce = dyn_cast<plan::ReduceOp>(exchange)) {
    addPack(reduce);
    addReplicas(reduce);
  }
  return result;
}

ExchangeLaunches fsdp::countLaunches(Operation *exchange, StringAttr phase) {
  return LaunchCounter(exchange, phase, getGroupShards(exchange)).count();
}

/// That of a gather or reduce, and those of what reads its sources.
static SmallVector<StringAttr> getPhases(Operation *exchange) {
  SmallVector<StringAttr> phases = {
      exchange->getAttrOfType<StringAttr>("phase")};
  for (Operation *user : exchange->getResult(0).getUsers())
    if (auto launch = dyn_cast<plan::LaunchOp>(user))
      if (isa<plan::GatherOp>(exchange) &&
          !llvm::is_contained(phases, launch.getPhaseAttr()))
        phases.push_back(launch.getPhaseAttr());
  return phases;
}

static void printRow(raw_ostream &os, plan::EntryOp entry, StringRef group,
                     const Twine &phase, const ExchangeLaunches &launches) {
  os << llvm::formatv("{0,-12} {1,-12} {2,-18} {3,5} {4,9} {5,12} {6,12}\n",
                      entry.getSymName(), group, phase.str(), launches.peer,
                      launches.buffered, launches.peerBytes,
                      launches.bufferedBytes);
}

static void printRow(raw_ostream &os, plan::EntryOp entry, Operation *exchange,
                     StringAttr phase, const ExchangeLaunches &launches) {
  StringRef group =
      exchange->getAttrOfType<FlatSymbolRefAttr>("group").getValue();
  if (isa<plan::GatherOp>(exchange))
    printRow(os, entry, group, "gather " + (phase ? phase.getValue() : ""),
             launches);
  else
    printRow(os, entry, group, "reduce", launches);
}

/// Launches that make the statistics of all hooks, before their all-reduce.
static ExchangeLaunches countStatistics(plan::AllReduceOp reduce) {
  ExchangeLaunches result;
  for (Operation *user : reduce.getSource().getUsers())
    if (auto launch = dyn_cast<plan::LaunchOp>(user);
        launch && isWrittenBy(launch, reduce.getSource())) {
      int64_t bytes = llvm::sum_of(launch.getBytes());
      result.peer += 1;
      result.buffered += 1;
      result.peerBytes += bytes;
      result.bufferedBytes += bytes;
    }
  return result;
}

void fsdp::printExchanges(ModuleOp module, raw_ostream &os) {
  if (!module->getAttrOfType<GridAttr>("fsdp.grid"))
    return;
  os << "\nlaunches and copies around each collective, and bytes that they "
        "read "
        "+ write\n"
     << llvm::formatv("{0,-12} {1,-12} {2,-18} {3,5} {4,9} {5,12} {6,12}\n",
                      "entry", "group", "phase", "peer", "buffered",
                      "bytes peer", "buffered");
  ExchangeLaunches plain, any;
  auto raise = [](ExchangeLaunches &most, const ExchangeLaunches &launches) {
    most.peer = std::max(most.peer, launches.peer);
    most.buffered = std::max(most.buffered, launches.buffered);
  };
  for (auto entry : module.getOps<plan::EntryOp>())
    for (Operation &op : entry.getBody().front()) {
      auto statistics = dyn_cast<plan::AllReduceOp>(op);
      if (statistics && statistics.getLabel() == "stats" && !entry.getNeeds() &&
          !entry.getLeaves())
        printRow(os, entry, "all", "statistics", countStatistics(statistics));
      if (!isa<plan::GatherOp, plan::ReduceOp>(op))
        continue;
      for (StringAttr phase : getPhases(&op)) {
        ExchangeLaunches launches = countLaunches(&op, phase);
        raise(any, launches);
        if (entry.getNeeds() || entry.getLeaves())
          continue;
        raise(plain, launches);
        printRow(os, entry, &op, phase, launches);
      }
    }
  os << llvm::formatv(
      "at most {0} with peer transport, {1} with buffered; where "
      "gradients of earlier microbatches are added {2} and {3}\n",
      plain.peer, plain.buffered, any.peer, any.buffered);
}
