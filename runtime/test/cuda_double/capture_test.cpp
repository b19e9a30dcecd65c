// capture_test.cpp - the driver's double: stream capture and graphs
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <thread>

#include "double_fixture.h"

namespace fsdp_rt::testing {
namespace {

class CaptureTest : public DoubleTest {
 protected:
  void SetUp() override {
    DoubleTest::SetUp();
    origin_ = NewStream();
    fork_ = NewStream();
    memory_ = NewMemory(64);
    other_ = NewMemory(64);
    CHECK_CUDA(driver.MemsetD8Async(memory_, 0, 64, origin_));
    CHECK_CUDA(driver.StreamSynchronize(origin_));
  }
  CUresult Begin(CUstreamCaptureMode mode = CU_STREAM_CAPTURE_MODE_THREAD_LOCAL) {
    return driver.StreamBeginCapture(origin_, mode);
  }
  CUresult End() { return driver.StreamEndCapture(origin_, &graph_); }
  CUresult Fill(CUstream stream, CUdeviceptr memory) { return driver.MemsetD8Async(memory, 5, 64, stream); }
  CUstreamCaptureStatus Status(CUstream stream) {
    CUstreamCaptureStatus status = CU_STREAM_CAPTURE_STATUS_INVALIDATED;
    EXPECT_EQ(driver.StreamIsCapturing(stream, &status), CUDA_SUCCESS);
    return status;
  }

