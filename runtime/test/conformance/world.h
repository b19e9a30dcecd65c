// world.h - what a backend provides to run the conformance tests on it
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A backend's test executable links the conformance tests and defines MakeWorld.

#ifndef FSDP_RT_TEST_CONFORMANCE_WORLD_H_
#define FSDP_RT_TEST_CONFORMANCE_WORLD_H_

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "example_plan.h"
#include "fsdp_rt/fsdp_rt.h"

namespace fsdp_rt::testing {

class World {
 public:
  virtual ~World() = default;
  virtual fsdp_rt_comm* comm(uint32_t rank) = 0;
  // Null: the CPU. Ranks of several worlds may use devices of one of them.
  virtual fsdp_rt_device* device(uint32_t) { return nullptr; }
  // After OnEachRank: what each rank wrote of `by_rank`, `bytes` each. Of ranks that are processes every process calls
  // it.
  virtual void Collect(void* by_rank, size_t bytes) {}
};

// Whether sessions of this backend have devices with streams, and run entries as graphs on request.
extern const bool kWorldHasStreams;
// What the sessions run: the example's kernels for this backend's device.
ExamplePlan MakeExample(uint32_t replicas, uint32_t shards, int64_t rows);

std::unique_ptr<World> MakeWorld(uint32_t replicas, uint32_t shards, uint64_t deadline_ms);

// Where each rank is a process: which one this is, perhaps more than a world has. Its `comm` and `device` are then
// those of any rank that a test asks for.
inline std::optional<uint32_t> process_rank;

// Runs body(rank) on a thread per rank and joins them; of ranks that are processes this one's alone.
inline void OnEachRank(uint32_t ranks, const std::function<void(uint32_t)>& body) {
  if (process_rank) {
    if (*process_rank < ranks) body(*process_rank);
    return;
  }
  std::vector<std::thread> threads;
  for (uint32_t rank = 0; rank < ranks; ++rank) threads.emplace_back(body, rank);
  for (std::thread& thread : threads) thread.join();
}

// Every axis that `ranks` ranks have.
inline std::vector<uint32_t> AxesOf(uint32_t ranks) {
  std::vector<uint32_t> axes = {FSDP_RT_AXIS(1, 1)};
  for (uint32_t stride = 1; stride <= ranks; ++stride)
    for (uint32_t size = 2; stride * size <= ranks; ++size)
      if (ranks % (stride * size) == 0) axes.push_back(FSDP_RT_AXIS(stride, size));
  return axes;
}

// The ranks of the axis that `rank` is in, in rank order: as far as possible by other means than the runtime's.
inline std::vector<uint32_t> MembersOf(uint32_t axis, uint32_t rank) {
  const uint32_t stride = axis >> 16, size = axis & 0xffff;
  std::vector<uint32_t> members;
  for (uint32_t other = rank / (stride * size) * stride * size; members.size() < size; ++other)
    if (other % stride == rank % stride) members.push_back(other);
  return members;
}
inline uint32_t RankOf(uint32_t axis, uint32_t rank, uint32_t member) { return MembersOf(axis, rank)[member]; }

}  // namespace fsdp_rt::testing

#endif  // FSDP_RT_TEST_CONFORMANCE_WORLD_H_
