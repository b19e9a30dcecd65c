// write_example_plan.cpp - writes the example plan to a file, for tests of executables
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstdio>
#include <cstdlib>

#include "example_plan.h"
#include "plan_encode.h"

int main(int argc, char** argv) {
  if (argc != 5) return std::fprintf(stderr, "usage: write-example-plan FILE REPLICAS SHARDS ROWS\n"), 1;
  fsdp_rt::testing::ExamplePlan plan(std::atoi(argv[2]), std::atoi(argv[3]), std::atoi(argv[4]));
  std::vector<uint8_t> bytes = fsdp_rt::testing::EncodePlan(plan.model);
  std::FILE* file = std::fopen(argv[1], "wb");
  bool written = file && std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  return (file && std::fclose(file) == 0 && written) ? 0 : 1;
}
