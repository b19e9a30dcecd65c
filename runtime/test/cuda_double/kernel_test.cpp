// kernel_test.cpp - the driver's double: modules and launches
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cstring>

#include "double_fixture.h"
#include "test_kernels.h"

namespace fsdp_rt::testing {
namespace {

class KernelTest : public DoubleTest {
 protected:
  void SetUp() override {
    DoubleTest::SetUp();
    stream_ = NewStream();
    source_ = NewMemory(400);
    slot_ = NewMemory(200);
    Write(source_, std::vector<float>(100, 1.0f), stream_);
    pack_ = LoadKernel(kKernels, "pack");
  }
  CUresult Pack(CUdeviceptr source, CUdeviceptr slot, unsigned count, CUstream stream, unsigned threads = 32) {
    void* arguments[] = {&source, &slot, &count};
    return driver.LaunchKernel(pack_, 4, 1, 1, threads, 1, 1, 0, stream, arguments, nullptr);
  }
  // What the module's load says; its error log in log_.
  CUresult Load(const void* image) {
    CUmodule module;
    CUjit_option options[] = {CU_JIT_ERROR_LOG_BUFFER, CU_JIT_ERROR_LOG_BUFFER_SIZE_BYTES};
    void* values[] = {log_, reinterpret_cast<void*>(sizeof log_)};
    return driver.ModuleLoadDataEx(&module, image, 2, options, values);
  }

