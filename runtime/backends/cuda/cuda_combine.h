// cuda_combine.h - the one kernel that the backend brings itself: adding up what ranks sent
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RT_BACKENDS_CUDA_CUDA_COMBINE_H_
#define FSDP_RT_BACKENDS_CUDA_CUDA_COMBINE_H_

namespace fsdp_rt {

inline constexpr char kCombineKernel[] = "fsdp_rt_combine";
inline constexpr unsigned kCombineThreads = 256;
inline constexpr unsigned kCombineMostBlocks = 1024;

// dest[i] = scale * (dest[i] op source[i]) for i < count; op 0: sum, else maximum, where a NaN
// of either side stays. Each addition and product rounds by itself, as on the CPU.
inline constexpr char kCombinePtx[] = R"(
.version 7.0
.target sm_80
.address_size 64

.visible .entry fsdp_rt_combine(
  .param .u64 dest, .param .u64 source, .param .u64 count, .param .u32 op, .param .f32 scale)
{
  .reg .pred %p<6>;
  .reg .b32 %r<6>;
  .reg .f32 %f<6>;
  .reg .b64 %rd<12>;
  ld.param.u64 %rd1, [dest];
  ld.param.u64 %rd2, [source];
  ld.param.u64 %rd3, [count];
  ld.param.u32 %r1, [op];
  ld.param.f32 %f1, [scale];
  cvta.to.global.u64 %rd4, %rd1;
  cvta.to.global.u64 %rd5, %rd2;
  mov.u32 %r2, %ctaid.x;
  mov.u32 %r3, %ntid.x;
  mov.u32 %r4, %tid.x;
  mul.wide.u32 %rd6, %r2, %r3;
  cvt.u64.u32 %rd7, %r4;
  add.s64 %rd6, %rd6, %rd7;
  mov.u32 %r5, %nctaid.x;
  mul.wide.u32 %rd8, %r5, %r3;
  setp.ne.s32 %p1, %r1, 0;
NEXT:
  setp.ge.u64 %p2, %rd6, %rd3;
  @%p2 bra DONE;
  shl.b64 %rd9, %rd6, 2;
  add.s64 %rd10, %rd4, %rd9;
  add.s64 %rd11, %rd5, %rd9;
  ld.global.f32 %f2, [%rd10];
  ld.global.f32 %f3, [%rd11];
  add.rn.f32 %f4, %f2, %f3;
  setp.gt.f32 %p3, %f3, %f2;
  setp.nan.f32 %p4, %f3, %f3;
  or.pred %p3, %p3, %p4;
  selp.f32 %f5, %f3, %f2, %p3;
  selp.f32 %f4, %f5, %f4, %p1;
  mul.rn.f32 %f4, %f4, %f1;
  st.global.f32 [%rd10], %f4;
  add.s64 %rd6, %rd6, %rd8;
  bra NEXT;
DONE:
  ret;
}
)";

}  // namespace fsdp_rt

#endif  // FSDP_RT_BACKENDS_CUDA_CUDA_COMBINE_H_
