// checks_test.cpp - every fault that the interpreter is there to find, planted
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include <gmock/gmock.h>

#include <algorithm>

#include "test_support.h"

namespace fsdp_ptx::testing {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;

class Checks : public ::testing::Test {
 protected:
  // A kernel over out[64] (%q0) and in[64] (%q1) with shared memory `buffer`, %l1 and %l2 the thread's elements of
  // them.
  Status RunBody(const std::string& body, const Launch& launch = {{}, {64, 1, 1}, 0}, const RunOptions& options = {}) {
    const std::string text = KernelText(2,
                                        "mad.wide.u32 %l1, %t, 4, %q0; mad.wide.u32 %l2, %t, 4, %q1; mov.b32 %r9, "
                                        "buffer; mad.lo.s32 %r9, %t, 4, %r9;\n" +
                                            body,
                                        ".shared .align 16 .b8 buffer[512];\n");
    return RunKernel(text, launch, {out_, in_}, &memory_, options);
  }
  TestMemory memory_;
  uint32_t* out_ = memory_.AddUnwritten<uint32_t>(64);
  uint32_t* in_ = memory_.Add(std::vector<uint32_t>(64, 1), true, false);
};

TEST_F(Checks, AcceptsACopy) {
  EXPECT_EQ(RunBody("ld.global.b32 %r1, [%l2]; st.global.b32 [%l1], %r1;").message(), "");
}

TEST_F(Checks, OutOfBounds) {
  const Status status = RunBody("ld.global.b32 %r1, [%l2+4];");
  EXPECT_EQ(status.code(), Code::kOutOfBounds);
  EXPECT_THAT(status.message(),
              AllOf(HasSubstr("kernel 'k', line 10"), HasSubstr("'ld.global.b32 %r1, [%l2+4]'"),
                    HasSubstr("block (0, 0, 0), thread (63, 0, 0)"), HasSubstr("not a buffer of the test")));
  EXPECT_EQ(status.fault().line, 10u);
  EXPECT_EQ(status.fault().thread, (Dim3{63, 0, 0}));
  EXPECT_EQ(status.fault().address, reinterpret_cast<uint64_t>(in_ + 64));
}

TEST_F(Checks, AVectorThatEndsOutside) {
  EXPECT_EQ(RunBody("add.s64 %l3, %q1, 248; ld.global.v2.b32 {%r1, %r2}, [%l3];").message(), "");
  EXPECT_EQ(RunBody("ld.global.b64 %l3, [%q1+256];").code(), Code::kOutOfBounds);
}

TEST_F(Checks, WriteToReadOnlyMemory) {
  EXPECT_THAT(RunBody("st.global.b32 [%l2], 1;").message(), HasSubstr("read-only"));
}

TEST_F(Checks, Misaligned) {
  EXPECT_EQ(RunBody("ld.global.b32 %r1, [%q1+2];").code(), Code::kMisaligned);
  EXPECT_EQ(RunBody("ld.global.v4.b32 {%r1, %r2, %r3, %r4}, [%q1+8];").code(), Code::kMisaligned);
  EXPECT_EQ(RunBody("ld.global.v2.b64 {%l5, %l6}, [%q1+8];").code(), Code::kMisaligned);
}

TEST_F(Checks, UninitialisedRegister) {
  const Status status = RunBody("setp.lt.u32 %p1, %t, 9; @%p1 mov.b32 %r1, 1; add.s32 %r2, %r1, 1;");
  EXPECT_EQ(status.code(), Code::kUninitialized);
  EXPECT_EQ(status.fault().thread, (Dim3{9, 0, 0}));
  EXPECT_EQ(RunBody("@%p1 mov.b32 %r1, 1;").code(), Code::kUninitialized);
  // A mov of nothing is no use of it; what follows is.
  EXPECT_EQ(RunBody("mov.b32 %r2, %r1;").message(), "");
  EXPECT_EQ(RunBody("mov.b32 %r2, %r1; add.s32 %r2, %r2, 1;").code(), Code::kUninitialized);
  RunOptions options;
  options.check_uninitialized = false;
  EXPECT_EQ(RunBody("add.s32 %r2, %r1, 1;", {{}, {64, 1, 1}, 0}, options).message(), "");
}

TEST_F(Checks, UninitialisedMemory) {
  EXPECT_THAT(RunBody("ld.global.b32 %r1, [%l1];").message(), HasSubstr("reads global memory"));
  EXPECT_THAT(RunBody("ld.shared.b32 %r1, [%r9];").message(), HasSubstr("reads shared memory"));
  EXPECT_THAT(
      RunBody(".local .align 8 .b8 depot[8]; mov.b64 %l3, depot; st.local.b32 [%l3], 1; ld.local.b64 %l4, [%l3];")
          .message(),
      HasSubstr("reads local memory"));
}

TEST_F(Checks, SharedMemoryIsNewInEveryBlock) {
  const std::string body =
      "mov.u32 %r1, %ctaid.x; setp.ne.b32 %p1, %r1, 0; @%p1 bra $read; st.shared.b32 [%r9], 1; bra $end;\n"
      "$read: ld.shared.b32 %r2, [%r9];\n$end:";
  const Status status = RunBody(body, {{2, 1, 1}, {64, 1, 1}, 0});
  EXPECT_EQ(status.code(), Code::kUninitialized);
  EXPECT_EQ(status.fault().block, (Dim3{1, 0, 0}));
}

TEST_F(Checks, SharedMemoryBounds) {
  EXPECT_EQ(RunBody("st.shared.b32 [%r9+512], 1;").code(), Code::kOutOfBounds);
  EXPECT_EQ(RunBody("mov.b32 %r9, 0; st.shared.b32 [%r9], 1;").code(), Code::kOutOfBounds);
}

TEST_F(Checks, TwoThreadsWriteOneByte) {
  const Status status = RunBody("shr.u32 %r1, %t, 1; mad.wide.u32 %l3, %r1, 4, %q0; st.global.b32 [%l3], %t;");
  EXPECT_EQ(status.code(), Code::kConflict);
  EXPECT_THAT(status.message(), AllOf(HasSubstr("writes what thread 0 of block (0, 0, 0) wrote in global memory"),
                                      HasSubstr("thread (1, 0, 0)")));
  EXPECT_EQ(RunBody("st.shared.b8 [%r9], %r9; st.shared.b8 [%r9+4], %r9;").code(), Code::kConflict);
  RunOptions options;
  options.check_conflicts = false;
  EXPECT_EQ(RunBody("st.global.b32 [%q0], %t;", {{}, {64, 1, 1}, 0}, options).message(), "");
}

TEST_F(Checks, AReadWithoutABarrier) {
  const std::string write = "st.shared.b32 [%r9], %t; ", read = "xor.b32 %r1, %r9, 128; ld.shared.b32 %r2, [%r1]; ";
  EXPECT_EQ(RunBody(write + read).code(), Code::kConflict);
  EXPECT_EQ(RunBody(write + "bar.sync 0; " + read).message(), "");
  // And the other way round: a write that does not wait for the readers.
  EXPECT_EQ(RunBody(write + "bar.sync 0; " + read + write).code(), Code::kConflict);
  EXPECT_EQ(RunBody(write + "bar.sync 0; " + read + "bar.sync 0; " + write).message(), "");
}

TEST_F(Checks, WarpBarriersOrderAWarp) {
  const std::string write = "st.shared.b32 [%r9], %t; ";
  EXPECT_EQ(RunBody(write + "bar.warp.sync -1; xor.b32 %r1, %r9, 4; ld.shared.b32 %r2, [%r1];").message(), "");
  EXPECT_EQ(RunBody(write + "bar.warp.sync -1; xor.b32 %r1, %r9, 128; ld.shared.b32 %r2, [%r1];").code(),
            Code::kConflict);
}

TEST_F(Checks, ConflictsAcrossBlocks) {
  const Launch two = {{2, 1, 1}, {64, 1, 1}, 0};
  const Status status = RunBody("st.global.b32 [%l1], %t;", two);
  EXPECT_EQ(status.code(), Code::kConflict);
  EXPECT_THAT(status.message(),
              HasSubstr("block (1, 0, 0), thread (0, 0, 0): writes what thread 0 of block (0, 0, 0) wrote"));
  // Block 0 writes what block 1 reads, in either order of the blocks.
  const std::string exchange =
      "mov.u32 %r1, %ctaid.x; setp.ne.b32 %p1, %r1, 0; @%p1 bra $read; st.global.b32 [%l1], %t; bra $end;\n"
      "$read: ld.global.b32 %r2, [%l1];\n$end:";
  std::fill(out_, out_ + 64, 0);
  for (uint64_t seed = 0; seed < 8; ++seed) {
    RunOptions options;
    options.seed = seed;
    EXPECT_EQ(RunBody(exchange, two, options).code(), Code::kConflict) << seed;
  }
}

TEST_F(Checks, AtomicsDoNotConflictWithEachOtherOnly) {
  const Launch two = {{2, 1, 1}, {64, 1, 1}, 0};
  ASSERT_EQ(RunBody("st.global.b32 [%l1], 0;").message(), "");
  EXPECT_EQ(RunBody("red.global.add.u32 [%q0], 1; ld.relaxed.gpu.global.b32 %r1, [%q0];", two).message(), "");
  EXPECT_EQ(RunBody("red.global.add.u32 [%q0], 1; ld.global.b32 %r1, [%q0];", two).code(), Code::kConflict);
  EXPECT_EQ(RunBody("setp.eq.u32 %p1, %t, 0; @%p1 st.global.b32 [%q0], 1; red.global.add.u32 [%q0], 1;").code(),
            Code::kConflict);
}

TEST_F(Checks, ABarrierThatNotAllReach) {
  const Status status =
      RunBody("setp.lt.u32 %p1, %t, 10; @%p1 bra $other; bar.sync 0; bra $end;\n$other: bar.sync 1;\n$end:");
  EXPECT_EQ(status.code(), Code::kDeadlock);
  EXPECT_THAT(status.message(), AllOf(HasSubstr("54 threads (the first is 10) wait for barrier 0"),
                                      HasSubstr("10 threads (the first is 0) wait for barrier 1")));
  EXPECT_THAT(
      RunBody("setp.lt.u32 %p1, %t, 10; @%p1 bra $other; bar.sync 0; bra $end;\n$other: bar.sync 0;\n$end:").message(),
      HasSubstr("threads of one warp wait for barrier 0 at different instructions"));
  EXPECT_EQ(
      RunBody("setp.lt.u32 %p1, %t, 32; @%p1 bra $other; bar.sync 0; bra $end;\n$other: bar.sync 0;\n$end:").message(),
      "");
}

TEST_F(Checks, ARunawayEnds) {
  RunOptions options;
  options.instruction_budget = 100000;
  EXPECT_EQ(RunBody("$loop: bra $loop;", {{}, {64, 1, 1}, 0}, options).code(), Code::kBudget);
  std::atomic<bool> cancel = true;
  options.cancel = &cancel;
  EXPECT_EQ(RunBody("$loop: bra $loop;", {{}, {64, 1, 1}, 0}, options).code(), Code::kCancelled);
}

// Waits in a loop for what a thread further down in the text will write.
TEST_F(Checks, AWaitForAnotherThreadEnds) {
  const std::string body =
      "setp.eq.u32 %p1, %t, 5; setp.ne.u32 %p3, %t, 0; @%p3 bra $joined;\nst.volatile.shared.b32 [buffer], 0;\n"
      "$joined: bar.sync 0; @%p1 bra $writer;\n$wait: ld.volatile.shared.b32 %r2, [buffer]; setp.eq.u32 %p2, %r2, 0;"
      "@%p2 bra $wait; bra $end;\n$writer: st.volatile.shared.b32 [buffer], 1;\n$end:";
  EXPECT_EQ(RunBody(body).message(), "");
}

TEST_F(Checks, LaunchArguments) {
  Module module = ParseOrDie(KernelText(1, ""));
  const Kernel* kernel = module.Find("k");
  ASSERT_NE(kernel, nullptr);
  EXPECT_THAT(::fsdp_ptx::Run(*kernel, {}, nullptr, &memory_, {}).message(),
              HasSubstr("parameter 0 ('k_param_0') is missing"));
  const void* none[] = {nullptr};
  EXPECT_EQ(::fsdp_ptx::Run(*kernel, {}, none, &memory_, {}).code(), Code::kInvalidArgument);
  const void* params[] = {&out_};
  EXPECT_EQ(::fsdp_ptx::Run(*kernel, {{}, {1025, 1, 1}, 0}, params, &memory_, {}).code(), Code::kInvalidArgument);
  EXPECT_EQ(::fsdp_ptx::Run(*kernel, {{0, 1, 1}, {1, 1, 1}, 0}, params, &memory_, {}).code(), Code::kInvalidArgument);
  EXPECT_EQ(module.Find("nothing"), nullptr);
}

TEST_F(Checks, RequiredBlock) {
  Module module = ParseOrDie(
      Header() + ".visible .entry k()\n.reqntid 64, 2\n{ ret; }\n.visible .entry m()\n.maxntid 64, 1, 1\n{ ret; }\n");
  EXPECT_EQ(::fsdp_ptx::Run(*module.Find("k"), {{}, {64, 1, 1}, 0}, nullptr, nullptr, {}).code(),
            Code::kInvalidArgument);
  EXPECT_EQ(::fsdp_ptx::Run(*module.Find("k"), {{}, {64, 2, 1}, 0}, nullptr, nullptr, {}).message(), "");
  EXPECT_EQ(::fsdp_ptx::Run(*module.Find("m"), {{}, {65, 1, 1}, 0}, nullptr, nullptr, {}).code(),
            Code::kInvalidArgument);
}

}  // namespace
}  // namespace fsdp_ptx::testing
