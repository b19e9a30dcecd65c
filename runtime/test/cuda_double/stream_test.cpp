// stream_test.cpp - the driver's double: order between streams, and what happens without it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstring>

#include "double_fixture.h"

namespace fsdp_rt::testing {
namespace {

class StreamTest : public DoubleTest {
 protected:
  void SetUp() override {
    DoubleTest::SetUp();
    one_ = NewStream();
    two_ = NewStream();
    memory_ = NewMemory(256);
    other_ = NewMemory(256);
    CHECK_CUDA(driver.MemsetD8Async(memory_, 0, 256, one_));
    CHECK_CUDA(driver.MemsetD8Async(other_, 0, 256, one_));
    CHECK_CUDA(driver.StreamSynchronize(one_));
  }
  // What either stream's synchronisation says.
  CUresult Synchronize() {
    CUresult error = driver.StreamSynchronize(one_);
    return error ? error : driver.StreamSynchronize(two_);
  }

  CUstream one_, two_;
  CUdeviceptr memory_, other_;
};

TEST_F(StreamTest, EventsOrder) {
  for (unsigned i = 1; i <= 20; ++i) {
    CHECK_CUDA(driver.MemsetD32Async(memory_, i, 64, one_));
    Order(one_, two_);
    CHECK_CUDA(driver.MemcpyDtoDAsync(other_, memory_, 256, two_));
    Order(two_, one_);
    EXPECT_EQ(Read<unsigned>(other_, 64, two_), std::vector<unsigned>(64, i));
  }
}

TEST_F(StreamTest, AMissingWaitIsARace) {
  CHECK_CUDA(driver.MemsetD8Async(memory_, 1, 256, one_));
  CHECK_CUDA(driver.MemcpyDtoDAsync(other_, memory_ + 128, 64, two_));
  EXPECT_EQ(Synchronize(), CUDA_ERROR_LAUNCH_FAILED);
  ExpectReport({"fill of 256 bytes (stream", "copy of 64 bytes (stream", "bytes 128 to 192", "nothing orders the two"});
}

TEST_F(StreamTest, AWaitBeforeTheRecordOrdersNothing) {
  CUevent event = NewEvent();
  CHECK_CUDA(driver.StreamWaitEvent(two_, event, 0));
  CHECK_CUDA(driver.MemsetD8Async(memory_, 1, 256, one_));
  CHECK_CUDA(driver.EventRecord(event, one_));
  CHECK_CUDA(driver.MemsetD8Async(memory_ + 8, 2, 8, two_));
  EXPECT_EQ(Synchronize(), CUDA_ERROR_LAUNCH_FAILED);
  ExpectReport({"bytes 8 to 16", "which fill of", "writes"});
}

TEST_F(StreamTest, WritingWhatAnotherStreamStillReadsIsARace) {
  CHECK_CUDA(driver.MemcpyDtoDAsync(other_, memory_, 256, one_));
  CHECK_CUDA(driver.MemsetD8Async(memory_, 1, 256, two_));
  EXPECT_EQ(Synchronize(), CUDA_ERROR_LAUNCH_FAILED);
  ExpectSomeReport({"fill of 256 bytes (stream", "copy of 256 bytes (stream", "nothing orders"});
}

TEST_F(StreamTest, DisjointBytesAndCommonReadsAreNoRace) {
  CHECK_CUDA(driver.MemsetD8Async(memory_, 1, 128, one_));
  CHECK_CUDA(driver.MemsetD8Async(memory_ + 128, 2, 128, two_));
  Order(two_, one_);
  Order(one_, two_);
  CHECK_CUDA(driver.MemcpyDtoDAsync(other_, memory_, 100, one_));
  CHECK_CUDA(driver.MemcpyDtoDAsync(other_ + 100, memory_, 100, two_));
  EXPECT_EQ(Synchronize(), CUDA_SUCCESS);
}

// Order is transitive over a third stream, and through the host.
TEST_F(StreamTest, OrderIsTransitive) {
  CUstream three = NewStream();
  CHECK_CUDA(driver.MemsetD8Async(memory_, 1, 256, one_));
  Order(one_, three);
  Order(three, two_);
  CHECK_CUDA(driver.MemsetD8Async(memory_, 2, 256, two_));
  CHECK_CUDA(driver.StreamSynchronize(two_));
  CHECK_CUDA(driver.MemsetD8Async(memory_, 3, 256, one_));
  EXPECT_EQ(Synchronize(), CUDA_SUCCESS);
}

TEST_F(StreamTest, QueriesAndEventsSayWhatIsDone) {
  UseDevice(2);
  CUstream stream = NewStream();
  CUevent event = NewEvent();
  EXPECT_EQ(driver.EventQuery(event), CUDA_SUCCESS);
  Block(stream);
  CHECK_CUDA(driver.EventRecord(event, stream));
  EXPECT_EQ(driver.EventQuery(event), CUDA_ERROR_NOT_READY);
  EXPECT_EQ(driver.StreamQuery(stream), CUDA_ERROR_NOT_READY);
  Unblock();
  CHECK_CUDA(driver.EventSynchronize(event));
  CHECK_CUDA(driver.EventQuery(event));
  CHECK_CUDA(driver.CtxSynchronize());
  CHECK_CUDA(driver.StreamQuery(stream));
}

TEST_F(StreamTest, EventsMeasure) {
  CUevent begin = nullptr, end = nullptr, untimed = NewEvent();
  CHECK_CUDA(driver.EventCreate(&begin, CU_EVENT_DEFAULT));
  CHECK_CUDA(driver.EventCreate(&end, CU_EVENT_DEFAULT));
  float ms = -1;
  EXPECT_EQ(driver.EventElapsedTime(&ms, begin, end), CUDA_ERROR_INVALID_HANDLE);
  ExpectReport({"was never recorded"});
  CHECK_CUDA(driver.EventRecord(begin, one_));
  CHECK_CUDA(driver.MemsetD8Async(memory_, 1, 256, one_));
  CHECK_CUDA(driver.EventRecord(end, one_));
  CHECK_CUDA(driver.EventRecord(untimed, one_));
  CHECK_CUDA(driver.EventSynchronize(untimed));
  CHECK_CUDA(driver.EventElapsedTime(&ms, begin, end));
  EXPECT_GE(ms, 0);
  EXPECT_EQ(driver.EventElapsedTime(&ms, begin, untimed), CUDA_ERROR_INVALID_HANDLE);
  ExpectReport({"created without timing"});
}

TEST_F(StreamTest, EventsBelongToADevice) {
  CUevent event = NewEvent();
  UseDevice(1);
  CUstream stream = NewStream();
  EXPECT_EQ(driver.EventRecord(event, stream), CUDA_ERROR_INVALID_HANDLE);
  ExpectReport({"records an event of device 0 in stream", "device 1"});
  CHECK_CUDA(driver.StreamWaitEvent(stream, event, 0));  // that one may cross
}

TEST_F(StreamTest, AFailedDeviceRefusesEverythingAndOthersGoOn) {
  CHECK_CUDA(driver.MemsetD8Async(memory_, 1, 256, one_));
  CHECK_CUDA(driver.MemsetD8Async(memory_, 1, 256, two_));
  EXPECT_EQ(Synchronize(), CUDA_ERROR_LAUNCH_FAILED);
  CUdeviceptr more;
  EXPECT_EQ(driver.MemAlloc(&more, 8), CUDA_ERROR_LAUNCH_FAILED);
  CUevent event;
  EXPECT_EQ(driver.EventCreate(&event, 0), CUDA_ERROR_LAUNCH_FAILED);
  UseDevice(1);
  CHECK_CUDA(driver.MemAlloc(&more, 8));
  ExpectReport({"nothing orders"});
}

}  // namespace
}  // namespace fsdp_rt::testing
