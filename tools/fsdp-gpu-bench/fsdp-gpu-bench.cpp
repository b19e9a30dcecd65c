//===- fsdp-gpu-bench.cpp - measures plans on a GPU -----------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "runner/gpu/bench_command.h"

int main(int argc, char **argv) {
  return fsdp_rt::runner::GpuBenchMain(argc, argv);
}
