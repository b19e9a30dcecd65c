//===- PlanWriter.cpp - plan IR to plan file ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Target/PlanFile.h"

#include "PlanTables.h"
#include "llvm/Support/Endian.h"

using namespace mlir;
using namespace fsdp;
namespace schema = fsdp_rt::schema;

static constexpr StringLiteral kMagic = "FSDPPLAN";
static constexpr uint32_t kMajor = 1, kMinor = 0;
static constexpr size_t kHeaderBytes = 64;

/// FNV-1a, 64 bits.
static uint64_t checksum(StringRef bytes) {
  uint64_t hash = 0xcbf29ce484222325ull;
  for (unsigned char byte : bytes)
    hash = (hash ^ byte) * 0x100000001b3ull;
  return hash;
}

template <typename T> static void appendLittle(std::string &out, T value) {
  char bytes[sizeof(T)];
  llvm::support::endian::write(bytes, value, llvm::endianness::little);
  out.append(bytes, sizeof(T));
}

/// Header and payload as one file; see the end of plan.fbs.
static std::string addHeader(StringRef payload) {
  std::string file = kMagic.str();
  appendLittle<uint32_t>(file, kMajor);
  appendLittle<uint32_t>(file, kMinor);
  appendLittle<uint64_t>(file, payload.size());
  appendLittle<uint64_t>(file, checksum(payload));
  file.resize(kHeaderBytes, '\0');
  return file + payload.str();
}

FailureOr<std::string> fsdp::writePlan(ModuleOp module,
                                       const PlanFileOptions &options) {
  schema::PlanT plan;
  plan.major = kMajor;
  plan.minor = kMinor;
  plan.name = options.name;
  plan.input_hash = options.inputHash;
  plan.compiler = options.compiler;
  PlanTables tables(module, plan);
  if (failed(tables.addModuleLevel()) ||
      failed(tables.addKernels(options.kernels)))
    return failure();
  for (auto entry : module.getOps<plan::EntryOp>())
    if (failed(addEntry(entry, tables)))
      return failure();
  tables.finishArenas();
  for (const PlanCode &code : options.code) {
    auto blob = std::make_unique<schema::CodeT>();
    blob->target = code.target;
    blob->level = code.level;
    blob->blob.assign(code.bytes.begin(), code.bytes.end());
    plan.code.push_back(std::move(blob));
  }
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(schema::Plan::Pack(builder, &plan), schema::PlanIdentifier());
  return addHeader(
      StringRef(reinterpret_cast<const char *>(builder.GetBufferPointer()),
                builder.GetSize()));
}
