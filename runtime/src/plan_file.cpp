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

// A copy at an address that FlatBuffers may read; null without memory.
std::unique_ptr<uint8_t[], PlanFile::FreeAligned> CopyAligned(std::span<const uint8_t> bytes) {
  size_t room = (bytes.size() + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment;
  auto* memory = static_cast<uint8_t*>(std::aligned_alloc(kSectionAlignment, room));
  if (memory) std::memcpy(memory, bytes.data(), bytes.size());
  return std::unique_ptr<uint8_t[], PlanFile::FreeAligned>(memory);
}

flatbuffers::Verifier::Options VerifierOptions(uint64_t bytes) {
  flatbuffers::Verifier::Options options;
  options.max_tables = std::max<uint64_t>(1000, bytes / 4);  // a table has at least 4 bytes
  return options;
}

// Where the parts of a file lie, by its header.
struct Sections {
  std::span<const uint8_t> payload, device_code;
};

Status CheckSum(const char* field, uint64_t expected, std::span<const uint8_t> bytes) {
  uint64_t checksum = Fnv1a64(bytes);
  if (checksum == expected) return {};
  return Error(FSDP_RT_INVALID_PLAN, field, ": ", expected, ", but the bytes' is ", checksum,
               "; the file is damaged, compile it again");
}

Status FindSections(std::span<const uint8_t> file, Sections* out_sections) {
  uint64_t bytes = ReadLittleEndian<uint64_t>(file.data() + 16);
  uint64_t code_bytes = ReadLittleEndian<uint64_t>(file.data() + 32);
  uint64_t have = file.size() - kPlanHeaderBytes;
  uint64_t payload_end = bytes;
  if (code_bytes > 0 && bytes <= have)
    payload_end = (bytes + kSectionAlignment - 1) / kSectionAlignment * kSectionAlignment;
  if (payload_end > have || code_bytes != have - payload_end)
    return Error(FSDP_RT_INVALID_PLAN, "header.payload_bytes: ", bytes, " and ", code_bytes, " of device code, but ",
                 have, " follow; the file is ",
                 payload_end > have || code_bytes > have - payload_end ? "truncated" : "longer than it should be",
                 ", compile it again");
  std::span<const uint8_t> body = file.subspan(kPlanHeaderBytes);
  std::span<const uint8_t> gap = body.subspan(bytes, payload_end - bytes);
  auto is_set = [](uint8_t byte) { return byte != 0; };
  if (std::any_of(file.begin() + 48, file.begin() + kPlanHeaderBytes, is_set) ||
      std::any_of(gap.begin(), gap.end(), is_set))
    return Error(FSDP_RT_INVALID_PLAN, "header.padding: expected zeros; the file is damaged, compile it again");
  *out_sections = {body.first(bytes), body.subspan(payload_end)};
  FSDP_RT_TRY(CheckSum("header.checksum", ReadLittleEndian<uint64_t>(file.data() + 24), out_sections->payload));
  uint64_t code_checksum = ReadLittleEndian<uint64_t>(file.data() + 40);
  if (code_bytes == 0 && code_checksum == 0) return {};
  return CheckSum("header.device_code_checksum", code_checksum, out_sections->device_code);
}

// Cubins beside the payload's PTX; nothing else may hide there.
Status ReadDeviceCode(std::span<const uint8_t> bytes, PlanFile* plan) {
  if (bytes.empty()) return {};
  plan->device_code = CopyAligned(bytes);
  if (!plan->device_code) return Error(FSDP_RT_OUT_OF_MEMORY, "cannot allocate ", bytes.size(), " bytes for the plan");
  flatbuffers::Verifier verifier(plan->device_code.get(), bytes.size(), VerifierOptions(bytes.size()));
  if (bytes.size() < 8 || !verifier.VerifyBuffer<schema::DeviceCode>("FSDC"))
    return Error(FSDP_RT_INVALID_PLAN, "device code: not a well-formed FlatBuffers table; compile it again");
  size_t first = plan->model.code.size();
  DecodeDeviceCode(*flatbuffers::GetRoot<schema::DeviceCode>(plan->device_code.get()), &plan->model);
  for (size_t i = first; i < plan->model.code.size(); ++i) {
    const Code& code = plan->model.code[i];
    if (code.target != "cuda" || !code.level.starts_with("sm_"))
      return Error(FSDP_RT_INVALID_PLAN, "device code[", i - first, "]: ", code.target, " ", code.level,
                   ", expected cuda sm_N; compile it again");
  }
  return {};
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
  Sections sections;
  FSDP_RT_TRY(FindSections(file, &sections));
  uint64_t bytes = sections.payload.size();
  if (bytes >= FLATBUFFERS_MAX_BUFFER_SIZE || sections.device_code.size() >= FLATBUFFERS_MAX_BUFFER_SIZE)
    return Error(FSDP_RT_UNSUPPORTED, "header.payload_bytes: ", bytes, ", at most 2 GiB are supported");

  out_plan->payload = CopyAligned(sections.payload);
  if (!out_plan->payload) return Error(FSDP_RT_OUT_OF_MEMORY, "cannot allocate ", bytes, " bytes for the plan");
  out_plan->hash = ReadLittleEndian<uint64_t>(file.data() + 24);
  const uint8_t* memory = out_plan->payload.get();

  flatbuffers::Verifier verifier(memory, bytes, VerifierOptions(bytes));
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
  FSDP_RT_TRY(DecodePlan(plan, &out_plan->model));
  return ReadDeviceCode(sections.device_code, out_plan);
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
