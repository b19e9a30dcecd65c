//===- Passes.td - passes of Conversion, in pipeline order ----------*- tablegen -*-===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//===----------------------------------------------------------------------===//

#ifndef FSDP_CONVERSION_PASSES_TD
#define FSDP_CONVERSION_PASSES_TD

include "mlir/Pass/PassBase.td"

//===----------------------------------------------------------------------===//
// fsdp-outline-hook-kernels
//===----------------------------------------------------------------------===//

def OutlineHookKernels : Pass<"fsdp-outline-hook-kernels", "::mlir::ModuleOp"> {
  let summary = "hook, reduction and optimizer ops on buffers to kernels and launches";
  let description = [{
    Form D to E (docs/Stages.md) for `fsdp.stats`, `pack`, `unpack`, `reduce_unpack`,
    `update` and `grad_norm`. Makes `plan.state` for the buffers GROUP.param,
    GROUP.grad and GROUP.STATE, `plan.scalar` for every `fsdp.scalar` (its place:
    order of first appearance) and `plan.table` for what depends on the rank.

    Segments that are contiguous on both sides are one flat loop; otherwise
    kernels loop over a constant table of segments, so that code does not grow
    with the number of parameters. Pad elements of slots and gradients are
    written with zeros.

    ```mlir
    // before
    fsdp.pack @g into %slot : memref<16xi8> segments [...] { ^bb0(%x: f32, ...): ... }
    // after
    %state = plan.ref @g.param
    plan.launch @pack_0(%state, %slot : !plan.buffer, memref<16xi8>)
        at [0, 0] bytes [64, 16] access [1, 2] stream 1 {group = @g}
    ```

    With `target=cuda` kernels are written for blocks of threads: they read
    gpu.block_id and gpu.thread_id and carry `known_grid_size` and
    `known_block_size`. The runs of all parameters are cut into equal tiles, one
    block each, and threads move 16 bytes at a time where runs are aligned.

    A hook's block that one block of threads cannot hold is cut into parts of 8192
    elements, which all blocks of threads share within the one launch, in stages: what
    each part reduces to, from whoever is last the whole's, then the codes. Blocks of
    threads take numbers as they start; the stages have theirs in order, so that who is
    waited for has started. Counts and numbers lie in words of the kernel's own, zero
    between launches: the last that waits brings a count back to zero.

    ```mlir
    // before: 40000 elements in one block, five parts
    fsdp.pack @g into %slot : memref<40960xi8> segments [#fsdp.segment<..., block = 40000, blockWires = [1]>] {
    ^bb0(%x: f32, %row: index, %valid: index):
      %a = fsdp.block_reduce max %m initial(0.0) : f32
    // after
    memref.global "private" @pack_cells_8 : memref<8xi32> = dense<0>
    func.func private @pack_0(...) attributes {known_grid_size = array<i32: 11, 1, 1>, ...} {
      %number = llvm.atomicrmw uinc_wrap %next, 10              // numbers 0 to 10
      // numbers 0 to 4: the part's maximum, and of the last one the block's
      llvm.store %most, %part atomic syncscope("device") monotonic
      %before = llvm.atomicrmw uinc_wrap %count, 10
      scf.if (%before == 4) { ...; llvm.atomicrmw uinc_wrap %count, 10 }
      // numbers 6 to 10: the codes
      scf.while : %count < 6
      llvm.atomicrmw uinc_wrap %count, 10                      // the last: 0 again
      %amax = llvm.load %result atomic syncscope("device") monotonic
    ```
  }];
  let options = [
    Option<"target", "target", "std::string", "\"cpu\"", "cpu or cuda">
  ];
  let dependentDialects = ["::fsdp::plan::PlanDialect", "::mlir::LLVM::LLVMDialect",
    "::mlir::scf::SCFDialect", "::mlir::arith::ArithDialect", "::mlir::math::MathDialect",
    "::mlir::memref::MemRefDialect", "::mlir::func::FuncDialect",
    "::mlir::gpu::GPUDialect", "::mlir::vector::VectorDialect"];
}


