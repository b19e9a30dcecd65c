// fsdp-plan-check.cpp - verifies a plan file; with --mutate, tests the verifier on it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstdio>
#include <cstring>
#include <memory>

#include "../src/plan_handle.h"
#include "../src/plan_mutation.h"
#include "plan_listing.h"

namespace {

constexpr char kUsage[] =
    "usage: fsdp-plan-check FILE [--mutate] [--list]\n"
    "Verifies a plan file: structure, and that no two commands race on memory or lose a value.\n"
    "--mutate: also deletes each wait, signal, release and reclaim in turn, moves each\n"
    "collective before what it sends is written and each signal before what it reports, puts\n"
    "allocations over others that live, and expects every such plan to be rejected.\n"
    "--list: also prints arenas, tensors and how many groups are unsharded at once.\n"
    "example: fsdp-plan-check step.plan --mutate\n";

int Mutate(const fsdp_rt::PlanModel& plan) {
  fsdp_rt::MutationReport report = fsdp_rt::RunMutations(plan);
  for (const std::string& survivor : report.survivors) std::printf("not rejected: %s\n", survivor.c_str());
  std::printf("%zu mutants, %zu not rejected\n", report.mutants, report.survivors.size());
  return report.survivors.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  const char* path = nullptr;
  bool mutate = false, list = false;
  for (int i = 1; i < argc; ++i) {
    if (std::strcmp(argv[i], "--help") == 0) return std::fputs(kUsage, stdout) < 0;
    if (std::strcmp(argv[i], "--mutate") == 0) {
      mutate = true;
    } else if (std::strcmp(argv[i], "--list") == 0) {
      list = true;
    } else if (argv[i][0] == '-' || path) {
      std::fprintf(stderr, "unexpected argument '%s'\n%s", argv[i], kUsage);
      return 1;
    } else {
      path = argv[i];
    }
  }
  if (!path) return std::fputs(kUsage, stderr), 1;
  fsdp_rt_plan* plan = nullptr;
  fsdp_rt_error error{};
  if (fsdp_rt_plan_load_file(path, &plan, &error) != FSDP_RT_OK) {
    std::fprintf(stderr, "error: %s\n", error.message);
    return 1;
  }
  std::printf("%s: verified, hash %016llx\n", path, static_cast<unsigned long long>(fsdp_rt_plan_hash(plan)));
  if (list) std::fputs(fsdp_rt::ListPlan(plan->model()).c_str(), stdout);
  int result = mutate ? Mutate(plan->model()) : 0;
  fsdp_rt_plan_release(plan);
  return result;
}
