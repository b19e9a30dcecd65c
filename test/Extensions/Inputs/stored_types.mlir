// Four parameters of one group, each stored in another way than its neighbour; gradients are twice the batch, so that the update
// is all that rounds.
#map = affine_map<(d0, d1) -> (d0, d1)>
func.func @step(
    %w: tensor<5x3xf32> {fsdp.param = "w", fsdp.dtype = bf16, fsdp.group = "g"},
    %b: tensor<7xf32> {fsdp.param = "b", fsdp.group = "g"},
    %h: tensor<3x4xf16> {fsdp.param = "h", fsdp.group = "g"},
    %v: tensor<9x3xbf16> {fsdp.param = "v", fsdp.group = "g"},
    %xw: tensor<5x3xf32> {fsdp.batch = "xw"}, %xb: tensor<7xf32> {fsdp.batch = "xb"},
    %xh: tensor<3x4xf16> {fsdp.batch = "xh"}, %xv: tensor<9x3xbf16> {fsdp.batch = "xv"})
    -> (tensor<f32> {fsdp.loss}, tensor<5x3xf32> {fsdp.grad = "w"}, tensor<7xf32> {fsdp.grad = "b"},
        tensor<3x4xf16> {fsdp.grad = "h"}, tensor<9x3xbf16> {fsdp.grad = "v"}) {
  %zero = arith.constant dense<0.0> : tensor<f32>
  %pw = arith.mulf %w, %xw : tensor<5x3xf32>
  %lw = linalg.reduce { arith.addf } ins(%pw : tensor<5x3xf32>) outs(%zero : tensor<f32>) dimensions = [0, 1]
  %pb = arith.mulf %b, %xb : tensor<7xf32>
  %lb = linalg.reduce { arith.addf } ins(%pb : tensor<7xf32>) outs(%lw : tensor<f32>) dimensions = [0]
  %hf = arith.extf %h : tensor<3x4xf16> to tensor<3x4xf32>
  %xhf = arith.extf %xh : tensor<3x4xf16> to tensor<3x4xf32>
  %ph = arith.mulf %hf, %xhf : tensor<3x4xf32>
  %lh = linalg.reduce { arith.addf } ins(%ph : tensor<3x4xf32>) outs(%lb : tensor<f32>) dimensions = [0, 1]
  %vf = arith.extf %v : tensor<9x3xbf16> to tensor<9x3xf32>
  %xvf = arith.extf %xv : tensor<9x3xbf16> to tensor<9x3xf32>
  %pv = arith.mulf %vf, %xvf : tensor<9x3xf32>
  %lv = linalg.reduce { arith.addf } ins(%pv : tensor<9x3xf32>) outs(%lh : tensor<f32>) dimensions = [0, 1]
  %gw = arith.addf %xw, %xw : tensor<5x3xf32>
  %gb = arith.addf %xb, %xb : tensor<7xf32>
  %gh = arith.addf %xh, %xh : tensor<3x4xf16>
  %gv = arith.addf %xv, %xv : tensor<9x3xbf16>
  return %lv, %gw, %gb, %gh, %gv : tensor<f32>, tensor<5x3xf32>, tensor<7xf32>, tensor<3x4xf16>, tensor<9x3xbf16>
}
