// One pack, one collective and one unpack per group and phase, whatever the
// number of parameters and hooks; nothing to pack where the slot is the shard.
// RUN: fsdp-opt %s -split-input-file -pass-pipeline='builtin.module(fsdp-attach-extensions,fsdp-check-hooks,fsdp-fuse-hooks)' | FileCheck %s
// The counts stay under canonicalize and cse, before and after.
// RUN: fsdp-opt %s -split-input-file -pass-pipeline='builtin.module(fsdp-attach-extensions,canonicalize,cse,fsdp-check-hooks,fsdp-fuse-hooks,canonicalize,cse)' | FileCheck %s

// 9x3 over 8 ranks: chunks of 2, 2, 2, 2, 1, 0, 0, 0 rows. bf16 weights and f32
// biases travel in one slot: 6 and 6 bf16 (32 bytes each), 2 and 1 f32 (64 each).
// CHECK-LABEL: module @nine_rows
module @nine_rows attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 8>} {
  // CHECK: fsdp.group @g {{.*}}full_bytes = 512 : i64, {{.*}}slot_bytes = 192 : i64
  fsdp.group @g {root, state_bytes = 256}
  fsdp.param @"0.weight" {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, trained, extension = @bf16_cast,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  fsdp.param @"0.bias" {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 1, offset = 16>]}
  fsdp.param @"1.weight" {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, trained, extension = @bf16_cast,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 3, offset = 32>]}
  fsdp.param @"1.bias" {types = [tensor<3xf32>], compute = [tensor<3xf32>], group = @g, trained,
    layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 3, inner = 1, offset = 48>]}
  // CHECK-NOT: fsdp.extension

  // CHECK-LABEL: func.func @step
  // CHECK-NOT: fsdp.gather
  // CHECK: %[[SLOT:.*]] = fsdp.pack @g segments
  // CHECK-SAME: #fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = []>
  // CHECK-SAME: #fsdp.segment<classIndex = 1, param = @"0.bias", outer = 1, chunk = 2, inner = 1, size = 9, state = [16], wire = [32], full = []>
  // CHECK-SAME: #fsdp.segment<classIndex = 0, param = @"1.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [32], wire = [96], full = []>
  // CHECK-SAME: #fsdp.segment<classIndex = 1, param = @"1.bias", outer = 1, chunk = 1, inner = 1, size = 3, state = [48], wire = [128], full = []>
  // CHECK-SAME: : tensor<192xi8> {
  // CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK-NEXT:   %[[T:.*]] = arith.truncf %[[X]] : f32 to bf16
  // CHECK-NEXT:   fsdp.yield %[[T]] : bf16
  // CHECK-NEXT: }, {
  // CHECK-NEXT: ^bb0(%[[X:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK-NEXT:   fsdp.yield %[[X]] : f32
  // CHECK-NEXT: }
  // CHECK-NEXT: %[[TOKEN:.*]] = fsdp.collective_start {{ ?}}gather @g axis (shard) inputs(%[[SLOT]] : tensor<192xi8>)
  // CHECK-NEXT: %[[SOURCES:.*]] = fsdp.wait %[[TOKEN]] : !fsdp.sources
  // CHECK-NEXT: fsdp.unpack @g phase(forward) %[[SOURCES]] segments
  // CHECK-SAME: #fsdp.segment<classIndex = 0, param = @"0.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [0], wire = [0], full = [0]>
  // CHECK-SAME: #fsdp.segment<classIndex = 1, param = @"0.bias", outer = 1, chunk = 2, inner = 1, size = 9, state = [16], wire = [32], full = [192]>
  // CHECK-SAME: #fsdp.segment<classIndex = 0, param = @"1.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [32], wire = [96], full = [256]>
  // CHECK-SAME: #fsdp.segment<classIndex = 1, param = @"1.bias", outer = 1, chunk = 1, inner = 1, size = 3, state = [48], wire = [128], full = [448]>
  // CHECK-SAME: tensor<9x3xf32>, tensor<9xf32>, tensor<9x3xf32>, tensor<3xf32> {
  // CHECK:   arith.extf %{{.*}} : bf16 to f32
  // CHECK-NOT: fsdp.pack
  // CHECK-NOT: fsdp.unpack
  // CHECK: fsdp.phase_boundary
  // The backward phase reads one weight: the slot is whole, the unpack has one
  // segment at the same offsets and only its class.
  // CHECK: fsdp.pack @g segments
  // CHECK-SAME: @"1.bias"
  // CHECK: fsdp.collective_start {{ ?}}gather @g axis (shard) inputs(%{{.*}} : tensor<192xi8>)
  // CHECK: fsdp.unpack @g phase(backward) %{{.*}} segments [#fsdp.segment<classIndex = 0, param = @"1.weight", outer = 1, chunk = 2, inner = 3, size = 9, state = [32], wire = [96], full = [256]>] : tensor<9x3xf32> {
  // CHECK-NEXT: ^bb0
  // CHECK-NEXT:   arith.extf
  // CHECK-NEXT:   fsdp.yield
  // CHECK-NEXT: }
  // CHECK-NOT: fsdp.pack
  // CHECK-NOT: fsdp.unpack
  // CHECK: %[[RT:.*]] = fsdp.collective_start {{ ?}}reduce @g axis (shard) inputs(%{{.*}}, %{{.*}} : tensor<9x3xf32>, tensor<9xf32>) grads
  // CHECK-SAME: #fsdp.grad_segment<param = @"0.weight", innerIndex = -1, outer = 1, chunk = 2, inner = 3, size = 9, full = 0, slot = 0, shard = 0>
  // CHECK-SAME: #fsdp.grad_segment<param = @"0.bias", innerIndex = -1, outer = 1, chunk = 2, inner = 1, size = 9, full = 192, slot = 64, shard = 16>
  // CHECK-NEXT: %[[RS:.*]] = fsdp.wait %[[RT]] : !fsdp.sources
  // CHECK-NEXT: fsdp.reduce_unpack @g %[[RS]] scale(1.250000e-01) grads
  // CHECK-NOT: all_reduce
  func.func @step(%x: tensor<2x3xf32>) -> (tensor<9x3xf32>, tensor<9xf32>, tensor<3xf32>) attributes {fsdp.entry = "step"} {
    %f:4 = fsdp.gather @g phase(forward) [@"0.weight", @"0.bias", @"1.weight", @"1.bias"]
      : tensor<9x3xf32>, tensor<9xf32>, tensor<9x3xf32>, tensor<3xf32>
    %0 = arith.addf %f#0, %f#2 : tensor<9x3xf32>
    fsdp.phase_boundary
    %b = fsdp.gather @g phase(backward) [@"1.weight"] : tensor<9x3xf32>
    %1 = arith.mulf %0, %b : tensor<9x3xf32>
    fsdp.reduce_grad @g [@"0.weight", @"0.bias"] inner [-1, -1] (%1, %f#1 : tensor<9x3xf32>, tensor<9xf32>)
    return %1, %f#1, %f#3 : tensor<9x3xf32>, tensor<9xf32>, tensor<3xf32>
  }
}