  CUstream stream_ = nullptr;
  CUdeviceptr source_ = 0, slot_ = 0;
  CUfunction pack_ = nullptr;
  char log_[512] = "";
};

TEST_F(KernelTest, RunsThePtx) {
  CHECK_CUDA(Pack(source_, slot_, 100, stream_));
  EXPECT_EQ(Read<uint16_t>(slot_, 100, stream_), std::vector<uint16_t>(100, 0x3f80));
  int value = 0;
  CHECK_CUDA(driver.FuncGetAttribute(&value, CU_FUNC_ATTRIBUTE_MAX_THREADS_PER_BLOCK, pack_));
  EXPECT_EQ(value, 1024);
}

TEST_F(KernelTest, ReportsWhatAKernelTouchesWrongly) {
  struct Case {
    CUdeviceptr source, slot;
    unsigned count;
    CUresult error;
    const char* text;
  };
  CUdeviceptr freed = NewMemory(400), fresh = NewMemory(400);
  CHECK_CUDA(driver.MemFree(freed));
  for (Case c : {Case{source_, slot_, 101, CUDA_ERROR_ILLEGAL_ADDRESS, "behind the end of allocation"},
                 Case{freed, slot_, 100, CUDA_ERROR_ILLEGAL_ADDRESS, "in freed allocation"},
                 Case{source_ + 2, slot_, 10, CUDA_ERROR_MISALIGNED_ADDRESS, "ld.global.f32"},
                 Case{fresh, slot_, 10, CUDA_ERROR_LAUNCH_FAILED, "ld.global.f32"}}) {
    CHECK_CUDA(Pack(c.source, c.slot, c.count, stream_));
    EXPECT_EQ(driver.StreamSynchronize(stream_), c.error);
    ExpectReport({"launch pack (stream", c.text});
  }
  Configure({{"INITCHECK", "0"}});
  CHECK_CUDA(Pack(fresh, slot_, 10, stream_));
  CHECK_CUDA(driver.StreamSynchronize(stream_));
}

TEST_F(KernelTest, LaunchesInTwoStreamsRace) {
  CUstream other = NewStream();
  Order(stream_, other);
  CHECK_CUDA(Pack(source_, slot_, 50, stream_));
  CHECK_CUDA(Pack(source_ + 200, slot_ + 100, 50, other));  // the other half
  CHECK_CUDA(driver.StreamSynchronize(stream_));
  CHECK_CUDA(driver.StreamSynchronize(other));
  CHECK_CUDA(Pack(source_, slot_, 50, stream_));
  CHECK_CUDA(Pack(source_, slot_ + 98, 50, other));  // from its last element on
  driver.StreamSynchronize(stream_);
  EXPECT_EQ(driver.StreamSynchronize(other), CUDA_ERROR_LAUNCH_FAILED);
  ExpectReport({"launch pack (stream", "bytes 98 to 100 of allocation", "which launch pack (stream", "nothing orders"});
}

TEST_F(KernelTest, PeersNeedAccess) {
  CHECK_CUDA(driver.StreamSynchronize(stream_));
  UseDevice(1);
  CUstream stream = NewStream();
  CUdeviceptr slot = NewMemory(200);
  pack_ = LoadKernel(kKernels, "pack");
  CHECK_CUDA(Pack(source_, slot, 100, stream));
  EXPECT_EQ(driver.StreamSynchronize(stream), CUDA_ERROR_ILLEGAL_ADDRESS);
  ExpectReport({"device 1 may not touch", "cuCtxEnablePeerAccess"});
  CHECK_CUDA(driver.CtxEnablePeerAccess(context(0), 0));
  EXPECT_EQ(driver.CtxEnablePeerAccess(context(0), 0), CUDA_ERROR_PEER_ACCESS_ALREADY_ENABLED);
  CHECK_CUDA(Pack(source_, slot, 100, stream));
  CHECK_CUDA(driver.StreamSynchronize(stream));
  Configure({{"PEER", "0"}});
  int can = 1;
  CHECK_CUDA(driver.DeviceCanAccessPeer(&can, 0, 1));
  EXPECT_EQ(can, 0);
  EXPECT_EQ(driver.CtxEnablePeerAccess(context(2), 0), CUDA_ERROR_PEER_ACCESS_UNSUPPORTED);
}

TEST_F(KernelTest, RefusesWhatItCannotLaunch) {
  EXPECT_EQ(Pack(source_, slot_, 10, stream_, 1025), CUDA_ERROR_INVALID_VALUE);
  ExpectReport({"cuLaunchKernel launches 'pack' with blocks of 1025 x 1 x 1"});
  void* arguments[] = {&source_, nullptr, nullptr};
  EXPECT_EQ(driver.LaunchKernel(pack_, 1, 1, 1, 32, 1, 1, 0, stream_, arguments, nullptr), CUDA_ERROR_INVALID_VALUE);
  ExpectReport({"without argument 1 of 3"});
  EXPECT_EQ(driver.LaunchKernel(pack_, 0, 1, 1, 32, 1, 1, 0, stream_, arguments, nullptr), CUDA_ERROR_INVALID_VALUE);
  ExpectReport({"a grid of 0 x 1 x 1"});
  EXPECT_EQ(driver.LaunchKernel(pack_, 1, 1, 1, 32, 1, 1, 50000, stream_, arguments, nullptr),
            CUDA_ERROR_INVALID_VALUE);
  ExpectReport({"50000 bytes of dynamic shared memory"});
  UseDevice(1);
  CUstream stream = NewStream();
  EXPECT_EQ(Pack(source_, slot_, 10, stream), CUDA_ERROR_INVALID_HANDLE);
  ExpectReport({"'pack', loaded on device 0, in stream", "device 1"});
}

TEST_F(KernelTest, LoadsOnlyWhatRunsHere) {
  EXPECT_EQ(Load("\x7f"
                 "ELF..."),
            CUDA_ERROR_NO_BINARY_FOR_GPU);
  EXPECT_NE(std::string(log_).find("expected PTX"), std::string::npos);
  EXPECT_EQ(Load("no PTX"), CUDA_ERROR_INVALID_PTX);
  const std::string header = ".version 7.0\n.target sm_80\n.address_size 64\n";
  EXPECT_EQ(Load((header + ".const .align 4 .b8 table[65540];\n").c_str()), CUDA_ERROR_INVALID_PTX);
  EXPECT_STREQ(log_, "the module has 65540 bytes of constant memory; expected at most 65536");
  EXPECT_EQ(Load((header + ".visible .entry k(.param .align 8 .b8 all[4360]) { ret; }\n").c_str()),
            CUDA_ERROR_INVALID_PTX);
  EXPECT_STREQ(log_, "kernel 'k' has 4360 bytes of parameters; expected at most 4352");
  EXPECT_EQ(
      Load((header +
            ".visible .entry k() { .reg .b32 %r<2>; .shared .align 4 .b8 rows[49156]; mov.u32 %r1, rows; ret; }\n")
               .c_str()),
      CUDA_ERROR_INVALID_PTX);
  EXPECT_STREQ(log_, "kernel 'k' has 49156 bytes of static shared memory; expected at most 49152");
  Configure({{"DRIVER", "12080"}});
  EXPECT_EQ(Load(".version 8.7\n.target sm_90\n.address_size 64\n"), CUDA_SUCCESS);
  EXPECT_EQ(Load(".version 8.8\n.target sm_90\n.address_size 64\n"), CUDA_ERROR_UNSUPPORTED_PTX_VERSION);
  EXPECT_STREQ(log_, "PTX 8.8; this driver knows versions up to 8.7");
  Configure({{"CAPABILITY", "7.5"}});
  EXPECT_EQ(Load(kKernels), CUDA_ERROR_INVALID_PTX);
  EXPECT_STREQ(log_, "the module is for sm_80 and the device is sm_75");
  doubles.reset();
  CUmodule module;
  CUfunction function;
  Configure({{"CAPABILITY", "8.0"}});
  CHECK_CUDA(driver.ModuleLoadDataEx(&module, kKernels, 0, nullptr, nullptr));
  EXPECT_EQ(driver.ModuleGetFunction(&function, module, "nothing"), CUDA_ERROR_NOT_FOUND);
  CHECK_CUDA(driver.ModuleGetFunction(&function, module, "pack"));
  CHECK_CUDA(driver.ModuleUnload(module));
  int value;
  EXPECT_EQ(driver.FuncGetAttribute(&value, CU_FUNC_ATTRIBUTE_NUM_REGS, function), CUDA_ERROR_INVALID_HANDLE);
  ExpectReport({"cuFuncGetAttribute gets function", "destroyed"});
}

TEST_F(KernelTest, PlantedFaults) {
  CHECK_CUDA(driver.StreamSynchronize(stream_));
  Configure({{"FAIL_LAUNCH", "2"}, {"FAIL_KERNEL", "0:2"}});
  CHECK_CUDA(Pack(source_, slot_, 10, stream_));
  EXPECT_EQ(Pack(source_, slot_, 10, stream_), CUDA_ERROR_LAUNCH_OUT_OF_RESOURCES);
  CHECK_CUDA(driver.StreamSynchronize(stream_));
  CHECK_CUDA(Pack(source_, slot_, 10, stream_));
  EXPECT_EQ(driver.StreamSynchronize(stream_), CUDA_ERROR_LAUNCH_FAILED);
  EXPECT_EQ(Pack(source_, slot_, 10, stream_), CUDA_ERROR_LAUNCH_FAILED);
  ExpectReport({"launch pack (stream", "dies, as planted"});
}

}  // namespace
}  // namespace fsdp_rt::testing
