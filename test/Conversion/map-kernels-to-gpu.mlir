// RUN: fsdp-opt %s -fsdp-map-kernels-to-gpu -canonicalize -cse -split-input-file | FileCheck %s

#id = affine_map<(d0, d1) -> (d0, d1)>
#t = affine_map<(d0, d1) -> (d1, d0)>
#row = affine_map<(d0, d1) -> (d0)>
#column = affine_map<(d0, d1) -> (d1)>

// Contiguous and aligned operands: 16 bytes a thread. The row that is added is
// loaded once for the vector's elements. Fast-math flags are gone.

// CHECK-LABEL: gpu.func @pointwise(
// CHECK-SAME: %[[X:[a-z0-9]+]]: memref<64x128xf32> {llvm.noalias}, %[[B:[a-z0-9]+]]: memref<128xf32>, %[[Y:[a-z0-9]+]]: memref<64x128xf32>) kernel
// CHECK-SAME: known_block_size = array<i32: 256, 1, 1>, known_grid_size = array<i32: 8, 1, 1>, plan.kernel
// CHECK: %[[V:.*]] = vector.load %[[X]][%{{.*}}] {alignment = 16 : i64} : memref<64x128xf32>, vector<4xf32>
// CHECK: vector.load %[[B]][%{{.*}}] {alignment = 16 : i64} : memref<128xf32>, vector<4xf32>
// CHECK: arith.addf %{{.*}}, %{{.*}} : f32
// CHECK-NOT: fastmath<{{[^n]}}
// CHECK: vector.store {{.*}}, %[[Y]][%{{.*}}] {alignment = 16 : i64} : memref<64x128xf32>, vector<4xf32>
func.func private @pointwise(%x: memref<64x128xf32> {llvm.noalias}, %b: memref<128xf32>, %y: memref<64x128xf32>) attributes {plan.kernel} {
  linalg.generic {indexing_maps = [#id, #column, #id], iterator_types = ["parallel", "parallel"]}
      ins(%x, %b : memref<64x128xf32>, memref<128xf32>) outs(%y : memref<64x128xf32>) {
  ^bb0(%in: f32, %bias: f32, %out: f32):
    %s = arith.addf %in, %bias fastmath<reassoc,contract> : f32
    linalg.yield %s : f32
  }
  return
}

// -----

// A launch at byte 4 of a buffer: element by element.

// CHECK-LABEL: gpu.func @unaligned
// CHECK-NOT: vector
// CHECK: memref.load
// CHECK: memref.store
func.func @step(%x: memref<1025xf32>, %y: memref<1024xf32>) {
  plan.launch @unaligned(%x, %y : memref<1025xf32>, memref<1024xf32>) at [4, 0] bytes [4096, 4096] access [1, 2] stream 0
  return
}
func.func private @unaligned(%x: memref<1024xf32>, %y: memref<1024xf32>) attributes {plan.kernel} {
  linalg.exp ins(%x : memref<1024xf32>) outs(%y : memref<1024xf32>)
  return
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#row = affine_map<(d0, d1) -> (d0)>

// Short rows: a warp each, 8 in a block, joined by shuffles.

// CHECK-LABEL: gpu.func @short_rows
// CHECK-SAME: known_grid_size = array<i32: 13, 1, 1>
// CHECK: scf.for
// CHECK: vector.load {{.*}} vector<4xf32>
// CHECK-COUNT-5: gpu.shuffle xor
// CHECK-NOT: gpu.barrier
// CHECK: memref.store
func.func private @short_rows(%x: memref<100x512xf32>, %y: memref<100xf32>) attributes {plan.kernel} {
  linalg.generic {indexing_maps = [#id, #row], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<100x512xf32>) outs(%y : memref<100xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.maximumf %in, %out : f32
    linalg.yield %s : f32
  }
  return
}

// -----

// One long row: a block of all threads that it may have, joined in shared memory.

// CHECK-LABEL: gpu.func @long_row
// CHECK-SAME: workgroup(%{{.*}} : memref<32xf32, #gpu.address_space<workgroup>> {llvm.align = 16 : i64})
// CHECK-SAME: known_block_size = array<i32: 1024, 1, 1>, known_grid_size = array<i32: 1, 1, 1>
// CHECK-COUNT-5: gpu.shuffle xor
// CHECK: gpu.barrier
func.func private @long_row(%x: memref<65536xf32>, %y: memref<f32>) attributes {plan.kernel} {
  linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> ()>], iterator_types = ["reduction"]}
      ins(%x : memref<65536xf32>) outs(%y : memref<f32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  }
  return
}

// -----

#id = affine_map<(d0, d1) -> (d0, d1)>
#column = affine_map<(d0, d1) -> (d0)>
#t = affine_map<(d0, d1) -> (d1, d0)>

// Columns: 32 of them and 8 parts of their sum in a block.

// CHECK-LABEL: gpu.func @columns
// CHECK-SAME: workgroup(%{{.*}} : memref<8x32xf32, #gpu.address_space<workgroup>> {llvm.align = 16 : i64})
// CHECK-SAME: known_block_size = array<i32: 256, 1, 1>, known_grid_size = array<i32: 4, 1, 1>
func.func private @columns(%x: memref<256x128xf32>, %y: memref<128xf32>) attributes {plan.kernel} {
  linalg.generic {indexing_maps = [#t, #column], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<256x128xf32>) outs(%y : memref<128xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  }
  return
}

// Few long ones: 32 parts.

// CHECK-LABEL: gpu.func @long_columns
// CHECK-SAME: workgroup(%{{.*}} : memref<32x32xf32, #gpu.address_space<workgroup>> {llvm.align = 16 : i64})
// CHECK-SAME: known_block_size = array<i32: 1024, 1, 1>, known_grid_size = array<i32: 4, 1, 1>
func.func private @long_columns(%x: memref<512x128xf32>, %y: memref<128xf32>) attributes {plan.kernel} {
  linalg.generic {indexing_maps = [#t, #column], iterator_types = ["parallel", "reduction"]}
      ins(%x : memref<512x128xf32>) outs(%y : memref<128xf32>) {
  ^bb0(%in: f32, %out: f32):
    %s = arith.addf %in, %out : f32
    linalg.yield %s : f32
  }
  return
}

// -----

// Squares of 32 x 32 through shared memory.

// CHECK-LABEL: gpu.func @transpose
// CHECK-SAME: workgroup(%[[S:[a-z0-9]+]] : memref<32x33xbf16, #gpu.address_space<workgroup>> {llvm.align = 16 : i64})
// CHECK-SAME: known_grid_size = array<i32: 12, 1, 1>
// CHECK: memref.store %{{.*}}, %[[S]]
// CHECK: gpu.barrier
// CHECK: memref.load %[[S]]
func.func private @transpose(%x: memref<96x100xbf16>, %y: memref<100x96xbf16>) attributes {plan.kernel} {
  linalg.transpose ins(%x : memref<96x100xbf16>) outs(%y : memref<100x96xbf16>) permutation = [1, 0]
  return
}

// -----

// A loop: one block, the ops in it spread over its threads. Constants move
// along; an assertion has a number and a word to report in.

// CHECK: module attributes {gpu.container_module, plan.assertions = {{\[\[}}"negative", "{{.*}}"{{\]\]}}}
// CHECK: memref.global "private" constant @w
// CHECK-LABEL: gpu.func @loop(
// CHECK-SAME: memref<4x64xf32>, %[[Y:[a-z0-9]+]]: memref<64xf32>, %{{.*}}: memref<1xi32>)
// CHECK-SAME: known_block_size = array<i32: 64, 1, 1>, known_grid_size = array<i32: 1, 1, 1>, plan.kernel, plan.may_assert
// CHECK: scf.for
// CHECK: cf.assert %{{.*}}, "negative" {plan.assertion = 0 : i32}
// CHECK: gpu.barrier
// CHECK: scf.for
// CHECK: memref.store %{{.*}}, %[[Y]]
// CHECK: gpu.barrier
memref.global "private" constant @w : memref<4xf32> = dense<[1.0, 2.0, 3.0, 4.0]>
func.func private @loop(%x: memref<4x64xf32>, %y: memref<64xf32>) attributes {plan.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c4 = arith.constant 4 : index
  %zero = arith.constant 0.0 : f32
  %w = memref.get_global @w : memref<4xf32>
  scf.for %i = %c0 to %c4 step %c1 {
    %f = memref.load %w[%i] : memref<4xf32>
    %ok = arith.cmpf oge, %f, %zero : f32
    cf.assert %ok, "negative"
    %row = memref.subview %x[%i, 0] [1, 64] [1, 1] : memref<4x64xf32> to memref<64xf32, strided<[1], offset: ?>>
    linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
        ins(%row : memref<64xf32, strided<[1], offset: ?>>) outs(%y : memref<64xf32>) {
    ^bb0(%in: f32, %out: f32):
      %p = arith.mulf %in, %f : f32
      %s = arith.addf %p, %out : f32
      linalg.yield %s : f32
    }
  }
  return
}

// -----

// Rows added where indices say: a block for each update, 1024 elements of the row in each, which leaves the row to the first
// update that names it. The row that the loop copied aside stays in registers, for nothing else reads where it was.

// CHECK-LABEL: gpu.func @scatter(
// CHECK-SAME: memref<100xi64>, %[[X:[a-z0-9]+]]: memref<100x2000xf32>, %[[Y:[a-z0-9]+]]: memref<50x2000xf32>, %[[ROW:[a-z0-9]+]]: memref<2000xf32>
// CHECK-SAME: workgroup(%{{.*}} : memref<256xi32, #gpu.address_space<workgroup>>
// CHECK-SAME: known_block_size = array<i32: 256, 1, 1>, known_grid_size = array<i32: 200, 1, 1>, plan.kernel, plan.may_assert
// CHECK: cf.assert
// CHECK: scf.for {{.*}} iter_args
// CHECK: scf.if
// CHECK-NOT: %[[ROW]]
// CHECK: %[[OLD:.*]] = memref.load %[[TO:.*]][%[[P:.*]]] : memref<2000xf32, strided<[1], offset: ?>>
// CHECK-NEXT: %[[MORE:.*]] = memref.load %{{.*}}[%[[P]]]
// CHECK-NEXT: %[[SUM:.*]] = arith.addf %[[OLD]], %[[MORE]]
// CHECK-NEXT: memref.store %[[SUM]], %[[TO]][%[[P]]]
// CHECK-NOT: %[[ROW]]
// CHECK: gpu.return
func.func private @scatter(%i: memref<100xi64>, %x: memref<100x2000xf32>, %y: memref<50x2000xf32>, %row: memref<2000xf32>) attributes {plan.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c50 = arith.constant 50 : index
  %c100 = arith.constant 100 : index
  scf.for %k = %c0 to %c100 step %c1 {
    %at = memref.load %i[%k] : memref<100xi64>
    %r = arith.index_cast %at : i64 to index
    %ok = arith.cmpi ult, %r, %c50 : index
    cf.assert %ok, "no such row"
    %from = memref.subview %x[%k, 0] [1, 2000] [1, 1] : memref<100x2000xf32> to memref<2000xf32, strided<[1], offset: ?>>
    %to = memref.subview %y[%r, 0] [1, 2000] [1, 1] : memref<50x2000xf32> to memref<2000xf32, strided<[1], offset: ?>>
    memref.copy %to, %row : memref<2000xf32, strided<[1], offset: ?>> to memref<2000xf32>
    linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
        ins(%row, %from : memref<2000xf32>, memref<2000xf32, strided<[1], offset: ?>>) outs(%to : memref<2000xf32, strided<[1], offset: ?>>) {
    ^bb0(%old: f32, %more: f32, %out: f32):
      %s = arith.addf %old, %more : f32
      linalg.yield %s : f32
    }
  }
  return
}
func.func @step(%i: memref<100xi64>, %x: memref<100x2000xf32>, %y: memref<50x2000xf32>) {
  %row = memref.alloc() : memref<2000xf32>
  plan.launch @scatter(%i, %x, %y, %row : memref<100xi64>, memref<100x2000xf32>, memref<50x2000xf32>, memref<2000xf32>) at [0, 0, 0, 0] bytes [800, 800000, 400000, 8000] access [1, 1, 3, 2] stream 0 {label = "for"}
  return
}

// -----

// What a loop reads of another row than it writes it does in order: one block.

// CHECK-LABEL: gpu.func @shift(
// CHECK-SAME: known_grid_size = array<i32: 1, 1, 1>
func.func private @shift(%y: memref<51x64xf32>) attributes {plan.kernel} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c50 = arith.constant 50 : index
  scf.for %k = %c0 to %c50 step %c1 {
    %next = arith.addi %k, %c1 : index
    %from = memref.subview %y[%k, 0] [1, 64] [1, 1] : memref<51x64xf32> to memref<64xf32, strided<[1], offset: ?>>
    %to = memref.subview %y[%next, 0] [1, 64] [1, 1] : memref<51x64xf32> to memref<64xf32, strided<[1], offset: ?>>
    linalg.generic {indexing_maps = [affine_map<(d0) -> (d0)>, affine_map<(d0) -> (d0)>], iterator_types = ["parallel"]}
        ins(%from : memref<64xf32, strided<[1], offset: ?>>) outs(%to : memref<64xf32, strided<[1], offset: ?>>) {
    ^bb0(%in: f32, %out: f32):
      %s = arith.addf %in, %out : f32
      linalg.yield %s : f32
    }
  }
  return
}

// -----

// Tables of all kernels share 64 KiB of constant memory: the largest is ordinary memory where they need more.

// CHECK-DAG: memref.global "private" constant @large : memref<12000xi32> = dense<1>
// CHECK-DAG: memref.global "private" constant @small : memref<6000xi32, 4> = dense<2>
// CHECK-LABEL: gpu.func @tables
// CHECK-DAG: memref.get_global @large : memref<12000xi32>
// CHECK-DAG: memref.get_global @small : memref<6000xi32, 4>
memref.global "private" constant @large : memref<12000xi32, 4 : i64> = dense<1>
memref.global "private" constant @small : memref<6000xi32, 4 : i64> = dense<2>
func.func private @tables(%y: memref<2xi32>) attributes {plan.kernel, known_grid_size = array<i32: 1, 1, 1>, known_block_size = array<i32: 1, 1, 1>} {
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %large = memref.get_global @large : memref<12000xi32, 4 : i64>
  %small = memref.get_global @small : memref<6000xi32, 4 : i64>
  %a = memref.load %large[%c1] : memref<12000xi32, 4 : i64>
  %b = memref.load %small[%c1] : memref<6000xi32, 4 : i64>
  memref.store %a, %y[%c0] : memref<2xi32>
  memref.store %b, %y[%c1] : memref<2xi32>
  return
}
