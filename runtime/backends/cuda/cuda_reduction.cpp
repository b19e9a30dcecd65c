// cuda_reduction.cpp - the kernels that the backend brings itself: adding up what ranks sent
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#include "cuda_reduction.h"

#include <bit>
#include <cmath>
#include <iterator>
#include <string_view>

namespace fsdp_rt {
namespace {

constexpr char kHeader[] = R"(
.version 7.0
.target sm_80
.address_size 64
)";

// Of one dtype. $-words stand for what differs: the value so far is in the first register, another rank's in the
// second. The maximum is the other value where that is greater or NaN.
constexpr char kReduce[] = R"(
.visible .entry fsdp_rt_reduce_$NAME(
  .param .u64 dest, .param .u64 first, .param .u64 rest, .param .u32 ranks, .param .u64 count, .param .u32 op,
  .param .b64 scale)
{
  .reg .pred %p<6>;
  .reg .b16 %h<3>;
  .reg .b32 %r<10>;
  .reg .b64 %rd<16>;
  .reg .f32 %f<6>;
  .reg .f64 %fd<6>;
  ld.param.u64 %rd1, [dest];
  ld.param.u64 %rd2, [first];
  ld.param.u64 %rd14, [rest];
  ld.param.u32 %r1, [ranks];
  ld.param.u64 %rd3, [count];
  ld.param.u32 %r2, [op];
  ld.param.b64 %rd4, [scale];
  cvta.to.global.u64 %rd1, %rd1;
  cvta.to.global.u64 %rd2, %rd2;
  cvta.to.global.u64 %rd14, %rd14;
  mov.u32 %r3, %ctaid.x;
  mov.u32 %r4, %ntid.x;
  mov.u32 %r5, %tid.x;
  mul.wide.u32 %rd5, %r3, %r4;
  cvt.u64.u32 %rd6, %r5;
  add.s64 %rd5, %rd5, %rd6;
  mov.u32 %r3, %nctaid.x;
  mul.wide.u32 %rd6, %r3, %r4;
  shl.b64 %rd7, %rd3, $SHIFT;
  setp.ne.s32 %p1, %r2, 0;
NEXT:
  setp.ge.u64 %p2, %rd5, %rd3;
  @%p2 bra DONE;
  shl.b64 %rd8, %rd5, $SHIFT;
  add.s64 %rd9, %rd2, %rd8;
  ld.global.$TYPE $VALUE, [%rd9];
  add.s64 %rd9, %rd14, %rd8;
  mov.u32 %r3, 1;
RANK:
  setp.ge.u32 %p2, %r3, %r1;
  @%p2 bra STORE;
  ld.global.$TYPE $OTHER, [%rd9];
  add.s64 %rd9, %rd9, %rd7;
$COMBINE  add.s32 %r3, %r3, 1;
  bra RANK;
STORE:
$SCALE  add.s64 %rd9, %rd1, %rd8;
  st.global.$TYPE [%rd9], $VALUE;
  add.s64 %rd5, %rd5, %rd6;
  bra NEXT;
DONE:
  ret;
}
)";

struct Reduction {
  fsdp_rt_dtype dtype;
  const char *name, *shift, *type, *value, *other, *combine, *scale;
};

