// RUN: fsdp-opt %s -fsdp-import-step=grid=3 -fsdp-attach-extensions -fsdp-assign-groups-and-layouts | FileCheck %s

// A gradient lies as its parameter does: what keeps blocks of one together keeps those of the other. 30 rows over 3 shards
// are chunks of 16, not of 10.
// CHECK: fsdp.param @w {{.*}}#fsdp.layout<shards = 3, dim = 0, outer = 1, size = 30, inner = 12, offset = 0, block = 8>{{.*}}reduce_extension = @int8_atomic
func.func @step(%w: tensor<30x12xf32> {fsdp.param = "w", fsdp.reduce_extension = @int8_atomic},
                %x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}, tensor<30x12xf32> {fsdp.grad = "w"}) {
  return %x, %w : tensor<f32>, tensor<30x12xf32>
}
