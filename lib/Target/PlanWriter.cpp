//===- PlanWriter.cpp - plan IR to plan file ------------------------------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#include "fsdp/Target/PlanFile.h"

#include "PlanTables.h"
#include "mlir/Dialect/Func/IR/FuncOps.h"
#include "mlir/Dialect/GPU/IR/GPUDialect.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Support/Endian.h"
#include "llvm/Support/SHA256.h"

using namespace mlir;
using namespace fsdp;
namespace schema = fsdp_rt::schema;

static constexpr StringLiteral kMagic = "FSDPPLAN";
static constexpr uint32_t kMajor = 1, kMinor = 4;
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

static constexpr size_t kSectionAlignment = 64;

/// Header, payload and device code as one file; see the end of plan.fbs.
static std::string addHeader(StringRef payload, StringRef deviceCode) {
  std::string file = kMagic.str();
  appendLittle<uint32_t>(file, kMajor);
  appendLittle<uint32_t>(file, kMinor);
  appendLittle<uint64_t>(file, payload.size());
  appendLittle<uint64_t>(file, checksum(payload));
  appendLittle<uint64_t>(file, deviceCode.size());
  appendLittle<uint64_t>(file, deviceCode.empty() ? 0 : checksum(deviceCode));
  file.resize(kHeaderBytes, '\0');
  file += payload;
  if (!deviceCode.empty())
    file.resize(llvm::alignTo(file.size(), kSectionAlignment), '\0');
  return file + deviceCode.str();
}

static std::unique_ptr<schema::CodeT> makeCode(const PlanCode &code) {
  auto blob = std::make_unique<schema::CodeT>();
  blob->target = code.target;
  blob->level = code.level;
  blob->blob.assign(code.bytes.begin(), code.bytes.end());
  return blob;
}

static StringRef getBytes(const flatbuffers::FlatBufferBuilder &builder) {
  return StringRef(reinterpret_cast<const char *>(builder.GetBufferPointer()),
                   builder.GetSize());
}

static std::string packDeviceCode(ArrayRef<PlanCode> code) {
  if (code.empty())
    return {};
  schema::DeviceCodeT section;
  for (const PlanCode &one : code)
    section.code.push_back(makeCode(one));
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(schema::DeviceCode::Pack(builder, &section), "FSDC");
  return getBytes(builder).str();
}

/// What identifies a compilation: everything the plan says, and its kernels
/// before they became code, which depends on the machines it is made for.
static std::string hashInput(const schema::PlanT &plan, ModuleOp module) {
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(schema::Plan::Pack(builder, &plan), schema::PlanIdentifier());
  llvm::SHA256 hash;
  hash.update(getBytes(builder));
  std::string text;
  llvm::raw_string_ostream os(text);
  for (Operation &op : module.getOps())
    if (isa<func::FuncOp, gpu::GPUModuleOp>(op))
      op.print(os, OpPrintingFlags().useLocalScope());
  hash.update(text);
  return llvm::toHex(hash.final(), /*LowerCase=*/true);
}

FailureOr<std::string> fsdp::writePlan(ModuleOp module,
                                       const PlanFileOptions &options) {
  schema::PlanT plan;
  plan.major = kMajor;
  plan.minor = kMinor;
  plan.name = options.name;
  plan.compiler = options.compiler;
  PlanTables tables(module, plan);
  if (failed(tables.addModuleLevel()) ||
      failed(tables.addKernels(options.kernels)))
    return failure();
  for (auto entry : module.getOps<plan::EntryOp>())
    if (failed(addEntry(entry, tables)))
      return failure();
  tables.finishArenas();
  plan.input_hash = hashInput(plan, module);
  for (const PlanCode &code : options.code)
    plan.code.push_back(makeCode(code));
  flatbuffers::FlatBufferBuilder builder;
  builder.Finish(schema::Plan::Pack(builder, &plan), schema::PlanIdentifier());
  return addHeader(getBytes(builder), packDeviceCode(options.deviceCode));
}
