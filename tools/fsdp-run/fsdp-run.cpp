//===- fsdp-run.cpp - trains a plan on ranks ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "runner/run_command.h"

int main(int argc, char **argv) { return fsdp_rt::runner::RunMain(argc, argv); }
