// memory_test.cpp - the driver's double: devices, contexts, memory, copies
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstring>
#include <numeric>

#include "double_fixture.h"

namespace fsdp_rt::testing {
namespace {

using MemoryTest = DoubleTest;

std::vector<float> Counting(size_t count) {
  std::vector<float> values(count);
  std::iota(values.begin(), values.end(), 1.0f);
  return values;
}

TEST_F(MemoryTest, DevicesAreWhatTheEnvironmentSays) {
  int value = 0;
  CHECK_CUDA(driver.DeviceGetAttribute(&value, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MAJOR, 0));
  EXPECT_EQ(value, 9);
  Configure({{"DEVICES", "2"}, {"CAPABILITY", "8.6"}, {"DRIVER", "12040"}});
  CHECK_CUDA(driver.DeviceGetCount(&value));
  EXPECT_EQ(value, 2);
  CHECK_CUDA(driver.DeviceGetAttribute(&value, CU_DEVICE_ATTRIBUTE_COMPUTE_CAPABILITY_MINOR, 1));
  EXPECT_EQ(value, 6);
  CHECK_CUDA(driver.DriverGetVersion(&value));
  EXPECT_EQ(value, 12040);
  CUdevice device;
  EXPECT_EQ(driver.DeviceGet(&device, 2), CUDA_ERROR_INVALID_DEVICE);
  Configure({{"DEVICES", "0"}});
  EXPECT_EQ(driver.Init(0), CUDA_ERROR_NO_DEVICE);
}

TEST_F(MemoryTest, FindsFunctionsByName) {
  void* function = nullptr;
  CUdriverProcAddressQueryResult result;
  CHECK_CUDA(driver.GetProcAddress("cuMemAlloc", &function, 12030, 0, &result));
  EXPECT_EQ(function, reinterpret_cast<void*>(driver.MemAlloc));
  EXPECT_EQ(driver.GetProcAddress("cuNothing", &function, 12030, 0, &result), CUDA_ERROR_NOT_FOUND);
  EXPECT_EQ(result, CU_GET_PROC_ADDRESS_SYMBOL_NOT_FOUND);
}

TEST_F(MemoryTest, CopiesGoRound) {
  CUstream stream = NewStream();
  CUdeviceptr a = NewMemory(400), b = NewMemory(400);
  EXPECT_EQ(a % 512, 0u);
  Write(a, Counting(100), stream);
  CHECK_CUDA(driver.MemcpyDtoDAsync(b, a, 400, stream));
  CHECK_CUDA(driver.MemsetD32Async(b + 4, 0x40000000, 2, stream));
  std::vector<float> expected = Counting(100);
  expected[1] = expected[2] = 2.0f;
  EXPECT_EQ(Read<float>(b, 100, stream), expected);
  CHECK_CUDA(driver.MemFree(a));
  CHECK_CUDA(driver.MemFree(b));
  CHECK_CUDA(driver.StreamDestroy(stream));
}

TEST_F(MemoryTest, CopiesRows) {
  CUstream stream = NewStream();
  CUdeviceptr memory = NewMemory(400);
  CHECK_CUDA(driver.MemsetD8Async(memory, 0, 400, stream));
  std::vector<float> source = Counting(12);
  CUDA_MEMCPY2D copy = {};  // 3 rows of 4 floats into rows of 10, from the second row's third on
  copy.srcMemoryType = CU_MEMORYTYPE_HOST;
  copy.srcHost = source.data();
  copy.srcPitch = copy.WidthInBytes = 16;
  copy.Height = 3;
  copy.dstMemoryType = CU_MEMORYTYPE_DEVICE;
  copy.dstDevice = memory;
  copy.dstPitch = 40;
  copy.dstXInBytes = 8;
  copy.dstY = 1;
  CHECK_CUDA(driver.Memcpy2DAsync(&copy, stream));
  std::vector<float> expected(100);
  for (int i = 0; i < 12; ++i) expected[(1 + i / 4) * 10 + 2 + i % 4] = source[i];
  EXPECT_EQ(Read<float>(memory, 100, stream), expected);
  copy.Height = 10;
  EXPECT_EQ(driver.Memcpy2DAsync(&copy, stream), CUDA_ERROR_INVALID_VALUE);
  ExpectReport({"cuMemcpy2DAsync", "behind the end of allocation"});
}

TEST_F(MemoryTest, FreshMemoryIsNotANumber) {
  CUstream stream = NewStream();
  float value = Read<float>(NewMemory(4), 1, stream)[0];
  EXPECT_NE(value, value);
}

TEST_F(MemoryTest, ReportsWhatIsFreedOrOutOfBounds) {
  CUstream stream = NewStream();
  CUdeviceptr memory = NewMemory(64);
  EXPECT_EQ(driver.MemsetD8Async(memory, 0, 65, stream), CUDA_ERROR_INVALID_VALUE);
  ExpectReport({"cuMemsetD8Async", "1 of 65 bytes behind the end of allocation", "64 bytes"});
  EXPECT_EQ(driver.MemsetD32Async(memory + 2, 0, 1, stream), CUDA_ERROR_INVALID_VALUE);
  ExpectReport({"multiple of 4"});
  EXPECT_EQ(driver.MemcpyDtoDAsync(memory, memory + 8, 16, stream), CUDA_ERROR_INVALID_VALUE);
  ExpectReport({"do not overlap"});
  EXPECT_EQ(driver.MemFree(memory + 8), CUDA_ERROR_INVALID_VALUE);
  ExpectReport({"not the begin of an allocation"});
  CHECK_CUDA(driver.MemFree(memory));
  EXPECT_EQ(driver.MemFree(memory), CUDA_ERROR_INVALID_VALUE);
  ExpectReport({"freed already"});
  EXPECT_EQ(driver.MemsetD8Async(memory, 0, 1, stream), CUDA_ERROR_INVALID_VALUE);
  ExpectReport({"in freed allocation"});
}

// Device 2 copies from memory that device 0's thread frees meanwhile.
TEST_F(MemoryTest, UseAfterFreeOfAnotherDevicesMemoryIsSticky) {
  CUdeviceptr memory = NewMemory(64);
  UseDevice(2);
  CUdeviceptr dest = NewMemory(64);
  CUstream stream = NewStream();
  Block(stream);
  CHECK_CUDA(driver.MemcpyDtoDAsync(dest, memory, 64, stream));
  UseDevice(0);
  CHECK_CUDA(driver.MemFree(memory));
  Unblock();
  EXPECT_EQ(driver.StreamSynchronize(stream), CUDA_ERROR_ILLEGAL_ADDRESS);
  EXPECT_EQ(driver.MemsetD8Async(dest, 0, 64, stream), CUDA_ERROR_ILLEGAL_ADDRESS);
  ExpectReport({"copy of 64 bytes", "device 2", "in freed allocation"});
}

TEST_F(MemoryTest, PinnedMemory) {
  CUstream stream = NewStream();
  CUdeviceptr memory = NewMemory(64);
  void* pinned = nullptr;
  CHECK_CUDA(driver.MemHostAlloc(&pinned, 64, kMemHostAllocPortable));
  std::memset(pinned, 7, 64);
  CHECK_CUDA(driver.MemcpyHtoDAsync(memory, pinned, 64, stream));
  CHECK_CUDA(driver.StreamSynchronize(stream));
  std::memset(pinned, 0, 64);
  CHECK_CUDA(driver.MemcpyDtoHAsync(pinned, memory, 64, stream));
  CHECK_CUDA(driver.StreamSynchronize(stream));
  EXPECT_EQ(static_cast<char*>(pinned)[63], 7);
  static_cast<char*>(pinned)[65] = 0;
  CHECK_CUDA(driver.MemFreeHost(pinned));
  ExpectReport({"the host wrote behind the end of pinned allocation", "1 bytes after it"});
}

TEST_F(MemoryTest, HostChangesAPinnedSourceTooEarly) {
  UseDevice(2);
  CUstream stream = NewStream();
  CUdeviceptr memory = NewMemory(64);
  void* pinned = nullptr;
  CHECK_CUDA(driver.MemHostAlloc(&pinned, 64, 0));
  std::memset(pinned, 7, 64);
  Block(stream);
  CHECK_CUDA(driver.MemcpyHtoDAsync(memory, pinned, 64, stream));
  static_cast<char*>(pinned)[5] = 8;
  Unblock();
  EXPECT_EQ(driver.StreamSynchronize(stream), CUDA_ERROR_LAUNCH_FAILED);
  ExpectReport({"copy to the device of 64 bytes", "changed since it was submitted"});
}

TEST_F(MemoryTest, ContextsAreChecked) {
  CUstream stream = NewStream();
  CUdeviceptr memory = NewMemory(64);
  UseDevice(1);
  EXPECT_EQ(driver.MemsetD8Async(memory, 0, 64, stream), CUDA_ERROR_INVALID_HANDLE);
  ExpectReport({"stream", "of device 0 while the context of device 1 is current"});
  CHECK_CUDA(driver.CtxSetCurrent(nullptr));
  EXPECT_EQ(driver.MemAlloc(&memory, 64), CUDA_ERROR_INVALID_CONTEXT);
  ExpectReport({"cuMemAlloc", "without a current context"});
  UseDevice(0);
  EXPECT_EQ(driver.MemsetD8Async(memory, 0, 64, nullptr), CUDA_ERROR_INVALID_HANDLE);
  ExpectReport({"null stream"});
  CHECK_CUDA(driver.StreamDestroy(stream));
  EXPECT_EQ(driver.StreamSynchronize(stream), CUDA_ERROR_INVALID_HANDLE);
  ExpectReport({"cuStreamSynchronize gets stream", "destroyed"});
}

TEST_F(MemoryTest, MemoryEnds) {
  Configure({{"MEMORY", "1000"}});
  CUdeviceptr memory = 0, more = 0;
  CHECK_CUDA(driver.MemAlloc(&memory, 600));
  EXPECT_EQ(driver.MemAlloc(&more, 600), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK_CUDA(driver.MemFree(memory));
  CHECK_CUDA(driver.MemAlloc(&more, 600));
  Configure({{"FAIL_ALLOC", "0:2"}});
  CHECK_CUDA(driver.MemAlloc(&memory, 8));
  EXPECT_EQ(driver.MemAlloc(&memory, 8), CUDA_ERROR_OUT_OF_MEMORY);
  CHECK_CUDA(driver.MemAlloc(&memory, 8));
}

TEST_F(MemoryTest, CountsWhatIsAlive) {
  size_t before = doubles.live_objects();
  CUstream stream = NewStream();
  CUevent event = NewEvent();
  CUdeviceptr memory = NewMemory(8);
  EXPECT_EQ(doubles.live_objects(), before + 3);
  CHECK_CUDA(driver.StreamDestroy(stream));
  CHECK_CUDA(driver.EventDestroy(event));
  CHECK_CUDA(driver.MemFree(memory));
  EXPECT_EQ(doubles.live_objects(), before);
}

}  // namespace
}  // namespace fsdp_rt::testing
