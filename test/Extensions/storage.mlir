// RUN: fsdp-opt %s -fsdp-import-step=grid=2 -fsdp-attach-extensions -fsdp-assign-groups-and-layouts -split-input-file | FileCheck %s --check-prefix=LAYOUT
// RUN: fsdp-opt %s -fsdp-import-step=grid=2 -fsdp-attach-extensions -fsdp-assign-groups-and-layouts -fsdp-check-hooks -fsdp-split-phases -fsdp-fuse-hooks -split-input-file | FileCheck %s

// Frozen parameters are stored as what pre makes of a chunk: codes and a scale for each block of 32, bf16 of the parameter's own
// name. 30 rows of 3 are chunks of 15: 45 codes take 48 bytes, two scales 16 elements; the next parameter is at a multiple of 64
// bytes.
// LAYOUT: fsdp.group @root {root, state_bytes = 256 : i64}
// LAYOUT: fsdp.param @w {{.*}}layouts = [#fsdp.layout<{{.*}}size = 30, inner = 3, offset = 0>]
// LAYOUT-SAME: storage = [#fsdp.storage<name = "codes", type = tensor<1x15x3xi8>, offset = 0>,
// LAYOUT-SAME: #fsdp.storage<name = "scales", type = tensor<2xf32>, offset = 48>]
// LAYOUT: fsdp.param @n {{.*}}storage = [#fsdp.storage<name = "", type = tensor<1x15x1xbf16>, offset = 128>]
// LAYOUT: fsdp.param @b {{.*}}offset = 48>]
// The hooks of its base.
// LAYOUT: fsdp.extension @int8_frozen signature(1) storage ["codes", "scales"] forms ["", "codes", "scales"] pre
// LAYOUT: fsdp.extension @bf16_frozen signature(1) storage [""] pre

// State and slot are laid out alike, so that the state is the slot; the post hooks are those of the extensions.
// CHECK-LABEL: func.func @step
// CHECK: fsdp.shard_slot @root : tensor<256xi8>
// CHECK: fsdp.unpack @root
// CHECK-SAME: param = @w, outer = 1, chunk = 15, inner = 3, size = 30, state = [0], wire = [0, 48], full = [0], block = 32, blockWires = [1]>
// CHECK: ^bb0(%{{.*}}: i8, %{{.*}}: f32, %{{.*}}: index, %{{.*}}: index):
// CHECK: arith.mulf
// CHECK: ^bb0(%{{.*}}: bf16,
// CHECK: arith.extf

// From a seed: the chunk by its recipe, then what pre makes of it. Others are written where they are.
// CHECK-LABEL: func.func @init() attributes {fsdp.entry = "init"}
// CHECK: %[[CHUNK:.*]] = fsdp.initialize @root [@w] inner [0] {{.*}} : tensor<1x15x3xf32> {
// CHECK: fsdp.store @w
// CHECK: fsdp.initialize @root [@b] inner [0] seed(%{{.*}}) numbers [{{.*}}] {

// From a checkpoint of full precision: an entry for each.
// CHECK: func.func @store(%[[CHUNK:.*]]: tensor<1x15x3xf32> {fsdp.chunk = "chunk"}) attributes {fsdp.entry = "store.w"}
// CHECK: arith.fptosi
// CHECK: fsdp.store @w(%{{.*}}, %{{.*}} : tensor<1x15x3xi8>, tensor<2xf32>)
// CHECK: func.func @store_{{.*}}tensor<1x15x1xf32> {fsdp.chunk = "chunk"}) attributes {fsdp.entry = "store.n"}
// CHECK: fsdp.store @n(%{{.*}} : tensor<1x15x1xbf16>)
func.func @step(%w: tensor<30x3xf32> {fsdp.param = "w", fsdp.extension = @int8_frozen},
                %n: tensor<30xf32> {fsdp.param = "n", fsdp.extension = @bf16_frozen},
                %b: tensor<30xf32> {fsdp.param = "b"}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}, tensor<30xf32> {fsdp.grad = "b"}) {
  %c0 = arith.constant 0 : index
  %0 = tensor.extract %w[%c0, %c0] : tensor<30x3xf32>
  %1 = tensor.extract %n[%c0] : tensor<30xf32>
  %2 = tensor.extract %x[] : tensor<f32>
  %3 = arith.mulf %0, %1 : f32
  %4 = arith.mulf %2, %3 : f32
  %loss = tensor.from_elements %4 : tensor<f32>
  return %loss, %b : tensor<f32>, tensor<30xf32>
}

