//===- PlanPasses.td - the command list: schedule, memory, waits -*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_TRANSFORMS_PLANPASSES_TD
#define FSDP_TRANSFORMS_PLANPASSES_TD

include "mlir/Pass/PassBase.td"

//===----------------------------------------------------------------------===//
// Statistics: fsdp-hoist-statistics
//===----------------------------------------------------------------------===//

def HoistStatistics : Pass<"fsdp-hoist-statistics", "::mlir::ModuleOp"> {
  let summary = "statistics of hooks with the optimizer, not before the gathers";
  let description = [{
    What hooks all-reduce before they pack, such as the largest value of each
    tensor, depends on parameters alone. An entry that gathers then need not
    compute it: the optimizer does, right after it updated them, into a state that
    packs and unpacks read. A step of several microbatches computes it once, and
    the first gather waits for nothing. The values are the same.

    The entry `statistics` does it for parameters that did not come from the
    optimizer: a host runs it after it wrote any. Entries whose statistics are the
    same share a state.

    Before:
    ```mlir
    plan.entry @step.sync {
      plan.launch @stats_0(%shard, %partial ...)
      plan.all_reduce %partial to %value ... op "max"
      plan.launch @pack_0(%shard, %slot, %value ...)
    ```
    After:
    ```mlir
    plan.state @hook_statistics bytes 64 arena "state"
    plan.entry @step.sync {
      %value = plan.ref @hook_statistics
      plan.launch @pack_0(%shard, %slot, %value ...)
    plan.entry @optimizer {
      plan.launch @update_0(...)
      plan.launch @stats_0(%shard, %partial ...)
      plan.all_reduce %partial to %value ... op "max"
    plan.entry @statistics { ... }
    ```
  }];
  let dependentDialects = ["::fsdp::plan::PlanDialect"];
}

//===----------------------------------------------------------------------===//
// Schedule: fsdp-recompute, fsdp-schedule
//===----------------------------------------------------------------------===//

def Recompute : Pass<"fsdp-recompute", "::mlir::ModuleOp"> {
  let summary = "backward computes again what is not to be kept, or has no room";
  let description = [{
    Where an entry's peak, as `fsdp-schedule` would order it, is over
    `memory-budget` (state included), backward computes values of forward again
    instead of finding them kept: the cheapest per byte first, as long as that
    brings the bytes over the budget down. A value is what some compute commands of
    forward fill; it can be computed again if nothing overwrites what they read.
    Inputs that backward does not have either come with it. What reads an unsharded
    parameter finds it in backward's gather of the group, which then unpacks all of
    it and moves before that. The same commands on the same bytes: results keep
    every bit.

    What forward computes from a group marked `recompute`, from the first command
    that reads it until one reads another group (and each time anew), is computed again in any case, but
    for what the rest of forward reads: the part's input and output are kept, as
    they are by activation checkpointing of the group's module.

    `recomputed` on the entry says how many commands run again, the bytes that are
    not kept, and the peak before and after.

    Before:
    ```mlir
    plan.launch @gelu(%h, %a ...) {phase = "forward"}
    plan.gemm %a, %w2, %y ... {phase = "forward"}
    ...
    plan.gemm %dy, %a, %dw2 ... {phase = "backward"}
    ```
    After:
    ```mlir
    plan.launch @gelu(%h, %a ...) {phase = "forward"}
    plan.gemm %a, %w2, %y ... {phase = "forward"}
    ...
    plan.launch @gelu(%h, %again ...) {phase = "backward"}
    plan.gemm %dy, %again, %dw2 ... {phase = "backward"}
    ```
  }];
  let options = [
    Option<"policy", "policy", "std::string", "\"auto\"", "as of fsdp-schedule">,
    Option<"forwardPrefetch", "forward-prefetch", "int", "-1",
           "as of fsdp-schedule">,
    Option<"backwardPrefetch", "backward-prefetch", "int", "-1",
           "as of fsdp-schedule">,
    Option<"memoryBudget", "memory-budget", "int64_t", "0",
           "bytes of all arenas; 0: no budget, nothing changes">
  ];
  let dependentDialects = ["::fsdp::plan::PlanDialect"];
}

