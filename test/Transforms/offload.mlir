// RUN: fsdp-opt %s --fsdp-import-step='offload' --fsdp-assign-groups-and-layouts --fsdp-split-phases --fsdp-fuse-hooks | FileCheck %s --check-prefixes=BOTH,HOST
// RUN: fsdp-opt %s --fsdp-import-step --fsdp-assign-groups-and-layouts --fsdp-split-phases --fsdp-fuse-hooks | FileCheck %s --check-prefixes=BOTH,DEVICE

// A slot is where collectives and other ranks read it: a shard in the host's memory is packed, even as it is.
// HOST: module attributes {{{.*}}fsdp.offload
// DEVICE-NOT: fsdp.offload
// BOTH: func.func @step
// HOST: fsdp.pack
// HOST-NOT: fsdp.shard_slot
// DEVICE-NOT: fsdp.pack
// DEVICE: fsdp.shard_slot
module {
  shard.grid @grid(shape = 2)
  func.func @step(%w: tensor<8xf32> {fsdp.param = "w"}, %x: tensor<8xf32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}) {
    %zero = arith.constant dense<0.0> : tensor<f32>
    %p = arith.mulf %w, %x : tensor<8xf32>
    %l = linalg.reduce { arith.addf } ins(%p : tensor<8xf32>) outs(%zero : tensor<f32>) dimensions = [0]
    return %l : tensor<f32>
  }
}
