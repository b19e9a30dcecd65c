// Two blocks x + tanh(x w1) w2 and a mean square, with the second one's tanh computed again in backward, as
// jax.checkpoint exports it: from the results of a barrier.
#id = affine_map<(i, j) -> (i, j)>
#none = affine_map<(i, j) -> ()>
module {
  shard.grid @grid(shape = 2)
  func.func private @hidden(%x: tensor<4x8xf32>, %w: tensor<8x64xf32>) -> tensor<4x64xf32> {
    %zero = arith.constant 0.0 : f32
    %empty = tensor.empty() : tensor<4x64xf32>
    %start = linalg.fill ins(%zero : f32) outs(%empty : tensor<4x64xf32>) -> tensor<4x64xf32>
    %p = linalg.matmul ins(%x, %w : tensor<4x8xf32>, tensor<8x64xf32>) outs(%start : tensor<4x64xf32>) -> tensor<4x64xf32>
    %t = linalg.tanh ins(%p : tensor<4x64xf32>) outs(%empty : tensor<4x64xf32>) -> tensor<4x64xf32>
    return %t : tensor<4x64xf32>
  }
  func.func private @block(%x: tensor<4x8xf32>, %t: tensor<4x64xf32>, %w: tensor<64x8xf32>) -> tensor<4x8xf32> {
    %y = linalg.matmul ins(%t, %w : tensor<4x64xf32>, tensor<64x8xf32>) outs(%x : tensor<4x8xf32>) -> tensor<4x8xf32>
    return %y : tensor<4x8xf32>
  }
  func.func private @gradients(%x: tensor<4x8xf32>, %t: tensor<4x64xf32>, %w1: tensor<8x64xf32>, %w2: tensor<64x8xf32>,
                               %dy: tensor<4x8xf32>) -> (tensor<4x8xf32>, tensor<8x64xf32>, tensor<64x8xf32>) {
    %zero = arith.constant 0.0 : f32
    %one = arith.constant 1.0 : f32
    %e1 = tensor.empty() : tensor<8x64xf32>
    %e2 = tensor.empty() : tensor<64x8xf32>
    %eh = tensor.empty() : tensor<4x64xf32>
    %z1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<8x64xf32>) -> tensor<8x64xf32>
    %z2 = linalg.fill ins(%zero : f32) outs(%e2 : tensor<64x8xf32>) -> tensor<64x8xf32>
    %zh = linalg.fill ins(%zero : f32) outs(%eh : tensor<4x64xf32>) -> tensor<4x64xf32>
    %dw2 = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>]
      ins(%t, %dy : tensor<4x64xf32>, tensor<4x8xf32>) outs(%z2 : tensor<64x8xf32>) -> tensor<64x8xf32>
    %dt = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>]
      ins(%dy, %w2 : tensor<4x8xf32>, tensor<64x8xf32>) outs(%zh : tensor<4x64xf32>) -> tensor<4x64xf32>
    %dp = linalg.generic {indexing_maps = [#id, #id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%t, %dt : tensor<4x64xf32>, tensor<4x64xf32>) outs(%eh : tensor<4x64xf32>) {
    ^bb0(%a: f32, %d: f32, %out: f32):
      %square = arith.mulf %a, %a : f32
      %slope = arith.subf %one, %square : f32
      %r = arith.mulf %d, %slope : f32
      linalg.yield %r : f32
    } -> tensor<4x64xf32>
    %dw1 = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (k, m)>, affine_map<(m, n, k) -> (k, n)>, affine_map<(m, n, k) -> (m, n)>]
      ins(%x, %dp : tensor<4x8xf32>, tensor<4x64xf32>) outs(%z1 : tensor<8x64xf32>) -> tensor<8x64xf32>
    %dx = linalg.matmul indexing_maps = [affine_map<(m, n, k) -> (m, k)>, affine_map<(m, n, k) -> (n, k)>, affine_map<(m, n, k) -> (m, n)>]
      ins(%dp, %w1 : tensor<4x64xf32>, tensor<8x64xf32>) outs(%dy : tensor<4x8xf32>) -> tensor<4x8xf32>
    return %dx, %dw1, %dw2 : tensor<4x8xf32>, tensor<8x64xf32>, tensor<64x8xf32>
  }
  func.func @step(%a1: tensor<8x64xf32> {fsdp.param = "a1", fsdp.group = "a"},
                  %a2: tensor<64x8xf32> {fsdp.param = "a2", fsdp.group = "a"},
                  %b1: tensor<8x64xf32> {fsdp.param = "b1", fsdp.group = "b"},
                  %b2: tensor<64x8xf32> {fsdp.param = "b2", fsdp.group = "b"},
                  %x: tensor<4x8xf32> {fsdp.batch = "x"})
      -> (tensor<f32> {fsdp.loss},
          tensor<8x64xf32> {fsdp.grad = "a1"}, tensor<64x8xf32> {fsdp.grad = "a2"},
          tensor<8x64xf32> {fsdp.grad = "b1"}, tensor<64x8xf32> {fsdp.grad = "b2"}) {
    %zero = arith.constant 0.0 : f32
    %scale = arith.constant 0.03125 : f32
    %twice = arith.constant 0.0625 : f32
    %ta = func.call @hidden(%x, %a1) : (tensor<4x8xf32>, tensor<8x64xf32>) -> tensor<4x64xf32>
    %y = func.call @block(%x, %ta, %a2) : (tensor<4x8xf32>, tensor<4x64xf32>, tensor<64x8xf32>) -> tensor<4x8xf32>
    %tb = func.call @hidden(%y, %b1) : (tensor<4x8xf32>, tensor<8x64xf32>) -> tensor<4x64xf32>
    %z = func.call @block(%y, %tb, %b2) : (tensor<4x8xf32>, tensor<4x64xf32>, tensor<64x8xf32>) -> tensor<4x8xf32>
    %empty = tensor.empty() : tensor<f32>
    %start = linalg.fill ins(%zero : f32) outs(%empty : tensor<f32>) -> tensor<f32>
    %loss = linalg.generic {indexing_maps = [#id, #none], iterator_types = ["reduction", "reduction"]}
      ins(%z : tensor<4x8xf32>) outs(%start : tensor<f32>) {
    ^bb0(%v: f32, %sum: f32):
      %square = arith.mulf %v, %v : f32
      %part = arith.mulf %square, %scale : f32
      %next = arith.addf %sum, %part : f32
      linalg.yield %next : f32
    } -> tensor<f32>
    %e = tensor.empty() : tensor<4x8xf32>
    %dz = linalg.generic {indexing_maps = [#id, #id], iterator_types = ["parallel", "parallel"]}
      ins(%z : tensor<4x8xf32>) outs(%e : tensor<4x8xf32>) {
    ^bb0(%v: f32, %out: f32):
      %r = arith.mulf %v, %twice : f32
      linalg.yield %r : f32
    } -> tensor<4x8xf32>
    %again:4 = fsdp.barrier %b1, %b2, %y, %dz : tensor<8x64xf32>, tensor<64x8xf32>, tensor<4x8xf32>, tensor<4x8xf32>
    %tc = func.call @hidden(%again#2, %again#0) : (tensor<4x8xf32>, tensor<8x64xf32>) -> tensor<4x64xf32>
    %db:3 = func.call @gradients(%again#2, %tc, %again#0, %again#1, %again#3)
      : (tensor<4x8xf32>, tensor<4x64xf32>, tensor<8x64xf32>, tensor<64x8xf32>, tensor<4x8xf32>)
      -> (tensor<4x8xf32>, tensor<8x64xf32>, tensor<64x8xf32>)
    %da:3 = func.call @gradients(%x, %ta, %a1, %a2, %db#0)
      : (tensor<4x8xf32>, tensor<4x64xf32>, tensor<8x64xf32>, tensor<64x8xf32>, tensor<4x8xf32>)
      -> (tensor<4x8xf32>, tensor<8x64xf32>, tensor<64x8xf32>)
    return %loss, %da#1, %da#2, %db#1, %db#2
      : tensor<f32>, tensor<8x64xf32>, tensor<64x8xf32>, tensor<8x64xf32>, tensor<64x8xf32>
  }
}
