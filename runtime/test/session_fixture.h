// session_fixture.h - the example plan on a rank
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_TEST_SESSION_FIXTURE_H_
#define FSDP_RT_TEST_SESSION_FIXTURE_H_

#include <gtest/gtest.h>

#include <memory>
#include <vector>

#include "example_plan.h"
#include "fsdp_rt/fsdp_rt.h"
#include "plan_encode.h"

namespace fsdp_rt::testing {

struct PlanDeleter {
  void operator()(fsdp_rt_plan* plan) const { fsdp_rt_plan_release(plan); }
};
struct SessionDeleter {
  void operator()(fsdp_rt_session* session) const { fsdp_rt_session_destroy(session); }
};
using PlanPtr = std::unique_ptr<fsdp_rt_plan, PlanDeleter>;
using SessionPtr = std::unique_ptr<fsdp_rt_session, SessionDeleter>;

inline PlanPtr LoadModel(const PlanModel& model) {
  std::vector<uint8_t> file = EncodePlan(model);
  fsdp_rt_plan* plan = nullptr;
  fsdp_rt_error error{};
  EXPECT_EQ(fsdp_rt_plan_load(file.data(), file.size(), &plan, &error), FSDP_RT_OK) << error.message;
  return PlanPtr(plan);
}

// One rank of the example: bound memory, initial parameter, a step and its optimizer.
class ExampleRank {
 public:
  ExampleRank(fsdp_rt_plan* plan, fsdp_rt_session_options options, uint32_t rank, int64_t rows) : rows_(rows) {
    fsdp_rt_session* session = nullptr;
    status = fsdp_rt_session_create(plan, &options, &session, &error);
    session_.reset(session);
    if (status != FSDP_RT_OK) return;
    std::vector<float> batch = ExampleBatch(rank, rows);
    memory_.reset(static_cast<float*>(std::aligned_alloc(64, (rows * 4 + 63) / 64 * 64 + 128)));
    std::copy(batch.begin(), batch.end(), memory_.get());
    std::vector<float> w(rows);
    for (int64_t i = 0; i < rows; ++i) w[i] = float(0.01 * double(i % 11));
    Expect(fsdp_rt_session_bind(session, kBatch, x(), rows * 4, &error));
    Expect(fsdp_rt_session_bind(session, kLoss, loss(), 4, &error));
    Expect(fsdp_rt_session_bind(session, kNorm, norm(), 4, &error));
    Expect(fsdp_rt_session_write_full(session, 0, w.data(), rows * 4, &error));
  }

  fsdp_rt_status Step() {
    status = fsdp_rt_session_run(get(), 0, nullptr, &error);
    if (status == FSDP_RT_OK) status = fsdp_rt_session_run(get(), 1, nullptr, &error);
    return status;
  }

  fsdp_rt_session* get() { return session_.get(); }
  float* x() { return memory_.get(); }
  float* loss() { return memory_.get() + (rows_ + 15) / 16 * 16; }
  float* norm() { return loss() + 16; }

  fsdp_rt_status status = FSDP_RT_OK;
  fsdp_rt_error error{};

 private:
  void Expect(fsdp_rt_status result) { EXPECT_EQ(result, FSDP_RT_OK) << error.message; }
  struct Free {
    void operator()(float* memory) const { std::free(memory); }
  };
  int64_t rows_;
  std::unique_ptr<float, Free> memory_;
  SessionPtr session_;
};

inline fsdp_rt_session_options Options(fsdp_rt_comm* comm) {
  fsdp_rt_session_options options;
  fsdp_rt_session_options_init(&options);
  options.comm = comm;
  return options;
}

}  // namespace fsdp_rt::testing

#endif  // FSDP_RT_TEST_SESSION_FIXTURE_H_
