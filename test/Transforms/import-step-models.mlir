// A step that is the program of one rank of a tensor-parallel model.
// RUN: fsdp-opt %s --fsdp-import-step='optimizer=sgd(lr=0.5)' | FileCheck %s
// RUN: fsdp-opt %s --fsdp-import-step='grid=replicate=3,model=2,shard=5' | FileCheck %s --check-prefix=NAMED
// RUN: fsdp-opt %s --fsdp-import-step --cse --canonicalize | FileCheck %s --check-prefix=CSE

// CHECK: fsdp.grid = #fsdp.grid<replicas = 1, shards = 4, models = 2>
// NAMED: fsdp.grid = #fsdp.grid<replicas = 3, shards = 5, models = 2>
shard.grid @grid(shape = 1x4x2)

// Types are those of one rank's part.
// CHECK: fsdp.param @up {{.*}}model_dim = 0 : i64{{.*}}types = [tensor<6x4xf32>]
// CHECK: fsdp.param @scale {compute = [tensor<4xf32>], group = @root, types = [tensor<4xf32>]}

// CHECK-LABEL: func.func @step
// CSE-LABEL: func.func @step
func.func @step(%up: tensor<6x4xf32> {fsdp.param = "up", fsdp.model_dim = 0, fsdp.init = "xavier_uniform"},
                %scale: tensor<4xf32> {fsdp.param = "scale"},
                %x: tensor<4xf32> {fsdp.batch = "x"}, %h: tensor<4xbf16> {fsdp.batch = "h"},
                %loss: tensor<f32> {fsdp.batch = "l"})
    -> (tensor<f32> {fsdp.loss}, tensor<4xf32> {fsdp.metric = "y"}, tensor<4xf32> {fsdp.metric = "again"},
        tensor<4xf32> {fsdp.metric = "most"}, tensor<4xbf16> {fsdp.metric = "rounded"},
        tensor<6x4xf32> {fsdp.grad = "up"}) {
  // CHECK: fsdp.exchange sum ranks [1, 2] %{{.*}} : tensor<4xf32> -> tensor<4xf32>
  %y = shard.all_reduce %x on @grid grid_axes = [2] : tensor<4xf32> -> tensor<4xf32>
  // All ranks issue the same ones, also where equal ones became one.
  // CSE-COUNT-1: fsdp.exchange sum ranks [1, 2] %{{.*}} : tensor<4xf32> -> tensor<4xf32>
  // CSE-NOT: fsdp.exchange sum ranks [1, 2] %arg0
  %again = shard.all_reduce %x on @grid grid_axes = [2] : tensor<4xf32> -> tensor<4xf32>
  // CHECK: fsdp.exchange max ranks [1, 2]
  %most = shard.all_reduce %x on @grid grid_axes = [2] reduction = max : tensor<4xf32> -> tensor<4xf32>
  // Summed in f32, rounded once.
  // CHECK: %[[WIDE:.*]] = arith.extf %{{.*}} : tensor<4xbf16> to tensor<4xf32>
  // CHECK: %[[SUM:.*]] = fsdp.exchange sum ranks [1, 2] %[[WIDE]]
  // CHECK: arith.truncf %[[SUM]] : tensor<4xf32> to tensor<4xbf16>
  %rounded = shard.all_reduce %h on @grid grid_axes = [2] : tensor<4xbf16> -> tensor<4xbf16>
  // What nobody reads no rank issues.
  // CHECK-NOT: fsdp.model_all_reduce
  %unused = shard.all_reduce %scale on @grid grid_axes = [2] : tensor<4xf32> -> tensor<4xf32>
  return %loss, %y, %again, %most, %rounded, %up
      : tensor<f32>, tensor<4xf32>, tensor<4xf32>, tensor<4xf32>, tensor<4xbf16>, tensor<6x4xf32>
}

// The fans are those of the whole 12 x 4: sqrt(6 / 16).
// CHECK-LABEL: func.func @init
// CHECK: fsdp.initialize @root [@up] inner [0] seed(%{{.*}}) numbers [-0.61237{{.*}}, 1.22474