//===----------------------------------------------------------------------===//
// fsdp-outline-compute
//===----------------------------------------------------------------------===//

def OutlineCompute : Pass<"fsdp-outline-compute", "::mlir::ModuleOp"> {
  let summary = "what an entry computes becomes commands: form D to form E";
  let description = [{
    Every op that computes becomes a `plan.launch` of a kernel, identical kernels
    shared, so that code grows with distinct layers only. f32 matrix products
    become `plan.gemm` (which overwrites where the destination was just filled
    with zero), contiguous copies `plan.copy`, fills with zero `plan.fill`.

    Scalars that pass from op to op are computed in the kernels that use them.
    Constants lie in the kernels' object. A view is passed as the bytes that it
    covers, so that equal work on other slices is the same kernel. A kernel's
    operand is read, written, or both; written means every byte of it.

    ```mlir
    linalg.fill ins(%zero : f32) outs(%c : memref<4x8xf32>)
    linalg.matmul ins(%a, %b : memref<4x2xf32>, memref<2x8xf32>) outs(%c : memref<4x8xf32>)
    linalg.generic {...} ins(%c : memref<4x8xf32>) outs(%d : memref<4x8xf32>) {...}
    ```
    becomes
    ```mlir
    plan.gemm %a, %b, %c : ... at [0, 0, 0] bytes [32, 64, 128] stream 0 {m = 4 : i64, ...}
    plan.launch @compute_0(%c, %d : ...) at [0, 0] bytes [128, 128] access [1, 2] stream 0 {...}
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::arith::ArithDialect",
                           "::mlir::func::FuncDialect", "::mlir::linalg::LinalgDialect",
                           "::mlir::memref::MemRefDialect", "::fsdp::plan::PlanDialect"];
}


//===----------------------------------------------------------------------===//
// fsdp-map-kernels-to-gpu
//===----------------------------------------------------------------------===//

def MapKernelsToGPU : Pass<"fsdp-map-kernels-to-gpu", "::mlir::ModuleOp"> {
  let summary = "kernels become gpu.func in the module @kernels";
  let description = [{
    For `--target cuda`, after both outliners. Hook kernels are written for
    blocks of threads already; the loops of compute kernels are mapped here:

    - points without a sum: one thread each, or several at once where operands
      are contiguous and, by all launches of the kernel, aligned to 16 bytes;
    - sums over a contiguous row: a warp or a block per row, in a fixed order;
    - sums over columns: 32 columns and 8 or 32 parts of their sum a block;
    - transposes: squares through shared memory;
    - scatters, loops that update the row that indices name: a block per update,
      which does all updates of its row in their order if it is the row's first;
    - anything else (loops, several ops): one block whose threads share the work
      of each op, with barriers between.

    Fast-math flags are dropped: a GPU, the interpreter and the CPU give the same
    bits. A kernel with `cf.assert` gets a last parameter `memref<1xi32>` and
    `plan.may_assert`; `plan.assertion` on each says which entry of the module's
    `plan.assertions` it is.

    ```mlir
    // before
    func.func private @compute_0(%x: memref<4096xf32>, %y: memref<4096xf32>) attributes {plan.kernel} {
      linalg.exp ins(%x : memref<4096xf32>) outs(%y : memref<4096xf32>)
      return
    }
    // after
    gpu.module @kernels {
      gpu.func @compute_0(%x: memref<4096xf32>, %y: memref<4096xf32>) kernel attributes {plan.kernel,
          known_block_size = array<i32: 256, 1, 1>, known_grid_size = array<i32: 4, 1, 1>} {
        %b = gpu.block_id x
        %t = gpu.thread_id x
        ...
        %v = vector.load %x[%i] {alignment = 16 : i64} : memref<4096xf32>, vector<4xf32>
    ```
  }];
  let dependentDialects = ["::mlir::arith::ArithDialect", "::mlir::cf::ControlFlowDialect",
    "::mlir::gpu::GPUDialect", "::mlir::memref::MemRefDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect"];
}


//===----------------------------------------------------------------------===//
// fsdp-convert-to-plan
//===----------------------------------------------------------------------===//

def ConvertToPlan : Pass<"fsdp-convert-to-plan", "::mlir::ModuleOp"> {
  let summary = "outlined functions to command lists";
  let description = [{
    From form E to form F of docs/Stages.md. Every function with `fsdp.entry`
    becomes a `plan.entry`; memrefs become a buffer and a byte offset; collectives
    become commands; groups, parameters and gradients become `plan.group` and
    `plan.tensor`.

    A gradient whose memref is an allocation of its own is computed in place in the
    group's gradient buffer, any other is copied there. The order of the commands
    is that of the function; no arena offset and no wait is set yet.

    Before:
    ```mlir
    func.func @step(%x: memref<4xf32> {fsdp.batch = "x"}) attributes {fsdp.entry = "step"} {
      %slot = fsdp.shard_slot @g : memref<16xi8>
      %token = fsdp.collective_start gather @g axis(shard) inputs(%slot : memref<16xi8>)
      %sources = fsdp.wait %token : !fsdp.sources
      %full = memref.alloc() : memref<64xi8>
      plan.launch @unpack_0(%sources, %full : !fsdp.sources, memref<64xi8>)
          at [0, 0] bytes [16, 64] access [1, 2] stream 0 {group = @g}
      ...
    ```
    After:
    ```mlir
    plan.entry @step.sync {
      %x = plan.bind "batch" "x" {dtype = f32, shape = array<i64: 4>}
      %state = plan.ref @g.param
      %gathered = plan.alloc 64 "gathered"
      %sources = plan.gather %state gathered %gathered group @g at 0 bytes 16 stream 1
      %full = plan.alloc 64 "transient"
      plan.launch @unpack_0(%sources, %full : !plan.sources, !plan.buffer)
          at [0, 0] bytes [16, 64] access [1, 2] stream 0 {group = @g, phase = "forward"}
      plan.release %sources stream 0
      ...
    ```
  }];
  let dependentDialects = ["::fsdp::plan::PlanDialect"];
}


//===----------------------------------------------------------------------===//
// fsdp-kernels-to-llvm
//===----------------------------------------------------------------------===//

def KernelsToLLVM : Pass<"fsdp-kernels-to-llvm", "::mlir::ModuleOp"> {
  let summary = "lowers a module of kernels to the LLVM dialect";
  let description = [{
    The module holds kernels (`func.func ... attributes {plan.kernel}`, static
    memrefs with identity layout) and the constants that they read, nothing else.
    Each kernel @NAME becomes

    - a body `@NAME.body` on bare pointers, internal, with the arguments'
      `llvm.noalias` (LLVM's vectoriser relies on it);
    - the entry `@NAME(args : !llvm.ptr)`: args[i] is parameter i as a pointer.

    A `cf.assert` becomes a call of `fail(context, i)` when its condition is false,
    through args[number of parameters], a pointer to
    `struct { void (*fail)(void *context, int64_t i); void *context; }`; fail does
    not return. Entries of such kernels carry `plan.may_assert`; `plan.assertions`
    on the module lists [message, location] of assertion i.

    Only functions of libm, memcpy, memmove and memset remain external. Casts to
    bf16 round to nearest even on every CPU (the AVX-512 instruction flushes
    denormals, so integer arithmetic does it).

    ```mlir
    // before
    func.func private @pack_0(%x: memref<6xf32> {llvm.noalias},
        %slot: memref<16xi8> {llvm.noalias}) attributes {plan.kernel} { ... }
    // after
    llvm.func internal @pack_0.body(%x: !llvm.ptr {llvm.noalias}, ...) { ... }
    llvm.func @pack_0(%args: !llvm.ptr) { ... llvm.call @pack_0.body(...) ... }
    ```
  }];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::scf::SCFDialect",
    "::mlir::cf::ControlFlowDialect", "::mlir::arith::ArithDialect",
    "::mlir::linalg::LinalgDialect", "::mlir::memref::MemRefDialect",
    "::mlir::vector::VectorDialect", "::mlir::affine::AffineDialect"];
}


//===----------------------------------------------------------------------===//
// fsdp-expand-gpu-math, fsdp-kernels-to-nvvm
//===----------------------------------------------------------------------===//

def ExpandGPUMath : Pass<"fsdp-expand-gpu-math", "::mlir::gpu::GPUModuleOp"> {
  let summary = "functions of a GPU's kernels in arithmetic that a GPU has";
  let description = [{
    What `fsdp-kernels-to-nvvm` begins with, as a pass of its own so that tests
    execute the very arithmetic that becomes PTX. Narrow floats are computed as
    f32; exp, log and their like are the polynomials of the CPU's kernels; other
    functions are computed in f64 and rounded once; rounding, square root and
    sign are LLVM's intrinsics. Casts of f8E4M3FN are instructions from
    capability 89 on, integer arithmetic with the same bits before. No library is called: what would need one is
    refused.

    ```mlir
    // before
    %r = arith.remf %x, %y : f32
    // after
    %rest = scf.while (%x64) : |%rest| >= |%y64| {
      %q = llvm.call_intrinsic "llvm.trunc"(%rest / |%y64|) : (f64) -> f64
      math.fma -%q, |%y64|, %rest : f64
    }
    ...
    ```
  }];
  let options = [Option<"capability", "capability", "unsigned", /*default=*/"80",
    "compute capability of the oldest GPU that the kernels are for: 80, 90 or 100">];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::NVVM::NVVMDialect",
    "::mlir::arith::ArithDialect", "::mlir::math::MathDialect", "::mlir::scf::SCFDialect",
    "::mlir::vector::VectorDialect"];
}

def KernelsToNVVM : Pass<"fsdp-kernels-to-nvvm", "::mlir::gpu::GPUModuleOp"> {
  let summary = "lowers the kernels of a gpu.module to the NVVM dialect";
  let description = [{
    Parameters become bare pointers. Arithmetic is IEEE's: nothing is fused or
    approximated but where the CPU's kernels do the same (KernelMath.cpp). A
    failing `cf.assert` stores its number + 1 in the kernel's last parameter and
    ends the thread. A kernel of more than 4095 parameters, what CUDA can pass, is
    an error.

    ```mlir
    // before
    gpu.func @pack_0(%x: memref<16xf32>, %slot: memref<32xi8>) kernel attributes {
        known_block_size = array<i32: 256, 1, 1>, ...} { ... }
    // after
    llvm.func @pack_0(%x: !llvm.ptr, %slot: !llvm.ptr) attributes {gpu.kernel, nvvm.kernel,
        nvvm.maxntid = array<i32: 256, 1, 1>, ...} { ... }
    ```
  }];
  let options = [Option<"capability", "capability", "unsigned", /*default=*/"80",
    "compute capability of the oldest GPU that the kernels are for: 80, 90 or 100">];
  let dependentDialects = ["::mlir::LLVM::LLVMDialect", "::mlir::NVVM::NVVMDialect",
    "::mlir::scf::SCFDialect", "::mlir::cf::ControlFlowDialect", "::mlir::arith::ArithDialect",
    "::mlir::math::MathDialect", "::mlir::memref::MemRefDialect", "::mlir::vector::VectorDialect",
    "::mlir::affine::AffineDialect"];
}

#endif // FSDP_CONVERSION_PASSES_TD
