//===- SharedObjectLinker.cpp - links objects with lld --------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "SharedObjectLinker.h"
#include "llvm/ADT/SmallString.h"
#include "llvm/ADT/SmallVector.h"
#include "llvm/Object/ArchiveWriter.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/FileUtilities.h"
#include "llvm/Support/MemoryBuffer.h"
#include "llvm/Support/Program.h"
#include "llvm/Support/raw_ostream.h"

using namespace llvm;

namespace {
/// A temporary file that is removed with the object.
class TemporaryFile {
public:
  static Expected<TemporaryFile> create(StringRef suffix, StringRef content) {
    int descriptor;
    SmallString<128> path;
    if (std::error_code error = sys::fs::createTemporaryFile(
            "fsdp-kernels", suffix, descriptor, path))
      return createStringError(error, "cannot create a temporary file");
    raw_fd_ostream stream(descriptor, /*shouldClose=*/true);
    stream << content;
    stream.close();
    TemporaryFile file(path);
    if (stream.has_error()) {
      std::error_code error = stream.error();
      stream.clear_error();
      return createStringError(error, "cannot write " + path);
    }
    return std::move(file);
  }
  StringRef path() const { return name; }

private:
  explicit TemporaryFile(StringRef path) : name(path), remover(path) {}
  TemporaryFile(const TemporaryFile &) = delete;

public:
  TemporaryFile(TemporaryFile &&other) : name(other.name), remover(other.name) {
    other.remover.releaseFile();
  }

private:
  std::string name;
  FileRemover remover;
};
} // namespace

/// The linker that belongs to this LLVM, else one on PATH.
static Expected<std::string> findLinker() {
  if (sys::fs::can_execute(FSDP_LLVM_TOOLS_DIR "/ld.lld"))
    return std::string(FSDP_LLVM_TOOLS_DIR "/ld.lld");
  for (const char *name : {"ld.lld-22", "ld.lld"})
    if (ErrorOr<std::string> found = sys::findProgramByName(name))
      return *found;
  return createStringError(
      "cannot find the linker: looked for " FSDP_LLVM_TOOLS_DIR
      "/ld.lld, and for ld.lld-22 and ld.lld on PATH; install lld-22");
}

static std::string readFile(StringRef path) {
  ErrorOr<std::unique_ptr<MemoryBuffer>> buffer = MemoryBuffer::getFile(path);
  return buffer ? (*buffer)->getBuffer().str() : std::string();
}

static Error runLinker(StringRef linker, ArrayRef<StringRef> arguments) {
  Expected<TemporaryFile> output = TemporaryFile::create("txt", "");
  if (!output)
    return output.takeError();
  std::optional<StringRef> redirects[] = {StringRef(), output->path(),
                                          output->path()};
  std::string problem;
  int status = sys::ExecuteAndWait(linker, arguments, std::nullopt, redirects,
                                   0, 0, &problem);
  if (status == 0)
    return Error::success();
  return createStringError("the linker " + linker + " failed: " + problem +
                           readFile(output->path()));
}

/// One file however many objects there are.
static Expected<std::string> makeArchive(ArrayRef<std::string> objects) {
  std::vector<std::string> names;
  for (size_t i = 0; i < objects.size(); ++i)
    names.push_back(std::to_string(i) + ".o");
  std::vector<NewArchiveMember> members;
  for (auto [object, name] : llvm::zip_equal(objects, names))
    members.emplace_back(MemoryBufferRef(object, name));
  Expected<std::unique_ptr<MemoryBuffer>> archive = writeArchiveToBuffer(
      members, SymtabWritingMode::NoSymtab, object::Archive::K_GNU,
      /*Deterministic=*/true, /*Thin=*/false);
  if (!archive)
    return archive.takeError();
  return (*archive)->getBuffer().str();
}

Expected<std::string> fsdp::linkSharedObject(ArrayRef<std::string> objects,
                                             StringRef math) {
  Expected<std::string> linker = findLinker();
  if (!linker)
    return linker.takeError();
  Expected<std::string> archive = makeArchive(objects);
  if (!archive)
    return archive.takeError();
  Expected<TemporaryFile> input = TemporaryFile::create("a", *archive);
  if (!input)
    return input.takeError();
  Expected<TemporaryFile> library = TemporaryFile::create("so", math);
  if (!library)
    return library.takeError();
  Expected<TemporaryFile> output = TemporaryFile::create("so", "");
  if (!output)
    return output.takeError();

  SmallVector<StringRef> arguments = {*linker,
                                      "-shared",
                                      "--build-id=none",
                                      "--hash-style=gnu",
                                      "-z",
                                      "noexecstack",
                                      "-z",
                                      "now",
                                      "--no-undefined",
                                      "--as-needed",
                                      "--strip-debug",
                                      "--threads=1",
                                      "-o",
                                      output->path(),
                                      "--whole-archive",
                                      input->path(),
                                      "--no-whole-archive"};
  if (math.empty())
    arguments.append({"-soname", "libm.so.6"});
  else
    arguments.push_back(library->path());
  if (Error error = runLinker(*linker, arguments))
    return std::move(error);
  return readFile(output->path());
}
