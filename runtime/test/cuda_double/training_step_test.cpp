// training_step_test.cpp - all doubles together: ranks pack, gather and unpack, eagerly and as a graph
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <cmath>
#include <cstring>

#include "double_fixture.h"
#include "test_kernels.h"

namespace fsdp_rt::testing {
namespace {

constexpr int kRanks = 4;
constexpr unsigned kCount = 1000;   // elements of a rank's shard
constexpr unsigned kStride = 1024;  // elements of its slot: padded
constexpr unsigned kThreads = 128, kBlocks = 8;

float Value(int rank, unsigned i, int step) {
  return std::sin(0.37f * static_cast<float>(i) + 11.0f * static_cast<float>(rank)) * static_cast<float>(step + 1);
}

// Rounded to bf16, ties to even.
float Rounded(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, 4);
  bits = (bits + 0x7fff + (bits >> 16 & 1)) & 0xffff0000u;
  std::memcpy(&value, &bits, 4);
  return value;
}

// One rank's session, much as the backend builds it.
class Rank {
 public:
  Rank(const Doubles& doubles, int rank, ncclComm_t comm)
      : driver_(doubles.driver), nccl_(doubles.nccl), rank_(rank), comm_(comm) {
    CUmodule module;
    Check(driver_.ModuleLoadDataEx(&module, kKernels, 0, nullptr, nullptr));
    Check(driver_.ModuleGetFunction(&pack_, module, "pack"));
    Check(driver_.ModuleGetFunction(&unpack_, module, "unpack"));
    Check(driver_.ModuleGetFunction(&unpack_peers_, module, "unpack_peers"));
    for (CUstream* stream : {&compute_, &gather_}) {
      Check(driver_.StreamCreateWithPriority(stream, CU_STREAM_NON_BLOCKING, 0));
    }
    for (CUevent* event : {&packed_, &gathered_event_}) Check(driver_.EventCreate(event, CU_EVENT_DISABLE_TIMING));
    void* window = nullptr;
    EXPECT_EQ(nccl_.MemAlloc(&window, kRanks * kStride * 2), ncclSuccess);
    EXPECT_EQ(nccl_.CommWindowRegister(comm_, window, kRanks * kStride * 2, &window_, kWindowSymmetric), ncclSuccess);
    gathered_ = reinterpret_cast<CUdeviceptr>(window);
    slot_ = gathered_ + 2 * kStride * rank_;
    Check(driver_.MemAlloc(&source_, 4 * kCount));
    Check(driver_.MemAlloc(&full_, 4 * kCount * kRanks));
    Check(driver_.MemAlloc(&table_, 8 * kRanks));
    Check(driver_.MemAlloc(&word_, 16));
    Check(driver_.MemHostAlloc(&pinned_, 4 * kCount, 0));
  }

  void SetStep(int step) {
    for (unsigned i = 0; i < kCount; ++i) static_cast<float*>(pinned_)[i] = Value(rank_, i, step);
  }
  void Run(bool with_wait = true) {
    unsigned count = kCount, stride = kStride;
    Check(driver_.MemcpyHtoDAsync(source_, pinned_, 4 * kCount, compute_));
    Launch(pack_, 1, {&source_, &slot_, &count});
    Check(driver_.EventRecord(packed_, compute_));
    Check(driver_.StreamWaitEvent(gather_, packed_, 0));
    EXPECT_EQ(nccl_.AllGather(reinterpret_cast<void*>(slot_), reinterpret_cast<void*>(gathered_), kStride, ncclBfloat16,
                              comm_, gather_),
              ncclSuccess);
    Check(driver_.EventRecord(gathered_event_, gather_));
    if (with_wait) Check(driver_.StreamWaitEvent(compute_, gathered_event_, 0));
    Launch(unpack_, kRanks, {&gathered_, &full_, &count, &stride});
  }
  void RunOnPeers(bool with_barrier = true) {
    unsigned count = kCount;
    Check(driver_.MemcpyHtoDAsync(source_, pinned_, 4 * kCount, compute_));
    Launch(pack_, 1, {&source_, &slot_, &count});
    if (with_barrier) Barrier();
    Launch(unpack_peers_, kRanks, {&table_, &full_, &count});
    if (with_barrier) Barrier();
  }
  void FillTable(const Doubles& doubles) {
    std::vector<void*> peers(kRanks);
    for (int peer = 0; peer < kRanks; ++peer) {
      EXPECT_EQ(doubles.nccl.GetPeerDevicePointer(window_, 2 * kStride * peer, peer, &peers[peer]), ncclSuccess);
    }
    Check(driver_.MemcpyHtoDAsync(table_, peers.data(), 8 * kRanks, compute_));
  }
  CUgraphExec Capture(const std::function<void()>& commands) {
    CUgraph graph = nullptr;
    CUgraphExec exec = nullptr;
    Check(driver_.StreamBeginCapture(compute_, CU_STREAM_CAPTURE_MODE_THREAD_LOCAL));
    commands();
    Check(driver_.StreamEndCapture(compute_, &graph));
    Check(driver_.GraphInstantiate(&exec, graph, 0));
    Check(driver_.GraphDestroy(graph));
    return exec;
  }
  void Launch(CUgraphExec exec) { Check(driver_.GraphLaunch(exec, compute_)); }
  CUresult Synchronize() { return driver_.StreamSynchronize(compute_); }
  void ExpectFull(int step) {
    std::vector<float> full(kCount * kRanks);
    Check(driver_.MemcpyDtoHAsync(full.data(), full_, 4 * full.size(), compute_));
    for (int rank = 0; rank < kRanks; ++rank) {
      for (unsigned i = 0; i < kCount; ++i) {
        ASSERT_EQ(full[rank * kCount + i], Rounded(Value(rank, i, step))) << rank << " " << i;
      }
    }
    Check(driver_.MemsetD8Async(full_, 0xff, 4 * full.size(), compute_));
  }