  CUstream origin_, fork_;
  CUdeviceptr memory_, other_;
  CUgraph graph_ = nullptr;
};

// memory += 1 by way of the fork and the host's pinned word, launched several times.
TEST_F(CaptureTest, ForksJoinsAndReplaysWithChangedInputs) {
  void* pinned = nullptr;
  CHECK_CUDA(driver.MemHostAlloc(&pinned, 64, 0));
  auto* word = static_cast<unsigned*>(pinned);
  CHECK_CUDA(Begin());
  EXPECT_EQ(Status(origin_), CU_STREAM_CAPTURE_STATUS_ACTIVE);
  EXPECT_EQ(Status(fork_), CU_STREAM_CAPTURE_STATUS_NONE);
  CHECK_CUDA(driver.MemcpyHtoDAsync(memory_, pinned, 64, origin_));
  Order(origin_, fork_);
  EXPECT_EQ(Status(fork_), CU_STREAM_CAPTURE_STATUS_ACTIVE);
  CHECK_CUDA(driver.MemcpyDtoDAsync(other_, memory_, 32, fork_));
  CHECK_CUDA(driver.MemcpyDtoDAsync(other_ + 32, memory_ + 32, 32, origin_));
  Order(fork_, origin_);
  CHECK_CUDA(driver.MemcpyDtoHAsync(pinned, other_, 4, origin_));
  CHECK_CUDA(End());
  EXPECT_EQ(Status(fork_), CU_STREAM_CAPTURE_STATUS_NONE);
  CUgraphExec exec = nullptr;
  CHECK_CUDA(driver.GraphInstantiate(&exec, graph_, 0));
  CHECK_CUDA(driver.GraphDestroy(graph_));
  for (unsigned i = 0; i < 5; ++i) {
    for (int k = 0; k < 16; ++k) word[k] = 10 * i + k;
    CHECK_CUDA(driver.GraphLaunch(exec, origin_));
    std::vector<unsigned> copied = Read<unsigned>(other_, 16, origin_);
    for (unsigned k = 0; k < 16; ++k) EXPECT_EQ(copied[k], 10 * i + k);
  }
  CHECK_CUDA(driver.GraphExecDestroy(exec));
  EXPECT_EQ(driver.GraphLaunch(exec, origin_), CUDA_ERROR_INVALID_VALUE);
  ExpectReport({"cuGraphLaunch gets graph executable", "destroyed"});
}

TEST_F(CaptureTest, ARaceInsideAGraph) {
  CHECK_CUDA(Begin());
  Order(origin_, fork_);
  CHECK_CUDA(Fill(fork_, memory_));
  CHECK_CUDA(Fill(origin_, memory_));
  Order(fork_, origin_);
  CHECK_CUDA(End());
  CUgraphExec exec = nullptr;
  CHECK_CUDA(driver.GraphInstantiate(&exec, graph_, 0));
  CHECK_CUDA(driver.GraphLaunch(exec, origin_));
  EXPECT_EQ(driver.StreamSynchronize(origin_), CUDA_ERROR_LAUNCH_FAILED);
  ExpectReport({"(node 0 of graph", "(node 1 of graph", "nothing orders"});
}

TEST_F(CaptureTest, AnUnjoinedForkIsAnError) {
  CHECK_CUDA(Begin());
  CHECK_CUDA(Fill(origin_, memory_));
  Order(origin_, fork_);
  CHECK_CUDA(Fill(fork_, other_));
  EXPECT_EQ(End(), CUDA_ERROR_STREAM_CAPTURE_UNJOINED);
  EXPECT_EQ(graph_, nullptr);
  ExpectReport({"was not made to wait for 'fill of 64 bytes'"});
  CHECK_CUDA(Fill(fork_, other_));  // capture is over
}

TEST_F(CaptureTest, EventsFromOutsideAreAnError) {
  CUevent event = NewEvent();
  CHECK_CUDA(driver.EventRecord(event, fork_));
  CHECK_CUDA(Begin());
  EXPECT_EQ(driver.StreamWaitEvent(origin_, event, 0), CUDA_ERROR_STREAM_CAPTURE_ISOLATION);
  EXPECT_EQ(Fill(origin_, memory_), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  EXPECT_EQ(Status(origin_), CU_STREAM_CAPTURE_STATUS_INVALIDATED);
  EXPECT_EQ(End(), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  ExpectReport({"recorded outside of it"});
}

TEST_F(CaptureTest, TwoCapturesDoNotMerge) {
  CUevent event = NewEvent();
  CUgraph graph;
  CHECK_CUDA(Begin());
  CHECK_CUDA(driver.StreamBeginCapture(fork_, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
  CHECK_CUDA(driver.EventRecord(event, fork_));
  EXPECT_EQ(driver.StreamWaitEvent(origin_, event, 0), CUDA_ERROR_STREAM_CAPTURE_MERGE);
  EXPECT_EQ(End(), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  EXPECT_EQ(driver.StreamEndCapture(fork_, &graph), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  ExpectSomeReport({"event of another capture"});
}

TEST_F(CaptureTest, CapturesEndWhereTheyBegan) {
  CHECK_CUDA(Begin());
  CUgraph graph;
  EXPECT_EQ(driver.StreamEndCapture(fork_, &graph), CUDA_ERROR_ILLEGAL_STATE);
  ExpectReport({"which is not capturing"});
  Order(origin_, fork_);
  EXPECT_EQ(driver.StreamEndCapture(fork_, &graph), CUDA_ERROR_STREAM_CAPTURE_UNMATCHED);
  ExpectReport({"on which the capture began"});
  EXPECT_EQ(End(), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
}

TEST_F(CaptureTest, OtherThreadsMayNotSubmitOrEnd) {
  CHECK_CUDA(Begin());
  std::thread([&] {
    UseDevice(0);
    EXPECT_EQ(Fill(origin_, memory_), CUDA_ERROR_STREAM_CAPTURE_WRONG_THREAD);
    CUdeviceptr more;  // thread-local mode: others may allocate
    EXPECT_EQ(driver.MemAlloc(&more, 8), CUDA_SUCCESS);
  }).join();
  ExpectReport({"cuMemsetD8Async submits to stream", "another thread is capturing"});
  EXPECT_EQ(End(), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
}

TEST_F(CaptureTest, ForbiddenCallsEndIt) {
  CUevent event = NewEvent();
  CUdeviceptr more;
  const std::function<CUresult()> forbidden[] = {
      [&] { return driver.StreamSynchronize(origin_); }, [&] { return driver.StreamQuery(origin_); },
      [&] { return driver.MemAlloc(&more, 8); },         [&] { return driver.MemFree(other_); },
      [&] { return driver.CtxSynchronize(); },
  };
  for (const auto& call : forbidden) {
    CHECK_CUDA(Begin());
    EXPECT_EQ(call(), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
    EXPECT_EQ(End(), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
    EXPECT_EQ(Reports().size(), 1u);
    doubles.reset();
  }
  CHECK_CUDA(Begin());
  CHECK_CUDA(driver.EventRecord(event, origin_));
  EXPECT_EQ(driver.EventQuery(event), CUDA_ERROR_CAPTURED_EVENT);
  EXPECT_EQ(End(), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  EXPECT_EQ(driver.StreamWaitEvent(fork_, event, 0), CUDA_ERROR_CAPTURED_EVENT);
  ExpectSomeReport({"last recorded in a capture"});
}

TEST_F(CaptureTest, GlobalModeForbidsOtherThreadsToAllocate) {
  CHECK_CUDA(Begin(CU_STREAM_CAPTURE_MODE_GLOBAL));
  std::thread([&] {
    UseDevice(1);
    CUdeviceptr more;
    EXPECT_EQ(driver.MemAlloc(&more, 8), CUDA_ERROR_STREAM_CAPTURE_UNSUPPORTED);
  }).join();
  ExpectReport({"cuMemAlloc", "another thread, in global mode"});
  EXPECT_EQ(End(), CUDA_ERROR_STREAM_CAPTURE_INVALIDATED);
  CHECK_CUDA(Begin(CU_STREAM_CAPTURE_MODE_RELAXED));
  CUdeviceptr more;
  CHECK_CUDA(driver.MemAlloc(&more, 8));
  CHECK_CUDA(End());
}

}  // namespace
}  // namespace fsdp_rt::testing
