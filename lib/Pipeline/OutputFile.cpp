//===- OutputFile.cpp - where a compilation's result goes -----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Pipeline/OutputFile.h"

#include "llvm/Support/FileSystem.h"
#include "llvm/Support/raw_ostream.h"

using namespace fsdp;
using namespace llvm;

CompileStatus fsdp::checkOutputPath(StringRef path, StringRef emit,
                                    raw_ostream &diagnostics) {
  if (!path.empty() || emit != "plan")
    return CompileStatus::Ok;
  diagnostics << "error: no output file; give one with -o STEP.plan, or - for "
                 "standard output\n";
  return CompileStatus::UserError;
}

/// Writes `bytes` to a new file beside `path` and renames it. raw_fd_ostream
/// aborts the process over an error that nobody asked about, so it is asked.
static Error replaceFile(StringRef path, StringRef bytes) {
  Expected<sys::fs::TempFile> file =
      sys::fs::TempFile::create(path + ".%%%%%%.tmp");
  if (!file)
    return file.takeError();
  std::error_code failure;
  {
    raw_fd_ostream os(file->FD, /*shouldClose=*/false);
    os << bytes;
    os.flush();
    failure = os.error();
    os.clear_error();
  }
  if (!failure)
    return file->keep(path);
  return joinErrors(errorCodeToError(failure), file->discard());
}

CompileStatus fsdp::writeOutput(StringRef path, StringRef emit,
                                const CompileResult &result,
                                raw_ostream &diagnostics) {
  StringRef bytes(reinterpret_cast<const char *>(result.output.data()),
                  result.output.size());
  if (path.empty() || path == "-") {
    outs() << bytes;
    outs().flush();
    return CompileStatus::Ok;
  }
  Error error = replaceFile(path, bytes);
  if (!error)
    return CompileStatus::Ok;
  diagnostics << "error: cannot write " << path << ": "
              << toString(std::move(error))
              << "; an earlier file of that name is unchanged\n";
  return CompileStatus::UserError;
}
