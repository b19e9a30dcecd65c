// RUN: %S/Inputs/execute.sh %s %t 1e-5 fsdp-bufferize,fsdp-outline-compute | FileCheck %s
// RUN: %S/Inputs/execute.sh %s %t 1e-5 fsdp-form-kernels,fsdp-bufferize,fsdp-outline-compute | FileCheck %s
// CHECK: 9 results agree

func.func @plain(%x: tensor<2x3x8x9xf32>, %w: tensor<4x3x3x2xf32>) -> (tensor<2x4x6x8xf32>, tensor<2x4x3x4xf32>, tensor<2x4x4x6xf32>) attributes {test.inputs = 2 : i64} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x4x6x8xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2x4x6x8xf32>) -> tensor<2x4x6x8xf32>
  %0 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>}
    ins(%x, %w : tensor<2x3x8x9xf32>, tensor<4x3x3x2xf32>) outs(%f : tensor<2x4x6x8xf32>) -> tensor<2x4x6x8xf32>
  %e1 = tensor.empty() : tensor<2x4x3x4xf32>
  %f1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<2x4x3x4xf32>) -> tensor<2x4x3x4xf32>
  %1 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>}
    ins(%x, %w : tensor<2x3x8x9xf32>, tensor<4x3x3x2xf32>) outs(%f1 : tensor<2x4x3x4xf32>) -> tensor<2x4x3x4xf32>
  %one = arith.constant 1.0 : f32
  %e2 = tensor.empty() : tensor<2x4x4x6xf32>
  %f2 = linalg.fill ins(%one : f32) outs(%e2 : tensor<2x4x4x6xf32>) -> tensor<2x4x4x6xf32>
  %2 = linalg.conv_2d_nchw_fchw {dilations = dense<[2, 3]> : vector<2xi64>, strides = dense<1> : vector<2xi64>}
    ins(%x, %w : tensor<2x3x8x9xf32>, tensor<4x3x3x2xf32>) outs(%f2 : tensor<2x4x4x6xf32>) -> tensor<2x4x4x6xf32>
  return %0, %1, %2 : tensor<2x4x6x8xf32>, tensor<2x4x3x4xf32>, tensor<2x4x4x6xf32>
}

func.func @grouped(%x: tensor<2x2x3x8x8xf32>, %w: tensor<2x5x3x3x3xf32>, %d: tensor<2x6x8x8xf32>, %v: tensor<6x3x3xf32>)
    -> (tensor<2x2x5x6x6xf32>, tensor<2x6x6x6xf32>) attributes {test.inputs = 4 : i64} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<2x2x5x6x6xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<2x2x5x6x6xf32>) -> tensor<2x2x5x6x6xf32>
  %0 = linalg.conv_2d_ngchw_gfchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>}
    ins(%x, %w : tensor<2x2x3x8x8xf32>, tensor<2x5x3x3x3xf32>) outs(%f : tensor<2x2x5x6x6xf32>) -> tensor<2x2x5x6x6xf32>
  %e1 = tensor.empty() : tensor<2x6x6x6xf32>
  %f1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<2x6x6x6xf32>) -> tensor<2x6x6x6xf32>
  %1 = linalg.depthwise_conv_2d_nchw_chw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>}
    ins(%d, %v : tensor<2x6x8x8xf32>, tensor<6x3x3xf32>) outs(%f1 : tensor<2x6x6x6xf32>) -> tensor<2x6x6x6xf32>
  return %0, %1 : tensor<2x2x5x6x6xf32>, tensor<2x6x6x6xf32>
}

func.func @pooling(%x: tensor<2x3x8x8xf32>) -> (tensor<2x3x4x4xf32>, tensor<2x3x4x4xf32>) attributes {test.inputs = 1 : i64} {
  %zero = arith.constant 0.0 : f32
  %low = arith.constant 0xFF800000 : f32
  %k = tensor.empty() : tensor<2x2xf32>
  %e = tensor.empty() : tensor<2x3x4x4xf32>
  %f = linalg.fill ins(%low : f32) outs(%e : tensor<2x3x4x4xf32>) -> tensor<2x3x4x4xf32>
  %0 = linalg.pooling_nchw_max {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>}
    ins(%x, %k : tensor<2x3x8x8xf32>, tensor<2x2xf32>) outs(%f : tensor<2x3x4x4xf32>) -> tensor<2x3x4x4xf32>
  %f1 = linalg.fill ins(%zero : f32) outs(%e : tensor<2x3x4x4xf32>) -> tensor<2x3x4x4xf32>
  %1 = linalg.pooling_nchw_sum {dilations = dense<1> : vector<2xi64>, strides = dense<2> : vector<2xi64>}
    ins(%x, %k : tensor<2x3x8x8xf32>, tensor<2x2xf32>) outs(%f1 : tensor<2x3x4x4xf32>) -> tensor<2x3x4x4xf32>
  return %0, %1 : tensor<2x3x4x4xf32>, tensor<2x3x4x4xf32>
}

// The gradient of the weights: batch is summed, spatial sizes are the kernel's.
func.func @weight_gradient(%x: tensor<3x2x8x8xf32>, %g: tensor<4x2x6x6xf32>) -> (tensor<3x4x3x3xf32>, tensor<3x3xf32>) attributes {test.inputs = 2 : i64} {
  %zero = arith.constant 0.0 : f32
  %e = tensor.empty() : tensor<3x4x3x3xf32>
  %f = linalg.fill ins(%zero : f32) outs(%e : tensor<3x4x3x3xf32>) -> tensor<3x4x3x3xf32>
  %0 = linalg.conv_2d_nchw_fchw {dilations = dense<1> : vector<2xi64>, strides = dense<1> : vector<2xi64>}
    ins(%x, %g : tensor<3x2x8x8xf32>, tensor<4x2x6x6xf32>) outs(%f : tensor<3x4x3x3xf32>) -> tensor<3x4x3x3xf32>
  %e1 = tensor.empty() : tensor<3x3xf32>
  %f1 = linalg.fill ins(%zero : f32) outs(%e1 : tensor<3x3xf32>) -> tensor<3x3xf32>
  %1 = linalg.reduce ins(%0 : tensor<3x4x3x3xf32>) outs(%f1 : tensor<3x3xf32>) dimensions = [0, 1]
    (%in: f32, %acc: f32) {
      %a = arith.addf %in, %acc : f32
      linalg.yield %a : f32
    }
  return %0, %1 : tensor<3x4x3x3xf32>, tensor<3x3xf32>
}
