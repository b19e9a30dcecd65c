// plan_encode.h - writes a plan file from a PlanModel, for tests
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_TEST_PLAN_ENCODE_H_
#define FSDP_RT_TEST_PLAN_ENCODE_H_

#include <cstdint>
#include <vector>

#include "plan_model.h"

namespace fsdp_rt::testing {

std::vector<uint8_t> EncodePlan(const PlanModel& plan);
// Writes the header's size and checksum again after the payload was changed; of a
// file without device code.
void SealHeader(std::vector<uint8_t>* file);

}  // namespace fsdp_rt::testing

#endif  // FSDP_RT_TEST_PLAN_ENCODE_H_
