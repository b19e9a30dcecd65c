// nccl_test.cpp - NCCL's double
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <dlfcn.h>

#include <barrier>
#include <numeric>
#include <thread>

#include "double_fixture.h"

namespace fsdp_rt::testing {
namespace {

constexpr int kRanks = 4;

// Each rank has a stream and 1 KiB to send from and to receive in.
class NcclTest : public DoubleTest {
 protected:
  void SetUp() override {
    DoubleTest::SetUp();
    comms_ = NewComms(kRanks);
    for (int rank = 0; rank < kRanks; ++rank) {
      UseDevice(rank);
      streams_.push_back(NewStream());
      sends_.push_back(NewMemory(1024));
      receives_.push_back(NewMemory(1024));
      std::vector<float> values(256);
      std::iota(values.begin(), values.end(), 1000.0f * rank);
      Write(sends_[rank], values, streams_[rank]);
      Synchronize(rank);
    }
  }
  void* send(int rank) { return reinterpret_cast<void*>(sends_[rank]); }
  void* receive(int rank, size_t offset = 0) { return reinterpret_cast<void*>(receives_[rank] + offset); }
  std::vector<float> Received(int rank, size_t count) { return Read<float>(receives_[rank], count, streams_[rank]); }
  ncclResult_t AsyncError(int rank) {
    ncclResult_t error = ncclInternalError;
    EXPECT_EQ(nccl.CommGetAsyncError(comms_[rank], &error), ncclSuccess);
    return error;
  }
  void Synchronize(int rank) { EXPECT_EQ(driver.StreamSynchronize(streams_[rank]), CUDA_SUCCESS); }

