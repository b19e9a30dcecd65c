// RUN: fsdp-opt %s --fsdp-fuse-hooks | FileCheck %s

// Stored in f32, computed with in bf16. A parameter without an extension travels
// in the type it is computed with. A hook picks its own wire, and what its post
// gives back in the stored type is rounded to what the step reads.

#l = #fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 0>

module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  // CHECK: fsdp.group @plain {{.*}}slot_bytes = 96
  // CHECK-SAME: {dtype = bf16, elements = 2 : i64, input = 0 : i64, offset = 0 : i64, param = "w"}
  // CHECK-SAME: {dtype = f32, elements = 2 : i64, input = 0 : i64, offset = 32 : i64, param = "b"}
  fsdp.group @plain {state_bytes = 128}
  // CHECK: fsdp.group @hooked {{.*}}dtype = f32, elements = 2 : i64
  fsdp.group @hooked {state_bytes = 64}
  fsdp.param @w {types = [tensor<4xf32>], compute = [tensor<4xbf16>], group = @plain, trained, layouts = [#l]}
  fsdp.param @b {types = [tensor<4xf32>], compute = [tensor<4xf32>], group = @plain, trained,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 4, inner = 1, offset = 16>]}
  fsdp.param @h {types = [tensor<4xf32>], compute = [tensor<4xbf16>], group = @hooked, trained, extension = @same, layouts = [#l]}
  fsdp.extension @same signature(1) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %x : tensor<?x?x?xf32>
  } post {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %x : tensor<?x?x?xf32>
  }

  // CHECK-LABEL: func.func @step
  func.func @step(%gb: tensor<4xf32>) {
    // CHECK: fsdp.pack @plain
    // CHECK: ^bb0(%[[X:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
    // CHECK-NEXT: %[[T:.*]] = arith.truncf %[[X]] : f32 to bf16
    // CHECK-NEXT: fsdp.yield %[[T]] : bf16
    // CHECK: ^bb0(%[[Y:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
    // CHECK-NEXT: fsdp.yield %[[Y]] : f32
    // CHECK: fsdp.unpack @plain {{.*}} : tensor<4xbf16>, tensor<4xf32>
    // CHECK-NEXT: ^bb0(%[[W:.*]]: bf16, %{{.*}}: index, %{{.*}}: index):
    // CHECK-NEXT: fsdp.yield %[[W]] : bf16
    %w, %b = fsdp.gather @plain phase(forward) [@w, @b] : tensor<4xbf16>, tensor<4xf32>
    // Stored and sent alike: nothing is packed.
    // CHECK: fsdp.shard_slot @hooked
    // CHECK: fsdp.unpack @hooked
    // CHECK: ^bb0(%[[H:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
    // CHECK-NEXT: %[[R:.*]] = arith.truncf %[[H]] : f32 to bf16
    // CHECK-NEXT: fsdp.yield %[[R]] : bf16
    %h = fsdp.gather @hooked phase(forward) [@h] : tensor<4xbf16>
    // Gradients of both types in one reduction: 2 bf16 and 2 f32 of a rank, 16 elements apart.
    // CHECK: fsdp.collective_start {{ ?}}reduce @plain
    // CHECK-SAME: full = 0, slot = 0, shard = 0, dtype = bf16>
    // CHECK-SAME: full = 64, slot = 32, shard = 16>]
    fsdp.reduce_grad @plain [@w, @b] inner [-1, -1] (%w, %gb : tensor<4xbf16>, tensor<4xf32>)
    fsdp.reduce_grad @hooked [@h] inner [-1] (%h : tensor<4xbf16>)
    return
  }
}
