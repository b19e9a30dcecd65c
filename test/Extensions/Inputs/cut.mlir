fsdp.extension @cut signature(2) pre {
^bb0(%x: tensor<?x?x?xf32>, %axis: index, %shard: index, %valid: index, %size: index,
     %stride: index):
  %mine = tensor.extract_slice %x[0, 0, 0] [1, %valid, 1] [1, 1, 1]
      : tensor<?x?x?xf32> to tensor<1x?x1xf32>
  fsdp.yield %mine : tensor<1x?x1xf32>
} post {
^bb0(%w: tensor<1x?x1xf32>, %axis: index, %shard: index, %valid: index, %size: index,
     %stride: index):
  fsdp.yield %w : tensor<1x?x1xf32>
}
