; kernels.ll - what the NVPTX back end makes of calls, stack, tables, constants, divergence and narrow types
; regenerate.sh makes kernels.sm_80.ptx and kernels.sm_100.ptx of it.
target triple = "nvptx64-nvidia-cuda"

@weights = addrspace(4) constant [4 x float] [float 1.0, float 2.0, float 0.5, float -3.0], align 16
@counter = addrspace(1) global [2 x i32] zeroinitializer, align 8
@pool = external addrspace(3) global [0 x float], align 16

; out[i] = weight of (x[i] mod 4, chosen by a table of branches) * i + pool of the neighbour
define internal float @scale(float %a, i64 %b, ptr %slot) noinline {
  %c = sitofp i64 %b to float
  %d = fmul float %a, %c
  store float %d, ptr %slot
  ret float %d
}

define internal <4 x float> @mix(<4 x float> %a, half %h, bfloat %g, i8 %x, i1 %q) noinline {
  %e = fpext half %h to float
  %f = fpext bfloat %g to float
  %s = fadd float %e, %f
  %xx = sitofp i8 %x to float
  %t = select i1 %q, float %s, float %xx
  %r = insertelement <4 x float> %a, float %t, i32 2
  ret <4 x float> %r
}

define ptx_kernel void @calls(ptr addrspace(1) %out, i32 %n, half %h, bfloat %g, i8 %x, <4 x float> %v, i1 %q) #0 {
  %stack = alloca [4 x float]
  %t = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %i = sext i32 %t to i64
  %k = and i32 %n, 3
  %slot = getelementptr float, ptr %stack, i32 %k
  %r = call float @scale(float 1.5, i64 %i, ptr %slot)
  %back = load float, ptr %slot
  %m = call <4 x float> @mix(<4 x float> %v, half %h, bfloat %g, i8 %x, i1 %q)
  %w = insertelement <4 x float> %m, float %back, i32 3
  %p = getelementptr <4 x float>, ptr addrspace(1) %out, i64 %i
  store <4 x float> %w, ptr addrspace(1) %p
  ret void
}

define ptx_kernel void @tables(ptr addrspace(1) %out, ptr addrspace(1) %in) #0 {
entry:
  %t = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %own = getelementptr float, ptr addrspace(3) @pool, i32 %t
  %ft = uitofp i32 %t to float
  store float %ft, ptr addrspace(3) %own
  call void @llvm.nvvm.barrier.cta.sync.aligned.all(i32 0)
  %n = xor i32 %t, 1
  %other = getelementptr float, ptr addrspace(3) @pool, i32 %n
  %neighbour = load float, ptr addrspace(3) %other
  %pi = getelementptr i32, ptr addrspace(1) %in, i32 %t
  %x = load i32, ptr addrspace(1) %pi
  switch i32 %x, label %default [ i32 0, label %a
    i32 1, label %b
    i32 2, label %c
    i32 3, label %d
    i32 4, label %e
    i32 5, label %f ]
a:
  br label %join
b:
  %old = atomicrmw add ptr addrspace(1) @counter, i32 1 monotonic
  br label %join
c:
  %c0 = load float, ptr addrspace(4) getelementptr (i8, ptr addrspace(4) @weights, i64 8)
  br label %join
d:
  %d0 = call float @llvm.sqrt.f32(float %ft)
  %d1 = fdiv float %d0, 3.0
  br label %join
e:
  %e0 = udiv i32 %t, 7
  %e1 = srem i32 %t, 5
  %e2 = add i32 %e0, %e1
  %e3 = uitofp i32 %e2 to float
  br label %join
f:
  %f0 = call float @llvm.fma.f32(float %ft, float 2.5, float -1.0)
  %f1 = call float @llvm.floor.f32(float %f0)
  br label %join
default:
  %g0 = urem i32 %x, 4
  %g1 = getelementptr [4 x float], ptr addrspace(4) @weights, i32 0, i32 %g0
  %g2 = load float, ptr addrspace(4) %g1
  br label %join
join:
  %r = phi float [ 1.0, %a ], [ 2.0, %b ], [ %c0, %c ], [ %d1, %d ], [ %e3, %e ], [ %f1, %f ], [ %g2, %default ]
  %s = fadd float %r, %neighbour
  %po = getelementptr float, ptr addrspace(1) %out, i32 %t
  store float %s, ptr addrspace(1) %po
  ret void
}

; per thread 8 elements: i8 sums, bf16 squares as f16, maxima, i8 of floats, bit tricks
define ptx_kernel void @narrow(ptr addrspace(1) %bytes, ptr addrspace(1) %halves, ptr addrspace(1) %floats, ptr addrspace(1) %words) {
  %t = call i32 @llvm.nvvm.read.ptx.sreg.tid.x()
  %pb = getelementptr <8 x i8>, ptr addrspace(1) %bytes, i32 %t
  %b = load <8 x i8>, ptr addrspace(1) %pb
  %b2 = add <8 x i8> %b, %b
  store <8 x i8> %b2, ptr addrspace(1) %pb
  %ph = getelementptr <8 x bfloat>, ptr addrspace(1) %halves, i32 %t
  %h = load <8 x bfloat>, ptr addrspace(1) %ph, align 16
  %f = fpext <8 x bfloat> %h to <8 x float>
  %g = fmul <8 x float> %f, %f
  %s = fptrunc <8 x float> %g to <8 x half>
  store <8 x half> %s, ptr addrspace(1) %ph, align 16
  %m = call <8 x float> @llvm.maxnum.v8f32(<8 x float> %g, <8 x float> %f)
  %sum = fadd <8 x float> %m, %f
  %pf = getelementptr <8 x float>, ptr addrspace(1) %floats, i32 %t
  store <8 x float> %sum, ptr addrspace(1) %pf, align 32
  %pw = getelementptr i32, ptr addrspace(1) %words, i32 %t
  %w = load i32, ptr addrspace(1) %pw
  %w1 = call i32 @llvm.ctlz.i32(i32 %w, i1 false)
  %w2 = call i32 @llvm.bitreverse.i32(i32 %w)
  %w3 = call i32 @llvm.bswap.i32(i32 %w)
  %w4 = call i32 @llvm.fshl.i32(i32 %w2, i32 %w3, i32 %w1)
  %w5 = call i32 @llvm.nvvm.shfl.sync.bfly.i32(i32 -1, i32 %w4, i32 1, i32 31)
  store i32 %w5, ptr addrspace(1) %pw
  ret void
}

attributes #0 = { "nvvm.reqntid"="64,1,1" }