  std::vector<ncclComm_t> comms_;
  std::vector<CUstream> streams_;
  std::vector<CUdeviceptr> sends_, receives_;
};

TEST_F(NcclTest, GathersScattersAndReduces) {
  OnRanks(kRanks, [&](int r) {
    CHECK_NCCL(nccl.AllGather(send(r), receive(r), 64, ncclFloat32, comms_[r], streams_[r]));
    std::vector<float> got = Received(r, 256);
    for (int i = 0; i < 256; ++i) ASSERT_EQ(got[i], 1000.0f * (i / 64) + i % 64);

    CHECK_NCCL(nccl.ReduceScatter(send(r), receive(r), 64, ncclFloat32, ncclSum, comms_[r], streams_[r]));
    got = Received(r, 64);
    for (int i = 0; i < 64; ++i) ASSERT_EQ(got[i], 6000.0f + 4 * (64 * r + i));

    CHECK_NCCL(nccl.AllReduce(send(r), receive(r), 64, ncclFloat32, ncclAvg, comms_[r], streams_[r]));
    got = Received(r, 64);
    for (int i = 0; i < 64; ++i) ASSERT_EQ(got[i], 1500.0f + i);
    CHECK_NCCL(nccl.AllReduce(send(r), receive(r), 64, ncclFloat32, ncclMax, comms_[r], streams_[r]));
    got = Received(r, 64);
    for (int i = 0; i < 64; ++i) ASSERT_EQ(got[i], 3000.0f + i);

    CHECK_NCCL(nccl.Broadcast(send(r), receive(r), 64, ncclFloat32, 2, comms_[r], streams_[r]));
    EXPECT_EQ(Received(r, 1)[0], 2000.0f);

    CHECK_NCCL(nccl.AlltoAll(send(r), receive(r), 64, ncclFloat32, comms_[r], streams_[r]));
    got = Received(r, 256);
    for (int i = 0; i < 256; ++i) ASSERT_EQ(got[i], 1000.0f * (i / 64) + 64 * r + i % 64);
    EXPECT_EQ(AsyncError(r), ncclSuccess);
  });
}

TEST_F(NcclTest, SendsAndReceivesInAGroupAreAnAllToAll) {
  OnRanks(kRanks, [&](int r) {
    CHECK_NCCL(nccl.GroupStart());
    for (int peer = 0; peer < kRanks; ++peer) {
      auto* piece = reinterpret_cast<void*>(sends_[r] + 256 * peer);
      CHECK_NCCL(nccl.Send(piece, 64, ncclFloat32, peer, comms_[r], streams_[r]));
      CHECK_NCCL(nccl.Recv(receive(r, 256 * peer), 64, ncclFloat32, peer, comms_[r], streams_[r]));
    }
    CHECK_NCCL(nccl.GroupEnd());
    std::vector<float> got = Received(r, 256);
    for (int i = 0; i < 256; ++i) ASSERT_EQ(got[i], 1000.0f * (i / 64) + 64 * r + i % 64);
  });
}

TEST_F(NcclTest, Bfloat16SumsRoundOnce) {
  OnRanks(kRanks, [&](int r) {
    // 256 + 1 + 1 + 1: each addition in bf16 would give 256.
    Write(sends_[r], std::vector<uint16_t>(32, r == 0 ? 0x4380 : 0x3f80), streams_[r]);
    CHECK_NCCL(nccl.AllReduce(send(r), send(r), 32, ncclBfloat16, ncclSum, comms_[r], streams_[r]));
    EXPECT_EQ(Read<uint16_t>(sends_[r], 1, streams_[r])[0], 0x4382);  // 260
  });
}

TEST_F(NcclTest, InPlaceIsAtTheRanksOwnPlace) {
  OnRanks(kRanks, [&](int r) {
    Write(receives_[r] + 256 * r, std::vector<float>(64, r + 1.0f), streams_[r]);
    CHECK_NCCL(nccl.AllGather(receive(r, 256 * r), receive(r), 64, ncclFloat32, comms_[r], streams_[r]));
    std::vector<float> got = Received(r, 256);
    for (int i = 0; i < 256; ++i) ASSERT_EQ(got[i], i / 64 + 1.0f);
  });
  UseDevice(0);
  EXPECT_EQ(nccl.AllGather(receive(0, 256), receive(0), 64, ncclFloat32, comms_[0], streams_[0]), ncclInvalidArgument);
  ExpectReport({"ncclAllGather of rank 0", "overlap and are not in place"});
  EXPECT_EQ(nccl.AlltoAll(receive(0), receive(0), 64, ncclFloat32, comms_[0], streams_[0]), ncclInvalidArgument);
  ExpectReport({"all-to-all", "not in place"});
  EXPECT_EQ(nccl.AllGather(send(0), receive(0, 8), 8, ncclFloat32, comms_[0], streams_[0]), ncclInvalidArgument);
  ExpectReport({"expected a multiple of 16"});
}

TEST_F(NcclTest, MismatchesNameBothRanks) {
  const std::function<ncclResult_t(int)> mistakes[] = {
      [&](int r) { return nccl.AllGather(send(r), receive(r), r == 2 ? 60 : 64, ncclFloat32, comms_[r], streams_[r]); },
      [&](int r) {
        return nccl.AllGather(send(r), receive(r), 64, r == 2 ? ncclInt32 : ncclFloat32, comms_[r], streams_[r]);
      },
      [&](int r) {
        return r == 2 ? nccl.AllGather(send(r), receive(r), 64, ncclFloat32, comms_[r], streams_[r])
                      : nccl.AlltoAll(send(r), receive(r), 64, ncclFloat32, comms_[r], streams_[r]);
      },
      [&](int r) {
        return nccl.AllReduce(send(r), receive(r), 64, ncclFloat32, r == 2 ? ncclMax : ncclSum, comms_[r], streams_[r]);
      }};
  for (const auto& mistake : mistakes) {
    comms_ = NewComms(kRanks);
    OnRanks(kRanks, [&](int r) {
      CHECK_NCCL(mistake(r));
      Synchronize(r);
      EXPECT_EQ(AsyncError(r), ncclInvalidUsage);
      EXPECT_NE(std::string(nccl.GetLastError(comms_[r])).find("rank 2 calls"), std::string::npos);
      EXPECT_EQ(mistake(r), ncclInvalidUsage);
    });
    ExpectReport({"call 1 of communicator", "rank 2 calls", "and rank"});
  }
}

TEST_F(NcclTest, CollectivesOrderStreamsOfDifferentRanks) {
  // Every rank reads its neighbour's memory between two barriers.
  OnRanks(kRanks, [&](int r) {
    int peer = (r + 1) % kRanks;
    CHECK_CUDA(driver.MemsetD32Async(sends_[r], r, 256, streams_[r]));
    CHECK_NCCL(nccl.AllReduce(receive(r), receive(r), 1, ncclFloat32, ncclSum, comms_[r], streams_[r]));
    CHECK_CUDA(driver.MemcpyDtoDAsync(receives_[r] + 16, sends_[peer], 512, streams_[r]));
    CHECK_NCCL(nccl.AllReduce(receive(r), receive(r), 1, ncclFloat32, ncclSum, comms_[r], streams_[r]));
    CHECK_CUDA(driver.MemsetD32Async(sends_[r], 9, 256, streams_[r]));
    EXPECT_EQ(Read<unsigned>(receives_[r] + 16, 128, streams_[r]), std::vector<unsigned>(128, peer));
  });
}

TEST_F(NcclTest, WithoutABarrierThatIsARace) {
  // All is on the streams before a host waits: a wait would order what a later thread puts there.
  std::barrier all_enqueued(kRanks);
  OnRanks(kRanks, [&](int r) {
    driver.MemsetD32Async(sends_[r], r, 256, streams_[r]);
    driver.MemcpyDtoDAsync(receives_[r], sends_[(r + 1) % kRanks], 512, streams_[r]);
    all_enqueued.arrive_and_wait();
    driver.StreamSynchronize(streams_[r]);
  });
  ExpectSomeReport({"copy of 512 bytes", "fill of 1024 bytes", "nothing orders"});
}

TEST_F(NcclTest, SplitsByColor) {
  OnRanks(kRanks, [&](int r) {
    ncclComm_t pair = nullptr;
    CHECK_NCCL(nccl.CommSplit(comms_[r], r % 2, -r, &pair, nullptr));
    int count = 0, rank = -1, device = -1;
    CHECK_NCCL(nccl.CommCount(pair, &count));
    CHECK_NCCL(nccl.CommUserRank(pair, &rank));
    CHECK_NCCL(nccl.CommCuDevice(pair, &device));
    EXPECT_EQ(count, 2);
    EXPECT_EQ(rank, r < 2 ? 1 : 0);  // keys fall
    EXPECT_EQ(device, r);
    CHECK_NCCL(nccl.AllReduce(send(r), receive(r), 1, ncclFloat32, ncclSum, pair, streams_[r]));
    EXPECT_EQ(Received(r, 1)[0], r % 2 ? 4000.0f : 2000.0f);
    CHECK_NCCL(nccl.CommDestroy(pair));
    CHECK_NCCL(nccl.CommSplit(comms_[r], r == 0 ? kSplitNoColor : 0, r, &pair, nullptr));
    EXPECT_EQ(pair == nullptr, r == 0);
  });
}

TEST_F(NcclTest, WindowsGivePeersAddresses) {
  void* windows[kRanks];
  OnRanks(kRanks, [&](int r) {
    CHECK_NCCL(nccl.MemAlloc(&windows[r], 4096));
    ncclWindow_t window = nullptr;
    CHECK_NCCL(nccl.CommWindowRegister(comms_[r], windows[r], 4096, &window, kWindowSymmetric));
    for (int peer = 0; peer < kRanks; ++peer) {
      void* memory = nullptr;
      CHECK_NCCL(nccl.GetPeerDevicePointer(window, 64, peer, &memory));
      EXPECT_EQ(memory, static_cast<char*>(windows[peer]) + 64);
    }
    CHECK_NCCL(nccl.CommWindowDeregister(comms_[r], window));
    CHECK_NCCL(nccl.MemFree(windows[r]));
  });
  UseDevice(0);
  ncclWindow_t window = nullptr;
  EXPECT_EQ(nccl.CommWindowRegister(comms_[0], send(0), 1024, &window, kWindowSymmetric), ncclInvalidArgument);
  ExpectReport({"expected memory of ncclMemAlloc"});
}

TEST_F(NcclTest, AbortEndsAWait) {
  UseDevice(1);
  CHECK_NCCL(nccl.AllGather(send(1), receive(1), 64, ncclFloat32, comms_[1], streams_[1]));
  EXPECT_EQ(driver.StreamQuery(streams_[1]), CUDA_ERROR_NOT_READY);
  CHECK_NCCL(nccl.CommAbort(comms_[1]));
  Synchronize(1);
  EXPECT_EQ(nccl.AllGather(send(1), receive(1), 64, ncclFloat32, comms_[1], streams_[1]), ncclInvalidArgument);
  ExpectReport({"ncclAllGather gets communicator", "destroyed"});
}

TEST_F(NcclTest, ACreationThatIsNotCompleteSaysSo) {
  ncclUniqueId id;
  CHECK_NCCL(nccl.GetUniqueId(&id));
  ncclConfig_t config = kConfigInitializer;
  config.blocking = 0;
  ncclComm_t comm = nullptr, late = nullptr;
  EXPECT_EQ(nccl.CommInitRankConfig(&comm, 2, id, 0, &config), ncclInProgress);
  ncclResult_t error = ncclSuccess;
  CHECK_NCCL(nccl.CommGetAsyncError(comm, &error));
  EXPECT_EQ(error, ncclInProgress);
  UseDevice(1);
  CHECK_NCCL(nccl.CommInitRankConfig(&late, 2, id, 1, &config));
  CHECK_NCCL(nccl.CommGetAsyncError(comm, &error));
  EXPECT_EQ(error, ncclSuccess);
}

// Each call of a communicator that does not block must be known to have been issued before the next.
TEST_F(NcclTest, CallsThatDoNotBlockAreAskedFor) {
  ncclUniqueId id;
  CHECK_NCCL(nccl.GetUniqueId(&id));
  ncclConfig_t config = kConfigInitializer;
  config.blocking = 0;
  ncclComm_t comm = nullptr;
  UseDevice(0);
  CHECK_NCCL(nccl.CommInitRankConfig(&comm, 1, id, 0, &config));
  auto gather = [&] { return nccl.AllGather(send(0), receive(0), 64, ncclFloat32, comm, streams_[0]); };
  auto ask = [&] {
    ncclResult_t error = ncclInternalError;
    EXPECT_EQ(nccl.CommGetAsyncError(comm, &error), ncclSuccess);
    return error;
  };
  EXPECT_EQ(gather(), ncclInProgress);
  EXPECT_EQ(ask(), ncclInProgress);
  EXPECT_EQ(ask(), ncclSuccess);
  EXPECT_EQ(gather(), ncclInProgress);
  EXPECT_EQ(gather(), ncclInvalidUsage);
  ExpectReport({"ncclAllGather", "an earlier call may be under way"});
  Synchronize(0);
}

TEST_F(NcclTest, TwoRanksOnOneDeviceAreRefused) {
  ncclUniqueId id;
  CHECK_NCCL(nccl.GetUniqueId(&id));
  OnRanks(2, [&](int r) {
    UseDevice(0);
    ncclComm_t comm = nullptr;
    EXPECT_NE(nccl.CommInitRankConfig(&comm, 2, id, r, nullptr), ncclSuccess);
  });
  ExpectReport({"are both on device 0"});
}

// The library of another folder: 2.27, which lacks what the table calls optional.
TEST_F(NcclTest, AnOlderLibraryLacksTheOptionalFunctions) {
  void* library = dlopen(FSDP_RT_CUDA_DOUBLE_DIR "-nccl-2.27/libnccl.so.2", RTLD_NOW | RTLD_LOCAL);
  ASSERT_NE(library, nullptr) << dlerror();
#define LACKS(member, symbol, parameters) EXPECT_EQ(dlsym(library, #symbol), nullptr) << #symbol;
  FSDP_RT_NCCL_OPTIONAL_FUNCTIONS(LACKS)
#undef LACKS
#define HAS(member, symbol, parameters) EXPECT_NE(dlsym(library, #symbol), nullptr) << #symbol;
  FSDP_RT_NCCL_FUNCTIONS(HAS)
#undef HAS
  int version = 0;
  CHECK_NCCL(reinterpret_cast<decltype(NcclApi::GetVersion)>(dlsym(library, "ncclGetVersion"))(&version));
  EXPECT_EQ(version, Version(2, 27, 7));
}

TEST_F(NcclTest, PlantedFaults) {
  Configure({{"NCCL", "21805"}, {"FAIL_NCCL", "1:1"}, {"ASYNC_NCCL", "2:1"}});
  int version = 0;
  CHECK_NCCL(nccl.GetVersion(&version));
  EXPECT_EQ(version, Version(2, 18, 5));
  OnRanks(kRanks, [&](int r) {
    ncclResult_t issued = nccl.AllGather(send(r), receive(r), 64, ncclFloat32, comms_[r], streams_[r]);
    EXPECT_EQ(issued, r == 1 ? ncclInternalError : ncclSuccess);
  });
  UseDevice(2);
  while (AsyncError(2) == ncclSuccess) std::this_thread::yield();
  EXPECT_EQ(AsyncError(2), ncclSystemError);
  EXPECT_EQ(driver.StreamQuery(streams_[2]), CUDA_ERROR_NOT_READY);  // until it is aborted
  for (ncclComm_t comm : comms_) CHECK_NCCL(nccl.CommAbort(comm));
  Synchronize(2);
}

TEST_F(NcclTest, ARankThatNeverArrivesIsReported) {
  Configure({{"SILENT", "3:2"}, {"TIMEOUT_MS", "200"}});
  OnRanks(kRanks, [&](int r) {
    for (int i = 0; i < 2; ++i) {
      CHECK_NCCL(nccl.AllGather(send(r), receive(r), 64, ncclFloat32, comms_[r], streams_[r]));
    }
    if (r == 3) return;
    Synchronize(r);
    EXPECT_EQ(AsyncError(r), ncclRemoteError);
  });
  CHECK_NCCL(nccl.CommAbort(comms_[3]));
  UseDevice(3);
  Synchronize(3);
  ExpectSomeReport({"has waited 200 ms in all-gather of 64 x f32", "for ranks 3"});
}

}  // namespace
}  // namespace fsdp_rt::testing
