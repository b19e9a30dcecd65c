// double_fixture.h - the doubles as a program sees them: loaded, by the backend's tables
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_DOUBLE_FIXTURE_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_DOUBLE_FIXTURE_H_

#include <gtest/gtest.h>

#include <functional>
#include <initializer_list>
#include <string>
#include <utility>
#include <vector>

#include "cublaslt_api.h"
#include "driver_api.h"
#include "nccl_api.h"

namespace fsdp_rt::testing {

using namespace fsdp_rt::cu;        // NOLINT: NVIDIA's names are unique
using namespace fsdp_rt::nccl;      // NOLINT
using namespace fsdp_rt::cublaslt;  // NOLINT

struct Doubles {
  DriverApi driver;
  NcclApi nccl;
  CublasLtApi blas;
  void (*reset)();
  void (*drain)();
  size_t (*report_count)();
  const char* (*report)(size_t);
  size_t (*live_objects)();
};
// Loaded once; a function that is missing fails the program.
const Doubles& LoadDoubles();

#define CHECK_CUDA(expression) ASSERT_EQ(expression, CUDA_SUCCESS)
#define CHECK_NCCL(expression) ASSERT_EQ(expression, ncclSuccess)
#define CHECK_BLAS(expression) ASSERT_EQ(expression, CUBLAS_STATUS_SUCCESS)

// Every test starts with the default settings, retained contexts and device 0 current, and ends
// without reports that it did not expect.
class DoubleTest : public ::testing::Test {
 protected:
  void SetUp() override;
  void TearDown() override;

  // Sets variables (FSDP_CUDA_DOUBLE_ is put in front) until the test ends and resets the doubles.
  void Configure(std::initializer_list<std::pair<const char*, const char*>> variables);
  // Drains; the one report so far contains each of the texts; forgets it.
  void ExpectReport(std::initializer_list<std::string> texts);
  // At least one does; forgets all.
  void ExpectSomeReport(std::initializer_list<std::string> texts);
  std::vector<std::string> Reports();

  CUcontext context(int device) { return contexts_.at(device); }
  void UseDevice(int device);
  CUstream NewStream();
  CUevent NewEvent();
  CUdeviceptr NewMemory(size_t bytes);
  // `after` runs after what `before` has been given so far.
  void Order(CUstream before, CUstream after);
  template <typename T>
  std::vector<T> Read(CUdeviceptr memory, size_t count, CUstream stream) {
    std::vector<T> values(count);
    EXPECT_EQ(driver.MemcpyDtoHAsync(values.data(), memory, count * sizeof(T), stream), CUDA_SUCCESS);
    return values;
  }
  template <typename T>
  void Write(CUdeviceptr memory, const std::vector<T>& values, CUstream stream) {
    EXPECT_EQ(driver.MemcpyHtoDAsync(memory, values.data(), values.size() * sizeof(T), stream), CUDA_SUCCESS);
  }
  CUfunction LoadKernel(const char* ptx, const char* name);
  // Makes a stream of device 2 wait until Unblock, as real work would.
  void Block(CUstream stream);
  void Unblock();
  // One communicator per device 0 to ranks - 1.
  std::vector<ncclComm_t> NewComms(int ranks);
  // Runs rank(r) on a thread of its own with device r current.
  void OnRanks(int ranks, const std::function<void(int)>& rank);

  const Doubles& doubles = LoadDoubles();
  const DriverApi& driver = doubles.driver;
  const NcclApi& nccl = doubles.nccl;
  const CublasLtApi& blas = doubles.blas;

 private:
  std::vector<CUcontext> contexts_;
  std::vector<std::string> variables_;
  std::vector<ncclComm_t> gate_;  // of devices 2 and 3
  CUdeviceptr gate_memory_ = 0;
  CUstream gate_stream_ = nullptr;
};

}  // namespace fsdp_rt::testing

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_DOUBLE_FIXTURE_H_
