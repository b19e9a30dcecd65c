// control_test.cpp - divergence, calls, barriers, warp operations and atomics
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gmock/gmock.h>

#include <numeric>

#include "test_support.h"

namespace fsdp_ptx::testing {
namespace {

using ::testing::HasSubstr;

// Each thread stores %r0 at out[its index].
std::vector<uint32_t> RunThreads(const std::string& body, uint32_t threads, const std::string& before = "") {
  TestMemory memory;
  uint32_t* out = memory.AddUnwritten<uint32_t>(threads);
  const std::string text = KernelText(1, body + "\nmad.wide.u32 %l0, %t, 4, %q0; st.global.b32 [%l0], %r0;", before);
  const Status status = RunKernel(text, {{}, {threads, 1, 1}, 0}, {out}, &memory);
  EXPECT_TRUE(status.ok()) << status.message();
  return std::vector<uint32_t>(out, out + threads);
}

template <typename F>
std::vector<uint32_t> PerThread(uint32_t threads, F f) {
  std::vector<uint32_t> values(threads);
  for (uint32_t t = 0; t < threads; ++t) values[t] = static_cast<uint32_t>(f(t));
  return values;
}

TEST(Control, LoopsWithDifferentTripCounts) {
  EXPECT_EQ(RunThreads("mov.b32 %r0, 0; mov.b32 %r1, 0;\n$loop: add.s32 %r0, %r0, %r1; add.s32 %r1, %r1, 1;"
                       "setp.le.u32 %p1, %r1, %t; @%p1 bra $loop;",
                       100),
            PerThread(100, [](uint32_t t) { return t * (t + 1) / 2; }));
}

// Two entries into one loop: no branch of it dominates the other.
TEST(Control, IrreducibleControlFlow) {
  const auto wanted = PerThread(64, [](uint32_t t) {
    uint32_t r = 0, n = 0;
    bool second = t & 1;
    while (true) {
      if (!second) r += 3;
      second = false;
      r = r * 2 + 1;
      if (++n > (t & 3)) return r;
    }
  });
  EXPECT_EQ(
      RunThreads("mov.b32 %r0, 0; mov.b32 %r1, 0; and.b32 %r2, %t, 1; and.b32 %r3, %t, 3; setp.ne.b32 %p1, %r2, 0;\n"
                 "@%p1 bra $second;\n$first: add.s32 %r0, %r0, 3;\n$second: mad.lo.s32 %r0, %r0, 2, 1;"
                 "add.s32 %r1, %r1, 1; setp.le.u32 %p2, %r1, %r3; @%p2 bra $first;",
                 64),
      wanted);
}

TEST(Control, BranchTablesAndPredicates) {
  EXPECT_EQ(
      RunThreads("and.b32 %r1, %t, 3;\n$table: .branchtargets $a, $b, $c, $b;\nbrx.idx %r1, $table;\n"
                 "$a: mov.b32 %r0, 10; bra.uni $done;\n$b: mov.b32 %r0, 20; bra.uni $done;\n$c: mov.b32 %r0, 30;\n"
                 "$done: setp.eq.u32 %p1, %r1, 3; @!%p1 add.s32 %r0, %r0, 1;",
                 40),
      PerThread(40, [](uint32_t t) { return std::vector<uint32_t>{11, 21, 31, 20}[t & 3]; }));
}

TEST(Control, CallsFromDivergentPlacesReturnToTheirOwn) {
  const std::string callee =
      ".func (.param .b32 result) twice(.param .b32 twice_param_0, .param .align 8 .b8 twice_param_1[16])\n{\n"
      ".reg .b32 %r<4>; .reg .pred %p<2>;\nld.param.b32 %r1, [twice_param_0]; ld.param.b32 %r2, [twice_param_1+8];\n"
      "setp.gt.u32 %p1, %r1, 50; @%p1 bra $big; mad.lo.s32 %r1, %r1, 2, %r2; st.param.b32 [result], %r1; ret;\n"
      "$big: st.param.b32 [result], %r2; ret;\n}\n";
  const auto call = [](const std::string& in, const std::string& add) {
    return "{ .param .b32 p0; .param .align 8 .b8 p1[16]; .param .b32 r0; st.param.b32 [p0], " + in +
           "; st.param.b32 [p1+8], " + add + "; call.uni (r0), twice, (p0, p1); ld.param.b32 %r0, [r0]; }\n";
  };
  EXPECT_EQ(RunThreads("and.b32 %r1, %t, 1; setp.ne.b32 %p1, %r1, 0; @%p1 bra $odd;\n" + call("%t", "7") +
                           "bra $end;\n$odd:" + call("%t", "100") + call("%r0", "5") + "$end:",
                       80, callee),
            PerThread(80, [](uint32_t t) {
              const auto twice = [](uint32_t x, uint32_t y) { return x > 50 ? y : 2 * x + y; };
              return t & 1 ? twice(twice(t, 100), 5) : twice(t, 7);
            }));
}

TEST(Control, BarriersLetExitedThreadsGo) {
  // Threads from 50 on leave; the others sum what their neighbours wrote before the barrier.
  const std::string text =
      KernelText(1,
                 "setp.ge.u32 %p1, %t, 50; @%p1 bra $end; mov.b32 %r1, buffer; mad.lo.s32 %r2, %t, 4, %r1; "
                 "st.shared.b32 [%r2], %t;\n"
                 "bar.sync 0; xor.b32 %r3, %t, 1; mad.lo.s32 %r2, %r3, 4, %r1; ld.shared.b32 %r4, [%r2];\n"
                 "mad.wide.u32 %l0, %t, 4, %q0; st.global.b32 [%l0], %r4;\n$end:",
                 ".shared .align 4 .b8 buffer[400];\n");
  TestMemory memory;
  uint32_t* out = memory.AddUnwritten<uint32_t>(64);
  const Status status = RunKernel(text, {{}, {64, 1, 1}, 0}, {out}, &memory);
  ASSERT_TRUE(status.ok()) << status.message();
  for (uint32_t t = 0; t < 50; ++t) EXPECT_EQ(out[t], t ^ 1);
}

TEST(Control, DynamicSharedMemoryAndGenericAddresses) {
  const std::string text = KernelText(1,
                                      "mov.b64 %l1, pool; cvta.shared.u64 %l2, %l1; mad.wide.u32 %l3, %t, 4, %l2;"
                                      "st.b32 [%l3+16], %t; mad.wide.u32 %l4, %t, 4, %l1; ld.shared.b32 %r0, [%l4+16];"
                                      "cvta.to.shared.u64 %l5, %l3; ld.shared.b32 %r1, [%l5+16]; add.s32 %r0, %r0, %r1;"
                                      "mad.wide.u32 %l0, %t, 4, %q0; st.b32 [%l0], %r0;",
                                      ".extern .shared .align 16 .b8 pool[];\n.shared .align 4 .b8 fixed[20];\n");
  TestMemory memory;
  uint32_t* out = memory.AddUnwritten<uint32_t>(32);
  ASSERT_TRUE(RunKernel(text, {{}, {32, 1, 1}, 144}, {out}, &memory).ok());
  for (uint32_t t = 0; t < 32; ++t) EXPECT_EQ(out[t], 2 * t);
  EXPECT_EQ(RunKernel(text, {{}, {32, 1, 1}, 140}, {out}, &memory).code(), Code::kOutOfBounds);
}

TEST(Control, LocalMemoryBelongsToTheThread) {
  EXPECT_EQ(
      RunThreads(".local .align 4 .b8 depot[16]; .reg .b64 %SP, %SPL; mov.b64 %SPL, depot; cvta.local.u64 %SP, %SPL;"
                 "add.u64 %l1, %SP, 8; st.b32 [%l1], %t; ld.local.b32 %r0, [%SPL+8];",
                 70),
      PerThread(70, [](uint32_t t) { return t; }));
}

TEST(Warp, Shuffles) {
  const auto shuffle = [](const std::string& op) { return RunThreads("shfl.sync." + op + ", -1;", 64); };
  EXPECT_EQ(shuffle("down.b32 %r0, %t, 4, 31"), PerThread(64, [](uint32_t t) { return t % 32 + 4 < 32 ? t + 4 : t; }));
  EXPECT_EQ(shuffle("up.b32 %r0, %t, 3, 0"), PerThread(64, [](uint32_t t) { return t % 32 >= 3 ? t - 3 : t; }));
  EXPECT_EQ(shuffle("bfly.b32 %r0, %t, 5, 31"), PerThread(64, [](uint32_t t) { return t ^ 5; }));
  EXPECT_EQ(shuffle("idx.b32 %r0, %t, 7, 31"), PerThread(64, [](uint32_t t) { return t / 32 * 32 + 7; }));
  // Segments of 8 lanes: mask 24 in bits 8 to 12.
  EXPECT_EQ(shuffle("down.b32 %r0, %t, 6, 6175"), PerThread(64, [](uint32_t t) { return t % 8 + 6 < 8 ? t + 6 : t; }));
  EXPECT_EQ(RunThreads("shfl.sync.down.b32 %r1|%p1, %t, 4, 31, -1; selp.b32 %r0, 1, 0, %p1;", 32),
            PerThread(32, [](uint32_t t) { return t + 4 < 32; }));
}

TEST(Warp, ReductionsAndVotes) {
  EXPECT_EQ(RunThreads("redux.sync.add.u32 %r0, %t, -1;", 64),
            PerThread(64, [](uint32_t t) { return t < 32 ? 496 : 1520; }));
  EXPECT_EQ(RunThreads("sub.s32 %r1, 3, %t; redux.sync.min.s32 %r0, %r1, -1;", 32),
            PerThread(32, [](uint32_t) { return -28; }));
  EXPECT_EQ(RunThreads("setp.lt.u32 %p1, %t, 5; vote.sync.ballot.b32 %r0, %p1, -1;", 32),
            PerThread(32, [](uint32_t) { return 31; }));
  EXPECT_EQ(RunThreads("setp.lt.u32 %p1, %t, 40; vote.sync.all.pred %p2, %p1, -1; selp.b32 %r0, 1, 0, %p2;", 64),
            PerThread(64, [](uint32_t t) { return t < 32; }));
  EXPECT_EQ(
      RunThreads(
          "setp.lt.u32 %p1, %t, 8; @%p1 bra $low; activemask.b32 %r0; bra $end;\n$low: activemask.b32 %r0;\n$end:", 32),
      PerThread(32, [](uint32_t t) { return t < 8 ? 0xffu : 0xffffff00u; }));
}

TEST(Predicate, LiteralsAreTrueWhereTheyAreNotZero) {
  EXPECT_EQ(RunThreads("mov.pred %p1, -1; mov.pred %p2, 0; selp.b32 %r1, 1, 0, %p1; selp.b32 %r2, 2, 0, %p2;\n"
                       "add.s32 %r0, %r1, %r2;",
                       32),
            PerThread(32, [](uint32_t) { return 1; }));
}

// The odd lanes reach the reduction by a detour at a higher place in the text.
TEST(Warp, OperationsWaitForTheirMembers) {
  EXPECT_EQ(RunThreads("and.b32 %r1, %t, 1; setp.ne.b32 %p1, %r1, 0; mov.b32 %r2, %t; @%p1 bra $detour;\n"
                       "$join: redux.sync.add.u32 %r0, %r2, -1; bra $end;\n"
                       "$detour: add.s32 %r2, %r2, 100; bra $join;\n$end:",
                       32),
            PerThread(32, [](uint32_t) { return 496 + 1600; }));
}

TEST(Warp, AMissingMemberIsADeadlock) {
  TestMemory memory;
  const Status status =
      RunKernel(KernelText(0,
                           "setp.eq.u32 %p1, %t, 3; @%p1 bra $other;\nredux.sync.add.u32 %r0, %t, -1; bra $end;\n"
                           "$other: redux.sync.add.u32 %r0, %t, -1;\n$end:"),
                {{}, {32, 1, 1}, 0}, {}, &memory);
  EXPECT_EQ(status.code(), Code::kDeadlock) << status.message();
  EXPECT_THAT(status.message(), HasSubstr("wait for lanes of their warp"));
}

TEST(Atomics, EveryUpdate) {
  const auto run = [](const std::string& op, uint32_t before) {
    TestMemory memory;
    uint32_t* word = memory.Add(std::vector<uint32_t>{before});
    const Status status = RunKernel(KernelText(1, op), {{2, 1, 1}, {32, 1, 1}, 0}, {word}, &memory);
    EXPECT_TRUE(status.ok()) << status.message();
    return *word;
  };
  EXPECT_EQ(run("atom.global.add.u32 %r0, [%q0], %t;", 5), 5u + 2 * 496);
  EXPECT_EQ(run("red.relaxed.gpu.global.max.s32 [%q0], %t;", 0xffffff00), 31u);
  EXPECT_EQ(run("atom.global.min.u32 %r0, [%q0], %t;", 9), 0u);
  EXPECT_EQ(run("red.global.or.b32 [%q0], %t;", 0), 31u);
  EXPECT_EQ(run("red.global.xor.b32 [%q0], 1;", 3), 3u);
  EXPECT_EQ(run("atom.global.inc.u32 %r0, [%q0], 10;", 0), 64u % 11);
  EXPECT_EQ(run("atom.global.add.f32 %r0, [%q0], 0f3F000000;", 0), 0x42000000u);
  EXPECT_EQ(run("atom.acq_rel.sys.global.cas.b32 %r0, [%q0], 7, 8;", 7), 8u);
  EXPECT_EQ(run("atom.global.add.noftz.f16x2 %r0, [%q0], 1006632960;", 0), 0x54000000u);
}

TEST(Control, BlocksInAnyOrderGiveTheirIndices) {
  const std::string text =
      KernelText(1,
                 "mov.u32 %r1, %ctaid.x; mov.u32 %r2, %ctaid.y; mov.u32 %r3, %nctaid.x; mov.u32 %r4, %tid.y;"
                 "mov.u32 %r5, %ntid.x; mad.lo.s32 %r6, %r2, %r3, %r1; mad.lo.s32 %r7, %r4, %r5, %t;"
                 "mad.lo.s32 %r8, %r6, 12, %r7; mad.wide.u32 %l0, %r8, 4, %q0; st.global.b32 [%l0], %r8;");
  for (uint64_t seed : {0, 1, 2}) {
    TestMemory memory;
    uint32_t* out = memory.AddUnwritten<uint32_t>(72);
    RunOptions options;
    options.seed = seed;
    options.record_ranges = true;
    RunReport report;
    ASSERT_TRUE(RunKernel(text, {{3, 2, 1}, {4, 3, 1}, 0}, {out}, &memory, options, &report).ok());
    for (uint32_t k = 0; k < 72; ++k) EXPECT_EQ(out[k], k);
    ASSERT_EQ(report.written.size(), 1u);
    EXPECT_EQ(report.written[0].end - report.written[0].begin, 288u);
    EXPECT_TRUE(report.read.empty());
    EXPECT_EQ(report.thread_instructions, 72u * 13);
  }
}

}  // namespace
}  // namespace fsdp_ptx::testing
