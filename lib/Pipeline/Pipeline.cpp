//===- Pipeline.cpp - the stages, in order --------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Pipeline/Pipeline.h"

#include "fsdp/Conversion/Passes.h"
#include "fsdp/Extensions/HookReport.h"
#include "fsdp/Extensions/Passes.h"
#include "fsdp/Pipeline/FlagValues.h"
#include "fsdp/Transforms/KeepList.h"
#include "fsdp/Transforms/LaunchReport.h"
#include "fsdp/Transforms/MemoryReport.h"
#include "fsdp/Transforms/Passes.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "mlir/Transforms/Passes.h"

using namespace fsdp;
using namespace mlir;

/// The values of a repeatable flag, as a pass's list option takes them.
static SmallVector<std::string> list(const std::vector<std::string> &values) {
  return SmallVector<std::string>(values.begin(), values.end());
}

static ImportStepOptions importOptions(const CompileOptions &options) {
  ImportStepOptions result;
  result.grid = options.grid;
  result.optimizer = list(options.optimizerRules);
  result.clipGradNorm = options.clipGradNorm;
  result.groupBy = options.groupBy;
  result.reshard = list(options.reshardRules);
  result.paramGrid = list(options.paramGridRules);
  result.recompute = list(options.recomputeRules);
  result.reduceDtype = options.reduceDtype;
  result.lossScale = options.lossScale;
  result.gradDivide = options.gradDivide;
  result.ema = options.ema;
  result.offload = options.offload;
  return result;
}

static FSDPAttachExtensionsPassOptions
extensionOptions(const CompileOptions &options) {
  FSDPAttachExtensionsPassOptions result;
  result.rules = list(options.extensionRules);
  result.reduceRules = list(options.reduceExtensionRules);
  result.libraries = list(options.extensionLibraries);
  return result;
}

/// Of both passes that need to know the schedule.
template <typename PassOptions>
static PassOptions scheduleOptions(const CompileOptions &options) {
  PassOptions result;
  result.policy = options.schedule;
  // Both were checked before any stage ran.
  result.memoryBudget = parseByteSize(options.memoryBudget).value_or(0);
  auto prefetch = parsePrefetch(options.prefetch).value_or(PrefetchDistance());
  result.forwardPrefetch = prefetch.forward;
  result.backwardPrefetch = prefetch.backward;
  return result;
}

static OutlineHookKernelsOptions hookOptions(const CompileOptions &options) {
  OutlineHookKernelsOptions result;
  result.target = options.target;
  return result;
}

/// Every kernel and its launch, for the report.
static LogicalResult printLaunches(ModuleOp module, raw_ostream &os) {
  os << "\nkernels\n";
  for (auto kernels : module.getOps<gpu::GPUModuleOp>())
    for (auto kernel : kernels.getOps<gpu::GPUFuncOp>())
      os << "  " << kernel.getName() << ": "
         << kernel.getKnownGridSize()->front() << " blocks of "
         << kernel.getKnownBlockSize()->front() << " threads\n";
  return success();
}

/// From kernels for any processor to a GPU's.
static Stage makeGPUStage() {
  return {"map-kernels-to-gpu",
          [](OpPassManager &pm) { pm.addPass(createMapKernelsToGPU()); },
          printLaunches};
}

std::vector<Stage> fsdp::buildStages(const CompileOptions &options) {
  std::vector<Stage> stages = {
      {"import-step",
       [&](OpPassManager &pm) {
         pm.addPass(createSliceNegativePadding());
         pm.addPass(createImportStep(importOptions(options)));
         pm.addPass(createCheckIndices());
       }},
      {"attach-extensions",
       [&](OpPassManager &pm) {
         pm.addPass(createFSDPAttachExtensionsPass(extensionOptions(options)));
       }},
      {"assign-groups-and-layouts",
       [](OpPassManager &pm) { pm.addPass(createAssignGroupsAndLayouts()); }},
      {"check-hooks",
       [](OpPassManager &pm) { pm.addPass(createFSDPCheckHooksPass()); }},
      {"split-phases",
       [](OpPassManager &pm) {
         pm.addNestedPass<func::FuncOp>(createSplitPhases());
       }},
      {"fuse-hooks",
       [](OpPassManager &pm) {
         pm.addPass(createFSDPFuseHooksPass());
         // Of hooks that became ops of the step.
         pm.addPass(createCheckIndices());
       },
       [](ModuleOp module, raw_ostream &os) {
         HookReport::compute(module).print(os);
         return success();
       },
       /*verified=*/true},
      {"form-kernels",
       [&](OpPassManager &pm) {
         buildFormKernelsPipeline(pm);
         if (options.target != "cuda")
           return;
         pm.addNestedPass<func::FuncOp>(createSplitSums());
         pm.addNestedPass<func::FuncOp>(createSplitScatters());
       }},
      {"bufferize", buildBufferizePipeline, /*report=*/nullptr,
       /*verified=*/true},
      {"outline-hook-kernels",
       [&](OpPassManager &pm) {
         pm.addPass(createOutlineHookKernels(hookOptions(options)));
       }},
      {"outline-compute",
       [](OpPassManager &pm) { pm.addPass(createOutlineCompute()); }},
      {"convert-to-plan",
       [](OpPassManager &pm) { pm.addPass(createConvertToPlan()); },
       /*report=*/nullptr, /*verified=*/true},
      {"schedule",
       [&](OpPassManager &pm) {
         if (options.statistics == "optimizer")
           pm.addPass(createHoistStatistics());
         pm.addPass(
             createRecompute(scheduleOptions<RecomputeOptions>(options)));
         pm.addPass(
             createSchedulePlan(scheduleOptions<SchedulePlanOptions>(options)));
       },
       [](ModuleOp module, raw_ostream &os) {
         os << "\nunsharded groups between forward and backward\n";
         printKeepList(module, os);
         printRecomputed(module, os);
         return success();
       }},
      {"plan-memory", [](OpPassManager &pm) { pm.addPass(createPlanMemory()); },
       [](ModuleOp module, raw_ostream &os) {
         printExchanges(module, os);
         printMemory(module, os);
         return success();
       }},
      {"insert-sync", [](OpPassManager &pm) { pm.addPass(createInsertSync()); },
       /*report=*/nullptr, /*verified=*/true},
  };
  if (options.target == "cuda") {
    auto outlined = llvm::find_if(stages, [](const Stage &stage) {
      return stage.name == "outline-compute";
    });
    stages.insert(std::next(outlined), makeGPUStage());
  }
  return stages;
}
