fsdp.extension @halve signature(1) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index):
  %w = arith.truncf %x : tensor<?x?x?xf32> to tensor<?x?x?xf16>
  fsdp.yield %w : tensor<?x?x?xf16>
} post {
^bb0(%w: tensor<?x?x?xf16>, %axis: index):
  %x = arith.extf %w : tensor<?x?x?xf16> to tensor<?x?x?xf32>
  fsdp.yield %x : tensor<?x?x?xf32>
}

// Hides the built-in one.
fsdp.extension @bf16_pad signature(1) pre {
^bb0(%mine: tensor<?x?x?xf32>, %axis: index):
  fsdp.yield %mine : tensor<?x?x?xf32>
} post {
^bb0(%w: tensor<?x?x?xf32>, %axis: index):
  fsdp.yield %w : tensor<?x?x?xf32>
}
