//===- Compile.cpp - from a step to a plan --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Pipeline/Compile.h"
#include "fsdp/Pipeline/Emit.h"
#include "fsdp/Pipeline/FlagValues.h"
#include "fsdp/Pipeline/Pipeline.h"
#include "fsdp/Transforms/MemoryReport.h"

#include "mlir/IR/Verifier.h"
#include "mlir/Parser/Parser.h"
#include "mlir/Support/Timing.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/SourceMgr.h"
#include "llvm/Support/raw_ostream.h"

using namespace fsdp;
using namespace mlir;

/// Flags whose whole feature is still to come, and values outside of a flag's
/// set: refused before anything is read, never ignored.
static CompileStatus checkOptions(const CompileOptions &options,
                                  raw_ostream &os) {
  auto unknown = [&](StringRef flag, StringRef value, StringRef expected) {
    os << "error: " << flag << ": unknown value '" << value << "', expected "
       << expected << "\n";
    return CompileStatus::UserError;
  };
  if (options.target != "cpu" && options.target != "cuda")
    return unknown("--target", options.target, "cpu or cuda");
  if (!options.reduceDtype.empty() && options.reduceDtype != "f32" &&
      options.reduceDtype != "bf16")
    return unknown("--reduce-dtype", options.reduceDtype, "f32 or bf16");
  if (!options.prefetch.empty() && !parsePrefetch(options.prefetch))
    return unknown("--prefetch", options.prefetch,
                   "two numbers from 0, forward and backward, such as 1,1");
  if (!options.memoryBudget.empty() && !parseByteSize(options.memoryBudget))
    return unknown("--memory-budget", options.memoryBudget,
                   "a number of bytes, such as 8GiB or 512MiB");
  if (options.statistics != "step" && options.statistics != "optimizer")
    return unknown("--statistics", options.statistics, "step or optimizer");
  if (options.schedule != "auto" && options.schedule != "fsdp2")
    return unknown("--schedule", options.schedule, "auto or fsdp2");
  for (StringRef emit : {"plan", "ir", "kernels", "report"})
    if (options.emit == emit)
      return CompileStatus::Ok;
  return unknown("--emit", options.emit, "plan, ir, kernels or report");
}

static CompileStatus checkStageNames(const CompileOptions &options,
                                     raw_ostream &os) {
  std::vector<StringRef> names = stageNames(options);
  for (const std::string &name : options.printStages) {
    if (name == "all" || llvm::is_contained(names, name))
      continue;
    os << "error: --print-stage: unknown stage '" << name
       << "', expected all or one of: ";
    llvm::interleaveComma(names, os);
    os << "\n";
    return CompileStatus::UserError;
  }
  return CompileStatus::Ok;
}

/// Invalid IR is our bug, whatever the input. Looking for it after each of so
/// many stages would be a tenth of a deep model's compilation.
static CompileStatus verifyStage(ModuleOp module, const Stage &stage,
                                 bool verifyEach, TimingScope &timing,
                                 raw_ostream &os) {
  if (!verifyEach && !stage.verified)
    return CompileStatus::Ok;
  TimingScope verifying = timing.nest("verify");
  if (succeeded(verify(module)))
    return CompileStatus::Ok;
  os << "error: " << (verifyEach ? "stage '" : "a stage up to '") << stage.name
     << "' left invalid IR: this is a bug of the compiler"
     << (verifyEach ? "" : "; --verify-each names the stage") << "\n";
  return CompileStatus::InternalError;
}

/// Runs the stages one by one. A stage that fails has said why at the op it
/// concerns.
static CompileStatus runStages(ModuleOp module, const CompileOptions &options,
                               TimingScope &timing, std::string &report,
                               raw_ostream &os) {
  llvm::raw_string_ostream reportStream(report);
  for (const Stage &stage : buildStages(options)) {
    TimingScope stageTiming = timing.nest(stage.name);
    PassManager passes(module.getContext(), ModuleOp::getOperationName());
    passes.enableVerifier(false);
    passes.enableTiming(stageTiming);
    stage.addPasses(passes);
    if (failed(passes.run(module)))
      return CompileStatus::UserError;
    if (CompileStatus status =
            verifyStage(module, stage, options.verifyEach, stageTiming, os);
        status != CompileStatus::Ok)
      return status;
    if (options.emit == "report" && stage.report &&
        failed(stage.report(module, reportStream)))
      return CompileStatus::InternalError;
    if (llvm::is_contained(options.printStages, "all") ||
        llvm::is_contained(options.printStages, stage.name)) {
      os << "// ----- after " << stage.name << "\n";
      module.print(os, OpPrintingFlags().elideLargeElementsAttrs());
    }
  }
  return CompileStatus::Ok;
}

/// A budget that cannot be met is no error: the plan is as small as it gets.
static void warnOverBudget(ModuleOp module, const CompileOptions &options,
                           raw_ostream &os) {
  int64_t budget = parseByteSize(options.memoryBudget).value_or(0);
  MemoryNeed need = getMemoryNeed(module);
  if (budget == 0 || need.getTotal() <= budget)
    return;
  os << "warning: --memory-budget " << options.memoryBudget
     << ": the plan needs " << need.getTotal() << " bytes (state " << need.state
     << ", transient " << need.transient << ", wire " << need.wire << "), "
     << need.getTotal() - budget
     << " more than that; more ranks, smaller groups or a smaller batch need "
        "less\n";
}

std::vector<StringRef> fsdp::stageNames(const CompileOptions &options) {
  std::vector<StringRef> names;
  for (const Stage &stage : buildStages(options))
    names.push_back(stage.name);
  return names;
}

CompileStatus fsdp::compileFile(StringRef inputPath,
                                const CompileOptions &options,
                                CompileResult &result,
                                raw_ostream &diagnostics) {
  for (auto check : {checkOptions, checkStageNames})
    if (CompileStatus status = check(options, diagnostics);
        status != CompileStatus::Ok)
      return status;
  auto buffer = llvm::MemoryBuffer::getFileOrSTDIN(inputPath);
  if (!buffer) {
    diagnostics << "error: cannot read " << inputPath << ": "
                << buffer.getError().message() << "\n";
    return CompileStatus::UserError;
  }
  auto sources = std::make_shared<llvm::SourceMgr>();
  sources->AddNewSourceBuffer(std::move(*buffer), SMLoc());
  DialectRegistry registry;
  registerCompilerDialects(registry);
  MLIRContext context(registry, MLIRContext::Threading::DISABLED);
  // The line of the source says which op it is; an op may be the whole module.
  context.printOpOnDiagnostic(false);
  SourceMgrDiagnosticHandler handler(*sources, &context, diagnostics);
  // Prints when it goes out of scope: after the last of the scopes below it.
  DefaultTimingManager timer;
  timer.setEnabled(options.timing);
  timer.setOutput(createOutputStrategy(DefaultTimingManager::OutputFormat::Text,
                                       diagnostics));
  TimingScope timing = timer.getRootScope();
  TimingScope parsing = timing.nest("parse");
  OwningOpRef<ModuleOp> module = parseSourceFile<ModuleOp>(sources, &context);
  parsing.stop();
  if (!module)
    return CompileStatus::UserError;
  std::string report;
  if (CompileStatus status =
          runStages(*module, options, timing, report, diagnostics);
      status != CompileStatus::Ok)
    return status;
  warnOverBudget(*module, options, diagnostics);
  TimingScope emitting = timing.nest("emit");
  return emitResult(*module, options, report, emitting, result, diagnostics);
}
