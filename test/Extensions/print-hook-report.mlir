// The report's numbers: for bf16_cast 4 + 2 bytes per element of the shard and
// 2 + 4 per element of the full parameter, which is the fused floor, 6 + 6/W.
// RUN: fsdp-opt %s -pass-pipeline='builtin.module(fsdp-attach-extensions{extension=cast.*=bf16_cast,two=two_tensor},fsdp-fuse-hooks,fsdp-print-hook-report)' -o /dev/null | FileCheck %s
// fp8 moves 4 + 1 and 1 + 4 bytes, and 4 once per step for its statistics.
// RUN: fsdp-opt %s -pass-pipeline='builtin.module(fsdp-attach-extensions{extension=cast.*=fp8},fsdp-fuse-hooks,fsdp-print-hook-report)' -o /dev/null | FileCheck %s --check-prefix=FP8

// int8 moves a byte and 4 per block: 48 elements are two blocks, 256 are eight; each wire takes 16 elements or more.
// RUN: fsdp-opt %s -pass-pipeline='builtin.module(fsdp-attach-extensions{extension=cast.*=int8},fsdp-fuse-hooks,fsdp-print-hook-report)' -o /dev/null | FileCheck %s --check-prefix=INT8

// INT8: step casted forward 2 432 1216 0.36 4.0 + 1.1 1.1 + 4.0 5.1 + 5.1/W no
// FP8: step casted forward 2 304 1216 0.25 4.0 + 1.0 1.0 + 4.0 5.0 + 5.0/W no
// FP8: step plain forward 1 128 128 1.00 none 4.0 + 4.0 0 yes
// FP8: step casted backward 1 304 1216 0.25 4.0 + 1.0 1.0 + 4.0 5.0 + 5.0/W no
// FP8: statistics of step: 2 in one all-reduce of 8 bytes, 4.0 read per element of the shard, once for all gathers (floor + 4.0/W)

// CHECK: over 4 shards; bytes read + written per element
// CHECK: entry group phase params wire/rank as f32 ratio pack unpack floor bitwise
// 3x16 and 16x16 elements per rank, in bf16: 608 bytes against 1216.
// CHECK: step casted forward 2 608 1216 0.50 4.0 + 2.0 2.0 + 4.0 6.0 + 6.0/W no
// CHECK: step plain forward 1 128 128 1.00 none 4.0 + 4.0 0 yes
// CHECK: step casted backward 1 608 1216 0.50 4.0 + 2.0 2.0 + 4.0 6.0 + 6.0/W no
module attributes {fsdp.grid = #fsdp.grid<replicas = 1, shards = 4>} {
  fsdp.group @casted {dtype = f32}
  fsdp.group @plain {dtype = f32}
  fsdp.param @cast0 {types = [tensor<10x16xf32>], compute = [tensor<10x16xf32>], group = @casted,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 10, inner = 16, offset = 0>]}
  fsdp.param @cast1 {types = [tensor<64x16xf32>], compute = [tensor<64x16xf32>], group = @casted,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 64, inner = 16, offset = 48>]}
  fsdp.param @two {types = [tensor<64xf32>, tensor<64xf32>], compute = [tensor<64xf32>, tensor<64xf32>],
    inner = ["a", "b"], group = @plain,
    layouts = [#fsdp.layout<shards = 4, dim = 0, outer = 1, size = 64, inner = 1, offset = 0>,
               #fsdp.layout<shards = 4, dim = 0, outer = 1, size = 64, inner = 1, offset = 16>]}
  func.func @step() -> (tensor<10x16xf32>, tensor<64xf32>, tensor<64x16xf32>) attributes {fsdp.entry = "step"} {
    %f:2 = fsdp.gather @casted phase(forward) [@cast0, @cast1] : tensor<10x16xf32>, tensor<64x16xf32>
    %p:2 = fsdp.gather @plain phase(forward) [@two] : tensor<64xf32>, tensor<64xf32>
    fsdp.phase_boundary
    %b = fsdp.gather @casted phase(backward) [@cast1] : tensor<64x16xf32>
    return %f#0, %p#1, %b : tensor<10x16xf32>, tensor<64xf32>, tensor<64x16xf32>
  }
}
