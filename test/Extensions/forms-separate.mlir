// RUN: fsdp-opt %s -fsdp-import-step=grid=2 -fsdp-attach-extensions -fsdp-assign-groups-and-layouts -fsdp-check-hooks -fsdp-split-phases -fsdp-fuse-hooks 2> %t.remarks | FileCheck %s
// RUN: FileCheck %s --check-prefix=REMARK < %t.remarks

// A post that computes more of a form than element by element becomes ops of the step, for all ranks at once: the unpack moves
// what they sent as words.
// CHECK: %[[GATHERED:.*]] = fsdp.unpack @root phase(forward)
// CHECK-SAME: segments [#fsdp.segment<classIndex = 0, param = @w, outer = 1, chunk = 16, inner = 1, size = 32, state = [], wire = [0], full = [0]>] : tensor<2x16xf32>
// CHECK-NEXT: ^bb0(%[[WORD:.*]]: i32,
// CHECK-NEXT: fsdp.yield %[[WORD]] : i32
// CHECK: tensor.extract_slice %[[GATHERED]][0, 0] [2, 4] [1, 1]
// CHECK: linalg.generic {{.*}} outs(%{{.*}} : tensor<2x1x2x2xi64>)
// CHECK: tensor.expand_shape %{{.*}} : tensor<8xi64> into tensor<4x2xi64>

fsdp.extension @numbered signature(1) forms ["numbered"] pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  fsdp.yield %x : tensor<?x?x?xf32>
} post {
^bb0(%w: tensor<?x?x?xf32>, %axis: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %w, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %w, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %w, %c2 : tensor<?x?x?xf32>
  %empty = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xi64>
  %numbers = linalg.generic {indexing_maps = [affine_map<(o, r, i) -> (o, r, i)>],
      iterator_types = ["parallel", "parallel", "parallel"]} outs(%empty : tensor<?x?x?xi64>) {
  ^bb0(%q: i64):
    %i = linalg.index 2 : index
    // REMARK: [[@LINE+1]]:11: remark: post of extension @numbered reads other elements ('tensor.extract'); form 'numbered' of @numbered is made by kernels of its own, which copy wires once more: of "w" 64 bytes in an unpack
    %w0 = tensor.extract %w[%c0, %c0, %i] : tensor<?x?x?xf32>
    %m = arith.fptosi %w0 : f32 to i64
    %p = arith.index_cast %i : index to i64
    %n = arith.addi %m, %p : i64
    linalg.yield %n : i64
  } -> tensor<?x?x?xi64>
  fsdp.yield %numbers : tensor<?x?x?xi64>
}
func.func @eval(%w: tensor<4x2xi64> {fsdp.param = "w", fsdp.form = "numbered", fsdp.shape = array<i64: 4, 2>, fsdp.extension = @numbered},
                %x: tensor<f32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}) attributes {fsdp.entry = "eval"} {
  %c0 = arith.constant 0 : index
  %0 = tensor.extract %w[%c0, %c0] : tensor<4x2xi64>
  %1 = arith.sitofp %0 : i64 to f32
  %2 = tensor.from_elements %1 : tensor<f32>
  return %2 : tensor<f32>
}
