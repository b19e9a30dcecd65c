// RUN: fsdp-opt %s -split-input-file -verify-diagnostics -fsdp-attach-extensions

module {
  fsdp.group @g {root}
  // expected-error @below {{extension @nf4_frozen with storage is attached to parameter "w", which is trained: its values change in every step, but are stored once; freeze it (no result with 'fsdp.grad'), or attach an extension without storage}}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, extension = @nf4_frozen, trained}
}

// -----

module {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, extension = @short}
  // expected-error @below {{extension @short with storage names 1 tensors, but pre sends 2, expected a name for each}}
  fsdp.extension @short of @int8 storage ["codes"]
}

// -----

module {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, extension = @lost}
  // expected-error @below {{extension @lost has the hooks of @nowhere, which is not in the module or a library}}
  fsdp.extension @lost of @nowhere storage ["codes"]
}

// -----

module {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, extension = @ring}
  // expected-error @below {{extension @ring has the hooks of @gnir, which has them of itself}}
  fsdp.extension @ring of @gnir
  fsdp.extension @gnir of @ring
}

// -----

module {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<9x4xf32>, tensor<9x4xf32>], compute = [tensor<9x4xf32>, tensor<9x4xf32>], inner = ["a", "b"],
    group = @g, extension = @two}
  // expected-error @below {{extension @two with storage takes 2 inner tensors; not supported yet: storage of more than one}}
  fsdp.extension @two of @two_tensor storage ["a", "b"]
}

// -----

module {
  fsdp.group @g {root}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, extension = @whole}
  fsdp.extension @whole signature(1) storage ["data"] pre {
  ^bb0(%x: tensor<?x?x?xf32>, %axis: index):
    %c0 = arith.constant 0.0 : f32
    // expected-error @below {{not supported yet: fsdp.all_reduce in pre of extension @whole, which stores what pre makes of each chunk alone}}
    %0 = fsdp.all_reduce max %c0 : f32
    fsdp.yield %x, %0 : tensor<?x?x?xf32>, f32 {wires = 1}
  } post {
  ^bb0(%w: tensor<?x?x?xf32>, %axis: index, %s: f32):
    fsdp.yield %w : tensor<?x?x?xf32>
  }
}

// -----

module {
  fsdp.group @g {root}
  // expected-error @below {{not supported yet: extension @packed with storage on parameter "w", of which each rank of the model axis has a part}}
  fsdp.param @w {types = [tensor<9x4xf32>], compute = [tensor<9x4xf32>], group = @g, extension = @packed, model_dim = 0 : i64}
  fsdp.extension @packed of @bf16_cast storage [""]
}
