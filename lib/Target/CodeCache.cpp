//===- CodeCache.cpp - machine code, kept by what it is of ----------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Target/CodeCache.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Config/llvm-config.h"
#include "llvm/Support/CachePruning.h"
#include "llvm/Support/Caching.h"
#include "llvm/Support/FileSystem.h"
#include "llvm/Support/SHA256.h"
#include "llvm/Support/raw_ostream.h"

using namespace fsdp;
using namespace llvm;

static constexpr size_t kHashBytes = 32;

static std::string hashOf(StringRef text) {
  std::array<uint8_t, kHashBytes> hash =
      SHA256::hash(arrayRefFromStringRef(text));
  return {hash.begin(), hash.end()};
}

Expected<CodeCache> CodeCache::open(StringRef directory) {
  auto fail = [&](std::error_code error) {
    return createStringError(error, "cannot keep code in '" + directory +
                                        "': " + error.message() +
                                        "; name a directory that can be made "
                                        "and written");
  };
  if (std::error_code error = sys::fs::create_directories(directory))
    return fail(error);
  if (std::error_code error =
          sys::fs::access(directory, sys::fs::AccessMode::Write))
    return fail(error);
  CachePruningPolicy policy;
  policy.MaxSizeBytes = uint64_t(1) << 30;
  pruneCache(directory, policy);
  CodeCache cache;
  cache.directory = directory.str();
  return cache;
}

/// The code in a file's `content`, which a hash of it precedes; none of a
/// damaged one.
static std::optional<std::string> check(StringRef content) {
  if (content.size() < kHashBytes)
    return std::nullopt;
  StringRef code = content.drop_front(kHashBytes);
  if (hashOf(code) != content.take_front(kHashBytes))
    return std::nullopt;
  return code.str();
}

/// The content kept as `key`, or a stream that keeps one.
static Expected<AddStreamFn> lookUp(const std::string &directory, StringRef key,
                                    std::optional<std::string> &code) {
  Expected<FileCache> cache = localCache(
      "code", "code", directory,
      [&](unsigned, const Twine &, std::unique_ptr<MemoryBuffer> content) {
        code = check(content->getBuffer());
      });
  if (!cache)
    return cache.takeError();
  return (*cache)(0, key, "kernels");
}

/// A full disk is no reason to fail: the code is there, only not kept.
static void keep(const AddStreamFn &add, StringRef code) {
  Expected<std::unique_ptr<CachedFileStream>> stream = add(0, "kernels");
  if (!stream)
    return consumeError(stream.takeError());
  auto &file = static_cast<raw_fd_ostream &>(*(*stream)->OS);
  file << hashOf(code) << code;
  file.flush();
  // What was cut off does not have its hash.
  file.clear_error();
  consumeError((*stream)->commit());
}

/// A file's name says all that its code was made from.
static std::string nameOf(const Twine &kind,
                          function_ref<void(raw_ostream &)> print) {
  std::string text;
  raw_string_ostream os(text);
  os << "LLVM " LLVM_VERSION_STRING ", sources " FSDP_EMITTER_HASH ", " << kind
     << "\n";
  print(os);
  return toHex(hashOf(text), /*LowerCase=*/true);
}

mlir::FailureOr<std::string>
CodeCache::get(const Twine &kind, function_ref<void(raw_ostream &)> print,
               function_ref<mlir::FailureOr<std::string>()> make) const {
  if (directory.empty())
    return make();
  std::string key = nameOf(kind, print);
  std::optional<std::string> code;
  Expected<AddStreamFn> add = lookUp(directory, key, code);
  if (add && !*add && !code) {
    sys::fs::remove(directory + "/llvmcache-" + key);
    add = lookUp(directory, key, code);
  }
  if (code) {
    consumeError(add.takeError());
    return *code;
  }
  mlir::FailureOr<std::string> made = make();
  if (!add)
    consumeError(add.takeError());
  else if (*add && succeeded(made))
    keep(*add, *made);
  return made;
}
