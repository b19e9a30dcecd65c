// RUN: fsdp-opt %s --fsdp-import-step='optimizer=adam optimizer=rare=adamw' --fsdp-assign-groups-and-layouts | FileCheck %s

// Chunks behind each other at multiples of 16 elements; 9 rows over 8 shards are
// chunks of 2 rows, the last shards empty.
// CHECK: fsdp.group @plain {state_bytes = 256 : i64}
// CHECK: fsdp.group @mixed {state_bytes = 320 : i64}
// CHECK: fsdp.param @w1 {{.*}}layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 10, offset = 0>]
// CHECK: fsdp.param @b1 {{.*}}layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 9, inner = 1, offset = 32>]
// CHECK: fsdp.param @w2 {{.*}}layouts = [#fsdp.layout<shards = 8, dim = 0, outer = 1, size = 3, inner = 9, offset = 48>]
// CHECK: fsdp.param @two {{.*}}layouts = [#fsdp.layout<{{.*}}offset = 0>, #fsdp.layout<{{.*}}offset = 16>]
// CHECK: fsdp.param @frozen {{.*}}offset = 32>]
// CHECK: fsdp.param @rare {{.*}}offset = 48>]
// CHECK: fsdp.param @last {{.*}}offset = 64>]

// A plain group is one run. Two inner tensors share their gradient; a frozen
// parameter leaves a gap in the state only, another rule's in moments, too.
// CHECK: fsdp.update @plain [@w1, @b1, @w2]
// CHECK-SAME: segments = [#fsdp.update_segment<state = 0, grad = 0, moment = 0, count = 64>]
// CHECK: fsdp.update @mixed [@two, @last]
// CHECK-SAME: segments = [#fsdp.update_segment<state = 0, grad = 0, moment = 0, count = 16>,
// CHECK-SAME: #fsdp.update_segment<state = 16, grad = 0, moment = 16, count = 16>,
// CHECK-SAME: #fsdp.update_segment<state = 64, grad = 32, moment = 32, count = 16>]
// CHECK: fsdp.update @mixed [@rare]
// CHECK-SAME: segments = [#fsdp.update_segment<state = 48, grad = 16, moment = 0, count = 16>]
module {
  shard.grid @grid(shape = 8)
  func.func @step(%w1: tensor<9x5x2xf32> {fsdp.param = "w1", fsdp.group = "plain"},
                  %b1: tensor<9xf32> {fsdp.param = "b1", fsdp.group = "plain"},
                  %w2: tensor<3x9xf32> {fsdp.param = "w2", fsdp.group = "plain"},
                  %ta: tensor<8xf32> {fsdp.param = "two", fsdp.inner = "a", fsdp.group = "mixed"},
                  %tb: tensor<8xf32> {fsdp.param = "two", fsdp.inner = "b", fsdp.group = "mixed"},
                  %f: tensor<8xf32> {fsdp.param = "frozen", fsdp.group = "mixed"},
                  %r: tensor<8xf32> {fsdp.param = "rare", fsdp.group = "mixed"},
                  %l: tensor<8xf32> {fsdp.param = "last", fsdp.group = "mixed"},
                  %x: tensor<f32> {fsdp.batch = "x"})
      -> (tensor<f32> {fsdp.loss}, tensor<9x5x2xf32> {fsdp.grad = "w1"}, tensor<9xf32> {fsdp.grad = "b1"},
          tensor<3x9xf32> {fsdp.grad = "w2"}, tensor<8xf32> {fsdp.grad = "two"},
          tensor<8xf32> {fsdp.grad = "rare"}, tensor<8xf32> {fsdp.grad = "last"}) {
    return %x, %w1, %b1, %w2, %tb, %r, %l : tensor<f32>, tensor<9x5x2xf32>, tensor<9xf32>, tensor<3x9xf32>, tensor<8xf32>, tensor<8xf32>, tensor<8xf32>
  }
}
