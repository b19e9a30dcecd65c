//===- fsdp-fuzz.cpp - random cases against unsharded execution -----------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "StepModule.h"
#include "fsdp/Pipeline/CompileFlags.h"
#include "runner/fuzz/fuzz_command.h"
#include "llvm/Support/raw_ostream.h"

#include <CLI/CLI.hpp>

using fsdp_rt::runner::FuzzCase;
using fsdp_rt::runner::Status;

namespace {

/// Compiles in process, with flags as text.
class InProcessCompiler : public fsdp_rt::runner::CaseCompiler {
public:
  std::string StepText(const FuzzCase &spec) override {
    return fsdp::printStep(spec);
  }

  Status Compile(const std::string &step, const std::vector<std::string> &flags,
                 std::vector<uint8_t> *plan,
                 std::string *diagnostics) override {
    fsdp::CompileOptions options;
    CLI::App app;
    fsdp::addCompileFlags(app, options);
    try {
      app.parse(std::vector<std::string>(flags.rbegin(), flags.rend()));
    } catch (const CLI::ParseError &error) {
      return Status::Ours(error.what());
    }
    fsdp::CompileResult result;
    llvm::raw_string_ostream stream(*diagnostics);
    fsdp::CompileStatus status =
        fsdp::compileFile(step, options, result, stream);
    *plan = std::move(result.output);
    return status == fsdp::CompileStatus::Ok
               ? Status()
               : Status::User("cannot compile " + step);
  }
};

} // namespace

int main(int argc, char **argv) {
  InProcessCompiler compiler;
  return fsdp_rt::runner::FuzzMain(argc, argv, &compiler);
}
