// A hook that combines a reduction of its chunk over the ranks is divided into a
// statistic, an encode and a decode; all statistics of a step are one op, and
// hooks without any are as before.
// RUN: fsdp-opt %s -split-input-file -pass-pipeline='builtin.module(fsdp-attach-extensions,fsdp-check-hooks,fsdp-fuse-hooks)' | FileCheck %s
// RUN: fsdp-opt %s -split-input-file -pass-pipeline='builtin.module(fsdp-attach-extensions,canonicalize,cse,fsdp-check-hooks,fsdp-fuse-hooks,canonicalize,cse)' | FileCheck %s

// Two groups, two phases, three fp8 parameters of different shapes: one op.
// CHECK-LABEL: module @two_groups
module @two_groups attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 8>} {
  // 6 and 4 elements of one byte and 2 of four, each in multiples of 16.
  // CHECK: fsdp.group @g {{.*}}slot_bytes = 96 : i64
  fsdp.group @g {state_bytes = 192}
  fsdp.group @h {state_bytes = 64}
  fsdp.param @v {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @fp8,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  fsdp.param @bias {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 1, offset = 16>]}
  fsdp.param @w {types = [tensor<16x2xf32>], compute = [tensor<16x2xf32>], group = @g, extension = @fp8,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 16, inner = 2, offset = 32>]}
  fsdp.param @u {types = [tensor<16xf32>], compute = [tensor<16xf32>], group = @h, extension = @fp8,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 16, inner = 1, offset = 0>]}

  // CHECK-LABEL: func.func @step
  // CHECK-NEXT: %[[STATS:.*]] = fsdp.stats max initial [0.000000e+00 : f32] segments
  // CHECK-SAME: #fsdp.stat_segment<classIndex = 0, param = @v, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], value = 0>
  // CHECK-SAME: #fsdp.stat_segment<classIndex = 0, param = @w, outer = 1, chunk = 2, inner = 2, size = 16, state = [32], value = 1>
  // CHECK-SAME: #fsdp.stat_segment<classIndex = 0, param = @u, outer = 1, chunk = 2, inner = 1, size = 16, state = [0], value = 2>
  // CHECK-SAME: : tensor<3xf32> {
  // CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK-NEXT:   %[[A:.*]] = math.absf %[[X]] : f32
  // CHECK-NEXT:   fsdp.yield %[[A]] : f32
  // CHECK-NEXT: }
  // CHECK: fsdp.pack @g stats(%[[STATS]] : tensor<3xf32>) segments
  // CHECK-SAME: param = @v, outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [], stats = [0]>
  // CHECK-SAME: param = @bias, outer = 1, chunk = 2, inner = 1, size = 9, state = [16], wire = [16], full = []>
  // CHECK-SAME: param = @w, outer = 1, chunk = 2, inner = 2, size = 16, state = [32], wire = [80], full = [], stats = [1]>
  // CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %{{.*}}: index, %{{.*}}: index, %[[AMAX:.*]]: f32):
  // CHECK:   %[[BOUNDED:.*]] = arith.maximumf %[[AMAX]], %{{.*}} : f32
  // CHECK:   %[[SCALE:.*]] = arith.divf %[[BOUNDED]], %{{.*}} : f32
  // CHECK:   arith.divf %[[X]], %[[SCALE]] : f32
  // CHECK:   arith.truncf %{{.*}} : f32 to f8E4M3FN
  // CHECK-NOT: math.absf
  // CHECK: ^bb0(%{{.*}}: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK-NEXT: fsdp.yield
  // CHECK: fsdp.unpack @g phase(forward) %{{.*}} stats(%[[STATS]] : tensor<3xf32>) segments
  // CHECK-NEXT: ^bb0(%[[Q:.*]]: f8E4M3FN, %{{.*}}: index, %{{.*}}: index, %[[AMAX:.*]]: f32):
  // CHECK-DAG: arith.maximumf %[[AMAX]]
  // CHECK-DAG: arith.extf %[[Q]] : f8E4M3FN to f32
  // CHECK:   arith.mulf
  // The same values serve the other group and the backward phase.
  // CHECK-NOT: fsdp.stats
  // CHECK: fsdp.pack @h stats(%[[STATS]] : tensor<3xf32>) segments [{{.*}}stats = [2]>]
  // CHECK: fsdp.phase_boundary
  // CHECK: fsdp.pack @g stats(%[[STATS]] : tensor<3xf32>)
  // What backward reads of @g travels as f32: no statistic.
  // CHECK: fsdp.unpack @g phase(backward) %{{[^ ]*}} segments
  // CHECK-NOT: fsdp.all_reduce
  func.func @step() -> (tensor<9x3xf32>, tensor<9xf32>, tensor<16xf32>) attributes {fsdp.entry = "step"} {
    %g:3 = fsdp.gather @g phase(forward) [@v, @bias, @w] : tensor<9x3xf32>, tensor<9xf32>, tensor<16x2xf32>
    %h = fsdp.gather @h phase(forward) [@u] : tensor<16xf32>
    fsdp.phase_boundary
    %b = fsdp.gather @g phase(backward) [@bias] : tensor<9xf32>
    return %g#0, %b, %h : tensor<9x3xf32>, tensor<9xf32>, tensor<16xf32>
  }
}

