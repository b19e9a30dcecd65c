// double_fixture.cpp - loads the doubles
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "double_fixture.h"

#include <dlfcn.h>

#include <cstdio>
#include <cstdlib>
#include <thread>

#include "double_control.h"

namespace fsdp_rt::testing {
namespace {

void* Open(const char* name) {
  void* library = dlopen((std::string(FSDP_RT_CUDA_DOUBLE_DIR "/") + name).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (!library) {
    std::fprintf(stderr, "%s\n", dlerror());
    std::abort();
  }
  return library;
}

template <typename Function>
void Find(void* library, const char* symbol, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(library, symbol));
  if (*function) return;
  std::fprintf(stderr, "the double lacks %s\n", symbol);
  std::abort();
}

Doubles Load() {
  Doubles doubles{};
  void* library = Open("libcuda.so.1");
#define FIND(member, symbol, parameters) Find(library, #symbol, &doubles.driver.member);
  FSDP_RT_CUDA_DRIVER_FUNCTIONS(FIND)
#undef FIND
  Find(library, "fsdp_cuda_double_reset", &doubles.reset);
  Find(library, "fsdp_cuda_double_drain", &doubles.drain);
  Find(library, "fsdp_cuda_double_report_count", &doubles.report_count);
  Find(library, "fsdp_cuda_double_report", &doubles.report);
  Find(library, "fsdp_cuda_double_live_objects", &doubles.live_objects);
  library = Open("libnccl.so.2");
#define FIND(member, symbol, parameters) Find(library, #symbol, &doubles.nccl.member);
  FSDP_RT_NCCL_FUNCTIONS(FIND)
  FSDP_RT_NCCL_OPTIONAL_FUNCTIONS(FIND)
  FSDP_RT_NCCL_TEXT_FUNCTIONS(FIND)
#undef FIND
  library = Open("libcublasLt.so.13");
#define FIND(member, symbol, parameters) Find(library, #symbol, &doubles.blas.member);
  FSDP_RT_CUBLASLT_FUNCTIONS(FIND)
#undef FIND
  Find(library, "cublasLtGetVersion", &doubles.blas.GetVersion);
  Find(library, "cublasLtGetStatusName", &doubles.blas.GetStatusName);
  return doubles;
}

bool Contains(const std::string& report, std::initializer_list<std::string> texts) {
  for (const std::string& text : texts) {
    if (report.find(text) == std::string::npos) return false;
  }
  return true;
}

}  // namespace

const Doubles& LoadDoubles() {
  static const auto* doubles = new Doubles(Load());
  return *doubles;
}

void DoubleTest::SetUp() {
  doubles.reset();
  CHECK_CUDA(driver.Init(0));
  int count = 0;
  CHECK_CUDA(driver.DeviceGetCount(&count));
  contexts_.resize(count);
  for (int device = 0; device < count; ++device) CHECK_CUDA(driver.DevicePrimaryCtxRetain(&contexts_[device], device));
  UseDevice(0);
}

void DoubleTest::TearDown() {
  doubles.drain();
  EXPECT_EQ(Reports(), std::vector<std::string>());
  for (const std::string& variable : variables_) unsetenv(variable.c_str());
  doubles.reset();
  driver.CtxSetCurrent(nullptr);
  for (size_t device = 0; device < contexts_.size(); ++device) driver.DevicePrimaryCtxRelease(static_cast<int>(device));
}

void DoubleTest::Configure(std::initializer_list<std::pair<const char*, const char*>> variables) {
  for (auto [name, value] : variables) {
    variables_.push_back(std::string("FSDP_CUDA_DOUBLE_") + name);
    setenv(variables_.back().c_str(), value, 1);
  }
  doubles.reset();
}

std::vector<std::string> DoubleTest::Reports() {
  std::vector<std::string> reports;
  for (size_t i = 0; i < doubles.report_count(); ++i) reports.push_back(doubles.report(i));
  return reports;
}

void DoubleTest::ExpectReport(std::initializer_list<std::string> texts) {
  doubles.drain();
  EXPECT_EQ(Reports().size(), 1u);
  ExpectSomeReport(texts);
}

void DoubleTest::ExpectSomeReport(std::initializer_list<std::string> texts) {
  doubles.drain();
  bool found = false;
  for (const std::string& report : Reports()) found |= Contains(report, texts);
  EXPECT_TRUE(found) << "expected " << ::testing::PrintToString(std::vector<std::string>(texts)) << " in "
                     << ::testing::PrintToString(Reports());
  doubles.reset();
}

void DoubleTest::UseDevice(int device) { CHECK_CUDA(driver.CtxSetCurrent(context(device))); }

CUstream DoubleTest::NewStream() {
  CUstream stream = nullptr;
  EXPECT_EQ(driver.StreamCreateWithPriority(&stream, CU_STREAM_NON_BLOCKING, 0), CUDA_SUCCESS);
  return stream;
}

CUevent DoubleTest::NewEvent() {
  CUevent event = nullptr;
  EXPECT_EQ(driver.EventCreate(&event, CU_EVENT_DISABLE_TIMING), CUDA_SUCCESS);
  return event;
}

CUdeviceptr DoubleTest::NewMemory(size_t bytes) {
  CUdeviceptr memory = 0;
  EXPECT_EQ(driver.MemAlloc(&memory, bytes), CUDA_SUCCESS);
  return memory;
}

void DoubleTest::Order(CUstream before, CUstream after) {
  CUevent event = NewEvent();
  EXPECT_EQ(driver.EventRecord(event, before), CUDA_SUCCESS);
  EXPECT_EQ(driver.StreamWaitEvent(after, event, 0), CUDA_SUCCESS);
  EXPECT_EQ(driver.EventDestroy(event), CUDA_SUCCESS);
}

CUfunction DoubleTest::LoadKernel(const char* ptx, const char* name) {
  CUmodule module = nullptr;
  CUfunction function = nullptr;
  EXPECT_EQ(driver.ModuleLoadDataEx(&module, ptx, 0, nullptr, nullptr), CUDA_SUCCESS);
  EXPECT_EQ(driver.ModuleGetFunction(&function, module, name), CUDA_SUCCESS);
  return function;
}

std::vector<ncclComm_t> DoubleTest::NewComms(int ranks) {
  std::vector<ncclComm_t> comms(ranks);
  ncclUniqueId id;
  EXPECT_EQ(nccl.GetUniqueId(&id), ncclSuccess);
  OnRanks(ranks,
          [&](int rank) { EXPECT_EQ(nccl.CommInitRankConfig(&comms[rank], ranks, id, rank, nullptr), ncclSuccess); });
  return comms;
}

void DoubleTest::Block(CUstream stream) {
  gate_.resize(2);
  ncclUniqueId id;
  EXPECT_EQ(nccl.GetUniqueId(&id), ncclSuccess);
  OnRanks(2, [&](int rank) {
    UseDevice(2 + rank);
    EXPECT_EQ(nccl.CommInitRankConfig(&gate_[rank], 2, id, rank, nullptr), ncclSuccess);
  });
  UseDevice(3);
  gate_memory_ = NewMemory(4);
  gate_stream_ = NewStream();
  UseDevice(2);
  auto* memory = reinterpret_cast<void*>(NewMemory(4));
  EXPECT_EQ(nccl.AllReduce(memory, memory, 1, ncclFloat32, ncclSum, gate_[0], stream), ncclSuccess);
}

void DoubleTest::Unblock() {
  UseDevice(3);
  auto* memory = reinterpret_cast<void*>(gate_memory_);
  EXPECT_EQ(nccl.AllReduce(memory, memory, 1, ncclFloat32, ncclSum, gate_[1], gate_stream_), ncclSuccess);
  UseDevice(2);
}

void DoubleTest::OnRanks(int ranks, const std::function<void(int)>& rank) {
  std::vector<std::thread> threads;
  for (int r = 0; r < ranks; ++r) {
    threads.emplace_back([&, r] {
      UseDevice(r);
      rank(r);
    });
  }
  for (std::thread& thread : threads) thread.join();
}

}  // namespace fsdp_rt::testing
