// test_kernels.h - kernels of the doubles' tests, as PTX
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

#ifndef FSDP_RUNTIME_TEST_CUDA_DOUBLE_TEST_KERNELS_H_
#define FSDP_RUNTIME_TEST_CUDA_DOUBLE_TEST_KERNELS_H_

namespace fsdp_rt::testing {

// pack(source f32*, slot bf16*, count u32): slot[i] = bf16(source[i]), i < count.
// unpack(gathered bf16*, full f32*, count u32, stride u32): full[r * count + i] = gathered[r * stride + i];
//   blockIdx.y is r.
// unpack_peers(table bf16**, full f32*, count u32): the same, from one address per rank.
inline constexpr char kKernels[] = R"(
.version 7.0
.target sm_80
.address_size 64

.visible .entry pack(.param .u64 pack_source, .param .u64 pack_slot, .param .u32 pack_count)
{
  .reg .pred %p<2>;
  .reg .b16 %h<2>;
  .reg .b32 %r<6>;
  .reg .f32 %f<2>;
  .reg .b64 %rd<8>;
  ld.param.u64 %rd1, [pack_source];
  ld.param.u64 %rd2, [pack_slot];
  ld.param.u32 %r1, [pack_count];
  mov.u32 %r2, %ctaid.x;
  mov.u32 %r3, %ntid.x;
  mov.u32 %r4, %tid.x;
  mad.lo.s32 %r5, %r2, %r3, %r4;
  setp.ge.u32 %p1, %r5, %r1;
  @%p1 bra DONE;
  mul.wide.u32 %rd3, %r5, 4;
  add.s64 %rd4, %rd1, %rd3;
  ld.global.f32 %f1, [%rd4];
  cvt.rn.bf16.f32 %h1, %f1;
  mul.wide.u32 %rd5, %r5, 2;
  add.s64 %rd6, %rd2, %rd5;
  st.global.b16 [%rd6], %h1;
DONE:
  ret;
}

.visible .entry unpack(.param .u64 unpack_gathered, .param .u64 unpack_full, .param .u32 unpack_count,
                       .param .u32 unpack_stride)
{
  .reg .pred %p<2>;
  .reg .b16 %h<3>;
  .reg .b32 %r<12>;
  .reg .b64 %rd<8>;
  ld.param.u64 %rd1, [unpack_gathered];
  ld.param.u64 %rd2, [unpack_full];
  ld.param.u32 %r1, [unpack_count];
  ld.param.u32 %r2, [unpack_stride];
  mov.u32 %r3, %ctaid.x;
  mov.u32 %r4, %ntid.x;
  mov.u32 %r5, %tid.x;
  mad.lo.s32 %r6, %r3, %r4, %r5;
  setp.ge.u32 %p1, %r6, %r1;
  @%p1 bra DONE;
  mov.u32 %r7, %ctaid.y;
  mad.lo.s32 %r8, %r7, %r2, %r6;
  mul.wide.u32 %rd3, %r8, 2;
  add.s64 %rd4, %rd1, %rd3;
  ld.global.b16 %h1, [%rd4];
  mov.b16 %h2, 0;
  mov.b32 %r9, {%h2, %h1};
  mad.lo.s32 %r10, %r7, %r1, %r6;
  mul.wide.u32 %rd5, %r10, 4;
  add.s64 %rd6, %rd2, %rd5;
  st.global.b32 [%rd6], %r9;
DONE:
  ret;
}

.visible .entry unpack_peers(.param .u64 peers_table, .param .u64 peers_full, .param .u32 peers_count)
{
  .reg .pred %p<2>;
  .reg .b16 %h<3>;
  .reg .b32 %r<12>;
  .reg .b64 %rd<12>;
  ld.param.u64 %rd1, [peers_table];
  ld.param.u64 %rd2, [peers_full];
  ld.param.u32 %r1, [peers_count];
  mov.u32 %r3, %ctaid.x;
  mov.u32 %r4, %ntid.x;
  mov.u32 %r5, %tid.x;
  mad.lo.s32 %r6, %r3, %r4, %r5;
  setp.ge.u32 %p1, %r6, %r1;
  @%p1 bra DONE;
  mov.u32 %r7, %ctaid.y;
  mul.wide.u32 %rd3, %r7, 8;
  add.s64 %rd4, %rd1, %rd3;
  ld.global.u64 %rd5, [%rd4];
  mul.wide.u32 %rd6, %r6, 2;
  add.s64 %rd7, %rd5, %rd6;
  ld.global.b16 %h1, [%rd7];
  mov.b16 %h2, 0;
  mov.b32 %r9, {%h2, %h1};
  mad.lo.s32 %r10, %r7, %r1, %r6;
  mul.wide.u32 %rd8, %r10, 4;
  add.s64 %rd9, %rd2, %rd8;
  st.global.b32 [%rd9], %r9;
DONE:
  ret;
}
)";

}  // namespace fsdp_rt::testing

#endif  // FSDP_RUNTIME_TEST_CUDA_DOUBLE_TEST_KERNELS_H_
