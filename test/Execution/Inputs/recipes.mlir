// recipes.mlir - parameters of every recipe and layout, and a step that reads some of them
// SPDX-License-Identifier: Apache-2.0 WITH LLVM-exception

func.func @step(
    %normal: tensor<150x200xf32> {fsdp.param = "normal", fsdp.group = "a", fsdp.init = "normal(mean=0.5,std=0.25)"},
    %cut: tensor<7x11xf32> {fsdp.param = "cut", fsdp.group = "a", fsdp.init = "trunc_normal(std=0.02)"},
    %narrow: tensor<100x200xf32> {fsdp.param = "narrow", fsdp.group = "a",
                                  fsdp.init = "trunc_normal(mean=1,std=2,a=-1,b=2)"},
    %tail: tensor<40x50xf32> {fsdp.param = "tail", fsdp.init = "trunc_normal(0, 1, 3, 4)"},
    %plain: tensor<9x3xf32> {fsdp.param = "plain", fsdp.group = "b"},
    %scale: tensor<5xf32> {fsdp.param = "norm.weight", fsdp.group = "b"},
    %shift: tensor<5xf32> {fsdp.param = "norm.bias", fsdp.group = "b"},
    %seven: tensor<3x5xf32> {fsdp.param = "seven", fsdp.group = "b", fsdp.init = "constant(0.7)"},
    %columns: tensor<6x9x4xf32> {fsdp.param = "columns", fsdp.dim = 1 : i64, fsdp.init = "uniform(low=-2,high=3)"},
    %last: tensor<4x3x7xf32> {fsdp.param = "last", fsdp.dim = 2 : i64, fsdp.init = "kaiming_normal(mode=fan_out)"},
    %first: tensor<9x3xf32> {fsdp.param = "two", fsdp.inner = "a", fsdp.init = "uniform"},
    %second: tensor<9x3xf32> {fsdp.param = "two", fsdp.inner = "b", fsdp.init = "kaiming_uniform(a=2.2360679774997896964)"},
    %whole: tensor<13x3xf32> {fsdp.param = "whole", fsdp.ignored, fsdp.init = "xavier_uniform(gain=0.5)"},
    %kernel: tensor<3x3x8x16xf32> {fsdp.param = "kernel", fsdp.init = "lecun_normal"},
    %glorot: tensor<16x8xf32> {fsdp.param = "glorot", fsdp.init = "glorot_uniform"},
    %x: tensor<4xf32> {fsdp.batch = "x"}) -> (tensor<f32> {fsdp.loss}) {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<f32>
  %z = linalg.fill ins(%zero : f32) outs(%e : tensor<f32>) -> tensor<f32>
  %loss = linalg.reduce { arith.addf } ins(%x : tensor<4xf32>) outs(%z : tensor<f32>) dimensions = [0]
  return %loss : tensor<f32>
}
