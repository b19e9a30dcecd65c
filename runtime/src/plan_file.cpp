// plan_file.cpp - header, checksum and FlatBuffers structure of a plan file
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "plan_file.h"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace fsdp_rt {
namespace {

template <typename T>
T ReadLittleEndian(const uint8_t* bytes) {
  T value = 0;
  for (size_t i = 0; i < sizeof(T); ++i) value |= T(bytes[i]) << (8 * i);
  return value;
}

}  // namespace

void PlanFile::FreeAligned::operator()(uint8_t* memory) const { std::free(memory); }

uint64_t Fnv1a64(std::span<const uint8_t> bytes) {
  uint64_t hash = 0xcbf29ce484222325u;
  for (uint8_t byte : bytes) hash = (hash ^ byte) * 0x100000001b3u;
  return hash;
}

Status ReadPlan(std::span<const uint8_t> file, PlanFile* out_plan) {
  if (file.size() < kPlanHeaderBytes)
    return Error(FSDP_RT_INVALID_PLAN, "header: the file has ", file.size(), " bytes, expected at least ",
                 kPlanHeaderBytes, "; it is truncated or not a plan, compile it again");
  if (std::memcmp(file.data(), kPlanMagic, 8) != 0)
    return Error(FSDP_RT_INVALID_PLAN, "header.magic: expected '", kPlanMagic,
                 "'; this is not a plan file, give what fsdp-compile wrote");
  uint32_t major = ReadLittleEndian<uint32_t>(file.data() + 8);
  uint32_t minor = ReadLittleEndian<uint32_t>(file.data() + 12);
  if (major != kPlanMajor)
    return Error(FSDP_RT_UNSUPPORTED, "header.major: the plan has version ", major, ".", minor, ", this runtime reads ",
                 kPlanMajor, ".x; compile it again with a matching fsdp-compile");
  uint64_t bytes = ReadLittleEndian<uint64_t>(file.data() + 16);
  uint64_t have = file.size() - kPlanHeaderBytes;
  if (bytes != have)
    return Error(FSDP_RT_INVALID_PLAN, "header.payload_bytes: ", bytes, ", but ", have, " follow; the file is ",
                 have < bytes ? "truncated" : "longer than it should be", ", compile it again");
  if (std::any_of(file.begin() + 32, file.begin() + kPlanHeaderBytes, [](uint8_t byte) { return byte != 0; }))
    return Error(FSDP_RT_INVALID_PLAN, "header.padding: expected zeros; the file is damaged, compile it again");
  uint64_t expected = ReadLittleEndian<uint64_t>(file.data() + 24);
  std::span<const uint8_t> payload = file.subspan(kPlanHeaderBytes);
  uint64_t checksum = Fnv1a64(payload);
  if (checksum != expected)
    return Error(FSDP_RT_INVALID_PLAN, "header.checksum: ", expected, ", but the payload's is ", checksum,
                 "; the file is damaged, compile it again");
  if (bytes >= FLATBUFFERS_MAX_BUFFER_SIZE)
    return Error(FSDP_RT_UNSUPPORTED, "header.payload_bytes: ", bytes, ", at most 2 GiB are supported");

  auto* memory = static_cast<uint8_t*>(std::aligned_alloc(64, (bytes + 63) / 64 * 64));
  if (!memory) return Error(FSDP_RT_OUT_OF_MEMORY, "cannot allocate ", bytes, " bytes for the plan");
  out_plan->payload.reset(memory);
  out_plan->hash = checksum;
  std::memcpy(memory, payload.data(), bytes);

  flatbuffers::Verifier::Options options;
  options.max_tables = std::max<uint64_t>(1000, bytes / 4);  // a table has at least 4 bytes
  flatbuffers::Verifier verifier(memory, bytes, options);
  if (bytes < 8 || !schema::VerifyPlanBuffer(verifier))
    return Error(FSDP_RT_INVALID_PLAN,
                 "payload: not a well-formed FlatBuffers plan (an offset points outside it); compile it again");
  const schema::Plan& plan = *schema::GetPlan(memory);
  if (plan.major() != major || plan.minor() != minor)
    return Error(FSDP_RT_INVALID_PLAN, "plan.major: ", plan.major(), ".", plan.minor(), ", but the header says ", major,
                 ".", minor);
  if (uint64_t unknown = plan.required_features() & ~kKnownFeatures)
    return Error(FSDP_RT_UNSUPPORTED,
                 "plan.required_features: the plan needs features that this runtime lacks (bits 0x", std::hex, unknown,
                 "); use a newer runtime");
  return DecodePlan(plan, &out_plan->model);
}

Status ReadFileBytes(const std::string& path, std::unique_ptr<uint8_t[]>* out_bytes, size_t* out_size) {
  std::FILE* file = std::fopen(path.c_str(), "rb");
  if (!file) return Error(FSDP_RT_INVALID_ARGUMENT, "cannot open plan '", path, "': ", std::strerror(errno));
  std::fseek(file, 0, SEEK_END);
  long size = std::ftell(file);
  std::rewind(file);
  Status status;
  if (size < 0 || size == std::numeric_limits<long>::max()) {
    status = Error(FSDP_RT_INVALID_ARGUMENT, "cannot read plan '", path, "': not a regular file");
  } else {
    out_bytes->reset(new uint8_t[size]);
    *out_size = size;
    if (std::fread(out_bytes->get(), 1, size, file) != size_t(size))
      status = Error(FSDP_RT_INVALID_ARGUMENT, "cannot read plan '", path, "': ", std::strerror(errno));
  }
  std::fclose(file);
  return status;
}

}  // namespace fsdp_rt
