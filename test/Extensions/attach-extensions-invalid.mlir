// RUN: fsdp-opt %s -split-input-file -verify-diagnostics -fsdp-attach-extensions

module {
  fsdp.group @g {root}
  // expected-error-re @below {{unknown extension @bf16_cats of parameter "w"; did you mean @bf16_cast? Known are @bf16_cast, {{.*}}@two_tensor, @two_tensor_bf16_int8; an extension library can define others}}
  fsdp.param @w {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, extension = @bf16_cats}
}

// -----

module {
  // expected-note @below {{the symbol}}
  fsdp.group @g {root}
  // expected-error @below {{extension @g of parameter "w" names an 'fsdp.group', expected fsdp.extension}}
  fsdp.param @w {types = [tensor<9xf32>], compute = [tensor<9xf32>], group = @g, extension = @g}
}

// -----

module {
  fsdp.group @g {root}
  // expected-note @below {{the parameter}}
  fsdp.param @w {types = [tensor<9xf32>, tensor<9xf32>], compute = [tensor<9xf32>, tensor<9xf32>],
    inner = ["a", "b"], group = @g, extension = @single}
  fsdp.extension @single signature(1) pre {
  // expected-error @below {{pre of extension @single takes 1 tensor, but parameter "w" has 2; attach an extension for as many inner tensors}}
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %x : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

module {
  fsdp.group @g {root}
  // expected-note @below {{the parameter}}
  fsdp.param @w {types = [tensor<9xf64>], compute = [tensor<9xf32>], group = @g, extension = @single}
  fsdp.extension @single signature(1) pre {
  // expected-error @below {{pre of extension @single takes 'f32', but parameter "w" is stored as 'f64' ('tensor<9xf64>')}}
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %x : tensor<?x?x?xf32>
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}