// -----

// identity, two_tensor and no hook at all: the shard is the slot. Two replicas:
// the reduced shards are all-reduced over them.
// CHECK-LABEL: module @nothing_to_pack
module @nothing_to_pack attributes {fsdp.grid = #fsdp.grid<replicas = 2, shards = 2>} {
  // CHECK: fsdp.group @g {{.*}}slot_bytes = 320 : i64
  fsdp.group @g {state_bytes = 320}
  fsdp.param @one {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, trained, extension = @identity,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  fsdp.param @two {types = [tensor<9x3xf32>, tensor<9x3xf32>], compute = [tensor<9x3xf32>, tensor<9x3xf32>],
    inner = ["a", "b"], group = @g, trained, extension = @two_tensor,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 9, inner = 3, offset = 16>,
               #fsdp.layout<shards = 2, dim = 0, outer = 1, size = 9, inner = 3, offset = 32>]}
  fsdp.param @three {types = [tensor<9x3xf32>, tensor<9x3xf32>], compute = [tensor<9x3xf32>, tensor<9x3xf32>],
    inner = ["a", "b"], group = @g, trained,
    layouts = [#fsdp.layout<shards = 2, dim = 0, outer = 1, size = 9, inner = 3, offset = 48>,
               #fsdp.layout<shards = 2, dim = 0, outer = 1, size = 9, inner = 3, offset = 64>]}
  // CHECK-LABEL: func.func @step
  // CHECK-NOT: fsdp.pack
  // CHECK: %[[SLOT:.*]] = fsdp.shard_slot @g : tensor<320xi8>
  // CHECK-NEXT: fsdp.collective_start {{ ?}}gather @g axis (shard) inputs(%[[SLOT]] : tensor<320xi8>)
  // CHECK-NEXT: fsdp.wait
  // CHECK-NEXT: fsdp.unpack
  // CHECK-SAME: #fsdp.segment<classIndex = 0, param = @one, outer = 1, chunk = 5, inner = 3, size = 9, state = [0], wire = [0], full = [0]>
  // CHECK-SAME: #fsdp.segment<classIndex = 1, param = @two, outer = 1, chunk = 5, inner = 3, size = 9, state = [16, 32], wire = [64, 128], full = [128, 256]>
  // CHECK-SAME: #fsdp.segment<classIndex = 1, param = @three, outer = 1, chunk = 5, inner = 3, size = 9, state = [48, 64], wire = [192, 256], full = [384, 512]>
  // CHECK: }, {
  // CHECK-NEXT: ^bb0(%[[A:.*]]: f32, %[[B:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK-NEXT:   fsdp.yield %[[A]], %[[B]] : f32, f32
  // CHECK-NOT: fsdp.pack
  // CHECK: fsdp.collective_start {{ ?}}reduce @g axis (shard)
  // CHECK-SAME: param = @two, innerIndex = 1,
  // CHECK: fsdp.reduce_unpack @g %{{.*}} scale(5.000000e-01)
  // CHECK-NEXT: %[[T:.*]] = fsdp.collective_start {{ ?}}all_reduce @g axis (replicate)
  // CHECK-NEXT: fsdp.wait %[[T]]
  func.func @step() -> tensor<9x3xf32> attributes {fsdp.entry = "step"} {
    %f:5 = fsdp.gather @g phase(forward) [@one, @two, @three] : tensor<9x3xf32>, tensor<9x3xf32>, tensor<9x3xf32>, tensor<9x3xf32>, tensor<9x3xf32>
    fsdp.reduce_grad @g [@one, @two] inner [-1, 1] (%f#0, %f#2 : tensor<9x3xf32>, tensor<9x3xf32>)
    return %f#4 : tensor<9x3xf32>
  }
}

// -----

// A hook that pads by itself becomes a select on the row; where all shards are
// whole there is nothing to select, and the body is that of bf16_cast.
// CHECK-LABEL: module @padding
module @padding attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @uneven {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @bf16_pad,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  fsdp.param @even {types = [tensor<8x3xf32>], compute = [tensor<8x3xf32>], group = @g, extension = @bf16_pad,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 8, inner = 3, offset = 16>]}
  fsdp.param @cast {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, extension = @bf16_cast,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 9, inner = 1, offset = 32>]}
  // CHECK: fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @uneven
  // CHECK-SAME: #fsdp.segment<classIndex = 1, param = @even
  // CHECK-SAME: #fsdp.segment<classIndex = 1, param = @cast
  // CHECK: ^bb0(%[[X:.*]]: f32, %[[ROW:.*]]: index, %[[VALID:.*]]: index):
  // CHECK-DAG: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
  // CHECK-DAG: %[[EXISTS:.*]] = arith.cmpi ult, %[[ROW]], %[[VALID]] : index
  // CHECK: %[[PADDED:.*]] = arith.select %[[EXISTS]], %[[X]], %[[ZERO]] : f32
  // CHECK: %[[W:.*]] = arith.truncf %[[PADDED]] : f32 to bf16
  // CHECK: fsdp.yield %[[W]] : bf16
  // CHECK: ^bb0(%[[X:.*]]: f32, %{{.*}}: index, %{{.*}}: index):
  // CHECK-NEXT: arith.truncf %[[X]]
  func.func @step() -> (tensor<9x3xf32>, tensor<8x3xf32>, tensor<9xf32>) attributes {fsdp.entry = "step"} {
    %f:3 = fsdp.gather @g phase(forward) [@uneven, @even, @cast] : tensor<9x3xf32>, tensor<8x3xf32>, tensor<9xf32>
    return %f#0, %f#1, %f#2 : tensor<9x3xf32>, tensor<8x3xf32>, tensor<9xf32>
  }
}

// -----

// Everything of element scope at once: linalg with its own index, named ops, a
// flat wire, metadata, scalars of the context, a sharded dimension 1.
// CHECK-LABEL: module @element_scope
module @element_scope attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 2>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @w {types = [tensor<4x5x2xf32>], compute = [tensor<4x5x2xf32>], group = @g, dim = 1, extension = @rich,
    layouts = [#fsdp.layout<shards = 2, dim = 1, outer = 4, size = 5, inner = 2, offset = 0>]}
  fsdp.extension @rich signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %n = arith.index_cast %size : index to i32
    %scale = arith.sitofp %n : i32 to f32
    %zero_index = arith.constant 0 : index
    %one_index = arith.constant 1 : index
    %two_index = arith.constant 2 : index
    %d0 = tensor.dim %x, %zero_index : tensor<?x?x?xf32>
    %d1 = tensor.dim %x, %one_index : tensor<?x?x?xf32>
    %d2 = tensor.dim %x, %two_index : tensor<?x?x?xf32>
    %empty = tensor.empty(%d0, %d1, %d2) : tensor<?x?x?xf32>
    %masked = linalg.generic {
        indexing_maps = [affine_map<(a, b, c) -> (a, b, c)>, affine_map<(a, b, c) -> (a, b, c)>],
        iterator_types = ["parallel", "parallel", "parallel"]}
        ins(%x : tensor<?x?x?xf32>) outs(%empty : tensor<?x?x?xf32>) {
    ^bb1(%e: f32, %out: f32):
      %r = linalg.index 1 : index
      %in = arith.cmpi ult, %r, %valid : index
      %s = arith.mulf %e, %scale : f32
      %m = arith.select %in, %s, %zero : f32
      linalg.yield %m : f32
    } -> tensor<?x?x?xf32>
    %e = linalg.abs ins(%masked : tensor<?x?x?xf32>) outs(%empty : tensor<?x?x?xf32>) -> tensor<?x?x?xf32>
    %h = arith.truncf %e : tensor<?x?x?xf32> to tensor<?x?x?xf16>
    %flat = tensor.collapse_shape %h [[0, 1, 2]] : tensor<?x?x?xf16> into tensor<?xf16>
    fsdp.yield %flat, %scale : tensor<?xf16>, f32 {wires = 1}
  } post {
  ^bb0(%flat: tensor<?xf16>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index, %scale: f32):
    %f = arith.extf %flat : tensor<?xf16> to tensor<?xf32>
    %c0 = arith.constant 0 : index
    %n = tensor.dim %f, %c0 : tensor<?xf32>
    %s = tensor.splat %scale[%n] : tensor<?xf32>
    %d = arith.divf %f, %s : tensor<?xf32>
    %wide = tensor.cast %d : tensor<?xf32> to tensor<24xf32>
    %full = tensor.expand_shape %wide [[0, 1, 2]] output_shape [4, 3, 2] : tensor<24xf32> into tensor<4x3x2xf32>
    fsdp.yield %full : tensor<4x3x2xf32>
  }
  // CHECK: fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @w, outer = 4, chunk = 3, inner = 2, size = 5, state = [0], wire = [0], full = []>] : tensor<64xi8>
  // CHECK: ^bb0(%[[X:.*]]: f32, %[[ROW:.*]]: index, %[[VALID:.*]]: index):
  // CHECK-DAG: %[[FIVE:.*]] = arith.constant 5.000000e+00 : f32
  // CHECK-DAG: %[[IN:.*]] = arith.cmpi ult, %[[ROW]], %[[VALID]] : index
  // CHECK-DAG: %[[SCALED:.*]] = arith.mulf %[[X]], %[[FIVE]] : f32
  // CHECK-DAG: %[[M:.*]] = arith.select %[[IN]], %[[SCALED]], %{{.*}} : f32
  // CHECK: %[[A:.*]] = math.absf %[[M]] : f32
  // CHECK: arith.truncf %[[A]] : f32 to f16
  // CHECK: fsdp.unpack
  // CHECK: ^bb0(%[[W:.*]]: f16, %{{.*}}: index, %{{.*}}: index):
  // CHECK-DAG: %[[F:.*]] = arith.extf %[[W]] : f16 to f32
  // CHECK-DAG: %[[FIVE:.*]] = arith.constant 5.000000e+00 : f32
  // CHECK: arith.divf %[[F]], %[[FIVE]] : f32
  func.func @step() -> tensor<4x5x2xf32> attributes {fsdp.entry = "step"} {
    %f = fsdp.gather @g phase(forward) [@w] : tensor<4x5x2xf32>
    return %f : tensor<4x5x2xf32>
  }
}

// -----

// Other ways to pad: into zeros, or by concatenation.
// CHECK-LABEL: module @other_padding
module @other_padding attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @g {root, dtype = f32}
  fsdp.param @a {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @insert,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 9, inner = 3, offset = 0>]}
  fsdp.param @b {types = [tensor<9x3xf32>], compute = [tensor<9x3xf32>], group = @g, extension = @concat,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 9, inner = 3, offset = 16>]}
  fsdp.extension @insert signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %c1 = arith.constant 1 : index
    %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
    %e = tensor.empty(%chunk, %stride) : tensor<1x?x?xf32>
    %zeros = linalg.fill ins(%zero : f32) outs(%e : tensor<1x?x?xf32>) -> tensor<1x?x?xf32>
    %mine = tensor.extract_slice %x[0, 0, 0] [1, %valid, %stride] [1, 1, 1] : tensor<?x?x?xf32> to tensor<1x?x?xf32>
    %w = tensor.insert_slice %mine into %zeros[0, 0, 0] [1, %valid, %stride] [1, 1, 1] : tensor<1x?x?xf32> into tensor<1x?x?xf32>
    fsdp.yield %w : tensor<1x?x?xf32>
  } post {
  ^bb0(%w: tensor<1x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x?x?xf32>
  }
  fsdp.extension @concat signature(2) pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    %zero = arith.constant 0.0 : f32
    %c1 = arith.constant 1 : index
    %chunk = tensor.dim %x, %c1 : tensor<?x?x?xf32>
    %missing = arith.subi %chunk, %valid : index
    %zeros = tensor.splat %zero[%missing, %stride] : tensor<1x?x?xf32>
    %mine = tensor.extract_slice %x[0, 0, 0] [1, %valid, %stride] [1, 1, 1] : tensor<?x?x?xf32> to tensor<1x?x?xf32>
    %w = tensor.concat dim(1) %mine, %zeros : (tensor<1x?x?xf32>, tensor<1x?x?xf32>) -> tensor<1x?x?xf32>
    fsdp.yield %w : tensor<1x?x?xf32>
  } post {
  ^bb0(%w: tensor<1x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index, %stride: index):
    fsdp.yield %w : tensor<1x?x?xf32>
  }
  // Both are the same body.
  // CHECK: fsdp.pack @g segments [#fsdp.segment<classIndex = 0, param = @a, {{.*}}#fsdp.segment<classIndex = 0, param = @b,
  // CHECK: ^bb0(%[[X:.*]]: f32, %[[ROW:.*]]: index, %[[VALID:.*]]: index):
  // CHECK-DAG: %[[ZERO:.*]] = arith.constant 0.000000e+00 : f32
  // CHECK-DAG: %[[EXISTS:.*]] = arith.cmpi ult, %[[ROW]], %[[VALID]] : index
  // CHECK: %[[PADDED:.*]] = arith.select %[[EXISTS]], %[[X]], %[[ZERO]] : f32
  // CHECK: fsdp.yield %[[PADDED]] : f32
  // CHECK-NEXT: }
  // CHECK-NEXT: fsdp.collective_start
  func.func @step() -> (tensor<9x3xf32>, tensor<9x3xf32>) attributes {fsdp.entry = "step"} {
    %f:2 = fsdp.gather @g phase(forward) [@a, @b] : tensor<9x3xf32>, tensor<9x3xf32>
    return %f#0, %f#1 : tensor<9x3xf32>, tensor<9x3xf32>
  }
}