// -----

// Another reduction body, of the valid rows alone, and two statistics.
// CHECK-LABEL: module @two_statistics
module @two_statistics attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, state_bytes = 64}
  fsdp.param @w {types = [tensor<3x2xf32>], compute = [tensor<3x2xf32>], group = @g, extension = @range,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 3, inner = 2, offset = 0>]}
  fsdp.extension @range signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %c0 = arith.constant 0 : index
    %c2 = arith.constant 2 : index
    %outer = tensor.dim %x, %c0 : tensor<?x?x?xf32>
    %inner = tensor.dim %x, %c2 : tensor<?x?x?xf32>
    %rows = tensor.extract_slice %x[0, 0, 0] [%outer, %valid, %inner] [1, 1, 1] : tensor<?x?x?xf32> to tensor<?x?x?xf32>
    %least = arith.constant 0xFF800000 : f32
    %e = tensor.empty() : tensor<f32>
    %init = linalg.fill ins(%least : f32) outs(%e : tensor<f32>) -> tensor<f32>
    %high = linalg.generic {indexing_maps = [affine_map<(a, b, c) -> (a, b, c)>, affine_map<(a, b, c) -> ()>],
        iterator_types = ["reduction", "reduction", "reduction"]} ins(%rows : tensor<?x?x?xf32>) outs(%init : tensor<f32>) {
    ^bb1(%in: f32, %out: f32):
      %m = arith.maximumf %out, %in : f32
      linalg.yield %m : f32
    } -> tensor<f32>
    %low = linalg.generic {indexing_maps = [affine_map<(a, b, c) -> (a, b, c)>, affine_map<(a, b, c) -> ()>],
        iterator_types = ["reduction", "reduction", "reduction"]} ins(%rows : tensor<?x?x?xf32>) outs(%init : tensor<f32>) {
    ^bb1(%in: f32, %out: f32):
      %n = arith.negf %in : f32
      %m = arith.maximumf %n, %out : f32
      linalg.yield %m : f32
    } -> tensor<f32>
    %my_high = tensor.extract %high[] : tensor<f32>
    %my_low = tensor.extract %low[] : tensor<f32>
    %all_high = fsdp.all_reduce max %my_high : f32
    %all_low = fsdp.all_reduce max %my_low : f32
    %range = arith.addf %all_high, %all_low : f32
    fsdp.yield %x, %range : tensor<?x?x?xf32>, f32 {wires = 1}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index, %range: f32):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
  // CHECK: fsdp.stats max initial [0xFF800000 : f32, 0xFF800000 : f32] segments
  // CHECK-SAME: classIndex = 0, param = @w,
  // CHECK-SAME: classIndex = 1, param = @w,
  // CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %[[ROW:.*]]: index, %[[VALID:.*]]: index):
  // CHECK:   %[[IN:.*]] = arith.cmpi ult, %[[ROW]], %[[VALID]] : index
  // CHECK:   arith.select %[[IN]], %[[X]],
  // CHECK: arith.negf
  // The chunk travels as it is: the shard is the slot.
  // CHECK: fsdp.shard_slot @g
  func.func @step() -> tensor<3x2xf32> attributes {fsdp.entry = "step"} {
    %w = fsdp.gather @g phase(forward) [@w] : tensor<3x2xf32>
    return %w : tensor<3x2xf32>
  }
}