constexpr Reduction kReductions[] = {
    {FSDP_RT_F32, "f32", "2", "f32", "%f1", "%f2",
     "  add.rn.f32 %f3, %f1, %f2;\n"
     "  setp.gt.f32 %p3, %f2, %f1;\n"
     "  setp.nan.f32 %p4, %f2, %f2;\n"
     "  or.pred %p3, %p3, %p4;\n"
     "  selp.f32 %f4, %f2, %f1, %p3;\n"
     "  selp.f32 %f1, %f4, %f3, %p1;\n",
     "  cvt.u32.u64 %r7, %rd4;\n"
     "  mov.b32 %f5, %r7;\n"
     "  mul.rn.f32 %f1, %f1, %f5;\n"},
    {FSDP_RT_F64, "f64", "3", "f64", "%fd1", "%fd2",
     "  add.rn.f64 %fd3, %fd1, %fd2;\n"
     "  setp.gt.f64 %p3, %fd2, %fd1;\n"
     "  setp.nan.f64 %p4, %fd2, %fd2;\n"
     "  or.pred %p3, %p3, %p4;\n"
     "  selp.f64 %fd4, %fd2, %fd1, %p3;\n"
     "  selp.f64 %fd1, %fd4, %fd3, %p1;\n",
     "  mov.b64 %fd5, %rd4;\n"
     "  mul.rn.f64 %fd1, %fd1, %fd5;\n"},
    {FSDP_RT_I64, "i64", "3", "s64", "%rd10", "%rd11",
     "  add.s64 %rd12, %rd10, %rd11;\n"
     "  max.s64 %rd13, %rd10, %rd11;\n"
     "  selp.b64 %rd10, %rd13, %rd12, %p1;\n",
     "  div.s64 %rd10, %rd10, %rd4;\n"},
    {FSDP_RT_I32, "i32", "2", "s32", "%r6", "%r7",
     "  add.s32 %r8, %r6, %r7;\n"
     "  max.s32 %r9, %r6, %r7;\n"
     "  selp.b32 %r6, %r9, %r8, %p1;\n",
     "  cvt.u32.u64 %r7, %rd4;\n"
     "  div.s32 %r6, %r6, %r7;\n"},
    {FSDP_RT_I1, "i1", "0", "u8", "%h1", "%h2", "  or.b16 %h1, %h1, %h2;\n", "  and.b16 %h1, %h1, 1;\n"},
};

std::string TextOf(const Reduction& reduction) {
  const std::pair<std::string_view, std::string_view> words[] = {
      {"$NAME", reduction.name},   {"$SHIFT", reduction.shift}, {"$TYPE", reduction.type},
      {"$VALUE", reduction.value}, {"$OTHER", reduction.other}, {"$COMBINE", reduction.combine},
      {"$SCALE", reduction.scale},
  };
  std::string text = kReduce;
  for (auto [word, meaning] : words)
    for (size_t at = text.find(word); at != std::string::npos; at = text.find(word, at + meaning.size()))
      text.replace(at, word.size(), meaning);
  return text;
}

}  // namespace

std::string ReductionPtx() {
  std::string text = kHeader;
  for (const Reduction& reduction : kReductions) text += TextOf(reduction);
  return text;
}

std::vector<fsdp_rt_kernel_info> ReductionKernels() {
  static const char* const kSymbols[] = {"fsdp_rt_reduce_f32", "fsdp_rt_reduce_f64", "fsdp_rt_reduce_i64",
                                         "fsdp_rt_reduce_i32", "fsdp_rt_reduce_i1"};
  static_assert(std::size(kSymbols) == std::size(kReductions));
  constexpr uint32_t kParameters = 7;
  std::vector<fsdp_rt_kernel_info> kernels;
  for (const char* symbol : kSymbols)
    kernels.push_back({sizeof(fsdp_rt_kernel_info), symbol, kParameters, 0, {}, {}, 0});
  return kernels;
}

int ReductionOf(fsdp_rt_dtype dtype) {
  for (size_t i = 0; i < std::size(kReductions); ++i)
    if (kReductions[i].dtype == dtype) return int(i);
  return -1;
}

uint64_t ReductionScale(fsdp_rt_dtype dtype, double scale) {
  if (dtype == FSDP_RT_F32) return std::bit_cast<uint32_t>(float(scale));
  if (dtype == FSDP_RT_F64) return std::bit_cast<uint64_t>(scale);
  auto divisor = int64_t(scale == 1 ? 1 : std::llround(1 / scale));
  return uint64_t(divisor == 0 ? 1 : divisor);
}

}  // namespace fsdp_rt
