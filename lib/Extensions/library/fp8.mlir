//===- fp8.mlir - f32 parameters travel as f8E4M3FN with one scale --------===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// A quarter of the bytes on the wire. The scale maps the largest magnitude of
// the whole parameter, over all ranks, to 448, f8E4M3FN's largest number. It is
// the same on every rank and does not travel: fsdp.all_reduce makes it so, once
// per step for all parameters together. A parameter of zeros has the scale that
// 1e-12 would have; a NaN anywhere makes the whole parameter NaN.
// Forms: `codes`, and `scale`, one number, which does not travel either.
// FSDP2's first signature: fsdp_pre_all_gather(mesh).
//===----------------------------------------------------------------------===//

fsdp.extension @fp8 signature(1) forms ["", "codes", "scale"] pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis_size: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %shard, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %shard, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %shard, %c2 : tensor<?x?x?xf32>
  %magnitudes = math.absf %shard : tensor<?x?x?xf32>
  %zero = arith.constant dense<0.0> : tensor<f32>
  %reduced = linalg.reduce ins(%magnitudes : tensor<?x?x?xf32>) outs(%zero : tensor<f32>)
      dimensions = [0, 1, 2]
    (%magnitude: f32, %largest: f32) {
      %0 = arith.maximumf %magnitude, %largest : f32
      linalg.yield %0 : f32
    }
  %mine = tensor.extract %reduced[] : tensor<f32>
  %amax = fsdp.all_reduce max %mine : f32
  %least = arith.constant 1.0e-12 : f32
  %high = arith.constant 448.0 : f32
  %low = arith.constant -448.0 : f32
  %bounded = arith.maximumf %amax, %least : f32
  %scale = arith.divf %bounded, %high : f32
  %empty = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf8E4M3FN>
  %wire = linalg.map ins(%shard : tensor<?x?x?xf32>) outs(%empty : tensor<?x?x?xf8E4M3FN>)
    (%x: f32, %out: f8E4M3FN) {
      // The largest magnitude may come out just above 448.
      %0 = arith.divf %x, %scale : f32
      %1 = arith.maximumf %0, %low : f32
      %2 = arith.minimumf %1, %high : f32
      %3 = arith.truncf %2 : f32 to f8E4M3FN
      linalg.yield %3 : f8E4M3FN
    }
  fsdp.yield %wire, %scale : tensor<?x?x?xf8E4M3FN>, f32 {wires = 1}
} post {
^bb0(%wire: tensor<?x?x?xf8E4M3FN>, %axis_size: index, %scale: f32):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %wire, %c0 : tensor<?x?x?xf8E4M3FN>
  %chunk = tensor.dim %wire, %c1 : tensor<?x?x?xf8E4M3FN>
  %inner = tensor.dim %wire, %c2 : tensor<?x?x?xf8E4M3FN>
  %empty = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xf32>
  %full = linalg.map ins(%wire : tensor<?x?x?xf8E4M3FN>) outs(%empty : tensor<?x?x?xf32>)
    (%q: f8E4M3FN, %out: f32) {
      %0 = arith.extf %q : f8E4M3FN to f32
      %1 = arith.mulf %0, %scale : f32
      linalg.yield %1 : f32
    }
  %one = tensor.splat %scale : tensor<1x1x1xf32>
  fsdp.yield %full, %wire, %one : tensor<?x?x?xf32>, tensor<?x?x?xf8E4M3FN>, tensor<1x1x1xf32>
}
