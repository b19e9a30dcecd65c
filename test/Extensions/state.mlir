// RUN: fsdp-opt %s -fsdp-import-step='grid=2 optimizer=sgd' -fsdp-attach-extensions -fsdp-assign-groups-and-layouts | FileCheck %s --check-prefix=LAYOUT
// RUN: fsdp-opt %s -fsdp-import-step='grid=2 optimizer=sgd' -fsdp-attach-extensions -fsdp-assign-groups-and-layouts -fsdp-check-hooks -fsdp-split-phases -fsdp-fuse-hooks | FileCheck %s
// RUN: fsdp-opt %s -fsdp-import-step='grid=2 optimizer=sgd' -fsdp-attach-extensions -fsdp-assign-groups-and-layouts -fsdp-check-hooks -fsdp-split-phases -fsdp-fuse-hooks -fsdp-form-kernels -fsdp-bufferize | FileCheck %s --check-prefix=BUFFERS

// What every rank keeps of parameters whose extension has state, in the type that the step reads: padded to whole chunks, each at
// a multiple of 64 bytes. 5 rows of 3 are 6; nobody reads @spare. An extension takes the state of its base, too.
// LAYOUT: fsdp.group @root {copies_bytes = 192 : i64, root, state_bytes = {{.*}}}
// LAYOUT: fsdp.param @w {{.*}}copies = array<i64: 0>
// LAYOUT: fsdp.param @n {{.*}}copies = array<i64: 128>
// LAYOUT-NOT: fsdp.param @b {{.*}}copies
// LAYOUT: fsdp.param @spare {{.*}}copies = array<i64>
// LAYOUT: fsdp.extension @flips signature(1) state pre
// LAYOUT: fsdp.extension @flips_too signature(1) atomic(3) state pre

// What renews them has slots of its own, in groups of its own.
// CHECK: fsdp.group @root {copies_bytes = 192 : i64,
// CHECK-SAME: wires = [{{{[^}]*}}param = "b"}]}
// CHECK: fsdp.group @root.renewed {{.*}}of = @root,
// CHECK-SAME: wires = [{dtype = i32, elements = 9 : i64, {{[^}]*}}param = "w"}, {dtype = i32, {{[^}]*}}param = "n"}]}
// CHECK: fsdp.group @root.loaded {{.*}}of = @root,
// CHECK-SAME: wires = [{dtype = f32, elements = 9 : i64, {{[^}]*}}param = "w"}, {dtype = bf16, {{[^}]*}}param = "n"}]}

// The step gathers the others.
// CHECK-LABEL: func.func @step
// CHECK: %[[W:.*]] = fsdp.unsharded @w inner(0) : tensor<6x3xf32>
// CHECK: tensor.extract_slice %[[W]][0, 0] [5, 3] [1, 1] : tensor<6x3xf32> to tensor<5x3xf32>
// CHECK: fsdp.unsharded @n inner(0) : tensor<6xbf16>
// CHECK: fsdp.unpack @root {{.*}}param = @b
// CHECK-NOT: fsdp.collective_start {{ ?}}gather

// After the update: pre of this rank's chunk, and of it as all ranks have it; post of what arrived and of those of all ranks.
// CHECK-LABEL: func.func @optimizer
// CHECK: %[[SHARD:.*]] = arith.minui
// CHECK: fsdp.update
// CHECK: %[[MINE:.*]] = fsdp.chunk @w inner(0) : tensor<1x3x3xf32>
// CHECK: %[[OLD:.*]] = fsdp.unsharded @w inner(0) : tensor<6x3xf32>
// CHECK: %[[PIECES:.*]] = tensor.expand_shape {{.*}} into tensor<1x2x3x3xf32>
// CHECK: %[[OURS:.*]] = linalg.generic {{.*}} outs({{.*}} : tensor<1x3x3xf32>)
// CHECK: tensor.extract %[[PIECES]][%{{.*}}, %[[SHARD]], %{{.*}}, %{{.*}}]
// CHECK: arith.bitcast %[[OURS]] : tensor<1x3x3xf32>
// CHECK: %[[SLOT:.*]] = fsdp.pack @root.renewed wires
// CHECK: fsdp.collective_start {{ ?}}gather @root.renewed axis (shard) inputs(%[[SLOT]]
// CHECK: %[[SENT:.*]]:2 = fsdp.unpack @root.renewed
// CHECK: %[[BEFORE:.*]] = fsdp.unsharded @w inner(0) : tensor<6x3xf32>
// CHECK: fsdp.renew @w(%{{.*}} : tensor<6x3xf32>)
// CHECK: arith.truncf {{.*}} to tensor<{{.*}}bf16>
// CHECK: fsdp.renew @n(%{{.*}} : tensor<6xbf16>)

