// rank_link_test.cpp - how ranks that are processes meet, and hear of one that fails
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "runner/rank_link.h"

#include <arpa/inet.h>
#include <gmock/gmock.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstring>
#include <future>

#include "runner/rank_place.h"

namespace fsdp_rt::runner {
namespace {

using namespace std::chrono_literals;
using ::testing::HasSubstr;

// A port that nobody listens at, for a moment.
std::string FreePort() {
  const int probe = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t bytes = sizeof address;
  bind(probe, reinterpret_cast<sockaddr*>(&address), bytes);
  getsockname(probe, reinterpret_cast<sockaddr*>(&address), &bytes);
  close(probe);
  return std::to_string(ntohs(address.sin_port));
}

RankPlace Place(uint32_t rank, uint32_t ranks, const std::string& port) {
  return {rank, ranks, rank, "localhost", port, "--rank"};
}

std::vector<std::byte> Bytes(const std::string& text) {
  std::vector<std::byte> bytes(text.size());
  std::memcpy(bytes.data(), text.data(), text.size());
  return bytes;
}

// One rank: what it was given, and what it heard of the others.
struct Member {
  Status Meet(const RankPlace& place, std::chrono::milliseconds deadline = 20s) {
    made = Bytes(place.rank == 0 ? "from rank 0" : "...........");
    const Status status = RankLink::Meet(place, deadline, &made, &link);
    if (status.ok())
      link->Watch([this](uint32_t rank, const std::string& why) {
        heard.set_value("rank " + std::to_string(rank) + ": " + why);
      });
    return status;
  }
  std::string Heard() { return said.wait_for(20s) == std::future_status::ready ? said.get() : std::string("nothing"); }

  std::vector<std::byte> made;
  std::promise<std::string> heard;
  std::future<std::string> said = heard.get_future();
  std::unique_ptr<RankLink> link;
};

void MeetAll(std::vector<Member>* members, const std::string& port) {
  std::vector<std::thread> threads;
  for (uint32_t rank = 0; rank < members->size(); ++rank)
    threads.emplace_back([=] {
      const Status status = (*members)[rank].Meet(Place(rank, members->size(), port));
      EXPECT_TRUE(status.ok()) << status.message();
    });
  for (std::thread& thread : threads) thread.join();
}

TEST(RankLink, BringsWhatRank0ChoseToAll) {
  std::vector<Member> members(4);
  MeetAll(&members, FreePort());
  for (const Member& member : members) EXPECT_EQ(member.made, Bytes("from rank 0"));
}

TEST(RankLink, SaysWhichRankFailedAndWhy) {
  for (uint32_t failing : {0u, 2u}) {
    std::vector<Member> members(4);
    MeetAll(&members, FreePort());
    members[failing].link->Fail("it ran out of memory");
    for (uint32_t rank = 0; rank < members.size(); ++rank)
      if (rank != failing)
        EXPECT_EQ(members[rank].Heard(), "rank " + std::to_string(failing) + ": it ran out of memory");
  }
}

TEST(RankLink, AProcessThatDiesIsNamed) {
  const std::string port = FreePort();
  const pid_t child = fork();
  if (child == 0) {
    Member member;
    _exit(member.Meet(Place(1, 3, port)).ok() ? 0 : 1);  // no destructor: as if killed
  }
  std::vector<Member> members(3);
  std::thread other([&] { EXPECT_TRUE(members[2].Meet(Place(2, 3, port)).ok()); });
  EXPECT_TRUE(members[0].Meet(Place(0, 3, port)).ok());
  other.join();
  EXPECT_EQ(members[0].Heard(), "rank 1: its process ended");
  EXPECT_EQ(members[2].Heard(), "rank 1: its process ended");
  waitpid(child, nullptr, 0);
}

TEST(RankLink, WhoLeavesAtTheEndHasNotFailed) {
  std::vector<Member> members(3);
  MeetAll(&members, FreePort());
  members[1].link.reset();
  members[0].link.reset();
  EXPECT_EQ(members[2].said.wait_for(100ms), std::future_status::timeout);
}

TEST(RankLink, WhoDoesNotComeIsNamed) {
  const std::string port = FreePort();
  Member first, third;
  std::thread other([&] {
    const Status status = third.Meet(Place(2, 4, port), 2s);
    EXPECT_THAT(status.message(), HasSubstr("did not say that all ranks are there"));
  });
  const Status status = first.Meet(Place(0, 4, port), 500ms);
  EXPECT_EQ(status.message(), "ranks that did not come within the deadline: 1, 3");
  other.join();
  Member alone;
  EXPECT_THAT(alone.Meet(Place(1, 2, FreePort()), 200ms).message(), HasSubstr("rank 0 was not reached at localhost:"));
}

TEST(RankLink, APortThatIsTakenIsNamed) {
  const std::string port = FreePort();
  std::vector<Member> members(2);
  std::thread one([&] { (void)members[0].Meet(Place(0, 2, port), 2s); });
  std::this_thread::sleep_for(200ms);
  Member other;
  EXPECT_THAT(other.Meet(Place(0, 2, port), 2s).message(), HasSubstr("rank 0 cannot listen at port " + port));
  one.join();
}

TEST(RankLink, ASecondOfTheSameRankIsRefused) {
  const std::string port = FreePort();
  Member first, second;
  std::thread one([&] { (void)Member().Meet(Place(1, 3, port), 2s); });
  std::thread other([&] { (void)second.Meet(Place(1, 3, port), 2s); });
  EXPECT_THAT(first.Meet(Place(0, 3, port), 5s).message(), HasSubstr("a process says that it is rank 1 of 3"));
  one.join();
  other.join();
}

// What launchers say, and what of it cannot be.
class RankPlaces : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"RANK", "WORLD_SIZE", "LOCAL_RANK", "OMPI_COMM_WORLD_RANK", "OMPI_COMM_WORLD_SIZE",
                             "PMI_RANK", "PMI_SIZE", "SLURM_PROCID", "SLURM_NTASKS", "SLURM_LOCALID", "MASTER_ADDR",
                             "MASTER_PORT", "TORCHELASTIC_USE_AGENT_STORE", "CUDA_VISIBLE_DEVICES"})
      unsetenv(name);
  }
  void TearDown() override { SetUp(); }

  void Set(std::vector<std::pair<const char*, const char*>> values) {
    for (auto [name, value] : values) setenv(name, value, 1);
  }
  std::optional<RankPlace> place_;
};

