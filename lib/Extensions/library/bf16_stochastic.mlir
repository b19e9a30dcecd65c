//===- bf16_stochastic.mlir - f32 parameters travel as bf16, dithered -----===//
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception
//
// Half the bytes on the wire, as bf16_cast, but rounded up or down with the
// probability that makes the mean exact: 16 random bits are added to those that
// are cut off. They are a hash of the element's own bits (two rounds of multiply
// and shift, of full avalanche), so that every rank, target and run rounds alike,
// that elements of different values round independently, and that a parameter
// which drifts by less than a bf16 step arrives, on average, where it is. What
// arrives differs from what was stored by less than one step of bf16, 2^-7 of
// the value (bf16_cast: half of that). Infinities and NaNs stay.
// FSDP2's first signature: fsdp_pre_all_gather(mesh).
//===----------------------------------------------------------------------===//

fsdp.extension @bf16_stochastic signature(1) pre {
^bb0(%shard: tensor<?x?x?xf32>, %axis_size: index):
  %c0 = arith.constant 0 : index
  %c1 = arith.constant 1 : index
  %c2 = arith.constant 2 : index
  %outer = tensor.dim %shard, %c0 : tensor<?x?x?xf32>
  %chunk = tensor.dim %shard, %c1 : tensor<?x?x?xf32>
  %inner = tensor.dim %shard, %c2 : tensor<?x?x?xf32>
  %i15 = arith.constant 15 : i32
  %i16 = arith.constant 16 : i32
  %low = arith.constant 65535 : i32
  %magnitude = arith.constant 2147483647 : i32
  %infinity = arith.constant 2139095040 : i32
  %quiet = arith.constant 64 : i32
  %first = arith.constant 2146121005 : i32
  %second = arith.constant -2073254261 : i32
  %empty = tensor.empty(%outer, %chunk, %inner) : tensor<?x?x?xbf16>
  %wire = linalg.map ins(%shard : tensor<?x?x?xf32>) outs(%empty : tensor<?x?x?xbf16>)
    (%x: f32, %out: bf16) {
      %bits = arith.bitcast %x : f32 to i32
      %0 = arith.shrui %bits, %i16 : i32
      %1 = arith.xori %bits, %0 : i32
      %2 = arith.muli %1, %first : i32
      %3 = arith.shrui %2, %i15 : i32
      %4 = arith.xori %2, %3 : i32
      %5 = arith.muli %4, %second : i32
      %6 = arith.shrui %5, %i16 : i32
      %7 = arith.xori %5, %6 : i32
      %noise = arith.andi %7, %low : i32
      %sum = arith.addi %bits, %noise : i32
      %high = arith.shrui %sum, %i16 : i32
      // Nothing is added to an infinity; of a NaN enough is kept to be one.
      %size = arith.andi %bits, %magnitude : i32
      %finite = arith.cmpi ult, %size, %infinity : i32
      %nan = arith.cmpi ugt, %size, %infinity : i32
      %cut = arith.shrui %bits, %i16 : i32
      %quieted = arith.ori %cut, %quiet : i32
      %kept = arith.select %nan, %quieted, %cut : i32
      %chosen = arith.select %finite, %high, %kept : i32
      %short = arith.trunci %chosen : i32 to i16
      %wired = arith.bitcast %short : i16 to bf16
      linalg.yield %wired : bf16
    }
  fsdp.yield %wire : tensor<?x?x?xbf16>
} post {
^bb0(%wire: tensor<?x?x?xbf16>, %axis_size: index):
  %full = arith.extf %wire : tensor<?x?x?xbf16> to tensor<?x?x?xf32>
  fsdp.yield %full : tensor<?x?x?xf32>
}
