// Whole gradients of 16 bits wait in f32 where their group reduces in it: kept, added to, and taken back by one kernel each.
// RUN: fsdp-opt %s --fsdp-fuse-hooks --fsdp-form-kernels --fsdp-bufferize --fsdp-outline-hook-kernels | FileCheck %s --check-prefix=KERNELS
// RUN: fsdp-opt %s --fsdp-fuse-hooks --fsdp-form-kernels --fsdp-bufferize --fsdp-outline-hook-kernels --fsdp-outline-compute \
// RUN:   --fsdp-convert-to-plan | FileCheck %s --check-prefix=PLAN
// RUN: fsdp-opt %s --fsdp-fuse-hooks --fsdp-form-kernels --fsdp-bufferize --fsdp-outline-hook-kernels=target=cuda --fsdp-outline-compute \
// RUN:   --fsdp-convert-to-plan | FileCheck %s --check-prefix=GPU

// Two bytes for each of the 128 in which 4 ranks' chunks of 16 elements travel.
// KERNELS: plan.state @g.accumulated bytes 256 arena "accumulated"
// KERNELS: fsdp.collective_start {{ ?}}reduce @g {{.*}} {add_full = @[[ADD:.*]], add_shard = @{{.*}}, keep_full = @[[KEEP:.*]], take_full = @[[TAKE:.*]]}
// KERNELS: func.func private @[[ADD]](%{{.*}}: memref<256xi8> {llvm.noalias}, %{{.*}}: memref<128xi8> {llvm.noalias})
// KERNELS: arith.extf {{.*}} : bf16 to f32
// KERNELS: arith.addf {{.*}} : f32
// KERNELS: memref.store {{.*}} : memref<64xf32>
// KERNELS: func.func private @[[KEEP]](%{{.*}}: memref<256xi8> {llvm.noalias}, %{{.*}}: memref<128xi8> {llvm.noalias})
// KERNELS-NOT: arith.addf
// KERNELS: memref.store {{.*}} : memref<64xf32>
// KERNELS: func.func private @[[TAKE]](%{{.*}}: memref<128xi8> {llvm.noalias}, %{{.*}}: memref<256xi8> {llvm.noalias})
// KERNELS: arith.addf {{.*}} : f32
// KERNELS: arith.truncf {{.*}} : f32 to bf16

// PLAN-LABEL: plan.entry @step.accumulate attributes {leaves = "full"}
// PLAN: %[[WAITING:.*]] = plan.ref @g.accumulated
// PLAN: plan.launch @[[KEEP:accumulate_[0-9]+]](%[[WAITING]], %{{.*}}) at [0, 0] bytes [256, 128] access [2, 1] stream 0
// PLAN-LABEL: plan.entry @step.accumulate.full
// PLAN: plan.launch @[[ADD:accumulate_[0-9]+]](%{{.*}}, %{{.*}}) at [0, 0] bytes [256, 128] access [3, 1] stream 0
// PLAN-LABEL: plan.entry @step.sync.full
// PLAN: plan.launch @[[TAKE:accumulate_[0-9]+]](%{{.*}}, %{{.*}}) at [0, 0] bytes [128, 256] access [3, 1] stream 0
// PLAN: plan.reduce

// A GPU adds in the kernel that makes the slots, which peers read, too, and where it sums what came onto what waits. The latter
// are one buffer here, another with replicas.
// GPU: plan.table @[[SLOTS:slot_offsets_0]] base [0, 32, 64] stride [32, 0, -16] {buffered_base = array<i64: 0, 32, 64>, buffered_stride = array<i64: 0, 0, -16>
// GPU-LABEL: plan.entry @step.sync.full
// GPU: %[[SUMS:.*]] = plan.alloc 128 "wire" {name = "g.grad_slots"}
// GPU: plan.launch @reduce_chunks_1(%[[SUMS]], %{{.*}}, %{{.*}}) at [0, 0, 0] bytes [128, 128, 256] access [2, 1, 1] stream 2 {group = @g
// GPU: %[[CAME:.*]] = plan.reduce %[[SUMS]] received %{{.*}} group @g bytes 128 slot 32 segments [0, 1, 32, 128, 0] stream 2{{$}}
// GPU: %[[TABLE:.*]] = plan.table_ref @[[SLOTS]]
// GPU: plan.launch @reduce_unpack_0(%[[CAME]], %[[TABLE]], %{{.*}})
// GPU-LABEL: plan.entry @step.sync.partial
// GPU: %[[GRADS:.*]] = plan.ref @g.grad
// GPU: plan.launch @reduce_unpack_1(%{{.*}}, %{{.*}}, %[[GRADS]], %[[GRADS]] : {{.*}} access [1, 0, 2, 1] stream 2
// GPU: func.func private @reduce_unpack_1(%{{.*}}: memref<4xi64> {llvm.noalias}, %{{.*}}: memref<3xi64> {llvm.noalias}, %{{.*}}: memref<16xf32>, %{{.*}}: memref<16xf32>)
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {reduce_dtype = f32, state_bytes = 64 : i64}
  fsdp.param @w {types = [tensor<64xf32>], compute = [tensor<64xbf16>], group = @g, trained,
      layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 64, inner = 1, offset = 0>]}
  func.func @step(%x: tensor<64xbf16> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}) attributes {fsdp.entry = "step"} {
    %w = fsdp.gather @g phase(forward) [@w] : tensor<64xbf16>
    %zero = arith.constant dense<0.0> : tensor<f32>
    %loss = linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>],
        iterator_types = ["reduction"]} ins(%w, %x : tensor<64xbf16>, tensor<64xbf16>) outs(%zero : tensor<f32>) {
    ^bb0(%a: bf16, %b: bf16, %sum: f32):
      %0 = arith.mulf %a, %b : bf16
      %1 = arith.extf %0 : bf16 to f32
      %2 = arith.addf %sum, %1 : f32
      linalg.yield %2 : f32
    } -> tensor<f32>
    fsdp.phase_boundary
    %g = arith.addf %x, %x : tensor<64xbf16>
    fsdp.reduce_grad @g [@w] inner [-1] (%g : tensor<64xbf16>)
    return %loss : tensor<f32>
  }
}
