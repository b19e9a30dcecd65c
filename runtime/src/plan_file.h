// plan_file.h - from the bytes of a plan file to a verified plan
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_SRC_PLAN_FILE_H_
#define FSDP_RT_SRC_PLAN_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "plan_model.h"
#include "status.h"

namespace fsdp_rt {

// Version of the file and schema that this runtime reads: the major exactly, any minor
// (fields that a newer minor adds are either ignorable or announced in required_features).
inline constexpr uint32_t kPlanMajor = FSDP_RT_PLAN_MAJOR;
inline constexpr uint64_t kKnownFeatures = kFeatureGpuKernels | kFeatureTypedAllReduce | kFeatureReplicatedTensors |
                                           kFeatureExchanges | kFeaturePartGathers | kFeatureRankAxes |
                                           kFeatureModelAxis;
inline constexpr char kPlanMagic[] = "FSDPPLAN";
inline constexpr size_t kPlanHeaderBytes = 64;
inline constexpr size_t kSectionAlignment = 64;

uint64_t Fnv1a64(std::span<const uint8_t> bytes);

// Owns what `model` points into: the payload and the section of device code.
struct PlanFile {
  struct FreeAligned {
    void operator()(uint8_t* memory) const;
  };
  std::unique_ptr<uint8_t[], FreeAligned> payload, device_code;
  uint64_t hash = 0;
  PlanModel model;
};

// Header, checksum, FlatBuffers structure, version: fills payload, hash and model.
Status ReadPlan(std::span<const uint8_t> file, PlanFile* out_plan);
Status ReadFileBytes(const std::string& path, std::unique_ptr<uint8_t[]>* out_bytes, size_t* out_size);

// FlatBuffers to model; only what the schema says, nothing is checked yet.
Status DecodePlan(const schema::Plan& plan, PlanModel* out_model);
void DecodeDeviceCode(const schema::DeviceCode& section, PlanModel* model);
// Every index, offset, size, alignment and enumerator; see plan_verify.cpp.
Status VerifyStructure(const PlanModel& plan);

}  // namespace fsdp_rt

#endif  // FSDP_RT_SRC_PLAN_FILE_H_