 private:
  void Check(CUresult result) { EXPECT_EQ(result, CUDA_SUCCESS) << "rank " << rank_; }
  void Launch(CUfunction function, unsigned ranks, std::initializer_list<void*> arguments) {
    std::vector<void*> parameters = arguments;
    Check(driver_.LaunchKernel(function, kBlocks, ranks, 1, kThreads, 1, 1, 0, compute_, parameters.data(), nullptr));
  }
  void Barrier() {
    auto* word = reinterpret_cast<void*>(word_);
    EXPECT_EQ(nccl_.AllReduce(word, word, 1, ncclFloat32, ncclSum, comm_, compute_), ncclSuccess);
  }

  const DriverApi& driver_;
  const NcclApi& nccl_;
  int rank_;
  ncclComm_t comm_;
  ncclWindow_t window_ = nullptr;
  CUfunction pack_, unpack_, unpack_peers_;
  CUstream compute_, gather_;
  CUevent packed_, gathered_event_;
  CUdeviceptr gathered_, slot_, source_, full_, table_, word_;
  void* pinned_ = nullptr;
};

using TrainingStep = DoubleTest;

TEST_F(TrainingStep, EagerlyAndAsAReplayedGraph) {
  for (const char* seed : {"1", "2"}) {
    Configure({{"SEED", seed}, {"DELAY_US", "300"}});
    std::vector<ncclComm_t> comms = NewComms(kRanks);
    OnRanks(kRanks, [&](int r) {
      Rank rank(doubles, r, comms[r]);
      for (int step = 0; step < 2; ++step) {
        rank.SetStep(step);
        rank.Run();
        rank.ExpectFull(step);
      }
      CUgraphExec exec = rank.Capture([&] { rank.Run(); });
      for (int step = 2; step < 5; ++step) {
        rank.SetStep(step);
        rank.Launch(exec);
        rank.ExpectFull(step);
      }
    });
  }
}

TEST_F(TrainingStep, OnPeersWindows) {
  std::vector<ncclComm_t> comms = NewComms(kRanks);
  OnRanks(kRanks, [&](int r) {
    Rank rank(doubles, r, comms[r]);
    rank.FillTable(doubles);
    rank.SetStep(0);
    rank.RunOnPeers();
    rank.ExpectFull(0);
    CUgraphExec exec = rank.Capture([&] { rank.RunOnPeers(); });
    for (int step = 1; step < 4; ++step) {
      rank.SetStep(step);
      rank.Launch(exec);
      rank.ExpectFull(step);
    }
  });
}

TEST_F(TrainingStep, AMissingWaitIsFound) {
  std::vector<ncclComm_t> comms = NewComms(kRanks);
  OnRanks(kRanks, [&](int r) {
    Rank rank(doubles, r, comms[r]);
    rank.SetStep(0);
    rank.Run();  // so that no byte is fresh: reading one is an error of its own
    rank.ExpectFull(0);
    rank.Run(/*with_wait=*/false);
    rank.Synchronize();
    driver.CtxSynchronize();
  });
  // Whichever runs second finds it.
  ExpectSomeReport({"launch unpack (stream", "all-gather of 1024 x bf16"});
}

TEST_F(TrainingStep, AMissingBarrierIsFound) {
  Configure({{"INITCHECK", "0"}});
  std::vector<ncclComm_t> comms = NewComms(kRanks);
  OnRanks(kRanks, [&](int r) {
    Rank rank(doubles, r, comms[r]);
    rank.FillTable(doubles);
    rank.SetStep(0);
    rank.RunOnPeers(/*with_barrier=*/false);
    driver.CtxSynchronize();
  });
  ExpectSomeReport({"launch unpack_peers (stream", "launch pack (stream", "nothing orders"});
}

}  // namespace
}  // namespace fsdp_rt::testing
