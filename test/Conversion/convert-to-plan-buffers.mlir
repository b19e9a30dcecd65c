// RUN: fsdp-opt %s -fsdp-convert-to-plan | FileCheck %s
// RUN: fsdp-opt %s -canonicalize -cse -fsdp-convert-to-plan | FileCheck %s

// Buffers are state. New values are computed aside and put there at the end of
// the entry: those that ranks combine alike by one all-reduce.

module attributes {fsdp.grid = #fsdp.grid<replicas = 2, shards = 2>} {
  // CHECK-DAG: plan.state @buffers.mean.f32 bytes 28 arena "state"
  // CHECK-DAG: plan.state @buffers.max.i64 bytes 8 arena "state"
  // CHECK-DAG: plan.state @buffers.none bytes 128 arena "state"
  // CHECK-DAG: plan.tensor "mean" role "buffer" in @buffers.mean.f32 at 0 {chunk = 4 : i64, dim = 0 : i64, dtype = f32, shape = array<i64: 4>}
  // CHECK-DAG: plan.tensor "var" role "buffer" in @buffers.mean.f32 at 16 {chunk = 3 : i64,
  // CHECK-DAG: plan.tensor "count" role "buffer" in @buffers.max.i64 at 0 {chunk = 1 : i64, dim = 0 : i64, dtype = i64, shape = array<i64>}
  // CHECK-DAG: plan.tensor "peak" role "buffer" in @buffers.none at 0 {chunk = 2 : i64, {{.*}}local
  // CHECK-DAG: plan.tensor "table" role "buffer" in @buffers.none at 64 {chunk = 5 : i64, dim = 0 : i64, dtype = i1,
  func.func private @stats(memref<4xf32>, memref<4xf32>, memref<3xf32>) attributes {plan.kernel}
  func.func private @rest(memref<2xf32>, memref<2xf32>, memref<i64>, memref<i64>, memref<f32>) attributes {plan.kernel}

  // CHECK-LABEL: plan.entry @step.sync {
  func.func @step(%mean: memref<4xf32> {fsdp.buffer = "mean"}, %peak: memref<2xf32> {fsdp.buffer = "peak", fsdp.local},
                  %var: memref<3xf32> {fsdp.buffer = "var"}, %count: memref<i64> {fsdp.buffer = "count"},
                  %table: memref<5xi1> {fsdp.buffer = "table"},
                  %mean1: memref<4xf32> {fsdp.update = "mean", fsdp.reduce = "mean"},
                  %peak1: memref<2xf32> {fsdp.update = "peak", fsdp.reduce = "none"},
                  %var1: memref<3xf32> {fsdp.update = "var", fsdp.reduce = "mean"},
                  %count1: memref<i64> {fsdp.update = "count", fsdp.reduce = "max"},
                  %sum: memref<f32> {fsdp.metric = "sum", fsdp.reduce = "sum"}) attributes {fsdp.entry = "step"} {
    // CHECK-DAG: %[[NEW:.*]] = plan.alloc 28 "wire" {name = "buffers.mean.f32"}
    // CHECK-DAG: %[[PEAK:.*]] = plan.alloc 8 "transient"
    // CHECK-DAG: %[[COUNT:.*]] = plan.alloc 8 "wire" {name = "buffers.max.i64"}
    // CHECK-DAG: %[[BOUND:.*]] = plan.bind "metric" "sum" {combined, dtype = f32, shape = array<i64>}
    // CHECK-DAG: %[[SUM:.*]] = plan.alloc 4 "wire" {name = "sum"}
    // CHECK: plan.launch @stats(%[[OLD:.*]], %[[NEW]], %[[NEW]] : !plan.buffer, !plan.buffer, !plan.buffer) at [0, 0, 16] bytes [16, 16, 12]
    plan.launch @stats(%mean, %mean1, %var1 : memref<4xf32>, memref<4xf32>, memref<3xf32>) at [0, 0, 0] bytes [16, 16, 12] access [1, 2, 2] stream 0
    // CHECK: plan.launch @rest(%{{.*}}, %[[PEAK]], %{{.*}}, %[[COUNT]], %[[SUM]] :
    plan.launch @rest(%peak, %peak1, %count, %count1, %sum : memref<2xf32>, memref<2xf32>, memref<i64>, memref<i64>, memref<f32>) at [0, 0, 0, 0, 0] bytes [8, 8, 8, 8, 4] access [1, 2, 1, 2, 2] stream 0
    // CHECK-DAG: plan.all_reduce %[[NEW]] to %{{.*}} at [0, 0] count 7 op "sum" axis "world" stream 0 {phase = "forward", scale = 2.500000e-01 : f64}
    // CHECK-DAG: plan.copy %[[PEAK]] to %{{.*}} : !plan.buffer, !plan.buffer at [0, 0] bytes 8 stream 0
    // CHECK-DAG: plan.all_reduce %[[COUNT]] to %{{.*}} at [0, 0] count 1 op "max" axis "world" stream 0 {dtype = i64, phase = "forward", scale = 1.000000e+00 : f64}
    // CHECK-DAG: plan.all_reduce %[[SUM]] to %[[BOUND]] at [0, 0] count 1 op "sum" axis "world" stream 0 {phase = "forward", scale = 1.000000e+00 : f64}
    return
  }
  // An entry that renews one of two neighbours combines that one only.
  // CHECK-LABEL: plan.entry @calibrate {
  func.func @calibrate(%var: memref<3xf32> {fsdp.buffer = "var"},
                       %var1: memref<3xf32> {fsdp.update = "var", fsdp.reduce = "mean"}) attributes {fsdp.entry = "calibrate"} {
    // CHECK: plan.copy %{{.*}} to %[[NEW:.*]] : !plan.buffer, !plan.buffer at [16, 16] bytes 12
    plan.copy %var to %var1 : memref<3xf32>, memref<3xf32> at [0, 0] bytes 12 stream 0
    // CHECK: plan.all_reduce %[[NEW]] to %{{.*}} at [16, 16] count 3 op "sum" axis "world" stream 0
    return
  }
}
