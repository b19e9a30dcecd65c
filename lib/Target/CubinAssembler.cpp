//===- CubinAssembler.cpp - cubins by an installed ptxas ------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Target/PTXEmitter.h"
#include "llvm/ADT/ScopeExit.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Path.h"
#include "llvm/Support/Process.h"
#include "llvm/Support/Program.h"

using namespace mlir;
using namespace fsdp;

std::string fsdp::findAssembler() {
  if (llvm::ErrorOr<std::string> found = llvm::sys::findProgramByName("ptxas"))
    return *found;
  for (const char *variable : {"CUDA_HOME", "CUDA_PATH"})
    if (auto folder = llvm::sys::Process::GetEnv(variable)) {
      std::string path = *folder + "/bin/ptxas";
      if (llvm::sys::fs::can_execute(path))
        return path;
    }
  std::string path = "/usr/local/cuda/bin/ptxas";
  return llvm::sys::fs::can_execute(path) ? path : "";
}

static std::string readFile(StringRef path) {
  auto buffer = llvm::MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().str() : std::string();
}

static FailureOr<std::string> assemble(gpu::GPUModuleOp kernels,
                                       StringRef assembler, StringRef ptx,
                                       StringRef architecture) {
  SmallString<128> folder;
  if (std::error_code error =
          llvm::sys::fs::createUniqueDirectory("fsdp-cubin", folder))
    return kernels.emitError()
           << "cannot create a temporary folder: " << error.message();
  llvm::scope_exit cleanup([&] { llvm::sys::fs::remove_directories(folder); });
  // The name is in the cubin's debug sections: always the same.
  std::string input = (folder + "/kernels.ptx").str();
  std::string output = (folder + "/kernels.cubin").str();
  std::string log = (folder + "/log").str();
  std::error_code error;
  llvm::raw_fd_ostream stream(input, error);
  stream << ptx;
  stream.close();
  if (error || stream.has_error())
    return kernels.emitError() << "cannot write " << input;
  std::string option = ("-arch=" + architecture).str();
  StringRef arguments[] = {assembler, option, "-O3", "-o", output, input};
  std::optional<StringRef> redirects[] = {StringRef(), StringRef(log),
                                          StringRef(log)};
  std::string problem;
  int status = llvm::sys::ExecuteAndWait(assembler, arguments, std::nullopt,
                                         redirects, 0, 0, &problem);
  if (status != 0)
    return kernels.emitError() << assembler << " failed for " << architecture
                               << ": " << problem << readFile(log);
  return readFile(output);
}

/// An assembler's path, size and age: an installed one changes none of them.
static std::string identify(StringRef assembler) {
  llvm::sys::fs::file_status status;
  (void)llvm::sys::fs::status(assembler, status);
  return (assembler + " " + Twine(status.getSize()) + " " +
          Twine(llvm::sys::toTimeT(status.getLastModificationTime())))
      .str();
}

FailureOr<std::string> fsdp::assembleCubin(gpu::GPUModuleOp kernels,
                                           StringRef ptx,
                                           StringRef architecture,
                                           const CodeCache &cache) {
  std::string assembler = findAssembler();
  if (assembler.empty())
    return kernels.emitError()
           << "cannot make a cubin for " << architecture
           << ": no ptxas on PATH, in CUDA_HOME or in /usr/local/cuda; install "
              "a CUDA toolkit or compile with --cubin none";
  return cache.get(
      "cubin for " + architecture + " by " + identify(assembler),
      [&](raw_ostream &os) { os << ptx; },
      [&] { return assemble(kernels, assembler, ptx, architecture); });
}