// For a host that gave them their values: they themselves.
// CHECK: func.func @statistics() attributes {fsdp.entry = "statistics"} {
// CHECK: fsdp.pack @root.loaded segments [{{.*}}param = @w, {{.*}}param = @n, {{.*}}] : tensor<{{.*}}xi8>
// CHECK: %[[FULL:.*]]:2 = fsdp.unpack @root.loaded {{.*}} : tensor<6x3xf32>, tensor<6xbf16>
// CHECK: fsdp.renew @w(%[[FULL]]#0 : tensor<6x3xf32>)
// CHECK: fsdp.renew @n(%[[FULL]]#1 : tensor<6xbf16>)

// On buffers they are places of one, which is read where it lies.
// BUFFERS-LABEL: func.func @step
// BUFFERS: %[[COPIES:.*]] = fsdp.copies @root : memref<192xi8>
// BUFFERS: memref.view %[[COPIES]][%c0{{.*}}][] : memref<192xi8> to memref<6x3xf32>
// BUFFERS-LABEL: func.func @optimizer
// BUFFERS: fsdp.update
// BUFFERS: memref.view %{{.*}}[%c128{{.*}}][] : memref<192xi8> to memref<6xbf16>
// BUFFERS: memref.copy %{{.*}}, %{{.*}} : memref<6xbf16> to memref<6xbf16>
fsdp.extension @flips signature(1) state pre {
^bb0(%shard: tensor<?x?x?xf32>, %copy: tensor<?x?x?xf32>, %axis: index):
  %0 = arith.bitcast %shard : tensor<?x?x?xf32> to tensor<?x?x?xi32>
  %1 = arith.bitcast %copy : tensor<?x?x?xf32> to tensor<?x?x?xi32>
  %wire = arith.xori %0, %1 : tensor<?x?x?xi32>
  fsdp.yield %wire : tensor<?x?x?xi32>
} post {
^bb0(%wire: tensor<?x?x?xi32>, %copy: tensor<?x?x?xf32>, %axis: index):
  %0 = arith.bitcast %copy : tensor<?x?x?xf32> to tensor<?x?x?xi32>
  %1 = arith.xori %wire, %0 : tensor<?x?x?xi32>
  %full = arith.bitcast %1 : tensor<?x?x?xi32> to tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}
fsdp.extension @flips_too of @flips atomic(3)

func.func @step(%w: tensor<5x3xf32> {fsdp.param = "w", fsdp.extension = @flips},
                %n: tensor<5xbf16> {fsdp.param = "n", fsdp.dtype = f32, fsdp.extension = @flips_too},
                %b: tensor<3xf32> {fsdp.param = "b"},
                %spare: tensor<4xf32> {fsdp.param = "spare", fsdp.extension = @flips},
                %x: tensor<3xf32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<5x3xf32> {fsdp.grad = "w"}, tensor<5xbf16> {fsdp.grad = "n"},
        tensor<3xf32> {fsdp.grad = "b"}, tensor<4xf32> {fsdp.grad = "spare"}) {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %ones = arith.constant dense<1.0> : tensor<4xf32>
  %c0 = arith.constant 0 : index
  %first = tensor.extract %n[%c0] : tensor<5xbf16>
  %wide = arith.extf %first : bf16 to f32
  %loss = linalg.generic {indexing_maps = [affine_map<(i, j) -> (i, j)>, affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (j)>,
      affine_map<(i, j) -> ()>], iterator_types = ["reduction", "reduction"]}
      ins(%w, %x, %b : tensor<5x3xf32>, tensor<3xf32>, tensor<3xf32>) outs(%zero : tensor<f32>) {
  ^bb0(%p: f32, %q: f32, %r: f32, %s: f32):
    %0 = arith.mulf %p, %q : f32
    %1 = arith.mulf %0, %wide : f32
    %2 = arith.addf %1, %r : f32
    %3 = arith.addf %2, %s : f32
    linalg.yield %3 : f32
  } -> tensor<f32>
  %gn = arith.constant dense<1.0> : tensor<5xbf16>
  %gb = arith.constant dense<5.0> : tensor<3xf32>
  %gw = linalg.generic {indexing_maps = [affine_map<(i, j) -> (j)>, affine_map<(i, j) -> (i, j)>],
      iterator_types = ["parallel", "parallel"]} ins(%x : tensor<3xf32>) outs(%w : tensor<5x3xf32>) {
  ^bb0(%q: f32, %out: f32):
    linalg.yield %q : f32
  } -> tensor<5x3xf32>
  return %loss, %gw, %gn, %gb, %ones : tensor<f32>, tensor<5x3xf32>, tensor<5xbf16>, tensor<3xf32>, tensor<4xf32>
}
