// RUN: fsdp-opt %s -fsdp-import-step=grid=3 -fsdp-attach-extensions -fsdp-assign-groups-and-layouts -fsdp-check-hooks -fsdp-split-phases -fsdp-fuse-hooks | FileCheck %s
// RUN: fsdp-opt %s -fsdp-import-step=grid=3 -fsdp-attach-extensions | FileCheck %s --check-prefix=ATTACHED
// ATTACHED: fsdp.extension @int8_atomic signature(1) atomic(32) forms ["", "codes", "scales"] pre

// Blocks of 32 elements are 8 rows of 12 (gcd 4): 30 rows over 3 shards are chunks of 16, not of 10; the last shard has none.
// CHECK: fsdp.param @rows {{.*}}#fsdp.layout<shards = 3, dim = 0, outer = 1, size = 30, inner = 12, offset = 0, block = 8>
// What is less than a block is one chunk, the first shard's.
// CHECK: fsdp.param @few {{.*}}#fsdp.layout<shards = 3, dim = 0, outer = 1, size = 5, inner = 1, offset = 192, block = 32>
// Of two pieces each has whole blocks, more than there is.
// CHECK: fsdp.param @pieces {{.*}}#fsdp.layout<shards = 3, dim = 1, outer = 2, size = 7, inner = 2, offset = 208, block = 16>
// CHECK-LABEL: func.func @eval
// CHECK: fsdp.pack @root segments [
// CHECK-SAME: param = @rows, outer = 1, chunk = 16, inner = 12, size = 30, state = [0], wire = [0, 192], full = [], block = 32
// CHECK-SAME: param = @few, outer = 1, chunk = 5, inner = 1, size = 5, state = [192], wire = [256, 272], full = [], block = 32
// CHECK-SAME: param = @pieces, outer = 2, chunk = 16, inner = 2, size = 7, state = [208], wire = [336, 400], full = [], block = 32
func.func @eval(%rows: tensor<30x12xf32> {fsdp.param = "rows", fsdp.extension = @int8_atomic},
                %few: tensor<5xf32> {fsdp.param = "few", fsdp.extension = @int8_atomic},
                %pieces: tensor<2x7x2xf32> {fsdp.param = "pieces", fsdp.dim = 1 : i64, fsdp.extension = @int8_atomic},
                %x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}) attributes {fsdp.entry = "eval"} {
  %c0 = arith.constant 0 : index
  %0 = tensor.extract %rows[%c0, %c0] : tensor<30x12xf32>
  %1 = tensor.extract %few[%c0] : tensor<5xf32>
  %2 = tensor.extract %pieces[%c0, %c0, %c0] : tensor<2x7x2xf32>
  %3 = arith.addf %0, %1 : f32
  %4 = arith.addf %2, %3 : f32
  %5 = tensor.from_elements %4 : tensor<f32>
  return %5 : tensor<f32>
}
