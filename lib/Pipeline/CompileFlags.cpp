//===- CompileFlags.cpp - fsdp-compile's flags ----------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Pipeline/CompileFlags.h"

#include <CLI/CLI.hpp>

using namespace fsdp;

/// A flag that may be given several times, one value each (CLI11 would take
/// every following word as a further value).
static CLI::Option *addRepeatable(CLI::App &app, const std::string &flag,
                                  std::vector<std::string> &values,
                                  const std::string &help) {
  return app.add_option(flag, values, help)
      ->expected(1)
      ->multi_option_policy(CLI::MultiOptionPolicy::TakeAll)
      ->allow_extra_args(false);
}

static void addShardingFlags(CLI::App &app, CompileOptions &options) {
  app.add_option("--grid", options.grid,
                 "ranks, as 4, 2x4 or replicate=2,shard=4; overrides the "
                 "module's shard.grid");
  app.add_option("--group-by", options.groupBy,
                 "REGEX on parameter names; its first capture (or the match) "
                 "names the gather group of parameters that name none");
  addRepeatable(app, "--param-grid", options.paramGridRules,
                "REGEX=RxS: the parameters whose name REGEX matches are "
                "replicated R times and cut in S, over the ranks of --grid "
                "(repeatable, later rules win)");
  addRepeatable(app, "--extension", options.extensionRules,
                "REGEX=NAME: attach extension NAME to the parameters whose "
                "name REGEX matches (repeatable, later rules win)");
  addRepeatable(app, "--reduce-extension", options.reduceExtensionRules,
                "REGEX=NAME: gradients of the parameters whose name REGEX "
                "matches travel by extension NAME and are summed in f32 "
                "(repeatable, later rules win)");
  addRepeatable(app, "--extension-library", options.extensionLibraries,
                "FILE.mlir with fsdp.extension ops of your own (repeatable)");
  addRepeatable(app, "--reshard-after-forward", options.reshardRules,
                "true, false or default (FSDP2's None: all but the root), or "
                "REGEX=... on group names (repeatable); default: the schedule "
                "decides");
  addRepeatable(app, "--recompute", options.recomputeRules,
                "REGEX on group names: backward computes again what forward "
                "computed from them, instead of keeping it (repeatable)");
}

static void addTrainingFlags(CLI::App &app, CompileOptions &options) {
  addRepeatable(app, "--optimizer", options.optimizerRules,
                "sgd(...), adam(...) or adamw(lr=1e-2,weight_decay=0.1), or "
                "REGEX=... for some parameters (repeatable); values are "
                "defaults of run-time scalars");
  app.add_option("--clip-grad-norm", options.clipGradNorm,
                 "MAX or MAX:P, P one of 1, 2, 3, inf (default 2)");
  app.add_option("--ema", options.ema,
                 "DECAY: keep an exponential moving average of the trained "
                 "parameters, such as 0.999 (run-time scalar ema_decay)");
  app.add_option("--reduce-dtype", options.reduceDtype,
                 "f32 or bf16: gradients travel at most this wide (default: as "
                 "the step computes them); sums are in f32");
  app.add_option("--grad-divide", options.gradDivide,
                 "divide summed gradients by X instead of the mean over ranks");
  app.add_option("--loss-scale", options.lossScale,
                 "X or dynamic: for a step with the scalar loss_scale; a step "
                 "whose gradients are not finite changes nothing");
}

static void addCodeFlags(CLI::App &app, CompileOptions &options) {
  app.add_option("--target", options.target, "cpu (default) or cuda");
  app.add_option("--schedule", options.schedule,
                 "auto (default), or fsdp2: exactly FSDP2's collectives");
  app.add_option("--prefetch", options.prefetch,
                 "F,B: groups gathered ahead in forward and backward");
  app.add_option("--statistics", options.statistics,
                 "step or optimizer: when hooks' statistics (fp8 scales) are "
                 "taken; with the optimizer no gather waits for them")
      ->capture_default_str();
  app.add_option("--memory-budget", options.memoryBudget,
                 "bytes of transient memory per rank, such as 8GiB");
  app.add_flag("--offload", options.offload,
               "keep parameters and optimizer states in the host's pinned "
               "memory, which a GPU's kernels read and write over the bus");
  addRepeatable(app, "--cpu-level", options.cpuLevels,
                "x86-64-v3 or x86-64-v4 (repeatable; default: both)")
      ->envname("FSDP_CPU_LEVEL");
  app.add_option("--cubin", options.cubin,
                 "for --target cuda: none, auto (default: where ptxas is "
                 "found), or architectures such as sm_90,sm_100");
  app.add_option("--code-cache", options.codeCache,
                 "a directory that keeps kernels' machine code for later "
                 "compilations, which then make only what is new")
      ->envname("FSDP_CODE_CACHE");
  app.add_option("--emit", options.emit,
                 "plan (default), ir, kernels or report");
  addRepeatable(app, "--print-stage", options.printStages,
                "print the IR after a stage (repeatable; 'all' for every one)");
  app.add_flag("--verify-each", options.verifyEach,
               "verify the IR after every stage, not only where it changes "
               "its form");
  app.add_flag("--timing", options.timing,
               "print the wall time of every stage and pass to standard error");
}

void fsdp::addCompileFlags(CLI::App &app, CompileOptions &options) {
  addShardingFlags(app, options);
  addTrainingFlags(app, options);
  addCodeFlags(app, options);
}