def SchedulePlan : Pass<"fsdp-schedule", "::mlir::ModuleOp"> {
  let summary = "orders commands; places gathers and reductions; keeps or reshards groups";
  let description = [{
    Reorders the commands of every entry that gathers:

    - statistics of hooks (`fsdp.stats`) come first: every pack may need them;
    - compute keeps program order, but finishes with the open groups before it opens
      the next one, so that two forward passes go through the layers side by side;
    - a group's pack and gather stand `forward-prefetch` (`backward-prefetch`) groups
      ahead of its unpack, and that right before the first use;
    - a reduction starts when the group's gradients are complete. Policy `auto` reads
      its result after the next one started, so that it has time to arrive.

    A group that is kept (reshard `false`; `default` keeps the root; `auto` keeps
    where it costs no memory, where backward follows at once, or within
    `memory-budget`) loses its backward gather, and forward unpacks what backward
    reads. `plan.group` gets `kept`, `reason` and `kept_bytes`.

    Policy `fsdp2` issues the collectives of PyTorch FSDP2: the root first, no
    prefetch in forward, one group ahead in backward, and a gather for every group in
    both phases even where nothing reads it.

    Before:
    ```mlir
    plan.gather %slot0 ... group @g0    plan.launch @unpack_0 ...
    plan.gather %slot1 ... group @g1    plan.launch @unpack_1 ...
    plan.gemm %x, %w0, %h ...           plan.gemm %h, %w1, %y ...
    ```
    After:
    ```mlir
    plan.gather %slot0 ... group @g0    plan.launch @unpack_0 ...
    plan.gather %slot1 ... group @g1
    plan.gemm %x, %w0, %h ...
    plan.launch @unpack_1 ...           plan.gemm %h, %w1, %y ...
    ```
  }];
  let options = [
    Option<"policy", "policy", "std::string", "\"auto\"", "auto or fsdp2">,
    Option<"forwardPrefetch", "forward-prefetch", "int", "-1",
           "groups gathered ahead in forward; -1: the policy's">,
    Option<"backwardPrefetch", "backward-prefetch", "int", "-1",
           "groups gathered ahead in backward; -1: the policy's">,
    Option<"memoryBudget", "memory-budget", "int64_t", "0",
           "bytes of all arenas up to which groups are kept; 0: no budget">
  ];
  let dependentDialects = ["::fsdp::plan::PlanDialect"];
}


//===----------------------------------------------------------------------===//
// Memory: fsdp-plan-memory, fsdp-insert-sync
//===----------------------------------------------------------------------===//

def PlanMemory : Pass<"fsdp-plan-memory", "::mlir::ModuleOp"> {
  let summary = "offsets of every buffer in its arena";
  let description = [{
    State buffers lie one after the other. Allocations of an entry share bytes
    where their lifetimes in the command list allow: largest first, each into the
    smallest gap that fits. A lifetime runs from the first to the last command that
    touches the buffer; one that peers read, or that a collective fills, lives on
    until the second next collective after that, so that nobody waits for a slow
    rank just to write into the next slot.

    Every entry gets `memory`: per arena the bytes of all buffers, the most alive
    at once and the bytes planned. An allocation that nothing uses is erased.

    Before:
    ```mlir
    %a = plan.alloc 256 "transient"
    ```
    After:
    ```mlir
    %a = plan.alloc 256 "transient" {offset = 0 : i64}
    ```
  }];
}

def InsertSync : Pass<"fsdp-insert-sync", "::mlir::ModuleOp"> {
  let summary = "waits between streams and ranks, as few as the accesses need";
  let description = [{
    Orders every two commands that touch the same bytes, one of them writing:
    `plan.signal` and `plan.wait` between streams, `plan.reclaim` before bytes are
    written that another rank may read. Both transports are served: in a peer
    session a launch reads the other ranks' slots, in a buffered one the collective
    reads the slot and fills the gathered bytes that the launch reads. Nothing that
    already follows from something else is added, so no wait can be left out.

    An entry ends quiet: everything offered is reclaimed, every stream is joined
    into stream 0.

    Before:
    ```mlir
    %sources = plan.gather %slot gathered %all group @g at 0 bytes 64 stream 1
    plan.launch @unpack_0(%sources, %full : ...) at ... stream 0
    plan.release %sources stream 0
    ```
    After:
    ```mlir
    %sources = plan.gather %slot gathered %all group @g at 0 bytes 64 stream 1
    %event = plan.signal stream 1
    plan.wait %event stream 0
    plan.launch @unpack_0(%sources, %full : ...) at ... stream 0
    plan.release %sources stream 0
    plan.reclaim %sources stream 0
    ```
  }];
  let dependentDialects = ["::fsdp::plan::PlanDialect"];
}

#endif // FSDP_TRANSFORMS_PLANPASSES_TD