TEST_F(RankPlaces, OfTorchrun) {
  Set({{"RANK", "5"}, {"WORLD_SIZE", "8"}, {"LOCAL_RANK", "1"}, {"MASTER_ADDR", "node0"}, {"MASTER_PORT", "29500"}});
  ASSERT_TRUE(FindRankPlace({}, 8, &place_).ok());
  EXPECT_EQ(place_->rank, 5u);
  EXPECT_EQ(place_->gpu, 1u);
  EXPECT_EQ(place_->host + ":" + place_->port, "node0:29500");
  // Its own store listens there.
  Set({{"TORCHELASTIC_USE_AGENT_STORE", "True"}, {"CUDA_VISIBLE_DEVICES", "3"}});
  ASSERT_TRUE(FindRankPlace({}, 8, &place_).ok());
  EXPECT_EQ(place_->port, "29501");
  EXPECT_EQ(place_->gpu, 0u);
  EXPECT_THAT(FindRankPlace({}, 4, &place_).message(),
              HasSubstr("torchrun started 8 processes, but the plan has 4 ranks"));
}

TEST_F(RankPlaces, OfOtherLaunchers) {
  Set({{"SLURM_PROCID", "3"}, {"SLURM_NTASKS", "4"}, {"SLURM_LOCALID", "1"}});
  EXPECT_THAT(FindRankPlace({}, 4, &place_).message(), HasSubstr("pass --meet HOST:PORT"));
  ASSERT_TRUE(FindRankPlace({{}, {}, "node7:1234"}, 4, &place_).ok());
  EXPECT_EQ(place_->said_by, "srun");
  EXPECT_EQ(place_->rank, 3u);
  EXPECT_EQ(place_->gpu, 1u);
  Set({{"OMPI_COMM_WORLD_RANK", "2"}, {"OMPI_COMM_WORLD_SIZE", "4"}});
  ASSERT_TRUE(FindRankPlace({{}, {}, "node7:1234"}, 4, &place_).ok());
  EXPECT_EQ(place_->said_by, "mpirun");
  EXPECT_EQ(place_->rank, 2u);
}

TEST_F(RankPlaces, OneProcessHasAllRanks) {
  Set({{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "1"}});
  ASSERT_TRUE(FindRankPlace({}, 4, &place_).ok());
  EXPECT_FALSE(place_);
  EXPECT_THAT(FindRankPlace({{}, {}, "a:1"}, 4, &place_).message(), HasSubstr("--meet is of one of several processes"));
}

TEST_F(RankPlaces, WhatCannotBeIsRefused) {
  EXPECT_THAT(FindRankPlace({4, {}, "a:1"}, 4, &place_).message(), HasSubstr("rank 4 by --rank, expected less than 4"));
  EXPECT_THAT(FindRankPlace({0, {}, "a"}, 4, &place_).message(), HasSubstr("expected HOST:PORT"));
  Set({{"RANK", "x"}, {"WORLD_SIZE", "4"}});
  EXPECT_THAT(FindRankPlace({}, 4, &place_).message(), HasSubstr("RANK is 'x', expected a whole number"));
}

}  // namespace
}  // namespace fsdp_rt::runner