// -----

// Where another hook makes the slot differ from the state, its bytes are copied there, and no more: there may be none.
// LAYOUT: fsdp.param @w {{.*}}offset = 64>, #fsdp.storage<{{.*}}offset = 112>]
// CHECK-LABEL: func.func @eval
// CHECK: fsdp.pack @root segments [
// CHECK-SAME: #fsdp.segment<classIndex = 0, param = @b, outer = 1, chunk = 15, inner = 1, size = 30, state = [0], wire = [0], full = []>
// CHECK-SAME: #fsdp.segment<classIndex = 1, param = @w, outer = 1, chunk = 112, inner = 1, size = 224, state = [64], wire = [32], full = []>
// CHECK: arith.truncf
// CHECK: ^bb0(%[[BYTE:.*]]: i8, %{{.*}}: index, %{{.*}}: index):
// CHECK-NEXT: fsdp.yield %[[BYTE]] : i8
func.func @eval(%b: tensor<30xf32> {fsdp.param = "b", fsdp.extension = @bf16_cast},
                %w: tensor<30x3xf32> {fsdp.param = "w", fsdp.extension = @own}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}) attributes {fsdp.entry = "eval"} {
  %c0 = arith.constant 0 : index
  %0 = tensor.extract %w[%c0, %c0] : tensor<30x3xf32>
  %1 = tensor.extract %b[%c0] : tensor<30xf32>
  %2 = arith.addf %0, %1 : f32
  %3 = tensor.from_elements %2 : tensor<f32>
  return %3 : tensor<f32>
}
// Of the module, on hooks of the library.
fsdp.extension @own of @int8_frozen storage ["q", "s"]

// -----

// Forms of what is stored, each wire where its readers want it: 15 rows of 3 codes take 48 bytes, their scales 64, which end where
// the state's next parameter may start; the codes and scale of one number take 16 bytes each.
// LAYOUT: fsdp.group @root {root, state_bytes = 192 : i64}
// LAYOUT: fsdp.param @w {{.*}}storage = [#fsdp.storage<name = "codes", type = tensor<1x15x3xf8E4M3FN>, offset = 0>, #fsdp.storage<name = "scales", type = tensor<1x15xf32>, offset = 48>]
// CHECK-LABEL: func.func @eval
// CHECK: fsdp.pack @root segments [
// CHECK-SAME: chunk = 48, inner = 1, size = 96, state = [0],
// CHECK-SAME: chunk = 64, inner = 1, size = 128, state = [48],
// CHECK-SAME: chunk = 16, inner = 1, size = 32, state = [128],
// CHECK-SAME: chunk = 16, inner = 1, size = 32, state = [144],
func.func @eval(%codes: tensor<30x3xf8E4M3FN> {fsdp.param = "w", fsdp.form = "codes", fsdp.shape = array<i64: 30, 3>, fsdp.extension = @fp8_rows_frozen},
                %scales: tensor<30xf32> {fsdp.param = "w", fsdp.form = "scales", fsdp.shape = array<i64: 30, 3>, fsdp.extension = @fp8_rows_frozen},
                %n: tensor<1xf32> {fsdp.param = "n", fsdp.extension = @mxfp8_frozen}, %x: tensor<f32> {fsdp.batch = "x"})
    -> (tensor<f32> {fsdp.loss}) attributes {fsdp.entry = "eval"} {
  %c0 = arith.constant 0 : index
  %0 = tensor.extract %codes[%c0, %c0] : tensor<30x3xf8E4M3FN>
  %1 = arith.extf %0 : f8E4M3FN to f32
  %2 = tensor.extract %scales[%c0] : tensor<30xf32>
  %3 = arith.mulf %1, %2 : f32
  %4 = tensor.extract %n[%c0] : tensor<1xf32>
  %5 = arith.addf %3, %4 : f32
  %6 = tensor.from_elements %5 : tensor<f32>
  return %6 : tensor<f32>
}
